"""All that the right side shows of one row, read from the database at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from reviewkit.cli.inbox.entries import Entry
from reviewkit.db import replies
from reviewkit.db.reviews import moment
from reviewkit.features import reviews
from reviewkit.text.echo import compare, letters

AUTHORS_REVIEWS = 100
"""More reviews than this by one author are not counted."""
ALIKE = 3
"""Earlier replies that are shown."""
COMPARED = 8
LEAST = 0.3
"""Two unlike Korean replies of the same trade have this much in common: less is not worth a line."""


@dataclass(frozen=True, slots=True)
class Detail:
    """One row, whole: the review as `reviews.shape` gives it, its reply as `db.replies` does, `others` by its author."""

    entry: Entry
    review: dict[str, Any]
    reply: dict[str, Any] | None = None
    others: Sequence[dict[str, Any]] = field(default_factory=tuple)

    @property
    def text(self) -> str:
        """The reply's text, "" where there is none."""
        return str(self.reply["text"]) if self.reply else ""

    @property
    def checks(self) -> list[dict[str, Any]]:
        """What the checks said of it, as stored."""
        found: list[dict[str, Any]] = json.loads(self.reply["checks"]) if self.reply else []
        return found

    @property
    def failing(self) -> int:
        """How many checks failed."""
        return sum(not check["passed"] for check in self.checks)

    @property
    def stale(self) -> bool:
        """Whether the review says something else than what its draft answers."""
        from reviewkit.features.replies.states import basis

        drafted = self.reply is not None and self.entry.kind in ("held", "person", "ready", "approved")
        return drafted and self.reply is not None and self.reply["basis"] != basis(self.review["text"], self.review["rating"])

    @property
    def held_for(self) -> list[str]:
        """The risks that hold it."""
        found: list[str] = json.loads(self.reply["held_for"]) if self.reply else []
        return found


def read(path: Path, entry: Entry, zone: ZoneInfo) -> Detail:
    """Return a row, whole. Raises NotFound, DatabaseTrouble."""
    others = [
        {**row, "written_at": moment(row["written_at"]).astimezone(zone)}
        for row in replies.by_author(path, entry.review_id, AUTHORS_REVIEWS)
    ]
    reply = replies.one(path, entry.reply_id) if entry.reply_id else None
    return Detail(entry, reviews.show(path, entry.review_id, zone), reply, others)


def alike(text: str, earlier: Sequence[str]) -> list[tuple[float, str]]:
    """Return the earlier replies that are most like `text`, with the share that they have in common; a tenth of a second."""
    own = _pairs(text)
    if not own:
        return []
    ranked = sorted(earlier, key=lambda one: -len(own & _pairs(one)) / (len(own) + len(one)))[:COMPARED]
    shares = [(compare(text, [one]).whole, one) for one in dict.fromkeys(ranked)]
    return sorted((found for found in shares if found[0] >= LEAST), key=lambda found: -found[0])[:ALIKE]


def _pairs(text: str) -> set[str]:
    bare = letters(text)
    return {bare[i : i + 2] for i in range(len(bare) - 1)}
