"""Dates as people say them (내일까지, 3일 안에, 다음 주 화요일, by Friday): the words, and the last day that they allow."""

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

_NUMBERS = """
하루 한 일 a an one|이틀 두 이 two|사흘 세 삼 three|나흘 네 사 four|닷새 다섯 오 five|엿새 여섯 육 six|이레 일곱 칠 seven
|여드레 여덟 팔 eight|아흐레 아홉 구 nine|열흘 열 십 ten
"""
_COUNT = {word: number for number, words in enumerate(_NUMBERS.split("|"), 1) for word in words.split()}
_WEEK = ("월 monday", "화 tuesday", "수 wednesday", "목 thursday", "금 friday", "토 saturday", "일 sunday")
_DAYS = {name: number for number, names in enumerate(_WEEK) for name in names.split()}
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_KO_DAY = r"(?P<day>[월화수목금토일])요일"
_EN_DAY = r"(?P<day>monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_NUMBER = r"(?P<number>\d{1,3}|한|두|세|네|다섯|일|이|삼|사|오)"
_LIMIT = r"(?:안|이내|내|뒤|후|까지)"
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"


class Due(NamedTuple):
    """`words` as they stand in the text; `day` is the last one, None where it can't be told."""

    words: str
    day: date | None


def find(text: str, today: date) -> Due | None:
    """Return the first date or time limit that `text` speaks of; the most exact where several begin together."""
    found = min(_all(text), key=lambda pair: (pair[0].start(), pair[0].start() - pair[0].end()), default=None)
    if found is None:
        return None
    try:
        return Due(found[0][0].strip(), found[1](found[0], today))
    except (ValueError, OverflowError):  # the 31st of November
        return Due(found[0][0].strip(), None)


Reader = Callable[[re.Match[str], date], date | None]


def _all(text: str) -> Iterator[tuple[re.Match[str], Reader]]:
    for pattern, reader in _RULES:
        for match in pattern.finditer(text):
            yield match, reader


def _after(days: int) -> Reader:
    return lambda _found, today: today + timedelta(days=days)


