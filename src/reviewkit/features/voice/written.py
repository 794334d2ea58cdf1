"""A voice as TOML, for the owner's editor and for scripts, and what differs between two voices."""

import json
import re
import tomllib
from typing import Any

from reviewkit.errors import BadConfig
from reviewkit.features.voice import Voice, of
from reviewkit.i18n import _
from reviewkit.text.screening import screen

_UNQUOTED = re.compile("[\x7f-\x9f\u2028\u2029]")
"""Control characters and line ends that JSON leaves as they are: TOML forbids the first, an editor may turn the others."""


def write(voice: Voice, store: str) -> str:
    """Return a voice as TOML, a sentence before each key in the owner's language; `read` gives the same voice back."""
    title = " ".join(screen(store).split())
    lines = [
        f"# {_('How {store} answers its reviews. Save the file and close the editor.').format(store=title)}",
        f"# {_('A line that begins with # is a remark; a key that you delete goes back to its default.')}",
    ]
    for key, info in Voice.model_fields.items():
        lines += ["", f"# {_(info.description or '')}", f"{key} = {_toml(getattr(voice, key))}"]
    return "\n".join(lines) + "\n"


def read(text: str, before: Voice | None = None) -> Voice:
    """Return the voice of a TOML text. A key that it leaves out is as in `before`, or has its default.

    Raises BadConfig that names the line of a mistake, or every bad key.
    """
    text = text.removeprefix("\ufeff")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise BadConfig(_mistake(text, str(exc)), _("Correct it with: reviewkit voice edit")) from exc
    return of({**(before.model_dump() if before else {}), **values})


def changes(before: Voice, after: Voice) -> list[dict[str, Any]]:
    """Return what differs: {key, now, proposed} for each such key, lists as lists."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    return [{"key": key, "now": old[key], "proposed": new[key]} for key in old if old[key] != new[key]]


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return "[\n" + "".join(f"  {_toml(one)},\n" for one in value) + "]" if value else "[]"
    # TOML quotes a text as JSON does, but for these.
    return _UNQUOTED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def _mistake(text: str, reason: str) -> str:
    """Return a sentence with the line of a TOML mistake; tomllib's own reasons are English, and for programmers."""
    lines = text.rstrip().split("\n")
    found = re.search(r"at line (\d+)", reason)
    number = min(int(found[1]) if found else len(lines), len(lines))
    return _("That is not valid TOML. The mistake is on line {line}: {text}").format(
        line=number, text=lines[number - 1].strip()[:80]
    )
