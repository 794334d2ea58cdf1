"""The crawl, whole: real adapters against local copies of the sites, through the command line."""

import json
import os
import signal
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from made import run, run_json
from reviewkit.app import App
from reviewkit.db.engine import writing
from reviewkit.db.models import Crawl
from reviewkit.demo.fill import make_shop

NAME = "가나식당"


@pytest.fixture
def shop():
    return make_shop(datetime.now(UTC).date(), naver_text=45, naver_keywords=15, kakao=50, google=70)


@pytest.fixture
def kakao(sites, capsys):
    """A store with its KakaoMap page."""
    run_json(capsys, "store", "add", NAME, "--kakao", sites.links["kakao"], "--mine")
    return sites


@pytest.fixture
def everywhere(sites, capsys):
    """A store with a page on each platform."""
    links = [word for name, link in sites.links.items() for word in (f"--{name}", link)]
    run_json(capsys, "store", "add", NAME, *links, "--mine")
    return sites


def run_quietly(*arguments):
    """Another terminal."""
    import subprocess
    import sys

    subprocess.run([sys.executable, "-m", "reviewkit", *arguments], check=True, capture_output=True)


def reviews(capsys, *options):
    return run_json(capsys, "review", "list", "--limit", "0", *options)


def crawl(capsys, *options, code=0):
    return run_json(capsys, "crawl", *options, code=code)


def test_every_review_of_every_platform_is_read(everywhere, shop, capsys):
    reports = {report["platform"]: report for report in crawl(capsys)}
    assert {name: report["outcome"] for name, report in reports.items()} == dict.fromkeys(("naver", "kakao", "google"), "ok")
    for name in reports:
        wanted = {review.id for review in shop.reviews(name)}
        assert {row["platform_id"] for row in reviews(capsys, "--platform", name)} == wanted
        assert reports[name]["site_total"] == reports[name]["seen"] == len(wanted)
    assert reports["naver"]["streams"]["keywords"]["seen"] == 15
    assert reports["naver"]["mode"] == "full"


def test_a_second_crawl_with_nothing_new_asks_little(everywhere, shop, capsys):
    crawl(capsys)
    reports = {report["platform"]: report for report in crawl(capsys)}
    assert all(report["new"] == report["updated"] == 0 for report in reports.values())
    assert (reports["kakao"]["requests"], reports["google"]["requests"]) == (1, 1) or all(
        reports[name]["requests"] <= 2 for name in ("kakao", "google")
    )
    recent = datetime.now(UTC) - timedelta(days=90)
    window = sum(review.visited_at is not None and review.visited_at >= recent for review in shop.reviews("naver"))
    assert reports["naver"]["requests"] <= window / 10 + 2 * 2, "two beyond the window's pages, for each of the two lists"


def test_one_new_one_edited_one_late_one_suspended_and_one_vanished_review_are_each_found(everywhere, shop, capsys):
    crawl(capsys)
    now = datetime.now(UTC)
    texts = [
        review for review in shop.reviews("naver") if review.text and not review.keyword_only and review.status == "ACTIVE"
    ]
    recent = sorted((review for review in texts if review.visited_at), key=lambda review: review.visited_at, reverse=True)
    edited, suspended, vanished = recent[0], recent[1], recent[2]
    new = shop.add("naver", text="새로 온 후기예요", author="새손님", written_at=now, visited_at=now)
    late = shop.add("naver", text="한 달 전에 갔어요", author="늦은손님", written_at=now, visited_at=now - timedelta(days=45))
    shop.edit("naver", edited.id, text="다시 써 봅니다")
    shop.suspend("naver", suspended.id)
    shop.remove("naver", vanished.id)
    (report,) = crawl(capsys, "--platform", "naver")
    found = {row["platform_id"]: row for row in reviews(capsys, "--platform", "naver")}
    assert report["mode"] == "incremental"
    assert (report["new"], report["updated"]) == (2, 2)
    assert found[new.id]["text"] == "새로 온 후기예요"
    assert found[late.id]["text"] == "한 달 전에 갔어요"
    assert found[edited.id]["text"] == "다시 써 봅니다"
    assert found[edited.id]["edited_at"]
    assert (found[suspended.id]["status"], found[suspended.id]["text"]) == ("suspended", "")
    assert found[vanished.id]["status"] == "visible"
    crawl(capsys, "--platform", "naver", "--full")
    assert {row["platform_id"]: row for row in reviews(capsys)}[vanished.id]["status"] == "visible", "one miss may be a hiccup"
    (report,) = crawl(capsys, "--platform", "naver", "--full")
    assert report["deleted"] == 1
    row = {row["platform_id"]: row for row in reviews(capsys)}[vanished.id]
    assert (row["status"], row["text"]) == ("deleted", vanished.text), "marked, never erased"


