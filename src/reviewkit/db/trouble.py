"""What SQLite's errors mean for a shop owner."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reviewkit.errors import DatabaseTrouble
from reviewkit.i18n import _


def explain(error: BaseException, path: Path | None = None) -> DatabaseTrouble:
    """Return our error for one of sqlite3's (or for SQLAlchemy's around it) about the file at `path`."""
    cause = getattr(error, "orig", None) or error
    said = str(cause).lower()
    if "unable to open" in said and path and path.exists() and not os.access(path.parent, os.W_OK):
        said = "read-only"  # SQLite fails at the helper files that WAL wants beside it, and doesn't say why
    for words, message, hint in _meanings():
        if any(word in said for word in words):
            return DatabaseTrouble(message, hint)
    return DatabaseTrouble(
        _("The database has a problem: {reason}").format(reason=cause), _("Look closer with: reviewkit db check")
    )


def _meanings() -> list[tuple[tuple[str, ...], str, str]]:
    return [
        (
            ("locked", "busy"),
            _("Another program is writing to the database for a long time."),
            _("Try again in a moment."),
        ),
        (
            ("full",),
            _("The disk is full: what was read last could not be kept."),
            _("Free some space, then run the command again."),
        ),
        (
            ("readonly", "read-only", "attempt to write"),
            _("The database can't be written: the disk or the file is read-only."),
            _("See where it is with: reviewkit db path"),
        ),
        (
            ("unable to open", "disk i/o"),
            _("The database file can't be opened."),
            _("See where it is with: reviewkit db path"),
        ),
        (
            ("not a database", "malformed", "corrupt"),
            _("The database file is damaged, or isn't one of ours."),
            _("See what is left of it with: reviewkit db check"),
        ),
    ]


@contextmanager
def explained() -> Iterator[None]:
    """Turn sqlite3's errors inside the block into DatabaseTrouble."""
    try:
        yield
    except sqlite3.Error as exc:
        raise explain(exc) from exc
