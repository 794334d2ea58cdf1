"""Aspects by trade, each with its own polarity, clause and place."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewkit.text import aspects, keywords
from reviewkit.text.tagging import Tagger


@pytest.fixture(scope="module")
def tagger():
    return Tagger()


@pytest.fixture(scope="module")
def mentions(tagger):
    def find(text, trade="food", extra=None):
        tokens = next(tagger.tag([text]))
        return aspects.find(text, tokens, keywords.find(text, tokens), trade, extra or {})

    return find


@pytest.fixture(scope="module")
def found(mentions):
    def find(text, trade="food", extra=None):
        return {(one.aspect, str(one.polarity)) for one in mentions(text, trade, extra)}

    return find


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("맛은 있는데 비싸요", {("맛", "positive"), ("가격", "negative")}),
        ("국물이 진하고 좋아요", {("맛", "positive")}),
        ("음식은 맛있지만 직원이 불친절해요", {("맛", "positive"), ("서비스", "negative")}),
        ("웨이팅이 너무 길어요", {("대기", "negative")}),
        ("음식이 늦게 나왔어요", {("대기", "negative")}),
        ("머리카락 나왔어요", {("위생", "negative")}),
        ("먹고 배탈났어요", {("위생", "negative")}),
        ("벌레가 나왔어요", {("위생", "negative")}),
        ("인테리어가 예쁘고 조용해요", {("분위기", "positive")}),
        ("전화를 안 받아요", {("서비스", "negative")}),
        ("짬뽕은 맛있는데 탕수육은 눅눅해요", {("맛", "positive"), ("맛", "negative")}),
        ("별로 안 비싸요", {("가격", "positive")}),
        ("양도 많고 가성비 좋아요", {("가격", "positive")}),
    ],
)
def test_a_restaurants_aspects_each_have_their_own_polarity(found, text, wanted):
    assert found(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("커트 정말 잘하세요", {("시술", "positive")}),
        ("젤이 이틀 만에 떨어졌어요", {("시술", "negative")}),
        ("색감이 너무 예뻐요", {("디자인", "positive")}),
        ("상담을 꼼꼼하게 해주세요", {("상담", "positive")}),
        ("예약 잡기 너무 힘들어요", {("예약", "negative")}),
        ("하나도 안 아파요", {("시술", "positive")}),
        ("손톱이 너무 예뻐요", {("디자인", "positive")}),
        ("디자인은 예쁜데 가격이 비싸요", {("디자인", "positive"), ("가격", "negative")}),
    ],
)
def test_a_salons_aspects_are_its_own(found, text, wanted):
    assert found(text, "salon") == wanted


def test_hair_and_nail_are_salons_and_a_cafe_is_food(found):
    assert found("디자인이 예뻐요", "nail") == found("디자인이 예뻐요", "hair") == {("디자인", "positive")}
    assert found("커피가 고소해요", "cafe") == {("맛", "positive")}


def test_an_unknown_trade_knows_all_aspects(found):
    assert found("국물이 진해요", None) == {("맛", "positive")}
    assert found("커트 정말 잘하세요", None) == {("시술", "positive")}


def test_the_owner_adds_aspects_of_his_own(found):
    assert ("주차", "positive") in found("주차가 편해요", "food", {"주차": ["주차", "발렛"]})
    assert ("주차", "negative") in found("발렛이 불친절하고 최악이에요", "food", {"주차": ["주차", "발렛"]})
    assert found("주차가 편해요") == set()


def test_a_mention_has_its_clause_and_its_place(mentions):
    text = "😀 맛은 있는데 가격이 비싸요!"
    taste, price = mentions(text)
    assert (taste.aspect, taste.clause) == ("맛", "맛은 있는데")
    assert (price.aspect, text[price.start : price.end]) == ("가격", "가격이 비싸요")


def test_hearsay_is_no_blame(found):
    assert ("서비스", "negative") not in found("불친절하다는 후기 보고 걱정했는데 아주 친절했어요")


def test_english_is_read_by_its_turns_of_phrase(found):
    text = "Delicious noodles and friendly staff, not expensive. But we waited over an hour."
    assert found(text) == {("맛", "positive"), ("서비스", "positive"), ("가격", "positive"), ("대기", "negative")}


@pytest.mark.parametrize("text", ["실장님 솜씨는 좋은데 인정은 못 해요", "They burned my scalp"])
def test_a_turn_of_phrase_is_not_found_across_words(found, text):
    assert not {aspect for aspect, _polarity in found(text, "nail")} & {"분위기", "위생"}


def test_each_aspect_and_polarity_comes_once(mentions):
    found = mentions("커피 맛있어요. 빵 맛있어요. 케이크 맛있어요.")
    assert [(one.aspect, str(one.polarity)) for one in found] == [("맛", "positive")]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60), st.sampled_from(["food", "salon", None]))
def test_every_place_lies_in_the_text(mentions, text, trade):
    for one in mentions(text, trade, {"주차": ["주차", "", "a"]}):
        assert 0 <= one.start < one.end <= len(text)
        assert one.clause in text
