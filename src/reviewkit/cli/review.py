"""reviewkit review: list, show and search reviews; mark them as done."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewkit.cli import choices
from reviewkit.cli.cells import Column, one_line, plain
from reviewkit.cli.choices import PlatformOption
from reviewkit.cli.command import Desk, command, desk, noun
from reviewkit.cli.show import Form
from reviewkit.db.query import SORTS, Filter
from reviewkit.errors import WrongInput
from reviewkit.i18n import _, ngettext

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

app = noun(_("Read the reviews."))

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        "-s",
        metavar="STORE",
        help=_("Only this store: its id, name, or a part of it."),
        autocompletion=choices.store_names,
    ),
]
RatingOption = Annotated[
    str | None, typer.Option("--rating", "-r", metavar="STARS", help=_("Stars: 5, 1-3, or none for those without."))
]
SinceOption = Annotated[
    str | None, typer.Option("--since", metavar="DAY", help=_("Written on or after this day: 2026-05-01, today, 30d."))
]
UntilOption = Annotated[str | None, typer.Option("--until", metavar="DAY", help=_("Written on or before this day."))]
SortOption = Annotated[
    str,
    typer.Option(
        "--sort",
        metavar="ORDER",
        help=_("newest, oldest, longest, or rating: the worst first."),
        autocompletion=choices.among(SORTS),
    ),
]
LimitOption = Annotated[int, typer.Option("--limit", "-n", metavar="N", min=0, help=_("How many; 0 means all."))]
AnsweredOption = Annotated[bool | None, typer.Option("--answered/--unanswered", help=_("With or without an owner's reply."))]
PhotoOption = Annotated[bool | None, typer.Option("--photo/--no-photo", help=_("With or without a photo."))]
HandledOption = Annotated[bool | None, typer.Option("--handled/--unhandled", help=_("Marked as done, or not."))]
StatusOption = Annotated[
    str | None,
    typer.Option(
        "--status",
        metavar="STATE",
        help=_("On the site: visible, suspended, or deleted."),
        autocompletion=choices.among(choices.STATES),
    ),
]
TextOption = Annotated[str | None, typer.Option("--text", "-t", metavar="WORDS", help=_("Has these words, or parts of words."))]
Ids = Annotated[list[int], typer.Argument(help=_("Numbers of reviews, as review list shows them."))]


@command(app, "list", _("List reviews, the newest first."))
def list_(
    ctx: typer.Context,
    store: StoreOption = None,
    platform: PlatformOption = None,
    rating: RatingOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    answered: AnsweredOption = None,
    photo: PhotoOption = None,
    handled: HandledOption = None,
    status: StatusOption = None,
    text: TextOption = None,
    sort: SortOption = "newest",
    limit: LimitOption = 20,
) -> None:
    """List reviews."""
    chosen = _filter(
        desk(ctx), store=store, platform=platform, rating=rating, since=since, until=until, answered=answered, photo=photo,
        handled=handled, status=status, words=text, sort=sort, limit=limit,
    )  # fmt: skip
    _list(desk(ctx), chosen)


@command(app, "search", _("Find reviews and replies that have all these words, or parts of words."))
def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(help=_("What to look for; two syllables are enough."))],
    store: StoreOption = None,
    platform: PlatformOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    sort: SortOption = "newest",
    limit: LimitOption = 20,
) -> None:
    """Search reviews."""
    text = " ".join(words)
    _list(
        desk(ctx),
        _filter(desk(ctx), store=store, platform=platform, since=since, until=until, words=text, sort=sort, limit=limit),
    )


@command(app, "show", _("Show a review whole, with its earlier versions."))
def show(ctx: typer.Context, number: Annotated[int, typer.Argument(help=_("The review's number."))]) -> None:
    """Show one review."""
    from reviewkit.features import reviews

    row = reviews.show(desk(ctx).app.database, number, choices.zone(desk(ctx)))
    screen = desk(ctx).show
    screen.record({**row, "text": row["text"] or _gone(row)} if screen.form is Form.TABLE else row, _details())
    if screen.form is Form.TABLE:
        for revision in row["revisions"]:
            heading = _("Until {when} it said ({stars}):").format(
                when=choices.when(revision["replaced_at"]), stars=choices.stars(revision["rating"]) or _("no rating")
            )
            screen.text(f"\n{heading}\n{plain(revision['text'])}")


@command(app, "done", _("Mark reviews as done."), writes=True)
def done(ctx: typer.Context, numbers: Ids) -> None:
    """Mark as done."""
    _mark(desk(ctx), numbers, handled=True)


@command(app, "reopen", _("Mark reviews as not done."), writes=True)
def reopen(ctx: typer.Context, numbers: Ids) -> None:
    """Mark as open."""
    _mark(desk(ctx), numbers, handled=False)


def _mark(at: Desk, numbers: list[int], *, handled: bool) -> None:
    from reviewkit.features import reviews

    for number in numbers:  # one wrong number marks none
        reviews.show(at.app.database, number, choices.zone(at))
    if at.show.dry_run:
        at.show.note(_("Would mark: {numbers}").format(numbers=", ".join(map(str, numbers))))
        return
    changed = reviews.mark(at.app.engine, numbers, handled=handled)
    at.show.result({"changed": changed, "handled": handled}, _marked(len(set(numbers)), changed, handled=handled))


def _marked(asked: int, changed: int, *, handled: bool) -> str:
    if not changed and handled:
        return ngettext("It was done already.", "They were done already.", asked)
    if not changed:
        return ngettext("It was not done anyway.", "They were not done anyway.", asked)
    if handled:
        said = ngettext("Marked {n} review as done.", "Marked {n} reviews as done.", changed)
    else:
        said = ngettext("Marked {n} review as not done.", "Marked {n} reviews as not done.", changed)
    return said.format(n=changed)


def _list(at: Desk, chosen: Filter) -> None:
    from reviewkit.db import query
    from reviewkit.features import reviews

    rows = reviews.listed(at.app.database, chosen, choices.zone(at))
    if at.show.form is not Form.TABLE:
        at.show.rows(rows, [Column(name, name) for name in reviews.FIELDS])
        return
    listed = [told(row) for row in rows]
    several = len({row["store"] for row in listed}) > 1
    at.show.rows(listed, columns(with_store=several), "" if listed else _none(at))
    if chosen.limit and len(listed) == chosen.limit:
        total = query.count(at.app.database, chosen)
        if total > chosen.limit:
            at.show.note(_("{shown} of {total}; all of them with --limit 0").format(shown=chosen.limit, total=total), "dim")


def _none(at: Desk) -> str:
    """Return why a list is empty, and what to do about it."""
    from reviewkit.features import stores

    overview = stores.overview(at.app.database)
    if not overview:
        return _('No store yet. Add one: reviewkit store add "가나식당" --naver URL')
    if not any(store["reviews"] for store in overview):
        return _("No reviews yet. Gather them with: reviewkit crawl")
    return _("No review fits.")


def _filter(at: Desk, **given: Any) -> Filter:
    """Return the filter of the given options. Raises WrongInput."""
    sort, status = given["sort"], given.get("status")
    if sort not in SORTS:
        raise WrongInput(_("--sort takes one of: {known}").format(known=", ".join(SORTS)))
    if status not in (None, *choices.STATES):
        raise WrongInput(_("--status takes one of: {known}").format(known=", ".join(choices.STATES)))
    if given["words"] is not None and not given["words"].strip():
        raise WrongInput(_("Type a word to look for."), _("Look for a word: reviewkit review search 국물"))
    zone = choices.zone(at)
    since, until = choices.day(given["since"]), choices.day(given["until"])
    if since and until and since > until:
        raise WrongInput(_("--since is later than --until."), _("Give the earlier day to --since."))
    return Filter(
        store_id=choices.store_id(at, given["store"]),
        platform=choices.platform(given["platform"]),
        since=_midnight(since, zone),
        until=_midnight(until + timedelta(days=1) if until else None, zone),
        answered=given.get("answered"),
        photo=given.get("photo"),
        handled=given.get("handled"),
        status=status,
        words=given["words"] or "",
        sort=sort,
        limit=given["limit"],
        **_ratings(given.get("rating")),
    )


def _midnight(day: date | None, zone: "ZoneInfo") -> datetime | None:
    return datetime.combine(day, time.min, zone) if day else None


def _ratings(text: str | None) -> dict[str, Any]:
    """Return the filter's part for "5", "1-3" or "none". Raises WrongInput."""
    if text is None:
        return {}
    if text == "none":
        return {"rated": False}
    low, _dash, high = text.replace("★", "").replace("~", "-").partition("-")
    try:
        bounds = {"rating_min": float(low), "rating_max": float(high or low)}
    except ValueError as exc:
        raise _no_rating(text) from exc
    if not 0 < bounds["rating_min"] <= bounds["rating_max"] <= 5:
        raise _no_rating(text)
    return bounds


