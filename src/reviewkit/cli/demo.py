"""reviewkit demo: everything at work on a made-up shop, without an account and without the internet."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewkit.cli import choices
from reviewkit.cli.cells import Column, one_line, tick, traffic_light
from reviewkit.cli.command import Desk, command, desk
from reviewkit.cli.crawl import gather, show_reports
from reviewkit.cli.review import columns, told
from reviewkit.cli.show import Form
from reviewkit.db.query import Filter
from reviewkit.errors import Interrupted, PartlyDone, ReviewkitError
from reviewkit.i18n import _

if TYPE_CHECKING:
    from reviewkit.app import App
    from reviewkit.demo.sites import Sites
    from reviewkit.features.crawl import Report

SHOWN = 4
"""Reviews shown of each platform, and drafts."""
DRAFTED = 20
"""Reviews that are answered."""

app = typer.Typer(add_completion=False)


@command(app, "demo", _("See everything work on a made-up shop; needs no account and no internet."), writes=True)
def demo(
    ctx: typer.Context,
    keep: Annotated[bool, typer.Option("--keep", help=_("Put the made-up shop into your own home, to play with."))] = False,
) -> None:
    """Run the demo."""
    at = desk(ctx)
    if at.show.dry_run:
        at.show.note(_("Would start local copies of the sites, crawl a made-up shop, and show its reviews."))
        return
    if keep and (there := _kept(at)):
        _show_kept(at, there)
        return
    if keep and not _may_keep(at):
        raise typer.Exit(1)
    with _sites() as sites, _home(at, keep=keep) as home:
        at.app = _app(home, at.app, sites, keep=keep)
        try:
            _run(at, sites, keep=keep)
        except Interrupted as exc:  # a crawl says that all is kept; here nothing need be
            raise KeyboardInterrupt from exc
        finally:
            at.close()  # before the throw-away folder goes


def _run(at: Desk, sites: "Sites", *, keep: bool) -> None:
    from reviewkit.features import stores
    from reviewkit.features.crawl import Order, targets
    from reviewkit.features.stores import changes

    at.show.note(_("1. A made-up shop, and copies of Naver Place, KakaoMap and Google on this machine:"), "bold")
    found = [_find(at, name, link) for name, link in sites.links.items()]
    name = _free_name(at, sites.shop.name)
    store = changes.add(at.app.engine, name, found)
    for one in found:
        at.show.note(f"   {choices.title(one.platform)}  {one.url}", "dim")
    try:
        platforms = [one.platform for one in found if one.platform != "naver" or _has_browser(at)]
        with_browser = _("2. reviewkit crawl: the real adapters and a real browser read them.")
        at.show.note(with_browser if "naver" in platforms else _("2. reviewkit crawl: the real adapters read them."), "bold")
        reports = gather(at, targets(at.app.database, [str(store.id)], platforms), Order())
        trouble = _trouble(at, reports)
    finally:
        if keep and store.id is not None:  # the copies end with this command: a later crawl must not look for them
            changes.set_paused(at.app.engine, store.id, paused=True)
    if trouble and not any(report.counts.seen for report in reports):
        raise trouble
    at.show.note("\n" + _("3. reviewkit review list: what they say, the newest of each site."), "bold")
    _show_reviews(at, stores.pick(stores.overview(at.app.database), str(store.id)))
    if at.show.form is Form.TABLE and store.id is not None:
        _show_drafts(at, store.id, keep=keep)
        _show_report(at, store.id, at.app.home if keep else Path(tempfile.gettempdir()))
    _say_next(at, name, keep=keep)
    if trouble:
        raise trouble


def _trouble(at: Desk, reports: "list[Report]") -> ReviewkitError | None:
    """Show what the crawl came to; return what went wrong, for later: the sites that worked are worth a look first."""
    from reviewkit.features.crawl import exit_error

    try:
        if at.show.form is Form.TABLE:
            show_reports(at, reports)
        error = exit_error(reports)  # a program gets the reviews only, as one document
    except ReviewkitError as exc:
        error = exc
    if isinstance(error, Interrupted):
        raise error
    if isinstance(error, PartlyDone):  # its hint names the shop, which is gone in a moment or was told of above
        error.hint = _("Try again with: reviewkit demo")
    return error


def _show_reviews(at: Desk, store: dict[str, Any]) -> None:
    from reviewkit.features import reviews

    shape = told if at.show.form is Form.TABLE else dict
    rows = [
        shape(row)
        for listing in store["listings"]
        for row in reviews.listed(
            at.app.database, Filter(store_id=store["id"], platform=listing["platform"], limit=SHOWN), choices.zone(at)
        )
    ]
    at.show.rows(rows, columns(rows, wide=at.show.wide))


def _show_drafts(at: Desk, store_id: int, *, keep: bool) -> None:
    """Draft replies to the newest reviews, from templates: a demo sends nothing to a model."""
    from reviewkit.cli.replies import say_rest
    from reviewkit.db import query
    from reviewkit.db.replies import ReplyFilter
    from reviewkit.features.replies import listing

    at.show.note("\n" + _("4. reviewkit reply draft: answers from templates, each checked; you approve them."), "bold")
    waiting = query.select(at.app.database, Filter(store_id=store_id, answered=False, limit=DRAFTED))
    done = at.app.drafter(at.app.writer(offline=True)).draft([row["id"] for row in waiting])
    rows = listing.listed(at.app.database, ReplyFilter(ids=tuple(done.ready[:SHOWN])), choices.zone(at))
    at.show.rows(list(rows), _draft_columns(), spaced=True)
    say_rest(at, done, going_on=keep)


def _show_report(at: Desk, store_id: int, folder: Path) -> None:
    """Draw the weeks' summary, and write all reports to an HTML file in `folder`, which stays."""
    from reviewkit.cli.report import paper
    from reviewkit.cli.report import summary as screens
    from reviewkit.cli.report.asking import Asked
    from reviewkit.features import reports

    at.show.note("\n" + _("5. reviewkit report summary: how the shop stands, and what to do first."), "bold")
    asked = Asked(at, store=[str(store_id)], html=str(folder / "reviewkit-demo-report.html"))
    figures = reports.summary(asked.path, asked.scope, asked.target_hours)
    screens.draw(at.show, figures, reports.advice(asked.path, asked.scope, asked.target_hours))
    at.show.note("")
    paper.write(asked, figures)


