"""How alike two texts are, and what is a copy."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewkit.text.likeness import Letters, is_copy, letters, similarity

LONG = (
    "비 오는 날 어머니 모시고 들깨수제비 먹으러 갔어요. 반죽이 얇고 쫄깃한데 국물은 걸쭉해서 속이 편하더라고요. "
    "겉절이는 한 접시 더 부탁드렸더니 막 무친 걸로 내주셨습니다. 골목 안쪽이라 간판이 잘 안 보이니 세탁소 옆을 찾으세요"
)
SHORT = "창가 쪽 콘센트가 고장이라 노트북은 못 썼지만 흑임자 스콘이 고소했어요"
SALON = "뿌리 염색하고 앞머리만 살짝 다듬었는데 두피가 따갑지 않게 중간중간 물어봐 주셨어요"


def edited(text: str, kind: str, seed: int) -> str:
    """Return `text` with a tenth of its letters, or of its words, changed."""
    chance = random.Random(seed)
    parts = text.split() if "word" in kind else list(text)
    for _ in range(max(1, round(len(parts) / 10))):
        place = chance.randrange(len(parts))
        match kind:
            case "letter changed":
                parts[place] = chance.choice("갸뤼숑톨펭")
            case "letter inserted":
                parts.insert(place, chance.choice("갸뤼숑톨펭"))
            case "words swapped":
                other = chance.randrange(len(parts))
                parts[place], parts[other] = parts[other], parts[place]
            case _:
                del parts[place]
    return (" " if "word" in kind else "").join(parts)


@pytest.mark.parametrize("kind", ["letter changed", "letter dropped", "letter inserted", "words swapped", "word dropped"])
@pytest.mark.parametrize("text", [LONG, SHORT, SALON])
def test_a_copy_with_a_tenth_edited_is_a_copy(text, kind):
    found = [is_copy(text, edited(text, kind, seed)) for seed in range(60)]
    assert sum(found) >= 57


def test_the_same_words_spaced_and_punctuated_otherwise_are_the_same():
    other = unicodedata.normalize("NFD", SHORT.replace(" ", "") + "!!! ㅋㅋㅋㅋ").replace("ㅋ", "")
    assert similarity(SHORT, other) == 1.0
    assert is_copy(SHORT, other)


@pytest.mark.parametrize(
    "text",
    [
        "맛있어요", "친절하고 좋아요", "굿굿", "맛있게 잘 먹었습니다", "직원분들이 친절하고 음식이 맛있어요", "👍👍👍", "",
        "맛도 좋고 분위기도 좋아요 재방문 의사 있습니다", "Very good food and friendly staff", "Great food!",
        "음식도 맛있고 직원분들도 친절하시고 매장도 깨끗해요 다음에 또 올게요",
    ],
)  # fmt: skip
def test_what_is_short_or_stock_is_never_a_copy(text):
    assert not is_copy(text, text)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (
            "김치찜 먹었어요 주차하기 편해요 반찬이 짭짤해요 부모님이 좋아하셨어요 웨이팅은 십 분이었어요",
            "웨이팅은 십 분이었어요 부모님이 좋아하셨어요 김치찜 먹었어요 반찬이 짭짤해요 주차하기 편해요",
        ),
        (
            "점심에 갔는데 자리가 없어서 기다렸어요. 된장찌개가 구수하고 계란찜이 폭신해요. 주차장이 넓어요",
            "점심에 갔는데 자리가 없어서 기다렸어요. 된장찌개가 구수하고 계란찜이 폭신해요. "
            "이모님이 반찬을 더 주셨고 식혜도 나왔어요",
        ),
        (LONG, SHORT),
        (SHORT, SALON),
    ],
)
def test_sharing_phrases_is_not_copying(one, two):
    assert not is_copy(one, two)


def test_half_a_text_is_no_copy_of_the_whole():
    assert not is_copy(LONG, LONG[: len(LONG) // 2])


def test_more_in_common_is_more_alike():
    one = "들깨수제비 국물이 걸쭉해요"
    nearer, farther, none = "들깨칼국수 국물이 걸쭉해요", "들깨칼국수 먹고 왔어요", "주차장 넓음"
    assert 1 > similarity(one, nearer) > similarity(one, farther) > similarity(one, none) == 0.0


def test_letters_leave_blanks_marks_case_and_runs_out():
    assert letters(" 맛있어요~~!! ㅋㅋㅋㅋ GOOD 👍\n10_점 ") == "맛있어요ㅋgod10점"


def test_nothing_to_compare_is_not_alike():
    assert similarity("", "") == similarity("!!!", "👍") == similarity("", "맛있어요") == 0.0
    assert similarity("굿", "굿!!") == 1.0
    assert similarity("굿", "짱") == 0.0


def longest_common(one: str, two: str) -> int:
    """The textbook's table, to compare with."""
    above = [0] * (len(two) + 1)
    for a in one:
        row = [0]
        for place, b in enumerate(two):
            row.append(above[place] + 1 if a == b else max(row[-1], above[place + 1]))
        above = row
    return above[-1]


@given(st.text("가나다라abc ", max_size=40), st.text("가나다라abc ", max_size=40))
def test_the_order_in_common_is_the_textbooks(one, two):
    a, b = Letters(one), Letters(two)
    if a.row and b.row:
        assert a._same_order(b) == 2 * longest_common(a.row, b.row) / (len(a.row) + len(b.row))


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_the_same_both_ways_and_never_fails(one, two):
    assert 0.0 <= similarity(one, two) == similarity(two, one) <= 1.0
    assert is_copy(one, two) == is_copy(two, one)
    normal = unicodedata.normalize("NFC", one)
    assert similarity(f"  {unicodedata.normalize('NFD', normal)}\n", normal) == float(bool(letters(one)))
