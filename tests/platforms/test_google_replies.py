"""Replies through Google's interface: put once, read back, and what Google decided."""

from dataclasses import replace
from datetime import UTC, datetime
from threading import Event, Timer
from types import SimpleNamespace

import pytest

from reviewkit.app import App
from reviewkit.demo.fill import make_shop
from reviewkit.errors import Blocked, Interrupted, NetworkTrouble, NotFound, ReplyRefused, SignInNeeded, WrongInput
from reviewkit.platforms.base import Posting, ReplyState
from reviewkit.platforms.google import replies

TEXT = "들러 주셔서 감사합니다. 다음에는 더 빨리 준비하겠습니다."


@pytest.fixture
def shop():
    return make_shop(datetime.now(UTC).date(), naver_text=0, naver_keywords=0, kakao=0, google=40)


@pytest.fixture
def google(home, sites):
    app = App()
    with app.platform("google") as adapter:
        yield adapter
    app.close()


@pytest.fixture
def place(google, sites):
    return google.locate(google.find(sites.links["google"]))


@pytest.fixture
def unanswered(shop):
    return [review.id for review in shop.reviews("google") if not review.reply]


def test_a_reply_is_put_once_and_pending_until_google_has_looked(google, place, shop, unanswered):
    put = google.put_reply(place, unanswered[0], TEXT)
    assert (put.text, put.state, put.violation) == (TEXT, ReplyState.PENDING, "")
    assert put.written_at == shop.now
    assert google.read_reply(place, unanswered[0]).state is ReplyState.LIVE
    assert shop.posted == shop.tried == [("google", unanswered[0], TEXT)]


def test_a_reply_with_a_phone_number_is_refused_by_google_with_its_word(google, place, unanswered):
    google.put_reply(place, unanswered[0], "전화 주세요 02-123-4567")
    found = google.read_reply(place, unanswered[0])
    assert (found.state, found.violation) == (ReplyState.REFUSED, "PERSONAL_INFO")


@pytest.mark.parametrize("envelope", ["", "A", "B"])
def test_googles_translation_of_the_reply_is_taken_off(google, place, shop, unanswered, envelope):
    shop.edit("google", unanswered[0], envelope=envelope, text="맛있어요", translation="Good.")
    assert google.put_reply(place, unanswered[0], f"{TEXT}\n\n또 오세요.").text == f"{TEXT}\n\n또 오세요."


def test_a_new_reply_takes_the_place_of_the_old_one(google, place, shop, unanswered):
    google.put_reply(place, unanswered[0], TEXT)
    assert google.put_reply(place, unanswered[0], "고친 답글입니다.").text == "고친 답글입니다."
    assert shop.find("google", unanswered[0]).reply == "고친 답글입니다."


@pytest.mark.parametrize("kind", ["close", "lost_answer"])
def test_a_dropped_connection_is_not_tried_again_and_reading_back_tells(google, place, sites, shop, unanswered, kind):
    google.read_reply(place, unanswered[1])
    sites.fail("google-api", kind, match="/reply", times=1)
    with pytest.raises(NetworkTrouble):
        google.put_reply(place, unanswered[0], TEXT)
    found = google.read_reply(place, unanswered[0])
    assert (found and found.text) == (TEXT if kind == "lost_answer" else None)
    assert len([entry for entry in sites.requests("google-api") if entry[1] == "PUT"]) == 1


def test_a_review_that_is_gone_is_told(google, place, shop, unanswered):
    shop.remove("google", unanswered[0])
    for ask in (lambda: google.put_reply(place, unanswered[0], TEXT), lambda: google.read_reply(place, unanswered[0])):
        with pytest.raises(NotFound) as caught:
            ask()
        assert "reviewkit crawl" in caught.value.hint
    assert shop.posted == []


def test_a_text_over_4096_bytes_is_not_even_sent(google, place, sites, unanswered):
    with pytest.raises(ReplyRefused, match=r"4096 bytes; this one has 4098"):
        google.put_reply(place, unanswered[0], "가" * 1366)
    assert not [entry for entry in sites.requests("google-api") if entry[1] == "PUT"]


def test_a_refusal_brings_googles_words(google, place, sites, unanswered):
    sites.fail("google-api", status=400, match="/reply")
    with pytest.raises(ReplyRefused, match="The caller does not have permission"):
        google.put_reply(place, unanswered[0], TEXT)


@pytest.mark.parametrize(
    ("kind", "wanted"), [("quota_zero", Blocked), ("no_access", SignInNeeded), ("api_disabled", SignInNeeded)]
)
def test_the_interfaces_refusals_are_told_as_in_a_crawl(google, place, sites, unanswered, kind, wanted):
    sites.fail("google-api", kind, match="/reply")
    with pytest.raises(wanted):
        google.put_reply(place, unanswered[0], TEXT)


