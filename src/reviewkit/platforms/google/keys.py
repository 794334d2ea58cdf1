"""The owner's key to the Business Profile interface: an OAuth client, a refresh token, and the access token made of them.

google-auth lives here; its exceptions stop here. The two secrets are "google-client" (the JSON file that Google's console
hands out) and "google-token" (the refresh token that signing in gives).
"""

from collections.abc import Callable, Mapping
from typing import Any

from reviewkit.errors import SignInNeeded
from reviewkit.i18n import _
from reviewkit.platforms.base import Pace
from reviewkit.platforms.google.reviews import changed
from reviewkit.platforms.http import Answer, Client
from reviewkit.platforms.journal import note
from reviewkit.platforms.loose import dict_of, object_in, text_of

SCOPE = "https://www.googleapis.com/auth/business.manage"
CLIENT_SECRET = "google-client"  # noqa: S105  the name of a secret
TOKEN_SECRET = "google-token"  # noqa: S105


class Key:
    """Makes the Authorization header. Asks the token address when it is first needed, and again when `renew` says so."""

    def __init__(self, secret: Callable[[str], str | None], token_url: str, pace: Pace, attempts: int = 3) -> None:
        self._secret = secret
        self._token_url = token_url
        self._client = Client(_AsidePace(pace), attempts, name="google")
        self._credentials: Any = None

    def close(self) -> None:
        """Close the connection to the token address."""
        self._client.close()

    def header(self) -> dict[str, str]:
        """Return the Authorization header. Raises SignInNeeded, NetworkTrouble, Blocked."""
        if self._credentials is None:
            self._credentials = self._load()
        if not self._credentials.valid:
            self.renew()
        return {"Authorization": f"Bearer {self._credentials.token}"}

    def renew(self) -> None:
        """Fetch a new access token. Raises SignInNeeded, NetworkTrouble, Blocked."""
        from google.auth.exceptions import GoogleAuthError

        try:
            self._credentials.refresh(self._ask)
        except GoogleAuthError as exc:
            details = exc.args[1] if len(exc.args) > 1 else {}
            raise _refused(text_of(dict_of(details).get("error"))) from exc

    def _load(self) -> Any:
        from google.oauth2.credentials import Credentials

        config = client_config(self._secret(CLIENT_SECRET) or "")
        token = (self._secret(TOKEN_SECRET) or "").strip()
        if not token:
            raise SignInNeeded(_("You are not signed in to Google yet."), _("Sign in with: reviewkit auth login google"))
        return Credentials(  # type: ignore[no-untyped-call]
            token=None,
            refresh_token=token,
            token_uri=self._token_url,
            client_id=config["client_id"],
            client_secret=config["client_secret"],
        )

    def _ask(
        self,
        url: str,
        method: str = "POST",  # noqa: ARG002  google-auth's transport has these; a refresh is always a POST
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002
        **_more: Any,
    ) -> "_Response":
        """Send google-auth's request by our own client, which keeps to Ctrl-C and maps the network's troubles."""
        answer = self._client.post(url, data=body, headers=headers, allow=(400, 401, 403))
        if object_in(answer.body) is None:
            raise changed(_("the token address sent no JSON"))
        return _Response(answer)


def client_config(text: str) -> dict[str, str]:
    """Return client_id and client_secret of an OAuth client's JSON: as downloaded ({"installed": {…}}) or plain.

    Raises SignInNeeded where it is missing or is none.
    """
    hint = _("Make an OAuth client of type “Desktop app” at Google, then: reviewkit auth set google-client")
    if not text.strip():
        raise SignInNeeded(_("The key of your Google project is missing."), hint)
    data = object_in(text.encode("utf-8", "replace")) or {}
    inner = dict_of(data.get("installed")) or dict_of(data.get("web")) or data
    config = {name: text_of(inner.get(name)) for name in ("client_id", "client_secret")}
    if not all(config.values()):
        raise SignInNeeded(_("The key of your Google project is not the JSON file that Google hands out."), hint)
    return config


def _refused(error: str) -> SignInNeeded:
    if error in {"invalid_client", "unauthorized_client"}:
        return SignInNeeded(
            _("Google doesn't accept the key of your Google project."),
            _("Download the OAuth client's JSON again, then: reviewkit auth set google-client"),
        )
    if error == "invalid_grant":
        return SignInNeeded(
            _(
                "Your Google sign-in has ended: it was revoked or has expired. "
                "While the consent screen of your project is in “Testing”, a sign-in can end after 7 days."
            ),
            _("Put the consent screen “In production” to keep it, and sign in again: reviewkit auth login google"),
        )
    note("sign_in_refused", site="google", reason=error)
    return SignInNeeded(_("Google refused the sign-in."), _("Sign in again: reviewkit auth login google"))


class _Response:
    """An answer as google-auth wants it."""

    def __init__(self, answer: Answer) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self.data = answer.body


class _AsidePace(Pace):
    """The site's pace for requests that don't go to the site: not counted and without a pause, but cut short by Ctrl-C too."""

    def __init__(self, site: Pace) -> None:
        super().__init__()
        self._site = site

    def wait(self) -> None:
        self._site.sleep(0)

    def sleep(self, seconds: float) -> None:
        self._site.sleep(seconds)
