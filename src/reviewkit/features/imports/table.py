"""CSV files: delimiter and heading row found, then read row by row."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from reviewkit.errors import BadFile
from reviewkit.features.imports.columns import complete, guess
from reviewkit.features.imports.records import Fault, Record
from reviewkit.i18n import _

if TYPE_CHECKING:
    import _csv

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 1 << 16
"""Characters that the delimiter and the headings are guessed from."""
HEADING_WITHIN = 10
"""Rows. Admin pages print a title and a period above the headings."""
LONGEST_LINE = 1 << 20
"""Characters; the csv module itself refuses a cell above 131,072."""


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file whose shape is known. `heading` is the index of the row with the columns' names."""

    path: Path
    name: str
    encoding: str
    delimiter: str
    heading: int
    columns: tuple[str, ...]
    found: Mapping[str, str]

    @property
    def details(self) -> str:
        """How the file was read, in a few words."""
        mark = {"\t": _("tab")}.get(self.delimiter, self.delimiter)
        return _("CSV, {encoding}, delimiter “{delimiter}”").format(encoding=self.encoding, delimiter=mark)

    def records(self) -> Iterator[Record | Fault]:
        """Yield the rows below the headings, empty ones left out. Raises BadFile."""
        with self.path.open("rb") as binary, io.TextIOWrapper(binary, self.encoding, newline="") as stream:
            reader = csv.reader(_lines(stream, self.name), delimiter=self.delimiter)
            for row, cells in enumerate(_rows(reader), 1):
                if isinstance(cells, str):
                    yield Fault(row, cells)
                elif row > self.heading + 1 and any(cell.strip() for cell in cells):
                    yield Record(row, dict(zip(self.columns, cells, strict=False)))


def open_table(path: Path, name: str, encoding: str, wanted: Mapping[str, str]) -> Table:
    """Return the CSV file at `path`, which is called `name` in errors. Raises BadFile where no columns can be told."""
    with path.open("rb") as binary, io.TextIOWrapper(binary, encoding, newline="") as stream:
        sample = stream.read(SAMPLE)
    tables = [Table(path, name, encoding, delimiter, *_shape(sample, delimiter, wanted)) for delimiter in DELIMITERS]
    return max(tables, key=lambda table: (complete(table.found), len(table.found), len(table.columns)))


def _shape(sample: str, delimiter: str, wanted: Mapping[str, str]) -> tuple[int, tuple[str, ...], Mapping[str, str]]:
    """Return which row holds the headings, the columns' names, and the fields that they are (as `columns.guess`)."""
    rows = _sample_rows(sample, delimiter)
    best, columns = 0, _unique(rows[0] if rows else [])
    found: dict[str, str] = {}
    for index, row in enumerate(rows):
        names = _unique(row)
        fields = guess(names, wanted)
        if complete(fields) and len(fields) > len(found):
            best, columns, found = index, names, fields
    return best, columns, found or guess(columns, wanted)


def _sample_rows(sample: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    for cells in _rows(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)):
        rows.append([] if isinstance(cells, str) else cells)
        if len(rows) == HEADING_WITHIN:
            break
    return rows


def _unique(row: Sequence[str]) -> tuple[str, ...]:
    """Two columns of one name would overwrite each other: the later ones are told apart by their number."""
    names: list[str] = []
    for number, cell in enumerate(row, 1):
        name = cell.strip().lstrip("\ufeff")
        names.append(f"{name}#{number}" if not name or name in names else name)
    return tuple(names)


def _rows(reader: "_csv.Reader") -> Iterator[list[str] | str]:
    """Yield each row's cells, or why they can't be read. A row may span several lines; an empty line is a row."""
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield "bad_row"
        else:
            yield cells


def _lines(stream: TextIO, name: str) -> Iterator[str]:
    while line := stream.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise BadFile(
                _("{file} has a line of more than a million characters: it is no table of reviews.").format(file=name)
            )
        yield line
