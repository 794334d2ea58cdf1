"""Figures as people read them: rounded, each with the number that it rests on. "4.3 (4.1–4.5, n 57)"; too few are called so."""

from datetime import datetime, timedelta

from reviewkit.features.reports.figures import FEW, Difference, Mean, Period, Share
from reviewkit.i18n import _

FEWER = "~"
"""Before a figure that rests on too few, where there is no room to say so."""
NONE = "–"
"""There is no figure."""
STARS = (1.0, 5.0)
SCORES = (-1.0, 1.0)


def mean(of: Mean, scale: tuple[float, float] = STARS, *, interval: bool = True, brief: bool = False) -> str:
    """Return a mean: "4.3 (4.1–4.5, n 57)", with a sign where the scale has one; the interval ends where the scale does.

    `brief` writes only "~" before it where it rests on too few: "~4.3 (n 2)".
    """
    if of.value is None:
        return NONE
    sign = "+" if scale[0] < 0 else ""
    bounds = (max(of.low, scale[0]), min(of.high, scale[1])) if of.low is not None and of.high is not None else None
    dash = " … " if scale[0] < 0 else "–"
    told = f"{bounds[0]:{sign}.1f}{dash}{bounds[1]:{sign}.1f}" if bounds and interval else ""
    return f"{_about(of.n, brief)}{of.value:{sign}.1f} {_rest(told, of.n, brief=brief)}"


def share(of: Share, *, interval: bool = True, brief: bool = False, number: bool = True) -> str:
    """Return a share: "62% (48–74%, n 55)"; `brief` as in `mean`; without its `number` where that stands beside it."""
    if of.value is None:
        return NONE
    told = f"{of.low * 100:.0f}–{of.high:.0%}" if of.low is not None and of.high is not None and interval else ""
    if not number and not few(of.n):
        return f"{of.value:.0%} ({told})" if told else f"{of.value:.0%}"
    return f"{_about(of.n, brief)}{of.value:.0%} {_rest(told, of.n, brief=brief)}"


def counted(of: Share) -> str:
    """Return a share that is counted, not estimated: "70% (40 of 57)"."""
    return NONE if of.value is None else _("{share:.0%} ({count} of {n})").format(share=of.value, count=of.count, n=of.n)


def difference(of: Difference, *, points: bool = False) -> str:
    """Return a change with its sign: "+0.2"; of a share in `points`: "+5 pts"."""
    if of.value is None:
        return ""
    if round(of.value, 2 if points else 1) == 0:
        return "0"
    return _("{points:+.0f} pts").format(points=of.value * 100) if points else f"{of.value:+.1f}"


def few(n: int) -> bool:
    """Say whether a figure rests on too few."""
    return 0 < n < FEW


def lasting(hours: float | None) -> str:
    """Return a length of time: "40 min", "5.5 h", "31 h", "3.2 days"."""
    if hours is None:
        return NONE
    if hours < 1:
        return _("{n:.0f} min").format(n=hours * 60)
    if hours < 48:
        return _("{n} h").format(n=f"{hours:.1f}" if hours < 10 else f"{hours:.0f}")
    return _("{n:.1f} days").format(n=hours / 24)


def period(of: Period) -> str:
    """Return a period by its first and last day: "2026-10-26 – 11-22", "until 2026-11-22"."""
    last = of.until - timedelta(microseconds=1)
    if of.since is None:
        return _("until {day}").format(day=f"{last:%Y-%m-%d}")
    since = of.since.astimezone(of.until.tzinfo)
    return f"{since:%Y-%m-%d}" if since.date() == last.date() else f"{since:%Y-%m-%d} – {_short(last, since)}"


def _short(day: datetime, after: datetime) -> str:
    return f"{day:%m-%d}" if day.year == after.year else f"{day:%Y-%m-%d}"


def _about(n: int, brief: bool) -> str:
    return FEWER if brief and few(n) else ""


def _rest(interval: str, n: int, *, brief: bool) -> str:
    if few(n) and brief:
        return _("(n {n})").format(n=n)
    if few(n):
        return _("(n {n}, too few)").format(n=n)
    return _("({interval}, n {n})").format(interval=interval, n=n) if interval else _("(n {n})").format(n=n)
