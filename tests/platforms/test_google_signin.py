"""Signing in to Google against a stand-in for its consent page and its token address."""

import json
import os
import webbrowser
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from reviewkit.errors import NetworkTrouble, SignInNeeded
from reviewkit.platforms.google.keys import SCOPE
from reviewkit.platforms.google.signin import sign_in

CLIENT = json.dumps({"installed": {"client_id": "id.apps", "client_secret": "hush"}})


@pytest.fixture
def addresses(httpserver: HTTPServer) -> tuple[str, str]:
    def grant(request: Request) -> Response:
        if request.form["code"] != "good":
            return Response('{"error": "invalid_grant"}', status=400, mimetype="application/json")
        assert request.authorization.password == "hush"
        assert request.form["code_verifier"]
        body = {"access_token": "a", "refresh_token": "1//lasting", "expires_in": 3599, "token_type": "Bearer", "scope": SCOPE}
        return Response(json.dumps(body), mimetype="application/json")

    httpserver.expect_request("/token", method="POST").respond_with_handler(grant)
    return httpserver.url_for("/auth"), httpserver.url_for("/token")


def answer(url: str, **fields: str) -> str:
    """The address that Google sends the browser to after the owner agreed at `url`."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    return f"{asked['redirect_uri']}?{urlencode({'state': asked['state'], 'code': 'good', 'scope': SCOPE} | fields)}"


def test_the_browser_comes_back_to_a_port_of_this_machine(addresses, monkeypatch, capfd):
    opened: list[str] = []
    visits: list[Thread] = []

    class Owner:
        def open(self, url, **_how):
            opened.append(url)
            visits.append(Thread(target=lambda: requests.get(answer(url), timeout=5).close()))
            visits[-1].start()

    monkeypatch.setattr(webbrowser, "get", lambda _name=None: Owner())
    assert sign_in(CLIENT, *addresses) == "1//lasting"
    visits[0].join()
    asked = parse_qs(urlsplit(opened[0]).query)
    assert (asked["access_type"], asked["prompt"], asked["scope"]) == (["offline"], ["consent"], [SCOPE])
    assert asked["redirect_uri"][0].startswith("http://127.0.0.1:")
    assert capfd.readouterr().out == ""


def test_without_a_browser_the_address_is_shown(addresses):
    visits: list[Thread] = []

    def show(url: str) -> None:
        visits.append(Thread(target=lambda: requests.get(answer(url), timeout=5).close()))
        visits[-1].start()

    assert sign_in(CLIENT, *addresses, open_browser=False, show=show) == "1//lasting"
    visits[0].join()


def test_an_address_pasted_from_another_machine_signs_in(addresses):
    assert sign_in(CLIENT, *addresses, ask=lambda url: f" {answer(url)}\n") == "1//lasting"
    assert "OAUTHLIB_INSECURE_TRANSPORT" not in os.environ


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        (lambda url: answer(url, state="of-another"), "another sign-in"),
        (lambda url: answer(url, code="bad"), "^Google refused the sign-in.$"),
        (lambda url: answer(url, error="access_denied"), "^The sign-in was declined on Google's page.$"),
        (lambda url: answer(url).partition("?")[0], "refused|another"),
        (lambda _url: "4/0AbCd", "not the address"),
        (lambda _url: "", "not the address"),
    ],
)
def test_an_answer_that_is_no_consent_is_said_so(addresses, pasted, words: str):
    with pytest.raises(SignInNeeded, match=words):
        sign_in(CLIENT, *addresses, ask=pasted)


def test_a_client_that_is_none_is_said_so(addresses):
    with pytest.raises(SignInNeeded) as caught:
        sign_in("{}", *addresses, ask=answer)
    assert "auth set google-client" in caught.value.hint


def test_an_unreachable_token_address_is_a_passing_trouble(addresses):
    with pytest.raises(NetworkTrouble):
        sign_in(CLIENT, addresses[0], "http://127.0.0.1:1/token", ask=answer)


def test_a_sign_in_without_a_refresh_token_does_not_last(httpserver: HTTPServer):
    httpserver.expect_request("/token").respond_with_json({"access_token": "a", "token_type": "Bearer", "scope": SCOPE})
    with pytest.raises(SignInNeeded, match="no lasting"):
        sign_in(CLIENT, httpserver.url_for("/auth"), httpserver.url_for("/token"), ask=answer)


def test_less_than_was_asked_for_is_not_enough(httpserver: HTTPServer):
    body = {"access_token": "a", "refresh_token": "r", "token_type": "Bearer", "scope": "openid"}
    httpserver.expect_request("/token").respond_with_json(body)
    with pytest.raises(SignInNeeded, match="not granted"):
        sign_in(CLIENT, httpserver.url_for("/auth"), httpserver.url_for("/token"), ask=answer)
