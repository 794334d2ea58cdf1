"""The copy of Naver Place: the site with its review page, and its GraphQL interface."""

import html
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from reviewkit.demo import naver_list, naver_page
from reviewkit.demo.graphql import QueryRefused, project, selection
from reviewkit.demo.messages import Request, Response, data, page, redirect, rewritten
from reviewkit.demo.naver_shape import (
    RESULT_FIELDS,
    STATS_FIELDS,
    Json,
    change_classes,
    pack,
    recent_key,
    recommended_key,
    review_json,
    stats_json,
    unpack,
)
from reviewkit.demo.shop import DemoReview, Shop, after

KEYS = {"recent": recent_key, "recommend": recommended_key}
MOST = 20
"""Naver's interface answers null to a page size over this."""
SHELL = (
    '<!DOCTYPE html><html lang="ko"><head><title>네이버 플레이스</title></head><body><div id="app-root"></div></body></html>'
)
LOGIN = (
    '<!DOCTYPE html><html lang="ko"><head><title>네이버 : 로그인</title></head><body><h1>NAVER</h1><form id="frmNIDLogin"'
    ' action="/nidlogin.login" method="post"><input type="hidden" name="url" value="{{url}}">'
    '<input id="id" name="id" placeholder="아이디 또는 전화번호"><input id="pw"'
    ' name="pw"'
    ' type="password" placeholder="비밀번호"><button id="log.login" class="btn_login">로그인</button></form></body></html>'
)
FULL_QUERY = (
    "query getVisitorReviews($input: VisitorReviewsInput) { visitorReviews(input: $input) { items { id reviewId cursor"
    " rating author {"
    " id nickname from imageUrl borderImageUrl objectId url review { totalCount imageCount avgRating __typename } theme {"
    " totalCount"
    " __typename } isFollowing followerCount followRequested __typename } body thumbnail media { type thumbnail"
    " thumbnailRatio class"
    " videoId videoUrl trailerUrl __typename } tags status visitCount viewCount visited created reply { editUrl body"
    " editedBy created"
    " date replyTitle isReported isSuspended status __typename } originType item { name code options __typename } language"
    " highlightRanges apolloCacheId translatedText businessName showBookingItemName bookingItemName votedKeywords { code"
    " iconUrl"
    " iconCode name __typename } userIdno loginIdno receiptInfoUrl reactionStat { id typeCount { name count __typename }"
    " totalCount"
    " __typename } hasViewerReacted { id reacted __typename } nickname showPaymentInfo visitCategories { code name"
    " keywords { code"
    " name __typename } __typename } representativeVisitDateTime showRepresentativeVisitDateTime __typename }"
    " starDistribution {"
    " score count __typename } hideProductSelectBox total showRecommendationSort itemReviewStats { score count itemId"
    " starDistribution { score count __typename } __typename } __typename } }"
)
"""What the page's own 더보기 asks for."""


def sign_in(request: Request) -> Response:
    """Return the sign-in page; its form takes anything, and leaves the cookie that Naver leaves."""
    if request.method != "POST":
        return page(LOGIN.replace("{{url}}", html.escape(request.query.get("url", "/"))))
    target = dict(parse_qsl(request.body.decode("utf-8", "replace"))).get("url", "/")
    cookie = {"Set-Cookie": "NID_AUT=made-up; Path=/; HttpOnly; Max-Age=86400"}
    return Response(302, headers={"Location": target if target.startswith("/") else "/", **cookie})


def ordered(shop: Shop, kind: str, sort: str) -> list[DemoReview]:
    """Return a list in the site's order. `kind`: content, keywords or photos."""

    def build(reviews: list[DemoReview]) -> list[DemoReview]:
        kept = [review for review in reviews if review.keyword_only == (kind == "keywords")]
        if kind == "photos":
            kept = [review for review in kept if review.photos or review.video]
        return sorted(kept, key=KEYS[sort])

    return shop.view("naver", f"{kind}-{sort}", build)


