"""What the scripts of this folder share: commands timed by turns, copies of the sites in a process of their own, a home."""

import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from reviewkit.config import environment_name

SCRIPT = str(Path(sys.executable).with_name("reviewkit"))
"""The console script that pip made beside this interpreter."""
SITES = ("naver", "kakao", "google")


def by_turns(commands: Mapping[str, Sequence[str]], rounds: int, environment: Mapping[str, str]) -> dict[str, float]:
    """Return the median seconds of each command. They take turns, so that the machine's moods fall on all alike."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, env={**environment}, capture_output=True, check=True)
            if number:  # the first round fills the caches
                taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a run of its own: its home, and nothing of the owner's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REVIEWKIT_")}
    return {**kept, "REVIEWKIT_HOME": str(home), "LANG": "en_US.UTF-8", **more}


@dataclass(frozen=True)
class Copies:
    """Local copies of the sites, served by another process, so that their work isn't counted as ours."""

    links: dict[str, str]
    environment: dict[str, str]
    _ask: Connection

    def log(self) -> list[tuple[str, str, str, int]]:
        """Return (part, method, path with query, status) of each request so far."""
        return list(self._call("log"))

    def fail(self, where: str, kind: str, **options: Any) -> None:
        """Let a part of a site fail; see `Sites.fail`."""
        self._call("fail", where, kind, options)

    def heal(self) -> None:
        """Let everything work again."""
        self._call("heal")

    def ids(self, platform: str) -> set[str]:
        """Return the ids of a site's reviews."""
        return set(self._call("ids", platform))

    def _call(self, *words: Any) -> Any:
        self._ask.send(words)
        return self._ask.recv()


@contextmanager
def copies(**counts: int) -> Iterator[Copies]:
    """Serve a made-up shop of so many reviews (the arguments of `make_shop`) until the block ends."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs, counts), daemon=True)
    server.start()
    theirs.close()
    links, settings = ours.recv()
    try:
        yield Copies(links, settings, ours)
    finally:
        ours.close()
        server.join()


def _serve(pipe: Connection, counts: dict[str, int]) -> None:
    from datetime import UTC, datetime

    from reviewkit.demo.fill import make_shop
    from reviewkit.demo.sites import Sites

    shop = make_shop(datetime.now(UTC).date(), **{"naver_text": 0, "naver_keywords": 0, "kakao": 0, "google": 0, **counts})
    with Sites(shop) as sites:
        pipe.send((sites.links, _as_environment(sites)))
        answers = {
            "log": lambda: list(sites.log),
            "fail": lambda where, kind, options: sites.fail(where, kind, **options) and None,
            "heal": sites.heal,
            "ids": lambda platform: [review.id for review in shop.reviews(platform)],
        }
        try:
            while True:
                name, *words = pipe.recv()
                pipe.send(answers[name](*words))
        except (EOFError, ConnectionError):
            return


def _as_environment(sites: Any) -> dict[str, str]:
    found = {environment_name(key): address for key, address in sites.settings.items()}
    found |= {environment_name(f"{name}.interval"): "0" for name in SITES}
    secrets = {f"REVIEWKIT_SECRET_{name.upper().replace('-', '_')}": value for name, value in sites.secrets.items()}
    return found | secrets | {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
