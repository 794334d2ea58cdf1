"""The one conjugation that dictionary forms need: what becomes so, 얇다 → 얇아지다, 어둡다 → 어두워지다."""

_FIRST = 0xAC00
_A, _AE, _YA, _EO, _E, _O, _U, _EU, _I = 0, 1, 2, 4, 5, 8, 13, 18, 20
"""Places of ㅏ ㅐ ㅑ ㅓ ㅔ ㅗ ㅜ ㅡ ㅣ among Unicode's medial vowels."""
_B, _H = 17, 27
"""Places of ㅂ and ㅎ among Unicode's finals."""
_REGULAR_B = frozenset("좁굽곱잡씹뽑")
_JOINED = {_O: 9, _U: 14, _I: 6}
"""ㅗ + 아 → ㅘ, ㅜ + 어 → ㅝ, ㅣ + 어 → ㅕ."""


def becoming(predicate: str) -> str:
    """Return the -아/-어지다 form of a predicate in dictionary form; what is no Hangul comes back as it is."""
    stem = predicate.removesuffix("다")
    if not stem or not "가" <= stem[-1] <= "힣":
        return predicate
    initial, rest = divmod(ord(stem[-1]) - _FIRST, 588)
    vowel, final = divmod(rest, 28)
    if final == _B and stem[-1] not in _REGULAR_B:
        return f"{stem[:-1]}{_syllable(initial, vowel)}워지다"
    if final == _H and vowel in (_A, _EO) and len(stem) > 1:
        return f"{stem[:-1]}{_syllable(initial, _AE if vowel == _A else _E)}지다"
    if final:
        return f"{stem}{'아' if vowel in (_A, _YA, _O) else '어'}지다"
    if vowel == _EU:
        bright = len(stem) > 1 and "가" <= stem[-2] <= "힣" and (ord(stem[-2]) - _FIRST) % 588 // 28 in (_A, _O)
        return f"{stem[:-1]}{_syllable(initial, _A if bright else _EO)}지다"
    return f"{stem[:-1]}{_syllable(initial, _JOINED.get(vowel, vowel))}지다"


def _syllable(initial: int, vowel: int) -> str:
    return chr(_FIRST + initial * 588 + vowel * 28)
