"""Names for people on a report: alerts, units, steps, and those that other rooms say too."""

from reviewkit.features.names import aspect, mood, of, platform
from reviewkit.i18n import N_, _

__all__ = ["alerts", "aspect", "mood", "platform", "stars", "step", "unit"]

ALERTS = {
    "risk": N_("Reviews that need you in person"),
    "held": N_("Reviews that a rule holds for you"),
    "reply_gone": N_("Replies that are gone from the site"),
    "reply_refused": N_("Replies that a site has refused"),
    "edited_after_reply": N_("Reviews changed after your reply"),
    "kakao_sleep": N_("KakaoMap wants you to sign in"),
}
UNITS = {"day": N_("Day"), "week": N_("Week"), "month": N_("Month")}
STEPS = {
    "4h": N_("under 4 hours"), "1d": N_("under a day"), "2d": N_("under 2 days"), "7d": N_("under 7 days"),
    "14d": N_("under 14 days"), "more": N_("longer"),
}  # fmt: skip


def alerts(kind: str) -> str:
    """Return what alerts of a kind are about."""
    return of(ALERTS, kind)


def unit(name: str) -> str:
    """Return a unit of time."""
    return of(UNITS, name)


def step(code: str) -> str:
    """Return a class of the times to a reply."""
    return of(STEPS, code)


def stars(name: str) -> str:
    """Return a class of reviews by their stars: "5" … "1", or "none"."""
    return _("no stars") if name == "none" else "★" * int(name)
