"""The conventions of every command: exit codes, stdout and stderr, colours, languages, signals, pipes."""

import errno
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

import reviewkit
from reviewkit import __version__
from reviewkit.cli.main import NOUNS, main
from reviewkit.features import config as config_feature

SOURCE = str(Path(reviewkit.__file__).parents[1])
COMMAND = [sys.executable, "-m", "reviewkit"]


def run(*words, **environment):
    """Run reviewkit as a process of its own; its output is piped."""
    env = {**os.environ, "PYTHONPATH": SOURCE, "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run(
        [*COMMAND, *words], env=env, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )


def on_terminal(*words, **environment):
    """Run reviewkit on a terminal of its own; return what that terminal received."""
    env = {"TERM": "xterm-256color", **os.environ, "PYTHONPATH": SOURCE, **environment}
    ours, its = pty.openpty()
    process = subprocess.Popen([*COMMAND, *words], env=env, stdin=its, stdout=its, stderr=its)
    os.close(its)
    received = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        received += part
    process.wait(timeout=60)
    os.close(ours)
    return received.decode()


@pytest.mark.parametrize("words", [["nonsense"], ["config", "nonsense"], ["config", "show", "--nonsense"], ["auth", "set"]])
def test_a_wrong_command_line_ends_with_2_and_a_hint(capsys, words):
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Error: " in err
    assert "--help" in err


@pytest.mark.parametrize(("words", "near"), [(["confg"], "config"), (["config", "shw"], "show")])
def test_a_mistyped_word_names_the_nearest(capsys, words, near):
    assert main(words) == 2
    assert f"Did you mean '{near}'?" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["config"]])
def test_a_noun_alone_shows_its_help_and_no_error(capsys, words):
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert "Usage" in out
    assert "Error" not in err


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_has_help_in_80_columns(capsys, monkeypatch, noun):
    monkeypatch.setenv("COLUMNS", "80")
    assert main([noun, "--help"]) == 0
    assert "Usage" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["config", "nonsense", "--json"], ["db", "check", "--nonsense", "--json"]])
def test_with_json_an_error_is_an_object_on_stderr(capsys, words):
    code = main(words)
    out, err = capsys.readouterr()
    error = json.loads(err)["error"]
    assert (code, out) == (2, "")
    assert set(error) == {"code", "message", "hint", "retryable"}
    assert error["code"] == "usage"


def test_a_missing_sign_in_is_4_and_says_so_in_json(capsys):
    assert main(["auth", "test", "--json"]) == 4
    error = json.loads(capsys.readouterr().err)["error"]
    assert error["code"] == "sign_in_needed"
    assert "reviewkit auth login" in error["hint"]


@pytest.mark.parametrize("words", [["--version"], ["-V"]])
def test_the_version(capsys, words):
    assert main(words) == 0
    assert capsys.readouterr().out == f"reviewkit {__version__}\n"
    assert run(*words).stdout == f"reviewkit {__version__}\n"


def fail_with(monkeypatch, error):
    def broken(_path):
        raise error

    monkeypatch.setattr(config_feature, "rows", broken)


def test_ctrl_c_is_130_and_no_error(capsys, monkeypatch):
    fail_with(monkeypatch, KeyboardInterrupt())
    assert main(["config", "show"]) == 130
    assert "Stopped" in capsys.readouterr().err


def test_ctrl_c_is_130_in_json_too(capsys, monkeypatch):
    fail_with(monkeypatch, KeyboardInterrupt())
    assert main(["config", "show", "--json"]) == 130
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "interrupted"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x/y"), "The disk is full. /x/y"),
        (OSError(errno.EROFS, "Read-only file system", "/x/y"), "No permission to write here: /x/y"),
        (OSError(errno.EIO, "Input/output error"), "The file system said no"),
        (RuntimeError("odd"), "RuntimeError: odd"),
    ],
)
def test_any_other_failure_is_a_sentence_and_a_hint(capsys, monkeypatch, error, said):
    fail_with(monkeypatch, error)
    assert main(["config", "show"]) == 1
    shown = capsys.readouterr().err
    assert said in shown
    assert "Traceback" not in shown
    assert "→" in shown


