"""reviewkit demo: everything at work, on this machine alone."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from made import run, run_json


def test_the_demo_shows_reviews_of_all_three_platforms(capsys, home):
    code, out, err = run(capsys, "demo")
    assert code == 0, err
    for name in ("naver", "kakao", "google"):
        assert out.count(name) >= 4
    assert "reviewkit demo --keep" in err
    assert not list(home.iterdir()), "the throw-away home is elsewhere, and gone"


def test_a_kept_demo_is_there_to_play_with_and_is_not_crawled(capsys):
    assert run(capsys, "demo", "--keep")[0] == 0
    (row,) = run_json(capsys, "store", "list")
    assert (row["paused"], row["reviews"]) == (True, 680)
    assert run(capsys, "crawl")[0] == 1
    assert len(run_json(capsys, "review", "search", "국물")) > 3


def test_keeping_asks_where_other_stores_live(capsys):
    run_json(capsys, "store", "add", "내가게", "--mine")
    assert run(capsys, "demo", "--keep")[0] == 2
    assert [row["name"] for row in run_json(capsys, "store", "list")] == ["내가게"]
    assert run(capsys, "demo", "--keep", "--yes")[0] == 0
    assert len(run_json(capsys, "store", "list")) == 2


def test_without_a_browser_it_reads_what_needs_none_and_says_so(capsys, monkeypatch):
    from reviewkit.platforms import browsers

    monkeypatch.setattr(browsers, "find", lambda *_options: None)
    code, out, err = run(capsys, "demo")
    assert code == 0
    assert "reviewkit browser install" in err
    assert "kakao" in out
    assert "naver" not in out


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_killing_the_demo_leaves_no_process_behind(how):
    process = subprocess.Popen(
        [sys.executable, "-m", "reviewkit", "demo"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ
    )
    children: list[psutil.Process] = []
    deadline = time.monotonic() + 20
    while not any("headless" in child.name() or "chrom" in child.name() for child in children) and time.monotonic() < deadline:
        time.sleep(0.02)
        try:
            children = psutil.Process(process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            break
    assert children, "the browser was running"
    process.send_signal(how)
    _out, err = process.communicate(timeout=20)
    _gone, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
    assert process.returncode == (-9 if how is signal.SIGKILL else 130)
    assert b"Traceback" not in err


def test_kept_twice_it_says_that_the_shop_is_there(capsys):
    assert run(capsys, "demo", "--keep")[0] == 0
    code, out, err = run(capsys, "demo", "--keep")
    assert (code, out) == (0, "")
    assert "already" in err
    assert "reviewkit store show" in err
    assert len(run_json(capsys, "store", "list")) == 1
    assert len(run_json(capsys, "demo", "--keep")) == 12


def test_for_a_program_it_prints_the_reviews_alone(capsys):
    rows = run_json(capsys, "demo")
    assert {row["platform"] for row in rows} == {"naver", "kakao", "google"}
    assert all("written_at" in row for row in rows)


def test_one_site_that_fails_leaves_the_others_to_be_seen(capsys, monkeypatch):
    from reviewkit.demo.sites import Sites

    entered = Sites.__enter__

    def broken(self):
        self.fail("kakao", "close")
        return entered(self)

    monkeypatch.setattr(Sites, "__enter__", broken)
    monkeypatch.setenv("REVIEWKIT_CRAWL__ATTEMPTS", "1")
    code, out, err = run(capsys, "demo")
    assert code == 3, err
    assert out.count("google") >= 4
    assert "3. reviewkit review list" in err
    assert "throw-away folder" in err
    assert "store show" not in err
    assert "reviewkit demo" in err.rstrip().splitlines()[-1]


def test_a_blank_line_stands_before_what_comes_next(capsys):
    assert "\n\nAll of it was" in "\n" + run(capsys, "demo")[2]


def test_the_demo_writes_no_database_of_the_owners_and_asks_no_model(capsys, monkeypatch, tmp_path):
    """Also where the settings say that the database is elsewhere, and name a model."""
    from reviewkit.app import App

    monkeypatch.setattr(App, "model", lambda *_given: pytest.fail("a model was asked"))
    monkeypatch.setenv("REVIEWKIT_DATABASE__PATH", str(tmp_path / "mine.db"))
    monkeypatch.setenv("REVIEWKIT_AI__MODEL", "a-model")
    monkeypatch.setenv("REVIEWKIT_AI__EMBEDDING_MODEL", "another")
    code, _out, err = run(capsys, "demo")
    assert code == 0, err
    assert list(tmp_path.glob("mine.db*")) == []
    for command in ("See: reviewkit", "reviewkit inbox"):
        assert command not in err, "it shows what is gone in a moment"


def test_a_kept_demo_goes_into_the_database_of_the_settings_and_asks_no_model(capsys, monkeypatch, tmp_path):
    from reviewkit.app import App

    monkeypatch.setattr(App, "model", lambda *_given: pytest.fail("a model was asked"))
    monkeypatch.setenv("REVIEWKIT_DATABASE__PATH", str(tmp_path / "mine.db"))
    monkeypatch.setenv("REVIEWKIT_AI__MODEL", "a-model")
    monkeypatch.setenv("REVIEWKIT_AI__EMBEDDING_MODEL", "another")
    assert run(capsys, "demo", "--keep")[0] == 0
    assert (tmp_path / "mine.db").exists()
