"""Reading answers that promise nothing: each helper returns a plain value or an empty one, and never raises.

Shared by the adapters that read JSON; what is mandatory is checked where it is read.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

_ADDRESS = re.compile(
    r"[a-z][a-z.]{1,15}://[^\s<>\"'“”‘’]+|(?<![a-z0-9_./@-])(?:[a-z0-9-]+\.)+[a-z]{2,6}/[^\s<>\"'“”‘’]+", re.IGNORECASE
)
_ASCII = re.compile(r"[!-~]*")


def dict_of(value: Any) -> dict[str, Any]:
    """Return `value` if it is an object, else {}."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """Return `value` if it is an array, else []."""
    return value if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """Return `value` if it is a string, else "": without space around it, and without what no database takes."""
    if not isinstance(value, str):
        return ""
    return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()  # a lone surrogate becomes "?"


def count_of(value: Any) -> int | None:
    """Return `value` if it is a count, else None."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def rating_of(value: Any) -> float | None:
    """Return `value` if it is a number of stars from 0.5 to 5, else None."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0.5 <= value <= 5 else None


def object_in(body: bytes) -> dict[str, Any] | None:
    """Return the JSON object that `body` is, None where it is none."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def addresses_in(text: str) -> Iterator[str]:
    """Yield the web addresses in pasted text, with https:// where the scheme was left out.

    Hangul may stand in an address, or right behind it (…/123입니다): what comes before it is yielded first, then the whole.
    """
    for match in _ADDRESS.finditer(text):
        plain = _ASCII.match(match.group())
        for found in dict.fromkeys((plain.group() if plain else "", match.group())):
            url = found.rstrip(".,;:!?)]}")
            if url and _valid(url):
                yield url if "://" in url else f"https://{url}"


def _valid(url: str) -> bool:
    """Say whether an address can be taken apart at all; http://[::1 can't."""
    try:
        return bool(urlsplit(url if "://" in url else f"https://{url}").hostname)
    except ValueError:
        return False


def masked(body: bytes, names: Mapping[str, str], pictures: frozenset[str]) -> bytes:
    """Return a JSON `body` whose authors can't be told.

    A value under a key in `names` becomes that word and a number, the same for the same person all over the page; one under a
    key in `pictures` is emptied. What is no JSON can't be masked, and is left out whole.
    """
    try:
        data, seen = json.loads(body), dict[str, str]()
        shown = _masked(data, names, pictures, seen)
        # An owner's reply calls the customer by name.
        said = {key.partition(" ")[2]: word for key, word in seen.items() if not key.partition(" ")[2].isdigit()}
        return json.dumps(_unnamed(shown, said), ensure_ascii=False).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return b"(left out: no JSON)"


def _unnamed(value: Any, words: Mapping[str, str]) -> Any:
    """Return `value` with each of the names replaced wherever a text has it, the longest first."""
    if isinstance(value, list):
        return [_unnamed(item, words) for item in value]
    if isinstance(value, dict):
        return {key: _unnamed(item, words) for key, item in value.items()}
    if isinstance(value, str):
        for name in sorted(words, key=len, reverse=True):
            if len(name) > 1 and not value.startswith(("http://", "https://")):
                value = value.replace(name, words[name])
    return value


def _masked(value: Any, names: Mapping[str, str], pictures: frozenset[str], seen: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_masked(item, names, pictures, seen) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _field(key, item, names, pictures, seen) for key, item in value.items()}


def _field(key: str, item: Any, names: Mapping[str, str], pictures: frozenset[str], seen: dict[str, str]) -> Any:
    if key in pictures:
        return _emptied(item)
    if key in names and isinstance(item, str | int) and text_of(str(item)):
        alike = sum(known.startswith(f"{names[key]} ") for known in seen)
        return seen.setdefault(f"{names[key]} {item}", f"{names[key]}-{alike + 1}")
    return _masked(item, names, pictures, seen)


def _emptied(item: Any) -> Any:
    if isinstance(item, list):
        return []
    return "" if isinstance(item, str) else None
