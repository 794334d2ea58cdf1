"""Two forms of Korean predicates that a quotation needs: 진하다 → 진했다, 진한.

Source of the classes: 표준국어문법론 (남기심·고영근), 불규칙 활용. Irregular verbs that no review quotes are left out.
"""

_FIRST, _PER_INITIAL, _PER_VOWEL = 0xAC00, 588, 28
_A, _AE, _YA, _EO, _O, _OE, _U, _EU, _I = 0, 1, 2, 4, 8, 11, 13, 18, 20
_N, _D, _L, _B, _S, _SS, _H = 4, 7, 8, 17, 19, 20, 27
_JOINED = {_O: 9, _U: 14, _I: 6, _OE: 10}
"""ㅗ + 아 → ㅘ, ㅜ + 어 → ㅝ, ㅣ + 어 → ㅕ, ㅚ + 어 → ㅙ."""
_REGULAR_B = frozenset("좁굽잡씹뽑입집")
_D_TO_L = frozenset(("듣", "걷", "깨닫", "붇"))
_S_LOST = frozenset(("낫", "붓", "짓", "잇", "긋"))
_EU_LOST = frozenset(("따르", "들르", "치르"))
_H_LOST = frozenset(("그렇", "이렇", "어떻", "뽀얗", "빨갛", "노랗", "하얗", "까맣"))


def past(predicate: str) -> str:
    """Return the past of a predicate in dictionary form: 진하다 → 진했다, 과하지 않다 → 과하지 않았다."""
    stem = predicate.removesuffix("다")
    return f"{_past_stem(stem)}다"


def adnominal(adjective: str) -> str:
    """Return the present adnominal form of an adjective: 진하다 → 진한, 넓다 → 넓은, 맛있다 → 맛있는, 길다 → 긴."""
    stem = adjective.removesuffix("다")
    if stem.endswith(("있", "없")):
        return stem + "는"
    head, initial, vowel, final = _parts(stem)
    if final == 0:
        return head + _syllable(initial, vowel, _N)
    if final == _L or stem in _H_LOST:
        return head + _syllable(initial, vowel, _N)
    if final == _B and stem[-1] not in _REGULAR_B:
        return head + _syllable(initial, vowel) + "운"
    return stem + "은"


def _past_stem(stem: str) -> str:
    head, initial, vowel, final = _parts(stem)
    if stem.endswith("하"):
        return stem[:-1] + "했"
    if stem.endswith("적이"):
        return stem + "었"
    if final:
        return _after_consonant(stem, head, initial, vowel, final)
    if stem.endswith("르") and len(stem) > 1 and stem not in _EU_LOST:
        before, first, middle, _none = _parts(stem[:-1])
        return before + _syllable(first, middle, _L) + ("랐" if middle in (_A, _O) else "렀")
    if vowel == _EU:
        bright = len(stem) > 1 and _parts(stem[:-1])[2] in (_A, _O)
        return head + _syllable(initial, _A if bright else _EO, _SS)
    return head + _syllable(initial, _JOINED.get(vowel, vowel), _SS)


def _after_consonant(stem: str, head: str, initial: int, vowel: int, final: int) -> str:
    ending = "았" if vowel in (_A, _YA, _O) else "었"
    if final == _B and stem[-1] not in _REGULAR_B:
        return head + _syllable(initial, vowel) + ("왔" if stem in ("돕", "곱") else "웠")
    if final == _D and stem in _D_TO_L:
        return head + _syllable(initial, vowel, _L) + ending
    if final == _S and stem in _S_LOST:
        return head + _syllable(initial, vowel) + ending
    if final == _H and stem in _H_LOST:
        return head + _syllable(initial, _AE, _SS)
    return stem + ending


def _parts(stem: str) -> tuple[str, int, int, int]:
    """Return what stands before the last syllable, and its initial, vowel and final."""
    initial, rest = divmod(ord(stem[-1]) - _FIRST, _PER_INITIAL)
    vowel, final = divmod(rest, _PER_VOWEL)
    return stem[:-1], initial, vowel, final


def _syllable(initial: int, vowel: int, final: int = 0) -> str:
    return chr(_FIRST + initial * _PER_INITIAL + vowel * _PER_VOWEL + final)
