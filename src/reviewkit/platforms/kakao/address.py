"""Which place on KakaoMap a pasted text means: an address in any of its forms, share text, an app link, or the bare id."""

import re
from collections.abc import Callable
from urllib.parse import SplitResult, parse_qs, urlsplit

from reviewkit.errors import WrongInput
from reviewkit.i18n import _
from reviewkit.platforms.base import Place
from reviewkit.platforms.loose import addresses_in

SHORT_HOSTS = {"kko.to", "kko.kakao.com"}
_BARE = re.compile(r"[1-9][0-9]{3,18}")
_ID = re.compile(r"[1-9][0-9]{0,18}")


def find(text: str, site_url: str, resolve: "Callable[[str, Callable[[str], bool]], str]") -> Place:
    """Return the place that `text` names. `resolve(url, until)` follows a short link. Raises WrongInput."""
    if _BARE.fullmatch(text.strip()):
        return Place(text.strip())
    for url in addresses_in(text):
        target = resolve(url, lambda hop: bool(id_in(hop, site_url))) if _is_short(url) else url
        place_id = id_in(target, site_url)
        if place_id:
            return Place(place_id)
    raise WrongInput(
        _("This names no place on KakaoMap: {text}").format(text=text.strip()[:200]),
        _("Paste the address of the place page, such as https://place.map.kakao.com/12345678"),
    )


def id_in(url: str, site_url: str) -> str:
    """Return the place id that an address holds, "" where it holds none."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if f"{url}/".startswith(f"{site_url}/"):
        return _segment(parts.path[len(urlsplit(site_url).path) :])
    if parts.scheme in {"kakaomap", "daummaps"}:
        return _value(parts) if "place" in host + parts.path else ""
    if parts.scheme not in {"http", "https"}:
        return ""
    if host in {"place.map.kakao.com", "m.place.map.kakao.com"}:
        return _segment(parts.path)
    return _in_map(parts) if host in {"map.kakao.com", "m.map.kakao.com", "app.map.kakao.com"} else ""


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
