"""Naver Place: the public review page in a browser, and SmartPlace for an owner who signed in.

Text reviews and those with keywords only are two lists with counts of their own; together they are the page's total.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from reviewkit.errors import LayoutChanged
from reviewkit.i18n import N_, _
from reviewkit.platforms.base import Page, Parsed, Place, Platform, Tools
from reviewkit.platforms.naver import address, dom, masking, notices, smartplace, state
from reviewkit.platforms.naver.asking import Asking
from reviewkit.platforms.naver.owner import OwnerWalk
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
            return OwnerWalk(self._asking, place, self._option("smartplace_url")).pages(cursor)
        if self._walk is None or self._walk.place.id != place.id:
            self._walk = PublicWalk(self._asking, place, self._option("site_url"), self._option("api_url"))
        return self._walk.pages(stream, cursor)

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
