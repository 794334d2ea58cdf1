"""The made-up shop and the local copies of the sites: their shapes, their paging, their failures.

The key lists are what the real sites' answers had; a copy that gains or loses a key is no copy any more.
"""

import json
import re
import time
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import requests

from reviewkit.demo.fill import big_shop, make_shop
from reviewkit.demo.naver_shape import recent_key
from reviewkit.demo.shop import KST, Shop
from reviewkit.demo.sites import Sites

TODAY = date(2026, 11, 22)
CHROMIUM = Path("/usr/bin/chromium-headless-shell")
FULL_KEYS = [
    "__typename",
    "id",
    "reviewId",
    "rating",
    "author",
    "body",
    "thumbnail",
    "media",
    "tags",
    "status",
    "visitCount",
    "viewCount",
    "visited",
    "created",
    "reply",
    "originType",
    "item",
    "language",
    "highlightRanges",
    "apolloCacheId",
    "translatedText",
    "businessName",
    "showBookingItemName",
    "bookingItemName",
    "votedKeywords",
    "userIdno",
    "loginIdno",
    "receiptInfoUrl",
    "reactionStat",
    "hasViewerReacted",
    "nickname",
    "showPaymentInfo",
    "visitCategories",
    "representativeVisitDateTime",
    "showRepresentativeVisitDateTime",
]
PHOTO_KEYS = [
    "__typename",
    "id",
    "rating",
    "author",
    "body",
    "thumbnail",
    "media",
    "tags",
    "status",
    "visited",
    "originType",
    "item",
    "businessName",
    "isFollowing",
    "visitCount",
    "votedKeywords",
]
KEYWORD_KEYS = [
    "__typename",
    "id",
    "rating",
    "author",
    "visitCount",
    "visited",
    "originType",
    "reply",
    "votedKeywords",
    "businessName",
    "status",
    "userIdno",
    "loginIdno",
    "receiptInfoUrl",
    "reactionStat",
    "hasViewerReacted",
    "nickname",
]
REPLY_KEYS = [
    "__typename",
    "editUrl",
    "body",
    "editedBy",
    "created",
    "date",
    "replyTitle",
    "isReported",
    "isSuspended",
    "status",
]
AUTHOR_KEYS = [
    "__typename",
    "id",
    "nickname",
    "from",
    "imageUrl",
    "borderImageUrl",
    "objectId",
    "url",
    "review",
    "theme",
    "isFollowing",
    "followerCount",
    "followRequested",
]
KAKAO_KEYS = {"review_id", "star_rating", "contents", "photo_count", "status", "registered_at", "updated_at", "meta"}
KAKAO_OPTIONAL = {"photos", "strength_ids"}
KAKAO_META = {
    "owner",
    "is_liked_by_me",
    "is_owner_me",
    "like_count",
    "like_user_profile_image_list",
    "is_place_owner_pick",
    "place",
}
KAKAO_REPLY = {"own_place_id", "reply_id", "content", "status", "updated_at", "relation"}
KAKAO_HEADERS = {"pf": "web", "Referer": "https://place.map.kakao.com/1"}
QUERY = "query getVisitorReviews($input: VisitorReviewsInput) { visitorReviews(input: $input) { items { id cursor } total } }"


@pytest.fixture
def shop() -> Shop:
    return make_shop(TODAY)


@pytest.fixture
def sites(shop: Shop) -> Iterator[Sites]:
    with Sites(shop) as running:
        yield running
    assert running.errors == []


