"""reviewkit doctor: a line for each thing, a fix for each that failed."""

import json
import os
import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from made import add_store, raw, store
from reviewkit import secrets
from reviewkit.app import App
from reviewkit.cli.main import main


def look(capsys, *words):
    """Run the doctor; return its exit code and its lines by name."""
    capsys.readouterr()
    code = main(["doctor", "--json", *words])
    return code, {row["name"]: row for row in json.loads(capsys.readouterr().out)}


def test_a_fresh_machine_is_in_order(capsys):
    code, lines = look(capsys, "--quick")
    assert code == 0
    assert {"Python", "reviewkit", "Settings", "Home folder", "Database", "Disk", "Clock", "Browser", "Keyring"} <= set(lines)
    assert {"naver", "kakao", "google"} <= set(lines)
    assert lines["google"]["fix"] == "Keep it with: reviewkit auth set google-client"


def test_the_browser_really_starts(capsys):
    code, lines = look(capsys)
    assert code == 0
    assert "Chrome/" in lines["Browser"]["found"]


def test_every_failed_line_has_a_fix_and_the_code_is_1(home, capsys):
    (home / "config.toml").write_text("[navr]\nx = 1\n[general", encoding="utf-8")
    (home / "reviewkit.db").write_bytes(b"not a database" * 100)
    code, lines = look(capsys, "--quick")
    assert code == 1
    assert {name for name, line in lines.items() if line["state"] == "failed"} == {"Settings", "Database"}
    assert all(line["fix"] for line in lines.values() if line["state"] == "failed")
    assert main(["doctor", "--quick"]) == 1
    out, err = capsys.readouterr()
    assert "→ Correct it with: reviewkit config edit" in out
    assert "2 things failed." in err


def test_a_missing_browser_fails_with_the_command_that_gets_one(capsys, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_BROWSER__EXECUTABLE", "/no/such/browser")
    code, lines = look(capsys)
    assert code == 1
    assert "reviewkit browser install" in lines["Browser"]["fix"]


def test_a_browser_that_does_not_start_fails(capsys, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_BROWSER__EXECUTABLE", shutil.which("true"))
    code, lines = look(capsys)
    assert (code, lines["Browser"]["state"]) == (1, "failed")


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_home_that_others_can_read_is_a_warning(home, capsys):
    home.chmod(0o755)
    code, lines = look(capsys, "--quick")
    assert (code, lines["Home folder"]["state"]) == (0, "warning")


def test_a_clock_that_was_set_back_is_noticed(capsys):
    app = App()
    store(app.engine, add_store(app), raw(), now=datetime.now(UTC) + timedelta(days=2))
    app.engine.dispose()
    code, lines = look(capsys, "--quick")
    assert (code, lines["Clock"]["state"]) == (1, "failed")


def test_a_full_disk_is_noticed(capsys, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10, 10, 50_000_000))
    code, lines = look(capsys, "--quick")
    assert (code, lines["Disk"]["state"]) == (1, "failed")


def test_no_keyring_is_a_warning_and_a_wrong_one_a_failure(capsys, monkeypatch):
    keyring.set_keyring(NoKeyring())
    code, lines = look(capsys, "--quick")
    assert (code, lines["Keyring"]["state"]) == (0, "warning")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Keyring")
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    code, lines = look(capsys, "--quick")
    assert (code, lines["Keyring"]["state"]) == (1, "failed")


def test_a_google_listing_without_a_sign_in_fails(capsys):
    app = App()
    add_store(app, platform="google")
    app.engine.dispose()
    code, lines = look(capsys, "--quick")
    assert (code, lines["google"]["state"]) == (1, "failed")
    secrets.put("google-client", "{}")
    secrets.put("google-token", "abc")
    code, lines = look(capsys, "--quick")
    assert (code, lines["google"]["state"]) == (0, "ok")


def test_smartplace_without_a_sign_in_fails_and_a_site_that_is_off_does_not(capsys, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_NAVER__SMARTPLACE", "true")
    code, lines = look(capsys, "--quick")
    assert (code, lines["naver"]["fix"]) == (1, "Sign in with: reviewkit auth login naver")
    monkeypatch.setenv("REVIEWKIT_NAVER__ENABLED", "false")
    code, lines = look(capsys, "--quick")
    assert (code, lines["naver"]["state"]) == (0, "ok")
