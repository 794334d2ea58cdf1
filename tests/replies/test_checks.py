"""The checks of a reply: what has to be caught, and that good replies are left alone."""

from dataclasses import asdict
from datetime import date

import pytest
from good_replies import FORMAL, GOOD_REPLIES, NAVER, Good, situation
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewkit.features.replies.checks import NAMES, Check, check, demand, demands, promises, said, title
from reviewkit.features.replies.checks.reasons import REASONS
from reviewkit.features.replies.situation import Situation
from reviewkit.features.voice import Voice
from reviewkit.platforms.base import ReplyLimits
from reviewkit.text import Keyword, Mention, Polarity
from reviewkit.text.echo import Echo, compare, sentences

GLAD = Good("국물이 진하고 맛있어요! 직원분들도 친절해요", "", 5, Polarity.POSITIVE, author="멋쟁이토마토")
ANGRY = Good(
    "음식이 너무 짜고 한참 기다렸어요", "", 2, Polarity.NEGATIVE, (("맛", "음식이 너무 짜고"), ("대기", "한참 기다렸어요"))
)
ENGLISH = Good("Great noodles and kind staff", "", 5, Polarity.POSITIVE, lang="en", author="Jamie Doe")
COLD = Good("The soup was cold", "", 2, Polarity.NEGATIVE, (("맛", "The soup was cold"),), lang="en")


def result(text: str, where: Situation, name: str) -> Check:
    return next(one for one in check(text, where) if one.name == name)


def failing(text: str, where: Situation) -> dict[str, str]:
    return {one.name: one.reason for one in check(text, where) if not one.passed}


# --- good replies ---


@pytest.mark.parametrize("good", GOOD_REPLIES, ids=lambda good: good.reply[:20])
def test_a_good_reply_passes_every_check(good):
    assert failing(good.reply, situation(good)) == {}


@pytest.mark.parametrize("good", [one for one in GOOD_REPLIES if one.lang == "ko"], ids=lambda good: good.reply[:20])
def test_a_good_reply_also_passes_unspaced_marks_and_line_breaks(good):
    assert failing(good.reply.replace(". ", ".\n"), situation(good)) == {}


# --- bad replies: the check that has to object, the review, the reply ---

