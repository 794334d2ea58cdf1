"""The hall: settings in, App out. All wiring is here, and nothing is built before it is used."""

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reviewkit import config
from reviewkit.db import SCHEMA
from reviewkit.errors import DatabaseTrouble, NoBrowser
from reviewkit.i18n import _

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlalchemy import Engine

    from reviewkit.ai import Model
    from reviewkit.features.analysis import Reader
    from reviewkit.features.replies.checking import Checker
    from reviewkit.features.replies.drafting import Drafter
    from reviewkit.features.replies.posting import Poster, Put
    from reviewkit.features.replies.rules import Approver
    from reviewkit.features.replies.writer import Writer
    from reviewkit.notify import Mail
    from reviewkit.platforms.base import BrowserOptions, Place, Platform

PLATFORMS = ("naver", "kakao", "google")
LEAVING = 5.0
"""Seconds that a page gets to send a stranger away."""


class App:
    """One run's parts. `home` holds config.toml, reviewkit.db, logs/ and profiles/. Raises BadConfig."""

    def __init__(
        self,
        home: Path | None = None,
        settings: config.Settings | None = None,
        made_up_secrets: Mapping[str, str] | None = None,
    ) -> None:
        self.home = home or config.home()
        self.settings = settings or config.load(self.config_path)
        self._made_up_secrets = made_up_secrets
        self._closing = ExitStack()
        self._logging = False

    @property
    def config_path(self) -> Path:
        """The settings file, there or not."""
        return self.home / "config.toml"

    @property
    def database_path(self) -> Path:
        """The database file, there or not."""
        configured = self.settings.database.path
        return Path(configured).expanduser() if configured else self.home / "reviewkit.db"

    @property
    def log_path(self) -> Path:
        """The log file, there or not."""
        return self.home / "logs" / "reviewkit.log"

    @property
    def zone(self) -> "ZoneInfo":
        """The zone that times are shown in."""
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.settings.general.timezone)

    def profile_path(self, name: str) -> Path:
        """The folder of a browser profile (naver, google-maps), there or not."""
        return self.home / "profiles" / name

    @cached_property
    def database(self) -> Path:
        """The database file, made or brought up to date: for reading. Raises DatabaseTrouble."""
        from reviewkit.db.reading import schema_of

        if schema_of(self.database_path) != SCHEMA:
            self._migrate()
        return self.database_path

    @cached_property
    def engine(self) -> "Engine":
        """The database for writing, made or brought up to date. Raises DatabaseTrouble."""
        from reviewkit.db.engine import make_engine

        self.start_log()  # what is written is told there, and nowhere else
        engine = make_engine(self.database, self.settings.database.busy_timeout)
        self._closing.callback(engine.dispose)
        return engine

    def platform(
        self, name: str, *, headed: bool = False, stop: Event | None = None, signed_in: bool | None = None
    ) -> "Platform":
        """Return a platform's adapter, wired. It opens nothing until it is used.

        `signed_in` says whether it works in the owner's own profile; by default it does where that profile exists.
        """
        from reviewkit.platforms.base import Pace, Tools

        section = getattr(self.settings, name)
        # Google's interface has a key; its profile serves the Maps page.
        profile = self.profile_path("google-maps" if name == "google" else name)
        self.start_log()  # the adapters' retries are told there
        tools = Tools(
            options={**section.model_dump(), "attempts": self.settings.crawl.attempts},
            pace=Pace(section.interval, self.settings.crawl.jitter, stop),
            secret=self.secret,
            profile=profile if (profile.exists() if signed_in is None else signed_in) else None,
            browser=self.browser_options(headed=headed),
        )
        return self.platform_class(name)(tools)

    def platform_class(self, name: str) -> "type[Platform]":
        """Return a platform's class: its facts and its pure `parse`."""
        if name == "naver":
            from reviewkit.platforms.naver import Naver

            return Naver
        if name == "kakao":
            from reviewkit.platforms.kakao import Kakao

            return Kakao
        from reviewkit.platforms.google import Google

        return Google

    def browser_options(self, *, headed: bool = False) -> "BrowserOptions":
        """Return how to find and start a browser."""
        from reviewkit.platforms.base import BrowserOptions

        browser = self.settings.browser
        return BrowserOptions(browser.executable, browser.channel, browser.headed or headed, browser.timeout)

    def browser_path(self) -> Path:
        """Return the browser that would be started. Raises NoBrowser."""
        from reviewkit.platforms.browsers import require

        return require(self.browser_options()).path

    def found_browser(self, *, headed: bool = False) -> Path | None:
        """Return the browser that there is, for a window or without one; None where there is none."""
        from reviewkit.platforms.browsers import find

        found = find(self.browser_options(headed=headed))
        return found.path if found else None

    def look_at(self, url: str, profile: str = "", script: str = "() => document.body.innerText") -> tuple[str, str]:
        """Open a page once, in a profile of ours or a throw-away one; return where it ended and what `script` gives there.

        Raises NoBrowser, BrowserTrouble, NetworkTrouble.
        """
        from contextlib import closing

        from reviewkit.platforms.browser import Browser

        with closing(Browser(self.browser_options(), self.profile_path(profile) if profile else None)) as browser:
            browser.open(url)
            # A page that sends a stranger away does so by a script, a moment after it has loaded.
            browser.wait_until(
                "host => location.protocol === 'about:' || location.host !== host", urlsplit(url).netloc, LEAVING
            )
            return browser.url, str(browser.evaluate(script))

    def sign_in_by_window(self, name: str, url: str, done: Callable[[str], bool]) -> bool:
        """Open a window at `url` in the profile `name` until `done` holds for its address (True) or it is closed (False).

        Raises NoBrowser, BrowserTrouble, NetworkTrouble.
        """
        from reviewkit.platforms.browser import sign_in

        profile = self.profile_path(name)
        if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            raise NoBrowser(
                _("Signing in needs a window, and there is no screen here."),
                _("Sign in on a computer with a screen, then copy its folder here: {path}").format(path=profile),
            )
        return sign_in(self.browser_options(headed=True), profile, url, done)

    def sign_in_to_google(self, ask: Callable[[str], str] | None = None, show: Callable[[str], None] | None = None) -> str:
        """Return an owner's refresh token; see `platforms.google.signin`. Raises SignInNeeded, NetworkTrouble."""
        from reviewkit.platforms.google.signin import sign_in

        google = self.settings.google
        return sign_in(self.secret("google-client") or "", google.auth_url, google.token_url, ask=ask, show=show)

    def google_places(self) -> "list[Place]":
        """Return the places of the Google account that is signed in. Raises SignInNeeded, NetworkTrouble, Blocked."""
        from reviewkit.platforms.google import Google

        with self.platform("google") as google:
            assert isinstance(google, Google)
            return google.locations()

    def reader(self, tick: Callable[[int], None] = lambda _n: None, stop: Event | None = None) -> "Reader":
        """Return what reads the reviews in the database; `tick` is told of each batch's size, `stop` ends it early."""
        from reviewkit.features.analysis import Reader

        own = self.settings.analysis
        words = {word for words in (own.words, *own.store_words.values()) for word in words}
        self.start_log()
        return Reader(self.engine, sorted(words), own.aspects, tick, stop or Event())

    def writer(self, stop: Event | None = None, *, offline: bool = False) -> "Writer":
        """Return what writes and checks replies: by the owner's model where there is one, else from templates.

        Raises SignInNeeded where the model's key is missing.
        """
        from reviewkit.features.replies.meaning import keeper
        from reviewkit.features.replies.writer import Writer

        self.start_log()
        options = self.settings.reply
        return Writer(
            self.database,
            {name: self.platform_class(name).reply_limits for name in PLATFORMS},
            self.model(stop) if self.settings.ai.model and not offline else None,
            rewrites=options.rewrites,
            shown=options.examples,
            own_risks=options.risks,
            keep=keeper(self.engine) if self.settings.ai.embedding_model else None,
            stop=stop or Event(),
        )

    def drafter(self, writer: "Writer") -> "Drafter":
        """Return what drafts replies to many reviews with `writer`."""
        from reviewkit.features.replies.drafting import Drafter

        abreast = self.settings.ai.concurrency if writer.model else 1
        self.start_log()
        return Drafter(self.engine, writer, self.settings.reply, self.zone, abreast)

    def approver(self) -> "Approver":
        """Return what carries out the owner's rules."""
        from reviewkit.features.replies.rules import Approver

        writer, options = self.writer(offline=True), self.settings.reply
        self.start_log()
        return Approver(self.engine, writer.situation, writer.risks, options.rules, options.business_hours, self.zone)

    def poster(self, stop: Event | None = None, put: "Put | None" = None) -> "Poster":
        """Return what posts approved replies; `put` stands for the adapter's own way."""
        from datetime import datetime

        from reviewkit.features.replies import posting

        naver = self.settings.naver
        self.start_log()
        return posting.Poster(
            self.engine,
            self.database,
            self.home / "posting.lock",
            lambda name: self.platform(name, stop=stop),
            settle=self.settings.reply.settle_seconds,
            most=lambda name: naver.reply_most if name == "naver" and put is None else 0,
            pause=lambda name: naver.reply_interval if name == "naver" and put is None else 0.0,
            put=put or posting.put,
            today=lambda: datetime.now(self.zone).date(),
            stop=stop or Event(),
        )

    def checker(self, stop: Event | None = None) -> "Checker":
        """Return what looks whether posted replies are still there."""
        from datetime import datetime

        from reviewkit.features.replies.checking import Checker

        self.start_log()
        return Checker(
            self.engine,
            self.home / "posting.lock",
            lambda name: self.platform(name, stop=stop),
            self.settings.reply.settle_seconds,
            lambda: datetime.now(self.zone).date(),
            stop or Event(),
        )

    def mail(self) -> "Mail":
        """Return the owner's mail account. It connects when something is sent."""
        from reviewkit.notify import Mail

        own = self.settings.email
        return Mail(
            own.host, own.to, own.port, own.security, own.user, self.secret("email"), own.sender,
            Path(own.ca_file).expanduser() if own.ca_file else None,
        )  # fmt: skip

    def model(self, stop: Event | None = None) -> "Model":
        """Return the owner's language model. Raises BadConfig where none is set, SignInNeeded where its key is missing."""
        from reviewkit.ai import Model, Options
        from reviewkit.db.ledger import Ledger

        self.start_log()
        model = Model(Options(**self.settings.ai.model_dump()), self.secret("ai"), Ledger(self.engine, self.zone), stop)
        self._closing.callback(model.close)
        return model

    def secret(self, name: str) -> str | None:
        """Return a secret from the keyring or the environment, None where there is none; the demo brings made-up ones."""
        if self._made_up_secrets is not None:
            return self._made_up_secrets.get(name)
        from reviewkit import secrets

        return secrets.get(name)

    def start_log(self) -> None:
        """Write the log of this run as JSON lines. A log that can't be written never stops the work."""
        if not self._logging:
            from reviewkit.logs import start

            self._logging = True
            self._closing.callback(start(self.log_path))

    def close(self) -> None:
        """Close the database and the log."""
        self._closing.close()

    def _migrate(self) -> None:
        from reviewkit.db.engine import make_engine
        from reviewkit.db.migrate import migrate

        path = self.database_path
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as exc:
            raise DatabaseTrouble(
                _("The database can't be made at {path}: {reason}").format(path=path, reason=exc.strerror or exc),
                _("Choose another place with the environment variable REVIEWKIT_HOME."),
            ) from exc
        engine = make_engine(path, self.settings.database.busy_timeout)
        try:
            migrate(engine, path)
        finally:
            engine.dispose()
