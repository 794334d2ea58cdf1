"""Google's Business Profile interface: lists, locations, keys and refusals; and which place an address means."""

import contextlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from reviewkit.errors import Blocked, CursorExpired, LayoutChanged, NetworkTrouble, NotFound, SignInNeeded, WrongInput
from reviewkit.platforms.base import IdSource, Pace, Place, Precision, Tools
from reviewkit.platforms.google import Google

PAGES = Path(__file__).parent / "pages" / "google"
RESOURCE = "accounts/111/locations/222"
PLACE = Place("ChIJmade_up_place_id_0000001", resource=RESOURCE)
REVIEWS = f"/v4/{RESOURCE}/reviews"
CLIENT = json.dumps({"installed": {"client_id": "id.apps", "client_secret": "hush", "token_uri": "https://elsewhere"}})
SECRETS = {"google-client": CLIENT, "google-token": "1//refresh"}


def saved(name: str) -> bytes:
    return (PAGES / name).read_bytes()


def made(httpserver: HTTPServer, secrets=SECRETS, **options) -> Google:
    root = httpserver.url_for("/").rstrip("/")
    addresses = {
        "api_url": root,
        "accounts_url": root,
        "locations_url": root,
        "token_url": f"{root}/token",
        "maps_url": f"{root}/maps",
    }
    return Google(Tools(addresses | {"attempts": 1} | options, Pace(), secret=secrets.get))


@pytest.fixture
def google(httpserver: HTTPServer):
    with made(httpserver) as adapter:
        yield adapter


@pytest.fixture
def tokens(httpserver: HTTPServer) -> list[dict]:
    """A token address that hands out access-1, access-2 …; the forms that it was sent."""
    sent: list[dict] = []

    def grant(request: Request) -> Response:
        sent.append(request.form.to_dict())
        body = {"access_token": f"access-{len(sent)}", "expires_in": 3599, "token_type": "Bearer"}
        return Response(json.dumps(body), mimetype="application/json")

    httpserver.expect_request("/token", method="POST").respond_with_handler(grant)
    return sent


def error(status: int, code: str = "", reason: str = "", **metadata: str) -> dict:
    detail = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "g", "metadata": metadata}
    return {"error": {"code": status, "message": "What Google says.", "status": code, "details": [detail]}}


# --- parse


def test_a_list_gives_its_reviews_without_the_translations():
    parsed = Google.parse(saved("reviews_page1.json"), "reviews")
    first, second, third = parsed.reviews
    assert (first.platform_id, first.rating, first.author) == ("AbFvOq-1", 5.0, "Haneul B")
    assert first.text == "국물이 진해요\n또 갈게요"
    assert first.written_at == datetime(2026, 9, 28, 11, 4, 9, 120394, UTC)
    assert first.owner_reply.text == "감사합니다"
    assert first.edited_at is None
    assert second.text == "느려요\n\n(Original)\n이라고 써 있네요"
    assert second.edited_at == datetime(2026, 9, 21, 0, 0, 0, 500000, UTC)
    assert third.photos == ("https://lh3.example/p/1", "https://lh3.example/p/2")
    assert third.written_at.microsecond == 123456
    assert (parsed.site_total, parsed.cursor, dict(parsed.dropped)) == (5, "TOKEN-2", {})


def test_a_reply_that_google_refused_is_not_shown_and_so_is_none():
    assert Google.parse(saved("reviews_page1.json"), "reviews").reviews[1].owner_reply is None


def test_a_star_only_review_has_no_text_and_an_unspecified_rating_is_none():
    star_only = Google.parse(saved("reviews_page1.json"), "reviews").reviews[2]
    unspecified, anonymous = Google.parse(saved("reviews_page2.json"), "reviews").reviews
    assert (star_only.text, star_only.rating) == ("", 4.0)
    assert (unspecified.rating, unspecified.text) == (None, "Mum liked it.")
    assert anonymous.author == ""


def test_an_empty_answer_means_no_reviews():
    parsed = Google.parse(b"{}", "reviews")
    assert (parsed.reviews, parsed.site_total, parsed.cursor) == ((), 0, None)


def test_an_empty_page_leaves_its_list_out_but_a_list_under_a_new_name_has_changed():
    assert Google.parse(b'{"averageRating": 4.1, "totalReviewCount": 50}', "reviews").site_total == 50
    with pytest.raises(LayoutChanged):
        Google.parse(b'{"entries": [{}], "totalReviewCount": 50}', "reviews")


