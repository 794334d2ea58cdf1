"""Pages, the clipboard, and what a post came to."""

import os
import sys
import webbrowser
from pathlib import Path

from reviewkit.cli import choices, posting
from reviewkit.cli.inbox.detail import Detail
from reviewkit.features import stores
from reviewkit.i18n import _


def title(platform: str) -> str:
    """Return a site's name for people."""
    return choices.title(platform)


def address(path: Path, shown: Detail) -> str:
    """Return a review's own page, else its store's on that site; "" where neither is known."""
    if shown.review["url"]:
        return str(shown.review["url"])
    store = next((one for one in stores.overview(path) if one["name"] == shown.review["store"]), None)
    listings = store["listings"] if store else []
    return next((str(one["url"]) for one in listings if one["platform"] == shown.review["platform"]), "")


def browse(address: str) -> None:
    """Open a page in the owner's browser. Without a screen Python would start a text browser right over the inbox: not then."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    if address.startswith(("http://", "https://")):
        webbrowser.open(address)


def copy(text: str) -> None:
    """Put a text into the clipboard by the system's own tool, where there is one: not every terminal does what it is told."""
    posting.copied(text)


def outcome(name: str) -> tuple[str, bool]:
    """Return what became of a post, as a sentence, and whether that is good."""
    told = {
        "live": _("It is on the site."),
        "pending": _("The site has it, and is still checking."),
        "refused": _("The site refused it: the reason stands with the draft."),
        "elsewhere": _("The site shows another reply: somebody has answered by hand."),
        "failed": _("It can't be posted: the reason stands with the draft."),
        "open": _("No answer from the site: p looks whether it has arrived."),
        "left": _("It was not posted, and stays approved."),
    }
    return told.get(name, name), name in ("live", "pending")
