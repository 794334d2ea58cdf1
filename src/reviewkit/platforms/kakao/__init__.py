"""KakaoMap: the review answers of a place page, as the page itself asks for them. No browser, no sign-in.

Twenty reviews an answer, newest change first; `previous_last_review_id` continues while `has_next`. Times are Korean.
"""

from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlencode, urlsplit

from reviewkit.errors import CursorExpired, NetworkTrouble
from reviewkit.i18n import _
from reviewkit.platforms import lookup
from reviewkit.platforms.base import Page, Parsed, Place, Platform, Posting, SiteReply, Tools
from reviewkit.platforms.http import Answer, Client
from reviewkit.platforms.kakao import address, answers
from reviewkit.platforms.loose import masked

_NAMES = {"nickname": "author", "author": "author", "map_user_id": "user"}
_PICTURES = frozenset({"profile_image_url", "image_url", "origin_url", "like_user_profile_image_list"})


class Kakao(Platform):
    """Reviews of a KakaoMap place. `Place.id` is the number in its address."""

    name = "kakao"
    title = "KakaoMap"
    kinds: ClassVar[tuple[str, ...]] = ("reviews", "panel")
    posting: ClassVar[Posting] = Posting.COPY

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._site = str(tools.options.get("site_url", "https://place.map.kakao.com")).rstrip("/")
        self._api = str(tools.options.get("api_url", "https://place-api.map.kakao.com")).rstrip("/")
        self._client = Client(tools.pace, int(tools.options.get("attempts", 3)), name=self.name, explain=answers.explain)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def last_received(self) -> bytes:
        """Return the body of the last answer."""
        return self._client.last

    def find(self, text: str) -> Place:
        """Return the place of a pasted address, share text, app link or id. Raises WrongInput, NetworkTrouble."""
        return address.find(text, self._site, self._client.resolve)

    def address(self, place: Place) -> str:
        """Return the place's public page."""
        return f"{self._site}/{place.id}"

    def pages(self, place: Place, stream: str, cursor: str | None = None) -> Iterator[Page]:  # noqa: ARG002  one stream
        """Yield the pages, newest change first.

        An empty first page costs one request more: only the place's panel tells reviews that the owner switched off (NotFound
        with the code "reviews_switched_off") and a wrong id from a place without reviews.
        """
        page: Page | None = self._first(place) if cursor is None else self._resumed(place, cursor)
        seen = 0 if cursor is None else None  # after a resumption we don't know how many came before
        while page is not None:  # None: nothing came after the last page
            yield page
            if seen is not None:
                seen += len(page.parsed.reviews) + sum(page.parsed.dropped.values())
            counted = page.parsed.site_total
            last, cursor = cursor, page.parsed.cursor
            if cursor is None:
                return
            if cursor == last:
                raise answers.changed(_("the list doesn't go on"))
            page = self._page(place, cursor)
            if (page is None or not page.parsed.reviews) and seen is not None and seen < (counted or 0):
                raise NetworkTrouble(_("KakaoMap's list broke off before its end."), _("Try again in a few minutes."))

    def _first(self, place: Place) -> Page:
        page = self._page(place, None)
        if page is not None and page.parsed.reviews:
            return page
        panel = self._panel(place)
        shown = page or panel
        if shown is None:
            raise answers.changed(_("it says nothing at all"))
        return shown

    def _resumed(self, place: Place, cursor: str) -> Page:
        page = self._page(place, cursor)
        # There was more when the cursor was kept; after a review that has vanished since, the list ends without a word.
        if page is None or not page.parsed.reviews:
            raise CursorExpired(_("KakaoMap no longer knows the review where the last crawl stopped."))
        return page

    def _page(self, place: Place, cursor: str | None) -> Page | None:
        query = {"order": "LATEST", "only_photo_review": "false"} | ({answers.CURSOR: cursor} if cursor else {})
        answer = self._get(f"{self._api}/places/tab/reviews/kakaomap/{place.id}?{urlencode(query)}", place)
        return self._made("reviews", answer)

    def _panel(self, place: Place) -> Page | None:
        return self._made("panel", self._get(f"{self._api}/places/panel3/{place.id}", place))

    def _get(self, url: str, place: Place) -> Answer:
        site = urlsplit(self._site)
        return self._client.get(
            url,
            headers={
                "pf": "web",
                "Accept": "application/json, text/plain, */*",
                "Referer": f"{self._site}/{place.id}",
                "Origin": f"{site.scheme}://{site.netloc}",
            },
        )

    def _made(self, kind: str, answer: Answer) -> Page | None:
        if answer.status == 204:  # "no content": their way to say nothing at all
            return None
        return Page("reviews", kind, answer.body, answer.url, self.parse(answer.body, kind))

    def reply_address(self, place: Place, review_id: str) -> str:  # noqa: ARG002  the page has no address for a single review
        """Return the place page's list of reviews."""
        return f"{self.address(place)}#review"

    def read_reply(self, place: Place, review_id: str) -> SiteReply | None:
        """Return the reply; see `Platform.read_reply`. KakaoMap shows the time of a reply's last change only."""
        return lookup.reply_in_lists(self, place, review_id, self.streams)

    @classmethod
    def parse(cls, body: bytes, kind: str) -> Parsed:
        """Return what a "reviews" answer holds, or what a "panel" says of them.

        Raises LayoutChanged, and NotFound (code "reviews_switched_off") for a panel that says so.
        """
        return answers.parse(body, kind)

    @classmethod
    def mask(cls, body: bytes, kind: str) -> bytes:  # noqa: ARG003  names stand under the same keys in every kind
        """Return `body` with made-up authors. What is no JSON at all can't be masked, and is left out."""
        return masked(body, _NAMES, _PICTURES)