BAD_REPLIES = [
    # language
    ("language", GLAD, "Thank you so much for visiting us, we are happy that you enjoyed it."),
    ("language", GLAD, "맛있게 드셨다니 감사해요. This place has the nicest guests in town. 또 오세요!"),
    ("language", GLAD, "ご来店ありがとうございます。またお越しください。"),
    ("language", ENGLISH, "맛있게 드셨다니 정말 감사합니다. 또 오세요!"),
    ("language", ENGLISH, "Thank you for coming by! 다음에 또 맛있게 드시러 오세요."),
    ("language", ENGLISH, "Muchas gracias por la visita, es un placer para todo el equipo y la casa."),
    # register
    ("register", GLAD, "맛있게 먹었다니 다행이네. 또 와!"),
    ("register", GLAD, "맛있게 드셨다니 다행이에요. 다음에도 기다릴게."),
    (
        "register",
        GLAD,
        "국물을 좋아해 주셔서 기뻐요. 진한 국물은 정성입니다. 또 드시러 오시면 됩니다.",
    ),
    ("register", Good("맛있어요", "", 5, Polarity.POSITIVE, voice=FORMAL), "맛있게 드셨다니 기뻐요. 다음에 또 들러 주세요."),
    ("register", GLAD, "감사한 마음, 고마운 손님. 다음에 다시 뵐 날을 기다리며"),
    # length
    ("length", GLAD, "감사합니다!"),
    ("length", GLAD, "맛있게 드셨다니 정말 감사해요. " * 30),
    # contact
    ("contact", GLAD, "맛있게 드셔서 감사해요. 문의는 010-1234-5678로 주세요."),
    ("contact", GLAD, "맛있게 드셔서 감사해요. 공일공 일이삼사 오육칠팔로 연락 주세요."),
    ("contact", GLAD, "맛있게 드셔서 감사해요. 연락은 ０１０．１２３４．５６７８로 주세요."),
    ("contact", GLAD, "맛있게 드셔서 감사해요. o1o 1234 5678로 주세요."),
    ("contact", GLAD, "맛있게 드셔서 감사해요. 예약은 02)123-4567로 주세요."),
    ("contact", GLAD, "맛있게 드셔서 감사해요. shop골뱅이naver.com으로 메일 주세요."),
    ("contact", GLAD, "맛있게 드셔서 감사해요. shop [at] example [dot] com으로 주세요."),
    ("contact", GLAD, "맛있게 드셔서 감사해요. 자세한 것은 naver . com에 있어요."),
    ("contact", GLAD, "맛있게 드셔서 감사해요. 카톡 ID gana로 문의 주세요."),
    ("contact", GLAD, "맛있게 드셔서 감사해요. 오픈채팅으로 오세요."),
    ("contact", GLAD, "맛있게 드셔서 감사해요. @gana_shop 팔로우해 주세요."),
    ("contact", GLAD, "맛있게 드셔서 감사해요. QR코드로 설문에 참여해 주세요."),
    ("contact", GLAD, "맛있게 드셔서 감사해요. 국민은행 123456-01-123456으로 보내 주세요."),
    ("contact", ENGLISH, "Thanks for visiting! Call us at (212) 555-0100 next time."),
    ("contact", ENGLISH, "Thanks for visiting! Please e-mail us at owner@example.com."),
    ("contact", ENGLISH, "Thanks for visiting! Find more on www.example.com."),
    # promise
    ("promise", ANGRY, "음식이 짜고 오래 기다리게 해 드려 죄송합니다. 전액 환불해 드리겠습니다."),
    ("promise", ANGRY, "음식이 짜고 오래 기다리게 해 드려 죄송합니다. 다음에 오시면 음료를 서비스로 드릴게요."),
    ("promise", ANGRY, "음식이 짜고 오래 기다리게 해 드려 죄송합니다. 내일까지 레시피를 바꾸겠습니다."),
    ("promise", ANGRY, "음식이 짜고 오래 기다리게 해 드려 죄송합니다. 다음 주에 연락드리겠습니다."),
    ("promise", ANGRY, "음식이 짜고 오래 기다리게 해 드려 죄송합니다. 할인 쿠폰을 보내 드릴게요."),
    ("promise", ANGRY, "음식이 짜고 오래 기다리게 해 드려 죄송합니다. 3일 안에 개선하겠습니다."),
    ("promise", ANGRY, "음식이 짜고 오래 기다리게 해 드려 죄송합니다. 12월 5일까지 고치겠습니다."),
    ("promise", ANGRY, "음식이 짜고 오래 기다리게 해 드려 죄송합니다. 다시 만들어 드리겠습니다."),
    ("promise", COLD, "We are sorry about the cold soup. We will refund you in full."),
    ("promise", COLD, "We are sorry about the cold soup. Your next meal is on the house."),
    ("promise", COLD, "We are sorry about the cold soup. We'll call you by Friday."),
    ("promise", COLD, "We are sorry about the cold soup. We will fix it within 3 days."),
    ("promise", COLD, "We are sorry about the cold soup. Please enjoy 20% off your next order."),
    # claims
    ("claims", ANGRY, "음식이 짜고 오래 기다리게 해 드려 죄송합니다. 직원을 다시 교육했습니다."),
    ("claims", ANGRY, "음식이 짜고 오래 기다리게 해 드려 죄송합니다. 이미 조치했습니다."),
    ("claims", ANGRY, "음식이 짜고 오래 기다리게 해 드려 죄송합니다. CCTV를 확인했습니다."),
    ("claims", ANGRY, "음식이 짜고 오래 기다리게 해 드려 죄송합니다. 위생 점검을 완료했습니다."),
    ("claims", ANGRY, "음식이 짜고 오래 기다리게 해 드려 죄송합니다. 그날 단체 손님이 많았어요."),
    ("claims", ANGRY, "기다리신 음식이 짰다니 죄송하지만, 고객님이 오해하신 것 같아요."),
    ("claims", GLAD, "맛있게 드셔서 감사해요. 저희는 국내산 한우만 쓰고 있어요."),
    ("claims", GLAD, "맛있게 드셔서 감사해요. 매일 아침 직접 우려낸 육수예요."),
    ("claims", GLAD, "맛있게 드셔서 감사해요. 15년 동안 한자리를 지켰어요."),
    ("claims", GLAD, "맛있게 드셔서 감사해요. 주차장도 넓으니 편하게 오세요."),
    ("claims", GLAD, "맛있게 드셔서 감사해요. 이번에 나온 신메뉴도 기대해 주세요."),
    ("claims", GLAD, "맛있게 드셔서 감사해요. 크루아상도 드셔 보세요."),
    ("claims", GLAD, "맛있게 드셔서 감사해요. 2호점도 곧 문을 열어요."),
    ("claims", GLAD, "맛있게 드셔서 감사해요. 전국 1위 맛집이 되겠습니다."),
    ("claims", GLAD, "옆집 달나라식당보다 맛있게 드셨다니 감사해요."),
    ("claims", GLAD, "안녕하세요, 달나라분식입니다. 맛있게 드셔서 감사해요."),
    ("claims", ENGLISH, "Thank you! All of our ingredients are organic and locally sourced."),
    ("claims", COLD, "We are sorry about the cold soup. We have already retrained our staff."),
    ("claims", ENGLISH, "Thank you! We are open until 11 pm every day."),
    ("claims", COLD, "We are sorry, but the cold soup never happened and this is a fake review."),
    # name
    ("name", GLAD, "멋쟁이토마토님, 맛있게 드셔서 감사해요. 또 오세요!"),
    ("name", GLAD, "멋쟁이 토마토 님 반가워요. 맛있게 드셔서 감사해요."),
    ("name", GLAD, "민지님, 맛있게 드셔서 감사해요. 또 오세요!"),
    ("name", GLAD, "김철수 씨가 맛있게 드셨다니 감사해요."),
    ("name", ENGLISH, "Dear Jamie, thank you for the kind words about our noodles."),
    ("name", ENGLISH, "Hi Robert! Thanks for the kind words about our noodles."),
    # stock
    ("stock", ENGLISH, "We are thrilled to hear that! Come again."),
    ("stock", ENGLISH, "Thank you! Your feedback is important to us and we strive to improve."),
    ("stock", GLAD, "소중한 리뷰 감사합니다. 앞으로도 최선을 다하겠습니다."),
    ("stock", GLAD, "고객님의 소중한 의견에 감사드려요. 맛있게 드셔서 기뻐요."),
    # aspects
    ("aspects", ANGRY, "불편을 드려 정말 죄송합니다. 더 노력하겠습니다."),
    ("aspects", ANGRY, "음식이 짜서 죄송합니다. 간을 다시 보겠습니다."),
    ("aspects", ANGRY, "짠 음식을 좋아하시나 봐요. 기다림도 즐거우셨기를 바라요. 감사합니다."),
    ("aspects", COLD, "We are sorry. We will do better next time."),
    # tone
    ("tone", ANGRY, "짠맛도 기다림도 추억이 되셨지요? 방문해 주셔서 감사합니다. 또 오세요!"),
    ("tone", ANGRY, "음식이 짜고 오래 기다리게 해 드려 죄송합니다 ㅎㅎ 또 오세요!"),
    ("tone", ANGRY, "맛있게 드셨다니 기뻐요. 기다리게 해서 죄송합니다."),
    ("tone", GLAD, "불편을 드려 정말 죄송합니다. 더 노력하겠습니다."),
    ("tone", COLD, "Thanks for visiting! Our soup is always a pleasure to cook for our guests."),
    ("tone", ENGLISH, "We are so sorry about your visit. Thank you for telling us."),
    # leak
    ("leak", GLAD, "AI로서 답변드려요. 맛있게 드셔서 감사해요."),
    ("leak", GLAD, "[고객 이름]께서 맛있게 드셔서 감사해요."),
    ("leak", GLAD, "○○님, 맛있게 드셔서 감사해요."),
    ("leak", GLAD, "**맛있게** 드셔서 감사해요."),
    ("leak", GLAD, "네, 알겠습니다. 맛있게 드셔서 감사해요."),
    ("leak", GLAD, "답글: 맛있게 드셔서 감사해요."),
    ("leak", GLAD, "맛있게 드셔서 감사해요. 요청하신 문구를 넣었어요."),
    ("leak", GLAD, '{"reply": "맛있게 드셔서 감사해요."}'),
    ("leak", GLAD, "맛있게 드셔서 감사해요. 9f3a77c01bd24e88"),
    ("leak", ENGLISH, "As an AI language model, I am glad that you liked the noodles."),
    ("leak", ENGLISH, "Sure! Here is the reply: Thank you for visiting us."),
    ("leak", ENGLISH, "Thank you, {customer}! We hope to see you again."),
    ("leak", ENGLISH, "Thank you for visiting <b>us</b>! We hope to see you again."),
    ("leak", ENGLISH, "Thank you for visiting. SGVsbG8gd29ybGQgdGhpcyBpcw=="),
    # sense
    ("sense", GLAD, ""),
    ("sense", GLAD, "HACKED"),
    ("sense", GLAD, "국물이 진하고 맛있어요! 직원분들도 친절해요"),
    ("sense", GLAD, "맛있게 드셔서 감사해요. 맛있게 드셔서 감사해요. 또 오세요."),
    ("sense", GLAD, "감사 감사 감사 감사 감사 감사해요."),
    ("sense", GLAD, "맛있게 드셔서 감사해요. 다음에 또 오시면 더 맛있"),
    ("sense", GLAD, "맛있게 드셔서 감사해요. 리뷰 쓴 사람은 바보예요."),
    ("sense", ANGRY, "저희 잘못으로 식중독에 걸리셨다니 죄송합니다. 기다리시게도 했어요."),
    ("sense", ANGRY, "짠 음식과 기다림에 죄송합니다. 법적 책임을 지겠습니다."),
    ("sense", GLAD, "맛있게 드셔서 감사해요. 이번 선거에 꼭 투표하세요."),
    ("sense", GLAD, "맛있게 드셔서 감사해요. Спасибо!"),
    ("sense", GLAD, "맛있게 드셔서 감\u200b사해요."),
    ("sense", GLAD, "저희 가게는 최악이에요. 오지 마세요. 감사해요."),
    ("sense", GLAD, "장미는 붉고 하늘은 파래요. 구름이 흘러가요."),
    ("sense", ENGLISH, "THANK YOU FOR VISITING OUR WONDERFUL SHOP."),
    ("sense", ENGLISH, "Thank you for the visit, but only an idiot orders noodles."),
    ("sense", COLD, "We admit liability for the cold soup and are sorry."),
    # emoji
    ("emoji", GLAD, "맛있게 드셔서 감사해요 😊"),
    ("emoji", GLAD, "맛있게 드셔서 감사해요 ♥"),
]


