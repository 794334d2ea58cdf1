"""Letters as they are meant: full-width, decomposed, hidden and dotted spellings made plain, with a map to the text as it came.

Canonically equal texts (NFC, NFD) give equal letters: marks go, Hangul is composed anew by its arithmetic (Unicode 15, 3.12).
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_PLAIN = "\t\n\x20-\x7eㄱ-ㅎㅏ-ㅣ가-힣·…‘’“”–—\u2600-\u27bf\U0001f300-\U0001faff"
_ODD = re.compile(f"[^{_PLAIN}]")
_BLANKS = "\u3164\uffa0\u115f\u1160"  # Hangul fillers: drawn as a blank
_ESCAPE = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]")  # ECMA-48, 5.4
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_LEADING, _VOWEL, _TRAILING, _SYLLABLE = 0x1100, 0x1161, 0x11A7, 0xAC00
# 식.중.독, 고-소, 식 중 독, 성1추행: a letter that stands alone, then more of them, or a word after a dot or a digit.
_DOTTED = re.compile(
    r"(?<![가-힣])[가-힣](?:(?:[^\w\s]|[ㄱ-ㅣ_]){1,3}[가-힣]|[0-9a-z][가-힣]|\s{1,3}[가-힣](?![가-힣])|<[^<>\n]{1,20}>[가-힣])+"
    r"(?:(?<=\s[가-힣])\s{1,3}[가-힣])?"  # 알 러 지라는데
)


class Letters(NamedTuple):
    """`text` in small plain letters; its letter i came from typed[starts[i]:ends[i]]. Both None where nothing moved."""

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the typed text of text[start:end] (not empty)."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def unmask(text: str) -> Letters:
    """Return the letters of `text`, for any string: small, without marks, hidden characters and escape sequences."""
    if not _ODD.search(text):
        return Letters(text.lower().translate(_QUOTES))
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    skipped = {i for found in _ESCAPE.finditer(text) for i in range(*found.span())}
    for place, typed in enumerate(text):
        meant = "" if place in skipped else _meant(typed)
        if not meant and ends and place not in skipped:
            ends[-1] = place + 1  # a mark belongs to the letter before it
        for letter in meant:
            if letters and (joined := _joined(letters[-1], letter)):
                letters[-1], ends[-1] = joined, place + 1
            else:
                letters.append(letter)
                starts.append(place)
                ends.append(place + 1)
    return Letters("".join(letters), starts, ends)


def undotted(letters: Letters) -> Letters | None:
    """Return `letters` without what stands between the letters of a word (식.중.독, 고 소); None where there is no such."""
    gone = [i for found in _DOTTED.finditer(letters.text) for i in _between(letters.text, *found.span())]
    if not gone:
        return None
    out = set(gone)
    kept = [i for i in range(len(letters.text)) if i not in out]
    spans = [letters.span(i, i + 1) for i in kept]
    return Letters("".join(letters.text[i] for i in kept), [start for start, _ in spans], [end for _, end in spans])


def _between(text: str, start: int, end: int) -> list[int]:
    return [i for i in range(start, end) if not "가" <= text[i] <= "힣"]


@lru_cache(maxsize=4096)
def _meant(typed: str) -> str:
    """Return the letters of one typed character: none of a mark or of what is not seen."""
    if not _ODD.match(typed) and not "가" <= typed <= "힣":
        return typed.lower().translate(_QUOTES)
    if typed in _BLANKS or typed.isspace():
        return " "
    return "".join(
        letter.lower() for letter in unicodedata.normalize("NFKD", typed) if not unicodedata.combining(letter) and _seen(letter)
    )


def _seen(letter: str) -> bool:
    if "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef" or letter == "\u034f":
        return False  # variation selectors and the grapheme joiner
    return unicodedata.category(letter) not in {"Cf", "Cs", "Cc", "Cn", "Co"}


def _joined(before: str, letter: str) -> str:
    """Return the syllable that `letter` (a vowel or a final of conjoining jamo) makes of the letter before it, or ""."""
    first, second = ord(before), ord(letter)
    if _LEADING <= first < _LEADING + 19 and _VOWEL <= second < _VOWEL + 21:
        return chr(_SYLLABLE + ((first - _LEADING) * 21 + second - _VOWEL) * 28)
    if "가" <= before <= "힣" and (first - _SYLLABLE) % 28 == 0 and _TRAILING < second < _TRAILING + 28:
        return chr(first + second - _TRAILING)
    return ""
