"""A request and an answer, as the copies of the sites see them."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import cookies
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """What came in. `path` has no query; header names are lower case."""

    method: str
    path: str
    target: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def cookies(self) -> Mapping[str, str]:
        """The cookies by name."""
        jar = cookies.SimpleCookie()
        with suppress(cookies.CookieError):
            jar.load(self.headers.get("cookie", ""))
        return {name: morsel.value for name, morsel in jar.items()}

    def json(self) -> Any:
        """Return the body as JSON, None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Response:
    """What goes out."""

    status: int = 200
    body: bytes = b""
    type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


def page(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return an HTML answer."""
    return Response(status, text.encode(), headers=headers or {})


def data(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON answer."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status, body, "application/json; charset=utf-8", headers or {})


def redirect(target: str) -> Response:
    """Return a 302."""
    return Response(302, headers={"Location": target})


def rewritten(answer: Response, change: Callable[[str], str]) -> Response:
    """Return an answer with its text changed; a redirect or an error stays as it is."""
    if answer.status != 200:
        return answer
    return Response(200, change(answer.body.decode()).encode(), answer.type, answer.headers)
