"""The Google Maps page, read by the real browser from a page of its shape."""

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from reviewkit.errors import Blocked, CursorExpired, NetworkTrouble, NotFound, SignInNeeded
from reviewkit.platforms.base import IdSource, Pace, Place, Tools
from reviewkit.platforms.google import Google
from reviewkit.platforms.google.maps import MapsPage

PAGE = Path(__file__).with_name("maps_page.html").read_text(encoding="utf-8")
PLACE = Place("ChIJmade_up_place_id_0000001")


@pytest.fixture
def google(httpserver: HTTPServer, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(MapsPage, "patience", 1.0)
    options = {"maps": True, "maps_url": httpserver.url_for("/maps")}
    with Google(Tools(options, Pace(), profile=tmp_path / "profile")) as adapter:
        yield adapter


def serve(httpserver: HTTPServer, page: str, status: int = 200) -> None:
    httpserver.expect_request("/maps/place/").respond_with_data(page, status=status, content_type="text/html; charset=utf-8")
    httpserver.expect_request("/favicon.ico").respond_with_data("", status=204)


@pytest.mark.parametrize("plain", [False, True], ids=["known classes", "changed classes"])
def test_every_card_is_read_newest_first(httpserver: HTTPServer, google: Google, plain: bool):
    page = PAGE.replace('params.has("plain")', "true") if plain else PAGE
    serve(httpserver, page)
    pages = list(google.pages(PLACE, "reviews"))
    reviews = [review for page in pages for review in page.parsed.reviews]
    assert [review.platform_id for review in reviews] == [f"ChZDmade-up{i}" for i in range(25)]
    assert [len(page.parsed.reviews) for page in pages] == [10, 10, 5]
    assert [page.parsed.cursor is None for page in pages] == [False, False, True]
    assert {page.parsed.site_total for page in pages} == {25}
    assert all(Google.parse(page.body, "maps") == page.parsed for page in pages)
    star_only_with_reply, whole, photographed = reviews[12], reviews[1], reviews[5]
    assert (star_only_with_reply.text, star_only_with_reply.owner_reply.text) == ("", "답글 12")
    assert star_only_with_reply.owner_reply.written_at is not None
    assert (whole.text, whole.rating, whole.author) == ("리뷰 1 전체 본문", 2.0, "손님 1")
    assert photographed.photos == ("https://lh3.example/p/5=w300",)
    assert (reviews[7].rating, reviews[7].id_source) == (None, IdSource.TAKEOUT)


def test_fewer_cards_than_the_page_counts_end_all_the_same(httpserver: HTTPServer, google: Google):
    serve(httpserver, PAGE.replace('params.get("n") || 25', '"12"'))
    pages = list(google.pages(PLACE, "reviews"))
    assert sum(len(page.parsed.reviews) for page in pages) == 12
    assert pages[-1].parsed.site_total == 25


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        ("<p>Google 지도의 제한된 보기입니다</p><a href='https://accounts.google.com/ServiceLogin'>로그인</a>", SignInNeeded),
        ("<p>You're seeing a limited view of Google Maps</p>", SignInNeeded),
        ("<form id='captcha-form'></form><p role=tab>x</p>", Blocked),
    ],
)
def test_a_wall_ends_the_reading(httpserver: HTTPServer, google: Google, page: str, wanted: type):
    serve(httpserver, f"<!doctype html><html><body>{page}</body></html>")
    with pytest.raises(wanted):
        list(google.pages(PLACE, "reviews"))


def test_too_many_requests_block(httpserver: HTTPServer, google: Google):
    serve(httpserver, "slow down", 429)
    with pytest.raises(Blocked):
        list(google.pages(PLACE, "reviews"))


def test_the_page_can_only_be_read_from_the_top(google: Google):
    with pytest.raises(CursorExpired):
        next(google.pages(PLACE, "reviews", "ChZDmade-up3"))


def test_a_place_known_by_its_resource_alone_has_no_page(google: Google):
    with pytest.raises(NotFound):
        next(google.pages(Place("locations/222", resource="accounts/111/locations/222"), "reviews"))


def test_a_reply_is_read_from_the_page_and_a_list_that_broke_off_says_nothing(httpserver: HTTPServer, google: Google):
    serve(httpserver, PAGE)
    assert google.read_reply(PLACE, "ChZDmade-up12").text == "답글 12"
    assert google.read_reply(PLACE, "ChZDmade-up1") is None
    with pytest.raises(NotFound):
        google.read_reply(PLACE, "ChZDnobody")
    httpserver.clear()
    serve(httpserver, PAGE.replace('params.get("n") || 25', '"12"'))
    with pytest.raises(NetworkTrouble):
        google.read_reply(PLACE, "ChZDnobody")
