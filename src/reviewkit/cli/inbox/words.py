"""What the inbox calls things: the kinds of its rows, their signs and colours."""

from reviewkit.i18n import N_, _

FILTERS = ("all", "waiting", "held", "person", "ready", "approved", "posted")
"""The words of --state, and what the key f goes through."""
ORDER = ("held", "person", "ready", "waiting", "approved", "posted")
"""The kinds of rows, as they follow each other: what needs the owner first."""
NAMES = {
    "all": N_("all"),
    "waiting": N_("no draft yet"),
    "held": N_("held for you"),
    "person": N_("needs you"),
    "ready": N_("ready"),
    "approved": N_("approved"),
    "posted": N_("posted"),
    "ended": N_("rejected"),
}
SIGNS = {
    "waiting": ("○", ""),
    "held": ("!", "bold red"),
    "person": ("✗", "red"),
    "ready": ("●", "cyan"),
    "approved": ("✓", "green"),
    "posted": ("↑", "green"),
    "ended": ("–", "dim"),
}
"""A kind's sign in the list, and its style."""
SITES = {"naver": N_("Naver"), "kakao": N_("Kakao"), "google": N_("Google")}


def name(kind: str) -> str:
    """Return a kind's name for people."""
    return _(NAMES[kind])


def site(platform: str) -> str:
    """Return a platform's short name for people."""
    return _(SITES[platform]) if platform in SITES else platform


def kind(state: str | None, *, passed: bool) -> str:
    """Return the kind of a review by its reply's state, None where it has no reply."""
    if state is None:
        return "waiting"
    if state == "draft":
        return "ready" if passed else "person"
    known = {
        "held": "held", "failed": "person", "approved": "approved", "posting": "approved", "posted": "posted", "live": "posted",
    }  # fmt: skip
    return known.get(state, "ended")