def test_a_key_that_has_expired_is_renewed_and_the_reply_put_once(google, place, sites, shop, unanswered):
    google.read_reply(place, unanswered[0])
    sites.fail("google-api", "token_expired", match="/reply", times=1)
    google.put_reply(place, unanswered[0], TEXT)
    assert len(shop.posted) == 1


def test_a_rate_limit_of_google_is_a_block(google, place, shop, unanswered):
    shop.google_edits_a_minute = 1
    google.put_reply(place, unanswered[0], TEXT)
    with pytest.raises(Blocked):
        google.put_reply(place, unanswered[1], TEXT)
    assert len(shop.posted) == 1


def test_the_eleventh_edit_of_a_profile_waits_until_the_first_is_a_minute_old(google, place, shop, unanswered, monkeypatch):
    shop.google_edits_a_minute = 10
    slept = []
    monkeypatch.setattr(google.tools.pace, "sleep", lambda seconds: slept.append(seconds) if seconds > 1 else None)
    for review_id in unanswered[:10]:
        google.put_reply(place, review_id, TEXT)
    assert slept == []
    with pytest.raises(Blocked):  # nothing was slept here: Google says what our own count knew
        google.put_reply(place, unanswered[10], TEXT)
    assert slept[0] == pytest.approx(60, abs=10)


def test_the_wait_slides_and_is_counted_for_the_whole_process(monkeypatch):
    slept, clock = [], [0.0]
    pace = SimpleNamespace(sleep=slept.append)
    monkeypatch.setattr(replies.EditPace, "_made", {})
    monkeypatch.setattr(replies, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    for moment in (0.0, 1.0, 30.0, 61.0):
        clock[0] = moment
        edits = replies.EditPace(pace, 2)
        edits.wait("a")
        edits.done("a")
    replies.EditPace(pace, 2).wait("another profile")
    assert slept == [30.0, 0.0]


def test_ctrl_c_ends_the_wait(home, sites):
    stop, app = Event(), App()
    with app.platform("google", stop=stop) as adapter:
        edits = replies.EditPace(adapter.tools.pace, 1)
        edits.wait("b")
        edits.done("b")
        Timer(0.1, stop.set).start()
        with pytest.raises(Interrupted):
            edits.wait("b")
    app.close()


def test_the_limit_can_be_lifted(google, place, shop, unanswered):
    tools = replace(google.tools, options={**google.tools.options, "edits_per_minute": 0})
    with type(google)(tools) as adapter:
        for review_id in unanswered[:12]:
            adapter.put_reply(place, review_id, TEXT)
    assert len(shop.posted) == 12


def test_the_page_for_answering_by_hand_is_googles_own_once_it_is_known(google, place, unanswered, shop):
    assert google.reply_address(place, unanswered[0]) == google.address(place)
    google.read_reply(place, unanswered[0])
    known = shop.find("google", unanswered[0]).reply_state
    assert google.reply_address(place, unanswered[0]).startswith("https://business.google.com/reviews/") == bool(known)


def test_the_maps_page_is_only_read(home, sites, unanswered, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_GOOGLE__MAPS", "true")
    app = App()
    with app.platform("google") as adapter:
        assert (adapter.posting, type(adapter).posting) == (Posting.COPY, Posting.INTERFACE)
        with pytest.raises(WrongInput) as caught:
            adapter.put_reply(adapter.find(sites.links["google"]), unanswered[0], TEXT)
        assert "google.maps" in caught.value.hint
    app.close()


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ({}, None),
        ({"comment": " "}, None),
        ({"comment": "a"}, (ReplyState.LIVE, "")),
        ({"comment": "a", "reviewReplyState": "REVIEW_REPLY_STATE_UNSPECIFIED"}, (ReplyState.LIVE, "")),
        ({"comment": "a", "reviewReplyState": "APPROVED", "policyViolation": "X"}, (ReplyState.LIVE, "")),
        ({"comment": "a", "reviewReplyState": "PENDING"}, (ReplyState.PENDING, "")),
        ({"comment": "a", "reviewReplyState": "SOMETHING_NEW"}, (ReplyState.PENDING, "")),
        ({"comment": "a", "reviewReplyState": "REJECTED", "policyViolation": "SPAM"}, (ReplyState.REFUSED, "SPAM")),
        ({"comment": "a", "reviewReplyState": "REJECTED"}, (ReplyState.REFUSED, "")),
    ],
)
def test_a_replys_state_is_read(raw, wanted):
    found = replies.read(raw)
    assert (found and (found.state, found.violation)) == wanted
