"""reviewkit doctor."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewkit.cli.cells import Column
from reviewkit.cli.command import command, desk
from reviewkit.cli.show import Form
from reviewkit.errors import BadConfig
from reviewkit.i18n import _, ngettext

if TYPE_CHECKING:
    from reviewkit.features.doctor import Patient

app = typer.Typer(help=_("Check that everything is in order, and say how to fix what isn't."), add_completion=False)

SIGNS = {"ok": "✓", "warning": "!", "failed": "✗"}
TINTS = {"ok": "green", "warning": "yellow", "failed": "bold red"}


@command(app, "doctor", _("Check that everything is in order, and say how to fix what isn't."))
def doctor(
    ctx: typer.Context,
    quick: Annotated[bool, typer.Option("--quick", help=_("Don't start the browser."))] = False,
) -> None:
    """Works with broken settings; ends with 1 where something failed."""
    from reviewkit.features.doctor import examine

    show = desk(ctx).show
    rows = [line.row() for line in examine(_patient(quick))]
    columns = [
        Column("state", "", SIGNS.__getitem__, tint=TINTS.__getitem__),
        Column("name", _("Checked"), style="bold"),
        Column("found", _("Found"), grow=True, wrap=True),
    ]
    show.rows([_with_fix(row) for row in rows] if show.form is Form.TABLE else rows, columns)
    failed, warned = (sum(row["state"] == state for row in rows) for state in ("failed", "warning"))
    if failed:
        show.note(ngettext("{n} thing failed.", "{n} things failed.", failed).format(n=failed), "bold red")
        raise typer.Exit(1)
    show.done(_("Everything needed works.") if warned else _("All is well."))


def _patient(quick: bool) -> "Patient":
    from reviewkit.app import App
    from reviewkit.config import Settings
    from reviewkit.features.config import problems
    from reviewkit.features.doctor import Patient

    try:
        app_ = App()
    except BadConfig:
        app_ = App(settings=Settings.model_construct())  # the defaults, whatever file and environment say
    return Patient(
        home=app_.home,
        settings=app_.settings,
        settings_problems=problems(app_.config_path),
        database=app_.database_path,
        profile=app_.profile_path,
        browser=app_.browser_path,
        start_browser=None if quick else lambda: _version(app_.look_at("about:blank", script="() => navigator.userAgent")[1]),
    )


def _version(user_agent: str) -> str:
    return next((word for word in user_agent.split() if "Chrome/" in word), user_agent)


def _with_fix(row: dict[str, Any]) -> dict[str, Any]:
    """On the screen the fix stands under what was found."""
    return row | {"found": f"{row['found']}\n→ {row['fix']}"} if row["fix"] else row