def _spell(found: re.Match[str], today: date) -> date:
    """3일 안에, 2주, 한 달 뒤, within 24 hours."""
    spelt, unit = found["number"].lower(), found["unit"].lower()
    number = int(spelt) if spelt.isdigit() else _COUNT[spelt]
    if unit.startswith(("달", "개월", "month")):
        return _month_on(today, number)
    if unit.startswith(("분", "min")):
        return today
    if unit.startswith(("시간", "hour")):
        return today + timedelta(days=-(-number // 24) if number > 12 else 0)
    return today + timedelta(days=number * (7 if unit.startswith(("주", "week")) else 1))


def _month_on(today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _month_end(months: int) -> Reader:
    def read(_found: re.Match[str], today: date) -> date:
        later = _month_on(today.replace(day=1), months)
        return later.replace(day=calendar.monthrange(later.year, later.month)[1])

    return read


def _weekday(weeks: int | None) -> Reader:
    """Return the day of the week in this (0) or the next (1) week; None: the next such day."""

    def read(found: re.Match[str], today: date) -> date:
        day = _DAYS[found["day"].lower()]
        if weeks is None:
            return today + timedelta(days=(day - today.weekday()) % 7)
        return today + timedelta(days=day - today.weekday() + 7 * weeks)

    return read


def _week_end(weeks: int) -> Reader:
    return lambda _found, today: today + timedelta(days=6 - today.weekday() + 7 * weeks)


def _calendar(found: re.Match[str], today: date) -> date:
    """12월 5일, 2026-12-05, December 5: where no year is named, the next such day."""
    parts = found.groupdict()
    spelt = parts["month"].lower()
    month = int(spelt) if spelt.isdigit() else _MONTHS[spelt[:3]]
    if parts.get("year"):
        return date(int(parts["year"]), month, int(parts["date"]))
    this = date(today.year, month, int(parts["date"]))
    return this if this >= today else this.replace(year=today.year + 1)


def _day_of_month(found: re.Match[str], today: date) -> date:
    day = int(found["date"])
    return today.replace(day=day) if day >= today.day else _month_on(today.replace(day=1), 1).replace(day=day)


def _unknown(_found: re.Match[str], _today: date) -> None:
    return None


_RULES: list[tuple[re.Pattern[str], Reader]] = [
    (re.compile(spelt, re.IGNORECASE), reader)
    for spelt, reader in (
        (r"내일(?:까지|부터|\s?(?:중|안)(?:으로|에)?)?(?![가-힣]*모레)", _after(1)),
        (r"(?:내일\s?)?모레(?:까지|부터)?", _after(2)),
        (r"글피(?:까지)?", _after(3)),
        (r"(?:오늘|금일)\s?(?:까지|부터|중|안에|바로|내로)|당장 오늘", _after(0)),
        (r"익일|명일", _after(1)),
        (rf"{_NUMBER}\s?(?P<unit>시간|분|일|주일?|개월|달)\s?(?:정도\s?)?{_LIMIT}(?:에|로)?(?![가-힣])", _spell),
        (rf"(?P<number>하루|이틀|사흘|나흘|닷새|열흘)\s?(?P<unit>)(?:정도\s?)?{_LIMIT}(?:에|로)?(?![가-힣])", _spell),
        (rf"(?P<number>일)(?P<unit>주)일?\s?{_LIMIT}(?:에|로)?(?![가-힣])", _spell),
        (rf"보름\s?{_LIMIT}(?:에|로)?", _after(15)),
        (rf"이번\s?주\s?{_KO_DAY}(?:까지)?", _weekday(0)),
        (rf"다음\s?주\s?{_KO_DAY}(?:까지)?", _weekday(1)),
        (rf"{_KO_DAY}\s?(?:까지|부터|안에|에)", _weekday(None)),
        (r"(?:이번|금)\s?주(?:말)?(?!\s?[월화수목금토일]요일)\s?(?:안에|내로?|중(?:으로|에)?|까지|에|부터)?", _week_end(0)),
        (r"(?:다음|차|담)\s?주(?:말)?(?!\s?[월화수목금토일]요일)\s?(?:안에|내로?|중(?:으로|에)?|까지|에|부터)", _week_end(1)),
        (r"(?:이번|이)\s?달\s?(?:말|안에|내로?|중(?:으로|에)?|까지)|월말\s?까지", _month_end(0)),
        (r"(?:다음|내)\s?달\s?(?:초|말|안에|내로?|중(?:으로|에)?|까지|에|부터)", _month_end(1)),
        (r"(?:(?P<year>20\d\d)년\s?)?(?P<month>1[0-2]|[1-9])월\s?(?P<date>[1-3]?\d)일(?:\s?(?:까지|부터|에))?", _calendar),
        (r"(?P<year>20\d\d)[-./](?P<month>0?[1-9]|1[0-2])[-./](?P<date>[0-3]?\d)(?!\d)", _calendar),
        (r"(?<![\d/])(?P<month>1[0-2]|[1-9])/(?P<date>[1-3]?\d)(?![\d/])\s?(?:까지|부터|에|일)", _calendar),
        (r"(?<![월\d]\s)(?<![월\d])(?P<date>[1-3]?\d)일\s?까지", _day_of_month),
        (r"빠른\s?(?:시일|시간)\s?(?:내|안)[에로]?|조만간|이른\s?시일\s?(?:내|안)?에?|(?:이번|다음)\s?(?:분기|시즌)", _unknown),
        (r"\b(?:the )?day after tomorrow\b", _after(2)),
        (r"\b(?:by |until )?tomorrow\b", _after(1)),
        (r"\b(?:by )?(?:tonight|the end of (?:the|today's) day|end of day)\b|\bby (?:the end of )?today\b", _after(0)),
        (r"\b(?:within|in)(?: the)?(?: next)? (?P<number>\d{1,3}|an?|one|two|three|four|five|six|seven|ten)[ -]"
         r"(?:business |working )?(?P<unit>minute|hour|day|week|month)s?\b", _spell),
        (rf"\bnext {_EN_DAY}\b", _weekday(1)),
        (rf"\b(?:by|on|before|this|until) {_EN_DAY}\b", _weekday(None)),
        (r"\bnext week(?:end)?\b", _week_end(1)),
        (r"\b(?:(?:by |before )?the end of (?:the|this) week|(?:by |later )?this week(?:end)?)\b", _week_end(0)),
        (r"\b(?:by |before )?the end of (?:the|this) month\b|\b(?:by |later )?this month\b", _month_end(0)),
        (r"\bnext month\b", _month_end(1)),
        (rf"\b(?:by |on |before )?{_MONTH}\.? (?P<date>[1-3]?\d)(?:st|nd|rd|th)?\b(?:,? (?P<year>20\d\d))?", _calendar),
        (rf"\b(?:by |on )?(?:the )?(?P<date>[1-3]?\d)(?:st|nd|rd|th)? (?:of )?{_MONTH}\b", _calendar),
        (r"\b(?:as soon as possible|asap|shortly|right away)\b", _unknown),
    )
]  # fmt: skip
