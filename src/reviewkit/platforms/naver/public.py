"""The walk over a place's public reviews: the page's own state, then its GraphQL by cursor, then the visible list."""

import re
from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import structlog

from reviewkit.errors import CursorExpired, LayoutChanged, ReviewkitError
from reviewkit.i18n import _
from reviewkit.platforms.base import Page, Place
from reviewkit.platforms.naver import dom, notices, query, scripts, state
from reviewkit.platforms.naver.asking import Asking
from reviewkit.platforms.naver.state import FROM_TOP

PAGE_KINDS = {"text": "page", "keywords": "page_keywords"}
ENOUGH = 0.9
"""The share of the site's own total from which on the interface's end is believed: that total is off by some at times."""
GROWTH = 10.0
"""Seconds that a list gets to grow after a click."""

log = structlog.get_logger()


class PublicWalk:
    """One place's public page, kept open from stream to stream."""

    def __init__(self, asking: Asking, place: Place, site_url: str, api_url: str) -> None:
        self._asking = asking
        self._site_url = site_url.rstrip("/")
        self._api_url = query.endpoint(api_url)
        self.place = place
        self._received = b""
        self._inputs: dict[str, Mapping[str, Any]] = {}

    @property
    def address(self) -> str:
        """The page's address, newest visits first."""
        return f"{self._site_url}/{self.place.kind or 'place'}/{self.place.id}/review/visitor?reviewSort=recent"

    def pages(self, stream: str, cursor: str | None) -> Iterator[Page]:
        """Yield the stream's pages; see `Platform.pages`."""
        self._open()
        seen: set[str] = set()
        from_top = cursor in {None, FROM_TOP}
        if cursor is None:
            first = self._first(stream)
            if first is not None:
                yield first
                seen.update(review.platform_id for review in first.parsed.reviews)
                if first.parsed.cursor is None:
                    return
                cursor = first.parsed.cursor
            cursor = cursor or FROM_TOP
        if not cursor.startswith(dom.CURSOR):
            if (yield from self._asked(stream, cursor, seen, from_top=from_top)):
                return
            log.warning("the interface refused, reading the visible list", platform="naver", stream=stream)
            cursor = f"{dom.CURSOR}{len(seen)}"
        yield from self._shown(stream, int(cursor.removeprefix(dom.CURSOR) or 0))

    def _open(self) -> None:
        """Open the page where it isn't open any more, and learn the place's kind from where the address leads."""
        if self._received and self._asking.browser.is_open:
            return
        opened = self._asking.open(self.address)
        if opened.status == 404:
            raise notices.gone()
        # /place/ID leads to /restaurant/ID: the interface wants that word.
        kind = re.search(rf"/(\w+)/{re.escape(self.place.id)}(?:/|$)", urlsplit(opened.url).path)
        self.place = replace(self.place, kind=kind.group(1) if kind else self.place.kind)
        self._received = opened.body
        found_state = state.state_in(opened.body.decode("utf-8", "replace"))
        queries = {stream: state.query_in(found_state, with_text=stream == "text") for stream in PAGE_KINDS}
        self._inputs = {stream: own[0] for stream, own in queries.items() if own}

    def _first(self, stream: str) -> Page | None:
        """Return the page that came with the address, None where its state says nothing of this stream."""
        kind = PAGE_KINDS[stream]
        try:
            parsed = state.parse_page(self._received, with_text=stream == "text")
        except LayoutChanged:
            error = self._notice()
            if error:
                raise error from None
            log.warning("no reviews in the page's state", platform="naver", stream=stream)
            return None
        return Page(stream, kind, self._received, self._asking.browser.url, parsed)

    def _notice(self) -> ReviewkitError | None:
        """Return what the page says to a person instead of showing reviews, if it does."""
        if self._asking.browser.evaluate(scripts.COUNT, "text"):
            return None
        return notices.of_text(self._asking.browser.visible_text())

    def _asked(self, stream: str, cursor: str, seen: set[str], *, from_top: bool) -> Generator[Page, None, bool]:
        """Yield the pages of the interface. Returns whether these were all; False means: go on with the visible list.

        Entries may repeat. So the end is where nothing new comes, or where the site's own total is reached.
        """
        after = None if cursor == FROM_TOP else cursor
        while True:
            try:
                page, full = self._ask(stream, after)
            except LayoutChanged as exc:
                if from_top:
                    return False
                # Without the way so far the list's place isn't known; or the site has forgotten the cursor.
                raise CursorExpired(_("Naver no longer knows where we stopped; starting from the top.")) from exc
            fresh = {review.platform_id for review in page.parsed.reviews} - seen
            seen |= fresh
            yield page
            # The first answer from the top repeats what the page's state held: nothing new there is no end.
            stuck = not fresh and after is not None
            after = page.parsed.cursor
            total = page.parsed.site_total or 0
            if after is None or stuck or (len(seen) >= total > 0 and not full):
                return not from_top or not page.parsed.reviews or len(seen) >= total * ENOUGH

    def _ask(self, stream: str, after: str | None) -> tuple[Page, bool]:
        """Return the interface's next page, and whether it holds as many as were asked for. Raises LayoutChanged."""
        refused: LayoutChanged | None = None
        for size in query.SIZES:
            body = query.request(self.place, self._inputs.get(stream, {}), with_text=stream == "text", size=size, after=after)
            answer = self._asking.fetch(self._api_url, body, query.HEADERS)
            try:
                parsed = state.parse_graphql(answer.body)
            except LayoutChanged as exc:
                refused = exc
                continue
            held = len(parsed.reviews) + sum(parsed.dropped.values())
            return Page(stream, "graphql", answer.body, answer.url, parsed), held >= size
        assert refused is not None
        raise refused

    def _shown(self, stream: str, start: int) -> Iterator[Page]:
        """Yield what the page shows, from entry number `start` on, clicking for more."""
        browser = self._asking.browser
        browser.watch(self._api_url)
        if stream == "keywords" and not browser.evaluate(scripts.COUNT, stream):
            if not browser.evaluate(scripts.UNFOLD):
                return  # the page has no such section: no such reviews
            browser.wait_until(scripts.GREW, {"stream": stream, "count": 0}, GROWTH)
        at = start
        while self._grow(stream, at):
            took = browser.evaluate(scripts.TAKE, {"stream": stream, "from": at, "next": dom.NEXT})
            yield self._dom_page(stream, took["html"].encode("utf-8", "replace"))
            at = int(took["count"])
            if not took["more"]:
                return
        if at == 0:
            yield self._dom_page(stream, browser.content() if stream == "text" else b"")

    def _dom_page(self, stream: str, body: bytes) -> Page:
        return Page(stream, "dom", body, self._asking.browser.url, dom.parse(body))

    def _grow(self, stream: str, count: int) -> bool:
        """Click until the list holds more than `count` entries. False where it doesn't grow any more."""
        browser = self._asking.browser
        have = browser.evaluate(scripts.COUNT, stream)
        while have <= count:
            self._asking.tools.pace.wait()
            if not have or not browser.evaluate(scripts.MORE, stream):
                return False
            browser.wait_until(scripts.GREW, {"stream": stream, "count": have}, GROWTH)
            self._asking.check_refusal()
            grown = browser.evaluate(scripts.COUNT, stream)
            if grown <= have:
                return False
            have = grown
        return True