def test_a_review_that_comes_back_is_no_longer_deleted(kakao, shop, capsys):
    crawl(capsys)
    gone = shop.remove("kakao", shop.reviews("kakao")[0].id)
    crawl(capsys, "--full")
    crawl(capsys, "--full")
    assert len(reviews(capsys, "--status", "deleted")) == 1
    shop.put([gone])
    crawl(capsys, "--full")
    assert reviews(capsys, "--status", "deleted") == []


def test_an_edit_on_kakao_is_found_by_its_edit_time(kakao, shop, capsys):
    crawl(capsys)
    oldest = min(shop.reviews("kakao"), key=lambda review: review.written_at)
    shop.edit("kakao", oldest.id, text="다시 보니 그저 그래요", rating=2.0)
    (report,) = crawl(capsys)
    assert report["updated"] == 1
    shown = run_json(
        capsys, "review", "show", str(next(row["id"] for row in reviews(capsys) if row["platform_id"] == oldest.id))
    )
    assert [revision["text"] for revision in shown["revisions"]] == [oldest.text]


@pytest.mark.parametrize(
    ("fault", "outcome", "code"),
    [
        ({"status": 429}, "blocked", 5),
        ({"status": 403}, "blocked", 5),
        ({"kind": "keys"}, "layout_changed", 1),
        ({"kind": "reviews_off"}, "switched_off", 0),
    ],
)
def test_each_trouble_has_its_own_outcome(kakao, capsys, fault, outcome, code):
    kakao.fail("kakao-api", **fault)
    (report,) = crawl(capsys, code=code)
    assert report["outcome"] == outcome
    assert report["message"]
    assert kakao.requests("kakao-api")[1:] == [] or outcome != "blocked", "no second request after a block"


def test_zero_reviews_is_success_only_where_the_site_says_so(kakao, shop, capsys):
    for review in list(shop.reviews("kakao")):
        shop.remove("kakao", review.id)
    (report,) = crawl(capsys)
    assert (report["outcome"], report["site_total"]) == ("empty", 0)


def test_what_passes_is_tried_again(kakao, capsys):
    kakao.fail("kakao-api", status=503, times=1)
    (report,) = crawl(capsys)
    assert report["outcome"] == "ok"


def test_a_block_in_the_middle_keeps_what_was_read_and_the_next_crawl_goes_on_there(kakao, shop, capsys):
    kakao.fail("kakao-api", status=429, after=1)
    (report,) = crawl(capsys, code=5)
    assert (report["outcome"], report["seen"], len(reviews(capsys))) == ("blocked", 20, 20)
    kakao.heal()
    (report,) = crawl(capsys)
    assert (report["outcome"], report["mode"]) == ("ok", "full")
    assert len(reviews(capsys)) == len(shop.reviews("kakao"))
    assert report["requests"] == 3, "the top page, then on from page two: what was read is not read again"


def test_a_gap_left_by_a_cut_off_crawl_is_closed(kakao, shop, capsys):
    """New reviews on two pages, the crawl cut off after the first: a page of known ones must not hide the second."""
    crawl(capsys)
    for number in range(35):
        shop.add("kakao", text=f"새 후기 {number}", author=f"손님{number}", rating=5.0, written_at=datetime.now(UTC))
    kakao.fail("kakao-api", status=429, after=1)
    crawl(capsys, code=5)
    kakao.heal()
    crawl(capsys)
    assert len(reviews(capsys)) == len(shop.reviews("kakao"))


