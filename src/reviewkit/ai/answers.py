"""What a model wrote → an object in the wanted shape. Pure, and lenient: small models wrap their JSON in prose and fences."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

MOST_STARTS = 50
"""Places in an answer where its JSON may begin that are tried."""
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "number": (int, float), "integer": int, "boolean": bool,
}  # fmt: skip
_THOUGHTS = re.compile(r"<think>.*?</think>", re.DOTALL)
_decoder = json.JSONDecoder()


def parsed(text: str, schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the first object in `text` that has what `schema` requires at its top, None where there is none.

    Code fences, prose around it and a reasoning model's thoughts are passed over. A bare array stands for the object where the
    schema wants just one. What is inside is for the caller to look at, item by item.
    """
    for found in _values(_THOUGHTS.sub("", text)):
        wanted = _wrapped(found, schema)
        if isinstance(wanted, dict) and _fits(wanted, schema):
            return wanted
    return None


def load(raw: bytes | str) -> Any:
    """Return JSON's value, None for what is none (also where it is nested too deep, or a number too long)."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _values(text: str) -> Iterator[Any]:
    """Yield the JSON values in a text, not those inside of others."""
    end = 0
    for tried, start in enumerate(re.finditer(r"[{\[]", text)):
        if tried >= MOST_STARTS:
            return
        if start.start() < end:
            continue
        try:
            found, end = _decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            continue
        yield found


def _wrapped(found: Any, schema: Mapping[str, Any]) -> Any:
    required = schema.get("required", [])
    return {required[0]: found} if isinstance(found, list) and len(required) == 1 else found


def _fits(found: dict[str, Any], schema: Mapping[str, Any]) -> bool:
    properties = schema.get("properties", {})
    kinds = {name: TYPES.get(properties.get(name, {}).get("type", ""), object) for name in schema.get("required", [])}
    return all(name in found and isinstance(found[name], kind) for name, kind in kinds.items())
