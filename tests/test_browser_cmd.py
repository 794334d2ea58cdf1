"""reviewkit browser install."""

import io
import shlex
import sys

import pytest

from reviewkit.cli.main import main
from reviewkit.platforms import browsers


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine without a browser, whose install command is ours. Returns the place where a browser would appear."""
    path = tmp_path / "a browser"
    monkeypatch.setenv("REVIEWKIT_BROWSER__EXECUTABLE", str(path))
    line = f"echo talk; echo '#!/bin/sh' > {shlex.quote(str(path))}; chmod +x {shlex.quote(str(path))}"
    monkeypatch.setattr(browsers, "install_command", lambda _headed=False: ["sh", "-c", line])
    return path


def test_a_browser_that_is_there_is_left_alone(capsys):
    assert main(["browser", "install"]) == 0
    assert "There is a browser already" in capsys.readouterr().err


def test_the_command_is_shown_asked_for_and_run(bare, capfd):
    assert main(["browser", "install", "--dry-run"]) == 0
    assert not bare.exists()
    assert main(["browser", "install", "--no-input"]) == 2
    assert "--yes" in capfd.readouterr().err
    assert main(["browser", "install", "--yes", "--json"]) == 0
    out, err = capfd.readouterr()
    assert str(bare) in out
    assert "talk" not in out
    assert "talk" in err


def test_a_command_that_fails_or_brings_nothing_is_a_sentence(bare, monkeypatch, capfd):
    for words, said in (
        (["false"], "ended with an error"),
        (["true"], "no browser was found"),
        (["/no/such"], "did not start"),
    ):
        monkeypatch.setattr(browsers, "install_command", lambda _headed=False, words=words: words)
        assert main(["browser", "install", "--yes"]) == 1
        assert said in " ".join(capfd.readouterr().err.split())


def test_no_means_no(bare, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    assert main(["browser", "install"]) == 1
    assert not bare.exists()
