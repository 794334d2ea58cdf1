"""Korean and English: every text that a user sees goes through `_`.

The English sentence is the key; Korean stands in locale/ko/LC_MESSAGES/reviewkit.po. Compile with
`pybabel compile -D reviewkit -d src/reviewkit/locale`; a test compares the two.
"""

import gettext
import os
from pathlib import Path

LANGUAGES = ("ko", "en")
DOMAIN = "reviewkit"
LOCALE_DIR = Path(__file__).parent / "locale"

_active: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def _(message: str) -> str:
    """Return `message` in the active language."""
    return _active.gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form for `n` things in the active language. Korean has one form."""
    return _active.ngettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802  the name that gettext's tools look for
    """Mark `message` for translation without translating it yet."""
    return message


def language() -> str:
    """Return the active language: "ko" or "en"."""
    return _language


def detect(configured: str = "auto") -> str:
    """Return "ko" or "en": the configured one, else what the locale's environment variables say, else English."""
    if configured in LANGUAGES:
        return configured
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "ko" if value.lower().startswith("ko") else "en"
    return "en"


def activate(lang: str) -> None:
    """Make `lang` the language of `_`, and of typer's own help texts (they ask gettext's global domain)."""
    global _active, _language  # noqa: PLW0603  one language a process, set once by main()
    _language = lang
    _active = gettext.translation(DOMAIN, LOCALE_DIR, [lang], fallback=True)
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain(DOMAIN, LOCALE_DIR)
    gettext.textdomain(DOMAIN)
