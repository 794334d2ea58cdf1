"""Our own word lists (data/*.toml), read once: what nouns are, what predicates say, which aspect they speak of."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parent / "data"
ENDS_IN = {"탕": "dish", "면": "dish", "밥": "dish", "찜": "dish", "죽": "dish", "빵": "dish", "떡": "dish", "전골": "dish"} | {
    "컷": "treat",
    "펌": "treat",
    "맛": "taste",
    "향": "taste",
    "쌤": "staff",
    "값": "price",
}
"""One letter at the end is enough for these; other words count from two letters."""
_ENTRY = re.compile(r"(?:<(?P<noun>[^>]+)>|(?P<kind>[a-z]+|\*))(?P<sign>[-+0]?)(?P<topic>[a-z]*)")
_SIGNS = {"+": 1, "-": -1, "0": 0}


class Sense(NamedTuple):
    """What a word says: `sign` 1 good, -1 bad, 0 neither; `topic` the class of things it speaks of ("" none).

    `firm`: the topic holds whatever the noun is (비싸다 is price even of a dish).
    """

    sign: int
    topic: str
    firm: bool


Senses = Mapping[str, Sense | None]


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def grammar(name: str) -> frozenset[str]:
    """Return a list of grammar.toml: endings, particles, words that need care."""
    return frozenset(_load("grammar.toml")["lists"][name].split())


@cache
def nouns() -> dict[str, str]:
    """Return each known noun's class; the first class that names it counts."""
    found: dict[str, str] = {}
    for kind, words in _load("nouns.toml").items():
        for word in words.split():
            found.setdefault(word, kind)
    return found


@lru_cache(maxsize=20_000)
def kind_of(noun: str) -> str:
    """Return the class of `noun` ("" unknown): by itself, else by how it ends (묵은지김치찌개 → 찌개)."""
    known = nouns()
    if noun in known:
        return known[noun]
    for start in range(1, len(noun) - 1):
        kind = known.get(noun[start:])
        if kind and kind not in {"generic", "time", "adverbial", "person", "feeling", "illness"}:
            return kind
    return ENDS_IN.get(noun[-1:], "") if len(noun) > 1 else ""


def _senses(table: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, Sense]]:
    for name, sign in (("good", 1), ("bad", -1), ("plain", 0)):
        for topic, words in table[name].items():
            sense = Sense(sign, "" if topic == "none" else topic.rstrip("?"), not topic.endswith("?") and topic != "none")
            yield from ((word, sense) for word in words.split())


@cache
def predicates() -> dict[str, Sense]:
    """Return what predicates say that mean the same everywhere. A word of several topics leaves the topic to its noun."""
    found: dict[str, Sense] = {}
    for word, sense in _senses(_load("predicates.toml")):
        before = found.get(word)
        found[word] = sense if before is None or before.sign != sense.sign else before._replace(firm=False)
    return found


@cache
def depends() -> dict[str, Senses]:
    """Return predicates whose sense hangs on the noun: predicate → class, "<noun" or "*" → sense (None: no keyword)."""
    return {word: dict(_parsed(spelt)) for word, spelt in _load("depends.toml")["words"].items()}


def _parsed(spelt: str) -> Iterator[tuple[str, Sense | None]]:
    for match in _ENTRY.finditer(spelt):
        sign, topic = match["sign"], match["topic"]
        key = "<" + match["noun"] if match["noun"] else match["kind"]
        yield key, Sense(_SIGNS[sign], "" if topic == "none" else topic, bool(topic)) if sign else None


@cache
def nominals() -> dict[str, Sense]:
    """Return nouns and adverbs that judge alone (최고, 비추)."""
    table = _load("nominals.toml")
    return {word: sense._replace(firm=bool(sense.topic)) for word, sense in _senses(table)}


@cache
def word_set(section: str, name: str) -> frozenset[str]:
    """Return a plain list of nominals.toml as a set."""
    return frozenset(_load("nominals.toml")[section][name].split())


@cache
def neutral() -> frozenset[str]:
    """Return the phrases that call a thing neither good nor bad (무난하다, 나쁘지 않다)."""
    so_so = frozenset(_load("predicates.toml")["plain"]["none"].split())
    return so_so | {"나쁘지 않다", "안 나쁘다", "그냥 그렇다", "그저 그렇다", "걍 그렇다", "특별하지 않다"}


@cache
def stressed_bad() -> frozenset[str]:
    """Return predicates that are bad with 너무 (달다, 크다)."""
    return frozenset(_load("predicates.toml")["stress"]["bad"].split())


@cache
def adverb_signs() -> dict[str, int]:
    """Return adverbs that judge what they modify: 잘 1, 대충 -1."""
    return dict.fromkeys(word_set("adverbs", "good"), 1) | dict.fromkeys(word_set("adverbs", "bad"), -1)


@cache
def aspects_by_trade() -> dict[str, dict[str, str]]:
    """Return class → aspect for "food" and "salon"."""
    return _load("aspects.toml")


def sense_of(predicate: str, noun: str, kind: str) -> Sense | None:
    """Return what `predicate` says of `noun` (its class `kind`; "" where none is named), None where it says nothing."""
    table = depends().get(predicate)
    if table is None:
        return predicates().get(predicate)
    if noun:
        by_noun = "<" + noun
        if by_noun in table:
            return table[by_noun]
        if kind in table:
            return table[kind]
    return table.get("*")


def is_known(predicate: str) -> bool:
    """Return whether a list of ours has `predicate`."""
    return predicate in predicates() or predicate in depends()
