"""Is the file sound? Reads it as it is: nothing is migrated, and a damaged file gives findings, not errors."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reviewkit.db import SCHEMA, search
from reviewkit.db.reading import connect
from reviewkit.db.trouble import explain
from reviewkit.i18n import _

SAMPLE = 200
"""Reviews whose own words are looked up in the index."""

TABLES = ("store", "listing", "review", "review_analysis", "review_revision", "crawl", "llm_call")

Question = Callable[[sqlite3.Connection], str | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `problem` is None where all is well, `hint` says what to do about one. Translated."""

    name: str
    problem: str | None
    hint: str = ""


def check(path: Path) -> Iterator[Finding]:
    """Yield a finding per thing that is looked at: whether the file opens, whether its pages are sound, then what they say."""
    try:
        connection = connect(path)
    except (sqlite3.Error, OSError) as exc:
        yield Finding(_("The file opens"), _sentence(exc), _restore())
        return
    with closing(connection):
        yield Finding(_("The file opens"), None)
        for name, question, hint in _questions():
            try:
                problem = question(connection)
            except (sqlite3.Error, UnicodeDecodeError, ValueError) as exc:
                problem = _sentence(exc)
            yield Finding(name, problem, hint)
            if problem and question is _sound:
                return  # what stands on broken pages says nothing


def quick(path: Path) -> str | None:
    """Return what SQLite's quick look finds wrong with the file, None where nothing."""
    try:
        with closing(connect(path)) as connection:
            return _said(connection, "PRAGMA quick_check(1)")
    except (sqlite3.Error, OSError) as exc:
        return _sentence(exc)


def facts(path: Path) -> dict[str, Any]:
    """Return schema, rows per table, listings per platform (of stores that aren't paused), and two times, aware or None:
    the newest review's, and when a review was last seen.

    Raises sqlite3.Error.
    """
    with closing(connect(path)) as connection:
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        counts = {table: _one(connection, f"SELECT count(*) FROM {table}") for table in TABLES if table in there}  # noqa: S608  our own names
        schema = _one(connection, "SELECT version_num FROM alembic_version") if "alembic_version" in there else None
        newest = _one(connection, "SELECT max(written_at) FROM review") if "review" in there else None
        seen = _one(connection, "SELECT max(last_seen_at) FROM review") if "review" in there else None
        sql = "SELECT platform, count(*) FROM listing JOIN store ON store.id = store_id WHERE NOT paused GROUP BY platform"
        listings = {row[0]: row[1] for row in connection.execute(sql)} if "listing" in there else {}
    return {
        "schema": schema,
        "counts": counts,
        "listings": listings,
        "newest_review": _time(newest),
        "newest_row": _time(seen),
    }


def rebuild_search(path: Path, busy_timeout: float) -> int:
    """Index every review anew, in one write; return their number. Raises sqlite3.Error."""
    with closing(sqlite3.connect(path, timeout=busy_timeout, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        search.rebuild(connection, iter(connection.execute("SELECT id, text, reply_text FROM review")))
        count = _one(connection, "SELECT count(*) FROM review_fts_docsize")
        connection.execute("COMMIT")
    return int(count)


def _questions() -> list[tuple[str, Question, str]]:
    return [
        (_("Every page is sound"), _sound, _restore()),
        (_("The schema is this version's"), _schema, _upgrade()),
        (_("Every row belongs to another"), _orphans, _restore()),
        (_("The search index has every review"), _indexed, _rebuild()),
        (_("The search finds reviews by their own words"), _found, _rebuild()),
    ]


def _rebuild() -> str:
    return _("Build the search index anew with: reviewkit db check --rebuild-search")


def _upgrade() -> str:
    return _("Older than this version: reviewkit store list brings it up to date. Newer: pip install --upgrade reviewkit")


def _restore() -> str:
    return _("Copy the file away, then put the newest backup beside it in its place: reviewkit db path")


def _schema(connection: sqlite3.Connection) -> str | None:
    found = _one(connection, "SELECT version_num FROM alembic_version")
    return None if found == SCHEMA else _("it is {found}, not {known}").format(found=found, known=SCHEMA)


def _sound(connection: sqlite3.Connection) -> str | None:
    return _said(connection, "PRAGMA integrity_check(20)")


def _said(connection: sqlite3.Connection, pragma: str) -> str | None:
    lines = [line for row in connection.execute(pragma) for line in str(row[0]).splitlines()]
    if lines == ["ok"]:
        return None
    return "\n".join([line for line in lines if not line.startswith("***")][:3]) + (" …" if len(lines) > 3 else "")


def _orphans(connection: sqlite3.Connection) -> str | None:
    rows = connection.execute("PRAGMA foreign_key_check").fetchmany(5)
    return "; ".join(f"{row[0]} {row[1]} → {row[2]}" for row in rows) or None


def _indexed(connection: sqlite3.Connection) -> str | None:
    worded = "(text <> '' OR coalesce(reply_text, '') <> '')"
    missing = _one(connection, f"SELECT count(*) FROM review WHERE {worded} AND id NOT IN (SELECT id FROM review_fts_docsize)")  # noqa: S608
    extra = _one(connection, "SELECT count(*) FROM review_fts_docsize WHERE id NOT IN (SELECT id FROM review)")
    if not missing and not extra:
        return None
    return _("{missing} reviews are missing in it, {extra} in it are gone").format(missing=missing, extra=extra)


def _found(connection: sqlite3.Connection) -> str | None:
    """SQLite can't compare an index without a text of its own with anything, so a sample is searched for."""
    # Every step-th row: old ones and new ones, without shuffling 100,000.
    count = _one(connection, "SELECT count(*) FROM review WHERE text <> ''")
    step = max(1, count // SAMPLE)
    rows = connection.execute(
        "SELECT id, text FROM review WHERE text <> '' AND id % :step = 0 LIMIT :n", {"step": step, "n": SAMPLE}
    )
    lost = [row["id"] for row in rows.fetchall() if not _finds(connection, row["id"], row["text"])]
    if not lost:
        return None
    some = ", ".join(str(id_) for id_ in lost[:5]) + (" …" if len(lost) > 5 else "")
    return _("not found: {n} of {all}, such as review {some}").format(n=len(lost), all=min(count, SAMPLE), some=some)


def _finds(connection: sqlite3.Connection, id_: int, text: str) -> bool:
    asked = search.match(" ".join(search.words(text)[:3]))
    if not asked:
        return True
    return bool(
        _one(connection, "SELECT 1 FROM review_fts WHERE review_fts MATCH :asked AND rowid = :id", {"asked": asked, "id": id_})
    )


def _one(connection: sqlite3.Connection, sql: str, values: dict[str, Any] | None = None) -> Any:
    row = connection.execute(sql, values or {}).fetchone()
    return row[0] if row else None


def _time(text: str | None) -> datetime | None:
    if not text:
        return None
    from datetime import UTC

    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _sentence(error: Exception) -> str:
    if not isinstance(error, sqlite3.Error):
        return str(error)
    message = explain(error).message
    return message if str(error) in message else f"{message} ({error})"
