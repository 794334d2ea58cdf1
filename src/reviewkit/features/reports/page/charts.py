"""Charts as geometry: what the templates draw as SVG.

No library draws them: pygal's bring a script and fixed colours, and shrink with their letters on a phone. These are in per cent
of the width, so that letters keep their size; their colours are the page's, light or dark; they need no script.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from reviewkit.features.reports import written
from reviewkit.features.reports.figures import Mean, Share
from reviewkit.features.reports.page import (
    EVEN,
    PLAIN,
    SIGNS,
    TONES,
    Bar,
    Bars,
    Curve,
    Plot,
    Point,
    Segment,
    Table,
    Tick,
    names,
    shown,
)
from reviewkit.features.reports.standing import Sentiment
from reviewkit.i18n import _

Axis = tuple[Sequence[datetime], str]
"""The times that buckets begin at, and their unit."""
LONGEST_LABEL = 22
MOST_TICKS = 5
ROOM = 11.0
"""A segment narrower than this (per cent) has no room for its figure."""
LEFT, RIGHT = 8.0, 2.0
"""Per cent of the width that a plot stays away from the ends: left stand the figures of its axis."""


def moods(parts: Iterable[tuple[str, Sentiment]]) -> Bars | None:
    """Return the moods of some groups of reviews, None where nothing was read."""
    kept = [(name, of) for name, of in parts if of.positive.n]
    if not kept:
        return None
    rows = tuple(
        (name, *(written.counted(getattr(of, mood)) for mood in ("positive", "neutral", "mixed", "negative")))
        for name, of in kept
    )
    headings = (_("Reviews"), *(names.mood(mood) for mood in ("positive", "neutral", "mixed", "negative")))
    caption = _("What reviews say")
    bars = tuple(
        Bar(
            short(name),
            shown.reviews(of.positive.n),
            stacked([(mood, getattr(of, mood)) for mood in ("positive", "neutral", "mixed", "negative")]),
        )
        for name, of in kept
    )
    return Bars(caption, bars, Table(caption, headings, rows), legend(("positive", "neutral", "mixed", "negative")))


def stacked(shares: Sequence[tuple[str, Share]]) -> tuple[Segment, ...]:
    """Return segments side by side, each of a polarity."""
    segments, x = [], 0.0
    for mood, share in shares:
        width = _percent(share.value)
        if width > 0:
            text = f"{SIGNS[TONES[mood]]}{shown.percent(share.value)}" if width >= ROOM else ""
            segments.append(Segment(TONES[mood], round(x, 3), round(width, 3), text))
        x += width
    return tuple(segments)


def legend(polarities: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return (tone, words) of polarities."""
    return tuple((TONES[one], f"{SIGNS[TONES[one]]} {names.mood(one)}") for one in polarities)


def distribution(caption: str, heading: str, shares: Sequence[tuple[str, Share]], note: str = "") -> Bars | None:
    """Return how values are spread over classes, with their intervals; None where there are none."""
    if not any(share.count for _name, share in shares):
        return None
    bars = tuple(
        Bar(
            name,
            written.counted(share),
            (Segment(PLAIN, 0.0, _percent(share.value)),),
            (_percent(share.low), _percent(share.high)),
        )
        for name, share in shares
    )
    rows = tuple((name, shown.number(share.count), shown.percent(share.value), shown.between(share)) for name, share in shares)
    return Bars(caption, bars, Table(caption, (heading, _("Number"), _("Share"), _("Interval")), rows), note=note)


def parts(caption: str, heading: str, rows: Sequence[tuple[str, int, dict[str, int]]], note: str = "") -> Bars | None:
    """Return counts by name, each divided among polarities. None of nothing."""
    if not rows:
        return None
    most = max(n for _name, n, _by in rows) or 1
    order = ("positive", "neutral", "mixed", "negative")
    bars = tuple(Bar(short(name), shown.reviews(n), _pieces(by, order, most)) for name, n, by in rows)
    table = tuple((name, shown.number(n), *(shown.number(by.get(one, 0)) for one in order)) for name, n, by in rows)
    headings = (heading, _("Reviews"), *(names.mood(one) for one in order))
    return Bars(caption, bars, Table(caption, headings, table), legend(order), note)


def _pieces(by: dict[str, int], order: Iterable[str], most: int) -> tuple[Segment, ...]:
    segments, x = [], 0.0
    for mood in order:
        width = 100 * by.get(mood, 0) / most
        if width > 0:
            text = f"{SIGNS[TONES[mood]]}{by[mood]}" if width >= ROOM / 1.5 else ""
            segments.append(Segment(TONES.get(mood, EVEN), round(x, 3), round(width, 3), text))
        x += width
    return tuple(segments)


