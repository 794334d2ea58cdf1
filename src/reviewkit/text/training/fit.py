"""From labelled texts to a weights file: three one-against-rest logistic regressions over character n-grams, the strongest
n-grams kept, weights as int8. numpy, scipy and scikit-learn are imported where they are used (the extra "train").
"""

import gzip
import io
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reviewkit.text.negation import resolve
from reviewkit.text.ngrams import normalise

HEADS = ("negative", "neutral", "positive")


@dataclass(frozen=True, slots=True)
class Recipe:
    """The choices of a training; the defaults are those of the weights in the package."""

    per_class: int = 110_000
    made: int = 90_000
    seed: int = 7
    keep: int = 70_000
    longest: int = 4
    rarest: int = 6
    regularisation: float = 1.5
    movie_weight: float = 1.0
    made_weight: float = 1.5
    stated_weight: float = 3.0
    sentence_weight: float = 12.0
    bias: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Example:
    """A text to learn from, its label (one of HEADS) and how much it counts."""

    text: str
    label: str
    weight: float


def prepared(text: str) -> str:
    """Return `text` as the scorer gets it."""
    return normalise(resolve(text))


def train(examples: Sequence[Example], recipe: Recipe) -> bytes:
    """Return the weights file for the examples. The same examples in the same order give the same bytes."""
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.preprocessing import normalize

    vectorizer = CountVectorizer(
        analyzer="char", ngram_range=(1, recipe.longest), min_df=recipe.rarest, binary=True, lowercase=False, dtype=np.float32
    )
    counts = vectorizer.fit_transform([prepared(example.text) for example in examples])
    names = vectorizer.get_feature_names_out()
    kept = _strongest(counts, examples, recipe)
    counts = counts[:, kept]
    idf = _idf(counts)
    models = _models(normalize(counts.multiply(idf).tocsr()), examples, recipe)
    return pack([str(name) for name in names[kept]], idf, models, recipe)


def _strongest(counts: Any, examples: Sequence[Example], recipe: Recipe) -> Any:
    """Return the sorted columns of the n-grams that matter most: the largest weight, times the root of their share."""
    import numpy as np
    from sklearn.preprocessing import normalize

    weights = [model.coef_[0] for model in _models(normalize(counts.multiply(_idf(counts)).tocsr()), examples, recipe)]
    share = np.asarray(counts.mean(axis=0)).ravel()
    strength = np.abs(weights).max(axis=0) * np.sqrt(share)
    return np.sort(np.argsort(-strength, kind="stable")[: recipe.keep])


def _idf(counts: Any) -> Any:
    """Return the smoothed inverse document frequencies, as scikit-learn's TfidfTransformer has them."""
    import numpy as np

    rows = counts.shape[0]
    return np.log((1 + rows) / (1 + np.asarray(counts.sum(axis=0)).ravel())) + 1


def _models(features: Any, examples: Sequence[Example], recipe: Recipe) -> list[Any]:
    """Return a fitted model per head."""
    import numpy as np
    from sklearn.base import clone
    from sklearn.linear_model import LogisticRegression

    labels = np.array([example.label for example in examples])
    weights = np.array([example.weight for example in examples])
    model = LogisticRegression(C=recipe.regularisation, solver="liblinear", random_state=0)
    return [clone(model).fit(features, labels == head, sample_weight=weights) for head in HEADS]


def pack(names: Sequence[str], idf: Any, models: Sequence[Any], recipe: Recipe) -> bytes:
    """Return the file: see ngrams.py for its format."""
    import numpy as np

    order = np.argsort(np.array(names), kind="stable")
    columns, scales, biases = [], [], []
    for model, extra in zip(models, recipe.bias, strict=True):
        weights = model.coef_[0] * idf
        scale = float(np.percentile(np.abs(weights), 99.95) / 127)
        columns.append(np.clip(np.round(weights / scale), -127, 127).astype(np.int8)[order].tobytes())
        scales.append(scale)
        biases.append(float(model.intercept_[0]) + extra)
    idf_bytes = np.clip(np.round(idf * 16), 1, 255).astype(np.uint8)[order].tobytes()
    head = {"n": len(names), "scale": scales, "bias": biases, "nmin": 1, "nmax": recipe.longest, "tf": "set"}
    return packed(head, [names[i] for i in order], [*columns, idf_bytes])


def packed(head: dict[str, Any], names: Sequence[str], columns: Sequence[bytes]) -> bytes:
    """Return head, n-grams and columns as one gzip file without a time or a name in it."""
    encoded, grams = json.dumps(head).encode(), "\n".join(names).encode()
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as file:
        file.write(struct.pack("<II", len(encoded), len(grams)) + encoded + grams + b"".join(columns))
    return buffer.getvalue()
