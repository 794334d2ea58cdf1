"""The copy of KakaoMap: a place page, and the interface that it asks for reviews."""

import html
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from reviewkit.demo.messages import Request, Response, data, page, rewritten
from reviewkit.demo.naver_shape import change_classes, digest
from reviewkit.demo.shop import KST, DemoReview, Shop, after

Json = dict[str, Any]
PAGE = 20
STRENGTHS = {"맛": 5, "가성비": 1, "친절": 2, "분위기": 3, "주차": 4}
ICONS = {5: "taste", 1: "price", 2: "kind", 3: "mood", 4: "parking"}
NOTICE = "매장주 요청으로 후기가 제공되지 않는 장소입니다"
BANNER = {
    "act_review": {"event": 0, "place_banner": [{"title": "사진/영상 등록", "score": 3}, {"title": "글 작성", "score": 2}]}
}
SHELL = '<!doctype html><html lang="ko"><head><title>카카오맵</title></head><body><div id="root"></div></body></html>'


def latest_key(review: DemoReview) -> tuple[float, int]:
    """Sort key of LATEST: by the last change, so that an edited review comes up again."""
    return -(review.edited_at or review.written_at).timestamp(), -int(review.id)


def recommended_key(review: DemoReview) -> tuple[float, int]:
    """Sort key of RECOMMENDED, the default: not by time."""
    return -float(review.likes * 50 + len(review.text)), -int(review.id)


KEYS = {"LATEST": latest_key, "RECOMMENDED": recommended_key}


def stamp(moment: datetime) -> str:
    """Return a time as Kakao writes it, in Korean time without saying so."""
    return f"{moment.astimezone(KST):%Y-%m-%d %H:%M:%S}"


def review_json(review: DemoReview, shop: Shop) -> Json:
    """Return a review. Kakao leaves keys out where another site would say null."""
    owner = _owner(review)
    result: Json = {"review_id": int(review.id), "star_rating": int(review.rating or 0), "contents": review.text}
    result["photo_count"] = review.photos
    if review.photos:
        result["photos"] = [_photo(review, shop, owner, number) for number in range(review.photos)]
    result["status"] = "S"
    if review.votes:
        result["strength_ids"] = [STRENGTHS[name] for name in review.votes if name in STRENGTHS]
    result |= {"registered_at": stamp(review.written_at), "updated_at": stamp(review.edited_at or review.written_at)}
    meta: Json = {
        "owner": owner, "is_liked_by_me": False, "is_owner_me": False, "like_count": review.likes,
        "like_user_profile_image_list": [""] * min(review.likes, 3),
    }  # fmt: skip
    if review.reply and review.reply_at:
        meta["place_owner_reply"] = {
            "own_place_id": 700017, "reply_id": int(review.id) // 7, "content": review.reply, "status": "S",
            "updated_at": stamp(review.reply_at), "relation": "OTHER",
        }  # fmt: skip
    meta |= {"is_place_owner_pick": False, "place": {"confirm_id": shop.kakao_id, "place_name": shop.name}}
    return result | {"meta": meta}


def scores(shop: Shop) -> Json:
    """Return the counts, and the strengths by name."""
    return shop.view("kakao", "scores", _scores)


class KakaoSite:
    """The place page."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    def part(self, request: Request) -> str:  # noqa: ARG002  one part only
        """Return the part's name."""
        return "kakao-site"

    def answer(self, request: Request) -> Response:
        """Return the place page with the first reviews rendered."""
        if request.path.strip("/") != self.shop.kakao_id:
            return page('<!doctype html><html lang="ko"><title>카카오맵</title><p>존재하지 않는 장소입니다.</p>', 404)
        return page(self._page())

    def refusal(self, request: Request, status: int) -> Response:  # noqa: ARG002
        """Return a bare notice."""
        return page(f"<!doctype html><title>{status}</title><h1>{status}</h1>", status)

    def spoil(self, kind: str, request: Request, answer: Callable[[], Response], options: Mapping[str, Any]) -> Response:  # noqa: ARG002
        """empty: a shell. reviews_off: the owner switched reviews off. classes: a new layout."""
        match kind:
            case "empty":
                return page(SHELL)
            case "reviews_off":
                return page(self._page(off=True))
            case "classes":
                return rewritten(answer(), change_classes)
        raise KeyError(kind)

    def _page(self, off: bool = False) -> str:
        counts = scores(self.shop)["score_set"]
        reviews = ordered(self.shop, "LATEST")[:PAGE]
        items = "".join(_list_item(review) for review in reviews)
        if off or self.shop.kakao_reviews_off:
            items = f'<div class="desc_noti">{NOTICE}</div>'
        elif not reviews:
            items = '<div class="desc_noti">방문 후기를 남겨주세요!</div>'
        else:
            items = f'<ul class="list_review">{items}</ul>'
        return (
            f'<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>{self.shop.name} | 카카오맵</title><link'
            f' rel="icon"'
            f' href="data:,"></head><body><div id="root"><h3 class="tit_place">{self.shop.name}</h3><span'
            f' class="starred_grade"><span'
            f' class="screen_out">별점</span><span class="num_star">{counts["average_score"]}</span></span><a href="#review"'
            f' class="link_reviewall">후기 {counts["review_count"]}</a><div class="section_comm'
            f' section_review">{items}</div></div></body></html>'
        )


