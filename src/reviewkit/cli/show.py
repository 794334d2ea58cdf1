"""The only place that prints. Data goes to stdout, everything else to stderr.

rich is imported when a table is drawn; JSON and CSV need only the standard library.
"""

import csv
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from reviewkit.cli.cells import UNSAFE, Column, Row, csv_cell, to_json
from reviewkit.errors import ReviewkitError, WrongInput
from reviewkit.i18n import _

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress


WIDE = 100
"""Columns of a screen that has room."""


class Form(StrEnum):
    """How data is printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


class Show:
    """The screen of one command."""

    def __init__(self) -> None:
        self.form = Form.TABLE
        self.dry_run = False
        self.yes = False
        self.no_input = False

    def options(
        self,
        *,
        as_json: bool = False,
        as_jsonl: bool = False,
        as_csv: bool = False,
        dry_run: bool = False,
        yes: bool = False,
        no_input: bool = False,
    ) -> None:
        """Take the shared options. Raises WrongInput where more than one form is asked for."""
        asked = [form for form, on in ((Form.JSON, as_json), (Form.JSONL, as_jsonl), (Form.CSV, as_csv)) if on]
        if len(asked) > 1:
            raise WrongInput(_("Choose one of --json, --jsonl and --csv."))
        self.form = asked[0] if asked else Form.TABLE
        self.dry_run, self.yes, self.no_input = dry_run, yes, no_input

    @cached_property
    def out(self) -> "Console":
        """The screen for data."""
        return _console(sys.stdout)

    @property
    def wide(self) -> bool:
        """Whether a table has room for more than the most needed columns."""
        return self.out.width >= WIDE

    @cached_property
    def err(self) -> "Console":
        """The screen for everything else."""
        return _console(sys.stderr)

    # --- data ---

    def rows(self, rows: Iterable[Row], columns: Sequence[Column], empty: str = "", *, spaced: bool = False) -> None:
        """Print rows. `columns` shape the table only; the other forms print every key. `empty` is said for none.

        `spaced` puts an empty line between rows, for cells that go on below.
        """
        if self.form is Form.TABLE:
            self._table(list(rows), columns, empty, spaced=spaced)
        elif self.form is Form.JSON:
            _json_array(rows)
        elif self.form is Form.JSONL:
            for row in rows:
                _write(to_json(row) + "\n")
        else:
            self._csv(rows, [column.key for column in columns])

    def record(self, row: Row, columns: Sequence[Column] | None = None) -> None:
        """Print one object: its keys beside its values, or a JSON object."""
        if self.form is Form.TABLE:
            self._pairs(row, columns or [Column(key, key) for key in row])
        elif self.form is Form.JSON:
            _write(to_json(row, indent=2) + "\n")
        else:
            self.rows([row], [Column(key, key) for key in row])

    def result(self, row: Row, said: str) -> None:
        """Show what a write came to: a sentence, or its JSON."""
        if self.form is Form.TABLE:
            self.done(said)
        else:
            self.record(row)

    def text(self, text: str) -> None:
        """Print a line of data as it is."""
        _write(text + "\n")

    # --- everything else ---

    def note(self, text: str, style: str = "") -> None:
        """Say something beside the data."""
        if text:
            self.err.print(UNSAFE.sub("", text), style=style, markup=False, highlight=False, soft_wrap=not self.err.is_terminal)

    def done(self, text: str) -> None:
        """Say that something was done, or is well."""
        self.note(f"✓ {text}", "green")

    def warn(self, text: str) -> None:
        """Say something that the owner should not miss."""
        self.note(text, "yellow")

    def error(self, error: ReviewkitError) -> None:
        """Show an error: a sentence and a hint, or a JSON object on stderr where JSON was asked for."""
        if self.form is not Form.TABLE:
            body = {"code": error.code, "message": error.message, "hint": error.hint or None, "retryable": error.retryable}
            sys.stderr.write(to_json({"error": body}) + "\n")
            return
        if error.code == "interrupted":  # the owner's own wish is no error
            self.note(error.message, "yellow")
            return
        self.note(_("Error: {message}").format(message=error.message), "bold red")
        self.note(f"→ {error.hint}" if error.hint else "", "cyan")

    def confirm(self, question: str, flag: str = "--yes") -> bool:
        """Ask yes or no. `--yes` answers yes; where nobody can be asked, WrongInput names the `flag` to type instead."""
        if self.yes:
            return True
        answer = self.ask(f"{question} [y/N]", flag)
        return answer.strip().lower() in ("y", "yes", "ㅛ", "네", "예", "응")

    def ask(self, question: str, flag: str) -> str:
        """Ask for a line of text. Raises WrongInput that names the `flag` to type, where nobody can be asked."""
        if self.no_input or not sys.stdin.isatty():
            raise WrongInput(
                _("This needs an answer, and nobody can be asked: {question}").format(question=question),
                _("Say it on the command line: {flag}").format(flag=flag),
            )
        self.err.print(question + " ", end="", markup=False, highlight=False)
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        return line.rstrip("\n")

    def ask_hidden(self, question: str, flag: str) -> str:
        """Ask for a secret without showing what is typed. Raises WrongInput as `ask` does."""
        if self.no_input or not sys.stdin.isatty():
            return self.ask(question, flag)
        from getpass import getpass

        try:
            return getpass(question + " ", stream=sys.stderr)
        except EOFError:
            raise KeyboardInterrupt from None

    def choose(self, question: str, options: Sequence[str], flag: str, default: int | None = None) -> int:
        """Let the owner pick one of `options`; return its index. Enter alone is the `default`, where there is one."""
        for number, option in enumerate(options, 1):
            self.note(f"{number:>3}  {option}")
        while True:
            enter = "" if default is None else f", Enter = {default + 1}"
            answer = self.ask(f"{question} [1-{len(options)}{enter}]", flag).strip()
            if not answer and default is not None:
                return default
            if answer.isdigit() and 1 <= int(answer) <= len(options):
                return int(answer) - 1
            self.warn(_("Please type a number from 1 to {n}.").format(n=len(options)))

    @contextmanager
    def progress(self) -> Iterator["Progress"]:
        """Progress bars on stderr; nothing where stderr is no terminal or data is printed for a program."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        quiet = not self.err.is_terminal or self.err.is_dumb_terminal or self.form is not Form.TABLE
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.err, transient=True, disable=quiet) as bars:
            yield bars

    # --- the forms ---

    def _table(self, rows: list[Row], columns: Sequence[Column], empty: str, *, spaced: bool = False) -> None:
        if not rows:
            self.note(empty)
            return
        from rich import box
        from rich.table import Table

        table = Table(
            box=box.SIMPLE_HEAD,
            pad_edge=False,
            show_edge=False,
            collapse_padding=True,
            leading=1 if spaced else 0,
            expand=any(column.grow for column in columns),
        )
        for column in columns:
            table.add_column(
                column.heading,
                justify="right" if column.right else "left",
                ratio=1 if column.grow else None,
                no_wrap=not column.wrap,
                overflow="fold" if column.wrap else "ellipsis",
                style=column.style,
            )
        from rich.text import Text

        for row in rows:
            table.add_row(*(_cell(Text, column, row) for column in columns))
        self.out.print(table)

    def _pairs(self, row: Row, columns: Sequence[Column]) -> None:
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for column in columns:
            if column.text(row.get(column.key)):
                table.add_row(column.heading, _cell(Text, column, row))
        self.out.print(table)

    def _csv(self, rows: Iterable[Row], keys: list[str]) -> None:
        writer = None
        for row in rows:
            buffer = io.StringIO()
            if writer is None:
                keys = list(row)
                csv.writer(buffer).writerow(keys)
            writer = csv.writer(buffer)
            writer.writerow([csv_cell(row[key]) for key in keys])
            _write(buffer.getvalue())
        if writer is None:
            _write(",".join(keys) + "\r\n")


def _cell(text_class: Any, column: Column, row: Row) -> Any:
    if column.pieces:
        return text_class.assemble(*column.pieces(row))
    value = row.get(column.key)
    return text_class(column.text(value), style=column.tint(value) if column.tint else "")


def _json_array(rows: Iterable[Row]) -> None:
    """Row by row, so that 100,000 reviews need no memory."""
    separator = "[\n"
    for row in rows:
        _write(separator + to_json(row))
        separator = ",\n"
    _write("[]\n" if separator == "[\n" else "\n]\n")


def _write(text: str) -> None:
    sys.stdout.write(text)


def _console(stream: Any) -> "Console":
    from rich.console import Console

    # Piped output has no width of its own: wide enough that no column is cut.
    width = None if stream.isatty() or os.environ.get("COLUMNS") else 140
    return Console(file=stream, width=width, highlight=False, emoji=False)