@pytest.fixture
def web() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("no chromium-headless-shell on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield running
        running.close()


def review_page(sites: Sites) -> str:
    return f"{sites.links['naver']}/review/visitor?reviewSort=recent"


def state_of(text: str) -> dict[str, Any]:
    start = text.index("window.__APOLLO_STATE__ = ") + len("window.__APOLLO_STATE__ = ")
    found: dict[str, Any] = json.JSONDecoder().raw_decode(text[start:])[0]
    return found


def ask(web: requests.Session, sites: Sites, shop: Shop, query: str = QUERY, **given: Any) -> Any:
    fields = {"businessId": shop.naver_id, "businessType": "restaurant", "item": "0", "size": 20, "sort": "recent", **given}
    operation = {"operationName": "getVisitorReviews", "query": query, "variables": {"input": fields}}
    return web.post(sites.settings["naver.api_url"], json=[operation]).json()[0]


def kakao_tab(web: requests.Session, sites: Sites, shop: Shop, **query: Any) -> Any:
    url = f"{sites.settings['kakao.api_url']}/places/tab/reviews/kakaomap/{shop.kakao_id}"
    return web.get(url, params={"order": "LATEST", **query}, headers=KAKAO_HEADERS).json()


def bearer(web: requests.Session, sites: Sites) -> dict[str, str]:
    client = json.loads(sites.secrets["google-client"])["installed"]
    form = {
        "grant_type": "refresh_token",
        "client_id": client["client_id"],
        "client_secret": client["client_secret"],
        "refresh_token": sites.secrets["google-token"],
    }
    token = web.post(client["token_uri"], data=form).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


def google_reviews(sites: Sites, shop: Shop) -> str:
    return f"{sites.settings['google.api_url']}/v4/{shop.google_account}/{shop.google_location}/reviews"


# The shop


def test_the_same_day_and_seed_make_the_same_shop():
    one, two = make_shop(TODAY), make_shop(TODAY)
    assert all(one.reviews(name) == two.reviews(name) for name in ("naver", "kakao", "google"))
    assert make_shop(TODAY, seed=8).reviews("kakao") != one.reviews("kakao")


def test_the_shop_has_what_an_owner_has_to_see(shop):
    naver, kakao, google = (shop.reviews(name) for name in ("naver", "kakao", "google"))
    texts = [review for review in naver if not review.keyword_only]
    assert (len(texts), len(naver) - len(texts), len(kakao), len(google)) == (300, 120, 140, 120)
    assert sum(1 for review in texts if review.status != "ACTIVE") == 1
    assert any(review.edited_at for review in kakao)
    assert any(not review.text for review in kakao)
    assert {review.envelope for review in google} == {"", "A", "B"}
    assert sum(1 for review in google if not review.text) > 10
    assert sum(1 for review in google if review.language == "en") > 5
    assert 0.25 < sum(1 for review in texts if review.reply) / len(texts) < 0.5
    assert sum(1 for review in texts if review.written_at - review.visited_at > timedelta(days=30)) >= 5


def test_texts_hardly_ever_come_twice(shop):
    texts = [review.text for name in ("naver", "kakao", "google") for review in shop.reviews(name) if review.text]
    assert len(texts) > 450
    assert len(set(texts)) > len(texts) * 0.98


def test_nothing_is_dated_after_the_shops_day(shop):
    for name in ("naver", "kakao", "google"):
        for review in shop.reviews(name):
            moments = (review.visited_at, review.written_at, review.edited_at, review.reply_at)
            assert all(moment <= shop.now for moment in moments if moment), review
            assert shop.now - review.written_at < timedelta(days=430)


def test_a_naver_id_begins_with_the_time_of_writing(shop):
    for review in shop.reviews("naver"):
        assert re.fullmatch(r"[0-9a-f]{24}", review.id)
        assert datetime.fromtimestamp(int(review.id[:8], 16), UTC) == review.written_at


def test_replies_keep_to_the_sites_lengths(shop):
    replies = [review.reply for name in ("naver", "kakao", "google") for review in shop.reviews(name) if review.reply]
    assert all(15 <= len(reply) <= 500 for reply in replies)
    assert not any("{" in reply for reply in replies)


def test_a_big_shop_is_made_quickly():
    start = time.monotonic()
    assert len(big_shop(20_000).reviews("naver")) == 20_000
    assert time.monotonic() - start < 6  # 1 s on a free machine


# Naver


def test_naver_sends_a_place_to_its_own_kind(web, sites, shop):
    answer = web.get(review_page(sites))
    assert answer.history[0].status_code == 302
    assert answer.url.endswith(f"/restaurant/{shop.naver_id}/review/visitor?reviewSort=recent")


def test_the_pages_state_has_the_sites_keys(web, sites, shop):
    state = state_of(web.get(review_page(sites)).text)
    root = state["ROOT_QUERY"]
    lists = {key: value for key, value in root.items() if key.startswith("visitorReviews(")}
    assert [len(value["items"]) for value in lists.values()] == [10, 20, 10]
    for value, keys in zip(lists.values(), (FULL_KEYS, PHOTO_KEYS, KEYWORD_KEYS), strict=True):
        for reference in value["items"]:
            assert list(state[reference["__ref"]]) == keys
    assert all(reference["__ref"].endswith(":true") for reference in next(iter(lists.values()))["items"])
    first = state[next(iter(lists.values()))["items"][0]["__ref"]]
    assert list(first["reply"]) == REPLY_KEYS
    assert list(state[first["author"]["__ref"]]) == AUTHOR_KEYS
    assert isinstance(state[f"VisitorReviewStatsResult:{shop.naver_id}"]["id"], int)
    asked = json.loads(next(iter(lists)).removeprefix("visitorReviews(").removesuffix(")"))["input"]
    assert asked["includeContent"] is True
    assert asked["sort"] == "recent"


def test_the_state_is_written_with_the_sites_escapes_and_the_label_table_is_a_trap(web, sites):
    text = web.get(review_page(sites)).text
    script = text[text.index("window.__APOLLO_STATE__") : text.index("window.__PLACE_STATE__")]
    assert "https:\\u002F\\u002Fm.place.naver.com\\u002Fmy" in script
    assert "<" not in script.partition("=")[2]
    assert "아직 등록된 리뷰가 없습니다" in text
    assert "잠시 후 다시 시도해주세요." in text


def test_the_counts_of_the_lists_add_up_to_the_stats(web, sites, shop):
    query = "query($id: String) { visitorReviewStats(id: $id) { visitorReviewsTotal ratingReviewsTotal } }"
    body = {"query": query, "variables": {"id": shop.naver_id}}
    stats = web.post(sites.settings["naver.api_url"], json=body).json()["data"]["visitorReviewStats"]
    with_text = ask(web, sites, shop, includeContent=True)["data"]["visitorReviews"]["total"]
    without = ask(web, sites, shop, includeContent=False)["data"]["visitorReviews"]["total"]
    assert stats == {"visitorReviewsTotal": with_text + without, "ratingReviewsTotal": without}


@pytest.mark.parametrize(("content", "size"), [(True, 300), (False, 120)])
def test_the_cursor_visits_every_review_once_by_visit_date(web, sites, shop, content, size):
    seen: list[str] = []
    after: dict[str, str] = {}
    while items := ask(web, sites, shop, includeContent=content, **after)["data"]["visitorReviews"]["items"]:
        seen += [item["id"] for item in items]
        after = {"after": items[-1]["cursor"]}
    assert len(seen) == len(set(seen)) == size
    visits = [shop.find("naver", identity).visited_at for identity in seen]
    assert all(newer >= older for newer, older in pairwise(visits))
    written = [shop.find("naver", identity).written_at for identity in seen]
    assert written != sorted(written, reverse=True) or not content


def test_a_cursor_outlives_the_removal_of_its_review(web, sites, shop):
    first = ask(web, sites, shop)["data"]["visitorReviews"]["items"]
    expected = ask(web, sites, shop, after=first[-1]["cursor"])["data"]["visitorReviews"]["items"]
    shop.remove("naver", first[-1]["id"])
    assert ask(web, sites, shop, after=first[-1]["cursor"])["data"]["visitorReviews"]["items"] == expected


def test_a_page_number_is_passed_over_in_silence(web, sites, shop):
    assert ask(web, sites, shop, page=1) == ask(web, sites, shop, page=2)


@pytest.mark.parametrize("given", [{"size": 21}, {"size": 0}, {"after": "nonsense"}, {"businessId": "1"}, {"businessType": ""}])
def test_what_naver_does_not_take_gives_null(web, sites, shop, given):
    assert ask(web, sites, shop, **given) == {"data": {"visitorReviews": None}}


def test_an_answer_holds_what_the_query_asks_for_and_an_unknown_field_is_refused(web, sites, shop):
    item = ask(web, sites, shop, QUERY.replace("id cursor", "id __typename author { nickname }"))["data"]["visitorReviews"][
        "items"
    ][0]
    assert set(item) == {"id", "__typename", "author"}
    assert set(item["author"]) == {"nickname"}
    assert "errors" in ask(web, sites, shop, QUERY.replace("cursor", "curser"))
    assert "errors" in ask(web, sites, shop, QUERY.replace("cursor", "author"))


def test_one_operation_is_answered_by_one_answer(web, sites, shop):
    body = {"query": QUERY, "variables": {"input": {"businessId": shop.naver_id, "businessType": "restaurant", "size": 3}}}
    assert len(web.post(sites.settings["naver.api_url"], json=body).json()["data"]["visitorReviews"]["items"]) == 3


def test_a_browser_may_ask_from_the_other_origin(web, sites):
    headers = {"Origin": sites.settings["naver.site_url"], "Access-Control-Request-Headers": "content-type,x-own"}
    answer = web.options(sites.settings["naver.api_url"], headers=headers)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == sites.settings["naver.site_url"]
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert "x-own" in answer.headers["Access-Control-Allow-Headers"]


def test_a_wrong_id_gives_the_sites_not_found_page(web, sites):
    answer = web.get(f"{sites.settings['naver.site_url']}/restaurant/1/review/visitor")
    assert answer.status_code == 404
    assert "요청하신 페이지를 찾을 수 없습니다." in answer.text
    assert list(state_of(answer.text)) == ["ROOT_QUERY"]


def test_a_suspended_review_keeps_its_text_in_the_state_and_shows_a_notice_only(web, sites, shop):
    text = web.get(review_page(sites)).text
    suspended = next(review for review in shop.reviews("naver") if review.status != "ACTIVE")
    entity = state_of(text)[f"VisitorReview:{suspended.id}:true"]
    assert entity["status"] == "TEMPORARILY_SUSPENDED"
    assert entity["body"] == suspended.text != ""
    items = re.findall(r'<li class="place_apply_pui EjjAW">.*?</li>', text, re.DOTALL)
    assert len(items) == 10
    noticed = [item for item in items if "44조 2항" in item]
    assert len(noticed) == 1
    assert "<time" not in noticed[0]
    assert "pui__NMi-Dp" not in noticed[0]
    assert suspended.text not in text.partition("<script>")[0]


def test_a_shop_without_reviews_says_so_on_its_page(web):
    with Sites(make_shop(TODAY, naver_text=0, naver_keywords=0, kakao=0, google=0)) as sites:
        text = web.get(review_page(sites)).text
        assert "아직 등록된 리뷰가 없습니다.<br>첫 리뷰를 작성해보세요!</div>" in text
        assert '<em class="place_section_count">0</em>' in text


def test_more_brings_ten_more_items_of_the_same_structure(browser, sites, shop):
    ordered = sorted((r for r in shop.reviews("naver") if not r.keyword_only), key=recent_key)
    for place in (3, 13):  # one of each with everything that an item can have
        shop.edit("naver", ordered[place].id, text="길게 쓴 글입니다. " * 9, video=False, votes=("친절해요", "아늑해요"))
        shop.reply("naver", ordered[place].id, "찾아주셔서 감사합니다. " * 9)
    shop.suspend("naver", ordered[12].id)
    page = browser.new_page()
    page.goto(review_page(sites))
    with page.expect_response(lambda answer: answer.request.method == "POST") as caught:
        page.click("div.NSTUp a.fvwqf")
    page.wait_for_function("document.querySelectorAll('li.place_apply_pui').length === 20")
    loaded = [item["id"] for item in caught.value.json()[0]["data"]["visitorReviews"]["items"]]
    assert loaded == [review.id for review in ordered[10:20]]
    signature = """(items, at) => [...items[at].querySelectorAll('*')].filter(e => e.tagName !== 'BR')
        .map(e => e.tagName + '.' + (e.getAttribute('class') || '') + '.' + (e.dataset.puiClickCode || ''))"""
    items = page.locator("li.place_apply_pui")
    signatures = [set(items.evaluate_all(signature, at)) for at in range(20)]
    rendered, appended = set.union(*signatures[:10]), set.union(*signatures[10:])
    assert rendered == appended
    page.close()


def test_the_rest_of_the_voted_keywords_comes_with_a_click(browser, sites, shop):
    first = min((r for r in shop.reviews("naver") if not r.keyword_only), key=recent_key)
    shop.edit("naver", first.id, votes=("음식이 맛있어요", "친절해요", "아늑해요"))
    page = browser.new_page()
    page.goto(review_page(sites))
    item = page.locator("li.place_apply_pui").first
    item.locator("[data-pui-click-code=keywordmore]").click()
    assert item.locator("span.pui__jhpEyP").all_inner_texts() == ["음식이 맛있어요", "친절해요", "아늑해요"]
    page.close()


def test_the_page_loads_nothing_from_elsewhere(browser, sites):
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(review_page(sites))
    page.wait_for_load_state("networkidle")
    assert all(url.startswith(("http://127.0.0.1:", "data:")) for url in asked), asked
    page.close()


def test_other_class_names_leave_the_page_working(browser, sites):
    sites.fail("naver-site", "classes")
    page = browser.new_page()
    page.goto(review_page(sites))
    assert page.locator("li.place_apply_pui").count() == 0
    assert page.locator("[data-pui-click-code=rvshowmore]").count() > 5
    page.locator("a", has_text=re.compile("^더보기$")).last.click()
    page.wait_for_function("document.querySelectorAll('[data-pui-click-code=follow]').length > 15")
    page.close()


def test_the_keyword_only_reviews_unfold(browser, sites):
    page = browser.new_page()
    page.goto(review_page(sites))
    page.get_by_text("펼쳐보기", exact=True).last.click()
    page.wait_for_function("document.querySelectorAll('.buywf li').length === 10")
    page.locator(".buywf a.fvwqf").click()
    page.wait_for_function("document.querySelectorAll('.buywf li').length === 20")
    page.close()


# SmartPlace


def test_smartplace_sends_a_visitor_to_the_sign_in(web, sites, shop):
    answer = web.get(f"{sites.settings['naver.smartplace_url']}/bizes/place/{shop.smartplace_id}/reviews")
    assert answer.url.endswith("/nidlogin.login?mode=form&url=/bizes/place/7000017/reviews")
    assert 'id="pw"' in answer.text


def test_smartplace_fills_two_columns_and_goes_on_by_scrolling(browser, sites, shop):
    context = browser.new_context()
    context.add_cookies([{"name": "NID_AUT", "value": "made-up", "url": sites.settings["naver.smartplace_url"]}])
    page = context.new_page()
    page.goto(f"{sites.settings['naver.smartplace_url']}/bizes/place/{shop.smartplace_id}/reviews?menu=visitor")
    page.wait_for_function("document.querySelectorAll('li[class*=Review_pui_review]').length === 20")
    columns = page.locator("ul[class*=Review_columns_list]")
    assert [columns.nth(number).locator("li").count() for number in (0, 1)] == [10, 10]
    links = page.locator("[data-pui-click-code='rv.paymentinfo']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert all(re.search(r"/my/review/[0-9a-f]{24}/paymentInfo$", link) for link in links)
    assert page.locator("text=/별점/").count() > 0
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function("document.querySelectorAll('li[class*=Review_pui_review]').length >= 40")
    context.close()


def test_signing_in_lets_the_owner_through(browser, sites, shop):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{sites.settings['naver.smartplace_url']}/bizes/place/{shop.smartplace_id}/reviews")
    page.fill("#pw", "anything")
    page.click("#log\\.login")
    page.wait_for_function("document.querySelectorAll('li[class*=Review_pui_review]').length === 20")
    page.goto(sites.links["google"])
    page.click("a[href*=ServiceLogin]")
    page.click("button")
    page.wait_for_selector("[role=tab]")
    context.close()


def test_smartplaces_interface_gives_stars_and_needs_its_header(web, sites, shop):
    from reviewkit.demo.smartplace import QUERY as GET_REVIEWS

    url = f"{sites.settings['naver.smartplace_url']}/graphql?opName=getReviews"
    body = {"query": GET_REVIEWS, "variables": {"input": {"placeId": shop.naver_id, "size": 100, "page": 1}}}
    assert web.post(url, json=body, cookies={"NID_AUT": "x"}).status_code == 400
    assert web.post(url, json=body, headers={"from-system": "smartplace"}).status_code == 401
    answer = web.post(url, json=body, headers={"from-system": "smartplace"}, cookies={"NID_AUT": "x"}).json()["data"]["reviews"]
    assert (answer["totalCount"], len(answer["items"])) == (420, 100)
    assert any(item["rating"] for item in answer["items"])
    wrong = {**body, "variables": {"input": {"placeId": "1"}}}
    assert web.post(url, json=wrong, headers={"from-system": "smartplace"}, cookies={"NID_AUT": "x"}).status_code == 403


# Kakao


def create_reply(web: requests.Session, sites: Sites, shop: Shop, review_id: str, text: str, **fields: Any) -> Any:
    from reviewkit.demo.smartplace import CREATE

    given = {"text": text, "reviewId": review_id, "placeId": shop.naver_id, **fields}
    url = f"{sites.settings['naver.smartplace_url']}/graphql?opName=createReply"
    body = {"operationName": "createReply", "query": CREATE, "variables": {"input": given}}
    answer = web.post(url, json=body, headers={"from-system": "smartplace"}, cookies={"NID_AUT": "x"})
    return answer.status_code, answer.json()


def test_smartplace_takes_one_reply_for_a_review_and_shows_it_everywhere(web, sites, shop):
    review = next(one for one in shop.reviews("naver") if not one.reply and one.status == "ACTIVE" and not one.keyword_only)
    text = "들러 주셔서 정말 감사합니다 🙏 또 오세요."
    status, answer = create_reply(web, sites, shop, review.id, text)
    kept = "들러 주셔서 정말 감사합니다  또 오세요."
    assert (status, answer["data"]["createReviewReply"]["reply"]["text"]) == (200, kept)
    assert create_reply(web, sites, shop, review.id, text)[0] == 400
    assert shop.find("naver", review.id).reply == kept
    assert [entry[1] for entry in shop.posted] == [review.id]
    assert [entry[1] for entry in shop.tried] == [review.id] * 2


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"text": "짧은 답글"}, 400), ({"text": "가" * 501}, 400), ({"reviewId": "f" * 24}, 400), ({"placeId": "1"}, 403)],
)
def test_smartplace_refuses_a_reply_that_breaks_its_rules(web, sites, shop, fields, status):
    review = next(one for one in shop.reviews("naver") if not one.reply)
    given = {"review_id": review.id, "text": "들러 주셔서 정말 감사합니다.", **fields}
    found, answer = create_reply(web, sites, shop, **given)
    assert (found, bool(answer["errors"])) == (status, True)
    assert shop.posted == []


