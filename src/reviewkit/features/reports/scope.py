"""Which reviews a report is about: stores, platform, a period in the owner's zone, and the one to compare it with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from reviewkit.errors import WrongInput
from reviewkit.i18n import _

DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
"""Days in the units of --last."""
_LAST = re.compile(r"([1-9]\d{0,4})\s*([dwmy])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What to report on. Times are aware; `until` is not included. () stands for all stores, None for all platforms.

    No `since`: from the first review on, and there is no period before. No `until`: to the end of the day of `now`. `against`
    is (since, until) of the period to compare with, else the one of equal length that ends where this one begins.
    """

    store_ids: tuple[int, ...] = ()
    platform: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("Asia/Seoul"))
    against: tuple[datetime, datetime] | None = None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def end(self) -> datetime:
        """Where the period ends, in the zone."""
        local = self.now.astimezone(self.zone)
        return self.until.astimezone(self.zone) if self.until else midnight(local.date() + timedelta(days=1), self.zone)

    @property
    def before(self) -> tuple[datetime, datetime] | None:
        """The period to compare with."""
        if self.against or self.since is None:
            return self.against
        length = _wall(self.end, self.zone) - _wall(self.since, self.zone)
        return moved(self.since, -length, self.zone), self.since

    def weeks(self, count: int) -> list[datetime]:
        """Return the borders of the last `count` weeks up to the end, the earliest first."""
        return [moved(self.end, timedelta(days=-7 * number), self.zone) for number in range(count, -1, -1)]


def last(words: str, today: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the period of --last: "4w" are the 28 days up to and with `today`; d, w, m (30 days) and y. Raises WrongInput."""
    found = _LAST.fullmatch(words.strip())
    try:
        if not found:
            raise ValueError
        end = today + timedelta(days=1)
        return midnight(end - timedelta(days=int(found[1]) * DAYS[found[2].lower()]), zone), midnight(end, zone)
    except (ValueError, OverflowError) as exc:
        raise WrongInput(
            _("{text} is not a length of time.").format(text=words), _("Write 4w for four weeks, or 30d, 3m, 1y.")
        ) from exc


def period(since: date | None, until: date | None, today: date, zone: tzinfo) -> tuple[datetime | None, datetime]:
    """Return the period from the day `since` up to and with the day `until` (today). Raises WrongInput."""
    end = until or today
    if since and since > end:
        raise WrongInput(
            _("The period ends on {until}, before it begins on {since}.").format(since=since, until=end),
            _("Exchange --since and --until."),
        )
    return (midnight(since, zone) if since else None), midnight(end + timedelta(days=1), zone)


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return when a day begins in `zone`."""
    return datetime.combine(day, time.min, zone)


def moved(moment: datetime, by: timedelta, zone: tzinfo) -> datetime:
    """Return the time on the clock of `zone` that lies `by` from `moment`: a day there may have 23 hours."""
    return (_wall(moment, zone) + by).replace(tzinfo=zone)


def buckets(since: datetime, until: datetime, unit: str, zone: tzinfo) -> list[tuple[datetime, datetime]]:
    """Return (begin, end) of each "day", "week" (from Monday) or "month" of a period; the first and last may be cut short."""
    day = _wall(since, zone).date()
    if unit == "week":
        day -= timedelta(days=day.weekday())
    elif unit == "month":
        day = day.replace(day=1)
    borders = [since]
    while (border := midnight(day := _next(day, unit), zone)) < until:
        borders.append(border)
    return list(pairwise([*borders, until])) if since < until else []


def unit_for(since: datetime, until: datetime) -> str:
    """Return the unit of a trend over a period: days up to a month, weeks up to half a year, else months."""
    days = (until - since) / timedelta(days=1)
    return "day" if days <= 31.5 else "week" if days <= 184 else "month"


def whole(spans: Sequence[tuple[datetime, datetime]], unit: str, zone: tzinfo) -> list[bool]:
    """Say of each bucket whether it is a whole one."""
    return [_wall(begin, zone) + _length(begin, unit, zone) <= _wall(end, zone) for begin, end in spans]


def _length(begin: datetime, unit: str, zone: tzinfo) -> timedelta:
    day = _wall(begin, zone).date()
    days = {"day": 1, "week": 7}.get(unit)
    return timedelta(days=days) if days else _next(day.replace(day=1), "month") - day.replace(day=1)


def _next(day: date, unit: str) -> date:
    if unit == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=7 if unit == "week" else 1)


def _wall(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
