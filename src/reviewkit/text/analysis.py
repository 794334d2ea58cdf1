"""All that a review says, in one go: language, sentiment, keywords and aspects.

Needs Kiwi, which takes seconds to load and some 400 MB; a process that goes on living asks `text.worker` instead.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import tee
from typing import Any

from reviewkit.text import Keyword, Mention, Polarity, aspects, keywords, lang, sentiment
from reviewkit.text.sentiment import Sentiment
from reviewkit.text.tagging import Tagger

LONGEST = 4_000
"""Letters that are read; no site takes more in a review (Google: 4,096), and a longer one is somebody's joke."""
SURE = 0.8
"""From this score on (either way) the whole text outweighs its parts; chosen on the develop parts of the yardstick."""
READ = ("ko", "en")
"""Languages whose aspects are known."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one text says. `polarity` and `score` (-1 to 1) are None where nothing tells; `unsure` asks for a better judge."""

    lang: str = ""
    polarity: Polarity | None = None
    score: float | None = None
    unsure: bool = False
    keywords: tuple[Keyword, ...] = ()
    aspects: tuple[Mention, ...] = ()

    def packed(self) -> list[Any]:
        """Return it as plain lists, for JSON."""
        return [
            self.lang,
            self.polarity,
            self.score,
            self.unsure,
            [[one.text, one.polarity, one.strength, one.start, one.end] for one in self.keywords],
            [[one.aspect, one.polarity, one.clause, one.start, one.end] for one in self.aspects],
        ]

    @classmethod
    def unpacked(cls, packed: Sequence[Any]) -> "Analysis":
        """Return what `packed` made."""
        name, polarity, score, unsure, found_keywords, found_aspects = packed
        return cls(
            name,
            Polarity(polarity) if polarity else None,
            score,
            unsure,
            tuple(Keyword(text, Polarity(sign), *rest) for text, sign, *rest in found_keywords),
            tuple(Mention(aspect, Polarity(sign), *rest) for aspect, sign, *rest in found_aspects),
        )


class Analyst:
    """Reads texts. `words` are the owner's own (menu, names); `extra` maps an aspect to words that point to it."""

    def __init__(self, words: Sequence[str] = (), extra: Mapping[str, Sequence[str]] | None = None) -> None:
        self._tagger = Tagger(words)
        self._extra = extra or {}
        self._loaded = False

    def load(self) -> None:
        """Load Kiwi now, not at the first text; does nothing where it is loaded. Raises ReviewkitError."""
        if not self._loaded:
            list(self._tagger.tag(["가"]))
            self._loaded = True

    def analyse(self, texts: Iterable[tuple[str, str | None]]) -> Iterator[Analysis]:
        """Yield an Analysis per (text, trade), in order. Kiwi works ahead in threads of its own."""
        pairs, ahead = tee((text[:LONGEST], trade) for text, trade in texts)
        for (text, trade), tokens in zip(pairs, self._tagger.tag(text for text, _trade in ahead), strict=True):
            language = lang.detect(text)
            judged = sentiment.judge(text, language)
            found = keywords.find(text, tokens) if language == "ko" else []
            mentions = aspects.find(text, tokens, found, trade, self._extra) if language in READ else []
            judged = together(judged, found, mentions)
            yield Analysis(language, judged.polarity, judged.score, judged.unsure, tuple(found), tuple(mentions))


def together(judged: Sentiment, found: Sequence[Keyword], mentions: Sequence[Mention]) -> Sentiment:
    """Return a text's judgement in the light of its parts.

    A text that was not judged surely, and of which two findings or more say the opposite, is mixed; one that was taken for
    mixed, and of which three or more all say the same, is not. A finding is a keyword or an aspect's side.
    """
    sides = [one.polarity for one in found] + [side for _name, side in {(one.aspect, one.polarity) for one in mentions}]
    good, bad = sides.count(Polarity.POSITIVE), sides.count(Polarity.NEGATIVE)
    if judged.polarity is Polarity.MIXED and good + bad >= 3 and not (good and bad):
        return replace(judged, polarity=Polarity.POSITIVE if good else Polarity.NEGATIVE)
    against, with_it = {Polarity.POSITIVE: (bad, good), Polarity.NEGATIVE: (good, bad)}.get(
        judged.polarity or Polarity.NEUTRAL, (0, 0)
    )
    if against >= 2 and with_it and judged.score is not None and abs(judged.score) < SURE:
        return replace(judged, polarity=Polarity.MIXED, unsure=True)
    return judged
