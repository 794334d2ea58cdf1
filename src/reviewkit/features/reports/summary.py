"""`report summary`: this period against the one before, at a glance."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reviewkit.db import reports as counting
from reviewkit.db.reports import Listing
from reviewkit.features.reports.aspects import Aspect, basis, best, worst
from reviewkit.features.reports.aspects import find as find_aspects
from reviewkit.features.reports.figures import SCHEMA, About, Notice
from reviewkit.features.reports.gathering import Ground, gathered
from reviewkit.features.reports.keywords import Keyword
from reviewkit.features.reports.keywords import find as find_keywords
from reviewkit.features.reports.scope import Scope
from reviewkit.features.reports.standing import TARGET_HOURS, Change, Counted, Standing, change, count, standing, together

TOP = 3
"""Keywords that rise, and that fall."""


@dataclass(frozen=True, slots=True)
class Part:
    """How one platform or store stands, or all (`name` ""); `before` and `change` are None without a period before."""

    name: str
    now: Standing
    before: Standing | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class Alerts:
    """Alerts of one kind that came up in the period."""

    kind: str
    n: int
    urgent: int
    unread: int


@dataclass(frozen=True, slots=True)
class Summary:
    """`report summary`. `best` and `worst` are the aspects with the greatest impact by `basis` ("rating" or "score")."""

    about: About
    notices: tuple[Notice, ...]
    total: Part
    platforms: tuple[Part, ...]
    stores: tuple[Part, ...]
    basis: str
    best: Aspect | None
    worst: Aspect | None
    rising: tuple[Keyword, ...]
    falling: tuple[Keyword, ...]
    alerts: tuple[Alerts, ...]
    target_hours: float = TARGET_HOURS
    schema: int = SCHEMA
    report: str = "summary"


@dataclass(frozen=True)
class Compared:
    """The sums of the period and of the one before, by listing."""

    ground: Ground
    hours: float
    now: dict[Listing, Counted]
    before: dict[Listing, Counted] | None

    def part(self, name: str, chosen: Iterable[Listing]) -> Part:
        """Return the figures of some listings."""
        ground, kept = self.ground, list(chosen)
        now = together(self.now[one] for one in kept)
        standing_now = standing(ground, ground.span, now, self.hours)
        earlier = ground.scope.before
        if self.before is None or earlier is None:
            return Part(name, standing_now, None, None)
        before = together(self.before[one] for one in kept)
        return Part(name, standing_now, standing(ground, earlier, before, self.hours), change(now, before))


def summary(path: Path, wanted: Scope, target_hours: float = TARGET_HOURS) -> Summary:
    """Return how the shop stands. Raises DatabaseTrouble."""
    with gathered(path, wanted) as ground:
        compared = compare(ground, target_hours)
        now = together(compared.now.values())
        before = together(compared.before.values()).tally if compared.before is not None else None
        aspects = find_aspects(ground, now.tally, now.moods)
        words = find_keywords(ground, now.moods.worded)
        return Summary(
            ground.about(),
            ground.notices(now.tally, now.moods, before),
            compared.part("", ground.listings),
            tuple(compared.part(name, (one for one in ground.listings if one.platform == name)) for name in ground.platforms),
            tuple(
                compared.part(name, (one for one in ground.listings if one.store_id == id_))
                for id_, name in ground.stores.items()
            ),
            basis(now.tally),
            best(aspects),
            worst(aspects),
            words.arrows("rising")[:TOP],
            words.arrows("falling")[:TOP],
            tuple(Alerts(*row) for row in counting.alerts(ground.connection, ground.stores, ground.span)),
            target_hours,
        )


def compare(ground: Ground, hours: float = TARGET_HOURS) -> Compared:
    """Count the period and the one before."""
    before = ground.scope.before
    return Compared(ground, hours, count(ground, ground.span, hours), count(ground, before, hours) if before else None)
