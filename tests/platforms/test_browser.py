"""The browser: found, started, closed whatever happens."""

import os
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pytest
from naver_site import Servers, Site

from reviewkit.errors import BrowserTrouble, NetworkTrouble, NoBrowser
from reviewkit.platforms import browser as browser_module
from reviewkit.platforms import browsers
from reviewkit.platforms.base import BrowserOptions
from reviewkit.platforms.browser import Browser, find, install_command, require
from reviewkit.platforms.trouble import launch_reason

PAGE = """<!DOCTYPE html><style>@font-face{font-family:x;src:url(/f.woff2)}body{font-family:x;background:url(/b.png)}</style>
<p>안녕</p><img src="/a.jpeg?type=w1"><video src="/v.mp4?x=1" autoplay muted></video><script>window.ready = 7</script>"""


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def servers(site, monkeypatch):
    monkeypatch.setattr(Site, "html", lambda _self: PAGE)
    running = Servers(site)
    yield running
    running.close()


@pytest.fixture
def address(servers):
    return servers.url("site") + "/any/1"


@pytest.fixture
def browser():
    opened = Browser(BrowserOptions(timeout=10))
    yield opened
    opened.close()


def chromiums():
    return [process for process in psutil.Process().children(recursive=True) if "chrom" in process.name()]


def executable(folder, name):
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A computer with nothing but a folder of programs."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "pw"))
    real = browsers.shutil.which
    monkeypatch.setattr(browsers.shutil, "which", lambda name, path=None: real(name, path=str(tmp_path / "bin")))
    return tmp_path


def test_no_browser_says_the_command_that_gets_one(bare):
    assert find(BrowserOptions()) is None
    with pytest.raises(NoBrowser) as caught:
        require(BrowserOptions())
    assert "reviewkit browser install" in caught.value.hint


def test_the_headless_shell_comes_first_unless_a_window_is_wanted(bare):
    shell, chrome = (executable(bare / "bin", name) for name in ("chromium-headless-shell", "google-chrome"))
    assert find(BrowserOptions()).path == shell
    assert find(BrowserOptions(headed=True)).path == chrome
    assert find(BrowserOptions()).headless_only


def test_what_the_settings_name_is_taken_or_missed_by_its_name(bare):
    mine = executable(bare, "mine")
    executable(bare / "bin", "chromium")
    edge = executable(bare / "bin", "microsoft-edge")
    assert find(BrowserOptions(executable=str(mine))).path == mine
    assert find(BrowserOptions(channel="msedge")).path == edge
    with pytest.raises(NoBrowser, match="nowhere"):
        require(BrowserOptions(executable="/nowhere/chrome"))
    with pytest.raises(NoBrowser, match="chrome"):
        require(BrowserOptions(channel="chrome"))


def test_an_installed_browser_comes_before_a_downloaded_one_and_the_newest_download_first(bare):
    for number in (999, 1255):
        folder = bare / "pw" / f"chromium-{number}" / "chrome-linux64"
        folder.mkdir(parents=True)
        executable(folder, "chrome")
    assert "1255" in str(find(BrowserOptions()).path)
    assert find(BrowserOptions()).origin == "downloaded"
    installed = executable(bare / "bin", "chromium")
    assert find(BrowserOptions()).path == installed


@pytest.mark.skipif(sys.platform != "linux", reason="screens are told by the environment on Linux only")
def test_a_window_without_a_screen_is_refused_in_words(bare, monkeypatch):
    executable(bare / "bin", "chromium")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(NoBrowser, match="screen"):
        require(BrowserOptions(headed=True))


def test_the_install_command_fits_the_system(bare, monkeypatch):
    assert install_command() == [sys.executable, "-m", "playwright", "install", "chromium"]
    executable(bare / "bin", "apt-get")
    monkeypatch.setattr(browsers, "_is_debian", lambda: True)
    monkeypatch.setattr(browsers.os, "geteuid", lambda: 0)
    assert install_command()[-1].endswith("chromium-headless-shell")
    assert install_command(headed=True)[-1].endswith(" chromium")
    monkeypatch.setattr(browsers.os, "geteuid", lambda: 1000)
    assert "playwright" in install_command()
    executable(bare / "bin", "sudo")
    assert install_command()[0] == "sudo"
    monkeypatch.setattr(browsers, "_is_debian", lambda: False)
    assert "playwright" in install_command()


