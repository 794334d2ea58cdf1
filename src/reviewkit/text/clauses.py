"""Where one clause of a review ends and the next begins: "맛은 있는데 / 비싸요".

A clause ends with its sentence, at a contrast (-지만, -는데, -으나), at -고, -며, -아서 and the like where the predicate is
done with, before 그런데 and its kin, at a line break and at an emoji or ㅋㅋ.
"""

from collections.abc import Sequence
from typing import NamedTuple

from reviewkit.text.lexicon import grammar
from reviewkit.text.tagging import Token

CONTRAST = grammar("contrast")
JOINING = grammar("joining")
TURNS = grammar("turns")
_ENDING = frozenset({"EF", "EC"})
_TRAIL = frozenset({"SF", "SP", "SE", "SW", "SSC", "Z_CODA", "JX", "W_EMOJI", "XSN"})
_MARKS = frozenset({"SF", "SE", "W_EMOJI", "SW"})
_LAUGH = "ㅋㅎㅠㅜ^;♡♥"


class Clause(NamedTuple):
    """A clause: the tokens first..last (last excluded), its letters text[start:end]; does the next one contradict it?"""

    first: int
    last: int
    start: int
    end: int
    contrast: bool
    sentence: int


def split(text: str, tokens: Sequence[Token]) -> list[Clause]:
    """Return the clauses of `text`, in order, without blanks at their ends."""
    found: list[Clause] = []
    first = sentence = 0
    pending = contrast = full = False
    lines = "\n" in text
    end = 0
    for i, (form, tag, start, after) in enumerate(tokens):
        broken = lines and start > end and "\n" in text[end:start]
        if i > first and (broken or (pending and tag not in _TRAIL) or (tag[0] == "M" and form in TURNS)):
            found.append(Clause(first, i, tokens[first].start, end, contrast, sentence))
            sentence += full or broken
            first, pending, contrast, full = i, False, False, False
        end = max(end, after)
        if tag in _ENDING:
            if tag == "EF" or (form in JOINING and not _goes_on(tokens, i)):
                pending, contrast, full = True, form in CONTRAST, tag == "EF"
        elif tag in _MARKS:
            if tag != "SW" or form[0] in _LAUGH:
                pending = full = True
        elif tag == "NNB" and form == "데" and i and tokens[i - 1].tag == "ETM" and _is_contrast(tokens, i):
            pending = contrast = True
    if first < len(tokens):
        found.append(Clause(first, len(tokens), tokens[first].start, end, False, sentence))
    return found


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    """Whether the predicate goes on after the ending at `i`: 먹고 싶다, 해 주다, 식어서 나오다 don't end a clause."""
    if i + 1 >= len(tokens):
        return False
    after = tokens[i + 1]
    return (
        after.tag == "VX"
        or (after.tag[0] == "E")
        or (tokens[i].form in ("다고", "라고", "ᆫ다고", "는다고") and after.form == "하")
    )


def _is_contrast(tokens: Sequence[Token], i: int) -> bool:
    """Unspaced 맛있는데자리가 comes as 는/ETM + 데/NNB; a real 데 (place) has a particle after it."""
    return i + 1 < len(tokens) and tokens[i + 1].tag[0] not in "JV" and tokens[i - 1].end == tokens[i].start
