"""KakaoMap: what its answers hold, where they lead, and what its errors mean."""

import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from reviewkit.errors import Blocked, CursorExpired, LayoutChanged, NetworkTrouble, NotFound, WrongInput
from reviewkit.platforms.base import Pace, Place, Posting, Status, Tools
from reviewkit.platforms.kakao import Kakao

PAGES = Path(__file__).parent / "pages" / "kakao"
PLACE = Place("700000001")
TAB = "/api/places/tab/reviews/kakaomap/700000001"
PANEL = "/api/places/panel3/700000001"


def saved(name: str) -> bytes:
    return (PAGES / name).read_bytes()


def changed(name: str, **fields) -> bytes:
    """A saved page whose first review has other fields; None takes a field away."""
    data = json.loads(saved(name))
    data["reviews"][0].update(fields)
    data["reviews"][0] = {key: value for key, value in data["reviews"][0].items() if value is not None}
    return json.dumps(data).encode()


@pytest.fixture
def kakao(httpserver: HTTPServer):
    options = {"site_url": httpserver.url_for("/place"), "api_url": httpserver.url_for("/api"), "attempts": 1}
    with Kakao(Tools(options, Pace())) as adapter:
        yield adapter


def answer_by_cursor(httpserver: HTTPServer, pages: dict[str | None, str]) -> None:
    def respond(request: Request) -> Response:
        return Response(saved(pages[request.args.get("previous_last_review_id")]), mimetype="application/json")

    httpserver.expect_request(TAB).respond_with_handler(respond)


def test_a_page_gives_its_reviews_whole():
    parsed = Kakao.parse(saved("reviews_page1.json"), "reviews")
    first = parsed.reviews[0]
    assert (first.platform_id, first.rating, first.author) == ("5000003", 5.0, "구름빵")
    assert first.written_at == datetime(2026, 5, 3, 2, 30, tzinfo=UTC)  # 11:30 in Korea
    assert first.text == "국물이 진하고\n고기도 많아요"
    assert first.voted_keywords == ("맛", "친절")
    assert first.photos == ("http://t1.example/review/1?original",)
    assert first.status is Status.VISIBLE
    assert first.edited_at is None
    assert (parsed.site_total, parsed.cursor, dict(parsed.dropped)) == (4, "5000001", {})


def test_an_edit_and_an_owners_reply_are_read():
    second = Kakao.parse(saved("reviews_page1.json"), "reviews").reviews[1]
    assert second.edited_at == datetime(2026, 5, 2, 1, 0, tzinfo=UTC)
    assert second.owner_reply.text == "찾아 주셔서 감사합니다"
    assert second.owner_reply.written_at == datetime(2026, 5, 2, 2, 0, tzinfo=UTC)


def test_contents_may_be_absent_and_so_may_everything_else_optional():
    third = Kakao.parse(saved("reviews_page1.json"), "reviews").reviews[2]
    assert (third.text, third.photos, third.voted_keywords, third.owner_reply) == ("", (), (), None)


def test_a_suspended_review_keeps_its_id_and_loses_its_text():
    review = Kakao.parse(changed("reviews_page1.json", status="B"), "reviews").reviews[0]
    assert (review.platform_id, review.status, review.text, review.photos) == ("5000003", Status.SUSPENDED, "", ())


@pytest.mark.parametrize(("value", "rating"), [(0, None), (6, None), (True, None), ("5", None), (3, 3.0)])
def test_a_rating_is_never_made_up(value, rating):
    assert Kakao.parse(changed("reviews_page1.json", star_rating=value), "reviews").reviews[0].rating == rating


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"review_id": None}, "no_id"), ({"registered_at": None}, "no_date"), ({"registered_at": "어제"}, "no_date")],
)
def test_what_lacks_an_id_or_a_date_is_dropped_and_counted(fields, reason):
    parsed = Kakao.parse(changed("reviews_page1.json", **fields), "reviews")
    assert dict(parsed.dropped) == {reason: 1}
    assert len(parsed.reviews) == 2


