"""Keywords: noun and predicate in dictionary form, with negation, polarity, strength and place."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewkit.text import keywords
from reviewkit.text.tagging import Tagger

SIGNS = {"positive": "+", "negative": "-", "neutral": "0"}


@pytest.fixture(scope="module")
def tagger():
    return Tagger(["구름정식"])


@pytest.fixture(scope="module")
def found(tagger):
    def find(text):
        return {one.text: SIGNS[one.polarity] for one in keywords.find(text, next(tagger.tag([text])))}

    return find


@pytest.fixture(scope="module")
def whole(tagger):
    def find(text):
        return keywords.find(text, next(tagger.tag([text])))

    return find


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("직원분들이 친절해요", {"직원 친절하다": "+"}),
        ("직원이 불친절해요", {"직원 불친절하다": "-"}),
        ("불친절하지 않아요", {"불친절하지 않다": "+"}),
        ("친절하지 않아요", {"친절하지 않다": "-"}),
        ("친절하지 못해요", {"친절하지 않다": "-"}),
        ("안 친절해요", {"친절하지 않다": "-"}),
        ("깨끗하진 않아요", {"깨끗하지 않다": "-"}),
        ("안 맛있어요", {"맛있지 않다": "-"}),
        ("맛없어요", {"맛없다": "-"}),
        ("맛이 없어요", {"맛없다": "-"}),
        ("맛없지 않아요", {"맛없지 않다": "+"}),
        ("못 먹겠어요", {"못 먹다": "-"}),
        ("나쁘지 않아요", {"나쁘지 않다": "0"}),
        ("별로 안 비싸요", {"비싸지 않다": "+"}),
        ("비싼 편은 아니에요", {"비싸지 않다": "+"}),
        ("실망한 적 없어요", {"실망 안 하다": "+"}),
        ("맛은 있는데 비싸요", {"맛있다": "+", "비싸다": "-"}),
    ],
)
def test_negation_turns_the_word(found, text, wanted):
    assert found(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("국물이 진하고 고기가 부드러워요", {"국물 진하다": "+", "고기 부드럽다": "+"}),
        ("국물이 진하고 맛있어요", {"국물 진하다": "+", "국물 맛있다": "+"}),
        ("친절한 직원", {"직원 친절하다": "+"}),
        ("분위기 좋은 카페", {"분위기 좋다": "+"}),
        ("맛있는 집", {"맛있다": "+"}),
        ("커피랑 케이크 다 맛있어요", {"케이크 맛있다": "+", "커피 맛있다": "+"}),
        ("꼼꼼하세요", {"꼼꼼하다": "+"}),
        ("직원 친절, 음식 깔끔", {"직원 친절하다": "+", "음식 깔끔하다": "+"}),
        ("직원친절하고음식맛있어요", {"직원 친절하다": "+", "음식 맛있다": "+"}),
        ("구름정식이 맛있어요", {"구름정식 맛있다": "+"}),
        ("직원이 불친절하고 음식도 너무 늦게 나왔어요", {"직원 불친절하다": "-", "음식 늦게 나오다": "-"}),
        ("가격이 올해만 두 번 올랐네요", {"가격 오르다": "-"}),
        ("이유식도 데워주셨어요 너무 좋아요", {"이유식 데워주다": "+", "좋다": "+"}),
        ("냄새 별로 안 나요", {"냄새 안 나다": "+"}),
        ("손톱이 얇아졌어요", {"손톱 얇아지다": "-"}),
        ("돈 아까워요", {"돈 아깝다": "-"}),
        ("추워요", {"춥다": "-"}),
        ("웨이팅 없이 들어갔어요", {"웨이팅 없다": "+"}),
        ("사진 찍기 좋아요", {"사진 찍기 좋다": "+"}),
        ("예약 잡기 힘들어요", {"예약 잡기 힘들다": "-"}),
    ],
)
def test_the_predicate_finds_its_noun(found, text, wanted):
    assert found(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("커피가 늦게 나와요", {"커피 늦게 나오다": "-"}),
        ("머리 예쁘게 나왔어요", {"머리 예쁘게 나오다": "+"}),
        ("설명을 잘 해주세요", {"설명 잘 하다": "+"}),
        ("설명 잘해주셨어요", {"설명 잘 하다": "+"}),
        ("마음에 안 들어요", {"마음에 안 들다": "-"}),
        ("머리카락이 나왔어요", {"머리카락 나오다": "-"}),
        ("배탈났어요", {"배탈 나다": "-"}),
        ("전화 안 받아요", {"전화 안 받다": "-"}),
        ("추천 안 해요", {"추천 안 하다": "-"}),
    ],
)
def test_light_verbs_keep_what_makes_them_say_something(found, text, wanted):
    assert found(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("별로예요", {"별로": "-"}),
        ("쏘쏘", {"쏘쏘": "0"}),
        ("가성비 최고", {"가성비 최고": "+"}),
        ("최고예요", {"최고": "+"}),
        ("강추", {"강추": "+"}),
        ("비추합니다", {"비추하다": "-"}),
        ("서비스 꽝", {"서비스 꽝": "-"}),
        ("노맛", {"노맛": "-"}),
        ("커피맛집이에요", {"커피맛집": "+"}),
        ("최고의 하루였어요", {}),
    ],
)
def test_some_words_judge_alone(found, text, wanted):
    assert found(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("양이 많아요", {"양 많다": "+"}),
        ("사람이 많아요", {"사람 많다": "0"}),
        ("웨이팅이 길어요", {"웨이팅 길다": "-"}),
        ("유지력이 길어요", {"유지력 길다": "+"}),
        ("가격이 높아요", {"가격 높다": "-"}),
        ("퀄리티가 높아요", {"퀄리티 높다": "+"}),
        ("너무 달아요", {"달다": "-"}),
        ("맥주가 시원해요", {"맥주 시원하다": "+"}),
    ],
)
def test_what_a_word_means_hangs_on_its_noun(found, text, wanted):
    assert found(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "친구랑 갔어요",
        "점심 먹었어요",
        "친절했으면 좋겠어요",
        "주차 되나요?",
        "매번 처음부터 다시 설명해야 해요",
        "참 빨리도 나오네요 김치찌개 하나에 50분이라니 어이가 없네요",
        "맛있다고 해서 갔어요",
        "맛있을 줄 알았어요",
        "메모를 적어두었어요",
        "",
        "ㅋㅋㅋ",
        "\0",
    ],
)
def test_what_says_nothing_of_the_shop_is_no_keyword(found, text):
    assert found(text) == {}


def test_stress_and_understatement_are_told(whole):
    assert [one.strength for one in whole("커피가 너무 맛있어요. 빵은 조금 짜요. 자리 넓어요")] == [1, -1, 0]


def test_the_place_is_the_words_own_letters_emoji_and_slips_included(whole):
    text = "😀 커피 맛잇어요 👍"
    [one] = whole(text)
    assert one.text == "커피 맛있다"
    assert text[one.start : one.end] == "커피 맛잇어요"


def test_nothing_is_said_twice(whole):
    found = whole("커피 맛있어요 커피 정말 맛있어요 커피 맛있어요")
    assert [(one.text, one.strength) for one in found] == [("커피 맛있다", 1)]


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("주문 두 번 틀리시고도 사과 한마디 없으시네요 정말 친절하십니다", "친절하다"),
        ("라떼 한 잔 받는데 40분이나 걸렸어요 정성이 대단하십니다 ^^", "정성 대단하다"),
    ],
)
def test_what_an_ironic_review_praises_is_no_praise(found, text, lost):
    assert lost not in found(text)
    assert "+" not in found(text).values()


def test_what_an_ironic_review_blames_stays(found):
    assert found("국물이 짜고 식은 밥을 던져주시네요 친절이 참 대단하십니다")["국물 짜다"] == "-"


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("손톱이 엉망이었는데 감쪽같이 살려주셨어요 감사합니다", "손톱 엉망"),
        ("딴 데서 망친 머리를 예쁘게 살려주셨어요", "망치다"),
        ("피부가 붉어져서 걱정했는데 진정 관리 받고 정말 좋아졌어요", "피부 붉어지다"),
        ("블로그 후기가 좋아서 일부러 찾아갔는데 불친절하고 맛없어요", "좋다"),
    ],
)
def test_what_was_before_or_elsewhere_is_not_laid_to_the_shop(found, text, lost):
    assert lost not in found(text)


def test_a_failure_of_this_shop_stays_though_the_rest_is_praised(found):
    assert found("음식이 늦게 나왔는데 정말 맛있어요")["음식 늦게 나오다"] == "-"


@pytest.mark.parametrize(
    ("text", "wanted", "wrong"),
    [
        ("창가 쪽 룸으로 안내해 주셔서 정말 좋았어요", "안내해주다", "창가 안내해주다"),
        ("간식이랑 물그릇까지 챙겨주시고 너무 친절하세요", "챙겨주다", "물 챙겨주다"),
        ("양념이 과하지 않아 어른들이 좋아하셨어요", "좋아하다", "양념 좋아하다"),
    ],
)
def test_a_noun_that_belongs_to_something_else_is_not_bound(found, text, wanted, wrong):
    assert wrong not in found(text)
    assert any(one.endswith(wanted) for one in found(text))


@pytest.mark.parametrize(
    "text", ["여유로운 오후였어요", "산미를 좋아하는 분께 맞을 것 같아요", "주차 되는지 아시는 분 계시면 알려주세요"]
)
def test_what_only_describes_or_asks_is_no_keyword(found, text):
    assert found(text) == {}


def test_a_describing_word_before_a_place_is_a_keyword(found):
    assert found("정말 맛있는 집이에요") == {"맛있다": "+"}


def test_a_denial_is_seen_past_an_adverb(found):
    assert found("아픈 것도 거의 없었고 정말 만족스러웠어요")["아프지 않다"] == "+"


PIECES = st.sampled_from(
    [
        "커피",
        "빵",
        "직원",
        "가격",
        "맛",
        "분위기",
        "머리",
        "안",
        "못",
        "별로",
        "너무",
        "맛있어요",
        "없어요",
        "비싸요",
        "친절하지",
        "않아요",
        "좋은데",
        "좋고",
        "예쁘게",
        "나왔어요",
        "최고",
        "😀",
        "ㅠㅠ",
        ".",
        "\n",
        "잘",
        "해주세요",
        "있는",
        "것",
        "같아요",
    ]
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=40) | st.lists(PIECES, max_size=12).map(" ".join) | st.lists(PIECES, max_size=12).map("".join))
def test_every_place_lies_in_the_text_and_holds_something(whole, text):
    for one in whole(text):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip()
        assert one.text == one.text.strip()
