"""Reviews like another one, and copies: the same text from another account, here or on another platform.

An account is an author's name on one platform. So the same words under the same name on two platforms count as a copy (the
owner should know that a voice is heard twice), while a guest who writes the same at every visit copies nobody. Reviews of one
platform without an author's name (a file that has none) are not told apart, and never copies of each other.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from reviewkit.db.likeness import Candidate, Index, Stored, stored, whole
from reviewkit.db.reading import connect
from reviewkit.db.trouble import explained
from reviewkit.features import reviews
from reviewkit.text.likeness import Letters

if TYPE_CHECKING:
    from sqlalchemy import Connection

LEAST = 0.15
"""A similarity below this is chance: half of all reviews have a stranger that is as near."""
LOOKED_AT = 60
"""Candidates whose texts are compared."""
MANY = 64
"""Pairs that are followed for what is merely alike: the rarest ones are a text's own, and its copies'."""
SHARE = 0.25
"""Of the rare pairs that are followed a copy has half or more; with fewer than a quarter its text isn't even read."""
PROOF = 3
"""Pairs that are rare in this database, and that a copy has to share: phrases that every tenth guest writes prove nothing."""
LONG = 60
"""Letters. So many in the same order are no chance, however common each phrase is: one text that dozens of accounts posted."""
PREPARED = 20_000
"""Texts that a batch keeps ready for comparing."""


def similar(path: Path, review_id: int, zone: ZoneInfo, limit: int = 10) -> list[dict[str, Any]]:
    """Return up to `limit` reviews like this one, the most alike first, in the shape of `reviews.shape`.

    Each has its `similarity` too, LEAST to 1, and `copy`: whether one of the two is a copy of the other, whoever wrote it.
    Raises NotFound, DatabaseTrouble.
    """
    text = reviews.show(path, review_id, zone)["text"]
    with explained(), closing(connect(path)) as connection:
        index = Index(connection)
        # What is short and common has no rare pairs: those that say all the same must do.
        found = index.candidates(text, LOOKED_AT + 1, lists=MANY) or [Candidate(id_, 0, 0) for id_ in index.holding(text)]
        alike = _ranked(connection, text, [candidate for candidate in found if candidate.id != review_id])[:limit]
        rows = whole(connection, [id_ for id_, _similarity, _copy in alike])
    return [
        {**reviews.shape(rows[id_], zone), "similarity": round(likeness, 3), "copy": copy}
        for id_, likeness, copy in alike
        if id_ in rows
    ]


def copies(connection: "Connection | sqlite3.Connection", ids: Iterable[int]) -> dict[int, int]:
    """Say which reviews are copies: later id → the id of the earliest review by another account with nearly the same text.

    `ids` are new, or have a new text. A copy may be read before its original (crawls begin with the newest), so stored
    reviews that turn out to be later than one of `ids` are in the answer too, complete as the others. Earlier means
    `written_at`, then the id. Only reads. Raises DatabaseTrouble.
    """
    raw = connection if isinstance(connection, sqlite3.Connection) else connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    with explained():
        return _copies(raw, ids)


def _copies(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, int]:
    search = _Search(connection)
    asked = {review.id: review for review in stored(connection, ids)}
    done: set[int] = set()
    answer: dict[int, int] = {}
    while asked:
        done |= asked.keys()
        later: dict[int, Stored] = {}
        for review in asked.values():
            twins = search.twins(review)
            earlier = [twin for twin in twins if _age(twin) < _age(review)]
            if earlier:
                answer[review.id] = min(earlier, key=_age).id
            later |= {twin.id: twin for twin in twins if twin.id not in done and _age(twin) > _age(review)}
        asked = later
    return answer


class _Search:
    """One batch's search for copies, and what it read so far."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._index = Index(connection)
        self._known: dict[int, tuple[Stored, Letters]] = {}

    def twins(self, review: Stored) -> list[Stored]:
        """Return the reviews by other accounts that have nearly the same text."""
        own = Letters(review.text)
        if not own.telling:
            return []
        found = {one.id: one for one in self._index.candidates(review.text, LOOKED_AT, SHARE) if one.id != review.id}
        return [
            twin
            for twin, letters in self._read([id_ for id_, one in found.items() if _proven(own, one)])
            if _other_account(review, twin) and own.is_copy(letters)
        ]

    def _read(self, ids: Sequence[int]) -> list[tuple[Stored, Letters]]:
        if len(self._known) > PREPARED:
            self._known.clear()
        unknown = [id_ for id_ in ids if id_ not in self._known]
        self._known |= {one.id: (one, Letters(one.text)) for one in stored(self._connection, unknown)}
        return [self._known[id_] for id_ in ids if id_ in self._known]


def _ranked(connection: sqlite3.Connection, text: str, found: Sequence[Candidate]) -> list[tuple[int, float, bool]]:
    """Return (id, similarity, copy) of the candidates that are alike, the most alike first."""
    own = Letters(text)
    candidates = {candidate.id: candidate for candidate in found}
    ranked = []
    for other in stored(connection, candidates):
        letters = Letters(other.text)
        likeness = own.similarity(letters)
        if likeness >= LEAST:
            ranked.append((other.id, likeness, _proven(own, candidates[other.id]) and own.is_copy(letters)))
    return sorted(ranked, key=lambda one: (-one[1], one[0]))


def _proven(own: Letters, candidate: Candidate) -> bool:
    return candidate.rare >= PROOF or len(own.row) >= LONG


def _other_account(one: Stored, two: Stored) -> bool:
    return one.platform != two.platform or bool(one.author and two.author and one.author != two.author)


def _age(review: Stored) -> tuple[str, int]:
    return review.written_at, review.id
