"""The small web server under the copies: requests, answers, faults, and a clean end. Loopback only, no library.

One thread waits on all listening sockets, each connection gets a daemon thread. `Servers.close` ends every connection and joins
every thread, so that nothing is left open.
"""

import selectors
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Lock, Thread
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from reviewkit.demo.faults import Fault, Faults
from reviewkit.demo.messages import Request, Response


class Site(Protocol):
    """One origin. `part` names what a request is for ("naver-api"): faults and the log go by it."""

    def part(self, request: Request) -> str: ...

    def answer(self, request: Request) -> Response: ...

    def refusal(self, request: Request, status: int) -> Response:
        """Return the site's own words for a status such as 429."""

    def spoil(self, kind: str, request: Request, answer: Callable[[], Response], options: Mapping[str, Any]) -> Response:
        """Return what the site answers when it fails in a way of its own. Raises KeyError for a kind it doesn't know."""


class Handler(BaseHTTPRequestHandler):
    """Reads a request, asks the site or the fault, writes the answer."""

    protocol_version = "HTTP/1.1"
    # Without these two, keep-alive requests stall for 40 ms each (Nagle's algorithm against delayed ACKs).
    wbufsize = -1
    disable_nagle_algorithm = True
    server: "Origin"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class names it so
        """Stay silent."""

    def handle(self) -> None:
        """Serve one connection; a browser that hangs up is no error."""
        with suppress(ConnectionError, ValueError):
            super().handle()

    def finish(self) -> None:
        """Flush what is left, unless the other side is gone."""
        with suppress(ConnectionError, ValueError):
            super().finish()

    def answer(self) -> None:
        """Serve one request."""
        request = self._request()
        owner, site = self.server.owner, self.server.site
        part = site.part(request)
        fault = owner.faults.take(part, request) if request.method != "OPTIONS" else None
        response = self._spoiled(fault, request) if fault else site.answer(request)
        owner.log.append((part, request.method, request.target, response.status if response else 0))
        if response is None:
            self.close_connection = True
            return
        self._send(response, request)

    do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_HEAD = answer  # noqa: N815  the names that http.server calls

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, parts.path, self.path, dict(parse_qsl(parts.query)), headers, body)

    def _spoiled(self, fault: Fault, request: Request) -> Response | None:
        site = self.server.site
        if fault.kind == "close":
            return None
        if fault.kind == "lost_answer":
            site.answer(request)
            return None
        if fault.kind == "slow":
            self.server.owner.ended.wait(fault.options["seconds"])
            return site.answer(request)
        if fault.kind == "status":
            refused = site.refusal(request, fault.options["status"])
            wait = fault.options.get("retry_after")
            headers = {**refused.headers, **({"Retry-After": str(wait)} if wait is not None else {})}
            return Response(refused.status, refused.body, refused.type, headers)
        return site.spoil(fault.kind, request, lambda: site.answer(request), fault.options)

    def _send(self, response: Response, request: Request) -> None:
        self.send_response(response.status)
        if response.body:
            self.send_header("Content-Type", response.type)
        self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if request.method != "HEAD":
            self.wfile.write(response.body)
        self.wfile.flush()


class Origin(HTTPServer):
    """A listening socket with a site behind it."""

    request_queue_size = 64

    def __init__(self, site: Site, owner: "Servers") -> None:
        self.site = site
        self.owner = owner
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_port}"

    def server_bind(self) -> None:
        """Bind without HTTPServer's look-up of the machine's name, which may take seconds."""
        super(HTTPServer, self).server_bind()
        self.server_name, self.server_port = self.socket.getsockname()[:2]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve the connection in a thread of its own."""
        self.owner.opened(request)
        Thread(target=self._serve, args=(request, client_address), daemon=True, name="reviewkit-demo").start()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """Note what went wrong in our own code; a test looks at it."""
        import traceback

        self.owner.errors.append(traceback.format_exc())

    def _serve(self, request: socket.socket, client_address: Any) -> None:
        try:
            self.finish_request(request, client_address)
        except Exception:  # noqa: BLE001  the copy of a site must go on, whatever one request did
            self.handle_error(request, client_address)
        self.shutdown_request(request)
        self.owner.closed(request)


class Servers:
    """Several origins in one process. `log` holds (part, method, path with query, status), 0 for a connection that was cut."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.log: list[tuple[str, str, str, int]] = []
        self.errors: list[str] = []
        self.ended = Event()
        self._origins: list[Origin] = []
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self._selector = selectors.DefaultSelector()
        self._wake, self._woken = socket.socketpair()
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._thread = Thread(target=self._accept, daemon=True, name="reviewkit-demo-accept")

    def listen(self, site: Site) -> Origin:
        """Open an origin for `site` on a free port."""
        origin = Origin(site, self)
        origin.timeout = 0
        self._origins.append(origin)
        self._selector.register(origin, selectors.EVENT_READ, origin)
        return origin

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def close(self) -> None:
        """End every connection, then the servers. May be called twice."""
        if self.ended.is_set():
            return
        self.ended.set()
        self._wake.send(b".")
        if self._thread.is_alive():
            self._thread.join()
        for origin in self._origins:
            origin.server_close()
        self._hang_up()
        self._selector.close()
        self._wake.close()
        self._woken.close()

    def opened(self, connection: socket.socket) -> None:
        """Note a connection that has to be ended by `close`."""
        with self._lock:
            self._open.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """Forget a connection that has ended."""
        with self._lock:
            self._open.discard(connection)

    def _hang_up(self) -> None:
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            with self._lock:
                left = list(self._open)
            if not left:
                return
            for connection in left:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            time.sleep(0.002)

    def _accept(self) -> None:
        while True:
            for key, _events in self._selector.select():
                if key.data is None:
                    return
                key.data.handle_request()
