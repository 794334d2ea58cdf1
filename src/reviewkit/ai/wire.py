"""One call to a server that speaks OpenAI's language. openai lives here; its exceptions stop here, as a `Fault`.

A server's sentence about an error is never kept: it may quote the question, and so a review.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from ipaddress import ip_address
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from reviewkit import __version__
from reviewkit.ai.answers import load
from reviewkit.errors import BadConfig, SignInNeeded
from reviewkit.i18n import _

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

MOST_BYTES = 4_000_000
"""An answer that is longer is none of ours."""
NO_KEY = "none"
"""What stands for the key where there is none: local servers want the header, not the key."""


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model wrote. `outcome` is ok, refused, empty or cut_off; `tokens` are those of the question and of the
    answer, None where the server doesn't count them."""

    text: str
    outcome: Outcome
    tokens: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no answer. `retry_after` in seconds; `billed` says that it may cost all the same; `modern` that the server
    wants the limit of an answer by its newer name."""

    outcome: Outcome
    status: int = 0
    retry_after: float | None = None
    billed: bool = False
    modern: bool = False


class Wire:
    """The connections to one server, kept open between calls; calls may come from several threads.

    `timeout` in seconds holds for a whole call. Raises BadConfig for an address that is none, SignInNeeded for such a key.
    """

    def __init__(self, base_url: str, key: str | None, timeout: float) -> None:
        self._timeout = timeout
        self._client = _open(base_url, (key or "").strip() or NO_KEY, timeout)

    def close(self) -> None:
        """Close the connections. May be called twice."""
        self._client.close()

    def ask(self, body: Mapping[str, Any]) -> Answer | Fault:
        """Send one chat request and read its answer. No retries."""
        got = self._guarded(lambda: self._read(body))
        return got if isinstance(got, Fault) else _answer(load(got))

    def names(self) -> list[str] | Fault:
        """Return the names of the models that the server has."""
        got = self._guarded(lambda: b"\n".join(model.id.encode() for model in self._client.models.list()))
        return got if isinstance(got, Fault) else sorted(got.decode().split("\n"))

    def _read(self, body: Mapping[str, Any]) -> bytes:
        """A server that sends a blank every second would never time out by itself; one that never ends would fill memory."""
        deadline, found = monotonic() + self._timeout, bytearray()
        with self._client.chat.completions.with_streaming_response.create(**body) as response:
            for piece in response.iter_bytes():
                found += piece
                if monotonic() > deadline:
                    raise TimeoutError
                if len(found) > MOST_BYTES:
                    return b""
        return bytes(found)

    def _guarded(self, work: Callable[[], bytes]) -> bytes | Fault:
        import httpx2
        from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError

        try:
            return work()
        except APIStatusError as exc:
            return _fault(exc)
        except (APIConnectionError, httpx2.HTTPError, TimeoutError) as exc:
            cause = exc.__cause__ or exc
            if isinstance(cause, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.UnsupportedProtocol)):
                return Fault(Outcome.UNREACHABLE)
            late = isinstance(exc, (APITimeoutError, httpx2.TimeoutException, TimeoutError))
            return Fault(Outcome.TIMEOUT if late else Outcome.UNREACHABLE, billed=True)
        except (httpx2.InvalidURL, UnicodeError):  # a name that can't be looked up
            return Fault(Outcome.UNREACHABLE)
        except (OpenAIError, ValueError, AttributeError):  # a list of models in no shape that openai knows
            return Fault(Outcome.MALFORMED)


def is_local(url: str) -> bool:
    """Say whether `url` points at this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _open(base_url: str, key: str, timeout: float) -> "OpenAI":
    import httpx2
    from openai import OpenAI

    if not (key.isascii() and key.isprintable()):
        raise SignInNeeded(
            _("The language model's key has letters that no key has."), _("Set it anew with: reviewkit auth set ai")
        )
    # No redirects: what is sent goes to the address of the settings only. No proxy to reach this machine itself.
    http = httpx2.Client(timeout=timeout, follow_redirects=False, trust_env=not is_local(base_url))
    try:
        return OpenAI(
            api_key=key, base_url=base_url, timeout=timeout, max_retries=0, http_client=http,
            default_headers={"User-Agent": f"reviewkit/{__version__}"},
        )  # fmt: skip
    except (httpx2.InvalidURL, ValueError) as exc:
        http.close()
        raise BadConfig(
            _("ai.base_url is no address that can be asked: {url}").format(url=base_url),
            _("Correct it with: reviewkit config edit"),
        ) from exc


def _fault(error: "APIStatusError") -> Fault:
    status, body = error.status_code, error.body if isinstance(error.body, dict) else {}
    words = [str(body.get(key) or "") for key in ("code", "type", "param")]
    named = next((BY_REASON[word] for word in words if word in BY_REASON), None)
    outcome = named or BY_STATUS.get(status) or (Outcome.FAILED if status >= 500 else Outcome.REJECTED)
    modern = status == 400 and "max_completion_tokens" in str(body.get("message", ""))
    return Fault(outcome, status, _retry_after(error.response.headers), modern=modern)


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


def _answer(body: Any) -> Answer | Fault:
    """Read a chat completion. Source of the fields: OpenAI's API reference, "The chat completion object"."""
    choices = body.get("choices") if isinstance(body, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        # Gateways pass on their provider's error as a 200 with an error in it.
        passed_on = isinstance(body, dict) and "error" in body
        return Fault(Outcome.FAILED if passed_on else Outcome.MALFORMED, 200, billed=not passed_on)
    usage = body.get("usage")
    counts = usage if isinstance(usage, dict) else {}
    text, ending = _text(message.get("content")), choice.get("finish_reason")
    outcome = Outcome.OK if text.strip() else Outcome.EMPTY
    if message.get("refusal") or ending == "content_filter":
        outcome = Outcome.REFUSED
    elif ending == "length":
        outcome = Outcome.CUT_OFF
    return Answer(text, outcome, (_count(counts.get("prompt_tokens")), _count(counts.get("completion_tokens"))))


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _text(content: Any) -> str:
    """A message's content is a text, or a list of parts."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""
