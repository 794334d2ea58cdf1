"""The plain client: what it sends, what it makes of troubles, and how it follows short links."""

import os
import socket
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from pytest_httpserver import HTTPServer
from structlog.testing import capture_logs
from werkzeug import Request, Response

from reviewkit import __version__
from reviewkit.errors import (
    Blocked,
    Interrupted,
    LayoutChanged,
    NetworkTrouble,
    NotFound,
    ReviewkitError,
    SignInNeeded,
    WrongInput,
)
from reviewkit.platforms.base import Pace
from reviewkit.platforms.http import Client, is_loopback, retry_at


class QuickPace(Pace):
    """Sleeps never, and remembers how long it was asked to."""

    def __init__(self):
        super().__init__()
        self.slept: list[float] = []

    def sleep(self, seconds):
        super().sleep(0)
        if seconds > 0:
            self.slept.append(seconds)


@pytest.fixture
def client():
    made = Client(QuickPace(), name="kakao")
    yield made
    made.close()


def test_it_says_honestly_who_asks(httpserver: HTTPServer, client: Client):
    httpserver.expect_request("/a", headers={"User-Agent": f"reviewkit/{__version__}"}).respond_with_data("yes")
    answer = client.get(httpserver.url_for("/a"), {"q": "맛"}, {"pf": "web"})
    assert (answer.status, answer.body) == (200, b"yes")
    sent = httpserver.log[0][0]
    assert sent.headers["pf"] == "web"
    assert sent.args["q"] == "맛"
    assert client.pace.requests == 1


@contextmanager
def plain_server(status=200, location=None):
    """A server that keeps connections open, and sends any Location; yields its address and the ports that asked."""
    ports = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            ports.append(self.client_address[1])
            self.send_response(status)
            self.send_header("Content-Length", "2")
            if location is not None:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/s", ports
        server.shutdown()


def test_it_opens_one_connection_for_many_requests(client: Client):
    with plain_server() as (url, ports):
        for _ in range(3):
            client.get(url)
        client.close()
    assert len(ports) == 3
    assert len(set(ports)) == 1


def test_a_server_error_is_tried_again_with_longer_pauses(httpserver: HTTPServer, client: Client):
    for status in (500, 503):
        httpserver.expect_ordered_request("/").respond_with_data("", status=status)
    httpserver.expect_ordered_request("/").respond_with_data("at last")
    assert client.get(httpserver.url_for("/")).body == b"at last"
    first, second = client.pace.slept
    assert 1 <= first <= 1.5
    assert 2 <= second <= 3
    assert client.pace.requests == 3


def test_after_three_tries_the_trouble_is_told(httpserver: HTTPServer, client: Client):
    httpserver.expect_request("/").respond_with_data("", status=502)
    with pytest.raises(NetworkTrouble, match=r"^KakaoMap has trouble of its own\.$"):
        client.get(httpserver.url_for("/"))
    assert len(httpserver.log) == 3


@pytest.mark.parametrize("status", [403, 429])
def test_a_block_is_never_tried_again(httpserver: HTTPServer, client: Client, status: int):
    httpserver.expect_request("/").respond_with_data("", status=status, headers={"Retry-After": "120"})
    with pytest.raises(Blocked) as caught:
        client.get(httpserver.url_for("/"))
    assert len(httpserver.log) == 1
    assert timedelta(seconds=100) < caught.value.retry_at - datetime.now(UTC) <= timedelta(seconds=120)
    assert "reviewkit crawl --platform kakao" in caught.value.hint


def test_a_busy_server_that_names_a_time_is_left_alone_until_then(httpserver: HTTPServer, client: Client):
    httpserver.expect_request("/").respond_with_data("", status=503, headers={"Retry-After": "60"})
    with pytest.raises(Blocked):
        client.get(httpserver.url_for("/"))
    assert len(httpserver.log) == 1


@pytest.mark.parametrize(
    ("status", "error"), [(401, SignInNeeded), (404, LayoutChanged), (406, LayoutChanged), (302, LayoutChanged)]
)
def test_other_statuses_have_their_own_errors(httpserver: HTTPServer, client: Client, status: int, error: type):
    httpserver.expect_request("/").respond_with_data("", status=status, headers={"Location": "/elsewhere"})
    with pytest.raises(error):
        client.get(httpserver.url_for("/"))
    assert len(httpserver.log) == 1


def test_the_adapter_reads_an_error_first(httpserver: HTTPServer):
    httpserver.expect_request("/").respond_with_data("no such shop", status=403)
    client = Client(QuickPace(), explain=lambda answer: NotFound(answer.body.decode()))
    with pytest.raises(NotFound, match="no such shop"):
        client.get(httpserver.url_for("/"))
    client.close()


def test_an_allowed_status_is_handed_back(httpserver: HTTPServer, client: Client):
    httpserver.expect_request("/", method="POST").respond_with_data("why", status=400)
    assert client.post(httpserver.url_for("/"), data={"a": "b"}, allow=(400,)).body == b"why"


