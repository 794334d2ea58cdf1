"""What a crawl notices of replies: edits that matter and those that don't, risks, suspensions, replies that come back."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from made import NOW, add_store, raw, run, run_json, store
from reviewkit.app import App
from reviewkit.db import replies
from reviewkit.db.reading import rows
from reviewkit.db.replies import ReplyFilter
from reviewkit.features.replies import states
from reviewkit.platforms.base import OwnerReply, Status

GLAD = "국물이 진하고 직원분들이 친절해요. 또 갈게요"
LATER = NOW + timedelta(days=1)


@pytest.fixture
def app():
    found = App()
    yield found
    found.close()


@pytest.fixture
def listing(app):
    return add_store(app)


@pytest.fixture
def approved(app, listing, capsys):
    store(app.engine, listing, raw("r1", text=GLAD))
    run_json(capsys, "reply", "draft")
    run_json(capsys, "reply", "approve", "1")
    return listing


def only(app):
    return next(replies.select(app.database, ReplyFilter()))


def alerts(capsys):
    return [alert["kind"] for alert in run_json(capsys, "alert", "list")]


@pytest.mark.parametrize("told", [{"rating": 5.0}, {"text": GLAD.replace(". ", ".\n")}])
def test_a_source_that_just_tells_more_takes_no_approval_back(app, approved, capsys, told):
    store(app.engine, approved, raw("r1", **{"text": GLAD, **told}), now=LATER)
    assert only(app)["state"] == "approved"
    assert alerts(capsys) == []
    with rows(app.database, "SELECT text, rating FROM review") as found:
        review = next(found)
        assert only(app)["basis"] == states.basis(review["text"], review["rating"])


def test_a_review_that_turns_risky_is_held_and_alerted(app, approved, capsys):
    store(app.engine, approved, raw("r1", text="식중독에 걸렸어요. 고소합니다.", edited_at=LATER), now=LATER)
    row = only(app)
    assert row["state"] == "held"
    assert "food_poisoning" in json.loads(row["held_for"])
    assert alerts(capsys) == ["risk"]


def test_a_suspended_review_leaves_nothing_that_quotes_it(app, approved, capsys):
    text = only(app)["text"]
    store(app.engine, approved, raw("r1", text="", status=Status.SUSPENDED), now=LATER)
    assert (only(app)["state"], only(app)["text"]) == ("rejected", "")
    for table in ("reply_event", "voice_example"):
        with rows(app.database, f"SELECT * FROM {table}") as found:
            assert text not in json.dumps([dict(row) for row in found], ensure_ascii=False, default=str)


def test_a_reply_that_comes_back_with_its_review_is_live_again(app, listing, capsys):
    store(app.engine, listing, raw("r1", text=GLAD))
    run_json(capsys, "reply", "draft")
    run_json(capsys, "reply", "approve", "1")
    ours = OwnerReply(only(app)["text"], NOW)
    store(app.engine, listing, raw("r1", text=GLAD, owner_reply=ours))
    assert only(app)["state"] == "live"
    store(app.engine, listing, raw("r1", text="", status=Status.SUSPENDED), now=LATER)
    assert only(app)["state"] == "removed"
    assert alerts(capsys) == []  # the review is gone too
    store(app.engine, listing, raw("r1", text=GLAD, owner_reply=ours), now=LATER)
    assert only(app)["state"] == "live"


def test_an_edit_after_the_reply_is_told_each_time(app, listing, capsys):
    store(app.engine, listing, raw("r1", text=GLAD))
    run_json(capsys, "reply", "draft")
    run_json(capsys, "reply", "approve", "1")
    ours = OwnerReply(only(app)["text"], NOW)
    store(app.engine, listing, raw("r1", text=GLAD, owner_reply=ours))
    for text in ("사실은 별로였어요.", "지금 보니 최악이었어요."):
        store(app.engine, listing, raw("r1", text=text, owner_reply=ours, edited_at=LATER), now=LATER)
        assert alerts(capsys) == ["edited_after_reply"]
        run(capsys, "alert", "ack")


def test_a_promise_that_a_crawl_finds_is_due_by_the_day_it_was_written_in_korea(app, listing, capsys):
    store(app.engine, listing, raw("r1", text=GLAD))
    run_json(capsys, "reply", "draft")
    text = "죄송합니다. 내일까지 환불해 드리겠습니다."
    run(capsys, "reply", "edit", "1", "--text", text)
    run_json(capsys, "reply", "approve", "1", "--anyway")
    written = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # half past eight in the morning of the 23rd in Korea
    store(app.engine, listing, raw("r1", text=GLAD, owner_reply=OwnerReply(text, written)))
    assert [promise["due_on"] for promise in run_json(capsys, "follow-up", "list")] == ["2026-11-24"]


def test_undoing_an_edit_does_not_bring_an_old_text_under_a_new_review(app, approved, capsys):
    store(app.engine, approved, raw("r1", text="사실은 별로였어요. 음식이 식어 있었어요.", edited_at=LATER), now=LATER)
    run(capsys, "reply", "edit", "1", "--text", "음식이 식어 있었다니 죄송합니다. 더 살피겠습니다.")
    states.undo(app.engine, 1)
    code, _out, err = run(capsys, "reply", "approve", "1", "--anyway")
    assert code != 0
    assert "edited after" in err
