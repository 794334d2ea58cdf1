"""The counting behind the reports: SQL over one state of the file, on the light path.

Sums, not means: what one listing and one stretch of time give adds up to platforms, stores and periods. Each statement stays
within a listing's range of an index, so that a report costs what its period holds, whatever the file holds besides.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from reviewkit.db.reading import connect
from reviewkit.db.reports import statements as sql
from reviewkit.db.reports.keywords import keywords
from reviewkit.db.reports.rows import (
    EXACT,
    FITTING,
    Answered,
    Listing,
    Moods,
    OfAspect,
    OfKeyword,
    Said,
    Span,
    Tally,
    added,
    bounds,
)
from reviewkit.db.reviews import moment
from reviewkit.db.trouble import explained

__all__ = [
    "EXACT",
    "Answered",
    "Listing",
    "Moods",
    "OfAspect",
    "OfKeyword",
    "Said",
    "Span",
    "Tally",
    "added",
    "alerts",
    "answered",
    "aspects",
    "by_star",
    "due",
    "edits",
    "first",
    "keywords",
    "listings",
    "moods",
    "negative",
    "quotes",
    "snapshot",
    "tally",
]


@contextmanager
def snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """Open one state of the file: every figure of a report is of the same moment. Raises DatabaseTrouble."""
    with explained(), closing(connect(path)) as connection:
        connection.row_factory = None
        connection.isolation_level = None
        connection.execute("PRAGMA cache_size = -65536")  # 64 MB: SQLite's 2 would be read over and over
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("BEGIN")
        yield connection


def listings(connection: sqlite3.Connection, stores: Sequence[int], platform: str | None) -> list[Listing]:
    """Return the listings to count; all stores for none."""
    found = connection.execute(sql.LISTINGS, {"stores": json.dumps(list(stores)), "platform": platform})
    return [Listing(*row) for row in found]


def first(connection: sqlite3.Connection, listing: int) -> datetime | None:
    """Return when a listing's first review was written."""
    row = connection.execute("SELECT min(written_at) FROM review WHERE listing_id = ?", (listing,)).fetchone()
    return moment(row[0]) if row[0] else None


def tally(connection: sqlite3.Connection, listing: int, span: Span, fitting: str = "any") -> Tally:
    """Count a listing's reviews of a period; only those whose dates are exact enough for a bucket as long as `fitting`."""
    row = connection.execute(_placed(sql.TALLY, fitting), _values(listing, span)).fetchone()
    visible, suspended, deleted, rated, total, squares, *stars = row
    one, two, three, four, five = map(int, stars)
    return Tally(int(visible), int(suspended), int(deleted), rated, total, squares, one, two, three, four, five)


def moods(connection: sqlite3.Connection, listing: int, span: Span, fitting: str = "any") -> Moods:
    """Count what a listing's visible reviews of a period say, as `tally`."""
    row = connection.execute(_placed(sql.MOODS, fitting), _values(listing, span)).fetchone()
    read, worded, positive, neutral, negative, mixed, scored, total, squares = row
    return Moods(read, int(worded), int(positive), int(neutral), int(negative), int(mixed), scored, total, squares)


def due(connection: sqlite3.Connection, listing: int, span: Span) -> tuple[int, ...]:
    """Count the visible reviews of a period whose date is exact: of 5, 4, 3, 2 and 1 stars, and of none."""
    return tuple(map(int, connection.execute(_placed(sql.DUE, "day"), _values(listing, span)).fetchone()))


def by_star(connection: sqlite3.Connection, listing: int, span: Span) -> tuple[int, ...]:
    """Count the visible reviews of a period: of 5, 4, 3, 2 and 1 stars, and of none."""
    return tuple(map(int, connection.execute(sql.DUE, _values(listing, span)).fetchone()))


