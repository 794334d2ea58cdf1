"""reviewkit completion, tried in a real bash."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import reviewkit
from reviewkit.cli.main import NOUNS, main


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_the_script_asks_reviewkit_itself(shell, capsys):
    assert main(["completion", shell]) == 0
    assert "_REVIEWKIT_COMPLETE" in capsys.readouterr().out


def test_an_unknown_shell_is_a_wrong_command_line(capsys):
    assert main(["completion", "tcsh"]) == 2
    said = capsys.readouterr().err
    assert "'bash'" in said
    assert "Value error" not in said


BASH = """
eval "$(reviewkit completion bash)"
try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _reviewkit_completion reviewkit; echo "${COMPREPLY[*]}"; }
IFS=' '
try reviewkit ""
try reviewkit con
try reviewkit config ""
try reviewkit config show --js
try reviewkit completion fi
"""


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_completes_nouns_verbs_and_options(tmp_path):
    command = tmp_path / "reviewkit"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reviewkit "$@"\n')
    command.chmod(0o755)
    source = str(Path(reviewkit.__file__).parents[1])
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": source}
    ran = subprocess.run(
        ["bash", "--norc", "-c", BASH], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    nouns, con, verbs, option, shell = ran.stdout.splitlines()
    assert set(nouns.split()) == set(NOUNS)
    assert con == "config"
    assert verbs.split() == ["path", "show", "edit", "check"]
    assert option.split() == ["--json", "--jsonl"]
    assert shell == "fish"
    assert ran.stderr == ""
