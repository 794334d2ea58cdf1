"""The hot path of writing reviews: plain SQL over whole batches, some ten times faster than the ORM's row by row.

A `ReviewRow` is a row as SQLite stores it: times as UTC text, lists as JSON text. So rows compare with `==`. Every function
works inside the caller's transaction.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from reviewkit.db import search

if TYPE_CHECKING:  # `review list` needs `stamp` only: SQLAlchemy would double its start-up
    from sqlalchemy import Connection

CHUNK = 500
"""Ids in one SELECT; SQLite takes 32,766 values."""


class ReviewRow(NamedTuple):
    """The table `review`, column by column (a test holds the two together)."""

    id: int
    listing_id: int
    platform_id: str
    id_source: str
    fingerprint: str
    url: str | None
    author: str
    rating: float | None
    text: str
    written_at: str
    written_precision: str
    visited_on: str | None
    visit_count: int | None
    voted_keywords: str
    photos: str
    origin: str | None
    status: str
    edited_at: str | None
    reply_text: str | None
    reply_written_at: str | None
    first_seen_at: str
    last_seen_at: str
    missed_full: int
    handled_at: str | None
    text_original: str | None


COLUMNS = ", ".join(ReviewRow._fields)
INSERT = f"INSERT INTO review ({COLUMNS}) VALUES ({', '.join('?' * len(ReviewRow._fields))})"  # noqa: S608
UPDATE = f"UPDATE review SET {', '.join(f'{name} = ?' for name in ReviewRow._fields[1:])} WHERE id = ?"  # noqa: S608


def stamp(moment: datetime) -> str:
    """Return an aware time as the database's text: UTC, microseconds, as SQLAlchemy writes it too."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def moment(text: str) -> datetime:
    """Return the aware time of a database's text."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def dump(values: Sequence[str]) -> str:
    """Return a list of texts as JSON text."""
    return json.dumps(values, ensure_ascii=False) if values else "[]"


def known(connection: "Connection", listing_id: int, platform_ids: Sequence[str]) -> dict[str, ReviewRow]:
    """Return the stored reviews with these ids, by id."""
    return {row.platform_id: row for row in _select(connection, "platform_id", listing_id, platform_ids)}


def alike(connection: "Connection", listing_id: int, fingerprints: Sequence[str]) -> dict[str, list[ReviewRow]]:
    """Return the stored reviews with these fingerprints, by fingerprint."""
    found: dict[str, list[ReviewRow]] = {}
    for row in _select(connection, "fingerprint", listing_id, fingerprints):
        found.setdefault(row.fingerprint, []).append(row)
    return found


def next_id(connection: "Connection") -> int:
    """Return the first id that was never given. The write lock that the caller holds keeps it free."""
    last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'review'").scalar_one_or_none()
    return int(last or 0) + 1


def insert(connection: "Connection", rows: Sequence[ReviewRow]) -> None:
    """Store new reviews, and index their words."""
    if rows:
        connection.exec_driver_sql(INSERT, list(rows))
        _index(connection, rows)


def update(connection: "Connection", changes: Sequence[tuple[ReviewRow, ReviewRow]]) -> None:
    """Replace stored reviews: pairs of (old, new) with the same id; the words are indexed anew where they changed."""
    if not changes:
        return
    connection.exec_driver_sql(UPDATE, [(*new[1:], new.id) for _old, new in changes])
    reworded = [pair for pair in changes if (pair[0].text, pair[0].reply_text) != (pair[1].text, pair[1].reply_text)]
    unindex(connection, [old for old, _new in reworded])
    _index(connection, [new for _old, new in reworded])
    changed = [(new.id,) for old, new in changes if (old.text, old.rating) != (new.text, new.rating)]
    if changed:  # what it says is to be read anew
        for table in ("review_analysis", "review_keyword", "review_aspect"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE review_id = ?", changed)  # noqa: S608  our own names


def touch(connection: "Connection", ids: Sequence[int], seen_at: str) -> None:
    """Note that these reviews were seen, unchanged."""
    if ids:
        connection.exec_driver_sql(
            "UPDATE review SET last_seen_at = ?, missed_full = 0 WHERE id = ?", [(seen_at, id_) for id_ in ids]
        )


def unindex(connection: "Connection", rows: Sequence[ReviewRow]) -> None:
    """Take reviews out of the index; `rows` must be as they are stored."""
    values = _indexed(rows)
    if values:
        connection.exec_driver_sql(search.DELETE, values)


def of_listing(connection: "Connection", listing_id: int) -> list[ReviewRow]:
    """Return a listing's reviews."""
    sql = f"SELECT {COLUMNS} FROM review WHERE listing_id = ?"  # noqa: S608
    return [ReviewRow(*row) for row in connection.exec_driver_sql(sql, (listing_id,))]


def _index(connection: "Connection", rows: Sequence[ReviewRow]) -> None:
    values = _indexed(rows)
    if values:
        connection.exec_driver_sql(search.INSERT, values)


def _indexed(rows: Sequence[ReviewRow]) -> list[tuple[int, str, str]]:
    """Return what stands in the index for `rows`. A review without a word is not in it, so it can't be taken out either."""
    return [(row.id, search.tokens(row.text), search.tokens(row.reply_text)) for row in rows if row.text or row.reply_text]


def _select(connection: "Connection", column: str, listing_id: int, values: Sequence[str]) -> Iterator[ReviewRow]:
    for start in range(0, len(values), CHUNK):
        part = list(values[start : start + CHUNK])
        marks = ", ".join("?" * len(part))
        sql = f"SELECT {COLUMNS} FROM review WHERE listing_id = ? AND {column} IN ({marks})"  # noqa: S608  columns are ours
        for row in connection.exec_driver_sql(sql, (listing_id, *part)):
            yield ReviewRow(*row)
