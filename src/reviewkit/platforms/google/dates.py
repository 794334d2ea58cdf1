"""Dates as Google Maps shows them, "3 weeks ago" or "3주 전": a range, not a date.

Maps rounds down: N weeks are 7N to 7N+6 days, a month is 30.44 days, a year 365 days. Korean pages write 달 for months.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from reviewkit.platforms.base import Precision

_MONTH = timedelta(days=30.44)
_UNITS: dict[str, tuple[timedelta, Precision]] = {
    "second": (timedelta(seconds=1), Precision.DAY),
    "minute": (timedelta(minutes=1), Precision.DAY),
    "hour": (timedelta(hours=1), Precision.DAY),
    "day": (timedelta(days=1), Precision.DAY),
    "week": (timedelta(weeks=1), Precision.WEEK),
    "month": (_MONTH, Precision.MONTH),
    "year": (timedelta(days=365), Precision.YEAR),
}
_KOREAN = {
    "초": "second",
    "분": "minute",
    "시간": "hour",
    "일": "day",
    "주일": "week",
    "주": "week",
    "개월": "month",
    "달": "month",
    "년": "year",
    "해": "year",
}
_COUNTS = {"a": 1, "an": 1, "one": 1, "한": 1, "일": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7}
_WORDS = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4}

_ENGLISH_FORM = re.compile(r"\b(\d{1,4}|an?|one)\s+(second|minute|hour|day|week|month|year)s?\s+ago\b", re.IGNORECASE)
_KOREAN_FORM = re.compile(
    r"(?<!\d)(\d{1,4}|한|두|세|네|다섯|여섯|일곱|일(?=주일))\s*(초|분|시간|일|주일|주|개월|달|년|해)\s*전"
)
_KOREAN_DAYS = re.compile("(" + "|".join(_WORDS) + r")\s*전")
_NOW = re.compile(r"\b(?:just now|moments? ago|today)\b|방금|오늘", re.IGNORECASE)
_EDITED = re.compile(r"^\s*(?:edited\b|수정(?:일|됨|함)?\s*:?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Range:
    """When something was written: not before `earliest`, not after `latest`, which is exact to `precision`.

    `edited` says that the date shown is the last edit's.
    """

    earliest: datetime
    latest: datetime
    precision: Precision
    edited: bool = False


def relative(text: str, now: datetime) -> Range | None:
    """Return the range that `text` means when it was read at `now` (aware), None where it means none."""
    edited = bool(_EDITED.match(text))
    rest = _EDITED.sub("", text)  # "수정일" has a 일 in it, which is no day
    amount = _amount(rest)
    if amount is None:
        return Range(_before(now, timedelta(days=1)), now, Precision.DAY, edited) if _NOW.search(rest) else None
    count, unit = amount
    length, precision = _UNITS[unit]
    latest = _before(now, length * count)
    return Range(_before(latest, length), latest, precision, edited)


def _amount(text: str) -> tuple[int, str] | None:
    english = _ENGLISH_FORM.search(text)
    if english:
        return _count(english.group(1).lower()), english.group(2).lower()
    korean = _KOREAN_FORM.search(text)
    if korean:
        return _count(korean.group(1)), _KOREAN[korean.group(2)]
    days = _KOREAN_DAYS.search(text)
    return (_WORDS[days.group(1)], "day") if days else None


def _count(word: str) -> int:
    return _COUNTS[word] if word in _COUNTS else int(word)


def _before(moment: datetime, length: timedelta) -> datetime:
    """Return the moment `length` earlier; no earlier than there are years to count."""
    floor = datetime(1970, 1, 1, tzinfo=moment.tzinfo)
    return max(floor, moment - length) if moment - floor > length else min(floor, moment)
