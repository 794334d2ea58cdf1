"""Names for people that several rooms say: aspects, platforms, moods. Those that we don't know stay as they were written."""

from collections.abc import Mapping

from reviewkit.i18n import N_, _

ASPECTS = {
    "맛": N_("taste"), "서비스": N_("service"), "가격": N_("price"), "위생": N_("hygiene"), "분위기": N_("ambience"),
    "대기": N_("waiting"), "시술": N_("treatment"), "디자인": N_("design"), "상담": N_("advice"), "예약": N_("booking"),
}  # fmt: skip
PLATFORMS = {"naver": N_("Naver Place"), "kakao": N_("KakaoMap"), "google": N_("Google")}
MOODS = {"positive": N_("good"), "neutral": N_("neutral"), "negative": N_("bad"), "mixed": N_("mixed")}


def aspect(name: str) -> str:
    """Return an aspect's name."""
    return of(ASPECTS, name)


def platform(name: str) -> str:
    """Return a platform's name."""
    return of(PLATFORMS, name)


def mood(polarity: str) -> str:
    """Return what a polarity is called."""
    return of(MOODS, polarity)


def of(names: Mapping[str, str], key: str) -> str:
    """Return the name of `key` in a table of msgids, or the key itself."""
    return _(names[key]) if key in names else key