@pytest.mark.parametrize(
    ("name", "good", "reply"), BAD_REPLIES, ids=[f"{name}: {reply[:24]!r}" for name, _g, reply in BAD_REPLIES]
)
def test_a_bad_reply_fails_the_check_that_it_should(name, good, reply):
    found = result(reply, situation(good), name)
    assert not found.passed
    assert said(found)
    assert demand(found)


def test_every_reason_is_named_and_its_sentences_fill():
    reached = [one for _n, good, reply in BAD_REPLIES for one in check(reply, situation(good)) if not one.passed]
    assert {one.reason for one in reached} <= set(REASONS)
    assert all("{" not in said(one).replace(str(one.facts.get("found")), "") for one in reached)


# --- the report ---


def test_the_checks_are_the_same_names_in_the_same_order():
    assert tuple(one.name for one in check("감사합니다", Situation(store="가나식당", platform="naver"))) == NAMES
    assert len(set(map(title, NAMES))) == len(NAMES)


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=300) | st.text("가나다요습니다.!? 010-@[]{}<>\n\u200b💩AB", max_size=300),
    st.text(max_size=60),
    st.sampled_from(["ko", "en", "ja", "other", ""]),
)
def test_no_text_whatever_makes_a_check_raise(text, review, lang):
    where = Situation(
        store="가나식당", platform="naver", text=review, author=review[:9], lang=lang, earlier=(review, text[::-1]),
        aspects=(Mention("맛", Polarity.NEGATIVE, review, 0, 1),), voice=Voice(banned=(review[:5],), sign_off=review[-3:]),
        limits=NAVER,
    )  # fmt: skip
    report = check(text, where)
    assert tuple(one.name for one in report) == NAMES
    assert all(isinstance(said(one), str) and isinstance(demand(one), str) for one in report)


