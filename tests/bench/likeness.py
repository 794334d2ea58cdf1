"""Similar reviews and copies in a large database: speed, and what is found. Run by hand: python tests/bench/likeness.py [N…]

Fills a database with N (100,000) made-up reviews by as many authors and 500 copies of some of them, edited by a tenth. Prints
the time of `similar`, how many of the copies are found (aim: 95 % or more), how many others are taken for copies (aim: 1 in
1,000 or fewer), and what a batch of new reviews costs each. Copies of template-like reviews are told apart: where a text is of
phrases that thousands use, nothing proves a copy, and none is reported.
"""

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from wording import Author

from reviewkit.app import App
from reviewkit.db.engine import writing
from reviewkit.features import pipeline
from reviewkit.features.likeness import copies, similar
from reviewkit.features.stores import changes
from reviewkit.platforms.base import Place, RawReview

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SEOUL = ZoneInfo("Asia/Seoul")
EDITS = ("changed", "dropped", "inserted", "mixed", "swapped", "left out")
COPIES = 500
SHORTEST = 25
"""Letters of a text that is worth copying."""
BATCHES = (50, 2_000)


def made_up(count: int) -> tuple[list[tuple[str, str]], dict[int, tuple[int, str]]]:
    """Return `count` (text, kind) and the copies behind them; and by a copy's place the original's, and the edit."""
    author = Author()
    texts = [author.review() for _ in range(count)]
    worth = [place for place, (text, kind) in enumerate(texts) if len(text) >= SHORTEST and kind != "stock"]
    planted = {}
    for number, original in enumerate(author.random.sample(worth, COPIES)):
        planted[len(texts)] = original, EDITS[number % len(EDITS)]
        text, kind = texts[original]
        texts.append((author.edited(text, EDITS[number % len(EDITS)]), kind))
    return texts, planted


def fill(folder: Path, texts: list[tuple[str, str]], page: int = 1_000) -> tuple[Path, float]:
    """Store the texts, in order, each by an author of its own; return the file and the seconds. The ids count from 1."""
    app = App(folder)
    changes.add(app.engine, "가나식당", [changes.Found("naver", Place("1"), "https://example.invalid/1")])
    start = time.perf_counter()
    for first in range(0, len(texts), page):
        raws = [
            RawReview(
                platform_id=f"{place:024x}",
                written_at=NOW - timedelta(minutes=len(texts) - place),
                author=f"손님{place}",
                text=text,
            )
            for place, (text, _kind) in enumerate(texts[first : first + page], first)
        ]
        with writing(app.engine) as session:
            pipeline.store(session.connection(), 1, raws, NOW)
    path, spent = app.database, time.perf_counter() - start
    app.close()
    return path, spent


def milliseconds(path: Path, ids: list[int]) -> list[float]:
    """Return how long `similar` takes for each, sorted."""
    taken = []
    for id_ in ids:
        start = time.perf_counter()
        similar(path, id_, SEOUL)
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)


def say_speed(path: Path, count: int) -> None:
    taken = milliseconds(path, random.Random(2).sample(range(1, count + 1), 500))
    print(f"  similar(): median {statistics.median(taken):.1f} ms · p95 {taken[475]:.1f} ms · longest {taken[-1]:.1f} ms")


def say_found(path: Path, texts: list[tuple[str, str]], planted: dict[int, tuple[int, str]]) -> None:
    """Print how many of the copies are found, by edit, and how many others of 10,000 are taken for one."""
    others = random.Random(3).sample(range(len(texts) - COPIES), min(10_000, len(texts) - COPIES))
    with closing(sqlite3.connect(path)) as connection:
        found = {id_ - 1: other - 1 for id_, other in copies(connection, [place + 1 for place in (*planted, *others)]).items()}
    asked, hit = Counter[str](), Counter[str]()
    for place, (original, edit) in planted.items():
        name = "template-like" if texts[place][1] == "template" else edit
        asked[name] += 1
        hit[name] += found.get(place) == original
    ours = sum(asked[edit] for edit in EDITS)
    print(f"  copies found: {sum(hit[edit] for edit in EDITS) / ours:.1%} of {ours} (aim: 95 % or more)")
    print("    " + " · ".join(f"{name} {hit[name]}/{asked[name]}" for name in (*EDITS, "template-like")))
    wrong = [place for place in others if place in found]
    kinds = ", ".join(f"{number} {kind}" for kind, number in Counter(texts[place][1] for place in wrong).items())
    print(f"  taken for copies: {len(wrong)} of {len(others):,} others (aim: 1 in 1,000 or fewer) {kinds}")


def say_batches(path: Path, count: int) -> None:
    for size in BATCHES:
        with closing(sqlite3.connect(path)) as connection:
            start = time.perf_counter()
            copies(connection, range(count - size + 1, count + 1))
            spent = time.perf_counter() - start
        print(f"  the newest {size:,}: {spent / size * 1000:.2f} ms a review")


def say_size(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        index = connection.execute("SELECT sum(length(block)) FROM review_fts_data").fetchone()[0]
        pages = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()[0]
    print(f"  file {pages / 1e6:.1f} MB, of it the search index {index / 1e6:.1f} MB; likeness adds nothing to it")


def main() -> None:
    for count in [int(word) for word in sys.argv[1:]] or [100_000]:
        texts, planted = made_up(count)
        with tempfile.TemporaryDirectory() as folder:
            path, spent = fill(Path(folder), texts)
            print(f"{count:,} reviews and {COPIES} copies, stored in {spent:.1f} s")
            say_size(path)
            say_speed(path, count)
            say_found(path, texts, planted)
            say_batches(path, count)


if __name__ == "__main__":
    main()
