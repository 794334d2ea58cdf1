"""Replies through the command line: drafted, checked, edited, approved, rejected, with their whole history."""

import json
from contextlib import closing
from datetime import UTC, datetime, time, timedelta

import pytest

from made import NOW, add_store, raw, run, run_json, store
from reviewkit.app import App
from reviewkit.db import replies
from reviewkit.db.replies import ReplyFilter
from reviewkit.platforms.base import OwnerReply

GLAD = "국물이 진하고 직원분들이 친절해요"
SOUR = "기다린 시간이 너무 길었고 국물이 식어 있었어요"
RISKY = "여기서 먹고 온 가족이 식중독에 걸렸어요"


@pytest.fixture
def app():
    found = App()
    yield found
    found.close()


@pytest.fixture
def listing(app):
    return add_store(app)


def put(app, listing, *raws, now=NOW):
    store(app.engine, listing, *raws, now=now)


def states(app):
    return {row["review_id"]: row["state"] for row in replies.select(app.database, ReplyFilter())}


def only(app):
    (row,) = replies.select(app.database, ReplyFilter())
    return row


def test_a_review_gets_a_draft_that_passes_all_checks(app, listing, capsys):
    put(app, listing, raw("r1", text=GLAD, rating=5))
    done = run_json(capsys, "reply", "draft")
    assert (len(done["ready"]), done["failing"], done["held"]) == (1, [], [])
    (row,) = run_json(capsys, "reply", "list")
    assert row["state"] == "draft"
    assert row["passed"] is True
    assert row["writer"] == "offline"
    assert row["text"].strip()


def test_drafting_again_drafts_nothing_twice(app, listing, capsys):
    put(app, listing, raw("r1", text=GLAD), raw("r2", text=SOUR, rating=2))
    assert len(run_json(capsys, "reply", "draft")["ready"]) == 2
    again = run_json(capsys, "reply", "draft")
    assert again["ready"] == again["held"] == again["skipped"] == []
    assert run_json(capsys, "reply", "draft", "1")["skipped"] == [1]


def test_a_risky_review_is_held_and_alerted_and_never_written(app, listing, capsys):
    put(app, listing, raw("r1", text=RISKY, rating=1))
    assert len(run_json(capsys, "reply", "draft")["held"]) == 1
    row = only(app)
    assert (row["state"], row["text"], row["writer"]) == ("held", "", "")
    assert json.loads(row["held_for"]) == ["food_poisoning"]
    (alert,) = run_json(capsys, "alert", "list")
    assert alert["urgent"] is True
    assert "food poisoning" in alert["text"]
    assert run_json(capsys, "alert", "ack")["seen"] == 1
    assert run_json(capsys, "alert", "list") == []


def test_the_owners_own_words_hold_a_review_too(app, listing, capsys, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_REPLY__RISKS", '{"ghost": ["유령"]}')
    put(app, listing, raw("r1", text="여기 유령 나와요 ㅋㅋ 맛은 좋아요"))
    assert len(run_json(capsys, "reply", "draft")["held"]) == 1
    assert json.loads(only(app)["held_for"]) == ["ghost"]


def test_an_answered_or_handled_or_deleted_review_is_left_alone(app, listing, capsys):
    put(app, listing, raw("r1", text=GLAD, owner_reply=OwnerReply("고맙습니다", NOW)), raw("r2", text=GLAD + " 또 올게요"))
    run(capsys, "review", "done", "2")
    assert run_json(capsys, "reply", "draft")["ready"] == []


def test_a_dry_run_says_what_would_be_drafted_and_keeps_nothing(app, listing, capsys):
    put(app, listing, raw("r1", text=GLAD), raw("r2", text=RISKY))
    code, _out, err = run(capsys, "reply", "draft", "--dry-run")
    assert code == 0
    assert "Would draft 1 reply from templates." in err
    assert "reviews 2" in err
    assert states(app) == {}


def test_approving_in_bulk_takes_only_what_passed_and_is_a_good_review(app, listing, capsys):
    glad = [raw("r1", text=GLAD, rating=5), raw("r3", text="좋아요 또 갈게요", rating=4)]
    put(app, listing, *glad, raw("r2", text=SOUR, rating=2))
    run_json(capsys, "reply", "draft")
    run(capsys, "reply", "edit", "3", "--text", "야 또 와")  # reply 3 answers one of them, and fails
    code, _out, err = run(capsys, "reply", "approve", "--all")
    assert code == 0
    found = {row["id"]: row for row in replies.select(app.database, ReplyFilter())}
    for row in found.values():
        expected = "approved" if row["passed"] and (row["rating"] or 0) >= 4 else "draft"
        assert row["state"] == expected
    assert "Left for you (a check failed): 3" in err
    assert "Left for you (not a good review)" in err


def test_a_single_failing_reply_is_approved_only_when_the_owner_says_so(app, listing, capsys):
    put(app, listing, raw("r1", text=GLAD))
    run_json(capsys, "reply", "draft")
    run(capsys, "reply", "edit", "1", "--text", "야 또 와")
    code, _out, err = run(capsys, "reply", "approve", "1")
    assert code == 2
    assert "--anyway" in err
    assert run_json(capsys, "reply", "approve", "1", "--anyway")["approved"] == [1]


def test_an_edit_is_checked_and_sends_an_approved_reply_back_to_draft(app, listing, capsys):
    put(app, listing, raw("r1", text=GLAD))
    run_json(capsys, "reply", "draft")
    run_json(capsys, "reply", "approve", "1")
    code, _out, err = run(capsys, "reply", "edit", "1", "--text", "010-0000-0000으로 전화 주세요. 감사합니다.")
    assert code == 0
    assert "✗" in err
    row = only(app)
    assert (row["state"], row["passed"], row["writer"], row["approved_at"]) == ("draft", 0, "owner", None)


def test_a_reply_is_edited_in_the_owners_editor_beside_its_review(app, listing, capsys, monkeypatch, tmp_path):
    put(app, listing, raw("r1", text=GLAD))
    run_json(capsys, "reply", "draft")
    seen = tmp_path / "seen"
    script = tmp_path / "editor"
    typed = "진한 국물을 좋아해 주셔서 감사합니다. 또 뵐게요.\\n"
    script.write_text(f'#!/bin/sh\ncp "$1" {seen}\nprintf "{typed}" > "$1"\n')
    script.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(script))
    assert run(capsys, "reply", "edit", "1")[0] == 0
    assert only(app)["text"] == "진한 국물을 좋아해 주셔서 감사합니다. 또 뵐게요."
    assert f"# {GLAD}" in seen.read_text()