def _draft_columns() -> list[Column]:
    return [
        Column("review", _("Stars"), lambda review: choices.stars(review["rating"]), style="yellow"),
        Column("review", _("Review"), lambda review: one_line(review["text"]), grow=True, wrap=True),
        Column("text", _("Reply"), one_line, grow=True, wrap=True),
        Column("passed", _("Checks"), tick, tint=traffic_light),
    ]


def _say_next(at: Desk, name: str, *, keep: bool) -> None:
    if keep:
        _look_around(at, "\n" + _("The made-up shop stays in {home}. Look around:").format(home=at.app.home), name)
        return
    gone = _("All of it was in a throw-away folder, which is gone now. Next, with a shop to play with, or your own:")
    at.show.note("\n" + gone, "bold")
    lines = (
        "reviewkit demo --keep",
        _('reviewkit store add "My shop" --naver URL --kakao URL --google URL'),
        "reviewkit crawl",
    )
    for line in lines:
        at.show.note(f"   {line}", "cyan")


def _look_around(at: Desk, said: str, name: str) -> None:
    at.show.note(said, "bold")
    for line in (
        f'reviewkit review list --store "{name}" --rating 1-3',
        "reviewkit review search 국물",
        f'reviewkit store show "{name}"',
    ):
        at.show.note(f"   {line}", "cyan")


def _kept(at: Desk) -> dict[str, Any] | None:
    """Return the made-up shop that an earlier demo has put into this home, None where there is none."""
    from reviewkit.demo.fill import make_shop
    from reviewkit.features import stores

    shop = make_shop(choices.today(), naver_text=0, naver_keywords=0, kakao=0, google=0)
    made_up = {("naver", shop.naver_id), ("kakao", shop.kakao_id), ("google", shop.google_place_id)}
    for store in stores.overview(at.app.database):
        if made_up & {(listing["platform"], listing["place_id"]) for listing in store["listings"]}:
            return store
    return None


def _show_kept(at: Desk, store: dict[str, Any]) -> None:
    _look_around(at, _("The made-up shop is in {home} already. Look around:").format(home=at.app.home), store["name"])
    if at.show.form is not Form.TABLE:
        _show_reviews(at, store)


def _may_keep(at: Desk) -> bool:
    from reviewkit.features import stores

    others = stores.overview(at.app.database)
    if not others:
        return True
    names = ", ".join(store["name"] for store in others)
    return at.show.confirm(
        _("Other stores live in {home}: {names}. Put the made-up one beside them?").format(home=at.app.home, names=names)
    )


def _has_browser(at: Desk) -> bool:
    if at.app.found_browser():
        return True
    at.show.warn(_("No browser was found, so Naver Place is left out. Get one with: reviewkit browser install"))
    return False


def _find(at: Desk, name: str, link: str) -> Any:
    from reviewkit.features.stores.changes import Found

    with at.app.platform(name, signed_in=False) as platform:
        place = platform.find(link)
        return Found(name, place, platform.address(place))


def _free_name(at: Desk, name: str) -> str:
    """Return the shop's name, with a number where an earlier demo was kept."""
    from reviewkit.features import stores

    taken = {store["name"] for store in stores.overview(at.app.database)}
    return next(one for one in (name, *(f"{name} {number}" for number in range(2, 1000))) if one not in taken)


@contextmanager
def _sites() -> "Iterator[Sites]":
    from reviewkit.demo.fill import make_shop
    from reviewkit.demo.sites import Sites

    with Sites(make_shop(choices.today())) as sites:
        yield sites


@contextmanager
def _home(at: Desk, *, keep: bool) -> Iterator[Path]:
    if keep:
        yield at.app.home
        return
    with tempfile.TemporaryDirectory(prefix="reviewkit-demo-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _app(home: Path, real: "App", sites: "Sites", *, keep: bool) -> "App":
    """Return a hall whose outside is the copies: the owner's settings but for the sites' addresses and pace.

    No model is asked, and unless the shop is to be kept, no database but one in the throw-away home is written to.
    """
    from reviewkit.app import App

    tables: dict[str, dict[str, Any]] = {name: {"interval": 0.0, "enabled": True} for name in choices.PLATFORMS}
    tables |= {"ai": {"model": "", "embedding_model": ""}, "database": {} if keep else {"path": ""}}
    for key, address in sites.settings.items():
        section, _dot, name = key.partition(".")
        tables[section][name] = address
    sections = {name: getattr(real.settings, name).model_copy(update=table) for name, table in tables.items()}
    return App(home, real.settings.model_copy(update=sections), sites.secrets)
