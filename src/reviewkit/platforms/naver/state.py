"""The reviews in a page's embedded state (`window.__APOLLO_STATE__`) and in answers of the page's own GraphQL."""

import json
from collections.abc import Mapping
from typing import Any

from reviewkit.errors import ReviewkitError
from reviewkit.platforms.base import Parsed, RawReview
from reviewkit.platforms.loose import count_of, dict_of, list_of
from reviewkit.platforms.naver import dom, notices, times, tree
from reviewkit.platforms.naver.items import to_review

FROM_TOP = "top"
"""The cursor after a page whose reviews carry none: the interface is then asked from the top."""
MARK = "window.__APOLLO_STATE__"
_QUERY = "visitorReviews("


def parse_page(body: bytes, *, with_text: bool) -> Parsed:
    """Return the reviews of the page's first query: those with a text, or those without one.

    Raises Blocked, SignInNeeded and NotFound where the page visibly says so, LayoutChanged where the state has no such query.
    """
    html = body.decode("utf-8", "replace")
    state = state_in(html)
    found = query_in(state, with_text=with_text)
    if found is None:
        raise _without_state(html)
    answer = found[1]
    items = [_resolved(item, state) for item in list_of(answer.get("items"))]
    parsed = parse_answer({**answer, "items": items})
    if parsed.cursor is None and len(items) < (parsed.site_total or 0):
        return Parsed(parsed.reviews, parsed.dropped, parsed.site_total, FROM_TOP)
    return parsed


def parse_graphql(body: bytes) -> Parsed:
    """Return the reviews of a GraphQL answer, a single one or a batch. Raises as `parse_page` does."""
    text = body.decode("utf-8", "replace")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise notices.of_text(tree.visible_text(text)) or notices.changed("graphql") from None
    for part in data if isinstance(data, list) else [data]:
        answer = dict_of(dict_of(dict_of(part).get("data")).get("visitorReviews"))
        if isinstance(answer.get("items"), list):
            return parse_answer(answer)
    raise notices.of_text(text if len(text) < 2000 else "") or notices.changed("graphql")


def parse_answer(answer: Mapping[str, Any]) -> Parsed:
    """Return what a `visitorReviews` object holds."""
    reviews: list[RawReview] = []
    dropped: dict[str, int] = {}
    items = list_of(answer.get("items"))
    for item in items:
        reason = _unfit(item)
        if reason:
            dropped[reason] = dropped.get(reason, 0) + 1
        else:
            reviews.append(to_review(item))
    if items and not reviews:
        raise notices.changed("items")
    last = dict_of(items[-1]) if items else {}
    cursor = last.get("cursor")
    return Parsed(
        tuple(reviews), dropped, count_of(answer.get("total")), cursor if isinstance(cursor, str) and cursor else None
    )


def state_in(html: str) -> dict[str, Any]:
    """Return the embedded state, {} where there is none. It stands between other object literals, so it is read as JSON."""
    start = html.find("{", html.find(MARK) + len(MARK)) if MARK in html else -1
    if start < 0:
        return {}
    try:
        return dict_of(json.JSONDecoder().raw_decode(html, start)[0])
    except (ValueError, RecursionError):
        return {}


def query_in(state: Mapping[str, Any], *, with_text: bool) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return the page's own query for one list as (input, answer), the newest-first one if there are several."""
    found: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for key, answer in dict_of(state.get("ROOT_QUERY")).items():
        asked = _input_of(key)
        if asked.get("includeContent") is with_text and asked.get("isPhotoUsed") is not True and isinstance(answer, dict):
            found.append((asked, answer))
    found.sort(key=lambda pair: pair[0].get("sort") != "recent")
    return found[0] if found else None


def _without_state(html: str) -> ReviewkitError:
    root = tree.parse(html)
    if dom.review_items(root):
        return notices.changed("state")  # a customer's words in the list are no notice of Naver's
    return notices.of_text(" ".join(root.text(" ").split())) or notices.changed("state")


def _input_of(key: str) -> dict[str, Any]:
    if not key.startswith(_QUERY):
        return {}
    try:
        return dict_of(dict_of(json.JSONDecoder().raw_decode(key, len(_QUERY))[0]).get("input"))
    except (ValueError, RecursionError):
        return {}


def _unfit(item: object) -> str:
    if not isinstance(item, dict):
        return "no_entry"
    return "" if times.is_id(item.get("id")) else "no_id"


def _resolved(value: Any, state: Mapping[str, Any], depth: int = 0) -> Any:
    """Return `value` with each {"__ref": key} replaced by what the state holds under that key."""
    if depth > 8:
        return None
    if isinstance(value, list):
        return [_resolved(item, state, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    if "__ref" in value:
        return _resolved(state.get(str(value["__ref"])), state, depth + 1)
    return {key: _resolved(item, state, depth + 1) for key, item in value.items()}