def test_the_history_tells_every_step(app, listing, capsys):
    put(app, listing, raw("r1", text=GLAD))
    run_json(capsys, "reply", "draft")
    run(capsys, "reply", "edit", "1", "--text", "진한 국물을 좋아해 주셔서 감사합니다. 또 뵐게요.")
    run(capsys, "reply", "approve", "1", "--anyway")
    run(capsys, "reply", "reject", "1", "--why", "다시 쓸래요")
    history = run_json(capsys, "reply", "show", "1")["history"]
    assert [(step["what"], step["who"]) for step in history] == [
        ("drafted", "offline"), ("edited", "owner"), ("approved", "owner"), ("rejected", "owner")
    ]  # fmt: skip
    assert history[-1]["detail"]["why"] == "다시 쓸래요"
    out = run(capsys, "reply", "show", "1")[1]
    assert "진한 국물을 좋아해 주셔서" in out
    assert "rejected (you): 다시 쓸래요" in out


def test_a_rejected_reply_makes_room_for_another(app, listing, capsys):
    put(app, listing, raw("r1", text=GLAD))
    run_json(capsys, "reply", "draft")
    first = only(app)["text"]
    run(capsys, "reply", "reject", "1")
    assert len(run_json(capsys, "reply", "draft")["ready"]) == 1
    newest, oldest = replies.select(app.database, ReplyFilter())
    assert (newest["state"], oldest["state"]) == ("draft", "rejected")
    assert oldest["text"] == first


def test_a_rewrite_gives_another_text(app, listing, capsys):
    put(app, listing, raw("r1", text=GLAD))
    run_json(capsys, "reply", "draft")
    before = only(app)["text"]
    assert run_json(capsys, "reply", "edit", "1", "--rewrite", "더 짧게")["passed"] is True
    assert only(app)["text"] != before


def test_a_review_that_is_edited_after_approval_sends_its_reply_back_to_draft(app, listing, capsys):
    put(app, listing, raw("r1", text=GLAD, rating=5))
    run_json(capsys, "reply", "draft")
    run_json(capsys, "reply", "approve", "1")
    later = NOW + timedelta(days=1)
    put(app, listing, raw("r1", text="사실은 별로였어요", rating=1, edited_at=later), now=later)
    row = only(app)
    assert (row["state"], row["passed"]) == ("draft", 0)
    code, _out, err = run(capsys, "reply", "approve", "1", "--anyway")
    assert code == 2
    assert "edited after reply 1 was written" in err
    assert [step["what"] for step in run_json(capsys, "reply", "show", "1")["history"]][-1] == "review_edited"


