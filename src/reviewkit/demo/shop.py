"""The made-up shop: its ids on the platforms and its reviews. No real shop, no real guest.

Reviews are frozen; a change puts a new one in place of the old, so that what a server is just sending stays whole.
"""

import bisect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from threading import RLock
from typing import Any, TypeVar

KST = timezone(timedelta(hours=9), "KST")
"""A fixed offset (Korea has no summer time), so that no zone database is needed."""
PLATFORMS = ("naver", "kakao", "google")
ACTIVE = "ACTIVE"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReview:
    """One review as the made-up shop knows it; the copies of the sites show each its own part of it.

    Times are aware. Naver: `id` is 24 hex digits whose first 8 are the unix time of writing, `votes` are labels, `keyword_only`
    ones stand in the list without texts,
    `rating` is what the owner sees and `rating_public` what everybody sees. Kakao: `id` is a
    number, `votes` are strengths by name. Google: `id` is the interface's; `envelope` is "", "A" or "B" (how a translation
    stands beside the text), `reply_state` APPROVED, PENDING, REJECTED or "" (an old reply has none).
    """

    platform: str
    id: str
    author: str
    text: str = ""
    rating: float | None = None
    rating_public: bool = False
    written_at: datetime
    visited_at: datetime | None = None
    edited_at: datetime | None = None
    visit_count: int | None = None
    votes: tuple[str, ...] = ()
    keyword_only: bool = False
    photos: int = 0
    video: bool = False
    origin: str | None = None
    item: str = ""
    status: str = ACTIVE
    reply: str | None = None
    reply_at: datetime | None = None
    reply_state: str = "APPROVED"
    envelope: str = ""
    translation: str = ""
    language: str = "ko"
    likes: int = 0


