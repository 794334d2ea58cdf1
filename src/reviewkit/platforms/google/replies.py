"""The owner's replies through the Business Profile interface: reading one back, and what the site does with it.

Source: reference of accounts.locations.reviews (v4): updateReply, get, ReviewReply (reviewReplyState since 2026-04,
policyViolation since 2026-07), reviewReplyUrl (since 2026-07); "10 edits a minute per profile" in its limits.
"""

import time
from typing import Any, ClassVar
from urllib.parse import quote

from reviewkit.errors import ReplyRefused
from reviewkit.i18n import _
from reviewkit.platforms.base import Pace, ReplyState, SiteReply
from reviewkit.platforms.google.envelope import unwrap
from reviewkit.platforms.google.reviews import changed, moment
from reviewkit.platforms.http import Answer
from reviewkit.platforms.loose import dict_of, object_in, text_of

EDITS = 10
"""Edits that Google takes for one profile in a window."""
WINDOW = 60.0
"""Seconds."""
STATES = {
    "": ReplyState.LIVE,
    "REVIEW_REPLY_STATE_UNSPECIFIED": ReplyState.LIVE,
    "APPROVED": ReplyState.LIVE,
    "REJECTED": ReplyState.REFUSED,
}
"""A reply from before there were states has none, and is live. Any other word: not live yet."""


class EditPace:
    """Keeps the edits of each profile to `edits` in `WINDOW` seconds (0: no limit), on top of the site's own pace.

    Counted for the whole process: who posts from the inbox opens an adapter for each reply.
    """

    _made: ClassVar[dict[str, list[float]]] = {}

    def __init__(self, pace: Pace, edits: int = EDITS) -> None:
        self._pace = pace
        self._edits = edits

    def wait(self, profile: str) -> None:
        """Sleep until the profile takes another edit. Raises Interrupted."""
        made = self._made.get(profile, [])
        if 0 < self._edits <= len(made):
            self._pace.sleep(made[-self._edits] + WINDOW - time.monotonic())

    def done(self, profile: str) -> None:
        """Count an edit, whatever became of it. Called behind the answer: Google counted it before."""
        now = time.monotonic()
        self._made[profile] = [moment for moment in self._made.get(profile, []) if moment > now - WINDOW] + [now]


def address(api_url: str, resource: str, review_id: str) -> str:
    """Return the interface's address of a review."""
    return f"{api_url}/v4/{resource}/reviews/{quote(review_id, safe='')}"


def reply_of(body: bytes) -> SiteReply | None:
    """Return the reply in a review resource, None where there is none. Raises LayoutChanged where it is no review."""
    data = object_in(body)
    if data is None or not (text_of(data.get("reviewId")) or text_of(data.get("name"))):
        raise changed(_("no review"))
    return read(dict_of(data.get("reviewReply")))


def read(raw: dict[str, Any]) -> SiteReply | None:
    """Return what a ReviewReply holds, without Google's translation of it; None for an empty one."""
    text = unwrap(text_of(raw.get("comment")))
    if not text:
        return None
    state = STATES.get(text_of(raw.get("reviewReplyState")), ReplyState.PENDING)
    violation = text_of(raw.get("policyViolation")) if state is ReplyState.REFUSED else ""
    return SiteReply(text, state, violation, moment(raw.get("updateTime")))


def page_of(body: bytes) -> str:
    """Return the address where the owner answers this review by hand, "" where the resource has none."""
    url = text_of((object_in(body) or {}).get("reviewReplyUrl"))
    return url if url.startswith("https://") else ""


def refused(answer: Answer) -> ReplyRefused:
    """Return the error for a reply that Google doesn't take (400), with its own words."""
    words = text_of(dict_of((object_in(answer.body) or {}).get("error")).get("message"))[:200]
    return ReplyRefused(
        _("Google doesn't take this reply: {reason}").format(reason=words or _("it gives no reason")),
        _("Edit the reply: reviewkit reply edit ID"),
    )
