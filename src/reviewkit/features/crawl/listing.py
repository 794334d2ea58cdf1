"""One listing's crawl: walk its streams, keep each page, know when to stop, and judge the whole."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import cast

import structlog
from sqlalchemy import Engine

from reviewkit.db.engine import reading
from reviewkit.errors import BrowserTrouble, CursorExpired, Interrupted, LayoutChanged, ReviewkitError
from reviewkit.features.crawl.journal import Journal
from reviewkit.features.crawl.report import Outcome, Report
from reviewkit.features.crawl.saving import save, save_shape
from reviewkit.features.crawl.targets import Order, Target
from reviewkit.features.pipeline import Counts
from reviewkit.i18n import _
from reviewkit.platforms.base import Page, Platform, RawReview

TO_END = "end"
UNTIL_KNOWN = "known"
DONE = "done"
"""What a stream's tail says: below its cursor (`end:CURSOR`) everything is left, or (`known:CURSOR`) what is new; or the stream
has been walked, and others of the same full crawl are left."""
log = structlog.get_logger()


def crawl_listing(
    engine: Engine, platform: Platform, target: Target, order: Order, on_page: Callable[[Report], None] = lambda _report: None
) -> Report:
    """Crawl one listing and return its report; an error becomes its outcome. Only a lock that is held is raised."""
    journal = Journal.begin(engine, target, order)
    report = Report(target, mode=journal.mode, whole=type(platform).streams)
    walk = Walk(platform, journal, report, order, on_page)
    first_request = platform.tools.pace.requests
    try:
        _walk_all(walk, journal, report)
    except KeyboardInterrupt:
        report.end(Interrupted(_("Stopped. Everything read so far is kept.")))
        raise
    except ReviewkitError as exc:
        report.end(exc)
        if order.save and isinstance(exc, LayoutChanged):
            save_shape(order.save, platform, target.place, platform.last_received())
    finally:
        report.requests = platform.tools.pace.requests - first_request
        journal.end(report)
        _log(report)
    return report


def _walk_all(walk: "Walk", journal: Journal, report: Report) -> None:
    walk.locate()
    for stream in walk.platform.streams:
        walk.stream(stream)
    _judge(report, walk)
    journal.complete(report)


@dataclass
class Walk:
    """The way through one listing's pages."""

    platform: Platform
    journal: Journal
    report: Report
    order: Order
    on_page: Callable[[Report], None]
    requests_before: int = field(init=False)
    seen: set[int] = field(default_factory=set)
    """Hashes of the ids that were kept: lists overlap where they are paged, and a review seen twice counts once."""
    short: list[str] = field(default_factory=list)
    """Streams that ended before their own count."""

    def __post_init__(self) -> None:
        self.requests_before = self.platform.tools.pace.requests

    def locate(self) -> None:
        """Let the platform look up what it needs to know of the place, once for all crawls."""
        place = self.report.target.place
        located = self.platform.locate(place)
        if located != place:
            self.report.target = replace(self.report.target, place=located)
            self.journal.keep_place(located)

    def stream(self, stream: str) -> None:
        """Walk one stream: from the top until nothing is new, then on from where an earlier crawl was cut off."""
        left = self.journal.tail.get(stream, "")
        try:
            from_top = self._from(stream, None, to_end=self.journal.full_since is not None and not left, left=left)
            kind, _colon, cursor = left.partition(":")
            if cursor and not self.order.since:
                self._from(stream, cursor, to_end=kind == TO_END, left="")
                from_top = False
        except CursorExpired:
            log.info("cursor expired", platform=self.platform.name, stream=stream)
            from_top = self._from(stream, None, to_end=not self.order.since, left=left if self.order.since else "")
        if from_top and self._missing(stream):
            self.short.append(stream)  # the list broke off, or was hidden: what was left before is left still
            self.journal.set_tail(stream, left or None)
        elif not self.order.since:  # a look at a part ends nothing; what it left open stands in the tail already
            self.journal.set_tail(stream, DONE if self.journal.full_since else None)

    def _missing(self, stream: str) -> bool:
        """Say whether a list that was walked from its top to its end held fewer reviews than it counts."""
        own = self.report.streams.get(stream, {})
        total = own.get("site_total") or 0
        seen = (own.get("seen") or 0) + self.report.counts.dropped.total()
        return total - seen > self.allowed(total)

    def allowed(self, total: int) -> int:
        """Return how many of `total` reviews may be missing, since the site's own count is known to be off."""
        slack = self.platform.count_slack
        return max(1, int(total * slack)) if slack else 0

    def _from(self, stream: str, cursor: str | None, *, to_end: bool, left: str) -> bool:
        """Walk on from `cursor` until enough (False) or to the stream's last page (True). A browser that dies starts anew."""
        tries = 0
        while True:
            try:
                # Closed at once where the walk stops early: the adapter's generator may hold a browser's page.
                with closing(cast("Generator[Page]", self.platform.pages(self.report.target.place, stream, cursor))) as pages:
                    for page in pages:
                        cursor, tries = page.parsed.cursor, 0
                        if self._keep(page, to_end=to_end, left=left):
                            return False
                return True
            except BrowserTrouble as exc:
                tries += 1
                self._start_anew(exc, tries)

    def _start_anew(self, trouble: BrowserTrouble, tries: int) -> None:
        if tries >= self.order.attempts:
            raise trouble
        log.warning("browser trouble", platform=self.platform.name, reason=trouble.message, attempt=tries)
        self.platform.close()
        pace = self.platform.tools.pace
        pace.sleep(2.0**tries if pace.interval else 0.0)

    def _keep(self, page: Page, *, to_end: bool, left: str) -> bool:
        """Keep a page; return whether it was enough."""
        self._count(page)
        if self.order.save:
            save(self.order.save, self.platform, self.report.target.place, page, self.report.pages + 1)

        def tail(counts: Counts) -> str | None:
            """What the next run must go on with, if this one is cut off after this page."""
            if page.parsed.cursor is None or self._known(page, fresh, counts, to_end=to_end):
                return left or None
            # Above an older, deeper tail there is a gap now: going on from here to the end closes both. Until what is known
            # would not do: the pages between the two are known, and the older gap lies below them.
            return f"{TO_END if to_end or ':' in left else UNTIL_KNOWN}:{page.parsed.cursor}"

        # By stream: another stream may show the same reviews once more, with more detail.
        fresh = [raw for raw in page.parsed.reviews if hash((page.stream, raw.platform_id)) not in self.seen]
        counts = self.journal.keep(page, fresh, self.report, self._link, tail)
        self.seen.update(hash((page.stream, raw.platform_id)) for raw in fresh)
        self.on_page(self.report)
        return self._too_old(page) if self.order.since else self._known(page, fresh, counts, to_end=to_end)

    def _count(self, page: Page) -> None:
        self.report.requests = self.platform.tools.pace.requests - self.requests_before
        stream = self.report.streams.setdefault(page.stream, {"seen": 0, "site_total": None})
        if page.parsed.site_total is not None:
            stream["site_total"] = page.parsed.site_total

    def _link(self, raw: RawReview) -> str | None:
        return raw.url or self.platform.address(self.report.target.place)

    def _known(self, page: Page, fresh: Sequence[RawReview], counts: Counts, *, to_end: bool) -> bool:
        """Say whether the pages below are surely known: nothing new on this one, and it reaches back beyond the window.

        The order of a site is that of visits or of edits, never surely that of writing; so one known review says nothing. Nor
        does a page that only repeats what this very run has read (`fresh` is empty).
        """
        if to_end or not fresh or counts.new or counts.updated:
            return False
        return not self.platform.look_back or min(_days(page)) < _today() - self.platform.look_back

    def _too_old(self, page: Page) -> bool:
        assert self.order.since is not None
        return bool(page.parsed.reviews) and max(_days(page)) < self.order.since


