"""The screen of `report responses`: how many reviews are answered, how soon, and whether the replies are to be seen."""

from typing import Any

from reviewkit.cli import charts, choices
from reviewkit.cli.cells import Column, one_line
from reviewkit.cli.charts import Piece
from reviewkit.cli.report import frame
from reviewkit.cli.show import Show
from reviewkit.features.reports import Responses, written
from reviewkit.features.reports.responses import Answering, Bar, Posted
from reviewkit.i18n import _, ngettext


def draw(screen: Show, of: Responses) -> None:
    """Draw the responses."""
    frame.head(screen, of.about)
    if of.total.reviews:
        frame.line(screen, ("", ""))
        _parts(screen, of, [of.total, *(of.platforms if len(of.platforms) > 1 else ())], _("Site"))
        if len(of.stores) > 1:
            frame.line(screen, ("", ""))
            _parts(screen, of, list(of.stores), _("Store"))
        _histogram(screen, of)
        frame.section(screen, _("By stars"))
        _parts(screen, of, [one for one in of.ratings if one.reviews], _("Stars"))
    _posted(screen, of.posted)
    frame.notices(screen, of.notices, frame.OF_STARS)


def _parts(screen: Show, of: Responses, parts: list[Answering], heading: str) -> None:
    columns = [
        Column("name", heading, one_line, style="bold"),
        frame.cell("answered", _("Answered")),
        *([Column("bar", "", style="cyan")] if frame.wide(screen) else []),
        Column("median", _("Median"), right=True),
        Column("p90", _("9 in 10"), right=True),
        Column("n", "n", right=True, style="dim"),
        frame.cell("target", _("Within {n:g} h").format(n=of.target_hours)),
    ]
    screen.rows([_part(one) for one in parts], columns)


def _part(of: Answering) -> dict[str, Any]:
    names = {"": _("all"), "none": _("none"), **{str(stars): f"★{stars}" for stars in range(1, 6)}}
    return {
        "name": names.get(of.name) or choices.title(of.name),
        "answered": [(written.counted(of.answered), "dim" if written.few(of.reviews) else "")],
        "bar": charts.bar(of.answered.value or 0.0, 16),
        "median": written.lasting(of.times.median),
        "p90": written.lasting(of.times.p90),
        "n": of.times.n,
        "target": [(written.counted(of.target), "dim" if written.few(of.target.n) else "")],
    }


def _histogram(screen: Show, of: Responses) -> None:
    """Draw how the times are spread."""
    if not of.total.times.n:
        return
    n = of.total.times.n
    frame.section(screen, _("How soon"), ngettext("{n} reply", "{n} replies", n).format(n=n))
    frame.grid(screen, [_bar(one, wide=frame.wide(screen)) for one in of.total.histogram])


def _bar(of: Bar, *, wide: bool) -> list[list[Piece]]:
    labels = {
        "4h": _("under 4 hours"), "1d": _("to 1 day"), "2d": _("to 2 days"), "7d": _("to 7 days"), "14d": _("to 14 days"),
        "more": _("longer"),
    }  # fmt: skip
    width = 40 if wide else 24
    return [
        [(labels.get(of.code, of.code), "")],
        [(f"{charts.bar(of.share.value or 0.0, width):<{width}}", "cyan")],
        [(f"{of.share.count:>5,}  {of.share.value or 0.0:>4.0%}", "")],
    ]


def _posted(screen: Show, of: Posted) -> None:
    """Say whether what was posted with reviewkit is to be seen."""
    if not of.reached and not of.failed:
        return
    frame.section(screen, _("Posted with reviewkit"))
    told = [
        (_("to be seen"), written.counted(of.live)), (_("not looked up yet"), str(of.waiting)),
        (_("refused by the site"), str(of.refused)), (_("gone"), str(of.removed)), (_("failed"), str(of.failed)),
    ]  # fmt: skip
    frame.line(screen, (" · ".join(f"{name} {value}" for name, value in told if value not in {"0", written.NONE}), ""))
    if of.refused or of.removed:
        frame.line(screen, ("→ reviewkit reply list --state removed", "cyan"))
