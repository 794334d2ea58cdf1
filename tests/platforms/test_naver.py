"""Naver's adapter against a made-up place, in the real browser."""

from dataclasses import replace
from datetime import UTC, datetime

import psutil
import pytest
from naver_site import PLACE, Servers, Site, new_classes, new_everything, review

from reviewkit.errors import (
    Blocked,
    BrowserTrouble,
    CursorExpired,
    LayoutChanged,
    NetworkTrouble,
    NotFound,
    SignInNeeded,
    WrongInput,
)
from reviewkit.platforms.base import BrowserOptions, IdSource, Place, Precision, Status
from reviewkit.platforms.browser import find
from reviewkit.platforms.naver import Naver, asking, owner, public

SHOP = Place(PLACE)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(asking, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(public, "GROWTH", 2.0)
    monkeypatch.setattr(owner, "GROWTH", 0.3)


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def servers(site):
    running = Servers(site)
    yield running
    running.close()


@pytest.fixture
def naver(servers):
    with Naver(servers.tools()) as adapter:
        yield adapter


def walk(adapter, stream="text", cursor=None):
    return list(adapter.pages(SHOP, stream, cursor))


def ids(pages):
    return [found.platform_id for page in pages for found in page.parsed.reviews]


def test_state_then_cursor_brings_every_review_of_both_lists_once_the_page_is_open(naver, site):
    texts = walk(naver)
    keywords = walk(naver, "keywords")
    assert set(ids(texts)) == {item["id"] for item in site.texts}
    assert set(ids(keywords)) == {item["id"] for item in site.keywords}
    assert [page.kind for page in texts] == ["page", "graphql", "graphql", "graphql"]
    assert [page.kind for page in keywords] == ["page_keywords", "graphql"]
    assert {page.parsed.site_total for page in texts} == {47}
    assert {page.parsed.site_total for page in keywords} == {13}
    # one page and its redirect, three requests for texts, one for keywords
    assert naver.tools.pace.requests == 5
    assert [line for line in site.log if line.startswith("site GET /restaurant/")] != []


def test_a_cursor_in_the_state_saves_the_repeated_page(naver, site):
    site.state_cursor = True
    pages = walk(naver)
    assert ids(pages) == [item["id"] for item in site.texts]
    assert len(pages) == 3


def test_each_page_parses_to_the_same_again_and_the_next_request_waits_to_be_asked_for(naver, site):
    pages = naver.pages(SHOP, "text")
    first = next(pages)
    assert [line for line in site.log if "POST" in line] == []
    assert Naver.parse(first.body, first.kind) == first.parsed
    second = next(pages)
    assert Naver.parse(second.body, second.kind) == second.parsed
    pages.close()


def test_a_walk_goes_on_from_a_cursor(naver, site):
    second = walk(naver)[1]
    rest = ids(walk(naver, "text", second.parsed.cursor))
    assert rest == [item["id"] for item in site.texts[20:]]


def test_a_forgotten_cursor_says_so(naver):
    with pytest.raises(CursorExpired):
        walk(naver, "text", "no-such-cursor")


def test_a_list_that_fits_into_the_first_page_needs_no_further_request(naver, site):
    del site.texts[8:]
    pages = walk(naver)
    assert len(ids(pages)) == 8
    assert pages[-1].parsed.cursor is None
    assert naver.tools.pace.requests == 1


def test_an_interface_that_refuses_twenty_is_asked_for_ten(naver, site):
    site.limit = 10
    assert set(ids(walk(naver))) == {item["id"] for item in site.texts}


def test_an_interface_without_cookies_is_asked_without(naver, site):
    site.cookies = False
    assert set(ids(walk(naver))) == {item["id"] for item in site.texts}


@pytest.mark.parametrize("names", [None, new_classes, new_everything])
@pytest.mark.parametrize("state", [True, False])
def test_a_refusing_interface_leaves_the_visible_list_whatever_its_classes(naver, site, names, state):
    site.api, site.state = "changed", state
    site.names = names or site.names
    site.texts[12] = review(12, status="TEMPORARILY_SUSPENDED")
    pages = walk(naver)
    found = [it for page in pages for it in page.parsed.reviews]
    assert len(found) == 46
    assert pages[-1].kind == "dom"
    assert sum(page.parsed.dropped.get("suspended_without_id", 0) for page in pages) == 1
    shown = [it for it in found if it.id_source is IdSource.PAGE]
    assert len(shown) == (36 if state else 46)
    texts = {it.text for it in found}
    assert texts == {item["body"] for item in site.texts if item["status"] == "ACTIVE"}
    assert all(it.author.startswith("단골") and it.origin == "영수증" and it.visit_count and it.visited_on for it in shown)
    assert all(it.voted_keywords == ("음식이 맛있어요", "친절해요") for it in shown)
    replied = [it for it in found if it.owner_reply]
    assert [it.owner_reply.text for it in replied] == ["고맙습니다 늘늘늘늘늘늘늘늘늘"]
    assert replied[0].owner_reply.written_at == datetime(2025, 4, 30, 15, tzinfo=UTC)


def test_the_visible_list_of_keyword_reviews_is_unfolded_first(naver, site):
    site.api, site.state = "null", False
    found = walk(naver, "keywords")
    assert len(ids(found)) == 13
    assert found[0].parsed.site_total == 13


def test_what_the_visible_list_cannot_tell_is_named(naver, site):
    site.api, site.state = "null", False
    found = walk(naver)[0].parsed.reviews[0]
    assert found.written_precision is Precision.WEEK
    assert {"rating", "photos", "url", "written_at"} <= found.unknown


def test_the_visible_list_goes_on_from_its_cursor(naver, site):
    site.api, site.state = "null", False
    pages = walk(naver)
    assert pages[1].parsed.cursor == "dom:20"
    assert ids(walk(naver, "text", "dom:20")) == ids(pages[2:])


def test_an_interface_that_passes_over_the_cursor_leads_to_the_visible_list(naver, site):
    site.api = "deaf"
    pages = walk(naver)
    assert len({it.text for page in pages for it in page.parsed.reviews}) == 47
    assert pages[-1].kind == "dom"


def test_blocked_empty_and_changed_are_three_outcomes(naver, site):
    site.page = "blocked"
    with pytest.raises(Blocked):
        walk(naver)
    naver.close()
    site.page, kept = "normal", site.texts
    site.texts = []
    (page,) = walk(naver)
    assert (page.parsed.site_total, page.parsed.reviews) == (0, ())
    naver.close()
    site.page, site.api, site.texts = "shell", "changed", kept
    with pytest.raises(LayoutChanged):
        walk(naver)


@pytest.mark.parametrize(("page", "error"), [("429", Blocked), ("403", Blocked), ("login", SignInNeeded), ("gone", NotFound)])
def test_a_refusing_page_stops_at_once(naver, site, page, error):
    site.page = page
    with pytest.raises(error) as caught:
        walk(naver)
    assert len([line for line in site.log if line.startswith("site GET /restaurant")]) == 1
    if page == "429":
        assert caught.value.retry_at > datetime.now(UTC)


@pytest.mark.parametrize("how", ["429", "429 without CORS"])
def test_a_refusing_interface_stops_at_once_and_what_was_read_is_kept(naver, site, how):
    site.api = how
    pages = naver.pages(SHOP, "text")
    assert len(next(pages).parsed.reviews) == 10
    with pytest.raises(Blocked) as caught:
        next(pages)
    assert caught.value.retry_at is not None
    assert len([line for line in site.log if "POST" in line]) <= 1


def test_passing_trouble_is_tried_again(naver, site):
    site.api = "broken once"
    assert len(set(ids(walk(naver)))) == 47


def test_no_server_is_network_trouble(servers):
    tools = servers.tools()
    servers.close()
    with Naver(tools) as adapter, pytest.raises(NetworkTrouble, match=r"^Naver Place could not be reached\.$"):
        walk(adapter)


def test_a_killed_browser_is_trouble_and_the_walk_goes_on_after_closing(naver, site):
    pages = naver.pages(SHOP, "text")
    next(pages)
    second = next(pages)
    for process in psutil.Process().children(recursive=True):
        if "chrom" in process.name():
            process.kill()
    with pytest.raises(BrowserTrouble):
        next(pages)
    naver.close()
    rest = ids(walk(naver, "text", second.parsed.cursor))
    assert rest == [item["id"] for item in site.texts[20:]]


def test_smartplace_is_a_stream_only_where_it_is_switched_on(servers):
    assert Naver(servers.tools()).streams == ("text", "keywords")
    assert Naver(servers.tools(smartplace=True)).streams == ("text", "keywords", "smartplace")


def test_smartplace_brings_the_stars_of_the_same_reviews(servers, site, tmp_path):
    with Naver(servers.tools(smartplace=True, profile=tmp_path / "p")) as adapter:
        pages = walk(adapter, "smartplace")
    found = [it for page in pages for it in page.parsed.reviews]
    assert {it.platform_id for it in found} == {item["id"] for item in site.texts + site.keywords}
    assert {it.rating for it in found} == {4.0}
    assert pages[0].parsed.site_total is None
    assert (tmp_path / "p").stat().st_mode & 0o777 == 0o700


def test_smartplace_cards_of_both_columns_are_read_where_its_interface_refuses(servers, site, tmp_path):
    site.api = "changed"
    with Naver(servers.tools(smartplace=True, profile=tmp_path / "p")) as adapter:
        pages = walk(adapter, "smartplace")
    found = [it for page in pages for it in page.parsed.reviews]
    assert {it.platform_id for it in found} == {item["id"] for item in site.texts[:12]}
    assert {it.rating for it in found} == {5.0}
    assert pages[0].kind == "smartplace_dom"


def test_smartplace_without_a_sign_in_says_how_to_sign_in(servers, site, tmp_path):
    site.signed_in = False
    with Naver(servers.tools(smartplace=True, profile=tmp_path / "p")) as adapter, pytest.raises(SignInNeeded) as caught:
        walk(adapter, "smartplace")
    assert "reviewkit auth login naver" in caught.value.hint


def test_signing_in_by_hand_opens_a_window_and_the_profile_keeps_it(servers, site, tmp_path, monkeypatch):
    monkeypatch.setenv("DISPLAY", ":0")  # the headless shell shows no window, whatever it is told
    site.signed_in = False
    shell = find(BrowserOptions()).path
    tools = replace(servers.tools(smartplace=True, profile=tmp_path / "p"), browser=BrowserOptions(executable=str(shell)))
    with Naver(tools) as adapter:
        assert adapter.sign_in()
        assert ids(walk(adapter, "smartplace"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("https://m.place.naver.com/restaurant/1234567890/review/visitor?entry=pll", Place(PLACE, "restaurant")),
        ("https://m.place.naver.com/place/1234567890", Place(PLACE)),
        ("pcmap.place.naver.com/hairshop/1234567890/home", Place(PLACE, "hairshop")),
        ("https://map.naver.com/p/entry/place/1234567890?placePath=/review", Place(PLACE)),
        ("https://map.naver.com/p/search/%EA%B0%80%EB%82%98/place/1234567890?c=15.00,0,0,0,dh", Place(PLACE)),
        ("https://map.naver.com/v5/entry/place/1234567890", Place(PLACE)),
        ("https://m.place.naver.com/share?id=1234567890&tabsPath=%2Freview", Place(PLACE)),
        ("https://m.map.naver.com/appLink.naver?app=Y&pinId=1234567890&pinType=place", Place(PLACE)),
        ("  1234567890 \n", Place(PLACE)),
        ("[네이버 지도]\n가나식당\n서울 가나구 다라로 1\nhttps://m.place.naver.com/cafe/1234567890/home", Place(PLACE, "cafe")),
    ],
)
def test_every_form_of_address_names_the_place(naver, text, place):
    assert naver.find(text) == place


def test_short_links_and_addresses_of_a_copy_count_like_the_real_ones(naver, servers):
    assert naver.find(f"{servers.url('site')}/nailshop/{PLACE}/home") == Place(PLACE, "nailshop")
    assert naver.find(f"보세요 {servers.url('site')}/s/short-a") == Place(PLACE, "cafe")


@pytest.mark.parametrize(
    "text", ["", "가나식당", "https://example.com/restaurant/1234567890", "12", "https://m.place.naver.com/my/5748bba0fe24"]
)
def test_anything_else_names_no_place(naver, text):
    with pytest.raises(WrongInput) as caught:
        naver.find(text)
    assert "https://m.place.naver.com/" in caught.value.hint


def test_a_suspended_review_keeps_its_id_and_loses_its_text(naver, site):
    site.texts[3] = review(3, status="PERMANENTLY_SUSPENDED", reply="감사합니다")
    found = {it.platform_id: it for it in walk(naver)[0].parsed.reviews}[site.texts[3]["id"]]
    assert found.status is Status.SUSPENDED
    assert (found.text, found.author, found.owner_reply, found.photos) == ("", "", None, ())
