"""Naver Place's review as its GraphQL and its page state give it: field names, order and odd types as on the site."""

import base64
import hashlib
import re
from datetime import UTC, datetime
from functools import cache
from typing import Any

from reviewkit.demo.graphql import fields
from reviewkit.demo.shop import ACTIVE, KST, DemoReview, Shop
from reviewkit.demo.writer import stock

Json = dict[str, Any]
SITE = "https://m.place.naver.com"
EMOJI = "https://ssl.pstatic.net/static/pup/emoji/{icon}20220119222022.png"
WEEKDAYS = "월화수목금토일"
REVIEW_FIELDS = fields(
    "id reviewId cursor rating author{id nickname from imageUrl borderImageUrl objectId url review{totalCount imageCount"
    " avgRating}"
    " theme{totalCount} isFollowing followerCount followRequested} body thumbnail media{type thumbnail thumbnailRatio"
    " class videoId"
    " videoUrl trailerUrl} tags status visitCount viewCount visited visitedDate created reply{editUrl body editedBy"
    " created date"
    " replyTitle isReported isSuspended status} originType item{name code options} language highlightRanges apolloCacheId"
    " translatedText businessName showBookingItemName bookingItemName votedKeywords{code iconUrl iconCode name displayName}"
    " userIdno loginIdno receiptInfoUrl reactionStat{id typeCount{name count} totalCount} hasViewerReacted{id reacted} nickname"
    " showPaymentInfo visitCategories{code name keywords{code name}} representativeVisitDateTime"
    " showRepresentativeVisitDateTime"
    " themes isFollowing"
)
SCORES = "starDistribution{score count}"
RESULT_FIELDS = fields(
    f"items{{id}} {SCORES} hideProductSelectBox total showRecommendationSort score"
    f" itemReviewStats{{score count itemId {SCORES}}}"
) | {"items": REVIEW_FIELDS}
STATS_FIELDS = fields(
    f"id name review{{avgRating totalCount scores{{count score}} {SCORES} imageReviewCount authorCount"
    f" maxSingleReviewScoreCount"
    " maxScoreWithMaxCount} analysis{themes{code label count} menus{code label count} votedKeyword{totalCount reviewCount"
    " userCount details{category code iconUrl iconCode displayName count previousRank}}} visitorReviewsTotal ratingReviewsTotal"
    " apolloCacheId"
)
PHOTO_KEYS = (
    "__typename", "id", "rating", "author", "body", "thumbnail", "media", "tags", "status", "visited", "originType", "item",
    "businessName", "isFollowing", "visitCount", "votedKeywords",
)  # fmt: skip
"""What the state keeps of a review in the list of photos."""
KEYWORD_KEYS = (
    "__typename", "id", "rating", "author", "visitCount", "visited", "originType", "reply", "votedKeywords", "businessName",
    "status", "userIdno", "loginIdno", "receiptInfoUrl", "reactionStat", "hasViewerReacted", "nickname",
)  # fmt: skip
"""What the state keeps of a review in the list of those without a text."""
NOT_IN_STATE = ("cursor", "visitedDate", "themes", "isFollowing")


def digest(*parts: object) -> str:
    """Return 32 hex digits that stand for `parts`, the same ones each time."""
    return hashlib.blake2b("|".join(map(str, parts)).encode(), digest_size=16).hexdigest()


def short_date(moment: datetime, now: datetime) -> str:
    """Return a date as Naver writes it: 5.2.금 in the current year, else 24.8.13.화."""
    day = moment.astimezone(KST)
    year = "" if day.year == now.astimezone(KST).year else f"{day:%y}."
    return f"{year}{day.month}.{day.day}.{WEEKDAYS[day.weekday()]}"


def long_date(moment: datetime) -> str:
    """Return a date as the page's hidden text has it: 2025년 5월 1일 목요일."""
    day = moment.astimezone(KST)
    return f"{day.year}년 {day.month}월 {day.day}일 {WEEKDAYS[day.weekday()]}요일"


def recent_key(review: DemoReview) -> tuple[int, int]:
    """Sort key of 최신순: the newest visit first, whenever it was written."""
    return -int((review.visited_at or review.written_at).timestamp()), -int(review.id, 16)


def recommended_key(review: DemoReview) -> tuple[int, int]:
    """Sort key of 추천순: nobody knows it; not by time."""
    return -len(review.text) - 40 * review.photos, -int(review.id, 16)


def pack(key: tuple[int, int]) -> str:
    """Return an opaque cursor that stands for a place in a list."""
    return base64.urlsafe_b64encode(f"{key[0]}:{key[1]}".encode()).decode().rstrip("=")


def unpack(cursor: str) -> tuple[int, int] | None:
    """Return the place that a cursor stands for, None for a cursor that is none of ours."""
    try:
        first, _colon, second = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(":")
        return int(first), int(second)
    except ValueError:
        return None


