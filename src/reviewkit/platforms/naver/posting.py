"""A reply through SmartPlace's own page, in the owner's signed-in browser: written there as a person would, and read back.

Nothing is sent that the page doesn't send by itself (its `createReply`). An answer that is there is never written over. What
isn't as known stops it: before 등록 is pressed nothing has happened; after it, only reading back can tell.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from typing import Any

from reviewkit.errors import (
    BrowserTrouble,
    Interrupted,
    LayoutChanged,
    NetworkTrouble,
    NotFound,
    ReplyRefused,
    ReviewkitError,
)
from reviewkit.i18n import _
from reviewkit.platforms.base import RawReview, ReplyState, SiteReply
from reviewkit.platforms.browser import Answer, Overheard
from reviewkit.platforms.journal import note
from reviewkit.platforms.loose import dict_of, list_of, text_of
from reviewkit.platforms.naver import notices, reply_scripts
from reviewkit.platforms.naver.asking import Asking
from reviewkit.platforms.naver.owner import OwnerWalk

MARK = "opName=createReply"
FORM = 5.0
"""Seconds that the form gets to appear."""
TICK = 0.1
LOOKS = 2
"""How often a reply that SmartPlace says it took is looked for in its list."""


class ReplyPage:
    """One place's page in SmartPlace, for one reply at a time. `gone` is the error for a review that isn't there."""

    def __init__(self, asking: Asking, walk: OwnerWalk, gone: NotFound) -> None:
        self._asking = asking
        self._browser = asking.browser
        self._walk = walk
        self._gone = gone
        self._template: dict[str, Any] = {}

    def post(self, review_id: str, text: str) -> SiteReply:
        """Write `text` and press 등록, once; return what is there then. See `Platform.put_reply`."""
        found = self._prepare(review_id, text)
        if found is not None:
            return found
        with self._browser.overhear(lambda url: MARK in url) as heard:
            self._asking.tools.pace.wait()
            if not self._run(reply_scripts.SUBMIT, review_id):
                raise _surprise(_("its button can't be pressed"))
            try:
                self._follow(review_id, heard)
            except (ReplyRefused, LayoutChanged):
                # A browser sends a request again by itself where a kept connection ends without a word. So the refusal may be
                # the answer to the second one: "there is a reply already", which is ours.
                there = self.read(review_id)
                if there is None:
                    raise
                return there
        for look in range(LOOKS):
            if look:
                self._asking.tools.pace.sleep(1.0)
            seen = self.read(review_id)
            if seen is not None:
                return seen
        return SiteReply(text, ReplyState.PENDING)

    def offer(self, review_id: str, text: str) -> SiteReply | None:
        """Write `text` into the form and leave the button to the owner; wait until it is pressed or the window closed.

        None where the owner closed the window first, or the run is being ended.
        """
        found = self._prepare(review_id, text)
        if found is not None:
            return found
        sent: str | None = None
        ended = 0
        with self._browser.overhear(lambda url: MARK in url) as heard, suppress(BrowserTrouble, Interrupted):
            while sent is None and not self._browser.is_gone:
                self._asking.tools.pace.sleep(0)
                self._browser.pause(TICK * 3)
                if heard.ended > ended:  # a refusal is the owner's to see, who may press again
                    ended = heard.ended
                    sent = _text_of(heard.sent[-1]) if _refusal(heard.answer()) is None else None
        if sent is None:
            return None
        with suppress(ReviewkitError):  # the window may be closed by now, and the reply is there all the same
            return self.read(review_id)
        return SiteReply(sent, ReplyState.PENDING)

    def open(self) -> None:
        """Open the page. Raises SignInNeeded, Blocked, NetworkTrouble."""
        self._template = self._walk.open()

    def read(self, review_id: str) -> SiteReply | None:
        """Return the reply that the page's own interface gives now; the page has to be open. Raises NotFound, LayoutChanged."""
        review = next((it for it in self._reviews() if it.platform_id == review_id), None)
        if review is None:
            own = dict_of(dict_of(self._template.get("variables")).get("input"))
            raise _surprise(_("it shows the reviews of a while only")) if own.get("startDate") else self._gone
        if "owner_reply" in review.unknown and review.owner_reply is None:
            raise notices.changed("smartplace reply")
        return SiteReply(review.owner_reply.text, written_at=review.owner_reply.written_at) if review.owner_reply else None

    def _reviews(self) -> Iterator[RawReview]:
        """Yield the reviews of the page's own list, asked for afresh."""
        seen: set[str] = set()
        for number in count(1):
            page, total = self._walk.ask(self._template, number)
            fresh = [review for review in page.parsed.reviews if review.platform_id not in seen]
            seen.update(review.platform_id for review in fresh)
            yield from fresh
            if not fresh or page.parsed.cursor is None or (total is not None and len(seen) >= total):
                return

    def _prepare(self, review_id: str, text: str) -> SiteReply | None:
        """Open the page and fill the review's form. Returns the reply where there is one already, and touches nothing."""
        self.open()
        there = self.read(review_id)
        if there is not None:
            return there
        self._find(review_id)
        state = self._run(reply_scripts.STATE, review_id)
        if state == "answered":
            raise _surprise(_("it shows a reply that its list doesn't have"))
        if state != "free":
            raise _surprise(_("the review has no button for a reply"))
        self._asking.tools.pace.wait()
        self._run(reply_scripts.OPEN, review_id)
        if not self._browser.wait_until(reply_scripts.HAS_FORM, {"id": review_id}, FORM):
            raise self._window(review_id) or _surprise(_("no form for the reply appeared"))
        self._fill(review_id, text)
        return None

    def _find(self, review_id: str) -> None:
        """Let the list grow until the review's card is there."""
        at = 0
        while not self._run(reply_scripts.IS_THERE, review_id):
            if not self._walk.grow(at):
                raise _surprise(_("the review isn't on its page"))
            at = self._walk.shown()

    def _fill(self, review_id: str, text: str) -> None:
        took = self._browser.evaluate(reply_scripts.FILL, {"id": review_id, "text": text})
        if took["text"] is None or took["text"].split() != text.split():
            raise ReplyRefused(_("SmartPlace's form changes this reply."), _("Edit the reply: reviewkit reply edit ID"))
        if not took["ready"]:
            raise ReplyRefused(_("SmartPlace's form doesn't take this reply."), _("Edit the reply: reviewkit reply edit ID"))

    def _follow(self, review_id: str, heard: Overheard) -> None:
        """Wait for the answer to the page's own request; press the one question that may come before. Raises what it says."""
        asked = False
        for _tick in range(int(self._asking.tools.browser.timeout / TICK)):
            self._asking.tools.pace.sleep(0)
            self._browser.pause(TICK)
            if heard.ended:
                error = _refusal(heard.answer())
                if error:
                    raise error
                return
            words = "" if asked or heard.sent else self._run(reply_scripts.WINDOW, review_id)
            if words:
                asked = True
                if "등록" not in words or not self._run(reply_scripts.CONFIRM, review_id):
                    raise self._window(review_id) or _surprise(_("a question came that isn't known"))
            if notices.is_login(self._browser.url):
                raise notices.sign_in()
        if heard.sent:
            raise _unheard()
        raise _surprise(_("it sent nothing after the button was pressed"))

    def _window(self, review_id: str) -> ReviewkitError | None:
        """Return the error for what a window over the page says, None where there is none."""
        words = self._run(reply_scripts.WINDOW, review_id)
        if not words:
            return None
        note("smartplace_window", site="naver", reason=words[:200])
        return notices.of_text(words) or _surprise(_("it says “{words}”").format(words=" ".join(words.split())[:100]))

    def _run(self, script: str, review_id: str) -> Any:
        return self._browser.evaluate(script, {"id": review_id})