def test_a_page_whose_reviews_all_lack_their_fields_has_changed():
    with pytest.raises(LayoutChanged):
        Kakao.parse(b'{"reviews": [{"reviewId": 1}], "has_next": false}', "reviews")


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"{}", b'{"reviews": null}', b'{"reviews": {}}', b"\xff" * 9, b"[" * 99999]
)
def test_another_shape_has_changed(body: bytes):
    with pytest.raises(LayoutChanged):
        Kakao.parse(body, "reviews")


def test_no_reviews_is_said_by_the_site():
    parsed = Kakao.parse(saved("reviews_none.json"), "reviews")
    assert (parsed.reviews, parsed.site_total, parsed.cursor) == ((), 0, None)


@pytest.mark.parametrize("name", ["reviews_page1.json", "reviews_page2.json", "reviews_none.json"])
def test_a_masked_page_parses_the_same_without_its_authors(name: str):
    body = saved(name)
    masked = Kakao.mask(body, "reviews")
    for hidden in ("구름빵", "솔바람", "달콤", "u-100", "/profile/", "/liker/"):
        assert hidden not in masked.decode()
    before, after = Kakao.parse(body, "reviews"), Kakao.parse(masked, "reviews")
    fields = ("platform_id", "text", "rating", "written_at", "photos", "owner_reply", "voted_keywords")
    assert [[getattr(r, f) for f in fields] for r in before.reviews] == [[getattr(r, f) for f in fields] for r in after.reviews]
    assert all(review.author.startswith("author-") for review in after.reviews)


def test_what_is_no_json_is_not_kept_in_a_bug_report():
    assert "구름빵" not in Kakao.mask("<p>구름빵</p>".encode(), "reviews").decode()


def test_pages_follow_the_last_review_until_there_is_no_more(httpserver: HTTPServer, kakao: Kakao):
    answer_by_cursor(httpserver, {None: "reviews_page1.json", "5000001": "reviews_page2.json"})
    pages = list(kakao.pages(PLACE, "reviews"))
    assert [len(page.parsed.reviews) for page in pages] == [3, 1]
    assert kakao.tools.pace.requests == 2
    sent = httpserver.log[0][0]
    assert sent.args["order"] == "LATEST"
    assert sent.headers["pf"] == "web"
    assert sent.headers["Referer"] == httpserver.url_for("/place/700000001")
    assert sent.headers["Origin"] == httpserver.url_for("").rstrip("/")
    assert all(Kakao.parse(page.body, page.kind) == page.parsed for page in pages)


def test_pages_go_on_from_a_cursor_and_ask_for_one_at_a_time(httpserver: HTTPServer, kakao: Kakao):
    answer_by_cursor(httpserver, {"5000001": "reviews_page2.json", None: "reviews_page1.json"})
    assert [page.parsed.reviews[0].platform_id for page in kakao.pages(PLACE, "reviews", "5000001")] == ["5000000"]
    next(kakao.pages(PLACE, "reviews"))
    assert len(httpserver.log) == 2


def test_reviews_that_the_owner_switched_off_are_their_own_outcome(httpserver: HTTPServer, kakao: Kakao):
    httpserver.expect_request(TAB).respond_with_data("", status=204)
    httpserver.expect_request(PANEL).respond_with_data(saved("panel_restricted.json"))
    with pytest.raises(NotFound) as caught:
        list(kakao.pages(PLACE, "reviews"))
    assert caught.value.code == "reviews_switched_off"


def test_a_place_without_reviews_is_told_from_one_switched_off(httpserver: HTTPServer, kakao: Kakao):
    httpserver.expect_request(TAB).respond_with_data(saved("reviews_none.json"))
    httpserver.expect_request(PANEL).respond_with_data("{}")
    (page,) = kakao.pages(PLACE, "reviews")
    assert (page.kind, page.parsed.site_total) == ("reviews", 0)


def test_the_panel_speaks_where_the_tab_says_nothing(httpserver: HTTPServer, kakao: Kakao):
    httpserver.expect_request(TAB).respond_with_data("", status=204)
    httpserver.expect_request(PANEL).respond_with_data('{"kakaomap_review": {"score_set": {"review_count": 0}}}')
    (page,) = kakao.pages(PLACE, "reviews")
    assert (page.kind, page.parsed.site_total) == ("panel", 0)