def review_json(review: DemoReview, shop: Shop, key: tuple[int, int]) -> Json:
    """Return a review with every field that the interface knows."""
    visited = review.visited_at or review.written_at
    booked = review.origin == "예약"
    media = _media(review)
    return {
        "__typename": "VisitorReview", "id": review.id, "reviewId": review.id[:8] + digest(review.id, "review")[:16],
        "cursor": pack(key), "rating": review.rating if review.rating_public else None, "author": author_json(review),
        "body": review.text, "thumbnail": media[0]["thumbnail"].split("?")[0] if media else None, "media": media, "tags": None,
        "status": review.status, "visitCount": review.visit_count, "viewCount": int(digest(review.id, "views")[:3], 16),
        "visited": short_date(visited, shop.now), "visitedDate": f"{visited.astimezone(KST):%Y.%m.%d.}",
        "created": short_date(review.written_at, shop.now), "reply": _reply(review, shop, booked), "originType": review.origin,
        "item": {"__typename": "VisitorReviewItem", "name": review.item, "code": None,
        "options": None} if review.item else None,
        "language": review.language, "highlightRanges": None, "apolloCacheId": "true", "translatedText": None,
        "businessName": shop.name, "showBookingItemName": booked, "bookingItemName": review.item if booked else "",
        "votedKeywords": [_vote(label) for label in review.votes], "userIdno": user_id(review), "loginIdno": "",
        "receiptInfoUrl": f"{SITE}/my/review/{review.id}/paymentInfo", "reactionStat": _reactions(review),
        "hasViewerReacted": {"__typename": "HasViewerReacted", "id": review.id, "reacted": False}, "nickname": "",
        "showPaymentInfo": not booked, "visitCategories": _categories(review, booked),
        "representativeVisitDateTime": f"{visited.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}",
        "showRepresentativeVisitDateTime": True, "themes": None, "isFollowing": None,
    }  # fmt: skip


def author_json(review: DemoReview) -> Json:
    """Return the author; some never wrote enough to have counts."""
    object_id, seed = digest(review.author, "object")[:24], int(digest(review.author, "counts")[:4], 16)
    counts = seed % 3 > 0
    return {
        "__typename": "VisitorReviewAuthor", "id": user_id(review), "nickname": review.author, "from": "NAVER",
        "imageUrl": None,
        "borderImageUrl": None, "objectId": object_id, "url": f"{SITE}/my/{object_id}/review?v=2",
        "review": {"__typename": "AuthorReview", "totalCount": seed % 900 + 1, "imageCount": seed % 311, "avgRating": 4.6}
        if counts else None,
        "theme": {"__typename": "AuthorTheme", "totalCount": 0} if counts else None, "isFollowing": None,
        "followerCount": str(seed % 40), "followRequested": None,
    }  # fmt: skip


def user_id(review: DemoReview) -> str:
    """Return the short id of an author."""
    return base64.b32encode(bytes.fromhex(digest(review.author, "user")[:8])).decode()[:5]


def stats_json(shop: Shop, typed: bool) -> Json:
    """Return the place's counts. `typed`: as in the page's state (an integer id, __typename everywhere)."""
    return shop.view("naver", f"stats-{typed}", lambda reviews: _stats(reviews, shop, typed))


@cache
def votes_table() -> dict[str, tuple[str, str]]:
    """Return code and icon by label."""
    rows = [vote.split("/", 2) for votes in stock()["votes"].values() for vote in votes]
    return {label: (code, icon) for code, icon, label in rows}


def _stats(reviews: list[DemoReview], shop: Shop, typed: bool) -> Json:
    shown = [review for review in reviews if not review.keyword_only]
    counts: dict[str, int] = {}
    for review in reviews:
        for label in review.votes:
            counts[label] = counts.get(label, 0) + 1
    details = []
    for label, count in sorted(counts.items(), key=lambda pair: -pair[1]):
        vote = _vote(label)
        details.append({
            "__typename": "VisitorReviewStatsAnalysisVoteKeywordDetail", "category": None, "code": vote["code"],
            "iconUrl": vote["iconUrl"], "iconCode": vote["iconCode"], "displayName": label, "count": count,
            "previousRank": None,
        })  # fmt: skip
    voters = sum(1 for review in reviews if review.votes)
    return {
        "__typename": "VisitorReviewStatsResult", "id": int(shop.naver_id) if typed else shop.naver_id, "name": None,
        "review": {
            "__typename": "VisitorReviewStats", "avgRating": 0, "totalCount": len(reviews), "scores": [],
            "starDistribution": None,
            "imageReviewCount": sum(1 for review in shown if review.photos), "authorCount": 0,
            "maxSingleReviewScoreCount": None, "maxScoreWithMaxCount": None,
        },
        "analysis": {
            "__typename": "VisitorReviewStatsAnalysis", "themes": _themes(shown), "menus": [],
            "votedKeyword": {"__typename": "VisitorReviewStatsAnalysisVoteKeyword", "totalCount": sum(counts.values()),
                             "reviewCount": voters, "userCount": voters, "details": details} if counts else None,
        },
        "visitorReviewsTotal": len(reviews), "ratingReviewsTotal": len(reviews) - len(shown), "apolloCacheId": None,
    }  # fmt: skip


