"""reviewkit db: path, status, check."""

from datetime import datetime
from typing import Annotated, Any

import typer

from reviewkit.cli.cells import Column, tick, traffic_light
from reviewkit.cli.command import command, desk, noun
from reviewkit.cli.show import Form
from reviewkit.i18n import _

app = noun(_("See and check the database file."))


@command(app, "path", _("Print where the database file is."))
def path(ctx: typer.Context) -> None:
    """One path on stdout, for scripts."""
    show, file = desk(ctx).show, str(desk(ctx).app.database_path)
    if show.form is Form.TABLE:
        show.text(file)
    else:
        show.record({"path": file})


@command(app, "status", _("Show the database's size, its rows and its newest review."))
def status(ctx: typer.Context) -> None:
    """Reads the file as it is: nothing is migrated."""
    from reviewkit.features.db import status as status_of

    desk_ = desk(ctx)
    found = status_of(desk_.app.database_path)
    zone = desk_.app.settings.general.timezone
    columns = [
        Column("path", _("File")),
        Column("size", _("Size"), _bytes),
        Column("wal_size", _("Write-ahead log"), _bytes),
        Column("free", _("Free on the disk"), _bytes),
        Column("schema", _("Schema")),
        Column("counts", _("Rows"), _counts),
        Column("newest_review", _("Newest review"), lambda moment: _local(moment, zone)),
        Column("problem", _("Problem")),
    ]
    desk_.show.record(found, columns)
    if found["problem"]:
        desk_.show.warn(_("Look closer with: reviewkit db check"))


@command(app, "check", _("Check the whole database file; ends with 1 where something is wrong."))
def check(
    ctx: typer.Context,
    rebuild_search: Annotated[bool, typer.Option("--rebuild-search", help=_("Build the search index anew first."))] = False,
) -> None:
    """Works on a damaged file too."""
    from reviewkit.features import db

    show, app_ = desk(ctx).show, desk(ctx).app
    if rebuild_search:
        count = db.rebuild_search(app_.database_path, app_.settings.database.busy_timeout)
        show.done(_("The search index was built anew: {n} reviews.").format(n=count))
    found = db.check(app_.database_path)
    columns = [
        Column("ok", "", tick, tint=traffic_light),
        Column("name", _("Checked")),
        Column("problem", _("Problem"), grow=True, wrap=True),
    ]
    show.rows(found, columns)
    for hint in dict.fromkeys(row["hint"] for row in found if row["hint"]):
        show.note(f"→ {hint}", "cyan")
    if not all(row["ok"] for row in found):
        raise typer.Exit(1)


def _bytes(size: Any) -> str:
    value = float(size)
    for unit in ("B", "KB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            break
        value /= 1000
    return f"{value:,.0f} {unit}" if unit == "B" else f"{value:,.1f} {unit}"


def _counts(counts: dict[str, int]) -> str:
    words = {
        "store": _("stores"),
        "listing": _("pages"),
        "review": _("reviews"),
        "review_analysis": _("read"),
        "review_revision": _("earlier versions"),
        "llm_call": _("model calls"),
        "crawl": _("crawls"),
    }
    return ", ".join(f"{words.get(table, table)} {count:,}" for table, count in counts.items())


def _local(moment: datetime | None, zone: str) -> str:
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if moment else ""
