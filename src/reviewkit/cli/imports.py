"""reviewkit import: reviews from CSV, JSON lines, our own exports and Google Takeout."""

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewkit.cli import choices
from reviewkit.cli.analyze import beside
from reviewkit.cli.cells import Column, one_line
from reviewkit.cli.command import Desk, command, desk
from reviewkit.cli.show import Form
from reviewkit.errors import BadFile, NotFound, PartlyDone, ReviewkitError
from reviewkit.features import reasons
from reviewkit.i18n import _, ngettext

if TYPE_CHECKING:
    from rich.progress import TaskID

    from reviewkit.features.imports.opening import Options
    from reviewkit.features.imports.work import Plan

app = typer.Typer(help=_("Bring in reviews from files: CSV, JSON, Google Takeout."), add_completion=False)

StoreOption = Annotated[
    str | None, typer.Option("--store", "-s", help=_("Whose reviews: the store's id, name, or a part of it."))
]
PlatformOption = Annotated[
    str | None,
    typer.Option(
        "--platform", "-p", metavar="|".join(choices.PLATFORMS), help=_("Where the reviews come from, if the file doesn't say.")
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", "-m", metavar="FIELD=COLUMN,…", help=_("Which column is which: text=본문,date=등록일.")),
]
LocationOption = Annotated[
    str | None, typer.Option("--location", metavar="TITLE", help=_("Which location of a Takeout that has several."))
]


@command(app, "import", _("Bring in reviews from files: CSV, JSON, Google Takeout."), writes=True)
def import_(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help=_("Files, Takeout folders or zips; - is stdin."))],
    store: StoreOption = None,
    platform: PlatformOption = None,
    map_: MapOption = None,
    location: LocationOption = None,
) -> None:
    """Shows what a file holds before anything is written. The same file twice adds nothing twice."""
    at = desk(ctx)
    options = _options(at, store, platform, map_ or [], location)
    with ExitStack() as stack:
        planned = [(str(file), _planned(at, stack, file, options)) for file in files]
        _import(at, planned, options)


def _options(at: Desk, store: str | None, platform: str | None, words: list[str], location: str | None) -> "Options":
    from reviewkit.features.imports.columns import asked
    from reviewkit.features.imports.opening import Options

    chosen = choices.platform(platform)
    columns = asked(words)
    row = _store(at, store)
    return Options(
        store_id=row["id"],
        store_name=row["name"],
        zone=choices.zone(at),
        # The adapter is imported when there is a Takeout to read.
        parse=lambda body, kind: at.app.platform_class("google").parse(body, kind),
        pick=_picker(at),
        platforms=choices.PLATFORMS,
        platform=chosen,
        location=location,
        columns=columns,
    )


def _store(at: Desk, words: str | None) -> dict[str, Any]:
    from reviewkit.features import stores

    overview = stores.overview(at.app.database)
    if words is not None:
        return stores.pick(overview, words)
    if not overview:
        raise NotFound(_("There is no store yet."), _('Add one: reviewkit store add "가나식당" --naver URL'))
    if len(overview) == 1:
        return overview[0]
    return overview[at.show.choose(_("Whose reviews are these?"), [row["name"] for row in overview], "--store NAME")]


def _picker(at: Desk) -> Callable[[str, Sequence[str]], int]:
    questions = {
        "location": (_("Which location's reviews?"), "--location TITLE"),
        "platform": (_("Where do these reviews come from?"), "--platform naver"),
    }
    return lambda what, options: at.show.choose(questions[what][0], options, questions[what][1])


def _planned(at: Desk, stack: ExitStack, file: Path, options: "Options") -> "Plan | ReviewkitError":
    """Say what is in a file, and show it. One that can't be read doesn't stop the others."""
    from reviewkit.features.imports import work

    try:
        path = stack.enter_context(work.spooled(file, lambda: sys.stdin.buffer))
        plan = work.plan(path, _("standard input") if str(file) == "-" else str(file), options)
    except (BadFile, NotFound) as exc:
        return exc
    if at.show.form is Form.TABLE:
        _show_plan(at, plan)
    return plan


def _import(at: Desk, planned: "list[tuple[str, Plan | ReviewkitError]]", options: "Options") -> None:
    failed = [(file, found) for file, found in planned if isinstance(found, ReviewkitError)]
    good = [(file, found) for file, found in planned if not isinstance(found, ReviewkitError)]
    if len(planned) > 1:
        for _file, error in failed:
            at.show.warn(f"{error.message} {error.hint}".strip())
    ready = sum(plan.ready.total() for _file, plan in good)
    if ready and not at.show.dry_run and not _confirmed(at, ready, good, options):
        at.show.note(_("Nothing was imported."))
        return
    rows = [*_written(at, good, options), *({"file": file, "error": error.message} for file, error in failed)]
    if good:
        _show_rows(at, rows)
    _end(at, good, failed)


