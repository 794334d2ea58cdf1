"""Reports as one HTML file: no network, no script, light and dark, for a screen, a phone and A4.

What strangers wrote is screened and escaped, and the file's own policy forbids scripts and the network, so that nothing in a
review can do anything even if an escape were forgotten.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewkit import __version__, i18n
from reviewkit.features.reports import headline, words
from reviewkit.features.reports.figures import About, Notice
from reviewkit.features.reports.page import names, sections, shown
from reviewkit.features.reports.page.sections import Report
from reviewkit.features.reports.summary import Summary
from reviewkit.i18n import _
from reviewkit.text.screening import screen

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parents[2] / "templates" / "report"


def render(*reports: Report, wordings: Sequence[str] | None = None, language: str | None = None) -> str:
    """Return a page with one report or more, in the order given, about the same reviews.

    The words are in the active language; `language` ("ko", "en") is told to the browser, by default the active one.
    `wordings` are a model's, one for each tip of an `Advice` among the reports.
    """
    about = reports[0].about
    summary = next((one for one in reports if isinstance(one, Summary)), None)
    return draw(
        "report.html.j2",
        lang=language or i18n.language(),
        title=title(about),
        lead=headline.headline(summary) if summary else "",
        facts=facts(about),
        notices=notices(reports),
        sections=[sections.section(one, wordings) for one in reports],
        say=said(),
    )


def draw(template: str, **values: Any) -> str:
    """Return a template of templates/report filled in."""
    return _environment().get_template(template).render(**values)


def said() -> dict[str, str]:
    """Return the words of the templates themselves: they stand here, where the translators look."""
    return {
        "contents": _("Contents"), "notices": _("To know before you read the figures"), "table": _("As a table"),
        "made_by": _("Made by reviewkit {version} on your own computer.").format(version=__version__),
        "band": _("The pale band is where the true mean lies, 95%."), "before": _("Change: {change}"),
        "reach": _("The thin line is where the true share lies, 95%."),
    }  # fmt: skip


def title(about: About) -> str:
    """Return a page's title."""
    return _("Reviews of {store}").format(store=shown.stores(about))


def facts(about: About) -> list[tuple[str, str]]:
    """Return what the reports are about, as (name, words)."""
    zone = about.zone
    running = " " + _("(not over yet)") if about.period.running else ""
    found = [(_("Period"), shown.days(about.period, zone) + running)]
    if about.before:
        found.append((_("Compared with"), shown.days(about.before, zone)))
    if len(about.stores) > 1:
        found.append((_("Stores"), ", ".join(about.stores)))
    found.append((_("Sites"), ", ".join(names.platform(one) for one in about.platforms) or "–"))
    return [*found, (_("Made on"), shown.day(about.made_at, zone))]


def notices(reports: Sequence[Report]) -> list[str]:
    """Return what a reader must know of the reports, each sentence once."""
    found: list[Notice] = [notice for one in reports for notice in one.notices]
    return list(dict.fromkeys(words.said(notice) for notice in found))


@lru_cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html.j2"], disabled_extensions=["txt.j2", "css"], default=True),
        undefined=StrictUndefined,
        finalize=_screened,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["day"] = shown.day_of
    made.filters["mood"] = names.mood
    made.filters["platform"] = names.platform
    return made


def _screened(value: Any) -> Any:
    """Screen every text that is filled in; Markup is a piece of the page itself."""
    return screen(value) if type(value) is str else value