def test_takeout_has_ids_of_its_own_and_drops_what_has_no_date():
    parsed = Google.parse(saved("takeout_reviews.json"), "takeout")
    assert [review.platform_id for review in parsed.reviews] == ["ChZNade-up0", "ChZNade-up1"]
    assert {review.id_source for review in parsed.reviews} == {IdSource.TAKEOUT}
    assert "photos" in parsed.reviews[0].unknown
    assert (dict(parsed.dropped), parsed.site_total) == ({"no_date": 1}, None)


def test_reviews_that_the_owner_wrote_are_not_the_shops():
    with pytest.raises(LayoutChanged, match="wrote yourself"):
        Google.parse(b'{"type": "FeatureCollection", "features": []}', "takeout")


def test_cards_of_a_maps_page_have_a_range_for_a_date():
    parsed = Google.parse(saved("maps_cards.json"), "maps")
    first, second = parsed.reviews
    assert (first.rating, first.text, first.owner_reply.text) == (5.0, "좋아요", "고맙습니다")
    assert first.written_at == datetime(2026, 11, 1, tzinfo=UTC) - timedelta(weeks=3)
    assert first.written_precision is Precision.WEEK
    assert (second.rating, second.written_precision) == (4.0, Precision.MONTH)
    assert (dict(parsed.dropped), parsed.site_total, parsed.cursor) == ({"no_date": 1}, 3, None)


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"limited": True}, SignInNeeded),
        ({"cards": [], "sign_in_link": True, "tabs": 0}, SignInNeeded),
        ({"url": "https://www.google.com/sorry/index?continue=x"}, Blocked),
        ({"captcha": True}, Blocked),
        ({"cards": [], "total": None}, LayoutChanged),
        ({"crawled_at": ""}, LayoutChanged),
    ],
)
def test_a_maps_page_that_shows_a_wall_says_which(fields: dict, wanted: type):
    with pytest.raises(wanted):
        Google.parse(json.dumps(json.loads(saved("maps_cards.json")) | fields).encode(), "maps")


def test_a_maps_page_may_say_that_there_is_no_review():
    body = json.dumps(json.loads(saved("maps_cards.json")) | {"cards": [], "total": 0}).encode()
    assert Google.parse(body, "maps").site_total == 0


@pytest.mark.parametrize(
    ("name", "kind"), [("reviews_page1.json", "reviews"), ("takeout_reviews.json", "takeout"), ("maps_cards.json", "maps")]
)
def test_a_masked_page_parses_the_same_without_its_authors(name: str, kind: str):
    masked = Google.mask(saved(name), kind)
    for hidden in ("Haneul B", "솔바람", "구름빵", "lh3.example/a/"):
        assert hidden not in masked.decode()
    before, after = Google.parse(saved(name), kind).reviews, Google.parse(masked, kind).reviews
    fields = ("platform_id", "text", "rating", "written_at", "photos", "owner_reply")
    assert [[getattr(r, f) for f in fields] for r in before] == [[getattr(r, f) for f in fields] for r in after]
    assert after[0].author == "author-1"


# --- pages


def test_pages_follow_the_token(httpserver: HTTPServer, google: Google, tokens: list):
    def respond(request: Request) -> Response:
        name = {None: "reviews_page1.json", "TOKEN-2": "reviews_page2.json"}[request.args.get("pageToken")]
        return Response(saved(name), mimetype="application/json")

    httpserver.expect_request(REVIEWS, headers={"Authorization": "Bearer access-1"}).respond_with_handler(respond)
    pages = list(google.pages(PLACE, "reviews"))
    assert [len(page.parsed.reviews) for page in pages] == [3, 2]
    assert google.tools.pace.requests == 2  # the token's address is not the site
    assert tokens == [
        {"grant_type": "refresh_token", "client_id": "id.apps", "client_secret": "hush", "refresh_token": "1//refresh"}
    ]
    asked = httpserver.log[1][0].args
    assert (asked["pageSize"], asked["orderBy"]) == ("50", "updateTime desc")
    assert all("access-1" not in page.url for page in pages)


def test_a_first_page_that_counts_reviews_and_shows_none_has_changed(httpserver: HTTPServer, google: Google, tokens: list):
    httpserver.expect_request(REVIEWS).respond_with_json({"totalReviewCount": 5})
    with pytest.raises(LayoutChanged):
        list(google.pages(PLACE, "reviews"))