class KakaoApi:
    """The interface at place-api.map.kakao.com: 406 without the headers that the page sends."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    def part(self, request: Request) -> str:  # noqa: ARG002  one part only
        """Return the part's name."""
        return "kakao-api"

    def answer(self, request: Request) -> Response:
        """Return the review tab, the panel or the counts."""
        if not request.headers.get("pf") or not request.headers.get("referer"):
            return data({"message": "Not Acceptable"}, 406)
        steps = request.path.strip("/").split("/")
        if steps[-1] != self.shop.kakao_id:
            return data({"code": "NOT_FOUND", "message": "place not found"}, 404)
        match steps[:-1]:
            case ["places", "tab", "reviews", "kakaomap"]:
                return data(self._tab(request.query))
            case ["places", "panel3"]:
                return data(self._panel())
            case ["places", "reviews", "kakaomap", "meta"]:
                return data(scores(self.shop))
        return data({"code": "NOT_FOUND"}, 404)

    def refusal(self, request: Request, status: int) -> Response:  # noqa: ARG002
        """Return a bare error."""
        return data({"status": status, "message": "Too Many Requests" if status == 429 else "error"}, status)

    def spoil(self, kind: str, request: Request, answer: Callable[[], Response], options: Mapping[str, Any]) -> Response:  # noqa: ARG002
        """empty: 204. shell: `{}`. keys: renamed. reviews_off: the owner switched reviews off. html: a page in
        place of JSON."""
        match kind:
            case "empty":
                return Response(204)
            case "shell" | "null":
                return data({})
            case "keys":
                return rewritten(answer(), lambda text: text.replace('"reviews"', '"entries"').replace('"review_id"', '"rid"'))
            case "reviews_off":
                return data(self._panel(off=True) if "panel3" in request.path else self._tab(request.query, off=True))
            case "html" | "login":
                return page(SHELL)
        raise KeyError(kind)

    def _tab(self, query: Mapping[str, str], off: bool = False) -> Json:
        order = query.get("order", "RECOMMENDED")
        # An order that the site doesn't know gives an empty list; `page` is passed over without a word.
        reviews = ordered(self.shop, order) if order in KEYS and not (off or self.shop.kakao_reviews_off) else []
        if query.get("only_photo_review") == "true":
            reviews = [review for review in reviews if review.photos]
        start = self._start(reviews, order, query.get("previous_last_review_id"))
        shown = reviews[start : start + PAGE]
        return {
            **scores(self.shop), "reviews": [review_json(review, self.shop) for review in shown],
            "timeline_score_table": BANNER,
            "has_next": start + PAGE < len(reviews), "has_my_review": False,
        }  # fmt: skip

    def _start(self, reviews: list[DemoReview], order: str, last: str | None) -> int:
        if not last or not reviews:
            return 0
        try:
            mark = self.shop.find("kakao", last)
        except KeyError:
            return len(reviews)
        return after(reviews, KEYS[order], KEYS[order](mark))

    def _panel(self, off: bool = False) -> Json:
        off = off or self.shop.kakao_reviews_off
        open_ = {"is_restrict": False}
        panel: Json = {
            "panel_card_tags": ["TITLE", "PHOTO", "INFO", "REVIEW", "BLOG"], "panel_tab_tags": ["PHOTO", "REVIEW", "BLOG"],
            "restrict": {
                "fiy": open_, "blog": open_,
                "review_read": {"is_restrict": True, "code": "PLACE_OWNER_BLOCK"} if off else open_, "photo": open_,
                "fiy_add_info": open_, "ranking": open_,
            },
            "summary": {
                "meta": {"updated_at": stamp(self.shop.now)}, "confirm_id": self.shop.kakao_id, "name": self.shop.name,
                "status": "Y",
                "category": {"name": self.shop.category, "name1": "음식점", "name2": "한식"},
                "address": {"disp": self.shop.address, "road": self.shop.address},
            },
            "photos": {"counts": {"total": 0}, "photos": []}, "blog_review": {"review_count": 0, "reviews": []},
        }  # fmt: skip
        if not off:
            first = [review_json(review, self.shop) for review in ordered(self.shop, "LATEST")[:3]]
            for review in first:
                review.pop("strength_ids", None)
            panel["kakaomap_review"] = {
                **scores(self.shop), "reviews": first, "photos": [], "timeline_score_table": BANNER, "has_next": False,
                "has_my_review": False,
            }  # fmt: skip
        return panel


