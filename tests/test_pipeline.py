"""From a source's reviews to stored ones: checked, merged, never lost, never twice."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from made import NOW, add_store, raw, store
from reviewkit.app import App
from reviewkit.db import query
from reviewkit.db.engine import writing
from reviewkit.db.query import Filter
from reviewkit.db.reading import rows
from reviewkit.db.reviews import ReviewRow, moment, stamp
from reviewkit.errors import DatabaseTrouble
from reviewkit.features import pipeline
from reviewkit.features.merge import FIELDS, fault, merge, row_of, safe
from reviewkit.features.merge import fingerprint as mark_of
from reviewkit.platforms.base import IdSource, OwnerReply, Precision, RawReview, Status

LATER = NOW + timedelta(days=1)


@pytest.fixture
def app(home):
    app = App()
    yield app
    app.engine.dispose()


@pytest.fixture
def listing(app):
    return add_store(app)


def only(app, **wanted):
    found = list(query.select(app.database, Filter(limit=0, **wanted)))
    assert len(found) == 1
    return found[0]


def revisions(app):
    with rows(app.database, "SELECT text, rating FROM review_revision ORDER BY id") as found:
        return [tuple(row) for row in found]


def test_the_same_review_twice_is_stored_once(app, listing):
    first = store(app.engine, listing, raw(), raw())
    again = store(app.engine, listing, raw())
    assert (first.new, again.new, again.unchanged) == (1, 0, 1)
    assert only(app)["text"] == raw().text


def test_an_edit_keeps_what_was_said_before(app, listing):
    store(app.engine, listing, raw(rating=5.0))
    counts = store(app.engine, listing, raw(rating=2.0, text="다시 가니 별로였어요"), now=LATER)
    assert (counts.updated, revisions(app)) == (1, [(raw().text, 5.0)])
    found = only(app)
    assert found["text"] == "다시 가니 별로였어요"
    assert moment(found["edited_at"]) == LATER, "the site tells no edit time, so it is the time we noticed"


def test_the_sites_own_edit_time_is_kept(app, listing):
    store(app.engine, listing, raw())
    told = datetime(2026, 11, 19, tzinfo=UTC)
    store(app.engine, listing, raw(text="고쳤어요", edited_at=told), now=LATER)
    assert moment(only(app)["edited_at"]) == told


def test_an_edited_review_is_open_again(app, listing):
    store(app.engine, listing, raw())
    with app.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE review SET handled_at = ?", (stamp(NOW),))
    store(app.engine, listing, raw(owner_reply=OwnerReply("감사합니다")), now=LATER)
    assert only(app)["handled_at"] is not None, "a reply is no edit"
    store(app.engine, listing, raw(text="아니 다시 보니", owner_reply=OwnerReply("감사합니다")), now=LATER)
    assert only(app)["handled_at"] is None


def test_a_suspended_review_loses_its_text_here_too(app, listing):
    store(app.engine, listing, raw(rating=1.0, photos=("https://x.invalid/1.jpg",)))
    store(app.engine, listing, raw(rating=1.0, text="고친 글"), now=LATER)
    store(app.engine, listing, raw(text="숨은 글", status=Status.SUSPENDED, owner_reply=OwnerReply("답글")), now=LATER)
    found = only(app)
    assert (found["status"], found["text"], found["reply_text"], found["photos"]) == ("suspended", "", None, "[]")
    assert revisions(app) == [], "an earlier version must not stay either"
    assert not list(query.select(app.database, Filter(words="친절")))


def test_a_source_that_cannot_tell_a_field_leaves_it(app, listing):
    store(app.engine, listing, raw(voted_keywords=("음식이 맛있어요",), visit_count=3))
    store(app.engine, listing, raw(rating=4.0, unknown=frozenset({"voted_keywords", "visit_count"})), now=LATER)
    found = only(app)
    assert (found["rating"], found["visit_count"], json.loads(found["voted_keywords"])) == (4.0, 3, ["음식이 맛있어요"])


def test_a_reply_that_was_taken_back_is_gone_here_too(app, listing):
    store(app.engine, listing, raw(owner_reply=OwnerReply("감사합니다", NOW)))
    store(app.engine, listing, raw(), now=LATER)
    assert only(app)["reply_text"] is None


def test_a_review_read_from_the_page_gets_its_real_id_later(app, listing):
    from_page = raw("page:abc", id_source=IdSource.PAGE, visited_on=date(2026, 10, 30))
    store(app.engine, listing, from_page)
    counts = store(app.engine, listing, raw("6a00ffee", visited_on=date(2026, 10, 30)), now=LATER)
    assert (counts.new, only(app)["platform_id"]) == (0, "6a00ffee")
    assert store(app.engine, listing, from_page, now=LATER).new == 0


def test_an_imported_file_fills_gaps_and_overwrites_nothing(app, listing):
    store(app.engine, listing, raw(rating=3.0))
    old_file = raw("file:1", id_source=IdSource.FILE, rating=5.0, origin="영수증")
    counts = store(app.engine, listing, old_file, now=LATER)
    found = only(app)
    assert (counts.new, found["rating"], found["origin"], found["platform_id"]) == (0, 3.0, "영수증", "r1")


def test_a_file_is_no_proof_that_a_review_is_still_there(app, listing):
    store(app.engine, listing, raw())
    with app.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE review SET missed_full = 1")
    with writing(app.engine) as session:
        pipeline.store(session.connection(), listing, [raw("file:1", id_source=IdSource.FILE)], LATER, on_site=False)
    with rows(app.database, "SELECT missed_full, last_seen_at FROM review") as found:
        assert tuple(next(found)) == (1, stamp(NOW))
    store(app.engine, listing, raw(), now=LATER)
    with rows(app.database, "SELECT missed_full, last_seen_at FROM review") as found:
        assert tuple(next(found)) == (0, stamp(LATER))


def test_an_earlier_state_of_an_edited_review_changes_nothing(app, listing):
    takeout = {"id_source": IdSource.TAKEOUT, "rating": 5.0}
    store(app.engine, listing, raw(**takeout, text="고친 글", edited_at=NOW))
    store(app.engine, listing, raw(**takeout, owner_reply=OwnerReply("옛 답글")), now=LATER)
    assert (only(app)["text"], only(app)["reply_text"]) == ("고친 글", None)


def test_an_old_file_does_not_bring_a_suspended_text_back(app, listing):
    store(app.engine, listing, raw())
    store(app.engine, listing, raw(status=Status.SUSPENDED), now=LATER)
    row = only(app)
    store(app.engine, listing, raw(row["platform_id"], id_source=IdSource.FILE), now=LATER)
    assert only(app)["text"] == ""


def test_a_review_whose_page_tells_only_the_visit_is_the_same_review(app, listing):
    """The page shows no day of writing: it is taken as within a week of the visit."""
    seen = {"visited_on": date(2026, 10, 30), "id_source": IdSource.PAGE}
    visit = datetime(2026, 10, 30, tzinfo=UTC)
    store(app.engine, listing, raw("page:x", written_at=visit, written_precision=Precision.WEEK, **seen))
    assert store(app.engine, listing, raw("6a00", written_at=visit + timedelta(days=5), visited_on=seen["visited_on"])).new == 0
    other = raw("6a01", written_at=visit + timedelta(days=5), visited_on=date(2026, 11, 2))
    assert store(app.engine, listing, other, now=LATER).new == 1, "another visit is another review"


def test_a_stored_review_is_never_taken_for_two_of_one_page(app, listing):
    store(app.engine, listing, raw("page:x", id_source=IdSource.PAGE))
    counts = store(app.engine, listing, raw("page:x", id_source=IdSource.PAGE), raw("6a00"))
    assert counts.new == 1, "the page still shows both"
    assert len(list(query.select(app.database, Filter(limit=0)))) == 2


def test_two_numbers_of_a_file_are_two_reviews(app, listing):
    store(app.engine, listing, raw("file:1", id_source=IdSource.FILE))
    assert store(app.engine, listing, raw("file:2", id_source=IdSource.FILE)).new == 1


def test_stars_that_come_to_be_known_are_no_edit(app, listing):
    store(app.engine, listing, raw(rating=None))
    store(app.engine, listing, raw(rating=4.0), now=LATER)
    assert (only(app)["rating"], only(app)["edited_at"], revisions(app)) == (4.0, None, [])


def test_a_gap_that_a_file_fills_is_no_edit(app, listing):
    store(app.engine, listing, raw(text=""))
    store(app.engine, listing, raw(id_source=IdSource.FILE), now=LATER)
    assert (only(app)["text"], only(app)["edited_at"], revisions(app)) == (raw().text, None, [])


def test_what_the_site_gives_is_its_state_of_now(app, listing):
    """We noted an edit at our time; the site's own time for the next one may lie before it."""
    store(app.engine, listing, raw())
    store(app.engine, listing, raw(text="한 번 고쳤어요"), now=LATER)
    store(app.engine, listing, raw(text="두 번 고쳤어요", edited_at=NOW), now=LATER)
    assert only(app)["text"] == "두 번 고쳤어요"


