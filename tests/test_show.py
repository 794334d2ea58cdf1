"""The screen: tables, JSON, CSV; what a review may not do to it; questions."""

import csv
import io
import json
import sys
from datetime import UTC, datetime

import pytest
from rich.cells import cell_len

from made import add_store, raw, store
from reviewkit.app import App
from reviewkit.cli.cells import Column, one_line, plain
from reviewkit.cli.main import main
from reviewkit.cli.show import Form, Show
from reviewkit.errors import SignInNeeded, WrongInput

EVIL = "\x1b[2J\x1b]0;title\x07한글\u202egnp\x00 = 끝\r\x9b31m"


class Terminal(io.StringIO):
    """A stdin that somebody types at."""

    def isatty(self):
        return True


@pytest.fixture
def review():
    """A made-up shop with one review that means harm."""
    app = App()
    store(app.engine, add_store(app), raw("r1", text=f"=HYPERLINK(1) {EVIL}", author=EVIL))
    app.engine.dispose()


def shown(form, rows, columns=()):
    show = Show()
    show.form = form
    show.rows(rows, columns)


@pytest.mark.parametrize("form", [[], ["--csv"]])
def test_control_characters_of_a_review_never_reach_the_terminal(review, capsys, form):
    assert main(["review", "list", *form]) == 0
    out = capsys.readouterr().out
    assert "한글" in out
    assert not any(bad in out for bad in ("\x1b", "\x9b", "\x00", "\x07", "\u202e"))


def test_json_escapes_control_characters(review, capsys):
    assert main(["review", "list", "--json"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\x9b" not in out


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r=", "\x00="])
def test_a_cell_that_would_be_a_formula_is_quoted(capsys, start):
    shown(Form.CSV, [{"text": f"{start}cmd", "n": -3}])
    row = next(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))
    assert row["text"].startswith("'")
    assert row["n"] == "-3"


def test_each_form_prints_every_key(capsys):
    row = {"a": None, "b": True, "c": ["x", "y"], "d": datetime(2026, 5, 1, tzinfo=UTC)}
    shown(Form.JSON, [row, row])
    assert json.loads(capsys.readouterr().out)[1] == {"a": None, "b": True, "c": ["x", "y"], "d": "2026-05-01T00:00:00+00:00"}
    shown(Form.JSONL, [row, row])
    assert len([json.loads(line) for line in capsys.readouterr().out.splitlines()]) == 2
    shown(Form.CSV, [row])
    assert next(csv.DictReader(io.StringIO(capsys.readouterr().out)))["c"] == '["x", "y"]'


def test_nothing_is_an_empty_list_not_an_empty_text(capsys):
    shown(Form.JSON, [])
    assert json.loads(capsys.readouterr().out) == []
    shown(Form.CSV, [], [Column("a", "A"), Column("b", "B")])
    assert capsys.readouterr().out == "a,b\r\n"


@pytest.mark.parametrize("wrap", [True, False])
def test_a_table_with_wide_letters_fits_80_columns(capsys, monkeypatch, wrap):
    monkeypatch.setenv("COLUMNS", "80")
    columns = [Column("id", "번호", right=True), Column("text", "내용", one_line, grow=True, wrap=wrap), Column("end", "끝")]
    shown(Form.TABLE, [{"id": 1, "text": "국물이 진하고 친절해요 " * 20, "end": "☆"}], columns)
    lines = capsys.readouterr().out.splitlines()
    assert max(cell_len(line) for line in lines) <= 80
    assert ("…" in lines[2]) is not wrap


def test_between_rows_that_go_on_below_an_empty_line_may_stand(capsys):
    rows = [{"a": "one"}, {"a": "two"}]
    Show().rows(rows, [Column("a", "A", wrap=True)], spaced=True)
    assert [line.strip() for line in capsys.readouterr().out.splitlines()][-3:] == ["one", "", "two"]


def test_more_than_one_form_is_a_wrong_command_line(capsys):
    assert main(["config", "show", "--json", "--csv"]) == 2
    assert "Choose one of" in capsys.readouterr().err


def test_plain_texts():
    assert [plain(value) for value in (None, True, False, ["a", 1], "a\x07b")] == ["", "✓", "", "a, 1", "ab"]


@pytest.mark.parametrize(
    ("typed", "answer"), [("y", True), ("YES", True), ("네", True), ("ㅛ", True), ("", False), ("n", False)]
)
def test_a_question_takes_yes_in_both_languages(monkeypatch, typed, answer):
    monkeypatch.setattr(sys, "stdin", Terminal(f"{typed}\n"))
    assert Show().confirm("Sure?") is answer


def test_where_nobody_can_be_asked_the_flag_is_named(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    show = Show()
    show.options(no_input=True)
    with pytest.raises(WrongInput) as caught:
        show.confirm("Sure?", "--mine")
    assert "--mine" in caught.value.hint


def test_a_closed_keyboard_is_like_ctrl_c(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal(""))
    with pytest.raises(KeyboardInterrupt):
        Show().confirm("Sure?")


def test_a_choice_is_asked_until_it_is_one(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", Terminal("0\nx\n2\n"))
    assert Show().choose("Which?", ["a", "b"], "--which") == 1
    assert capsys.readouterr().err.count("from 1 to 2") == 2


def test_an_error_is_a_json_object_on_stderr_where_json_was_asked_for(capsys):
    show = Show()
    show.form = Form.JSON
    show.error(SignInNeeded("Who?", "reviewkit auth login google"))
    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err) == {
        "error": {
            "code": "sign_in_needed",
            "message": "Who?",
            "hint": "reviewkit auth login google",
            "retryable": False,
        }
    }
