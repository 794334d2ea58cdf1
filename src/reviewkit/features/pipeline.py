"""One batch of reviews into the database, in one short write: check, de-duplicate, merge, store, index.

The crawl and the import both end here.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from reviewkit.db import reviews
from reviewkit.db.reviews import ReviewRow
from reviewkit.features.merge import MADE, edited, fault, merge, row_of, same_time
from reviewkit.platforms.base import IdSource, RawReview, Status

REVISION = """
    INSERT INTO review_revision (review_id, rating, text, voted_keywords, photos, replaced_at) VALUES (?, ?, ?, ?, ?, ?)
"""


@dataclass
class Counts:
    """What became of a batch. `seen` = new + updated + unchanged; `dropped` counts by reason."""

    seen: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Counts", sign: int = 1) -> None:
        """Add another batch's counts to these, or take them off again with a `sign` of -1."""
        self.seen += sign * other.seen
        self.new += sign * other.new
        self.updated += sign * other.updated
        self.unchanged += sign * other.unchanged
        self.dropped = +Counter({**self.dropped, **{key: self.dropped[key] + sign * n for key, n in other.dropped.items()}})


@dataclass
class _Batch:
    inserts: list[ReviewRow] = field(default_factory=list)
    updates: list[tuple[ReviewRow, ReviewRow]] = field(default_factory=list)
    touched: list[int] = field(default_factory=list)


def store(
    connection: Connection,
    listing_id: int,
    raws: Iterable[RawReview],
    now: datetime,
    link: Callable[[RawReview], str | None] = lambda _raw: None,
    *,
    on_site: bool = True,
) -> Counts:
    """Store `raws` as of `now` (aware), inside the caller's write. `link` gives a review's address where it has none.

    `on_site` says whether the site itself showed them now; a file doesn't prove that a review is still there.
    """
    counts = Counts()
    distinct: dict[str, RawReview] = {}
    for raw in raws:
        reason = fault(raw, now)
        if reason:
            counts.dropped[reason] += 1
        else:
            distinct[raw.platform_id] = raw
    batch = _sort(connection, listing_id, list(distinct.values()), reviews.stamp(now), link)
    _write(connection, batch, reviews.stamp(now))
    if any(worth_notice(pair) for pair in batch.updates):
        from reviewkit.features.replies.noticed import notice

        notice(connection, [pair for pair in batch.updates if worth_notice(pair)], on_site=on_site)
    if on_site:
        reviews.touch(connection, [*batch.touched, *(new.id for _old, new in batch.updates)], reviews.stamp(now))
    counts.new, counts.updated, counts.unchanged = len(batch.inserts), len(batch.updates), len(batch.touched)
    counts.seen = counts.new + counts.updated + counts.unchanged
    return counts


def worth_notice(change: tuple[ReviewRow, ReviewRow]) -> bool:
    """Say whether a change may concern a reply: another text, other stars, another answer."""
    old, new = change
    return (old.text, old.rating, old.reply_text, old.status) != (new.text, new.rating, new.reply_text, new.status)


def _sort(
    connection: Connection, listing_id: int, raws: list[RawReview], seen_at: str, link: Callable[[RawReview], str | None]
) -> _Batch:
    """Say of each review whether it is new, changed or as it was."""
    batch = _Batch()
    free = reviews.next_id(connection)
    rows = [row_of(raw, 0, listing_id, seen_at, link(raw)) for raw in raws]
    known = reviews.known(connection, listing_id, [row.platform_id for row in rows])
    twins = _twins(connection, listing_id, [row for row in rows if row.platform_id not in known])
    taken = {row.id for row in known.values()}  # these have their own raw in this batch
    for raw, row in zip(raws, rows, strict=True):
        old = known.get(row.platform_id) or _twin(twins, row, taken)
        if old is None:
            batch.inserts.append(row._replace(id=free + len(batch.inserts)))
            continue
        merged = merge(old, row, raw)
        if merged == old:
            batch.touched.append(old.id)
        else:
            batch.updates.append((old, merged))
    return batch


def _twins(connection: Connection, listing_id: int, rows: list[ReviewRow]) -> dict[str, list[ReviewRow]]:
    """Return stored reviews that are the same as these by their fingerprint, from a source with other ids."""
    return reviews.alike(connection, listing_id, [row.fingerprint for row in rows if row.fingerprint])


def _twin(twins: dict[str, list[ReviewRow]], row: ReviewRow, taken: set[int]) -> ReviewRow | None:
    """Take a stored review out of `twins`: one stored review has one twin at most, and none that is `taken`."""
    candidates = twins.get(row.fingerprint, [])
    for index, candidate in enumerate(candidates):
        if candidate.id not in taken and _other_ids(candidate, row) and same_time(candidate, row):
            return candidates.pop(index)
    return None


def _other_ids(one: ReviewRow, two: ReviewRow) -> bool:
    """Say whether two reviews have ids of different kinds. Two numbers that files gave tell two reviews apart."""
    if one.id_source == two.id_source == IdSource.FILE:
        return one.platform_id.startswith(MADE) != two.platform_id.startswith(MADE)
    return one.id_source != two.id_source


def _write(connection: Connection, batch: _Batch, now: str) -> None:
    reviews.insert(connection, batch.inserts)
    reviews.update(connection, batch.updates)
    revisions = [
        (old.id, old.rating, old.text, old.voted_keywords, old.photos, now)
        for old, new in batch.updates
        if new.edited_at != old.edited_at and edited(old, new)
    ]
    if revisions:
        connection.exec_driver_sql(REVISION, revisions)
    suspended = [(new.id,) for _old, new in batch.updates if new.status == Status.SUSPENDED]
    if suspended:  # the site had to take the text down; an earlier state of it must not stay here either
        connection.exec_driver_sql("DELETE FROM review_revision WHERE review_id = ?", suspended)
        connection.exec_driver_sql("DELETE FROM voice_example WHERE review_id = ?", suspended)
        connection.exec_driver_sql("UPDATE llm_call SET answer = NULL WHERE answer IS NOT NULL")  # it may quote the text