def ordered(shop: Shop, order: str) -> list[DemoReview]:
    """Return the reviews in the site's order."""
    return shop.view("kakao", order, lambda reviews: sorted((r for r in reviews if r.status == "ACTIVE"), key=KEYS[order]))


def _scores(reviews: list[DemoReview]) -> Json:
    stars = [int(review.rating or 0) for review in reviews]
    counts = {number: sum(1 for review in reviews if name in review.votes) for name, number in STRENGTHS.items()}
    described = [
        {
            "id": number,
            "name": name,
            "icon_url": f"https://t1.kakaocdn.net/kakaomap_mobile/android/icon_review_{ICONS[number]}.png",
        }
        for name, number in STRENGTHS.items()
    ]
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    return {
        "score_set": {
            "review_count": len(reviews), "total_score": sum(stars), "average_score": round(sum(stars) / len(stars),
            1) if stars else 0.0,
            "strength_counts": [{"id": number, "count": count} for number, count in ranked if count],
            "strength_uv": sum(1 for review in reviews if review.votes),
        },
        "strength_description": described,
    }  # fmt: skip


def _owner(review: DemoReview) -> Json:
    seed = int(digest(review.author, "kakao")[:4], 16)
    return {
        "map_user_id": digest(review.author)[:16], "nickname": review.author, "profile_image_url": "",
        "timeline_level": {"badge": "SILVER" if seed % 2 else "GOLD", "now_level": seed % 40}, "review_count": seed % 200 + 1,
        "follower_count": seed % 50, "average_score": round(3 + seed % 20 / 10, 1), "profile_status": "S",
        "is_following": False,
    }  # fmt: skip


def _photo(review: DemoReview, shop: Shop, owner: Json, number: int) -> Json:
    author = {key: value for key, value in owner.items() if key not in ("profile_image_url", "is_following")}
    return {
        "url": f"http://t1.daumcdn.net/local/kakaomapPhoto/review/{digest(review.id, number)}?original",
        "photo_id": int(review.id) * 7 + number, "media_type": "PHOTO", "status": "S", "ui_type": "PROFILE",
        "review_id": int(review.id), "updated_at": stamp(review.written_at),
        "meta": {
            "owner": {**author, "image_url": "", "profile_links": []}, "is_liked_by_me": False, "view_count": 3,
            "like_count": 0,
            "near": False, "place": {"confirm_id": shop.kakao_id, "place_name": shop.name},
        },
    }  # fmt: skip


def _list_item(review: DemoReview) -> str:
    stars = int(review.rating or 0)
    badges = "".join(f'<span class="badge_point">{name}</span>' for name in review.votes)
    return (
        f'<li><div class="inner_review"><div class="wrap_user"><span class="name_user"><span class="screen_out">리뷰어'
        f" 이름,</span>"
        f'{html.escape(review.author)}</span></div><div class="info_grade"><span class="starred_grade"><span'
        f' class="screen_out">별점</span>'
        f'<span class="screen_out">{stars}.0</span>{"<span class=figure_star></span>" * (5 - stars)}</span><span'
        f' class="txt_date">'
        f'{review.written_at.astimezone(KST):%Y.%m.%d.}</span></div><div class="wrap_badge">{badges}</div><p'
        f' class="desc_review">'
        f"{html.escape(review.text, quote=False)}</p></div></li>"
    )
