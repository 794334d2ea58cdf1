"""reviewkit store: your stores and their pages on the platforms."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewkit.cli import choices
from reviewkit.cli.cells import Column, one_line
from reviewkit.cli.command import Desk, command, desk, noun
from reviewkit.cli.places import found_one
from reviewkit.cli.show import Form
from reviewkit.errors import WrongInput
from reviewkit.i18n import _

if TYPE_CHECKING:
    from reviewkit.features.stores.changes import Found

app = noun(_("Your stores and their pages on the platforms."))

NaverOption = Annotated[str | None, typer.Option("--naver", metavar="URL", help=_("Naver Place: pasted address or place id."))]
KakaoOption = Annotated[str | None, typer.Option("--kakao", metavar="URL", help=_("KakaoMap: pasted address or place id."))]
GoogleOption = Annotated[
    str | None,
    typer.Option(
        "--google",
        metavar="URL",
        help=_("Google: pasted Maps address, place id, accounts/…/locations/…, or pick to choose from your own."),
    ),
]
TradeOption = Annotated[
    str | None,
    typer.Option(
        "--trade",
        metavar="|".join(choices.TRADES),
        help=_("What it lives from, where neither Naver nor its reviews say it."),
        autocompletion=choices.among(choices.TRADES),
    ),
]
StoreArgument = Annotated[
    str,
    typer.Argument(metavar="STORE", help=_("The store's id, name, or a part of its name."), autocompletion=choices.store_names),
]
WholeArgument = Annotated[
    str,
    typer.Argument(metavar="STORE", help=_("The store's id, or its whole name."), autocompletion=choices.store_names),
]


@command(app, "add", _("Add a store, with its pages."), writes=True)
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=_("The store's name."))],
    naver: NaverOption = None,
    kakao: KakaoOption = None,
    google: GoogleOption = None,
    trade: TradeOption = None,
    mine: Annotated[bool, typer.Option("--mine", help=_("Yes, this store is mine."))] = False,
) -> None:
    """Add a store."""
    at = desk(ctx)
    kind = choices.trade(trade)
    add_found(at, name, _found(at, naver=naver, kakao=kakao, google=google), kind, mine=mine)


def add_found(at: Desk, name: str, found: "list[Found]", trade: str | None = None, *, mine: bool) -> None:
    """Add a store with these pages, once the owner has said that it is theirs, and say what comes next."""
    from reviewkit.features.stores import changes

    _ask_whose(at, name, mine=mine)
    store = changes.add(at.app.engine, name, found, trade, dry_run=at.show.dry_run)
    if at.show.dry_run:
        at.show.note(_("Would add {name}: {pages}").format(name=name, pages=_pages(found) or _("no page yet")))
        return
    _say_added(at, store.id, store.name, found)


@command(app, "list", _("List your stores."))
def list_(ctx: typer.Context) -> None:
    """List stores."""
    from reviewkit.features import stores

    at = desk(ctx)
    columns = [
        Column("id", _("No."), right=True, style="dim"),
        Column("name", _("Store"), one_line, grow=True),
        Column("listings", _("Reviews"), _reviews),
        Column("listings", _("Last crawl"), _last),
        Column("paused", _("Paused")),
    ]
    at.show.rows(
        stores.overview(at.app.database, choices.zone(at)),
        columns,
        _('No store yet. Add one: reviewkit store add "가나식당" --naver URL'),
    )


@command(app, "show", _("Show a store, and how its last crawls went."))
def show(
    ctx: typer.Context,
    store: StoreArgument,
    limit: Annotated[int, typer.Option("--limit", "-n", help=_("How many crawls."))] = 10,
) -> None:
    """Show a store."""
    from reviewkit.features import stores

    at = desk(ctx)
    row = stores.pick(stores.overview(at.app.database, choices.zone(at)), store)
    crawls = stores.crawls(at.app.database, row["id"], limit, choices.zone(at))
    if at.show.form is not Form.TABLE:
        at.show.record({**row, "crawls": crawls})
        return
    at.show.record(
        row, [Column("id", _("No.")), Column("name", _("Store")), Column("trade", _("Trade")), Column("paused", _("Paused"))]
    )
    at.show.text("")
    at.show.rows(row["listings"], _listing_columns(), _no_page(row["name"]))
    _show_addresses(at, row["listings"])
    at.show.text("")
    at.show.rows([read(crawl) for crawl in crawls], _crawl_columns(), _("Never crawled yet: reviewkit crawl"))
    for crawl in crawls[:3]:
        at.show.note(
            f"{choices.when(crawl['started_at'])} {crawl['platform']}: {crawl['message']}" if crawl["message"] else "", "dim"
        )


@command(app, "edit", _("Change a store's name or pages."), writes=True)
def edit(
    ctx: typer.Context,
    store: StoreArgument,
    name: Annotated[str | None, typer.Option("--name", help=_("Its new name."))] = None,
    naver: NaverOption = None,
    kakao: KakaoOption = None,
    google: GoogleOption = None,
    trade: TradeOption = None,
) -> None:
    """Edit a store."""
    from reviewkit.features import stores
    from reviewkit.features.stores import changes

    at = desk(ctx)
    row = stores.pick(stores.overview(at.app.database), store)
    found, kind = _found(at, naver=naver, kakao=kakao, google=google), choices.trade(trade)
    if not found and name is None and kind is None:
        raise WrongInput(_("Nothing to change."), _("Say what: --name, --naver, --kakao, --google or --trade"))
    changes.edit(at.app.engine, row["id"], name, found, kind, dry_run=at.show.dry_run)
    if at.show.dry_run:
        at.show.note(
            _("Would change {name}: {pages}").format(name=row["name"], pages=", ".join(filter(None, [name, _pages(found)])))
        )
        return
    at.show.result({"id": row["id"], "changed": True}, _("Changed."))
    if kind not in (None, row["trade"]) and row["reviews"]:
        at.show.note(_("Let its reviews be read by that: reviewkit analyze --all"), "cyan")


@command(app, "pause", _("Leave a store out of crawls."), writes=True)
def pause(ctx: typer.Context, store: StoreArgument) -> None:
    """Pause a store."""
    _set_paused(desk(ctx), store, paused=True)


@command(app, "resume", _("Take a paused store into crawls again."), writes=True)
def resume(ctx: typer.Context, store: StoreArgument) -> None:
    """Resume a store."""
    _set_paused(desk(ctx), store, paused=False)


@command(app, "remove", _("Remove a store with its reviews; a backup is kept."), writes=True)
def remove(ctx: typer.Context, store: WholeArgument) -> None:
    """Remove a store."""
    from reviewkit.features import stores
    from reviewkit.features.stores import changes

    at = desk(ctx)
    row = stores.pick(stores.overview(at.app.database), store, whole=True)
    if at.show.dry_run:
        at.show.note(_("Would remove {name} with {n} reviews.").format(name=row["name"], n=row["reviews"]))
        return
    if not at.show.confirm(_("Remove {name} with its {n} reviews?").format(name=row["name"], n=row["reviews"])):
        at.show.note(_("Nothing was removed."))
        raise typer.Exit(1)
    saved = changes.remove(at.app.engine, at.app.database, row["id"])
    at.show.result({"removed": row["id"], "backup": str(saved)}, _("Removed. A backup is at {path}").format(path=saved))


def _found(at: Desk, **given: str | None) -> "list[Found]":
    return [found_one(at, name, text) for name, text in given.items() if text is not None]


def _ask_whose(at: Desk, name: str, *, mine: bool) -> None:
    """Our manners: the owner's own stores only."""
    if mine or at.show.dry_run:
        return
    question = _("Is {name} your own store, or do you look after it for its owner?").format(name=name)
    if not at.show.confirm(question, "--mine"):
        raise WrongInput(_("reviewkit is for your own stores only."), _("Nothing was added."))


