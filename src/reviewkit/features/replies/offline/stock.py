"""The sentences that answers are put together from: templates/replies/*.toml, for one language and one formality."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template

from reviewkit.text.josa import with_josa

FOLDER = Path(__file__).parents[3] / "templates" / "replies"
FORMALITIES = ("haeyo", "hapsyo")
_CHOICE = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]")
"""[haeyo|hapsyo]: the two endings of one sentence."""
_NAME = re.compile(r"\{\{\s*(\w+)")
_FILLED = re.compile(r"\{\{.*?\}\}")
_PAIRS = {"은": "은/는", "이": "이/가", "을": "을/를", "과": "과/와", "으로": "으로/로"}
_PLAIN = ("도", "만큼은", "까지", "에", "에서")
"""Particles that fit any word."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence. `needs` are the values that it names."""

    text: str
    needs: frozenset[str]
    core: str
    """Its longest stretch of fixed letters: what makes two answers sound alike whatever is filled in."""

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the sentence with its values."""
        return _template(self.text).render(values) if self.needs else self.text


@dataclass(frozen=True, slots=True)
class Stock:
    """All lines of a language by name ("open.praise"), its word lists, and notes: (pattern, pattern that forbids, lines)."""

    lines: Mapping[str, tuple[Line, ...]]
    words: Mapping[str, Any]
    notes: tuple[tuple[re.Pattern[str], re.Pattern[str] | None, tuple[Line, ...]], ...]

    def get(self, name: str) -> tuple[Line, ...]:
        """Return the lines of a name; none where there is no such name."""
        return self.lines.get(name, ())


@cache
def stock(lang: str, formality: str) -> Stock:
    """Return the stock of "ko" or "en"; English has one formality only. Reads some 100 KB."""
    which = FORMALITIES.index(formality)
    lines: dict[str, tuple[Line, ...]] = {}
    notes = []
    for path in sorted(FOLDER.glob(f"{lang}_*.toml")):
        kind = path.stem.partition("_")[2]
        if kind == "words":
            continue
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        notes += [
            (
                re.compile(one["when"], re.IGNORECASE),
                re.compile(one["not"], re.IGNORECASE) if "not" in one else None,
                _lines(one["say"], which),
            )
            for one in table.pop("note", [])
        ]
        lines |= {f"{kind}.{name}": _lines(text, which) for name, text in _flat(table).items()}
    words = tomllib.loads((FOLDER / f"{lang}_words.toml").read_text(encoding="utf-8"))
    return Stock(lines, words, tuple(notes))


def _flat(table: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in table.items():
        found |= {f"{name}.{inner}": text for inner, text in value.items()} if isinstance(value, dict) else {name: value}
    return found


def _lines(text: str, which: int) -> tuple[Line, ...]:
    chosen = _CHOICE.sub(lambda found: found[which + 1], text)
    return tuple(_line(one) for one in chosen.splitlines() if one.strip())


def _line(text: str) -> Line:
    return Line(text, frozenset(_NAME.findall(text)), max(_FILLED.split(text), key=len).strip())


@cache
def _environment() -> Environment:
    # What is filled in are words of reviews: shown as they are, never read as a template; nothing here is HTML.
    made = Environment(autoescape=False)  # noqa: S701
    for name, pair in _PAIRS.items():
        made.filters[name] = _particle(pair)
    for name in _PLAIN:
        made.filters[name] = _suffix(name)
    made.filters["cap"] = lambda text: text[:1].upper() + text[1:]
    return made


def _particle(pair: str) -> Any:
    return lambda word: with_josa(word, pair)


def _suffix(particle: str) -> Any:
    return lambda word: word + particle


@cache
def _template(text: str) -> Template:
    return _environment().from_string(text)
