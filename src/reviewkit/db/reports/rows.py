"""What is counted for the reports, as rows that add up."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, TypeVar

from reviewkit.db.reviews import stamp

EXACT = ("second", "day")
"""Precisions that tell the day."""
WEEKLY = (*EXACT, "week")
"""Precisions that tell the week."""
FITTING = {
    "day": EXACT,
    "week": WEEKLY,
    "month": (*WEEKLY, "month"),
    "any": (*WEEKLY, "month", "year"),
}
"""Which precisions a bucket of a length can hold: "a month ago" has no day."""
Sums = TypeVar("Sums", bound="Tally | Moods")


class Listing(NamedTuple):
    """A listing that a report counts."""

    id: int
    store_id: int
    store: str
    platform: str


class Tally(NamedTuple):
    """Reviews by what the site does with them; of the visible ones the ratings: their number, sum, sum of squares and stars.

    A rating counts for its nearest whole star, a half one for the higher: 4.5 for five.
    """

    visible: int = 0
    suspended: int = 0
    deleted: int = 0
    rated: int = 0
    total: float = 0.0
    squares: float = 0.0
    one: int = 0
    two: int = 0
    three: int = 0
    four: int = 0
    five: int = 0


class Moods(NamedTuple):
    """What the visible reviews say: read ones, those of them with words, moods; scores (-1 to 1) as number, sum, squares."""

    read: int = 0
    worded: int = 0
    positive: int = 0
    neutral: int = 0
    negative: int = 0
    mixed: int = 0
    scored: int = 0
    total: float = 0.0
    squares: float = 0.0


class Answered(NamedTuple):
    """A visible review with a reply in public. `seconds` from writing to the first reply, None where nobody says when."""

    review_id: int
    rating: float | None
    precision: str
    written: int
    seconds: int | None


class OfAspect(NamedTuple):
    """Reviews that name an aspect: only praising, only blaming, both; sums of ratings and scores, also of those that blame."""

    aspect: str
    reviews: int
    positive: int
    negative: int
    mixed: int
    ratings: tuple[int, float, float]
    scores: tuple[int, float, float]
    blaming_ratings: tuple[int, float, float]
    blaming_scores: tuple[int, float, float]


class OfKeyword(NamedTuple):
    """Reviews that hold a keyword: in the period (only praising, only blaming, both), before, and by week, the newest first."""

    keyword: str
    reviews: int
    positive: int
    negative: int
    mixed: int
    before: int
    weeks: tuple[int, ...]


class Said(NamedTuple):
    """Words to quote: `text`[start:end] names the thing; of an aspect `text` is the clause alone."""

    name: str
    polarity: str
    text: str
    review_id: int
    listing_id: int
    written_at: datetime
    author: str
    start: int
    end: int


Span = tuple[datetime | None, datetime]
"""From (None: the first review) and until, which is not included; aware."""


def added(sums: Iterable[Sums], nothing: Sums) -> Sums:
    """Return the sum, part by part."""
    kept = list(sums)
    return type(nothing)(*map(sum, zip(*kept, strict=True))) if kept else nothing


def bounds(span: Span) -> dict[str, str]:
    """Return a period as values of a statement."""
    since, until = span
    return {"since": stamp(since) if since else "", "until": stamp(until)}
