"""The reports over large databases. Run by hand: python tests/bench/reports.py [N…]

Fills a database with N (10,000, 100,000, 1,000,000) made-up reviews of 20 stores on three platforms over three years, with
moods, keywords, aspects and replies. Prints for each report the time of its figures (the last four weeks against the four
before; a year; one store's whole time; all of it), on the clock and of the processor, and the ratio to a bare
`SELECT count(*)` over the reviews, then `review list` and `review search`. Aims at a million: the figures of every report over
the last four weeks in a second, a list in 50 ms, a search in 100 ms.
"""

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from bisect import bisect
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))

from wording import Author

from reports_made import PLATFORMS, empty, row, stores
from reviewkit.db import query, search
from reviewkit.db.query import Filter
from reviewkit.db.reviews import INSERT
from reviewkit.features import reports
from reviewkit.features.reports.scope import Scope, last

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SEOUL = ZoneInfo("Asia/Seoul")
YEARS = 3
STORES = 20
POOL = 3_000
"""Different texts: what stands in them costs the same, however often."""
ASPECTS = ("맛", "서비스", "가격", "위생", "분위기", "대기", "시술", "예약")
RATED = {"naver": 0.1, "kakao": 1.0, "google": 1.0}
REPORTS: dict[str, Callable[..., object]] = {
    "summary": reports.summary, "rating": reports.rating, "keywords": reports.keywords, "aspects": reports.aspects,
    "responses": reports.responses, "advice": reports.advice,
}  # fmt: skip


class Made:
    """Makes the rows of a database. The same seed, the same rows."""

    def __init__(self, count: int) -> None:
        self.random = random.Random(1)
        self.count = count
        author = Author()
        self.texts = [author.review()[0] for _ in range(POOL)]
        self.tokens = [search.tokens(text) for text in self.texts]
        self.words = [f"{noun} {stem}" for noun in author.nouns[0][:60] for stem in author.stems[0][:50]]
        self.weights = list(accumulate(1 / place for place in range(3, len(self.words) + 3)))

    def reviews(self) -> Iterator[tuple[object, ...]]:
        step = timedelta(days=365 * YEARS) / self.count
        pick = self.random.random
        for id_ in range(1, self.count + 1):
            listing = int(pick() * STORES * 3) + 1
            rated = pick() < RATED[PLATFORMS[(listing - 1) % 3]]
            written = NOW - step * (self.count - id_)
            reply = written + timedelta(hours=self.random.expovariate(1 / 30)) if pick() < 0.5 else None
            yield row(
                id_, listing, rating=self.random.choice((1, 2, 3, 4, 4, 5, 5, 5, 5, 5)) if rated else None,
                text=self.texts[id_ % POOL], written_at=written, reply_text="고맙습니다" if reply else None,
                reply_written_at=reply, status="visible" if pick() < 0.98 else "deleted", author=f"손님{id_ % 70_000}",
            )  # fmt: skip

    def keywords(self) -> Iterator[tuple[object, ...]]:
        for id_ in range(1, self.count + 1):
            for _ in range(self.random.randrange(5)):
                place = bisect(self.weights, self.random.random() * self.weights[-1])
                yield id_, self.words[place], ("positive", "positive", "negative")[place % 3]

    def aspects(self) -> Iterator[tuple[object, ...]]:
        for id_ in range(1, self.count + 1):
            for aspect in self.random.sample(ASPECTS, self.random.randrange(4)):
                yield id_, aspect, self.random.choice(("positive", "positive", "negative")), self.texts[id_ % POOL][:30]

    def moods(self) -> Iterator[tuple[object, ...]]:
        for id_ in range(1, self.count + 1):
            score = self.random.uniform(-1, 1)
            yield id_, "positive" if score > -0.4 else "negative", score