def test_an_error_of_the_database_holds_no_review(app, listing):
    with pytest.raises(DatabaseTrouble) as caught, writing(app.engine) as session:
        session.connection().exec_driver_sql("INSERT INTO review (text) VALUES (?)", ("비밀 글",))
    assert "비밀" not in str(caught.value.__cause__)


def test_two_customers_with_the_same_words_stay_two(app, listing):
    store(app.engine, listing, raw("a", text="맛있어요", author="가"), raw("b", text="맛있어요", author="나"))
    store(app.engine, listing, raw("c", text="맛있어요", author="가"), now=LATER)
    assert len(list(query.select(app.database, Filter(limit=0)))) == 3, "ids of the site tell them apart"


def test_a_coarse_date_never_replaces_a_fine_one(app, listing):
    store(app.engine, listing, raw())
    vague = raw(written_at=datetime(2026, 10, 1, tzinfo=UTC), written_precision=Precision.MONTH)
    store(app.engine, listing, vague, now=LATER)
    assert moment(only(app)["written_at"]) == raw().written_at


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"platform_id": " "}, "no_id"),
        ({"written_at": datetime(2026, 1, 1)}, "no_time_zone"),
        ({"written_at": datetime(2090, 1, 1, tzinfo=UTC)}, "impossible_date"),
        ({"rating": 7.0}, "impossible_rating"),
    ],
)
def test_what_cannot_be_kept_is_counted_by_its_reason_and_loses_nothing_else(app, listing, bad, reason):
    counts = store(app.engine, listing, replace(raw("bad"), **bad), raw("good"))
    assert (counts.new, dict(counts.dropped)) == (1, {reason: 1})