def _say_added(at: Desk, id_: int | None, name: str, found: list[Any]) -> None:
    pages = _pages(found) or _("no page yet")
    at.show.result(
        {
            "id": id_,
            "name": name,
            "listings": [{"platform": one.platform, "place_id": one.place.id, "url": one.url} for one in found],
        },
        _("Added {name} ({pages}).").format(name=name, pages=pages),
    )
    at.show.note(
        _("Next: reviewkit crawl") if found else _("Next: reviewkit store edit {store} --naver URL").format(store=f'"{name}"'),
        "dim",
    )


def _set_paused(at: Desk, words: str, *, paused: bool) -> None:
    from reviewkit.features import stores
    from reviewkit.features.stores import changes

    row = stores.pick(stores.overview(at.app.database), words)
    said = _("{name} is paused.") if paused else _("{name} is crawled again.")
    if not at.show.dry_run:
        changes.set_paused(at.app.engine, row["id"], paused=paused)
    at.show.result({"id": row["id"], "paused": paused, "dry_run": at.show.dry_run}, said.format(name=row["name"]))


def _no_page(name: str) -> str:
    return _("It has no page yet: reviewkit store edit {store} --naver URL").format(store=f'"{name}"')


def _show_addresses(at: Desk, listings: list[dict[str, Any]]) -> None:
    """Print the pages' addresses whole, each on a line of its own: they are there to be copied."""
    if listings:
        at.show.text("")
        at.show.record(
            {listing["platform"]: listing["url"] for listing in listings},
            [Column(listing["platform"], choices.title(listing["platform"])) for listing in listings],
        )


def _pages(found: list[Any]) -> str:
    return ", ".join(f"{one.platform} {one.place.id}" for one in found)


def _reviews(listings: list[dict[str, Any]]) -> str:
    return "\n".join(f"{listing['platform']} {listing['reviews']}" for listing in listings)


def _last(listings: list[dict[str, Any]]) -> str:
    lasts = [listing["last_crawl"] for listing in listings]
    return "\n".join(f"{choices.when(last['started_at'])} {outcome(last['outcome'])}" if last else _("never") for last in lasts)


def outcome(word: Any) -> str:
    """Return an outcome's word for people."""
    words = {
        "ok": _("ok"),
        "empty": _("no reviews"),
        "partial": _("partly"),
        "blocked": _("blocked"),
        "sign_in_needed": _("sign-in needed"),
        "layout_changed": _("page changed"),
        "switched_off": _("switched off"),
        "failed": _("failed"),
        "running": _("running"),
    }
    return words.get(word or "running", str(word))


def read(crawl: dict[str, Any]) -> dict[str, Any]:
    """Return a crawl's row for a table, with what was read; of a full pass, of what the site counts: 86/86."""
    total = crawl["site_total"] if crawl["mode"] == "full" else None
    return {**crawl, "read": str(crawl["seen"]) if total is None else f"{crawl['seen']}/{total}"}


def _listing_columns() -> list[Column]:
    return [
        Column("platform", _("Site")),
        Column("place_id", _("Place"), one_line),
        Column("reviews", _("Reviews"), right=True),
        Column("site_total", _("On the site"), right=True),
    ]


def _crawl_columns() -> list[Column]:
    return [
        Column("started_at", _("Started"), choices.when),
        Column("platform", _("Site")),
        Column("outcome", _("Outcome"), outcome),
        Column("read", _("Read"), right=True),
        Column("new", _("New"), right=True),
        Column("updated", _("Changed"), right=True),
        Column("deleted", _("Gone"), right=True),
    ]