def test_smartplaces_form_wants_15_letters_and_asks_before_it_sends(browser, sites, shop):
    review = max((one for one in shop.reviews("naver") if not one.reply), key=lambda one: one.id)
    context = browser.new_context()
    context.add_cookies([{"name": "NID_AUT", "value": "made-up", "url": sites.settings["naver.smartplace_url"]}])
    page = context.new_page()
    page.goto(f"{sites.settings['naver.smartplace_url']}/bizes/place/{shop.smartplace_id}/reviews?menu=visitor")
    card = page.locator(f"li:has(a[href*='{review.id}'])")
    card.locator("[data-pui-click-code='rv.replywrite']").click()
    button = card.get_by_text("등록", exact=True)
    card.locator("textarea").fill("짧은 답글")
    assert button.is_disabled()
    card.locator("textarea").fill("들러 주셔서 정말 감사합니다.")
    button.click()
    assert shop.tried == []
    page.click("button[class*=Modal_btn_confirm]")
    card.locator("[data-pui-click-code='rv.replyedit']").wait_for()
    assert shop.find("naver", review.id).reply == "들러 주셔서 정말 감사합니다."
    context.close()


def test_google_looks_at_a_reply_first_and_takes_so_many_a_minute(web, sites, shop):
    ids = [review.id for review in shop.reviews("google") if not review.reply]
    url, headers = google_reviews(sites, shop), bearer(web, sites)
    shop.google_edits_a_minute = 2

    def put(review_id: str, text: str) -> requests.Response:
        return web.put(f"{url}/{review_id}/reply", json={"comment": text}, headers=headers)

    def state(review_id: str) -> Any:
        return web.get(f"{url}/{review_id}", headers=headers).json()["reviewReply"]

    assert put(ids[0], "감사합니다").json()["reviewReplyState"] == "PENDING"
    put(ids[1], "02-123-4567로 전화 주세요")
    assert put(ids[2], "감사합니다").status_code == 429
    assert [state(ids[0])["reviewReplyState"] for _read in range(3)] == ["PENDING", "APPROVED", "APPROVED"]
    assert [state(ids[1]).get("policyViolation") for _read in range(2)] == [None, "PERSONAL_INFO"]
    shop.remove("google", ids[0])
    assert web.get(f"{url}/{ids[0]}", headers=headers).status_code == 404