def _judge(report: Report, walk: Walk) -> None:
    """Give the outcome of a walk that no error ended."""
    total = report.site_total
    if not report.counts.seen and total == 0:
        report.outcome = Outcome.EMPTY
        return
    if not report.counts.seen:
        raise LayoutChanged(
            _("{platform} gave no review, and did not say that there are none.").format(platform=walk.platform.name),
            _("Keep what it sent, for a report: reviewkit crawl --save-pages DIR"),
        )
    report.outcome, seen = Outcome.OK, report.counts.seen + report.counts.dropped.total()
    if walk.journal.full_since and total is not None:
        with reading(walk.journal.engine) as session:
            seen = walk.journal.seen_in_pass(session) + report.counts.dropped.total()
        report.missing = max(0, total - seen)
    if walk.short or (report.missing or 0) > walk.allowed(total or 0):
        report.outcome = Outcome.PARTIAL
        report.message = _("The site counts {total} reviews, and showed {seen}; some may be missing.").format(
            total=total or "?", seen=seen
        )


def _log(report: Report) -> None:
    counts = report.counts
    log.info(
        "crawled", store=report.target.store, platform=report.target.platform, outcome=report.outcome.value, mode=report.mode,
        pages=report.pages, requests=report.requests, seen=counts.seen, new=counts.new, updated=counts.updated,
        deleted=report.deleted, dropped=dict(counts.dropped), site_total=report.site_total,
        seconds=round(report.seconds, 2), reason=report.message,
    )  # fmt: skip


def _days(page: Page) -> list[date]:
    return [raw.visited_on or raw.written_at.date() for raw in page.parsed.reviews]


def _today() -> date:
    # A visit's day is Korea's; half a day more or less doesn't matter to a window of ninety.
    return (datetime.now(UTC) + timedelta(hours=9)).date()
