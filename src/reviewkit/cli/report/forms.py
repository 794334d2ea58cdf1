"""A report as rows: for --csv with a column for each figure, for --jsonl as objects. Nothing is rounded.

The columns come from the types, not from the values: a report of no reviews has the same ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

from reviewkit.features.reports import Advice, Aspects, Keywords, Rating, Responses, Summary, as_json
from reviewkit.features.reports.advice import Tip
from reviewkit.features.reports.aspects import Aspect
from reviewkit.features.reports.keywords import Keyword
from reviewkit.features.reports.ratings import Bucket
from reviewkit.features.reports.responses import Answering
from reviewkit.features.reports.summary import Part

Report = Summary | Rating | Keywords | Aspects | Responses | Advice
Line = tuple[dict[str, Any], Any]
"""What tells the row from others, and the value that fills it."""


def objects(report: Report) -> Iterator[dict[str, Any]]:
    """Yield the rows as objects, each with the report's name and schema."""
    for which, value in _lines(report)[1]:
        yield {"report": report.report, "schema": report.schema, **which, **as_json(value)}


def table(report: Report) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the columns and the rows of a report; a figure within a figure is named rating.value."""
    kind, lines = _lines(report)
    names = list(_names(kind))
    which = list(_WHICH[type(report)])
    rows = [{**told, **{name: _found(as_json(value), name) for name in names}} for told, value in lines]
    return [*which, *names], rows


_WHICH: dict[type, Sequence[str]] = {Summary: ("of",), Rating: ("platform",), Responses: ("of",)}
"""The columns that tell the rows of a report apart; by default a row does so itself."""
_WHICH |= dict.fromkeys((Keywords, Aspects, Advice), ())


def _lines(report: Report) -> tuple[type, list[Line]]:
    """Return the rows' type and the rows."""
    match report:
        case Summary():
            parts = [("all", (report.total,)), ("platform", report.platforms), ("store", report.stores)]
            return Part, [({"of": of}, one) for of, some in parts for one in some]
        case Rating():
            rated = (report.total, *report.platforms)
            return Bucket, [({"platform": one.name}, bucket) for one in rated for bucket in one.trend.buckets]
        case Responses():
            groups = [
                ("all", (report.total,)), ("platform", report.platforms), ("store", report.stores), ("stars", report.ratings),
            ]  # fmt: skip
            return Answering, [({"of": of}, one) for of, some in groups for one in some]
        case Keywords():
            named = {one.keyword: one for one in (*report.keywords, *report.rising, *report.falling)}
            return Keyword, [({}, one) for one in named.values()]
        case Aspects():
            return Aspect, [({}, one) for one in report.aspects]
        case Advice():
            return Tip, [({}, one) for one in report.tips]


def _names(kind: type) -> Iterator[str]:
    hints = get_type_hints(kind)
    told = [name for name, member in vars(kind).items() if isinstance(member, property)]
    for name in (*(one.name for one in fields(kind)), *told):
        inner = next((one for one in (hints.get(name), *get_args(hints.get(name))) if is_dataclass(one)), None)
        within = isinstance(inner, type) and not str(hints[name]).startswith("tuple")
        yield from (f"{name}.{one}" for one in _names(inner)) if within and isinstance(inner, type) else (name,)


def _found(value: Any, path: str) -> Any:
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value