def test_lone_halves_of_an_emoji_do_no_harm():
    assert not result("감사합니다 \ud83d", situation(GLAD), "sense").passed


def test_a_check_reads_back_from_its_plain_form():
    for one in check("AI입니다.", situation(GLAD)):
        assert Check(**asdict(one)) == one


def test_demands_name_nobody_and_come_once_each():
    wanted = demands(check("멋쟁이토마토님, 010-1234-5678로 전화 주세요. 감사해요.", situation(GLAD)))
    assert len(wanted) == len(set(wanted)) >= 2
    assert not any("멋쟁이" in one for one in wanted)


def test_a_stored_reason_that_is_no_more_is_shown_as_it_is():
    assert said(Check("old", passed=False, reason="gone_by_now")) == "gone_by_now"
    assert said(Check("length", passed=False, reason="too_long")) != ""


# --- what the voice allows ---


def test_promises_pass_where_the_voice_allows_them_and_are_told():
    where = situation(ANGRY._replace(voice={"promises": True}))
    found = result("짠 음식과 기다림에 죄송합니다. 내일까지 환불해 드리겠습니다.", where, "promise")
    assert found.passed
    assert found.facts["when"] == "내일까지"
    assert result("짠 음식과 기다림에 죄송합니다. 3일 안에 연락드리겠습니다.", where, "claims").passed


