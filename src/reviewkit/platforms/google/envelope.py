"""Google's translation envelope: what the guest or the owner wrote, packed together with a machine translation.

The markers are English whatever the language, in two forms (seen in live answers of 2026):

    A   <original>\\n\\n(Translated by Google)\\n<translation>
    B   (Translated by Google) <translation>\\n\\n(Original)\\n<original>
"""

import re

TRANSLATED = "(Translated by Google)"
ORIGINAL = "(Original)"

_AFTER_BLANK_LINE = r"(?:\r?\n[ \t]*){2,}"
_FORM_A = re.compile(_AFTER_BLANK_LINE + re.escape(TRANSLATED) + r"(?=\s|$)")
_FORM_B_ORIGINAL = re.compile(_AFTER_BLANK_LINE + re.escape(ORIGINAL) + r"(?=\s|$)")


def unwrap(text: str) -> str:
    """Return what was written, without the translation.

    Only a marker at the very start (B) or after a blank line (A) makes an envelope. B is split at its first "(Original)"; a B
    without one has lost the original, and keeps the translation.
    """
    text = text.strip()
    if text.startswith(TRANSLATED):
        return _second_part(text.removeprefix(TRANSLATED).strip())
    marker = _FORM_A.search(text)
    return text[: marker.start()].strip() if marker else text


def _second_part(inside: str) -> str:
    if inside.startswith(ORIGINAL):
        return inside.removeprefix(ORIGINAL).strip()
    marker = _FORM_B_ORIGINAL.search(inside)
    if marker:
        return inside[marker.end() :].strip()
    before, found, after = inside.partition(ORIGINAL)
    return after.strip() if found else before.strip()
