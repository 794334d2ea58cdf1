"""The scorer: three linear heads (negative, neutral, positive) over character n-grams. Standard library only.

A weights file is gzip over: two little-endian uint32 (bytes of the head, bytes of the n-grams), the head (JSON: n, scale,
bias, nmin, nmax, and "tf": "set" where a repeated n-gram counts once), the n-grams joined by newlines, then per head n int8
weights, and n uint8 inverse document frequencies (times 16).
"""

import gzip
import json
import math
import re
import struct
import unicodedata
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import add
from pathlib import Path
from typing import cast

_RUN = re.compile(r"(.)\1\1+", re.DOTALL)  # the same as \1{2,}, in half the time
_DIGITS = re.compile(r"\d+")
_FIELD = 32
_MASK = (1 << _FIELD) - 1
_IDF_STEPS = 16.0

Shares = tuple[float, float, float]
"""Of negative, neutral and positive: sum 1."""


def compose(text: str) -> str:
    """Return `text` in NFC without surrounding blanks: the form that everything here starts from."""
    return unicodedata.normalize("NFC", text).strip()


def normalise(text: str) -> str:
    """Return composed `text` as the n-grams see it: lower case, runs cut to two, digits as one 0, single blanks."""
    return " ".join(_DIGITS.sub("0", _RUN.sub(_twice, text.lower())).split())


def _twice(run: re.Match[str]) -> str:
    return run[1] * 2


class Scorer:
    """The weights of one file. Immutable after loading, so threads may share it. `version` is the file's checksum."""

    def __init__(self, path: Path) -> None:
        packed = path.read_bytes()
        raw = gzip.decompress(packed)
        head_size, gram_size = struct.unpack_from("<II", raw)
        head = json.loads(raw[8 : 8 + head_size])
        start = 8 + head_size + gram_size
        grams = raw[8 + head_size : start].decode().split("\n")
        count = len(grams)
        columns = [array("b", raw[start + i * count : start + (i + 1) * count]) for i in range(3)]
        idf = raw[start + 3 * count : start + 4 * count]
        self.version = f"{zlib.crc32(packed):08x}"
        self._sizes = range(head["nmin"], head["nmax"] + 1)
        self._scale: list[float] = head["scale"]
        self._bias: list[float] = head["bias"]
        self._once = head.get("tf") == "set"
        # Five numbers in one integer: a single sum() in C adds all of them, exactly and in any order. The gram's own number
        # keeps apart two grams of like weights where a set of these integers stands for a set of grams.
        self._table = {
            gram: (d * d << 4 * _FIELD) | (number << 3 * _FIELD) | (z + 128 << 2 * _FIELD) | (y + 128 << _FIELD) | (x + 128)
            for number, (gram, x, y, z, d) in enumerate(zip(grams, *columns, idf, strict=True))
        }

    def logits(self, text: str) -> tuple[float, float, float]:
        """Return the heads' values (negative, neutral, positive) for a normalised text."""
        return self._added(set().union(*self._looked_up(text))) if self._once else self._counted(text)

    def score(self, text: str) -> Shares:
        """Return the shares for a normalised text."""
        return _shares(*self.logits(text))

    def scores(self, text: str, pieces: Iterable[str]) -> list[Shares]:
        """Return the shares for a composed text and then for each of its pieces, stripped.

        Looking up the n-grams is most of the work, so a piece takes those that the whole text has found at its place.
        """
        whole = normalise(text)
        if not self._once:
            return [self.score(whole), *(self.score(normalise(piece)) for piece in pieces)]
        rows = self._looked_up(whole)
        scored = [_shares(*self._added(set().union(*rows)))]
        for piece in pieces:
            # What stands in a normalised text is normalised itself, so in most cases lower() is all there is to do.
            at = whole.find(lowered := piece.lower())
            if at < 0:
                at = whole.find(lowered := normalise(piece))
            scored.append(_shares(*self._added(self._between(rows, at, at + len(lowered)))) if at >= 0 else self.score(lowered))
        return scored

    def _looked_up(self, text: str) -> list[list[int | None]]:
        """Return for each length of n-grams what the table says of them, in the order of their places."""
        grams, rows = list(text), []
        for n in range(1, self._sizes.stop):
            if n > 1:
                grams = list(map(add, grams, text[n - 1 :]))  # a third quicker than slices: no loop of Python's own
            if n in self._sizes:
                rows.append(list(map(self._table.get, grams)))
        return rows

    def _between(self, rows: list[list[int | None]], start: int, end: int) -> set[int | None]:
        """Return the different n-grams of the text's letters from `start` to before `end`."""
        return set().union(*(row[start : max(0, end - n + 1)] for n, row in zip(self._sizes, rows, strict=True)))

    def _added(self, known: set[int | None]) -> tuple[float, float, float]:
        """Return the heads' values for different n-grams, each once."""
        known.discard(None)
        total = sum(cast("set[int]", known))
        offset = 128 * len(known)
        sums = ((total & _MASK) - offset, (total >> _FIELD & _MASK) - offset, (total >> 2 * _FIELD & _MASK) - offset)
        return self._heads(sums, total >> 4 * _FIELD)

    def _counted(self, text: str) -> tuple[float, float, float]:
        """Return the heads' values where a gram that stands f times weighs 1 + ln f (the first weights were made so)."""
        counts = Counter(text[i : i + n] for n in self._sizes for i in range(len(text) - n + 1))
        sums, norm = [0.0, 0.0, 0.0], 0.0
        # A fixed order: adding floats in another one may change the last digit.
        for gram in sorted(self._table.keys() & counts.keys()):
            packed, weight = self._table[gram], 1 + math.log(counts[gram])
            for i in range(3):
                sums[i] += weight * ((packed >> _FIELD * i & _MASK) - 128)
            norm += weight * weight * (packed >> 4 * _FIELD)
        return self._heads(sums, norm)

    def _heads(self, sums: Sequence[float], norm: float) -> tuple[float, float, float]:
        length = _IDF_STEPS / math.sqrt(norm) if norm else 0.0
        (x, y, z), (scale_x, scale_y, scale_z), (bias_x, bias_y, bias_z) = sums, self._scale, self._bias
        return x * length * scale_x + bias_x, y * length * scale_y + bias_y, z * length * scale_z + bias_z


def _shares(negative: float, neutral: float, positive: float) -> Shares:
    """Return the shares for the heads' values."""
    x, y, z = _sigmoid(negative), _sigmoid(neutral), _sigmoid(positive)
    total = x + y + z
    return x / total, y / total, z / total


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value if -60.0 < value < 60.0 else -math.copysign(60.0, value)))
