"""What every report begins with: one state of the file, the listings in it that are meant, and what must be said of them."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from reviewkit.db import reports as counting
from reviewkit.db.reports import Listing, Moods, Span, Tally
from reviewkit.features.reports.figures import FEW, About, Notice, Period
from reviewkit.features.reports.scope import Scope

YOUNG = timedelta(days=14)
"""So long after its first review a store is said to have just opened."""


@dataclass(frozen=True)
class Ground:
    """One state of the file, and what of it is meant."""

    connection: sqlite3.Connection
    scope: Scope
    listings: tuple[Listing, ...]

    @property
    def span(self) -> Span:
        """The period."""
        return self.scope.since, self.scope.end

    @property
    def ids(self) -> tuple[int, ...]:
        """The listings' ids."""
        return tuple(one.id for one in self.listings)

    @cached_property
    def stores(self) -> dict[int, str]:
        """The stores' names by id."""
        return {one.store_id: one.store for one in self.listings}

    @cached_property
    def platforms(self) -> tuple[str, ...]:
        """The platforms, each once."""
        return tuple(dict.fromkeys(one.platform for one in self.listings))

    @cached_property
    def first(self) -> datetime | None:
        """When the first review of all was written."""
        found = [counting.first(self.connection, one.id) for one in self.listings]
        return min((at for at in found if at), default=None)

    def tallies(self, span: Span, fitting: str = "any") -> dict[Listing, Tally]:
        """Return what each listing counts; see `db.reports.tally`."""
        return {one: counting.tally(self.connection, one.id, span, fitting) for one in self.listings}

    def moods(self, span: Span, fitting: str = "any") -> dict[Listing, Moods]:
        """Return what the reviews of each listing say; see `db.reports.moods`."""
        return {one: counting.moods(self.connection, one.id, span, fitting) for one in self.listings}

    def about(self) -> About:
        """Say what the report is about."""
        scope, before = self.scope, self.scope.before
        since = scope.since.astimezone(scope.zone) if scope.since else None
        return About(
            stores=tuple(self.stores.values()),
            platforms=self.platforms,
            period=Period(since, scope.end, running=scope.end > scope.now),
            before=Period(*before) if before else None,
            zone=str(scope.zone),
            made_at=scope.now.astimezone(scope.zone),
        )

    def notices(self, tally: Tally, moods: Moods | None = None, before: Tally | None = None) -> tuple[Notice, ...]:
        """Return what a reader must know before believing the figures of `tally`, of the visible reviews of the period."""
        return tuple(
            filter(None, (*self._of_number(tally), *self._of_age(before), *_of_ratings(tally, self), _unread(tally, moods)))
        )

    def _of_number(self, tally: Tally) -> Iterable[Notice | None]:
        if not tally.visible:
            yield Notice("empty")
        elif tally.visible < FEW:
            yield Notice("too_few", {"n": tally.visible, "least": FEW})

    def _of_age(self, before: Tally | None) -> Iterable[Notice | None]:
        if self.first is None:
            return
        opened = self.first.astimezone(self.scope.zone)
        if self.scope.now - self.first < YOUNG:
            days = (self.scope.now.astimezone(self.scope.zone).date() - opened.date()).days
            yield Notice("opened_yesterday" if days == 1 else "just_opened", {"days": days, "first": opened.date()})
        compared = self.scope.before
        if before is not None and compared and not before.visible:
            yield Notice("nothing_before")
        elif compared and self.first > compared[0] + timedelta(days=1):
            yield Notice("short_before", {"first": opened.date()})


def _of_ratings(tally: Tally, ground: Ground) -> Iterable[Notice | None]:
    if tally.visible and not tally.rated:
        yield Notice("none_rated", {"n": tally.visible})
    elif tally.rated and len(ground.platforms) > 1:
        yield Notice("platforms_together", {"n": len(ground.platforms)})


def _unread(tally: Tally, moods: Moods | None) -> Notice | None:
    waiting = tally.visible - moods.read if moods else 0
    return Notice("unread", {"n": waiting, "of": tally.visible}) if waiting > 0 else None


@contextmanager
def gathered(path: Path, scope: Scope) -> Iterator[Ground]:
    """Open the file for one report. Raises DatabaseTrouble."""
    with counting.snapshot(path) as connection:
        yield Ground(connection, scope, tuple(counting.listings(connection, scope.store_ids, scope.platform)))