def test_an_answer_can_be_lost_after_the_deed_is_done(web, sites, shop):
    review_id = next(review.id for review in shop.reviews("google") if not review.reply)
    headers = bearer(web, sites)
    sites.fail("google-api", "lost_answer", times=1)
    with pytest.raises(requests.ConnectionError):
        web.put(f"{google_reviews(sites, shop)}/{review_id}/reply", json={"comment": "감사합니다"}, headers=headers)
    assert shop.posted == [("google", review_id, "감사합니다")]


def test_kakao_answers_with_its_keys_and_leaves_out_what_is_not_there(web, sites, shop):
    answer = kakao_tab(web, sites, shop)
    assert list(answer) == [
        "score_set", "strength_description", "reviews", "timeline_score_table", "has_next", "has_my_review",
    ]  # fmt: skip
    for review in answer["reviews"]:
        assert set(review) >= KAKAO_KEYS
        assert set(review) <= KAKAO_KEYS | KAKAO_OPTIONAL
        assert ("photos" in review) == (review["photo_count"] > 0)
        assert set(review["meta"]) - {"place_owner_reply"} == KAKAO_META
        assert set(review["meta"].get("place_owner_reply", KAKAO_REPLY)) == KAKAO_REPLY
        assert isinstance(review["review_id"], int)
    assert answer["score_set"]["review_count"] == 140


