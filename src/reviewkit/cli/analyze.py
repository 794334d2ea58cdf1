"""reviewkit analyze: read anew what the reviews say."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from reviewkit.cli import choices
from reviewkit.cli.command import Desk, command, desk
from reviewkit.i18n import _, ngettext

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from reviewkit.ai import Model

app = typer.Typer(add_completion=False)


@command(app, "analyze", _("Read what the reviews say: mood, aspects, keywords."), writes=True)
def analyze(
    ctx: typer.Context,
    all_: Annotated[
        bool,
        typer.Option("--all", help=_("All reviews, also those that this version has read: after a change of the settings.")),
    ] = False,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help=_("Only those written on or after this day: 2026-05-01, 30d."))
    ] = None,
    with_model: Annotated[
        bool, typer.Option("--with-model", help=_("Then ask your language model about those that are hard to tell."))
    ] = False,
) -> None:
    """Analyse."""
    from reviewkit.features import analysis

    at = desk(ctx)
    which, earliest = "all" if all_ else "old", choices.midnight(choices.day(since), choices.zone(at))
    there = analysis.waiting(at.app.engine, which, earliest)
    if at.show.dry_run:
        at.show.note(ngettext("Would read {n} review.", "Would read {n} reviews.", there).format(n=there))
        if with_model:
            _would_ask(at, earliest)
        return
    model = at.app.model() if with_model else None  # a missing key is said before anything is read
    with at.show.progress() as bars:
        reader = at.app.reader(_bar(bars, there))
        reader.read(which, earliest)
    if model is None:
        at.show.result({"analysed": reader.done}, _done(at, reader.done))
        return
    _ask(at, model, reader.done, earliest)


def _would_ask(at: Desk, earliest: datetime | None) -> None:
    from reviewkit.features import analysis
    from reviewkit.features.refining import calls_for

    model, unsure = at.app.model(), analysis.waiting(at.app.engine, "unsure", earliest)
    at.show.note(
        _("Would ask {model} about {n} that are hard to tell, in {calls} calls.").format(
            model=model.name, n=unsure, calls=calls_for(unsure)
        )
    )


def _ask(at: Desk, model: "Model", read: int, earliest: datetime | None) -> None:
    """Let the model judge what we were unsure of, and say what it came to; what was judged is kept whatever happens."""
    from reviewkit.features import analysis
    from reviewkit.features.refining import refine

    with at.show.progress() as bars:
        done = refine(at.app.engine, model, _bar(bars, analysis.waiting(at.app.engine, "unsure", earliest)), earliest)
    row = {"analysed": read, "asked": done.asked, "refined": done.refined, "left": done.left, "calls": done.calls}
    said = _("{model} has judged {n} of {asked} that were hard to tell.").format(
        model=model.name, n=done.refined, asked=done.asked
    )
    if not done.asked:
        said = _("No review is hard to tell.")
    cost = "" if done.cost is None else " " + _("It cost {cost}.").format(cost=f"{done.cost:.4f}")
    at.show.result({**row, "cost": done.cost}, said + cost)
    if done.trouble:
        raise done.trouble


@contextmanager
def beside(at: Desk, bars: "Progress", stop: Event | None = None, *, sure: bool = False) -> Iterator[Callable[[], None]]:
    """Read what a crawl or an import brings while it goes on; call what is given for each new page.

    What goes wrong is said, and costs no review. Where `stop` is set at the end the rest is left. `sure` as in `Beside`.
    """
    from reviewkit.features.analysis import Beside

    if not at.app.settings.analysis.automatic:
        yield lambda: None
        return
    with Beside(at.app.reader(_late_bar(bars), stop), sure=sure) as reading:
        yield reading.wake
    if reading.error and not (stop and stop.is_set()):
        at.show.warn(reading.error.message)
        at.show.note(f"  → {reading.error.hint}" if reading.error.hint else "", "cyan")


def _bar(bars: "Progress", total: int) -> Callable[[int], None]:
    task = bars.add_task(_("Reading"), total=total)
    return lambda n: bars.advance(task, n)


def _late_bar(bars: "Progress") -> Callable[[int], None]:
    """Return a tick whose bar comes with the first review: a crawl that finds nothing new has nothing to read."""
    tasks: list[TaskID] = []

    def tick(n: int) -> None:
        if not tasks:
            tasks.append(bars.add_task(_("Reading"), total=None))
        bars.advance(tasks[0], n)

    return tick


def _done(at: Desk, n: int) -> str:
    from reviewkit.features import analysis

    if n:
        return ngettext("Read what {n} review says.", "Read what {n} reviews say.", n).format(n=n)
    if analysis.waiting(at.app.engine, "all"):
        return _("Every review has been read already. Read them anew with: reviewkit analyze --all")
    return _("No reviews yet. Gather them with: reviewkit crawl")