def _confirmed(at: Desk, ready: int, good: "list[tuple[str, Plan]]", options: "Options") -> bool:
    platforms = sorted({platform for _file, plan in good for platform in plan.ready})
    question = ngettext("Import {n} review into {store} ({where})?", "Import {n} reviews into {store} ({where})?", ready)
    return at.show.confirm(question.format(n=ready, store=options.store_name, where=", ".join(platforms)))


def _written(at: Desk, good: "list[tuple[str, Plan]]", options: "Options") -> list[dict[str, Any]]:
    """Write the plans one by one; return a row for each."""
    from reviewkit.features.imports import work

    if at.show.dry_run:
        return [_row(plan, None, options) for _file, plan in good]
    rows = []
    with at.show.progress() as bars, beside(at, bars) as wake:
        for _file, plan in good:
            task = bars.add_task(plan.file, total=plan.ready.total())

            def tick(n: int, task: "TaskID" = task) -> None:
                bars.advance(task, n)
                wake()

            rows.append(_row(plan, work.write(at.app.engine, plan, options, tick), options))
    return rows


def _row(plan: "Plan", counts: Any, options: "Options") -> dict[str, Any]:
    return {
        "file": plan.file,
        "format": plan.details,
        "store": options.store_name,
        "platforms": dict(plan.ready),
        "columns": dict(plan.found),
        "rows": plan.rows,
        "ready": plan.ready.total(),
        "new": counts.new if counts else None,
        "updated": counts.updated if counts else None,
        "unchanged": counts.unchanged if counts else None,
        "dropped": {reason: problem.count for reason, problem in plan.problems.items()},
        "lines": {reason: problem.lines for reason, problem in plan.problems.items() if any(problem.lines)},
        "error": None,
    }


def _end(at: Desk, good: Sequence[Any], failed: list[tuple[str, ReviewkitError]]) -> None:
    """Raise what went wrong, so that the shell learns of it."""
    if not failed:
        if at.show.dry_run:
            at.show.note(_("Nothing was written. Without --dry-run these reviews are imported."))
        return
    if good:
        raise PartlyDone(
            _("{n} of {all} files could not be imported: {files}").format(
                n=len(failed), all=len(failed) + len(good), files=", ".join(file for file, _error in failed)
            ),
            failed[0][1].hint,
        )
    if len(failed) == 1:
        raise failed[0][1]
    raise BadFile(_("None of the {n} files could be imported.").format(n=len(failed)), failed[0][1].hint)


# --- the screen ---


def _show_plan(at: Desk, plan: "Plan") -> None:
    """Field by field: which column, with an example. Then what is not there, and the rows that can't come in."""
    from reviewkit.features.imports.columns import LABELS, SHOWN

    at.show.note(f"{plan.file}: {plan.details}", "bold")
    names = [*(name for name in SHOWN if name in plan.found), *(name for name in plan.found if name not in SHOWN)]
    fields = [{"field": _(LABELS[name]), "column": plan.found[name], "example": plan.examples.get(name)} for name in names]
    columns = [
        Column("field", _("Field"), style="bold"),
        Column("column", _("Column"), one_line),
        Column("example", _("Example"), one_line, grow=True),
    ]
    if fields and not plan.own:  # of our own export nothing is guessed
        at.show.rows(fields, columns)
        missing = [_(LABELS[name]) for name in SHOWN if name not in plan.found]
        at.show.note(_("Not in this file: {fields}").format(fields=", ".join(missing)) if missing else "", "dim")
    for reason, problem in plan.problems.items():
        at.show.warn(_problem(reason, problem, by_row=plan.by_row))
    if not plan.rows:
        at.show.warn(_("There is no review in it."))


def _problem(reason: str, problem: Any, *, by_row: bool) -> str:
    rows = ngettext("{n} row is left out: {why}", "{n} rows are left out: {why}", problem.count)
    text = rows.format(n=problem.count, why=reasons.said(reason))
    if any(problem.lines):
        listed = ", ".join(str(line) for line in problem.lines) + (", …" if problem.count > len(problem.lines) else "")
        rows_, lines = (
            ngettext("row {lines}", "rows {lines}", problem.count),
            ngettext("line {lines}", "lines {lines}", problem.count),
        )
        places = rows_ if by_row else lines
        text += f" ({places.format(lines=listed)})"
    return f"{text}: “{one_line(problem.example)}”" if problem.example else text


def _show_rows(at: Desk, rows: list[dict[str, Any]]) -> None:
    if at.show.form is not Form.TABLE:
        full = {key: None for row in rows for key in row}
        at.show.rows([{**full, **row} for row in rows], [])
        return
    written = [] if at.show.dry_run else [
        Column("new", _("New"), right=True),
        Column("updated", _("Updated"), right=True),
        Column("unchanged", _("Unchanged"), right=True),
    ]  # fmt: skip
    columns = [
        Column("file", _("File"), one_line, grow=True),
        Column("rows", _("Rows"), right=True),
        *([Column("ready", _("Ready"), right=True)] if at.show.dry_run else written),
        Column("dropped", _("Left out"), lambda dropped: str(sum(dropped.values()) if dropped else ""), right=True),
    ]
    at.show.rows([row for row in rows if not row["error"]], columns)
