"""Analysis in a process of its own, which takes Kiwi's 400 MB with it when it is let go.

The two speak in lines of JSON over pipes: first the settings, then batches of [text, trade], each answered by a batch of
`Analysis.packed()`. The worker ends when its input does, so it outlives nobody, also one that was killed.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from reviewkit.errors import AnalysisTrouble
from reviewkit.i18n import _
from reviewkit.text.analysis import Analysis

if TYPE_CHECKING:
    from reviewkit.text.analysis import Analyst

AHEAD = 2
"""Batches under way at a time: one in work, one waiting, so that the worker never waits for us."""
GRACE = 5.0
"""Seconds until a worker that was told to go is ended."""

Item = tuple[str, str | None]


class Worker:
    """A process that analyses; started at its first batch. Close it when done."""

    def __init__(self, words: Sequence[str] = (), extra: Mapping[str, Sequence[str]] | None = None) -> None:
        self._settings = {"words": list(words), "aspects": {name: list(own) for name, own in (extra or {}).items()}}
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int | None:
        """The process's number while it runs."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process, where it doesn't run yet; it loads what it needs at once. Raises AnalysisTrouble."""
        if self._process is None:
            self._process = _start()
            self._send(self._settings)

    def analyse(self, batches: Iterable[Sequence[Item]]) -> Iterator[list[Analysis | None]]:
        """Yield the analyses of each batch of (text, trade), in order; None for a text that can't be read.

        Raises AnalysisTrouble.
        """
        sizes: deque[int] = deque()
        for batch in batches:
            if batch:  # what has no text starts no process
                self._send(list(batch))
            sizes.append(len(batch))
            if len(sizes) == AHEAD:
                yield self._receive(sizes.popleft())
        while sizes:
            yield self._receive(sizes.popleft())

    def close(self) -> None:
        """Let the process go, and its memory with it."""
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            _quietly_close(pipe)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def kill(self) -> None:
        """End the process at once, from any thread: whoever waits for it gets AnalysisTrouble."""
        process = self._process  # the thread that waits for it may close it meanwhile
        if process:
            process.kill()

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def _send(self, message: Any) -> None:
        self.start()
        assert self._process is not None
        pipe = self._process.stdin
        assert pipe is not None
        try:
            pipe.write(json.dumps(message, ensure_ascii=True) + "\n")
            pipe.flush()
        except OSError as exc:
            raise self._died() from exc

    def _receive(self, expected: int) -> list[Analysis | None]:
        if not expected:
            return []
        if self._process is None:
            raise self._died()
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.endswith("\n"):  # it was killed, perhaps amid a line
            raise self._died()
        answer = json.loads(line)
        if isinstance(answer, dict):
            raise AnalysisTrouble(answer["error"], answer["hint"])
        assert len(answer) == expected
        return [Analysis.unpacked(packed) if packed else None for packed in answer]

    def _died(self) -> AnalysisTrouble:
        self.close()
        return AnalysisTrouble(
            _("The process that reads what reviews say has ended unexpectedly; it needs 500 MB of free memory."),
            _("Try again with: reviewkit analyze"),
        )


def _start() -> "subprocess.Popen[str]":
    return subprocess.Popen(
        # -P: without it Python would look for modules in the folder that the owner stands in, among the downloads
        [sys.executable, "-P", "-m", "reviewkit.text.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )


def _quietly_close(pipe: IO[str] | None) -> None:
    try:
        if pipe:
            pipe.close()
    except OSError:  # it was gone already
        pass


def serve(source: IO[str], sink: IO[str], at_end: Callable[[], None] = lambda: None) -> None:
    """Answer batches from `source` on `sink` until it ends; `at_end` is called then, whatever is still being read."""
    from reviewkit.errors import ReviewkitError
    from reviewkit.text.analysis import Analyst

    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    # Read on in a thread: a sender that is blocked by a full pipe would never come to read our answers.
    threading.Thread(target=_read, args=(source, lines, at_end), daemon=True).start()
    analyst: Analyst | None = None
    while line := lines.get():
        message = json.loads(line)
        if isinstance(message, dict):
            analyst = Analyst(message["words"], message["aspects"])
            with suppress(ReviewkitError):  # said when there is somebody to hear it: in answer to the first batch
                analyst.load()
            continue
        assert analyst is not None
        try:
            analyst.load()
            answer: Any = _answer(analyst, message)
        except ReviewkitError as exc:
            answer = {"error": exc.message, "hint": exc.hint}
        sink.write(json.dumps(answer, ensure_ascii=True) + "\n")
        sink.flush()


def _answer(analyst: "Analyst", items: Sequence[Item]) -> list[Any]:
    """Return what is said of a batch; one text that is too much for us costs itself only, and is answered by None."""
    try:
        return [found.packed() for found in analyst.analyse((text, trade) for text, trade in items)]
    except Exception:  # noqa: BLE001  whatever it is: the other reviews must be read
        if len(items) == 1:
            return [None]
        return [answer for item in items for answer in _answer(analyst, [item])]


def _read(source: IO[str], lines: "queue.SimpleQueue[str]", at_end: Callable[[], None]) -> None:
    for line in source:
        lines.put(line)
    lines.put("")
    at_end()


def main() -> None:
    """Serve on the standard streams. Ctrl-C is for the process that asks; we end with our input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sink = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints must not get between our lines
    # Whoever has closed our input wants no answer any more: a long batch must not keep us.
    serve(os.fdopen(os.dup(0), "r", encoding="utf-8"), sink, lambda: os._exit(0))


if __name__ == "__main__":
    main()
