"""How much a text repeats earlier ones: as a whole, in its opening and in its closing. rapidfuzz does the counting.

Sites take down replies that are one template over and over, so the figures are shown with every draft. A share is that of the
letters (blanks, marks and case left out) that both texts have in the same order: 1 is the same text, two unlike Korean texts
of the same trade have about 0.3 in common.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process, utils

from reviewkit.text.politeness import sentences as korean_sentences

RECENT = 30
"""So many of the newest texts are compared in their openings and closings."""
SHORTEST = 10
"""Letters. What opens or closes with less (감사합니다!) counts together with the sentence beside it."""
LONGEST_GREETING = 25
"""Letters. A greeting with the shop's name (안녕하세요, 가나식당입니다.) belongs to every text, and is passed over."""

_HANGUL = re.compile("[가-힣]")
_BREAK = re.compile(r"(?<=[.!?…。！？~♡♥^])\s+|\s*\n\s*")
_GREETING = re.compile(
    r"\W*(?:안녕하|반갑습니다|hello\b|hi\b|hey\b|dear\b|good (?:morning|evening|afternoon)\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Echo:
    """The largest share, 0 to 1, of the opening, the closing and the whole that an earlier text has too."""

    opening: float = 0.0
    closing: float = 0.0
    whole: float = 0.0


def compare(text: str, earlier: Sequence[str], sign_off: str = "") -> Echo:
    """Return the worst of `text` against each of `earlier`, the newest first. 5,000 texts take some 20 ms.

    `sign_off`, the same under every text, is left out of all.
    """
    text = body(text, sign_off)
    earlier = [body(one, sign_off) for one in earlier]
    openings, closings = zip(*map(_ends, earlier[:RECENT]), strict=True) if earlier else ((), ())
    opening, closing = _ends(text)
    return Echo(
        _worst(opening, openings),
        _worst(closing, closings),
        _worst(letters(text), [letters(one) for one in earlier]),
    )


def body(text: str, sign_off: str = "") -> str:
    """Return `text` without the sign-off that it ends with, and without blanks around."""
    return text.strip().removesuffix(sign_off.strip()).rstrip()


def letters(text: str) -> str:
    """Return what of `text` is compared: its letters and digits in lower case."""
    return utils.default_process(text).replace(" ", "")


def sentences(text: str) -> list[str]:
    """Return the sentences of `text` with their marks; Korean ones end without a mark too (감사합니다 또 오세요)."""
    starts = [one.start for one in korean_sentences(text)[1:]] if _HANGUL.search(text) else []
    cuts = [0, *starts, len(text)]
    pieces = (text[cuts[i] : cuts[i + 1]] for i in range(len(cuts) - 1))
    return [part.strip() for piece in pieces for part in _BREAK.split(piece) if letters(part)]


@lru_cache(maxsize=512)
def _ends(text: str) -> tuple[str, str]:
    """Return how `text` opens and how it closes, as letters. Kept: every draft is compared with the same earlier texts."""
    parts = sentences(text)
    opening = _gathered([letters(part) for part in parts if not _is_greeting(part)])
    return opening, _gathered([letters(part) for part in parts][::-1])


def _gathered(parts: Sequence[str]) -> str:
    """Return the first of `parts` that say something, joined: at least SHORTEST letters where there are as many."""
    found = ""
    for part in parts:
        found += part
        if len(found) >= SHORTEST:
            break
    return found


def _is_greeting(part: str) -> bool:
    return bool(_GREETING.match(part)) and len(letters(part)) <= LONGEST_GREETING


def _worst(one: str, others: Sequence[str]) -> float:
    """Return the largest share, rounded; empty texts share nothing."""
    if not one or not others:
        return 0.0
    found = process.extractOne(one, others, scorer=fuzz.ratio)
    return round(found[1] / 100, 3) if found else 0.0
