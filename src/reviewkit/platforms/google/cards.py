"""The cards of a Google Maps page, read: body kind "maps", the JSON that page.js makes of what the page shows.

    {"crawled_at": ISO time, "url": …, "limited": bool, "sign_in_link": bool, "tabs": n, "captcha": bool, "total": n or null,
     "more": bool, "cards": [{"id", "author", "rating_label", "date_text", "text", "photos", "reply_text", "reply_date"}]}

Relative dates are ranges seen from `crawled_at`. Maps' ids are of the family that Takeout has, not of the interface's.
"""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from reviewkit.errors import Blocked, SignInNeeded
from reviewkit.i18n import _
from reviewkit.platforms.base import IdSource, OwnerReply, Parsed, RawReview, polite_hint
from reviewkit.platforms.google.dates import relative
from reviewkit.platforms.google.envelope import unwrap
from reviewkit.platforms.google.reviews import UNKNOWN, changed, collect, moment
from reviewkit.platforms.loose import count_of, list_of, rating_of, text_of

MAPS_UNKNOWN = UNKNOWN | {"edited_at"}
_NUMBER = re.compile(r"(?<![\d.,])[0-5](?:[.,]\d)?(?![\d.,])")


def parse_cards(data: dict[str, Any]) -> Parsed:
    """Return the reviews of a page's cards. Raises LayoutChanged, SignInNeeded, Blocked."""
    refuse_walls(data)
    read_at, total = moment(data.get("crawled_at")), count_of(data.get("total"))
    if read_at is None or not isinstance(data.get("cards"), list):
        raise changed(_("no list of reviews"))
    if not data["cards"] and total != 0:
        raise changed(_("the Maps page shows no review, and doesn't say that there is none"))
    reviews, dropped = collect(data["cards"], lambda card: _review(card, read_at))
    more = data.get("more") is True and reviews
    return Parsed(reviews, dropped, total, reviews[-1].platform_id if more else None)


def refuse_walls(data: dict[str, Any]) -> None:
    """Raise what stands between us and the reviews: Blocked for a robot check, SignInNeeded for the limited view."""
    parts = urlsplit(re.sub(r"[\[\]]", "", text_of(data.get("url"))))
    if "/sorry/" in f"{parts.path}/" or data.get("captcha") is True:
        raise Blocked(_("Google Maps asks whether we are a robot. We don't answer that."), polite_hint("google"))
    signed_out = data.get("sign_in_link") is True and not data.get("tabs")
    at_login = parts.netloc.startswith("accounts.google.") or parts.path.lower().startswith(("/servicelogin", "/v3/signin"))
    if data.get("limited") is True or signed_out or at_login:
        raise SignInNeeded(
            _("Google Maps shows its reviews to signed-in visitors only."),
            _("Sign in in reviewkit's own browser profile: reviewkit auth login google-maps"),
        )


def _review(card: dict[str, Any], read_at: datetime) -> RawReview | str:
    identity, written = text_of(card.get("id")), relative(text_of(card.get("date_text")), read_at)
    if not identity or written is None:
        return "no_id" if not identity else "no_date"
    return RawReview(
        platform_id=identity,
        written_at=written.latest,
        written_precision=written.precision,
        author=text_of(card.get("author")),
        rating=_stars(text_of(card.get("rating_label"))),
        text=unwrap(text_of(card.get("text"))),
        photos=tuple(url for url in map(text_of, list_of(card.get("photos"))) if url),
        owner_reply=_reply(card, read_at),
        id_source=IdSource.TAKEOUT,
        unknown=MAPS_UNKNOWN,
    )


def _stars(label: str) -> float | None:
    """Return the number in "5 stars", "별표 5개" or "4/5"."""
    found = _NUMBER.search(label)
    return rating_of(float(found.group().replace(",", "."))) if found else None


def _reply(card: dict[str, Any], read_at: datetime) -> OwnerReply | None:
    text = unwrap(text_of(card.get("reply_text")))
    if not text:
        return None
    written = relative(text_of(card.get("reply_date")), read_at)
    return OwnerReply(text, written.latest if written else None)
