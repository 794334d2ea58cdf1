"""What every adapter promises, held against all of them: on its saved pages, and against a local copy of its site.

To add a platform: put its class into PLATFORMS here, a saved page of each kind into pages/NAME/KIND….ext, and a copy of its
site's shape into the demo.
"""

import inspect
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from naver_owner import sign_in
from reviewkit.app import App
from reviewkit.cli.choices import PLATFORMS as NAMES
from reviewkit.demo.fill import make_shop
from reviewkit.errors import (
    Blocked,
    LayoutChanged,
    NetworkTrouble,
    NotFound,
    ReplyRefused,
    ReviewkitError,
    SignInNeeded,
    WrongInput,
)
from reviewkit.features.merge import FIELDS, fault
from reviewkit.platforms.base import IdSource, Pace, Page, Place, Platform, Posting, RawReview, ReplyState, Tools

PAGES = Path(__file__).parent / "pages"
PLATFORMS = {name: App.platform_class(None, name) for name in NAMES}  # type: ignore[arg-type]
TOLD = (LayoutChanged, Blocked, SignInNeeded, NotFound)
"""What `parse` may raise."""
NO_REVIEWS = {"kakao": {"panel"}}
"""Kinds of body that hold no review: they say why there is none."""
NOW = datetime(2026, 11, 22, tzinfo=UTC)
POSTABLE = [name for name, cls in PLATFORMS.items() if cls.posting is not Posting.COPY]
REPLY = "들러 주셔서 감사합니다.\n다음에는 더 빨리 준비하겠습니다."
CALLS = {"naver": ("smartplace", "opName=createReply"), "google": ("google-api", "/reply")}
"""Where a site takes replies: its part, and what the request has in it."""
NO_ID = {"naver": "f" * 24, "kakao": "19999999", "google": "AbFvOqNobody"}


def saved(name):
    """Return (kind, path) of each saved page: the file's name begins with its kind."""
    kinds = sorted(PLATFORMS[name].kinds, key=len, reverse=True)
    return [(next(kind for kind in kinds if path.name.startswith(kind)), path) for path in sorted((PAGES / name).iterdir())]


ALL_SAVED = [pytest.param(name, kind, path, id=f"{name}-{path.name}") for name in PLATFORMS for kind, path in saved(name)]
FULL = [param for param in ALL_SAVED if not param.values[2].stem.endswith(("_none", "restricted"))]


@pytest.fixture
def shop():
    return make_shop(datetime.now(UTC).date(), naver_text=25, naver_keywords=12, kakao=45, google=110)


@pytest.fixture
def app(home, sites):
    app = App()
    yield app
    app.close()


def walk(adapter, place, stream, cursor=None):
    return list(adapter.pages(place, stream, cursor))


@pytest.mark.parametrize("name", PLATFORMS)
def test_the_facts_are_there(name):
    cls = PLATFORMS[name]
    assert issubclass(cls, Platform)
    assert not inspect.isabstract(cls)
    assert (cls.name, bool(cls.title), bool(cls.streams), bool(cls.kinds)) == (name, True, True, True)
    assert cls.look_back >= timedelta(0)


@pytest.mark.parametrize("name", PLATFORMS)
def test_making_an_adapter_opens_nothing_and_closing_twice_is_fine(name):
    section = getattr(App().settings, name)
    adapter = PLATFORMS[name](Tools(options=section.model_dump(), pace=Pace()))
    adapter.close()
    adapter.close()
    assert adapter.tools.pace.requests == 0


@pytest.mark.parametrize("name", PLATFORMS)
def test_every_kind_has_a_saved_page(name):
    assert {kind for kind, _path in saved(name)} == set(PLATFORMS[name].kinds)


