"""Which place an address of Google Maps means, and back.

A place has three names: a place id (ChIJ…), a pair of hexadecimal numbers (0xA:0xB) and a cid, the second of them in decimal.
"""

import re
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from reviewkit.platforms.base import Place

SHORT_HOSTS = {"maps.app.goo.gl", "goo.gl", "g.page", "g.co", "share.google"}

_HOST = re.compile(r"(?:www\.|maps\.|search\.|m\.)?google\.(?:com?(?:\.[a-z]{2})?|[a-z]{2})")
_PLACE_ID = re.compile(r"ChIJ[\w-]{10,200}", re.ASCII)
_ANY_PLACE_ID = re.compile(r"[A-Z][\w-]{9,400}", re.ASCII)
_PAIR = re.compile(r"0x[0-9a-f]{1,16}:0x[0-9a-f]{1,16}", re.IGNORECASE)
_TAGGED_PAIR = re.compile(r"!1s(0x[0-9a-f]{1,16}:0x[0-9a-f]{1,16})(?![0-9a-f])", re.IGNORECASE)
_TAGGED_PLACE_ID = re.compile(r"!(?:1|19)s(ChIJ[\w-]{10,200})", re.ASCII)
_CID = re.compile(r"[1-9][0-9]{5,19}", re.ASCII)
_RESOURCE = re.compile(r"(?<![\w/])(?:(accounts/[0-9]{1,30})/)?locations/([0-9]{1,30})(?![\w/])", re.ASCII)


def bare(text: str) -> Place | None:
    """Return the place that `text` is the id of: ChIJ…, 0xA:0xB, a cid, [accounts/A/]locations/L; None where it is none."""
    text = text.strip()
    resource = _RESOURCE.search(text)
    if resource and "://" not in text:
        account, location = resource.groups()
        name = f"locations/{location}"
        return Place(name, resource=f"{account}/{name}" if account else "")
    for form in (_PLACE_ID, _PAIR, _CID):
        if form.fullmatch(text):
            return Place(text)
    return None


def is_short(url: str) -> bool:
    """Say whether `url` is a short link, which has to be followed to know the place."""
    parts = _split(url)
    return parts is not None and parts.scheme in {"http", "https"} and parts.hostname in SHORT_HOSTS


def place_id(url: str, maps_url: str) -> str:
    """Return the id that an address holds, "" where it holds none. One under `maps_url` counts like the real site's."""
    parts = _split(url)
    if parts is None or not (_is_google(parts) or f"{url}/".startswith((f"{maps_url}/", f"{maps_url}?"))):
        return ""
    if (parts.hostname or "").startswith("consent."):
        return place_id(_first(parts, "continue"), maps_url)
    return _by_query(parts) or _by_data(unquote(parts.path) + unquote(parts.fragment))


def public(place: Place, maps_url: str) -> str:
    """Return the place's page on Maps; Maps itself where only the interface's name is known."""
    if _PAIR.fullmatch(place.id):
        return f"{maps_url}?cid={int(place.id.partition(':')[2], 16)}"
    if _CID.fullmatch(place.id):
        return f"{maps_url}?cid={place.id}"
    if place.id.startswith("locations/"):
        return maps_url
    return f"{maps_url}/place/?q=place_id:{place.id}"


def cid(identity: str) -> str:
    """Return the cid of an id (a pair or a cid), "" for others."""
    if _PAIR.fullmatch(identity):
        return str(int(identity.partition(":")[2], 16))
    return identity if _CID.fullmatch(identity) else ""


def _by_query(parts: SplitResult) -> str:
    for name in ("cid", "ludocid"):
        if _CID.fullmatch(_first(parts, name)):
            return _first(parts, name)
    for name in ("query_place_id", "placeid", "place_id"):
        if _ANY_PLACE_ID.fullmatch(_first(parts, name)):
            return _first(parts, name)
    if _PAIR.fullmatch(_first(parts, "ftid")):
        return _first(parts, "ftid")
    named = _first(parts, "q")
    identity = named.removeprefix("place_id:")
    return identity if identity != named and _ANY_PLACE_ID.fullmatch(identity) else _by_data(_first(parts, "data"))


def _by_data(text: str) -> str:
    """Return the id tagged !1s, whole. A permalink of a review has the review's id under the same tag, which is no pair."""
    found = _TAGGED_PAIR.search(text) or _TAGGED_PLACE_ID.search(text)
    return found.group(1) if found else ""


def _is_google(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    known = bool(_HOST.fullmatch(host)) or host.startswith("consent.google.")
    return parts.scheme in {"http", "https"} and known


def _first(parts: SplitResult, name: str) -> str:
    try:
        return parse_qs(parts.query).get(name, [""])[0]
    except ValueError:
        return ""


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.hostname
    except ValueError:
        return None
    return parts