def _no_rating(text: str) -> WrongInput:
    several = sorted({found for found in text if found in "12345"}) if "," in text else []
    meant = f"{several[0]}-{several[-1]}" if len(several) > 1 else "1-3"
    return WrongInput(_("{text} is not a rating.").format(text=text), _("Write 5, or {range}, or none.").format(range=meant))


def told(row: dict[str, Any]) -> dict[str, Any]:
    """Return a review's row for a table: what has no text shows what it voted for, or why it has none."""
    if row["text"].strip():
        return row
    votes = " · ".join(row["voted_keywords"])
    return {
        **row,
        "text": _gone(row) or (f"[{votes}]" if votes else (_("(stars only)") if row["rating"] else _("(no text)"))),
    }


def _gone(row: dict[str, Any]) -> str:
    return {"suspended": _("(taken down by the site)"), "deleted": _("(deleted)")}.get(row["status"], "")


def columns(*, with_store: bool = False) -> list[Column]:
    """Return the columns of a list of reviews; with the store's name where they are of several."""
    return [
        Column("id", _("No."), right=True, style="dim"),
        Column("written_at", _("Written"), choices.on),
        *([Column("store", _("Store"), one_line)] if with_store else []),
        Column("platform", _("Site")),
        Column("rating", _("Stars"), choices.stars, style="yellow"),
        Column("text", _("Review"), one_line, grow=True),
        Column("owner_reply", _("Reply"), lambda reply: plain(reply is not None)),
    ]


def _details() -> list[Column]:
    return [
        Column("id", _("No.")),
        Column("store", _("Store")),
        Column("platform", _("Site")),
        Column("author", _("Author")),
        Column("rating", _("Stars"), choices.stars),
        Column("written_at", _("Written"), choices.when),
        Column("visited_on", _("Visited")),
        Column("visit_count", _("Visits")),
        Column("origin", _("Proof")),
        Column("status", _("Status"), choices.state),
        Column("edited_at", _("Edited"), choices.when),
        Column("voted_keywords", _("Votes")),
        Column("photos", _("Photos"), lambda photos: str(len(photos)) if photos else ""),
        Column("url", _("Address")),
        Column("text", _("Review")),
        Column("owner_reply", _("Reply"), lambda reply: plain(reply["text"]) if reply else ""),
        Column("handled", _("Done")),
    ]
