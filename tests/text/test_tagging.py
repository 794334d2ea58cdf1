"""Kiwi cuts any text, and its places always lie in the text that was typed."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewkit.text.spelling import mend
from reviewkit.text.tagging import Tagger


@pytest.fixture(scope="module")
def tagger():
    return Tagger(["바닐라 라떼", "구름정식", "", "\0", "\ud800", "은", "가" * 90, "!!!"])


def forms(tagger, text):
    return [token.form for token in next(tagger.tag([text]))]


@pytest.mark.parametrize(
    "word", ["젤네일", "뿌염", "레이어드컷", "다운펌", "속눈썹펌", "시술", "쌤", "노쇼", "오마카세", "재방문", "불친절", "JMT"]
)
def test_words_of_the_trade_stay_in_one_piece(tagger, word):
    assert word in forms(tagger, f"여기 {word} 좋아요")


def test_the_owners_words_stay_in_one_piece_and_bad_ones_do_no_harm(tagger):
    assert "구름정식" in forms(tagger, "구름정식이 맛있어요")
    assert "바닐라 라떼" in forms(tagger, "바닐라라떼 굿")
    assert forms(tagger, "가격은 좋은데") == ["가격", "은", "좋", "은데"]


def test_places_count_letters_also_after_emoji(tagger):
    text = "😀👍🏻👨‍👩‍👧 커피 맛있어요🥐"
    found = {token.form: text[token.start : token.end] for token in next(tagger.tag([text]))}
    assert found["커피"] == "커피"
    assert found["맛있"] == "맛있"


@pytest.mark.parametrize(
    ("typed", "form", "letters"),
    [
        ("😀 맛잇어요", "맛있", "맛잇"),
        ("친졀해요", "친절", "친졀"),
        ("않좋아요", "좋", "좋"),
        ("잘 됬어요", "되", "됬"),
        ("마싯네요", "맛있", "마싯"),
        ("주문 햇는데", "하", "햇"),
    ],
)
def test_a_slip_is_put_right_and_its_place_is_the_slips(tagger, typed, form, letters):
    token = next(token for token in next(tagger.tag([typed])) if token.form == form)
    assert typed[token.start : token.end] == letters


def test_decomposed_letters_are_read_and_placed(tagger):
    typed = unicodedata.normalize("NFD", "😀 커피 맛있어요")
    token = next(token for token in next(tagger.tag([typed])) if token.form == "맛있")
    assert unicodedata.normalize("NFC", typed[token.start : token.end]) == "맛있"


def test_answers_come_in_order_however_many_and_whatever_they_are(tagger):
    texts = [
        "좋아요",
        "",
        "\0",
        "\ud800맛\udc00",
        "ㅋ" * 20_000,
        "가" * 20_000,
        "맛있어요 " * 4_000,
        "\u200b",
        "👍" * 500,
        "끝",
    ]
    answers = list(tagger.tag(texts))
    assert len(answers) == len(texts)
    assert [token.form for token in answers[0]] == ["좋", "어요"]
    assert [token.form for token in answers[-1]] == ["끝"]


def test_nothing_is_loaded_before_the_first_text():
    assert Tagger()._kiwi is None


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60) | st.text("맛잇친졀않됬햇어요 \n😀\0\u1100\u1161\u11ab", max_size=40))
def test_every_place_lies_in_the_text(tagger, text):
    for token in next(tagger.tag([text])):
        assert 0 <= token.start <= token.end <= len(text)


@given(st.text(max_size=80))
def test_a_mended_text_maps_back_letter_by_letter(text):
    mended = mend(text)
    if mended.places is None:
        assert len(mended.text) == len(text)
    else:
        assert len(mended.places) >= len(mended.text)
        assert list(mended.places) == sorted(mended.places)
        assert all(0 <= place <= len(text) for place in mended.places)