def test_full_begins_anew_whatever_was_left(kakao, shop, capsys):
    crawl(capsys)
    for number in range(45):
        shop.add("kakao", text=f"새 후기 {number}", author=f"손님{number}", rating=5.0, written_at=datetime.now(UTC))
    kakao.fail("kakao-api", status=429, after=1)
    crawl(capsys, code=5)
    kakao.heal()
    (report,) = crawl(capsys, "--full")
    assert (report["mode"], report["seen"]) == ("full", len(shop.reviews("kakao")))


def test_a_look_at_a_part_that_is_cut_off_leaves_no_hole(kakao, shop, capsys):
    crawl(capsys)
    for number in range(45):
        shop.add("kakao", text=f"새 후기 {number}", author=f"손님{number}", rating=5.0, written_at=datetime.now(UTC))
    kakao.fail("kakao-api", status=429, after=1)
    crawl(capsys, "--since", "30d", code=5)
    kakao.heal()
    crawl(capsys)
    assert len(reviews(capsys)) == len(shop.reviews("kakao"))


def test_nothing_is_marked_deleted_while_the_site_gives_no_count(kakao, shop, capsys, monkeypatch):
    from reviewkit.features.crawl.report import Report

    crawl(capsys)
    shop.remove("kakao", shop.reviews("kakao")[0].id)
    monkeypatch.setattr(Report, "site_total", None)
    crawl(capsys, "--full")
    crawl(capsys, "--full")
    assert reviews(capsys, "--status", "deleted") == []


def test_a_crawl_writes_nothing_into_a_store_that_was_removed_meanwhile(kakao, shop, capsys):
    kakao.fail("kakao-api", kind="slow", seconds=2.5, after=1)
    remove = threading.Timer(0.8, lambda: run_quietly("store", "remove", NAME, "--yes"))
    remove.start()
    (report,) = crawl(capsys, code=1)
    remove.join()
    assert "removed" in report["message"]
    assert reviews(capsys) == []
    assert run(capsys, "db", "check")[0] == 0


def test_a_list_that_is_hidden_in_part_is_partly_read_and_the_next_crawl_reads_the_rest(everywhere, shop, capsys, monkeypatch):
    """Naver's interface refuses, and the page shows but its first entries: that must not pass for "nothing new"."""
    monkeypatch.setattr("reviewkit.platforms.naver.public.GROWTH", 1.5)
    crawl(capsys, "--platform", "naver")
    now = datetime.now(UTC)
    for number in range(35):
        shop.add("naver", text=f"새 후기 {number}", author=f"손님{number}", written_at=now, visited_at=now)
    everywhere.fail("naver-api", "login")
    (report,) = crawl(capsys, "--platform", "naver", code=3)
    assert report["outcome"] == "partial"
    everywhere.heal()
    (report,) = crawl(capsys, "--platform", "naver")
    assert report["outcome"] == "ok"
    assert len(reviews(capsys, "--platform", "naver")) == len(shop.reviews("naver"))


def test_a_site_whose_count_is_off_for_good_is_not_read_whole_each_time(kakao, capsys, monkeypatch):
    from reviewkit.platforms.kakao import Kakao

    true = Kakao.parse.__func__
    monkeypatch.setattr(Kakao, "parse", classmethod(lambda cls, body, kind: replace(true(cls, body, kind), site_total=51)))
    (report,) = crawl(capsys, code=3)
    assert (report["outcome"], report["mode"]) == ("partial", "full")
    (report,) = crawl(capsys)
    assert (report["outcome"], report["mode"], report["requests"]) == ("ok", "incremental", 1)


def test_a_list_that_breaks_off_is_read_whole_again_though_the_site_gives_no_count_of_all(everywhere, capsys, monkeypatch):
    """One of Naver's two lists ends early, and the other doesn't say how long it is."""
    from reviewkit.platforms.naver import Naver

    true = Naver.pages

    def cut(self, place, stream, cursor=None):
        for page in true(self, place, stream, cursor):
            short = stream == "text"
            yield replace(page, parsed=replace(page.parsed, cursor=None, site_total=page.parsed.site_total if short else None))
            if short:
                return

    with monkeypatch.context() as patched:
        patched.setattr(Naver, "pages", cut)
        (report,) = crawl(capsys, "--platform", "naver", code=3)
    assert (report["outcome"], report["site_total"]) == ("partial", None)
    (report,) = crawl(capsys, "--platform", "naver")
    assert (report["outcome"], report["mode"], report["seen"]) == ("ok", "full", 60)


