"""The contract that every platform's adapter keeps, and the values that it hands out.

An adapter is facts (class attributes), then a parser. It opens nothing when it is made, hands back plain values, and knows
nothing of the database or the screen. `tests/platforms/test_contract.py` holds every adapter to what is said here.
"""

import random
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Any, ClassVar, Self

from reviewkit.errors import Interrupted
from reviewkit.i18n import _


class Precision(StrEnum):
    """How exact a date is: "three weeks ago" is a range of a week, and `written_at` its later end."""

    SECOND = "second"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Status(StrEnum):
    """What the site does with a review. Only a crawl that saw the whole list can say "deleted"."""

    VISIBLE = "visible"
    SUSPENDED = "suspended"
    DELETED = "deleted"


class IdSource(StrEnum):
    """Where a review's `platform_id` comes from. The same review has other ids in other sources; see `RawReview`."""

    SITE = "site"  # the platform's own id, as its interface gives it
    TAKEOUT = "takeout"  # Google Takeout's id, which differs from the interface's
    PAGE = "page"  # made by us from what a page shows, where the page shows no id
    FILE = "file"  # made by us from a row of an imported file that has no id


@dataclass(frozen=True, slots=True)
class OwnerReply:
    """The owner's answer as the site shows it. `written_at` is aware, or None where the site doesn't say."""

    text: str
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawReview:
    """One review as a source gave it, before it is checked, merged and stored.

    `platform_id` and `written_at` (aware) are mandatory: `parse` drops, and counts, what has none. All else is None or
    empty where the source has nothing. `unknown` names fields that this source can't tell (a page that shows no votes, say):
    stored values of those fields stay as they are. `rating` is 0.5 to 5 and never made up. A suspended review has no text.
    """

    platform_id: str
    written_at: datetime
    written_precision: Precision = Precision.SECOND
    author: str = ""
    rating: float | None = None
    text: str = ""
    url: str | None = None
    visited_on: date | None = None
    visit_count: int | None = None
    voted_keywords: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    origin: str | None = None
    status: Status = Status.VISIBLE
    edited_at: datetime | None = None
    owner_reply: OwnerReply | None = None
    id_source: IdSource = IdSource.SITE
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one page holds. `dropped` counts entries that could not become reviews, by reason (a short snake_case word).

    `site_total` is the number of reviews in this stream that the page itself states, None where it doesn't; 0 only where the
    site says that there are none. `cursor` continues after this page; None on the last one.
    """

    reviews: tuple[RawReview, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
    site_total: int | None = None
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a site, as received (`body`, of a `kind` that the adapter's `parse` knows), and what it holds."""

    stream: str
    kind: str
    body: bytes
    url: str
    parsed: Parsed


@dataclass(frozen=True, slots=True)
class Place:
    """A listing's place on its platform. `kind` is the platform's own category word, if its addresses need one (Naver:
    restaurant, cafe, hairshop …). `resource` is the name an official interface uses (Google: accounts/A/locations/L)."""

    id: str
    kind: str = ""
    name: str = ""
    resource: str = ""


class Posting(StrEnum):
    """How a reply gets onto a site."""

    INTERFACE = "interface"  # an official interface takes it
    PAGE = "page"  # the owner's own page takes it, in the owner's signed-in browser
    COPY = "copy"  # a person types it: we copy the text and open the page


class ReplyState(StrEnum):
    """What a site does with a reply that it has."""

    LIVE = "live"
    PENDING = "pending"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ReplyLimits:
    """What a site takes as a reply: `least` to `most` letters, at most `most_bytes` of UTF-8 (0: no such limit is known).

    `only_bmp`: emoji beyond U+FFFF get lost there.
    """

    least: int = 1
    most: int = 0
    most_bytes: int = 0
    only_bmp: bool = False


@dataclass(frozen=True, slots=True)
class SiteReply:
    """The owner's reply as the site has it now, without what the site put around it (a translation). `violation` is the site's
    own word for why it refused."""

    text: str
    state: ReplyState = ReplyState.LIVE
    violation: str = ""
    written_at: datetime | None = None


class Pace:
    """One site's pace: `wait()` before each request. Counts the requests, and lets Ctrl-C cut a pause short.

    `interval` is in seconds; each pause is longer by up to `jitter` of it. An interval of 0 never sleeps.
    """

    def __init__(self, interval: float = 0.0, jitter: float = 0.3, stop: Event | None = None) -> None:
        self.interval = interval
        self.jitter = jitter
        self.requests = 0
        self._stop = stop or Event()
        self._free_at = 0.0

    def wait(self) -> None:
        """Sleep until the next request is polite. Raises Interrupted when the run is being ended."""
        self.sleep(self._free_at - time.monotonic())
        self.requests += 1
        self._free_at = time.monotonic() + self.interval * (1 + random.uniform(0, self.jitter))

    def sleep(self, seconds: float) -> None:
        """Sleep, but not past Ctrl-C. Raises Interrupted when the run is being ended."""
        if self._stop.wait(max(0.0, seconds)) if seconds > 0 else self._stop.is_set():
            raise Interrupted(_("Stopped. Everything read so far is kept."))


