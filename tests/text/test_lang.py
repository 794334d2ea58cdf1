"""The language of a review."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewkit.text.lang import detect

TEXTS = st.text(max_size=80) | st.text("가힣ㄱㅋᄒ каaéZñ日本語のア中文ไทยعربي👍❤️0 \n.~", max_size=60)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("맛있어요", "ko"),
        ("ㅋㅋㅋㅋ", "ko"),
        ("ㅠㅠ 👎", "ko"),
        ("JMT 굿 good", "ko"),
        ("아메리카노 맛집 best coffee", "ko"),
        ("Great coffee and friendly staff.", "en"),
        ("Good", "en"),
        ("We had 삼겹살 here and it was amazing, the staff were so friendly", "en"),
        ("とても美味しかったです", "ja"),
        ("ラーメン最高", "ja"),
        ("很好吃,老板很热情", "zh"),
        ("環境很好", "zh"),
        ("Muy rica la comida, volveremos", "other"),
        ("C'est très bon et pas cher", "other"),
        ("Das Essen war sehr gut", "other"),
        ("Quán này ngon lắm", "other"),
        ("Очень вкусно", "other"),
        ("อร่อยมาก", "other"),
        ("الطعام لذيذ", "other"),
        ("👍👍", ""),
        ("10/10", ""),
        ("...", ""),
        ("", ""),
    ],
)
def test_the_language_is_told_from_letters_and_a_few_words(text, lang):
    assert detect(text) == lang


@given(TEXTS)
def test_any_text_has_one_of_the_six_answers(text):
    assert detect(text) in {"ko", "en", "ja", "zh", "other", ""}


@given(TEXTS, st.sampled_from(["", " ", "\n\t ", "  "]))
def test_blanks_around_and_decomposed_letters_change_no_language(text, blanks):
    assert detect(blanks + text + blanks) == detect(text)
    assert detect(unicodedata.normalize("NFD", text)) == detect(unicodedata.normalize("NFC", text)) == detect(text)
