"""Names for people: platforms, aspects, moods, alerts, units. Those that we don't know stay as they were written."""

from reviewkit.i18n import N_, _

ASPECTS = {
    "맛": N_("taste"), "서비스": N_("service"), "가격": N_("price"), "위생": N_("hygiene"), "분위기": N_("ambience"),
    "대기": N_("waiting"), "시술": N_("treatment"), "디자인": N_("design"), "상담": N_("advice"), "예약": N_("booking"),
}  # fmt: skip
PLATFORMS = {"naver": N_("Naver Place"), "kakao": N_("KakaoMap"), "google": N_("Google")}
MOODS = {"positive": N_("good"), "neutral": N_("neutral"), "negative": N_("bad"), "mixed": N_("mixed")}
ALERTS = {
    "risk": N_("Reviews that need you in person"),
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


def aspect(name: str) -> str:
    """Return an aspect's name."""
    return _of(ASPECTS, name)


def platform(name: str) -> str:
    """Return a platform's name."""
    return _of(PLATFORMS, name)


def mood(polarity: str) -> str:
    """Return what a polarity is called."""
    return _of(MOODS, polarity)


def alerts(kind: str) -> str:
    """Return what alerts of a kind are about."""
    return _of(ALERTS, kind)


def unit(name: str) -> str:
    """Return a unit of time."""
    return _of(UNITS, name)


def step(code: str) -> str:
    """Return a class of the times to a reply."""
    return _of(STEPS, code)


def stars(name: str) -> str:
    """Return a class of reviews by their stars: "5" … "1", or "none"."""
    return _("no stars") if name == "none" else "★" * int(name)


def _of(names: dict[str, str], key: str) -> str:
    return _(names[key]) if key in names else key