def test_a_kept_demo_shop_is_never_looked_for_on_the_real_sites(kakao, capsys, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_KAKAO__SITE_URL", "https://place.map.kakao.com")
    code, _out, err = run(capsys, "crawl", NAME)
    assert code == 1
    assert "made-up" in err
    assert kakao.log == []


def test_numbers_are_never_given_again(kakao, capsys):
    crawl(capsys)
    last = max(row["id"] for row in reviews(capsys))
    run_json(capsys, "store", "remove", NAME, "--yes")
    again = run_json(capsys, "store", "add", NAME, "--kakao", kakao.links["kakao"], "--mine")
    crawl(capsys)
    assert again["id"] > 1
    assert min(row["id"] for row in reviews(capsys)) > last


@pytest.mark.parametrize("name", ["naver", "kakao", "google"])
def test_of_a_page_that_could_not_be_read_the_shape_is_kept_without_a_word_of_it(
    name, everywhere, shop, capsys, tmp_path, monkeypatch
):
    monkeypatch.setattr("reviewkit.platforms.naver.public.GROWTH", 1.5)
    if name == "naver":
        everywhere.fail("naver-site", "no_state")
        everywhere.fail("naver-site", "list")
        everywhere.fail("naver-api", "keys")
    else:
        everywhere.fail(f"{name}-api", "keys")
    (report,) = crawl(capsys, "--platform", name, "--save-pages", str(tmp_path), code=1)
    assert report["outcome"] == "layout_changed"
    (kept,) = (path for path in (tmp_path / name).iterdir() if ".unread." in path.name)
    assert kept.stat().st_mode & 0o777 == 0o600
    text = kept.read_text()
    assert len(text) > 50
    assert not [review.author for review in shop.reviews(name) if len(review.author) > 1 and review.author in text]
    assert not [review.text for review in shop.reviews(name) if len(review.text) > 5 and review.text[:6] in text]


def test_pages_that_cannot_be_kept_are_said_before_a_site_is_asked(kakao, capsys, tmp_path):
    (tmp_path / "file").write_text("")
    assert run(capsys, "crawl", "--save-pages", str(tmp_path / "file"))[0] == 2
    assert kakao.log == []


def test_since_reads_no_further_back(kakao, capsys):
    (report,) = crawl(capsys, "--since", "30d")
    assert (report["mode"], report["pages"]) == ("since", report["pages"])
    assert report["seen"] < 50
    (report,) = crawl(capsys)
    assert (report["mode"], report["outcome"]) == ("full", "ok"), "a part was never the whole"


def test_one_store_fails_and_the_others_are_saved(sites, capsys):
    """Two good pages and a wrong one: the good are saved, the wrong is named, the exit code says partly."""
    run_json(capsys, "store", "add", "하나", "--kakao", sites.links["kakao"], "--mine")
    run_json(capsys, "store", "add", "둘", "--google", sites.links["google"], "--mine")
    run_json(capsys, "store", "add", "셋", "--kakao", "99999", "--mine")
    code, out, err = run(capsys, "crawl", "--json")
    outcomes = {report["store"]: report["outcome"] for report in json.loads(out)}
    assert (code, outcomes) == (3, {"하나": "ok", "둘": "ok", "셋": "failed"})
    assert "셋" in err


def test_a_crawl_that_runs_is_not_run_twice(kakao, capsys):
    crawl(capsys)
    app = App()
    with writing(app.engine) as session:
        now = datetime.now(UTC)
        session.add(
            Crawl(listing_id=1, mode="full", started_at=now, heartbeat_at=now, pid=os.getpid(), host=os.uname().nodename)
        )
    app.engine.dispose()
    (report,) = crawl(capsys, code=1)
    assert report["outcome"] == "failed"
    assert "crawled already" in report["message"]


@pytest.mark.parametrize("dead", [{"pid": 2**22 + 7}, {"heartbeat_at": datetime.now(UTC) - timedelta(hours=2)}])
def test_a_dead_crawls_lock_is_taken_over(kakao, capsys, dead):
    crawl(capsys)
    app = App()
    now = datetime.now(UTC)
    values = {
        "listing_id": 1,
        "mode": "full",
        "started_at": now,
        "heartbeat_at": now,
        "pid": os.getpid(),
        "host": os.uname().nodename,
    }
    with writing(app.engine) as session:
        session.add(Crawl(**{**values, **dead}))
    app.engine.dispose()
    (report,) = crawl(capsys)
    assert report["outcome"] == "ok"
    shown = run_json(capsys, "store", "show", NAME)
    assert [row["outcome"] for row in shown["crawls"]] == ["ok", "failed", "ok"]


def test_saved_pages_hold_no_author_and_still_parse(everywhere, shop, capsys, tmp_path):
    crawl(capsys, "--save-pages", str(tmp_path / "pages"))
    files = [path for path in (tmp_path / "pages").rglob("*") if path.is_file()]
    app = App()
    authors = {
        review.author for name in ("naver", "kakao", "google") for review in shop.reviews(name) if len(review.author) > 2
    }
    seen = set()
    for path in files:
        body = path.read_bytes()
        text = body.decode()
        assert not [author for author in authors if author in text], path
        parsed = app.platform_class(path.parent.name).parse(body, path.name.split(".")[-2])
        assert parsed.reviews
        assert not parsed.dropped
        seen |= {review.platform_id for review in parsed.reviews}
    assert {review.id for name in ("kakao", "google") for review in shop.reviews(name)} <= seen


def test_crawls_lists_and_an_import_side_by_side_never_find_the_database_locked(everywhere, capsys, tmp_path, home):
    """As from several terminals: two crawls of different sites, an import and readers, each with connections of its own."""
    import subprocess
    import sys

    rows = tmp_path / "old.jsonl"
    rows.write_text(
        "\n".join(json.dumps({"author": f"손님{n}", "text": f"옛 후기 {n}", "written_at": "2024-03-01"}) for n in range(400))
    )
    commands = [
        ["crawl", "--platform", "kakao", "--full"],
        ["crawl", "--platform", "google", "--full"],
        ["import", str(rows), "--store", NAME, "--platform", "naver", "--yes"],
        *[["review", "list", "--json", "--limit", "0"]] * 6,
    ]
    processes = [
        subprocess.Popen([sys.executable, "-m", "reviewkit", *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for command in commands
    ]
    for process in processes:
        _out, err = process.communicate(timeout=100)
        assert process.returncode == 0, err.decode()
    assert len(reviews(capsys)) == 50 + 70 + 400
    with closing(sqlite3.connect(home / "reviewkit.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_ctrl_c_keeps_what_was_read_and_exits_with_130(kakao, capsys):
    kakao.fail("kakao-api", kind="slow", seconds=2.0, after=1)
    timer = threading.Timer(0.8, lambda: signal.pthread_kill(threading.main_thread().ident, signal.SIGINT))
    timer.start()
    code, out, err = run(capsys, "crawl")
    timer.join()
    assert code == 130
    assert "Everything read so far is kept" in err
    assert "kakao" in out, "what was read is still told"
    assert len(reviews(capsys)) >= 20
    kakao.heal()
    (report,) = crawl(capsys)
    assert report["outcome"] == "ok"


def test_a_dry_run_asks_no_site(everywhere, capsys):
    plan = run_json(capsys, "crawl", "--dry-run")
    assert [row["platform"] for row in plan] == ["naver", "kakao", "google"]
    assert everywhere.log == []


def test_paused_stores_and_switched_off_sites_are_left_alone(kakao, capsys, monkeypatch):
    run(capsys, "store", "pause", NAME)
    assert run(capsys, "crawl")[0] == 1
    run(capsys, "store", "resume", NAME)
    monkeypatch.setenv("REVIEWKIT_KAKAO__ENABLED", "false")
    assert run(capsys, "crawl", "--platform", "kakao")[0] == 2
    assert kakao.log == []


def test_the_log_tells_of_the_crawl_and_of_no_author(kakao, shop, capsys, home):
    crawl(capsys)
    lines = [json.loads(line) for line in (home / "logs" / "reviewkit.log").read_text().splitlines()]
    assert lines[-1]["event"] == "crawled"
    assert lines[-1]["seen"] == 50
    text = (home / "logs" / "reviewkit.log").read_text()
    assert not [review.author for review in shop.reviews("kakao") if review.author in text]
