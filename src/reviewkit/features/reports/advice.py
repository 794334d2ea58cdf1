"""`report advice`: the three things most worth doing. Each is a rule over the figures, with its evidence and how sure it is.

A rule gives a code and facts; `words` has the sentences. The order is by `weight`, from 0 to 1: how much is at stake by how
sure it is. Confidence: "high" where an interval leaves chance out or something is simply counted, "medium" where it points one
way on `FEW` reviews or more, "low" below that.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reviewkit.db import reports as counting
from reviewkit.db.reports import Listing
from reviewkit.features.reports.aspects import Aspect, best, most_to_gain
from reviewkit.features.reports.aspects import find as find_aspects
from reviewkit.features.reports.figures import FEW, SCHEMA, About, Notice, Quote
from reviewkit.features.reports.gathering import Ground, gathered
from reviewkit.features.reports.keywords import WEEKS, Found, Keyword
from reviewkit.features.reports.keywords import find as find_keywords
from reviewkit.features.reports.quoting import quotes
from reviewkit.features.reports.responses import Posted, posted
from reviewkit.features.reports.scope import Scope
from reviewkit.features.reports.standing import TARGET_HOURS, Counted, together
from reviewkit.features.reports.summary import Part, compare

MOST = 3
GOOD_TARGET = 0.8
"""The share of replies in time with which there is nothing to be said."""
SCALES = {"rating": 4.0, "score": 2.0}
"""How far it is from the worst to the best, by the basis of an impact."""
LEAST_CHANCE = 0.005
"""The part of that way below which mending an aspect is no advice: 0.02 stars."""
SURENESS = {"high": 1.0, "medium": 0.7, "low": 0.4}


@dataclass(frozen=True, slots=True)
class Tip:
    """Something worth doing: a code whose sentences are in `words`, and the facts that fill them in.

    `evidence` is the number of reviews that it rests on.
    """

    code: str
    confidence: str
    evidence: int
    weight: float
    facts: Mapping[str, Any] = field(default_factory=dict)
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """`report advice`: three tips or fewer, the most worthwhile first."""

    about: About
    notices: tuple[Notice, ...]
    tips: tuple[Tip, ...]
    schema: int = SCHEMA
    report: str = "advice"


@dataclass(frozen=True)
class Figures:
    """What the rules look at."""

    total: Part
    aspects: tuple[Aspect, ...]
    words: Found
    posted: Posted
    waiting: tuple[int, ...]
    """Ids of negative reviews without a reply, the oldest first."""
    oldest_days: int
    target_hours: float


Rule = Callable[[Figures], Iterator[Tip]]


def advice(path: Path, wanted: Scope, target_hours: float = TARGET_HOURS) -> Advice:
    """Return the three things most worth doing. Raises DatabaseTrouble."""
    with gathered(path, wanted) as ground:
        compared = compare(ground, target_hours)
        now = together(compared.now.values())
        figures = Figures(
            compared.part("", ground.listings),
            find_aspects(ground, now.tally, now.moods),
            find_keywords(ground, now.moods.worded),
            posted(now.states),
            *_waiting(ground, compared.now),
            target_hours,
        )
        tips = sorted((tip for rule in RULES for tip in rule(figures)), key=lambda tip: -tip.weight)
        return Advice(ground.about(), ground.notices(now.tally, now.moods), tuple(_quoted(ground, tip) for tip in tips[:MOST]))


def answer_negative(of: Figures) -> Iterator[Tip]:
    """Negative reviews wait for a reply: counted, so sure."""
    if of.waiting:
        facts = {"n": len(of.waiting), "days": of.oldest_days, "reviews": of.waiting[:5]}
        yield _tip("answer_negative", "high", len(of.waiting), min(1.0, 0.75 + 0.05 * len(of.waiting)), facts)


def repost(of: Figures) -> Iterator[Tip]:
    """Replies of ours that a site took down or refused: nobody reads them."""
    gone = of.posted.refused + of.posted.removed
    if gone:
        yield _tip("repost", "high", gone, 0.7, {"n": gone, "reached": of.posted.reached, "live": of.posted.live.count})


def answer_in_time(of: Figures) -> Iterator[Tip]:
    """Too few reviews are answered in time."""
    met = of.total.now.target
    if met.value is None or met.value >= GOOD_TARGET:
        return
    sure = "low" if met.n < FEW else "high" if (met.high or 0.0) < GOOD_TARGET else "medium"
    facts = {
        "n": met.n, "met": met.count, "share": met.value, "hours": of.target_hours, "median": of.total.now.times.median,
        "unanswered": of.total.now.unanswered,
    }  # fmt: skip
    yield _tip("answer_in_time", sure, met.n, 0.65 * (GOOD_TARGET - met.value) / GOOD_TARGET + 0.2, facts)


def mend_aspect(of: Figures) -> Iterator[Tip]:
    """The aspect whose blame costs the most."""
    one = most_to_gain(of.aspects)
    if one is None:
        return
    impact = one.impact
    scale = SCALES[impact.basis]
    if (impact.chance or 0.0) < LEAST_CHANCE * scale:
        return
    certain = impact.high is not None and impact.high < 0
    sure = "high" if certain else "medium" if impact.naming.n >= FEW and impact.blaming >= FEW else "low"
    facts = {
        "aspect": one.aspect, "n": one.negative.count + one.mixed, "of": one.reviews.count, "basis": impact.basis,
        "chance": impact.chance, "impact": impact.value, "share": one.negative.value,
    }  # fmt: skip
    yield _tip("mend_aspect", sure, one.reviews.count, min(0.95, 0.5 + 5 * (impact.chance or 0.0) / scale), facts)


def rising_blame(of: Figures) -> Iterator[Tip]:
    """A complaint that is heard more often than usual."""
    for one in of.words.arrows("rising"):
        if one.polarity == "negative":
            yield _tip("rising_blame", _surely(one), one.trend.week, 0.85, _of_trend(one))
            return


def rating_fell(of: Figures) -> Iterator[Tip]:
    """The mean rating is lower than before, and it is not chance."""
    change = of.total.change
    if change and change.rating.clear and (change.rating.value or 0.0) < 0 and change.rating.n >= FEW:
        before = of.total.before.rating.value if of.total.before else None
        facts = {
            "n": change.rating.n, "n_before": change.rating.n_before, "now": of.total.now.rating.value, "before": before,
            "difference": change.rating.value,
        }  # fmt: skip
        yield _tip("rating_fell", "high", change.rating.n, 0.8, facts)


def more_negative(of: Figures) -> Iterator[Tip]:
    """More of the reviews are negative than before, and it is not chance."""
    change, before = of.total.change, of.total.before
    if change and before and change.negative.clear and (change.negative.value or 0.0) > 0 and change.negative.n >= FEW:
        now = of.total.now.sentiment.negative
        facts = {
            "n": now.n, "count": now.count, "share": now.value, "share_before": before.sentiment.negative.value,
            "n_before": change.negative.n_before,
        }  # fmt: skip
        yield _tip("more_negative", "high", now.n, 0.78, facts)


def falling_praise(of: Figures) -> Iterator[Tip]:
    """Praise that is heard less often than usual."""
    for one in of.words.arrows("falling"):
        if one.polarity == "positive":
            yield _tip("falling_praise", _surely(one), round(one.trend.usual), 0.5, _of_trend(one))
            return


def show_strength(of: Figures) -> Iterator[Tip]:
    """What guests like best: worth showing."""
    one = best(of.aspects)
    if one and one.positive.count >= FEW:
        certain = one.impact.low is not None and one.impact.low > 0
        facts = {
            "aspect": one.aspect, "n": one.positive.count, "of": one.reviews.count, "share": one.positive.value,
            "basis": one.impact.basis, "impact": one.impact.value,
        }  # fmt: skip
        yield _tip("show_strength", "high" if certain else "medium", one.reviews.count, 0.35, facts)


def answer_rest(of: Figures) -> Iterator[Tip]:
    """Reviews without a reply, where none of them is negative."""
    now = of.total.now
    if now.unanswered and not of.waiting:
        facts = {"n": now.unanswered, "of": now.reviews, "share": now.answered.value}
        yield _tip("answer_rest", "high", now.reviews, 0.2 + 0.2 * now.unanswered / now.reviews, facts)


RULES: tuple[Rule, ...] = (
    answer_negative, rising_blame, rating_fell, more_negative, mend_aspect, repost, answer_in_time, falling_praise,
    show_strength, answer_rest,
)  # fmt: skip


def _tip(code: str, confidence: str, evidence: int, stake: float, facts: Mapping[str, Any]) -> Tip:
    return Tip(code, confidence, evidence, stake * SURENESS[confidence], facts)


def _surely(one: Keyword) -> str:
    return "high" if one.trend.sure else "medium"


def _of_trend(one: Keyword) -> dict[str, Any]:
    return {"keyword": one.keyword, "n": one.trend.week, "usual": one.trend.usual, "weeks": one.trend.weeks}


def _waiting(ground: Ground, counted: Mapping[Listing, Counted]) -> tuple[tuple[int, ...], int]:
    answered = {reply.review_id for part in counted.values() for reply in part.answered}
    negative = (pair for one in ground.listings for pair in counting.negative(ground.connection, one.id, ground.span))
    found = sorted((at, id_) for id_, at in negative if id_ not in answered)
    days = max(0, (ground.scope.now - found[0][0]).days) if found else 0
    return tuple(id_ for _at, id_ in found), days


def _quoted(ground: Ground, tip: Tip) -> Tip:
    kind = next((name for name in ("aspect", "keyword") if name in tip.facts), None)
    if kind is None:
        return tip
    wanted = tip.facts[kind]
    since = ground.scope.since
    weeks = ground.scope.weeks(WEEKS + 1)[0]
    found = quotes(ground, kind, [wanted], (min(since, weeks) if since else None, ground.scope.end))
    return Tip(tip.code, tip.confidence, tip.evidence, tip.weight, tip.facts, found.get(wanted, ()))