def _refusal(answer: Answer) -> ReviewkitError | None:
    """Return the error that an answer to `createReply` stands for, None where the reply was taken."""
    part = _part(answer.body)
    errors = json.dumps(part.get("errors"), ensure_ascii=False) if part.get("errors") else ""
    if answer.status == 401 or "UNAUTH" in errors or "LOGIN" in errors:
        return notices.sign_in()
    if "FORBIDDEN" in errors:
        return _not_yours()
    if answer.status in {403, 429}:
        return notices.of_status(answer.status, answer.retry_after)
    if errors:
        return _refused(part)
    if answer.status >= 500 or not answer.status:
        return _unheard()
    taken = dict_of(dict_of(part.get("data")).get("createReviewReply"))
    return None if taken else notices.changed("createReply")


def _part(body: bytes | str) -> dict[str, Any]:
    """Return the one operation of a request or an answer, {} where it is none."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return dict_of(data[0] if isinstance(data, list) and data else data)


def _text_of(sent: str) -> str:
    return text_of(dict_of(dict_of(_part(sent).get("variables")).get("input")).get("text"))


def _refused(data: dict[str, Any]) -> ReplyRefused:
    first = dict_of(next(iter(list_of(data.get("errors"))), None))
    code = text_of(dict_of(first.get("extensions")).get("code"))
    return ReplyRefused(
        _("Naver doesn't take this reply: {reason}").format(reason=text_of(first.get("message"))[:200] or code),
        _("Edit the reply: reviewkit reply edit ID"),
        code,
    )


def _not_yours() -> ReviewkitError:
    error = notices.sign_in()
    error.message = _("The Naver account that is signed in may not answer the reviews of this place.")
    error.args = (error.message,)
    return error


def _unheard() -> NetworkTrouble:
    return NetworkTrouble(
        _("Naver did not answer whether it took the reply."), _("See what became of it: reviewkit reply check")
    )


def _surprise(reason: str) -> LayoutChanged:
    return LayoutChanged(
        _("SmartPlace is not as this version knows it: {reason}.").format(reason=reason),
        _("Copy the reply and post it by hand; look for a newer version."),
    )