@dataclass(frozen=True, slots=True)
class BrowserOptions:
    """How to find and start a browser. `timeout` is in seconds; empty `executable` and `channel` mean: look for one."""

    executable: str = ""
    channel: str = ""
    headed: bool = False
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Tools:
    """What the hall hands to an adapter: its section of the settings (addresses and switches), a pace, secrets by name (None
    where there is none), the folder of its own browser profile, and how to start a browser."""

    options: Mapping[str, Any]
    pace: Pace
    secret: Callable[[str], str | None] = lambda _name: None
    profile: Path | None = None
    browser: BrowserOptions = BrowserOptions()


class Platform(ABC):
    """A site with reviews. Use as a context manager: entering opens nothing yet, leaving closes all that was opened."""

    name: ClassVar[str]
    """The word in commands, tables and the settings."""
    title: ClassVar[str]
    """The site's name for people, an English msgid."""
    streams: ClassVar[tuple[str, ...]] = ("reviews",)
    """The lists that make up the whole, each paged by itself; the totals of all add up to the listing's total."""
    needs_browser: ClassVar[bool] = False
    kinds: ClassVar[tuple[str, ...]]
    """The kinds of body that `parse` knows."""
    look_back: ClassVar[timedelta] = timedelta(0)
    """An incremental crawl goes on past known pages while a page has a visit younger than this."""
    count_slack: ClassVar[float] = 0.0
    """The share by which the site's own count is known to be off; where it is not 0, one review is always allowed."""
    posting: ClassVar[Posting] = Posting.COPY
    """How a reply gets onto the site."""
    reply_limits: ClassVar[ReplyLimits] = ReplyLimits()
    """What the site takes as a reply."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:  # noqa: B027  most adapters have something to close, not all
        """Close whatever was opened. May be called twice, and after a failure."""

    def last_received(self) -> bytes:
        """Return what the site sent last, as received: for a report on what could not be read. b"" where nothing came."""
        return b""

    @abstractmethod
    def find(self, text: str) -> Place:
        """Return the place that a pasted address, share text or id names. Short links are resolved over the network.

        Raises WrongInput for what names no place on this platform.
        """

    @abstractmethod
    def address(self, place: Place) -> str:
        """Return the place's public page."""

    def locate(self, place: Place) -> Place:
        """Return the place with everything that its interface asks for; whoever calls keeps it for the next time.

        May ask the network. Raises what `pages` raises.
        """
        return place

    @abstractmethod
    def pages(self, place: Place, stream: str, cursor: str | None = None) -> Iterator[Page]:
        """Yield the stream's pages, newest first, from the top or from a `cursor` that an earlier page gave.

        One request at a time, each after `self.tools.pace.wait()`. The next request is made only when the next page is asked
        for. Ends after the last page. Raises Blocked, SignInNeeded, LayoutChanged, CursorExpired, NetworkTrouble,
        BrowserTrouble, NoBrowser, and NotFound where the site has no such place.
        """

    def reply_address(self, place: Place, review_id: str) -> str:  # noqa: ARG002
        """Return the page where the owner answers this review by hand."""
        return self.address(place)

    def read_reply(self, place: Place, review_id: str) -> SiteReply | None:
        """Return the owner's reply that the site has for the review now, None where there is none.

        Asks the site, afresh. Raises what `pages` raises, and NotFound where the review itself is gone.
        """
        raise NotImplementedError

    def put_reply(self, place: Place, review_id: str, text: str) -> SiteReply:
        """Put `text` onto the site as the owner's reply, once, and return what the site has then.

        Only where `posting` is not COPY. Never tries twice by itself: after a failure that leaves it open whether the site took
        it (a time-out, a dropped connection), the caller asks `read_reply`. Raises what `pages` raises, NotFound where the
        review is gone, ReplyRefused where the site does not take this text.
        """
        raise NotImplementedError

    @classmethod
    @abstractmethod
    def parse(cls, body: bytes, kind: str) -> Parsed:
        """Return what `body` holds. Pure: no network, no clock, the same answer each time.

        Raises LayoutChanged where the body isn't of the known shape, Blocked and SignInNeeded where it says so.
        """

    @classmethod
    @abstractmethod
    def mask(cls, body: bytes, kind: str) -> bytes:
        """Return `body` without the authors' names, ids and pictures, fit for a bug report; it still parses the same."""


def polite_hint(name: str) -> str:
    """Return the hint for a site that blocked us."""
    return _("Wait an hour or more, then try again: reviewkit crawl --platform {platform}").format(platform=name)
