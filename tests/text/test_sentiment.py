"""What reviews feel."""

import threading
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewkit.text import Polarity, sentiment
from reviewkit.text.negation import resolve
from reviewkit.text.sentiment import clause_score, judge

POSITIVE, NEUTRAL, NEGATIVE, MIXED = Polarity.POSITIVE, Polarity.NEUTRAL, Polarity.NEGATIVE, Polarity.MIXED
WORDS = [
    "맛있어요",
    "안 ",
    "못 ",
    "별로 ",
    "지 않",
    "는데 ",
    "지만 ",
    "비싸",
    "불친절",
    "ㅋㅋ",
    "ㅠㅠ",
    "👍",
    "😡",
    "❤️",
    "but ",
    "good ",
    "not ",
    "\n",
    ". ",
    "0",
]
TEXTS = st.text(max_size=80) | st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=14).map("".join)


def test_kind_is_praise_and_unkind_is_blame():
    assert judge("직원이 친절해요").polarity == POSITIVE
    assert judge("직원이 불친절해요").polarity == NEGATIVE


@pytest.mark.parametrize("text", ["안 맛있어요", "안맛있어요", "맛있지 않아요", "별로 안 맛있네요", "맛있는지 모르겠어요"])
def test_denied_praise_is_blame(text):
    assert judge(text).polarity == NEGATIVE


@pytest.mark.parametrize(
    "text",
    ["맛없지 않다", "맛없지 않아요", "맛없진 않네요", "나쁘지 않다", "나쁘지 않아요", "나쁘진 않네요", "불친절하지 않아요"],
)
def test_denied_blame_is_no_blame(text):
    judged = judge(text)
    assert judged.polarity in {POSITIVE, NEUTRAL}
    assert judged.score is not None
    assert judged.score > -0.3


@pytest.mark.parametrize(
    "text",
    [
        "별로 안 비싸요",
        "별로 안 비싸다",
        "별로 비싸지 않아요",
        "비싼 줄 모르겠어요",
        "하나도 안 아파요",
        "하나도 안 비싸고 좋아요",
    ],
)
def test_a_denied_fault_is_praise(text):
    assert judge(text).polarity == POSITIVE


@pytest.mark.parametrize("text", ["못 먹겠다", "못 먹겠어요", "짜서 못 먹겠어요", "도저히 못 먹겠음"])
def test_what_can_not_be_eaten_is_blamed(text):
    assert judge(text).polarity == NEGATIVE


@pytest.mark.parametrize(
    "text",
    [
        "맛은 있는데 비싸요",
        "맛은 있는데 비싸다",
        "맛은 있지만 너무 오래 기다렸어요",
        "커트는 예쁜데 직원이 불친절해요",
        "분위기 좋고 음식도 맛있어요. 근데 화장실이 너무 더러워요",
        "The noodles were delicious but the staff were rude.",
    ],
)
def test_praise_and_blame_of_different_things_is_mixed_and_unsure(text):
    judged = judge(text)
    assert judged.polarity == MIXED
    assert judged.unsure


def test_a_final_word_outweighs_the_contrast():
    assert judge("커피는 맛있는데 직원이 너무 불친절해요. 재방문 의사 없음").polarity == NEGATIVE


@pytest.mark.parametrize(
    "text",
    [
        "여기서 먹고 배탈났어요",
        "찌개에서 머리카락 나왔어요",
        "커피 너무 늦게 나와요",
        "환불 안 해줌",
        "전화를 안 받아요",
        "젤네일 이틀 만에 떨어졌어요",
        "예약했는데 한 시간 기다렸어요",
    ],
)
def test_a_complaint_needs_no_word_of_feeling(text):
    assert judge(text).polarity == NEGATIVE


@pytest.mark.parametrize("text", ["참 빨리도 나오네요 40분", "서비스 참~ 좋네요 ^^; 물 달라고 다섯 번 말함"])
def test_plain_irony_is_blame_or_at_least_unsure(text):
    judged = judge(text)
    assert judged.polarity == NEGATIVE or judged.unsure


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("👍👍", POSITIVE),
        ("❤️", POSITIVE),
        ("😍😋", POSITIVE),
        ("😡", NEGATIVE),
        ("👎👎", NEGATIVE),
        ("🤮", NEGATIVE),
        ("^^", POSITIVE),
        ("ㅠㅠ", NEGATIVE),
    ],
)
def test_emoji_speak_for_themselves(text, polarity):
    assert judge(text).polarity == polarity


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("굿", POSITIVE),
        ("존맛탱", POSITIVE),
        ("JMT 굿", POSITIVE),
        ("별로", NEGATIVE),
        ("비추", NEGATIVE),
        ("노맛", NEGATIVE),
        ("쏘쏘", NEUTRAL),
        ("보통이에요", NEUTRAL),
    ],
)
def test_a_word_is_enough(text, polarity):
    assert judge(text).polarity == polarity


