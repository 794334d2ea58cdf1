"""Make the weights anew: python -m reviewkit.text.training NSMC_CSV_GZ [--out PATH] [--check].

Needs numpy, scipy and scikit-learn (the extra "train"), about four minutes and 3 GB. --check trains nothing and prints the
figures of the weights at PATH on the held-back part of NSMC.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from reviewkit.text.ngrams import Scorer
from reviewkit.text.sentiment import WEIGHTS
from reviewkit.text.training.check import two_and_three
from reviewkit.text.training.corpus import Movie, drawn, movies
from reviewkit.text.training.fit import Example, Recipe, train
from reviewkit.text.training.phrases import made, sentences, stated


def examples(found: list[Movie], recipe: Recipe) -> list[Example]:
    """Return all there is to learn from, in a fixed order, each text once: sentences and phrases win over made-up ones.

    Mixed reviews are left out: at run time their pieces are judged apart, and as neutral ones they blur what 는데 follows.
    """
    ours = (
        (sentences(), recipe.sentence_weight),
        (stated(), recipe.stated_weight),
        (made(recipe.made, recipe.seed), recipe.made_weight),
    )
    known: dict[str, Example] = {}
    for labelled, weight in ours:
        for text, label in labelled:
            if label == "mixed":
                continue
            known.setdefault(text, Example(text, label, weight))
    movies_drawn = [Example(m.text, m.label, recipe.movie_weight) for m in drawn(found, recipe.per_class)]
    return [*known.values(), *movies_drawn]


def report(path: Path, found: list[Movie]) -> str:
    """Return the figures of a weights file on the held-back movies: all of them, and as many of each label."""
    held = sorted(movie for movie in found if movie.held_back)
    fewest = min(sum(movie.label == label for movie in held) for label in ("negative", "neutral", "positive"))
    even = [m for label in ("negative", "neutral", "positive") for m in [m for m in held if m.label == label][:fewest]]
    scorer = Scorer(path)
    lines = [f"{path.name}: {path.stat().st_size / 1000:.0f} kB; accuracy / macro-F1 on NSMC's held-back part"]
    for name, part in (("natural mix", held), ("as many of each", even)):
        two, three = two_and_three(scorer, ((movie.text, movie.label) for movie in part))
        lines += [f"  {name}, 2 labels: {two}", f"  {name}, 3 labels: {three}"]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and report, or only report."""
    parser = argparse.ArgumentParser(prog="python -m reviewkit.text.training", description="Make the sentiment weights anew.")
    parser.add_argument("nsmc", type=Path, help="NSMC's movie reviews as gzipped CSV (rating10, text)")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="the weights file to write")
    parser.add_argument("--check", action="store_true", help="train nothing; print the figures of the weights")
    chosen = parser.parse_args(arguments)
    found = list(movies(chosen.nsmc))
    if not chosen.check:
        chosen.out.write_bytes(train(examples(found, Recipe()), Recipe()))
    sys.stdout.write(report(chosen.out, found) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
