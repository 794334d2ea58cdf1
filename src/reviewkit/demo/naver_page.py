"""Naver Place's review page: the rendered list, and the state in the middle of a script, in the site's own structure.

Nothing on it is loaded from elsewhere: pictures are empty stubs, and the one script only does what 더보기 does.
"""

import html
import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from reviewkit.demo.naver_list import list_item, more_link
from reviewkit.demo.naver_shape import KEYWORD_KEYS, NOT_IN_STATE, PHOTO_KEYS, Json, stats_json
from reviewkit.demo.shop import KST, DemoReview, Shop

CATEGORIES = ["220036", "220037", "220053"]
LABELS = {
    "home": "홈", "feed": "소식", "review": "리뷰", "photo": "사진", "visitor_review": "방문자 리뷰",
    "visitor_review_count": "방문자 리뷰 {{value}}", "blog_review": "블로그 리뷰", "blog_review_count": "블로그 리뷰 {{value}}",
    "review_count": "리뷰 {{value}}", "show_more": "더보기", "unfold": "펼쳐서 더보기",
    "visitor_review_rating_guide_text":
        "방문자 리뷰의 별점 선택 기능이 종료되어 현재 표시되는 평균 별점은 2021년 10월까지 참여한 결과입니다.",
    "new_review_reflected_time_guide_text":
        "<0>신규 등록된 리뷰 / 키워드·별점 리뷰</0>가 총 리뷰수 집계에 반영되기까지 시간이 소요될 수 있습니다.",
    "no_blog_review": "블로그 리뷰가 없습니다", "try_later_text": "잠시 후 다시 시도해주세요.",
    "keyword_ratings_review": "키워드·별점 리뷰", "ratings_review": "별점 리뷰",
    "no_review_encouragement": "아직 등록된 리뷰가 없습니다.<br />첫 리뷰를 작성해보세요!",
}  # fmt: skip
"""The site's label table. It stands on EVERY page, also where its notices don't hold: a trap for who searches the raw page."""


