"""Which place a pasted text means: an address in any of Naver's forms, share text around one, or the bare id.

Forms: m.place.naver.com/TYPE/ID/…, pcmap.place.naver.com/TYPE/ID/…, map.naver.com/p/entry/place/ID,
map.naver.com/p/search/…/place/ID, any address with pinId=ID, and short links naver.me/CODE.
Addresses under the configured site count like the real ones.
"""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from reviewkit.errors import WrongInput
from reviewkit.i18n import _
from reviewkit.platforms.base import Place
from reviewkit.platforms.loose import addresses_in

_BARE = re.compile(r"\d{4,19}")
_TYPED = re.compile(r"^/([A-Za-z]+)/(\d{1,19})(?:/|$)")
_MAP = re.compile(r"/(?:entry/)?place/(\d{1,19})(?:[/?,]|$)")
_ID_KEYS = ("pinId", "placeId", "id")
_PLACE_HOSTS = frozenset({"m.place.naver.com", "pcmap.place.naver.com", "place.naver.com"})
_MAP_HOSTS = frozenset({"map.naver.com", "m.map.naver.com"})
_SHORT_HOSTS = frozenset({"naver.me"})
_NO_TYPE = frozenset({"place", "share", "my", "entry"})


def find(text: str, site_url: str, resolve: "Callable[[str, Callable[[str], bool]], str]") -> Place:
    """Return the place that `text` names. `resolve(url, until)` follows a short link. Raises WrongInput."""
    text = text.strip()
    if _BARE.fullmatch(text):
        return Place(text)
    for url in addresses_in(text):
        place = in_url(url, site_url)
        if place is None and _is_short(url, site_url):
            place = in_url(resolve(url, lambda it: in_url(it, site_url) is not None), site_url)
        if place is not None:
            return place
    raise WrongInput(
        _("This names no place on Naver: {text}").format(text=text[:100]),
        _("Paste the place's address, such as https://m.place.naver.com/restaurant/1234567890"),
    )


def in_url(url: str, site_url: str) -> Place | None:
    """Return the place that an address itself names, None where it names none."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    path = parts.path
    if _under(url, site_url):
        path = path.removeprefix(urlsplit(site_url).path.rstrip("/"))
    elif parts.scheme != "nmap" and host not in _PLACE_HOSTS | _MAP_HOSTS and not host.endswith(".naver.com"):
        return None
    typed = _TYPED.match(path) if host in _PLACE_HOSTS or _under(url, site_url) else None
    if typed and typed.group(1) != "my":
        kind = typed.group(1).lower()
        return Place(typed.group(2), "" if kind in _NO_TYPE else kind)
    mapped = _MAP.search(path)
    return Place(mapped.group(1)) if mapped else _in_query(parts.query)


def _in_query(query: str) -> Place | None:
    asked = parse_qs(query)
    for key in _ID_KEYS:
        for value in asked.get(key, []):
            if _BARE.fullmatch(value):
                return Place(value)
    return None


def _is_short(url: str, site_url: str) -> bool:
    return (urlsplit(url).hostname or "") in _SHORT_HOSTS or _under(url, site_url)


def _under(url: str, site_url: str) -> bool:
    """Say whether `url` is below the configured site's address."""
    given, site = urlsplit(url), urlsplit(site_url)
    return given.netloc == site.netloc and given.path.startswith(site.path.rstrip("/"))
