"""The owner's stores and their listings, as they are; `changes` adds, edits, pauses and removes them.

Two files, since reading needs no SQLModel and must start fast.
"""

from collections.abc import Sequence
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any

from reviewkit.db import reading, reviews
from reviewkit.errors import NotFound, WrongInput
from reviewkit.i18n import _

OVERVIEW = """
    SELECT store.id, store.name, store.trade, store.paused, listing.platform, listing.url, listing.place_id, listing.place_kind,
           listing.resource, listing.site_total, listing.id AS listing_id,
           (SELECT count(*) FROM review WHERE review.listing_id = listing.id) AS reviews,
           (SELECT started_at || ' ' || coalesce(outcome, 'running') FROM crawl WHERE crawl.listing_id = listing.id
             ORDER BY started_at DESC LIMIT 1) AS last_crawl
    FROM store LEFT JOIN listing ON listing.store_id = store.id
    ORDER BY store.id, listing.id
"""
CRAWLS = """
    SELECT listing.platform, crawl.started_at, crawl.ended_at, crawl.mode, crawl.outcome, crawl.message, crawl.retry_at,
           crawl.pages, crawl.requests, crawl.seen, crawl.new, crawl.updated, crawl.unchanged, crawl.deleted, crawl.site_total
    FROM crawl JOIN listing ON listing.id = crawl.listing_id
    WHERE listing.store_id = :store ORDER BY crawl.started_at DESC LIMIT :limit
"""


def find(path: Path, words: str) -> dict[str, Any]:
    """Return the store with this name, this id, or this part of exactly one name, as in `overview`. Raises as `pick`."""
    return pick(overview(path), words)


def pick(stores: Sequence[dict[str, Any]], words: str, *, whole: bool = False) -> dict[str, Any]:
    """Return the one of `stores` (of `overview`) that `words` name: a whole name first, then an id, then a part of a name.

    With `whole` a part is not enough. Raises NotFound for none, WrongInput for several and for a mere part.
    """
    wanted = words.strip().casefold()
    for test in (
        lambda store: store["name"].casefold() == wanted,
        lambda store: str(store["id"]) == wanted,
        lambda store: bool(wanted) and wanted in store["name"].casefold(),
    ):
        hits = [store for store in stores if test(store)]
        names = ", ".join(store["name"] for store in hits)
        if hits and whole and not _is_whole(hits[0], wanted):
            raise WrongInput(
                _("{words} is only a part of: {names}").format(words=words, names=names),
                _("To be sure, type the whole name, or its number in: reviewkit store list"),
            )
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise WrongInput(
                _("{words} fits several stores: {names}").format(words=words, names=names), _("Name one of them in full.")
            )
    raise NotFound(_("There is no store {words}.").format(words=words), _("See your stores with: reviewkit store list"))


def _is_whole(store: dict[str, Any], wanted: str) -> bool:
    return wanted in (store["name"].casefold(), str(store["id"]))


def overview(path: Path, zone: tzinfo = UTC) -> list[dict[str, Any]]:
    """Return each store with its listings: {id, name, trade, paused, reviews, listings: [{platform, url, …, last_crawl}]}.

    Times are in `zone`.
    """
    stores: dict[int, dict[str, Any]] = {}
    with reading.rows(path, OVERVIEW) as rows:
        for row in rows:
            blank: dict[str, Any] = {
                "id": row["id"], "name": row["name"], "trade": row["trade"], "paused": bool(row["paused"]),
                "reviews": 0, "listings": [],
            }  # fmt: skip
            store = stores.setdefault(row["id"], blank)
            if row["platform"]:
                store["reviews"] += row["reviews"]
                store["listings"].append(_listing(row, zone))
    return list(stores.values())


def crawls(path: Path, store_id: int, limit: int, zone: tzinfo) -> list[dict[str, Any]]:
    """Return the store's last crawls, newest first, times in `zone`."""
    with reading.rows(path, CRAWLS, {"store": store_id, "limit": limit}) as rows:
        return [{key: _value(key, row[key], zone) for key in row.keys()} for row in rows]  # noqa: SIM118  a Row iterates values


def _value(key: str, value: Any, zone: tzinfo) -> Any:
    return reviews.moment(value).astimezone(zone) if key.endswith("_at") and value else value


def _listing(row: Any, zone: tzinfo) -> dict[str, Any]:
    started, _space, outcome = (row["last_crawl"] or "").rpartition(" ")
    return {
        "id": row["listing_id"],
        "platform": row["platform"],
        "url": row["url"],
        "place_id": row["place_id"],
        "place_kind": row["place_kind"],
        "resource": row["resource"],
        "reviews": row["reviews"],
        "site_total": row["site_total"],
        "last_crawl": {"started_at": reviews.moment(started).astimezone(zone), "outcome": outcome} if started else None,
    }
