"""A crawl's row: it holds the listing's lock while it runs, and says afterwards how it went.

Everything that a page brought goes into the database in one short write: the reviews, the counts so far, the heartbeat, and the
cursor to go on from. So a kill at any moment loses at most the page in flight.
"""

import os
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, bindparam, update
from sqlmodel import Session, SQLModel, col, select

from reviewkit.db.engine import writing
from reviewkit.db.models import Crawl, Listing
from reviewkit.db.reviews import stamp
from reviewkit.errors import ReviewkitError
from reviewkit.features.crawl.report import Outcome, Report
from reviewkit.features.crawl.targets import Order, Target
from reviewkit.features.pipeline import Counts, store
from reviewkit.i18n import _
from reviewkit.platforms.base import Page, Place, RawReview

FORGET = """
    UPDATE review SET missed_full = missed_full + 1, status = CASE WHEN missed_full >= 1 THEN 'deleted' ELSE status END
    WHERE listing_id = ? AND last_seen_at < ? AND status != 'deleted' AND id_source IN ('site', 'page')
"""
GONE = "SELECT count(*) FROM review WHERE listing_id = ? AND status = 'deleted'"
SEEN_SINCE = "SELECT count(*) FROM review WHERE listing_id = ? AND last_seen_at >= ?"

# Made once, and beside the ORM: these two run with each page, and building them took longer than running them.
_CRAWLS, _LISTINGS = (SQLModel.metadata.tables[name] for name in ("crawl", "listing"))
SAVE = update(_CRAWLS).where(
    # Ids are used again after a removal, so the start and the process say whose row it is.
    _CRAWLS.c.id == bindparam("this"),
    _CRAWLS.c.started_at == bindparam("since"),
    _CRAWLS.c.pid == bindparam("own"),
    _CRAWLS.c.outcome.is_(None),
)
SAVE_LISTING = update(_LISTINGS).where(_LISTINGS.c.id == bindparam("this"))


class _LockLost(ReviewkitError):
    """The listing is no longer this crawl's: what it still brings must not be written."""


WHOLE_ENOUGH = 0.05
"""The share of a site's count that a full pass may miss and need not be repeated: counts can be off for good."""


