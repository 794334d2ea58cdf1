"""reviewkit report: what the reviews say, at a glance.

A verb asks for its figures and names its screen; the options that all share, the forms and the way to paper and mail are here.
"""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from reviewkit.cli import choices, said
from reviewkit.cli.choosing import LimitOption
from reviewkit.cli.command import command, desk, noun
from reviewkit.cli.report.asking import SHARED, Asked
from reviewkit.cli.show import Form, Show
from reviewkit.errors import WrongInput
from reviewkit.features import names
from reviewkit.i18n import _

if TYPE_CHECKING:
    from reviewkit.cli.report.forms import Report
    from reviewkit.features.reports import Scope

app = noun(_("See what the reviews say: how you stand, what has changed, why, and what to do first."))

UNITS = ("day", "week", "month")
POLARITIES = ("positive", "neutral", "negative")
Draw = Callable[[Show], None]
T = TypeVar("T")

ByOption = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="|".join(UNITS),
        help=_("A line for each day, week or month; by default what suits the period."),
        autocompletion=choices.among(UNITS),
    ),
]
AspectOption = Annotated[
    str | None,
    typer.Option(
        "--aspect",
        "-a",
        metavar="ASPECT",
        help=_("Only where they speak of this: 맛, 대기 …"),
        autocompletion=choices.among(names.ASPECTS),
    ),
]
PolarityOption = Annotated[
    str | None,
    typer.Option(
        "--polarity",
        metavar="|".join(POLARITIES),
        help=_("Only where they praise (positive), blame (negative), or do neither."),
        autocompletion=choices.among(POLARITIES),
    ),
]


def report(name: str, help_text: str) -> Callable[[Callable[..., tuple["Report", Draw]]], None]:
    """Register a report: a function of what is asked for and its own options that returns the figures and their screen."""

    def register(function: Callable[..., tuple["Report", Draw]]) -> None:
        own = inspect.signature(function, eval_str=True).parameters

        @functools.wraps(function)
        def run(ctx: typer.Context, **given: Any) -> None:
            asked = Asked(desk(ctx), **{key: given.pop(key) for key in SHARED})
            shown(asked, *function(asked, **given))

        first = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
        defaults = {key: one.default for key, one in (inspect.signature(Asked).parameters | own).items()}
        kinds = {**SHARED, **{key: one.annotation for key, one in own.items() if key != "asked"}}
        rest = [
            inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=defaults[key])
            for key, kind in kinds.items()
        ]
        run.__signature__ = inspect.Signature([first, *rest])  # type: ignore[attr-defined]
        run.__annotations__ = {"ctx": typer.Context, **kinds}
        command(app, name, help_text)(run)

    return register


def shown(asked: Asked, figures: "Report", draw: Draw) -> None:
    """Show a report: on paper, as its figures unrounded, or on its screen."""
    screen = asked.at.show
    if asked.html or asked.email:
        from reviewkit.cli.report import paper

        paper.write(asked, figures) if asked.html else None
        paper.mail(asked, figures) if asked.email else None
    elif screen.form is Form.JSON:
        from reviewkit.features.reports import as_json

        screen.record(as_json(figures))
    elif screen.form is not Form.TABLE:
        _rows(screen, figures)
    elif figures.about.stores:
        draw(screen)
    else:
        screen.note(_('No store yet. Add one: reviewkit store add "가나식당" --naver URL'))


def _rows(screen: Show, figures: "Report") -> None:
    from reviewkit.cli.cells import Column
    from reviewkit.cli.report import forms

    if screen.form is Form.JSONL:
        screen.rows(forms.objects(figures), [])
    else:
        names, rows = forms.table(figures)
        screen.rows(rows, [Column(name, name) for name in names])


def side_by_side(make: Callable[[Path, "Scope"], T], asked: Asked, whole: "Report") -> dict[str, T]:
    """Return the same report for each of several stores, by its name; none where there is one store."""
    from reviewkit.features.reports import each_store

    return each_store(make, asked.path, asked.scope) if len(whole.about.stores) > 1 else {}


def _one_of(option: str, value: str | None, known: tuple[str, ...]) -> None:
    if value not in (None, *known):
        raise WrongInput(_("--{option} takes one of: {known}").format(option=option, known=", ".join(known)))


@report("summary", _("This period against the one before: how you stand, what has changed, why, and what to do first."))
def summary_(asked: Asked) -> tuple["Report", Draw]:
    """Summary."""
    from reviewkit.cli.report import summary as screens
    from reviewkit.features import reports

    found = reports.summary(asked.path, asked.scope, asked.target_hours)
    return found, lambda screen: screens.draw(screen, found, reports.advice(asked.path, asked.scope, asked.target_hours))


@report("rating", _("How stars and moods went, day by day, week by week or month by month."))
def rating_(asked: Asked, by: ByOption = None) -> tuple["Report", Draw]:
    """Rating."""
    from reviewkit.cli.report import rating as screens
    from reviewkit.features import reports

    _one_of("by", by, UNITS)
    found = reports.rating(asked.path, asked.scope, by)
    return found, lambda screen: screens.draw(screen, found, side_by_side(reports.rating, asked, found))


@report("keywords", _("What reviews name, and what they name more or less often this week than usual."))
def keywords_(
    asked: Asked, aspect: AspectOption = None, polarity: PolarityOption = None, limit: LimitOption = 15
) -> tuple["Report", Draw]:
    """Keywords."""
    from reviewkit.cli.report import keywords as screens
    from reviewkit.features import reports

    _one_of("polarity", polarity, POLARITIES)
    about = said.aspect_named(aspect.strip()) if aspect else None
    found = reports.keywords(asked.path, asked.scope, aspect=about, polarity=polarity, shown=limit)
    return found, lambda screen: screens.draw(screen, found)


@report("aspects", _("What reviews speak of, how they judge it, and what it does to your rating."))
def aspects_(asked: Asked) -> tuple["Report", Draw]:
    """Aspects."""
    from reviewkit.cli.report import aspects as screens
    from reviewkit.features import reports

    found = reports.aspects(asked.path, asked.scope)
    return found, lambda screen: screens.draw(screen, found, side_by_side(reports.aspects, asked, found))


@report("responses", _("How many reviews you answer, how soon, and whether your replies are to be seen."))
def responses_(asked: Asked) -> tuple["Report", Draw]:
    """Responses."""
    from reviewkit.cli.report import responses as screens
    from reviewkit.features import reports

    found = reports.responses(asked.path, asked.scope, asked.target_hours)
    return found, lambda screen: screens.draw(screen, found)


@report("advice", _("The three things most worth doing, each with what it rests on."))
def advice_(asked: Asked) -> tuple["Report", Draw]:
    """Advice."""
    from reviewkit.cli.report import advice as screens
    from reviewkit.features import reports

    found = reports.advice(asked.path, asked.scope, asked.target_hours)
    return found, lambda screen: screens.draw(screen, found)
