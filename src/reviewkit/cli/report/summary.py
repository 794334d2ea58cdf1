"""The screen of `report summary`: how do we stand, what has changed, why, and what to do first."""

from collections.abc import Iterator
from typing import Any

from reviewkit.cli import choices, said
from reviewkit.cli.cells import Column, one_line, plain
from reviewkit.cli.charts import Piece
from reviewkit.cli.report import frame
from reviewkit.cli.report.advice import tips
from reviewkit.cli.show import Show
from reviewkit.features.names import aspect as aspect_name
from reviewkit.features.reports import Advice, Summary, written
from reviewkit.features.reports.aspects import Aspect
from reviewkit.features.reports.headline import headline
from reviewkit.features.reports.keywords import Keyword
from reviewkit.features.reports.standing import Standing
from reviewkit.features.reports.summary import Part
from reviewkit.i18n import _, ngettext


def draw(screen: Show, of: Summary, advice: Advice) -> None:
    """Draw the summary, with the advice below it."""
    frame.head(screen, of.about)
    frame.line(screen, (_sentence(headline(of)), "bold"))
    if of.total.now.reviews or (of.total.before and of.total.before.reviews):
        _figures(screen, of)
        _parts(screen, [part for part in of.platforms if len(of.platforms) > 1], _("Site"))
        _parts(screen, [part for part in of.stores if len(of.stores) > 1], _("Store"))
        _reasons(screen, of)
    if advice.tips:
        frame.section(screen, _("Do first"), "reviewkit report advice")
        tips(screen, advice, quotes=0)
    _alerts(screen, of)
    frame.notices(screen, of.notices)


def _sentence(text: str) -> str:
    return plain(text[:1].upper() + text[1:])


def _figures(screen: Show, of: Summary) -> None:
    with_before = of.total.before is not None
    columns = [
        Column("what", "", style="bold"),
        frame.cell("now", _("This period")),
        *([frame.cell("before", _("Before")), frame.cell("change", _("Change"))] if with_before else []),
    ]
    screen.rows(list(_rows(of.total, of.target_hours)), columns)
    if with_before:
        changes = _("▲ ▼ more than chance   ≈ may be chance")
        frame.line(screen, (f"{changes}   {frame.key()}", "dim"))


def _rows(total: Part, hours: float) -> Iterator[dict[str, Any]]:
    now, before, change = total.now, total.before, total.change

    def row(what: str, cells: Any, changed: list[Piece] | None = None) -> dict[str, Any]:
        return {"what": what, "now": cells(now, interval=True), "before": cells(before, interval=False) if before else [],
                "change": changed or []}  # fmt: skip

    more = [(f"{change.reviews:+d}", "")] if change and change.reviews else []
    yield row(_("Reviews"), lambda one, **_how: [(str(one.reviews), "")], more)
    yield row(_("Stars"), lambda one, **how: frame.mean(one.rating, **how), frame.change(change.rating if change else None))
    if now.rated.count != now.reviews:
        yield row(_("With stars"), lambda one, **_how: [(written.counted(one.rated), "dim")])
    yield row(_("Mood"), lambda one, **_how: frame.moods(one.sentiment, 16))
    positive, negative = (change.positive, change.negative) if change else (None, None)
    yield row(_("Good"), lambda one, **how: frame.share(one.sentiment.positive, **how), frame.change(positive, points=True))
    yield row(
        _("Bad"), lambda one, **how: frame.share(one.sentiment.negative, **how), frame.change(negative, points=True, less=True)
    )
    answered = change.answered if change else None
    yield row(_("Answered"), lambda one, **_how: [(written.counted(one.answered), "")], frame.change(answered, points=True))
    if any(one.times.n for one in (now, before) if one):
        yield row(_("Reply in"), _times)
    yield row(_("Within {n:g} h").format(n=hours), lambda one, **_how: [(written.counted(one.target), "")])
    if any(one.suspended + one.deleted for one in (now, before) if one):
        yield row(_("Off the site"), lambda one, **_how: [(_gone(one), "")])


def _times(of: Standing, *, interval: bool) -> list[Piece]:
    times = of.times
    if not times.n:
        return [(written.NONE, "")]
    if not interval:
        return [(f"{written.lasting(times.median)} (n {times.n})", "")]
    told = _("{median} (9 in 10: {p90}, n {n})")
    return [(told.format(median=written.lasting(times.median), p90=written.lasting(times.p90), n=times.n), "")]