def test_an_expired_access_token_is_renewed_once(httpserver: HTTPServer, google: Google, tokens: list):
    httpserver.expect_request(REVIEWS, headers={"Authorization": "Bearer access-1"}).respond_with_json(error(401), status=401)
    httpserver.expect_request(REVIEWS, headers={"Authorization": "Bearer access-2"}).respond_with_json({})
    (page,) = google.pages(PLACE, "reviews")
    assert page.parsed.site_total == 0
    assert len(tokens) == 2


def test_a_refused_key_asks_for_a_sign_in(httpserver: HTTPServer, google: Google, tokens: list):
    httpserver.expect_request(REVIEWS).respond_with_json(error(401), status=401)
    with pytest.raises(SignInNeeded):
        list(google.pages(PLACE, "reviews"))
    assert len(tokens) == 2


@pytest.mark.parametrize(
    ("status", "body", "wanted", "words"),
    [
        (429, error(429, "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", quota_limit_value="0"), Blocked, "no quota yet"),
        (429, error(429, "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", quota_limit_value="300"), Blocked, "slow down"),
        (
            403,
            error(403, "PERMISSION_DENIED", "SERVICE_DISABLED", service="mybusiness.googleapis.com"),
            SignInNeeded,
            "switched off",
        ),
        (403, {"error": {"code": 403, "status": "PERMISSION_DENIED"}}, SignInNeeded, "may not read"),
        (404, error(404, "NOT_FOUND"), NotFound, "no such location"),
        (400, error(400, "INVALID_ARGUMENT"), LayoutChanged, "What Google says"),
        (500, {}, NetworkTrouble, "^Google has trouble of its own.$"),
        (403, error(403, "PERMISSION_DENIED", "RATE_LIMIT_EXCEEDED"), Blocked, "slow down"),
        (403, error(403, "PERMISSION_DENIED", "RATE_LIMIT_EXCEEDED", quota_limit_value="0"), Blocked, "no quota yet"),
        (403, {"error": {"errors": [{"reason": "rateLimitExceeded"}]}}, Blocked, "slow down"),
        (403, {"error": {"errors": [{"reason": "userRateLimitExceeded"}]}}, Blocked, "slow down"),
        (403, {"error": {"errors": [{"reason": "quotaExceeded"}]}}, Blocked, "slow down"),
    ],
)
def test_refusals_are_said_in_words(httpserver: HTTPServer, google: Google, tokens: list, status, body, wanted, words):
    httpserver.expect_request(REVIEWS).respond_with_json(body, status=status)
    with pytest.raises(wanted, match=words):
        list(google.pages(PLACE, "reviews"))
    assert google.tools.pace.requests == 1


def test_a_saved_refusal_parses_to_the_same_error():
    with pytest.raises(Blocked, match="no quota yet") as caught:
        Google.parse(json.dumps(error(429, quota_limit_value="0")).encode(), "reviews")
    assert not caught.value.retryable  # waiting doesn't help: somebody at Google has to approve


def test_a_page_token_that_google_forgot_has_expired(httpserver: HTTPServer, google: Google, tokens: list):
    httpserver.expect_request(REVIEWS).respond_with_json(error(400, "INVALID_ARGUMENT"), status=400)
    with pytest.raises(CursorExpired):
        list(google.pages(PLACE, "reviews", "OLD"))


@pytest.mark.parametrize(
    ("secrets", "hint"),
    [
        ({}, "auth set google-client"),
        ({"google-client": "not json", "google-token": "x"}, "auth set google-client"),
        ({"google-client": '{"client_id": "a", "client_secret": "b"}'}, "auth login google"),
    ],
)
def test_a_missing_key_is_named(httpserver: HTTPServer, secrets: dict, hint: str):
    with made(httpserver, secrets) as google, pytest.raises(SignInNeeded) as caught:
        list(google.pages(PLACE, "reviews"))
    assert hint in caught.value.hint
    assert google.tools.pace.requests == 0


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("invalid_grant", "7 days"),
        ("invalid_client", "key of your Google project"),
        ("odd", "^Google refused the sign-in.$"),
        ("", "^Google refused the sign-in.$"),
    ],
)
def test_a_refused_refresh_token_is_explained(httpserver: HTTPServer, google: Google, code: str, words: str):
    httpserver.expect_request("/token").respond_with_json(
        {"error": code, "error_description": "Token has been revoked."}, status=400
    )
    with pytest.raises(SignInNeeded, match=words):
        list(google.pages(PLACE, "reviews"))


