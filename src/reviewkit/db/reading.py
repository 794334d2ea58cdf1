"""Reading without SQLAlchemy: `review list` answers before SQLModel would have been imported.

Rows come out as plain dicts with aware datetimes. Only this file and `search` hold SQL that only SQLite knows.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from reviewkit.db.trouble import explain, explained

MOST = 2**63 - 1
"""The largest number that SQLite keeps."""


def schema_of(path: Path) -> str | None:
    """Return the schema (the newest migration) of the file at `path`, None where there is no database yet."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    with explained(), closing(connect(path)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "alembic_version" not in tables:
            # A file of somebody else's must never be taken for an empty one of ours.
            if tables:
                raise explain(sqlite3.DatabaseError("file is not a database of ours"))
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return row[0] if row else None


def connect(path: Path, busy_timeout: float = 30.0) -> sqlite3.Connection:
    """Open the file for reading only; also on a read-only disk, where WAL's helper files can't be made."""
    for mode in ("mode=ro", "mode=ro&immutable=1"):
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=busy_timeout)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.OperationalError as exc:
            connection.close()
            if "unable to open" not in str(exc) or "immutable" in mode:
                raise
        except sqlite3.Error:
            connection.close()
            raise
        else:
            connection.row_factory = sqlite3.Row
            return connection
    raise AssertionError("unreachable")


@contextmanager
def rows(path: Path, sql: str, values: dict[str, Any] | None = None) -> Iterator[Iterator[sqlite3.Row]]:
    """Run one SELECT and hand out its rows; a number larger than any there is finds nothing. Raises DatabaseTrouble."""
    given = {name: max(-MOST, min(value, MOST)) if isinstance(value, int) else value for name, value in (values or {}).items()}
    with explained(), closing(connect(path)) as connection:
        yield iter(connection.execute(sql, given))
