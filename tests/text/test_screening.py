"""What a stranger's text may do to the screen and the database: nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewkit.text.screening import harmless, is_safe, screen

HARMLESS = [
    "",
    "국물이 진하고 직원분이 친절해요",
    "ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ 대박",
    "첫 줄\n\n\n셋째 줄\t끝",
    "가족 👨\u200d👩\u200d👧\u200d👦 하트 ❤\ufe0f 불꽃 ❤\ufe0f\u200d🔥 키캡 1\ufe0f\u20e3 손 👍🏻",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 사람도 🇰🇷 사람도",
    "می\u200cخواهم क्\u200dष ก็",
    "葛\U000e0100 ½인분 ①번 25℃",
    "가" * 40,
]
CHANGED = [
    ("빨간 \x1b[31;1m글씨\x1b[0m", "빨간 글씨"),
    ("제목 \x1b]0;제목을 바꾼다\x07끝", "제목 끝"),
    ("링크 \x1b]8;;https://example.com\x1b\\여기\x1b]8;;\x1b\\", "링크 여기"),
    ("닫지 않은 \x1b]0;제목", "닫지 않은 0;제목"),
    ("팔비트 \x9b2J끝 \x1bc처음", "팔비트 끝 처음"),
    ("종\x07 지움\x08 널\x00 삭제\x7f 씨원\x84", "종 지움 널 삭제 씨원"),
    ("뒤집힌 \u202eexe.fdp\u202c \u2066격리\u2069 \u200f표\u061c", "뒤집힌 exe.fdp 격리 표"),
    ("안\u200b보\u2060이\ufeff는\u00ad 칸", "안보이는 칸"),
    ("글\u200d자 \u200d🔥 🔥\u200d 끝", "글자 🔥 🔥 끝"),
    ("글\ufe0f자 😀\ufe0f\ufe0f\ufe05\U000e0101", "글자 😀\ufe0f"),
    ("숨은 \U000e0041\U000e0042말 🏴\U000e0067", "숨은 말 🏴"),
    ("반쪽 \ud83d 이모지 \ude00 합친 \ud83d\ude00", "반쪽  이모지  합친 😀"),
    ("글자 아닌 \ufdd0\uffff\U0001fffe\U0010ffff것", "글자 아닌 것"),
    ("채움\u3164글자\uffa0둘", "채움 글자 둘"),
    (unicodedata.normalize("NFD", "맛있어요 café"), "맛있어요 café"),
    ("a" + "\u0316\u0317\u0318\u0319\u031a\u031b" * 9 + "b", "a\u031b\u031b\u031b\u031bb"),
    ("ก" + "\u0e47" * 30, "ก" + "\u0e47" * 4),
    ("ㅋ" * 500 + " 굿", "ㅋ" * 40 + "… 굿"),
    ("ㅋㅎ" * 41, "ㅋㅎ" * 40 + "…"),
    ("❤\ufe0f" * 99, "❤\ufe0f" * 40 + "…"),
    ("앞" + " " * 90 + "뒤", "앞" + " " * 40 + "뒤"),
    ("가\r\n나\r다\u2028라\u2029마\x85바\x0b사", "가\n나\n다\n라\n마\n바\n사"),
    ("가\n\n\n\n\n\n나", "가\n\n\n나"),
    ("가  \t\n나\u3000\n \n다 \n\n", "가\n나\n\n다"),
]
NASTY = st.text(
    st.sampled_from(
        "가ㅋa1 \t\n\r\x00\x1b[]m;\x07\x9b\x9c\u200b\u200c\u200d\u202e\u2028\ufe0f\ufeff\u3164\u0301\u0323\u1100\u1161"
        "\u0e47\u0958😀❤🏴\U000e0067\U000e007f\U000e0100\ud83d\ude00\ufffe…"
    ),
    max_size=60,
)
REPEATED = st.builds(lambda head, group, times, tail: head + group * times + tail, NASTY, NASTY, st.integers(0, 90), NASTY)
ANY = st.text(st.characters()) | NASTY | REPEATED


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_text_stays_as_it_is(text):
    assert screen(text) == text
    assert harmless(text) == text
    assert is_safe(text)


@pytest.mark.parametrize(("text", "wanted"), CHANGED)
def test_what_is_unsafe_goes_and_the_words_stay(text, wanted):
    assert screen(text) == wanted
    assert not is_safe(text)
    assert is_safe(wanted)


def test_an_untouched_text_is_the_same_object():
    text = "주차가 편하고 음식이 빨리 나와요"
    assert screen(text) is text


def test_an_id_keeps_its_blanks_and_its_repeated_letters():
    assert harmless("x" * 90 + " \n") == "x" * 90 + " \n"
    assert harmless("id\x00\u202e7\ud83d") == "id7"


@given(ANY)
def test_screening_twice_is_screening_once(text):
    once = screen(text)
    assert screen(once) == once
    assert is_safe(once)
    assert is_safe(text) == (once == text)


@given(ANY)
def test_what_comes_out_can_be_written_and_does_not_grow(text):
    once = screen(text)
    once.encode("utf-8")
    assert len(once) <= len(unicodedata.normalize("NFC", text))
    assert not set(once) & set("\x00\x1b\r\x9b\u202e\u200b\u2028\ufeff")
    assert unicodedata.is_normalized("NFC", once)


@given(ANY)
def test_harmless_twice_is_harmless_once(text):
    once = harmless(text)
    assert harmless(once) == once
    assert len(once) <= len(text)
    once.encode("utf-8")


@pytest.mark.parametrize(
    "piece",
    ["\x1b]", "\x1b[1", "\x1bP", " ", "\ud83d", "\u200d", "\u0301", "\n", " \n", "abcde", "🏴\U000e0067", "ab" * 30 + "c"],
)
def test_a_long_text_made_to_hurt_takes_no_more_than_a_moment(piece):
    text = piece * (60_000 // len(piece))
    assert len(screen(text)) <= len(text)
