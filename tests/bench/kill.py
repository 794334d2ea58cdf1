"""kill -9 at random moments of a crawl: does each next run complete, with no review twice or lost, and no process left behind?
Run by hand: python tests/bench/kill.py [KILLS] [REVIEWS] [SEED] [http|browser]

The moments are drawn evenly from the command's start to the end of an undisturbed crawl; every kill is followed by a run that
must finish, and by the checks. Prints what was found; ends with 1 where anything was wrong.
"""

import json
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil
from measure import Copies, copies, environment

REVIEWKIT = [sys.executable, "-m", "reviewkit"]
LEFT = 5.0
"""Seconds that the children of a killed run get to go away by themselves."""
SLOW = {"naver-api": 0.04, "kakao-api": 0.06, "google-api": 0.15}
"""Seconds that an answer takes: pages come all through the crawl's few seconds, on all lanes, and kills fall between them."""


class Home:
    """A home with one shop, and the environment that leads to the copies."""

    def __init__(self, folder: Path, sites: Copies, platforms: list[str]) -> None:
        self.folder = folder
        self.environment = environment(folder, **sites.environment)
        links = [word for name in platforms for word in (f"--{name}", sites.links[name])]
        self.run("store", "add", "가나식당", *links, "--mine")

    def run(self, *words: str) -> Any:
        """Run a command that must succeed; return its JSON."""
        command = [*REVIEWKIT, *words, "--json"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=300)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}: {done.stderr}{done.stdout}")
        return json.loads(done.stdout)

    def kill_at(self, moment: float) -> tuple[bool, list[psutil.Process]]:
        """Crawl and kill at `moment` (seconds). Return whether it still ran, and what it left behind."""
        command = [*REVIEWKIT, "crawl"]
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        running = process.poll() is None
        children: list[psutil.Process] = []
        with suppress(psutil.Error):
            process.send_signal(signal.SIGSTOP)  # so that no child is born between the look and the kill
            children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
        _gone, alive = psutil.wait_procs(children, timeout=LEFT)
        return running, alive

    def ids(self) -> list[tuple[str, str]]:
        """Return (platform, id) of every review, straight from the file."""
        with closing(sqlite3.connect(self.folder / "reviewkit.db")) as connection:
            sql = "SELECT platform, platform_id FROM review JOIN listing ON listing.id = listing_id"
            return [(row[0], row[1]) for row in connection.execute(sql)]

    def faults(self, wanted: set[tuple[str, str]]) -> list[str]:
        """Crawl on and return what is wrong after it."""
        found = []
        with suppress(RuntimeError):
            self.run("review", "list")  # what a reader sees before anything is mended
        try:
            reports = self.run("crawl")
            found += [f"{report['platform']}: {report['outcome']}" for report in reports if report["outcome"] != "ok"]
        except RuntimeError as exc:
            found.append(str(exc))
        ids = self.ids()
        found += [f"twice: {id_}" for id_, number in Counter(ids).items() if number > 1]
        found += [f"lost: {len(wanted - set(ids))} of {len(wanted)}"] if wanted - set(ids) else []
        found += [f"from nowhere: {id_}" for id_ in set(ids) - wanted]
        try:
            found += [f"db check: {row['name']}: {row['problem']}" for row in self.run("db", "check") if not row["ok"]]
        except RuntimeError as exc:
            found.append(str(exc))
        return found


def slow_down(sites: Copies) -> None:
    """Let the crawl take a few seconds."""
    sites.heal()
    for part, seconds in SLOW.items():
        sites.fail(part, "slow", seconds=seconds)


def undisturbed(sites: Copies, platforms: list[str]) -> float:
    """Return the seconds of a whole crawl command, the quicker of two: the first fills the machine's caches."""
    taken = []
    for _round in range(2):
        with tempfile.TemporaryDirectory() as folder:
            home = Home(Path(folder), sites, platforms)
            start = time.perf_counter()
            home.run("crawl")
            taken.append(time.perf_counter() - start)
    return min(taken)


def trial(sites: Copies, platforms: list[str], wanted: set[tuple[str, str]], moment: float) -> tuple[str, int, list[str]]:
    """Kill one crawl of a new home. Return when it hit ("before", "amid", "after"), the reviews kept till then, the faults."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder), sites, platforms)
        slow_down(sites)
        running, alive = home.kill_at(moment)
        sites.heal()
        kept = len(home.ids())
        faults = [f"left behind: {process.pid}" for process in alive] + home.faults(wanted)
        for process in alive:
            with suppress(psutil.Error):
                process.kill()
    return "after" if not running else "amid" if kept else "before", kept, faults


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    with_browser = sys.argv[4:] == ["browser"]
    platforms = ["naver", "kakao"] if with_browser else ["kakao", "google"]
    half = count // 2
    shop = {"naver_text": half - half // 10, "naver_keywords": half // 10} if with_browser else {"google": half}
    moments = random.Random(seed)
    wrong: list[str] = []
    hits: Counter[str] = Counter()
    kepts = []
    with copies(**shop, kakao=half) as sites:
        wanted = {(name, id_) for name in platforms for id_ in sites.ids(name)}
        slow_down(sites)
        longest = undisturbed(sites, platforms)
        print(f"{len(wanted):,} reviews on {' and '.join(platforms)}; undisturbed {longest:.1f} s; seed {seed}", flush=True)
        for number in range(kills):
            moment = moments.uniform(0, longest)
            hit, kept, faults = trial(sites, platforms, wanted, moment)
            hits[hit] += 1
            kepts.append(kept)
            wrong += [f"kill {number} at {moment:.3f} s, {kept} kept: {fault}" for fault in faults]
            print(f"kill {number:>2} at {moment:.2f} s ({hit}): {kept:>5} kept by then, {len(faults)} faults", flush=True)
    print(f"{kills} kills: {dict(hits)}; kept at the kill: {sorted(kepts)}")
    print("\n".join(wrong) or "each next run completed: no review twice, none lost, db check clean, no process left behind")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
