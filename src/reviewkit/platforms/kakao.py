"""KakaoMap: the review answers of a place page, as the page itself asks for them. No browser, no sign-in.

Twenty reviews an answer, newest change first; `previous_last_review_id` continues while `has_next`. Times are Korean.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any, ClassVar
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from reviewkit.errors import Blocked, CursorExpired, LayoutChanged, NetworkTrouble, NotFound, ReviewkitError, WrongInput
from reviewkit.i18n import _
from reviewkit.platforms.base import OwnerReply, Page, Parsed, Place, Platform, RawReview, Status, Tools, polite_hint
from reviewkit.platforms.http import Answer, Client
from reviewkit.platforms.loose import addresses_in, count_of, dict_of, list_of, masked, object_in, rating_of, text_of

KST = timezone(timedelta(hours=9), "KST")
CURSOR = "previous_last_review_id"
SHORT_HOSTS = {"kko.to", "kko.kakao.com"}
UNKNOWN = frozenset({"visited_on", "visit_count", "origin", "url"})
"""What KakaoMap never says; an imported file may know it."""

_ID = re.compile(r"[1-9][0-9]{3,14}")
_NAMES = {"nickname": "author", "author": "author", "map_user_id": "user"}
_PICTURES = frozenset({"profile_image_url", "image_url", "origin_url", "like_user_profile_image_list"})


class Kakao(Platform):
    """Reviews of a KakaoMap place. `Place.id` is the number in its address."""

    name = "kakao"
    title = "KakaoMap"
    kinds: ClassVar[tuple[str, ...]] = ("reviews", "panel")

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._site = str(tools.options.get("site_url", "https://place.map.kakao.com")).rstrip("/")
        self._api = str(tools.options.get("api_url", "https://place-api.map.kakao.com")).rstrip("/")
        self._client = Client(tools.pace, int(tools.options.get("attempts", 3)), name=self.name, explain=explain)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def last_received(self) -> bytes:
        """Return the body of the last answer."""
        return self._client.last

    def find(self, text: str) -> Place:
        """Return the place of a pasted address, share text, app link or id. Raises WrongInput, NetworkTrouble."""
        if _ID.fullmatch(text.strip()):
            return Place(text.strip())
        for url in addresses_in(text):
            target = self._client.resolve(url, lambda hop: bool(self._id_in(hop))) if _is_short(url) else url
            place_id = self._id_in(target)
            if place_id:
                return Place(place_id)
        message = _("This names no place on KakaoMap: {text}").format(text=text.strip()[:200])
        raise WrongInput(message, _("Paste the address of the place page, such as https://place.map.kakao.com/12345678"))

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
                raise _changed(_("the list doesn't go on"))
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
            raise _changed(_("it says nothing at all"))
        return shown

    def _resumed(self, place: Place, cursor: str) -> Page:
        page = self._page(place, cursor)
        # There was more when the cursor was kept; after a review that has vanished since, the list ends without a word.
        if page is None or not page.parsed.reviews:
            raise CursorExpired(_("KakaoMap no longer knows the review where the last crawl stopped."))
        return page

    def _page(self, place: Place, cursor: str | None) -> Page | None:
        query = {"order": "LATEST", "only_photo_review": "false"} | ({CURSOR: cursor} if cursor else {})
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

    def _id_in(self, url: str) -> str:
        """Return the place id that an address holds, "" where it holds none."""
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            return ""
        if f"{url}/".startswith(f"{self._site}/"):
            return _segment(parts.path[len(urlsplit(self._site).path) :])
        if parts.scheme in {"kakaomap", "daummaps"}:
            return _value(parts) if "place" in host + parts.path else ""
        if parts.scheme not in {"http", "https"}:
            return ""
        if host in {"place.map.kakao.com", "m.place.map.kakao.com"}:
            return _segment(parts.path)
        return _in_map(parts) if host in {"map.kakao.com", "m.map.kakao.com", "app.map.kakao.com"} else ""

    @classmethod
    def parse(cls, body: bytes, kind: str) -> Parsed:
        """Return what a "reviews" answer holds, or what a "panel" says of them.

        Raises LayoutChanged, and NotFound (code "reviews_switched_off") for a panel that says so.
        """
        data = object_in(body)
        if data is None:
            raise _changed(_("no JSON object"))
        if kind == "panel":
            return _parse_panel(data)
        entries, total = data.get("reviews"), _total(data)
        if entries is None and total == 0:
            entries = []
        if not isinstance(entries, list):
            raise _changed(_("no list of reviews"))
        return _parse_list(data, entries, total)

    @classmethod
    def mask(cls, body: bytes, kind: str) -> bytes:  # noqa: ARG003  names stand under the same keys in every kind
        """Return `body` with made-up authors. What is no JSON at all can't be masked, and is left out."""
        return masked(body, _NAMES, _PICTURES)


def explain(answer: Answer) -> ReviewkitError | None:
    """Return what KakaoMap means by an error, None where the status says it all."""
    if answer.status in {400, 404, 410} and CURSOR in answer.url:
        return CursorExpired(_("KakaoMap no longer knows the review where the last crawl stopped."))
    if answer.status in {403, 429}:
        return Blocked(_("KakaoMap asked us to slow down, or shut us out."), polite_hint("kakao"))
    if answer.status == 404:
        return NotFound(_("KakaoMap knows no such place."), _("Check the address with: reviewkit store list"))
    if answer.status == 406:
        return _changed(_("it wants other headers"))
    return None


