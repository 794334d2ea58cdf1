"""The values that all reports are made of. Nothing is rounded here, and every figure carries the number that it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from reviewkit.features.reports import statistics
from reviewkit.features.reports.statistics import Moments

SCHEMA = 1
"""Rises when a field of a report's JSON gets another name or meaning."""
FEW = 5
"""Below so many reviews a mean or a share is shown, but said to rest on too few."""
METHODS = {"mean": "Student's t, 95 %", "share": "Wilson, 95 %", "difference": "Welch or Newcombe, 95 %", "median": "linear"}
"""How the intervals were computed."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of `n` values, its t interval (None where there is no spread to go by) and the standard deviation."""

    n: int = 0
    value: float | None = None
    low: float | None = None
    high: float | None = None
    deviation: float | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `n`, as a share from 0 to 1 with Wilson's interval; None of nothing."""

    n: int = 0
    count: int = 0
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure now minus the one before, with its interval. `clear` says that the interval leaves out 0."""

    n: int
    n_before: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def clear(self) -> bool:
        """Whether it is more than chance."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time; `until` is not included. No `since`: from the first review on. `running`: it isn't over yet."""

    since: datetime | None
    until: datetime
    running: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a reader must know of the figures: a code whose sentence is in `words`, and what fills it in."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class About:
    """What a report is about. `stores` are the names; `before` is the period that it is compared with."""

    stores: tuple[str, ...]
    platforms: tuple[str, ...]
    period: Period
    before: Period | None
    zone: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a review, screened and cut to a short length, without the author."""

    text: str
    review_id: int
    platform: str
    written_at: datetime
    polarity: str


def mean(of: Moments) -> Mean:
    """Return the figure of some values."""
    low, high = statistics.mean_interval(of) or (None, None)
    deviation = of.variance**0.5 if of.variance is not None else None
    return Mean(of.n, of.mean, low, high, deviation)


def share(count: int, n: int) -> Share:
    """Return the figure of `count` out of `n`."""
    low, high = statistics.wilson(count, n) or (None, None)
    return Share(n, count, count / n if n else None, low, high)


def mean_change(now: Moments, before: Moments) -> Difference:
    """Return how a mean has changed."""
    if now.mean is None or before.mean is None:
        return Difference(now.n, before.n)
    return Difference(now.n, before.n, now.mean - before.mean, *(statistics.mean_difference(now, before) or (None, None)))


def share_change(now: Share, before: Share) -> Difference:
    """Return how a share has changed."""
    if now.value is None or before.value is None:
        return Difference(now.n, before.n)
    bounds = statistics.share_difference((now.count, now.n), (before.count, before.n))
    return Difference(now.n, before.n, now.value - before.value, *(bounds or (None, None)))


def as_json(value: Any) -> Any:
    """Return a report (or a part) as what JSON can hold: unrounded, times in ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        told = [name for name, member in vars(type(value)).items() if isinstance(member, property)]
        return {name: as_json(getattr(value, name)) for name in (*(one.name for one in fields(value)), *told)}
    if isinstance(value, Mapping):
        return {str(name): as_json(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [as_json(one) for one in value]
    return value.isoformat() if isinstance(value, date | datetime) else value
