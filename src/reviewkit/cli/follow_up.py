"""reviewkit follow-up: what you promised in replies."""

from typing import Annotated

import typer

from reviewkit.cli import choices
from reviewkit.cli.cells import Column, one_line, plain
from reviewkit.cli.command import command, desk, noun
from reviewkit.i18n import _, ngettext

app = noun(_("Keep what you promised in replies."))


@command(app, "list", _("List promises that wait, the soonest first."))
def list_(
    ctx: typer.Context, every: Annotated[bool, typer.Option("--all", help=_("Also those that are kept."))] = False
) -> None:
    """List follow-ups."""
    from reviewkit.features import follow_up

    at = desk(ctx)
    columns = [
        Column("id", _("No."), right=True, style="dim"),
        Column("due_on", _("Until"), plain),
        Column("late", _("Late"), lambda late: "!" if late else "", style="bold red"),
        Column("store", _("Store"), one_line),
        Column("review_id", _("Review"), right=True),
        Column("text", _("Promise"), one_line, grow=True),
        Column("done_at", _("Done"), choices.on),
    ]
    rows = follow_up.listed(at.app.database, choices.zone(at), choices.today(), every=every)
    at.show.rows(rows, columns, _("Nothing is promised."))


@command(app, "done", _("Mark promises as kept."), writes=True)
def done(ctx: typer.Context, numbers: Annotated[list[int], typer.Argument(metavar="NUMBER", help=_("Their numbers."))]) -> None:
    """Mark as kept."""
    from reviewkit.features import follow_up

    at = desk(ctx)
    if at.show.dry_run:
        waiting = follow_up.open_among(at.app.engine, numbers)
        at.show.note(_("Would mark: {numbers}").format(numbers=", ".join(map(str, waiting)) or "-"))
        return
    n = follow_up.done(at.app.engine, numbers)
    told = ngettext("{n} promise is kept.", "{n} promises are kept.", n).format(n=n)
    at.show.result({"done": n}, told)
