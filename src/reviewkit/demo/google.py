"""The copy of Google: sign-in and tokens, accounts, locations, the v4 reviews, and (see maps.py) the Maps page. One origin."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

from reviewkit.demo.google_errors import api_disabled, error, invalid_grant, quota, unauthenticated
from reviewkit.demo.google_replies import REFUSED, Replies
from reviewkit.demo.maps import MapsPage, wrapped
from reviewkit.demo.messages import Request, Response, data, page, redirect, rewritten
from reviewkit.demo.naver_shape import digest
from reviewkit.demo.shop import DemoReview, Shop, after

Json = dict[str, Any]
STARS = ("STAR_RATING_UNSPECIFIED", "ONE", "TWO", "THREE", "FOUR", "FIVE")
MOST = 50
CLIENT_ID = "900017-madeup.apps.googleusercontent.com"
CLIENT_KEY = "made-up-client-key"
REFRESH = "1//made-up-refresh"
CODE = "4/made-up-code"
SCOPE = "https://www.googleapis.com/auth/business.manage"


def stamp(moment: datetime) -> str:
    """Return a time as Google writes it: no fraction, or six digits of it."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond:06d}Z" if utc.microsecond else f"{utc:%Y-%m-%dT%H:%M:%SZ}"


def latest_key(review: DemoReview) -> tuple[float, str]:
    """Sort key of `updateTime desc`, the default."""
    return -(review.edited_at or review.written_at).timestamp(), review.id


def rating_key(review: DemoReview) -> tuple[float, str]:
    """Sort key of `rating`."""
    return review.rating or 0.0, review.id


KEYS: dict[str, Callable[[DemoReview], tuple[float, str]]] = {
    "updateTime desc": latest_key,
    "rating": rating_key,
    "rating desc": lambda review: (-(review.rating or 0.0), review.id),
}


def review_json(review: DemoReview, parent: str) -> Json:
    """Return a review resource: no comment where there are only stars, no isAnonymous where it's false."""
    photo = f"https://lh3.googleusercontent.com/a/ACg8oc{digest(review.author)}=s120-c-rp-mo-br100"
    known = {"profilePhotoUrl": photo, "displayName": review.author}
    result: Json = {
        "reviewId": review.id, "reviewer": known if review.author else {"displayName": "A Google user", "isAnonymous": True},
        "starRating": STARS[int(review.rating or 0)],
    }  # fmt: skip
    if review.text:
        result["comment"] = wrapped(review.text, review.translation, review.envelope)
    result |= {"createTime": stamp(review.written_at), "updateTime": stamp(review.edited_at or review.written_at)}
    if review.reply:
        result["reviewReply"] = reply_json(review)
    result["name"] = f"{parent}/reviews/{review.id}"
    if review.photos:
        result["reviewMediaItems"] = [
            {"thumbnailUrl": f"https://lh3.googleusercontent.com/geougc/{digest(review.id, number)}=s1600"}
            for number in range(review.photos)
        ]
    if review.reply_state:
        result["reviewReplyUrl"] = f"https://business.google.com/reviews/reply?madeup={review.id[-6:]}"
    return result


def reply_json(review: DemoReview) -> Json:
    """Return the owner's reply with the state of its publication."""
    words = wrapped(review.reply or "", "Thank you for your visit.", review.envelope)
    result: Json = {"comment": words, "updateTime": stamp(review.reply_at or review.written_at)}
    if review.reply_state:
        result["reviewReplyState"] = review.reply_state
    if review.reply_state == "REJECTED":
        result["policyViolation"] = REFUSED
    return result


