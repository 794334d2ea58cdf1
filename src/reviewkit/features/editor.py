"""The owner's editor."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from reviewkit.errors import BadFile, ReviewkitError
from reviewkit.i18n import _

EDITORS = ("nano", "vim", "vi", "notepad")
"""What is tried where the owner has named none."""
SCISSORS = "# ------ >8 ------"
"""How the line begins below which nothing is taken: a text may well hold lines that begin with # themselves."""


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


@contextmanager
def kept(path: Path, text: str, again: str) -> Iterator[str]:
    """Let the owner edit `text` in the file at `path`, and hand out what was typed.

    The file goes when all went well. What fails leaves it there, where something was typed: the error names it in its hint,
    and `again`, the command that goes on with it. Raises ReviewkitError.
    """
    _create(path, text)
    try:
        run(path)
        yield _read(path)
    except ReviewkitError as exc:
        if not path.exists() or path.read_bytes() in (b"", text.encode()):
            path.unlink(missing_ok=True)
        else:
            told = _("What you typed is kept in {path}. Go on with: {command}").format(path=path, command=again)
            exc.hint = f"{exc.hint} {told}".strip()
        raise
    path.unlink(missing_ok=True)


def beside(text: str, below: Sequence[str]) -> str:
    """Return a text to edit, with lines to look at below a line of scissors."""
    scissors = f"{SCISSORS} {_('everything below is left out')}"
    return "\n".join([text, "", scissors, *(f"# {line}".rstrip() for line in below)]) + "\n"


def above(typed: str, shown: str = "") -> str:
    """Return what stands above the scissors; where their line was lost, all but the lines that were `shown` below it."""
    lines = typed.splitlines()
    cut = next((number for number, line in enumerate(lines) if line.startswith(SCISSORS)), None)
    if cut is None:
        ours = {line.strip() for line in shown.splitlines() if line.startswith("#")} - {"#"}
        first = next((number for number, line in enumerate(lines) if line.strip() in ours), len(lines))
        cut = first
    return "\n".join(lines[:cut]).strip()


def _create(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as exc:
        raise ReviewkitError(_("{path} can't be written: {reason}").format(path=path, reason=exc.strerror or exc)) from exc


def waiting(path: Path) -> str:
    """Return what an earlier time has left at `path`, "" for nothing."""
    return _read(path)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:  # some editors remove what was left empty
        return ""
    except UnicodeDecodeError as exc:
        raise BadFile(_("{path} is not saved as UTF-8.").format(path=path), _("Save it as UTF-8 in your editor.")) from exc
