"""What KakaoMap's answers hold: the list of reviews, the place's panel, and what its refusals mean."""

from datetime import datetime, timedelta, timezone
from typing import Any

from reviewkit.errors import Blocked, CursorExpired, LayoutChanged, NotFound, ReviewkitError
from reviewkit.i18n import _
from reviewkit.platforms.base import OwnerReply, Parsed, RawReview, Status, polite_hint
from reviewkit.platforms.http import Answer
from reviewkit.platforms.loose import count_of, dict_of, list_of, object_in, rating_of, text_of

CURSOR = "previous_last_review_id"
"""The word in a request that continues a list."""
KST = timezone(timedelta(hours=9), "KST")
UNKNOWN = frozenset({"visited_on", "visit_count", "origin", "url"})
"""What KakaoMap never says; an imported file may know it."""


def parse(body: bytes, kind: str) -> Parsed:
    """Return what a body of that kind holds; see `Kakao.parse`."""
    data = object_in(body)
    if data is None:
        raise changed(_("no JSON object"))
    if kind == "panel":
        return _parse_panel(data)
    entries, total = data.get("reviews"), _total(data)
    if entries is None and total == 0:
        entries = []
    if not isinstance(entries, list):
        raise changed(_("no list of reviews"))
    return _parse_list(data, entries, total)


def explain(answer: Answer) -> ReviewkitError | None:
    """Return what KakaoMap means by an error, None where the status says it all."""
    if answer.status in {400, 404, 410} and CURSOR in answer.url:
        return CursorExpired(_("KakaoMap no longer knows the review where the last crawl stopped."))
    if answer.status in {403, 429}:
        return Blocked(_("KakaoMap asked us to slow down, or shut us out."), polite_hint("kakao"))
    if answer.status == 404:
        return NotFound(_("KakaoMap knows no such place."), _("Check the address with: reviewkit store list"))
    if answer.status == 406:
        return changed(_("it wants other headers"))
    return None


def switched_off() -> NotFound:
    """Return the outcome of a place whose owner had KakaoMap hide the reviews."""
    error = NotFound(
        _("KakaoMap shows no reviews of this place because its owner asked for that (후기 미제공)."),
        _("Switch the reviews on in 카카오맵 매장관리, or stop reading this page: reviewkit store edit"),
    )
    error.code = "reviews_switched_off"
    return error


def _parse_panel(data: dict[str, Any]) -> Parsed:
    reads = dict_of(dict_of(data.get("restrict")).get("review_read"))
    if reads.get("is_restrict") is True:
        raise switched_off()
    return Parsed(site_total=_total(dict_of(data.get("kakaomap_review"))))


def _parse_list(data: dict[str, Any], entries: list[Any], total: int | None) -> Parsed:
    names = _strengths(data)
    reviews: list[RawReview] = []
    dropped: dict[str, int] = {}
    for entry in entries:
        found = _review(entry, names)
        if isinstance(found, RawReview):
            reviews.append(found)
        else:
            dropped[found] = dropped.get(found, 0) + 1
    if entries and not reviews:
        raise changed(_("no review on the page has the known fields"))
    return Parsed(tuple(reviews), dropped, total, _cursor(data, entries))


def _cursor(data: dict[str, Any], entries: list[Any]) -> str | None:
    """Return the id of the page's last entry while there is more."""
    if data.get("has_next") is not True or not entries:
        return None
    last = _identity(dict_of(entries[-1]))
    if not last:
        raise changed(_("the last review has no id to go on from"))
    return last


def _review(entry: Any, names: dict[int, str]) -> RawReview | str:
    """Return the review of one entry, or the reason why it is none."""
    if not isinstance(entry, dict):
        return "not_a_review"
    identity, written = _identity(entry), _time(entry.get("registered_at"))
    if not identity or written is None:
        return "no_id" if not identity else "no_date"
    meta = dict_of(entry.get("meta"))
    visible = entry.get("status", "S") == "S"
    edited = _time(entry.get("updated_at"))
    return RawReview(
        platform_id=identity,
        written_at=written,
        author=text_of(dict_of(meta.get("owner")).get("nickname")),
        rating=rating_of(entry.get("star_rating")),
        text=text_of(entry.get("contents")) if visible else "",
        voted_keywords=tuple(names[i] for i in list_of(entry.get("strength_ids")) if isinstance(i, int) and i in names),
        photos=_photos(entry) if visible else (),
        status=Status.VISIBLE if visible else Status.SUSPENDED,
        edited_at=edited if edited and edited > written else None,
        owner_reply=_reply(dict_of(meta.get("place_owner_reply"))),
        unknown=UNKNOWN,
    )


def _identity(entry: dict[str, Any]) -> str:
    value = entry.get("review_id")
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _reply(raw: dict[str, Any]) -> OwnerReply | None:
    """Return the owner's answer. It has the time of its last change only; a status other than S means: not shown."""
    text = text_of(raw.get("content"))
    return OwnerReply(text, _time(raw.get("updated_at"))) if text and raw.get("status", "S") == "S" else None


def _photos(entry: dict[str, Any]) -> tuple[str, ...]:
    photos = [dict_of(photo) for photo in list_of(entry.get("photos"))]
    return tuple(url for photo in photos if photo.get("status", "S") == "S" and (url := text_of(photo.get("url"))))


def _strengths(data: dict[str, Any]) -> dict[int, str]:
    """Return the words behind strength_ids; they differ by the place's trade, so each answer brings its own."""
    described = [dict_of(item) for item in list_of(data.get("strength_description"))]
    return {
        item["id"]: text_of(item.get("name"))
        for item in described
        if isinstance(item.get("id"), int) and text_of(item.get("name"))
    }


def _time(value: Any) -> datetime | None:
    """Return the moment of "YYYY-MM-DD HH:MM:SS", which is Korean time without saying so."""
    if not isinstance(value, str) or len(value) != len("2026-01-02 03:04:05"):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.replace(tzinfo=KST) if moment.tzinfo is None and moment.year >= 2000 else None


def _total(data: dict[str, Any]) -> int | None:
    return count_of(dict_of(data.get("score_set")).get("review_count"))


def changed(reason: str) -> LayoutChanged:
    message = _("KakaoMap answers in a shape that this version doesn't know: {reason}.").format(reason=reason)
    return LayoutChanged(
        message, _("Look for a newer reviewkit; keep the answer for a bug report with: reviewkit crawl --save-pages DIR")
    )
