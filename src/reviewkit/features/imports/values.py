"""What stands in a cell, made a date, a rating or a list. Pure; each raises ValueError with a reason, and nothing else."""

import json
import math
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from reviewkit.platforms.base import Precision

LONGEST_DATE = 80
"""Characters. The longest form known, JavaScript's with the zone's name in words, has 60."""
_WEEKDAY = r"(?:[월화수목금토일](?:요일)?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)"
_AFTER_DAY = rf"(?:\s*[,(]?\s*{_WEEKDAY}\s*\)?\.?)?"
_HALF = r"오전|오후|am|pm|a\.m\.|p\.m\."
_TIME = (
    rf"(?:(?:\s*t|[\s,]+)\s*(?P<before>{_HALF})?\s*(?P<hour>\d{{1,2}})\s*[:시]\s*(?:(?P<minute>\d{{1,2}})\s*분?)?"
    rf"(?:\s*:?\s*(?P<second>\d{{1,2}})(?:[.,](?P<part>\d{{1,9}}))?\s*초?)?\s*(?P<after>{_HALF})?"
    r"\s*(?P<zone>z|kst|(?:utc|gmt)?(?:[+-]\d{2}(?::?\d{2})?)|utc|gmt)?(?:\s*\([^()]*\))?)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_NAMED_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_BEFORE_DAY = rf"(?:{_WEEKDAY}\.?,?\s+)?"


def _form(day: str) -> re.Pattern[str]:
    return re.compile(day + _AFTER_DAY + _TIME, re.IGNORECASE)


_YEAR_FIRST = _form(
    r"'?(?P<year>\d{4}|\d{2})\s*(?P<mark>[년./-])\s*(?P<month>\d{1,2})\s*[월./-]\s*(?P<day>\d{1,2})(?!\d)\s*[일.]?"
)
_YEAR_LAST = _form(r"(?P<one>\d{1,2})\s*[./-]\s*(?P<two>\d{1,2})\s*[./-]\s*(?P<year>\d{4})")
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:[t ]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?"
    r"(?P<zone>z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_MONTH_FIRST = _form(rf"{_BEFORE_DAY}{_MONTH}\s+{_NAMED_DAY},?\s+(?P<year>\d{{4}})")
_DAY_FIRST = _form(rf"{_BEFORE_DAY}{_NAMED_DAY}[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}})")
_FORMS = (_YEAR_FIRST, _YEAR_LAST, _MONTH_FIRST, _DAY_FIRST)

_WORDS = {"one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0}
_NO_RATING = frozenset({"", "-", "–", "0", "0.0", "없음", "null", "none", "n/a", "nan", "star_rating_unspecified"})
_STARS = re.compile(r"(?P<full>[★⭐\ufe0f]+)(?P<half>½?)[☆✩\ufe0f]*(?:\s*\(?(?P<number>[\d.,]+)\)?)?")
_NUMBER = re.compile(
    r"(?:별점|평점|별표|별|점수|rated|rating|stars?)?\s*:?\s*(?P<number>\d(?:[.,]\d{1,17})?)\s*"
    r"(?:점|개|stars?)?\s*(?:(?:/|out\s+of)\s*5(?:[.,]0+)?\s*(?:점|개|stars?)?)?",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[,;|\n·#]+")


def moment(value: Any, zone: tzinfo) -> tuple[datetime, Precision]:
    """Return the moment (UTC) that a cell names and how exact it is; a time without a zone is one of `zone`.

    A day alone is its midnight in `zone`. Raises ValueError: "no_date", "ambiguous_date" (is 5/6/2026 in May or in June?),
    "bad_date".
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = f"{value:.0f}" if math.isfinite(value) else "?"
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        raise ValueError("no_date")
    if len(text) > LONGEST_DATE:
        raise ValueError("bad_date")
    try:
        return _epoch(text) or _fields(_match(text), zone)
    except OverflowError as exc:
        raise ValueError("bad_date") from exc
    except ValueError as exc:
        raise ValueError("ambiguous_date" if str(exc) == "ambiguous_date" else "bad_date") from exc


def rating(value: Any) -> float | None:
    """Return a number of stars from 0.5 to 5, None where a cell is empty or says that there is none.

    Raises ValueError("bad_rating") for anything else: a scale of ten isn't ours to bend.
    """
    if value is None:
        return None
    text = "?" if isinstance(value, bool | list | dict) else str(value).strip().lower()
    if text in _NO_RATING:
        return None
    words = text.removesuffix(" stars").removesuffix(" star")
    found = _WORDS.get(words) or _stars(text) or _number(text)
    if found is None or not 0.5 <= found <= 5:
        raise ValueError("bad_rating")
    return found


def words(value: Any) -> tuple[str, ...]:
    """Return a list of short texts: a JSON array, or words between commas and the like."""
    if isinstance(value, str):
        value = _json(value) if value.lstrip().startswith("[") else _PARTS.split(value)
    if not isinstance(value, list | tuple):
        return ()
    return tuple(item.strip() for item in value if isinstance(item, str) and item.strip())


def addresses(value: Any) -> tuple[str, ...]:
    """Return the web addresses in a list, or in a text with spaces or commas between them."""
    if isinstance(value, str):
        value = _json(value) if value.lstrip().startswith("[") else re.split(r"[\s;|]+|,(?=https?:)", value)
    if not isinstance(value, list | tuple):
        return ()
    return tuple(item for item in value if isinstance(item, str) and item.startswith(("http://", "https://")))


def count(value: Any) -> int | None:
    """Return the number in "3", 3 or "3번째 방문", None where there is none above 0."""
    if isinstance(value, float) and not abs(value) < 100_000:
        return None  # also what isn't finite; "1e+300" would look like a 1
    found = re.match(r"\s*(\d{1,5})(?!\d)", str(value)) if not isinstance(value, bool) else None
    return int(found[1]) or None if found else None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _epoch(text: str) -> tuple[datetime, Precision] | None:
    """Seconds or milliseconds since 1970."""
    if not (text.isascii() and text.isdigit() and len(text) in (10, 13)):
        return None
    seconds = int(text) / (1 if len(text) == 10 else 1000)
    return datetime.fromtimestamp(seconds, UTC), Precision.SECOND


def _match(text: str) -> dict[str, Any]:
    compact = _COMPACT.fullmatch(text)
    if compact:
        return compact.groupdict()
    for form in _FORMS:
        found = form.fullmatch(text)
        if found:
            return _unambiguous(found.groupdict())
    raise ValueError("bad_date")


def _unambiguous(parts: dict[str, Any]) -> dict[str, Any]:
    """Add year, month and day where the form leaves open which is which, or raise."""
    if parts.get("mark") == "/" and len(parts["year"]) == 2:
        raise ValueError("ambiguous_date")
    if "one" in parts:
        one, two = int(parts["one"]), int(parts["two"])
        if one <= 12 and two <= 12 and one != two:
            raise ValueError("ambiguous_date")
        parts["month"], parts["day"] = (two, one) if one > 12 else (one, two)
    if "name" in parts:
        parts["month"] = _MONTHS.index(parts["name"].lower()) + 1
    return parts


def _fields(parts: dict[str, Any], zone: tzinfo) -> tuple[datetime, Precision]:
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    if not 1990 <= year <= 2100:
        raise ValueError("bad_date")
    hour, minute, second = _hour(parts), int(parts.get("minute") or 0), int(parts.get("second") or 0)
    fraction = int(((parts.get("part") or "") + "000000")[:6])
    said = _offset(parts.get("zone"))
    found = datetime(year, int(parts["month"]), int(parts["day"]), hour, minute, second, fraction, said or zone)
    # Spreadsheets print a day as its midnight; a review from the very second of midnight loses little.
    day_only = said is None and not (hour or minute or second or fraction)
    return found.astimezone(UTC), Precision.DAY if day_only else Precision.SECOND


def _hour(parts: dict[str, Any]) -> int:
    hour = int(parts.get("hour") or 0)
    half = (parts.get("before") or parts.get("after") or "").lower()
    if not half:
        return hour
    late = half == "오후" or half.startswith("p")
    if hour > 12 and not late:
        raise ValueError("bad_date")
    return hour if hour > 12 else hour % 12 + (12 if late else 0)


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    name = text.lower()
    if name == "kst":
        return timezone(timedelta(hours=9))
    digits = re.sub(r"[^\d]", "", name)
    if not digits:
        return UTC
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-offset if "-" in name else offset)


def _stars(text: str) -> float | None:
    found = _STARS.fullmatch(text)
    if not found:
        return None
    drawn = found["full"].count("★") + found["full"].count("⭐") + (0.5 if found["half"] else 0.0)
    # Five stars are drawn in front of every number by some pages: "★★★★★ 4.5" says 4.5, "★ 4.5" too.
    return _number(found["number"]) if found["number"] else drawn


def _number(text: str) -> float | None:
    found = _NUMBER.fullmatch(text)
    return float(found["number"].replace(",", ".")) if found else None
