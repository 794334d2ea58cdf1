"""What reading reviews costs. Run by hand: python tests/bench/analysis.py [PART…]

The parts: sentiment, reviews a second on one core. whole, all of the analysis against Kiwi's own time for the same texts.
crawl, crawls of 2,000 reviews with and without it, by turns. memory, a process that had 10,000 reviews read and went idle
against one that did not. Prints ratios within this run.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from measure import SITES, Copies, copies, environment

from reviewkit.demo.fill import big_shop

REVIEWS = 10_000
ROUNDS = 3
AUTOMATIC = "REVIEWKIT_ANALYSIS__AUTOMATIC"


def texts(n: int = REVIEWS) -> list[str]:
    """Return the texts of made-up reviews."""
    shop = big_shop(n + n // 4)
    return [review.text for review in shop.reviews("naver") if review.text][:n]


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds of the clock and of the processor that `work` takes."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - cpu


def sentiment() -> None:
    """Judge all on one core."""
    from reviewkit.text.sentiment import judge

    reviews = texts()
    judge("맛있어요")  # loads the weights
    taken = median(timed(lambda: [judge(text) for text in reviews])[1] for _round in range(ROUNDS))
    letters = sum(map(len, reviews)) / len(reviews)
    print(f"sentiment: {len(reviews) / taken:,.0f} reviews/s on one core, {letters:.0f} letters each (aim: 5,000 or more)")


def whole() -> None:
    """All of the analysis against Kiwi's own time, by turns, in one process with one Kiwi."""
    from reviewkit.text.analysis import Analyst

    reviews = texts()
    analyst = Analyst()
    kiwi = analyst._tagger
    list(analyst.analyse([("맛있어요", "food")]))
    ratios, cpu = [], []
    for _round in range(ROUNDS):
        floor = timed(lambda: [list(tokens) for tokens in kiwi.tag(reviews)])
        all_of_it = timed(lambda: list(analyst.analyse([(text, "food") for text in reviews])))
        ratios.append(all_of_it[0] / floor[0])
        cpu.append(all_of_it[1] / floor[1])
        print(f"  Kiwi {floor[0]:.2f} s (processor {floor[1]:.2f}), all {all_of_it[0]:.2f} s (processor {all_of_it[1]:.2f})")
    print(
        f"whole analysis / Kiwi's tokenising: {median(ratios):.2f} by the clock, {median(cpu):.2f} by the processor (aim: 1.5)"
    )


def crawl(count: int = 2_000) -> None:
    """Whole commands, at interval 0 (nothing but work) and at each site's usual interval."""
    for platform in SITES:
        shop = {"naver_text": count - count // 10, "naver_keywords": count // 10} if platform == "naver" else {platform: count}
        with copies(**shop) as sites:
            taken: dict[str, list[float]] = {"true": [], "false": []}
            for number in range(ROUNDS + 1):
                for automatic, seconds in taken.items():
                    spent = _crawl(sites, platform, automatic)
                    if number:
                        seconds.append(spent)
            with_it, without = median(taken["true"]), median(taken["false"])
            print(
                f"{platform}: {count:,} reviews with analysis {with_it:.2f} s, without {without:.2f} s: "
                f"ratio {with_it / without:.2f} (aim: 1.6)",
                flush=True,
            )


def _crawl(sites: Copies, platform: str, automatic: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder), **sites.environment, **{AUTOMATIC: automatic})
        if os.environ.get("INTERVAL"):
            env[f"REVIEWKIT_{platform.upper()}__INTERVAL"] = os.environ["INTERVAL"]
        command = [sys.executable, "-m", "reviewkit"]
        added = [*command, "store", "add", "가나식당", f"--{platform}", sites.links[platform], "--mine"]
        subprocess.run(added, env=env, check=True, capture_output=True)
        start = time.perf_counter()
        subprocess.run([*command, "crawl"], env=env, check=True, capture_output=True)
        return time.perf_counter() - start


def memory() -> None:
    """Two processes that import 10,000 reviews, one of them reads them: what they hold when they have nothing to do."""
    held = {}
    for read in ("no", "yes"):
        found = subprocess.run([sys.executable, __file__, "idle", read], check=True, capture_output=True, text=True)
        held[read] = float(found.stdout.split()[-1])
    more = held["yes"] - held["no"]
    print(f"memory idle: {held['yes']:.0f} MB after reading {REVIEWS:,}, {held['no']:.0f} MB without: {more:+.0f} MB (aim: 60)")


def idle(read: str) -> None:
    """Import into a new home, read or not, and print the MB held."""
    import gc

    import psutil

    from reviewkit.app import App
    from reviewkit.db.engine import writing
    from reviewkit.db.models import Listing, Store
    from reviewkit.features.analysis import Beside
    from reviewkit.features.pipeline import store
    from reviewkit.platforms.base import IdSource, RawReview

    now = datetime.now(UTC)
    raws = [
        RawReview(
            platform_id=str(n), id_source=IdSource.SITE, author=f"손님{n}", text=text, written_at=now - timedelta(minutes=n)
        )
        for n, text in enumerate(texts())
    ]
    with tempfile.TemporaryDirectory() as folder, closing(App(Path(folder))) as app:
        with writing(app.engine) as session:
            shop = Store(name="가나식당", created_at=now)
            session.add(shop)
            session.flush()
            listing = Listing(store_id=shop.id, platform="naver", place_id="1", url="https://example.com", created_at=now)
            session.add(listing)
            session.flush()
            store(session.connection(), listing.id, raws, now)
        if read == "yes":
            with Beside(app.reader()) as reading:
                reading.wake()
            assert reading.error is None
            assert reading.reader.done == len(raws)
        del raws
        gc.collect()
        time.sleep(1)
        process = psutil.Process()
        assert not process.children()
        print(process.memory_info().rss / 2**20)


PARTS = {"sentiment": sentiment, "whole": whole, "crawl": crawl, "memory": memory}

if __name__ == "__main__":
    if sys.argv[1:2] == ["idle"]:
        idle(sys.argv[2])
    else:
        for name in sys.argv[1:] or PARTS:
            PARTS[name]()
