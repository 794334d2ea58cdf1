"""What becomes so, in dictionary form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewkit.text.conjugate import becoming


@pytest.mark.parametrize(
    ("predicate", "becomes"),
    [
        ("얇다", "얇아지다"),
        ("없다", "없어지다"),
        ("좋다", "좋아지다"),
        ("어둡다", "어두워지다"),
        ("좁다", "좁아지다"),
        ("빨갛다", "빨개지다"),
        ("예쁘다", "예뻐지다"),
        ("나쁘다", "나빠지다"),
        ("비싸다", "비싸지다"),
        ("느리다", "느려지다"),
        ("세다", "세지다"),
        ("abc다", "abc다"),
    ],
)
def test_what_becomes_so_is_conjugated_as_it_is_spoken(predicate, becomes):
    assert becoming(predicate) == becomes


@given(st.text(max_size=6))
def test_any_text_is_taken(text):
    assert isinstance(becoming(text), str)
