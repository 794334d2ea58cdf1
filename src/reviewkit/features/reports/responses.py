"""`report responses`: how many reviews have a reply, how fast it came, and whether what was posted is to be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reviewkit.db.reports import Answered
from reviewkit.features.reports.figures import SCHEMA, About, Notice, Share, share
from reviewkit.features.reports.gathering import Ground, gathered
from reviewkit.features.reports.scope import Scope
from reviewkit.features.reports.standing import (
    STARS,
    TARGET_HOURS,
    Counted,
    Times,
    count,
    due_before,
    hours_of,
    target,
    times,
    together,
)

STEPS = (("4h", 4.0), ("1d", 24.0), ("2d", 48.0), ("7d", 168.0), ("14d", 336.0), ("more", None))
"""The classes of the histogram: under so many hours, each without those before it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Replies that took less than `under` hours (None: any longer time) and no less than the bar before."""

    code: str
    under: float | None
    share: Share


@dataclass(frozen=True, slots=True)
class Answering:
    """The replies to some reviews: of all (`name` ""), a platform's, a store's, or of so many stars ("5" … "1", "none")."""

    name: str
    reviews: int
    answered: Share
    times: Times
    histogram: tuple[Bar, ...]
    target: Share


@dataclass(frozen=True, slots=True)
class Posted:
    """Replies of ours to reviews of the period: `reached` the site; of them `live` are seen there, `waiting` not yet."""

    reached: int
    live: Share
    waiting: int
    refused: int
    removed: int
    failed: int


@dataclass(frozen=True, slots=True)
class Responses:
    """`report responses`. `target_hours` is the target."""

    about: About
    notices: tuple[Notice, ...]
    target_hours: float
    total: Answering
    platforms: tuple[Answering, ...]
    stores: tuple[Answering, ...]
    ratings: tuple[Answering, ...]
    posted: Posted
    schema: int = SCHEMA
    report: str = "responses"


def responses(path: Path, wanted: Scope, target_hours: float = TARGET_HOURS) -> Responses:
    """Return how the owner answers the reviews that were written in the period. Raises DatabaseTrouble."""
    with gathered(path, wanted) as ground:
        counted = count(ground, ground.span, target_hours)
        everything = together(counted.values())
        platforms = [(name, [counted[one] for one in counted if one.platform == name]) for name in ground.platforms]
        stores = [(name, [counted[one] for one in counted if one.store_id == id_]) for id_, name in ground.stores.items()]
        return Responses(
            ground.about(),
            ground.notices(everything.tally) + _notices(everything),
            target_hours,
            _answering(ground, "", everything, target_hours),
            tuple(_answering(ground, name, together(parts), target_hours) for name, parts in platforms),
            tuple(_answering(ground, name, together(parts), target_hours) for name, parts in stores),
            tuple(_answering(ground, *part, target_hours) for part in _by_star(everything)),
            posted(everything.states),
        )


def posted(states: dict[str, int]) -> Posted:
    """Return how far our replies came, from the number in each state."""
    gone = states.get("refused", 0) + states.get("removed", 0)
    live, waiting = states.get("live", 0), states.get("posted", 0)
    reached = live + waiting + gone
    return Posted(
        reached, share(live, reached), waiting, states.get("refused", 0), states.get("removed", 0), states.get("failed", 0)
    )


def _answering(ground: Ground, name: str, of: Counted, hours: float) -> Answering:
    before = due_before(ground, ground.span, hours)[1].timestamp()
    reviews = sum(of.stars)
    return Answering(
        name,
        reviews,
        share(len(of.answered), reviews),
        times(of.answered),
        histogram(of.answered),
        target(of.answered, sum(of.due), before, hours),
    )


def histogram(answered: Sequence[Answered]) -> tuple[Bar, ...]:
    """Return how the times to a reply are spread."""
    taken = [value for one in answered if (value := hours_of(one)) is not None]
    bars, above = [], 0.0
    for code, under in STEPS:
        number = sum(above <= value and (under is None or value < under) for value in taken)
        bars.append(Bar(code, under, share(number, len(taken))))
        above = under or 0.0
    return tuple(bars)


def _by_star(of: Counted) -> list[tuple[str, Counted]]:
    found = []
    for place, stars in enumerate(STARS):
        answered = [one for one in of.answered if star(one.rating) == stars]
        part = Counted(answered=answered, stars=(of.stars[place],), due=(of.due[place],))
        found.append((str(stars or "none"), part))
    return found


def star(rating: float | None) -> int | None:
    """Return the nearest whole star, half a star to the higher."""
    return None if rating is None else min(5, max(1, int(rating + 0.5)))


def _notices(of: Counted) -> tuple[Notice, ...]:
    found = times(of.answered)
    notices = [Notice("times_by_day", {"n": found.by_day, "of": found.n})] if found.by_day else []
    notices += [Notice("times_unknown", {"n": found.unknown, "of": len(of.answered)})] if found.unknown else []
    return tuple(notices)
