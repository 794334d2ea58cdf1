"""Relative dates of Google Maps are ranges."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewkit.platforms.base import Precision
from reviewkit.platforms.google.dates import relative

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "days", "precision"),
    [
        ("a day ago", 1, Precision.DAY),
        ("3 days ago", 3, Precision.DAY),
        ("a week ago", 7, Precision.WEEK),
        ("4 weeks ago", 28, Precision.WEEK),
        ("a month ago", 30.44, Precision.MONTH),
        ("11 months ago", 334.84, Precision.MONTH),
        ("a year ago", 365, Precision.YEAR),
        ("2 weeks ago on Google", 14, Precision.WEEK),
        ("3일 전", 3, Precision.DAY),
        ("하루 전", 1, Precision.DAY),
        ("일주일 전", 7, Precision.WEEK),
        ("1주일 전", 7, Precision.WEEK),
        ("3주 전", 21, Precision.WEEK),
        ("1달 전", 30.44, Precision.MONTH),
        ("한 달 전", 30.44, Precision.MONTH),
        ("10달 전", 304.4, Precision.MONTH),
        ("2개월 전", 60.88, Precision.MONTH),
        ("1년 전", 365, Precision.YEAR),
        ("5시간 전", 5 / 24, Precision.DAY),
        ("30분 전", 30 / 1440, Precision.DAY),
        ("방금 전", 0, Precision.DAY),
    ],
)
def test_the_later_end_is_the_date_and_the_unit_its_precision(text: str, days: float, precision: Precision):
    found = relative(text, NOW)
    assert abs(found.latest - (NOW - timedelta(days=days))) < timedelta(seconds=1)
    assert found.precision is precision
    assert not found.edited


@pytest.mark.parametrize("text", ["Edited 3 weeks ago", "수정일: 3주 전", "수정됨 3주 전"])
def test_an_edits_date_says_so(text: str):
    found = relative(text, NOW)
    assert found.edited
    assert found.precision is Precision.WEEK


@pytest.mark.parametrize("text", ["", "2026-01-01", "ago", "전", "weeks ago", "일 전", "수정일"])
def test_what_is_no_relative_date_is_none(text: str):
    assert relative(text, NOW) is None


def as_maps_writes(age: timedelta, korean: bool) -> str:
    """The phrase for an age: rounded down, in the largest unit that fits."""
    units = [("year", "년", 365.0), ("month", "달", 30.44), ("week", "주", 7.0), ("day", "일", 1.0), ("hour", "시간", 1 / 24)]
    for english, word, days in units:
        count = int(age / timedelta(days=days))
        if count:
            if korean:
                return f"{count}{word} 전"
            return f"{'an' if english == 'hour' else 'a'} {english} ago" if count == 1 else f"{count} {english}s ago"
    return "방금 전" if korean else "just now"


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=12000)), st.booleans())
def test_what_happened_lies_inside_the_range(age: timedelta, korean: bool):
    found = relative(as_maps_writes(age, korean), NOW)
    assert found.earliest <= NOW - age <= found.latest <= NOW


@given(
    st.one_of(st.text(), st.from_regex(r"\d{1,9} ?(weeks ago|years ago|년 전|달 전)", fullmatch=True)),
    st.datetimes(timezones=st.just(UTC)),
)
def test_no_text_raises(text: str, now: datetime):
    found = relative(text, now)
    assert found is None or found.earliest <= found.latest <= now
