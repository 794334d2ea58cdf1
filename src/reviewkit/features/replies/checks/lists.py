"""The word lists of the checks (data/*.toml): read once, patterns compiled once."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def table(name: str) -> dict[str, Any]:
    """Return data/NAME.toml."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def pattern(name: str, *keys: str) -> re.Pattern[str]:
    """Return one pattern of all that stands under `keys` (a list, or a table of lists) in data/NAME.toml; case is no matter."""
    found = table(name)
    for key in keys:
        found = found[key]
    return re.compile("|".join(f"(?:{one})" for one in _flat(found)), re.IGNORECASE)


def _flat(found: Any) -> list[str]:
    return [one for part in found.values() for one in _flat(part)] if isinstance(found, dict) else list(found)
