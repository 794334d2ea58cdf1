"""What the keys do to replies. Every step may take its time (a model, a site, Kiwi), and is called in a thread of its own."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from reviewkit.cli import posting
from reviewkit.cli.command import Desk
from reviewkit.cli.inbox import detail
from reviewkit.cli.inbox.detail import Detail
from reviewkit.cli.inbox.entries import Entry
from reviewkit.db import replies
from reviewkit.errors import Interrupted, NotFound, ReviewkitError, SignInNeeded, WrongInput
from reviewkit.i18n import _
from reviewkit.platforms.base import Posting

if TYPE_CHECKING:
    from reviewkit.features.replies.drafting import Drafted
    from reviewkit.features.replies.posting import Posted
    from reviewkit.features.replies.writer import Writer

PAUSES = {"google": 6.0}
"""Seconds between two posts, beside what the settings say: Google takes ten edits a minute, and each post here is a run."""


@dataclass(frozen=True, slots=True)
class Done:
    """A step that can be taken back. `before` is the text that a rewrite replaced."""

    entry: Entry
    what: str
    before: str = ""


class Steps:
    """The steps, on one writer."""

    def __init__(self, at: Desk) -> None:
        self.at, self.stop = at, Event()
        self.engine, self.path = at.app.engine, at.app.database  # made here, not in two threads at once
        self._writer: Writer | None = None
        self._earlier: list[replies.Earlier] | None = None
        self._lock, self._posting, self._reading = Lock(), Lock(), Lock()
        self._runs: list[Event] = []
        self._posted = Counter[str]()
        self._last: dict[str, float] = {}

    def end(self) -> None:
        """Let what is under way come to its end soon."""
        for stop in (self.stop, *self._runs):
            stop.set()

    # --- writing ---

    def draft(self, entry: Entry, wish: str = "") -> ReviewkitError | None:
        """Draft a reply to one review; return why it was written from templates, where there is a model."""
        self._read_first()
        writer = self._awake()
        self.at.app.drafter(writer).one(entry.review_id, wish)
        return writer.trouble

    def draft_all(self, ids: Sequence[int], tick: Callable[[int], None]) -> "Drafted":
        """Draft replies to many reviews; what was written is kept when it is stopped."""
        self._read_first()
        stop = Event()  # a run that fails ends all that its writer does; the other keys have one of their own
        self._runs.append(stop)
        return self.at.app.drafter(self._new_writer(stop)).draft(ids, tick=tick)

    def rewrite(self, entry: Entry, wish: str) -> ReviewkitError | None:
        """Have a draft written anew; return why it was written from templates, where there is a model."""
        from reviewkit.features.replies import approving

        writer = self._awake()
        approving.rewrite(self.engine, writer, _number(entry), wish)
        return writer.trouble

    def save(self, entry: Entry, text: str) -> None:
        """Keep the owner's text, checked; the first one to a review makes its reply."""
        from reviewkit.features.replies import approving, states
        from reviewkit.features.replies.drafting import save
        from reviewkit.features.replies.writer import Written
        from reviewkit.text.screening import screen

        writer = self._awake()
        if entry.reply_id is not None and entry.kind != "ended":
            seen = states.basis(entry.text, entry.rating)  # the review may have changed under the owner's hands
            approving.edit(self.engine, writer, entry.reply_id, text, seen)
            return
        text = screen(text).strip()
        if not text:
            raise WrongInput(_("A reply needs a text."), _("Esc leaves without one."))
        situation = writer.situation(entry.review_id)
        written = Written(text, states.OWNER, writer.check(text, situation), 1)
        if save(self.engine, situation, written, "", None) is None:
            raise WrongInput(
                _("The review has got another reply, or was edited meanwhile."), _("Press f, and look at it again.")
            )

    # --- deciding ---

    def approve(self, entry: Entry, *, again: str = "") -> None:
        """Approve a draft. One that is held becomes a draft first: with the same text, `again`."""
        from reviewkit.features.replies import approving

        writer = self._awake()
        if again:
            approving.edit(self.engine, writer, _number(entry), again)
        approving.approve(self.engine, writer, _number(entry))

    def reject(self, entry: Entry) -> None:
        """Reject a draft."""
        from reviewkit.features.replies import states

        states.reject(self.engine, _number(entry))

    def hold(self, entry: Entry) -> None:
        """Hold a draft back."""
        from reviewkit.features.replies import states

        states.set_held(self.engine, _number(entry))

    def undo(self, entry: Entry, done: Done | None) -> None:
        """Take back the owner's last step; after a rewrite, which is the writer's step, the earlier text comes back."""
        from reviewkit.features.replies import approving

        writer = self._awake()
        if done and done.what == "rewrite":
            approving.edit(self.engine, writer, _number(entry), done.before)
        else:
            approving.undo(self.engine, writer, _number(entry))

    # --- posting ---

    def by_hand(self, platform: str) -> bool:
        """Whether the owner's own hand brings a reply onto this site."""
        return posting.way(self.at, platform) is not Posting.INTERFACE

    def address(self, row: dict[str, Any]) -> str:
        """Return the page where a reply (a row of `db.replies`) is written by hand."""
        from reviewkit.features.replies.posting import place_of

        with self.at.app.platform(row["platform"]) as site:
            return site.reply_address(place_of(row), row["platform_id"])

    def posted_by_hand(self, entry: Entry) -> None:
        """Take the owner's word that a reply is on its site."""
        from datetime import datetime

        from reviewkit.features.replies.posting import mark_posted

        mark_posted(self.engine, _number(entry), datetime.now(self.at.app.zone).date())

    def post(self, entry: Entry) -> str:
        """Post an approved reply, one at a time and at the site's pace; return its outcome, a field of Posted."""
        with self._posting:
            poster = self.at.app.poster(self.stop)
            self._keep_pace(entry.platform, poster.pause(entry.platform), poster.most(entry.platform))
            row = replies.one(self.path, _number(entry))
            assert row is not None
            done = poster.post([row])
            self._posted[entry.platform] += 1
            self._last[entry.platform] = time.monotonic()
        if done.troubles:
            raise next(iter(done.troubles.values()))
        return _outcome(done)

    def _keep_pace(self, platform: str, pause: float, most: int) -> None:
        if most and self._posted[platform] >= most:
            raise WrongInput(
                _("{n} replies were posted in one go: that is enough for this site.").format(n=most),
                _("Go on later with: reviewkit reply post"),
            )
        wait = self._last.get(platform, float("-inf")) + max(pause, PAUSES.get(platform, 0.0)) - time.monotonic()
        if wait > 0 and self.stop.wait(wait):
            raise Interrupted(_("Stopped. What was posted is noted."))

    # --- looking ---

    def alike(self, shown: Detail) -> list[tuple[float, str]]:
        """Return the earlier replies that are most like a row's draft."""
        with self._lock:
            if self._earlier is None:
                self._earlier = replies.earlier(self.path)
            earlier = [one.text for one in self._earlier if one.review_id != shown.entry.review_id]
        return detail.alike(shown.text, earlier)

    def forget(self) -> None:
        """Read the earlier replies anew: one has changed."""
        with self._lock:
            self._earlier = None

    # --- the writer ---

    def _awake(self) -> "Writer":
        """Return the writer; a model that failed before is asked again, since the owner has pressed a key again."""
        with self._lock:
            if self._writer is None:
                self._writer = self._new_writer(self.stop)
            elif self._writer.model:
                self._writer.trouble, self._writer.gave_up = None, False
            return self._writer

    def _new_writer(self, stop: Event) -> "Writer":
        try:
            return self.at.app.writer(stop)
        except SignInNeeded as exc:  # the model's key is missing: what needs no model goes on
            writer = self.at.app.writer(stop, offline=True)
            writer.trouble = exc
            return writer

    def _read_first(self) -> None:
        """What a review says decides how it is answered: read what waits for it."""
        from reviewkit.features import analysis

        with self._reading:
            if self.at.app.settings.analysis.automatic and analysis.waiting(self.engine, "new"):
                self.at.app.reader(stop=self.stop).read()


def _number(entry: Entry) -> int:
    if entry.reply_id is None:
        raise NotFound(_("This review has no draft yet."), _("d drafts a reply, e lets you write one yourself."))
    return entry.reply_id


def _outcome(done: "Posted") -> str:
    return next((name for name in posting.OUTCOMES if getattr(done, name)), "left")
