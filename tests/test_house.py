"""The house itself: layers, style, types, help, versions, and that every text has its Korean."""

import re
import string
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

import reviewkit
from reviewkit.cli.main import NOUNS, build

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "reviewkit"
PO = SRC / "locale" / "ko" / "LC_MESSAGES" / "reviewkit.po"


def says(*words: str, **environment: str) -> str:
    """Run one of Python's own tools in the top folder; return what it printed. A failure shows that."""
    ended = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=environment or None,
    )
    assert ended.returncode == 0, f"{ended.stdout}{ended.stderr}"
    return ended.stdout


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every noun and every command, by its words."""
    root = typer.main.get_command(build())
    for noun in NOUNS:
        found = root.get_command(None, noun)
        yield noun, found
        for verb, command in getattr(found, "commands", {}).items():
            yield f"{noun} {verb}", command


# --- style, types, layers ---


@pytest.mark.parametrize("words", [("check",), ("format", "--check")], ids=["check", "format"])
def test_ruff_finds_nothing(words):
    says("-m", "ruff", *words)


def test_every_type_is_known_and_right():
    says("-m", "mypy")


def test_imports_point_down():
    says("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())")


# --- commands ---


def test_every_noun_has_its_file_and_every_file_its_noun():
    files = {path.stem for path in (SRC / "cli").glob("*.py") if "\napp = " in path.read_text(encoding="utf-8")}
    folders = {
        path.parent.name for path in (SRC / "cli").glob("*/__init__.py") if "\napp = " in path.read_text(encoding="utf-8")
    }
    assert files | folders == set(NOUNS.values())


@pytest.mark.parametrize(("words", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_and_option_has_a_help_text_that_ends_with_a_period(words, command):
    assert (command.help or "").endswith((".", ".)")), words
    for parameter in command.params:
        assert (getattr(parameter, "help", "") or "").endswith((".", ".)", "…")), f"{words}: {parameter.name}"


# --- versions ---


def test_the_changelog_tells_of_this_version_first():
    released = re.findall(r"^## \[(\d[^\]]*)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert not released or released[0] == reviewkit.__version__
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


# --- Korean ---


def source_texts() -> list[Any]:
    """Every text of the sources that goes through `_`, `N_` or `ngettext`; a pair for one that has a plural."""
    found = extract_from_dir(SRC, method_map=[("**.py", "python")])
    return sorted({message for _file, _line, message, _comments, _context in found if message}, key=str)


@pytest.fixture(scope="module")
def korean() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="ko", domain="reviewkit")


def forms(text: Any) -> list[str]:
    """A text's forms: one, or singular and plural."""
    return [text] if isinstance(text, str) else list(text)


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_every_text_is_in_korean(korean):
    def done(message: Message | None) -> bool:
        return message is not None and not message.fuzzy and all(forms(message.string))

    assert [text for text in source_texts() if not done(korean.get(forms(text)[0]))] == []


def test_no_korean_text_has_lost_its_source_or_its_placeholders(korean):
    known = {forms(text)[0]: text for text in source_texts()}
    for message in korean:
        source = known.get(forms(message.id)[0]) if message.id else None
        if source is None:  # the header, and texts of typer's own
            continue
        assert message.id == source, "a plural on one side only"
        for translated in forms(message.string):
            assert placeholders(translated) == placeholders(forms(message.id)[-1]), message.id


def test_the_compiled_texts_are_those_of_the_source(korean):
    def texts(catalog: Catalog) -> dict[str, list[str]]:
        return {forms(message.id)[0]: forms(message.string) for message in catalog if message.id}

    fresh = BytesIO()
    write_mo(fresh, korean)
    fresh.seek(0)
    with PO.with_suffix(".mo").open("rb") as file:
        assert texts(read_mo(file)) == texts(read_mo(fresh))


@pytest.mark.parametrize("words", [["--help"], ["store", "add", "--help"], ["review", "list", "--help"]], ids=" ".join)
def test_typers_own_words_are_korean_too(words, home):
    """In a process of its own: typer reads them once, when it is imported. “Usage:” is none of them, typer has it fixed."""
    help_ = says("-m", "reviewkit", *words, LANG="ko_KR.UTF-8", REVIEWKIT_HOME=str(home), PYTHONUTF8="1", COLUMNS="120")
    for english in ("Options", "Arguments", "Commands", "[required]", "[default"):
        assert english not in help_
