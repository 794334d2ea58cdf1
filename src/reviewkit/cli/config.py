"""reviewkit config: path, show, edit, check."""

import typer

from reviewkit import config as settings
from reviewkit.cli.cells import Column, plain
from reviewkit.cli.command import command, desk, noun
from reviewkit.cli.show import Form
from reviewkit.errors import BadConfig
from reviewkit.i18n import _, ngettext

app = noun(_("See, change and check your settings."))


@command(app, "path", _("Print where your settings file is; with --json, where all files are."))
def path(ctx: typer.Context) -> None:
    """One path on stdout, for scripts; needs no settings."""
    show, home = desk(ctx).show, settings.home()
    file = home / "config.toml"
    if show.form is Form.TABLE:
        show.text(str(file))
        return
    logs, profiles = home / "logs" / "reviewkit.log", home / "profiles"
    show.record({"config": str(file), "home": str(home), "log": str(logs), "profiles": str(profiles)})


@command(app, "show", _("Show every setting, its value, and where it comes from."))
def show(ctx: typer.Context) -> None:
    """Secrets are no settings: see `auth list`."""
    from reviewkit.features.config import rows

    origins = {"environment": _("environment"), "file": _("file"), "default": _("default")}
    columns = [
        Column("key", _("Setting"), style="bold"),
        Column("value", _("Value"), _value, wrap=True, grow=True),
        Column("origin", _("From"), lambda word: origins[word]),
    ]
    desk(ctx).show.rows(rows(settings.home() / "config.toml"), columns)


@command(app, "edit", _("Open your settings in your editor, then check them."), writes=True)
def edit(ctx: typer.Context) -> None:
    """Works with a broken file: it is the way to mend one."""
    from reviewkit.features import config, editor

    show, file = desk(ctx).show, settings.home() / "config.toml"
    if show.dry_run:
        show.note(_("Would open {path} with: {editor}").format(path=file, editor=" ".join(editor.words())))
        return
    _well(ctx, config.edit(file), _("What you typed is kept."))


@command(app, "check", _("Say what is wrong with your settings."))
def check(ctx: typer.Context) -> None:
    """Ends with 1 where something is."""
    from reviewkit.features.config import trouble

    show, file = desk(ctx).show, settings.home() / "config.toml"
    found = trouble(file)
    if show.form is not Form.TABLE:
        show.record({"path": str(file), "problems": found.message.splitlines() if found else []})
        raise typer.Exit(1 if found else 0)
    _well(ctx, found)
    if not file.exists():
        show.note(_("There is no {path} yet, so the defaults hold. Make one with: reviewkit init").format(path=file))


def _well(ctx: typer.Context, found: BadConfig | None, remark: str = "") -> None:
    if found is None:
        desk(ctx).show.done(_("Your settings are fine."))
        return
    lines = found.message.splitlines()
    head = ngettext("{n} thing is wrong with your settings:", "{n} things are wrong with your settings:", len(lines))
    hint = " ".join(part for part in (remark, found.hint) if part)
    raise BadConfig("\n".join([head.format(n=len(lines)), *(f"  {line}" for line in lines)]), hint) from found


def _value(value: object) -> str:
    """As it would stand in the file: an empty text must be seen."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return '""' if value == "" else plain(value)
