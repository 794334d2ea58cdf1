"""The reports' figures once more, in plain Python over the same rows: the slow and obvious way, to hold the SQL against."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

NO_DAY = ("week", "month", "year")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """A review as a test has made it, with all that belongs to it."""

    id: int
    store: int
    platform: str
    written_at: datetime
    precision: str
    status: str
    rating: float | None
    read: bool
    sentiment: str | None
    score: float | None
    lang: str
    keywords: tuple[tuple[str, str], ...]
    aspects: tuple[tuple[str, str], ...]
    reply_at: datetime | None
    reply: bool
    ours: str | None
    posted_at: datetime | None

    @property
    def answered(self) -> bool:
        return self.reply or self.ours in {"posted", "live"}

    @property
    def hours(self) -> float | None:
        """From writing to the first public reply, None where it is not known."""
        known = [at for at in (self.reply_at if self.reply else None, self.posted_at) if at]
        if not self.answered or not known or self.precision in NO_DAY:
            return None
        taken = min(known) - self.written_at
        return None if taken <= -DAY else max(0.0, taken.total_seconds() / 3600)


def within(reviews: Iterable[Kept], since: datetime | None, until: datetime) -> list[Kept]:
    return [one for one in reviews if (since is None or one.written_at >= since) and one.written_at < until]


def visible(reviews: Iterable[Kept]) -> list[Kept]:
    return [one for one in reviews if one.status == "visible"]


def mean(values: list[float]) -> float | None:
    return statistics.fmean(values) if values else None


def deviation(values: list[float]) -> float | None:
    return statistics.stdev(values) if len(values) > 1 else None


def ratings(reviews: Iterable[Kept]) -> list[float]:
    return [one.rating for one in reviews if one.rating is not None]


def scores(reviews: Iterable[Kept]) -> list[float]:
    return [one.score for one in reviews if one.score is not None]


def standing(reviews: list[Kept], now: datetime, hours: float) -> dict[str, Any]:
    """Return the figures of a period's reviews."""
    seen = visible(reviews)
    taken = sorted(one.hours for one in seen if one.hours is not None)
    long_ago = now - timedelta(hours=hours)
    left = [one for one in seen if not one.answered and one.precision not in NO_DAY and one.written_at < long_ago]
    met = sum(value <= hours for value in taken)
    return {
        "reviews": len(seen),
        "suspended": sum(one.status == "suspended" for one in reviews),
        "deleted": sum(one.status == "deleted" for one in reviews),
        "rating": mean(ratings(seen)),
        "deviation": deviation(ratings(seen)),
        "rated": len(ratings(seen)),
        "moods": Counter(one.sentiment for one in seen if one.sentiment),
        "read": sum(one.read for one in seen),
        "score": mean(scores(seen)),
        "answered": sum(one.answered for one in seen),
        "taken": taken,
        "target": (met, len(taken) + len(left)),
    }


def stars(rating: float) -> int:
    return max(1, min(5, int(rating * 2 + 1) // 2))


def named(reviews: Iterable[Kept], of: Callable[[Kept], Iterable[tuple[str, str]]]) -> dict[str, Counter[str]]:
    """Return for each name how many reviews praise, blame, do both, or neither with it."""
    found: dict[str, Counter[str]] = {}
    for one in reviews:
        said: dict[str, set[str]] = {}
        for name, polarity in of(one):
            said.setdefault(name, set()).add(polarity)
        for name, polarities in said.items():
            both = {"positive", "negative"} <= polarities
            way = "mixed" if both else next((p for p in ("positive", "negative") if p in polarities), "neutral")
            found.setdefault(name, Counter())[way] += 1
    return found
