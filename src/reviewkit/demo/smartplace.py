"""The copy of SmartPlace: the owner's list in two columns, filled by its own GraphQL; needs a sign-in (the cookie NID_AUT)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from reviewkit.demo.graphql import QueryRefused, Selection, check, fields, project, selection
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
CREATE = (
    "mutation createReply($input: CreateReviewReplyInput!) { createReviewReply(input: $input) { reply { text createdDateTime"
    " updatedDateTime isDeleted isSuspended replierDisplayName } } }"
)
"""What the page sends when 등록 is pressed."""
CREATED = {"createReviewReply": selection(CREATE)["createReviewReply"]}
SHORTEST, LONGEST = 15, 500
HAND = """<script>
document.addEventListener("input", function (event) {
  var press = function (wanted) {
    var found = Array.from(document.querySelectorAll("button")).find(function (it) { return wanted.test(it.textContent); });
    if (found) found.click();
  };
  setTimeout(function () { press(/^등록$/); setTimeout(function () { press(/^확인$/); }, 200); }, 200);
});
</script>"""
"""The owner's hand: presses what is to be pressed, a moment after there is a text."""
LAYOUTS: dict[str, Callable[[str], str]] = {
    "classes": change_classes,
    "hand": lambda text: text.replace("</body>", HAND + "</body>"),
    "notice": lambda text: text.replace("답글을 등록하시겠습니까?", "운영정책이 바뀌었습니다."),
    "login_window": lambda text: text.replace("답글을 등록하시겠습니까?", "네이버 로그인이 필요한 서비스입니다."),
    "no_form": lambda text: text.replace("rv.replywrite", "rv.newreply"),
}
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

    def spoil(self, kind: str, request: Request, answer: Callable[[], Response], options: Mapping[str, Any]) -> Response:  # noqa: PLR0911
        """login: signed out. empty: a shell. null: no result. classes, keys: a new layout. blocked: the notice
        with status 200. refuse: the interface takes nothing. hand: somebody presses 등록 as soon as there is a text.
        notice: a window that nobody knows comes where 등록 is pressed
        (login_window: one that wants a sign-in).
        no_form: the way to the form is another."""
        graphql = request.path == "/graphql"
        if kind in LAYOUTS:
            return answer() if graphql else rewritten(answer(), LAYOUTS[kind])
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
            case "keys":
                return rewritten(answer(), lambda text: text.replace('"items"', '"nodes"') if graphql else text)
            case "refuse":
                return _error("BAD_REQUEST", str(options.get("code", "BAD_REQUEST")), 200) if graphql else answer()
        raise KeyError(kind)

    def _graphql(self, request: Request, signed_in: bool) -> Response:
        asked = request.json()
        one = asked[0] if isinstance(asked, list) and asked else asked
        if request.method != "POST" or not isinstance(one, dict) or request.headers.get("from-system") != "smartplace":
            return _error("BAD_REQUEST", "BAD_REQUEST", 400)
        if not signed_in:
            return _error("UNAUTHORIZED", "UNAUTHENTICATED", 401)
        given = (one.get("variables") or {}).get("input") or {}
        if str(given.get("placeId")) != self.shop.naver_id:
            return _error("FORBIDDEN", "FORBIDDEN", 403)
        try:
            wanted = selection(str(one.get("query") or ""))
            found = self._created(given, wanted) if "createReviewReply" in wanted else self._listed(given, wanted)
        except QueryRefused as exc:
            return data({"errors": [{"message": str(exc)}]}, 400)
        if isinstance(found, Response):
            return found
        return data([{"data": found}] if isinstance(asked, list) else {"data": found})

    def _listed(self, given: Json, wanted: Selection) -> Json:
        return dict(project({"reviews": self._reviews(given)}, wanted, KNOWN))

    def _created(self, given: Json, wanted: Selection) -> Json | Response:
        """Take a reply: one for each review, 15 to 500 characters; emoji that need four bytes are lost without a word."""
        check(wanted, CREATED, "Mutation")
        text, review_id = str(given.get("text") or ""), str(given.get("reviewId") or "")
        if not SHORTEST <= len(text) <= LONGEST:
            return _error("답글은 15자 이상 500자 이하로 입력해 주세요.", "BAD_REQUEST", 400)
        posted = self.shop.post("naver", review_id, "".join(it for it in text if it <= "\uffff"), once=True)
        if posted is None:
            return _error("답글을 등록할 수 없는 리뷰입니다.", "BAD_REQUEST", 400)
        return dict(project({"createReviewReply": {"reply": self._reply(posted)}}, wanted, CREATED))

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
        photos = [{"type": "image", "url": f"https://pup-review-phinf.pstatic.net/MADEUP/{digest(review.id, 'photo', n)}.JPEG"}
                  for n in range(review.photos)]  # fmt: skip
        return {
            "id": review.id, "author": {"displayName": review.author},
            "content": {
                "text": review.text, "mediaItems": photos, "rating": review.rating,
                "tags": {"votedKeywords": [{"code": "", "displayName": label} for label in review.votes]},
            },
            "reply": self._reply(review), "createdDateTime": _iso(review.written_at), "rating": review.rating,
            "visitCount": review.visit_count, "visitDateTime": _iso(review.visited_at or review.written_at),
            "hasReply": bool(review.reply), "hasText": bool(review.text), "source": review.origin,
            "isSuspended": review.status != ACTIVE, "placeId": self.shop.naver_id, "bookingBusinessId": self.shop.booking_id,
        }  # fmt: skip

    def _reply(self, review: DemoReview) -> Json | None:
        if not review.reply or not review.reply_at:
            return None
        return {
            "text": review.reply, "createdDateTime": _iso(review.reply_at), "updatedDateTime": _iso(review.reply_at),
            "isDeleted": False, "isSuspended": False, "replierDisplayName": self.shop.name,
        }  # fmt: skip

    def _page(self) -> str:
        settings = {
            "query": QUERY,
            "create": CREATE,
            "place": self.shop.naver_id,
            "booking": self.shop.booking_id,
            "name": self.shop.name,
        }
        text = Path(__file__).with_name("smartplace.html").read_text(encoding="utf-8")
        return text.replace("{{name}}", self.shop.name).replace("{{settings}}", embed(settings))


def _error(message: str, code: str, status: int) -> Response:
    return data({"errors": [{"message": message, "extensions": {"code": code}}]}, status)


def _iso(moment: datetime) -> str:
    return f"{moment.astimezone(KST):%Y-%m-%dT%H:%M:%S+09:00}"
