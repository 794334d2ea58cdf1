"""reviewkit completion."""

from enum import StrEnum
from typing import Annotated

import typer

from reviewkit.cli.command import command, desk
from reviewkit.i18n import _


class Shell(StrEnum):
    """The shells that typer has scripts for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


HOW = {
    Shell.BASH: "reviewkit completion bash >> ~/.bashrc",
    Shell.ZSH: "reviewkit completion zsh > ~/.zfunc/_reviewkit    # ~/.zshrc: fpath+=~/.zfunc; autoload -Uz compinit; compinit",
    Shell.FISH: "reviewkit completion fish > ~/.config/fish/completions/reviewkit.fish",
    Shell.POWERSHELL: "reviewkit completion powershell >> $PROFILE",
}

app = typer.Typer(help=_("Print the script that completes reviewkit's words with the Tab key."), add_completion=False)


@command(app, "completion", _("Print the script that completes reviewkit's words with the Tab key."))
def completion(ctx: typer.Context, shell: Annotated[Shell, typer.Argument(help=_("Your shell."))]) -> None:
    """The script goes to stdout; a terminal is told how to keep it."""
    import sys

    from typer._completion_shared import get_completion_script

    from reviewkit.cli.main import COMPLETE

    show = desk(ctx).show
    show.text(get_completion_script(prog_name="reviewkit", complete_var=COMPLETE, shell=shell))
    if sys.stdout.isatty():
        show.note(_("Keep it with: {command}").format(command=HOW[shell]), "cyan")
        show.note(_("Then open a new terminal."))
