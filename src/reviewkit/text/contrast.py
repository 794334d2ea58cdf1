"""A review cut into the pieces that may feel differently: at sentences and at contrasts (맛은 있는데 / 비싸요).

By letters alone: rougher than `clauses` (which needs Kiwi's tokens), and a thousand times quicker.
"""

import re
from typing import NamedTuple

_WITH_N = "".join(map(chr, range(0xAC00 + 4, 0xD7A4, 28)))
"""Every syllable that ends in ㄴ: what stands before 데 in 좋은데, 비싼데, 있는데."""
# Both begin by what their first letter can be: re then skips every other letter without trying each branch.
_CONTRAST = re.compile(
    rf"(?=[{_WITH_N}지던는은쁜큰싼된한으반대다근그하단아])(?:"
    rf"(?:지만(?:요)?|[{_WITH_N}](?:데|디)(?!서|도|다|에|가|를|로|만|들|요?\?)(?:요|예)?|던데(?:요)?|[는은쁜큰싼된한]대(?:요)? "
    r"|으나 |반면에?|대신에?(?= ))[ ,.~;ㅠㅜㅎㅋ]*"
    r"|(?<=[ .,!~요다음임함됨ㅋㅎㅠ])"
    r"(?=(?:다만|근데|근디|그런데|하지만|그러나|그치만|그렇지만|그래도|반면|단점|아쉬운 ?점)[ ,은이]))"
)
_SENTENCE = re.compile(
    r"(?=[.!?~\n…。;ㅋㅎㅠㅜ^ ])(?:"
    r"[.!?~\n…。;]+\s*|(?:[ㅋㅎㅠㅜ]+|\^\^)\s+"
    r"|(?<=[어아해네여져와워데려예세돼래게까줘커켜쳐나니구고][요욤용욬염]) (?=[가-힣])"
    r"|(?<=니다) (?=[가-힣])|(?<=[했었았였]음) )"
)
_ENGLISH_CONTRAST = re.compile(
    r",?\s+(?:but|however|though|although|yet|except|unfortunately|only problem|only downside)\b,?\s*"
)
_ENGLISH_SENTENCE = re.compile(r"[.!?\n;]+\s*")
MOST = 200
"""Pieces that are judged apart; more of them in one review are a hostile text, and would take minutes."""
_SHORTEST = 2


class Piece(NamedTuple):
    """A piece of a text, and whether the next piece is set against it."""

    text: str
    contrast: bool


def pieces(text: str, english: bool = False) -> list[Piece]:
    """Return the pieces of a text, in order, without those of one or two letters. May be empty."""
    contrast, sentence = (_ENGLISH_CONTRAST, _ENGLISH_SENTENCE) if english else (_CONTRAST, _SENTENCE)
    parts = contrast.sub(_cut, text).split("\0")
    found: list[Piece] = []
    for number, part in enumerate(parts):
        inner = [piece for one in sentence.split(part) if len(piece := one.strip()) > _SHORTEST]
        found += [Piece(piece, False) for piece in inner[:-1]]
        if inner:
            found.append(Piece(inner[-1], number < len(parts) - 1))
    return found[:MOST]


def _cut(match: re.Match[str]) -> str:
    return match[0] + "\0"
