"""Frequent slips of the thumb put right before Kiwi reads: 맛잇어요 → 맛있어요. A small list of our own (data/spelling.toml).

Kiwi's own correction halves its speed and mends little of what reviews hold. What is mended keeps a map back to the letters as
they were typed, so that spans still point into the original text.
"""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

SLIPS = Path(__file__).parent / "data" / "spelling.toml"
_UNREADABLE = re.compile("[\0\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
"""NUL and lone surrogates (Kiwi refuses them), zero-width and direction marks: each becomes a blank."""


class Mended(NamedTuple):
    """`text` as Kiwi may read it; places[i] is the place in the typed text of its letter i, None where nothing moved."""

    text: str
    places: Sequence[int] | None


def mend(text: str) -> Mended:
    """Return `text` in NFC with frequent slips put right. Never raises."""
    text = _UNREADABLE.sub(" ", text)
    if unicodedata.is_normalized("NFC", text):
        return _respelled(text)
    composed, places = _composed(text)
    again = _respelled(composed)
    return Mended(again.text, [places[i] for i in again.places or range(len(places))])


def _respelled(text: str) -> Mended:
    pattern, right = _slips()
    match = pattern.search(text)
    if match is None:
        return Mended(text, None)
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    while match is not None:
        start, end = match.span()
        typed = match.group()
        pieces += text[done:start], (meant := right.get(typed) or _ruled(typed))
        places += range(done, start)
        places += (min(start + i, end - 1) for i in range(len(meant)))
        done = end
        match = pattern.search(text, end)
    pieces.append(text[done:])
    places += range(done, len(text) + 1)
    return Mended("".join(pieces), places)


def _ruled(typed: str) -> str:
    """않 → 안; 햇 → 했: the final ㅅ that should have been ㅆ (the next of Unicode's finals)."""
    if typed == "않":
        return "안 "
    return chr(ord(typed[0]) + 1) + typed[1:]


def _composed(text: str) -> tuple[str, list[int]]:
    """NFC cluster by cluster (a letter and the marks or jamo that join it), with each letter's place in `text`."""
    pieces: list[str] = []
    places: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _joins(text[end]):
            continue
        piece = unicodedata.normalize("NFC", text[start:end])
        pieces.append(piece)
        places += (min(start + i, end - 1) for i in range(len(piece)))
        start = end
    places.append(len(text))
    return "".join(pieces), places


def _joins(letter: str) -> bool:
    return unicodedata.combining(letter) != 0 or "\u1160" <= letter <= "\u11ff"


@cache
def _slips() -> tuple[re.Pattern[str], dict[str, str]]:
    table = tomllib.loads(SLIPS.read_text(encoding="utf-8"))
    right: dict[str, str] = {wrong: meant for meant, typed in table["words"].items() for wrong in typed.split()}
    words = "|".join(sorted(map(re.escape, right), key=len, reverse=True))
    past = table["past"]
    # 않느끼해요 → 안 느끼해요: 않 before anything but an ending of its own
    return re.compile(
        f"{words}|않(?=[가-힣])(?![아은는고네습았을나지으게던음다더거기도자])|[{past['syllables']}](?=[{past['before']}])"
    ), right