def test_debug_shows_the_traceback(capsys, monkeypatch):
    fail_with(monkeypatch, RuntimeError("odd"))
    assert main(["--debug", "config", "show"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_process_cleanly_with_130(tmp_path, number):
    started = tmp_path / "started"
    editor = tmp_path / "editor.sh"
    editor.write_text(f"#!/bin/sh\ntouch '{started}'\nexec sleep 30\n")
    editor.chmod(0o755)
    env = {**os.environ, "PYTHONPATH": SOURCE, "EDITOR": str(editor)}
    process = subprocess.Popen([*COMMAND, "config", "edit"], env=env, stderr=subprocess.PIPE, text=True, start_new_session=True)
    deadline = time.monotonic() + 20
    while not started.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, number)
    _out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "Stopped" in err


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
@pytest.mark.parametrize("verb", ["show", "show --json", "path"])
def test_a_closed_pipe_is_silent(verb):
    line = f'"{sys.executable}" -m reviewkit config {verb} | true; echo "${{PIPESTATUS[0]}}"'
    ran = subprocess.run(
        ["bash", "-c", line], env={**os.environ, "PYTHONPATH": SOURCE}, capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.stdout, ran.stderr) == ("0\n", "")


def test_piped_output_has_no_escape_codes():
    ran = run("config", "show")
    assert "\x1b" not in ran.stdout
    assert "\x1b" not in run("config", "nonsense").stderr
    assert "\x1b" not in run("--help").stdout


def test_a_terminal_gets_colours_unless_it_says_no():
    colour = re.compile(r"\x1b\[[0-9;]*3[0-7]")
    assert colour.search(on_terminal("config", "check"))
    assert not colour.search(on_terminal("config", "check", NO_COLOR="1"))
    assert "\x1b" not in on_terminal("config", "check", TERM="dumb")
    assert "\x1b" not in on_terminal("config", "show", TERM="dumb")


def test_data_goes_to_stdout_and_everything_else_to_stderr():
    ran = run("config", "check", "--json")
    assert json.loads(ran.stdout)["problems"] == []
    assert ran.stderr == ""
    ran = run("config", "check")
    assert ran.stdout == ""
    assert "fine" in ran.stderr


def test_help_is_korean_where_the_locale_or_the_settings_say_so(home):
    hangul = re.compile(r"[가-힣]")
    english = run("--help", LC_ALL="en_US.UTF-8").stdout
    korean = run("--help", LC_ALL="ko_KR.UTF-8").stdout
    assert not hangul.search(english)
    assert hangul.search(korean)
    assert hangul.search(run("config", "nonsense", LC_ALL="ko_KR.UTF-8").stderr)
    (home / "config.toml").write_text('[general]\nlanguage = "ko"\n', encoding="utf-8")
    assert run("--help", LC_ALL="en_US.UTF-8").stdout == korean
    assert run("--help", LC_ALL="ko_KR.UTF-8", REVIEWKIT_GENERAL__LANGUAGE="en").stdout == english


def test_nothing_heavy_is_imported_for_help():
    ran = run("--help", PYTHONPROFILEIMPORTTIME="1")
    heavy = {"sqlalchemy", "sqlmodel", "playwright", "requests", "keyring", "openai", "alembic"}
    imported = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert not heavy & imported


PYTHONS = [sys.executable, *([debian] if (debian := shutil.which("python3.11", path="/usr/bin")) else [])]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(
    "words", [["config", "show", "--json"], ["review", "list", "--csv"], ["--help"], ["--version"], ["-V"]]
)
def test_a_full_disk_behind_stdout_is_one_sentence_and_1(python, words):
    libraries = sysconfig.get_path("purelib")
    env = {**os.environ, "PYTHONPATH": f"{SOURCE}{os.pathsep}{libraries}"}
    if subprocess.run([python, "-c", "import typer, pydantic"], env=env, capture_output=True, check=False).returncode:
        pytest.skip("this Python can't import our libraries")
    with Path("/dev/full").open("w") as full:
        command = [python, "-m", "reviewkit", *words]
        ran = subprocess.run(command, env=env, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert ran.returncode == 1
    assert "The disk is full." in ran.stderr
    assert "Exception" not in ran.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_what_stdout_could_not_take_comes_before_the_commands_own_error(home):
    with Path("/dev/full").open("w") as full:
        command = [*COMMAND, "config", "check", "--json"]
        env = {**os.environ, "PYTHONPATH": SOURCE}
        (home / "config.toml").write_text("[general]\nnonsense = 1\n", encoding="utf-8")
        ran = subprocess.run(command, env=env, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert ran.returncode == 1
    assert "The disk is full." in ran.stderr
    assert "Exception" not in ran.stderr


@pytest.mark.parametrize(("noun", "kept"), [("crawl", True), ("import", True), ("demo", False), ("config", False)])
def test_only_what_keeps_its_readings_says_so_when_it_is_stopped(capsys, monkeypatch, noun, kept):
    def stopped(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("reviewkit.cli.command.Desk.app", property(stopped))
    words = {"import": ["import", "x.csv"], "config": ["review", "list"]}.get(noun, [noun])
    assert main(words) == 130
    said = capsys.readouterr().err
    assert "Stopped." in said
    assert ("is kept" in said) is kept


def test_on_a_terminal_the_message_begins_on_a_line_of_its_own(monkeypatch, capsys):
    fail_with(monkeypatch, KeyboardInterrupt())
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["config", "show"]) == 130
    assert capsys.readouterr().err.startswith("\n")


def completed(line, **environment):
    """Return what the Tab key offers at the end of a line in bash."""
    number = str(len(line.split()) - (not line.endswith(" ")))
    return run(_REVIEWKIT_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=number, **environment).stdout.split()


def test_the_tab_key_offers_the_values_of_options_and_the_stores(home):
    assert completed("reviewkit store show ") == [], "and makes no database"
    assert list(home.iterdir()) == []
    assert main(["store", "add", "가나식당", "--mine"]) == 0
    assert main(["store", "add", "다라카페", "--mine"]) == 0
    assert completed("reviewkit review list --platform ") == ["naver", "kakao", "google"]
    assert completed("reviewkit review list --sort o") == ["oldest"]
    assert completed("reviewkit review list --status s") == ["suspended"]
    assert completed("reviewkit review list --store ") == ["가나식당", "다라카페"]
    assert completed("reviewkit store remove 가") == ["가나식당"]
    (home / "config.toml").write_text("[nonsense\n", encoding="utf-8")
    assert completed("reviewkit store show ") == []


def test_nothing_heavy_is_imported_to_complete_a_stores_name():
    assert main(["store", "list"]) == 0
    words = "reviewkit store show "
    ran = run(_REVIEWKIT_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD="3", PYTHONPROFILEIMPORTTIME="1")
    imported = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert "reviewkit.features.stores" in imported
    assert not {"sqlalchemy", "sqlmodel", "playwright", "requests", "keyring", "alembic"} & imported
