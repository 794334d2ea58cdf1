"""reviewkit reply: draft, look at, edit, approve and reject replies."""

from typing import TYPE_CHECKING, Annotated

import typer

from reviewkit.cli import choices, choosing, deciding, replies, retyping
from reviewkit.cli.choices import PlatformOption
from reviewkit.cli.command import Desk, command, desk, noun
from reviewkit.cli.show import Form
from reviewkit.db.replies import STATES
from reviewkit.errors import PartlyDone, WrongInput
from reviewkit.i18n import _, ngettext

if TYPE_CHECKING:
    from reviewkit.features.replies.drafting import Drafted

app = noun(_("Answer the reviews."))

Numbers = Annotated[
    list[str] | None, typer.Argument(metavar="NUMBER", help=_("Numbers of replies, as reply list shows them: 3 5-9."))
]
Number = Annotated[int, typer.Argument(help=_("The reply's number."))]
StateOption = Annotated[
    str | None,
    typer.Option(
        "--state", metavar="STATE", help=_("Only these: {states}.").format(states=", ".join(STATES)),
        autocompletion=choices.among(STATES),
    ),
]  # fmt: skip
PassedOption = Annotated[bool | None, typer.Option("--passed/--failing", help=_("All checks passed, or not."))]


@command(app, "draft", _("Draft replies to reviews without one; risky reviews are held for you."), writes=True)
def draft(
    ctx: typer.Context,
    reviews: Annotated[
        list[int] | None, typer.Argument(metavar="REVIEW", help=_("Only these reviews, by number; also answered ones."))
    ] = None,
    store: choosing.StoreOption = None,
    platform: PlatformOption = None,
    since: choosing.SinceOption = None,
    unanswered: Annotated[bool, typer.Option("--unanswered/--any", help=_("Only those without an owner's reply."))] = True,
    limit: choosing.LimitOption = 50,
    wish: Annotated[str, typer.Option("--wish", help=_("What you wish for these replies, in your words."))] = "",
    offline: Annotated[bool, typer.Option("--offline", help=_("From templates, also where there is a model."))] = False,
) -> None:
    """Draft."""
    at = desk(ctx)
    chosen = choosing.chosen(
        at, store=store, platform=platform, since=since, until=None, answered=False if unanswered else None, words=None,
        sort="newest", limit=limit, handled=False, status="visible",
    )  # fmt: skip
    wanted = replies.to_draft(at, reviews or [], chosen)
    if at.show.dry_run:
        replies.would_draft(at, wanted, offline=offline)
        return
    _say_drafted(at, replies.draft(at, wanted, wish, offline=offline))


def _say_drafted(at: Desk, done: "Drafted") -> None:
    names = ("ready", "failing", "held", "skipped", "failed", "offline")
    row = {name: getattr(done, name) for name in names}
    n = len(done.ready)
    told = ngettext("{n} draft is ready.", "{n} drafts are ready.", n).format(n=n) if n else _("No draft is ready.")
    at.show.result(row, told)
    if at.show.form is Form.TABLE:
        replies.say_rest(at, done)
    if done.fault:
        raise done.fault
    if done.trouble:
        raise PartlyDone(_("Drafts were written from templates: {why}").format(why=done.trouble.message), done.trouble.hint)


@command(app, "list", _("List replies, the newest first."))
def list_(
    ctx: typer.Context,
    state: StateOption = None,
    store: choosing.StoreOption = None,
    platform: PlatformOption = None,
    rating: choosing.RatingOption = None,
    sentiment: choosing.SentimentOption = None,
    passed: PassedOption = None,
    limit: choosing.LimitOption = 20,
) -> None:
    """List replies."""
    from reviewkit.features.replies import listing

    at = desk(ctx)
    wanted = replies.chosen(
        at, state=state, store=store, platform=platform, rating=rating, sentiment=sentiment, passed=passed, limit=limit
    )
    rows = listing.listed(at.app.database, wanted, choices.zone(at))
    at.show.rows(rows, replies.columns(wide=at.show.wide), replies.none(at) if at.show.form is Form.TABLE else "")


