"""Requests to Naver by the browser: at the site's pace, tried again where the trouble is passing, never after a block."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from reviewkit.errors import BrowserTrouble, NetworkTrouble
from reviewkit.i18n import _
from reviewkit.platforms.base import Tools
from reviewkit.platforms.browser import Answer, Browser, Opened
from reviewkit.platforms.journal import note
from reviewkit.platforms.naver import notices

if TYPE_CHECKING:
    import stamina

T = TypeVar("T", Answer, Opened)
ATTEMPTS = 3
FIRST_PAUSE = 0.5
"""Seconds before the second try; doubled before each further one."""
CREDENTIALS = ("include", "omit")
"""Ways to send a request from the page's origin to the interface's; not every server allows the one with cookies."""


class Asking:
    """One adapter's way to the site. Opens a browser when first used; `light` leaves images out, for which nobody looks."""

    def __init__(self, tools: Tools, *, light: bool = True) -> None:
        self.tools = tools
        self.browser = Browser(tools.browser, tools.profile, light=light, site=_("Naver Place"))
        self._credentials: tuple[str, ...] = CREDENTIALS
        self.last = b""

    def open(self, url: str) -> Opened:
        """Go to a page. Raises Blocked, SignInNeeded, NetworkTrouble, BrowserTrouble, NoBrowser, Interrupted."""
        for attempt in self._attempts():
            with attempt:
                self.tools.pace.wait()
                opened = self._run(partial(self.browser.open, url))
                self.last = opened.body
                self._checked(opened)
                if notices.is_login(opened.url):
                    raise notices.sign_in()
                return opened
        raise AssertionError("stamina raises the last error")

    def fetch(self, url: str, body: str, headers: Mapping[str, str], *, allow: tuple[int, ...] = ()) -> Answer:
        """Make a POST inside the page that is open. An answer with a status in `allow` is returned whatever it says elsewhere.

        Raises as `open` does.
        """
        for attempt in self._attempts():
            with attempt:
                answer = self._fetch(url, body, headers)
                self.last = answer.body
                if not answer.status:
                    note("site_unreachable", site="naver", reason=answer.body.decode("utf-8", "replace")[:200])
                    message = _("{site} could not be reached.").format(site=_("Naver Place"))
                    raise NetworkTrouble(message, _("Check the internet connection, then try again."))
                return answer if answer.status in allow else self._checked(answer)
        raise AssertionError("stamina raises the last error")

    def check_refusal(self) -> None:
        """Raise what a refusal of the page's own requests stands for, since `browser.watch`."""
        status, retry_after = self.browser.refusal
        error = notices.of_status(status, retry_after)
        if error:
            raise error

    def _fetch(self, url: str, body: str, headers: Mapping[str, str]) -> Answer:
        answer = Answer(0, url, b"")
        for credentials in self._credentials:
            self.tools.pace.wait()
            send = partial(self.browser.fetch, url, body=body, headers=dict(headers), credentials=credentials)
            answer = self._run(send)
            if answer.status:
                if answer.status < 400:
                    self._credentials = (credentials,)
                return answer
        return answer

    def _checked(self, got: T) -> T:
        error = notices.of_status(got.status, got.retry_after)
        if error:
            raise error
        if got.status >= 500:
            note("site_trouble", site="naver", reason=got.status)
            message = _("{site} has trouble of its own.").format(site=_("Naver Place"))
            raise NetworkTrouble(message, _("Try again in a few minutes."))
        return got

    def _run(self, action: Callable[[], T]) -> T:
        try:
            return action()
        except BrowserTrouble:
            # Ctrl-C reaches the browser's helper too, and may do so before it reaches us.
            self.tools.pace.sleep(0.2)
            raise

    def _attempts(self) -> "Iterator[stamina.Attempt]":
        """Yield the attempts. Stamina counts and decides; the sleeping is ours, so that Ctrl-C can cut it short."""
        import stamina

        tries = stamina.retry_context(
            NetworkTrouble,
            attempts=int(self.tools.options.get("attempts", ATTEMPTS)),
            timeout=None,
            wait_initial=0,
            wait_max=0,
            wait_jitter=0,
        )
        for attempt in tries:
            if attempt.num > 1:
                self.tools.pace.sleep(FIRST_PAUSE * 2 ** (attempt.num - 2))
            yield attempt
