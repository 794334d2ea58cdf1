"""Naver's parsers: pure, over made-up pages in the real shape."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naver_site import WEEKDAYS, Site, cursor_of, entry, new_classes, new_everything, owners_view, real_names, review

from reviewkit.errors import Blocked, LayoutChanged, NotFound, SignInNeeded
from reviewkit.platforms.base import OwnerReply, Place, Precision, Status
from reviewkit.platforms.naver import Naver, items, query, state, times

PAGES = Path(__file__).parent / "pages" / "naver"
DAYS = st.dates(date(2015, 1, 1), date(2045, 12, 31))


def graphql(*found, total=None, **more):
    answer = {"items": list(found), "total": len(found) if total is None else total, **more}
    return json.dumps([{"data": {"visitorReviews": answer}}]).encode()


def one(item):
    (found,) = Naver.parse(graphql(item), "graphql").reviews
    return found


def short(day, *, year):
    text = f"{day.month}.{day.day}.{WEEKDAYS[day.weekday()]}"
    return f"{day:%y}.{text}" if year else text


@given(st.integers(1, 2**32 - 1), st.text("0123456789abcdef", min_size=16, max_size=16))
def test_the_first_eight_digits_of_an_id_are_the_second_of_writing(seconds, rest):
    assert times.written_at(f"{seconds:08x}{rest}") == datetime.fromtimestamp(seconds, UTC)


@given(DAYS, st.integers(0, 364))
def test_a_visit_without_a_year_is_the_last_such_day_before_the_writing(visited, later):
    assert times.day(short(visited, year=False), visited + timedelta(days=later)) == visited


@given(DAYS, st.integers(0, 364))
def test_a_reply_without_a_year_is_the_next_such_day_after_the_writing(replied, earlier):
    assert times.day(short(replied, year=False), replied - timedelta(days=earlier), later=True) == replied


@given(DAYS, st.integers(365, 1400))
def test_the_weekday_finds_the_year_of_a_late_reply(replied, earlier):
    found = times.day(short(replied, year=False), replied - timedelta(days=earlier), later=True)
    assert found is not None
    assert found.weekday() == replied.weekday()
    assert (found.month, found.day) == (replied.month, replied.day)


@given(DAYS, DAYS)
def test_a_day_with_its_year_needs_no_other_day(day, near):
    assert times.day(short(day, year=True), near) == day
    assert times.day(f"{day:%Y.%m.%d.}", near) == day
    assert times.full_day(f"방문일 {day.year}년 {day.month}월 {day.day}일 {WEEKDAYS[day.weekday()]}요일") == day


@given(st.text(max_size=30), DAYS)
def test_no_text_breaks_the_reading_of_days(text, near):
    found = times.day(text, near)
    assert found is None or isinstance(found, date)


@given(st.binary(max_size=300), st.sampled_from(Naver.kinds))
def test_no_body_breaks_parse_or_mask(body, kind):
    Naver.mask(body, kind)
    with pytest.raises((LayoutChanged, Blocked, NotFound, SignInNeeded)):
        Naver.parse(body, kind)


def test_a_visit_is_a_day_in_korea():
    found = one({**review(1), "representativeVisitDateTime": "2025-05-01T15:30:00.000Z"})
    assert found.visited_on == date(2025, 5, 2)


def test_the_first_second_of_writing_is_exact_and_fields_are_read():
    item = review(1, reply="고맙습니다")
    found = one(item)
    assert found.written_at == times.written_at(item["id"])
    assert found.written_precision is Precision.SECOND
    assert found.author == "단골1호"
    assert found.text == "국물이 진해요 1\n또 올게요"
    assert found.voted_keywords == ("음식이 맛있어요", "친절해요")
    assert found.photos == ("https://pup.example/1.jpeg?type=w1500",)
    assert (found.visit_count, found.origin) == (2, "영수증")
    assert found.owner_reply == OwnerReply("고맙습니다", datetime(2025, 4, 30, 15, tzinfo=UTC))
    assert found.unknown == {"rating", "edited_at"}


@pytest.mark.parametrize("value", [0.5, 4, 4.5, 5])
def test_stars_are_kept_where_they_are_given(value):
    found = one({**review(1), "rating": value})
    assert found.rating == value
    assert "rating" not in found.unknown


@pytest.mark.parametrize("value", [None, 0, 6, "5", True])
def test_stars_are_never_made_up(value):
    assert one({**review(1), "rating": value}).rating is None


def test_no_reply_is_an_object_without_a_text_and_a_hidden_reply_is_none():
    assert one(review(1)).owner_reply is None
    item = review(1, reply="감사합니다")
    item["reply"]["isSuspended"] = True
    assert one(item).owner_reply is None


def test_an_answer_without_a_field_leaves_what_is_stored():
    item = {
        key: value for key, value in review(1).items() if key not in {"media", "thumbnail", "reply", "status", "originType"}
    }
    assert one(item).unknown == {"photos", "owner_reply", "url", "status", "origin", "rating", "edited_at"}


@pytest.mark.parametrize("status", ["TEMPORARILY_SUSPENDED", "PERMANENTLY_SUSPENDED"])
def test_a_suspended_review_keeps_id_and_day_and_loses_what_the_page_hides(status):
    item = review(1, status=status, reply="감사합니다")
    found = one(item)
    assert (found.platform_id, found.status) == (item["id"], Status.SUSPENDED)
    assert found.visited_on
    assert (found.text, found.author, found.photos, found.owner_reply, found.voted_keywords) == ("", "", (), None, ())


def test_an_entry_without_an_id_is_dropped_and_counted():
    parsed = Naver.parse(graphql(review(1), {**review(2), "id": "x"}, None), "graphql")
    assert (len(parsed.reviews), parsed.dropped) == (1, {"no_id": 1, "no_entry": 1})


def test_a_list_without_any_known_entry_is_a_changed_layout():
    with pytest.raises(LayoutChanged):
        Naver.parse(graphql({"key": 1}, {"key": 2}), "graphql")


@pytest.mark.parametrize(
    "answer", [b"[]", b"{}", b'[{"data":{"visitorReviews":null}}]', b'{"errors":[{"message":"no"}]}', b"", b"<p>"]
)
def test_null_is_an_error_and_never_no_reviews(answer):
    with pytest.raises(LayoutChanged):
        Naver.parse(answer, "graphql")


def test_no_reviews_is_a_total_of_zero_and_the_cursor_is_the_last_entrys():
    assert Naver.parse(graphql(), "graphql").site_total == 0
    found = [{**item, "cursor": cursor_of(item)} for item in (review(1), review(2))]
    assert Naver.parse(graphql(*found, total=9), "graphql").cursor == cursor_of(review(2))


def test_a_single_answer_parses_like_a_batch():
    batch = json.loads(graphql(review(1)))
    assert Naver.parse(json.dumps(batch[0]).encode(), "graphql") == Naver.parse(json.dumps(batch).encode(), "graphql")


def test_notices_are_read_from_what_is_visible_only():
    site = Site()
    page = site.html().encode()
    assert len(Naver.parse(page, "page").reviews) == 10
    with pytest.raises(Blocked):
        Naver.parse(site.notice("서비스 이용이 제한되었습니다.").encode(), "page")
    with pytest.raises(NotFound):
        Naver.parse(site.notice("요청하신 페이지를 찾을 수 없습니다.").encode(), "dom")
    with pytest.raises(LayoutChanged):
        Naver.parse(site.notice("").encode(), "page")


def test_a_customers_words_are_no_notice():
    site = Site(state=False, api="changed")
    site.texts[0] = review(0, text="서비스 이용이 제한되었습니다. 로그인이 필요한 서비스 같아요")
    with pytest.raises(LayoutChanged):
        Naver.parse(site.html().encode(), "page")
    assert len(Naver.parse(site.html().encode(), "dom").reviews) == 10


@pytest.mark.parametrize("names", [real_names, new_classes, new_everything])
def test_the_visible_list_agrees_with_the_state(names):
    body = Site(names=names).html().encode()
    by_state, by_list = (Naver.parse(body, kind).reviews for kind in ("page", "dom"))
    for name in ("author", "text", "visited_on", "visit_count", "origin", "owner_reply"):
        assert [getattr(it, name) for it in by_state] == [getattr(it, name) for it in by_list]


def test_nested_entries_count_once():
    body = f"<ul><li><ul>{entry(review(1), real_names)}</ul></li>{entry(review(2), real_names)}</ul>".encode()
    assert len(Naver.parse(body, "dom").reviews) == 2


def test_folded_votes_are_not_taken_for_all():
    (found,) = Naver.parse(f"<ul>{entry(review(1), real_names)}</ul>".encode(), "dom").reviews
    assert "voted_keywords" in found.unknown


def test_an_id_made_from_a_page_is_stable_and_tells_reviews_apart():
    first, again, other = (
        Naver.parse(f"<ul>{entry(review(number), names)}</ul>".encode(), "dom").reviews[0].platform_id
        for number, names in ((1, real_names), (1, new_everything), (2, real_names))
    )
    assert first == again != other
    assert first.startswith("page:")


def test_smartplace_answers_give_stars_and_leave_what_they_do_not_tell():
    item = owners_view(review(1, reply="고맙습니다"))
    body = json.dumps({"data": {"reviews": {"totalCount": 3, "items": [item]}}}).encode()
    parsed = Naver.parse(body, "smartplace")
    (found,) = parsed.reviews
    assert (found.rating, found.visit_count, found.voted_keywords) == (4.0, 2, ("친절해요",))
    assert found.owner_reply == OwnerReply("고맙습니다", datetime(2025, 5, 2, 1, tzinfo=UTC))
    assert {"url", "origin", "status", "edited_at"} == found.unknown
    assert (parsed.site_total, parsed.cursor) == (None, "top")


@pytest.mark.parametrize("error", ["UNAUTHENTICATED", "로그인이 필요합니다"])
def test_smartplace_that_wants_a_sign_in_says_so(error):
    with pytest.raises(SignInNeeded):
        Naver.parse(json.dumps({"errors": [{"message": error}]}).encode(), "smartplace")
    with pytest.raises(SignInNeeded):
        Naver.parse("<body><div role=dialog>네이버 로그인이 필요한 서비스입니다.</div></body>".encode(), "smartplace_dom")


def test_the_request_keeps_the_pages_own_input_and_asks_for_the_cursor():
    own = {"cidList": ["1"], "page": 1, "size": 10, "sort": "recommend", "businessType": "cafe"}
    (asked,) = json.loads(query.request(Place("7", "cafe"), own, with_text=False, size=20, after="abc"))
    given = asked["variables"]["input"]
    assert given["cidList"] == ["1"]
    assert "page" not in given
    assert (given["size"], given["sort"], given["after"], given["includeContent"]) == (20, "recent", "abc", False)
    assert "cursor" in asked["query"]


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        ("https://api.place.naver.com/graphql", "https://api.place.naver.com/graphql"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/graphql"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/graphql"),
    ],
)
def test_the_interfaces_path_may_be_left_out_of_the_setting(setting, address):
    assert query.endpoint(setting) == address


SAVED = sorted(path for path in PAGES.iterdir() if path.name.partition(".")[0] in Naver.kinds)


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.name)
def test_a_masked_page_parses_the_same_but_for_names_and_names_nobody(path):
    kind, body = path.name.partition(".")[0], path.read_bytes()
    masked = Naver.mask(body, kind)
    before, after = Naver.parse(body, kind), Naver.parse(masked, kind)
    assert before.reviews
    assert "단골" not in masked.decode()
    assert [it.platform_id for it in before.reviews] == [it.platform_id for it in after.reviews]
    for name in ("text", "written_at", "rating", "photos", "owner_reply", "voted_keywords", "status", "unknown"):
        assert [getattr(it, name) for it in before.reviews] == [getattr(it, name) for it in after.reviews]
    assert len({it.author for it in before.reviews}) == len({it.author for it in after.reviews})
    assert (before.site_total, before.cursor, before.dropped) == (after.site_total, after.cursor, after.dropped)
    for item in Site().texts[:12]:
        assert item["author"]["objectId"] not in masked.decode()
        assert item["author"]["imageUrl"] not in masked.decode()


def test_every_kind_has_a_saved_page():
    assert {path.name.partition(".")[0] for path in SAVED} == set(Naver.kinds)


def test_words_that_hide_a_review_are_known_and_others_show_it():
    assert items.is_hidden("TEMPORARILY_SUSPENDED")
    assert not items.is_hidden("ACTIVE")
    assert not items.is_hidden(None)


def test_a_state_that_breaks_off_is_no_state():
    assert state.state_in('window.__APOLLO_STATE__ = {"a": ') == {}