def test_a_reply_that_a_crawl_finds_ends_the_draft(app, listing, capsys):
    put(app, listing, raw("r1", text=GLAD))
    run_json(capsys, "reply", "draft")
    put(app, listing, raw("r1", text=GLAD, owner_reply=OwnerReply("손으로 쓴 답글입니다. 감사합니다.", NOW)))
    assert only(app)["state"] == "rejected"
    assert run_json(capsys, "reply", "show", "1")["history"][-1]["what"] == "answered_elsewhere"


def test_a_reply_of_the_owner_that_vanishes_from_the_site_is_kept_and_alerted(app, listing, capsys):
    put(app, listing, raw("r1", text=GLAD, owner_reply=OwnerReply("늘 감사합니다.", NOW)))
    put(app, listing, raw("r1", text=GLAD))
    row = only(app)
    assert (row["state"], row["text"], row["writer"]) == ("removed", "늘 감사합니다.", "owner")
    (alert,) = run_json(capsys, "alert", "list")
    assert alert["kind"] == "reply_gone"
    assert len(run_json(capsys, "reply", "draft")["ready"]) == 1  # it waits for an answer again


@pytest.mark.parametrize("words", [["x"], ["3-"], ["5-3"], ["1-99999999999"]])
def test_numbers_that_are_none_are_refused(app, listing, capsys, words):
    code, _out, err = run(capsys, "reply", "approve", *words)
    assert code == 2
    assert "Write 3, or 5-9" in err


def test_an_unknown_reply_is_said(app, capsys):
    for verb in ("show", "edit", "reject"):
        code, _out, err = run(capsys, "reply", verb, "7", *(["--text", "x"] if verb == "edit" else []))
        assert code == 1
        assert "There is no reply 7." in err


def rule(**given):
    return json.dumps([{"name": "good ones", "action": "approve", **given}])


def test_a_rule_approves_after_its_hours_within_business_hours(app, listing, capsys, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_REPLY__RULES", rule(after_hours=2, rating_min=4))
    put(app, listing, raw("r1", text=GLAD, rating=5), raw("r2", text=GLAD + " 또 올게요"), raw("r3", text=SOUR, rating=1))
    run_json(capsys, "reply", "draft")
    planned = {row["review_id"]: row["approve_at"] for row in replies.select(app.database, ReplyFilter())}
    assert planned[2] is None  # a rating that isn't there is not made up
    assert planned[3] is None
    assert datetime.fromisoformat(planned[1]).replace(tzinfo=UTC) >= datetime.now(UTC) + timedelta(hours=1, minutes=59)
    assert run_json(capsys, "reply", "approve", "--due")["approved"] == []
    noon = datetime.combine(datetime.now(app.zone).date() + timedelta(days=2), time(12), app.zone)
    assert app.approver().approve(noon.replace(hour=3)) == []  # nobody approves at night
    with closing(App()) as ruled:  # with the rules of the environment
        assert len(ruled.approver().approve(noon)) == 1
    (row,) = (row for row in replies.select(app.database, ReplyFilter(states=("approved",))))
    assert row["approved_by"] == "rule: good ones"


def test_a_rule_may_hold(app, listing, capsys, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_REPLY__RULES", json.dumps([{"name": "bad ones", "action": "hold", "rating_max": 2}]))
    put(app, listing, raw("r1", text=SOUR, rating=1))
    assert len(run_json(capsys, "reply", "draft")["held"]) == 1
    assert run_json(capsys, "reply", "show", "1")["history"][0]["who"] == "rule: bad ones"


def test_a_review_in_a_language_without_templates_waits_for_a_person(app, listing, capsys):
    put(app, listing, raw("r1", text="とても美味しかったです。また来ます。"))
    assert len(run_json(capsys, "reply", "draft")["failing"]) == 1
    assert only(app)["text"] == ""
    code, _out, err = run(capsys, "reply", "approve", "1", "--anyway")
    assert code == 2
    assert "no text yet" in err


def test_a_removal_pack_holds_the_evidence_and_its_outcome_is_noted(app, listing, capsys):
    put(app, listing, raw("r1", text="사장 이름 실명 공개합니다"))
    pack = run_json(capsys, "review", "removal-pack", "1", "--ground", "privacy")
    from pathlib import Path

    evidence = json.loads((Path(pack["folder"]) / "evidence.json").read_text())
    assert evidence["text"] == "사장 이름 실명 공개합니다"
    assert "실명 공개" in pack["text"]
    assert pack["form"].startswith("https://")
    assert run(capsys, "review", "removal-pack", "1", "--outcome", "suspended")[0] == 0
    assert run(capsys, "review", "removal-pack", "1", "--outcome", "perhaps")[0] == 2
    assert run(capsys, "review", "removal-pack", "1", "--ground", "because")[0] == 2
