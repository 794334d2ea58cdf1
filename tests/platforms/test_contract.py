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

from reviewkit.app import App
from reviewkit.cli.choices import PLATFORMS as NAMES
from reviewkit.demo.fill import make_shop
from reviewkit.errors import Blocked, LayoutChanged, NotFound, ReviewkitError, SignInNeeded, WrongInput
from reviewkit.features.merge import FIELDS, fault
from reviewkit.platforms.base import IdSource, Pace, Page, Place, Platform, RawReview, Tools

PAGES = Path(__file__).parent / "pages"
PLATFORMS = {name: App.platform_class(None, name) for name in NAMES}  # type: ignore[arg-type]
TOLD = (LayoutChanged, Blocked, SignInNeeded, NotFound)
"""What `parse` may raise."""
NO_REVIEWS = {"kakao": {"panel"}}
"""Kinds of body that hold no review: they say why there is none."""
NOW = datetime(2026, 11, 22, tzinfo=UTC)


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
