"""The copy of SmartPlace: the owner's list in two columns, filled by its own GraphQL; needs a sign-in (the cookie NID_AUT)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from reviewkit.demo.graphql import QueryRefused, fields, project, selection
from reviewkit.demo.messages import Request, Response, data, page, redirect, rewritten
from reviewkit.demo.naver import LOGIN, SHELL, sign_in
from reviewkit.demo.naver_page import block_page, embed
from reviewkit.demo.naver_shape import Json, change_classes, digest
from reviewkit.demo.shop import ACTIVE, KST, DemoReview, Shop

QUERY = (
    "query getReviews($input: ReviewsInput) { reviews(input: $input) { totalCount items { id author { displayName }"
    " content { text"
    " mediaItems { type url } rating tags { votedKeywords { code displayName } } } reply { text createdDateTime updatedDateTime"
    " isDeleted isSuspended replierDisplayName } createdDateTime rating visitCount visitDateTime hasReply hasText source } } }"
)
KNOWN = {"reviews": selection(QUERY)["reviews"]}
KNOWN["reviews"]["items"] |= fields("isSuspended placeId bookingBusinessId")
MOST = 100


class SmartPlace:
    """The origin new.smartplace.naver.com, with a login page that stands in for nid.naver.com."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    def part(self, request: Request) -> str:  # noqa: ARG002  one part only
        """Return the part's name."""
        return "smartplace"

    def answer(self, request: Request) -> Response:  # noqa: PLR0911
        """Return the page, the interface's answer, or the way to the sign-in."""
        if request.path == "/nidlogin.login":
            return sign_in(request)
        if request.path == "/favicon.ico":
            return Response(404)
        signed_in = bool(request.cookies.get("NID_AUT"))
        if request.path == "/graphql":
            return self._graphql(request, signed_in)
        if not signed_in:
            return redirect("/nidlogin.login?mode=form&url=" + request.path)
        if request.path.startswith("/api/refined-businesses"):
            one = {
                "placeSeq": self.shop.smartplace_id, "smartplaceBusiness": {"id": self.shop.naver_id, "name": self.shop.name},
                "bookingBusinesses": [{"id": int(self.shop.booking_id)}],
            }  # fmt: skip
            return data(one if "place-seq" in request.path else [one])
        steps = request.path.strip("/").split("/")
        known = (self.shop.naver_id, self.shop.smartplace_id)
        if len(steps) == 4 and steps[:2] == ["bizes", "place"] and steps[2] in known and steps[3] == "reviews":
            return page(self._page())
        if request.path in ("", "/", "/bizes"):
            return page(
                f'<!DOCTYPE html><html lang="ko"><head><title>스마트플레이스</title></head><body>{self.shop.name}</body></html>'
            )
        return page("<!DOCTYPE html><title>스마트플레이스</title><p>권한이 없거나 없는 업체입니다.</p>", 404)

    def refusal(self, request: Request, status: int) -> Response:  # noqa: ARG002
        """Return the block notice."""
        return page(block_page(self.shop), status)

    def spoil(self, kind: str, request: Request, answer: Callable[[], Response], options: Mapping[str, Any]) -> Response:  # noqa: ARG002, PLR0911
        """login: signed out. empty: a shell. null: no result. classes, keys: a new layout. blocked: the notice
        with status 200."""
        graphql = request.path == "/graphql"
        match kind:
            case "login":
                if request.path == "/nidlogin.login":
                    return page(LOGIN)
                return (
                    data({"errors": [{"message": "UNAUTHORIZED"}]}, 401) if graphql else redirect("/nidlogin.login?mode=form")
                )
            case "blocked":
                return page(block_page(self.shop))
            case "empty":
                return page(SHELL)
            case "null":
                return data({"data": {"reviews": None}}) if graphql else answer()
            case "classes":
                return answer() if graphql else rewritten(answer(), change_classes)
            case "keys":
                return rewritten(answer(), lambda text: text.replace('"items"', '"nodes"') if graphql else text)
        raise KeyError(kind)

    def _graphql(self, request: Request, signed_in: bool) -> Response:
        asked = request.json()
        one = asked[0] if isinstance(asked, list) and asked else asked
        if request.method != "POST" or not isinstance(one, dict) or request.headers.get("from-system") != "smartplace":
            return data({"errors": [{"message": "BAD_REQUEST", "extensions": {"code": "BAD_REQUEST"}}]}, 400)
        if not signed_in:
            return data({"errors": [{"message": "UNAUTHORIZED", "extensions": {"code": "UNAUTHENTICATED"}}]}, 401)
        given = (one.get("variables") or {}).get("input") or {}
        if str(given.get("placeId")) != self.shop.naver_id:
            return data({"errors": [{"message": "FORBIDDEN", "extensions": {"code": "FORBIDDEN"}}]}, 403)
        try:
            wanted = selection(str(one.get("query") or ""))
            answer = {"data": project({"reviews": self._reviews(given)}, wanted, KNOWN)}
        except QueryRefused as exc:
            return data({"errors": [{"message": str(exc)}]}, 400)
        return data([answer] if isinstance(asked, list) else answer)

    def _reviews(self, given: Json) -> Json | None:
        size, number = given.get("size", 20), given.get("page", 1)
        if not isinstance(size, int) or not 0 < size <= MOST or not isinstance(number, int) or number < 1:
            return None
        reviews = self.shop.view("naver", "smartplace", lambda all_: sorted(all_, key=lambda one: one.id, reverse=True))
        if given.get("hasReply") is not None:
            reviews = [review for review in reviews if bool(review.reply) == given["hasReply"]]
        if given.get("isSuspended") is not None:
            reviews = [review for review in reviews if (review.status != ACTIVE) == given["isSuspended"]]
        shown = reviews[(number - 1) * size : number * size]
        return {"totalCount": len(reviews), "items": [self._item(review) for review in shown]}

    def _item(self, review: DemoReview) -> Json:
        reply = review.reply and review.reply_at and {
            "text": review.reply, "createdDateTime": _iso(review.reply_at), "updatedDateTime": _iso(review.reply_at),
            "isDeleted": False, "isSuspended": False, "replierDisplayName": self.shop.name,
        }  # fmt: skip
        photos = [{"type": "image", "url": f"https://pup-review-phinf.pstatic.net/MADEUP/{digest(review.id, 'photo', n)}.JPEG"}
                  for n in range(review.photos)]  # fmt: skip
        return {
            "id": review.id, "author": {"displayName": review.author},
            "content": {
                "text": review.text, "mediaItems": photos, "rating": review.rating,
                "tags": {"votedKeywords": [{"code": "", "displayName": label} for label in review.votes]},
            },
            "reply": reply or None, "createdDateTime": _iso(review.written_at), "rating": review.rating,
            "visitCount": review.visit_count, "visitDateTime": _iso(review.visited_at or review.written_at),
            "hasReply": bool(review.reply), "hasText": bool(review.text), "source": review.origin,
            "isSuspended": review.status != ACTIVE, "placeId": self.shop.naver_id, "bookingBusinessId": self.shop.booking_id,
        }  # fmt: skip

    def _page(self) -> str:
        settings = {"query": QUERY, "place": self.shop.naver_id, "booking": self.shop.booking_id, "name": self.shop.name}
        text = Path(__file__).with_name("smartplace.html").read_text(encoding="utf-8")
        return text.replace("{{name}}", self.shop.name).replace("{{settings}}", embed(settings))


def _iso(moment: datetime) -> str:
    return f"{moment.astimezone(KST):%Y-%m-%dT%H:%M:%S+09:00}"
