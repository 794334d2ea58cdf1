"""A crawl's time per page at interval 0, against a bare client that fetches the very same bytes from the same copy of the site
(served by another process). Run by hand: python tests/bench/crawling.py [REVIEWS] [ROUNDS] [PLATFORM…]

Prints seconds and ratios within this run. A browser's start is told apart: it is paid once a run, however many shops there are.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from threading import Event
from typing import Any

import requests
from measure import SITES, Copies, copies

from reviewkit.app import App
from reviewkit.features.crawl import Events, Order, Report, run, targets
from reviewkit.features.stores import changes
from reviewkit.platforms.base import Platform
from reviewkit.platforms.browser import Browser

AIMS = {"naver": 3.0, "kakao": 2.0, "google": 2.0}


@dataclass
class Heard:
    """The requests of a crawl, as (method, address, headers, body), and when each page was kept."""

    requests: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)

    def per_page(self) -> float:
        """Return the seconds of a page once the first is there."""
        return (self.pages[-1] - self.pages[0]) / (len(self.pages) - 1)


@contextmanager
def listening(heard: Heard) -> Iterator[None]:
    """Note what plain clients and browsers are told to fetch."""
    send, opened, fetch = requests.Session.send, Browser.open, Browser.fetch

    def noted_send(self: Any, prepared: Any, **options: Any) -> Any:
        heard.requests.append((prepared.method, prepared.url, dict(prepared.headers), prepared.body))
        return send(self, prepared, **options)

    def noted_open(self: Any, url: str) -> Any:
        heard.requests.append(("GET", url, {}, None))
        return opened(self, url)

    def noted_fetch(self: Any, url: str, **options: Any) -> Any:
        heard.requests.append(("POST", url, options["headers"], options["body"].encode()))
        return fetch(self, url, **options)

    requests.Session.send, Browser.open, Browser.fetch = noted_send, noted_open, noted_fetch  # type: ignore[method-assign]
    try:
        yield
    finally:
        requests.Session.send, Browser.open, Browser.fetch = send, opened, fetch  # type: ignore[method-assign]


def crawl(platform: str, sites: Copies) -> tuple[float, Heard, Report]:
    """Crawl the shop into a new database. Return the seconds of all, what was heard, and the report."""
    heard = Heard()
    with tempfile.TemporaryDirectory() as folder:
        app = App(Path(folder))
        place = _find(app, platform, sites.links[platform])
        changes.add(app.engine, "가나식당", [changes.Found(platform, place, sites.links[platform])])
        wanted = targets(app.database, [], [platform])
        events = Events(page=lambda _report: heard.pages.append(time.perf_counter()))
        with listening(heard):
            start = time.perf_counter()
            (report,) = run(app.engine, wanted, app.platform, Order(), events=events, stop=Event())
            spent = time.perf_counter() - start
        app.close()
    assert report.outcome == "ok", report.message
    return spent, heard, report


def _find(app: App, platform: str, link: str) -> Any:
    with app.platform(platform) as adapter:
        assert isinstance(adapter, Platform)
        return adapter.find(link)


def bare(heard: Heard) -> float:
    """Fetch the same with a bare client; return the seconds of all."""
    with requests.Session() as session:
        start = time.perf_counter()
        for method, url, headers, body in heard.requests:
            answer = session.request(method, url, headers=headers, data=body)
            assert answer.content
        return time.perf_counter() - start


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    for platform in sys.argv[3:] or SITES:
        shop = {"naver_text": count - count // 10, "naver_keywords": count // 10} if platform == "naver" else {platform: count}
        with copies(**shop) as sites:
            os.environ.update(sites.environment)
            measure(platform, sites, rounds)


def measure(platform: str, sites: Copies, rounds: int) -> None:
    """Crawl and fetch by turns, after one round that warms both up; print the medians."""
    whole, each, floor, pages = [], [], [], 0
    for number in range(rounds + 1):
        spent, heard, report = crawl(platform, sites)
        bare_spent = bare(heard)
        if number:
            pages = report.pages
            whole.append(spent / pages)
            each.append(heard.per_page())
            floor.append(bare_spent / pages)
    print(
        f"{platform}: {report.counts.seen:,} reviews on {pages} pages, {report.requests} requests · bare client "
        f"{median(floor) * 1000:.1f} ms a page · crawl {median(each) * 1000:.1f} ms a page after the first, "
        f"{median(whole) * 1000:.1f} ms with start and end"
    )
    ratios = [median(value / base for value, base in zip(values, floor, strict=True)) for values in (each, whole)]
    print(f"ratio crawl / bare client: {ratios[0]:.2f}, with start and end {ratios[1]:.2f} (aim: {AIMS[platform]:g} or less)")


if __name__ == "__main__":
    main()
