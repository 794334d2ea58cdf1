"""reviewkit inbox: go through reviews and replies on one screen. Textual lives in this folder, and is imported at its use."""

import os
import sys
from typing import Annotated

import typer

from reviewkit.cli import choices, choosing
from reviewkit.cli.choices import PlatformOption
from reviewkit.cli.command import Desk, command, desk
from reviewkit.cli.inbox.words import FILTERS
from reviewkit.cli.show import Form
from reviewkit.errors import WrongInput
from reviewkit.i18n import _

app = typer.Typer(add_completion=False)

StateOption = Annotated[
    str | None,
    typer.Option(
        "--state", metavar="STATE", help=_("Begin with these: {states}.").format(states=", ".join(FILTERS)),
        autocompletion=choices.among(FILTERS),
    ),
]  # fmt: skip


@command(app, "inbox", _("Go through reviews and replies on one screen, by keyboard: approve, edit, rewrite, post."))
def inbox(
    ctx: typer.Context,
    store: choosing.StoreOption = None,
    platform: PlatformOption = None,
    rating: choosing.RatingOption = None,
    state: StateOption = None,
) -> None:
    """Open the inbox."""
    at = desk(ctx)
    if state not in (None, *FILTERS):
        raise WrongInput(_("--state takes one of: {known}").format(known=", ".join(FILTERS)))
    wanted = choosing.chosen(
        at, store=store, platform=platform, rating=rating, since=None, until=None, words=None, sort="newest", limit=0
    )
    _need_a_screen(at)
    from reviewkit.cli.inbox.entries import Wanted
    from reviewkit.cli.inbox.screen import Inbox

    at.app.start_log()  # from here on nothing else may write to the screen
    Inbox.show(at, Wanted(state or "all", wanted.store_id, wanted.platform, wanted.rating_min, wanted.rating_max, wanted.rated))


def _need_a_screen(at: Desk) -> None:
    """Raise WrongInput where there is nobody to press keys, or no screen to draw on."""
    hint = _("Without one, see the drafts with: reviewkit reply list")
    if at.show.form is not Form.TABLE or not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise WrongInput(_("The inbox needs a terminal."), hint)
    if os.environ.get("TERM", "") in ("dumb", "unknown"):
        raise WrongInput(_("The inbox needs a terminal that can draw a whole screen; this one is TERM=dumb."), hint)
