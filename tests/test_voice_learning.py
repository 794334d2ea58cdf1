"""A voice learnt from replies by counting, and no guest's name in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewkit.features.voice import Voice, endings, facts, names
from reviewkit.features.voice.learning import propose
from reviewkit.features.voice.replies import Known

WARM = (
    "고객님 감사합니다! 맛있게 드셔서 기뻐요 😊\n- 가나식당 드림",
    "감사해요 고객님! 또 뵈어요~ 😊\n- 가나식당 드림",
    "와 주셔서 감사합니다! 고객님 덕분에 힘이 나요.\n- 가나식당 드림",
    "고맙습니다 고객님! 다음에도 맛있게 해 드릴게요 ^^\n- 가나식당 드림",
    "고객님, 칭찬 감사해요! 직원들도 좋아했어요 😊\n-가나식당 드림",
    "고객님 고맙습니다! 비 오는 날에도 와 주셨네요.",
)
FORMAL = tuple(
    "안녕하십니까, 다라식당입니다. 귀한 시간을 내어 저희 매장을 찾아 주시고 소중한 말씀까지 남겨 주셔서 진심으로 감사드립니다. "
    f"{middle} 앞으로도 변함없는 마음으로 한 분 한 분을 정성껏 모시겠습니다. 저희는 늘 같은 자리에서 좋은 재료만을 골라 "
    "정직하게 준비하고 있으며, 손님 여러분께서 편안하게 머무실 수 있도록 작은 부분까지 살피고 있습니다. "
    "늘 건강하시기 바랍니다."
    for middle in (
        "국물이 입에 맞으셨다니 기쁩니다.",
        "직원에게도 전하였습니다.",
        "반찬은 더 살피도록 하였습니다.",
        "자리가 좁아 송구합니다.",
        "가족과 함께해 주셨군요. 뜻깊은 하루가 되셨기를 바랍니다.",
    )
)


def known(*texts, **given):
    return [Known(text, **given) for text in texts]


def test_a_warm_brief_voice_is_learnt():
    found = propose(Voice(formality="hapsyo"), known(*WARM)).voice
    assert (found.formality, found.length, found.emoji, found.sign_off) == ("haeyo", "short", True, "- 가나식당 드림")
    assert found.tone == "brief, warm, calls guests 고객님, begins with thanks, many exclamation marks"


def test_a_formal_long_voice_is_learnt():
    found = propose(Voice(), known(*FORMAL)).voice
    assert (found.formality, found.length, found.emoji) == ("hapsyo", "long", False)
    assert found.sign_off == "늘 건강하시기 바랍니다."
    assert found.tone == "detailed, calls guests 손님, begins with thanks, calm"


def test_an_english_voice_is_learnt():
    texts = [
        f"Thank you for visiting! {middle}\nThe Gana Kitchen team"
        for middle in ("So glad.", "Come again.", "Great!", "Ok.", "Yes.")
    ]
    found = propose(Voice(), known(*texts)).voice
    assert (found.sign_off, found.length, found.formality) == ("The Gana Kitchen team", "short", "haeyo")


def test_thanks_in_hapsyo_do_not_make_a_haeyo_voice_formal():
    texts = [
        f"안녕하세요. 리뷰 감사합니다. {said} 정말 고맙습니다."
        for said in ("기뻐요.", "또 오세요.", "좋았어요.", "뵈어요.", "그랬군요.")
    ]
    assert propose(Voice(formality="hapsyo"), known(*texts)).voice.formality == "haeyo"
    assert propose(Voice(), known(*["찾아 주셔서 감사합니다."] * 5)).voice.formality == "hapsyo"


def test_a_tone_in_the_owners_own_words_stays_and_a_learnt_one_is_learnt_anew():
    assert propose(Voice(tone="무뚝뚝하지만 정 있게"), known(*WARM)).voice.tone == "무뚝뚝하지만 정 있게"
    assert propose(Voice(tone="detailed, calm"), known(*WARM)).voice.tone.startswith("brief")


def test_what_the_owner_has_banned_and_allowed_stays():
    now = Voice(banned=("대박",), promises=True, facts=("월요일에 쉽니다.",))
    found = propose(now, known(*WARM)).voice
    assert (found.banned, found.promises, found.facts) == (now.banned, True, now.facts)


@pytest.mark.parametrize(
    ("replies", "sign_off"),
    [
        (["좋네요. 감사합니다 가나식당 드림"] * 2 + ["기뻐요 또 오세요"] * 3, "가나식당 드림"),
        (["좋네요. 가나식당 드림"] * 1 + ["기뻐요. 또 오세요"] * 4, "또 오세요"),
        (["좋네요. 늘 건강하세요!", "기뻐요. 늘 건강하세요~", "네. 늘 건강하세요", "가", "나"], None),
        (["좋네요.\n민지님 또 오세요"] * 5, ""),
        (["좋네요.\n문의는 02-123-4567"] * 5, ""),
        (["감사합니다."] * 5, ""),
        (["가요.", "나요.", "다요.", "라요.", "마요."], ""),
    ],
)
def test_a_sign_off_is_a_habit_and_never_names_a_guest(replies, sign_off):
    found = endings.usual(known(*replies))
    if sign_off is None:
        assert endings.plain(found.text) == "늘건강하세요"
        assert found.count == 3
    else:
        assert (found.text if found else "") == sign_off


def test_a_sign_off_with_the_reviews_author_is_none():
    assert endings.usual(known(*["감사해요. 하늘바람 최고"] * 5, author="하늘바람")) is None
    assert endings.usual(known(*["감사해요. 가나식당 드림"] * 5, author="가나 사랑")) is None
    others = [*known(*["감사해요. 하늘바람 최고"] * 4, author="모래알갱이"), Known("네.", author="하늘바람")]
    assert endings.usual(others) is None


def test_repeated_statements_become_facts_and_nothing_else_does():
    replies = known(
        "감사해요. 주차는 건물 뒤편에 2대까지 가능합니다. 또 오세요.",
        "주차는 건물 뒤편에 두 대까지 가능해요~ 육수는 매일 새벽에 끓이고 있어요.",
        "아쉬우셨죠. 주차는 건물 뒤편에 2대까지 가능합니다! 오늘은 예약이 많았어요.",
        "영업시간은 11:00~21:00입니다. 민지님 예약은 확인했습니다.",
        "영업시간은 11:00~21:00입니다. 민지님 예약은 확인했습니다. 예약해 주셔서 감사합니다.",
        "육수는 매일 새벽에 끓이고 있어요. 다음에는 무료로 드릴게요. 예약해 주셔서 감사합니다.",
        "예약 문의는 010-1234-5678입니다. 다음에는 무료로 드릴게요.",
        "예약 문의는 010-1234-5678입니다. 오늘은 예약이 많았어요.",
    )
    found = {habit.text: habit.count for habit in facts.found(replies, ())}
    assert found == {
        "주차는 건물 뒤편에 2대까지 가능합니다.": 2,
        "영업시간은 11:00~21:00입니다.": 2,
        "육수는 매일 새벽에 끓이고 있어요.": 2,
    }
    assert (
        facts.found(replies, ["육수는 매일 새벽에 끓이고 있습니다", "주차는 건물 뒤편에 2대 가능", "영업시간은 11:00~21:00"])
        == []
    )


def test_of_opening_hours_that_changed_only_the_new_ones_may_become_a_fact():
    new, old = "영업시간은 오전 11시부터 밤 10시까지입니다.", "영업시간은 오전 10시부터 밤 9시까지입니다."
    assert [one.text for one in facts.found(known(new, new, old, old, old), ())] == [new]
    assert facts.found(known(new, old, old, old), ()) == []


@given(
    st.lists(st.text(st.sampled_from("가나님씨 .!~\n주차예약가능합니다요드림😊Aa1-:"), max_size=60), min_size=5, max_size=12)
)
def test_learning_reads_any_reply_and_names_nobody(texts):
    found = propose(Voice(), known(*texts)).voice
    assert not any(names.is_there(one) for one in (found.sign_off, *found.facts))


@pytest.mark.parametrize(
    ("reviews", "replies", "languages"),
    [
        (["좋아요"] * 6, ["네, 감사해요"] * 6, ("ko", "en")),
        (["좋아요"] * 4 + ["It was good"] * 2, ["네, 감사해요"] * 6, ("ko",)),
        (["좋아요"] * 4 + ["It was good"] * 2, ["네, 감사해요"] * 4 + ["Thank you for the visit"] * 2, ()),
    ],
)
def test_only_replies_to_foreign_reviews_tell_the_languages(reviews, replies, languages):
    found = [Known(reply, review) for review, reply in zip(reviews, replies, strict=True)]
    assert propose(Voice(languages=("ko", "en")), found).voice.languages == languages


# --- names ---


@pytest.mark.parametrize(
    ("text", "author", "without"),
    [
        ("하늘바람12님, 감사합니다!", "하늘바람12", "고객님, 감사합니다!"),
        ("하늘바람12 고객님 감사합니다", "하늘바람12", "고객님 감사합니다"),
        ("kim****님 반갑습니다", "kim****", "고객님 반갑습니다"),
        ("길동님 또 오세요", "홍길동", "고객님 또 오세요"),
        ("민지씨, 고마워요", "달빛우산", "고객님, 고마워요"),
        ("민지님도 고마워요", "달빛우산", "고객님도 고마워요"),
        ("Dear Haru, thanks! See you, Haru!", "Haru K", "Dear guest, thanks! See you!"),
        ("우리 하늘바람 최고예요", "하늘바람", None),
        ("고객님, 손님, 저희 사장님과 선생님, 아저씨", "달빛우산", "고객님, 손님, 저희 사장님과 선생님, 아저씨"),
        ("김가나원장님과 알바님이 친절", "달빛우산", "김가나원장님과 알바님이 친절"),
        ("날씨가 좋죠. 솜씨 자랑", "달빛우산", "날씨가 좋죠. 솜씨 자랑"),
        ("solid food", "Sol", "solid food"),
        ("감사합니다", "", "감사합니다"),
    ],
)
def test_no_guests_name_stays_in_a_text(text, author, without):
    assert names.without(text, author) == without


@given(st.text(max_size=60), st.text(max_size=12))
def test_a_text_without_its_names_is_one_that_names_nobody(text, author):
    found = names.without(text, author)
    assert found is None or not names.is_there(found, author)