def test_a_token_address_out_of_order_is_a_passing_trouble(httpserver: HTTPServer, google: Google):
    httpserver.expect_request("/token").respond_with_data("<html>", status=503)
    with pytest.raises(NetworkTrouble):
        list(google.pages(PLACE, "reviews"))


# --- locations


@pytest.fixture
def two_accounts(httpserver: HTTPServer, tokens: list) -> None:
    def locations(request: Request) -> Response:
        assert request.args["readMask"] == "name,title,storeCode,metadata"
        page2 = {"locations": [{"name": "locations/333", "title": "다라카페"}]}
        page1 = {
            "locations": [
                {
                    "name": "locations/222",
                    "title": "가나식당",
                    "metadata": {"mapsUri": "https://maps.google.com/maps?cid=1000000000000000017", "placeId": PLACE.id},
                }
            ],
            "nextPageToken": "L2",
        }
        return Response(json.dumps(page2 if request.args.get("pageToken") else page1))

    accounts = {"accounts": [{"name": "accounts/111"}], "nextPageToken": "A2"}
    httpserver.expect_request("/v1/accounts", query_string="").respond_with_json(accounts)
    httpserver.expect_request("/v1/accounts", query_string="pageToken=A2").respond_with_json(
        {"accounts": [{"name": "accounts/999"}]}
    )
    httpserver.expect_request("/v1/accounts/111/locations").respond_with_handler(locations)
    httpserver.expect_request("/v1/accounts/999/locations").respond_with_handler(locations)


def test_locations_are_listed_once_each(google: Google, two_accounts: None):
    assert google.locations() == [
        Place(PLACE.id, name="가나식당", resource=RESOURCE),
        Place("locations/333", name="다라카페", resource="accounts/111/locations/333"),
    ]


@pytest.mark.parametrize(
    "place",
    [
        Place(PLACE.id),
        Place("1000000000000000017"),
        Place(f"0x1:{hex(1000000000000000017)}"),
        Place("locations/222"),
        Place("ChIJof_another_listing_of_it", name="가나식당"),
        PLACE,
    ],
)
def test_a_place_is_looked_up_among_the_accounts_locations(google: Google, two_accounts: None, place: Place):
    assert google.resource(place) == RESOURCE
    asked = google.tools.pace.requests
    assert google.resource(place) == RESOURCE
    assert google.tools.pace.requests == asked


def test_a_place_that_is_none_of_them_names_those_there_are(google: Google, two_accounts: None):
    with pytest.raises(NotFound, match=r"가나식당.*다라카페") as caught:
        google.resource(Place("ChIJsomebody_elses_place"))
    assert "reviewkit store edit" in caught.value.hint


# --- find

PAIR = "0x357ca2eabc123def:0xde0b6b3a7640011"


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        (f"https://www.google.com/maps/place/%EA%B0%80/@37.5,127.0,17z/data=!3m1!4b1!4m6!3m5!1s{PAIR}!8m2!3d37!4d127", PAIR),
        (f"https://www.google.co.kr/maps/place/x/data=!4m8!3m7!1s{PAIR.replace(':', '%3A')}!9m1!1b1", PAIR),
        ("https://www.google.com/maps?cid=1000000000000000017", "1000000000000000017"),
        ("https://maps.google.com/?cid=1000000000000000017&hl=ko", "1000000000000000017"),
        (f"https://www.google.com/maps/search/?api=1&query=%EA%B0%80&query_place_id={PLACE.id}", PLACE.id),
        (f"https://search.google.com/local/reviews?placeid={PLACE.id}", PLACE.id),
        (f"https://search.google.com/local/writereview?placeid={PLACE.id}", PLACE.id),
        (f"https://www.google.com/maps/place/?q=place_id:{PLACE.id}", PLACE.id),
        (
            f"https://www.google.com/maps/reviews/data=!4m8!14m7!1m6!2m5!1sChZDSUhNmade-up!2m1!1s0x0:{PAIR.partition(':')[2]}",
            "0x0:0xde0b6b3a7640011",
        ),
        (
            "https://consent.google.com/m?continue=https://maps.google.com/?cid%3D1000000000000000017&gl=KR",
            "1000000000000000017",
        ),
        (f"https://www.google.com/maps/place/가나식당/@37.5,127.0,17z/data=!3m1!1s{PAIR}!8m2", PAIR),
        ("여기https://maps.google.com/?cid=1000000000000000017에요", "1000000000000000017"),
        (PLACE.id, PLACE.id),
        (PAIR, PAIR),
        ("가나식당\nhttps://www.google.com/maps?cid=1000000000000000017 보세요", "1000000000000000017"),
        ("locations/222", "locations/222"),
    ],
)
def test_a_place_is_found_in_every_form(google: Google, text: str, identity: str):
    assert google.find(text) == Place(identity)
    assert google.tools.pace.requests == 0


