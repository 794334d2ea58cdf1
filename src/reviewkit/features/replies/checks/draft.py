"""A reply made ready for its checks: its parts, and what it may rest on, worked out once and shared."""

import re
import unicodedata
from functools import cached_property

from reviewkit.features.replies.situation import Check, Situation
from reviewkit.text import Polarity
from reviewkit.text.echo import body, letters, sentences

LONGEST = 5000
"""Letters that the checks read; no site takes as many, and `length` counts them all."""
_EXCERPT = 60
_JAMO = re.compile("([\u3130-\u318f]+)")


class Draft:
    """A reply and its situation. `text` is NFC, `plain` what a reader takes it for: full-width letters made usual ones."""

    def __init__(self, text: str, situation: Situation) -> None:
        self.raw = text
        self.situation = situation
        self.text = unicodedata.normalize("NFC", text[:LONGEST])

    @property
    def korean(self) -> bool:
        """Whether the reply has to be in Korean."""
        return self.situation.reply_lang == "ko"

    @cached_property
    def plain(self) -> str:
        """The text in NFKC; ㅎㅎ and ㅋㅋ stay what they are."""
        return _usual(self.text)

    @cached_property
    def sentences(self) -> list[str]:
        """The sentences of `plain`, the sign-off among them."""
        return sentences(self.plain)

    @cached_property
    def body(self) -> str:
        """`plain` without the sign-off."""
        return body(self.plain, self.situation.voice.sign_off)

    @cached_property
    def review(self) -> str:
        """The review in NFKC and lower case."""
        return _usual(self.situation.text[:LONGEST]).lower()

    @cached_property
    def facts(self) -> str:
        """What the owner says of the shop: the voice's facts, the shop's name, the sign-off; NFKC and lower case."""
        voice = self.situation.voice
        return _usual("\n".join((*voice.facts, voice.sign_off, self.situation.store))).lower()

    @cached_property
    def grounds(self) -> str:
        """All that a reply may rest on: the review, what was read in it, and the facts."""
        read = [mention.aspect for mention in self.situation.aspects] + [word.text for word in self.situation.keywords]
        return "\n".join((self.review, *read, self.facts)).lower()

    @cached_property
    def ground_letters(self) -> str:
        """The letters of `grounds`: words are found there however they are spaced."""
        return letters(self.grounds)

    @property
    def glad(self) -> bool:
        """Whether the review is praise and nothing else."""
        found = self.situation
        if any(mention.polarity is not Polarity.POSITIVE for mention in found.aspects):
            return False
        low = found.rating is not None and found.rating < 4
        return not low and (found.sentiment is Polarity.POSITIVE or (found.sentiment is None and (found.rating or 0) >= 4))

    @property
    def angry(self) -> bool:
        """Whether the review is blame, perhaps with a word of praise."""
        found = self.situation
        if found.sentiment is not None:
            return found.sentiment is Polarity.NEGATIVE
        return found.rating is not None and found.rating <= 2


def _usual(text: str) -> str:
    return "".join(part if _JAMO.match(part) else unicodedata.normalize("NFKC", part) for part in _JAMO.split(text))


def passed(name: str, **facts: str | float) -> Check:
    """Return a check that passed."""
    return Check(name, passed=True, facts=facts)


def failed(name: str, reason: str, **facts: str | float) -> Check:
    """Return a check that failed, with what fills the reason's sentence."""
    return Check(name, passed=False, reason=reason, facts=facts)


def excerpt(text: str) -> str:
    """Return `text` as one short line, to be shown in a reason."""
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…"
