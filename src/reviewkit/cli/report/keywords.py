"""The screen of `report keywords`: what is named most, and what this week more or less often than usual."""

from typing import Any

from reviewkit.cli import charts, said
from reviewkit.cli.cells import Column, one_line
from reviewkit.cli.charts import Piece
from reviewkit.cli.report import frame
from reviewkit.cli.show import Show
from reviewkit.features.reports import Keywords, written
from reviewkit.features.reports.figures import Period
from reviewkit.features.reports.keywords import Keyword
from reviewkit.i18n import _, ngettext

ARROWS = {"rising": "▲", "falling": "▼", "steady": "", "too_few": ""}


def draw(screen: Show, of: Keywords) -> None:
    """Draw the keywords."""
    frame.head(screen, of.about)
    if of.keywords:
        shown = "" if len(of.keywords) == of.different else _("{shown} of {n}; all of them with --limit 0")
        frame.section(screen, _("Most named"), shown.format(shown=len(of.keywords), n=of.different))
        screen.rows([_row(one) for one in of.keywords], _columns(of, wide=frame.wide(screen)))
        frame.line(screen, (frame.key(), "dim"))
    elif not any(one.code == "empty" for one in of.notices):
        frame.line(screen, ("", ""))
        frame.line(screen, (_("No keyword fits."), ""))
    _moving(screen, _("More often than usual"), of.week, of.rising)
    _moving(screen, _("Less often than usual"), of.week, of.falling)
    _test(screen, of)
    frame.notices(screen, of.notices, frame.OF_STARS)


def _columns(of: Keywords, *, wide: bool) -> list[Column]:
    compared = of.about.before is not None
    return [
        Column("keyword", _("Keyword"), one_line, style="bold", grow=not wide),
        frame.cell("reviews", _("Reviews")),
        *([Column("before", _("Before"), right=True)] if compared else []),
        frame.cell("mood", _("Mood")),
        Column("weeks", _("9 weeks"), style="cyan"),
        frame.cell("trend", _("This week"), right=True),
        Column("usual", _("Usually"), right=True, style="dim"),
        *([frame.cell("quote", _("For example"), grow=True)] if wide else []),
    ]


def _row(of: Keyword) -> dict[str, Any]:
    parts = [(getattr(of, name), letter, said.STYLES[name]) for name, letter in frame.MOODS]
    return {
        "keyword": of.keyword,
        "reviews": [(written.counted(of.reviews), "")],
        "before": of.before,
        "mood": charts.stacked(parts, 8),
        "weeks": charts.sparkline(of.by_week, low=0),
        "trend": _trend(of),
        "usual": f"{of.trend.usual:.1f}",
        "quote": [(one_line(of.quotes[0].text), "dim")] if of.quotes else [],
    }


def _trend(of: Keyword) -> list[Piece]:
    arrow = ARROWS[of.trend.code]
    return [(f"{arrow} " if arrow else "", said.style(of.polarity)), (str(of.trend.week), "")]


def _moving(screen: Show, title: str, week: Period, found: tuple[Keyword, ...]) -> None:
    """Draw the keywords with an arrow, each with two quotes."""
    if not found:
        return
    frame.section(screen, title, written.period(week))
    for one in found:
        n = one.trend.week
        told = ngettext("{n} review, usually {usual:.1f}", "{n} reviews, usually {usual:.1f}", n).format(
            n=n, usual=one.trend.usual
        )
        hint = "" if one.trend.sure else _("a hint: one of many that were tested")
        mark = (ARROWS[one.trend.code], said.style(one.polarity))
        frame.hanging(screen, mark, (one_line(one.keyword), "bold"), (f"  {told}", ""), (f"  {hint}" if hint else "", "dim"))
        frame.quotes(screen, one.quotes)


def _test(screen: Show, of: Keywords) -> None:
    """Say what an arrow means, and of how many it was asked."""
    if not of.tested:
        return
    told = ngettext("{n} keyword had enough reviews to be tested.", "{n} keywords had enough reviews to be tested.", of.tested)
    means = _("An arrow (Fisher's exact test) comes up by chance for fewer than 1 in 20 that have not changed.")
    frame.line(screen, ("", ""))
    frame.line(screen, (f"{told.format(n=of.tested)} {means}", "dim"))
