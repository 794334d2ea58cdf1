"""The particle that fits a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewkit.text.josa import josa, with_josa

PAIRS = {
    "은/는": ("은", "는"),
    "이/가": ("이", "가"),
    "을/를": ("을", "를"),
    "과/와": ("과", "와"),
    "아/야": ("아", "야"),
    "으로/로": ("으로", "로"),
    "이에요/예요": ("이에요", "예요"),
    "이라/라": ("이라", "라"),
    "이나/나": ("이나", "나"),
    "이랑/랑": ("이랑", "랑"),
    "으로는/로는": ("으로는", "로는"),
    "이었어요/였어요": ("이었어요", "였어요"),
}
# Each word with the form of 은/는 and of 으로/로 that fits how it is read.
OPEN = [
    *[
        "가게",
        "커피",
        "2",
        "4",
        "5",
        "9",
        "12",
        "3.5",
        "1조",
        "1000000000000",
        "50%",
        "3.5 %",
        "25℃",
        "100m",
        "500ml",
        "1.5L",
        "20㎡",
    ],
    *["LG", "KFC", "BBQ", "TV", "A", "S", "VIP", "vip", "GS25", "A4", "B612", "MP3", "$5", "€ 12", "5$", "20m²"],
    *[
        "Cafe",
        "Café",
        "Netflix",
        "menu",
        "Brunch",
        "BRUNCH",
        "coffee",
        "latte",
        "Starbucks",
        "YouTube",
        "burger",
        "hair",
        "BAR",
    ],
    *["cake", "steak", "bread", "food", "toast", "park", "milk", "cheese", "set", "buffet", "McDonald's", "e-book club house"],
    *[
        "「가게」",
        "'커피'",
        "가게 (본점)",
        "가게(本店)",
        "(가게)",
        "가게😀❤️",
        "가게~!!",
        "가게 ㅋㅋㅋ",
        "ㅏ",
        "ㅠ",
        "大",
        "寿司",
        "Привет",
    ],
    *["가게[1호점] (역삼)", "가게))", "", "!!", "😀", " ", "가게((본점)(역삼))"],
]
CLOSED = [
    *[
        "직원",
        "3",
        "6",
        "0",
        "10",
        "16",
        "100",
        "1,000",
        "10,000",
        "10,000원",
        "5kg",
        "300 g",
        "㎏ 5㎏",
        "3시간",
        "100,000,000",
    ],
    *["3.0", "3.6", "2026", "010", "₩5,000", "¥500", "1+1", "２０", "2F", "SM", "CNN", "FM", "M", "N", "ATM", "13"],
    *["salon", "Instagram", "perm", "cream", "time", "wine", "iPhone", "Brownie and ice cream", "design", "Gangnam", "ring"],
    *[
        "shop",
        "book",
        "basic",
        "music",
        "snack",
        "black",
        "app",
        "pub",
        "club",
        "HOT",
        "chocolate",
        "market",
        "e-shop",
        "bibimbap",
    ],
    *[
        "「직원」",
        '"직원"(신입)',
        "직원 (대)",
        "직원 [대] (소)",
        "직원✨",
        "직원^^",
        "맛집ㅎㅎ",
        "ㄱ",
        "ㅋㅋ",
        "ㅎ",
        "中",
        "ごはん",
    ],
]
RIEUL = [
    *["서울", "국물", "1", "7", "8", "21", "3.1", "1,007", "L", "R", "HTML", "URL", "QR", "½", "8px", "co.kr", "ㄹ", "日"],
    *["Apple", "nail", "GEL", "noodle", "style", "table", "Google", "서울(강남)", "「서울」", "e-mail", "Seoul!"],
]


@pytest.mark.parametrize("word", OPEN)
def test_after_an_open_sound(word):
    assert [josa(word, pair) for pair in PAIRS] == [after_open for _, after_open in PAIRS.values()]


@pytest.mark.parametrize("word", CLOSED)
def test_after_a_closed_sound(word):
    assert [josa(word, pair) for pair in PAIRS] == [after_closed for after_closed, _ in PAIRS.values()]


@pytest.mark.parametrize("word", RIEUL)
def test_after_rieul_only_euro_is_short(word):
    wanted = [after_open if "로" in pair else after_closed for pair, (after_closed, after_open) in PAIRS.items()]
    assert [josa(word, pair) for pair in PAIRS] == wanted


def test_the_word_stays_as_it_is_written():
    assert with_josa("국물", "은/는") == "국물은"
    assert with_josa('"국물"(신메뉴)', "이/가") == '"국물"(신메뉴)이'
    assert with_josa("서울", "으로/로") == "서울로"


def test_a_pair_may_be_written_either_way_round():
    for pair, (after_closed, after_open) in PAIRS.items():
        turned = "/".join(reversed(pair.split("/")))
        assert (josa("밥", turned), josa("차", turned)) == (after_closed, after_open)


@pytest.mark.parametrize("pair", ["", "/", "은", "은/가", "는/는", "이/", "로/으르", "은/는/이"])
def test_what_is_no_pair_is_refused(pair):
    with pytest.raises(ValueError, match="no pair"):
        josa("밥", pair)


def test_every_syllable_follows_its_final_consonant():
    for code in range(0xAC00, 0xD7A4):
        final = (code - 0xAC00) % 28
        assert josa(chr(code), "은/는") == ("은" if final else "는")
        assert josa(chr(code), "으로/로") == ("로" if final in (0, 8) else "으로")


@given(
    st.text(st.characters()) | st.text(st.sampled_from("가각갈ㅋㄹ1,0.+5%$ kgLa'()[]】【「」℃㎏½é\u1100\u11af٣ん大😀\ud83d"))
)
def test_no_word_raises(word):
    for pair, forms in PAIRS.items():
        assert josa(word, pair) in forms


def test_a_long_word_made_to_hurt_takes_no_more_than_a_moment():
    for piece in ("(가)", "(", ")", "1,", "a'", "ㅋ!", "1 ", "(()"):
        josa(piece * (30_000 // len(piece)), "은/는")
