"""The reviews in SmartPlace, for an owner who signed in: the same reviews as the public ones, with the stars.

Answers of the page's own `getReviews`, and the page's cards (in two columns) as the fallback. The same ids as in public.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reviewkit.platforms.base import IdSource, OwnerReply, Parsed, Precision, RawReview, Status
from reviewkit.platforms.loose import count_of, dict_of, list_of, rating_of, text_of
from reviewkit.platforms.naver import dom, notices, times, tree
from reviewkit.platforms.naver.items import tidy, voted
from reviewkit.platforms.naver.tree import Node

FROM_TOP = "top"
"""The cursor after an answer that isn't all."""
_ALWAYS_UNKNOWN = frozenset({"url", "edited_at", "origin"})
_CARD_UNKNOWN = _ALWAYS_UNKNOWN | {"photos", "voted_keywords", "visit_count"}
_SIGN_IN = re.compile(r"UNAUTH|LOGIN|로그인", re.IGNORECASE)
_PAYMENT = re.compile(r"/my/review/([0-9a-f]{24})\b")
_STARS = re.compile(r"별점\s*([0-5](?:\.\d)?)\s*점")
_SHORT_DAY = re.compile(
    r"^(?:방문일|작성일)?\s*(?:\d{4}|\d{2})?[.년\s]*\d{1,2}[.월]\s*\d{1,2}[.일]?\s*\(?[월화수목금토일]?(?:요일)?\)?$"
)
_PICTURE_KEYS = ("thumbnailUrl", "thumbnail", "imageUrl", "url")


def parse_answer(body: bytes) -> Parsed:
    """Return the reviews of a `getReviews` answer. Raises SignInNeeded, Blocked, LayoutChanged.

    There is no `site_total`: these are the reviews that the public lists count already.
    """
    text = body.decode("utf-8", "replace")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise notices.of_text(tree.visible_text(text)) or notices.changed("smartplace") from None
    part = dict_of(data[0] if isinstance(data, list) and data else data)
    answer = dict_of(dict_of(part.get("data")).get("reviews"))
    items = answer.get("items")
    if not isinstance(items, list):
        errors = json.dumps(part.get("errors"), ensure_ascii=False)
        raise notices.sign_in() if _SIGN_IN.search(errors) else notices.changed("smartplace")
    parsed = _gathered([_answered(dict_of(item)) for item in items])
    # The answer doesn't say which page it is, so what was cut off is read from the top: a hundred reviews are one request.
    more = len(items) < (count_of(answer.get("totalCount")) or 0)
    return replace(parsed, cursor=FROM_TOP if more and items else None)


def parse_cards(body: bytes) -> Parsed:
    """Return the reviews of SmartPlace's page. Raises SignInNeeded, Blocked, LayoutChanged."""
    root = tree.parse(body.decode("utf-8", "replace"))
    found = cards(root)
    visible = "" if found else " ".join(root.text(" ").split())
    if not found and not re.search(r"리뷰가 없습니다", visible):
        raise notices.of_text(visible) or notices.changed("smartplace cards")
    parsed = _gathered([_card(card) for card in found])
    return replace(parsed, cursor=dom.cursor_in(root))


def total(body: bytes) -> int | None:
    """Return how many reviews a `getReviews` answer speaks of, None where it doesn't say."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    part = dict_of(data[0] if isinstance(data, list) and data else data)
    return count_of(dict_of(dict_of(part.get("data")).get("reviews")).get("totalCount"))


def cards(root: Node) -> list[Node]:
    """Return the cards of both columns, each once: of nested ones the innermost."""
    return tree.innermost(root.all(_is_card))


def author_name(card: Node) -> str:
    """Return the author's name on a card, "" where there is none."""
    named = card.first(lambda node: "NMi-Dp" in node.attrs.get("class", ""))
    return (named.text().strip() if named else "") or dom.author_name(card)


def _marks_a_card(node: Node) -> bool:
    code = node.attrs.get(dom.CODE, "") + node.attrs.get("data-area-code", "")
    return code.startswith("rv.") or _PAYMENT.search(node.attrs.get("href", "")) is not None


def _is_card(node: Node) -> bool:
    return node.tag == "li" and ("Review_pui_review" in node.attrs.get("class", "") or node.first(_marks_a_card) is not None)


def _gathered(found: list[RawReview | str]) -> Parsed:
    reviews: dict[str, RawReview] = {}
    dropped: dict[str, int] = {}
    for it in found:
        reason = it if isinstance(it, str) else "same_entry" if it.platform_id in reviews else ""
        if reason:
            dropped[reason] = dropped.get(reason, 0) + 1
        elif isinstance(it, RawReview):
            reviews[it.platform_id] = it
    if found and not reviews:
        raise notices.changed("smartplace items")
    return Parsed(tuple(reviews.values()), dropped)


