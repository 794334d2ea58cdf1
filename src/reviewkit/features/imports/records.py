"""What every reader of a file yields."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reviewkit.platforms.base import RawReview


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a file: its values by column, and where it begins: a line, in a CSV a row as a spreadsheet counts (from 1)."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that could not become a review: why, as a short word, and the value that was in the way."""

    line: int
    reason: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A review of a file. `platform` is None where the file doesn't say."""

    line: int
    review: RawReview
    platform: str | None = None
