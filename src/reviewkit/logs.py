"""The log: structlog, one JSON object a line in logs/reviewkit.log, with no secret and no review author in it."""

import contextlib
import logging
import os
from collections.abc import Callable, MutableMapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog

PRIVATE = frozenset({"author", "text", "reply", "secret", "token", "password", "authorization", "cookie", "key"})
MAX_BYTES = 5_000_000
KEPT_FILES = 3


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class _Quiet(RotatingFileHandler):
    """A handler that keeps a full disk to itself: the crawl says so in its own words."""

    def _open(self) -> Any:
        """Open the file for the owner alone, also the new one after a full one was put away."""
        return open(self.baseFilename, self.mode, encoding=self.encoding, opener=_private)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        """Drop the line."""


class _File:
    """A rotating file in the shape of structlog's loggers: one method a level, each writes the rendered line."""

    def __init__(self, path: Path) -> None:
        self._handler = _Quiet(path, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True)
        self._closed = False

    def msg(self, line: str) -> None:
        # `handle` takes the handler's lock: two lanes that write their first line at once must not open the file twice; nor
        # may a line that comes late open it again.
        with self._handler.lock or contextlib.nullcontext():
            if not self._closed:
                self._handler.handle(logging.makeLogRecord({"msg": line, "levelno": logging.INFO}))

    def close(self) -> None:
        with self._handler.lock or contextlib.nullcontext(), contextlib.suppress(OSError):
            self._closed = True
            self._handler.close()

    debug = info = warning = error = exception = critical = msg


_open: list[_File] = []
"""The file that is written to, or none: structlog has one destination."""


def start(path: Path) -> Callable[[], None]:
    """Send structlog's events to the file at `path`, and no more to an earlier one; return what closes it again.

    Where it can't be written, there is no log: that never stops the work.
    """
    silence()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
    except OSError:
        return silence
    file = _File(path)
    _open.append(file)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_private,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_args: file,
        cache_logger_on_first_use=False,
    )

    def close() -> None:
        if file in _open:  # a later log goes on
            silence()

    return close


def silence() -> None:
    """Drop every event: structlog's default would print them to stdout, among the data."""
    structlog.configure(processors=[_drop_event], cache_logger_on_first_use=False)
    while _open:
        _open.pop().close()


def without_private(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Drop what must not be in a log, whatever a caller passed."""
    return {key: value for key, value in event.items() if key.lower() not in PRIVATE}


def _drop_event(_logger: Any, _method: str, _event: MutableMapping[str, Any]) -> dict[str, Any]:
    raise structlog.DropEvent