def result(shop: Shop, kind: str, sort: str, size: int, cursor: str = "") -> tuple[list[DemoReview], Json] | None:
    """Return a page of a list and its answer with every field; None for a cursor that the site doesn't know."""
    reviews, key = ordered(shop, kind, sort), KEYS[sort]
    mark = unpack(cursor) if cursor else None
    if cursor and mark is None:
        return None
    start = after(reviews, key, mark) if mark else 0
    shown = reviews[start : start + size]
    empty = {"__typename": "ItemReviewStats", "score": 0, "count": 0, "itemId": None, "starDistribution": []}
    return shown, {
        "__typename": "VisitorReviewsResult", "items": [review_json(review, shop, key(review)) for review in shown],
        "starDistribution": None, "hideProductSelectBox": True, "total": len(reviews), "showRecommendationSort": True,
        "itemReviewStats": empty, "score": None,
    }  # fmt: skip


class NaverSite:
    """The pages. `api_url` is where the page's own script asks."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.api_url = ""

    def part(self, request: Request) -> str:  # noqa: ARG002  one part only
        """Return the part's name."""
        return "naver-site"

    def answer(self, request: Request) -> Response:
        """Return a page of the place, a redirect to it, or "page not found"."""
        steps = [step for step in request.path.split("/") if step]
        if steps[:1] == ["nidlogin.login"]:
            return sign_in(request)
        if steps[:1] == ["favicon.ico"]:
            return Response(404)
        if len(steps) < 2 or steps[1] != self.shop.naver_id or (steps[0] != "place" and not steps[0].isalpha()):
            return page(naver_page.not_found_page(self.shop), 404)
        if steps[0] != self.shop.business_type:
            rest = "/".join(steps[2:]) or "home"
            query = "?" + request.target.partition("?")[2] if "?" in request.target else ""
            return redirect(f"/{self.shop.business_type}/{steps[1]}/{rest}{query}")
        if steps[2:] not in (["review", "visitor"], ["review"]):
            return page(naver_page.plain_page(self.shop))
        return page(self._reviews("recent" if request.query.get("reviewSort") == "recent" else "recommend"))

    def refusal(self, request: Request, status: int) -> Response:  # noqa: ARG002
        """Return the block notice, with the status that was asked for."""
        return page(naver_page.block_page(self.shop), status)

    def spoil(self, kind: str, request: Request, answer: Callable[[], Response], options: Mapping[str, Any]) -> Response:  # noqa: ARG002
        """blocked: the notice with status 200. empty: a shell. login: the sign-in page. classes, no_state, keys:
        a new layout."""
        match kind:
            case "blocked":
                return page(naver_page.block_page(self.shop))
            case "empty":
                return page(SHELL)
            case "login":
                return (
                    page(LOGIN)
                    if request.path == "/nidlogin.login"
                    else redirect("/nidlogin.login?mode=form&url=" + request.path)
                )
            case "not_found":
                return page(naver_page.not_found_page(self.shop), 404)
            case "classes" | "no_state" | "keys" | "list":
                return rewritten(answer(), lambda text: _new_layout(kind, text))
        raise KeyError(kind)

    def _reviews(self, sort: str) -> str:
        answers = {
            kind: result(self.shop, kind, sort, size) for kind, size in (("content", 10), ("photos", 20), ("keywords", 10))
        }
        lists = {kind: found[1] for kind, found in answers.items() if found}
        content = answers["content"]
        shown = list(zip(content[0], content[1]["items"], strict=True)) if content else []
        script = {
            "api": self.api_url, "query": FULL_QUERY, "input": naver_page.review_input(self.shop, "content", 10, sort),
            "cursor": pack(KEYS[sort](shown[-1][0])) if shown else "", "stub": naver_list.STUB,
            "suspended": naver_list.SUSPENDED,
            "items": [[{"name": vote["name"]} for vote in item["votedKeywords"]] for _review, item in shown],
        }  # fmt: skip
        return naver_page.list_page(self.shop, shown, lists, sort, script)