def answered(connection: sqlite3.Connection, listing: int, span: Span) -> tuple[list[Answered], dict[str, int]]:
    """Return a listing's visible reviews of a period that have a reply in public, and how many of our replies are how far.

    In public is what the site shows, or what we have posted. The first reply is the earlier of the site's and ours.
    """
    values = _values(listing, span)
    states: dict[str, int] = {}
    posted: dict[int, int] = {}
    found: dict[int, Answered] = {}
    for id_, rating, precision, written, state, at in connection.execute(sql.OURS.format(states=sql.REACHED), values):
        states[state] = states.get(state, 0) + 1
        if at is not None:
            posted[id_] = min(at, posted.get(id_, at))
        if state in {"posted", "live"}:
            found[id_] = Answered(id_, rating, precision, written, None)
    for id_, rating, precision, written, at in connection.execute(sql.ANSWERED, values):
        found[id_] = Answered(id_, rating, precision, written, None if at is None else at - written)
    for id_, at in posted.items():
        one = found.get(id_)
        if one:
            ours = at - one.written
            found[id_] = one._replace(seconds=ours if one.seconds is None else min(ours, one.seconds))
    return list(found.values()), states


def negative(connection: sqlite3.Connection, listing: int, span: Span) -> list[tuple[int, datetime]]:
    """Return (id, written_at) of a listing's negative reviews, the oldest first."""
    return [(id_, moment(at)) for id_, at in connection.execute(sql.NEGATIVE, _values(listing, span))]


def edits(connection: sqlite3.Connection, chosen: Iterable[int], span: Span) -> list[tuple[float | None, float | None]]:
    """Return (rating now, rating before) of each visible review that was edited in the period."""
    return [(now, before) for _id, now, before in connection.execute(sql.EDITS, _wide(chosen, span))]


def alerts(connection: sqlite3.Connection, stores: Iterable[int], span: Span) -> list[tuple[str, int, int, int]]:
    """Return (kind, number, urgent ones, unread ones) of the alerts of a period."""
    values = {**_wide((), span), "stores": json.dumps(list(stores))}
    return [(kind, int(n), int(urgent), int(unread)) for kind, n, urgent, unread in connection.execute(sql.ALERTS, values)]


def aspects(connection: sqlite3.Connection, chosen: Iterable[int], span: Span) -> list[OfAspect]:
    """Return what the visible reviews of a period name."""
    return [
        OfAspect(
            aspect,
            reviews,
            int(good),
            int(bad),
            int(both),
            _sums(rest[:3]),
            _sums(rest[3:6]),
            _sums(rest[6:9]),
            _sums(rest[9:]),
        )
        for aspect, reviews, good, bad, both, *rest in connection.execute(sql.ASPECTS, _wide(chosen, span))
    ]


def quotes(connection: sqlite3.Connection, kind: str, names: Iterable[str], chosen: Iterable[int], span: Span) -> list[Said]:
    """Return candidates for quotes that name `names`, the newest first; `kind` is "aspect" or "keyword"."""
    recent, by_name = (sql.ASPECT_QUOTES, sql.ASPECT_OF_NAME) if kind == "aspect" else (sql.KEYWORD_QUOTES, sql.KEYWORD_OF_NAME)
    wanted = list(names)
    values = {**_wide(chosen, span), "names": json.dumps(wanted)}
    rows = connection.execute(recent, values).fetchall()
    found = {row[0] for row in rows}
    for name in wanted:
        if name not in found:
            rows += connection.execute(by_name, {**values, "name": name}).fetchall()
    return [
        Said(name, polarity, text, review, listing, moment(at), author, int(start), int(end))
        for name, polarity, text, review, listing, at, author, start, end in rows
    ]


def _placed(statement: str, fitting: str) -> str:
    return statement if fitting == "any" else statement + sql.PLACED.format(precisions=FITTING[fitting])


def _values(listing: int, span: Span) -> dict[str, Any]:
    return {"listing": listing, **bounds(span)}


def _sums(values: Sequence[Any]) -> tuple[int, float, float]:
    n, total, squares = values
    return int(n), float(total), float(squares)


def _wide(chosen: Iterable[int], span: Span) -> dict[str, Any]:
    return {"listings": json.dumps(list(chosen)), **bounds(span)}
