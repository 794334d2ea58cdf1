"""What every command has: the desk it works at, and the options that all reads or all writes share.

@command(app, "list", _("List your stores."))
def list_(ctx: typer.Context) -> None:
    desk(ctx).show.rows(...)
"""

import functools
import inspect
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from reviewkit.cli import usage
from reviewkit.cli.show import Form, Show
from reviewkit.i18n import _

if TYPE_CHECKING:
    from reviewkit.app import App


class Desk:
    """What a command works with: the hall (wired at first use) and the screen."""

    def __init__(self) -> None:
        self.show = Show()
        self.debug = False
        self.running = ""
        """The command's name, once it runs."""

    @cached_property
    def app(self) -> "App":
        """The hall. Raises BadConfig."""
        from reviewkit.app import App

        return App()

    def close(self) -> None:
        """Close what the hall has opened."""
        if "app" in self.__dict__:
            self.app.close()


def desk(ctx: typer.Context) -> Desk:
    """Return the desk of the running command."""
    found = ctx.obj
    assert isinstance(found, Desk)
    return found


class _Tidy:
    """Help without a type for a flag: --json <bool> says nothing."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, --help among them."""
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if getattr(param, "is_flag", False) and param.metavar is None:
                param.metavar = ""
            elif param.metavar is None and param.type_descriptor.annotation in (str, int, list[str], list[int]):
                param.metavar = param.name.upper()
            if param.name == "help":
                param.help = _(usage.HELP)
        return params

    def get_usage(self, ctx: Any) -> str:
        """Return the usage line; typer has its first word fixed in English."""
        line: str = super().get_usage(ctx)  # type: ignore[misc]
        return line.replace("Usage: ", _(usage.USAGE), 1)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        usage.mend_wrapping()
        super().format_help(ctx, formatter)  # type: ignore[misc]


class Verb(_Tidy, TyperCommand):
    """A command."""


class Noun(_Tidy, TyperGroup):
    """A noun with verbs."""


def noun(help_text: str) -> typer.Typer:
    """Return a noun's commands, none yet."""
    return typer.Typer(cls=Noun, help=help_text, no_args_is_help=True, add_completion=False)


def command(
    app: typer.Typer, name: str, help_text: str, *, writes: bool = False
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command on `app`, with --json, --jsonl and --csv, and for a write --dry-run, --yes and --no-input.

    The function's first parameter must be `ctx: typer.Context`; the shared options land in `desk(ctx).show`.
    """
    shared = {**_forms(), **(_caution() if writes else {})}

    def register(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def run(*args: Any, **values: Any) -> None:
            ctx = values.get("ctx") or args[0]
            desk(ctx).running = name
            desk(ctx).show.options(**{key: values.pop(key) for key in shared})
            function(*args, **values)

        own = inspect.signature(function)
        extra = [
            inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=kind)
            for key, kind in shared.items()
        ]
        run.__signature__ = own.replace(parameters=[*own.parameters.values(), *extra])  # type: ignore[attr-defined]
        run.__annotations__ = {**function.__annotations__, **shared}
        app.command(name, cls=Verb, help=help_text)(run)
        return function

    return register


def _forms() -> dict[str, Any]:
    panel = _("Output")
    return {
        "as_json": Annotated[bool, typer.Option("--json", help=_("Print JSON."), rich_help_panel=panel)],
        "as_jsonl": Annotated[bool, typer.Option("--jsonl", help=_("Print one JSON object a line."), rich_help_panel=panel)],
        "as_csv": Annotated[bool, typer.Option("--csv", help=_("Print CSV."), rich_help_panel=panel)],
    }


def _caution() -> dict[str, Any]:
    panel = _("Caution")
    return {
        "dry_run": Annotated[
            bool, typer.Option("--dry-run", help=_("Say what would be done, do nothing."), rich_help_panel=panel)
        ],
        "yes": Annotated[bool, typer.Option("--yes", "-y", help=_("Answer every question with yes."), rich_help_panel=panel)],
        "no_input": Annotated[bool, typer.Option("--no-input", help=_("Never ask; fail instead."), rich_help_panel=panel)],
    }


__all__ = ["Desk", "Form", "command", "desk"]
