"""README.md and README.ko.md say what is true: their commands, files, variables and exit codes exist."""

import gettext
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from reviewkit import config, errors
from reviewkit.cli.command import Desk
from reviewkit.cli.main import NOUNS, build

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.ko.md")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:^|(?<!-D)[\s/(])reviewkit +([^|<>&;]+)")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def shell_lines(name: str) -> list[str]:
    """The lines of a README's shell blocks, without remarks."""
    lines = [line for kind, block in BLOCK.findall(text(name)) if kind in ("sh", "cron") for line in block.splitlines()]
    return [line for line in (re.sub(r"(^|\s+)#.*", "", line).rstrip() for line in lines) if line]


def inline(name: str) -> list[str]:
    """The code that stands within a README's sentences."""
    return re.findall(r"`([^`\n]+)`", BLOCK.sub("", text(name)))


def reviewkit_commands(name: str) -> Iterator[list[str]]:
    """The words after `reviewkit`, of every command in a README."""
    for line in shell_lines(name) + inline(name):
        for words in COMMAND.findall(line):
            yield shlex.split(words)


@pytest.mark.parametrize("name", READMES)
def test_every_command_of_the_readme_is_understood(name):
    root = typer.main.get_command(build())
    found = list(reviewkit_commands(name))
    assert len(found) > 20
    for words in found:
        command, rest = root, words
        while rest and (command is root or hasattr(command, "commands")):
            command, rest = command.get_command(None, rest[0]), rest[1:]
            assert command is not None, words
        needs = [parameter for parameter in command.params if parameter.required]
        if rest or not needs:  # a bare `reviewkit store add` in a sentence names the command only
            with command.make_context(words[0], list(rest), obj=Desk()):
                pass


def test_every_noun_is_in_the_readme():
    assert {words[0] for words in reviewkit_commands("README.md")} == set(NOUNS)


def test_both_languages_list_the_same_commands():
    assert shell_lines("README.md") == shell_lines("README.ko.md")


@pytest.mark.parametrize("name", READMES)
def test_what_a_readme_links_to_is_there(name):
    links = re.findall(r"\]\(([^)#:]+)\)", text(name))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_every_setting_and_variable_of_a_readme_exists(name):
    settings = {config.environment_name(key) for key in config.keys()}  # noqa: SIM118  a module's function, no dict
    for variable in re.findall(r"REVIEWKIT_\w+", text(name)):
        assert variable in settings or variable.startswith(config.RESERVED), variable


@pytest.mark.parametrize("name", READMES)
def test_a_readme_explains_every_exit_code(name):
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.ReviewkitError)]
    explained = {int(code) for code in re.findall(r"^\| (\d+) \|", text(name), re.MULTILINE)}
    assert explained == {0, *(kind.exit_code for kind in kinds)}


@pytest.mark.parametrize("name", READMES)
def test_the_readme_explains_every_outcome_of_a_crawl(name):
    from reviewkit.features.crawl.report import Outcome

    explained = set(re.findall(r"^\| `(\w+)` \|", text(name), re.MULTILINE))
    assert explained == {outcome.value for outcome in Outcome}


@pytest.mark.parametrize(("name", "language"), [("README.md", "en"), ("README.ko.md", "ko")])
def test_the_readme_names_each_outcome_as_the_screen_does(name, language):
    from reviewkit.cli.store import outcome

    catalogue = gettext.translation("reviewkit", Path(config.__file__).parents[1] / "locale", [language], fallback=True)
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text(name), re.MULTILINE)
    assert rows == [(word, catalogue.gettext(outcome(word))) for word, _said in rows]


def test_ci_runs_the_very_test_command_of_the_readme():
    ci = ROOT / ".ci" / "run"
    tests = [line for line in shell_lines("README.md") if line.endswith(".venv/bin/pytest -n 2")]
    assert len(tests) == 1
    assert ci.read_text(encoding="utf-8").splitlines()[-1] == tests[0]
    assert os.name != "posix" or os.access(ci, os.X_OK)


def test_the_lock_file_knows_of_no_place_but_pypi():
    hosts = set(re.findall(r"https?://([^/\"]+)", text("uv.lock")))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}
