"""The review lists of the Business Profile interface and of a Takeout folder, read.

Live answers differ from the reference: a place without reviews answers {}, a star-only review has no comment, and new fields
come without notice. The two sources give the same review different ids.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from reviewkit.errors import LayoutChanged
from reviewkit.i18n import _
from reviewkit.platforms.base import IdSource, OwnerReply, Parsed, RawReview
from reviewkit.platforms.google.envelope import unwrap
from reviewkit.platforms.loose import count_of, dict_of, list_of, text_of

STARS = {"ONE": 1.0, "TWO": 2.0, "THREE": 3.0, "FOUR": 4.0, "FIVE": 5.0}
UNKNOWN = frozenset({"visited_on", "visit_count", "voted_keywords", "origin", "url"})
"""What no source of Google's says; an imported file may know it."""
TAKEOUT_UNKNOWN = UNKNOWN | {"photos"}


def parse_reviews(data: dict[str, Any]) -> Parsed:
    """Return what an answer of accounts.locations.reviews.list holds. Raises LayoutChanged."""
    if not data:
        return Parsed(site_total=0)
    entries, total = data.get("reviews"), count_of(data.get("totalReviewCount"))
    if entries is None and total is not None and not any(isinstance(value, list) for value in data.values()):
        # an empty list is left out; a list under another name is a new shape
        entries = []
    reviews, dropped = collect(entries, _api_review)
    return Parsed(reviews, dropped, total, text_of(data.get("nextPageToken")) or None)


def parse_takeout(data: dict[str, Any]) -> Parsed:
    """Return what a reviews*.json of a Takeout folder holds. Raises LayoutChanged."""
    if data.get("type") == "FeatureCollection":
        raise LayoutChanged(
            _("This file holds reviews that you wrote yourself, not those of your shop."),
            _("Import the folder “Google Business Profile” of the Takeout instead."),
        )
    reviews, dropped = collect(data.get("reviews"), _takeout_review)
    return Parsed(reviews, dropped)


def collect(entries: Any, read: Callable[[dict[str, Any]], RawReview | str]) -> tuple[tuple[RawReview, ...], dict[str, int]]:
    """Return the reviews that `read` makes of the entries, and how many it could not, by reason. Raises LayoutChanged."""
    if not isinstance(entries, list):
        raise changed(_("no list of reviews"))
    reviews: list[RawReview] = []
    dropped: dict[str, int] = {}
    for entry in entries:
        found = read(entry) if isinstance(entry, dict) else "not_a_review"
        if isinstance(found, RawReview):
            reviews.append(found)
        else:
            dropped[found] = dropped.get(found, 0) + 1
    if entries and not reviews:
        raise changed(_("no review on the page has the known fields"))
    return tuple(reviews), dropped


def changed(reason: str) -> LayoutChanged:
    """Return the error for an answer that isn't of the known shape."""
    message = _("Google answers in a shape that this version doesn't know: {reason}.").format(reason=reason)
    return LayoutChanged(
        message, _("Look for a newer reviewkit; keep the answer for a bug report with: reviewkit crawl --save-pages DIR")
    )


def moment(value: Any) -> datetime | None:
    """Return an RFC 3339 time (0 to 9 decimals) as UTC, None where it is none."""
    if not isinstance(value, str) or "T" not in value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo and found.year >= 2000 else None


def _api_review(entry: dict[str, Any]) -> RawReview | str:
    identity = text_of(entry.get("reviewId")) or _tail(entry)
    photos = (text_of(dict_of(item).get("thumbnailUrl")) for item in list_of(entry.get("reviewMediaItems")))
    return _review(entry, identity, IdSource.SITE, UNKNOWN, tuple(url for url in photos if url))


def _takeout_review(entry: dict[str, Any]) -> RawReview | str:
    return _review(entry, _tail(entry), IdSource.TAKEOUT, TAKEOUT_UNKNOWN)


def _review(
    entry: dict[str, Any], identity: str, source: IdSource, unknown: frozenset[str], photos: tuple[str, ...] = ()
) -> RawReview | str:
    written, updated = moment(entry.get("createTime")), moment(entry.get("updateTime"))
    if not identity or written is None:
        return "no_id" if not identity else "no_date"
    reviewer = dict_of(entry.get("reviewer"))
    return RawReview(
        platform_id=identity,
        written_at=written,
        author="" if reviewer.get("isAnonymous") is True else text_of(reviewer.get("displayName")),
        rating=STARS.get(text_of(entry.get("starRating"))),
        text=unwrap(text_of(entry.get("comment"))),
        photos=photos,
        edited_at=updated if updated and updated > written else None,
        owner_reply=_reply(dict_of(entry.get("reviewReply"))),
        id_source=source,
        unknown=unknown,
    )


def _tail(entry: dict[str, Any]) -> str:
    """Return the last part of accounts/A/locations/L/reviews/R."""
    _before, found, identity = text_of(entry.get("name")).rpartition("/reviews/")
    return identity if found and "/" not in identity else ""


def _reply(raw: dict[str, Any]) -> OwnerReply | None:
    """Return the owner's answer as guests see it: one that Google refused to show is none."""
    text = unwrap(text_of(raw.get("comment")))
    if not text or raw.get("reviewReplyState") == "REJECTED":
        return None
    return OwnerReply(text, moment(raw.get("updateTime")))
