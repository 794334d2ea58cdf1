"""Cells: how a value becomes text in a table, a line of CSV or JSON."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reviewkit.text.screening import harmless, screen

Row = Mapping[str, Any]

# Escape sequences and bidi overrides in a review would move the cursor or turn the line around.
UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(value: Any) -> str:
    """Return a cell's text: nothing for None, a tick for True, no control characters."""
    if value is None or value is False:
        return ""
    if value is True:
        return "✓"
    if isinstance(value, (list, tuple)):
        return ", ".join(plain(item) for item in value)
    return screen(str(value))


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column: the row's key, its heading (translated), and how a value becomes text.

    `grow` columns share the width that is left and are cut with "…" (or go on below, where they `wrap`); others are never cut.
    `tint` gives the style of a single value; `pieces` gives a row's text in parts, each with a style, in place of `text`.
    """

    key: str
    heading: str
    text: Callable[[Any], str] = plain
    right: bool = False
    grow: bool = False
    style: str = ""
    wrap: bool = False
    tint: Callable[[Any], str] | None = None
    pieces: Callable[[Row], list[tuple[str, str]]] | None = None


def one_line(value: Any) -> str:
    """Return a text on one line."""
    return " ".join(plain(value).split())


def tick(ok: Any) -> str:
    """Return the sign of what is well, or isn't."""
    return "✓" if ok else "✗"


def traffic_light(ok: Any) -> str:
    """Return the colour of what is well, or isn't."""
    return "green" if ok else "red"


def csv_cell(value: Any) -> str:
    """A spreadsheet runs a cell that begins with = + - @; a review must not become a formula."""
    if value is None:
        return ""
    if isinstance(value, (dict, list, tuple)):
        return to_json(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    text = harmless(str(value))
    formula = text.startswith("\t") or text.lstrip().startswith(("=", "+", "-", "@"))
    return f"'{text}" if isinstance(value, str) and formula else text


def as_json(value: Any) -> Any:
    """Return what json can't write by itself: times as ISO 8601, sets as lists."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return str(value)


def to_json(value: Any, indent: int | None = None) -> str:
    """JSON escapes the older control characters only; a terminal obeys the newer ones too."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=as_json)
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