def test_kakaos_pages_hold_every_review_once_and_edited_ones_come_up(web, sites, shop):
    old = min(shop.reviews("kakao"), key=lambda review: review.written_at)
    shop.edit("kakao", old.id, text="다시 가 봤는데 역시 좋네요")
    seen: list[int] = []
    query: dict[str, Any] = {}
    while True:
        answer = kakao_tab(web, sites, shop, **query)
        seen += [review["review_id"] for review in answer["reviews"]]
        if not answer["has_next"]:
            break
        query = {"previous_last_review_id": seen[-1], "page": 9}
    assert seen[0] == int(old.id)
    assert len(seen) == len(set(seen)) == 140
    assert kakao_tab(web, sites, shop, order="LOW_RATING")["reviews"] == []


def test_kakao_goes_on_behind_a_review_that_has_vanished(web, sites, shop):
    last = kakao_tab(web, sites, shop)["reviews"][-1]["review_id"]
    expected = kakao_tab(web, sites, shop, previous_last_review_id=last)["reviews"]
    shop.remove("kakao", str(last))
    assert kakao_tab(web, sites, shop, previous_last_review_id=last)["reviews"] == expected


@pytest.mark.parametrize("headers", [{}, {"pf": "web"}, {"Referer": "https://place.map.kakao.com/1"}])
def test_kakao_refuses_who_leaves_out_its_headers(web, sites, shop, headers):
    url = f"{sites.settings['kakao.api_url']}/places/tab/reviews/kakaomap/{shop.kakao_id}"
    assert web.get(url, headers=headers).status_code == 406


