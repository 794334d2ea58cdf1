"""The verbs of `reply` at the edges: many at once, states that don't fit, the owner's editor, forms for programs."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from made import NOW, add_store, raw, run, run_json, store
from reviewkit.app import App
from reviewkit.db import replies
from reviewkit.db.engine import writing
from reviewkit.db.models import Reply
from reviewkit.db.replies import ReplyFilter
from reviewkit.demo.fill import make_shop
from reviewkit.features.replies import listing as lists
from reviewkit.features.replies import may, states
from reviewkit.features.replies.posting import claim

GLAD = "국물이 진하고 직원분들이 친절해요"
MINE = "진한 국물을 좋아해 주셔서 감사합니다. 또 뵐게요."
HUGE = str(10**20)


@pytest.fixture
def app():
    found = App()
    yield found
    found.close()


@pytest.fixture
def listing(app):
    return add_store(app)


@pytest.fixture
def drafts(app, listing, capsys):
    """Four drafts of the owner's that pass all checks, 1 to 4, to reviews with five stars."""
    given = [raw(f"r{n}", text=f"{GLAD} {n}번째", rating=5, written_at=NOW - timedelta(days=n)) for n in (4, 3, 2, 1)]
    store(app.engine, listing, *given, now=NOW)
    for n in (1, 2, 3, 4):
        make(app, n)
    return app


def make(app, review, text=MINE, state="draft", **given):
    """Store a reply as it is, without a word to the checks; return its number."""
    with writing(app.engine) as session:
        row = next(iter(session.connection().exec_driver_sql("SELECT text, rating FROM review WHERE id = ?", (review,))))
        values = {
            "review_id": review, "state": state, "text": text, "lang": "ko", "writer": "owner", "passed": True,
            "basis": states.basis(row[0], row[1]), "created_at": NOW, "updated_at": NOW,
        }  # fmt: skip
        reply = Reply(**{**values, **given})
        session.add(reply)
        session.flush()
        return reply.id


def change(app, number, **values):
    with writing(app.engine) as session:
        reply = states.get(session, number)
        for name, value in values.items():
            setattr(reply, name, value)
        session.add(reply)


def found(app):
    return {row["id"]: row["state"] for row in replies.select(app.database, ReplyFilter())}


def text_of(app, number):
    return replies.one(app.database, number)["text"]


def an_editor(tmp_path, monkeypatch, script):
    """Let a shell script be the owner's editor; $1 is the file."""
    path = tmp_path / "editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(path))


# --- the log stays out of the data ---