@dataclass
class Journal:
    """The row of the running crawl, and what the listing knew before: `tail` (stream → what is left) and `full_since`.

    A crawl with `since` is a look at a part: it doesn't go on where another stopped, but notes the gap that it leaves itself.
    """

    engine: Engine
    target: Target
    crawl_id: int
    started_at: datetime
    mode: str
    tail: dict[str, str]
    full_since: datetime | None

    @classmethod
    def begin(cls, engine: Engine, target: Target, order: Order) -> "Journal":
        """Take the listing's lock. Raises ReviewkitError where another crawl that lives holds it."""
        now = datetime.now(UTC)
        with writing(engine) as session:
            _take_over(session, target, now - timedelta(minutes=order.lock_minutes))
            listing = session.get_one(Listing, target.listing_id)
            if order.since is None and listing.full_since is None and (order.full or listing.whole_at is None):
                listing.full_since, listing.tail = now, {}  # reading all closes every gap
            full_since = None if order.since else listing.full_since
            tail = dict(listing.tail)
            row = Crawl(
                listing_id=target.listing_id,
                mode="since" if order.since else "full" if full_since else "incremental",
                started_at=now,
                heartbeat_at=now,
                pid=os.getpid(),
                host=socket.gethostname(),
            )
            session.add(row)
            session.flush()
            assert row.id is not None
            return cls(engine, target, row.id, now, row.mode, tail, full_since)

    def keep(
        self,
        page: Page,
        fresh: Sequence[RawReview],
        report: Report,
        link: Callable[[RawReview], str | None],
        tail: Callable[[Counts], str | None],
    ) -> Counts:
        """Write what is `fresh` of a page, and what would be left of its stream if the crawl were cut off now."""
        now, before, taken = datetime.now(UTC), self.tail, None
        try:
            with writing(self.engine) as session:
                self._update(session, {"heartbeat_at": now})
                counts = store(session.connection(), self.target.listing_id, fresh, now, link)
                counts.dropped.update(page.parsed.dropped)
                self._left(page.stream, tail(counts))
                report.take(page.stream, counts)
                taken = counts
                self._save(session, report, heartbeat_at=now)
                self._save_listing(session, report)
        except ReviewkitError:  # a full disk: nothing of the page was kept, so nothing of it counts
            self.tail = before
            if taken:
                report.take(page.stream, taken, sign=-1)
            raise
        return counts

    def set_tail(self, stream: str, left: str | None) -> None:
        """Note what is left of a stream."""
        if self.tail.get(stream) != left:
            self._left(stream, left)
            with writing(self.engine) as session:
                self._update(session, {"heartbeat_at": datetime.now(UTC)})
                self._save_listing(session, None)

    def keep_place(self, place: Place) -> None:
        """Write what was found out about the listing's place."""
        with writing(self.engine) as session:
            self._update(session, {"heartbeat_at": datetime.now(UTC)})
            listing = session.get_one(Listing, self.target.listing_id)
            listing.place_kind, listing.resource = place.kind, place.resource

    def seen_in_pass(self, session: Session) -> int:
        """Return how many of the listing's reviews this pass has seen, over all the runs that it took."""
        since = stamp(self.full_since or self.started_at)
        return int(session.connection().exec_driver_sql(SEEN_SINCE, (self.target.listing_id, since)).scalar_one())

    def complete(self, report: Report) -> None:
        """End a pass that reached the end. Where it was full, and saw the whole list, what two in a row missed is deleted.

        A pass that saw nearly all (`WHOLE_ENOUGH`) need not be repeated by the next crawl; one that was cut short is.
        """
        if self.full_since is None:
            return
        if report.missing is None:  # the site gives no count of all; a list that ended before its own is partial
            nearly_all = report.outcome is not Outcome.PARTIAL
        else:
            nearly_all = report.missing <= max(3, int((report.site_total or 0) * WHOLE_ENOUGH))
        self.tail = {}
        with writing(self.engine) as session:
            self._update(session, {"heartbeat_at": datetime.now(UTC)})
            if report.outcome is not Outcome.PARTIAL and report.saw_all:
                report.deleted = self._forget(session, self.full_since)
            listing = session.get_one(Listing, self.target.listing_id)
            listing.full_since = None
            if nearly_all:
                listing.whole_at = datetime.now(UTC)
            session.flush()
            self._save_listing(session, report)

    def _forget(self, session: Session, since: datetime) -> int:
        connection = session.connection()
        before = connection.exec_driver_sql(GONE, (self.target.listing_id,)).scalar_one()
        connection.exec_driver_sql(FORGET, (self.target.listing_id, stamp(since)))
        return int(connection.exec_driver_sql(GONE, (self.target.listing_id,)).scalar_one() - before)

    def end(self, report: Report) -> None:
        """Write the outcome, and let go of the lock."""
        now = datetime.now(UTC)
        report.seconds = (now - self.started_at).total_seconds()
        with suppress(_LockLost), writing(self.engine) as session:
            self._save(
                session, report, heartbeat_at=now, ended_at=now, outcome=report.outcome.value,
                message=report.message or None, retry_at=report.retry_at,
            )  # fmt: skip

    def _left(self, stream: str, left: str | None) -> None:
        self.tail = {name: value for name, value in self.tail.items() if name != stream} | ({stream: left} if left else {})

    def _save(self, session: Session, report: Report, **more: Any) -> None:
        counts = report.counts
        values = {
            "mode": report.mode, "pages": report.pages, "requests": report.requests, "seen": counts.seen, "new": counts.new,
            "updated": counts.updated, "unchanged": counts.unchanged, "deleted": report.deleted,
            "dropped": dict(counts.dropped), "streams": report.streams, "site_total": report.site_total,
        }  # fmt: skip
        self._update(session, {**values, **more})

    def _update(self, session: Session, values: dict[str, Any]) -> None:
        """Write to the crawl's row, which must still hold the lock. Raises where it doesn't; nothing else is written then."""
        mine = {"this": self.crawl_id, "since": self.started_at, "own": os.getpid()}
        if not session.connection().execute(SAVE, {**values, **mine}).rowcount:
            raise _LockLost(
                _("{store} on {platform} was removed, or another crawl has taken it over.").format(
                    store=self.target.store, platform=self.target.platform
                ),
                _("See how it went with: reviewkit store list"),
            )

    def _save_listing(self, session: Session, report: Report | None) -> None:
        values: dict[str, Any] = {"tail": self.tail}
        if report and report.site_total is not None:
            values["site_total"] = report.site_total
        session.connection().execute(SAVE_LISTING, {**values, "this": self.target.listing_id})


def _take_over(session: Session, target: Target, silent_since: datetime) -> None:
    """End a crawl that died without a word, so that its lock is free. Raises ReviewkitError where it lives."""
    running = session.exec(select(Crawl).where(Crawl.listing_id == target.listing_id, col(Crawl.outcome).is_(None))).first()
    if running is None:
        return
    if running.heartbeat_at > silent_since and _alive(running):
        raise ReviewkitError(
            _("{store} on {platform} is being crawled already (process {pid}).").format(
                store=target.store, platform=target.platform, pid=running.pid
            ),
            _("Wait until it ends, or end that process."),
        )
    running.outcome, running.ended_at, running.message = Outcome.FAILED, running.heartbeat_at, _("It was cut off.")
    session.add(running)
    session.flush()  # the index that allows one running crawl must see this before the next row


def _alive(running: Crawl) -> bool:
    """Say whether the process of a running crawl may still live. Of another machine's we can't know."""
    if running.host != socket.gethostname():
        return True
    import psutil

    try:
        born = psutil.Process(running.pid).create_time()
    except psutil.Error:
        return False
    # A process born after the crawl began only has the same number.
    return born <= running.started_at.timestamp() + 1
