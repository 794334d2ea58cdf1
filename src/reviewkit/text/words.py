"""The words of a review: nouns with their particle, predicates in dictionary form with their negation and adverbs."""

from enum import IntEnum
from typing import NamedTuple

from reviewkit.text.clauses import Clause


class Kind(IntEnum):
    """What a word is."""

    NOUN = 1
    PREDICATE = 2
    ADVERB = 3


class Word:
    """A word of a review. `form` is a noun as written or a predicate in dictionary form; text[start:end] with its endings.

    For nouns `josa` is the first particle and `tag` its tag, `copula` says that 이다 follows, `glued` that no blank parts it
    from the word before. For predicates `negation` is 안, 못 or 지 (지 않다), `ending` the last ending and `tag` its tag,
    `adverbs` what stands before it, `tense` the helper or 겠 that goes with it (싶, 주, 하; 어하: 어색해하다; 야: 해야 하다),
    `helped` where 주다 begins, 0 without it, `base` what becomes so (얇다 of 얇아지다). `number` marks amounts (35분).
    """

    __slots__ = (
        "adjective",
        "adverbs",
        "base",
        "clause",
        "copula",
        "end",
        "ending",
        "form",
        "glued",
        "helped",
        "josa",
        "kind",
        "negation",
        "negations",
        "number",
        "start",
        "tag",
        "tense"
    )  # fmt: skip

    def __init__(self, kind: Kind, form: str, start: int, end: int, clause: int) -> None:
        self.kind = kind
        self.form = form
        self.start = start
        self.end = end
        self.clause = clause
        self.base = self.josa = self.tag = self.ending = self.negation = self.tense = ""
        self.negations = self.helped = 0
        self.copula = self.glued = self.adjective = self.number = False
        self.adverbs: tuple[Word, ...] = ()


class Reading(NamedTuple):
    """A text read as words and clauses; `words[i].clause` counts in `clauses`."""

    text: str
    words: list[Word]
    clauses: list[Clause]
