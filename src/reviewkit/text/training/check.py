"""How well a scorer reads labelled texts: accuracy and macro-F1. Standard library only."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reviewkit.text.ngrams import Scorer
from reviewkit.text.training.fit import HEADS, prepared


@dataclass(frozen=True, slots=True)
class Figures:
    """Share of right answers, and the mean of the labels' F1, over n texts."""

    n: int
    accuracy: float
    macro_f1: float

    def __str__(self) -> str:
        return f"{self.accuracy:.3f} / {self.macro_f1:.3f}  (n = {self.n})"


def figures(pairs: Sequence[tuple[str, str]]) -> Figures:
    """Return the figures of (truth, answer) pairs, over the labels that the truth knows."""
    both = Counter(pairs)
    truths, answers = Counter(truth for truth, _ in pairs), Counter(answer for _, answer in pairs)
    scores = [2 * both[label, label] / (truths[label] + answers[label]) for label in sorted(truths)]
    right = sum(both[label, label] for label in truths)
    return Figures(len(pairs), right / max(1, len(pairs)), sum(scores) / max(1, len(scores)))


def two_and_three(scorer: Scorer, labelled: Iterable[tuple[str, str]]) -> tuple[Figures, Figures]:
    """Return the figures for negative against positive, and for the three labels, of (text, label) pairs."""
    two, three = [], []
    for text, label in labelled:
        shares = scorer.logits(prepared(text))
        three.append((label, HEADS[max(range(3), key=shares.__getitem__)]))
        if label != "neutral":
            two.append((label, "positive" if shares[2] > shares[0] else "negative"))
    return figures(two), figures(three)
