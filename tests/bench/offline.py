"""Replies from templates to the made-up shop's reviews: how alike they are, and how long they and their checks take.
Run by hand: python tests/bench/offline.py [REPLIES] [EARLIER]

Prints the share of replies that open with a sentence that another one opens with, the most alike pair (rapidfuzz's ratio of
whole texts), how many pass all checks, and milliseconds each; then what the checks take with EARLIER earlier replies, against
none. Times are to be compared within a run only.
"""

import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date
from itertools import combinations, islice
from pathlib import Path
from statistics import median

from rapidfuzz import fuzz

from reviewkit.app import App
from reviewkit.db import query
from reviewkit.db.engine import writing
from reviewkit.demo.fill import make_shop
from reviewkit.features import pipeline
from reviewkit.features.replies.situation import Situation
from reviewkit.features.replies.writer import Written
from reviewkit.features.stores import changes
from reviewkit.features.voice.endings import split
from reviewkit.platforms.base import Place, RawReview

USUAL = (200, 1000)
TODAY = date(2026, 11, 20)


def fill(app: App, count: int) -> list[int]:
    """Store and read that many reviews of the made-up shop; return their ids."""
    shop = make_shop(TODAY, naver_text=2 * count, kakao=0, google=0)
    texts = islice((one for one in shop.reviews("naver") if one.text and one.status == "ACTIVE" and not one.reply), count)
    raws = [
        RawReview(platform_id=one.id, author=one.author, text=one.text, rating=one.rating, written_at=one.written_at)
        for one in texts
    ]
    changes.add(app.engine, "가나식당", [changes.Found("naver", Place("1000000001"), "https://example.invalid/1")])
    with writing(app.engine) as session:
        pipeline.store(session.connection(), 1, raws, shop.now)
    app.reader().read()
    return [row["id"] for row in query.select(app.database, query.Filter(limit=0))]


def write(app: App, ids: list[int]) -> list[tuple[Situation, Written]]:
    """Write a reply to each, each knowing those before; print how alike they are and what each took."""
    writer, done, taken = app.writer(offline=True), [], []
    for number in ids:
        situation = writer.situation(number)
        start = time.perf_counter()
        done.append((situation, writer.write(situation)))
        taken.append(time.perf_counter() - start)
    texts = [written.text for _situation, written in done]
    openings = Counter(split(text)[0] for text in texts if text)
    shared = sum(count for count in openings.values() if count > 1)
    one, two = max(combinations(texts, 2), key=lambda pair: fuzz.ratio(*pair))
    print(f"{len(texts)} replies, {sum(written.passed for _situation, written in done)} pass all checks")
    print(f"  openings that another one has: {shared / len(texts):.1%}, the most usual {openings.most_common(1)[0][1]} times")
    print(f"  the most alike pair: {fuzz.ratio(one, two):.0f} of 100\n    {one!r}\n    {two!r}")
    print(f"  each: {median(taken) * 1000:.1f} ms (half of them), {max(taken) * 1000:.0f} ms at most")
    return done


def checks(app: App, done: list[tuple[Situation, Written]], count: int) -> None:
    """Print what the checks take with many earlier replies, against none."""
    writer = app.writer(offline=True)
    texts = [written.text for _situation, written in done]
    # Of other letters than the reply at hand: equal ones would end the comparison early.
    earlier = tuple(f"{texts[n % len(texts)]} {n}번째 손님께도 전한 말씀이에요." for n in range(count))
    taken = {}
    for name, others in (("no", ()), (f"{count:,}", earlier)):
        times = []
        for situation, written in done[:50]:
            start = time.perf_counter()
            writer.check(written.text, replace(situation, earlier=others))
            times.append(time.perf_counter() - start)
        taken[name] = median(times) * 1000
        print(f"checks with {name} earlier replies: {taken[name]:.2f} ms each")
    none, many = taken.values()
    print(f"  that is {many / none:.1f} times as long")


if __name__ == "__main__":
    replies, others = (*map(int, sys.argv[1:]), *USUAL[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as folder, closing(App(Path(folder))) as app:
        checks(app, write(app, fill(app, replies)), others)
