"""From figures to a page: which cards, charts, tables and lists each report has."""

from collections.abc import Iterable, Sequence

from reviewkit.features.reports import written
from reviewkit.features.reports.advice import Advice
from reviewkit.features.reports.aspects import Aspects
from reviewkit.features.reports.keywords import Keywords
from reviewkit.features.reports.page import Entries, Entry, Part, Section, cards, charts, lists, names, tables
from reviewkit.features.reports.ratings import Rated, Rating
from reviewkit.features.reports.responses import Responses
from reviewkit.features.reports.summary import Summary
from reviewkit.i18n import _

Report = Summary | Rating | Keywords | Aspects | Responses | Advice
CHARTED = 12
"""Names in a chart; its table has them all."""
BARS = 60
"""Days or weeks that a chart has room for."""


def section(report: Report, wordings: Sequence[str] | None = None) -> Section:
    """Return a report as a section; `wordings` are a model's, one for each tip of an advice."""
    match report:
        case Summary():
            return summary(report)
        case Rating():
            return rating(report)
        case Keywords():
            return keywords(report)
        case Aspects():
            return aspects(report)
        case Responses():
            return responses(report)
        case Advice():
            return advice(report, wordings)


def summary(of: Summary) -> Section:
    """Return the summary."""
    groups = [(_("All"), of.total), *((names.platform(one.name), one) for one in of.platforms)]
    stores = [(one.name, one) for one in of.stores]
    found: list[Part | None] = [
        lists.best_and_worst(of.best, of.worst),
        *lists.moving(of.rising, of.falling),
        charts.moods((name, one.now.sentiment) for name, one in (groups if len(of.platforms) > 1 else groups[:1])),
        tables.alerts(of.alerts) if of.alerts else None,
        tables.parts(_("By platform"), groups[1:]) if of.platforms else None,
        tables.parts(_("By store"), stores) if len(stores) > 1 else None,
    ]
    return Section("summary", _("At a glance"), cards.standing(of.total.now, of.total.change, of.target_hours), _there(found))


def rating(of: Rating) -> Section:
    """Return the rating's trend."""
    total, edits = of.total, of.edits
    note = ""
    if edits.n:
        note = _("{n} reviews were edited; by it {raised} ratings rose and {lowered} fell.").format(
            n=edits.n, raised=edits.raised, lowered=edits.lowered
        )
    stars = [("★" * one.stars, one.share) for one in total.distribution]
    found: list[Part | None] = [
        *_trend(total),
        charts.distribution(_("How the stars are spread"), _("Stars"), stars, note),
        tables.rated(of.platforms) if of.platforms else None,
    ]
    shown_ = (cards.rating(total.rating, total.rated), cards.mood(total.sentiment.positive, total.sentiment.negative))
    return Section("rating", _("Rating"), shown_, _there(found))


def _trend(of: Rated) -> Iterable[Part | None]:
    trend = of.trend
    buckets = trend.buckets[-BARS:]
    axis = ([one.since for one in buckets], trend.unit)
    over = {"day": _("mean of {n} days"), "week": _("mean of {n} weeks"), "month": _("mean of {n} months")}[trend.unit]
    moving = over.format(n=trend.moving_over)
    left_out = _("Only the last {n} are shown.").format(n=BARS) if len(trend.buckets) > BARS else ""
    if of.rating.n:
        lines = [(_("mean rating"), [one.rating for one in buckets]), (moving, [one.moving for one in buckets])]
        yield charts.curves(_("Rating over time"), axis, lines, written.STARS, left_out)
    if of.rating.n * 2 < of.reviews:
        scores = [(_("mean score"), [one.sentiment.score for one in buckets]), (moving, [one.moving_score for one in buckets])]
        note = _("The score of what the texts say: −1 is bad, 1 is good.")
        yield charts.curves(
            _("What texts say over time"), axis, scores, written.SCORES, " ".join(filter(None, (note, left_out)))
        )
    yield charts.columns(_("Reviews over time"), axis, [one.reviews for one in buckets], left_out)


def keywords(of: Keywords) -> Section:
    """Return what reviews name."""
    rows = [
        (one.keyword, one.reviews.count,
         {"positive": one.positive, "negative": one.negative, "mixed": one.mixed, "neutral": one.neutral})
        for one in of.keywords
    ]  # fmt: skip
    caption = _("Named most often")
    found: list[Part | None] = [
        *lists.moving(of.rising, of.falling),
        charts.parts(caption, _("Keyword"), rows[:CHARTED]),
        tables.keywords(of.keywords) if of.keywords else None,
    ]
    return Section("keywords", _("What reviews name"), (), _there(found))


def aspects(of: Aspects) -> Section:
    """Return what reviews speak of."""
    rows = [
        (names.aspect(one.aspect), one.reviews.count,
         {"positive": one.positive.count, "negative": one.negative.count, "mixed": one.mixed, "neutral": one.neutral})
        for one in of.aspects
    ]  # fmt: skip
    found: list[Part | None] = [
        charts.parts(_("How often, and how they judge it"), _("Aspect"), rows[:CHARTED]),
        tables.aspects(of.aspects, of.basis) if of.aspects else None,
        lists.aspects(of.aspects),
    ]
    return Section("aspects", _("What reviews speak of"), (), _there(found))


def responses(of: Responses) -> Section:
    """Return how the owner answers."""
    total, posted = of.total, of.posted
    bars = [(names.step(one.code), one.share) for one in total.histogram]
    stores = [(one.name, one) for one in of.stores]
    gone = posted.refused + posted.removed
    told = _("{live} of {reached} replies of yours are to be seen on the site; {waiting} wait, {gone} are gone.").format(
        live=posted.live.count, reached=posted.reached, waiting=posted.waiting, gone=gone
    )
    found: list[Part | None] = [
        charts.distribution(_("Time to a reply"), _("Time"), bars),
        Entries(_("Posted and live"), (Entry(told),)) if posted.reached else None,
        tables.answering(_("By platform"), [(names.platform(one.name), one) for one in of.platforms], of.target_hours),
        tables.answering(_("By stars"), [(names.stars(one.name), one) for one in of.ratings], of.target_hours),
        tables.answering(_("By store"), stores, of.target_hours) if len(stores) > 1 else None,
    ]
    waiting = total.reviews - total.answered.count
    shown_ = (cards.answering(total.answered, waiting), cards.times(total.times, total.target, of.target_hours))
    return Section("responses", _("Replies"), shown_, _there(found))


def advice(of: Advice, wordings: Sequence[str] | None = None) -> Section:
    """Return what is most worth doing."""
    nothing = Entries(_("Most worth doing"), (Entry(_("Nothing stands out: go on as you do.")),))
    return Section("advice", _("What to do first"), (), (lists.tips(of, wordings) if of.tips else nothing,))


def _there(found: Iterable[Part | None]) -> tuple[Part, ...]:
    return tuple(one for one in found if one is not None)