def _gone(of: Standing) -> str:
    told = [(_("{n} taken down"), of.suspended), (_("{n} deleted"), of.deleted)]
    return ", ".join(text.format(n=n) for text, n in told if n) or "0"


def _parts(screen: Show, parts: list[Part], heading: str) -> None:
    """Draw platforms or stores side by side."""
    if not parts:
        return
    frame.line(screen, ("", ""))
    wide = frame.wide(screen)
    columns = [
        Column("name", heading, one_line, style="bold"),
        frame.cell("reviews", _("Reviews"), right=True),
        frame.cell("rating", _("Stars")),
        frame.cell("mood", _("Mood")),
        frame.cell("good", _("Good")),
        *([frame.cell("bad", _("Bad")), frame.cell("answered", _("Answered"))] if wide else []),
        Column("unanswered", _("Waiting"), right=True),
    ]
    screen.rows([_part(one, wide=wide) for one in parts], columns)


def _part(of: Part, *, wide: bool) -> dict[str, Any]:
    now = of.now
    grown = f" {of.change.reviews:+d}" if of.change and of.change.reviews else ""
    return {
        "name": choices.title(of.name),
        "reviews": [(str(now.reviews), ""), (grown, "dim")],
        "rating": frame.mean(now.rating),
        "mood": frame.moods(now.sentiment, 16 if wide else 8),
        "good": frame.share(now.sentiment.positive, interval=wide),
        "bad": frame.share(now.sentiment.negative, interval=wide),
        "answered": [(written.counted(now.answered), "")],
        "unanswered": now.unanswered,
    }


def _reasons(screen: Show, of: Summary) -> None:
    """Say what lifts and lowers the mean, and what is named more or less often than usual."""
    if not (of.best or of.worst or of.rising or of.falling):
        return
    frame.section(screen, _("Why"))
    for aspect, mark, style in ((of.best, "+", "green"), (of.worst, "−", "red")):
        if aspect:
            frame.hanging(screen, (mark, style), *_aspect(aspect))
    for keyword in of.rising:
        frame.hanging(screen, ("▲", said.style(keyword.polarity)), *_trend(keyword))
    for keyword in of.falling:
        frame.hanging(screen, ("▼", "dim"), *_trend(keyword))
    if not (of.rising or of.falling):
        frame.line(screen, (_("No keyword is named more or less often this week than usual."), "dim"))


def _aspect(of: Aspect) -> list[Piece]:
    value, up = abs(of.impact.value or 0.0), (of.impact.value or 0.0) > 0
    effects = {
        ("rating", True): _("lifts the mean by {value:.2f} stars"),
        ("rating", False): _("lowers the mean by {value:.2f} stars"),
        ("score", True): _("lifts the texts' score (-1 to 1) by {value:.2f}"),
        ("score", False): _("lowers the texts' score (-1 to 1) by {value:.2f}"),
    }
    told = effects[of.impact.basis, up].format(value=value)
    named = _("{n} of {of} name it, {share:.0%} only praise it") if up else _("{n} of {of} name it, {share:.0%} only blame it")
    share = (of.positive if up else of.negative).value or 0.0
    clear = (of.impact.low or 0.0) > 0 or (of.impact.high or 0.0) < 0
    return [
        (aspect_name(of.aspect), "bold"),
        (f": {told}; {named.format(n=of.reviews.count, of=of.reviews.n, share=share)}", ""),
        ("" if clear else " " + _("(may be chance)"), "dim"),
    ]


def _trend(of: Keyword) -> list[Piece]:
    n = of.trend.week
    told = ngettext("{n} review this week, usually {usual:.1f}", "{n} reviews this week, usually {usual:.1f}", n)
    return [
        (plain(of.keyword), "bold"),
        (f": {told.format(n=n, usual=of.trend.usual)}", ""),
        ("" if of.trend.sure else " " + _("(a hint)"), "dim"),
    ]


def _alerts(screen: Show, of: Summary) -> None:
    n, urgent = sum(one.n for one in of.alerts), sum(one.urgent for one in of.alerts)
    if n:
        told = ngettext("{n} new alert, {urgent} urgent", "{n} new alerts, {urgent} urgent", n).format(n=n, urgent=urgent)
        frame.section(screen, told, "reviewkit alert list")