def curves(
    caption: str,
    axis: Axis,
    lines: Sequence[tuple[str, Sequence[Mean]]],
    span: tuple[float, float],
    note: str = "",
) -> Plot | None:
    """Return means over time between `span`; the first line has marks and its intervals, others are dashed."""
    if sum(mean.value is not None for mean in lines[0][1]) < 2:
        return None
    (low, high), (times, unit) = span, axis

    def up(value: float) -> float:
        return round(100 - 100 * (min(high, max(low, value)) - low) / (high - low), 3)

    place = _place(len(times))
    drawn = tuple(
        Curve(
            label,
            _runs(Point(place(at), up(mean.value)) if mean.value is not None else None for at, mean in enumerate(values)),
            () if number else _bands(values, place, up),
            dashed=number > 0,
        )
        for number, (label, values) in enumerate(lines)
    )
    steps = int(high - low) if high - low > 2 else 4
    grid = tuple(Tick(up(value), f"{value:g}".replace("-", "−")) for value in _steps(low, high, steps))
    headings = (names.unit(unit), *(label for label, _values in lines))
    rows = tuple(
        (_when(time, unit), *(written.mean(values[at], span) for _label, values in lines)) for at, time in enumerate(times)
    )
    return Plot(caption, _across(times, unit), grid, Table(caption, headings, rows), drawn, note=note)


def columns(caption: str, axis: Axis, counts: Sequence[int], note: str = "") -> Plot | None:
    """Return counts over time; None where there are none."""
    times, unit = axis
    most = max(counts, default=0)
    if not most:
        return None
    top = _round_up(most)
    place = _place(len(times))
    width = round(min(8.0, 0.72 * (100 - LEFT - RIGHT) / len(times)), 3)
    drawn = tuple((round(place(at) - width / 2, 3), width, round(100 * count / top, 3)) for at, count in enumerate(counts))
    grid = tuple(Tick(round(100 - 100 * value / top, 3), shown.number(value)) for value in (0, top / 2, top) if value % 1 == 0)
    rows = tuple((_when(time, unit), shown.number(count)) for time, count in zip(times, counts, strict=True))
    table = Table(caption, (names.unit(unit), _("Reviews")), rows)
    return Plot(caption, _across(times, unit), grid, table, columns=drawn, note=note)


def short(label: str) -> str:
    """Return a name as short as a chart has room for; its table has the whole."""
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"


def _runs(points: Iterable[Point | None]) -> tuple[tuple[Point, ...], ...]:
    """Return points in pieces: None ends one."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return tuple(tuple(run) for run in runs if run)


def _bands(means: Sequence[Mean], place: Callable[[int], float], up: Callable[[float], float]) -> tuple[tuple[Point, ...], ...]:
    upper = _runs(Point(place(at), up(one.high)) if one.high is not None else None for at, one in enumerate(means))
    lower = _runs(Point(place(at), up(one.low)) if one.low is not None else None for at, one in enumerate(means))
    return tuple((*above, *reversed(below)) for above, below in zip(upper, lower, strict=True) if len(above) > 1)


def _place(count: int) -> Callable[[int], float]:
    room = 100 - LEFT - RIGHT

    def place(at: int) -> float:
        return round(LEFT + room * (at + 0.5) / count, 3)

    return place


def _across(times: Sequence[datetime], unit: str) -> tuple[Tick, ...]:
    place, last = _place(len(times)), len(times) - 1
    chosen = sorted({round(last * step / (MOST_TICKS - 1)) for step in range(MOST_TICKS)}) if last else [0]
    ticks = []
    for at in chosen:
        anchor = "end" if place(at) > 90 else "middle" if place(at) > 10 else "start"
        ticks.append(Tick(100.0 if anchor == "end" else place(at), _when(times[at], unit, brief=True), anchor))
    return tuple(ticks)


def _when(time: datetime, unit: str, *, brief: bool = False) -> str:
    if unit == "month":
        return f"{time:%Y-%m}"
    return f"{time:%m-%d}" if brief else f"{time:%Y-%m-%d}"


def _steps(low: float, high: float, steps: int) -> list[float]:
    return [low + (high - low) * step / steps for step in range(steps + 1)]


def _round_up(value: int) -> int:
    """Return a round number, even where it can be, that is at least `value`."""
    scale = int(f"1{'0' * (len(str(value)) - 1)}")
    return next((step * scale for step in (1, 2, 4, 6, 8) if step * scale >= value), 10 * scale)


def _percent(share: float | None) -> float:
    return round(100 * (share or 0.0), 3)