@pytest.mark.parametrize(
    "text",
    [
        "다음에 또 찾아 주시면 정성껏 모시겠습니다.",
        "더 노력하겠습니다.",
        "꼭 개선하겠습니다.",
        "다음 주에도 또 놀러 오세요.",
        "더 좋은 서비스로 보답해 드리겠습니다.",
        "한 번 더 살피겠습니다.",
        "선물 같은 리뷰 감사드립니다.",
        "오늘 말씀 깊이 새기겠습니다.",
        "환불은 어렵습니다.",
        "다음 주에 또 뵐게요.",
        "불편하신 점은 언제든 말씀해 주세요.",
        "We will do our best to improve.",
        "See you next week!",
        "Feel free to come by tomorrow.",
        "We look forward to seeing you this weekend.",
    ],
)
def test_good_intentions_are_no_promises(text):
    assert promises(text, date(2026, 11, 23)) == []


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("내일까지 연락드리겠습니다.", date(2026, 11, 24)),
        ("모레 전화드리겠습니다.", date(2026, 11, 25)),
        ("다음 주에 연락드릴게요.", date(2026, 12, 6)),
        ("다음 주 화요일에 전화드리겠습니다.", date(2026, 12, 1)),
        ("이번 주 안에 고치겠습니다.", date(2026, 11, 29)),
        ("3일 안에 환불해 드리겠습니다.", date(2026, 11, 26)),
        ("일주일 이내에 처리하겠습니다.", date(2026, 11, 30)),
        ("12월 5일까지 바꾸겠습니다.", date(2026, 12, 5)),
        ("1월 5일까지 바꾸겠습니다.", date(2027, 1, 5)),
        ("금요일까지 답을 드리도록 하겠습니다.", date(2026, 11, 27)),
        ("이달 말까지 끝내겠습니다.", date(2026, 11, 30)),
        ("2월 31일까지 고치겠습니다.", None),
        ("환불해 드리겠습니다.", None),
        ("We will call you within 3 days.", date(2026, 11, 26)),
        ("We will fix this by Friday.", date(2026, 11, 27)),
        ("I'll call you tomorrow.", date(2026, 11, 24)),
        ("We will get back to you next week.", date(2026, 12, 6)),
        ("We will refund you by December 5.", date(2026, 12, 5)),
    ],
)
def test_a_promise_tells_its_day(text, due):
    [found] = promises(f"감사합니다. {text}" if text[0] >= "가" else f"Thanks. {text}", date(2026, 11, 23))  # a Monday
    assert found.due == due
    assert found.text.strip() == text


def test_an_owners_fact_may_be_claimed():
    text = "맛있게 드셔서 감사해요. 가게 앞에 주차 2대가 가능하니 편하게 오세요."
    assert not result(text, situation(GLAD), "claims").passed
    assert result(text, situation(GLAD._replace(voice={"facts": ("가게 앞 주차 2대 가능",)})), "claims").passed