@dataclass
class Shop:
    """A restaurant and cafe with a page on each platform. Changes may come from another thread than the servers'.

    `now` is the day that the sites live in: dates are written in relation to it.
    """

    now: datetime
    name: str = "가나식당"
    category: str = "한식"
    address: str = "서울 가나구 다라로 12"
    naver_id: str = "1900000017"
    business_type: str = "restaurant"
    booking_id: str = "900017"
    smartplace_id: str = "7000017"
    kakao_id: str = "1900000029"
    google_place_id: str = "ChIJdemo_gana_sikdang_00001"
    google_account: str = "accounts/100000000000000000042"
    google_location: str = "locations/9000000000000000017"
    google_cid: int = 0x2C0FFEE0000017
    kakao_reviews_off: bool = False
    google_pending_reads: int = 1
    """Reads of a posted reply that still say PENDING; the one after them says what Google decided."""
    google_edits_a_minute: int = 0
    """Edits that Google takes before it answers 429; 0: any number."""
    posted: list[tuple[str, str, str]] = field(default_factory=list)
    """(platform, review id, text) of each reply that a site took, in order: a reply that was posted twice stands here twice."""
    tried: list[tuple[str, str, str]] = field(default_factory=list)
    """The same for each request to post one, taken or not."""
    lock: RLock = field(default_factory=RLock, repr=False)
    _reviews: dict[str, dict[str, DemoReview]] = field(default_factory=lambda: {name: {} for name in PLATFORMS}, repr=False)
    _gone: dict[str, dict[str, DemoReview]] = field(default_factory=lambda: {name: {} for name in PLATFORMS}, repr=False)
    _views: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)
    _added: int = 0

    @property
    def google_feature(self) -> str:
        """The id that Maps' addresses tag with !1s."""
        return f"0x357ca10000000001:{self.google_cid:#x}"

    def reviews(self, platform: str) -> list[DemoReview]:
        """Return the platform's reviews, in no order."""
        with self.lock:
            return list(self._reviews[platform].values())

    def find(self, platform: str, review_id: str) -> DemoReview:
        """Return a review, also one that is no longer shown. Raises KeyError."""
        with self.lock:
            found = self._reviews[platform].get(review_id) or self._gone[platform].get(review_id)
        if found is None:
            raise KeyError(review_id)
        return found

    def shown(self, platform: str, review_id: str) -> DemoReview | None:
        """Return a review that the site still has, None where it has vanished or never was."""
        with self.lock:
            return self._reviews[platform].get(review_id)

    def view(self, platform: str, name: str, build: Callable[[list[DemoReview]], T]) -> T:
        """Return `build(reviews)`, kept until the platform's reviews change."""
        with self.lock:
            key = (platform, name)
            if key not in self._views:
                self._views[key] = build(list(self._reviews[platform].values()))
            found: T = self._views[key]
            return found

    def put(self, reviews: Iterable[DemoReview]) -> None:
        """Add or replace reviews."""
        with self.lock:
            for review in reviews:
                self._reviews[review.platform][review.id] = review
                self._gone[review.platform].pop(review.id, None)
            self._views.clear()

    def add(self, platform: str, **fields: Any) -> DemoReview:
        """Add a review written now (or at `written_at`); every other field of DemoReview may be given."""
        with self.lock:
            self._added += 1
            fields.setdefault("written_at", self.now)
            fields.setdefault("author", f"새손님{self._added}")
            fields.setdefault("id", self._new_id(platform, fields["written_at"]))
            if platform == "naver":
                fields.setdefault("visited_at", fields["written_at"])
                fields.setdefault("visit_count", 1)
                fields.setdefault("origin", "영수증")
                fields.setdefault("item", "들깨수제비")
            else:
                fields.setdefault("rating", 5.0)
            review = DemoReview(platform=platform, **fields)
            self.put([review])
        return review

    def edit(self, platform: str, review_id: str, at: datetime | None = None, **fields: Any) -> DemoReview:
        """Change a review as its author would: fields of DemoReview, and the time of the edit (default: now)."""
        return self._change(platform, review_id, edited_at=at or self.now, **fields)

    def suspend(self, platform: str, review_id: str, permanently: bool = False) -> DemoReview:
        """Take a review's text off the page, as Naver does when somebody objects."""
        return self._change(platform, review_id, status="PERMANENTLY_SUSPENDED" if permanently else "TEMPORARILY_SUSPENDED")

    def restore(self, platform: str, review_id: str) -> DemoReview:
        """Show a suspended or removed review again."""
        return self._change(platform, review_id, status=ACTIVE)

    def remove(self, platform: str, review_id: str) -> DemoReview:
        """Make a review vanish."""
        with self.lock:
            review = self._reviews[platform].pop(review_id)
            self._gone[platform][review_id] = review
            self._views.clear()
        return review

    def reply(
        self, platform: str, review_id: str, text: str | None, at: datetime | None = None, state: str = "APPROVED"
    ) -> DemoReview:
        """Set the owner's reply, or take it away with None. `state` is Google's state of its publication."""
        return self._change(platform, review_id, reply=text, reply_at=(at or self.now) if text else None, reply_state=state)

    def settle(self, review_id: str, state: str) -> DemoReview:
        """Let Google decide on a reply."""
        return self._change("google", review_id, reply_state=state)

    def post(
        self, platform: str, review_id: str, text: str, state: str = "APPROVED", *, once: bool = False
    ) -> DemoReview | None:
        """Take a reply as a site does. None for a review that is gone, or (with `once`) has a reply already."""
        with self.lock:
            self.tried.append((platform, review_id, text))
            review = self.shown(platform, review_id)
            if review is None or (once and review.reply):
                return None
            self.posted.append((platform, review_id, text))
            return self.reply(platform, review_id, text, state=state)

    def _change(self, platform: str, review_id: str, **fields: Any) -> DemoReview:
        with self.lock:
            review = replace(self.find(platform, review_id), **fields)
            self.put([review])
        return review

    def _new_id(self, platform: str, written_at: datetime) -> str:
        if platform == "naver":
            return f"{int(written_at.timestamp()):08x}{self._added:016x}"
        if platform == "kakao":
            taken = [*self._reviews["kakao"], *self._gone["kakao"]]
            return str(max((int(known) for known in taken), default=13_000_000) + 17)
        return f"AbFvOqAdded{self._added:04d}".ljust(80, "x")


def after(ordered: list[DemoReview], key: Callable[[DemoReview], Any], mark: Any) -> int:
    """Return the place behind `mark` in a list that is sorted by `key`."""
    return bisect.bisect_right(ordered, mark, key=key)
