"""The screen of `report rating`: where stars and moods stand, and how they went."""

from collections.abc import Mapping
from typing import Any

from reviewkit.cli import charts, choices
from reviewkit.cli.cells import Column, one_line
from reviewkit.cli.report import frame
from reviewkit.cli.show import Show
from reviewkit.features.reports import Rating, written
from reviewkit.features.reports.figures import FEW
from reviewkit.features.reports.ratings import Bucket, Edits, Rated
from reviewkit.i18n import N_, _, ngettext

LABELS = {"day": "%m-%d", "week": "%m-%d", "month": "%Y-%m"}
SPARKED = 13
"""The latest buckets, that a small line is of."""
LEAST_RANGE = {True: 1.0, False: 0.5}
"""From the bottom to the top of a small line, in stars or in score: noise is not to look like a fall."""
HEADINGS = {"day": N_("Day"), "week": N_("Week of"), "month": N_("Month")}


def draw(screen: Show, of: Rating, by_store: Mapping[str, Rating]) -> None:
    """Draw the rating, with the stores side by side where there are several."""
    frame.head(screen, of.about)
    if of.total.reviews:
        stars = by_stars(of.total)
        frame.line(screen, ("", ""))
        _parts(screen, [of.total, *(of.platforms if len(of.platforms) > 1 else ())], _("Site"), stars=stars)
        if len(by_store) > 1:
            frame.line(screen, ("", ""))
            _parts(screen, [_named(one.total, name) for name, one in by_store.items()], _("Store"), stars=stars)
        _stars(screen, of.total)
        _trend(screen, of.total, stars=stars)
    _changes(screen, of)
    frame.notices(screen, of.notices)


def by_stars(of: Rated) -> bool:
    """Say whether a trend is told by stars: where half of the reviews have them; else by the score of the texts."""
    return bool(of.rating.n) and of.rated.count * 2 >= of.reviews


def _named(of: Rated, name: str) -> Rated:
    from dataclasses import replace

    return replace(of, name=name)


def _parts(screen: Show, parts: list[Rated], heading: str, *, stars: bool) -> None:
    rated = any(one.rating.n for one in parts)
    wide = frame.wide(screen)
    columns = [
        Column("name", heading, one_line, style="bold"),
        Column("reviews", _("Reviews"), right=True),
        *([frame.cell("rating", _("Stars"))] if rated else []),
        *([frame.cell("rated", _("With stars"))] if rated and wide else []),
        *([frame.cell("score", _("Score"))] if wide or not rated else []),
        frame.cell("good", _("Good")),
        Column("spark", _("Stars' trend") if stars else _("Score's trend"), style="cyan"),
    ]
    screen.rows([_part(one, stars=stars, wide=wide) for one in parts], columns)


def _part(of: Rated, *, stars: bool, wide: bool) -> dict[str, Any]:
    return {
        "name": choices.title(of.name) if of.name else _("all"),
        "reviews": of.reviews,
        "rating": frame.mean(of.rating),
        "score": [(written.mean(of.sentiment.score, written.SCORES), "")],
        "rated": [(written.counted(of.rated), "")],
        "good": frame.share(of.sentiment.positive, interval=wide),
        "spark": _spark(of, stars=stars),
    }


def _spark(of: Rated, *, stars: bool) -> str:
    """Return the moving mean as a line; of a long trend the latest part."""
    values = [(one.moving if stars else one.moving_score).value for one in of.trend.buckets]
    shown = values[-SPARKED:]
    known = [value for value in shown if value is not None]
    middle, least = (max(known) + min(known)) / 2 if known else 0.0, LEAST_RANGE[stars] / 2
    low, high = min([middle - least, *known]), max([middle + least, *known])
    return charts.sparkline(shown, low, high)


def _stars(screen: Show, of: Rated) -> None:
    """Draw how the stars are spread."""
    if not of.rating.n:
        return
    frame.line(screen, ("", ""))
    bars = [(one, f"{charts.bar(one.share.value or 0.0, 24):<24}") for one in of.distribution]
    told = [(f"★{one.stars} {bar}", f"{one.share.count:>5,}  {written.share(one.share)}") for one, bar in bars]
    frame.grid(screen, [[[(bar, "yellow")], [(figures, "")]] for bar, figures in told])


def _trend(screen: Show, of: Rated, *, stars: bool) -> None:
    """Draw a line for each day, week or month."""
    trend = of.trend
    titles = {"day": _("By day"), "week": _("By week"), "month": _("By month")}
    over = {"day": _("{n} days"), "week": _("{n} weeks"), "month": _("{n} months")}[trend.unit].format(n=trend.moving_over)
    wide = frame.wide(screen)
    frame.section(screen, titles[trend.unit])
    most = max((one.reviews for one in trend.buckets), default=0)
    columns = [
        Column("day", _(HEADINGS[trend.unit])),
        Column("bar", _("Reviews"), style="cyan"),
        Column("reviews", "", right=True),
        *([frame.cell("rating", _("Stars"))] if of.rating.n else []),
        *([] if stars else [frame.cell("score", _("Score"))]),
        *([frame.cell("plot", "1★      3★      5★")] if stars and wide else []),
        frame.cell("moving", _("Over {time}").format(time=over)),
        frame.cell("good", _("Good")),
    ]
    screen.rows([_bucket(one, LABELS[trend.unit], most, stars=stars, wide=wide) for one in trend.buckets], columns)
    if not stars:
        frame.line(screen, (_("Score: what the texts say, from -1 to 1"), "dim"))
    frame.line(screen, (_("~ from fewer than {n}: too few to say").format(n=FEW), "dim"))
    if not all(one.whole for one in trend.buckets):
        frame.line(screen, (_("* cut short by the period"), "dim"))


def _bucket(of: Bucket, label: str, most: int, *, stars: bool, wide: bool) -> dict[str, Any]:
    moving = of.moving if stars else of.moving_score
    scale = written.STARS if stars else written.SCORES
    return {
        "day": f"{of.since:{label}}" + ("" if of.whole else "*"),
        "bar": charts.bar(of.reviews / most if most else 0.0, 8),
        "reviews": of.reviews,
        "rating": frame.mean(of.rating, interval=stars, brief=True),
        "score": [(written.mean(of.sentiment.score, written.SCORES, interval=wide, brief=True), "")],
        "plot": charts.spread(of.rating.value, of.rating.low, of.rating.high, written.STARS, 17),
        "moving": [(written.mean(moving, scale, interval=wide, brief=True), "dim" if written.few(moving.n) else "")],
        "good": frame.share(of.sentiment.positive, interval=wide, brief=True),
    }


def _changes(screen: Show, of: Rating) -> None:
    """Say what was edited, taken down or deleted."""
    told = [*_edited(of.edits)]
    if of.total.suspended:
        n = of.total.suspended
        told.append(
            ngettext("{n} review was taken down by the site.", "{n} reviews were taken down by the site.", n).format(n=n)
        )
    if of.total.deleted:
        n = of.total.deleted
        told.append(ngettext("{n} review was deleted.", "{n} reviews were deleted.", n).format(n=n))
    if told:
        frame.line(screen, ("", ""))
    for sentence in told:
        frame.hanging(screen, ("·", "dim"), (sentence, ""))


def _edited(of: Edits) -> list[str]:
    if not of.n:
        return []
    told = ngettext("{n} review was edited", "{n} reviews were edited", of.n).format(n=of.n)
    rest = _("{raised} of them with more stars than before, {lowered} with fewer.").format(raised=of.raised, lowered=of.lowered)
    return [f"{told}: {rest}"]