def switched_off() -> NotFound:
    """Return the outcome of a place whose owner had KakaoMap hide the reviews."""
    error = NotFound(
        _("KakaoMap shows no reviews of this place because its owner asked for that (후기 미제공)."),
        _("Switch the reviews on in 카카오맵 매장관리, or stop reading this page: reviewkit store edit"),
    )
    error.code = "reviews_switched_off"
    return error


def _parse_panel(data: dict[str, Any]) -> Parsed:
    reads = dict_of(dict_of(data.get("restrict")).get("review_read"))
    if reads.get("is_restrict") is True:
        raise switched_off()
    return Parsed(site_total=_total(dict_of(data.get("kakaomap_review"))))


def _parse_list(data: dict[str, Any], entries: list[Any], total: int | None) -> Parsed:
    names = _strengths(data)
    reviews: list[RawReview] = []
    dropped: dict[str, int] = {}
    for entry in entries:
        found = _review(entry, names)
        if isinstance(found, RawReview):
            reviews.append(found)
        else:
            dropped[found] = dropped.get(found, 0) + 1
    if entries and not reviews:
        raise _changed(_("no review on the page has the known fields"))
    return Parsed(tuple(reviews), dropped, total, _cursor(data, entries))


def _cursor(data: dict[str, Any], entries: list[Any]) -> str | None:
    """Return the id of the page's last entry while there is more."""
    if data.get("has_next") is not True or not entries:
        return None
    last = _identity(dict_of(entries[-1]))
    if not last:
        raise _changed(_("the last review has no id to go on from"))
    return last


def _review(entry: Any, names: dict[int, str]) -> RawReview | str:
    """Return the review of one entry, or the reason why it is none."""
    if not isinstance(entry, dict):
        return "not_a_review"
    identity, written = _identity(entry), _time(entry.get("registered_at"))
    if not identity or written is None:
        return "no_id" if not identity else "no_date"
    meta = dict_of(entry.get("meta"))
    visible = entry.get("status", "S") == "S"
    edited = _time(entry.get("updated_at"))
    return RawReview(
        platform_id=identity,
        written_at=written,
        author=text_of(dict_of(meta.get("owner")).get("nickname")),
        rating=rating_of(entry.get("star_rating")),
        text=text_of(entry.get("contents")) if visible else "",
        voted_keywords=tuple(names[i] for i in list_of(entry.get("strength_ids")) if isinstance(i, int) and i in names),
        photos=_photos(entry) if visible else (),
        status=Status.VISIBLE if visible else Status.SUSPENDED,
        edited_at=edited if edited and edited > written else None,
        owner_reply=_reply(dict_of(meta.get("place_owner_reply"))),
        unknown=UNKNOWN,
    )


def _identity(entry: dict[str, Any]) -> str:
    value = entry.get("review_id")
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _reply(raw: dict[str, Any]) -> OwnerReply | None:
    """Return the owner's answer. It has the time of its last change only; a status other than S means: not shown."""
    text = text_of(raw.get("content"))
    return OwnerReply(text, _time(raw.get("updated_at"))) if text and raw.get("status", "S") == "S" else None


def _photos(entry: dict[str, Any]) -> tuple[str, ...]:
    photos = [dict_of(photo) for photo in list_of(entry.get("photos"))]
    return tuple(url for photo in photos if photo.get("status", "S") == "S" and (url := text_of(photo.get("url"))))


def _strengths(data: dict[str, Any]) -> dict[int, str]:
    """Return the words behind strength_ids; they differ by the place's trade, so each answer brings its own."""
    described = [dict_of(item) for item in list_of(data.get("strength_description"))]
    return {
        item["id"]: text_of(item.get("name"))
        for item in described
        if isinstance(item.get("id"), int) and text_of(item.get("name"))
    }


def _time(value: Any) -> datetime | None:
    """Return the moment of "YYYY-MM-DD HH:MM:SS", which is Korean time without saying so."""
    if not isinstance(value, str) or len(value) != len("2026-01-02 03:04:05"):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.replace(tzinfo=KST) if moment.tzinfo is None and moment.year >= 2000 else None


def _total(data: dict[str, Any]) -> int | None:
    return count_of(dict_of(data.get("score_set")).get("review_count"))


def _changed(reason: str) -> LayoutChanged:
    message = _("KakaoMap answers in a shape that this version doesn't know: {reason}.").format(reason=reason)
    return LayoutChanged(
        message, _("Look for a newer reviewkit; keep the answer for a bug report with: reviewkit crawl --save-pages DIR")
    )


def _is_short(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and parts.hostname in SHORT_HOSTS
    except ValueError:
        return False


def _segment(path: str) -> str:
    """Return the first part of a path that is an id: /123, /m/123, /main/v/123."""
    return next((part for part in path.split("/") if _ID.fullmatch(part)), "")


def _value(parts: SplitResult) -> str:
    """Return the id in a query: itemId, confirmId, placeId or id."""
    try:
        query = {key.lower(): values[0] for key, values in parse_qs(parts.query).items()}
    except ValueError:
        return ""
    values = (query.get(name, "") for name in ("itemid", "confirmid", "placeid", "id"))
    return next((value for value in values if _ID.fullmatch(value)), "")


def _in_map(parts: SplitResult) -> str:
    """Return the id in an address of the map: /?itemId=1, /link/map/1, /link/to/1, /places/1, /scheme/place?id=1."""
    linked = re.match(r"/(?:link/(?:map|to|roadview)|places?)/([0-9]+)(?=/|$)", parts.path)
    return linked.group(1) if linked and _ID.fullmatch(linked.group(1)) else _value(parts)
