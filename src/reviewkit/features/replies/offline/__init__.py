"""The writer without a model: answers from templates, Korean and English, that quote the review and don't repeat themselves.

The sentences are data (templates/replies/*.toml). Many answers are put together and the one is taken that is least like the
earlier ones.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from reviewkit.features.replies.checks import check
from reviewkit.features.replies.offline.plan import Plan
from reviewkit.features.replies.offline.points import Mood
from reviewkit.features.replies.offline.stock import stock
from reviewkit.features.replies.situation import Situation
from reviewkit.text.echo import RECENT, body, letters

LANGUAGES = ("ko", "en")
_CANDIDATES = 32
_ALIKE = 57.0
"""From this share of an earlier answer on, any other fault is the smaller one."""
_COMPARED = 1000
"""Earlier answers that a new one is compared with."""
_USED = 200
"""Of the newest answers no sentence is said again while there are others."""
_SHORTER = {"long": ("long", "medium", "short"), "medium": ("medium", "short"), "short": ("short",)}
_GLAD = frozenset((Mood.PRAISE, Mood.HIGH, Mood.BARE))
_THANKS = re.compile(
    r"고마|고맙|감사|반가|반갑|기뻐|기쁩|뿌듯|다행|thank|grateful|glad|happy|appreciate|nice|kind|love", re.IGNORECASE
)
_SMILES = ("☺", "♥", "♡", "★")
"""All below U+FFFF: some sites lose the others."""


class OfflineWriter:
    """Writes replies from templates. The same `seed`, review and earlier replies give the same reply."""

    def __init__(self, seed: int | None = None) -> None:
        self._seed = seed or 0

    def write(self, situation: Situation, recent: Sequence[str] = ()) -> str | None:
        """Return a reply; None where it has to be in a language other than Korean and English.

        `recent` are replies that it must not resemble, the newest first, beside `situation.earlier`.
        """
        lang = situation.reply_lang
        if lang not in LANGUAGES:
            return None
        earlier = list(dict.fromkeys([*recent, *situation.earlier]))[:_COMPARED]
        chance = random.Random(f"{self._seed}|{situation.review_id}|{situation.text}")
        plan = Plan(situation, stock(lang, situation.voice.formality), lang, "\n".join(earlier[:_USED]), chance)
        best = sorted(self._candidates(plan), key=_Judge(plan, earlier).faults)
        known = replace(situation, earlier=tuple(earlier))
        passing = (text for text in best if all(one.passed for one in check(text, known)))
        return next(passing, best[0])

    def _candidates(self, plan: Plan) -> Iterator[str]:
        """Yield answers of the wanted length; shorter ones where the site takes no more."""
        for length in _SHORTER[plan.situation.voice.length]:
            made = [_finished(plan, length) for _time in range(_CANDIDATES)]
            if fitting := [text for text in made if _fits(text, plan.situation)]:
                yield from fitting
                return
        yield from (_cut(text, plan.situation) for text in made)


class _Judge:
    """Says how much is wrong with an answer: how like it is to earlier ones, and whether it thanks."""

    def __init__(self, plan: Plan, earlier: Sequence[str]) -> None:
        self._plan = plan
        self._sign_off = plan.situation.voice.sign_off
        self._bodies = [body(text, self._sign_off) for text in earlier]
        self._letters = [letters(text) for text in self._bodies]
        self._recent = "\n".join(self._bodies[:RECENT])

    def faults(self, text: str) -> float:
        """Return 0 (nothing like it, nothing missing) and more; an answer is 100 from being the same as an earlier one."""
        own = body(text, self._sign_off)
        alike = max(self._share(letters(own), self._letters), self._share(own, self._bodies))
        lines = [one for one in re.split(r"(?<=[.!?])\s+", own) if one]
        repeated = sum(one in self._recent for one in (lines[0], lines[-1])) if lines else 0
        return alike + 60 * (alike > _ALIKE) + 20 * repeated + 15 * self._misses(own)

    @staticmethod
    def _share(text: str, others: Sequence[str]) -> float:
        found = process.extractOne(text, others, scorer=fuzz.ratio)
        return found[1] if found else 0.0

    def _misses(self, text: str) -> int:
        cold = self._plan.mood in _GLAD and not _THANKS.search(text)
        return cold + 9 * any(word and word in text for word in self._plan.situation.voice.banned)


def _finished(plan: Plan, length: str) -> str:
    """Return one answer with the owner's emoji and sign-off, where wanted."""
    situation = plan.situation
    text = " ".join(plan.sentences(length))
    if situation.limits.least and len(text) < situation.limits.least:
        text = " ".join(plan.sentences("medium"))
    if situation.voice.emoji and plan.mood in _GLAD:
        text = f"{text} {plan.random.choice(_SMILES)}"
    sign_off = situation.voice.sign_off
    return f"{text}\n{sign_off}" if len(sign_off) > 8 else f"{text} {sign_off}".strip()


def _fits(text: str, situation: Situation) -> bool:
    limits = situation.limits
    short = len(text) >= limits.least and (not limits.most or len(text) <= limits.most)
    return short and (not limits.most_bytes or len(text.encode()) <= limits.most_bytes)


def _cut(text: str, situation: Situation) -> str:
    """Leave out sentences from the end until the rest fits; the first one stays."""
    sign_off = situation.voice.sign_off
    parts = re.split(r"(?<=[.!?])\s+", body(text, sign_off))
    while len(parts) > 1 and not _fits(" ".join([*parts, sign_off]).strip(), situation):
        parts.pop()
    return " ".join([*parts, sign_off]).strip()
