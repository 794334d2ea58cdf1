"""One call to a server that speaks OpenAI's language. openai lives here; its exceptions stop here, as a `Fault`.

A server's sentence about an error is never kept: it may quote the question, and so a review.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from math import isfinite
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from reviewkit import __version__
from reviewkit.ai.answers import load
from reviewkit.ai.faults import Fault, Outcome, Tokens, refused
from reviewkit.errors import BadConfig, SignInNeeded
from reviewkit.i18n import _

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from openai import APIResponse, OpenAI

MOST_BYTES = 4_000_000
"""An answer that is longer is none of ours."""
MOST_VECTOR_BYTES = 250_000
"""The same for each vector that was asked for: the longest known has 8,192 numbers of some twenty letters."""
NO_KEY = "none"
"""What stands for the key where there is none: local servers want the header, not the key."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model wrote. `outcome` is ok, refused, empty or cut_off; `tokens` are those of the question and of the
    answer, None where the server doesn't count them."""

    text: str
    outcome: Outcome
    tokens: Tokens = (None, None)


@dataclass(frozen=True, slots=True)
class Vectors:
    """What a model makes of texts: a vector each, in their order, all of one length."""

    vectors: list[list[float]]
    tokens: Tokens = (None, None)


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
        chat = self._client.chat.completions.with_streaming_response
        got = self._guarded(lambda: self._read(chat.create(**body), MOST_BYTES))
        return got if isinstance(got, Fault) else _answer(load(got))

    def embed(self, body: Mapping[str, Any]) -> Vectors | Fault:
        """Send one request for vectors (`model`, `input`: the texts) and read its answer. No retries."""
        # Asked for as numbers: left to itself, openai asks for base64, which not every server knows.
        asked = {**body, "encoding_format": "float"}
        texts, vectors = len(body["input"]), self._client.embeddings.with_streaming_response
        got = self._guarded(lambda: self._read(vectors.create(**asked), texts * MOST_VECTOR_BYTES))
        return got if isinstance(got, Fault) else _vectors(load(got), texts)

    def names(self) -> list[str] | Fault:
        """Return the names of the models that the server has."""
        got = self._guarded(lambda: b"\n".join(model.id.encode() for model in self._client.models.list()))
        return got if isinstance(got, Fault) else sorted(got.decode().split("\n"))

    def _read(self, request: "AbstractContextManager[APIResponse[Any]]", most: int) -> bytes:
        """A server that sends a blank every second would never time out by itself; one that never ends would fill memory."""
        deadline, found = monotonic() + self._timeout, bytearray()
        with request as response:
            for piece in response.iter_bytes():
                found += piece
                if monotonic() > deadline:
                    raise TimeoutError
                if len(found) > most:
                    return b""
        return bytes(found)

    def _guarded(self, work: Callable[[], bytes]) -> bytes | Fault:
        import httpx2
        from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError

        try:
            return work()
        except APIStatusError as exc:
            return refused(exc.status_code, exc.body, exc.response.headers)
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


def _answer(body: Any) -> Answer | Fault:
    """Read a chat completion. Source of the fields: OpenAI's API reference, "The chat completion object"."""
    choices = body.get("choices") if isinstance(body, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        # Gateways pass on their provider's error as a 200 with an error in it.
        passed_on = isinstance(body, dict) and "error" in body
        return Fault(Outcome.FAILED if passed_on else Outcome.MALFORMED, 200, billed=not passed_on)
    text, ending = _text(message.get("content")), choice.get("finish_reason")
    outcome = Outcome.OK if text.strip() else Outcome.EMPTY
    if message.get("refusal") or ending == "content_filter":
        outcome = Outcome.REFUSED
    elif ending == "length":
        outcome = Outcome.CUT_OFF
    return Answer(text, outcome, _tokens(body))


def _vectors(body: Any, wanted: int) -> Vectors | Fault:
    """Read a list of embeddings. Source of the fields: OpenAI's API reference, "The embedding object"."""
    items = body.get("data") if isinstance(body, dict) else None
    if not isinstance(items, list):
        passed_on = isinstance(body, dict) and "error" in body
        return Fault(Outcome.FAILED if passed_on else Outcome.MALFORMED, 200, billed=not passed_on)
    named = [item if isinstance(item, dict) else {} for item in items]
    found = {str(item.get("index", place)): item.get("embedding") for place, item in enumerate(named)}
    vectors = [_vector(found.get(str(place))) for place in range(wanted)]
    if len(items) != wanted or not all(vectors) or len({len(vector) for vector in vectors}) > 1:
        return Fault(Outcome.MALFORMED, 200, billed=True)
    return Vectors(vectors, (_tokens(body)[0], 0))  # nothing is written, so there is nothing to count


def _vector(numbers: Any) -> list[float]:
    """Return a vector, empty for what is none."""
    if not isinstance(numbers, list) or not all(type(number) in (int, float) for number in numbers):
        return []
    try:
        vector = [float(number) for number in numbers]
    except OverflowError:
        return []
    return vector if all(map(isfinite, vector)) else []


def _tokens(body: Mapping[str, Any]) -> Tokens:
    usage = body.get("usage")
    counts = usage if isinstance(usage, dict) else {}
    return _count(counts.get("prompt_tokens")), _count(counts.get("completion_tokens"))


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _text(content: Any) -> str:
    """A message's content is a text, or a list of parts."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""
