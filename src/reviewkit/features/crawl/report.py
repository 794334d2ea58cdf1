"""What a crawl of one listing came to, and what all of them mean for the exit code."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from reviewkit.errors import Blocked, Interrupted, LayoutChanged, PartlyDone, ReviewkitError, SignInNeeded
from reviewkit.features.crawl.targets import Target
from reviewkit.features.pipeline import Counts
from reviewkit.i18n import _


class Outcome(StrEnum):
    """How a crawl ended. switched_off: the owner asked the site to show no reviews (KakaoMap offers that)."""

    OK = "ok"
    EMPTY = "empty"
    PARTIAL = "partial"
    BLOCKED = "blocked"
    SIGN_IN_NEEDED = "sign_in_needed"
    LAYOUT_CHANGED = "layout_changed"
    SWITCHED_OFF = "switched_off"
    FAILED = "failed"


@dataclass
class Report:
    """One listing's crawl.

    `streams` maps a stream to its own {seen, site_total}; `whole` names those that make up the listing (another may show the
    same reviews once more, with more detail). `missing` is how many of the site's count a full pass did not see, None for any
    other. `error` is what ended it early.
    """

    target: Target
    mode: str = "incremental"
    outcome: Outcome = Outcome.FAILED
    message: str = ""
    hint: str = ""
    retry_at: datetime | None = None
    pages: int = 0
    requests: int = 0
    counts: Counts = field(default_factory=Counts)
    deleted: int = 0
    streams: dict[str, dict[str, int | None]] = field(default_factory=dict)
    whole: tuple[str, ...] = ()
    seconds: float = 0.0
    missing: int | None = None
    error: ReviewkitError | None = None

    @property
    def site_total(self) -> int | None:
        """The site's own number of reviews, over the streams that make up the whole; None where one doesn't say."""
        totals = [self.streams[name]["site_total"] if name in self.streams else None for name in self.whole]
        known = [total for total in totals if total is not None]
        return sum(known) if known and len(known) == len(totals) else None

    @property
    def saw_all(self) -> bool:
        """Whether a review that was not seen is surely gone: all that the site counts was seen, and nothing left out."""
        return self.missing == 0 and not (set(self.counts.dropped) - {"same_entry"})

    def take(self, stream: str, counts: Counts, sign: int = 1) -> None:
        """Add what a page of a stream brought; with a `sign` of -1 give it back, where the page could not be kept."""
        # A stream beside the whole shows the same reviews once more: they count once.
        self.counts.add(counts if stream in self.whole else replace(counts, seen=counts.new, unchanged=0), sign)
        self.pages += sign
        own = self.streams.setdefault(stream, {"seen": 0, "site_total": None})
        own["seen"] = (own["seen"] or 0) + sign * counts.seen

    def end(self, error: ReviewkitError) -> None:
        """Take the outcome, the words and the time to try again from an error."""
        self.error, self.message, self.hint = error, error.message, error.hint
        self.outcome = outcome_of(error, self.pages)
        self.retry_at = error.retry_at if isinstance(error, Blocked) else None

    def row(self) -> dict[str, Any]:
        """Return the report as `crawl --json` prints it."""
        return {
            "store": self.target.store,
            "platform": self.target.platform,
            "outcome": self.outcome.value,
            "mode": self.mode,
            "pages": self.pages,
            "requests": self.requests,
            "seen": self.counts.seen,
            "new": self.counts.new,
            "updated": self.counts.updated,
            "unchanged": self.counts.unchanged,
            "deleted": self.deleted,
            "dropped": dict(self.counts.dropped),
            "site_total": self.site_total,
            "streams": self.streams,
            "seconds": round(self.seconds, 2),
            "message": self.message or None,
            "hint": self.hint or None,
            "retry_at": self.retry_at,
        }


GOOD = (Outcome.OK, Outcome.EMPTY, Outcome.SWITCHED_OFF)
"""Outcomes that are no failure."""


def outcome_of(error: ReviewkitError, pages: int) -> Outcome:
    """Return the outcome that an error stands for, after so many pages were kept."""
    for kind, outcome in (
        (Blocked, Outcome.BLOCKED),
        (SignInNeeded, Outcome.SIGN_IN_NEEDED),
        (LayoutChanged, Outcome.LAYOUT_CHANGED),
    ):
        if isinstance(error, kind):
            return outcome
    if error.code == "reviews_switched_off":
        return Outcome.SWITCHED_OFF
    return Outcome.PARTIAL if isinstance(error, Interrupted) and pages else Outcome.FAILED


def exit_error(reports: Sequence[Report]) -> ReviewkitError | None:
    """Return the error that the whole run ends with, None where all went well.

    Where all failed for one cause it is that cause (4, 5 …); where some went well it is PartlyDone (3).
    """
    bad = [report for report in reports if report.outcome not in GOOD]
    if not bad:
        return None
    interrupted = next((report.error for report in bad if isinstance(report.error, Interrupted)), None)
    if interrupted:
        return interrupted
    causes = {report.error.exit_code for report in bad if report.error}
    if len(bad) == len(reports) and len(causes) == 1 and all(report.error for report in bad):
        first = bad[0].error
        assert first is not None
        return first
    names = ", ".join(f"{report.target.store} ({report.target.platform})" for report in bad)
    message = _("Not everything was read: {names}").format(names=names)
    error = PartlyDone(message, _("See why with: reviewkit store show {store}").format(store=f'"{bad[0].target.store}"'))
    if len(bad) == len(reports) and not any(report.pages for report in reports):
        error.exit_code = 1
    return error
