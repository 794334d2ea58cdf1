"""A voice in the owner's editor. What was typed is never lost: a text with a mistake stays in a file, and is opened again."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from reviewkit.errors import BadConfig, BadFile, ReviewkitError
from reviewkit.features import editor
from reviewkit.features.voice import Voice, written
from reviewkit.i18n import _


def desk(home: Path, store_id: int) -> Path:
    """Return the file that a store's voice is edited in; it is there only while something typed waits to be saved."""
    return home / f"voice-{store_id}.toml"


def edit(path: Path, store: str, voice: Voice, again: Callable[[BadConfig], bool]) -> Voice:
    """Open `voice` in the owner's editor, or what waits at `path`, and return what was typed; an empty file changes nothing.

    The file stays. `again` is told of a mistake and says whether to open the editor once more. Raises BadConfig that names
    the file where not, and ReviewkitError where there is no editor or it failed.
    """
    fresh = written.write(voice, store)
    if not path.exists():
        _create(path, fresh)
    while True:
        try:
            editor.run(path)
        except ReviewkitError:
            if path.exists() and path.read_bytes() == fresh.encode():
                path.unlink()
            raise
        try:
            text = _text(path)
            return written.read(text) if text.strip() else voice
        except BadConfig as exc:
            if not again(exc):
                kept = _("What you typed is kept in {path}. Go on with: reviewkit voice edit {store}").format(
                    path=path, store=f'"{store}"'
                )
                raise BadConfig(exc.message, kept) from exc


def given(name: str, before: Voice) -> Voice:
    """Return `before` with what the file `name` (- for stdin) says otherwise. Raises BadFile, BadConfig."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as exc:
        raise BadFile(_("{path} is not saved as UTF-8.").format(path=name)) from exc
    except OSError as exc:
        raise BadFile(_("{path} can't be read: {reason}").format(path=name, reason=exc.strerror or exc)) from exc
    return written.read(text, before)


def _create(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as exc:
        raise BadConfig(_("{path} is not saved as UTF-8.").format(path=path), _("Save it as UTF-8 in your editor.")) from exc