@cache
def _file(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def review_input(shop: Shop, kind: str, size: int, sort: str) -> Json:
    """Return the input that the page itself sends for a list ("content", "keywords" or "photos")."""
    if kind == "photos":
        return {
            "businessId": shop.naver_id, "businessType": shop.business_type, "getTrailer": True, "includeReceiptPhotos": False,
            "isPhotoUsed": True, "item": "0", "page": 1, "size": size,
        }  # fmt: skip
    content = {"includeContent": True, "includeReceiptPhotos": True, "isPhotoUsed": False}
    return {
        "bookingBusinessId": shop.booking_id, "businessId": shop.naver_id, "businessType": shop.business_type,
        "cidList": CATEGORIES,
        "getReactions": True, "getTrailer": True, "getUserStats": True,
        **(content if kind == "content" else {"includeContent": False, "includeReceiptPhotos": True}),
        "item": "0", "page": 1, "size": size, "sort": sort,
    }  # fmt: skip


def page_state(shop: Shop, lists: dict[str, Json], sort: str) -> Json:
    """Return the page's state: the entities, and ROOT_QUERY with three lists of references. `lists`: answers by kind."""
    state: Json = {"PlaceDetailBase:" + shop.naver_id: place_base(shop)}
    state["VisitorReviewStatsResult:" + shop.naver_id] = stats_json(shop, typed=True)
    references = {kind: [_store(state, item, kind) for item in answer["items"]] for kind, answer in lists.items()}
    place = {"id": shop.naver_id, "businessId": shop.naver_id, "businessType": shop.business_type}
    detail = {"__typename": "PlaceDetail", "base": {"__ref": "PlaceDetailBase:" + shop.naver_id}}
    root: Json = {"__typename": "Query", _key("placeDetail", {"deviceType": "pc", "id": shop.naver_id, "isNx": False}): detail}
    root[_key("visitorReviews", review_input(shop, "content", 10, sort))] = _result(lists["content"], references["content"])
    stats = {"businessId": shop.naver_id, "businessType": place["businessType"], "itemId": "0"}
    root[_key("visitorReviewStats", stats)] = {"__ref": "VisitorReviewStatsResult:" + shop.naver_id}
    root["reactionTypes"] = []
    root["user"] = {"__typename": "UserResult", "partnerHashedIdNo": None}
    photos = _result(lists["photos"], references["photos"])
    root[_key("visitorReviews", review_input(shop, "photos", 20, sort))] = {
        key: value for key, value in photos.items() if key not in ("showRecommendationSort", "itemReviewStats")
    }
    root[_key("visitorReviews", review_input(shop, "keywords", 10, sort))] = {
        "__typename": "VisitorReviewsResult", "total": lists["keywords"]["total"], "items": references["keywords"],
    }  # fmt: skip
    state["ROOT_QUERY"] = root
    return state


def place_base(shop: Shop) -> Json:
    """Return the place itself."""
    reviews = shop.reviews("naver")
    return {
        "__typename": "PlaceDetailBase", "id": shop.naver_id, "name": shop.name,
        "reviewSettings": {"__typename": "ReviewSettings", "keyword": f'"{shop.name}"', "blog": 1, "cafe": 1,
                           "showVisitorReviewScore": False},
        "siteId": "sp_madeup17", "road": "골목 끝 작은 마당을 지나면 나무 문이 보입니다.", "conveniences": ["예약", "포장",
        "주차"],
        "category": shop.category, "categoryCode": CATEGORIES[-1], "categoryCodeList": CATEGORIES, "categoryCount": 2,
        "roadAddress": shop.address, "address": shop.address, "visitorReviewsTotal": len(reviews), "visitorReviewsScore": 0,
        "microReviews": ["비 오는 날 따뜻한 국물 한 그릇"], "paymentInfo": None, "openingHours": None, "isGoodStore": False,
        "virtualPhone": None, "phone": "02-0000-0017", "talktalkUrl": None, "chatBotUrl": None, "naverBlog": None,
        "visitorReviewsTextReviewTotal": sum(1 for review in reviews if not review.keyword_only),
    }  # fmt: skip


def list_page(shop: Shop, items: Sequence[tuple[DemoReview, Json]], lists: dict[str, Json], sort: str, script: Json) -> str:
    """Return the review tab. `items` are the reviews that are rendered; `script` is what 더보기 needs to know."""
    totals = {kind: answer["total"] for kind, answer in lists.items()}
    whole = totals["content"] + totals["keywords"]
    section = _section(items, totals, sort) if whole else _file("naver_none.html")
    body = _file("naver_tabs.html").replace("{{section}}", section)
    more = _quiet(_file("naver_more.js").replace("{{settings}}", embed(script)))
    title = f"{shop.name} : 네이버"
    return document(shop, body, page_state(shop, lists, sort), sort, title=title, extra=f"<script>{more}</script>")


def plain_page(shop: Shop) -> str:
    """Return a tab of the place that has no reviews on it."""
    state = {"PlaceDetailBase:" + shop.naver_id: place_base(shop), "ROOT_QUERY": {"__typename": "Query"}}
    return document(shop, _file("naver_tabs.html").replace("{{section}}", ""), state, title=f"{shop.name} : 네이버")


def not_found_page(shop: Shop) -> str:
    """Return the site's "page not found"; its state holds the visitor and nothing else."""
    user = {"__typename": "UserResult", "partnerHashedIdNo": None, "myplace": None}
    return document(shop, _file("naver_notfound.html"), {"ROOT_QUERY": {"__typename": "Query", "user": user}}, "recent")


def block_page(shop: Shop) -> str:
    """Return the block notice as a rendered page: the state has the place, and not one review."""
    notice = _file("naver_blocked.html").replace("{{time}}", f"{shop.now.astimezone(KST):%Y.%m.%d %H:%M:%S}")
    place = {"PlaceDetailBase:" + shop.naver_id: place_base(shop)}
    stats = {"VisitorReviewStatsResult:" + shop.naver_id: stats_json(shop, typed=True)}
    return document(shop, notice, {**place, **stats, "ROOT_QUERY": {"__typename": "Query"}}, "recent")


def document(shop: Shop, body: str, state: Json, sort: str = "recent", *, title: str = "", extra: str = "") -> str:
    """Return a whole document around a body and a state."""
    place_state = {
        "locale": "ko", "localeResources": {"ko": {"translation": LABELS}}, "originalLocale": "ko",
        "query": {"entry": "ple", "reviewSort": sort},
    }  # fmt: skip
    meta = f'<meta id="og:title" property="og:title" content="{html.escape(title)}">' if title else ""
    filled = {
        "{{meta}}": meta, "{{body}}": body, "{{name}}": html.escape(shop.name), "{{type}}": shop.business_type,
        "{{id}}": shop.naver_id, "{{category}}": shop.category, "{{state}}": embed(state),
        "{{place_state}}": json.dumps(place_state, ensure_ascii=False, separators=(",", ":")), "{{extra}}": extra,
    }  # fmt: skip
    text = _file("naver_page.html")
    for mark, value in filled.items():
        text = text.replace(mark, value)
    return text


def embed(value: Any) -> str:
    """Return JSON as it stands in a script: /, < and > by their numbers."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("/", "\\u002F").replace("<", "\\u003C").replace(">", "\\u003E")


def _quiet(script: str) -> str:
    """Return a script without a tag or a notice in plain sight, so that who searches the raw page finds the list only."""
    script = re.sub(r"<(?=/?[a-zA-Z])", r"\\x3C", script)
    return re.sub(r"[^\x00-\x7f]", lambda found: json.dumps(found[0])[1:-1], script)


def _section(items: Sequence[tuple[DemoReview, Json]], totals: Json, sort: str) -> str:
    recent = sort == "recent"
    more = totals["content"] > len(items)
    filled = {
        "{{total}}": f"{totals['content']:,}", "{{keyword_total}}": f"{totals['keywords']:,}",
        "{{recommended}}": str(not recent).lower(), "{{recent}}": str(recent).lower(),
        "{{items}}": "".join(list_item(review, item) for review, item in items), "{{more}}": more_link() if more else "",
    }  # fmt: skip
    text = _file("naver_section.html")
    for mark, value in filled.items():
        text = text.replace(mark, value)
    return text


def _store(state: Json, item: Json, kind: str) -> Json:
    """Put a review and what it refers to into the state by the list it comes from; return the reference."""
    author = item["author"]
    state[f"VisitorReviewAuthor:{author['id']}"] = author
    linked = {"author": {"__ref": f"VisitorReviewAuthor:{author['id']}"}}
    for name, type_name in (("reactionStat", "ReactionStat"), ("hasViewerReacted", "HasViewerReacted")):
        if kind != "photos":
            state[f"{type_name}:{item['id']}"] = item[name]
            linked[name] = {"__ref": f"{type_name}:{item['id']}"}
    entity = {**item, **linked}
    votes = [{k: v for k, v in vote.items() if k != "displayName" or kind == "keywords"} for vote in item["votedKeywords"]]
    entity["votedKeywords"] = votes
    if kind == "content":
        key, kept = f"VisitorReview:{item['id']}:true", {k: v for k, v in entity.items() if k not in NOT_IN_STATE}
    elif kind == "photos":
        media = [{k: v for k, v in one.items() if k != "class"} for one in item["media"]]
        key, kept = f"VisitorReview:{item['id']}", {name: {**entity, "media": media}[name] for name in PHOTO_KEYS}
    else:
        key, kept = f"VisitorReview:{item['id']}", {name: entity[name] for name in KEYWORD_KEYS}
    state[key] = {**state.get(key, {}), **kept}
    return {"__ref": key}


def _result(answer: Json, references: list[Json]) -> Json:
    return {key: references if key == "items" else value for key, value in answer.items() if key != "score"}


def _key(name: str, given: Json) -> str:
    return f'{name}({{"input":{json.dumps(given, separators=(",", ":"))}}})'
