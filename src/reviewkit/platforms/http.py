"""The polite plain client for the sites that need no browser: one request at a time, an honest name, no disguise.

requests and stamina live here; their exceptions stop here. A site's own words about an error are read by the adapter's
`explain` before anything is made of a bare status.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import stamina
from requests.adapters import HTTPAdapter
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from reviewkit import __version__
from reviewkit.errors import Blocked, LayoutChanged, NetworkTrouble, ReviewkitError, SignInNeeded, WrongInput
from reviewkit.i18n import N_, _
from reviewkit.platforms.base import Pace, polite_hint
from reviewkit.platforms.journal import note

SITES = {"naver": N_("Naver Place"), "kakao": N_("KakaoMap"), "google": N_("Google")}
"""The platforms' names for people (msgids)."""
USER_AGENT = f"reviewkit/{__version__}"
MAX_HOPS = 10
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
"""Seconds between two tries of one request: the pause doubles from the first to the longest, with jitter on top."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site sent back. `headers` compare without regard to case; `url` is the whole address that was asked."""

    status: int
    body: bytes
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


Explain = Callable[[Answer], ReviewkitError | None]


class Client:
    """One site's connection, kept open between requests. Opens nothing until it is first used.

    `explain` reads an error's body first and returns what to raise, or None to leave it to the status: 401 is SignInNeeded,
    403 and 429 are Blocked (never tried again), 5xx is NetworkTrouble (tried again), anything else but 2xx is LayoutChanged.
    `name` is the platform's word: hints name it, and sentences say its title; `timeout` is in seconds.
    """

    def __init__(
        self, pace: Pace, attempts: int = 3, timeout: float = 30.0, *, name: str = "", explain: Explain | None = None
    ) -> None:
        self.pace = pace
        self.attempts = attempts
        self.timeout = timeout
        self.name = name
        self._explain = explain or (lambda _answer: None)
        self._session: requests.Session | None = None
        self.last = b""
        """The body of the last answer."""

    def close(self) -> None:
        """Close the connections. May be called twice."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        allow: tuple[int, ...] = (),
    ) -> Answer:
        """Return the answer to a GET: a 2xx, or one of the statuses in `allow`.

        Raises NetworkTrouble, Blocked, SignInNeeded, LayoutChanged, Interrupted, and whatever `explain` returns.
        """
        return self._try("GET", url, allow, params=params, headers=headers)

    def post(
        self,
        url: str,
        data: Any = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        *,
        allow: tuple[int, ...] = (),
    ) -> Answer:
        """Return the answer to a POST of a form or of JSON, as `get` does. Only for requests that may safely be repeated."""
        return self._try("POST", url, allow, data=data, json=json, headers=headers)

    def put(
        self, url: str, json: Any = None, headers: Mapping[str, str] | None = None, *, allow: tuple[int, ...] = ()
    ) -> Answer:
        """Return the answer to a PUT of JSON, as `get` does, but never try it twice: it may have been taken unheard."""
        return self._asked("PUT", url, allow, json=json, headers=headers)

    def resolve(self, url: str, until: Callable[[str], bool] = lambda _url: False) -> str:
        """Return where a short link ends: each redirect is followed by a polite request, ten at most.

        Stops early at an address for which `until` holds, without asking for it. Raises WrongInput for anything but http(s)
        and for redirects without an end, NetworkTrouble.
        """
        for _hop in range(MAX_HOPS + 1):
            _check_scheme(url)
            if until(url):
                return url
            target = self._target(url)
            if not target:
                return url
            url = _joined(url, target)
        raise WrongInput(_("The short link goes round and round: {url}").format(url=url))

    def _target(self, url: str) -> str:
        """Return the Location of `url`, "" where it is no redirect."""
        for pause in self._pauses():
            with pause:
                response = self._send("GET", url, stream=True)
                with response:
                    if response.status_code in {403, 429} or response.status_code >= 500:
                        raise self._by_status(Answer(response.status_code, b"", url, response.headers))
                    return response.headers.get("Location", "") if 300 <= response.status_code < 400 else ""
        raise AssertionError("stamina raises the last error")

    def _try(self, method: str, url: str, allow: tuple[int, ...], **content: Any) -> Answer:
        for pause in self._pauses():
            with pause:
                return self._asked(method, url, allow, **content)
        raise AssertionError("stamina raises the last error")

    def _asked(self, method: str, url: str, allow: tuple[int, ...], **content: Any) -> Answer:
        response = self._send(method, url, **content)
        answer = Answer(response.status_code, response.content, response.url or url, response.headers)
        self.last = answer.body
        if not (200 <= answer.status < 300 or answer.status in allow):
            raise self._error(answer)
        return answer

    def _pauses(self) -> Iterator[stamina.Attempt]:
        """Yield the attempts. Stamina counts and decides; the sleeping is ours, so that Ctrl-C can cut it short."""
        tries = stamina.retry_context(
            NetworkTrouble, attempts=self.attempts, timeout=None, wait_initial=0, wait_max=0, wait_jitter=0
        )
        for attempt in tries:
            if attempt.num > 1:
                pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt.num - 2))
                self.pace.sleep(pause * random.uniform(1, 1.5))
            yield attempt

    def _send(self, method: str, url: str, **content: Any) -> requests.Response:
        self.pace.wait()
        if self._session is None:
            self._session = _open()
        try:
            return self._session.request(method, url, timeout=self.timeout, allow_redirects=False, **content)
        except ValueError as exc:  # also requests' InvalidURL and its kin, and a Location that is no address
            raise _no_address(url) from exc
        except (RequestException, HTTPError, OSError) as exc:
            raise self._unreachable(url, exc) from exc

    def _error(self, answer: Answer) -> ReviewkitError:
        error = self._explain(answer) or self._by_status(answer)
        if isinstance(error, Blocked) and error.retry_at is None:
            error.retry_at = retry_at(answer.headers.get("Retry-After", ""))
        return error

    def _by_status(self, answer: Answer) -> ReviewkitError:
        note("site_refused", site=self.name, host=urlsplit(answer.url).netloc, reason=answer.status)
        if answer.status in {403, 429} or (answer.status == 503 and "Retry-After" in answer.headers):
            message = _("{site} asked us to slow down or shut us out.").format(site=self._site)
            return Blocked(message, polite_hint(self.name) if self.name else "")
        if answer.status == 401:
            return SignInNeeded(_("{site} wants a sign-in.").format(site=self._site))
        if answer.status >= 500:
            message = _("{site} has trouble of its own.").format(site=self._site)
            return NetworkTrouble(message, _("Try again in a few minutes."))
        return LayoutChanged(_("{site} answered in a way that this version doesn't know.").format(site=self._site))

    @property
    def _site(self) -> str:
        return _(SITES[self.name]) if self.name in SITES else _("The site")

    def _unreachable(self, url: str, exc: Exception) -> NetworkTrouble:
        note("site_unreachable", site=self.name, host=urlsplit(url).netloc, reason=f"{type(exc).__name__}: {exc}"[:300])
        message = _("{site} could not be reached.").format(site=self._site)
        return NetworkTrouble(message, _("Check the internet connection, then try again."))


def retry_at(value: str) -> datetime | None:
    """Return the moment (UTC) that a Retry-After header names, by seconds or by date; None where it names none."""
    try:
        if value.strip().isdecimal():
            return datetime.now(UTC) + timedelta(seconds=int(value))
        moment = parsedate_to_datetime(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def is_loopback(url: str) -> bool:
    """Say whether `url` points at this machine."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class _Session(requests.Session):
    """Follows the system's proxy settings, but never to reach this machine itself."""

    def merge_environment_settings(self, url: Any, *args: Any, **kwargs: Any) -> Any:
        settings = super().merge_environment_settings(url, *args, **kwargs)
        if is_loopback(str(url)):
            settings["proxies"] = {}
        return settings


def _open() -> requests.Session:
    session = _Session()
    session.headers.clear()
    session.headers.update({"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"})
    session.auth = lambda request: request  # else requests would put a ~/.netrc password over our own Authorization
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(pool_connections=4, pool_maxsize=1))
    return session


def _check_scheme(url: str) -> None:
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError as exc:
        raise _no_address(url) from exc
    if not known:
        raise _no_address(url)


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError as exc:
        raise _no_address(target) from exc


def _no_address(url: str) -> WrongInput:
    return WrongInput(_("This is no web address: {url}").format(url=url[:200]))
