"""Counting keywords, for `report keywords`."""

import sqlite3
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from reviewkit.db.reports import statements as sql
from reviewkit.db.reports.rows import OfKeyword, Span, bounds
from reviewkit.db.reviews import stamp

Named = tuple[int, str, str, int]
"""A review's id, a keyword of it, its polarity, and whether the review's date tells the week."""


class _Stretch(NamedTuple):
    """A stretch of time without a border in it, and what it belongs to: the period, the one before, a week (0: the newest)."""

    since: str
    until: str
    inside: bool
    prior: bool
    week: int | None


def keywords(
    connection: sqlite3.Connection,
    chosen: Iterable[int],
    span: Span,
    before: Span | None,
    weeks: Sequence[datetime],
    *,
    aspect: str | None = None,
    polarity: str | None = None,
) -> list[OfKeyword]:
    """Return the keywords of the visible reviews of a period, with the period before and the weeks between the borders.

    Rows are fetched by listing and stretch and counted here: SQLite would sort all of them by their texts, which takes
    several times as long.
    """
    statement = sql.KEYWORDS + (sql.NAMED_SO if aspect or polarity else "")
    stretches = _stretches(span, before, weeks)
    found: dict[str, list[int]] = {}
    for listing in chosen:
        for one in stretches:
            values = {"listing": listing, "since": one.since, "until": one.until, "aspect": aspect, "polarity": polarity}
            _add(found, connection.execute(statement, values), one, 4 + len(weeks))
    return [
        OfKeyword(keyword, inside, good, bad, both, prior, tuple(by_week))
        for keyword, (inside, good, bad, both, prior, *by_week) in found.items()
    ]


def _add(found: dict[str, list[int]], rows: Iterable[Named], stretch: _Stretch, width: int) -> None:
    for (keyword, polarity, placed), number in _ways(rows).items():
        counts = found.get(keyword)
        if counts is None:
            counts = found[keyword] = [0] * width
        if stretch.inside:
            counts[0] += number
            if polarity in _PLACES:
                counts[_PLACES[polarity]] += number
        if stretch.prior:
            counts[4] += number
        if placed and stretch.week is not None:
            counts[5 + stretch.week] += number


_PLACES = {"positive": 1, "negative": 2, "mixed": 3}


def _ways(rows: Iterable[Named]) -> Counter[tuple[str, str, int]]:
    """Count the reviews by (keyword, polarity, is it placed?); a review that names a keyword in two ways counts once."""
    once = set(rows)
    pairs = set(map(itemgetter(0, 1), once))
    if len(pairs) == len(once):
        return Counter(map(itemgetter(1, 2, 3), once))
    ways: dict[tuple[int, str], list[Named]] = {}
    for row in once:
        ways.setdefault(row[:2], []).append(row)
    return Counter((named[0][1], _polarity({row[2] for row in named}), named[0][3]) for named in ways.values())


def _polarity(said: set[str]) -> str:
    if {"positive", "negative"} <= said:
        return "mixed"
    return next((polarity for polarity in ("positive", "negative") if polarity in said), "neutral")


def _stretches(span: Span, before: Span | None, weeks: Sequence[datetime]) -> list[_Stretch]:
    """Return all that is to be counted, cut at every border."""
    inside, prior = bounds(span), bounds(before) if before else None
    steps = [stamp(border) for border in weeks]
    borders = sorted({*steps, *inside.values(), *(prior or {}).values()})
    found = (
        _Stretch(
            since,
            until,
            inside["since"] <= since < inside["until"],
            prior is not None and prior["since"] <= since < prior["until"],
            len(steps) - 1 - bisect(steps, since) if steps[0] <= since < steps[-1] else None,
        )
        for since, until in pairwise(borders)
    )
    return [one for one in found if one.inside or one.prior or one.week is not None]
