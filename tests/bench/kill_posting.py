"""kill -9 at random moments of posting: is every reply on the site exactly once in the end? Run by hand:
python tests/bench/kill_posting.py google|naver [KILLS] [REPLIES] [SEED]

One shop, all its replies approved. `reply post` is killed again and again, each time at a moment drawn between its first
request and some replies later; after KILLS of them it may finish. Prints where the kills hit; ends with 1 where it is wrong.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil
from measure import environment

from reviewkit.app import App
from reviewkit.config import environment_name
from reviewkit.db import replies
from reviewkit.db.replies import ReplyFilter
from reviewkit.demo.fill import make_shop
from reviewkit.demo.shop import Shop
from reviewkit.demo.sites import Sites
from reviewkit.features.replies import states

sys.path.insert(0, str(Path(__file__).parents[1]))

REVIEWKIT = [sys.executable, "-m", "reviewkit"]
SPAN = {"google": 1.2, "naver": 3.0}
"""Seconds behind a run's first request within which it is killed: some replies long."""
SLOW = {"google": ("google-api", 0.1), "naver": ("smartplace", 0.05)}
SETTLE = "0.5"
TEXT = "들러 주셔서 고맙습니다. 편하게 드셨다니 저희도 기쁩니다. 또 뵙겠습니다."


def settings(sites: Sites) -> dict[str, str]:
    """Return the environment that leads to the copies."""
    found = {environment_name(key): address for key, address in sites.settings.items()}
    found |= {f"REVIEWKIT_SECRET_{name.upper().replace('-', '_')}": value for name, value in sites.secrets.items()}
    found |= {f"REVIEWKIT_{name}__INTERVAL": "0" for name in ("NAVER", "KAKAO", "GOOGLE")}
    return found | {
        "REVIEWKIT_REPLY__SETTLE_SECONDS": SETTLE, "REVIEWKIT_GOOGLE__EDITS_PER_MINUTE": "0",
        "REVIEWKIT_NAVER__REPLY_AUTO": "true",
        "REVIEWKIT_NAVER__SMARTPLACE": "true", "REVIEWKIT_NAVER__REPLY_INTERVAL": "0", "REVIEWKIT_NAVER__REPLY_MOST": "50",
        "REVIEWKIT_ANALYSIS__AUTOMATIC": "false",
    }  # fmt: skip


def prepare(home: Path, sites: Sites, platform: str, count: int, variables: dict[str, str]) -> dict[int, str]:
    """Crawl the shop and approve `count` replies; return (reply, review's id on the site)."""
    os.environ.update(variables, REVIEWKIT_HOME=str(home))
    run(home, variables, "store", "add", "가나식당", f"--{platform}", sites.links[platform], "--mine")
    if platform == "naver":
        from naver_owner import sign_in

        with closing(App(home)) as app:
            sign_in(app, sites)
    run(home, variables, "crawl")
    run(home, variables, "reply", "draft", "--offline", "--limit", str(count + 20))
    with closing(App(home)) as app:
        drafts = list(replies.select(app.database, ReplyFilter(states=("draft",), limit=count)))
        for row in drafts:
            states.edit(app.engine, row["id"], f"{TEXT} {row['id']}", ())
            states.approve(app.engine, row["id"])
        return {row["id"]: row["platform_id"] for row in drafts}


def run(home: Path, variables: dict[str, str], *words: str) -> None:
    """Run a command that must succeed."""
    done = subprocess.run([*REVIEWKIT, *words], env=environment(home, **variables), capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}: {done.stderr}")


def kill_at(home: Path, variables: dict[str, str], sites: Sites, part: str, moment: float) -> tuple[bool, int]:
    """Post and kill `moment` seconds behind the first request; return whether it still ran, and how many processes stayed."""
    before = len(sites.requests(part))
    command = [*REVIEWKIT, "reply", "post", "--yes"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment(home, **variables), stdin=quiet, stdout=quiet, stderr=quiet)
    while len(sites.requests(part)) == before and process.poll() is None:
        time.sleep(0.01)
    time.sleep(moment)
    running = process.poll() is None
    children: list[psutil.Process] = []
    with suppress(psutil.Error):
        process.send_signal(signal.SIGSTOP)
        children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    _gone, alive = psutil.wait_procs(children, timeout=5)
    for one in alive:
        with suppress(psutil.Error):
            one.kill()
    return running, len(alive)


def faults(home: Path, shop: Shop, platform: str, wanted: dict[int, str]) -> list[str]:
    """Return what is wrong in the end."""
    times = Counter(review_id for name, review_id, _text in shop.posted if name == platform)
    found = [
        f"posted {times[review_id]} times: reply {number}" for number, review_id in wanted.items() if times[review_id] != 1
    ]
    with closing(App(home)) as app:
        for row in replies.select(app.database, ReplyFilter(ids=tuple(wanted))):
            if row["state"] not in ("posted", "live"):
                found.append(f"reply {row['id']} is {row['state']}")
            if shop.find(platform, row["platform_id"]).reply != row["text"]:
                found.append(f"reply {row['id']} reads otherwise on the site")
    return found


def main() -> None:
    platform = sys.argv[1]
    kills, count = (int(word) for word in (*sys.argv[2:4], "50", "100")[:2]) if len(sys.argv) < 4 else map(int, sys.argv[2:4])
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    moments, left, hits = random.Random(seed), 0, Counter[str]()
    size = {"naver_text": 0, "naver_keywords": 0, "kakao": 0, "google": 0}
    size["naver_text" if platform == "naver" else "google"] = count * 2
    shop = make_shop(datetime.now(UTC).date(), **size)
    with tempfile.TemporaryDirectory() as folder, Sites(shop) as sites:
        home, variables = Path(folder), settings(sites)
        wanted = prepare(home, sites, platform, count, variables)
        part, seconds = SLOW[platform]
        sites.fail(part, "slow", seconds=seconds)
        for number in range(kills):
            before = len(shop.posted)
            moment = moments.uniform(0, SPAN[platform])
            running, orphans = kill_at(home, variables, sites, part, moment)
            left += orphans
            hits["after the end" if not running else "amid" if len(shop.posted) > before else "before the first"] += 1
            print(f"kill {number:>2} at {moment:.2f} s: {len(shop.posted):>3} of {len(wanted)} on the site", flush=True)
        sites.heal()
        for _round in range(6):
            run(home, variables, "reply", "post", "--yes")
        wrong = faults(home, shop, platform, wanted)
        print(f"{kills} kills of posting {len(wanted)} replies on {platform}: {dict(hits)}; left behind: {left}")
        print(f"requests to post: {len(shop.tried)}, taken: {len(shop.posted)}")
        print("\n".join(wrong) or "every reply is on the site exactly once")
    sys.exit(bool(wrong or left))


if __name__ == "__main__":
    main()
