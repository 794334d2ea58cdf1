"""What a person must answer: all of it is found, in any spelling, and little else is held."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reviewkit.text.risk import CATEGORIES, CHECKLIST, risks
from reviewkit.text.risklist import Rule, read

REPLIES = Path(__file__).parents[1] / "replies"
MOST_FALSE = 0.02


def labelled(name):
    """Return the lines of a set: id, lang, text, categories, split."""
    return [json.loads(line) for line in (REPLIES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def kinds(text):
    return {risk.category for risk in risks(text)}


# --- the sets ---


def test_every_risky_review_is_held():
    assert [line["id"] for line in labelled("risky") if not risks(line["text"])] == []


def test_a_risky_review_is_held_for_a_reason_of_its_own_nearly_always():
    lines = labelled("risky")
    told = [line for line in lines if kinds(line["text"]) & set(line["categories"])]
    assert len(told) / len(lines) >= 0.95


def test_at_most_one_harmless_review_of_fifty_is_held():
    lines = labelled("harmless")
    held = [line["id"] for line in lines if risks(line["text"])]
    assert len(held) / len(lines) <= MOST_FALSE, held


# --- spellings ---

SPELLINGS = [
    ("식중독 걸렸어요", "food_poisoning"),
    ("식 중 독 걸렸어요", "food_poisoning"),
    ("식.중.독 걸렸어요", "food_poisoning"),
    ("식1중1독", "food_poisoning"),
    ("식\u200b중\u2060독 걸렸어요", "food_poisoning"),
    ("식\x1b[31m중독", "food_poisoning"),
    ("식<b>중</b>독", "food_poisoning"),
    ("먹고 배탈낫어요", "food_poisoning"),
    ("고.소.할게요", "legal"),
    ("고 소 하겠습니다", "legal"),
    ("알러지 올라왔어요", "allergy"),
    ("알 러 지 반응", "allergy"),
    ("ＦＯＯＤ ＰＯＩＳＯＮＩＮＧ", "food_poisoning"),
    ("Food-Poisoning!!", "food_poisoning"),
    ("I WILL SUE YOU", "legal"),
    ("They told me they don’t serve foreigners", "discrimination"),
]


@pytest.mark.parametrize(("text", "category"), SPELLINGS)
def test_a_word_is_found_however_it_is_spelled(text, category):
    assert category in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "참기름이 고소하고 맛있어요",
        "신발 신고 들어가도 돼요",
        "방문 신고 왔어요",
        "화상 회의 하기 좋은 카페",
        "머리카락이 건강해졌어요",
        "알레르기 있다고 하니 배려해 주셨어요",
        "변호사 친구랑 왔어요",
        "회를 먹었는데 배탈 안 났어요",
        "두피 염증이 나았어요",
        "배탈날까 걱정했는데 멀쩡했어요",
        "차별화된 서비스",
        "유리잔이 예뻐요",
        "A glass of wine, please. It suits me. To die for!",
        "Sue was lovely and did my nails.",
        "",
    ],
)
def test_a_look_alike_is_no_risk(text):
    assert risks(text) == []


def test_one_word_of_comfort_does_not_clear_what_happened_as_well():
    assert "food_poisoning" in kinds("배탈 걱정 없다더니 결국 배탈 났어요")
    assert "foreign_matter" in kinds("이물질 없이 깨끗하다더니 국에서 이물질이 나왔어요")


# --- places ---


def test_a_place_is_of_the_text_as_it_came():
    text = unicodedata.normalize("NFD", "어제 식\u200b중독 걸렸다")
    (risk,) = risks(text)
    assert text[risk.start : risk.end] == risk.words
    assert unicodedata.normalize("NFC", risk.words.replace("\u200b", "")) == "식중독"


PIECES = st.sampled_from(
    [
        *(text for text, _ in SPELLINGS),
        "배탈",
        "안 나",
        "고소",
        " ",
        ".",
        "\u200b",
        "\x1b[0m",
        "각",
        "ᆨ",
        "ㄱㅏ",
        "é",
        "İ",
        "ﬃ",
        "no ",
        "hair in my soup",
        "\ud83d",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=8).map("".join))


@given(TEXTS)
@example("가\u0301ᆨ")
def test_any_text_is_read_and_every_place_is_right(text):
    found = risks(text)
    assert found == risks(text)
    assert all(text[risk.start : risk.end] == risk.words and risk.words for risk in found)
    assert found == sorted(found, key=lambda risk: risk.start)


@given(TEXTS)
def test_composed_and_decomposed_letters_read_alike(text):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert [risk.category for risk in risks(composed)] == [risk.category for risk in risks(decomposed)]


# --- the owner's words ---


def test_the_owners_words_are_found_in_a_category_of_his_own():
    own = {"rival": ["옆집 떡볶이", "Other Shop"], "legal": ["구두 경고"], "empty": ["", "  "]}
    assert [(risk.category, risk.words) for risk in risks("옆집떡볶이가 낫고 OTHER  shop도. 구두경고!", own)] == [
        ("rival", "옆집떡볶이"),
        ("rival", "OTHER  shop"),
        ("legal", "구두경고"),
    ]


def test_a_look_alike_does_not_clear_the_owners_word():
    assert [risk.category for risk in risks("유리잔이 예뻐요", {"glass": ["유리잔"]})] == ["glass"]


# --- the list ---


def test_every_line_of_the_list_compiles_and_has_letters_to_begin_with():
    for rules in read():
        lines = {id(rule): rule for listed in rules.heads.values() for rule in listed}
        assert all(isinstance(rule, Rule) and isinstance(rule.pattern, re.Pattern) for rule in lines.values())


def test_the_list_and_the_checklists_know_every_category():
    rules, safe = read()
    listed = {rule.category for found in rules.heads.values() for rule in found}
    assert listed == set(CATEGORIES) == set(CHECKLIST)
    assert {rule.category for found in safe.heads.values() for rule in found} <= {*CATEGORIES, "all"}
    assert all(3 <= len(lines) <= 5 for lines in CHECKLIST.values())


@pytest.mark.timeout(60)  # a pattern that backtracks without end would take hours
def test_a_text_made_to_be_slow_comes_to_an_end():
    for word in ("머리카락 ", "두피가 ", "no a any ", "(my the ", "배탈 전혀 ", "hair was is "):
        assert isinstance(risks(word * 400), list)


FRESH = labelled("fresh_a")


def test_the_spent_fresh_set_is_held_but_for_one_and_nothing_harmless_is():
    held = {one["id"]: bool(risks(one["text"])) for one in FRESH}
    assert sum(not held[one["id"]] for one in FRESH if one["risky"]) <= 2
    assert sum(held[one["id"]] for one in FRESH if not one["risky"]) <= 3


@pytest.mark.parametrize(
    ("typed", "category"), [("음식에 벌래가 나왔어요", "foreign_matter"), ("he harrased me", "harassment")]
)
def test_a_misspelt_word_is_found_with_the_letters_that_were_typed(typed, category):
    found = risks(typed)
    assert category in {risk.category for risk in found}
    assert all(typed[risk.start : risk.end] == risk.words for risk in found)


@pytest.mark.parametrize("text", ["고기를 대어 봤어요", "the bread was warm and the staff polite", "두피 마사지가 시원했어요"])
def test_a_right_word_that_looks_like_a_slip_is_left_alone(text):
    assert risks(text) == []
