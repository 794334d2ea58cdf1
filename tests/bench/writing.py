"""100,000 reviews through the pipeline (checked, de-duplicated, merged, stored, indexed for search), without analysis, against
a bare executemany of the same rows into the same table. Run by hand: python tests/bench/writing.py [N]

Prints seconds, and the ratio of the two within this run.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from reviewkit.app import App
from reviewkit.db.engine import writing
from reviewkit.db.reviews import INSERT, stamp
from reviewkit.features import pipeline
from reviewkit.features.merge import row_of
from reviewkit.features.stores import changes
from reviewkit.platforms.base import Place, RawReview

NOW = datetime(2026, 11, 20, tzinfo=UTC)
BATCH = 1_000
WORDS = [
    "국물이",
    "진하고",
    "직원분들이",
    "정말",
    "친절해요",
    "다음에",
    "가족이랑",
    "또",
    "올게요",
    "주차는",
    "조금",
    "어려웠지만",
    "맛있게",
    "먹었습니다",
]


def made_up(count: int) -> Iterator[RawReview]:
    """Yield reviews of about 225 bytes of text, as a crawl gives them."""
    for number in range(count):
        turn = number % len(WORDS)
        yield RawReview(
            platform_id=f"{number:024x}",
            author=f"손님{number % 5000}",
            written_at=NOW - timedelta(minutes=number),
            visited_on=(NOW - timedelta(minutes=number)).date(),
            text=f"{number} " + " ".join((WORDS[turn:] + WORDS[:turn])[:12] * 2)[:75],
            voted_keywords=("음식이 맛있어요", "친절해요"),
            visit_count=1 + number % 3,
            origin="영수증",
        )


def pipeline_seconds(folder: Path, count: int) -> tuple[float, float]:
    """Return the seconds to store `count` new reviews, and to see them all again unchanged."""
    app = App(folder)
    changes.add(app.engine, "가나식당", [changes.Found("naver", Place("1"), "https://example.invalid/1")])
    seconds = []
    for _round in range(2):
        reviews = made_up(count)
        spent = 0.0
        while batch := list(islice(reviews, BATCH)):
            start = time.perf_counter()
            with writing(app.engine) as session:
                pipeline.store(session.connection(), 1, batch, NOW)
            spent += time.perf_counter() - start
        seconds.append(spent)
    app.engine.dispose()
    return seconds[0], seconds[1]


def bare_seconds(folder: Path, count: int) -> float:
    """Return the seconds of one executemany of the same rows, in one transaction, with the table's own indexes."""
    app = App(folder)
    changes.add(app.engine, "가나식당", [changes.Found("naver", Place("1"), "https://example.invalid/1")])
    app.engine.dispose()
    rows = [row_of(raw, number, 1, stamp(NOW), "https://example.invalid/1") for number, raw in enumerate(made_up(count), 1)]
    connection = sqlite3.connect(folder / "reviewkit.db")
    start = time.perf_counter()
    with connection:
        connection.executemany(INSERT, rows)
    spent = time.perf_counter() - start
    connection.close()
    return spent


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        homes = [Path(folder) / name for name in ("bare", "pipeline")]
        for home in homes:
            home.mkdir()
        bare = bare_seconds(homes[0], count)
        new, again = pipeline_seconds(homes[1], count)
    print(f"{count:,} reviews: bare executemany {bare:.2f} s · pipeline {new:.2f} s · seen again, unchanged {again:.2f} s")
    print(f"ratio pipeline / bare: {new / bare:.2f} (aim: 6 or less)")


if __name__ == "__main__":
    main()