@pytest.mark.parametrize(
    "text", ["월요일은 쉬어요", "주차 되나요?", "아메리카노랑 스콘 먹었습니다", "커트 25000원이에요", "젤네일 얼마예요?"]
)
def test_facts_and_questions_are_neutral(text):
    assert judge(text).polarity == NEUTRAL


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("머리 너무 예쁘게 잘 나왔어요 손질도 편해요", POSITIVE),
        ("펌이 사흘 만에 다 풀렸어요", NEGATIVE),
        ("손톱 모양도 예쁘고 한 달 넘게 가요", POSITIVE),
        ("큐티클 자르다가 피났어요", NEGATIVE),
        ("압도 딱 좋고 받고 나니 개운해요", POSITIVE),
        ("속눈썹이 하루 만에 다 빠졌어요", NEGATIVE),
        ("치킨이 다 식어서 왔어요", NEGATIVE),
        ("억수로 맛있심더", POSITIVE),
        ("겁나 맛나부러", POSITIVE),
        ("넘 마싯어요 직원분도 친졀하심", POSITIVE),
    ],
)
def test_every_trade_dialect_and_slip_is_read(text, polarity):
    assert judge(text).polarity == polarity


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("Amazing food and very friendly staff!", POSITIVE),
        ("Not good at all.", NEGATIVE),
        ("It wasn't worth the price.", NEGATIVE),
        ("Not expensive at all and my hair looks great", POSITIVE),
        ("Never again. Rude staff and cold food.", NEGATIVE),
        ("It was okay, nothing special.", NEUTRAL),
        ("Opens at nine.", NEUTRAL),
        ("My nails chipped after two days", NEGATIVE),
    ],
)
def test_english_is_read_with_its_denials(text, polarity):
    assert judge(text).polarity == polarity


@pytest.mark.parametrize(
    "text", ["とても美味しかったです", "很好吃", "Очень вкусно", "Muy rica la comida", "", "   ", "...", "2024", "10/10"]
)
def test_what_it_can_not_read_gets_no_judgement(text):
    assert judge(text) == sentiment.NOTHING


def test_a_clause_has_a_score_of_its_own():
    assert clause_score("사장님이 친절해요") > 0.5
    assert clause_score("국물이 너무 짜요") < -0.5
    assert clause_score("great coffee") > 0.3
    assert clause_score("") == clause_score("123") == 0.0


def test_a_known_language_is_taken_as_given():
    assert judge("맛있어요", "ko") == judge("맛있어요")
    assert judge("맛있어요", "ja") == sentiment.NOTHING


def test_many_threads_may_ask_at_once():
    sentiment._own.cache_clear()
    found = []
    threads = [threading.Thread(target=lambda: found.append(judge("정말 맛있어요"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("불친절하지 않아요", "친절하아요"),
        ("별로 안 비싸요", "저렴하요"),
        ("오랫동안 맛있게 먹었어요", "오랫동안 맛있게 먹었어요"),
        ("느끼지 못했다", "느끼지 못했다"),
    ],
)
def test_denials_are_put_into_plain_words(text, plain):
    assert resolve(text) == plain


@given(TEXTS)
@settings(max_examples=300)
def test_scoring_never_raises_and_stays_within_bounds(text):
    judged = judge(text)
    assert (judged.polarity is None) == (judged.score is None)
    assert judged.score is None or -1 <= judged.score <= 1
    assert -1 <= clause_score(text) <= 1


@given(TEXTS)
def test_scoring_is_deterministic(text):
    assert judge(text) == judge(text)


@given(TEXTS, st.sampled_from([" ", "\n", "\t \r\n", "  "]))
@settings(max_examples=300)
def test_blanks_around_and_decomposed_letters_change_no_judgement(text, blanks):
    assert judge(blanks + text + blanks) == judge(text)
    assert judge(unicodedata.normalize("NFD", text)) == judge(unicodedata.normalize("NFC", text)) == judge(text)