def test_kakao_says_that_the_owner_switched_reviews_off(web, sites, shop):
    url = f"{sites.settings['kakao.api_url']}/places/panel3/{shop.kakao_id}"
    assert "kakaomap_review" in web.get(url, headers=KAKAO_HEADERS).json()
    sites.fail("kakao", "reviews_off")
    panel = web.get(url, headers=KAKAO_HEADERS).json()
    assert panel["restrict"]["review_read"] == {"is_restrict": True, "code": "PLACE_OWNER_BLOCK"}
    assert "kakaomap_review" not in panel
    assert kakao_tab(web, sites, shop)["reviews"] == []
    assert "매장주 요청으로 후기가 제공되지 않는 장소입니다" in web.get(sites.links["kakao"]).text


# Google


def test_google_hands_out_accounts_locations_and_every_review_once(web, sites, shop):
    headers = bearer(web, sites)
    accounts = web.get(f"{sites.settings['google.accounts_url']}/v1/accounts", headers=headers).json()["accounts"]
    url = f"{sites.settings['google.locations_url']}/v1/{accounts[0]['name']}/locations"
    assert web.get(url, headers=headers).status_code == 400
    location = web.get(url, headers=headers, params={"readMask": "name,title"}).json()["locations"][0]
    assert location["name"] == shop.google_location
    seen: list[dict[str, Any]] = []
    query: dict[str, Any] = {"pageSize": 50}
    while True:
        answer = web.get(google_reviews(sites, shop), headers=headers, params=query).json()
        assert answer["totalReviewCount"] == 120
        seen += answer["reviews"]
        if "nextPageToken" not in answer:
            break
        query["pageToken"] = answer["nextPageToken"]
    assert len({review["reviewId"] for review in seen}) == len(seen) == 120
    assert any("comment" not in review for review in seen)
    assert any("\n\n(Translated by Google)\n" in review.get("comment", "") for review in seen)
    assert any(review.get("comment", "").startswith("(Translated by Google) ") for review in seen)
    assert any(review["reviewer"].get("isAnonymous") for review in seen)
    assert {review["reviewReply"].get("reviewReplyState") for review in seen if "reviewReply" in review} >= {None, "APPROVED"}


