"""How an English review feels, from a word list of our own (english.toml), with negation and intensity."""

import math
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LEXICON = Path(__file__).parent / "english.toml"
_WEIGHTS = {"praise": 2.0, "mild_praise": 1.0, "so_so": 0.0, "mild_blame": -1.2, "blame": -2.4}
_TOKEN = re.compile(r"[a-z0-9']+(?:[-/][a-z0-9']+)*\+?|[^\sa-z0-9',.!?]")
_REACH = 3
"""A "not" reaches over so many words: "not a very good place"."""
_FLIPPED = -0.8
_BOOST = 1.4
_SOFTNESS = 1.2


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases (tuples of words) with their weights, what denies, what strengthens, and the longest phrase's words."""

    weights: dict[tuple[str, ...], float]
    negators: frozenset[str]
    boosters: frozenset[str]
    longest: int


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the word list, read once."""
    data = tomllib.loads(LEXICON.read_text("utf-8"))
    lists = {name: _entries(value) for name, value in data.items()}
    weights = {tuple(_TOKEN.findall(entry)): _WEIGHTS[name] for name in _WEIGHTS for entry in lists[name]}
    longest = max(map(len, weights))
    return Lexicon(weights, frozenset(lists["negators"]), frozenset(lists["boosters"]), longest)


def _entries(value: str) -> list[str]:
    return [entry.strip() for entry in value.split("|") if entry.strip()]


def score(clause: str) -> float:
    """Return how an English clause feels, -1..1; 0.0 where it neither praises nor blames."""
    known = lexicon()
    words = _TOKEN.findall(clause.lower().replace("\u2019", "'"))
    total, at = 0.0, 0
    while at < len(words):
        length, weight = _phrase(words, at, known)
        if weight:
            total += weight * _turn(words, at, known, weight)
        at += length
    return total / math.sqrt(total * total + _SOFTNESS)


def _phrase(words: list[str], at: int, known: Lexicon) -> tuple[int, float]:
    """Return the words and the weight of the longest known phrase that begins at `at`."""
    for length in range(min(known.longest, len(words) - at), 0, -1):
        weight = known.weights.get(tuple(words[at : at + length]))
        if weight is not None:
            return length, weight
    return 1, 0.0


def _turn(words: list[str], at: int, known: Lexicon, weight: float) -> float:
    """Return by what the words before a phrase change its weight: a denial turns it, "very" strengthens it."""
    before = words[max(0, at - _REACH) : at]
    turn = _BOOST if before and before[-1] in known.boosters else 1.0
    if any(word in known.negators for word in before):
        turn *= _FLIPPED if weight > 0 else _FLIPPED / 2
    return turn
