"""One browser for one adapter: started when first used, in the owner's profile or a throw-away one, closed whatever happens.

The one home of playwright (its sync API, so a lane uses its browser from its own thread only). Its exceptions stop here:
a crash, a hang or a time-out is BrowserTrouble, a net::ERR_… is NetworkTrouble. Images, fonts and media are not loaded.
No disguise: the browser says what it is.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewkit.errors import BrowserTrouble
from reviewkit.i18n import _
from reviewkit.platforms.base import BrowserOptions
from reviewkit.platforms.browsers import Found, find, install_command, require
from reviewkit.platforms.driver import Driver, kill_browsers
from reviewkit.platforms.trouble import translated

if TYPE_CHECKING:
    from filelock import BaseFileLock
    from playwright.sync_api import BrowserContext, Page

__all__ = ["Answer", "Browser", "Found", "Opened", "Overheard", "find", "install_command", "require", "sign_in"]

_LIGHT = ("--blink-settings=imagesEnabled=false", "--disable-remote-fonts")
"""Switches of Chromium's own: unlike intercepted requests they cost no round trip, and leave the profile's cache working."""
_MEDIA = [f"*.{end}*" for end in ("mp4", "m4v", "webm", "m3u8", "mp3", "ogg", "woff2", "woff", "ttf")]
_CLOSING = 8.0
"""Seconds that a browser gets to close by itself before it is killed."""
_FETCH = """async ({url, method, headers, body, credentials, timeout}) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  try {
    const answer = await fetch(url, {method, headers, body, credentials, signal: stop.signal});
    return {status: answer.status, url: answer.url, wait: answer.headers.get("retry-after") || "", text: await answer.text()};
  } catch (error) {
    return {status: 0, url, wait: "", text: String(error)};
  } finally { clearTimeout(timer); }
}"""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a navigation ended in: the HTTP status, the final address, and the HTML as received."""

    status: int
    url: str
    body: bytes
    retry_after: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request made inside the page got. `status` 0: refused without an answer that the page may see, or no network."""

    status: int
    url: str
    body: bytes
    retry_after: str = ""


class Browser:
    """A browser with one page. `profile` is a folder that keeps sign-ins (made with 0700, locked while in use); None means a
    throw-away one. `site` is the site's name for people. Everything may raise NoBrowser, BrowserTrouble and NetworkTrouble.
    After BrowserTrouble: `close()`, and the next use starts afresh.
    """

    def __init__(self, options: BrowserOptions, profile: Path | None = None, *, light: bool = True, site: str = "") -> None:
        self.options = options
        self.profile = profile
        self._light = light
        self._site = site
        self._driver: Driver | None = None
        self._lock: BaseFileLock | None = None
        self._context: BrowserContext | None = None
        self._page: Page | None = None
        self._refusals = _Refusals()

    @property
    def is_open(self) -> bool:
        """Whether a browser was started and not closed."""
        return self._context is not None

    @property
    def url(self) -> str:
        """The address that the page is at, "" before the first."""
        return self._page.url if self._page else ""

    def open(self, url: str) -> Opened:
        """Go to `url` and return what came; the page's scripts have started, images are left out."""
        page = self._ready()
        with self._guard():
            response = page.goto(url, wait_until="domcontentloaded")
            if response is None:
                return Opened(200, page.url, page.content().encode())
            return Opened(response.status, page.url, _received(page, response), response.headers.get("retry-after", ""))

    def fetch(
        self,
        url: str,
        *,
        method: str = "POST",
        body: str | None = None,
        headers: dict[str, str] | None = None,
        credentials: str = "include",
    ) -> Answer:
        """Make a request as the page that is open would make it: its own cookies, origin and address.

        A refusal that the page may not look into (an answer without CORS headers) is returned with its status all the same.
        """
        page = self._ready()
        self._refusals.watch(url)
        request = {
            "url": url,
            "method": method,
            "headers": headers or {},
            "body": body,
            "credentials": credentials,
            "timeout": self.options.timeout * 1000,
        }
        with self._guard():
            got = page.evaluate(_FETCH, request)
            if not got["status"] and not self._refusals.status:
                page.wait_for_timeout(50)  # the status can come a moment after the refusal
        text = str(got["text"]).encode("utf-8", "replace")
        if got["status"]:
            # A page may not read this header of another origin; the browser's own interface may.
            return Answer(got["status"], got["url"], text, got["wait"] or self._refusals.retry_after)
        return Answer(self._refusals.status, url, text, self._refusals.retry_after)

    def evaluate(self, script: str, arg: Any = None) -> Any:
        """Run a script in the page and return its plain value."""
        page = self._ready()
        with self._guard():
            return page.evaluate(script, arg)

    def wait_until(self, script: str, arg: Any = None, seconds: float = 10.0) -> bool:
        """Wait until a script's value is true; False where it did not become so in time."""
        from playwright.sync_api import TimeoutError as PlaywrightTimeout

        page = self._ready()
        with self._guard():
            try:
                page.wait_for_function(script, arg=arg, timeout=seconds * 1000)
            except PlaywrightTimeout:
                return False
            return True

    @contextlib.contextmanager
    def overhear(self, wanted: Callable[[str], bool]) -> "Iterator[Overheard]":
        """Listen to what becomes of the page's own requests to addresses that `wanted` likes, until the block ends."""
        page, heard = self._ready(), Overheard(wanted)
        handlers = {"request": heard.note_sent, "requestfinished": heard.note_end, "requestfailed": heard.note_end}
        for event, handler in handlers.items():
            page.on(event, handler)  # type: ignore[call-overload]
        try:
            yield heard
        finally:
            for event, handler in handlers.items():
                page.remove_listener(event, handler)

    @property
    def is_gone(self) -> bool:
        """Whether the window was closed by whoever sits before it."""
        return self._page is not None and self._page.is_closed()

    def pause(self, seconds: float) -> None:
        """Let the page work for a while."""
        page = self._ready()
        with self._guard():
            page.wait_for_timeout(seconds * 1000)

    def watch(self, url: str) -> None:
        """Look out for a refusal of the page's own requests to `url` from now on; see `refusal`."""
        self._ready()
        self._refusals.watch(url)

    @property
    def refusal(self) -> tuple[int, str]:
        """The status (0 for none) and the Retry-After header of the last refusal that `watch` or `fetch` saw."""
        return self._refusals.status, self._refusals.retry_after

    def visible_text(self) -> str:
        """Return the text that a person would see on the page."""
        return str(self.evaluate("() => document.body ? document.body.innerText : ''"))

    def content(self) -> bytes:
        """Return the page's HTML as it stands now."""
        page = self._ready()
        with self._guard():
            return page.content().encode()

    def close(self) -> None:
        """Close what was opened, also after a crash or a kill. May be called twice. Never raises."""
        context, self._context, self._page = self._context, None, None
        driver, self._driver = self._driver, None
        lock, self._lock = self._lock, None
        if driver is not None:
            with self._watchdog(_CLOSING, driver):
                if context is not None and not _closed(context):
                    kill_browsers(self._folders(driver))
                driver.release()
        if lock is not None:
            lock.release()

    def _ready(self) -> "Page":
        if self._page is None:
            self._start()
        assert self._page is not None
        return self._page

    def _start(self) -> None:
        found = require(self.options)
        try:
            if self.profile is not None:
                self._lock = _locked(self.profile)
            with translated(self._site):
                self._driver = Driver.of_this_thread()
                self._context = self._launch(self._driver, found)
                self._page = self._prepare(self._context)
        except BaseException:
            self.close()
            raise

    def _launch(self, driver: Driver, found: Found) -> "BrowserContext":
        how: dict[str, Any] = {
            "executable_path": str(found.path),
            "headless": not self.options.headed,
            "args": list(_LIGHT) if self._light else [],
            "timeout": self.options.timeout * 1000,
        }
        profile = self.profile or driver.new_profile()
        with self._watchdog(self.options.timeout + _CLOSING, driver):
            return driver.playwright.chromium.launch_persistent_context(profile, locale="ko-KR", **how)

    def _prepare(self, context: "BrowserContext") -> "Page":
        context.set_default_timeout(self.options.timeout * 1000)
        page = context.pages[0] if context.pages else context.new_page()
        session = context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._refusals.note_request)
        session.on("Network.responseReceivedExtraInfo", self._refusals.note_answer)
        session.send("Network.enable")
        if self._light:
            session.send("Network.setBlockedURLs", {"urls": _MEDIA})
        return page

    @contextlib.contextmanager
    def _guard(self) -> Iterator[None]:
        """Turn Playwright's errors into ours, and kill a browser that answers nothing at all."""
        assert self._driver is not None
        with translated(self._site), self._watchdog(self.options.timeout * 1.5 + _CLOSING, self._driver):
            yield

    @contextlib.contextmanager
    def _watchdog(self, seconds: float, driver: Driver) -> Iterator[None]:
        # Not every call of Playwright has a time-out; a killed browser makes each of them return.
        timer = threading.Timer(seconds, kill_browsers, [self._folders(driver)])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _folders(self, driver: Driver) -> list[str]:
        return [str(driver.work), *([str(self.profile)] if self.profile else [])]