def test_google_needs_a_token_and_signs_in_without_a_question(web, sites, shop):
    assert web.get(google_reviews(sites, shop)).status_code == 401
    client = json.loads(sites.secrets["google-client"])["installed"]
    asked = {"client_id": client["client_id"], "redirect_uri": "http://127.0.0.1:1/", "state": "s1", "response_type": "code"}
    sent = web.get(sites.settings["google.auth_url"], params=asked, allow_redirects=False).headers["Location"]
    code = re.search(r"code=([^&]+)", sent)
    assert sent.startswith("http://127.0.0.1:1/?state=s1")
    form = {"grant_type": "authorization_code", "code": requests.utils.unquote(code[1]), "client_id": client["client_id"]}
    assert web.post(client["token_uri"], data=form).json()["refresh_token"] == sites.secrets["google-token"]


def test_a_location_without_reviews_answers_an_empty_object(web):
    with Sites(empty := make_shop(TODAY, naver_text=0, naver_keywords=0, kakao=0, google=0)) as sites:
        assert web.get(google_reviews(sites, empty), headers=bearer(web, sites)).json() == {}


@pytest.mark.parametrize(
    ("kind", "status", "word"),
    [
        ("quota_zero", 429, '"quota_limit_value":"0"'),
        ("no_access", 403, "PERMISSION_DENIED"),
        ("api_disabled", 403, "SERVICE_DISABLED"),
    ],
)
def test_google_refuses_in_its_own_words(web, sites, shop, kind, status, word):
    headers = bearer(web, sites)
    sites.fail("google-api", kind)
    answer = web.get(google_reviews(sites, shop), headers=headers)
    assert answer.status_code == status
    assert word in answer.text