def test_no_route_is_tried_again_and_told(client: Client):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with capture_logs() as logged, pytest.raises(NetworkTrouble, match=r"^KakaoMap could not be reached\.$"):
        client.get(f"http://127.0.0.1:{port}/")
    assert client.pace.requests == 3
    assert logged[-1]["event"] == "site_unreachable"
    assert logged[-1]["host"] == f"127.0.0.1:{port}"
    assert "Connection" in logged[-1]["reason"]


@pytest.mark.parametrize("status", [401, 403, 429, 404, 500])
def test_a_refusal_names_the_platform_and_its_status_is_in_the_log(httpserver: HTTPServer, client: Client, status: int):
    httpserver.expect_request("/").respond_with_data("", status=status)
    with capture_logs() as logged, pytest.raises(ReviewkitError) as caught:
        client.get(httpserver.url_for("/"))
    assert caught.value.message.startswith("KakaoMap ")
    assert str(status) not in caught.value.message
    assert "127.0.0.1" not in caught.value.message
    assert logged[-1]["reason"] == status


def test_a_hung_server_is_a_passing_trouble(httpserver: HTTPServer):
    done = Event()

    def hang(_request: Request) -> Response:
        done.wait(5)
        return Response(b"late")

    httpserver.expect_request("/").respond_with_handler(hang)
    client = Client(QuickPace(), attempts=1, timeout=0.1)
    with pytest.raises(NetworkTrouble):
        client.get(httpserver.url_for("/"))
    done.set()
    client.close()


def test_ctrl_c_cuts_the_pause_before_the_next_try(httpserver: HTTPServer):
    stop, asked = Event(), []

    def fail(request: Request) -> Response:
        asked.append(request)
        stop.set()
        return Response(status=500)

    httpserver.expect_request("/").respond_with_handler(fail)
    client = Client(Pace(stop=stop))
    with pytest.raises(Interrupted):
        client.get(httpserver.url_for("/"))
    assert len(asked) == 1
    client.close()


def test_this_machine_is_never_reached_through_a_proxy(httpserver: HTTPServer, client: Client, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    httpserver.expect_request("/").respond_with_data("direct")
    assert client.get(httpserver.url_for("/")).body == b"direct"


def test_other_machines_are_reached_through_the_systems_proxy(httpserver: HTTPServer, client: Client, monkeypatch):
    monkeypatch.setenv("http_proxy", httpserver.url_for("/"))
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    httpserver.expect_request("/page", headers={"Host": "shop.example"}).respond_with_data("by proxy")
    assert client.get("http://shop.example/page").body == b"by proxy"


def test_a_netrc_password_does_not_replace_the_key(httpserver: HTTPServer, client: Client, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine {httpserver.host} login a password b\n")
    netrc.chmod(0o600)
    monkeypatch.setitem(os.environ, "NETRC", str(netrc))
    httpserver.expect_request("/").respond_with_data("")
    client.get(httpserver.url_for("/"), headers={"Authorization": "Bearer mine"})
    assert httpserver.log[0][0].headers["Authorization"] == "Bearer mine"


def test_a_short_link_is_followed_to_its_end(httpserver: HTTPServer, client: Client):
    httpserver.expect_request("/s").respond_with_data("", status=302, headers={"Location": "/t?x=1"})
    httpserver.expect_request("/t").respond_with_data("", status=301, headers={"Location": httpserver.url_for("/end")})
    httpserver.expect_request("/end").respond_with_data("the page")
    assert client.resolve(httpserver.url_for("/s")) == httpserver.url_for("/end")
    assert client.pace.requests == 3


def test_a_short_link_is_followed_no_further_than_needed(httpserver: HTTPServer, client: Client):
    httpserver.expect_request("/s").respond_with_data("", status=302, headers={"Location": "https://shop.example/1"})
    assert client.resolve(httpserver.url_for("/s"), lambda url: "shop.example" in url) == "https://shop.example/1"
    assert len(httpserver.log) == 1


def test_a_short_link_without_an_end_is_wrong(httpserver: HTTPServer, client: Client):
    httpserver.expect_request("/s").respond_with_data("", status=302, headers={"Location": "/s"})
    with pytest.raises(WrongInput):
        client.resolve(httpserver.url_for("/s"))
    assert len(httpserver.log) == 11


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://shop.example/", "javascript:alert(1)", "http://[", "http://"])
def test_a_short_link_leads_to_the_web_only(client: Client, target: str):
    with plain_server(302, target) as (url, _ports):
        with pytest.raises(WrongInput):
            client.resolve(url)
        client.close()


@pytest.mark.parametrize(
    ("value", "seconds"), [("", None), ("soon", None), ("30", 30), ("9" * 30, None), ("Wed, 21 Oct 2015 07:28:00 GMT", -1)]
)
def test_retry_after_is_read_in_both_forms(value: str, seconds: int | None):
    moment = retry_at(value)
    if seconds is None:
        assert moment is None
    else:
        assert moment.tzinfo is UTC
        assert (moment > datetime.now(UTC)) == (seconds > 0)


def test_loopback_is_known_by_every_name():
    assert all(is_loopback(url) for url in ("http://127.0.0.1:8/", "http://localhost/", "http://[::1]:80/x"))
    assert not any(is_loopback(url) for url in ("https://kakao.com", "http://127.0.0.1.evil.example/", "http://["))
