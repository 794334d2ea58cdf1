"""A report as a page: sections of cards, charts, tables and lists, which the HTML and the mail draw. All words are here."""

from dataclasses import dataclass, field

from reviewkit.features.reports.figures import Quote

GOOD, BAD, MIXED, EVEN, PLAIN = "good", "bad", "mixed", "even", "plain"
"""Tones: what a thing is drawn in. None of them is told by its colour alone."""
TONES = {"positive": GOOD, "negative": BAD, "mixed": MIXED, "neutral": EVEN}
LONGEST = 20
"""Rows of a table that stands open."""
SIGNS = {GOOD: "＋", BAD: "−", MIXED: "±", EVEN: "○", PLAIN: ""}
"""The sign that goes with a tone, for eyes and printers without colours."""


@dataclass(frozen=True, slots=True)
class Card:
    """A figure at a glance: what it rests on is in `notes`, a line each, how it changed in `change`."""

    label: str
    value: str
    notes: tuple[str, ...] = ()
    change: str = ""
    tone: str = PLAIN


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts; the first cell of a row names it."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = "table"

    @property
    def long(self) -> bool:
        """Whether it is too long to stand open."""
        return len(self.rows) > LONGEST


@dataclass(frozen=True, slots=True)
class Entry:
    """Something told in a sentence, with what it rests on and quotes."""

    title: str
    text: str = ""
    tone: str = PLAIN
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Entries:
    """A list of entries; `ordered` where the first matters most."""

    caption: str
    entries: tuple[Entry, ...]
    ordered: bool = False
    kind: str = "entries"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar: where it begins and how wide it is, in per cent of the whole width."""

    tone: str
    x: float
    width: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its name and figure; `reach` is the interval to be marked, in per cent of the width."""

    label: str
    value: str
    segments: tuple[Segment, ...]
    reach: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of lying bars, and the table that says the same."""

    caption: str
    bars: tuple[Bar, ...]
    table: Table
    legend: tuple[tuple[str, str], ...] = ()
    note: str = ""
    kind: str = "bars"


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line in per cent of the plot, `y` from above."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A line in pieces: where nothing is known it is not drawn. `dashed` ones have no marks, and no bands.

    `bands` are the outlines of where the true mean lies: pieces too, since a mean of one review has no interval.
    """

    label: str
    runs: tuple[tuple[Point, ...], ...]
    bands: tuple[tuple[Point, ...], ...] = ()
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis in per cent; `anchor` is SVG's text-anchor."""

    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart over time, of curves or of columns, and the table that says the same. Ticks stand `across` and `up`."""

    caption: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    table: Table
    curves: tuple[Curve, ...] = ()
    columns: tuple[tuple[float, float, float], ...] = ()
    """(x, width, height) each, in per cent."""
    note: str = ""
    kind: str = "plot"


Part = Table | Entries | Bars | Plot


@dataclass(frozen=True, slots=True)
class Section:
    """A report's part of the page. `anchor` is its id in the document."""

    anchor: str
    title: str
    cards: tuple[Card, ...] = ()
    parts: tuple[Part, ...] = field(default=())