class NaverApi:
    """The GraphQL interface: an array of operations, or one."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    def part(self, request: Request) -> str:  # noqa: ARG002  one part only
        """Return the part's name."""
        return "naver-api"

    def answer(self, request: Request) -> Response:
        """Return the answers of all operations, in their order."""
        cors = _cors(request)
        if request.method == "OPTIONS":
            return Response(204, headers=cors)
        asked = request.json()
        operations = asked if isinstance(asked, list) else [asked]
        if request.path != "/graphql" or request.method != "POST":
            return data({"message": "Not Found"}, 404, cors)
        if not operations or not all(isinstance(one, dict) for one in operations):
            return data(
                {"errors": [{"message": "POST body missing, invalid Content-Type, or JSON object has no keys."}]}, 400, cors
            )
        if any("__schema" in str(one.get("query")) for one in operations):
            return self.refusal(request, 429)
        answers = [self._operation(one) for one in operations]
        status = 400 if any("data" not in one for one in answers) else 200
        return data(answers if isinstance(asked, list) else answers[0], status, cors)

    def refusal(self, request: Request, status: int) -> Response:
        """Return the block notice."""
        return page(naver_page.block_page(self.shop), status, _cors(request))

    def spoil(self, kind: str, request: Request, answer: Callable[[], Response], options: Mapping[str, Any]) -> Response:  # noqa: ARG002
        """null: no result. refuse: the query is refused. keys: renamed. empty: an answer without a body. login: a
        sign-in page."""
        asked, cors = request.json(), _cors(request)
        many = isinstance(asked, list)
        match kind:
            case "null":
                found = [{"data": {"visitorReviews": None}} for _one in asked] if many else {"data": {"visitorReviews": None}}
                return data(found, headers=cors)
            case "refuse":
                error = {"errors": [{"message": "Bad Request", "extensions": {"code": "BAD_REQUEST"}}]}
                return data([error for _one in asked] if many else error, 400, cors)
            case "keys":
                return rewritten(
                    answer(), lambda text: text.replace('"visitorReviews"', '"placeReviews"').replace('"items"', '"nodes"')
                )
            case "empty":
                return Response(200, b"", headers=cors)
            case "login":
                return page(LOGIN, headers=cors)
        raise KeyError(kind)

    def _operation(self, asked: Json) -> Json:
        try:
            wanted = selection(str(asked.get("query") or ""))
            known = {"visitorReviews": RESULT_FIELDS, "visitorReviewStats": STATS_FIELDS}
            variables = asked.get("variables") or {}
            whole = {name: self._field(name, variables) for name in wanted if name in known}
            return {"data": project(whole, wanted, known)}
        except QueryRefused as exc:
            return {"errors": [{"message": str(exc), "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"}}]}

    def _field(self, name: str, variables: Json) -> Json | None:
        given = variables.get("input") or {}
        if name == "visitorReviewStats":
            place = variables.get("id") or given.get("businessId")
            return stats_json(self.shop, typed=False) if str(place) == self.shop.naver_id else None
        size = given.get("size", 10)
        if str(given.get("businessId")) != self.shop.naver_id or not given.get("businessType"):
            return None
        if not isinstance(size, int) or not 0 < size <= MOST:
            return None
        kind = "photos" if given.get("isPhotoUsed") else "content" if given.get("includeContent", True) else "keywords"
        # `page` is passed over without a word, as on the site since 2026: who pages by it gets the same reviews again.
        found = result(
            self.shop, kind, "recent" if given.get("sort") == "recent" else "recommend", size, str(given.get("after") or "")
        )
        return found[1] if found else None


def _cors(request: Request) -> dict[str, str]:
    origin = request.headers.get("origin")
    if not origin:
        return {}
    asked = request.headers.get("access-control-request-headers", "content-type")
    return {
        "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true", "Vary": "Origin",
        "Access-Control-Allow-Methods": "GET,POST,OPTIONS", "Access-Control-Allow-Headers": asked,
        "Access-Control-Max-Age": "600",
    }  # fmt: skip


def _new_layout(kind: str, text: str) -> str:
    if kind == "classes":
        return change_classes(text)
    if kind == "no_state":
        return text.replace("window.__APOLLO_STATE__ = ", "window.__NEXT_DATA__ = ")
    if kind == "list":
        start, end = text.index("<ul>"), text.index("</ul>", text.index("<ul>")) + 5
        return text[:start] + '<section data-list="reviews"></section>' + text[end:]
    return text.replace('"visitorReviews(', '"placeReviews(').replace("VisitorReview:", "PlaceReview:")