@pytest.mark.parametrize(("name", "kind", "path"), FULL)
def test_a_saved_page_parses_whole(name, kind, path):
    parsed = PLATFORMS[name].parse(path.read_bytes(), kind)
    assert parsed.reviews
    assert len({review.platform_id for review in parsed.reviews}) == len(parsed.reviews)
    for review in parsed.reviews:
        assert fault(review, NOW) is None
        assert review.unknown <= set(FIELDS)
        assert review.id_source is not IdSource.FILE
        if review.status != "visible":
            assert (review.text, review.owner_reply) == ("", None)


@pytest.mark.parametrize(("name", "kind", "path"), FULL)
def test_parsing_is_pure(name, kind, path):
    cls, body = PLATFORMS[name], path.read_bytes()
    assert cls.parse(body, kind) == cls.parse(body, kind)


@pytest.mark.parametrize(("name", "kind", "path"), FULL)
def test_a_masked_page_has_no_author_and_parses_the_same(name, kind, path):
    cls, body = PLATFORMS[name], path.read_bytes()
    masked = cls.mask(body, kind)
    before, after = cls.parse(body, kind), cls.parse(masked, kind)
    authors = {review.author for review in before.reviews if len(review.author) > 2}
    assert not authors & {review.author for review in after.reviews}
    kept = [field.name for field in fields(RawReview) if field.name not in ("author", "platform_id", "url", "photos")]
    for one, other in zip(before.reviews, after.reviews, strict=True):
        assert [getattr(one, name) for name in kept] == [getattr(other, name) for name in kept]
        assert len(one.photos) == len(other.photos)
    assert (before.site_total, before.dropped) == (after.site_total, after.dropped)


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, cls in PLATFORMS.items() for kind in cls.kinds])
@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b"<html></html>", b'{"error": "x"}', b"\xff\xfe\x00", b"[[[]]]"])
def test_what_is_no_page_is_told_not_guessed(name, kind, body):
    try:
        parsed = PLATFORMS[name].parse(body, kind)
    except TOLD:
        return
    assert parsed.reviews == ()
    assert parsed.site_total is None, "no reviews is a fact only where the site says so"


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, cls in PLATFORMS.items() for kind in cls.kinds])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_no_bytes_break_the_parser(name, kind, body):
    try:
        PLATFORMS[name].parse(body, kind)
    except ReviewkitError as error:
        assert isinstance(error, TOLD)


@pytest.mark.parametrize(("name", "kind", "path"), FULL)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_half_a_page_is_never_a_whole_one(name, kind, path, share):
    body = path.read_bytes()
    whole = PLATFORMS[name].parse(body, kind)
    try:
        part = PLATFORMS[name].parse(body[: int(len(body) * share)], kind)
    except TOLD:
        return
    assert {review.platform_id for review in part.reviews} <= {review.platform_id for review in whole.reviews}
    assert part.site_total in (None, whole.site_total)


@pytest.mark.parametrize("name", PLATFORMS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(exclude_characters="."), max_size=60))
def test_what_names_no_place_is_wrong_input(name, text):
    section = getattr(App().settings, name)
    with PLATFORMS[name](Tools(options=section.model_dump(), pace=Pace())) as adapter:
        try:
            place = adapter.find(text)
        except WrongInput as error:
            assert error.hint
        else:
            assert place.id


@pytest.mark.parametrize("name", PLATFORMS)
def test_the_place_of_a_pasted_address_is_found_and_its_own_address_leads_back(name, app, sites):
    with app.platform(name) as adapter:
        place = adapter.find(sites.links[name])
        again = adapter.find(f"우리 가게예요 {adapter.address(place)} 놀러 오세요")
        assert (place.id, bool(place.id)) == (again.id, True)


