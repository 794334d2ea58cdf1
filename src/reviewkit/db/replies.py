"""Reading replies with the reviews that they answer, on the light path; and what a crawl notices of them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from reviewkit.db.reading import rows

SELECT = """
    SELECT reply.id, reply.review_id, reply.state, reply.text, reply.lang, reply.writer, reply.wish, reply.basis,
           reply.held_for, reply.checks, reply.passed, reply.created_at, reply.updated_at, reply.approve_at, reply.approved_at,
           reply.approved_by, reply.posting_at, reply.posted_at, reply.live_at, reply.checked_at, reply.site_state,
           reply.violation, reply.trouble, store.id AS store_id, store.name AS store, listing.platform, listing.place_id,
           listing.place_kind, listing.resource, listing.url AS listing_url, review.platform_id, review.url, review.author,
           review.rating, review.text AS review_text, review.written_at, review.status, said.sentiment
    FROM reply JOIN review ON review.id = reply.review_id JOIN listing ON listing.id = review.listing_id
    JOIN store ON store.id = listing.store_id LEFT JOIN review_analysis AS said ON said.review_id = review.id
"""
STATES = ("held", "draft", "approved", "posting", "posted", "live", "failed", "rejected", "refused", "removed")
"""In the order of a reply's life. `rejected` is the owner's no, `refused` the site's; `removed` was there and is gone."""
ORDERS = {
    "newest": "reply.id DESC",
    "check": "reply.state != 'posting', coalesce(reply.checked_at, ''), reply.id",
}
"""Orders by name. `check` puts what hung in posting first, then what wasn't looked at for the longest time."""
UNDER_WAY = ("held", "draft", "approved", "posting", "failed")
"""What somebody still has to do something about."""
EARLIER = """
    SELECT review.id AS review_id, said.text, review.author FROM (
        SELECT review_id, text, created_at AS at FROM reply WHERE text != '' AND state NOT IN ('rejected', 'refused', 'removed')
        UNION ALL
        SELECT id, reply_text, coalesce(reply_written_at, written_at) FROM review WHERE reply_text IS NOT NULL
    ) AS said JOIN review ON review.id = said.review_id ORDER BY said.at DESC LIMIT :limit
"""
EVENTS = "SELECT at, what, who, text, detail FROM reply_event WHERE reply_id = :id ORDER BY id"
BY_AUTHOR = """
    SELECT review.id, listing.platform, review.rating, review.text, review.written_at, review.reply_text
    FROM review JOIN listing ON listing.id = review.listing_id
    JOIN review AS this ON this.id = :review AND this.listing_id = review.listing_id
    WHERE review.author = this.author AND this.author != '' AND review.id != this.id
    ORDER BY review.written_at DESC LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class ReplyFilter:
    """Which replies: all of the given conditions hold. `rated` asks for stars or for none. `limit` 0 means all."""

    ids: tuple[int, ...] | None = None
    states: tuple[str, ...] | None = None
    store_id: int | None = None
    platform: str | None = None
    rating_min: float | None = None
    rating_max: float | None = None
    rated: bool | None = None
    sentiment: str | None = None
    passed: bool | None = None
    review_id: int | None = None
    order: str = "newest"
    limit: int = 0


def select(path: Path, wanted: ReplyFilter) -> Iterator[dict[str, Any]]:
    """Yield the chosen replies as stored, a plain dict each. Raises DatabaseTrouble."""
    conditions, values = _conditions(wanted)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    limit = "LIMIT :limit" if wanted.limit else ""
    sql = f"{SELECT} {where} ORDER BY {ORDERS[wanted.order]} {limit}"
    with rows(path, sql, {**values, "limit": wanted.limit}) as found:
        for row in found:
            yield dict(row)


def one(path: Path, reply_id: int) -> dict[str, Any] | None:
    """Return a reply as stored, None where there is none."""
    return next(select(path, ReplyFilter(ids=(reply_id,))), None)


def events(path: Path, reply_id: int) -> list[dict[str, Any]]:
    """Return a reply's history as stored, the oldest first."""
    with rows(path, EVENTS, {"id": reply_id}) as found:
        return [dict(row) for row in found]


def counts(path: Path) -> dict[str, int]:
    """Return how many replies there are in each state."""
    with rows(path, "SELECT state, count(*) FROM reply GROUP BY state") as found:
        return {row[0]: int(row[1]) for row in found}


def states_of(path: Path, ids: Sequence[int]) -> dict[int, str]:
    """Return the state of each of these replies; those that don't exist are left out."""
    sql = "SELECT id, state FROM reply WHERE id IN (SELECT value FROM json_each(:ids))"
    with rows(path, sql, {"ids": json.dumps(list(ids))}) as found:
        return {int(row[0]): str(row[1]) for row in found}


class Earlier(NamedTuple):
    """A reply that there is: the review that it answers, and that review's author."""

    review_id: int
    text: str
    author: str


def earlier(path: Path, limit: int = 2000) -> list[Earlier]:
    """Return the replies to the owner's reviews, ours and those that the sites show, newest first."""
    with rows(path, EARLIER, {"limit": limit}) as found:
        return [Earlier(int(row["review_id"]), str(row["text"]), str(row["author"])) for row in found]


def by_author(path: Path, review_id: int, limit: int = 5) -> list[dict[str, Any]]:
    """Return the other reviews of a review's author on the same listing, the newest first."""
    with rows(path, BY_AUTHOR, {"review": review_id, "limit": limit}) as found:
        return [dict(row) for row in found]


def _conditions(wanted: ReplyFilter) -> tuple[list[str], dict[str, Any]]:
    texts = {
        "ids": "reply.id IN (SELECT value FROM json_each(:ids))",
        "states": "reply.state IN (SELECT value FROM json_each(:states))",
        "store_id": "store.id = :store_id",
        "platform": "listing.platform = :platform",
        "rating_min": "review.rating >= :rating_min",
        "rating_max": "review.rating <= :rating_max",
        "rated": "(review.rating IS NOT NULL) = :rated",
        "sentiment": "said.sentiment = :sentiment",
        "passed": "reply.passed = :passed AND reply.state != 'held'",
        "review_id": "reply.review_id = :review_id",
    }
    given = {name: getattr(wanted, name) for name in texts}
    values = {name: _value(value) for name, value in given.items() if value is not None}
    return [texts[name] for name in values], values


def _value(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
