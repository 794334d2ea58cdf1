"""Two threads with the same question: the second waits for the first, and finds its answer in the store."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

LOOK = 0.1
"""Seconds between two looks at whether the run ends."""


@dataclass
class _Turn:
    lock: Lock = field(default_factory=Lock)
    threads: int = 0


class Turns:
    """Turns by key; nothing is kept of a key that nobody uses. `check` raises where the run ends."""

    def __init__(self, check: Callable[[], None]) -> None:
        self._check = check
        self._lock = Lock()
        self._turns: dict[str, _Turn] = {}

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """Wait until nobody else is at `key`. Raises what `check` does."""
        with self._lock:
            turn = self._turns.setdefault(key, _Turn())
            turn.threads += 1
        try:
            while not turn.lock.acquire(timeout=LOOK):
                self._check()
            try:
                yield
            finally:
                turn.lock.release()
        finally:
            with self._lock:
                turn.threads -= 1
                if not turn.threads:
                    del self._turns[key]
