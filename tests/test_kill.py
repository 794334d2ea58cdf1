"""kill -9 at random moments of a crawl: at most the page in flight is gone, the next run completes, and no process stays.

tests/bench/kill.py does the same fifty times over 2,000 reviews.
"""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, suppress
from datetime import UTC, datetime

import psutil
import pytest

from made import run_json, use
from reviewkit.demo.fill import make_shop
from reviewkit.demo.sites import Sites

CRAWL = [sys.executable, "-m", "reviewkit", "crawl"]
SIZE = {"naver_text": 120, "naver_keywords": 30, "kakao": 160, "google": 120}
REQUESTS = {"naver-api": 0.06, "kakao-api": 0.15, "google-api": 0.3}
"""Seconds that each answer of a site takes, so that the lanes fill the crawl's time and a kill finds all of them at work."""


@pytest.fixture
def shop():
    return make_shop(datetime.now(UTC).date(), **SIZE)


@pytest.fixture
def sites(shop, monkeypatch):
    with Sites(shop) as sites:
        use(sites, monkeypatch)
        for part, seconds in REQUESTS.items():
            sites.fail(part, "slow", seconds=seconds)
        yield sites
    assert sites.errors == []


def kill_at(moment, *, with_browser):
    """Crawl in a process of its own, kill it `moment` seconds after it started (or after its browser did).

    Return how many children it had, and those left behind.
    """
    process = subprocess.Popen(CRAWL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    children = []
    while with_browser and not children and process.poll() is None:
        time.sleep(0.02)
        with suppress(psutil.Error):
            children = psutil.Process(process.pid).children(recursive=True)
    time.sleep(moment)
    with suppress(psutil.Error):
        process.send_signal(signal.SIGSTOP)  # no child may be born between the look and the kill
        children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    return len(children), psutil.wait_procs(children, timeout=5)[1]


def ids(home):
    """Return (platform, id) of every review in the file."""
    with closing(sqlite3.connect(home / "reviewkit.db")) as connection:
        sql = "SELECT platform, platform_id FROM review JOIN listing ON listing.id = listing_id"
        return [(row[0], row[1]) for row in connection.execute(sql)]


def unhealthy(capsys):
    return [row for row in run_json(capsys, "db", "check") if not row["ok"]]


def add(capsys, sites, *platforms):
    links = [word for name in platforms for word in (f"--{name}", sites.links[name])]
    run_json(capsys, "store", "add", "가나식당", *links, "--mine")


def wanted(shop, *platforms):
    return {(name, review.id) for name in platforms for review in shop.reviews(name)}


def test_a_crawl_killed_again_and_again_ends_with_every_review_once_and_leaves_no_process(sites, shop, home, capsys):
    """Each kill hits the crawl that goes on where the one before was killed, in its start-up or with its browser at work."""
    add(capsys, sites, "naver", "kakao", "google")
    moments = random.Random(20261122)
    kept, browsers = [0], 0
    for with_browser in (False, True, True, False, True):
        children, left = kill_at(moments.uniform(0.1, 1.2), with_browser=with_browser)
        assert left == []
        browsers += children > 0
        found = ids(home)
        assert len(found) == len(set(found))
        assert set(found) <= wanted(shop, "naver", "kakao", "google")
        assert len(found) >= kept[-1], "what was kept stays"
        assert unhealthy(capsys) == []
        kept.append(len(found))
    assert browsers, "no kill found a browser at work: the moments are drawn wrongly"
    assert len(set(kept)) > 1, "no kill found the crawl at work: the moments are drawn wrongly"
    sites.heal()
    reports = run_json(capsys, "crawl")
    assert {report["outcome"] for report in reports} == {"ok"}
    assert Counter(ids(home)) == Counter(wanted(shop, "naver", "kakao", "google"))
    assert unhealthy(capsys) == []


def test_a_killed_crawl_loses_no_more_than_the_page_in_flight(sites, shop, home, capsys):
    add(capsys, sites, "kakao")
    process = subprocess.Popen(CRAWL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(sites.requests("kakao-api")) < 5:
        time.sleep(0.002)
        assert process.poll() is None
    answered = len(sites.requests("kakao-api"))  # the log has a request once it is answered
    process.kill()
    process.wait()
    assert len(ids(home)) >= (answered - 1) * 20
    sites.heal()
    before = len(sites.requests("kakao-api"))
    (report,) = run_json(capsys, "crawl")
    assert report["outcome"] == "ok"
    assert Counter(ids(home)) == Counter(wanted(shop, "kakao"))
    pages = len(shop.reviews("kakao")) // 20
    assert len(sites.requests("kakao-api")) - before <= pages - answered + 2, "the top page, and on from where it was cut"
