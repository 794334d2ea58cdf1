"""Turns of phrase that speak of an aspect by themselves (data/cues.toml), found however they are spaced.

This catches what a list of words can't: dialect, slips, unspaced text, idioms (등골 휘다, 하늘의 별 따기).
English reviews are read by these alone.
"""

import re
import tomllib
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from reviewkit.text.lexicon import DATA

_UNDONE = re.compile("지않|지안|지못|지는않|진않|지도않|진안|줄모르|편은아니")
_HEARSAY = re.compile("다는후기|다는리뷰|다는말|다는글|다는얘기|다고[해하소]|다길래|다더니|단후기|단말|라길래|줄알았는데")
_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
"""Not lower(), which makes two letters of some."""
_SIGNS: dict[str, int | None] = {"good": 1, "bad": -1, "any": None}


class Cue(NamedTuple):
    """A piece of text[start:end] that speaks of `topic` (a class of aspects.toml); `sign` is None where its clause decides."""

    start: int
    end: int
    topic: str
    sign: int | None


@cache
def _table() -> dict[str, list[tuple[str, str, int | None]]]:
    """Return all cues by their first two letters, the longest first."""
    found: dict[str, list[tuple[str, str, int | None]]] = {}
    for name, by_topic in tomllib.loads((DATA / "cues.toml").read_text(encoding="utf-8")).items():
        for topic, pieces in by_topic.items():
            for piece in pieces.split():
                found.setdefault(piece[:2].translate(_SMALL), []).append((piece.translate(_SMALL), topic, _SIGNS[name]))
    for bucket in found.values():
        bucket.sort(key=lambda one: -len(one[0]))
    return found


def find_cues(text: str) -> list[Cue]:
    """Return the cues of `text`, in order."""
    table = _table()
    places = [i for i, letter in enumerate(text) if letter > " "]
    dense = "".join([text[i] for i in places]).translate(_SMALL)
    found: list[Cue] = []
    free = 0
    for i, pair in enumerate(map("".join, pairwise(dense))):
        if pair not in table or i < free:
            continue
        middle = i > 0 and places[i - 1] + 1 == places[i]  # of a word
        for piece, topic, sign in table[pair]:
            if dense.startswith(piece, i) and not (middle and _strays(piece, places, i)):
                free = after = i + len(piece)
                if _HEARSAY.search(dense, after, after + 8) is None:
                    found.append(Cue(places[i], places[after - 1] + 1, topic, _turned(dense, i, after, sign)))
                break
    return found


def _strays(piece: str, places: list[int], i: int) -> bool:
    """Whether a piece that begins within a word is no word of its own: 데 인정, scalp."""
    last = i + len(piece) - 1
    return piece[0] < "가" or places[last] - places[i] > last - i


def _turned(dense: str, start: int, end: int, sign: int | None) -> int | None:
    """안 짜요, 비싸지 않아요: the other way round."""
    if sign is None:
        return None
    before = dense[start - 1 : start] in ("안", "않") or dense[max(0, start - 3) : start] in ("하나도", "전혀안")
    before = before or dense.endswith(("not", "n't", "isnt", "wasnt"), max(0, start - 5), start)
    after = _UNDONE.search(dense, end, end + 6) is not None
    return -sign if before != after else sign
