"""Why there is no answer, and how long to wait for the next one. Pure.

A server's sentence about an error is never kept: it may quote the question, and so a review.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """How a call ended; the ledger's word for it. `asking` is one that is under way, or was killed."""

    ASKING = "asking"
    OK = "ok"
    REFUSED = "refused"
    EMPTY = "empty"
    CUT_OFF = "cut_off"
    MALFORMED = "malformed"
    TOO_LONG = "too_long"
    UNSUPPORTED = "unsupported"
    UNAUTHORIZED = "unauthorized"
    NO_CREDIT = "no_credit"
    NOT_FOUND = "not_found"
    RATE_LIMITED = "rate_limited"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    REJECTED = "rejected"
    INTERRUPTED = "interrupted"


PASSING = {Outcome.RATE_LIMITED, Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.FAILED}
"""Worth another try."""
BY_REASON = {
    "insufficient_quota": Outcome.NO_CREDIT,
    "billing_hard_limit_reached": Outcome.NO_CREDIT,
    "context_length_exceeded": Outcome.TOO_LONG,
    "content_filter": Outcome.REFUSED,
    "content_policy_violation": Outcome.REFUSED,
    "model_not_found": Outcome.NOT_FOUND,
    "invalid_api_key": Outcome.UNAUTHORIZED,
}
BY_STATUS = {
    400: Outcome.UNSUPPORTED, 415: Outcome.UNSUPPORTED, 422: Outcome.UNSUPPORTED, 501: Outcome.UNSUPPORTED,
    401: Outcome.UNAUTHORIZED, 403: Outcome.UNAUTHORIZED, 402: Outcome.NO_CREDIT, 404: Outcome.NOT_FOUND,
    408: Outcome.TIMEOUT, 413: Outcome.TOO_LONG, 429: Outcome.RATE_LIMITED,
}  # fmt: skip
"""Source: OpenAI's API reference, "Error codes"; 402 is OpenRouter's and DeepSeek's, 415/422/501 are seen in local servers."""


Tokens = tuple[int | None, int | None]
"""Of the question and of the answer; None where the server doesn't count them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no answer. `retry_after` in seconds; `billed` says that it may cost all the same; `modern` that the server
    wants the limit of an answer by its newer name."""

    outcome: Outcome
    status: int = 0
    retry_after: float | None = None
    billed: bool = False
    modern: bool = False

    @property
    def of_all(self) -> bool:
        """Every model of this server would fail so."""
        unreachable = (
            self.outcome is Outcome.UNREACHABLE and not self.billed
        )  # a line that broke later may be the model's doing
        return unreachable or self.outcome in {Outcome.UNAUTHORIZED, Outcome.NO_CREDIT}

    @property
    def slow_down(self) -> bool:
        """The server wants a pause, from all."""
        return self.outcome is Outcome.RATE_LIMITED or (self.retry_after is not None and self.outcome in PASSING)


def refused(status: int, body: Any, headers: Mapping[str, str]) -> Fault:
    """Read a server's answer that is an error: its HTTP status, the `error` object of its JSON and its headers."""
    told = body if isinstance(body, dict) else {}
    words = [str(told.get(key) or "") for key in ("code", "type", "param")]
    named = next((BY_REASON[word] for word in words if word in BY_REASON), None)
    outcome = named or BY_STATUS.get(status) or (Outcome.FAILED if status >= 500 else Outcome.REJECTED)
    modern = status == 400 and "max_completion_tokens" in str(told.get("message", ""))
    return Fault(outcome, status, _retry_after(headers), modern=modern)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds the server asks us to wait, None where it doesn't say (or says what can't be read)."""
    if re.fullmatch(r"\d{1,9}", milliseconds := headers.get("retry-after-ms", "")):
        return int(milliseconds) / 1000
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - datetime.now(UTC).timestamp())
    except (ValueError, OverflowError):
        return None
