"""Naver's dates: exact times hidden in review ids, and days in words. Days are Korean days (KST has no summer time)."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

KST = timezone(timedelta(hours=9))
WEEKDAYS = "월화수목금토일"

_ID = re.compile(r"[0-9a-f]{24}")
_FULL = re.compile(r"(\d{4})\s*[년.\-/]\s*(\d{1,2})\s*[월.\-/]\s*(\d{1,2})")
_SHORT = re.compile(r"(?:(\d{2})\.)?\s*(\d{1,2})\.\s*(\d{1,2})\.?\s*\(?([월화수목금토일])?")
_YEARS = 12
"""How far a day without a year is looked for; after 11 years at most the weekdays repeat."""


def is_id(value: object) -> bool:
    """Say whether `value` is a review id: 24 hexadecimal digits."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def written_at(review_id: str) -> datetime:
    """Return the second (UTC) in which a review was written: the first 8 digits of its id, as in every MongoDB ObjectId."""
    return datetime.fromtimestamp(int(review_id[:8], 16), UTC)


def korean_day(moment: datetime) -> date:
    """Return the day in Korea of an aware moment."""
    return moment.astimezone(KST).date()


def midnight(day: date) -> datetime:
    """Return the moment (UTC) at which a Korean day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=KST).astimezone(UTC)


def moment(text: object) -> datetime | None:
    """Return the moment (UTC) of an ISO 8601 text; without an offset it is Korean time. None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=KST)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def full_day(text: str) -> date | None:
    """Return the first day with a four-digit year in `text` ("2025년 5월 1일 목요일", "2026.05.22."), None where none is."""
    found = _FULL.search(text)
    return _date(*map(int, found.groups())) if found else None


def day(text: object, near: date, *, later: bool = False) -> date | None:
    """Return the day that Naver's short form means: "24.8.13.화", or "5.2.금" where the year has to be found.

    Without a year it is the last such day up to `near` (with `later`: the first from `near` on) that falls on the weekday
    which the text names; where none does, the nearest. None for anything else.
    """
    if not isinstance(text, str):
        return None
    exact = full_day(text)
    if exact:
        return exact
    found = _SHORT.match(text.strip())
    if not found:
        return None
    year, month, number, weekday = found.groups()
    if year:
        return _date(2000 + int(year), int(month), int(number))
    candidates = _candidates(near, int(month), int(number), later)
    named = [it for it in candidates if weekday and WEEKDAYS[it.weekday()] == weekday]
    return next(iter(named or candidates), None)


def _candidates(near: date, month: int, number: int, later: bool) -> list[date]:
    """The days from `near` on (or back from it), nearest first. A day's grace: the clocks of two servers differ."""
    years = range(near.year - 1, near.year + _YEARS) if later else range(near.year + 1, near.year - _YEARS, -1)
    grace = timedelta(days=1)
    days = (_date(year, month, number) for year in years if 1 <= year <= 9999)
    return [it for it in days if it and (it >= near - grace if later else it <= near + grace)]


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
