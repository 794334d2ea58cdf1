"""LANGUAGE: what a review says, read offline. Nothing here knows of the database, the network or the screen."""

from dataclasses import dataclass
from enum import StrEnum

VERSION = 2
"""Rises with the weights, the word lists and the rules: `reviewkit analyze` reads again what an older version has read."""


class Polarity(StrEnum):
    """Which way a text, a keyword or a mention points. `mixed` (praise and blame both) is for whole texts only."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Keyword:
    """A phrase of meaning: noun and predicate in dictionary form (국물 진하다), or what judges alone (맛있다, 강추).

    `strength` is -1 where the writer plays it down (조금, 별로), 1 where he stresses it (너무, 진짜), else 0.
    `start` and `end` are the letters of the text that say it: text[start:end].
    """

    text: str
    polarity: Polarity
    strength: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """What a review says of one aspect: its clause (`clause` is the text of it) and the word's place in the text."""

    aspect: str
    polarity: Polarity
    clause: str
    start: int
    end: int
