"""Google's translation envelope, both forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewkit.platforms.google.envelope import unwrap


@pytest.mark.parametrize(
    ("wrapped", "original"),
    [
        ("", ""),
        ("좋아요", "좋아요"),
        ("좋아요\n\n(Translated by Google)\nGood", "좋아요"),
        ("첫 줄\n\n둘째 줄\n\n(Translated by Google)\nFirst\n\nSecond", "첫 줄\n\n둘째 줄"),
        ("(Translated by Google) Good\n\n(Original)\n좋아요", "좋아요"),
        ("(Translated by Google) Good\r\n\r\n(Original)\r\n좋아요", "좋아요"),
        ("(Translated by Google) a poster\n\n(Original)\n포스터\n\n(Original)\n라고", "포스터\n\n(Original)\n라고"),
        ("(Translated by Google) the (Original) sauce\n\n(Original)\n원조 소스", "원조 소스"),
        ("(Translated by Google) Good (Original) 좋아요", "좋아요"),
    ],
)
def test_the_original_is_taken_out(wrapped: str, original: str):
    assert unwrap(wrapped) == original


def test_a_lost_original_leaves_the_translation():
    assert unwrap("(Translated by Google) Mum liked it.") == "Mum liked it."


@pytest.mark.parametrize(
    "text", ["저는 (Translated by Google) 라는 말이 싫어요", "메뉴판에\n(Translated by Google)\n라고", "(Original) 좋아요"]
)
def test_a_guest_may_write_the_markers(text: str):
    assert unwrap(text) == text


WRITTEN = st.text(max_size=60).map(str.strip).filter(lambda text: "(Translated by" not in text)
TRANSLATION = WRITTEN.filter(lambda t: "(Original)" not in t)


@given(WRITTEN.filter(bool), st.text(max_size=60))
def test_form_a_round_trips(original: str, translation: str):
    assert unwrap(f"{original}\n\n(Translated by Google)\n{translation}") == original


@given(WRITTEN, TRANSLATION)
def test_form_b_round_trips(original: str, translation: str):
    assert unwrap(f"(Translated by Google) {translation}\n\n(Original)\n{original}") == original


@given(WRITTEN)
def test_a_plain_text_stays(text: str):
    assert unwrap(text) == text


@given(st.text())
def test_unwrapping_never_raises_and_never_grows(text: str):
    assert len(unwrap(text)) <= len(text)
