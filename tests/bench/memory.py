"""Memory of a crawl of 20,000 reviews against one of 1,000: the peak of our own process, each crawl in a fresh one.
Run by hand: python tests/bench/memory.py [MANY] [FEW] [PLATFORM…]

Prints MB, and ratios within this run. The browser and its helper are told beside: they are not ours to shrink.
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from measure import SITES, Copies, copies, environment

AIM = 1.15


@dataclass
class Peak:
    """The highest that was seen, in MB: of the process itself by the kernel's count, of its children together by looking."""

    own: float = 0.0
    children: float = 0.0
    seconds: float = 0.0


def crawl(sites: Copies, platform: str) -> Peak:
    """Crawl in a process of its own, into a new home."""
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder), **sites.environment)
        reviewkit = [sys.executable, "-m", "reviewkit"]
        added = [*reviewkit, "store", "add", "가나식당", f"--{platform}", sites.links[platform], "--mine"]
        subprocess.run(added, env=env, check=True, capture_output=True)
        start = time.perf_counter()
        process = psutil.Popen([*reviewkit, "crawl", "--json"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        peak = Peak()
        while process.poll() is None:
            peak.children = max(peak.children, _children(process))
            peak.own = max(peak.own, _own(process))
            time.sleep(0.05)
        out, err = process.communicate()
        assert process.returncode == 0, err.decode()
        assert b'"outcome": "ok"' in out, out
        peak.seconds = time.perf_counter() - start
        return peak


def _own(process: psutil.Process) -> float:
    with suppress(OSError, psutil.Error):
        lines = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines()
        high = next((line for line in lines if line.startswith("VmHWM:")), "")
        return int(high.split()[1]) / 1024 if high else 0.0
    return 0.0


def _children(process: psutil.Process) -> float:
    total = 0
    with suppress(psutil.Error):
        for child in process.children(recursive=True):
            with suppress(psutil.Error):
                total += child.memory_info().rss
    return total / 2**20


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    few = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    for platform in sys.argv[3:] or SITES:
        peaks = []
        for count in (few, many):
            shop = {"naver_text": count - count // 10, "naver_keywords": count // 10}
            with copies(**shop if platform == "naver" else {platform: count}) as sites:
                peaks.append(crawl(sites, platform))
        small, big = peaks
        print(
            f"{platform}: {few:,} reviews {small.own:.0f} MB in {small.seconds:.1f} s · {many:,} reviews {big.own:.0f} MB in "
            f"{big.seconds:.1f} s · children (shared memory counted in each) {small.children:.0f} and {big.children:.0f} MB"
        )
        print(f"ratio {many:,} / {few:,}: {big.own / small.own:.2f} (aim: {AIM} or less)", flush=True)


if __name__ == "__main__":
    assert os.path.exists("/proc/self/status"), "the kernel's count of a process's highest memory is read from /proc"  # noqa: PTH110
    main()