def fill(path: Path, count: int) -> None:
    """Make a database of `count` reviews at `path`."""
    made = Made(count)
    empty(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        connection.execute("BEGIN")
        stores(connection, STORES)
        connection.executemany(INSERT, made.reviews())
        connection.executemany(
            "INSERT INTO review_analysis (review_id, version, lang, sentiment, sentiment_score, unsure, judge) "
            "VALUES (?, 2, 'ko', ?, ?, 0, 'text')",
            made.moods(),
        )
        connection.executemany(
            "INSERT INTO review_keyword (review_id, keyword, polarity, strength, span_start, span_end) "
            "VALUES (?, ?, ?, 0, 0, 6)",
            made.keywords(),
        )
        connection.executemany(
            "INSERT INTO review_aspect (review_id, aspect, polarity, clause, span_start, span_end) VALUES (?, ?, ?, ?, 0, 3)",
            made.aspects(),
        )
        connection.executemany(search.INSERT, ((id_, made.tokens[id_ % POOL], "") for id_ in range(1, count + 1)))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def seconds(work: Callable[[], object], rounds: int = 3) -> tuple[float, float]:
    """Return the median (time, processor's time) of `work`, after a first run that fills the caches; a long one runs once."""
    taken = []
    for _ in range(rounds + 1):
        start, busy = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - start, time.process_time() - busy))
        if taken[-1][0] > 5:
            break
    kept = taken[1:] or taken
    return statistics.median(one[0] for one in kept), statistics.median(one[1] for one in kept)


def bare(path: Path) -> None:
    """Count the reviews, and do nothing else."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("SELECT count(*) FROM review NOT INDEXED WHERE status != ''").fetchone()


def scopes() -> dict[str, Scope]:
    """Return what is reported on, by a name."""
    today = NOW.astimezone(SEOUL).date()
    since, until = last("4w", today, SEOUL)
    year, _until = last("1y", today, SEOUL)
    return {
        "4 weeks": Scope(since=since, until=until, zone=SEOUL, now=NOW),
        "a year": Scope(since=year, until=until, zone=SEOUL, now=NOW),
        "one store, all": Scope(store_ids=(7,), zone=SEOUL, now=NOW),
        "all": Scope(zone=SEOUL, now=NOW),
    }


def say(path: Path) -> None:
    """Print the times of a database."""
    base = seconds(lambda: bare(path))
    print(
        f"  bare count {base[0] * 1000:8.1f} ms, of the processor {base[1] * 1000:8.1f} ms; ratios are of the processor's time"
    )
    for label, wanted in scopes().items():
        print(f"  {label}:")
        for name, report in REPORTS.items():
            spent = seconds(lambda report=report, wanted=wanted: report(path, wanted))  # type: ignore[misc]
            print(
                f"    {name:10} {spent[0] * 1000:9.1f} ms {spent[1] * 1000:9.1f} ms {spent[1] / base[1]:7.2f} x the bare count"
            )
    lists = {
        "review list": Filter(),
        "review list --store": Filter(store_id=7),
        "review list --store --platform --since": Filter(store_id=7, platform="kakao", since=NOW - timedelta(days=30)),
        "review search (a frequent word)": Filter(words="맛"),
        "review search (two words)": Filter(words="사장님 친절"),
        "review search (a rare word)": Filter(words="없는낱말"),
    }
    for label, wanted in lists.items():
        spent = seconds(lambda wanted=wanted: list(query.select(path, wanted)))  # type: ignore[misc]
        print(f"  {label:40} {spent[0] * 1000:9.1f} ms {spent[1] * 1000:9.1f} ms")


def main() -> None:
    for count in [int(word) for word in sys.argv[1:]] or [10_000, 100_000, 1_000_000]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "reviewkit.db"
            start = time.perf_counter()
            fill(path, count)
            size = path.stat().st_size / 1e6
            print(f"{count:,} reviews of {STORES} stores, {size:.0f} MB, stored in {time.perf_counter() - start:.1f} s")
            say(path)


if __name__ == "__main__":
    main()
