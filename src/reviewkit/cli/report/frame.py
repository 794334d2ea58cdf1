"""What the screens of all reports have: the head, sections, lines, quotes, and what must be known of the figures."""

from collections.abc import Iterable, Sequence
from typing import Any

from reviewkit.cli import choices, said
from reviewkit.cli.cells import Column, plain
from reviewkit.cli.charts import Piece, stacked
from reviewkit.cli.show import Show
from reviewkit.features.reports import words, written
from reviewkit.features.reports.figures import About, Difference, Mean, Notice, Quote, Share
from reviewkit.features.reports.standing import Sentiment
from reviewkit.i18n import _, ngettext
from reviewkit.text.screening import harmless

MOODS = (("positive", "█"), ("neutral", "░"), ("mixed", "▒"), ("negative", "▞"))
"""The letter of each mood in a bar, in its order."""
OF_STARS = ("none_rated", "platforms_together")
"""Notices that touch no report without stars."""
NAMED = 3
"""Stores and quotes that a line names."""


ROOM = 130
"""Columns that a report's widest tables need."""


def wide(screen: Show) -> bool:
    """Say whether the screen has room for a report's widest tables; below that they keep to 80 columns."""
    return screen.out.width >= ROOM


def line(screen: Show, *pieces: Piece) -> None:
    """Print a line in its colours; a long one goes on below."""
    from rich.text import Text

    screen.out.print(Text.assemble(*safe(pieces)))


def safe(pieces: Iterable[Piece]) -> list[Piece]:
    """Return pieces without what would move the cursor or turn the line around: a stranger may have written them."""
    return [(harmless(text), style) for text, style in pieces]


def hanging(screen: Show, mark: Piece, *pieces: Piece) -> None:
    """Print a mark, and beside it what goes on below itself, not below the mark."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(*mark), Text.assemble(*safe(pieces)))
    screen.out.print(grid)


def head(screen: Show, about: About) -> None:
    """Say what the report is about."""
    line(screen, (f"{stores(about)} · {', '.join(map(choices.title, about.platforms))}", "bold"))
    told = written.period(about.period)
    if about.period.running:
        told += " " + _("(today is not over)")
    if about.before:
        told = _("{period}, against {before}").format(period=told, before=written.period(about.before))
    line(screen, (told, "dim"))


def stores(about: About) -> str:
    """Return the names of a few stores, or how many there are."""
    if len(about.stores) <= NAMED:
        return ", ".join(map(plain, about.stores))
    return ngettext("{n} store", "{n} stores", len(about.stores)).format(n=len(about.stores))


def section(screen: Show, title: str, note: str = "") -> None:
    """Begin a part of a report."""
    line(screen, ("", ""))
    line(screen, (title, "bold cyan"), (f"  {note}" if note else "", "dim"))


def grid(screen: Show, rows: Iterable[Sequence[Sequence[Piece]]]) -> None:
    """Print rows of cells below each other, without a head."""
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*(Text.assemble(*safe(pieces)) for pieces in row))
    screen.out.print(table)


def notices(screen: Show, found: Sequence[Notice], but: Sequence[str] = ()) -> None:
    """Say what a reader must know before believing the figures, all `but` what doesn't touch this report."""
    told = [one for one in found if one.code not in but]
    if told:
        line(screen, ("", ""))
    for one in told:
        hanging(screen, ("!", "yellow"), (words.said(one), "yellow"))


def quotes(screen: Show, found: Iterable[Quote], most: int = NAMED) -> None:
    """Print quotes, each with where and when it was written and the number of its review."""
    for one in list(found)[:most]:
        number = _("No. {id}").format(id=one.review_id)
        about = f"{choices.title(one.platform)}, {one.written_at:%m-%d}, {number}"
        hanging(screen, ("  ", ""), (f"“{one.text}”", said.STYLES.get(one.polarity, "")), (f" {about}", "dim"))


def moods(of: Sentiment, width: int) -> list[Piece]:
    """Return what the texts say as a bar."""
    return stacked([(getattr(of, name).count, letter, said.STYLES[name]) for name, letter in MOODS], width)


def key() -> str:
    """Say what the letters of a bar of moods mean."""
    return " ".join(f"{letter} {said.mood(name)}" for name, letter in MOODS)


def mean(of: Mean, *, interval: bool = True, brief: bool = False) -> list[Piece]:
    """Return a mean of stars as a cell: what rests on few is dim."""
    text = written.mean(of, interval=interval, brief=brief)
    about = written.FEWER if text.startswith(written.FEWER) else ""
    return [(f"{about}★{text.removeprefix(about)}" if of.n else text, _tint(of.n))]


def share(of: Share, *, interval: bool = True, brief: bool = False, number: bool = True) -> list[Piece]:
    """Return a share as a cell: what rests on few is dim."""
    return [(written.share(of, interval=interval, brief=brief, number=number), _tint(of.n))]


def change(of: Difference | None, *, points: bool = False, less: bool = False) -> list[Piece]:
    """Return a change as a cell: an arrow where it is more than chance, green for the better (`less`: if less is better)."""
    if of is None or of.value is None:
        return []
    text = written.difference(of, points=points)
    if not of.clear:
        return [(f"≈ {text}", "dim")]
    up = of.value > 0
    return [(f"{'▲' if up else '▼'} {text}", "green" if up is not less else "red")]


def cell(key_: str, heading: str, **given: Any) -> Column:
    """Return a column whose cells are pieces already."""
    return Column(key_, plain(heading), pieces=lambda row: safe(row[key_]), **given)


def _tint(n: int) -> str:
    return "dim" if n == 0 or written.few(n) else ""
