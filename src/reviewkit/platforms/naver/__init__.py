"""Naver Place: the public review page in a browser, and SmartPlace for an owner who signed in.

Text reviews and those with keywords only are two lists with counts of their own; together they are the page's total.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

from reviewkit.errors import LayoutChanged
from reviewkit.i18n import N_, _
from reviewkit.platforms import limits, lookup
from reviewkit.platforms.base import Page, Parsed, Place, Platform, Posting, ReplyLimits, SiteReply, Tools
from reviewkit.platforms.naver import address, dom, masking, notices, smartplace, state
from reviewkit.platforms.naver.asking import Asking
from reviewkit.platforms.naver.owner import OwnerWalk
from reviewkit.platforms.naver.posting import ReplyPage
from reviewkit.platforms.naver.public import PublicWalk

__all__ = ["Naver"]


class Naver(Platform):
    """The adapter. After BrowserTrouble: `close()`, then `pages` from the last cursor."""

    name: ClassVar[str] = "naver"
    title: ClassVar[str] = N_("Naver Place")
    streams: ClassVar[tuple[str, ...]] = ("text", "keywords")
    needs_browser: ClassVar[bool] = True
    kinds: ClassVar[tuple[str, ...]] = ("page", "page_keywords", "graphql", "dom", "smartplace", "smartplace_dom")
    look_back: ClassVar[timedelta] = timedelta(days=90)
    count_slack: ClassVar[float] = 0.01
    posting: ClassVar[Posting] = Posting.PAGE
    reply_limits: ClassVar[ReplyLimits] = ReplyLimits(least=15, most=500, only_bmp=True)

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        if tools.options.get("smartplace"):
            self.streams = (*type(self).streams, "smartplace")  # type: ignore[misc]  # this object's own, by its settings
        self._asking = Asking(tools)
        self._walk: PublicWalk | None = None

    def close(self) -> None:
        """Close the browser."""
        self._walk = None
        self._asking.browser.close()

    def last_received(self) -> bytes:
        """Return the page, or the interface's answer, that came last."""
        return self._asking.last

    def find(self, text: str) -> Place:
        """Return the place that a pasted address, share text or id names. Raises WrongInput, NetworkTrouble."""
        from reviewkit.platforms.http import Client

        client = Client(self.tools.pace, name=self.name)
        try:
            return address.find(text, self._option("site_url"), client.resolve)
        finally:
            client.close()

    def address(self, place: Place) -> str:
        """Return the place's public review page."""
        return f"{self._option('site_url')}/{place.kind or 'place'}/{place.id}/review/visitor"

    def pages(self, place: Place, stream: str, cursor: str | None = None) -> Iterator[Page]:
        """Yield the stream's pages; see `Platform.pages`. One page of the site stays open from stream to stream."""
        if stream == "smartplace":
            self._walk = None
            return self._owner_walk(self._asking, place).pages(cursor)
        if self._walk is None or self._walk.place.id != place.id:
            self._walk = PublicWalk(self._asking, place, self._option("site_url"), self._option("api_url"))
        return self._walk.pages(stream, cursor)

    def reply_address(self, place: Place, review_id: str) -> str:  # noqa: ARG002  a single review has no address there
        """Return the place's list of reviews in SmartPlace, where an owner who is signed in answers."""
        return self._owner_walk(self._asking, place).address

    def read_reply(self, place: Place, review_id: str) -> SiteReply | None:
        """Return the reply; see `Platform.read_reply`. From SmartPlace where it is switched on, else from the public page."""
        if "smartplace" in self.streams:
            page = self._reply_page(self._asking, place)
            page.open()
            return page.read(review_id)
        self._walk = None  # a page that is open from before is not afresh
        return lookup.reply_in_lists(self, place, review_id, self.streams)

    def put_reply(self, place: Place, review_id: str, text: str) -> SiteReply:
        """Write the reply in SmartPlace and press 등록; see `Platform.put_reply`. Needs the owner's signed-in profile.

        A reply that is there already is left alone and returned.
        """
        limits.check(text, self.reply_limits, _(self.title))
        return self._reply_page(self._asking, place).post(review_id, text)

    def fill_reply(self, place: Place, review_id: str, text: str) -> SiteReply | None:
        """Open the review in a window of the owner's own browser with the text filled in; the owner presses 등록.

        Waits until that has happened, the window is closed or the run is being ended; returns the reply that is there then,
        None where there is none. A reply that is there already is left alone and returned. Raises as `put_reply`.
        """
        limits.check(text, self.reply_limits, _(self.title))
        self.close()  # the profile serves one browser at a time
        asking = Asking(replace(self.tools, browser=replace(self.tools.browser, headed=True)), light=False)
        try:
            return self._reply_page(asking, place).offer(review_id, text)
        finally:
            asking.browser.close()

    def _reply_page(self, asking: Asking, place: Place) -> ReplyPage:
        if self.tools.profile is None:
            raise notices.sign_in()
        self._walk = None
        return ReplyPage(asking, self._owner_walk(asking, place), lookup.gone(self))

    def _owner_walk(self, asking: Asking, place: Place) -> OwnerWalk:
        return OwnerWalk(asking, place, self._option("smartplace_url"))

    def sign_in(self) -> bool:
        """Open a window for the owner to sign in to Naver, and wait until it is closed or the sign-in is left.

        Returns whether the sign-in page was passed. Needs `tools.profile`. Raises NoBrowser, BrowserTrouble, NetworkTrouble.
        """
        from reviewkit.platforms.browser import sign_in

        assert self.tools.profile is not None
        home, seen = self._option("smartplace_url"), []

        def passed(url: str) -> bool:
            if notices.is_login(url):
                seen.append(url)
            return bool(seen) and url.startswith(home)

        self.close()
        return sign_in(self.tools.browser, self.tools.profile, f"{home}/bizes", passed)

    @classmethod
    def parse(cls, body: bytes, kind: str) -> Parsed:
        """Return what `body` holds. Raises LayoutChanged, Blocked, SignInNeeded, NotFound (no such place)."""
        if kind in {"page", "page_keywords"}:
            return state.parse_page(body, with_text=kind == "page")
        readers = {
            "graphql": state.parse_graphql,
            "dom": dom.parse,
            "smartplace": smartplace.parse_answer,
            "smartplace_dom": smartplace.parse_cards,
        }
        if kind not in readers:
            raise LayoutChanged(_("Naver has no kind of page called {kind}.").format(kind=kind))
        return readers[kind](body)

    @classmethod
    def mask(cls, body: bytes, kind: str) -> bytes:
        """Return `body` without the authors; the same author stays the same."""
        return masking.mask_json(body) if kind in {"graphql", "smartplace"} else masking.mask_html(body)

    def _option(self, name: str) -> str:
        return str(self.tools.options[name]).rstrip("/")
