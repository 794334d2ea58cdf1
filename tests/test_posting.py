"""Posting through the command line: once and only once, by the adapters, onto local copies of the sites."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from made import run, run_json
from naver_owner import sign_in
from reviewkit.app import App
from reviewkit.db import replies
from reviewkit.db.engine import writing
from reviewkit.db.replies import ReplyFilter
from reviewkit.demo.fill import make_shop
from reviewkit.errors import BrowserTrouble, NetworkTrouble
from reviewkit.features.replies import states

TEXT = "들러 주셔서 고맙습니다. 편하게 드셨다니 저희도 기쁩니다. 또 뵙겠습니다."


@pytest.fixture
def shop():
    return make_shop(datetime.now(UTC).date(), naver_text=6, naver_keywords=2, kakao=6, google=8)


@pytest.fixture
def app(home, sites, shop, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_REPLY__SETTLE_SECONDS", "0")
    monkeypatch.setenv("REVIEWKIT_NAVER__REPLY_INTERVAL", "0")
    found = App()
    yield found
    found.close()


def ready(app, sites, capsys, platform, count=2):
    """A store whose newest unanswered reviews on a platform have approved replies; return (reply, review's id on the site)."""
    added = run(capsys, "store", "add", "가나식당", f"--{platform}", sites.links[platform], "--mine")
    assert added[0] == 0, added
    assert run(capsys, "crawl")[0] == 0
    reviews = run_json(capsys, "review", "list", "--unanswered", "--limit", str(count), "--status", "visible")
    run_json(capsys, "reply", "draft", "--offline", *(str(review["id"]) for review in reviews))
    for row in replies.select(app.database, ReplyFilter(states=("draft", "held"))):
        if row["state"] == "draft":
            states.edit(app.engine, row["id"], f"{TEXT} {'가나다라마바사'[row['id'] % 7]}", ())
            states.approve(app.engine, row["id"])
        else:
            states.reject(app.engine, row["id"])
    rows = list(replies.select(app.database, ReplyFilter(states=("approved",))))
    assert rows
    return {row["id"]: row["platform_id"] for row in rows}


def found(app):
    return {row["id"]: row["state"] for row in replies.select(app.database, ReplyFilter()) if row["state"] != "rejected"}


def texts(shop, platform):
    return [(review_id, text) for name, review_id, text in shop.posted if name == platform]


def test_googles_replies_are_pending_then_live_and_stand_there_once(app, sites, shop, capsys):
    wanted = ready(app, sites, capsys, "google")
    done = run_json(capsys, "reply", "post")
    assert sorted(done["pending"] + done["live"]) == sorted(wanted)
    checked = run_json(capsys, "reply", "check")
    assert sorted(checked["live"]) == sorted(wanted)
    assert set(found(app).values()) == {"live"}
    assert sorted(review_id for review_id, _text in texts(shop, "google")) == sorted(wanted.values())
    assert run_json(capsys, "reply", "list", "--state", "live")[0]["live_at"]
    assert run(capsys, "reply", "post")[2].startswith("No approved reply waits")
    assert len(shop.tried) == len(wanted)


def test_a_refused_reply_is_told_with_the_sites_reason(app, sites, shop, capsys):
    wanted = ready(app, sites, capsys, "google", 1)
    (number,) = wanted
    states.edit(app.engine, number, "전화 주세요 02-123-4567, 기다리겠습니다.", ())
    states.approve(app.engine, number)
    run(capsys, "reply", "post")
    run(capsys, "reply", "check")
    assert found(app)[number] == "refused"
    assert run_json(capsys, "reply", "show", str(number))["violation"] == "PERSONAL_INFO"
    assert "PERSONAL_INFO" in run_json(capsys, "alert", "list")[0]["text"]


def test_what_somebody_wrote_by_hand_meanwhile_is_never_written_over(app, sites, shop, capsys):
    wanted = ready(app, sites, capsys, "google", 1)
    ((number, review_id),) = wanted.items()
    shop.reply("google", review_id, "사장이 직접 쓴 답글입니다.")
    assert run_json(capsys, "reply", "post")["elsewhere"] == [number]
    assert shop.tried == []
    assert shop.find("google", review_id).reply == "사장이 직접 쓴 답글입니다."


def test_a_reply_that_the_site_has_refused_makes_room_for_another(app, sites, shop, capsys):
    wanted = ready(app, sites, capsys, "google", 1)
    ((number, review_id),) = wanted.items()
    shop.reply("google", review_id, "전화 주세요 02-123-4567", state="REJECTED")
    done = run_json(capsys, "reply", "post")
    assert done["pending"] + done["live"] == [number]
    assert len(texts(shop, "google")) == 1


def test_a_lost_answer_is_looked_up_and_not_sent_again(app, sites, shop, capsys):
    wanted = ready(app, sites, capsys, "google", 1)
    sites.fail("google-api", "lost_answer", match="/reply", times=1)
    done = run_json(capsys, "reply", "post")
    assert done["pending"] + done["live"] == list(wanted)
    assert len(texts(shop, "google")) == 1


@pytest.mark.parametrize("arrived", [True, False])
def test_after_a_crash_the_site_is_looked_at_first(app, sites, shop, capsys, arrived):
    from reviewkit.features.replies.posting import claim

    wanted = ready(app, sites, capsys, "google", 1)
    ((number, review_id),) = wanted.items()
    claim(app.engine, number)  # killed right here, or one step later
    text = replies.one(app.database, number)["text"]
    if arrived:
        shop.post("google", review_id, text)
    run_json(capsys, "reply", "post")
    assert found(app)[number] in ("posted", "live")
    assert texts(shop, "google") == [(review_id, text)]


def test_a_check_after_a_crash_gives_back_what_never_arrived(app, sites, shop, capsys):
    from reviewkit.features.replies.posting import claim

    wanted = ready(app, sites, capsys, "google", 1)
    (number,) = wanted
    claim(app.engine, number)
    assert run_json(capsys, "reply", "check")["not_sent"] == [number]
    assert found(app)[number] == "approved"


def test_a_reply_that_went_missing_on_the_site_is_alerted(app, sites, shop, capsys):
    wanted = ready(app, sites, capsys, "google", 1)
    ((number, review_id),) = wanted.items()
    run(capsys, "reply", "post")
    run(capsys, "reply", "check")
    shop.reply("google", review_id, None)
    assert run_json(capsys, "reply", "check")["gone"] == [number]
    assert [alert["kind"] for alert in run_json(capsys, "alert", "list")] == ["reply_gone"]
    assert replies.one(app.database, number)["text"]


def test_a_review_that_vanished_fails_its_reply(app, sites, shop, capsys):
    wanted = ready(app, sites, capsys, "google", 1)
    ((number, review_id),) = wanted.items()
    shop.remove("google", review_id)
    code, out, _err = run(capsys, "reply", "post", "--json")
    assert code == 3
    assert json.loads(out)["failed"] == [number]


@pytest.mark.parametrize("status", [429, 403])
def test_a_site_that_says_no_ends_its_turn_and_loses_nothing(app, sites, shop, capsys, status):
    wanted = ready(app, sites, capsys, "google")
    sites.fail("google-api", status=status)
    assert run(capsys, "reply", "post")[0] in (4, 5)
    assert set(found(app).values()) == {"approved"}
    assert shop.tried == []
    sites.heal()
    run(capsys, "reply", "post")
    assert len(texts(shop, "google")) == len(wanted)


def test_a_dry_run_shows_what_would_be_posted_and_how(app, sites, shop, capsys):
    wanted = ready(app, sites, capsys, "google", 1)
    (row,) = run_json(capsys, "reply", "post", "--dry-run")
    assert (row["id"], row["how"]) == (next(iter(wanted)), "by_itself")
    assert shop.tried == []


def test_two_commands_never_post_at_the_same_time(app, sites, shop, capsys):
    from filelock import FileLock

    ready(app, sites, capsys, "google", 1)
    with FileLock(app.home / "posting.lock"):
        code, _out, err = run(capsys, "reply", "post")
    assert code == 3
    assert "Another command is posting" in err
    assert shop.tried == []


def test_kakaos_replies_are_handed_over_with_their_page(app, sites, shop, capsys):
    wanted = ready(app, sites, capsys, "kakao", 1)
    code, out, err = run(capsys, "reply", "post")
    assert code == 0
    assert shop.kakao_id in out
    assert TEXT in out
    assert "by hand" in err
    assert set(found(app).values()) == {"approved"}
    ((_number, review_id),) = wanted.items()
    shop.reply("kakao", review_id, out.splitlines()[1])
    run(capsys, "crawl")  # the owner has posted it
    assert set(found(app).values()) == {"live"}


def test_naver_waits_for_the_owner_unless_it_is_switched_on(app, sites, shop, capsys):
    ready(app, sites, capsys, "naver", 1)
    assert run(capsys, "reply", "post")[0] == 0
    assert shop.tried == []


def test_naver_is_pressed_once_each_and_at_most_so_many_a_run(app, sites, shop, capsys, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_NAVER__REPLY_AUTO", "true")
    monkeypatch.setenv("REVIEWKIT_NAVER__REPLY_MOST", "2")
    monkeypatch.setenv("REVIEWKIT_NAVER__SMARTPLACE", "true")
    sign_in(app, sites)
    wanted = ready(app, sites, capsys, "naver", 3)
    code, _out, err = run(capsys, "reply", "post", "--no-input")
    assert code == 2  # the first time it asks
    assert "--yes" in err
    assert shop.tried == []
    done = run_json(capsys, "reply", "post", "--yes")
    assert (len(done["live"]), len(done["left"])) == (2, len(wanted) - 2)
    run_json(capsys, "reply", "post")
    assert sorted(review_id for review_id, _text in texts(shop, "naver")) == sorted(wanted.values())


def test_the_first_surprise_on_navers_page_stops_the_run(app, sites, shop, capsys, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_NAVER__REPLY_AUTO", "true")
    monkeypatch.setenv("REVIEWKIT_NAVER__SMARTPLACE", "true")
    sign_in(app, sites)
    ready(app, sites, capsys, "naver", 3)
    sites.fail("smartplace", "login")
    assert run(capsys, "reply", "post", "--yes")[0] == 4
    assert "posted" not in found(app).values()
    assert len(shop.tried) == 0


def test_a_promise_becomes_a_follow_up_with_its_day(app, sites, shop, capsys):
    wanted = ready(app, sites, capsys, "google", 1)
    (number,) = wanted
    states.edit(app.engine, number, "불편을 드려 죄송합니다. 내일까지 환불해 드리겠습니다.", ())
    states.approve(app.engine, number)
    run(capsys, "reply", "post")
    (promise,) = run_json(capsys, "follow-up", "list")
    assert promise["due_on"] == (datetime.now(app.zone).date() + timedelta(days=1)).isoformat()
    assert promise["reply_id"] == number
    assert run_json(capsys, "follow-up", "done", str(promise["id"]))["done"] == 1
    assert run_json(capsys, "follow-up", "list") == []


def test_owners_who_stay_away_from_kakao_are_warned_before_it_deletes_their_replies(app, sites, shop, capsys):
    from reviewkit.features.replies.checking import remind_of_kakao

    run(capsys, "store", "add", "가나식당", "--kakao", sites.links["kakao"], "--mine")
    shop.reply("kakao", shop.reviews("kakao")[0].id, "고맙습니다.", at=datetime.now(UTC) - timedelta(days=340))
    run(capsys, "crawl")
    with_others = [review for review in shop.reviews("kakao") if review.reply]
    late = datetime.now(UTC) + timedelta(days=340)
    assert with_others
    assert remind_of_kakao(app.engine, app.database, late) == 1
    assert remind_of_kakao(app.engine, app.database, late) == 0
    assert "KakaoMap" in run_json(capsys, "alert", "list")[0]["text"]
    run(capsys, "alert", "ack")
    assert remind_of_kakao(app.engine, app.database, datetime.now(UTC) + timedelta(days=300)) == 0  # the owner has signed in


def test_a_crash_of_the_browser_leaves_the_reply_to_the_next_look(app, sites, shop, capsys, monkeypatch):
    from reviewkit.platforms.google import Google

    wanted = ready(app, sites, capsys, "google", 1)
    (number,) = wanted
    put = Google.put_reply

    def cut(self, *given):
        put(self, *given)
        raise NetworkTrouble("cut")

    def blind(self, *given):
        raise BrowserTrouble("blind")

    read = Google.read_reply
    calls = []

    def reads(self, *given):
        calls.append(1)
        return read(self, *given) if len(calls) == 1 else blind(self)

    monkeypatch.setattr(Google, "put_reply", cut)
    monkeypatch.setattr(Google, "read_reply", reads)
    assert run(capsys, "reply", "post")[0] == 1
    assert found(app)[number] == "posting"
    monkeypatch.setattr(Google, "put_reply", put)
    monkeypatch.setattr(Google, "read_reply", read)
    run(capsys, "reply", "post")
    assert found(app)[number] in ("posted", "live")
    assert len(texts(shop, "google")) == 1


def test_an_edit_while_others_are_posted_is_what_goes_out(app, sites, shop, capsys, monkeypatch):
    from reviewkit.platforms.google import Google

    wanted = ready(app, sites, capsys, "google", 3)
    last = min(wanted)  # the newest is approved, and goes out, first
    put = Google.put_reply

    def meanwhile(self, place, review_id, text):
        if review_id != wanted[last]:
            states.edit(app.engine, last, "그사이 고쳐 쓴 답글입니다. 늘 고맙습니다.", ())
            states.approve(app.engine, last)
        return put(self, place, review_id, text)

    monkeypatch.setattr(Google, "put_reply", meanwhile)
    run(capsys, "reply", "post")
    assert shop.find("google", wanted[last]).reply == "그사이 고쳐 쓴 답글입니다. 늘 고맙습니다."
    assert found(app)[last] in ("posted", "live")


def test_one_reply_that_may_not_go_out_stops_none_of_the_others(app, sites, shop, capsys):
    wanted = ready(app, sites, capsys, "google", 3)
    first, *rest = sorted(wanted)
    shop.edit("google", wanted[first], text="사실은 별로였어요. 다시는 안 가요.")
    with writing(app.engine) as session:  # as if no crawl had noticed
        session.connection().exec_driver_sql("UPDATE reply SET basis = 'old' WHERE id = ?", (first,))
    done = run_json(capsys, "reply", "post")
    assert sorted(done["pending"] + done["live"]) == rest
    assert found(app)[first] == "draft"


def test_a_crashed_reply_whose_review_has_changed_is_not_sent_again(app, sites, shop, capsys):
    from reviewkit.features.replies.posting import claim

    ((number, _review_id),) = ready(app, sites, capsys, "google", 1).items()
    claim(app.engine, number)
    with writing(app.engine) as session:
        session.connection().exec_driver_sql("UPDATE reply SET basis = 'old'")
    run(capsys, "reply", "post")
    assert shop.tried == []
    assert found(app)[number] == "draft"


def test_a_check_leaves_alone_what_another_command_is_sending(app, sites, shop, capsys):
    from filelock import FileLock

    from reviewkit.features.replies.posting import claim

    ((number, _review_id),) = ready(app, sites, capsys, "google", 1).items()
    claim(app.engine, number)
    with FileLock(app.home / "posting.lock"):
        run(capsys, "reply", "check")
    assert found(app)[number] == "posting"
