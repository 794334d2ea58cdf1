"""review removal-pack: what to send to a platform, so that it takes a review down."""

from typing import Annotated, Any

import typer

from reviewkit.cli import choices
from reviewkit.cli.cells import plain
from reviewkit.cli.command import Desk, command, desk
from reviewkit.cli.show import Form
from reviewkit.i18n import _

GroundOption = Annotated[
    str | None, typer.Option("--ground", metavar="GROUND", help=_("Why the site should remove it; asked for otherwise."))
]
OutcomeOption = Annotated[
    str | None, typer.Option("--outcome", metavar="OUTCOME", help=_("What became of it: removed, suspended, kept, withdrawn."))
]


def add_to(app: typer.Typer) -> None:
    """Register the verb on the noun `review`."""

    @command(app, "removal-pack", _("Gather what you need to ask the site for a removal."), writes=True)
    def removal_pack(
        ctx: typer.Context,
        number: Annotated[int, typer.Argument(help=_("The review's number."))],
        ground: GroundOption = None,
        outcome: OutcomeOption = None,
        note: Annotated[str, typer.Option("--note", help=_("A remark on the outcome."))] = "",
    ) -> None:
        from reviewkit.features import removal, reviews

        at = desk(ctx)
        review = reviews.show(at.app.database, number, choices.zone(at))
        if outcome:
            removal.record(at.app.engine, number, outcome, note, dry_run=at.show.dry_run)
            told = _("Would note: {outcome}.") if at.show.dry_run else _("Noted: {outcome}.")
            at.show.result({"review": number, "outcome": outcome}, told.format(outcome=outcome))
            return
        form = getattr(at.app.settings, review["platform"]).report_url
        chosen = ground or _ask(at, review["platform"])
        pack = removal.make(at.app.engine, at.app.home, review, chosen, form, dry_run=at.show.dry_run)
        _say(at, pack)


def _ask(at: Desk, platform: str) -> str:
    from reviewkit.features import removal

    known = removal.grounds(platform)
    flag = "--ground " + "|".join(known)
    return list(known)[at.show.choose(_("Why should it be removed?"), [_(sentence) for sentence in known.values()], flag)]


def _say(at: Desk, pack: Any) -> None:
    if at.show.form is not Form.TABLE:
        at.show.record({"id": pack.number or None, "folder": str(pack.folder), "form": pack.form, "text": pack.text})
        return
    at.show.text(plain(pack.text))
    at.show.note("\n" + _("The form: {url}").format(url=pack.form), "cyan")
    if pack.number:
        at.show.done(_("The evidence is in {folder}").format(folder=pack.folder))
        at.show.note(_("Tell what became of it with: reviewkit review removal-pack NUMBER --outcome removed"), "dim")
