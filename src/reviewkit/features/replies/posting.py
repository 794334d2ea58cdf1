"""Posting: once, and only once.

`posting` is committed before the site is called. After a crash, or an answer that got lost, the site is looked at first; only
where it shows no reply is the text sent again. What somebody has written there by hand is never overwritten.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import structlog
from filelock import FileLock, Timeout
from sqlalchemy import Engine
from sqlmodel import Session, select

from reviewkit.db import replies
from reviewkit.db.engine import writing
from reviewkit.db.models import FollowUp, Listing, Reply, Review
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
from reviewkit.features import alerts
from reviewkit.features.replies import states
from reviewkit.features.replies.checks.promises import promises
from reviewkit.features.replies.states import SITE
from reviewkit.i18n import _
from reviewkit.platforms.base import Place, Platform, Posting, ReplyState, SiteReply

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
        with _alone(self.lock):
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
        try:
            found = self._look(site, row) or self._send(site, row)
        except NotFound as exc:
            return self._fail(row["id"], exc)
        except ReplyRefused as exc:
            return self.arrived(row["id"], SiteReply(row["text"], ReplyState.REFUSED, exc.violation or exc.message))
        if found is None:
            unclaim(self.engine, row["id"], None)
            return "left"
        return self.arrived(row["id"], found)

    def _look(self, site: Platform, row: dict[str, Any]) -> SiteReply | None:
        """Take a reply in hand, and see whether the site has one already: ours, from before a crash, or one made by hand."""
        crashed = row["state"] == "posting"
        if crashed:
            self._wait_until(moment(row["posting_at"]) + timedelta(seconds=self.settle))
        else:
            claim(self.engine, row["id"])
        if site.posting is Posting.PAGE:  # its `put_reply` looks first by itself, on the page that it has to open anyway
            return None
        try:
            found = site.read_reply(place_of(row), row["platform_id"])
        except NotFound:
            raise
        except ReviewkitError as exc:
            if not crashed:  # nothing was sent
                unclaim(self.engine, row["id"], exc)
            raise
        # An earlier reply that the site has refused is seen by nobody: another one may take its place.
        return None if found and found.state is ReplyState.REFUSED and not same(found.text, row["text"]) else found

    def _send(self, site: Platform, row: dict[str, Any]) -> SiteReply | None:
        try:
            return self.put(site, place_of(row), row["platform_id"], row["text"])
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
            reply = states.get(session, number)
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
def _alone(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout as exc:
        raise PartlyDone(_("Another command is posting replies."), _("Wait until it is done.")) from exc
    with lock:
        yield


def claim(engine: Engine, number: int) -> None:
    """Say that a reply is about to be sent. Raises WrongInput where it isn't approved any more, or answers another text."""
    with writing(engine) as session:
        reply = states.get(session, number)
        states.expect(reply, ("approved",), _("can't be posted"))
        review = session.get(Review, reply.review_id)
        assert review is not None
        if reply.basis != states.basis(review.text, review.rating):
            raise WrongInput(
                _("The review was edited after reply {id} was approved.").format(id=number),
                _("Look at it, and save it again: reviewkit reply edit {id}").format(id=number),
            )
        reply.state, reply.posting_at = "posting", states.now()
        states.note(session, reply, "posting", states.OWNER if reply.approved_by == states.OWNER else "rules")


def mark_posted(engine: Engine, number: int, today: date) -> None:
    """Take the owner's word that he has posted a reply by hand; the next crawl or check looks. Raises WrongInput, NotFound."""
    with writing(engine) as session:
        reply = states.get(session, number)
        states.expect(reply, ("approved", "posting"), _("can't be posted"))
        reply.state, reply.posted_at, reply.trouble = "posted", states.now(), None
        states.note(session, reply, "posted", states.OWNER, by_hand=True)
        follow_up(session, reply, today)


def unclaim(engine: Engine, number: int, error: ReviewkitError | None) -> None:
    """Say that a reply was not sent after all."""
    with writing(engine) as session:
        reply = states.get(session, number)
        reply.state, reply.posting_at = "approved", None
        reply.trouble = error.message if error else None
        states.note(session, reply, "not_sent", SITE, **({"why": error.message} if error else {}))


def trouble(engine: Engine, number: int, error: ReviewkitError) -> None:
    """Note why it isn't known whether a reply arrived; it stays `posting`, and the next run looks."""
    with writing(engine) as session:
        reply = states.get(session, number)
        reply.trouble = error.message
        states.note(session, reply, "unclear", SITE, why=error.message)


def arrived(session: Session, reply: Reply, found: SiteReply, today: date) -> str:
    """Note what the site has for a reply that was being posted, inside the caller's write; return the outcome."""
    moment_ = states.now()
    reply.trouble, reply.site_state, reply.checked_at = None, found.state.value, moment_
    if not same(found.text, reply.text):
        reply.state = "rejected"
        states.note(session, reply, "answered_elsewhere", SITE, site=found.text)
        return "elsewhere"
    if found.state is ReplyState.REFUSED:
        refuse(session, reply, found)
        return "refused"
    reply.posted_at = reply.posted_at or moment_
    reply.state = "posted" if found.state is ReplyState.PENDING else "live"
    if reply.state == "live":
        reply.live_at = reply.live_at or moment_
    states.note(session, reply, reply.state, SITE)
    follow_up(session, reply, today)
    return "pending" if reply.state == "posted" else "live"


def refuse(session: Session, reply: Reply, found: SiteReply) -> None:
    """Note that the site did not take a reply, and tell the owner."""
    reply.state, reply.violation = "refused", found.violation or None
    states.note(session, reply, "refused", SITE, violation=found.violation)
    tell(session, reply, "reply_refused", violation=found.violation)


def tell(session: Session, reply: Reply, kind: str, **facts: Any) -> None:
    """Alert the owner of a reply's fate."""
    review = session.get(Review, reply.review_id)
    assert review is not None
    listing = session.get(Listing, review.listing_id)
    assert listing is not None
    alerts.add(
        session, f"{kind}:{reply.id}", kind, urgent=True, store_id=listing.store_id, review_id=review.id, reply_id=reply.id,
        platform=listing.platform, **facts,
    )  # fmt: skip


def follow_up(session: Session, reply: Reply, today: date) -> None:
    """Note what a reply promises, with its day, once."""
    assert reply.id is not None
    if session.exec(select(FollowUp.id).where(FollowUp.reply_id == reply.id)).first() is None:
        for promise in promises(reply.text, today):
            session.add(FollowUp(reply_id=reply.id, text=promise.text, due_on=promise.due, created_at=states.now()))


def same(one: str, two: str) -> bool:
    """Say whether two texts are the same but for blanks, line ends and the way letters are composed."""
    return _bare(one) == _bare(two)


def _bare(text: str) -> str:
    """Emoji beyond U+FFFF get lost on some sites."""
    kept = (char for char in unicodedata.normalize("NFC", text) if char <= "\uffff" and char not in "\ufe0f\u200d")
    return "".join("".join(kept).split())


def place_of(row: dict[str, Any]) -> Place:
    """Return the place of a row of `db.replies`."""
    return Place(row["place_id"], row["place_kind"], row["store"], row["resource"])


def ready(path: Path, wanted: ReplyFilter) -> list[dict[str, Any]]:
    """Return what may be posted, what was interrupted first, then in the order of approval."""
    found = [row for row in replies.select(path, wanted) if row["state"] in ("approved", "posting")]
    return sorted(found, key=lambda row: (row["state"] != "posting", row["approved_at"] or "", row["id"]))