@pytest.mark.parametrize(("tab", "panel"), [(404, 200), (204, 404)])
def test_a_wrong_id_is_no_place(httpserver: HTTPServer, kakao: Kakao, tab: int, panel: int):
    httpserver.expect_request(TAB).respond_with_data("", status=tab)
    httpserver.expect_request(PANEL).respond_with_data("", status=panel)
    with pytest.raises(NotFound) as caught:
        list(kakao.pages(PLACE, "reviews"))
    assert caught.value.code == "not_found"


def test_a_site_that_says_nothing_at_all_has_changed(httpserver: HTTPServer, kakao: Kakao):
    httpserver.expect_request(TAB).respond_with_data("", status=204)
    httpserver.expect_request(PANEL).respond_with_data("", status=204)
    with pytest.raises(LayoutChanged):
        list(kakao.pages(PLACE, "reviews"))


def test_an_empty_answer_after_the_last_page_ends_the_list(httpserver: HTTPServer, kakao: Kakao):
    page = json.loads(saved("reviews_page1.json"))
    page["score_set"]["review_count"] = len(page["reviews"])
    httpserver.expect_request(TAB, query_string={"order": "LATEST", "only_photo_review": "false"}).respond_with_json(page)
    httpserver.expect_request(TAB).respond_with_data("", status=204)
    assert len(list(kakao.pages(PLACE, "reviews"))) == 1


def test_a_list_that_breaks_off_before_its_count_is_no_end(httpserver: HTTPServer, kakao: Kakao):
    page = json.loads(saved("reviews_page1.json"))
    page["score_set"]["review_count"] = len(page["reviews"]) + 1
    httpserver.expect_request(TAB, query_string={"order": "LATEST", "only_photo_review": "false"}).respond_with_json(page)
    httpserver.expect_request(TAB).respond_with_data("", status=204)
    with pytest.raises(NetworkTrouble, match="broke off"):
        list(kakao.pages(PLACE, "reviews"))


@pytest.mark.parametrize(("status", "error"), [(406, LayoutChanged), (429, Blocked), (403, Blocked)])
def test_what_the_sites_refusals_mean(httpserver: HTTPServer, kakao: Kakao, status: int, error: type):
    httpserver.expect_request(TAB).respond_with_data("", status=status)
    with pytest.raises(error):
        list(kakao.pages(PLACE, "reviews"))


@pytest.mark.parametrize("answer", [("", 404), ("", 204), (saved("reviews_none.json"), 200)], ids=["404", "204", "empty"])
def test_a_forgotten_cursor_has_expired(httpserver: HTTPServer, kakao: Kakao, answer: tuple):
    httpserver.expect_request(TAB).respond_with_data(*answer)
    with pytest.raises(CursorExpired):
        list(kakao.pages(PLACE, "reviews", "1"))


def test_a_list_that_goes_round_is_not_followed_for_ever(httpserver: HTTPServer, kakao: Kakao):
    httpserver.expect_request(TAB).respond_with_data(saved("reviews_page1.json"))
    with pytest.raises(LayoutChanged):
        list(kakao.pages(PLACE, "reviews"))
    assert len(httpserver.log) == 2


@pytest.mark.parametrize(
    "text",
    [
        "700000001",
        " 700000001 \n",
        "https://place.map.kakao.com/700000001",
        "place.map.kakao.com/700000001#review",
        "http://place.map.kakao.com/m/700000001?service=search_m",
        "https://map.kakao.com/?itemId=700000001",
        "https://map.kakao.com/?map_type=TYPE_MAP&itemId=700000001&urlLevel=3",
        "https://map.kakao.com/link/map/700000001",
        "https://map.kakao.com/link/to/700000001",
        "https://m.map.kakao.com/places/700000001",
        "kakaomap://place?id=700000001",
        "[카카오맵] 가나식당\n서울 가나구 다라로 1\nhttps://place.map.kakao.com/700000001 입니다.",
        "주소는https://place.map.kakao.com/700000001입니다",
        "주소는place.map.kakao.com/700000001#review입니다",
        "가나식당(https://place.map.kakao.com/700000001).",
    ],
)
def test_a_place_is_found_in_every_form(kakao: Kakao, text: str):
    assert kakao.find(text) == Place("700000001")
    assert kakao.tools.pace.requests == 0


