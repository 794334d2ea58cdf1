"""What of a review a person must answer: illness, injury, threats of suit, and so on, found by a list (data/risks.toml).

Regular expressions over plain letters (see `unmask`); no Kiwi, so that it works anywhere. Recall comes before precision: a
review that is held for nothing costs the owner a minute, one that a model answers may cost the shop.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from reviewkit.text.checklists import CHECKLIST
from reviewkit.text.respell import respell
from reviewkit.text.risklist import Rule, Rules, read, spellings
from reviewkit.text.unmask import Letters, undotted, unmask

__all__ = ["CATEGORIES", "CHECKLIST", "Risk", "risks"]

CATEGORIES = (
    "food_poisoning",
    "foreign_matter",
    "burn",
    "allergy",
    "injury",
    "skin",
    "discrimination",
    "harassment",
    "privacy",
    "legal",
    "payment_fraud",
    "violence",
)
_NONE: Mapping[str, Sequence[str]] = MappingProxyType({})
_ANY = "all"  # the look-alikes that clear every category


@dataclass(frozen=True, slots=True)
class Risk:
    """A passage that a person must answer: `words` is text[start:end], the letters as they were typed."""

    category: str
    words: str
    start: int
    end: int


def risks(text: str, own: Mapping[str, Sequence[str]] = _NONE) -> list[Risk]:
    """Return what is risky in `text`, in its order; of one category no two overlap. For any string; never raises.

    `own` holds the owner's words by category (one of CATEGORIES or a name of his own): found in any case, with or without
    blanks and signs between their letters, and never cleared by a look-alike.
    """
    letters = unmask(text)
    dense = undotted(letters)
    wanted = _wanted(tuple((category, tuple(words)) for category, words in own.items())) if own else ()
    found: set[tuple[str, int, int]] = set()
    mended = (respell(view, *spellings()) for view in (letters, dense) if view)
    for view in filter(None, (letters, dense, *mended)):
        found.update(_spans(view, _risky(view.text)))
        if wanted:
            found.update(_spans(view, _owned(view.text, wanted)))
    return [Risk(category, text[start:end], start, end) for category, start, end in _apart(found)] if found else []


def _spans(letters: Letters, found: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    for category, start, end in found:
        yield category, *letters.span(start, end)


def _risky(text: str) -> list[tuple[str, int, int]]:
    rules, safe = read()
    found = list(_matches(text, rules))
    if not found:
        return found
    kinds = {category for category, _, _ in found} | {_ANY}
    cleared = [match for match in _matches(text, safe) if match[0] in kinds]
    return [match for match in found if not any(_clears(clear, match) for clear in cleared)]


def _clears(clear: tuple[str, int, int], match: tuple[str, int, int]) -> bool:
    return clear[0] in {match[0], _ANY} and clear[1] < match[2] and match[1] < clear[2]


def _matches(text: str, rules: Rules) -> Iterator[tuple[str, int, int]]:
    for first in rules.firsts.finditer(text):
        start = first.start()
        for rule in _tried(rules.heads, text, start):
            if match := rule.pattern.match(text, start):
                yield rule.category, start, match.end()


def _tried(heads: Mapping[str, Sequence[Rule]], text: str, start: int) -> Iterator[Rule]:
    for length in (1, 2, 3):
        yield from heads.get(text[start : start + length], ())


def _owned(text: str, wanted: Iterable[tuple[str, re.Pattern[str]]]) -> Iterator[tuple[str, int, int]]:
    for category, pattern in wanted:
        for match in pattern.finditer(text):
            yield category, *match.span()


@lru_cache(maxsize=64)
def _wanted(own: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return a pattern for each category's words: their letters, with up to three signs or blanks between."""
    found = []
    for category, words in own:
        spelled = ["".join(unmask(word).text.split()) for word in words]
        either = "|".join(r"[\W_]{0,3}".join(map(re.escape, word)) for word in sorted(spelled, key=len, reverse=True) if word)
        if either:
            found.append((category, re.compile(rf"(?<![a-z])(?:{either})")))
    return tuple(found)


def _apart(found: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Yield the matches in the text's order; of one category the first, and at one place the longest."""
    last: dict[str, int] = {}
    for category, start, end in sorted(found, key=lambda match: (match[1], -match[2], match[0])):
        if start >= last.get(category, 0):
            last[category] = end
            yield category, start, end
