"""`report aspects`: what reviews speak of, how they judge it, and what it does to the rating.

Impact = (mean of the reviews that name it - mean of all) x share of the reviews that name it: so much the mean of all would
change if those who name it were like all. Chance = mean of the reviews that don't blame it - mean of all: so much would be won
if nobody had a reason to blame it, and those who do were like the others. Both by stars where half of the reviews have them,
else by the score of what the texts say (-1 to 1); a report never mixes the two.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from reviewkit.db import reports as counting
from reviewkit.db.reports import Moods, OfAspect, Tally, added
from reviewkit.features.reports.figures import (
    FEW,
    SCHEMA,
    About,
    Difference,
    Mean,
    Notice,
    Quote,
    Share,
    mean,
    share,
    share_change,
)
from reviewkit.features.reports.gathering import Ground, gathered
from reviewkit.features.reports.quoting import quotes
from reviewkit.features.reports.scope import Scope
from reviewkit.features.reports.statistics import Moments, mean_difference

LEAST_BLAMING = 3
"""Blaming reviews below which no chance is told."""


@dataclass(frozen=True, slots=True)
class Impact:
    """What an aspect does to the mean by one `basis` ("rating" or "score"); see the file's head.

    `naming` is the mean of those that name it, `value` the impact with its interval (Welch's; the share counts as known).
    `chance` is None where too few blame it. `enough` says whether `value` rests on enough reviews to be told.
    """

    basis: str
    naming: Mean
    value: float | None
    low: float | None
    high: float | None
    blaming: int
    chance: float | None

    @property
    def enough(self) -> bool:
        """Whether enough reviews name it."""
        return self.value is not None and self.naming.n >= FEW


@dataclass(frozen=True, slots=True)
class Aspect:
    """An aspect: the share of the reviews with words that name it; of those the shares that only praise and only blame it.

    `negative_change` compares the blaming share with that of the period before.
    """

    aspect: str
    reviews: Share
    positive: Share
    negative: Share
    mixed: int
    neutral: int
    by_rating: Impact
    by_score: Impact
    impact: Impact
    negative_change: Difference | None = None
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Aspects:
    """`report aspects`, the most named first. `basis` is what `impact` is by; `best` and `worst` have the greatest ones."""

    about: About
    notices: tuple[Notice, ...]
    basis: str
    rating: Mean
    score: Mean
    worded: int
    aspects: tuple[Aspect, ...]
    best: str | None
    worst: str | None
    most_to_gain: str | None
    schema: int = SCHEMA
    report: str = "aspects"


def aspects(path: Path, wanted: Scope) -> Aspects:
    """Return what the reviews of the period say of each aspect. Raises DatabaseTrouble."""
    with gathered(path, wanted) as ground:
        tally = added(ground.tallies(ground.span).values(), Tally())
        moods = added(ground.moods(ground.span).values(), Moods())
        found = find(ground, tally, moods)
        said = quotes(ground, "aspect", [one.aspect for one in found], ground.span)
        found = tuple(replace(one, quotes=said.get(one.aspect, ())) for one in found)
        least = [Notice("few_for_aspects", {"n": moods.worded, "least": FEW})] if 0 < moods.worded < FEW else []
        return Aspects(
            ground.about(), (*ground.notices(tally, moods), *least), basis(tally),
            mean(_ratings(tally)), mean(_scores(moods)), moods.worded, found,
            name(best(found)), name(worst(found)), name(most_to_gain(found)),
        )  # fmt: skip


def find(ground: Ground, tally: Tally, moods: Moods) -> tuple[Aspect, ...]:
    """Return the aspects of the period, without quotes; `tally` and `moods` are those of all its reviews."""
    before = ground.scope.before
    earlier = {one.aspect: one for one in counting.aspects(ground.connection, ground.ids, before)} if before else {}
    rows = counting.aspects(ground.connection, ground.ids, ground.span)
    found = [_aspect(row, tally, moods, earlier.get(row.aspect)) for row in rows]
    return tuple(sorted(found, key=lambda one: (-one.reviews.count, one.aspect)))


def basis(tally: Tally) -> str:
    """Return what impacts are told by: "rating" where half of the reviews have one, else "score"."""
    return "rating" if tally.rated and tally.rated * 2 >= tally.visible else "score"


def best(found: tuple[Aspect, ...]) -> Aspect | None:
    """Return the aspect that lifts the mean most."""
    known = [one for one in found if one.impact.enough and (one.impact.value or 0.0) > 0]
    return max(known, key=lambda one: one.impact.value or 0.0, default=None)


def worst(found: tuple[Aspect, ...]) -> Aspect | None:
    """Return the aspect that lowers the mean most."""
    known = [one for one in found if one.impact.enough and (one.impact.value or 0.0) < 0]
    return min(known, key=lambda one: one.impact.value or 0.0, default=None)


def most_to_gain(found: tuple[Aspect, ...]) -> Aspect | None:
    """Return the aspect with the greatest chance for improvement."""
    known = [one for one in found if one.impact.enough and one.impact.chance]
    return max(known, key=lambda one: one.impact.chance or 0.0, default=None)


def name(one: Aspect | None) -> str | None:
    """Return an aspect's name."""
    return one.aspect if one else None


def impact(of: str, share_naming: float, naming: Moments, blaming: Moments, all_: Moments) -> Impact:
    """Return the impact of an aspect; `naming` and `blaming` are among `all_`."""
    rest = all_ - naming
    value = low = high = None
    if naming.mean is not None and all_.mean is not None:
        value = (naming.mean - all_.mean) * share_naming
        # naming - all = (naming - rest) x the rest's part of all, and only those two are independent of each other
        scale = share_naming * rest.n / all_.n
        bounds = mean_difference(naming, rest)
        low, high = (bounds[0] * scale, bounds[1] * scale) if bounds else (None, None)
    return Impact(of, mean(naming), value, low, high, blaming.n, _chance(blaming, all_))


def _chance(blaming: Moments, all_: Moments) -> float | None:
    others = all_ - blaming
    if blaming.n < LEAST_BLAMING or others.mean is None or all_.mean is None:
        return None
    return max(0.0, others.mean - all_.mean)


def _aspect(row: OfAspect, tally: Tally, moods: Moods, before: OfAspect | None) -> Aspect:
    named = share(row.reviews, max(moods.worded, row.reviews))
    by_rating = impact("rating", named.value or 0.0, Moments(*row.ratings), Moments(*row.blaming_ratings), _ratings(tally))
    by_score = impact("score", named.value or 0.0, Moments(*row.scores), Moments(*row.blaming_scores), _scores(moods))
    negative = share(row.negative, row.reviews)
    return Aspect(
        row.aspect, named, share(row.positive, row.reviews), negative, row.mixed,
        row.reviews - row.positive - row.negative - row.mixed, by_rating, by_score,
        by_rating if basis(tally) == "rating" else by_score,
        share_change(negative, share(before.negative, before.reviews)) if before else None,
    )  # fmt: skip


def _ratings(tally: Tally) -> Moments:
    return Moments(tally.rated, tally.total, tally.squares)


def _scores(moods: Moods) -> Moments:
    return Moments(moods.scored, moods.total, moods.squares)