def _themes(shown: list[DemoReview]) -> list[Json]:
    words = (("taste", "맛", "맛"), ("service", "서비스", "친절"), ("mood", "분위기", "분위기"), ("parking", "주차", "주차"))
    counts = [(code, label, sum(1 for review in shown if word in review.text)) for code, label, word in words]
    named = "VisitorReviewStatsAnalysisThemes"
    return [{"__typename": named, "code": code, "label": label, "count": count} for code, label, count in counts if count]


def _vote(label: str) -> Json:
    code, icon = votes_table().get(label, ("etc", "sparkles"))
    return {
        "__typename": "VisitorReviewVotedKeyword", "code": code, "iconUrl": EMOJI.format(icon=icon), "iconCode": icon,
        "name": label,
        "displayName": None,
    }  # fmt: skip


def _media(review: DemoReview) -> list[Json]:
    ratios = ("portrait", "square", "landscape")
    found = []
    for number in range(review.photos):
        name = digest(review.id, "photo", number)
        found.append({
            "__typename": "VisitorReviewMedia", "type": "image",
            "thumbnail": f"https://pup-review-phinf.pstatic.net/MADEUP/{name}.JPEG/{name[:8]}.jpeg?type=w1500_60_sharpen",
            "thumbnailRatio": ratios[int(name[0], 16) % 3], "class": "notReceipt", "videoId": None, "videoUrl": None,
            "trailerUrl": None,
        })  # fmt: skip
    if review.video:
        name = digest(review.id, "video").upper()
        found.append({
            "__typename": "VisitorReviewMedia", "type": "video",
            "thumbnail": f"https://video-phinf.pstatic.net/MADEUP/{name}_90.jpg", "thumbnailRatio": "portrait", "class": None,
            "videoId": name, "videoUrl": f"vod://2629:{name}", "trailerUrl": None,
        })  # fmt: skip
    return found


def _reply(review: DemoReview, shop: Shop, booked: bool) -> Json:
    tail = (
        f"booking/{shop.booking_id}/reviews/{review.id}?type=booking"
        if booked
        else f"place-id/{shop.naver_id}/reviews/{review.id}"
    )
    day = short_date(review.reply_at, shop.now) if review.reply and review.reply_at else None
    return {
        "__typename": "VisitorReviewReply", "editUrl": f"https://new-m.smartplace.naver.com/bizes/{tail}", "body": review.reply,
        "editedBy": None, "created": day, "date": day, "replyTitle": shop.name if review.reply else None, "isReported": False,
        "isSuspended": False, "status": ACTIVE if review.reply else None,
    }  # fmt: skip


def _reactions(review: DemoReview) -> Json:
    kinds = ("fun", "helpful", "wannago", "cool")
    counts = [review.likes if kind == "helpful" else 0 for kind in kinds]
    types = [{"__typename": "ReactionStatTypeCount", "name": kind, "count": n} for kind, n in zip(kinds, counts, strict=True)]
    return {"__typename": "ReactionStat", "id": review.id, "typeCount": types, "totalCount": review.likes}


def _categories(review: DemoReview, booked: bool) -> list[Json]:
    """Return the tags of the visit. Some values end in a blank, as on the site."""
    seed = int(digest(review.id, "tags")[:4], 16)
    waits = (("v_enter_immediately", "바로 입장"), ("v_within_10minutes", "10분 이내 "), ("v_within_30minutes", "30분 이내"))
    purposes = (
        ("v_daily_routine", "일상"),
        ("v_social_bonding", "친목"),
        ("v_romantic_date", "데이트"),
        ("v_casual_outing", "나들이"),
    )
    people = (
        ("v_solo", "혼자"),
        ("v_friend", "친구"),
        ("v_significant_other", "연인・배우자"),
        ("v_child", "아이"),
        ("v_parents", "부모님"),
    )
    how = ("v_with_reservation", "", "예약 후 이용") if booked else ("v_no_reservation", "", "예약 없이 이용")
    wait, purpose, companion = waits[seed % 3], purposes[seed % 4], people[seed % 5]
    rows = [how, (wait[0], "대기 시간", wait[1]), (purpose[0], "", purpose[1]), (companion[0], "", companion[1])]
    return [
        {"__typename": "VisitCategory", "code": code, "name": name,
         "keywords": [{"__typename": "VisitCategoryKeyword", "code": word, "name": word}]}
        for code, name, word in rows
    ]  # fmt: skip


def change_classes(text: str) -> str:
    """Return the page as after a new release of the site: every class name is another one."""

    def other(found: re.Match[str]) -> str:
        return 'class="' + " ".join("n" + digest(name)[:6] for name in found[1].split(" ") if name) + '"'

    return re.sub(r'class="([\w \-]+)"', other, text)
