"""Quotes: a review's own words about something, short, screened, and without its author."""

import re
from collections.abc import Iterable, Mapping

from reviewkit.db import reports as counting
from reviewkit.db.reports import Said, Span
from reviewkit.features.reports.figures import Quote
from reviewkit.features.reports.gathering import Ground
from reviewkit.text.screening import screen

EACH = 2
LONGEST = 60
"""Letters of a quote."""
SHORTEST = 4
_ENDS = re.compile(r"[.!?…~\n]+")


def quotes(ground: Ground, kind: str, names: Iterable[str], span: Span) -> dict[str, tuple[Quote, ...]]:
    """Return two quotes of the period for each "keyword" or "aspect": the newest, of the polarity that most of them have.

    Where another polarity has a quarter of the candidates or more, the second quote is of that one.
    """
    platforms = {one.id: one.platform for one in ground.listings}
    found: dict[str, dict[str, list[Said]]] = {}
    for said in counting.quotes(ground.connection, kind, names, ground.ids, span):
        found.setdefault(said.name, {}).setdefault(said.polarity, []).append(said)
    return {name: _chosen(sides, platforms, ground, kind) for name, sides in found.items()}


def _chosen(sides: Mapping[str, list[Said]], platforms: Mapping[int, str], ground: Ground, kind: str) -> tuple[Quote, ...]:
    most, *others = sorted(sides.values(), key=len, reverse=True)
    number = sum(map(len, sides.values()))
    second = others[0] if others and len(others[0]) * 4 >= number else []
    kept: dict[str, Quote] = {}
    for said in (*most[:1], *second, *most[1:]):
        text = excerpt(said.text, said.start, said.end) if kind == "keyword" else cut(said.text)
        if len(text) < SHORTEST or text in kept or (len(said.author) > 1 and said.author in text):
            continue
        at = said.written_at.astimezone(ground.scope.zone)
        kept[text] = Quote(text, said.review_id, platforms[said.listing_id], at, said.polarity)
        if len(kept) == EACH:
            break
    return tuple(kept.values())


def excerpt(text: str, start: int, end: int) -> str:
    """Return the sentence around text[start:end]; of a long one the part around it, with "…" where it was cut."""
    begin = max((mark.end() for mark in _ENDS.finditer(text, 0, start)), default=0)
    after = _ENDS.search(text, end)
    stop = after.start() if after else len(text)
    room = max(0, LONGEST - (end - start))
    first, last = max(begin, start - room // 2), min(stop, end + room - min(room // 2, start - begin))
    middle = _line(text[first:last])
    return f"{'…' if first > begin else ''}{middle}{'…' if last < stop else ''}"


def cut(text: str) -> str:
    """Return the beginning of a clause, with "…" where it was cut."""
    line = _line(text)
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def _line(text: str) -> str:
    return " ".join(screen(text).split())
