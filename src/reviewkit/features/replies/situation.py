"""What a reply answers, and what it is checked against."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reviewkit.features.voice import Voice
from reviewkit.platforms.base import ReplyLimits
from reviewkit.text import Keyword, Mention, Polarity

USUAL = "ko"
"""What is answered in where neither the review nor the voice tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One review, with all that its reply depends on. `lang` is "" where the review's language is unknown.

    `earlier` holds the replies to other reviews of the owner's stores, the newest first. `author` never goes to a model.
    """

    review_id: int = 0
    store_id: int = 0
    store: str
    platform: str
    trade: str | None = None
    author: str = ""
    text: str = ""
    lang: str = ""
    rating: float | None = None
    sentiment: Polarity | None = None
    aspects: tuple[Mention, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    voice: Voice = field(default_factory=Voice)
    limits: ReplyLimits = field(default_factory=ReplyLimits)
    earlier: tuple[str, ...] = ()

    @property
    def reply_lang(self) -> str:
        """The language to answer in: the review's, unless the owner doesn't answer in it."""
        wanted = self.voice.languages
        if self.lang and (not wanted or self.lang in wanted):
            return self.lang
        return wanted[0] if wanted else USUAL

    def blamed(self) -> tuple[Mention, ...]:
        """Return what the review blames, each aspect once, in the text's order."""
        found = {mention.aspect: mention for mention in reversed(self.aspects) if mention.polarity is Polarity.NEGATIVE}
        return tuple(sorted(found.values(), key=lambda mention: mention.start))

    def praised(self) -> tuple[Mention, ...]:
        """Return what the review praises, each aspect once, in the text's order."""
        found = {mention.aspect: mention for mention in reversed(self.aspects) if mention.polarity is Polarity.POSITIVE}
        return tuple(sorted(found.values(), key=lambda mention: mention.start))


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a reply. `reason` names a sentence in `checks.reasons`, which `facts` fill in; "" where all is well.

    `facts` may hold figures also where the check passed: how alike it is to earlier replies, say.
    """

    name: str
    passed: bool
    reason: str = ""
    facts: Mapping[str, str | float] = field(default_factory=dict)