def test_a_guests_demand_is_no_proof_that_it_was_done():
    where = situation(Good("직원 교육 좀 시키세요", "", 1, Polarity.NEGATIVE))
    assert not result("죄송합니다. 직원 교육을 다시 했습니다.", where, "claims").passed
    assert result("죄송합니다. 직원 교육에 더 힘쓰겠습니다.", where, "claims").passed


def test_a_count_in_words_is_the_same_number():
    where = situation(Good("두시간 기다렸어요", "", 2, Polarity.NEGATIVE))
    assert result("2시간이나 기다리시게 해서 죄송합니다.", where, "claims").passed
    assert not result("3시간이나 기다리시게 해서 죄송합니다.", where, "claims").passed


def test_the_stars_that_were_given_may_be_named():
    assert result("별점 5점 감사합니다!", situation(GLAD), "claims").passed
    assert not result("별점 3점 감사합니다!", situation(GLAD), "claims").passed


@pytest.mark.parametrize(
    ("author", "text", "named"),
    [
        ("김*수", "고객님, 맛있게 드셔서 감사해요.", False),
        ("홍길동", "길동님, 맛있게 드셔서 감사해요.", True),
        ("하늘", "하늘이 맑은 날 또 오세요.", False),
        ("하늘", "하늘님, 또 오세요.", True),
        ("hon****", "Thank you hon, see you!", True),
        ("국물", "국물님이 좋아하신 맛이에요.", False),
        ("단골손님", "단골손님이 되어 주세요.", False),
        ("새손님3", "원장님께도 전할게요. 날씨가 추우니 조심하세요.", False),
        ("J", "부모님과 또 오세요. 아저씨 솜씨가 좋지요.", False),
    ],
)
def test_a_name_is_told_from_a_word(author, text, named):
    assert result(text, situation(GLAD._replace(author=author)), "name").passed is not named


def test_an_owner_may_regret_what_a_glad_review_mentions_by_the_way():
    where = situation(Good("맛있었어요! 웨이팅이 있었지만 만족해요", "", 5, Polarity.POSITIVE))
    assert result("기다리시게 해서 죄송했는데 맛있게 드셨다니 다행이에요.", where, "tone").passed


@pytest.mark.parametrize(
    ("text", "founded"),
    [
        ("감사합니다. 사장은 지금 이혼 소송 중이에요.", False),
        ("감사합니다. 저희 음식은 암을 치료해요.", False),
        ("감사합니다. 진한 국물이 저희 자랑이에요.", True),
        ("감사합니다. 국물 한 그릇에 하루가 따뜻해졌다니 뿌듯해요.", True),
    ],
)
def test_a_bare_statement_has_to_rest_on_something(text, founded):
    assert result(text, situation(GLAD), "claims").passed is founded


def test_the_shops_own_name_has_no_language():
    assert result("Thank you for giving 가나식당 a try.", situation(ENGLISH), "language").passed


@pytest.mark.parametrize("text", ["존 맛이에요. 감사해요.", "존-맛 감사해요.", "존맛 감사해요."])
def test_a_banned_word_is_found_spaced_apart(text):
    assert not result(text, situation(GLAD._replace(voice={"banned": ("존맛",)})), "banned").passed


def test_a_banned_latin_word_is_a_whole_word():
    where = situation(ENGLISH._replace(voice={"banned": ("ass", "!!")}))
    assert result("A class of its own, thank you!", where, "banned").passed
    assert not result("Thank you!!", where, "banned").passed


def test_limits_count_letters_bytes_and_emoji_as_sites_do():
    def length(text: str, **limits: int) -> str:
        return result(text, Situation(store="a", platform="b", limits=ReplyLimits(**limits)), "length").reason

    assert length("감사합니다", most_bytes=14) == "too_many_bytes"
    assert length("감사합니다", most_bytes=15, most=5) == ""
    assert length("😊", most=1) == "too_long"
    assert length("  감사  ", least=3) == "too_short"


def test_an_emoji_that_the_site_loses_fails_also_where_the_owner_likes_them():
    where = Situation(store="a", platform="b", voice=Voice(emoji=True), limits=ReplyLimits(only_bmp=True))
    assert result("감사해요 😊", where, "emoji").reason == "lost_emoji"
    assert result("감사해요 ♡", where, "emoji").passed


