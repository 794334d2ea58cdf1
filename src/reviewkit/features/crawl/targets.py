"""Which listings to crawl, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from reviewkit.errors import NotFound
from reviewkit.features.stores import overview, pick
from reviewkit.i18n import _
from reviewkit.platforms.base import Place

IMPORTED = "file:"
"""The place of a listing that was only ever imported: there is no page to crawl."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the owner asked for. `full` reads every page, `since` no further back than that day; `save` keeps the pages."""

    full: bool = False
    since: date | None = None
    save: Path | None = None
    attempts: int = 3
    lock_minutes: int = 60


@dataclass(frozen=True, slots=True)
class Target:
    """One listing to crawl; `first` where that was never tried yet."""

    listing_id: int
    store: str
    platform: str
    place: Place
    url: str = ""
    first: bool = False


def targets(path: Path, stores: Sequence[str], platforms: Sequence[str]) -> list[Target]:
    """Return the listings of the named stores (none named: of all that aren't paused) on these platforms.

    Raises NotFound where nothing is left to crawl.
    """
    known = overview(path)
    if not known:
        raise NotFound(_("There is no store yet."), _('Add one: reviewkit store add "가나식당" --naver URL'))
    wanted = [pick(known, words) for words in stores] if stores else [store for store in known if not store["paused"]]
    found = [
        _target(listing, store["name"])
        for store in {store["id"]: store for store in wanted}.values()
        for listing in store["listings"]
        if listing["platform"] in platforms and not listing["place_id"].startswith(IMPORTED)
    ]
    resting = [store["name"] for store in known if store["paused"]]
    if not found and not wanted and resting:
        raise NotFound(
            _("Every store is paused: {names}.").format(names=", ".join(resting)),
            _("Take one in again with: reviewkit store resume {name}").format(name=f'"{resting[0]}"'),
        )
    if not found:
        raise NotFound(_("There is nothing to crawl."), _("See your stores and their listings with: reviewkit store list"))
    return found


def _target(listing: dict[str, Any], store: str) -> Target:
    place = Place(id=listing["place_id"], kind=listing["place_kind"], name=store, resource=listing["resource"])
    return Target(listing["id"], store, listing["platform"], place, listing["url"], first=listing["last_crawl"] is None)


def is_made_up(target: Target, site_url: str) -> bool:
    """Say whether a listing is the demo's, whose copies have ended: on the real site its ids may be somebody's."""
    own, site = urlsplit(target.url), urlsplit(site_url)
    return own.hostname in ("127.0.0.1", "localhost") and own.netloc != site.netloc
