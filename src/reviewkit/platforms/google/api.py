"""Google: the owner's own reviews through the Business Profile interface (v4), newest change first.

Opt-in (`google.maps`), the Maps page in the owner's signed-in profile instead; see maps.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode

from reviewkit.errors import NotFound, WrongInput
from reviewkit.i18n import _
from reviewkit.platforms import limits, lookup
from reviewkit.platforms.base import Page, Parsed, Place, Platform, Posting, ReplyLimits, ReplyState, SiteReply, Tools
from reviewkit.platforms.google import address, replies
from reviewkit.platforms.google.cards import parse_cards
from reviewkit.platforms.google.keys import Key
from reviewkit.platforms.google.reviews import changed, parse_reviews, parse_takeout
from reviewkit.platforms.google.trouble import by_body, explain, refused
from reviewkit.platforms.http import Answer, Client
from reviewkit.platforms.loose import addresses_in, dict_of, list_of, masked, object_in, text_of

PAGE_SIZE = 50
_NAMES = {"displayName": "author", "author": "author"}
_PICTURES = frozenset({"profilePhotoUrl"})


class Google(Platform):
    """Reviews of a Google business profile. `Place.id` is a place id, a 0xA:0xB pair, a cid or locations/L.

    `Place.resource` is accounts/A/locations/L; where it is empty, the signed-in account's locations are searched once.
    """

    name = "google"
    title = "Google"
    kinds: ClassVar[tuple[str, ...]] = ("reviews", "takeout", "maps")
    posting: ClassVar[Posting] = Posting.INTERFACE
    reply_limits: ClassVar[ReplyLimits] = ReplyLimits(most_bytes=4096)

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        option, attempts = tools.options.get, int(tools.options.get("attempts", 3))
        self._api = str(option("api_url", "https://mybusiness.googleapis.com")).rstrip("/")
        self._accounts = str(option("accounts_url", "https://mybusinessaccountmanagement.googleapis.com")).rstrip("/")
        self._locations = str(option("locations_url", "https://mybusinessbusinessinformation.googleapis.com")).rstrip("/")
        self._maps = str(option("maps_url", "https://www.google.com/maps")).rstrip("/")
        self._client = Client(tools.pace, attempts, name=self.name, explain=explain)
        token_url = str(option("token_url", "https://oauth2.googleapis.com/token"))
        self._key = Key(tools.secret, token_url, tools.pace, attempts)
        self._found: dict[Place, str] = {}
        self._edits = replies.EditPace(tools.pace, int(option("edits_per_minute", replies.EDITS)))
        self._reply_pages: dict[str, str] = {}
        if option("maps"):
            self.posting = Posting.COPY  # type: ignore[misc]  # this object's own: the Maps page is only read

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
        self._key.close()

    def last_received(self) -> bytes:
        """Return the body of the interface's last answer."""
        return self._client.last

    def find(self, text: str) -> Place:
        """Return the place of a pasted address, share text or id. Raises WrongInput, NetworkTrouble."""
        place = address.bare(text)
        if place is not None:
            return place
        for url in addresses_in(text):
            identity = address.place_id(self._resolved(url), self._maps)
            if identity:
                return Place(identity)
        message = _("This names no place on Google: {text}").format(text=text.strip()[:200])
        raise WrongInput(message, _("Paste the address of the place on Google Maps, or its name: accounts/…/locations/…"))

    def _resolved(self, url: str) -> str:
        if not address.is_short(url):
            return url
        return self._client.resolve(url, lambda hop: bool(address.place_id(hop, self._maps)))

    def address(self, place: Place) -> str:
        """Return the place's page on Google Maps."""
        return address.public(place, self._maps)

    def pages(self, place: Place, stream: str, cursor: str | None = None) -> Iterator[Page]:
        """Yield the pages, newest change first; from the Maps page where `google.maps` is on.

        Raises SignInNeeded, Blocked, NotFound, LayoutChanged, CursorExpired, NetworkTrouble; see maps.py for the Maps page.
        """
        if self.tools.options.get("maps"):
            yield from self._maps_pages(place, stream, cursor)
            return
        resource = self.resource(place)
        while True:
            page = self._page(resource, stream, cursor)
            if cursor is None and page.parsed.site_total and not page.parsed.reviews:
                raise changed(_("it counts reviews and shows none"))
            yield page
            if page.parsed.cursor is None:
                return
            if page.parsed.cursor == cursor:
                raise changed(_("the list doesn't go on"))
            cursor = page.parsed.cursor

    def _maps_pages(self, place: Place, stream: str, cursor: str | None) -> Iterator[Page]:
        from reviewkit.platforms.google.maps import MapsPage

        if place.id.startswith("locations/"):
            hint = _("Add its address on Google Maps: reviewkit store edit NAME --google ADDRESS")
            raise NotFound(_("Of this place only the interface's name is known, not its page on Google Maps."), hint)
        yield from MapsPage(self.tools, self.address(place)).pages(stream, cursor)

    def _page(self, resource: str, stream: str, cursor: str | None) -> Page:
        query = {"pageSize": str(PAGE_SIZE), "orderBy": "updateTime desc"} | ({"pageToken": cursor} if cursor else {})
        url = f"{self._api}/v4/{resource}/reviews?{urlencode(query)}"
        body = self._get(url)
        return Page(stream, "reviews", body, url, self.parse(body, "reviews"))

    def locate(self, place: Place) -> Place:
        """Return the place with its `resource`. Raises NotFound that names the locations there are."""
        return place if self.tools.options.get("maps") else replace(place, resource=self.resource(place))

    def resource(self, place: Place) -> str:
        """Return accounts/A/locations/L of a place, looked up among the account's locations where it isn't known.

        Raises NotFound that names the locations there are.
        """
        if place.resource:
            return place.resource
        if place not in self._found:
            self._found[place] = self._look_up(place)
        return self._found[place]

    def _look_up(self, place: Place) -> str:
        known = list(self._all_locations())
        for location, cids in known:
            same = place.id in {location.id, f"locations/{location.resource.rpartition('/')[2]}"}
            if same or (address.cid(place.id) and address.cid(place.id) in cids):
                return location.resource
        titled = [location for location, _cids in known if location.name and location.name in {place.name, place.id}]
        if len(titled) == 1:
            return titled[0].resource
        names = ", ".join(f"{location.name} ({location.resource})" for location, _cids in known)
        message = _("None of your Google locations is this place. Your locations: {names}.")
        raise NotFound(
            message.format(names=names or _("none")),
            _("Name the right one: reviewkit store edit NAME --google accounts/…/locations/…"),
        )

    def locations(self) -> list[Place]:
        """Return all locations of the signed-in account, to pick from. Raises what `pages` raises."""
        return [location for location, _cids in self._all_locations()]

    def _all_locations(self) -> Iterator[tuple[Place, set[str]]]:
        """Yield each location once, with its cids; a location group repeats those of the account above it."""
        query = {"readMask": "name,title,storeCode,metadata", "pageSize": "100"}
        seen: set[str] = set()
        for account in self._listed(f"{self._accounts}/v1/accounts", "accounts", {}):
            owner = text_of(account.get("name"))
            for item in self._listed(f"{self._locations}/v1/{owner}/locations", "locations", query) if owner else ():
                name = text_of(item.get("name"))
                if name and name not in seen:
                    seen.add(name)
                    yield _location(owner, name, item, self._maps)

    def _listed(self, url: str, key: str, query: dict[str, str]) -> Iterator[dict[str, Any]]:
        """Yield the entries under `key` of all pages of a list."""
        token = ""
        while True:
            data = object_in(self._get(f"{url}?{urlencode(query | ({'pageToken': token} if token else {}))}".rstrip("?")))
            if data is None:
                raise changed(_("no JSON object"))
            yield from (dict_of(item) for item in list_of(data.get(key)))
            last, token = token, text_of(data.get("nextPageToken"))
            if not token or token == last:
                return

    def _get(self, url: str) -> bytes:
        """Return the body of a GET with the owner's key; one that has just expired is renewed once."""
        return self._signed(lambda headers: self._client.get(url, headers=headers, allow=(401,))).body

    def _signed(self, ask: Callable[[dict[str, str]], Answer]) -> Answer:
        """Return the answer to a request with the owner's key; an expired one is renewed once: a 401 took nothing."""
        answer = ask(self._headers())
        if answer.status == 401:
            self._key.renew()
            answer = ask(self._headers())
        if answer.status == 401:
            raise refused()
        return answer

    def _headers(self) -> dict[str, str]:
        return {"Accept": "application/json"} | self._key.header()

    def reply_address(self, place: Place, review_id: str) -> str:
        """Return the page that Google itself names for answering this review, once it was read; else the listing's page."""
        return self._reply_pages.get(review_id) or self.address(place)

    def read_reply(self, place: Place, review_id: str) -> SiteReply | None:
        """Return the reply with its state; see `Platform.read_reply`. From the Maps page where `google.maps` is on."""
        if self.tools.options.get("maps"):
            return lookup.reply_in_lists(self, place, review_id, self.streams)
        answer = self._signed(
            lambda headers: self._client.get(self._review(place, review_id), headers=headers, allow=(401, 404))
        )
        if answer.status == 404:
            raise lookup.gone(self)
        self._reply_pages[review_id] = replies.page_of(answer.body)
        return replies.reply_of(answer.body)

    def put_reply(self, place: Place, review_id: str, text: str) -> SiteReply:
        """Put the reply, an earlier one is replaced; see `Platform.put_reply`. At most ten a minute for one profile: it waits.

        What Google has not published yet is PENDING. Raises WrongInput where `google.maps` is on.
        """
        if self.tools.options.get("maps"):
            message = _("Replies can't be posted on the Maps page, which google.maps tells reviewkit to read.")
            raise WrongInput(message, _("Copy the reply by hand, or set google.maps to false: reviewkit config edit"))
        limits.check(text, self.reply_limits, _(self.title))
        given = self._put(f"{self._api}/{self.resource(place)}", f"{self._review(place, review_id)}/reply", text)
        return self.read_reply(place, review_id) or given or SiteReply(text, ReplyState.PENDING)

    def _put(self, profile: str, url: str, text: str) -> SiteReply | None:
        self._edits.wait(profile)
        try:
            answer = self._signed(
                lambda headers: self._client.put(url, {"comment": text}, headers=headers, allow=(400, 401, 404))
            )
        finally:
            self._edits.done(profile)
        if answer.status == 404:
            raise lookup.gone(self)
        if answer.status == 400:
            raise replies.refused(answer)
        return replies.read(object_in(answer.body) or {})

    def _review(self, place: Place, review_id: str) -> str:
        return replies.address(self._api, self.resource(place), review_id)

    @classmethod
    def parse(cls, body: bytes, kind: str) -> Parsed:
        """Return what a list of reviews ("reviews", "takeout") or the cards of a Maps page ("maps") hold.

        Raises LayoutChanged, Blocked, SignInNeeded, NotFound.
        """
        data = object_in(body)
        if data is None:
            raise changed(_("no JSON object"))
        if kind == "maps":
            return parse_cards(data)
        error = dict_of(data.get("error"))
        if error:
            code = error.get("code")
            raise by_body(error, code if isinstance(code, int) else 0) or changed(text_of(error.get("message"))[:200])
        return parse_takeout(data) if kind == "takeout" else parse_reviews(data)

    @classmethod
    def mask(cls, body: bytes, kind: str) -> bytes:  # noqa: ARG003  names stand under the same keys in every kind
        """Return `body` with made-up authors. What is no JSON at all can't be masked, and is left out."""
        return masked(body, _NAMES, _PICTURES)


def _location(account: str, name: str, item: dict[str, Any], maps_url: str) -> tuple[Place, set[str]]:
    metadata = dict_of(item.get("metadata"))
    cid = address.cid(address.place_id(text_of(metadata.get("mapsUri")), maps_url))
    place = Place(
        id=text_of(metadata.get("placeId")) or cid or name,
        name=text_of(item.get("title")),
        resource=f"{account}/{name}",
    )
    return place, {cid} - {""}
