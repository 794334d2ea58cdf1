"""Looking again: is a posted reply still there? And what a crash has left open."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy import Engine

from reviewkit.db import replies
from reviewkit.db.engine import writing
from reviewkit.db.reading import rows
from reviewkit.db.replies import ReplyFilter
from reviewkit.db.reviews import moment
from reviewkit.errors import Interrupted, NotFound, PartlyDone, ReviewkitError
from reviewkit.features import alerts
from reviewkit.features.replies import states
from reviewkit.features.replies.onsite import arrived, place_of, refuse, same, tell
from reviewkit.features.replies.posting import alone
from reviewkit.features.replies.states import SITE
from reviewkit.i18n import _
from reviewkit.platforms.base import Platform, ReplyState, SiteReply

SLEEP = timedelta(days=365)
"""KakaoMap deletes the replies of owners who did not sign in for so long (market.md names its help pages)."""
WARNING = timedelta(days=30)
LAST_SIGN = """
    SELECT store.id, store.name, max(coalesce(max(reply.posted_at), ''), coalesce(max(review.reply_written_at), ''),
           coalesce((SELECT max(acked_at) FROM alert WHERE kind = 'kakao_sleep' AND alert.store_id = store.id), '')) AS last
    FROM listing JOIN store ON store.id = listing.store_id JOIN review ON review.listing_id = listing.id
    LEFT JOIN reply ON reply.review_id = review.id
    WHERE listing.platform = 'kakao' AND (review.reply_text IS NOT NULL OR reply.posted_at IS NOT NULL) GROUP BY store.id
"""


@dataclass
class Checked:
    """What the sites show: reply numbers by what was found. `troubles` are what ended a site's turn, by platform."""

    live: list[int] = field(default_factory=list)
    pending: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    not_sent: list[int] = field(default_factory=list)
    review_gone: list[int] = field(default_factory=list)
    troubles: dict[str, ReviewkitError] = field(default_factory=dict)


def due(path: Path, wanted: ReplyFilter) -> list[dict[str, Any]]:
    """Return what is to be looked at: what hung in `posting`, then what wasn't looked at for the longest time."""
    found = replies.select(path, replace(wanted, states=wanted.states or ("posting", "posted", "live")))
    return sorted(found, key=lambda row: (row["state"] != "posting", row["checked_at"] or "", row["id"]))


@dataclass
class Checker:
    """Looks at the sites, one reply at a time. `lock` and `settle` as in `posting.Poster`."""

    engine: Engine
    lock: Path
    site: Callable[[str], Platform]
    settle: float = 30.0
    today: Callable[[], date] = lambda: datetime.now(UTC).date()
    stop: Event = field(default_factory=Event)

    def check(self, wanted: Sequence[dict[str, Any]], tick: Callable[[int], None] = lambda _n: None) -> Checked:
        """Look at replies (rows of `db.replies`), site by site. Raises Interrupted, DatabaseTrouble."""
        open_ = [row for row in wanted if row["state"] == "posting"]
        done = Checked()
        if open_:  # what another command is sending right now must not be taken for left behind
            with suppress(PartlyDone), alone(self.lock):
                self._lanes([row for row in open_ if self._settled(row)], done, tick)
        self._lanes([row for row in wanted if row["state"] != "posting"], done, tick)
        return done

    def _settled(self, row: dict[str, Any]) -> bool:
        return (states.now() - moment(row["posting_at"])).total_seconds() >= self.settle

    def _lanes(self, wanted: Sequence[dict[str, Any]], done: Checked, tick: Callable[[int], None]) -> None:
        for platform in dict.fromkeys(row["platform"] for row in wanted):
            try:
                with self.site(platform) as site:
                    for row in (row for row in wanted if row["platform"] == platform):
                        if self.stop.is_set():
                            raise Interrupted(_("Stopped."))
                        getattr(done, self.one(site, row)).append(row["id"])
                        tick(1)
            except Interrupted:
                raise
            except ReviewkitError as exc:
                done.troubles[platform] = exc

    def one(self, site: Platform, row: dict[str, Any]) -> str:
        """Look at one reply; return what was found."""
        try:
            found = site.read_reply(place_of(row), row["platform_id"])
        except NotFound:
            return self._lost(row, "review_gone")
        if found is None:
            return self._lost(row, "gone")
        return self._seen(row, found)

    def _lost(self, row: dict[str, Any], why: str) -> str:
        with writing(self.engine) as session:
            reply = states.get(session, row["id"])
            if reply.state == "posting":  # a crash came before it was sent
                reply.state, reply.posting_at = "approved", None
                states.note(session, reply, "not_sent", SITE)
                if reply.basis != states.current(session, reply):
                    states.back_to_draft(session, reply)
                return "not_sent"
            reply.checked_at = states.now()
            reply.state = "removed"
            states.note(session, reply, why, SITE)
            if why == "gone":
                tell(session, reply, "reply_gone")
        return why

    def _seen(self, row: dict[str, Any], found: SiteReply) -> str:
        with writing(self.engine) as session:
            reply = states.get(session, row["id"])
            if reply.state == "posting" or (found.state is ReplyState.LIVE and reply.state == "posted"):
                outcome = arrived(session, reply, found, self.today())
                return {"live": "live", "pending": "pending", "refused": "refused"}.get(outcome, "changed")
            reply.checked_at, reply.site_state = states.now(), found.state.value
            if found.state is ReplyState.REFUSED:
                refuse(session, reply, found)
                return "refused"
            changed = not same(found.text, reply.text)
            if changed:
                states.note(session, reply, "changed_on_site", SITE, site=found.text)
            session.add(reply)
            return "changed" if changed else "pending" if found.state is ReplyState.PENDING else "live"


def remind_of_kakao(engine: Engine, path: Path, now: datetime) -> int:
    """Alert where KakaoMap may soon delete an owner's replies; the last sign-in we know of is the last reply.

    Acknowledging the alert says that the owner has signed in. Return how many alerts are new.
    """
    with rows(path, LAST_SIGN) as found:
        last = [(int(row["id"]), moment(row["last"])) for row in found if row["last"]]
    new = 0
    for store_id, signed in last:
        if now - signed > SLEEP - WARNING:
            day = (signed + SLEEP).date().isoformat()
            with writing(engine) as session:
                key = f"kakao_sleep:{store_id}:{day}"
                new += alerts.add(session, key, "kakao_sleep", urgent=True, store_id=store_id, day=day)
    return new