def test_looking_for_a_browser_does_not_import_playwright():
    code = (
        "import sys; from reviewkit.platforms.browser import find; from reviewkit.platforms.base import BrowserOptions;"
        "find(BrowserOptions()); print('playwright' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_pictures_fonts_and_media_are_not_loaded(browser, site, address):
    opened = browser.open(address)
    browser.pause(0.5)
    assert (opened.status, opened.body.decode()) == (200, PAGE)
    assert site.log == ["site GET /any/1"]
    assert browser.evaluate("window.ready") == 7
    assert browser.visible_text() == "안녕"
    assert browser.evaluate("navigator.language") == "ko-KR"
    assert not browser.wait_until("false", seconds=0.1)


def test_no_network_is_network_trouble(browser, servers, address):
    servers.close()
    with pytest.raises(NetworkTrouble):
        browser.open(address)


def test_a_page_that_never_comes_is_browser_trouble(servers, address, monkeypatch):
    monkeypatch.setattr(Site, "html", lambda _self: time.sleep(3) or "")
    slow = Browser(BrowserOptions(timeout=0.5))
    slow.open("about:blank")
    with pytest.raises(BrowserTrouble):
        slow.open(address)
    slow.close()


def test_a_killed_browser_is_trouble_and_starts_afresh_after_closing(browser, address):
    browser.open(address)
    for process in chromiums():
        process.kill()
    with pytest.raises(BrowserTrouble):
        browser.open(address)
    browser.close()
    assert browser.open(address).status == 200


def test_a_killed_driver_is_trouble_and_starts_afresh_after_closing(browser, address):
    browser.open(address)
    for process in psutil.Process().children():
        if "node" in process.name():
            process.kill()
    with pytest.raises(BrowserTrouble):
        browser.open(address)
    browser.close()
    assert browser.open(address).status == 200


def test_a_hung_browser_is_killed_and_is_trouble(address, monkeypatch):
    monkeypatch.setattr(browser_module, "_CLOSING", 1.0)
    hung = Browser(BrowserOptions(timeout=2))
    hung.open(address)
    for process in chromiums():
        process.suspend()
    with pytest.raises(BrowserTrouble):
        hung.evaluate("1 + 1")
    hung.close()
    assert chromiums() == []


def test_closing_twice_is_fine_and_leaves_no_process_and_no_folder(browser, address):
    browser.open(address)
    browser.close()
    browser.close()
    mine = Path(tempfile.gettempdir()).glob(f"reviewkit-browser-{os.getpid()}-*")
    assert (chromiums(), list(mine)) == ([], [])


def test_two_browsers_of_one_thread_share_a_driver(address):
    first, second = Browser(BrowserOptions()), Browser(BrowserOptions())
    assert (first.open(address).status, second.open(address).status) == (200, 200)
    first.close()
    assert second.open(address).status == 200
    second.close()
    assert chromiums() == []


def test_lanes_have_browsers_side_by_side(address):
    got = []

    def lane():
        one = Browser(BrowserOptions())
        got.append(one.open(address).status)
        one.close()

    threads = [threading.Thread(target=lane) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [200, 200]


def test_a_profile_is_private_keeps_cookies_and_is_used_by_one_at_a_time(address, tmp_path):
    profile = tmp_path / "profiles" / "naver"
    first = Browser(BrowserOptions(), profile)
    first.open(address)
    first.evaluate("document.cookie = 'kept=yes; max-age=9999'")
    assert stat.S_IMODE(profile.stat().st_mode) == 0o700
    with pytest.raises(BrowserTrouble, match="Another reviewkit"):
        Browser(BrowserOptions(), profile).open(address)
    first.close()
    second = Browser(BrowserOptions(), profile)
    second.open(address)
    assert "kept=yes" in second.evaluate("document.cookie")
    second.close()


def test_a_browser_that_does_not_start_is_told_in_a_sentence_and_leaves_nothing(tmp_path, address):
    broken = executable(tmp_path, "chrome")
    with pytest.raises(BrowserTrouble) as caught:
        Browser(BrowserOptions(executable=str(broken), timeout=5)).open(address)
    assert caught.value.message == "The browser did not start: its program ended at once (exit code 0)."
    assert "browser.executable, with: reviewkit config edit" in caught.value.hint
    assert list(Path(tempfile.gettempdir()).glob(f"reviewkit-browser-{os.getpid()}-*")) == []


def test_what_a_browser_said_before_it_ended_is_the_reason(tmp_path, address):
    broken = executable(tmp_path, "chrome")
    broken.write_text("#!/bin/sh\necho Hello. >&2\necho 'error while loading shared libraries: libnss3.so' >&2\nexit 127\n")
    with pytest.raises(BrowserTrouble, match=r"^The browser did not start: error while loading shared libraries: libnss3\.so$"):
        Browser(BrowserOptions(executable=str(broken), timeout=5)).open(address)


def test_a_file_that_is_no_program_is_said_to_be_none():
    text = "BrowserType.launch_persistent_context: Failed to launch: Error: spawn /etc/passwd EACCES\nCall log:\n  - x"
    assert launch_reason(text) == "the file is no program that can be run here."


def test_folders_of_dead_runs_are_swept_away(browser, address):
    dead = Path(tempfile.gettempdir()) / "reviewkit-browser-999999999-x"
    dead.mkdir(exist_ok=True)
    browser.open(address)
    assert not dead.exists()


def test_a_killed_process_leaves_no_browser_behind(address):
    code = (
        "import time; from reviewkit.platforms.browser import Browser; from reviewkit.platforms.base import BrowserOptions;"
        f"b = Browser(BrowserOptions()); b.open({address!r}); print('open', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout.readline().strip() == "open"
        below = psutil.Process(run.pid).children(recursive=True)
        run.kill()
    _gone, alive = psutil.wait_procs(below, timeout=5)
    assert alive == []


def test_the_pages_own_requests_are_overheard_with_what_they_came_to(browser, address, site):
    browser.open(address)
    send = "(path) => fetch(path, {method: 'POST', body: '[1]'}).then(() => 1, () => 0)"
    with browser.overhear(lambda url: "opName" in url) as heard:
        browser.evaluate(send, "/elsewhere")
        assert (heard.sent, heard.ended, heard.answer().status) == ([], 0, 0)
        assert browser.evaluate("() => fetch('/any/2?opName=x').then((it) => it.status)") == 200
        browser.pause(0.1)
        assert (heard.sent, heard.ended, heard.answer().status) == ([""], 1, 200)
        assert "안녕".encode() in heard.answer().body
        browser.evaluate("() => fetch('http://127.0.0.1:1/?opName=x').catch(() => 0)")
        browser.pause(0.1)
        assert (len(heard.sent), heard.ended, heard.answer().status) == (2, 2, 0)
    browser.evaluate("() => fetch('/any/2?opName=y').then((it) => it.status)")
    assert len(heard.sent) == 2, "nobody listens any more"


def test_a_window_that_was_closed_is_gone(browser, address):
    assert not browser.is_gone
    browser.open(address)
    assert not browser.is_gone
    browser._page.close()
    assert browser.is_gone
