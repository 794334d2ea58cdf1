"""Figures as the page tells them, beside those of `written` that the terminal tells too."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reviewkit.features.reports.figures import About, Difference, Mean, Period, Share
from reviewkit.features.reports.written import NONE, few
from reviewkit.i18n import _, ngettext

LONGEST_NAME = 60
"""Letters of a store's name in a title or a subject."""


def number(value: float) -> str:
    """Return a count with its thousands apart."""
    return f"{value:,.0f}"


def signed(value: float, digits: int = 0) -> str:
    """Return a difference with its sign, a real minus."""
    text = f"{value:+,.{digits}f}".replace("-", "−")
    return text if any(digit in text for digit in "123456789") else f"±{0:.{digits}f}"


def percent(value: float | None) -> str:
    """Return a share."""
    return NONE if value is None else f"{value * 100:.0f}%"


def decimal(value: float | None, digits: int = 1) -> str:
    """Return a mean."""
    return NONE if value is None else f"{value:.{digits}f}".replace("-", "−")


def between(of: Mean | Share, ends: tuple[float, float] | None = None) -> str:
    """Return what the true figure lies between, "" where nobody knows. A mean can't pass the `ends` of its scale."""
    if of.low is None or of.high is None:
        return ""
    if isinstance(of, Share):
        return _("95%: {low} to {high}").format(low=f"{of.low * 100:.0f}", high=percent(of.high))
    low, high = (min(ends[1], max(ends[0], end)) if ends else end for end in (of.low, of.high))
    return _("95%: {low} to {high}").format(low=decimal(low), high=decimal(high))


def changed(by: Difference | None, *, points: bool = False, digits: int = 1) -> str:
    """Return how a figure has changed; where it may be chance it says so. `points`: a share, told in points of a per cent."""
    if by is None or by.value is None:
        return ""
    value = signed(by.value * 100) + "%p" if points else signed(by.value, digits)
    if not by.clear:
        return _("{change}, may be chance").format(change=value)
    return f"{'▲' if by.value > 0 else '▼'} {value}"


def counted(by: int) -> str:
    """Return how a number has changed."""
    return f"{'▲ ' if by > 0 else '▼ ' if by < 0 else ''}{signed(by)}"


def aim(hours: float) -> str:
    """Return the target for a reply."""
    return _("{n:g} hours").format(n=hours)


def too_few(n: int) -> str:
    """Return what is to be said of a figure that rests on `n` reviews, "" where they are enough."""
    return _("too few to tell") if few(n) else ""


def reviews(n: int) -> str:
    """Return a number of reviews."""
    return ngettext("{n} review", "{n} reviews", n).format(n=number(n))


def day(moment: datetime, zone: str) -> str:
    """Return the day of a time in a zone."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d}"


def days(of: Period, zone: str) -> str:
    """Return a period's first and last day."""
    last = day(of.until - timedelta(microseconds=1), zone)
    if of.since is None:
        return _("up to {last}").format(last=last)
    first = day(of.since, zone)
    return first if first == last else f"{first} – {last}"


def length(about: About) -> str:
    """Return how long the period is: 4 weeks, 30 days; "" where it has no beginning."""
    since, zone = about.period.since, ZoneInfo(about.zone)
    if since is None:
        return ""
    ends = [moment.astimezone(zone).replace(tzinfo=None) for moment in (since, about.period.until)]
    number_ = round((ends[1] - ends[0]) / timedelta(days=1))
    if number_ and number_ % 7 == 0:
        return ngettext("{n} week", "{n} weeks", number_ // 7).format(n=number_ // 7)
    return ngettext("{n} day", "{n} days", number_).format(n=number_)


def stores(about: About) -> str:
    """Return what a report is about, in a few words."""
    if not about.stores:
        return _("No store")
    first, rest = about.stores[0], len(about.stores) - 1
    first = first if len(first) <= LONGEST_NAME else first[: LONGEST_NAME - 1] + "…"
    return _("{store} and {n} more").format(store=first, n=rest) if rest else first


def day_of(moment: datetime) -> str:
    """Return the day of a time that is in the zone already."""
    return f"{moment:%Y-%m-%d}"