def test_an_address_of_the_configured_site_counts_like_the_real_ones(kakao: Kakao):
    address = kakao.address(PLACE)
    assert address.startswith("http://")
    assert kakao.find(f"{address}#review") == PLACE


def test_a_short_link_is_resolved(httpserver: HTTPServer, kakao: Kakao, monkeypatch):
    httpserver.expect_request("/Ab1").respond_with_data("", status=302, headers={"Location": kakao.address(PLACE)})
    monkeypatch.setattr("reviewkit.platforms.kakao.address.SHORT_HOSTS", {"localhost"})
    assert kakao.find(f"[카카오맵] 가나식당 {httpserver.url_for('/Ab1')}") == PLACE
    assert kakao.tools.pace.requests == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "가나식당",
        "12",
        "https://place.map.kakao.com/",
        "https://place.map.kakao.com.evil.example/700000001",
        "https://map.kakao.com/link/map/가나식당,37.5,127.0",
        "https://m.place.naver.com/restaurant/700000001",
        "kakaomap://open",
        "http://[/700000001",
    ],
)
def test_what_names_no_place_is_wrong_input(kakao: Kakao, text: str):
    with pytest.raises(WrongInput):
        kakao.find(text)


ADAPTER = Kakao(Tools({}, Pace()))
URLISH = st.lists(
    st.sampled_from(
        [
            "https://",
            "place.map.kakao.com",
            "map.kakao.com",
            "/",
            "?itemId=",
            "700000001",
            "[",
            "]",
            ":",
            "kakaomap://",
            "#",
            "%",
            "٣",
        ]
    )
).map("".join)


@given(st.one_of(st.text(), URLISH))
def test_any_text_is_a_place_or_wrong_input(text: str):
    with contextlib.suppress(WrongInput):
        assert ADAPTER.find(text).id.isdecimal()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=9,
)
REVIEW = st.fixed_dictionaries(
    {"review_id": JSON | st.just(5), "registered_at": JSON | st.just("2026-01-02 03:04:05")},
    optional=dict.fromkeys(("star_rating", "contents", "photos", "status", "strength_ids", "updated_at", "meta"), JSON),
)
ANSWER = st.fixed_dictionaries(
    {"reviews": st.lists(REVIEW, max_size=3) | JSON},
    optional=dict.fromkeys(("score_set", "strength_description", "has_next", "restrict", "kakaomap_review"), JSON),
)


@given(JSON | ANSWER, st.sampled_from(Kakao.kinds))
def test_any_json_parses_or_has_changed(data, kind: str):
    body = json.dumps(data).encode()
    Kakao.mask(body, kind)
    try:
        parsed = Kakao.parse(body, kind)
    except (LayoutChanged, NotFound):
        return
    assert all(review.platform_id and review.written_at.tzinfo for review in parsed.reviews)


def test_a_reply_is_copied_by_hand_and_read_from_the_list(httpserver: HTTPServer, kakao: Kakao):
    answer_by_cursor(httpserver, {None: "reviews_page1.json", "5000001": "reviews_page2.json"})
    assert Kakao.posting is Posting.COPY
    assert kakao.reply_address(PLACE, "5000002").endswith("/place/700000001#review")
    first, second, _third = Kakao.parse(saved("reviews_page1.json"), "reviews").reviews
    assert kakao.read_reply(PLACE, second.platform_id).text == "찾아 주셔서 감사합니다"
    assert kakao.read_reply(PLACE, first.platform_id) is None
    assert kakao.tools.pace.requests == 2, "no page is read behind the one that has the review"
    with pytest.raises(NotFound):
        kakao.read_reply(PLACE, "1")