@command(app, "show", _("Show a reply whole: its review, its checks, its history."))
def show(ctx: typer.Context, number: Number) -> None:
    """Show one reply."""
    from reviewkit.features.replies import listing

    at = desk(ctx)
    row = listing.shown(at.app.database, number, choices.zone(at))
    at.show.record(row, replies.details())
    if at.show.form is Form.TABLE:
        for line in (*replies.check_lines(row), *replies.history_lines(row)):
            at.show.text(line)


@command(app, "edit", _("Edit a reply in your editor, with the review beside it."), writes=True)
def edit(
    ctx: typer.Context,
    number: Number,
    text: Annotated[str | None, typer.Option("--text", help=_("The new text itself, without an editor."))] = None,
    wish: Annotated[str | None, typer.Option("--rewrite", metavar="WISH", help=_("Have it written anew as you wish."))] = None,
) -> None:
    """Edit."""
    at = desk(ctx)
    if text is not None and wish is not None:
        raise WrongInput(_("Choose one of --text and --rewrite."))
    if wish is not None:
        retyping.rewrite(at, number, wish)
    elif text is not None:
        retyping.save(at, number, text)
    else:
        retyping.edit(at, number)


@command(app, "approve", _("Approve drafts: they may be posted then."), writes=True)
def approve(
    ctx: typer.Context,
    numbers: Numbers = None,
    every: Annotated[bool, typer.Option("--all", help=_("All good ones: checks passed, and 4 stars or a good mood."))] = False,
    due: Annotated[bool, typer.Option("--due", help=_("What your rules have let wait long enough."))] = False,
    store: choosing.StoreOption = None,
    platform: PlatformOption = None,
    anyway: Annotated[bool, typer.Option("--anyway", help=_("Also where a check failed; for single numbers only."))] = False,
) -> None:
    """Approve."""
    from reviewkit.features.replies import listing

    at = desk(ctx)
    if due:
        deciding.approve_due(at)
        return
    if not numbers and not every:
        raise WrongInput(_("Say which replies to approve."), _("For example: reviewkit reply approve 3 5-9, or --all"))
    wanted = replies.chosen(at, store=store, platform=platform, limit=0)
    deciding.approve(at, wanted, listing.numbers(numbers or []), every=every, anyway=anyway)


@command(app, "reject", _("Reject drafts: their reviews may get another one."), writes=True)
def reject(
    ctx: typer.Context,
    numbers: Numbers,
    why: Annotated[str, typer.Option("--why", help=_("Why, for the history."))] = "",
) -> None:
    """Reject."""
    from reviewkit.features.replies import listing

    if not numbers:
        raise WrongInput(_("Say which replies to reject."), _("For example: reviewkit reply reject 3 5-9"))
    deciding.reject(desk(ctx), listing.numbers(numbers), why)


@command(app, "post", _("Post approved replies, once each, and see that they are there."), writes=True)
def post(
    ctx: typer.Context,
    numbers: Numbers = None,
    posted: Annotated[bool, typer.Option("--posted", help=_("Say that you have posted these by hand."))] = False,
    store: choosing.StoreOption = None,
    platform: PlatformOption = None,
    limit: choosing.LimitOption = 0,
) -> None:
    """Post."""
    from reviewkit.cli import posting
    from reviewkit.features.replies import listing

    at = desk(ctx)
    asked = listing.numbers(numbers or [])
    if not posted:
        posting.post(at, replies.chosen(at, store=store, platform=platform, limit=0), asked, limit)
    elif asked.all:
        deciding.posted(at, asked)
    else:
        raise WrongInput(_("Say which replies you have posted."), _("For example: reviewkit reply post 3 --posted"))


@command(app, "check", _("Look whether posted replies are still there."), writes=True)
def check(
    ctx: typer.Context,
    numbers: Numbers = None,
    store: choosing.StoreOption = None,
    platform: PlatformOption = None,
    limit: choosing.LimitOption = 50,
) -> None:
    """Check."""
    from reviewkit.cli import looking
    from reviewkit.features.replies import listing

    at = desk(ctx)
    wanted = replies.chosen(at, store=store, platform=platform, limit=limit)
    looking.check(at, wanted, listing.numbers(numbers or []))
