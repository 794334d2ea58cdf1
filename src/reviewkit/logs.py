"""The log: structlog, one JSON object a line in logs/reviewkit.log, with no secret and no review author in it."""

from collections.abc import Callable, MutableMapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog

PRIVATE = frozenset({"author", "text", "reply", "secret", "token", "password", "authorization", "cookie", "key"})
MAX_BYTES = 5_000_000
KEPT_FILES = 3


class _File:
    """A rotating file in the shape of structlog's loggers: one method a level, each writes the rendered line."""

    def __init__(self, path: Path) -> None:
        self._handler = RotatingFileHandler(path, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True)

    def msg(self, line: str) -> None:
        import logging

        self._handler.emit(logging.makeLogRecord({"msg": line, "levelno": logging.INFO}))

    def close(self) -> None:
        self._handler.close()

    debug = info = warning = error = exception = critical = msg


def start(path: Path) -> Callable[[], None]:
    """Send structlog's events to the file at `path`; return what closes it again.

    Where it can't be written, there is no log: that never stops the work.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
    except OSError:
        structlog.configure(processors=[_drop_event], cache_logger_on_first_use=False)
        return lambda: None
    file = _File(path)
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
    return file.close


def without_private(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Drop what must not be in a log, whatever a caller passed."""
    return {key: value for key, value in event.items() if key.lower() not in PRIVATE}


def _drop_event(_logger: Any, _method: str, _event: MutableMapping[str, Any]) -> dict[str, Any]:
    raise structlog.DropEvent
