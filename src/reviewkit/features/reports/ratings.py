"""`report rating`: how the rating and what the texts say went, day by day, week by week or month by month."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reviewkit.db import reports as counting
from reviewkit.db.reports import Listing, Moods, Span, Tally, added
from reviewkit.features.reports import scope as scopes
from reviewkit.features.reports.figures import SCHEMA, About, Mean, Notice, Share, mean, share
from reviewkit.features.reports.gathering import Ground, gathered
from reviewkit.features.reports.scope import Scope
from reviewkit.features.reports.standing import Sentiment, sentiment
from reviewkit.features.reports.statistics import Moments

MOVING = {"day": 7, "week": 4, "month": 3}
"""Buckets in a moving mean."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A day, week or month of a trend; `whole` where the period does not cut it short. Times in the owner's zone.

    `moving` is the mean of all ratings of this and the buckets before it, `MOVING` of them; `moving_score` that of the scores.
    """

    since: datetime
    until: datetime
    whole: bool
    reviews: int
    rating: Mean
    sentiment: Sentiment
    moving: Mean
    moving_score: Mean


@dataclass(frozen=True, slots=True)
class Trend:
    """Buckets of one `unit` (day, week, month). `unplaced` reviews have dates too vague for it and stand in none."""

    unit: str
    moving_over: int
    buckets: tuple[Bucket, ...]
    unplaced: int


@dataclass(frozen=True, slots=True)
class Stars:
    """How many of the ratings are next to so many stars, half a star to the higher."""

    stars: int
    share: Share


@dataclass(frozen=True, slots=True)
class Rated:
    """The ratings of one platform, or of all (`name` is ""). `suspended` and `deleted` reviews are not among `reviews`."""

    name: str
    reviews: int
    suspended: int
    deleted: int
    rating: Mean
    rated: Share
    sentiment: Sentiment
    distribution: tuple[Stars, ...]
    trend: Trend


@dataclass(frozen=True, slots=True)
class Edits:
    """Visible reviews that were edited in the period: how many, and of how many the rating rose or fell by it."""

    n: int
    raised: int
    lowered: int


@dataclass(frozen=True, slots=True)
class Rating:
    """`report rating`."""

    about: About
    notices: tuple[Notice, ...]
    total: Rated
    platforms: tuple[Rated, ...]
    edits: Edits
    schema: int = SCHEMA
    report: str = "rating"


@dataclass(frozen=True, slots=True)
class _Column:
    """One bucket of all listings."""

    since: datetime
    until: datetime
    whole: bool
    tallies: dict[Listing, Tally]
    moods: dict[Listing, Moods]


def rating(path: Path, wanted: Scope, unit: str | None = None) -> Rating:
    """Return the rating's trend; by `unit` (day, week, month), else by one that suits the span. Raises DatabaseTrouble."""
    with gathered(path, wanted) as ground:
        begin = wanted.since or ground.first or wanted.end
        unit = unit or scopes.unit_for(begin, wanted.end)
        columns = _columns(ground, begin, unit)
        tallies, moods = ground.tallies(ground.span), ground.moods(ground.span)
        notices = ground.notices(added(tallies.values(), Tally()), added(moods.values(), Moods()))
        parts = [("", ground.listings), *((name, _of(ground, name)) for name in ground.platforms)]
        figures = [_rated(name, chosen, tallies, moods, columns, unit=unit) for name, chosen in parts]
        vague = figures[0].trend.unplaced
        notices += (Notice("vague_dates", {"n": vague, "unit": unit}),) if vague else ()
        return Rating(ground.about(), notices, figures[0], tuple(figures[1:]), _edits(ground, ground.span))


def _of(ground: Ground, platform: str) -> tuple[Listing, ...]:
    return tuple(one for one in ground.listings if one.platform == platform)


def _columns(ground: Ground, begin: datetime, unit: str) -> list[_Column]:
    zone = ground.scope.zone
    spans = scopes.buckets(begin.astimezone(zone), ground.scope.end, unit, zone)
    return [
        _Column(since, until, whole, ground.tallies((since, until), unit), ground.moods((since, until), unit))
        for (since, until), whole in zip(spans, scopes.whole(spans, unit, zone), strict=True)
    ]


def _rated(
    name: str,
    chosen: tuple[Listing, ...],
    tallies: dict[Listing, Tally],
    moods: dict[Listing, Moods],
    columns: list[_Column],
    *,
    unit: str,
) -> Rated:
    tally = added((tallies[one] for one in chosen), Tally())
    mood = added((moods[one] for one in chosen), Moods())
    trend = _trend(chosen, columns, unit, tally.visible)
    stars = (tally.five, tally.four, tally.three, tally.two, tally.one)
    return Rated(
        name=name,
        reviews=tally.visible,
        suspended=tally.suspended,
        deleted=tally.deleted,
        rating=mean(_ratings(tally)),
        rated=share(tally.rated, tally.visible),
        sentiment=sentiment(mood, tally.visible),
        distribution=tuple(Stars(5 - place, share(number, tally.rated)) for place, number in enumerate(stars)),
        trend=trend,
    )


def _trend(chosen: tuple[Listing, ...], columns: list[_Column], unit: str, visible: int) -> Trend:
    tallies = [added((column.tallies[one] for one in chosen), Tally()) for column in columns]
    moods = [added((column.moods[one] for one in chosen), Moods()) for column in columns]
    buckets = []
    for place, column in enumerate(columns):
        window = slice(max(0, place + 1 - MOVING[unit]), place + 1)
        buckets.append(
            Bucket(
                column.since, column.until, column.whole, tallies[place].visible, mean(_ratings(tallies[place])),
                sentiment(moods[place], tallies[place].visible), mean(sum(map(_ratings, tallies[window]), Moments())),
                mean(sum(map(_scores, moods[window]), Moments())),
            )
        )  # fmt: skip
    return Trend(unit, MOVING[unit], tuple(buckets), visible - sum(one.visible for one in tallies))


def _edits(ground: Ground, span: Span) -> Edits:
    found = counting.edits(ground.connection, ground.ids, span)
    both = [(now, before) for now, before in found if now is not None and before is not None]
    return Edits(len(found), sum(now > before for now, before in both), sum(now < before for now, before in both))


def _ratings(tally: Tally) -> Moments:
    return Moments(tally.rated, tally.total, tally.squares)


def _scores(moods: Moods) -> Moments:
    return Moments(moods.scored, moods.total, moods.squares)