def sign_in(options: BrowserOptions, profile: Path, url: str, done: Callable[[str], bool], poll: float = 0.5) -> bool:
    """Open a window at `url` in `profile`, and wait until the owner closes it or `done` holds for its address.

    Returns whether `done` held. Images are loaded: a sign-in may show some. Raises NoBrowser, BrowserTrouble, NetworkTrouble.
    """
    from playwright.sync_api import Error

    browser = Browser(replace(options, headed=True), profile, light=False)
    try:
        browser.open(url)
        page = browser._ready()
        while not page.is_closed():
            if done(page.url):
                page.wait_for_timeout(1000)  # let the last cookies arrive
                return True
            page.wait_for_timeout(poll * 1000)
    except Error:
        return False  # the owner closed the window
    finally:
        browser.close()
    return False


class Overheard:
    """The page's own requests and what they came to. `sent` holds their bodies; `ended` counts those that are over."""

    def __init__(self, wanted: Callable[[str], bool]) -> None:
        self.sent: list[str] = []
        self.ended = 0
        self._wanted = wanted
        self._last: Any = None

    def note_sent(self, request: Any) -> None:
        """Take note of a request."""
        if self._wanted(request.url):
            self.sent.append(request.post_data or "")

    def note_end(self, request: Any) -> None:
        """Take note of an answer, or of a connection that was dropped."""
        if self._wanted(request.url):
            self.ended += 1
            self._last = request

    def answer(self) -> Answer:
        """Return what the request that ended last got; status 0: no answer, or one that the browser no longer has."""
        from playwright.sync_api import Error

        try:
            response = self._last.response() if self._last is not None and self._last.failure is None else None
            if response is None:
                return Answer(0, "", b"")
            return Answer(response.status, response.url, response.body(), response.headers.get("retry-after", ""))
        except Error:
            return Answer(0, "", b"")