@pytest.mark.parametrize(
    "words", [("approve", "1"), ("approve", "--due"), ("reject", "1"), ("edit", "1", "--text", "늘 감사합니다. 또 뵙겠습니다.")]
)
def test_what_a_write_prints_is_one_json_document(drafts, words):
    command = [sys.executable, "-m", "reviewkit", "reply", *words, "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    assert isinstance(json.loads(ended.stdout), dict)


# --- many at once ---


def test_of_several_the_good_ones_are_approved_and_the_others_told(drafts, capsys):
    change(drafts, 1, state="live")
    code, out, err = run(capsys, "reply", "approve", "3,1,4", "--json")
    assert code == 3
    done = json.loads(out)
    assert done["approved"] == [3, 4]
    assert done["left_out"]["1"] == "Reply 1 is live: it can't be approved."
    assert json.loads(err)["error"]["code"] == "partly_done"
    assert found(drafts) == {1: "live", 2: "draft", 3: "approved", 4: "approved"}


def test_a_stale_draft_stops_no_bulk_approval(drafts, capsys):
    change(drafts, 2, basis="old")
    code, _out, err = run(capsys, "reply", "approve", "--all")
    assert code == 3
    assert "Approved 3 replies." in err
    assert "edited after reply 2 was written" in err
    assert found(drafts) == {1: "approved", 2: "draft", 3: "approved", 4: "approved"}


def test_rejecting_goes_on_after_a_number_that_is_none(drafts, capsys):
    done = run_json(capsys, "reply", "reject", "1", "9999", "2", code=3)
    assert done == {"rejected": [1, 2], "left_out": {"9999": "There is no reply 9999."}}
    code, _out, err = run(capsys, "reply", "reject", "9998", "9999")
    assert code == 1
    assert "9998" in err
    assert "9999" in err


def test_rejecting_nothing_asks_for_numbers(drafts, capsys):
    assert run(capsys, "reply", "reject")[0] == 2


def test_of_a_range_the_misfits_are_left_out_and_told(drafts, capsys):
    change(drafts, 2, state="live")
    change(drafts, 3, passed=False)
    done = run_json(capsys, "reply", "approve", "1-9")
    assert sorted(done["approved"]) == [1, 4]
    assert done["left_out"] == {"2": "live", "3": "a check failed", "5-9": "no such reply"}
    code, _out, err = run(capsys, "reply", "reject", "1-9")
    assert code == 0
    assert "Rejected 3 replies." in err
    assert "Left out (live): 2" in err
    assert "Left out (no such reply): 5-9" in err


def test_a_number_beside_a_range_is_taken_as_it_is_named(drafts, capsys):
    change(drafts, 1, passed=False)
    assert sorted(run_json(capsys, "reply", "approve", "1", "2-3", "--anyway")["approved"]) == [1, 2, 3]


def test_a_single_one_that_does_not_fit_is_an_error_of_its_own(drafts, capsys):
    change(drafts, 1, state="live")
    for verb in ("approve", "reject", "post"):
        code, out, err = run(capsys, "reply", verb, "1", "--json")
        assert (code, out) == (2, "")
        assert "live" in json.loads(err)["error"]["message"]
    assert run(capsys, "reply", "approve", "77")[0] == 1


def test_a_dry_run_says_what_would_really_be_done(drafts, capsys):
    change(drafts, 1, state="live")
    for verb in ("approve", "reject"):
        code, _out, err = run(capsys, "reply", verb, "1", "--dry-run")
        assert code == 2
        assert "can't be" in err
    assert run(capsys, "reply", "edit", "1", "--rewrite", "더 짧게", "--dry-run")[0] == 2
    assert run(capsys, "reply", "edit", "1", "--text", "x", "--dry-run")[0] == 2
    code, _out, err = run(capsys, "reply", "approve", "1", "2", "--dry-run")
    assert code == 3
    assert "Would approve: 2" in err
    assert found(drafts) == {1: "live", 2: "draft", 3: "draft", 4: "draft"}


# --- what is held, or stale ---


def test_a_held_reply_is_told_to_be_held_and_a_saved_text_makes_it_a_draft(drafts, capsys):
    change(drafts, 1, state="held", passed=False)
    code, _out, err = run(capsys, "reply", "approve", "1")
    assert code == 2
    assert "held for you" in err
    assert "check has failed" not in err
    assert "reply edit 1" in err
    assert run_json(capsys, "reply", "edit", "1", "--text", MINE)["state"] == "draft"
    assert run_json(capsys, "reply", "approve", "1", "--anyway")["approved"] == [1]


def test_the_same_text_saved_again_answers_the_review_as_it_is_now(drafts, capsys):
    change(drafts, 1, basis="old")
    assert run(capsys, "reply", "approve", "1")[0] == 2
    assert run_json(capsys, "reply", "edit", "1", "--text", MINE)["state"] == "draft"
    assert not may.stale(replies.one(drafts.database, 1))
    assert run_json(capsys, "reply", "approve", "1", "--anyway")["approved"] == [1]


def test_a_draft_saved_as_it_is_has_not_changed(drafts, capsys):
    assert "Nothing has changed." in run(capsys, "reply", "edit", "1", "--text", MINE)[2]
    assert run_json(capsys, "reply", "show", "1")["history"] == []


# --- the owner's editor ---


def test_lines_that_begin_with_a_hash_are_the_owners_and_what_stands_below_the_scissors_is_not(
    drafts, capsys, monkeypatch, tmp_path
):
    an_editor(tmp_path, monkeypatch, f'cp "$1" {tmp_path}/seen; sed -i "1i #가나식당 #맛집" "$1"')
    assert run(capsys, "reply", "edit", "1")[0] == 0
    assert text_of(drafts, 1) == f"#가나식당 #맛집\n{MINE}"
    seen = (tmp_path / "seen").read_text().splitlines()
    cut = next(number for number, line in enumerate(seen) if ">8" in line)
    assert seen[cut] == "# ------ >8 ------ everything below is left out"
    assert f"# {GLAD} 4번째" in seen[cut:]
    assert seen[:cut] == [MINE, ""]


def test_the_review_does_not_get_into_the_reply_where_the_scissors_were_lost(drafts, capsys, monkeypatch, tmp_path):
    an_editor(tmp_path, monkeypatch, 'sed -i "/>8/d; 1s/$/ #맛집/" "$1"')
    assert run(capsys, "reply", "edit", "1")[0] == 0
    assert text_of(drafts, 1) == f"{MINE} #맛집"


def test_no_editor_is_opened_for_what_can_not_be_edited_or_where_nobody_types(drafts, capsys, monkeypatch, tmp_path):
    an_editor(tmp_path, monkeypatch, f"touch {tmp_path}/opened")
    change(drafts, 1, state="live")
    code, _out, err = run(capsys, "reply", "edit", "1")
    assert code == 2
    assert "live" in err
    code, _out, err = run(capsys, "reply", "edit", "2", "--no-input")
    assert code == 2
    assert "--text" in err
    assert "Would open" in run(capsys, "reply", "edit", "2", "--dry-run")[2]
    assert not (tmp_path / "opened").exists()


def test_what_was_typed_is_kept_where_it_can_not_be_saved_and_is_there_the_next_time(
    drafts, capsys, monkeypatch, tmp_path, home
):
    database = drafts.database
    end = f"""{sys.executable} -c "import sqlite3; c = sqlite3.connect('{database}'); """
    end += """c.execute(\\"UPDATE reply SET state = 'rejected' WHERE id = 1\\"); c.commit()" """
    an_editor(tmp_path, monkeypatch, f'sed -i "1s/$/ #맛집/" "$1"; {end}')
    code, _out, err = run(capsys, "reply", "edit", "1")
    assert code == 2
    kept = home / "reply-1.txt"
    assert str(kept) in err
    assert kept.read_text().startswith(f"{MINE} #맛집\n")
    assert text_of(drafts, 1) == MINE
    change(drafts, 1, state="draft")
    an_editor(tmp_path, monkeypatch, ":")
    assert run(capsys, "reply", "edit", "1")[0] == 0
    assert text_of(drafts, 1) == f"{MINE} #맛집"
    assert not kept.exists()


def test_an_editor_that_fails_leaves_what_was_typed(drafts, capsys, monkeypatch, tmp_path, home):
    an_editor(tmp_path, monkeypatch, "exit 1")
    assert run(capsys, "reply", "edit", "1")[0] == 1
    assert not (home / "reply-1.txt").exists()
    an_editor(tmp_path, monkeypatch, 'echo "또 뵙겠습니다." > "$1"; exit 1')
    code, _out, err = run(capsys, "reply", "edit", "1")
    assert code == 1
    assert str(home / "reply-1.txt") in err


def test_a_text_in_another_coding_is_told_and_kept(drafts, capsys, monkeypatch, tmp_path, home):
    an_editor(tmp_path, monkeypatch, r'printf "\260\241\263\252" > "$1"')
    code, _out, err = run(capsys, "reply", "edit", "1")
    assert code == 1
    assert "UTF-8" in err
    assert (home / "reply-1.txt").read_bytes() == b"\260\241\263\252"


def test_an_empty_text_changes_nothing(drafts, capsys, monkeypatch, tmp_path, home):
    an_editor(tmp_path, monkeypatch, 'rm "$1"')
    code, _out, err = run(capsys, "reply", "edit", "1")
    assert code == 0
    assert "Nothing has changed." in err
    assert text_of(drafts, 1) == MINE


# --- numbers and filters ---


@pytest.mark.parametrize("word", ["²", "१", "1-²", "9" * 5000])
def test_what_python_takes_for_a_digit_is_no_number(drafts, capsys, word):
    code, _out, err = run(capsys, "reply", "approve", word)
    assert code == 2
    assert "Write 3, or 5-9" in err


@pytest.mark.parametrize(
    "words",
    [
        ("alert", "ack"), ("follow-up", "done"), ("reply", "draft"), ("reply", "show"), ("reply", "edit", "--text", "x"),
        ("reply", "approve"), ("reply", "reject"), ("reply", "post"), ("reply", "check"), ("review", "show"),
        ("review", "done"), ("review", "removal-pack", "--ground", "insult"),
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("number", [HUGE, str(2**63)])
def test_a_number_beyond_the_database_is_one_that_does_not_exist(drafts, capsys, words, number):
    code, _out, err = run(capsys, *words, number)
    assert code == 1
    assert f"There is no {'follow-up' if words[0] == 'follow-up' else ''}" in err
    assert number in err


@pytest.mark.parametrize("words", [("alert", "ack", "7"), ("follow-up", "done", "7")], ids=" ".join)
def test_a_dry_run_names_no_number_that_does_not_exist(drafts, capsys, words):
    code, _out, err = run(capsys, *words, "--dry-run")
    assert code == 1
    assert "There is no" in err


def test_reviews_without_stars_are_asked_for_by_none(app, listing, capsys):
    store(app.engine, listing, raw("r1", text=GLAD, rating=5), raw("r2", text=GLAD))
    for review in (1, 2):
        make(app, review)
    assert [row["review"]["rating"] for row in run_json(capsys, "reply", "list", "--rating", "none")] == [None]
    assert [row["review"]["rating"] for row in run_json(capsys, "reply", "list", "--rating", "5")] == [5.0]


def test_an_outcome_that_is_none_is_refused_in_a_dry_run_too(drafts, capsys):
    assert run(capsys, "review", "removal-pack", "1", "--outcome", "nonsense", "--dry-run")[0] == 2
    assert run(capsys, "review", "removal-pack", "1", "--outcome", "removed", "--dry-run")[0] == 1
    run_json(capsys, "review", "removal-pack", "1", "--ground", "insult")
    code, _out, err = run(capsys, "review", "removal-pack", "1", "--outcome", "removed", "--dry-run")
    assert code == 0
    assert "Would note" in err


def test_only_as_many_replies_are_read_as_are_looked_at(drafts, capsys, monkeypatch):
    """What was looked at longest ago comes first, what hung in posting before it."""
    day = datetime(2026, 11, 1, tzinfo=UTC)
    for number, state, checked in (
        (1, "live", day),
        (2, "live", None),
        (3, "live", day - timedelta(days=1)),
        (4, "draft", None),
    ):
        change(drafts, number, state=state, checked_at=checked)
    wanted = ReplyFilter(states=may.CHECKABLE, order="check")
    assert [row["id"] for row in replies.select(drafts.database, wanted)] == [2, 3, 1]
    asked = []
    select = replies.select
    monkeypatch.setattr(replies, "select", lambda path, chosen: asked.append(chosen) or select(path, chosen))
    assert "Would look at replies: 2\n" in run(capsys, "reply", "check", "--dry-run", "--limit", "1")[2]
    assert asked == [replace(wanted, limit=1)]
    change(drafts, 1, state="posting", posting_at=NOW)
    assert [row["id"] for row in select(drafts.database, wanted)] == [1, 2, 3]


def test_the_numbers_of_a_command_line():
    asked = lists.numbers(["3", "5-7,6", "3"])
    assert asked == lists.Numbers((3, 6), (5, 7))
    assert asked.all == (3, 6, 5, 7)


# --- posting: by interface, by hand, in forms for programs ---


@pytest.fixture
def shop():
    return make_shop(datetime.now(UTC).date(), naver_text=2, naver_keywords=1, kakao=6, google=6)


@pytest.fixture
def both(home, sites, shop, monkeypatch, capsys):
    """A store on KakaoMap (by hand) and Google (by interface), with an approved reply on each: {platform: (id, review)}."""
    monkeypatch.setenv("REVIEWKIT_REPLY__SETTLE_SECONDS", "0")
    links = (word for name in ("kakao", "google") for word in (f"--{name}", sites.links[name]))
    assert run(capsys, "store", "add", "가나식당", *links, "--mine")[0] == 0
    assert run(capsys, "crawl")[0] == 0
    app = App()
    ready = {}
    for name in ("kakao", "google"):
        (review,) = run_json(
            capsys, "review", "list", "--unanswered", "--platform", name, "--limit", "1", "--status", "visible"
        )
        number = make(app, review["id"], f"{MINE} {name}", "approved", approved_at=NOW, approved_by="owner")
        ready[name] = number, review["platform_id"]
    yield app, ready
    app.close()


def test_posting_gives_a_program_one_record(both, shop, capsys):
    _app, ready = both
    done = run_json(capsys, "reply", "post")
    assert done["pending"] + done["live"] == [ready["google"][0]]
    (handed,) = done["by_hand"]
    assert (handed["id"], handed["text"]) == (ready["kakao"][0], f"{MINE} kakao")
    assert shop.kakao_id in handed["address"]
    assert len(shop.tried) == 1


def test_with_nothing_to_post_a_program_gets_an_empty_record(drafts, capsys):
    done = run_json(capsys, "reply", "post")
    assert done["by_hand"] == done["live"] == done["failed"] == []
    assert run_json(capsys, "reply", "post", "--dry-run") == []


def test_a_program_is_never_asked(drafts, capsys, monkeypatch):
    """Pressing Naver's button for the first time needs a yes; a terminal alone doesn't make a program one who can answer."""

    class Terminal:
        def isatty(self):
            return True

        def readline(self):
            raise AssertionError("it asked")

    change(drafts, 1, state="approved", approved_at=NOW, approved_by="owner")
    monkeypatch.setenv("REVIEWKIT_NAVER__REPLY_AUTO", "true")
    monkeypatch.setattr(sys, "stdin", Terminal())
    code, out, err = run(capsys, "reply", "post", "--json")
    assert (code, out) == (2, "")
    assert "--yes" in json.loads(err.splitlines()[-1])["error"]["hint"]


def test_what_was_posted_by_hand_is_said_so_and_not_handed_over_again(both, capsys):
    app, ready = both
    number, _review = ready["kakao"]
    err = run(capsys, "reply", "post", str(number))[2]
    assert f"reviewkit reply post {number} --posted" in err
    assert f"Would mark: {number}" in run(capsys, "reply", "post", str(number), "--posted", "--dry-run")[2]
    assert found(app)[number] == "approved"
    assert run_json(capsys, "reply", "post", str(number), "--posted") == {"posted": [number], "left_out": {}}
    assert found(app)[number] == "posted"
    assert run_json(capsys, "reply", "post", "--platform", "kakao")["by_hand"] == []
    assert run(capsys, "reply", "post", "--posted")[0] == 2
    assert run(capsys, "reply", "post", str(number), "--posted")[0] == 2


@pytest.mark.parametrize("arrived", [True, False])
def test_a_crashed_reply_is_looked_up_before_it_is_handed_over(both, shop, capsys, arrived):
    app, ready = both
    number, review = ready["kakao"]
    claim(app.engine, number)
    if arrived:
        shop.reply("kakao", review, f"{MINE} kakao")
    done = run_json(capsys, "reply", "post", str(number))
    assert done["live"] == ([number] if arrived else [])
    assert [one["id"] for one in done["by_hand"]] == ([] if arrived else [number])
    assert found(app)[number] == ("live" if arrived else "approved")


def test_a_crashed_reply_that_can_not_be_looked_up_is_not_handed_over(both, sites, capsys):
    app, ready = both
    number, _review = ready["kakao"]
    claim(app.engine, number)
    sites.fail("kakao", status=403)
    code, out, _err = run(capsys, "reply", "post", str(number), "--json")
    assert code == 5
    assert json.loads(out)["by_hand"] == []
    assert json.loads(out)["open"] == [number]
    assert found(app)[number] == "posting"


def test_a_limit_leaves_approved_replies_for_later_and_calls_none_of_them_unapproved(both, shop, capsys):
    _app, ready = both
    numbers = [str(number) for number, _review in ready.values()]
    done = run_json(capsys, "reply", "post", *numbers, "--limit", "1")
    assert done["left_out"] == {}
    assert len(done["by_hand"]) + len(shop.tried) == 1


def test_posting_goes_on_beside_a_number_that_is_not_approved(both, shop, capsys):
    app, ready = both
    google, kakao = ready["google"][0], ready["kakao"][0]
    change(app, kakao, state="draft")
    done = run_json(capsys, "reply", "post", str(google), str(kakao), "9999", code=3)
    assert done["pending"] + done["live"] == [google]
    assert done["left_out"] == {str(kakao): f"Not approved: {kakao}", "9999": "There is no reply 9999."}


def test_a_check_of_what_is_on_no_site_says_so(drafts, capsys):
    code, _out, err = run(capsys, "reply", "check", "1")
    assert code == 2
    assert "draft" in err