def test_the_interfaces_name_is_kept_as_the_resource(google: Google):
    assert google.find(f" {RESOURCE} ") == Place("locations/222", resource=RESOURCE)


@pytest.mark.parametrize("identity", [PLACE.id, "1000000000000000017"])
def test_an_address_of_the_configured_site_counts_like_the_real_ones(google: Google, identity: str):
    address = google.address(Place(identity))
    assert address.startswith("http://")
    assert google.find(address) == Place(identity)


def test_a_pairs_address_has_its_cid(google: Google):
    assert google.address(Place(PAIR)).endswith("?cid=1000000000000000017")


def test_a_short_link_is_resolved(httpserver: HTTPServer, google: Google, monkeypatch):
    httpserver.expect_request("/Ab1").respond_with_data("", status=302, headers={"Location": google.address(PLACE)})
    monkeypatch.setattr("reviewkit.platforms.google.address.SHORT_HOSTS", {"localhost"})
    assert google.find(f"가나식당 {httpserver.url_for('/Ab1')}") == Place(PLACE.id)
    assert google.tools.pace.requests == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "가나식당",
        "https://www.google.com/maps",
        "https://www.google.com.evil.example/maps?cid=1000000000000000017",
        "https://evil.example/google.com/maps?cid=1000000000000000017",
        "https://www.google.com/maps?cid=x",
        "https://place.map.kakao.com/700000001",
        "http://[",
    ],
)
def test_what_names_no_place_is_wrong_input(google: Google, text: str):
    with pytest.raises(WrongInput):
        google.find(text)


ADAPTER = Google(Tools({}, Pace()))
URLISH = st.lists(
    st.sampled_from(
        [
            "https://",
            "www.google.com/maps",
            "/",
            "?cid=",
            "12345678",
            "!1s",
            "0x1:0x2",
            "[",
            "%",
            "q=place_id:",
            "ChIJ",
            "locations/1",
            "&",
            "#",
        ]
    )
).map("".join)


@given(st.one_of(st.text(), URLISH))
def test_any_text_is_a_place_or_wrong_input(text: str):
    with contextlib.suppress(WrongInput):
        place = ADAPTER.find(text)
        assert place.id
        assert ADAPTER.address(place).startswith("https://")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=9,
)
REVIEW_FIELDS = ("reviewer", "starRating", "comment", "updateTime", "reviewReply", "reviewMediaItems", "name")
REVIEW = st.fixed_dictionaries(
    {"reviewId": JSON | st.just("a"), "createTime": JSON | st.just("2026-01-02T03:04:05Z")},
    optional=dict.fromkeys(REVIEW_FIELDS, JSON),
)
CARD = st.fixed_dictionaries(
    {"id": JSON | st.just("a"), "date_text": JSON | st.just("3주 전")},
    optional=dict.fromkeys(("author", "rating_label", "text", "photos", "reply_text", "reply_date"), JSON),
)
ANSWER = st.fixed_dictionaries(
    {"reviews": st.lists(REVIEW, max_size=3) | JSON},
    optional=dict.fromkeys(("totalReviewCount", "nextPageToken", "error", "type"), JSON),
)
MAPS = st.fixed_dictionaries(
    {"cards": st.lists(CARD, max_size=3) | JSON, "crawled_at": JSON | st.just("2026-11-01T00:00:00Z")},
    optional=dict.fromkeys(("url", "limited", "sign_in_link", "tabs", "captcha", "total", "more"), JSON),
)


@given(JSON | ANSWER | MAPS, st.sampled_from(Google.kinds))
def test_any_json_parses_or_is_one_of_four_errors(data, kind: str):
    body = json.dumps(data).encode()
    Google.mask(body, kind)
    try:
        parsed = Google.parse(body, kind)
    except (LayoutChanged, Blocked, SignInNeeded, NotFound):
        return
    assert all(review.platform_id and review.written_at.tzinfo for review in parsed.reviews)
