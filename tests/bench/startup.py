"""Start-up: `reviewkit --version` against `import typer`; `review list` on 100,000 reviews against `import typer, sqlmodel`.
Run by hand: python tests/bench/startup.py [ROUNDS] [REVIEWS]

Prints medians in seconds, and ratios within this run. The commands take turns.
"""

import sys
import tempfile
from itertools import islice
from pathlib import Path

from measure import SCRIPT, by_turns, environment
from writing import BATCH, NOW, made_up

from reviewkit.app import App
from reviewkit.db.engine import writing
from reviewkit.features import pipeline
from reviewkit.features.stores import changes
from reviewkit.platforms.base import Place


def fill(home: Path, count: int) -> None:
    """Store `count` made-up reviews of one shop."""
    app = App(home)
    changes.add(app.engine, "가나식당", [changes.Found("naver", Place("1"), "https://example.invalid/1")])
    reviews = made_up(count)
    while batch := list(islice(reviews, BATCH)):
        with writing(app.engine) as session:
            pipeline.store(session.connection(), 1, batch, NOW)
    app.close()


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    commands = {
        "pass": [sys.executable, "-c", "pass"],
        "import typer": [sys.executable, "-c", "import typer"],
        "--version": [SCRIPT, "--version"],
        "import typer, sqlmodel": [sys.executable, "-c", "import typer, sqlmodel"],
        "review list": [SCRIPT, "review", "list"],
        "review list --json": [SCRIPT, "review", "list", "--json"],
        "review list --help": [SCRIPT, "review", "list", "--help"],
    }
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), count)
        seconds = by_turns(commands, rounds, environment(Path(folder)))
    print(f"{count:,} reviews, medians of {rounds}: " + " · ".join(f"{name} {value:.3f} s" for name, value in seconds.items()))
    for name, floor, aim in (
        ("--version", "import typer", 1.3),
        ("review list", "import typer, sqlmodel", 1.15),
        ("review list --json", "import typer, sqlmodel", 1.15),
    ):
        print(f"ratio {name} / {floor}: {seconds[name] / seconds[floor]:.2f} (aim: {aim} or less)")


if __name__ == "__main__":
    main()
