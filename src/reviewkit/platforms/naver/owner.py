"""The walk over SmartPlace, in the owner's signed-in profile: the page's own `getReviews`, then its cards."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from reviewkit.errors import LayoutChanged
from reviewkit.platforms.base import Page, Place
from reviewkit.platforms.browser import Overheard
from reviewkit.platforms.loose import dict_of, text_of
from reviewkit.platforms.naver import dom, notices, scripts, smartplace
from reviewkit.platforms.naver.asking import Asking

HEADERS = {"content-type": "application/json", "from-system": "smartplace"}
SIZE = 100
PATIENCE = 3.0
"""Seconds that the page gets to make its own first request, which ours then repeats page by page."""
GROWTH = 10.0
_MARK = "opName=getReviews"
_QUERY = """query getReviews($input: ReviewsInput!) {
  reviews(input: $input) {
    totalCount
    items {
      id
      author { displayName }
      content { text rating }
      reply { text createdDateTime updatedDateTime isDeleted isSuspended }
      createdDateTime
      rating
      visitCount
      visitDateTime
    }
  }
}"""


class OwnerWalk:
    """One place's page in SmartPlace. `place.resource` may hold SmartPlace's own number of the place."""

    def __init__(self, asking: Asking, place: Place, smartplace_url: str) -> None:
        self._asking = asking
        self._root = smartplace_url.rstrip("/")
        self.place = place

    @property
    def address(self) -> str:
        """The page's address."""
        return f"{self._root}/bizes/place/{self.place.resource or self.place.id}/reviews?menu=visitor"

    def pages(self, cursor: str | None) -> Iterator[Page]:
        """Yield the pages; see `Platform.pages`. A cursor is a place in the list of cards, or just says: from the top."""
        template = self.open()
        if cursor is not None and cursor.startswith(dom.CURSOR):
            yield from self._cards(int(cursor.removeprefix(dom.CURSOR) or 0))
            return
        seen: set[str] = set()
        for number in count(1):
            try:
                page, total = self.ask(template, number)
            except LayoutChanged:
                break
            fresh = {review.platform_id for review in page.parsed.reviews} - seen
            seen |= fresh
            yield page
            if page.parsed.cursor is None or not fresh or (total is not None and len(seen) >= total):
                return
        yield from self._cards(0)

    def open(self) -> dict[str, Any]:
        """Open the page and return the request that it makes itself, {} where none was heard. Raises SignInNeeded."""
        browser = self._asking.browser
        with browser.overhear(lambda url: _MARK in url) as heard:
            self._asking.open(self.address)
            self._settle(heard)
        return _operation(heard.sent[0]) if heard.sent else {}

    def shown(self) -> int:
        """Return how many cards the page shows."""
        return int(self._asking.browser.evaluate(scripts.COUNT, "smartplace"))

    def _settle(self, heard: Overheard) -> None:
        """Wait until the page has asked for its list, or shows one."""
        browser = self._asking.browser
        for _tick in range(int(PATIENCE / 0.1)):
            if heard.sent:
                break
            browser.pause(0.1)
            if notices.is_login(browser.url):
                raise notices.sign_in()
            if browser.evaluate(scripts.COUNT, "smartplace"):
                break
        else:
            error = notices.of_text(browser.visible_text())
            if error:
                raise error

    def ask(self, template: dict[str, Any], number: int) -> tuple[Page, int | None]:
        """Return a page of the page's own `getReviews`, and how many reviews there are in all. Raises LayoutChanged."""
        own = dict_of(dict_of(template.get("variables")).get("input"))
        own = {key: value for key, value in own.items() if key != "hasReply"}
        asked = {"placeId": self.place.id, "sort": "CreatedDesc", **own, "size": SIZE, "page": number}
        operation = {
            "operationName": "getReviews",
            "variables": {**dict_of(template.get("variables")), "input": asked},
            "query": text_of(template.get("query")) or _QUERY,
        }
        answer = self._asking.fetch(
            f"{self._root}/graphql?{_MARK}", json.dumps(operation, ensure_ascii=False), HEADERS, allow=(403,)
        )
        if answer.status == 403 and b"FORBIDDEN" not in answer.body:  # the word for a place that isn't the owner's
            raise notices.blocked(403)
        parsed = smartplace.parse_answer(answer.body)
        return Page("smartplace", "smartplace", answer.body, answer.url, parsed), smartplace.total(answer.body)

    def _cards(self, start: int) -> Iterator[Page]:
        browser = self._asking.browser
        browser.watch(f"{self._root}/graphql?{_MARK}")
        at = start
        while self.grow(at):
            took = browser.evaluate(scripts.TAKE, {"stream": "smartplace", "from": at, "next": dom.NEXT})
            body = took["html"].encode("utf-8", "replace")
            yield Page("smartplace", "smartplace_dom", body, browser.url, smartplace.parse_cards(body))
            at = int(took["count"])
        if at == 0:
            body = browser.content()
            yield Page("smartplace", "smartplace_dom", body, browser.url, smartplace.parse_cards(body))

    def grow(self, at: int) -> bool:
        """Click or scroll until there are more than `at` cards. False where there don't come any more."""
        browser = self._asking.browser
        have = browser.evaluate(scripts.COUNT, "smartplace")
        if have > at or not have:
            return bool(have)
        self._asking.tools.pace.wait()
        browser.evaluate(scripts.MORE, "smartplace")
        grew = browser.wait_until(scripts.GREW, {"stream": "smartplace", "count": have}, min(GROWTH, 3.0))
        self._asking.check_refusal()
        return grew


def _operation(sent: str) -> dict[str, Any]:
    try:
        data = json.loads(sent)
    except (ValueError, RecursionError):
        return {}
    return dict_of(data[0] if isinstance(data, list) and data else data)