def test_formulas_stand_in_either_level_and_other_sentences_do_not():
    formal = situation(Good("맛있어요", "", 5, Polarity.POSITIVE, voice=FORMAL))
    assert result("안녕하세요. 찾아 주셔서 감사합니다. 좋은 하루 보내세요.", formal, "register").passed
    assert not result("찾아 주셔서 감사합니다. 맛있었다니 다행이네요.", formal, "register").passed
    assert result(
        "찾아 주셔서 감사합니다. 부탁드리겠습니다. 죄송합니다. 더 맛있게 만들게요.", situation(GLAD), "register"
    ).passed
    assert not result("맛있게 드셨네요. 저희도 그 메뉴를 좋아합니다.", situation(GLAD), "register").passed


def test_a_word_of_the_blaming_clause_answers_it():
    review = "튀김옷이 눅눅했어요"
    mention = Mention("식감", Polarity.NEGATIVE, review, 0, len(review))
    where = Situation(
        store="가", platform="naver", text=review, lang="ko", rating=2, aspects=(mention,),
        keywords=(Keyword("튀김옷 눅눅하다", Polarity.NEGATIVE, 0, 0, 9),),
    )  # fmt: skip
    assert result("눅눅한 튀김을 드려 죄송합니다.", where, "aspects").passed
    assert result("불편을 드려 죄송합니다.", where, "aspects").facts["missed"] == "식감"


# --- repetition ---

EARLIER = tuple(
    f"{number}번째 손님의 따뜻한 말씀 덕분에 힘이 나요. 오늘 {number}그릇째 끓인 국물처럼 진하게 모실게요!"
    for number in range(3)
)


def test_a_repeated_reply_fails_with_its_figures():
    where = Situation(store="가나식당", platform="naver", earlier=EARLIER)
    found = result(EARLIER[1], where, "similar")
    assert (found.passed, found.facts["whole"]) == (False, 1.0)
    assert "100%" in said(found)


def test_the_figures_are_shown_also_where_all_is_well():
    where = Situation(store="가나식당", platform="naver", earlier=EARLIER)
    found = result("찾아 주셔서 고맙습니다. 편안한 밤 보내시고 조만간 다시 웃으며 인사 나눠요.", where, "similar")
    assert found.passed
    assert 0 < found.facts["whole"] < 0.6
    assert "%" in said(found)


def test_only_recent_openings_count_and_thanks_alone_are_none():
    opening, rest = (
        "정성 가득한 후기 덕분에 웃었어요.",
        "비 오는 날에는 따끈한 국물 생각하며 골목길 천천히 걸어오세요, 창가 자리도 비워 둘게요.",
    )
    old = f"{opening} 감사합니다."
    assert compare(f"{opening} {rest}", [old]).opening == 1.0
    assert compare(f"{opening} {rest}", ["남남이에요."] * 30 + [old]).opening < 0.6
    assert compare(f"감사합니다! {rest}", ["감사합니다! 어제는 눈이 왔어요."]).opening < 0.9


def test_greeting_and_sign_off_are_in_every_reply_and_count_in_none():
    one = "안녕하세요, 가나식당입니다. 진한 국물을 좋아해 주셔서 기뻐요. 또 오세요 꼭이요!\n가나식당 드림"
    two = "안녕하세요, 가나식당입니다. 아이가 잘 먹었다니 다행이네요. 건강하게 지내세요!\n가나식당 드림"
    found = compare(one, [two], "가나식당 드림")
    assert max(found.opening, found.closing) < 0.9
    assert compare(one, [two]).closing > found.closing


def test_nothing_to_compare_is_no_echo():
    assert compare("", ["가"]) == compare("가", []) == compare("!!", ["??"]) == Echo()


def test_sentences_end_at_marks_lines_and_polite_endings():
    assert sentences("감사합니다 또 오세요\n건강하세요! Thank you.") == ["감사합니다", "또 오세요", "건강하세요!", "Thank you."]


@pytest.mark.parametrize("text", ["다시 뵐 수 있어 기쁩니다. 감사합니다.", "자리가 없어 불편하셨을 텐데 죄송합니다."])
def test_a_linking_ending_is_no_banmal(text):
    formal = Situation(store="가나식당", platform="naver", voice=Voice(formality="hapsyo"))
    assert next(one for one in check(text, formal) if one.name == "register").passed