class Google:
    """All of Google's parts that a crawl meets."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.maps = MapsPage(shop)
        self._tokens: set[str] = set()
        self._replies = Replies(shop)

    def part(self, request: Request) -> str:
        """Return google-maps, -auth, -token, -accounts, -locations or -api."""
        path = request.path
        for start, name in (
            ("/maps", "maps"),
            ("/sorry", "maps"),
            ("/ServiceLogin", "maps"),
            ("/o/oauth2", "auth"),
            ("/token", "token"),
        ):
            if path.startswith(start):
                return f"google-{name}"
        if path.startswith("/v1/"):
            return "google-accounts" if path.rstrip("/") == "/v1/accounts" else "google-locations"
        return "google-api"

    def answer(self, request: Request) -> Response:  # noqa: PLR0911
        """Return the part's answer; the interfaces need a bearer token that the token endpoint gave."""
        match self.part(request):
            case "google-maps":
                return self.maps.answer(request)
            case "google-auth":
                return self._auth(request)
            case "google-token":
                return self._token(request)
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self._tokens:
            return unauthenticated()
        match self.part(request):
            case "google-accounts":
                return data({"accounts": [self._account()]})
            case "google-locations":
                return self._locations(request)
        return self._reviews(request)

    def refusal(self, request: Request, status: int) -> Response:
        """Return the words for a status, in the part's form."""
        if self.part(request) == "google-maps":
            return page(
                f"<!doctype html><title>Error {status}</title><p>Our systems have detected unusual traffic.</p>", status
            )
        if status == 401:
            return unauthenticated()
        if status == 429:
            return quota("300")
        return error(status, "PERMISSION_DENIED" if status == 403 else "INTERNAL", "The caller does not have permission")

    def spoil(self, kind: str, request: Request, answer: Callable[[], Response], options: Mapping[str, Any]) -> Response:  # noqa: PLR0911
        """quota_zero, no_access, api_disabled, invalid_grant, token_expired, shell (`{}`), keys; for Maps: see maps.py."""
        if self.part(request) == "google-maps":
            return self.maps.spoil(kind, request, answer, options)
        match kind:
            case "quota_zero":
                return quota("0")
            case "no_access":
                return error(403, "PERMISSION_DENIED", "The caller does not have permission")
            case "api_disabled":
                return api_disabled()
            case "invalid_grant":
                return invalid_grant()
            case "token_expired":
                self._tokens.clear()
                return unauthenticated()
            case "shell" | "null" | "empty":
                return data({})
            case "keys":
                return rewritten(answer(), lambda text: text.replace('"reviews"', '"entries"'))
        raise KeyError(kind)

    def _account(self) -> Json:
        return {
            "name": self.shop.google_account, "accountName": self.shop.name, "type": "PERSONAL", "role": "PRIMARY_OWNER",
            "verificationState": "UNVERIFIED", "vettedState": "NOT_VETTED",
        }  # fmt: skip

    def _locations(self, request: Request) -> Response:
        if not request.query.get("readMask"):
            return error(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
        if request.path not in (f"/v1/{self.shop.google_account}/locations", "/v1/accounts/-/locations"):
            return error(404, "NOT_FOUND", "Requested entity was not found.")
        place = self.shop.google_place_id
        metadata = {
            "mapsUri": f"https://maps.google.com/maps?cid={self.shop.google_cid}",
            "newReviewUri": f"https://search.google.com/local/writereview?placeid={place}", "placeId": place,
            "hasVoiceOfMerchant": True, "canDelete": True,
        }  # fmt: skip
        location = {"name": self.shop.google_location, "title": self.shop.name, "storeCode": "GN-001", "metadata": metadata}
        return data({"locations": [location], "totalSize": 1})

    def _reviews(self, request: Request) -> Response:
        parent = f"{self.shop.google_account}/{self.shop.google_location}"
        if request.path == f"/v4/{parent}/reviews" and request.method == "GET":
            return self._list(request, parent)
        start, _slash, rest = request.path.partition(f"/v4/{parent}/reviews/")
        review_id, _slash, tail = rest.partition("/")
        review = self.shop.shown("google", unquote(review_id)) if not start and review_id else None
        if review is None or tail not in ("", "reply"):
            return error(404, "NOT_FOUND", "Requested entity was not found.")
        return self._one(request, review, parent, tail)

    def _one(self, request: Request, review: DemoReview, parent: str, tail: str) -> Response:
        if not tail:
            return data(review_json(self._replies.settled(review), parent))
        refused = self._replies.too_many()
        if refused:
            return refused
        if request.method == "DELETE":
            self.shop.reply("google", review.id, None)
            return data({})
        posted = self._replies.put(request, review)
        return posted if isinstance(posted, Response) else data(reply_json(posted))

    def _list(self, request: Request, parent: str) -> Response:
        order = request.query.get("orderBy", "updateTime desc")
        size = request.query.get("pageSize", "50")
        if order not in KEYS or not size.isdigit():
            return error(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
        key = KEYS[order]
        reviews = self.shop.view("google", order, lambda all_: sorted(all_, key=key))
        if not reviews:
            return data({})
        mark = _unpack(request.query["pageToken"]) if request.query.get("pageToken") else None
        if mark is None and request.query.get("pageToken"):
            return error(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
        begin = after(reviews, key, mark) if mark else 0
        shown = reviews[begin : begin + min(int(size) or MOST, MOST)]
        average = self.shop.view("google", "average", lambda all_: round(sum(r.rating or 0 for r in all_) / len(all_), 1))
        result: Json = {"reviews": [review_json(review, parent) for review in shown]} if shown else {}
        result |= {"averageRating": average, "totalReviewCount": len(reviews)}
        if begin + len(shown) < len(reviews):
            result["nextPageToken"] = _pack(key(shown[-1]))
        return data(result)

    def _auth(self, request: Request) -> Response:
        """Send the browser straight back, as after a yes."""
        target = request.query.get("redirect_uri", "")
        if request.query.get("client_id") != CLIENT_ID or not target.startswith(("http://127.0.0.1", "http://localhost")):
            return page("<!doctype html><title>Error 400: redirect_uri_mismatch</title>", 400)
        given = {"state": request.query.get("state", ""), "code": CODE, "scope": request.query.get("scope", SCOPE)}
        return redirect(target + ("&" if "?" in target else "?") + urlencode(given))

    def _token(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs(request.body.decode("utf-8", "replace")).items()}
        basic = request.headers.get("authorization", "").removeprefix("Basic ")
        if basic:
            form.setdefault("client_id", base64.b64decode(basic).decode("utf-8", "replace").partition(":")[0])
        if form.get("client_id") != CLIENT_ID:
            return data({"error": "invalid_client", "error_description": "The OAuth client was not found."}, 401)
        kind = form.get("grant_type")
        if (kind == "refresh_token" and form.get("refresh_token") != REFRESH) or (
            kind == "authorization_code" and form.get("code") != CODE
        ):
            return invalid_grant()
        token = f"ya29.made-up-{len(self._tokens)}-{digest(len(self._tokens), id(self))[:8]}"
        self._tokens.add(token)
        answer: Json = {"access_token": token, "expires_in": 3599, "scope": SCOPE, "token_type": "Bearer"}
        return data(answer | ({"refresh_token": REFRESH} if kind == "authorization_code" else {}))


def client_secrets(auth_url: str, token_url: str) -> str:
    """Return the JSON file that Google's console hands out for a desktop client."""
    installed = {
        "client_id": CLIENT_ID, "project_id": "made-up", "auth_uri": auth_url, "token_uri": token_url,
        "client_secret": CLIENT_KEY,
        "redirect_uris": ["http://localhost"],
    }  # fmt: skip
    return json.dumps({"installed": installed})


def _pack(key: tuple[float, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _unpack(token: str) -> tuple[float, str] | None:
    try:
        first, second = json.loads(base64.urlsafe_b64decode(token))
    except (ValueError, binascii.Error):
        return None
    return float(first), str(second)
