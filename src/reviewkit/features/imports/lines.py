"""JSON files: one object a line, or one array of objects; read object by object."""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from reviewkit.errors import BadFile
from reviewkit.features.imports.columns import guess
from reviewkit.features.imports.records import Fault, Record
from reviewkit.i18n import _

CHUNK = 1 << 16
LONGEST = 4 << 20
"""Characters of one object."""
LARGEST_DOCUMENT = 64 << 20
"""Bytes of a file that has to be read whole, since it is one object."""
SAMPLE = 200
"""Objects whose keys make the columns."""
_SPACE = " \t\r\n,"
_WRAPPERS = ("reviews", "items", "data", "results")


@dataclass(frozen=True, slots=True)
class Objects:
    """A JSON file whose shape is known: "array", "lines" or "document" (one object with a list in it)."""

    path: Path
    name: str
    encoding: str
    shape: str
    columns: tuple[str, ...]
    found: Mapping[str, str]

    @property
    def details(self) -> str:
        """How the file was read, in a few words."""
        kind = _("JSON lines") if self.shape == "lines" else "JSON"
        return f"{kind}, {self.encoding}"

    def records(self) -> Iterator[Record | Fault]:
        """Yield the objects. Raises BadFile."""
        return _records(self.path, self.name, self.encoding, self.shape)


def open_objects(path: Path, name: str, encoding: str, wanted: Mapping[str, str]) -> Objects:
    """Return the JSON file at `path`, which is called `name` in errors. Raises BadFile."""
    shape = _shape(path, encoding)
    keys: dict[str, None] = {}
    for record in islice(_records(path, name, encoding, shape), SAMPLE):
        if isinstance(record, Record):
            keys.update(dict.fromkeys(record.values))
    return Objects(path, name, encoding, shape, tuple(keys), guess(list(keys), wanted))


def document(path: Path, encoding: str = "utf-8-sig") -> dict[str, Any] | None:
    """Return the one object that a whole file is, None where it is none or too large for one."""
    if path.stat().st_size > LARGEST_DOCUMENT:
        return None
    try:
        data = json.loads(path.read_text(encoding))
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def first(path: Path, encoding: str) -> dict[str, Any]:
    """Return the object that a file is, or that its first line is; {} for neither."""
    with _open(path, encoding) as stream:
        line = _first_line(stream)
    if line.lstrip().startswith("["):
        return {}
    value = _loads(line)
    return value if isinstance(value, dict) else (document(path, encoding) or {})


def _first_line(stream: TextIO) -> str:
    return next((line for line in iter(lambda: stream.readline(LONGEST), "") if line.strip()), "")


def _shape(path: Path, encoding: str) -> str:
    with _open(path, encoding) as stream:
        line = _first_line(stream)
    if line.lstrip().startswith("["):
        return "array"
    value = _loads(line)
    return "lines" if isinstance(value, dict) and _list_in(value) is None else "document"


def _records(path: Path, name: str, encoding: str, shape: str) -> Iterator[Record | Fault]:
    if shape == "document":
        yield from _document(path, name, encoding)
        return
    with _open(path, encoding) as stream:
        for line, value in _array(stream) if shape == "array" else _lines(stream):
            yield value if isinstance(value, Fault) else _record(line, value)


def _record(line: int, value: Any) -> Record | Fault:
    return Record(line, value) if isinstance(value, dict) else Fault(line, "not_a_review", str(value)[:80])


def _document(path: Path, name: str, encoding: str) -> Iterator[Record | Fault]:
    data = document(path, encoding)
    if data is None:
        yield from _unwrapped(path, name, encoding)
        return
    listed = _list_in(data)
    for record in [data] if listed is None else listed:
        yield _record(1, record)


def _unwrapped(path: Path, name: str, encoding: str) -> Iterator[Record | Fault]:
    """One broken line at the top must not hide a good file of lines."""
    good = False
    with _open(path, encoding) as stream:
        for line, value in _lines(stream):
            record = value if isinstance(value, Fault) else _record(line, value)
            good = good or isinstance(record, Record)
            yield record
    if not good:
        raise BadFile(
            _("{file} is not valid JSON.").format(file=name), _("Import a CSV file, JSON lines, or a JSON array of reviews.")
        )


def _list_in(data: dict[str, Any]) -> list[Any] | None:
    """Return the list of objects that a wrapping object holds ({"reviews": [...]}), None where it holds none or several."""
    if "written_at" in data:
        return None
    lists = [value for value in data.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    empty = [data[key] for key in _WRAPPERS if data.get(key) == []]
    return lists[0] if len(lists) == 1 else (empty[0] if empty and not lists else None)


def _lines(stream: TextIO) -> Iterator[tuple[int, Any]]:
    number = 0
    while line := stream.readline(LONGEST):
        number += 1
        if line.strip():
            value = _loads(line)
            yield number, Fault(number, "bad_json", line.strip()[:80]) if value is None else value


def _array(stream: TextIO) -> Iterator[tuple[int, Any]]:
    """Decode an array item by item, with no more in memory than one chunk and one item."""
    decode = json.JSONDecoder().raw_decode
    buffer, position, line = stream.read(CHUNK), 0, 1
    opened = False
    while True:
        start = position
        skipped = _SPACE if opened else _SPACE + "["
        while position < len(buffer) and buffer[position] in skipped:
            position += 1
            opened = opened or buffer[position - 1] == "["
            skipped = _SPACE if opened else skipped
        line += buffer.count("\n", start, position)
        if buffer[position : position + 1] == "]":
            return
        try:
            value, end = decode(buffer, position)
        except (ValueError, RecursionError):
            more = stream.read(CHUNK) if len(buffer) - position < LONGEST else ""
            if not more:
                yield line, Fault(line, "cut_off", buffer[position : position + 80])
                return
            buffer, position = buffer[position:] + more, 0
        else:
            yield line, value
            line += buffer.count("\n", position, end)
            position = end


def _loads(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _open(path: Path, encoding: str) -> TextIO:
    return io.TextIOWrapper(path.open("rb"), encoding)
