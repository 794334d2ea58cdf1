"""Replies as the world sees them: `reply list`, `reply show`, and the inbox."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from reviewkit.db import replies
from reviewkit.db.replies import ReplyFilter
from reviewkit.db.reviews import moment
from reviewkit.errors import NotFound, WrongInput
from reviewkit.i18n import _

FIELDS = (
    "id", "review_id", "store", "platform", "state", "text", "lang", "writer", "passed", "failed", "held_for", "wish",
    "approved_by", "approve_at", "created_at", "updated_at", "posted_at", "live_at", "site_state", "violation", "trouble",
    "review",
)  # fmt: skip
"""What `reply list` gives per reply, in this order."""
REVIEW = ("author", "rating", "text", "written_at", "sentiment", "url", "status")
TIMES = ("approve_at", "created_at", "updated_at", "posted_at", "live_at")

LONGEST = 100_000
"""Most replies in a range."""


def listed(path: Path, wanted: ReplyFilter, zone: tzinfo) -> Iterator[dict[str, Any]]:
    """Yield the chosen replies in the shape of `reply list --json`; times in `zone`."""
    for row in replies.select(path, wanted):
        yield shape(row, zone)


def shown(path: Path, reply_id: int, zone: tzinfo) -> dict[str, Any]:
    """Return one reply with its `checks` and its whole `history`, the oldest first. Raises NotFound."""
    row = stored(path, reply_id)
    history = [
        {
            "at": moment(event["at"]).astimezone(zone), "what": event["what"], "who": event["who"], "text": event["text"],
            "detail": json.loads(event["detail"]),
        }
        for event in replies.events(path, reply_id)
    ]  # fmt: skip
    return {**shape(row, zone), "checks": json.loads(row["checks"]), "history": history}


def stored(path: Path, reply_id: int) -> dict[str, Any]:
    """Return a reply as stored. Raises NotFound."""
    row = replies.one(path, reply_id)
    if row is None:
        raise NotFound(_("There is no reply {id}.").format(id=reply_id), _("See them with: reviewkit reply list"))
    return row


def shape(row: dict[str, Any], zone: tzinfo) -> dict[str, Any]:
    """Return a stored reply as the world sees it."""
    review = {
        "author": row["author"], "rating": row["rating"], "text": row["review_text"],
        "written_at": moment(row["written_at"]).astimezone(zone), "sentiment": row["sentiment"], "url": row["url"],
        "status": row["status"],
    }  # fmt: skip
    values: dict[str, Any] = {name: moment(row[name]).astimezone(zone) if row[name] else None for name in TIMES}
    values |= {
        "passed": bool(row["passed"]),
        "failed": [check["name"] for check in json.loads(row["checks"]) if not check["passed"]],
        "held_for": json.loads(row["held_for"]),
        "wish": row["wish"] or None,
        "review": review,
    }
    return {name: values.get(name, row.get(name)) for name in FIELDS}


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of replies that were asked for: those named one by one, and those of ranges that aren't named beside."""

    single: tuple[int, ...] = ()
    ranged: tuple[int, ...] = ()

    @property
    def all(self) -> tuple[int, ...]:
        """All of them."""
        return (*self.single, *self.ranged)

    @property
    def alone(self) -> bool:
        """Whether it is a single one that was named: what is wrong with it is an error of its own."""
        return len(self.single) == 1 and not self.ranged


def numbers(words: Sequence[str]) -> Numbers:
    """Return the numbers that "3", "5-9" and "3,5" name. Raises WrongInput."""
    single: dict[int, None] = {}
    ranged: dict[int, None] = {}
    for word in (part.strip() for given in words for part in given.split(",") if part.strip()):
        first, dash, last = word.partition("-")
        if not all(_is_number(part) for part in ((first, last) if dash else (first,))):
            raise _no_number(word)
        if not dash:
            single[int(first)] = None
        elif 0 <= int(last) - int(first) <= LONGEST:
            ranged |= dict.fromkeys(range(int(first), int(last) + 1))
        else:
            raise _no_number(word)
    return Numbers(tuple(single), tuple(number for number in ranged if number not in single))


def _is_number(text: str) -> bool:
    """Digits alone: Python takes ² for a digit, and int() does not; it refuses very long ones too."""
    return text.isascii() and text.isdigit() and len(text) <= 100


def _no_number(word: str) -> WrongInput:
    return WrongInput(_("{text} is no number of a reply.").format(text=word), _("Write 3, or 5-9, or 3,5,8."))
