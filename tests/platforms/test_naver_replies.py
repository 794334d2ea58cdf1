"""Replies through SmartPlace's page: pressed once, read back, never over another; and with the owner's own hand."""

from dataclasses import replace
from datetime import UTC, datetime
from threading import Event, Timer

import psutil
import pytest

from naver_owner import sign_in
from reviewkit.app import App
from reviewkit.demo.fill import make_shop
from reviewkit.errors import Blocked, BrowserTrouble, LayoutChanged, NetworkTrouble, NotFound, ReplyRefused, SignInNeeded
from reviewkit.platforms.base import BrowserOptions, ReplyState
from reviewkit.platforms.browsers import find

TEXT = "들러 주셔서 감사합니다.\n다음에는 더 빨리 준비하겠습니다."
CREATE = "opName=createReply"


@pytest.fixture
def shop():
    return make_shop(datetime.now(UTC).date(), naver_text=35, naver_keywords=8, kakao=0, google=0)


@pytest.fixture
def app(home, sites, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_NAVER__SMARTPLACE", "true")
    app = App()
    sign_in(app, sites)
    yield app
    app.close()


@pytest.fixture
def naver(app):
    with app.platform("naver", signed_in=True) as adapter:
        yield adapter


@pytest.fixture
def place(naver, sites):
    return naver.find(sites.links["naver"])


@pytest.fixture
def unanswered(shop):
    """Ids of reviews without a reply, the newest first."""
    return sorted((review.id for review in shop.reviews("naver") if not review.reply), reverse=True)


def creates(sites):
    return [entry for entry in sites.requests("smartplace") if CREATE in entry[2]]


def test_a_reply_is_written_into_the_page_once_and_read_back(naver, place, shop, unanswered, sites):
    for review_id in (unanswered[0], unanswered[-1]):  # the last one comes after scrolling
        found = naver.put_reply(place, review_id, TEXT)
        assert (found.text, found.state, found.written_at) == (TEXT, ReplyState.LIVE, shop.now)
        assert naver.read_reply(place, review_id) == found
    assert shop.posted == shop.tried == [("naver", unanswered[0], TEXT), ("naver", unanswered[-1], TEXT)]


def test_a_reply_that_is_there_is_never_written_over(naver, place, shop, unanswered, sites):
    shop.reply("naver", unanswered[0], "사장님이 손으로 쓰신 답글입니다.")
    assert naver.put_reply(place, unanswered[0], TEXT).text == "사장님이 손으로 쓰신 답글입니다."
    assert creates(sites) == []


def test_a_review_that_is_gone_is_told(naver, place, shop, unanswered, sites):
    shop.remove("naver", unanswered[0])
    for ask in (lambda: naver.put_reply(place, unanswered[0], TEXT), lambda: naver.read_reply(place, unanswered[0])):
        with pytest.raises(NotFound):
            ask()
    assert creates(sites) == []


@pytest.mark.parametrize("text", ["짧은 답글", "가" * 501, f"{TEXT} 🙏"])
def test_what_the_site_is_known_not_to_take_is_not_even_tried(naver, place, unanswered, sites, text):
    with pytest.raises(ReplyRefused):
        naver.put_reply(place, unanswered[0], text)
    assert sites.requests("smartplace")[-1][2] in ("/bizes", "/favicon.ico")


@pytest.mark.parametrize("length", [15, 500])
def test_the_shortest_and_the_longest_reply_are_taken(naver, place, shop, unanswered, length):
    assert naver.put_reply(place, unanswered[0], "가" * length).text == "가" * length


def test_an_answer_that_is_lost_leaves_it_to_reading_back(naver, place, shop, unanswered, sites):
    sites.fail("smartplace", "lost_answer", match=CREATE)
    with pytest.raises(NetworkTrouble, match="did not answer whether"):
        naver.put_reply(place, unanswered[0], TEXT)
    sites.heal()
    assert naver.read_reply(place, unanswered[0]).text == TEXT
    assert naver.put_reply(place, unanswered[0], TEXT).text == TEXT
    assert len(shop.posted) == 1


def test_a_request_that_the_browser_sends_again_by_itself_posts_one_reply(naver, place, shop, unanswered, sites):
    sites.fail("smartplace", "lost_answer", match=CREATE, times=1)
    assert naver.put_reply(place, unanswered[0], TEXT).text == TEXT
    assert (len(shop.tried), len(shop.posted)) == (2, 1), "Chromium does that where a kept connection is dropped"


def test_a_request_that_never_arrives_leaves_it_to_reading_back(naver, place, shop, unanswered, sites):
    sites.fail("smartplace", "close", match=CREATE)
    with pytest.raises(NetworkTrouble):
        naver.put_reply(place, unanswered[0], TEXT)
    sites.heal()
    assert naver.read_reply(place, unanswered[0]) is None
    assert naver.put_reply(place, unanswered[0], TEXT).text == TEXT
    assert len(shop.posted) == 1


def test_a_slow_answer_is_waited_for(naver, place, shop, unanswered, sites):
    sites.fail("smartplace", "slow", match=CREATE, seconds=1.5)
    assert naver.put_reply(place, unanswered[0], TEXT).text == TEXT
    assert len(shop.tried) == 1


def test_an_answer_that_takes_too_long_is_no_answer(naver, place, shop, unanswered, sites):
    naver.close()
    naver.tools = replace(naver.tools, browser=replace(naver.tools.browser, timeout=2.0))
    slow = type(naver)(naver.tools)
    with slow:
        sites.fail("smartplace", "slow", match=CREATE, seconds=6)
        with pytest.raises(NetworkTrouble):
            slow.put_reply(place, unanswered[0], TEXT)
    assert len(shop.tried) <= 1


@pytest.mark.parametrize(
    ("kind", "options", "wanted"),
    [
        ("refuse", {}, ReplyRefused),
        ("refuse", {"code": "FORBIDDEN"}, SignInNeeded),
        ("refuse", {"code": "UNAUTHENTICATED"}, SignInNeeded),
        ("login", {}, SignInNeeded),
        ("null", {}, LayoutChanged),
    ],
)
def test_what_the_page_is_answered_is_told(naver, place, shop, unanswered, sites, kind, options, wanted):
    sites.fail("smartplace", kind, match=CREATE, **options)
    with pytest.raises(wanted) as caught:
        naver.put_reply(place, unanswered[0], TEXT)
    assert caught.value.hint
    assert getattr(caught.value, "violation", "BAD_REQUEST") == "BAD_REQUEST"
    assert len(creates(sites)) == 1


@pytest.mark.parametrize(("status", "wanted"), [(429, Blocked), (403, Blocked), (401, SignInNeeded), (500, NetworkTrouble)])
def test_a_refusal_stops_it(naver, place, shop, unanswered, sites, status, wanted):
    sites.fail("smartplace", status=status, match=CREATE)
    with pytest.raises(wanted):
        naver.put_reply(place, unanswered[0], TEXT)
    assert (len(creates(sites)), shop.tried) == (1, [])


@pytest.mark.parametrize("kind", ["notice", "no_form"])
def test_a_page_that_is_not_as_known_stops_before_anything_is_sent(naver, place, shop, unanswered, sites, kind):
    sites.fail("smartplace", kind)
    with pytest.raises(LayoutChanged) as caught:
        naver.put_reply(place, unanswered[0], TEXT)
    assert ("운영정책" in caught.value.message) == (kind == "notice")
    assert creates(sites) == []


def test_a_sign_in_that_ended_while_the_page_was_open_is_told(naver, place, unanswered, sites):
    sites.fail("smartplace", "login_window")
    with pytest.raises(SignInNeeded):
        naver.put_reply(place, unanswered[0], TEXT)
    assert creates(sites) == []


def test_an_interface_that_has_changed_is_no_ground_for_posting(naver, place, unanswered, sites):
    sites.fail("smartplace", "keys", match="opName=getReviews", after=1)
    with pytest.raises(LayoutChanged):
        naver.put_reply(place, unanswered[0], TEXT)
    assert creates(sites) == []


def test_who_is_not_signed_in_is_told_how(app, place, unanswered, sites):
    with app.platform("naver", signed_in=False) as adapter, pytest.raises(SignInNeeded):
        adapter.put_reply(place, unanswered[0], TEXT)
    sites.fail("smartplace", "login")
    with app.platform("naver", signed_in=True) as adapter:
        for ask in (lambda: adapter.put_reply(place, unanswered[0], TEXT), lambda: adapter.read_reply(place, unanswered[0])):
            with pytest.raises(SignInNeeded) as caught:
                ask()
            assert "reviewkit auth login naver" in caught.value.hint


def test_other_class_names_change_nothing(naver, place, shop, unanswered, sites):
    sites.fail("smartplace", "classes")
    assert naver.put_reply(place, unanswered[-1], TEXT).text == TEXT


def test_a_killed_browser_is_trouble_and_the_next_reply_goes_through(naver, place, shop, unanswered):
    naver.read_reply(place, unanswered[0])
    for process in psutil.Process().children(recursive=True):
        if "chrom" in process.name():
            process.kill()
    with pytest.raises(BrowserTrouble):
        naver.put_reply(place, unanswered[0], TEXT)
    naver.close()
    assert naver.put_reply(place, unanswered[0], TEXT).text == TEXT


def test_signed_out_the_public_page_tells(app, place, sites, shop, unanswered, monkeypatch):
    answered = [review for review in shop.reviews("naver") if review.reply]
    monkeypatch.setenv("REVIEWKIT_NAVER__SMARTPLACE", "false")
    plain = App()
    with plain.platform("naver", signed_in=False) as adapter:
        assert adapter.read_reply(place, answered[0].id).text == answered[0].reply
        assert adapter.read_reply(place, unanswered[0]) is None
        shop.reply("naver", unanswered[0], TEXT)
        assert adapter.read_reply(place, unanswered[0]).text == TEXT, "the page is opened anew"
        with pytest.raises(NotFound):
            adapter.read_reply(place, "f" * 24)
    plain.close()
    assert not sites.requests("smartplace")[3:]


def test_a_list_without_ids_is_no_ground_for_saying_that_a_review_is_gone(app, place, sites, shop, unanswered, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_NAVER__SMARTPLACE", "false")
    monkeypatch.setattr("reviewkit.platforms.naver.public.GROWTH", 1.0)
    sites.fail("naver-site", "no_state")
    sites.fail("naver-api", "null")
    plain = App()
    with plain.platform("naver", signed_in=False) as adapter, pytest.raises(LayoutChanged):
        adapter.read_reply(place, unanswered[0])
    plain.close()


def test_the_address_for_answering_by_hand_is_smartplaces(naver, place, sites):
    own = sites.settings["naver.smartplace_url"]
    assert naver.reply_address(place, "x") == f"{own}/bizes/place/{place.id}/reviews?menu=visitor"
    assert "/bizes/place/77/" in naver.reply_address(replace(place, resource="77"), "x")


# --- with the owner's own hand


@pytest.fixture
def window(app, monkeypatch):
    """An adapter whose windows are shown nowhere: the headless shell shows none, whatever it is told."""
    monkeypatch.setenv("DISPLAY", ":0")
    stop = Event()
    with app.platform("naver", signed_in=True, stop=stop) as adapter:
        adapter.tools = replace(adapter.tools, browser=BrowserOptions(executable=str(find(BrowserOptions()).path)))
        adapter.stop = stop
        yield adapter


def test_the_owner_presses_the_button_and_the_reply_is_seen(window, place, shop, unanswered, sites):
    sites.fail("smartplace", "hand")
    assert window.fill_reply(place, unanswered[0], TEXT).text == TEXT
    assert len(shop.tried) == 1


def test_an_owner_who_changes_nothing_in_time_is_waited_for_until_the_run_ends(window, place, shop, unanswered, sites):
    Timer(4, window.stop.set).start()
    assert window.fill_reply(place, unanswered[0], TEXT) is None
    assert creates(sites) == []


def test_a_window_that_the_owner_closes_ends_the_waiting(window, place, shop, unanswered, sites):
    def close():
        for process in psutil.Process().children(recursive=True):
            if "chrom" in process.name():
                process.kill()

    Timer(4, close).start()
    assert window.fill_reply(place, unanswered[0], TEXT) is None
    assert window.read_reply(place, unanswered[0]) is None


def test_a_refusal_that_the_owner_sees_leaves_the_window_open(window, place, shop, unanswered, sites):
    sites.fail("smartplace", "hand", match="/bizes")
    sites.fail("smartplace", "refuse", match=CREATE)
    Timer(5, window.stop.set).start()
    assert window.fill_reply(place, unanswered[0], TEXT) is None
    assert len(creates(sites)) == 1


def test_a_reply_that_is_there_opens_no_form(window, place, shop, unanswered, sites):
    shop.reply("naver", unanswered[0], "사장님이 손으로 쓰신 답글입니다.")
    assert window.fill_reply(place, unanswered[0], TEXT).text == "사장님이 손으로 쓰신 답글입니다."
