"""Posting: once, and only once.

`posting` is committed before the site is called. After a crash, or an answer that got lost, the site is looked at first; only
where it shows no reply is the text sent again. What somebody has written there by hand is never overwritten.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import structlog
from filelock import FileLock, Timeout
from sqlalchemy import Engine

from reviewkit.db import replies
from reviewkit.db.engine import reading, writing
from reviewkit.db.models import Reply
from reviewkit.db.replies import ReplyFilter
from reviewkit.db.reviews import moment
from reviewkit.errors import (
    Blocked,
    BrowserTrouble,
    Interrupted,
    LayoutChanged,
    NetworkTrouble,
    NoBrowser,
    NotFound,
    PartlyDone,
    ReplyRefused,
    ReviewkitError,
    SignInNeeded,
    WrongInput,
)
from reviewkit.features.replies import states
from reviewkit.features.replies.onsite import arrived, claim, mark_posted, place_of, same, trouble, unclaim
from reviewkit.features.replies.states import SITE
from reviewkit.i18n import _
from reviewkit.platforms.base import Place, Platform, Posting, ReplyState, SiteReply, Status

__all__ = ["Posted", "Poster", "Put", "alone", "claim", "mark_posted", "place_of", "put", "ready"]

PAUSE = 1.0
"""Seconds between two looks at a site that may still be busy with a reply."""
log = structlog.get_logger()


@dataclass
class Posted:
    """What became of the replies: numbers by outcome.

    `live` stand on the site, `pending` wait for the site's own check, `refused` it did not take, `elsewhere` were answered by
    hand before, `open` may or may not have arrived (the next run looks), `left` were not tried. `troubles` are what ended a
    site's turn, by platform.
    """

    live: list[int] = field(default_factory=list)
    pending: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    elsewhere: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    troubles: dict[str, ReviewkitError] = field(default_factory=dict)

    def add(self, outcome: str, number: int) -> None:
        """Enter an outcome."""
        getattr(self, outcome).append(number)


Put = Callable[[Platform, Place, str, str], SiteReply | None]
"""How a text gets onto a site: (site, place, review id, text); None where it did not."""


def put(site: Platform, place: Place, review_id: str, text: str) -> SiteReply | None:
    """Let the adapter do it."""
    return site.put_reply(place, review_id, text)


@dataclass
class Poster:
    """Posts approved replies, one at a time. `site` opens a platform's adapter; `most` says how many a platform takes a run.

    `lock` is a file that keeps two commands from posting at once: what one is sending would look to the other like a crash.
    `settle` is how many seconds after a crash the site is asked whether it took the reply.
    """

    engine: Engine
    path: Path
    lock: Path
    site: Callable[[str], Platform]
    settle: float = 30.0
    most: Callable[[str], int] = lambda _platform: 0
    pause: Callable[[str], float] = lambda _platform: 0.0
    put: Put = put
    today: Callable[[], date] = lambda: datetime.now(UTC).date()
    stop: Event = field(default_factory=Event)

    def post(self, wanted: Sequence[dict[str, Any]], tick: Callable[[int], None] = lambda _n: None) -> Posted:
        """Post replies (rows of `db.replies`, approved or posting), site by site.

        Raises Interrupted, DatabaseTrouble, and PartlyDone where another command is posting.
        """
        with alone(self.lock):
            return self._post(wanted, tick)

    def _post(self, wanted: Sequence[dict[str, Any]], tick: Callable[[int], None]) -> Posted:
        done = Posted()
        for platform in dict.fromkeys(row["platform"] for row in wanted):
            mine = [row for row in wanted if row["platform"] == platform]
            most = self.most(platform)
            done.left += [row["id"] for row in mine[most:]] if most else []
            try:
                with self.site(platform) as site:
                    self._lane(site, mine[:most] if most else mine, done, tick)
            except (Blocked, SignInNeeded, LayoutChanged, NetworkTrouble, BrowserTrouble, NoBrowser, WrongInput) as exc:
                done.troubles[platform] = exc
                tried = {*done.live, *done.pending, *done.refused, *done.elsewhere, *done.failed, *done.open, *done.left}
                done.left += [row["id"] for row in mine if row["id"] not in tried]
        log.info("posted", **{name: len(found) for name, found in vars(done).items()})
        return done

    def _lane(self, site: Platform, mine: Sequence[dict[str, Any]], done: Posted, tick: Callable[[int], None]) -> None:
        for count, row in enumerate(mine):
            if self.stop.is_set() or (count and self.stop.wait(self.pause(row["platform"]))):
                raise Interrupted(_("Stopped. What was posted is noted."))
            try:
                outcome = self.one(site, row)
            except ReviewkitError:
                if self._state(row["id"]) == "posting":
                    done.add("open", row["id"])
                raise
            done.add(outcome, row["id"])
            tick(1)

    def one(self, site: Platform, row: dict[str, Any]) -> str:
        """Post one reply; return its outcome. Raises what the site raises; the reply's state is one that a next run can use."""
        number = row["id"]
        crashed = row["state"] == "posting"
        try:
            text = self._taken(row) if crashed else claim(self.engine, number)
            if text is None:
                return "left"
            found = self._look(site, row, text, crashed=crashed)
            if found is None and crashed and self._is_stale(number):
                unclaim(self.engine, number, None)
                return "left"
            found = found or self._send(site, row, text)
        except NotFound as exc:
            return self._fail(number, exc)
        except ReplyRefused as exc:
            return self.arrived(number, SiteReply(row["text"], ReplyState.REFUSED, exc.violation or exc.message))
        if found is None:
            unclaim(self.engine, number, None)
            return "left"
        return self.arrived(number, found)

    def _taken(self, row: dict[str, Any]) -> str | None:
        """Return the text of a reply that a crash has left behind, once the site has settled; None where it isn't any more."""
        self._wait_until(moment(row["posting_at"]) + timedelta(seconds=self.settle))
        with reading(self.engine) as session:
            reply = session.get(Reply, row["id"])
            return reply.text if reply and reply.state == "posting" else None

    def _is_stale(self, number: int) -> bool:
        with reading(self.engine) as session:
            reply = states.get(session, number)
            return reply.basis != states.current(session, reply)

    def _look(self, site: Platform, row: dict[str, Any], text: str, *, crashed: bool) -> SiteReply | None:
        """See whether the site has a reply already: ours, from before a crash, or one made by hand."""
        if site.posting is Posting.PAGE and not (crashed and self._is_stale(row["id"])):
            return None  # its `put_reply` looks first by itself, on the page that it has to open anyway
        try:
            found = site.read_reply(place_of(row), row["platform_id"])
        except NotFound:
            raise
        except ReviewkitError as exc:
            if not crashed:  # nothing was sent
                unclaim(self.engine, row["id"], exc)
            raise
        # An earlier reply that the site has refused is seen by nobody: another one may take its place.
        return None if found and found.state is ReplyState.REFUSED and not same(found.text, text) else found

    def _send(self, site: Platform, row: dict[str, Any], text: str) -> SiteReply | None:
        try:
            return self.put(site, place_of(row), row["platform_id"], text)
        except (NotFound, ReplyRefused):
            raise
        except (NetworkTrouble, BrowserTrouble) as exc:  # it may have arrived all the same
            return self._look_again(site, row, exc)
        except ReviewkitError as exc:
            trouble(self.engine, row["id"], exc)
            raise

    def arrived(self, number: int, found: SiteReply) -> str:
        """Note what the site has now for a reply that was being posted; return the outcome."""
        with writing(self.engine) as session:
            return arrived(session, states.get(session, number), found, self.today())

    def _look_again(self, site: Platform, row: dict[str, Any], error: ReviewkitError) -> SiteReply | None:
        """Look whether a reply arrived whose answer got lost. Raises `error` where it didn't, or can't be told."""
        self._sleep(PAUSE)
        try:
            found = site.read_reply(place_of(row), row["platform_id"])
        except ReviewkitError:
            found = None
        if found is None:
            trouble(self.engine, row["id"], error)
            raise error
        return found

    def _fail(self, number: int, error: ReviewkitError) -> str:
        with writing(self.engine) as session:
            reply = session.get(Reply, number)
            if reply is None or reply.state not in ("approved", "posting"):  # its store was removed meanwhile, say
                return "left"
            reply.state, reply.trouble = "failed", error.message
            states.note(session, reply, "failed", SITE, why=error.message)
        return "failed"

    def _state(self, number: int) -> str:
        row = replies.one(self.path, number)
        return str(row["state"]) if row else ""

    def _wait_until(self, due: datetime) -> None:
        self._sleep((due - states.now()).total_seconds())

    def _sleep(self, seconds: float) -> None:
        if seconds > 0 and self.stop.wait(seconds):
            raise Interrupted(_("Stopped. What was posted is noted."))


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep other commands from posting meanwhile. Raises PartlyDone where one is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout as exc:
        raise PartlyDone(_("Another command is posting replies."), _("Wait until it is done.")) from exc
    try:
        yield
    finally:
        lock.release()


def ready(path: Path, wanted: ReplyFilter) -> list[dict[str, Any]]:
    """Return what may be posted, what was interrupted first, then in the order of approval."""
    chosen = replace(wanted, states=wanted.states or ("approved", "posting"))
    found = [row for row in replies.select(path, chosen) if row["state"] == "posting" or row["status"] == Status.VISIBLE]
    return sorted(found, key=lambda row: (row["state"] != "posting", row["approved_at"] or "", row["id"]))
