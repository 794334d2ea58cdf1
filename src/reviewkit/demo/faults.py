"""Programmed failures: which request of which part of a site goes wrong, and how."""

from dataclasses import dataclass
from threading import Lock
from typing import Any

from reviewkit.demo.messages import Request


@dataclass
class Fault:
    """A programmed failure of a part of a site; see `Faults.add`."""

    where: str
    kind: str
    after: int
    times: int | None
    match: str
    options: dict[str, Any]
    seen: int = 0

    def strikes(self, part: str, request: Request) -> bool:
        """Count a request that this fault is about, and say whether it fails."""
        if part != self.where and not part.startswith(self.where + "-"):
            return False
        if self.options.get("spare_page") and "x-page-own" in request.headers:
            return False
        if self.match and self.match not in request.target and self.match.encode() not in request.body:
            return False
        self.seen += 1
        return self.seen > self.after and (self.times is None or self.seen <= self.after + self.times)


class Faults:
    """What goes wrong, in the order in which it was programmed; the first fault that strikes counts."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = Lock()

    def add(self, fault: Fault) -> Fault:
        """Program a failure."""
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Let everything work again."""
        with self._lock:
            self._faults.clear()

    def take(self, part: str, request: Request) -> Fault | None:
        """Return the fault that strikes this request."""
        with self._lock:
            return next((fault for fault in self._faults if fault.strikes(part, request)), None)
