"""What reviews feel."""

import threading
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewkit.text import Polarity, sentiment
from reviewkit.text.irony import is_ironic
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
    "text",
    [
        "와 직원분들 정말 친절하세요~ 눈 한번 안 마주치고 접시를 던져주시네요",
        "주문 두 번 틀리시고도 사과 한마디 없으신 당당함, 정말 본받고 싶네요",
        "라떼 한 잔 받는데 40분이나 걸렸어요 정성이 대단하십니다 ^^",
        "갈비탕에서 갈비 찾기 쉽지 않네요 ㅎㅎ",
        "젤이 참 오래가요 집에 갈 때까지는 붙어 있었거든요",
        "상담을 5초나 해주셨어요 정말 꼼꼼하시네요 ㅎㅎ",
        "두피에 물집까지 덤으로 만들어 주셨어요 감사합니다",
    ],
)
def test_praise_beside_a_failure_that_nothing_takes_back_is_blame_and_unsure(text):
    judged = judge(text)
    assert judged.polarity == NEGATIVE
    assert judged.score <= sentiment.MOCKING
    assert judged.unsure


@pytest.mark.parametrize(
    "text",
    [
        "덕분에 부모님 생신 식사 아주 만족스럽게 했습니다 감사합니다 ^^",
        "30분 기다려 주셔서 감사합니다 덕분에 가족 다 같이 먹었어요",
        "탄산까지 챙겨주시는 센스 감사합니다 ^^",
        "하나도 안 아프게 해주시는 손길 대단하십니다",
        "아이가 컵을 떨어뜨리고 울었는데 사장님이 달래주시는 센스 감사합니다",
        "단백질까지 챙겨주는 샐러드라니 감동이네요",
        "8만원이 전혀 안 아까운 퀄리티! 친구들이 다 어디서 했냐고 물어보네요",
        "벌써 4주째 하나도 안 떨어졌네요 참 튼튼합니다",
        "피로가 싹 풀리는 손길 역시 대단하세요",
    ],
)
def test_polite_thanks_are_no_irony(text):
    assert judge(text).polarity == POSITIVE


def test_a_review_too_long_for_irony_is_read_as_it_is_written():
    ironic = "접시를 던져주시는 센스, 정말 감동입니다. "
    assert is_ironic(ironic, 0.5)
    assert not is_ironic(ironic + "국물이 진하고 반찬이 깔끔해요. " * 8, 0.5)


def test_blanks_around_a_text_change_nothing_in_its_irony():
    ironic = "접시를 던져주시는 센스, 정말 감동입니다"
    assert is_ironic(" " * 200 + ironic + "\n" * 200, 0.5)


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
