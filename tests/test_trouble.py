"""What goes wrong on an owner's machine: each time a sentence, a hint, the right exit code, and nothing lost that was there."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime

import pytest

from made import run, run_json, use
from reviewkit.demo.fill import make_shop
from reviewkit.demo.sites import Sites
from reviewkit.platforms import browsers

NAME = "가나식당"
COMMAND = [sys.executable, "-m", "reviewkit"]


@pytest.fixture
def shop():
    return make_shop(datetime.now(UTC).date(), naver_text=30, naver_keywords=0, kakao=50, google=20)


@pytest.fixture
def kept(sites, capsys):
    """A store whose reviews of KakaoMap are in the database already: what must not be lost."""
    run_json(capsys, "store", "add", NAME, "--kakao", sites.links["kakao"], "--mine")
    run_json(capsys, "crawl")
    return sites


def reviews(capsys):
    return run_json(capsys, "review", "list", "--limit", "0")


def command(*words, **environment):
    """Run reviewkit as a process of its own."""
    env = {**os.environ, "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run([*COMMAND, *words], env=env, capture_output=True, text=True, timeout=60, check=False)


def told(code, err, expected=1):
    """Check the manner of an error: the exit code, a sentence, a hint, no traceback. Return what was said."""
    assert code == expected, err
    assert "Traceback" not in err
    assert "did not expect" not in err
    assert "Error: " in err
    assert "→ " in err
    return err


def damage(path):
    path.write_bytes(b"not a database, but a long enough text " * 1000)


# --- what the owner typed ---


@pytest.mark.parametrize("platform", ["naver", "kakao", "google"])
@pytest.mark.parametrize("words", ["nonsense", "https://example.com/place/1", "https://", "http://[::1", "12", ""])
def test_an_address_that_names_no_place_is_a_wrong_command_line(capsys, platform, words):
    code, out, err = run(capsys, "store", "add", NAME, f"--{platform}", words, "--mine")
    told(code, err, 2)
    assert out == ""
    assert run_json(capsys, "store", "list") == []


@pytest.mark.parametrize(("platform", "wrong"), [("kakao", "99999"), ("naver", "1234567"), ("google", "locations/12345")])
def test_a_wrong_id_is_told_and_the_other_stores_are_kept(kept, capsys, platform, wrong):
    run_json(capsys, "store", "add", "틀린식당", f"--{platform}", wrong, "--mine")
    code, out, err = run(capsys, "crawl", "틀린식당")
    told(code, err)
    assert "틀린식당" in out
    assert "failed" in out
    assert len(reviews(capsys)) == 50


# --- the network and the browser ---


@pytest.fixture
def closed():
    """An address where nobody answers."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def offline(monkeypatch, closed):
    """No site answers."""
    monkeypatch.setenv("REVIEWKIT_NAVER__SITE_URL", closed)
    monkeypatch.setenv("REVIEWKIT_NAVER__API_URL", closed + "/graphql")
    monkeypatch.setenv("REVIEWKIT_KAKAO__API_URL", closed)
    monkeypatch.setenv("REVIEWKIT_GOOGLE__API_URL", closed)
    monkeypatch.setenv("REVIEWKIT_GOOGLE__TOKEN_URL", closed + "/token")
    monkeypatch.setattr("reviewkit.platforms.http.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("reviewkit.platforms.naver.asking.FIRST_PAUSE", 0.01)


@pytest.mark.parametrize("platform", ["naver", "kakao", "google"])
def test_without_a_network_a_crawl_says_so_and_may_be_tried_again(kept, offline, capsys, platform):
    place = {"naver": "1234567890", "kakao": "12345678", "google": "accounts/1/locations/2"}[platform]
    run_json(capsys, "store", "add", "둘째", f"--{platform}", place, "--mine")
    code, _out, err = run(capsys, "crawl", "둘째")
    assert "could not be reached" in told(code, err)
    assert "internet connection" in err
    code, _out, err = run(capsys, "crawl", "둘째", "--json")
    error = json.loads(err)["error"]
    assert (code, error["code"], error["retryable"]) == (1, "network", True)
    assert len(reviews(capsys)) == 50


def test_a_short_link_without_a_network_adds_nothing(capsys, monkeypatch, closed):
    monkeypatch.setattr("reviewkit.platforms.http.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("reviewkit.platforms.kakao.address.SHORT_HOSTS", {"127.0.0.1"})
    monkeypatch.setenv("REVIEWKIT_KAKAO__INTERVAL", "0")
    code, _out, err = run(capsys, "store", "add", NAME, "--kakao", closed + "/abc", "--mine")
    told(code, err, code)
    assert code in (1, 2)
    assert run_json(capsys, "store", "list") == []


def test_a_browser_that_is_not_there_stops_its_own_site_only(kept, capsys, monkeypatch):
    run_json(capsys, "store", "edit", NAME, "--naver", kept.links["naver"])
    monkeypatch.setenv("REVIEWKIT_BROWSER__EXECUTABLE", "/nonexistent")
    code, out, err = run(capsys, "crawl", "--full")
    said = told(code, err, 3)
    assert "/nonexistent" in said
    assert "reviewkit browser install" in said
    assert "naver" in out
    code, _out, err = run(capsys, "crawl", "--platform", "naver")
    assert "/nonexistent" in told(code, err)
    assert len(reviews(capsys)) == 50


def test_a_computer_without_any_browser_hears_the_command_that_gets_one(kept, capsys, monkeypatch, tmp_path):
    """Every place where a browser is looked for is an empty folder here; nothing is pretended beyond that."""
    run_json(capsys, "store", "edit", NAME, "--naver", kept.links["naver"])
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    real = shutil.which
    monkeypatch.setattr(browsers.shutil, "which", lambda name, **_how: real(name, path=str(tmp_path)))
    code, _out, err = run(capsys, "crawl", "--platform", "naver")
    said = told(code, err)
    assert "No Chrome, Edge or Chromium was found" in said
    assert "reviewkit browser install" in said


# --- the settings ---


@pytest.mark.parametrize("words", [["review", "list"], ["crawl"], ["store", "list"], ["db", "check"]])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[kakao\ninterval = 3\n", "not valid TOML"),
        ("[kakao]\nintervall = 3\n", "Did you mean kakao.interval?"),
        ('[browser]\ntimeout = "long"\n', "must be a number"),
        ("[kakoa]\ninterval = 3\n", "Did you mean kakao"),
    ],
)
def test_settings_that_make_no_sense_are_told_and_nothing_is_done(kept, capsys, home, words, text, said):
    before = len(kept.log)
    (home / "config.toml").write_text(text, encoding="utf-8")
    code, out, err = run(capsys, *words)
    assert said in told(code, err)
    assert "reviewkit config edit" in err
    assert out == ""
    assert len(kept.log) == before
    assert (home / "config.toml").read_text(encoding="utf-8") == text


def test_settings_in_another_encoding_are_told(capsys, home):
    (home / "config.toml").write_bytes("[general]\n# 한글\n".encode("cp949"))
    code, _out, err = run(capsys, "review", "list")
    assert "config.toml" in told(code, err)


# --- the database file ---


@pytest.mark.parametrize("words", [["review", "list"], ["crawl"], ["store", "add", "둘", "--kakao", "12345678", "--mine"]])
def test_a_database_from_a_newer_version_is_left_as_it_is(kept, capsys, home, words):
    with closing(sqlite3.connect(home / "reviewkit.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    code, _out, err = run(capsys, *words)
    said = told(code, err)
    assert "newer reviewkit" in said
    assert "pip install --upgrade reviewkit" in said
    with closing(sqlite3.connect(home / "reviewkit.db")) as connection:
        assert connection.execute("SELECT count(*) FROM review").fetchone() == (50,)
    code, _out, err = run(capsys, "db", "check")
    assert code == 1
    assert "pip install --upgrade reviewkit" in err


@pytest.mark.parametrize("words", [["review", "list"], ["crawl"], ["store", "add", "둘", "--kakao", "12345678", "--mine"]])
def test_a_file_that_is_no_database_is_told_and_left_as_it_is(capsys, home, words):
    damage(home / "reviewkit.db")
    before = (home / "reviewkit.db").read_bytes()
    code, _out, err = run(capsys, *words)
    said = told(code, err)
    assert "damaged" in said
    assert "reviewkit db check" in said
    assert (home / "reviewkit.db").read_bytes() == before


def test_a_database_of_somebody_else_is_left_as_it_is(capsys, home):
    with closing(sqlite3.connect(home / "reviewkit.db")) as connection, connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
    code, _out, err = run(capsys, "store", "add", NAME, "--kakao", "12345678", "--mine")
    assert "isn't one of ours" in told(code, err)


def test_a_database_with_a_broken_page_is_told_and_the_check_says_where(kept, capsys, home):
    path = home / "reviewkit.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    for words in (["review", "list"], ["crawl"], ["review", "search", "국물"]):
        code, _out, err = run(capsys, *words)
        assert "damaged" in told(code, err)
    code, out, err = run(capsys, "db", "check")
    assert code == 1
    assert "✗" in out
    assert "backup" in err
    assert len(path.read_bytes()) == len(whole)


# --- the disk ---


@pytest.fixture
def disk(tmp_path):
    """Mount a small disk of its own at a folder; takes tmpfs's options and returns the folder."""
    mounted = []

    def mount(options):
        folder = tmp_path / "disk"
        folder.mkdir(exist_ok=True)
        if sys.platform != "linux" or not shutil.which("mount") or os.geteuid() != 0:
            pytest.skip("only root on Linux can mount a small disk")
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False)
        if done.returncode:
            pytest.skip(f"no disk can be mounted here: {done.stderr.decode().strip()}")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remount(folder, options):
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


def test_a_read_only_disk_can_be_read_and_says_so_when_written(kept, capsys, disk, home, monkeypatch):
    folder = disk("size=20m")
    shutil.copytree(home, folder, dirs_exist_ok=True)
    remount(folder, "ro")
    monkeypatch.setenv("REVIEWKIT_HOME", str(folder))
    assert len(reviews(capsys)) == 50
    assert run_json(capsys, "db", "check")
    for words in (["crawl"], ["store", "pause", NAME], ["review", "done", "1"]):
        code, _out, err = run(capsys, *words)
        assert "read-only" in told(code, err)
        assert "reviewkit db path" in err
    assert run(capsys, "config", "show")[0] == 0
    assert len(reviews(capsys)) == 50


@pytest.mark.parametrize("words", [["review", "list"], ["store", "add", NAME, "--kakao", "12345678", "--mine"]])
def test_a_home_that_cannot_be_made_is_told(capsys, disk, monkeypatch, words):
    folder = disk("size=1m,ro")
    monkeypatch.setenv("REVIEWKIT_HOME", str(folder / "home"))
    code, _out, err = run(capsys, *words)
    said = told(code, err)
    assert str(folder / "home") in said
    assert "REVIEWKIT_HOME" in said


def test_a_full_disk_keeps_what_was_read_and_the_next_crawl_goes_on(disk, monkeypatch):
    """In a process of its own, as the owner has it: what is left in memory must not help."""
    home = disk("size=2m") / "home"
    monkeypatch.setenv("REVIEWKIT_HOME", str(home))
    shop = make_shop(datetime.now(UTC).date(), naver_text=0, naver_keywords=0, kakao=1_000, google=0)
    with Sites(shop) as sites:
        use(sites, monkeypatch)
        assert command("store", "add", NAME, "--kakao", sites.links["kakao"], "--mine").returncode == 0
        ran = command("crawl")
        said = told(ran.returncode, ran.stderr)
        assert "The disk is full" in said
        assert "Free some space" in said
        ran = command("review", "list", "--json", "--limit", "0")
        stored = {row["platform_id"] for row in json.loads(ran.stdout)}
        assert 0 < len(stored) < 1_000
        assert command("db", "check").returncode == 0
        remount(home.parent, "size=40m")
        ran = command("crawl", "--json")
        assert ran.returncode == 0, ran.stderr
        (report,) = json.loads(ran.stdout)
    assert (report["outcome"], report["new"]) == ("ok", 1_000 - len(stored))
    assert command("db", "check").returncode == 0


def test_a_disk_that_is_full_from_the_start_is_told(disk, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_HOME", str(disk("size=100k")))
    ran = command("store", "add", NAME, "--kakao", "12345678", "--mine")
    assert "The disk is full" in told(ran.returncode, ran.stderr)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110  a device, not a path of ours
@pytest.mark.parametrize("form", [[], ["--json"], ["--csv"]])
def test_output_onto_a_full_disk_is_an_error(kept, form):
    """`reviewkit review list --csv > file` must not end with 0 and half a file."""
    with open("/dev/full", "w") as full:  # noqa: PTH123
        env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        ran = subprocess.run(
            [*COMMAND, "review", "list", *form],
            env=env,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert ran.returncode == 1
    assert "The disk is full" in ran.stderr
    assert "Traceback" not in ran.stderr


# --- other processes ---


def until(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def started(*words):
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen([*COMMAND, *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_of_two_crawls_at_once_the_second_says_who_is_at_work(sites, shop, capsys):
    run_json(capsys, "store", "add", NAME, "--kakao", sites.links["kakao"], "--mine")
    sites.fail("kakao-api", "slow", seconds=1.5)
    first = started("crawl")
    until(lambda: len(sites.requests("kakao-api")) >= 1)
    second = command("crawl")
    said = told(second.returncode, second.stderr)
    assert "being crawled already" in said
    assert str(first.pid) in said
    _out, err = first.communicate(timeout=60)
    assert first.returncode == 0, err
    assert {row["platform_id"] for row in reviews(capsys)} == {review.id for review in shop.reviews("kakao")}
    assert len(sites.requests("kakao-api")) == 3, "the second crawl asked the site for nothing"


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("platform", ["kakao", "naver"])
def test_a_crawl_that_is_told_to_stop_keeps_its_pages_and_ends_with_130(sites, shop, capsys, number, platform):
    run_json(capsys, "store", "add", NAME, f"--{platform}", sites.links[platform], "--mine")
    sites.fail(f"{platform}-api", "slow", seconds=2.0, after=1)
    process = started("crawl")
    until(lambda: len(sites.requests(f"{platform}-api")) >= 1)
    time.sleep(0.3)
    process.send_signal(number)
    _out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Everything read so far is kept" in err
    assert "Traceback" not in err
    stored = len(reviews(capsys))
    assert stored >= 10
    sites.heal()
    (report,) = run_json(capsys, "crawl")
    assert report["outcome"] == "ok"
    assert {row["platform_id"] for row in reviews(capsys)} == {review.id for review in shop.reviews(platform)}


def test_a_reader_that_has_seen_enough_is_no_error(kept):
    """`reviewkit review list --json --limit 0 | head -1`, with more to say than a pipe holds."""
    process = started("review", "list", "--json", "--limit", "0")
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=20), err) == (0, "")


@pytest.mark.skipif(os.name != "posix", reason="a POSIX shell closes it")
@pytest.mark.parametrize("form", ["", "--json"])
def test_a_closed_stdout_is_no_accident(kept, form):
    line = f'"{sys.executable}" -m reviewkit review list {form} >&-'
    ran = subprocess.run(["sh", "-c", line], env=dict(os.environ), capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in ran.stderr
    assert "did not expect" not in ran.stderr
    assert ran.returncode == 0
