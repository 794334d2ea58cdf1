"""reviewkit alert: what needs you now."""

from typing import Annotated

import typer

from reviewkit.cli import choices
from reviewkit.cli.cells import Column
from reviewkit.cli.command import command, desk, noun
from reviewkit.i18n import _, ngettext

app = noun(_("See what needs you now."))


@command(app, "list", _("List alerts that wait, the urgent ones first."))
def list_(
    ctx: typer.Context, every: Annotated[bool, typer.Option("--all", help=_("Also those that you have seen."))] = False
) -> None:
    """List alerts."""
    from reviewkit.features import alerts

    at = desk(ctx)
    columns = [
        Column("id", _("No."), right=True, style="dim"),
        Column("created_at", _("Since"), choices.on),
        Column("urgent", "!", lambda urgent: "!" if urgent else "", style="bold red"),
        Column("text", _("What"), grow=True, wrap=True),
    ]
    at.show.rows(alerts.listed(at.app.database, choices.zone(at), every=every), columns, _("Nothing needs you now."))


@command(app, "ack", _("Mark alerts as seen; all that wait without a number."), writes=True)
def ack(
    ctx: typer.Context,
    numbers: Annotated[list[int] | None, typer.Argument(metavar="NUMBER", help=_("Numbers of alerts."))] = None,
) -> None:
    """Acknowledge."""
    from reviewkit.features import alerts

    at = desk(ctx)
    if at.show.dry_run:
        waiting = alerts.waiting_among(at.app.engine, numbers or [])
        at.show.note(_("Would mark: {numbers}").format(numbers=", ".join(map(str, waiting)) or "-"))
        return
    n = alerts.ack(at.app.engine, numbers or [])
    told = ngettext("Marked {n} alert as seen.", "Marked {n} alerts as seen.", n).format(n=n)
    at.show.result({"seen": n}, told)


@command(app, "test", _("Send yourself a mail, to see that it arrives."), writes=True)
def test(ctx: typer.Context) -> None:
    """Test the mail account."""
    from reviewkit.notify import Message

    at = desk(ctx)
    mail = at.app.mail()
    to = ", ".join(mail.to)
    if at.show.dry_run:
        mail.check()
        at.show.done(_("The mail server {host} takes your sign-in.").format(host=mail.host))
        return
    mail.send(Message(_("A test from reviewkit"), _("If you read this, alerts and reports reach you by mail.")))
    at.show.result({"sent_to": list(mail.to)}, _("Sent to {addresses}").format(addresses=to))