@pytest.mark.parametrize("name", PLATFORMS)
def test_pages_hold_every_review_exactly_as_the_site_has_them(name, app, sites, shop):
    with app.platform(name) as adapter:
        place = adapter.locate(adapter.find(sites.links[name]))
        pages = [page for stream in adapter.streams for page in walk(adapter, place, stream)]
    reviews = {review.platform_id: review for page in pages for review in page.parsed.reviews}
    wanted = {review.id: review for review in shop.reviews(name)}
    assert set(reviews) == set(wanted)
    for id_, review in reviews.items():
        assert abs(review.written_at - wanted[id_].written_at) < timedelta(seconds=1)
        if wanted[id_].status == "ACTIVE":
            assert review.text.strip() == wanted[id_].text.strip()
    for page in pages:
        assert isinstance(page, Page)
        assert page.parsed == adapter.parse(page.body, page.kind)
        assert not page.parsed.dropped
    totals = {page.stream: page.parsed.site_total for page in pages}
    assert sum(total or 0 for total in totals.values()) == len(wanted)


@pytest.mark.parametrize("name", PLATFORMS)
def test_pages_go_on_from_a_cursor(name, app, sites):
    with app.platform(name) as adapter:
        place = adapter.locate(adapter.find(sites.links[name]))
        stream = adapter.streams[0]
        whole = walk(adapter, place, stream)
        first = next(page for page in whole if page.parsed.cursor)
        rest = walk(adapter, place, stream, first.parsed.cursor)
    later = whole[whole.index(first) + 1 :]
    ids = [{review.platform_id for page in part for review in page.parsed.reviews} for part in (later, rest)]
    assert ids[0] == ids[1]


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_page_costs_no_request_before_it_is_asked_for(name, app, sites):
    with app.platform(name) as adapter:
        place = adapter.locate(adapter.find(sites.links[name]))
        pages = adapter.pages(place, adapter.streams[0])
        before = adapter.tools.pace.requests
        next(pages)
        first = adapter.tools.pace.requests
        next(pages)
        assert (first - before, adapter.tools.pace.requests - first) == (1, 1)
        pages.close()


@pytest.mark.parametrize("name", PLATFORMS)
@pytest.mark.parametrize("status", [403, 429])
def test_a_site_that_refuses_is_asked_once(name, status, app, sites):
    with app.platform(name) as adapter:
        place = adapter.locate(adapter.find(sites.links[name]))
        sites.fail(name, status=status)
        with pytest.raises((Blocked, SignInNeeded)) as caught:
            walk(adapter, place, adapter.streams[0])
    assert caught.value.message
    assert caught.value.hint
    refused = [entry for entry in sites.requests(name) if entry[3] == status]
    assert len(refused) == 1


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_place_that_does_not_exist_is_said_to_be_missing(name, app, sites):
    missing = {
        "naver": Place("1999999999"),
        "kakao": Place("1999999999"),
        "google": Place("x", resource="accounts/1/locations/2"),
    }
    with app.platform(name) as adapter, pytest.raises(NotFound) as caught:
        walk(adapter, missing[name], adapter.streams[0])
    assert caught.value.hint


# --- replies


@pytest.fixture
def owner(app, sites):
    """The hall, with an owner who has signed in to SmartPlace."""
    sign_in(app, sites)
    return app


def unanswered(shop, name):
    return sorted(review.id for review in shop.reviews(name) if not review.reply and review.status == "ACTIVE")


@pytest.mark.parametrize("name", PLATFORMS)
def test_the_limits_of_replies_are_facts(name):
    cls = PLATFORMS[name]
    limits = cls.reply_limits
    assert 1 <= limits.least <= (limits.most or limits.least)
    assert (cls.posting in Posting, limits.most_bytes >= 0) == (True, True)


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_reply_read_by_itself_is_the_one_that_a_crawl_reads(name, app, sites, shop):
    with app.platform(name) as adapter:
        place = adapter.locate(adapter.find(sites.links[name]))
        crawled = {
            r.platform_id: r for stream in adapter.streams for p in walk(adapter, place, stream) for r in p.parsed.reviews
        }
        answered = [review for review in crawled.values() if review.owner_reply]
        for review in (answered[0], answered[-1]):
            found = adapter.read_reply(place, review.platform_id)
            assert (found.text, found.written_at) == (review.owner_reply.text, review.owner_reply.written_at)
            assert found.violation == ""
        assert adapter.read_reply(place, unanswered(shop, name)[0]) is None
        with pytest.raises(NotFound) as caught:
            adapter.read_reply(place, NO_ID[name])
        assert caught.value.hint


