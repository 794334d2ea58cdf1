"""The Google Maps page in the owner's own signed-in profile: opt-in, by what the page shows, no undocumented calls.

The list has no cursor: each scroll brings more cards, and a crawl that was cut short starts from the top. What is read is the
whole only where it reaches the count that the page states.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from reviewkit.errors import Blocked, CursorExpired, NetworkTrouble
from reviewkit.i18n import _
from reviewkit.platforms.base import Page, Tools, polite_hint
from reviewkit.platforms.browser import Browser
from reviewkit.platforms.google.cards import parse_cards, refuse_walls
from reviewkit.platforms.http import retry_at

_SETTLED = """() => document.querySelector("[data-review-id], [role=tab]") ||
  /limited view|제한된 보기/i.test(document.body ? document.body.innerText : "") || location.pathname.startsWith("/sorry/")"""
_CONSENT = """() => { const button = document.querySelector("button[aria-label*='Accept'], button[aria-label*='수락']");
  if (button) button.click(); return !!button; }"""
_TAB = """() => { const tabs = [...document.querySelectorAll("[role=tab]")];
  const words = (e) => (e.getAttribute("aria-label") || "") + " " + e.textContent;
  const tab = tabs.find((e) => /리뷰|reviews/i.test(words(e)));
  if (tab && tab.getAttribute("aria-selected") !== "true") tab.click(); return !!tab; }"""
_SORT = """() => { const button = document.querySelector(
  "button[data-value=Sort], button[data-value='정렬'], button[aria-label='Sort reviews'], button[aria-label='리뷰 정렬']");
  if (button) button.click(); return !!button; }"""
_NEWEST = (
    """() => { const item = document.querySelectorAll("[role=menuitemradio]")[1]; if (item) item.click(); return !!item; }"""
)
_MENU = """() => document.querySelectorAll("[role=menuitemradio]").length > 1"""
_EXPAND = """() => { const buttons = document.querySelectorAll(["button.w8nwRe.kyuRq", "button[aria-label='More']",
  "button[aria-label='자세히']", "button[aria-label='See more']", "button[aria-label='더보기']"]
  .map((s) => "[data-review-id] " + s).join(","));
  buttons.forEach((e) => { if (e.getAttribute("aria-expanded") !== "true") e.click(); }); return buttons.length; }"""
_SCROLL = """() => { const cards = document.querySelectorAll("[data-review-id]"); if (!cards.length) return;
  let pane = document.querySelector("div.m6QErb.DxyBCb.kA9KIf.dS8AEf");
  for (let e = cards[0].parentElement; e && !pane; e = e.parentElement) if (e.scrollHeight > e.clientHeight + 50) pane = e;
  pane = pane || document.scrollingElement; pane.scrollTop = pane.scrollHeight; }"""
_LAST = """() => { const cards = document.querySelectorAll("[data-review-id]");
  return cards.length ? cards[cards.length - 1].dataset.reviewId : ""; }"""
_GROWN = """(last) => { const cards = document.querySelectorAll("[data-review-id]");
  return cards.length > 0 && cards[cards.length - 1].dataset.reviewId !== last; }"""


class MapsPage:
    """One place's page on Maps. Starts a browser in the adapter's profile when its pages are asked for."""

    patience = 8.0
    """Seconds until a scroll that brings no new card was the last."""

    def __init__(self, tools: Tools, url: str) -> None:
        self._tools = tools
        self._url = url
        self._browser = Browser(tools.browser, tools.profile, site=_("Google"))
        self._seen: set[str] = set()

    def close(self) -> None:
        """Close the browser. May be called twice."""
        self._browser.close()

    def pages(self, stream: str, cursor: str | None = None) -> Iterator[Page]:
        """Yield the cards as they come, each once.

        Raises Blocked, SignInNeeded, LayoutChanged, NoBrowser, BrowserTrouble, NetworkTrouble, CursorExpired.
        """
        if cursor is not None:
            raise CursorExpired(_("The Maps page can only be read from the top."))
        try:
            self._open()
            yield from self._scrolled(stream)
        finally:
            self.close()

    def _open(self) -> None:
        self._tools.pace.wait()
        opened = self._browser.open(self._url)
        if opened.status in {403, 429}:
            message = _("Google Maps shut us out (status {status}).").format(status=opened.status)
            raise Blocked(message, polite_hint("google"), retry_at(opened.retry_after))
        if opened.status >= 500:
            raise NetworkTrouble(_("Google Maps is out of order (status {status}).").format(status=opened.status))
        if self._browser.evaluate(_CONSENT):
            self._tools.pace.wait()
        self._browser.wait_until(_SETTLED)
        refuse_walls(self._read())
        if self._browser.evaluate(_TAB):
            self._tools.pace.wait()
            self._browser.wait_until("() => document.querySelector('[data-review-id]')", seconds=self.patience)
        self._sort()

    def _sort(self) -> None:
        """Put the newest first. A page whose menu we don't find is read in its own order."""
        before = self._browser.evaluate(_LAST)
        if not self._browser.evaluate(_SORT) or not self._browser.wait_until(_MENU, seconds=2):
            return
        self._tools.pace.wait()
        self._browser.evaluate(_NEWEST)
        self._browser.wait_until(_GROWN, before, seconds=2)

    def _scrolled(self, stream: str) -> Iterator[Page]:
        grown = True
        while grown:
            if self._browser.evaluate(_EXPAND):
                self._tools.pace.sleep(0.3)
            shown = self._read()
            new = [card for card in shown["cards"] if card["id"] not in self._seen]
            self._seen.update(card["id"] for card in new)
            complete = shown["total"] is not None and len(self._seen) >= shown["total"]
            grown = not complete and self._grow()
            if new or not self._seen:
                yield self._page(stream, shown | {"cards": new, "more": grown})

    def _grow(self) -> bool:
        last = self._browser.evaluate(_LAST)
        if not last:
            return False
        self._tools.pace.wait()
        self._browser.evaluate(_SCROLL)
        return self._browser.wait_until(_GROWN, last, seconds=self.patience)

    def _read(self) -> dict[str, Any]:
        script = files(__package__).joinpath("page.js").read_text(encoding="utf-8")
        shown: dict[str, Any] = self._browser.evaluate(script[script.index("() =>") :])
        return shown | {"crawled_at": datetime.now(UTC).isoformat()}

    def _page(self, stream: str, shown: dict[str, Any]) -> Page:
        body = json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace")
        return Page(stream, "maps", body, self._browser.url, parse_cards(shown))