class _Refusals:
    """The status of a request that the page itself may not see: an answer (or its preflight's) without CORS headers."""

    def __init__(self) -> None:
        self.status = 0
        self.retry_after = ""
        self._url = ""
        self._ids: set[str] = set()

    def watch(self, url: str) -> None:
        """Look out for answers to `url` from now on."""
        self.status, self.retry_after, self._url = 0, "", url
        self._ids.clear()

    def note_request(self, event: dict[str, Any]) -> None:
        """Take note of a request and of its preflight, which is a request of its own."""
        if event["request"]["url"] == self._url:
            self._ids.add(event["requestId"])

    def note_answer(self, event: dict[str, Any]) -> None:
        """Take note of a refusal. The browser's own interface tells the status even where the page is told nothing."""
        status = event.get("statusCode", 0)
        if event["requestId"] in self._ids and status >= 400:
            headers = {name.lower(): value for name, value in event.get("headers", {}).items()}
            self.status, self.retry_after = status, headers.get("retry-after", "")


def _received(page: "Page", response: Any) -> bytes:
    from playwright.sync_api import Error

    try:
        return bytes(response.body())
    except Error:  # the browser no longer has it, if the page moved on by itself
        return page.content().encode()


def _locked(profile: Path) -> "BaseFileLock":
    """Make the profile folder private and take it for this process: Chromium's headless shell would let a second one in."""
    from filelock import FileLock, Timeout

    try:
        profile.mkdir(parents=True, exist_ok=True, mode=0o700)
        profile.chmod(0o700)
        lock = FileLock(profile / "reviewkit.lock", timeout=0, thread_local=False)
        lock.acquire()
    except Timeout as exc:
        raise BrowserTrouble(
            _("Another reviewkit is using the browser profile {path}.").format(path=profile),
            _("Wait until it is done, then try again."),
        ) from exc
    except OSError as exc:
        reason = exc.strerror or exc
        raise BrowserTrouble(
            _("The browser profile {path} can't be used: {reason}").format(path=profile, reason=reason)
        ) from exc
    return lock


def _closed(context: "BrowserContext") -> bool:
    """Close a browser the friendly way. False where it didn't take it: then it may live on without its driver."""
    try:
        context.close()
    except Exception:  # noqa: BLE001  whatever it was, killing it is the answer
        return False
    return True