@pytest.mark.parametrize("name", PLATFORMS)
def test_every_review_has_an_address_for_answering_by_hand_that_costs_nothing(name, app, sites, shop):
    with app.platform(name) as adapter:
        place = adapter.locate(adapter.find(sites.links[name]))
        before = adapter.tools.pace.requests
        assert adapter.reply_address(place, unanswered(shop, name)[0]).startswith("http://127.0.0.1")
        assert adapter.tools.pace.requests == before


@pytest.mark.parametrize("name", POSTABLE)
def test_a_reply_that_is_put_twice_is_there_once(name, owner, sites, shop):
    review_id = unanswered(shop, name)[-1]
    with owner.platform(name) as adapter:
        place = adapter.locate(adapter.find(sites.links[name]))
        for _time in range(2):
            put = adapter.put_reply(place, review_id, REPLY)
            assert (put.text, put.state is ReplyState.REFUSED) == (REPLY, False)
        assert adapter.read_reply(place, review_id).text == REPLY
    assert shop.find(name, review_id).reply == REPLY
    assert set(shop.posted) == {(name, review_id, REPLY)}


@pytest.mark.parametrize("name", POSTABLE)
def test_after_a_lost_answer_reading_tells_what_the_site_has(name, owner, sites, shop):
    review_id = unanswered(shop, name)[0]
    part, match = CALLS[name]
    with owner.platform(name) as adapter:
        place = adapter.locate(adapter.find(sites.links[name]))
        sites.fail(part, "lost_answer", match=match)
        with pytest.raises(NetworkTrouble):
            adapter.put_reply(place, review_id, REPLY)
        sites.heal()
        assert adapter.read_reply(place, review_id).text == REPLY
    assert shop.posted == [(name, review_id, REPLY)]


@pytest.mark.parametrize("name", POSTABLE)
@pytest.mark.parametrize(("status", "wanted"), [(401, SignInNeeded), (403, (SignInNeeded, Blocked)), (429, Blocked)])
def test_a_reply_that_the_site_refuses_to_hear_is_tried_once(name, status, wanted, owner, sites, shop):
    part, match = CALLS[name]
    sites.fail(part, status=status, match=match)
    with owner.platform(name) as adapter:
        place = adapter.locate(adapter.find(sites.links[name]))
        with pytest.raises(wanted) as caught:
            adapter.put_reply(place, unanswered(shop, name)[0], REPLY)
    assert caught.value.hint
    assert len([entry for entry in sites.requests(part) if match in entry[2]]) <= (2 if status == 401 else 1)
    assert shop.tried == []


@pytest.mark.parametrize("name", POSTABLE)
def test_a_login_wall_stops_before_anything_is_put(name, app, sites, shop, monkeypatch):
    if name == "google":
        monkeypatch.setenv("REVIEWKIT_SECRET_GOOGLE_TOKEN", "")
    place = Place("1", resource=f"{shop.google_account}/{shop.google_location}")
    with app.platform(name, signed_in=True) as adapter, pytest.raises(SignInNeeded) as caught:
        adapter.put_reply(place if name == "google" else adapter.find(sites.links[name]), unanswered(shop, name)[0], REPLY)
    assert "reviewkit auth login" in caught.value.hint
    assert shop.tried == []


@pytest.mark.parametrize("name", POSTABLE)
def test_a_text_beyond_the_limits_is_not_sent(name, app, sites, shop):
    limits = PLATFORMS[name].reply_limits
    long = "가" * ((limits.most or limits.most_bytes) + 1)
    with app.platform(name) as adapter, pytest.raises(ReplyRefused) as caught:
        adapter.put_reply(Place("1", resource="accounts/1/locations/2"), "x", long)
    assert caught.value.hint
    assert adapter.tools.pace.requests == 0
