"""How alike two reviews are, and whether one is a copy of the other. Pure: two texts in, a number out.

Texts are compared by their letters alone: in NFC and lower case, without blanks, marks and emoji, and with runs of a letter
made one (맛있어요~~ ㅋㅋㅋ = 맛있어요ㅋ). Two things are measured. The *pairs* of neighbouring letters that both have say how
much of the words is the same, in whatever order; the longest row of letters that both have in the same *order* tells a text
that was changed a little from another that is put together from the same stock phrases. A likeness needs both, so it is the
geometric mean of the two shares.
"""

import re
import unicodedata
from functools import cache, cached_property
from math import sqrt

LENGTH = 0.77
"""A copy is not much shorter than the other: a tenth of it may be gone, a sentence of four may not."""
CHANGED = (0.6, 0.84)
"""Shares of pairs and of order from which on a text is a copy with letters changed, lost or added here and there.

Measured on 3,000 texts edited by a tenth: one in 100 has less. Texts that have three of four sentences in common stay below
the second number.
"""
MOVED = (0.8, 0.62)
"""The same where words changed places: the order suffers, the pairs hardly. One copy in 40 has less. Reviews of the same stock
phrases in another order stay below the second number."""
SHORTEST = 16
"""Letters. What is shorter is alike by chance: "맛있게 잘 먹었습니다" is written every day."""
OWN = 8
"""Pairs of letters that both texts have and that are in none of the stock phrases. With fewer of them nothing tells a copy from
two guests who both found that "직원분들이 친절하고 음식이 맛있어요"."""

STOCK = """
음식이 맛있어요 맛있고 맛있게 맛있었어요 맛있습니다 맛있네요 맛도 좋고 맛은 있어요 맛집 인정 존맛탱 잘 먹었습니다 잘 먹고
갑니다 먹었어요
직원분들이 친절해요 친절하고 친절하세요 친절하시고 친절하게 친절하셔서 친절하셨어요 친절합니다 사장님도 너무 정말 진짜 아주
항상 늘 매우
분위기도 좋아요 좋고 좋았어요 좋았습니다 좋습니다 좋네요 좋은 곳이에요 매장이 가게가 깨끗하고 깔끔하고 깔끔해요 넓어요
쾌적해요 예뻐요
가격도 저렴하고 가성비 좋아요 가성비 최고 양도 많아요 많고 푸짐하고 푸짐해요 재방문 의사 있어요 있습니다 재방문할게요
다음에 또 올게요 갈게요
또 오고 싶어요 추천해요 추천합니다 강추합니다 최고예요 최고입니다 만족합니다 만족스러워요 감사합니다 번창하세요 굿굿 완전
굿
서비스도 좋고 시술 상담 꼼꼼하게 해주셔서 마음에 들어요 예쁘게 잘 해주셨어요 원장님
주차하기 편해요 아이랑 가기 좋아요 강력 추천 웨이팅이 있었어요 했어요 했는데 해요 합니다 입니다 이에요 같아요 있어서 있는
very good great nice food and service place delicious friendly staff highly recommend the best was is with
"""
"""Words that most reviews of any shop are made of, written by us."""

_MARKS = re.compile(r"[\W_]+")
_RUN = re.compile(r"(.)\1+")


class Letters:
    """A text made ready for comparing; make one per text where one text is compared with many."""

    def __init__(self, text: str) -> None:
        self.row = letters(text)
        self._words = _MARKS.split(_normal(text))

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The different pairs of neighbouring letters."""
        return frozenset(map("".join, zip(self.row, self.row[1:], strict=False)))

    @cached_property
    def own(self) -> frozenset[str]:
        """The pairs inside words that are in no stock word. Where two stock words meet is no one's own either."""
        return frozenset(word[i : i + 2] for word in map(_even, self._words) for i in range(len(word) - 1)) - _stock()

    @property
    def telling(self) -> bool:
        """Whether the text is long enough, and says enough of its own, that a copy of it could be known."""
        return len(self.row) >= SHORTEST and len(self.own) >= OWN

    def similarity(self, other: "Letters") -> float:
        """Return 0 (nothing in common) to 1 (the same letters)."""
        if self.row == other.row:
            return 1.0 if self.row else 0.0
        pairs = self._same_pairs(other)
        return sqrt(pairs * self._same_order(other)) if pairs else 0.0

    def is_copy(self, other: "Letters") -> bool:
        """Say whether one is a copy of the other, perhaps with a tenth of its letters or words changed."""
        if not (self.telling and other.telling and len(self.own & other.own) >= OWN):
            return False
        if len(self.row) < LENGTH * len(other.row) or len(other.row) < LENGTH * len(self.row):
            return False
        pairs = self._same_pairs(other)
        if pairs < CHANGED[0]:
            return False  # most end here, before the slower question
        order = self._same_order(other)
        return order >= CHANGED[1] or (pairs >= MOVED[0] and order >= MOVED[1])

    def _same_pairs(self, other: "Letters") -> float:
        return 2 * len(self.pairs & other.pairs) / ((len(self.pairs) + len(other.pairs)) or 1)

    def _same_order(self, other: "Letters") -> float:
        return 2 * _longest_common(self.row, other.row) / (len(self.row) + len(other.row))


def letters(text: str) -> str:
    """Return the letters and digits of `text` that are compared."""
    return _even(_MARKS.sub("", _normal(text)))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def _even(text: str) -> str:
    """Return `text` with its runs of a letter made one."""
    return _RUN.sub(r"\1", text)


def similarity(one: str, two: str) -> float:
    """Return how alike two texts are: 0 (nothing in common, or nothing to compare) to 1 (the same letters)."""
    return Letters(one).similarity(Letters(two))


def is_copy(one: str, two: str) -> bool:
    """Say whether one text is a copy of the other, as far as the two alone can tell.

    Never where one is too short (under SHORTEST letters) or where they share too little beside stock phrases (under OWN pairs).
    """
    return Letters(one).is_copy(Letters(two))


def _longest_common(one: str, two: str) -> int:
    """Return the length of the longest row of letters that both have in this order, with gaps.

    A column of the table of the textbook is the bits of one number (Hyyrö 2004): 100 letters against 100 in 20 µs.
    """
    places: dict[str, int] = {}
    for index, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << index
    full = (1 << len(one)) - 1
    column = full
    for letter in two:
        if met := places.get(letter, 0) & column:
            column = ((column + met) | (column - met)) & full
    return len(one) - column.bit_count()


@cache
def _stock() -> frozenset[str]:
    return frozenset(word[i : i + 2] for word in map(_even, STOCK.split()) for i in range(len(word) - 1))
