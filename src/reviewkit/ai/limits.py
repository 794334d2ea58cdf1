"""How many questions go out at a time, how many in a minute, and not before when: for all threads of one run together."""

from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from threading import BoundedSemaphore, Condition, Event
from time import monotonic

from reviewkit.errors import Interrupted
from reviewkit.i18n import _

WINDOW = 61.0
"""Seconds in which the calls are counted: a minute as the server sees it, whose clock starts when a call arrives there."""
SPACING = 0.1
"""Seconds between those that a server's wish held back: all at once they would be sent off again, all but the first."""
LOOK = 0.1
"""Seconds between two looks at whether the run ends."""


class Gate:
    """The limits of one server. All waiting ends with Interrupted once `stop` is set.

    Questions are let through in the order in which they got their places, whatever came between: one that was sent off is the
    first to try again.
    """

    def __init__(self, concurrency: int, calls_per_minute: int, stop: Event) -> None:
        self._places = BoundedSemaphore(concurrency)
        self._most = calls_per_minute
        self._stop = stop
        self._numbers = count()
        self._changed = Condition()
        self._waiting: dict[str, set[int]] = defaultdict(set)
        self._not_before: dict[str, float] = {}
        self._sent: deque[float] = deque()

    @contextmanager
    def place(self) -> Iterator[int]:
        """One of the places of a question under way; gives its number."""
        self.check()
        while not self._places.acquire(timeout=LOOK):
            self.check()
        try:
            yield next(self._numbers)
        finally:
            self._places.release()

    def enter(self, number: int, model: str) -> None:
        """Wait until question `number` may call `model`: the minute has room, and the server wants no pause any more."""
        with self._changed:
            waiting, held = self._waiting[model], False
            waiting.add(number)
            try:
                while (left := self._left(number, model)) > 0:
                    held = held or self._not_before.get(model, 0.0) > monotonic()
                    self._changed.wait(min(left, LOOK))
                    self.check()
                if held:
                    self._not_before[model] = monotonic() + SPACING
                if self._most:
                    self._sent.append(monotonic())
            finally:
                waiting.discard(number)
                self._changed.notify_all()

    def hold(self, model: str, seconds: float) -> None:
        """Let nobody call `model` for so long: its server asked for that."""
        with self._changed:
            self._not_before[model] = max(self._not_before.get(model, 0.0), monotonic() + seconds)

    def check(self) -> None:
        """Raise Interrupted where the run ends."""
        if self._stop.is_set():
            raise Interrupted(_("Stopped. Everything read so far is kept."))

    def sleep(self, seconds: float) -> None:
        """A pause of one question's own."""
        self._stop.wait(seconds)
        self.check()

    def _left(self, number: int, model: str) -> float:
        """Return the seconds until it may go, as far as can be told now."""
        now = monotonic()
        while self._sent and self._sent[0] <= now - WINDOW:
            self._sent.popleft()
        room = self._sent[0] + WINDOW - now if self._most and len(self._sent) >= self._most else 0.0
        left = max(room, self._not_before.get(model, 0.0) - now)
        return max(left, LOOK) if number != min(self._waiting[model]) else left
