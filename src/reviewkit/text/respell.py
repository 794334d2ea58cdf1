"""Misspelt words that tell of a risk, mended: 벌래 → 벌레, 주겨 → 죽여, harrasment → harassment; with a map to what was typed.

The words stand in data/risks.toml under [spellings]. Each is misspelt in advance, one slip at a time, as typing and hearing
misspell (Korean: 한글 맞춤법, 제5항-제15항, what is written otherwise than it sounds); a text is then only looked up.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from reviewkit.text.unmask import Letters

_FIRST = 0xAC00
_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


_LIKE_LEADS = _pairs("ㄱ=ㄲ ㄲ=ㄱ ㄷ=ㄸ ㄸ=ㄷ ㅂ=ㅃ ㅃ=ㅂ ㅅ=ㅆ ㅆ=ㅅ ㅈ=ㅉ ㅉ=ㅈ ㅋ=ㄲ")
_LIKE_VOWELS = _pairs(
    "ㅏ=ㅑ ㅐ=ㅔ ㅑ=ㅏ ㅓ=ㅕ ㅔ=ㅐㅖ ㅕ=ㅓ ㅖ=ㅔ ㅗ=ㅛ ㅘ=ㅏ ㅙ=ㅚㅞ ㅚ=ㅙㅞ ㅛ=ㅗ ㅜ=ㅠ ㅝ=ㅓ ㅞ=ㅚㅙ ㅟ=ㅣ ㅠ=ㅜ ㅢ=ㅣ ㅣ=ㅟ"
)
_LIKE_FINALS = _pairs("ㄲ=ㄱ ㅆ=ㅅ ㄶ=ㄴ ㅀ=ㄹ ㄺ=ㄱ ㄼ=ㄹ ㅄ=ㅂ ㄵ=ㄴ ㄱ=ㅋㄲ ㄷ=ㅅ ㅈ=ㅅ ㅌ=ㅅ ㅍ=ㅂ ㅎ=ㅅ ㅊ=ㅅ ㅁ=ㅇ")
_SPLIT_FINALS = {
    "ㄲ": " ㄲ", "ㅆ": " ㅆ", "ㄶ": " ㄴ", "ㅀ": " ㄹ", "ㄺ": "ㄹㄱ", "ㄼ": "ㄹㅂ", "ㅄ": "ㅂㅅ", "ㄵ": "ㄴㅈ", "ㅎ": " ㅇ",
}  # fmt: skip
_RUN = re.compile("[a-z]+|[가-힣]{2,}")
_LONGEST = 5  # syllables
_LIKE_LETTERS = _pairs("a=eu e=aiu i=ey o=ua u=oa c=ks s=cz y=i k=c z=s f=v")


def respell(letters: Letters, words: Sequence[str], kept: Sequence[str]) -> Letters | None:
    """Return `letters` with misspelt `words` mended, or None where there are none. What is in `kept` is right as it is."""
    found = list(_found(letters.text, _slips(tuple(words), tuple(kept))))
    if not found:
        return None
    text, starts, ends, place = "", list[int](), list[int](), 0
    for start, end, word in [*found, (len(letters.text), len(letters.text), "")]:
        kept_spans = [letters.span(i, i + 1) for i in range(place, start)]
        starts += [first for first, _ in kept_spans]
        ends += [last for _, last in kept_spans]
        text += letters.text[place:start] + word
        if word:
            first, last = letters.span(start, end)
            starts += [first] * len(word)
            ends += [last] * len(word)
        place = end
    return Letters(text, starts, ends)


def _found(text: str, slips: dict[str, str]) -> Iterator[tuple[int, int, str]]:
    """Yield the places of misspelt words and what was meant, in order; none overlap."""
    for run in _RUN.finditer(text):
        if run[0][0] <= "z":
            if word := slips.get(run[0]):
                yield *run.span(), word
            continue
        start, last = run.span()
        while start < last - 1:
            for end in range(min(start + _LONGEST, last), start + 1, -1):
                if word := slips.get(text[start:end]):
                    yield start, end, word
                    start = end - 1
                    break
            start += 1


@cache
def _slips(words: tuple[str, ...], kept: tuple[str, ...]) -> dict[str, str]:
    """Return every misspelling of `words`, and the word."""
    slips: dict[str, str] = {}
    for word in words:
        given, _, meant = word.partition("=")
        if meant:
            slips[given] = meant.replace("_", " ")
            continue
        for slip in _korean(word) if word[0] >= "가" else _english(word):
            slips.setdefault(slip, word)
    right = {*kept, *(word for word in words if "=" not in word)}
    return {slip: word for slip, word in slips.items() if slip not in right}


def _korean(word: str) -> Iterator[str]:
    for place, syllable in enumerate(word):
        before, after = word[:place], word[place + 1 :]
        lead, vowel, final = _parts(syllable)
        for like in _LIKE_LEADS.get(lead, ""):
            yield before + _syllable(like, vowel, final) + after
        for like in _LIKE_VOWELS.get(vowel, ""):
            yield before + _syllable(lead, like, final) + after
        for like in _LIKE_FINALS.get(final, ""):
            yield before + _syllable(lead, vowel, like) + after
        if final not in " ㅇ" and after and _parts(after[0])[0] == "ㅇ":  # 죽여 → 주겨
            split = _SPLIT_FINALS.get(final, f" {final}")
            left, moved = split[0], split[1]
            _, next_vowel, next_final = _parts(after[0])
            yield before + _syllable(lead, vowel, left) + _syllable(moved, next_vowel, next_final) + after[1:]


def _parts(syllable: str) -> tuple[str, str, str]:
    number = ord(syllable) - _FIRST
    return _LEADS[number // 588], _VOWELS[number % 588 // 28], _FINALS[number % 28]


def _syllable(lead: str, vowel: str, final: str) -> str:
    return chr(_FIRST + (_LEADS.index(lead) * 21 + _VOWELS.index(vowel)) * 28 + _FINALS.index(final))


def _english(word: str) -> Iterator[str]:
    for place in range(1, len(word)):
        before, letter, after = word[:place], word[place], word[place + 1 :]
        yield before + after
        yield before + letter + letter + after
        if after:
            yield before + after[0] + letter + after[1:]
        for like in _LIKE_LETTERS.get(letter, ""):
            yield before + like + after
