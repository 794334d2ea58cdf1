"""Charts in letters: bars, sparklines, shares side by side, a mean with its interval on a scale. Told without colour too."""

from collections.abc import Sequence

Piece = tuple[str, str]
SPARKS = "▁▂▃▄▅▆▇█"
EIGHTHS = "▏▎▍▌▋▊▉█"
NOTHING = "·"
"""Stands for a place without a value: nothing is not little."""


def bar(share: float, width: int) -> str:
    """Return a bar of `share` (0 to 1) of `width` cells; the least one for anything above nothing."""
    eighths = max(round(min(1.0, share) * width * 8), 1 if share > 0 else 0)
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (EIGHTHS[rest - 1] if rest else "")


def sparkline(values: Sequence[float | None], low: float | None = None, high: float | None = None) -> str:
    """Return a line of a cell per value, between `low` and `high` (else the least and the greatest of them)."""
    known = [value for value in values if value is not None]
    if not known:
        return NOTHING * len(values)
    bottom, top = (min(known) if low is None else low), (max(known) if high is None else high)
    return "".join(NOTHING if value is None else _spark(value, bottom, top) for value in values)


def stacked(parts: Sequence[tuple[int, str, str]], width: int) -> list[Piece]:
    """Return counts side by side, (count, letter, style) each, that fill `width` cells; what is there at all has a cell."""
    total = sum(count for count, _letter, _style in parts)
    if not total:
        return [(NOTHING * width, "dim")]
    cells = [max(int(count * width / total), 1 if count else 0) for count, _letter, _style in parts]
    while (left := width - sum(cells)) != 0:
        gaps = [count * width / total - cell for (count, *_), cell in zip(parts, cells, strict=True)]
        if left > 0:
            cells[gaps.index(max(gaps))] += 1
        else:  # never the last cell of a small part
            cells[min((place for place, cell in enumerate(cells) if cell > 1), key=gaps.__getitem__)] -= 1
    return [(letter * cell, style) for cell, (_count, letter, style) in zip(cells, parts, strict=True) if cell]


def spread(value: float | None, low: float | None, high: float | None, scale: tuple[float, float], width: int) -> list[Piece]:
    """Return a value as a dot on a scale of `width` cells, its interval as a line: ····──●──····."""
    if value is None:
        return [(NOTHING * width, "dim")]
    at = _place(value, scale, width)
    first = at if low is None else _place(low, scale, width)
    last = at if high is None else _place(high, scale, width)
    return [
        (NOTHING * first, "dim"), ("─" * (at - first), ""), ("●", ""), ("─" * (last - at), ""),
        (NOTHING * (width - 1 - last), "dim"),
    ]  # fmt: skip


def _spark(value: float, bottom: float, top: float) -> str:
    if top <= bottom:  # all alike: half way up, unless that is nothing
        return SPARKS[0] if value <= 0 else SPARKS[3]
    share = (min(top, max(bottom, value)) - bottom) / (top - bottom)
    return SPARKS[min(len(SPARKS) - 1, int(share * len(SPARKS)))]


def _place(value: float, scale: tuple[float, float], width: int) -> int:
    bottom, top = scale
    return round((min(top, max(bottom, value)) - bottom) / (top - bottom) * (width - 1))
