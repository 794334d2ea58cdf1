"""Adding, editing, pausing and removing stores."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from reviewkit.db import reviews
from reviewkit.db.engine import writing
from reviewkit.db.migrate import backup
from reviewkit.db.models import Listing, Store
from reviewkit.errors import NotFound, WrongInput
from reviewkit.i18n import _
from reviewkit.platforms.base import Place


@dataclass(frozen=True, slots=True)
class Found:
    """A place that the owner named on a platform, and its public address."""

    platform: str
    place: Place
    url: str


def add(engine: Engine, name: str, listings: Sequence[Found], trade: str | None = None, *, dry_run: bool = False) -> Store:
    """Add a store with its listings. Raises WrongInput where the name or a place is taken; a `dry_run` ends with that."""
    name = _named(name)
    with writing(engine) as session:
        if session.exec(select(Store).where(Store.name == name)).first():
            raise WrongInput(
                _("There is a store named {name} already.").format(name=name),
                _("Change it with: reviewkit store edit {store} …").format(store=f'"{name}"'),
            )
        store = Store(name=name, trade=trade, created_at=datetime.now(UTC))
        session.add(store)
        session.flush()
        for found in listings:
            _set_listing(session, store, found)
        if dry_run:
            session.rollback()
        return store


def edit(
    engine: Engine,
    store_id: int,
    name: str | None,
    listings: Sequence[Found],
    trade: str | None = None,
    *,
    dry_run: bool = False,
) -> None:
    """Give a store another name, trade, or other places; its reviews stay. Raises WrongInput where another store has them.

    A `dry_run` ends with that check.
    """
    with writing(engine) as session:
        store = _store(session, store_id)
        if name is not None:
            name = _named(name)
            if session.exec(select(Store).where(Store.name == name, Store.id != store_id)).first():
                raise WrongInput(
                    _("There is a store named {name} already.").format(name=name),
                    _("See your stores with: reviewkit store list"),
                )
            store.name = name
        if trade is not None:
            store.trade = trade
        for found in listings:
            _set_listing(session, store, found)
        if dry_run:
            session.rollback()


def set_paused(engine: Engine, store_id: int, *, paused: bool) -> None:
    """Leave a store out of crawls, or take it in again."""
    with writing(engine) as session:
        _store(session, store_id).paused = paused


def remove(engine: Engine, path: Path, store_id: int) -> Path:
    """Remove a store with all its reviews. Return the backup of the database that was made before."""
    saved = backup(path, f"before-remove-store-{store_id}")
    with writing(engine) as session:
        store = _store(session, store_id)
        for listing in session.exec(select(Listing).where(Listing.store_id == store_id)):
            assert listing.id is not None
            reviews.unindex(session.connection(), reviews.of_listing(session.connection(), listing.id))
        session.delete(store)
    return saved


def _named(name: str) -> str:
    name = name.strip()
    if not name:
        raise WrongInput(_("A store needs a name."), 'reviewkit store add "가나식당" --naver URL')
    return name


def _store(session: Session, store_id: int) -> Store:
    store = session.get(Store, store_id)
    if store is None:
        raise NotFound(_("There is no store {words}.").format(words=store_id), _("See your stores with: reviewkit store list"))
    return store


def _set_listing(session: Session, store: Store, found: Found) -> None:
    place = found.place
    other = session.exec(select(Listing).where(Listing.platform == found.platform, Listing.place_id == place.id)).first()
    if other and other.store_id != store.id:
        owner = session.get(Store, other.store_id)
        raise WrongInput(
            _("The place {place} on {platform} belongs to your store {name} already.").format(
                place=place.id, platform=found.platform, name=owner.name if owner else other.store_id
            ),
            _("See your stores with: reviewkit store list"),
        )
    listing = session.exec(select(Listing).where(Listing.store_id == store.id, Listing.platform == found.platform)).first()
    if listing is None:
        assert store.id is not None
        listing = Listing(
            store_id=store.id, platform=found.platform, place_id=place.id, url=found.url, created_at=datetime.now(UTC)
        )
    if listing.place_id != place.id:
        listing.tail, listing.full_since, listing.whole_at, listing.site_total = {}, None, None, None
    listing.place_id, listing.url = place.id, found.url
    listing.place_kind, listing.resource = place.kind, place.resource
    session.add(listing)
