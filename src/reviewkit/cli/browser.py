"""reviewkit browser: install."""

import shlex
from typing import Annotated

import typer

from reviewkit.cli.command import command, desk, noun
from reviewkit.errors import NoBrowser
from reviewkit.i18n import _

app = noun(_("Get a browser for sites that need one."))


@app.callback()
def _browser() -> None:
    """Keeps `install` a word of its own: typer would fold a single command into its noun."""


@command(app, "install", _("Install a browser, by this system's own command."), writes=True)
def install(
    ctx: typer.Context,
    headed: Annotated[bool, typer.Option("--headed", help=_("One that can show a window, for signing in."))] = False,
) -> None:
    """Installs nothing where a browser is there already."""
    from reviewkit.features import browser
    from reviewkit.platforms.browsers import install_command

    show, app_ = desk(ctx).show, desk(ctx).app
    if found := app_.found_browser(headed=headed):
        show.result({"path": str(found)}, _("There is a browser already: {path}").format(path=found))
        return
    words = install_command(headed)
    if show.dry_run:
        show.note(_("Would run: {command}").format(command=shlex.join(words)))
        return
    if not show.confirm(_("Run this command? {command}").format(command=shlex.join(words))):
        show.note(_("Nothing was installed."))
        raise typer.Exit(1)
    browser.install(words)
    path = app_.found_browser(headed=headed)
    if path is None:
        raise NoBrowser(_("The command went well, but no browser was found."), _("Look closer with: reviewkit doctor"))
    show.result({"path": str(path)}, _("The browser is there: {path}").format(path=path))
