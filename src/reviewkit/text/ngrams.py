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
from pathlib import Path

_RUN = re.compile(r"(.)\1{2,}", re.DOTALL)
_DIGITS = re.compile(r"\d+")
_FIELD = 32
_MASK = (1 << _FIELD) - 1
_IDF_STEPS = 16.0


def compose(text: str) -> str:
    """Return `text` in NFC without surrounding blanks: the form that everything here starts from."""
    return unicodedata.normalize("NFC", text).strip()


def normalise(text: str) -> str:
    """Return composed `text` as the n-grams see it: lower case, runs cut to two, digits as one 0, single blanks."""
    return " ".join(_DIGITS.sub("0", _RUN.sub(r"\1\1", text.lower())).split())


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
        # Four numbers in one integer: a single sum() in C adds all of them, exactly and in any order.
        self._table = {
            gram: (d * d << 3 * _FIELD) | (z + 128 << 2 * _FIELD) | (y + 128 << _FIELD) | (x + 128)
            for gram, x, y, z, d in zip(grams, *columns, idf, strict=True)
        }

    def logits(self, text: str) -> tuple[float, float, float]:
        """Return the heads' values (negative, neutral, positive) for a normalised text."""
        if not self._once:
            return self._counted(text)
        known = self._table.keys() & {text[i : i + n] for n in self._sizes for i in range(len(text) - n + 1)}
        total = sum(map(self._table.__getitem__, known))
        offset = 128 * len(known)
        sums = [(total >> _FIELD * i & _MASK) - offset for i in range(3)]
        return self._heads(sums, total >> 3 * _FIELD)

    def score(self, text: str) -> tuple[float, float, float]:
        """Return the shares of negative, neutral and positive (sum 1) for a normalised text."""
        shares = [1 / (1 + math.exp(-max(-60.0, min(60.0, value)))) for value in self.logits(text)]
        total = sum(shares)
        return shares[0] / total, shares[1] / total, shares[2] / total

    def _counted(self, text: str) -> tuple[float, float, float]:
        """Return the heads' values where a gram that stands f times weighs 1 + ln f (the first weights were made so)."""
        counts = Counter(text[i : i + n] for n in self._sizes for i in range(len(text) - n + 1))
        sums, norm = [0.0, 0.0, 0.0], 0.0
        for gram in sorted(
            self._table.keys() & counts.keys()
        ):  # a fixed order: adding floats in another one may change the last digit
            packed, weight = self._table[gram], 1 + math.log(counts[gram])
            for i in range(3):
                sums[i] += weight * ((packed >> _FIELD * i & _MASK) - 128)
            norm += weight * weight * (packed >> 3 * _FIELD)
        return self._heads(sums, norm)

    def _heads(self, sums: list[float] | list[int], norm: float) -> tuple[float, float, float]:
        length = _IDF_STEPS / math.sqrt(norm) if norm else 0.0
        values = [part * length * scale + bias for part, scale, bias in zip(sums, self._scale, self._bias, strict=True)]
        return values[0], values[1], values[2]
