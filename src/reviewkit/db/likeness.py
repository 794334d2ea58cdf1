"""Candidates for a likeness, out of the search index: reviews that share rare pairs of letters with a text.

No table of its own: `review_fts` has every pair of neighbouring letters already. A pair is asked for with a LIMIT, so that a
common one (습니, 어요) costs as little as a rare one, and then counts as nothing; the rare ones are few rows each. Whether a
candidate is alike is for the caller to say, on the texts.
"""

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from reviewkit.db import search
from reviewkit.db.query import SELECT

MOST = 400
"""Reviews with a pair, from which on it is too common to be worth following. Twice that makes it slower, and finds no more."""
LISTS = 16
"""The rarest pairs that are followed; half of them survive in a copy of which a tenth was changed."""
ENOUGH = 8
"""With fewer usable pairs, or less than a fifth of them, the joints of words are asked for too; in English always: 26 letters
make few pairs, and what is rare among them are the slips."""
LONGEST = 200
"""Different pairs of a text that are asked for at most: the first 400 letters tell a copy well enough."""
KEPT = 1_000_000
"""Ids that a batch keeps in memory, some 4 MB."""


class Candidate(NamedTuple):
    """A stored review that shares `shared` of the pairs that were followed, `rare` of them rare in this database."""

    id: int
    shared: int
    rare: int


class Stored(NamedTuple):
    """What tells of two reviews whether one may be a copy of the other. `written_at` is the database's text."""

    id: int
    platform: str
    author: str
    text: str
    written_at: str


class Index:
    """The search index, asked for likeness. Make one per batch: it keeps what it read."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        count = int(connection.execute("SELECT count(*) FROM review").fetchone()[0])
        self.most = min(MOST, max(50, count // 20))
        self.common = max(10, count // 100)
        """From so many reviews on, a pair is what guests of this shop write anyhow, and no proof of a copy."""
        self._lists: dict[str, array[int]] = {}
        self._kept = 0

    def candidates(self, text: str, most: int, share: float = 0.0, lists: int = LISTS) -> list[Candidate]:
        """Return up to `most` reviews that share rare pairs with `text`, best first, itself among them if it is stored.

        With a `share` (0 to 1) only those that have this share of the pairs that were followed: the `lists` rarest, enough
        for copies; what is merely alike may share the others only. Raises sqlite3.Error.
        """
        followed = sorted(self._followed(text), key=lambda found: len(found[0]))[:lists]
        shared, rare = Counter[int](), Counter[int]()
        for ids, proof in followed:
            shared.update(ids)
            if proof:
                rare.update(ids)
        least = share * len(followed)
        found = ((id_, count) for id_, count in shared.most_common(most) if count >= least)
        return [Candidate(id_, count, rare[id_]) for id_, count in found]

    def holding(self, text: str) -> list[int]:
        """Return some reviews that have every pair of `text`: what there is for a short and common one."""
        pairs = list(_pairs(text))
        return list(self._ask(" AND ".join(f'"{pair}"' for pair in pairs))) if pairs else []

    def _followed(self, text: str) -> list[tuple["array[int]", bool]]:
        """Return the ids of each pair that is neither too common nor this review's alone, and whether it is rare."""
        asked = list(_pairs(text))
        pairs = [(ids, len(ids) <= self.common) for pair in asked if len(ids := self._ids(pair)) > 1]
        latin = 2 * sum(pair.isascii() for pair in asked) > len(asked)
        if len(pairs) >= max(ENOUGH, len(asked) // 5) and not latin:
            return pairs
        # Where two common words meet is a rare place, and yet no proof: two guests had the same dish, and liked it.
        joints = [(ids, False) for joint in _joints(text) if len(ids := self._ids(joint)) > 1]
        return joints if len(joints) >= LISTS else pairs + joints

    def _ids(self, phrase: str) -> "array[int]":
        """Return the reviews that have `phrase`, none where they are too many."""
        ids = self._lists.get(phrase)
        if ids is None:
            ids = self._ask(f'"{phrase}"')
            if len(ids) >= self.most:
                ids = array("q")
            if self._kept > KEPT:
                self._lists.clear()
                self._kept = 0
            self._lists[phrase] = ids
            self._kept += len(ids)
        return ids

    def _ask(self, asked: str) -> "array[int]":
        sql = "SELECT rowid FROM review_fts WHERE review_fts MATCH ? LIMIT ?"
        return array("q", (row[0] for row in self._connection.execute(sql, (f"body : ({asked})", self.most))))


def stored(connection: sqlite3.Connection, ids: Iterable[int]) -> list[Stored]:
    """Return these reviews, as far as there are any, in no order."""
    sql = """
        SELECT review.id, listing.platform, review.author, review.text, review.written_at
        FROM review JOIN listing ON listing.id = review.listing_id WHERE review.id IN
    """
    return [Stored(*row) for row in _by_ids(connection, sql, ids)]


def whole(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return these reviews by id, each as `query.select` gives it. The connection is one of `reading.connect`."""
    return {row["id"]: dict(row) for row in _by_ids(connection, f"{SELECT} WHERE review.id IN", ids)}


def _by_ids(connection: sqlite3.Connection, sql: str, ids: Iterable[int]) -> Iterator[Any]:
    wanted: Sequence[int] = list(ids)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        yield from connection.execute(f"{sql} ({', '.join('?' * len(part))})", part)


def _pairs(text: str) -> Iterator[str]:
    """Yield the different pairs of letters inside words, the first LONGEST of them."""
    pairs = dict.fromkeys(word[i : i + 2] for word in search.words(text) for i in range(len(word) - 1))
    yield from list(pairs)[:LONGEST]


def _joints(text: str) -> Iterator[str]:
    """Yield where two words meet, as the phrase that the index has there: the end of the one, the beginning of the other."""
    joints = dict.fromkeys(
        f"{one[-2:]} {one[-1]} {two[:2]}" if len(one) > 1 else f"{one} {two[:2]}" for one, two in pairwise(search.words(text))
    )
    yield from list(joints)[:LONGEST]
