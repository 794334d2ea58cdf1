"""One review as Naver's interface gives it (in the page's state, and in GraphQL answers) → RawReview.

Field meanings: `id` begins with the time of writing; `visited` is a Korean day; `reply` is always an object, with `body` null
where the owner did not answer; a suspended review still comes with its text, which the page no longer shows.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reviewkit.platforms.base import OwnerReply, RawReview, Status
from reviewkit.platforms.loose import count_of, dict_of, list_of, rating_of, text_of
from reviewkit.platforms.naver import times

_KEYS = {
    "owner_reply": ("reply",),
    "photos": ("media", "thumbnail"),
    "origin": ("originType",),
    "voted_keywords": ("votedKeywords",),
    "visit_count": ("visitCount",),
    "status": ("status",),
    "visited_on": ("representativeVisitDateTime", "visitedDate", "visited"),
    "author": ("author",),
}
"""Field → the keys that tell it. An answer without any of them can't tell: batch answers of some pages lack several."""
_HIDDEN = ("SUSPEND", "DELET", "BLIND", "HIDDEN")


def to_review(item: Mapping[str, Any]) -> RawReview:
    """Return the review that `item` is, all its references resolved. Its id must have passed `times.is_id`."""
    review_id = item["id"]
    written = times.written_at(review_id)
    written_on = times.korean_day(written)
    reply = dict_of(item.get("reply"))
    shared = {
        "platform_id": review_id,
        "written_at": written,
        "url": text_of(reply.get("editUrl")) or None,
        "visited_on": _visited_on(item, written_on),
        "visit_count": count_of(item.get("visitCount")) or None,
        "origin": text_of(item.get("originType")) or None,
    }
    if is_hidden(item.get("status")):
        return RawReview(**shared, status=Status.SUSPENDED, unknown=_unknown(item, None))
    rating = rating_of(item.get("rating"))
    return RawReview(
        **shared,
        author=text_of(dict_of(item.get("author")).get("nickname")),
        rating=rating,
        text=tidy(item.get("body")),
        voted_keywords=voted(item.get("votedKeywords")),
        photos=_photos(item),
        owner_reply=_owner_reply(reply, written_on),
        unknown=_unknown(item, rating),
    )


def is_hidden(status: object) -> bool:
    """Say whether a status word means that the page doesn't show the review."""
    return isinstance(status, str) and any(word in status.upper() for word in _HIDDEN)


def tidy(text: object) -> str:
    """Return a text with plain line breaks and no space around it, "" for anything but a text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip() if isinstance(text, str) else ""


def voted(value: object) -> tuple[str, ...]:
    """Return the names of voted keywords: of objects with `name` or `displayName`, or plain texts."""
    names = (
        text_of(it) or text_of(dict_of(it).get("name")) or text_of(dict_of(it).get("displayName")) for it in list_of(value)
    )
    return tuple(dict.fromkeys(name for name in names if name))


def _unknown(item: Mapping[str, Any], rating: float | None) -> frozenset[str]:
    unknown = {field for field, keys in _KEYS.items() if not any(key in item for key in keys)}
    # Stars given since April 2026 are shown to the author and the owner only: null here doesn't mean that there are none.
    if rating is None:
        unknown.add("rating")
    if not text_of(dict_of(item.get("reply")).get("editUrl")):
        unknown.add("url")
    return frozenset(unknown | {"edited_at"})


def _visited_on(item: Mapping[str, Any], written_on: date) -> date | None:
    exact = times.moment(item.get("representativeVisitDateTime"))
    if exact:
        return times.korean_day(exact)
    return times.day(item.get("visitedDate"), written_on) or times.day(item.get("visited"), written_on)


def _photos(item: Mapping[str, Any]) -> tuple[str, ...]:
    found = [text_of(dict_of(media).get("thumbnail")) for media in list_of(item.get("media"))]
    photos = tuple(dict.fromkeys(url for url in found if url))
    single = text_of(item.get("thumbnail"))
    return photos or ((single,) if single else ())


def _owner_reply(reply: Mapping[str, Any], written_on: date) -> OwnerReply | None:
    text = tidy(reply.get("body"))
    if not text or reply.get("isSuspended") is True or is_hidden(reply.get("status")):
        return None
    # `date` moves on when the owner edits the reply; `created` stays.
    day = times.day(reply.get("created"), written_on, later=True) or times.day(reply.get("date"), written_on, later=True)
    return OwnerReply(text, times.midnight(day) if day else None)
