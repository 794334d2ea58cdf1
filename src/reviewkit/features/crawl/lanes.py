"""Lanes: a thread per platform, each with its own adapter and so its own browser."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

from sqlalchemy import Engine

from reviewkit.errors import Blocked, Interrupted, ReviewkitError, SignInNeeded
from reviewkit.features.crawl.listing import crawl_listing, log
from reviewkit.features.crawl.report import Outcome, Report
from reviewkit.features.crawl.targets import Order, Target
from reviewkit.i18n import _
from reviewkit.platforms.base import Platform


@dataclass(frozen=True, slots=True)
class Events:
    """What a screen wants to hear of, from any thread: a listing begins, a page was kept, a listing is done."""

    begin: Callable[[Target], None] = lambda _target: None
    page: Callable[[Report], None] = lambda _report: None
    done: Callable[[Report], None] = lambda _report: None


def run(
    engine: Engine,
    targets: Sequence[Target],
    adapter: Callable[[str], Platform],
    order: Order,
    *,
    events: Events,
    stop: Event,
) -> list[Report]:
    """Crawl `targets`, lanes side by side. `adapter` makes a platform's adapter; `stop` ends all lanes at their next pause.

    Return a report for each target that was tried, in their order. Ctrl-C sets `stop` and waits for the lanes to close.
    """
    lanes: dict[str, list[Target]] = {}
    for target in targets:
        lanes.setdefault(target.platform, []).append(target)
    reports: dict[int, Report] = {}
    interrupted = False
    with ThreadPoolExecutor(len(lanes), thread_name_prefix="lane") as pool:
        futures = [pool.submit(_lane, engine, adapter, lane, order, events=events, reports=reports) for lane in lanes.values()]
        try:
            for future in futures:
                future.result()
        except KeyboardInterrupt:
            stop.set()  # each lane ends at its next pause, with a report that says so
            interrupted = True
        except BaseException:
            stop.set()
            raise
    if interrupted and not any(isinstance(report.error, Interrupted) for report in reports.values()):
        raise Interrupted(_("Stopped. Everything read so far is kept."))
    return [reports[target.listing_id] for target in targets if target.listing_id in reports]


def _lane(
    engine: Engine,
    adapter: Callable[[str], Platform],
    targets: list[Target],
    order: Order,
    *,
    events: Events,
    reports: dict[int, Report],
) -> None:
    block: ReviewkitError | None = None
    with adapter(targets[0].platform) as platform:
        for target in targets:
            events.begin(target)
            report = _skipped(target, block) if block else _crawl(engine, platform, target, order, events)
            block = block or _wall(platform, report)
            reports[target.listing_id] = report
            events.done(report)


def _crawl(engine: Engine, platform: Platform, target: Target, order: Order, events: Events) -> Report:
    try:
        return crawl_listing(engine, platform, target, order, events.page)
    except ReviewkitError as exc:  # the lock is held, or the database can't be written
        report = Report(target)
        report.end(exc)
        return report
    except Exception as exc:  # noqa: BLE001  one listing's fault must not end the lane, and is told
        log.exception("unexpected", store=target.store, platform=target.platform)
        report = Report(target)
        report.end(
            ReviewkitError(
                _("Something went wrong that we did not expect: {reason}").format(reason=f"{type(exc).__name__}: {exc}"),
                _("Run it again with --debug and report what it prints."),
            )
        )
        report.outcome = Outcome.FAILED
        return report


def _wall(platform: Platform, report: Report) -> ReviewkitError | None:
    """Return what the next listing would run into too: a block, or a page's sign-in (an interface's may be of one place)."""
    error = report.error
    walled = isinstance(error, Blocked) or (isinstance(error, SignInNeeded) and platform.needs_browser)
    return error if walled else None


def _skipped(target: Target, block: ReviewkitError) -> Report:
    """A site that shut us out for one listing is not asked for the next."""
    report = Report(target)
    report.end(block)
    if isinstance(block, Blocked):
        report.message = _("Not tried: {platform} had asked us to slow down.").format(platform=target.platform)
    else:
        report.message = _("Not tried: {platform} had asked for a sign-in.").format(platform=target.platform)
    return report