def test_a_refresh_token_can_end(web, sites):
    sites.fail("google-token", "invalid_grant")
    client = json.loads(sites.secrets["google-client"])["installed"]
    answer = web.post(client["token_uri"], data={"grant_type": "refresh_token"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_maps_shows_a_limited_view_to_who_is_not_signed_in(web, sites):
    text = web.get(sites.links["google"]).text
    assert "제한된 보기" in text
    assert text.count("data-review-id") == 5
    assert 'role="tab"' not in text


def test_maps_loads_more_cards_by_scrolling(browser, sites):
    context = browser.new_context()
    context.add_cookies([{"name": "SID", "value": "made-up", "url": sites.settings["google.maps_url"]}])
    page = context.new_page()
    page.goto(sites.links["google"])
    page.get_by_role("tab", name="리뷰").click()
    pane = page.locator("div.m6QErb.DxyBCb.kA9KIf.dS8AEf")
    pane.evaluate("pane => pane.scrollTop = pane.scrollHeight")
    page.wait_for_function("document.querySelectorAll('div.jftiEf[data-review-id]').length >= 20")
    page.locator("button.w8nwRe.kyuRq").first.click()
    assert page.locator("text=리뷰 120개").count() == 1
    context.close()


# Changes and failures


def test_changes_show_at_once(web, sites, shop):
    ask(web, sites, shop)
    added = shop.add("naver", text="방금 다녀왔어요", visited_at=shop.now, written_at=shop.now)
    first = ask(web, sites, shop, QUERY.replace("id cursor", "id body status"))["data"]["visitorReviews"]["items"][0]
    assert first == {"id": added.id, "body": "방금 다녀왔어요", "status": "ACTIVE"}
    shop.suspend("naver", added.id, permanently=True)
    first = ask(web, sites, shop, QUERY.replace("id cursor", "status"))["data"]["visitorReviews"]["items"][0]
    assert first["status"] == "PERMANENTLY_SUSPENDED"
    shop.remove("naver", added.id)
    assert ask(web, sites, shop)["data"]["visitorReviews"]["total"] == 300
    shop.reply("kakao", str(kakao_tab(web, sites, shop)["reviews"][0]["review_id"]), "찾아주셔서 감사합니다!")
    assert kakao_tab(web, sites, shop)["reviews"][0]["meta"]["place_owner_reply"]["content"] == "찾아주셔서 감사합니다!"


def test_a_failure_begins_and_ends_where_it_is_told_to(web, sites, shop):
    sites.fail("naver-api", status=429, after=1, times=2, retry_after=60)
    statuses = []
    for _number in range(4):
        answer = web.post(sites.settings["naver.api_url"], json=[{"query": QUERY, "variables": {}}])
        statuses.append(answer.status_code)
        if answer.status_code == 429:
            assert answer.headers["Retry-After"] == "60"
            assert "서비스 이용이 제한되었습니다." in answer.text
    assert statuses == [200, 429, 429, 200]
    assert [entry[3] for entry in sites.requests("naver-api")] == statuses


def test_a_block_page_has_a_state_without_a_review(web, sites):
    sites.fail("naver-site", "blocked")
    text = web.get(review_page(sites)).text
    assert "과도한 접근 요청으로 서비스 이용이 제한되었습니다." in text.partition("<script>")[0]
    assert not any(key.startswith("VisitorReview:") for key in state_of(text))


@pytest.mark.parametrize(
    ("kind", "gone"),
    [("empty", "__APOLLO_STATE__"), ("no_state", "__APOLLO_STATE__"), ("keys", "VisitorReview:"), ("login", "place_apply_pui")],
)
def test_the_page_can_lose_what_a_crawl_looks_for(web, sites, kind, gone):
    assert gone in web.get(review_page(sites)).text
    sites.fail("naver-site", kind)
    assert gone not in web.get(review_page(sites)).text
    sites.heal()
    assert gone in web.get(review_page(sites)).text


def test_the_interface_can_refuse_us_while_the_page_itself_goes_on(web, sites, shop, browser):
    sites.fail("naver-api", "null", spare_page=True)
    assert ask(web, sites, shop) == {"data": {"visitorReviews": None}}
    page = browser.new_page()
    page.goto(review_page(sites))
    page.click("div.NSTUp a.fvwqf")
    page.wait_for_function("document.querySelectorAll('li.place_apply_pui').length === 20")
    page.close()


def test_a_connection_can_be_cut_and_an_answer_be_slow(web, sites, shop):
    sites.fail("kakao-api", "close", times=1)
    with pytest.raises(requests.ConnectionError):
        kakao_tab(web, sites, shop)
    sites.heal()
    sites.fail("kakao-api", "slow", seconds=5)
    with pytest.raises(requests.ReadTimeout):
        web.get(sites.settings["kakao.api_url"] + "/places/panel3/" + shop.kakao_id, headers=KAKAO_HEADERS, timeout=0.2)
    assert sites.log[0][3] == 0


def test_a_failure_without_a_place_or_a_kind_is_a_mistake_of_the_test(sites):
    with pytest.raises(ValueError, match="no such part"):
        sites.fail("naver-apis", status=429)
    with pytest.raises(ValueError, match="kind"):
        sites.fail("naver-api")


def test_closing_leaves_no_socket_and_no_thread_behind(shop, web):
    import gc
    import threading

    before = threading.active_count()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Sites(shop) as sites:
            sites.fail("kakao-site", "slow", seconds=30)
            web.get(review_page(sites))
            with pytest.raises(requests.ReadTimeout):
                web.get(sites.links["kakao"], timeout=0.1)
        sites.close()
        gc.collect()
    deadline = time.monotonic() + 3
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_starting_takes_a_moment_only():
    start = time.monotonic()
    with Sites(make_shop(datetime(2026, 11, 22, 12, tzinfo=KST))):
        assert time.monotonic() - start < 1  # 0.1 s on a free machine
