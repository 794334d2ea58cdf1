"""reviewkit crawl: gather the reviews."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewkit.cli import choices
from reviewkit.cli.analyze import beside
from reviewkit.cli.cells import Column, one_line
from reviewkit.cli.choices import PLATFORMS, PlatformOption
from reviewkit.cli.command import Desk, command, desk
from reviewkit.cli.show import Form
from reviewkit.cli.store import outcome, read
from reviewkit.errors import NotFound, WrongInput
from reviewkit.features import reasons
from reviewkit.i18n import _

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from reviewkit.features.crawl import Events, Order, Report, Target

app = typer.Typer(add_completion=False)


@command(app, "crawl", _("Gather new reviews from the sites."), writes=True)
def crawl(
    ctx: typer.Context,
    stores: Annotated[
        list[str] | None, typer.Argument(metavar="STORE", autocompletion=choices.store_names, help=_("Only these stores."))
    ] = None,
    platform: PlatformOption = None,
    full: Annotated[bool, typer.Option("--full", help=_("Read every page, not only until nothing is new."))] = False,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help=_("No further back than this day: 2026-05-01, 30d."))
    ] = None,
    save_pages: Annotated[
        Path | None,
        typer.Option("--save-pages", metavar="DIR", help=_("Keep what the sites sent, without names, for a report.")),
    ] = None,
    headed: Annotated[bool, typer.Option("--headed", help=_("Show the browser's window."))] = False,
) -> None:
    """Crawl."""
    at = desk(ctx)
    wanted = _wanted(at, stores or [], platform)
    if at.show.dry_run:
        at.show.rows([_plan(target) for target in wanted], _plan_columns())
        return
    reports = gather(at, wanted, _order(at, full=full, since=since, save=save_pages), headed=headed)
    show_reports(at, reports)


def gather(at: Desk, wanted: "list[Target]", order: "Order", *, headed: bool = False) -> "list[Report]":
    """Crawl the targets with progress bars on stderr; return the reports."""
    from reviewkit.features.crawl import run

    stop = Event()
    with at.show.progress() as bars, beside(at, bars, stop, sure=any(target.first for target in wanted)) as wake:
        return run(
            at.app.engine,
            wanted,
            lambda name: at.app.platform(name, headed=headed, stop=stop),
            order,
            events=_events(bars, len({target.store for target in wanted}), wake),
            stop=stop,
        )


def show_reports(at: Desk, reports: "list[Report]") -> None:
    """Print what each listing's crawl came to; raise what the run as a whole ends with."""
    from reviewkit.features.crawl import exit_error

    rows = [report.row() for report in reports]
    at.show.rows([read(row) for row in rows] if at.show.form is Form.TABLE else rows, _columns())
    error = exit_error(reports)
    if at.show.form is Form.TABLE:
        for report in reports:
            if report.error is not error or error is None:  # else it is said last, as the whole command's error
                lead = f"{report.target.store} · {report.target.platform}: "
                at.show.warn(lead + report.message if report.message else "")
                at.show.note(f"  → {report.hint}" if report.hint else "", "cyan")
            at.show.note(f"  {_dropped(report)}" if report.counts.dropped else "", "dim")
    if error:
        raise error


def _wanted(at: Desk, stores: list[str], platform: str | None) -> "list[Target]":
    from reviewkit.features.crawl import is_made_up, targets

    only = choices.platform(platform)
    enabled = [name for name in PLATFORMS if getattr(at.app.settings, name).enabled]
    if only and only not in enabled:
        raise WrongInput(
            _("{platform} is switched off in the settings.").format(platform=only), _("Change it with: reviewkit config edit")
        )
    found = targets(at.app.database, stores, [only] if only else enabled)
    real = [target for target in found if not is_made_up(target, _site(at, target.platform))]
    if not real:
        raise NotFound(
            _("{store} is the demo's made-up shop, and can't be crawled.").format(store=found[0].store),
            _("See it crawled with: reviewkit demo"),
        )
    return real


def _site(at: Desk, platform: str) -> str:
    section = getattr(at.app.settings, platform)
    return str(section.maps_url if platform == "google" else section.site_url)


def _order(at: Desk, *, full: bool, since: str | None, save: Path | None) -> "Order":
    from reviewkit.features.crawl import Order

    if full and since:
        raise WrongInput(_("--full and --since exclude each other."))
    if save:
        try:
            save.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as exc:
            raise WrongInput(_("Pages can't be kept in {folder}: {reason}").format(folder=save, reason=exc.strerror)) from exc
    crawl_settings = at.app.settings.crawl
    return Order(full, choices.day(since), save, crawl_settings.attempts, crawl_settings.lock_minutes)


def _events(bars: "Progress", stores: int, wake: Callable[[], None]) -> "Events":
    """Bars for the lanes' news, which comes from several threads; `wake` is told of new reviews."""
    from reviewkit.features.crawl import Events

    tasks: dict[int, TaskID] = {}
    lock = Lock()

    def begin(target: "Target") -> None:
        words = f"{target.store} · {target.platform}" if stores > 1 else target.platform
        with lock:
            tasks[target.listing_id] = bars.add_task(one_line(words), total=None)

    def page(report: "Report") -> None:
        bars.update(tasks[report.target.listing_id], completed=report.counts.seen, total=report.site_total)
        if report.counts.new:
            wake()

    def done(report: "Report") -> None:
        seen = report.counts.seen
        bars.update(tasks[report.target.listing_id], completed=seen, total=seen)

    return Events(begin, page, done)


def _dropped(report: "Report") -> str:
    told = ", ".join(f"{reasons.said(reason)} ({n})" for reason, n in sorted(report.counts.dropped.items()))
    return _("Left out: {reasons}").format(reasons=told)


def _plan(target: "Target") -> dict[str, Any]:
    return {"store": target.store, "platform": target.platform, "place_id": target.place.id}


def _plan_columns() -> list[Column]:
    return [Column("store", _("Store"), one_line, grow=True), Column("platform", _("Site")), Column("place_id", _("Place"))]


def _columns() -> list[Column]:
    return [
        Column("store", _("Store"), one_line, grow=True),
        Column("platform", _("Site")),
        Column("outcome", _("Outcome"), outcome),
        Column("read", _("Read"), right=True),
        Column("new", _("New"), right=True),
        Column("updated", _("Changed"), right=True),
        Column("deleted", _("Gone"), right=True),
        Column("seconds", _("Seconds"), lambda value: f"{value:.1f}", right=True),
    ]
