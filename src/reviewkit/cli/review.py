"""reviewkit review: list, show and search reviews; mark them as done."""

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from reviewkit.cli import choices, choosing, removal, said
from reviewkit.cli.cells import Column, one_line, plain
from reviewkit.cli.choices import PlatformOption
from reviewkit.cli.command import Desk, command, desk, noun
from reviewkit.cli.show import Form
from reviewkit.db.query import Filter
from reviewkit.i18n import _, ngettext

app = noun(_("Read the reviews."))

Ids = Annotated[list[int], typer.Argument(help=_("Numbers of reviews, as review list shows them."))]


@command(app, "list", _("List reviews, the newest first."))
def list_(
    ctx: typer.Context,
    store: choosing.StoreOption = None,
    platform: PlatformOption = None,
    rating: choosing.RatingOption = None,
    since: choosing.SinceOption = None,
    until: choosing.UntilOption = None,
    answered: choosing.AnsweredOption = None,
    photo: choosing.PhotoOption = None,
    handled: choosing.HandledOption = None,
    status: choosing.StatusOption = None,
    sentiment: choosing.SentimentOption = None,
    aspect: choosing.AspectOption = None,
    keyword: choosing.KeywordOption = None,
    lang: choosing.LangOption = None,
    text: choosing.TextOption = None,
    sort: choosing.SortOption = "newest",
    limit: choosing.LimitOption = 20,
) -> None:
    """List reviews."""
    chosen = choosing.chosen(
        desk(ctx), store=store, platform=platform, rating=rating, since=since, until=until, answered=answered, photo=photo,
        handled=handled, status=status, sentiment=sentiment, aspect=aspect, keyword=keyword, lang=lang, words=text, sort=sort,
        limit=limit,
    )  # fmt: skip
    _list(desk(ctx), chosen)


@command(app, "search", _("Find reviews and replies that have all these words, or parts of words."))
def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(help=_("What to look for; two syllables are enough."))],
    store: choosing.StoreOption = None,
    platform: PlatformOption = None,
    since: choosing.SinceOption = None,
    until: choosing.UntilOption = None,
    sort: choosing.SortOption = "newest",
    limit: choosing.LimitOption = 20,
) -> None:
    """Search reviews."""
    text = " ".join(words)
    _list(
        desk(ctx),
        choosing.chosen(
            desk(ctx), store=store, platform=platform, since=since, until=until, words=text, sort=sort, limit=limit
        ),
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


@command(app, "similar", _("Find reviews like one, and copies of it: the most alike first."))
def similar(
    ctx: typer.Context, number: Annotated[int, typer.Argument(help=_("The review's number."))], limit: choosing.LimitOption = 10
) -> None:
    """Show similar reviews."""
    from reviewkit.features import likeness, reviews

    at = desk(ctx)
    rows = likeness.similar(at.app.database, number, choices.zone(at), limit or sys.maxsize)
    if at.show.form is Form.TABLE:
        asked = reviews.show(at.app.database, number, choices.zone(at))
        at.show.note(said.in_short(asked), "bold")
    at.show.rows(rows, _alike(), _("No other review is like it."))


@command(app, "done", _("Mark reviews as done."), writes=True)
def done(ctx: typer.Context, numbers: Ids) -> None:
    """Mark as done."""
    _mark(desk(ctx), numbers, handled=True)


@command(app, "reopen", _("Mark reviews as not done."), writes=True)
def reopen(ctx: typer.Context, numbers: Ids) -> None:
    """Mark as open."""
    _mark(desk(ctx), numbers, handled=False)


removal.add_to(app)


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
    at.show.rows(listed, columns(listed, wide=at.show.wide), "" if listed else _none(at))
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


def told(row: dict[str, Any]) -> dict[str, Any]:
    """Return a review's row for a table: what has no text shows what it voted for, or why it has none."""
    if row["text"].strip():
        return row
    votes = " · ".join(row["voted_keywords"])
    return {
        **row,
        "keywords": [],
        "text": _gone(row) or (f"[{votes}]" if votes else (_("(stars only)") if row["rating"] else _("(no text)"))),
    }


def _gone(row: dict[str, Any]) -> str:
    return {"suspended": _("(taken down by the site)"), "deleted": _("(deleted)")}.get(row["status"], "")


def columns(rows: Sequence[dict[str, Any]], *, wide: bool) -> list[Column]:
    """Return the columns of a list of reviews: a store's name where they are of several, aspects on a `wide` screen.

    Where nothing was read yet there is no column for it.
    """
    with_store = len({row["store"] for row in rows}) > 1
    with_mood = any(row["sentiment"] for row in rows)
    with_aspects = wide and any(row["aspects"] for row in rows)
    return [
        Column("id", _("No."), right=True, style="dim"),
        Column("written_at", _("Written"), choices.on),
        *([Column("store", _("Store"), one_line)] if with_store else []),
        Column("platform", _("Site")),
        Column("rating", _("Stars"), choices.stars, style="yellow"),
        *([Column("sentiment", _("Mood"), said.mood, tint=said.style)] if with_mood else []),
        *([Column("aspects", _("Aspects"), pieces=said.aspect_pieces)] if with_aspects else []),
        Column("text", _("Review"), pieces=said.text_pieces, grow=True),
        Column("owner_reply", _("Reply"), lambda reply: plain(reply is not None)),
    ]


def _alike() -> list[Column]:
    return [
        Column("id", _("No."), right=True, style="dim"),
        Column("similarity", _("Alike"), lambda share: f"{share:.0%}", right=True),
        Column("copy", _("Copy"), style="magenta"),
        Column("written_at", _("Written"), choices.on),
        Column("store", _("Store"), one_line),
        Column("platform", _("Site")),
        Column("author", _("Author"), one_line),
        Column("text", _("Review"), pieces=said.text_pieces, grow=True),
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
        Column("text", _("Review"), pieces=said.whole_text_pieces),
        Column("sentiment", _("Mood"), said.mood, tint=said.style),
        Column("aspects", _("Aspects"), pieces=said.mention_pieces),
        Column("keywords", _("Keywords"), pieces=said.keyword_pieces),
        Column("copy_of", _("Copies No."), plain),
        Column("lang", _("Language"), plain),
        Column("owner_reply", _("Reply"), lambda reply: plain(reply["text"]) if reply else ""),
        Column("handled", _("Done")),
    ]
