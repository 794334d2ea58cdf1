"""Just enough GraphQL for the copies: a query's selection, and an answer that holds what was asked for and nothing else.

The real servers refuse a query that names an unknown field; so does this one, so that a typo in an adapter shows here.
"""

import re
from functools import lru_cache
from typing import Any

Selection = dict[str, Any]
"""Field name → its own selection; {} for a leaf."""
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\.\.\.|[A-Za-z_]\w*|[{}():,$!=\[\]]|-?\d+(?:\.\d+)?')


class QueryRefused(Exception):
    """The query can't be read, or asks for what there is not."""


@lru_cache(maxsize=256)
def selection(query: str) -> Selection:
    """Return what a query with one operation selects, fragments filled in. Raises QueryRefused."""
    tokens = TOKEN.findall(re.sub(r"#[^\n]*", "", query))
    fragments: dict[str, Selection] = {}
    operation: Selection | None = None
    place = 0
    try:
        while place < len(tokens):
            start = _skip_to_brace(tokens, place)
            found, end = _fields(tokens, start)
            if tokens[place] == "fragment":
                fragments[tokens[place + 1]] = found
            else:
                operation = found
            place = end
        return _filled(operation or {}, fragments)
    except (IndexError, KeyError, RecursionError) as exc:
        raise QueryRefused("Syntax Error") from exc


def project(value: Any, wanted: Selection, known: Selection, path: str = "Query") -> Any:
    """Return the part of `value` that `wanted` selects, in its order. `known` are all fields of this type. Raises
    QueryRefused."""
    check(wanted, known, path)
    return _pick(value, wanted)


def check(wanted: Selection, known: Selection, path: str) -> None:
    """Raise QueryRefused for fields that this type doesn't have, and for objects without a selection of their own."""
    for name, inner in wanted.items():
        if name == "__typename":
            continue
        if name not in known:
            raise QueryRefused(f'Cannot query field "{name}" on type "{path}".')
        if bool(inner) != bool(known[name]):
            raise QueryRefused(f'Field "{name}" of type "{path}" has a wrong selection of subfields.')
        check(inner, known[name], name)


def fields(text: str) -> Selection:
    """Return the known fields of a type, written as a selection: `id author{id nickname}`."""
    return selection("{" + text + "}")


def _pick(value: Any, wanted: Selection) -> Any:
    if isinstance(value, list):
        return [_pick(item, wanted) for item in value]
    if not isinstance(value, dict) or not wanted:
        return value
    return {name: _pick(value.get(name), inner) for name, inner in wanted.items()}


def _skip_to_brace(tokens: list[str], place: int) -> int:
    depth = 0
    while tokens[place] != "{" or depth:
        depth += {"(": 1, ")": -1}.get(tokens[place], 0)
        place += 1
    return place


def _fields(tokens: list[str], place: int) -> tuple[Selection, int]:
    """Read from the opening brace at `place`; return the selection and the place behind the closing brace."""
    found: Selection = {}
    place += 1
    while tokens[place] != "}":
        name = tokens[place]
        place += 1
        if name == "...":
            name, place = _spread(tokens, place)
        if tokens[place] == "(":
            place = tokens.index(")", place) + 1
        found[name] = {}
        if tokens[place] == "{":
            found[name], place = _fields(tokens, place)
    return found, place + 1


def _spread(tokens: list[str], place: int) -> tuple[str, int]:
    if tokens[place] == "on":
        return f"...on {tokens[place + 1]}", place + 2
    return f"...{tokens[place]}", place + 1


def _filled(found: Selection, fragments: dict[str, Selection]) -> Selection:
    result: Selection = {}
    for name, inner in found.items():
        if name.startswith("...on "):
            result |= _filled(inner, fragments)
        elif name.startswith("..."):
            result |= _filled(fragments[name[3:]], fragments)
        else:
            result[name] = _filled(inner, fragments)
    return result
