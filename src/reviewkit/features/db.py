"""The database file: where it is, what is in it, whether it is sound."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

from reviewkit.db import health
from reviewkit.db.trouble import explained
from reviewkit.errors import NotFound
from reviewkit.i18n import _


def status(path: Path) -> dict[str, Any]:
    """Return path, size, schema, rows per table, newest review, size of the WAL file (bytes), and a quick look.

    Raises NotFound where there is no file. A file that can't be read has no schema and no rows, and says why in `problem`.
    """
    _there(path)
    wal = path.with_name(path.name + "-wal")
    try:
        facts = health.facts(path)
        problem = health.quick(path)
    except (sqlite3.Error, ValueError) as exc:
        facts, problem = {"schema": None, "counts": {}, "newest_review": None, "newest_row": None}, str(exc)
    return {
        "path": str(path),
        "size": path.stat().st_size,
        "wal_size": wal.stat().st_size if wal.exists() else 0,
        "free": shutil.disk_usage(path.parent).free,
        "schema": facts["schema"],
        "counts": facts["counts"],
        "newest_review": facts["newest_review"],
        "problem": problem,
    }


def check(path: Path) -> list[dict[str, Any]]:
    """Look at the whole file: name, ok, problem and hint per thing. Raises NotFound where there is no file."""
    _there(path)
    return [
        {
            "name": found.name,
            "ok": found.problem is None,
            "problem": found.problem,
            "hint": found.hint if found.problem is not None else None,
        }
        for found in health.check(path)
    ]


def rebuild_search(path: Path, busy_timeout: float) -> int:
    """Index every review anew; return their number. Raises DatabaseTrouble."""
    _there(path)
    with explained():
        return health.rebuild_search(path, busy_timeout)


def _there(path: Path) -> None:
    if not path.exists() or path.stat().st_size == 0:
        raise NotFound(
            _("There is no database yet at {path}.").format(path=path),
            _('Start with: reviewkit store add "가나식당" --naver URL'),
        )