def test_half_an_emoji_does_not_break_the_page(app, listing):
    store(app.engine, listing, raw(text="맛있어요\ud83d", author="a\x00b"))
    assert only(app)["text"] == "맛있어요"


def test_a_row_is_the_table(app):
    with rows(app.database, "SELECT name FROM pragma_table_info('review') ORDER BY cid") as found:
        assert tuple(row[0] for row in found) == ReviewRow._fields


def test_times_are_written_as_the_models_read_them(app, listing):
    from sqlmodel import Session, select

    from reviewkit.db.models import Review

    store(app.engine, listing, raw(visited_on=date(2026, 10, 30), photos=("x",)))
    with Session(app.engine) as session:
        review = session.exec(select(Review)).one()
    assert (review.written_at, review.visited_on, review.photos) == (raw().written_at, date(2026, 10, 30), ["x"])


@given(st.datetimes(datetime(1996, 1, 1), datetime(2100, 1, 1), timezones=st.just(timezone(timedelta(hours=9)))))
def test_a_time_survives_the_database(value):
    assert moment(stamp(value)) == value


@given(st.text())
def test_any_text_can_be_stored(text):
    assert safe(text).encode("utf-8") is not None
    assert "\x00" not in safe(text)


REVIEWS = st.builds(
    RawReview,
    platform_id=st.sampled_from("abc"),
    author=st.sampled_from(["가", "나"]),
    written_at=st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)),
    written_precision=st.sampled_from(Precision),
    rating=st.none() | st.sampled_from([1.0, 4.5, 5.0]),
    text=st.sampled_from(["", "좋아요", "별로예요"]),
    visit_count=st.none() | st.integers(1, 3),
    status=st.sampled_from([Status.VISIBLE, Status.SUSPENDED]),
    edited_at=st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)),
    owner_reply=st.none() | st.just(OwnerReply("감사합니다")),
    id_source=st.sampled_from(IdSource),
    unknown=st.frozensets(st.sampled_from(sorted(FIELDS)), max_size=3),
)


@given(REVIEWS, REVIEWS)
def test_merging_twice_changes_nothing_more(first, second):
    old = row_of(first, 1, 1, stamp(NOW), None)
    once = merge(old, row_of(second, 0, 1, stamp(LATER), None), second)
    assert merge(once, row_of(second, 0, 1, stamp(LATER), None), second) == once


@given(REVIEWS)
def test_merging_a_review_with_itself_changes_nothing(review):
    old = row_of(review, 1, 1, stamp(NOW), None)
    assert merge(old, row_of(review, 0, 1, stamp(NOW), None), review) == old


@given(REVIEWS, REVIEWS)
def test_a_merge_keeps_what_is_ours_and_never_invents(first, second):
    old, new = row_of(first, 1, 1, stamp(NOW), None), row_of(second, 0, 1, stamp(LATER), None)
    merged = merge(old, new, second)
    assert (merged.id, merged.listing_id, merged.first_seen_at) == (old.id, old.listing_id, old.first_seen_at)
    for name in ("author", "rating", "text", "visit_count", "status", "written_at"):
        assert getattr(merged, name) in (getattr(old, name), getattr(new, name))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(REVIEWS, max_size=8))
def test_whatever_comes_a_review_is_never_lost_and_never_twice(app, listing, batch):
    before = {row["platform_id"] for row in query.select(app.database, Filter(limit=0))}
    counts = store(app.engine, listing, *batch)
    after = [row["platform_id"] for row in query.select(app.database, Filter(limit=0))]
    assert len(after) == len(set(after)) == len(before) + counts.new
    assert counts.dropped.total() == sum(fault(review, NOW) is not None for review in batch)


def test_the_mark_ignores_spaces_and_the_form_of_letters():
    assert mark_of(raw(text="국물 이\n진해요")) == mark_of(raw(text="국물이 진해요 "))
    assert mark_of(raw(author="다른사람")) != mark_of(raw())
    assert mark_of(raw(author="", text="")) == ""
