"""The owner's editor."""

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from reviewkit.errors import ReviewkitError
from reviewkit.i18n import _

EDITORS = ("nano", "vim", "vi", "notepad")
"""What is tried where the owner has named none."""


def words() -> list[str]:
    """Return the words that start the owner's editor. Raises ReviewkitError where there is none."""
    configured = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    # A Windows path holds backslashes, which shlex would eat in its POSIX mode.
    found = shlex.split(configured, posix=os.name != "nt") if configured else []
    if not found:
        found = [path for name in EDITORS if (path := shutil.which(name))][:1]
    if not found or not shutil.which(found[0]):
        raise ReviewkitError(
            _("There is no editor {name}.").format(name=found[0]) if found else _("No editor was found."),
            _("Name one with the environment variable EDITOR, or open the file yourself: reviewkit config path"),
        )
    return found


def run(path: Path) -> None:
    """Open a file in the owner's editor and wait. Raises ReviewkitError where there is none or it failed."""
    try:
        code = subprocess.run([*words(), str(path)], check=False).returncode  # noqa: S603  the owner's own editor
    except OSError as exc:
        raise ReviewkitError(_("The editor did not start: {reason}").format(reason=exc)) from exc
    if code != 0:
        raise ReviewkitError(_("The editor ended with an error ({code}).").format(code=code))


def typed(text: str, suffix: str = ".txt") -> str:
    """Let the owner edit `text`, and return what was typed. Raises ReviewkitError."""
    handle, name = tempfile.mkstemp(suffix=suffix, prefix="reviewkit-")
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        run(path)
        return path.read_text(encoding="utf-8-sig", errors="replace")
    finally:
        path.unlink(missing_ok=True)
