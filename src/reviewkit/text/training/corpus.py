"""NSMC, the movie reviews (CC0, github.com/e9t/nsmc): read, parted for training and checking, drawn in a fixed order.

The file is gzipped CSV with the columns rating10 (1..10) and text; it isn't kept in the repository.
"""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from reviewkit.text.ngrams import compose

HELD_BACK = 20
"""One text in so many, by its hash, is never trained on."""


@dataclass(frozen=True, slots=True, order=True)
class Movie:
    """A movie review. `key` is a hash of the text: what parts and orders the reviews."""

    key: int
    text: str
    rating: int

    @property
    def held_back(self) -> bool:
        """Whether it is for checking only."""
        return self.key % HELD_BACK == 0

    @property
    def label(self) -> str:
        """negative (1..4), neutral (5..7) or positive (9, 10); "" for 8, which is as often the one as the other."""
        if self.rating <= 4:
            return "negative"
        return "neutral" if self.rating <= 7 else "" if self.rating == 8 else "positive"


def movies(path: Path) -> Iterator[Movie]:
    """Yield the reviews of an NSMC file that have a label, in the file's order, equal texts once."""
    seen: set[int] = set()
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = compose(row["text"])
            key = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
            movie = Movie(key, text, int(row["rating10"]))
            if text and movie.label and key not in seen:
                seen.add(key)
                yield movie


def drawn(found: list[Movie], per_class: int) -> list[Movie]:
    """Return up to `per_class` reviews of each label for training, those of the lowest keys: the same ones every time."""
    picked: list[Movie] = []
    for label in ("negative", "neutral", "positive"):
        picked += sorted(m for m in found if m.label == label and not m.held_back)[:per_class]
    return picked
