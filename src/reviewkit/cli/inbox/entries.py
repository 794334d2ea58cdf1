"""The rows of the inbox: reviews with a reply under way, and those that wait for one. Short reads, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from reviewkit.cli.inbox.words import ORDER, kind
from reviewkit.db import query, replies
from reviewkit.db.query import Filter
from reviewkit.db.replies import ReplyFilter

PAGE = 200
"""Rows that are read at a time: thousands of reviews must not make the screen slow."""
STATES: dict[str, tuple[tuple[tuple[str, ...], bool | None], ...]] = {
    "held": ((("held",), None),),
    "person": ((("failed",), None), (("draft",), False)),
    "ready": ((("draft",), True),),
    "approved": ((("approved", "posting"), None),),
    "posted": ((("posted", "live"), None),),
}
"""The states of a kind, and whether their checks passed; None means either."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: a kind of `words.FILTERS`, and what a review must have."""

    kind: str = "all"
    store_id: int | None = None
    platform: str | None = None
    rating_min: float | None = None
    rating_max: float | None = None
    rated: bool | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A review as the list shows it. `state` is its reply's, None where there is none; `written_at` as stored."""

    review_id: int
    store: str
    platform: str
    rating: float | None
    text: str
    written_at: str
    reply_id: int | None = None
    state: str | None = None
    passed: bool = False

    @property
    def kind(self) -> str:
        """The row's kind, of `words.NAMES`."""
        return kind(self.state, passed=self.passed)


def load(path: Path, wanted: Wanted, limit: int = PAGE) -> tuple[list[Entry], bool]:
    """Return the first `limit` rows, what needs the owner first, and whether there are more. Raises DatabaseTrouble."""
    kinds = ORDER if wanted.kind == "all" else (wanted.kind,)
    found = list(islice(chain.from_iterable(_of(path, one, wanted, limit + 1) for one in kinds), limit + 1))
    return found[:limit], len(found) > limit


def fresh(path: Path, entry: Entry) -> Entry:
    """Return a row as it is now: with the reply that the review has, or the one that it had. Raises DatabaseTrouble."""
    wanted = ReplyFilter(review_id=entry.review_id)
    found = list(replies.select(path, wanted))  # the newest first, and of those under way there is one at most
    under_way = next((row for row in found if kind(row["state"], passed=True) != "ended"), None)
    row = under_way or next((row for row in found if row["id"] == entry.reply_id), None)
    if row is None:
        return replace(entry, reply_id=None, state=None, passed=False)
    return _with_reply(row)


def _of(path: Path, one: str, wanted: Wanted, limit: int) -> Iterator[Entry]:
    if one == "waiting":
        return _waiting(path, wanted, limit)
    return chain.from_iterable(_replies(path, wanted, states, passed, limit) for states, passed in _states(one, wanted))


def _states(one: str, wanted: Wanted) -> tuple[tuple[tuple[str, ...], bool | None], ...]:
    """Among all rows those that are live are left out: nothing is to be done about them."""
    return ((("posted",), None),) if one == "posted" and wanted.kind == "all" else STATES[one]


def _waiting(path: Path, wanted: Wanted, limit: int) -> Iterator[Entry]:
    chosen = replace(_filter(wanted, limit), answered=False, handled=False, drafted=False, status="visible")
    for row in query.select(path, chosen):
        yield Entry(
            row["id"], row["store"], row["platform"], row["rating"], row["text"] or _votes(row), row["written_at"]
        )  # fmt: skip


def _replies(path: Path, wanted: Wanted, states: tuple[str, ...], passed: bool | None, limit: int) -> Iterator[Entry]:
    searched = bool(wanted.words.strip()) or wanted.rated is False
    chosen = ReplyFilter(
        states=states, passed=passed, store_id=wanted.store_id, platform=wanted.platform, rating_min=wanted.rating_min,
        rating_max=wanted.rating_max, limit=0 if searched else limit,
    )  # fmt: skip
    matching = {row["id"] for row in query.select(path, replace(_filter(wanted, 0), drafted=True))} if searched else set()
    for row in replies.select(path, chosen):
        if not searched or row["review_id"] in matching or _says(row, wanted):
            yield _with_reply(row)


def _says(row: dict[str, Any], wanted: Wanted) -> bool:
    """Whether a reply itself has the words that are looked for."""
    said = row["text"].casefold()
    fits = wanted.rated is None or wanted.rated == (row["rating"] is not None)
    return fits and bool(wanted.words.strip()) and all(word in said for word in wanted.words.casefold().split())


def _filter(wanted: Wanted, limit: int) -> Filter:
    return Filter(
        store_id=wanted.store_id, platform=wanted.platform, rating_min=wanted.rating_min, rating_max=wanted.rating_max,
        rated=wanted.rated, words=wanted.words, limit=limit,
    )  # fmt: skip


def _with_reply(row: dict[str, Any]) -> Entry:
    return Entry(
        row["review_id"], row["store"], row["platform"], row["rating"], row["review_text"], row["written_at"], row["id"],
        row["state"], bool(row["passed"]),
    )  # fmt: skip


def _votes(row: dict[str, Any]) -> str:
    """What a review without a text voted for stands in the list in its place."""
    import json

    return " · ".join(json.loads(row["voted_keywords"]))
