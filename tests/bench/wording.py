"""Made-up reviews with a rich vocabulary, of all lengths, and copies of them with small changes."""

import random
import tomllib
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

_TABLE: dict[str, str] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
STOCK, PHRASES = (_TABLE[name].strip().split("\n") for name in ("stock", "phrases"))
NOUNS, DISHES, STEMS, ADVERBS, PARTICLES, ENDINGS, ENGLISH = (
    _TABLE[name].split() for name in ("nouns", "dishes", "stems", "adverbs", "particles", "endings", "english")
)
SYLLABLES = "".join(_TABLE["syllables"].split())


class Author:
    """Writes reviews. The same seed, the same reviews."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.nouns = _ranked([*NOUNS, *DISHES, *self._words(6000, (2, 3))], self.random)
        self.stems = _ranked([*STEMS, *self._words(1500, (1, 2))], self.random)

    def review(self) -> tuple[str, str]:
        """Return a text and its kind: "stock", "template" (phrases that many use), "english", or (two thirds) "free"."""
        kind = self.random.choices(("stock", "template", "english", "free"), (15, 12, 5, 68))[0]
        makers = {"stock": lambda: self._pick(STOCK), "template": self.template, "english": self.english, "free": self.free}
        return makers[kind](), kind

    def free(self, sentences: int = 0) -> str:
        """Return a review in the writer's own words: 1 to 14 sentences, mostly 2 to 4."""
        count = sentences or min(14, 1 + int(self.random.expovariate(0.4)))
        return self._pick((". ", " ", "\n", "~ ", "!! ", " ㅎㅎ ")).join(self._sentence() for _ in range(count))

    def template(self) -> str:
        """Return two to five stock phrases, now and then after a few words of the writer's own."""
        start = self._pick(("", "", f"{self._noun()} ", f"{self._pick(NOUNS)}랑 왔어요 ", f"{self._pick(DISHES)} 먹었어요 "))
        return start + self._pick((" ", ". ", " ^^ ")).join(self.random.sample(PHRASES, self.random.randint(2, 5)))

    def english(self) -> str:
        """Return an English review of 6 to 60 words."""
        return " ".join(self.random.choices(ENGLISH, k=self.random.randint(6, 60))).capitalize() + "."

    def edited(self, text: str, kind: str, share: float = 0.1) -> str:
        """Return `text` with a `share` of its letters "changed", "dropped", "inserted" or "mixed", or of its words "swapped"
        or "left out"."""
        if kind in {"swapped", "left out"}:
            return self._words_edited(text, kind, share)
        letters = list(text)
        for _ in range(max(1, round(len(letters) * share))):
            place = self.random.randrange(len(letters))
            done = kind if kind != "mixed" else self._pick(("changed", "dropped", "inserted"))
            if done == "changed":
                letters[place] = self._letter(text)
            elif done == "inserted":
                letters.insert(place, self._letter(text))
            else:
                del letters[place]
        return "".join(letters)

    def _letter(self, text: str) -> str:
        return str(self._pick("abcdefghiklmnoprstuvwy" if text.isascii() else SYLLABLES))

    def _words_edited(self, text: str, kind: str, share: float) -> str:
        words = text.split()
        for _ in range(max(1, round(len(words) * share))):
            one, two = self.random.randrange(len(words)), self.random.randrange(len(words))
            if kind == "swapped":
                words[one], words[two] = words[two], words[one]
            elif len(words) > 1:
                del words[one]
        return " ".join(words)

    def _sentence(self) -> str:
        parts = [self._noun() for _ in range(self.random.randint(1, 3))]
        if self.random.random() < 0.5:
            parts.insert(self.random.randint(0, len(parts)), self._pick(ADVERBS))
        if self.random.random() < 0.3:
            parts.insert(0, self._verb())
        return " ".join([*parts, self._verb()])

    def _noun(self) -> str:
        words, weights = self.nouns
        return self.random.choices(words, cum_weights=weights)[0] + self._pick((*PARTICLES, "", "", ""))

    def _verb(self) -> str:
        words, weights = self.stems
        return self.random.choices(words, cum_weights=weights)[0] + self._pick(ENDINGS)

    def _words(self, count: int, lengths: Sequence[int]) -> list[str]:
        return ["".join(self.random.choices(SYLLABLES, k=self._pick(lengths))) for _ in range(count)]

    def _pick(self, values: Any) -> Any:
        return self.random.choice(values)


def _ranked(words: list[str], source: random.Random) -> tuple[list[str], list[float]]:
    """Return the words in a chance order, with summed weights: the n-th is used 1/n as often as the first (Zipf's law)."""
    source.shuffle(words)
    return words, list(accumulate(1 / (rank + 5) for rank in range(len(words))))
