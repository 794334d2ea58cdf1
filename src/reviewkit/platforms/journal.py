"""The technical reasons that sentences for owners leave out, into the log."""

from typing import Any

import structlog


def note(event: str, **facts: Any) -> None:
    """Log an event, where there is a log: structlog's default would print it on stdout, among the data."""
    if structlog.is_configured():
        structlog.get_logger().warning(event, **facts)
