"""`report keywords`: what reviews name, and what they name more or less often this week than usual.

The trend test. Of the reviews with words in the last seven days of the period, and of those in the eight weeks before, it is
counted how many name the keyword; if nothing has changed, the number of this week is hypergeometric given both (Fisher's exact
test, mid-p, 2.25 % to either side). So a week with twice as many reviews lifts no keyword by itself, and a store that opened
three weeks ago is compared with three weeks. An arrow needs, besides, `LEAST` reviews (this week's to rise, those to be
expected to fall), a change by a quarter, and a count on the same side of the usual week's. What is tested at all is chosen by
the number of all nine weeks: to choose by this week's would make chance look like change. Where nothing has changed, less than
5 % of the keywords get an arrow by chance; `sure` marks those that also stand when all keywords are tested at once (Benjamini
and Hochberg: at most 10 % of them by chance).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from reviewkit.db import reports as counting
from reviewkit.db.reports import Moods, OfKeyword, Tally, added
from reviewkit.features.reports.figures import SCHEMA, About, Notice, Period, Quote, Share, share
from reviewkit.features.reports.gathering import Ground, gathered
from reviewkit.features.reports.quoting import quotes
from reviewkit.features.reports.scope import Scope
from reviewkit.features.reports.statistics import fisher, hold_together

WEEKS = 8
"""Weeks before this one that tell what is usual."""
LEAST = 5
"""Reviews: below so many in nine weeks nothing is tested, below so many in a week there is no arrow."""
LEVEL = 0.0225
"""The chance of an arrow to one side, where nothing has changed."""
LEAST_CHANGE = 1.25
"""The factor that a change must have, however certain it is."""
SURE_RATE = 0.1
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Trend:
    """This week against the usual: `code` is "rising", "falling", "steady" or "too_few".

    `usual` is the mean of the `weeks` before (since the first review, at most eight), `expected` what would be usual for as
    many reviews as this week has; `p` is one-sided, None where nothing was tested.
    """

    code: str
    week: int
    usual: float
    expected: float
    weeks: int
    p: float | None = None
    sure: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times what was to be expected."""
        return self.week / self.expected if self.expected else None


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword: the share of the reviews with words that name it, how many praise, blame, do both or neither with it.

    `before` is the number in the period before, `by_week` that of each of nine weeks, this one last.
    """

    keyword: str
    reviews: Share
    positive: int
    negative: int
    mixed: int
    neutral: int
    before: int | None
    by_week: tuple[int, ...]
    trend: Trend
    quotes: tuple[Quote, ...] = ()

    @property
    def polarity(self) -> str:
        """What most of those say that name it."""
        counts = {"positive": self.positive, "negative": self.negative, "mixed": self.mixed, "neutral": self.neutral}
        return max(counts, key=lambda name: counts[name])


@dataclass(frozen=True, slots=True)
class Keywords:
    """`report keywords`. `week` is the one that trends are about, `by_week` the reviews with words in each of nine weeks.

    `keywords` are the most frequent of `different` ones; `rising` and `falling` the surest first; `tested` had enough reviews.
    """

    about: About
    notices: tuple[Notice, ...]
    week: Period
    by_week: tuple[int, ...]
    different: int
    tested: int
    keywords: tuple[Keyword, ...]
    rising: tuple[Keyword, ...]
    falling: tuple[Keyword, ...]
    schema: int = SCHEMA
    report: str = "keywords"


@dataclass(frozen=True, slots=True)
class Found:
    """All keywords of a ground, before quotes: those of the period, and all with their trends."""

    all: tuple[Keyword, ...]
    borders: tuple[datetime, ...]
    by_week: tuple[int, ...]

    def arrows(self, code: str) -> tuple[Keyword, ...]:
        """Return those that rise or fall, the surest first."""
        found = [one for one in self.all if one.trend.code == code]
        return tuple(sorted(found, key=lambda one: (one.trend.p or 0.0, -one.trend.week, one.keyword)))


def keywords(
    path: Path, wanted: Scope, *, aspect: str | None = None, polarity: str | None = None, shown: int = SHOWN
) -> Keywords:
    """Return the `shown` most frequent keywords (0: all) and all that rise or fall. Raises DatabaseTrouble.

    With `aspect` only where they speak of it, with `polarity` only where they are "positive", "negative" or "neutral".
    """
    with gathered(path, wanted) as ground:
        moods = added(ground.moods(ground.span).values(), Moods())
        tally = added(ground.tallies(ground.span).values(), Tally())
        found = find(ground, moods.worded, aspect=aspect, polarity=polarity)
        inside = sorted((one for one in found.all if one.reviews.count), key=lambda one: (-one.reviews.count, one.keyword))
        chosen = (tuple(inside[: shown or None]), found.arrows("rising"), found.arrows("falling"))
        said = quotes(ground, "keyword", {one.keyword for part in chosen for one in part}, _widest(ground, found))
        most, rising, falling = (tuple(replace(one, quotes=said.get(one.keyword, ())) for one in part) for part in chosen)
        notices = ground.notices(tally, moods) + (() if sum(found.by_week[:-1]) else (Notice("no_usual", {"weeks": WEEKS}),))
        return Keywords(
            ground.about(), notices, Period(found.borders[-2], found.borders[-1]), found.by_week, len(inside),
            sum(one.trend.p is not None for one in found.all), most, rising, falling,
        )  # fmt: skip


def find(ground: Ground, worded: int, *, aspect: str | None = None, polarity: str | None = None) -> Found:
    """Return what the reviews of the period and of the last nine weeks name; `worded` of the period have words."""
    borders = ground.scope.weeks(WEEKS + 1)
    spans = list(pairwise(borders))
    by_week = tuple(added(ground.moods(span, "week").values(), Moods()).worded for span in spans)
    rows = counting.keywords(
        ground.connection, ground.ids, ground.span, ground.scope.before, borders, aspect=aspect, polarity=polarity
    )
    open_ = sum(ground.first is not None and ground.first < border for border in borders[1:-1])
    trends = judged([row.weeks for row in rows], by_week, open_)
    compared = ground.scope.before is not None
    all_ = tuple(_keyword(row, worded, trend, compared=compared) for row, trend in zip(rows, trends, strict=True))
    return Found(all_, tuple(borders), by_week)


def judged(counts: Sequence[Sequence[int]], by_week: Sequence[int], open_weeks: int = WEEKS) -> list[Trend]:
    """Return the trend of each keyword: `counts` by week, the newest first; `by_week` reviews with words, the newest last."""
    trends = [_trend(row[0], sum(row[1:]), by_week[-1], sum(by_week[:-1]), max(1, open_weeks)) for row in counts]
    tested = [place for place, trend in enumerate(trends) if trend.p is not None]
    stand = hold_together([min(1.0, 2 * (trends[place].p or 0.0)) for place in tested], SURE_RATE)
    for place, sure in zip(tested, stand, strict=True):
        if sure and trends[place].code != "steady":
            trends[place] = replace(trends[place], sure=True)
    return trends


def _trend(week: int, before: int, reviews: int, reviews_before: int, weeks: int) -> Trend:
    reviews, reviews_before = max(reviews, week), max(reviews_before, before)
    expected = before * reviews / reviews_before if reviews_before else 0.0
    usual = before / weeks
    if not reviews or not reviews_before or week + before < LEAST:
        return Trend("too_few", week, usual, expected, weeks)
    up, p = fisher(week, reviews, before, reviews_before)
    code = "steady"
    if p <= LEVEL and up and week >= max(LEAST, LEAST_CHANGE * expected) and week > usual:
        code = "rising"
    elif p <= LEVEL and not up and expected >= max(LEAST, LEAST_CHANGE * week) and week < usual:
        code = "falling"
    return Trend(code, week, usual, expected, weeks, p)


def _keyword(row: OfKeyword, worded: int, trend: Trend, *, compared: bool) -> Keyword:
    return Keyword(
        row.keyword, share(row.reviews, max(worded, row.reviews)), row.positive, row.negative, row.mixed,
        row.reviews - row.positive - row.negative - row.mixed, row.before if compared else None,
        tuple(reversed(row.weeks)), trend,
    )  # fmt: skip


def _widest(ground: Ground, found: Found) -> tuple[datetime | None, datetime]:
    """Return the time that quotes may come from: the period, and the nine weeks of the trends."""
    since = ground.scope.since
    return (None if since is None else min(since, found.borders[0])), ground.scope.end
