"""Signing in to Google once: in the browser on this machine, or on another one by pasting the address back.

google-auth-oauthlib lives here; it checks the `state` of each answer, and its exceptions stop here.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
from oauthlib.oauth2.rfc6749.errors import (  # type: ignore[import-untyped]
    MismatchingStateError,
    OAuth2Error,
)
from requests.exceptions import RequestException

from reviewkit.errors import NetworkTrouble, SignInNeeded
from reviewkit.i18n import _
from reviewkit.platforms.google.keys import SCOPE, client_config
from reviewkit.platforms.http import is_loopback
from reviewkit.platforms.journal import note

WAIT = 300
"""Seconds until the owner's click counts as not coming."""
_PASTE_BACK = "http://127.0.0.1:1/"
"""Where Google sends a browser on another machine: nothing listens there, and the address bar shows the code."""
_CONSENT = {"access_type": "offline", "prompt": "consent"}
"""Without both, a second consent gives no refresh token."""


def sign_in(
    client_json: str,
    auth_url: str,
    token_url: str,
    *,
    open_browser: bool = True,
    ask: Callable[[str], str] | None = None,
    show: Callable[[str], None] | None = None,
) -> str:
    """Return the refresh token of an owner who agreed.

    With `ask`, the owner opens the address it is called with on any machine, and it returns the whole address that the
    browser was sent to. Without, a browser on this machine is sent back to a port that is open for this one answer; `show` is
    called with the address, for an owner whose browser doesn't open. Raises SignInNeeded, NetworkTrouble.
    """
    config = client_config(client_json) | {"auth_uri": auth_url, "token_uri": token_url}
    flow = _Flow.from_client_config({"installed": config}, scopes=[SCOPE])
    flow.show = show or (lambda _url: None)
    if is_loopback(token_url):
        flow.oauth2session.trust_env = False
    try:
        with _plain_http_allowed(token_url), _mapped():
            _by_paste(flow, ask) if ask else _by_port(flow, open_browser)
            token = flow.oauth2session.token.get("refresh_token")
    finally:
        flow.oauth2session.close()
    if not token:
        raise SignInNeeded(
            _("Google sent no lasting sign-in."),
            _("Remove reviewkit at https://myaccount.google.com/permissions, then: reviewkit auth login google"),
        )
    return str(token)


class _Flow(InstalledAppFlow):  # type: ignore[misc]  # the library ships no types
    """Tells the address to whoever wants to show it; the library itself would print it on stdout."""

    show: Callable[[str], None]

    def authorization_url(self, **kwargs: Any) -> tuple[str, str]:
        url, state = super().authorization_url(**kwargs)
        self.show(url)
        return url, state


def _by_port(flow: _Flow, open_browser: bool) -> None:
    import webbrowser

    if open_browser and not _has_browser(webbrowser):
        open_browser = False
    flow.run_local_server(
        host="127.0.0.1",
        port=0,
        open_browser=open_browser,
        authorization_prompt_message=None,
        success_message=_("You are signed in. You may close this window and go back to reviewkit."),
        timeout_seconds=WAIT,
        **_CONSENT,
    )


def _has_browser(webbrowser: Any) -> bool:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _by_paste(flow: _Flow, ask: Callable[[str], str]) -> None:
    flow.redirect_uri = _PASTE_BACK
    url, _state = flow.authorization_url(**_CONSENT)
    pasted = ask(url).strip()
    if not pasted.startswith("http://127.0.0.1"):
        raise SignInNeeded(
            _("That is not the address that Google sent the browser to."),
            _("Paste the whole address that begins with http://127.0.0.1, from the browser's address bar."),
        )
    # oauthlib wants https; the address is only read here, nothing is sent to it
    flow.fetch_token(authorization_response=pasted.replace("http://", "https://", 1))


@contextmanager
def _mapped() -> Iterator[None]:
    again = _("Try again: reviewkit auth login google")
    try:
        yield
    except MismatchingStateError as exc:
        raise SignInNeeded(_("The answer belongs to another sign-in."), again) from exc
    except OAuth2Error as exc:
        note("sign_in_refused", site="google", reason=exc.error)
        declined = exc.error == "access_denied"
        message = _("The sign-in was declined on Google's page.") if declined else _("Google refused the sign-in.")
        raise SignInNeeded(message, again) from exc
    except WSGITimeoutError as exc:
        raise SignInNeeded(_("Nobody signed in within five minutes."), again) from exc
    except Warning as exc:  # oauthlib raises a Warning when the owner granted less than was asked
        raise SignInNeeded(_("The right to manage the business profile was not granted."), again) from exc
    except (RequestException, OSError) as exc:
        note("site_unreachable", site="google", reason=f"{type(exc).__name__}: {exc}"[:300])
        raise NetworkTrouble(
            _("{site} could not be reached.").format(site=_("Google")), _("Check the internet connection, then try again.")
        ) from exc


@contextmanager
def _plain_http_allowed(token_url: str) -> Iterator[None]:
    """Let oauthlib talk plain http, which it refuses, to this machine itself and nowhere else (a copy of the site)."""
    name = "OAUTHLIB_INSECURE_TRANSPORT"
    if not is_loopback(token_url) or name in os.environ:
        yield
        return
    os.environ[name] = "1"
    try:
        yield
    finally:
        del os.environ[name]
