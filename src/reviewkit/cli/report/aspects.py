"""The screen of `report aspects`: what is spoken of, how it is judged, and what it does to the mean."""

from collections.abc import Mapping
from typing import Any

from reviewkit.cli import charts, said
from reviewkit.cli.cells import Column, one_line
from reviewkit.cli.charts import Piece
from reviewkit.cli.report import frame
from reviewkit.cli.show import Show
from reviewkit.features.names import aspect as aspect_name
from reviewkit.features.reports import Aspects, written
from reviewkit.features.reports.aspects import Aspect, Impact
from reviewkit.i18n import _

QUOTED = 4
"""Aspects that are quoted: the most named ones."""
COMPARED = {True: 6, False: 4}
"""Aspects in the table of stores, on a wide screen and on a narrow one."""


def draw(screen: Show, of: Aspects, by_store: Mapping[str, Aspects]) -> None:
    """Draw the aspects, with the stores side by side where there are several."""
    frame.head(screen, of.about)
    if of.aspects:
        frame.line(screen, ("", ""))
        screen.rows([_row(one, wide=frame.wide(screen)) for one in of.aspects], _columns(screen, of))
        frame.line(screen, (frame.key(), "dim"))
        frame.line(screen, (_basis(of), "dim"))
        if len(by_store) > 1:
            _stores(screen, of, by_store)
        _quotes(screen, of)
    elif not any(one.code == "empty" for one in of.notices):
        frame.line(screen, ("", ""))
        frame.line(screen, (_("No aspect was found in these reviews."), ""))
    frame.notices(screen, of.notices, () if of.basis == "rating" else ("platforms_together",))


def _columns(screen: Show, of: Aspects) -> list[Column]:
    compared = of.about.before is not None
    return [
        Column("aspect", _("Aspect"), one_line, style="bold"),
        frame.cell("reviews", _("Reviews")),
        frame.cell("mood", _("Mood")),
        *([frame.cell("good", _("Only good"))] if frame.wide(screen) else []),
        frame.cell("bad", _("Only bad")),
        *([frame.cell("change", _("Change"))] if compared and frame.wide(screen) else []),
        frame.cell("impact", _("Impact")),
        frame.cell("chance", _("To gain"), right=True),
    ]


def _row(of: Aspect, *, wide: bool) -> dict[str, Any]:
    counts = {"positive": of.positive.count, "negative": of.negative.count, "mixed": of.mixed, "neutral": of.neutral}
    return {
        "aspect": aspect_name(of.aspect),
        "reviews": [(f"{of.reviews.count:,}", ""), (f" ({of.reviews.value or 0.0:.0%})", "dim")],
        "mood": charts.stacked([(counts[name], letter, said.STYLES[name]) for name, letter in frame.MOODS], 16 if wide else 8),
        "good": frame.share(of.positive, number=False),
        "bad": frame.share(of.negative, number=False),
        "change": frame.change(of.negative_change, points=True, less=True),
        "impact": _impact(of.impact),
        "chance": [] if of.impact.chance is None else [(f"{of.impact.chance:+.2f}", "")],
    }


def _impact(of: Impact) -> list[Piece]:
    """Return the impact: green or red where it is more than chance."""
    if not of.enough or of.value is None:
        return [(_("too few"), "dim")]
    if of.low is None or of.high is None:
        return [(f"{of.value:+.2f}", "")]
    clear = of.low > 0 or of.high < 0
    style = ("green" if of.value > 0 else "red") if clear else "dim"
    return [(f"{of.value:+.2f}", style), (f" ({of.low:+.2f} … {of.high:+.2f})", "dim")]


def _basis(of: Aspects) -> str:
    if of.basis == "rating":
        told = _("Impact: what it does to the mean of {mean}, in stars. To gain: if nobody had a reason to blame it.")
        return told.format(mean=f"★{written.mean(of.rating)}")
    told = _(
        "Impact: what it does to the texts' mean score of {mean}, from -1 to 1. To gain: if nobody had a reason to blame it."
    )
    return told.format(mean=written.mean(of.score, written.SCORES))


def _stores(screen: Show, of: Aspects, by_store: Mapping[str, Aspects]) -> None:
    """Draw the share of each store's reviews that only blame an aspect, store by store."""
    names = [one.aspect for one in of.aspects[: COMPARED[frame.wide(screen)]]]
    frame.section(screen, _("Only bad, by store"))
    rows = []
    for store, one in by_store.items():
        found = {aspect.aspect: aspect for aspect in one.aspects}
        cells = {name: frame.share(found[name].negative, interval=False) if name in found else [] for name in names}
        rows.append({"store": store, **cells})
    screen.rows(rows, [Column("store", _("Store"), one_line, style="bold"), *(frame.cell(n, aspect_name(n)) for n in names)])


def _quotes(screen: Show, of: Aspects) -> None:
    frame.section(screen, _("In their words"))
    for one in of.aspects[:QUOTED]:
        if one.quotes:
            frame.line(screen, (aspect_name(one.aspect), "bold"))
            frame.quotes(screen, one.quotes)