def _answered(item: Mapping[str, Any]) -> RawReview | str:
    review_id = text_of(item.get("id"))
    if not review_id:
        return "no_id"
    written = times.written_at(review_id) if times.is_id(review_id) else times.moment(item.get("createdDateTime"))
    if written is None:
        return "no_date"
    visited = times.moment(item.get("visitDateTime"))
    shared: dict[str, Any] = {
        "platform_id": review_id,
        "written_at": written,
        "visited_on": times.korean_day(visited) if visited else None,
        "visit_count": count_of(item.get("visitCount")) or None,
    }
    unknown = _untold(item)
    if item.get("isSuspended") is True:
        return RawReview(**shared, status=Status.SUSPENDED, unknown=unknown)
    content = dict_of(item.get("content"))
    rating = rating_of(item.get("rating")) or rating_of(content.get("rating"))
    return RawReview(
        **shared,
        author=text_of(dict_of(item.get("author")).get("displayName")),
        rating=rating,
        text=tidy(content.get("text")),
        voted_keywords=voted(dict_of(content.get("tags")).get("votedKeywords")),
        photos=_pictures(content.get("mediaItems")),
        owner_reply=_reply(dict_of(item.get("reply"))),
        unknown=unknown,
    )


def _untold(item: Mapping[str, Any]) -> frozenset[str]:
    content = dict_of(item.get("content"))
    told = {
        "visited_on": "visitDateTime" in item,
        "visit_count": "visitCount" in item,
        "status": "isSuspended" in item,
        "author": "displayName" in dict_of(item.get("author")),
        "rating": "rating" in item or "rating" in content,
        "text": "text" in content,
        "voted_keywords": "votedKeywords" in dict_of(content.get("tags")),
        "photos": bool(_pictures(content.get("mediaItems"))) or content.get("mediaItems") == [],
        "owner_reply": "reply" in item,
    }
    return _ALWAYS_UNKNOWN | {field for field, known in told.items() if not known}


def _pictures(value: object) -> tuple[str, ...]:
    found: list[str] = []
    for media in list_of(value):
        addresses = [text_of(media), *(text_of(dict_of(media).get(key)) for key in _PICTURE_KEYS)]
        found.extend([url for url in addresses if url][:1])
    return tuple(dict.fromkeys(found))


def _reply(reply: Mapping[str, Any]) -> OwnerReply | None:
    text = tidy(reply.get("text"))
    if not text or reply.get("isDeleted") is True or reply.get("isSuspended") is True:
        return None
    return OwnerReply(text, times.moment(reply.get("createdDateTime")))


def _card(card: Node) -> RawReview | str:
    link = card.first(lambda node: _PAYMENT.search(node.attrs.get("href", "")) is not None)
    found = _PAYMENT.search(link.attrs["href"]) if link else None
    review_id = found.group(1) if found else ""
    author, text = author_name(card), _text(card)
    dates = _dates(card)
    full = [day for day in map(times.full_day, dates) if day]
    if not review_id and not full:
        return "no_date"
    written = times.written_at(review_id) if review_id else times.midnight((full[1:2] or full)[0])
    near = times.korean_day(written)
    visited = times.day(dates[0], near) if dates else None
    stars = _STARS.search(card.text(" "))
    reply = _card_reply(card)
    unknown = _CARD_UNKNOWN | ({"owner_reply"} if reply is None else set()) | ({"rating"} if stars is None else set())
    return RawReview(
        platform_id=review_id or dom.page_id(author, near, None, text),
        written_at=written,
        written_precision=Precision.SECOND if review_id else Precision.DAY,
        author=author,
        rating=rating_of(float(stars.group(1))) if stars else None,
        text=text,
        visited_on=visited,
        owner_reply=reply,
        id_source=IdSource.SITE if review_id else IdSource.PAGE,
        unknown=frozenset(unknown),
    )


def _dates(card: Node) -> list[str]:
    """The day texts of a card in their order: the visit, then the writing."""
    leaves = card.all(lambda node: not any(isinstance(child, Node) for child in node.children))
    texts = (" ".join(node.text(" ").split()) for node in leaves)
    return [re.sub(r"^(?:방문일|작성일)\s*", "", text) for text in texts if _SHORT_DAY.match(text)]


def _text(card: Node) -> str:
    node = card.first(lambda it: dom.click_code(it, "rvshowmore", "rv.showmore")) or card.first(
        lambda it: "vn15t2" in it.attrs.get("class", "")
    )
    return tidy(node.text()) if node else ""


def _card_reply(card: Node) -> OwnerReply | None:
    node = card.first(lambda it: dom.click_code(it, "rv.replyfold", "text"))
    text = tidy(node.text()) if node else ""
    if len(text) < 5 or text in {"더보기", "답글 보기", "답글 접기"}:
        return None
    return OwnerReply(text)
