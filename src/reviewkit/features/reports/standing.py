"""How a shop stands in a period: numbers, rating, moods, replies. Of one platform, of a store, or of all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from reviewkit.db import reports as counting
from reviewkit.db.reports import EXACT, Answered, Listing, Moods, Span, Tally
from reviewkit.features.reports import statistics
from reviewkit.features.reports.figures import Difference, Mean, Share, mean, mean_change, share, share_change
from reviewkit.features.reports.gathering import Ground
from reviewkit.features.reports.statistics import Moments

TARGET_HOURS = 48
"""A reply in so many hours meets the target."""
STARS = (5, 4, 3, 2, 1, None)
"""The order in which the database counts by star."""
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Sentiment:
    """What the visible reviews say: how many were read, the share of each mood among those that have one, the mean score."""

    read: Share
    positive: Share
    neutral: Share
    negative: Share
    mixed: Share
    score: Mean


@dataclass(frozen=True, slots=True)
class Times:
    """Hours from a review to its first public reply, of the `n` replies where both times are known.

    Of `by_day` of them the review is dated to its day only: they count from its midnight, so the true time is shorter.
    `unknown` replies have no time, or their review has no day. The percentiles are interpolated.
    """

    n: int
    by_day: int
    unknown: int
    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures of a period. `reviews` are visible on the site; the suspended and deleted ones count nowhere else.

    `target`: of those answered at a known time or left too long already, the share that was answered in `TARGET_HOURS`.
    """

    reviews: int
    suspended: int
    deleted: int
    rating: Mean
    rated: Share
    sentiment: Sentiment
    answered: Share
    unanswered: int
    times: Times
    target: Share


@dataclass(frozen=True, slots=True)
class Change:
    """Now minus before: the number of reviews; the mean rating, and the mean score of what the texts say; shares."""

    reviews: int
    rating: Difference
    score: Difference
    positive: Difference
    negative: Difference
    answered: Difference


@dataclass
class Counted:
    """The sums behind a standing; they add up."""

    tally: Tally = field(default_factory=Tally)
    moods: Moods = field(default_factory=Moods)
    answered: list[Answered] = field(default_factory=list)
    stars: tuple[int, ...] = (0,) * 6
    due: tuple[int, ...] = (0,) * 6
    states: dict[str, int] = field(default_factory=dict)

    @property
    def ratings(self) -> Moments:
        """Of the ratings."""
        return Moments(self.tally.rated, self.tally.total, self.tally.squares)

    @property
    def scores(self) -> Moments:
        """Of the scores."""
        return Moments(self.moods.scored, self.moods.total, self.moods.squares)


def count(ground: Ground, span: Span, hours: float = TARGET_HOURS) -> dict[Listing, Counted]:
    """Count each listing's period."""
    connection, cutoff = ground.connection, due_before(ground, span, hours)
    found = {}
    for one in ground.listings:
        answered, states = counting.answered(connection, one.id, span)
        found[one] = Counted(
            counting.tally(connection, one.id, span),
            counting.moods(connection, one.id, span),
            answered,
            counting.by_star(connection, one.id, span),
            counting.due(connection, one.id, cutoff),
            states,
        )
    return found


def due_before(ground: Ground, span: Span, hours: float) -> Span:
    """Return the part of a period whose reviews should have a reply by now."""
    latest = (ground.scope.now - timedelta(hours=hours)).replace(microsecond=0)
    return span[0], min(span[1], latest)


def together(parts: Iterable[Counted]) -> Counted:
    """Return the sum."""
    kept = list(parts)
    states: dict[str, int] = {}
    for one in kept:
        for state, number in one.states.items():
            states[state] = states.get(state, 0) + number
    return Counted(
        counting.added((one.tally for one in kept), Tally()),
        counting.added((one.moods for one in kept), Moods()),
        [reply for one in kept for reply in one.answered],
        tuple(map(sum, zip(*(one.stars for one in kept), strict=True))) or (0,) * 6,
        tuple(map(sum, zip(*(one.due for one in kept), strict=True))) or (0,) * 6,
        states,
    )


def standing(ground: Ground, span: Span, of: Counted, hours: float = TARGET_HOURS) -> Standing:
    """Return the figures of some sums."""
    tally = of.tally
    due = due_before(ground, span, hours)[1].timestamp()
    return Standing(
        reviews=tally.visible,
        suspended=tally.suspended,
        deleted=tally.deleted,
        rating=mean(of.ratings),
        rated=share(tally.rated, tally.visible),
        sentiment=sentiment(of.moods, tally.visible),
        answered=share(len(of.answered), tally.visible),
        unanswered=tally.visible - len(of.answered),
        times=times(of.answered),
        target=target(of.answered, sum(of.due), due, hours),
    )


def sentiment(moods: Moods, visible: int) -> Sentiment:
    """Return the figures of what reviews say."""
    judged = moods.positive + moods.neutral + moods.negative + moods.mixed
    score = mean(Moments(moods.scored, moods.total, moods.squares))
    return Sentiment(
        share(moods.read, visible),
        share(moods.positive, judged),
        share(moods.neutral, judged),
        share(moods.negative, judged),
        share(moods.mixed, judged),
        score,
    )


def change(now: Counted, before: Counted) -> Change:
    """Return what differs between two periods."""
    moods, earlier = sentiment(now.moods, now.tally.visible), sentiment(before.moods, before.tally.visible)
    answered = share(len(now.answered), now.tally.visible), share(len(before.answered), before.tally.visible)
    return Change(
        now.tally.visible - before.tally.visible,
        mean_change(now.ratings, before.ratings),
        mean_change(now.scores, before.scores),
        share_change(moods.positive, earlier.positive),
        share_change(moods.negative, earlier.negative),
        share_change(*answered),
    )


def hours_of(one: Answered) -> float | None:
    """Return the hours to a reply; None where nobody knows. A reply dated on the day before is no reply to this review."""
    if one.seconds is None or one.precision not in EXACT or one.seconds <= -DAY:
        return None
    return max(0, one.seconds) / 3600  # a site that tells the reply's day only dates it before the review


def times(answered: Sequence[Answered]) -> Times:
    """Return how long the replies took."""
    known = [(taken, one.precision) for one in answered if (taken := hours_of(one)) is not None]
    ordered = sorted(taken for taken, _precision in known)
    return Times(
        n=len(ordered),
        by_day=sum(precision == "day" for _taken, precision in known),
        unknown=len(answered) - len(ordered),
        median=statistics.percentile(ordered, 0.5),
        p90=statistics.percentile(ordered, 0.9),
    )


def target(answered: Sequence[Answered], due: int, before: float, hours: float) -> Share:
    """Return the share that met the target. `due` reviews were written before the unix time `before`, which is long enough."""
    taken = [value for one in answered if (value := hours_of(one)) is not None]
    met = sum(value <= hours for value in taken)
    left = due - sum(one.precision in EXACT and one.written < before for one in answered)
    return share(met, len(taken) + left)
