"""REPORTS: what the reviews say, as figures. Each is a frozen value that the screen, HTML, mail, JSON and CSV draw alike.

    wanted = Scope(since=…, until=…, zone=…)       scope.py; `last("4w", …)` and `period(…)` make the times
    summary(path, wanted)                          also rating, keywords, aspects, responses, advice
    as_json(report)                                unrounded; "schema" rises when a field changes its meaning
    each_store(keywords, path, wanted)             the same report for every store, side by side

What the figures leave unsaid stands in `notices`; `words.said` makes sentences of them, `words.told` of the tips of the advice.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from reviewkit.features.reports.advice import Advice, advice
from reviewkit.features.reports.aspects import Aspects, aspects
from reviewkit.features.reports.figures import SCHEMA, as_json
from reviewkit.features.reports.gathering import gathered
from reviewkit.features.reports.keywords import Keywords, keywords
from reviewkit.features.reports.ratings import Rating, rating
from reviewkit.features.reports.responses import Responses, responses
from reviewkit.features.reports.scope import Scope, last, period
from reviewkit.features.reports.summary import Summary, summary

T = TypeVar("T")

__all__ = [
    "SCHEMA",
    "Advice",
    "Aspects",
    "Keywords",
    "Rating",
    "Responses",
    "Scope",
    "Summary",
    "advice",
    "as_json",
    "aspects",
    "each_store",
    "keywords",
    "last",
    "period",
    "rating",
    "responses",
    "summary",
]


def each_store(report: Callable[[Path, Scope], T], path: Path, wanted: Scope) -> dict[str, T]:
    """Return a report for each store of `wanted` by itself, by its name. Raises DatabaseTrouble."""
    with gathered(path, wanted) as ground:
        stores = ground.stores
    return {name: report(path, replace(wanted, store_ids=(id_,))) for id_, name in stores.items()}
