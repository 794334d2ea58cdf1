"""What a report is asked for: the options that all of them share, and the scope that they make."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewkit.cli import choices
from reviewkit.cli.choices import PlatformOption
from reviewkit.cli.choosing import SinceOption, UntilOption
from reviewkit.cli.command import Desk
from reviewkit.errors import WrongInput
from reviewkit.i18n import _

if TYPE_CHECKING:
    from reviewkit.features.reports import Scope

ALL = "all"
"""Of --last: no beginning."""
YEAR = "year"
"""Of --against: the same days a year before."""
_BETWEEN = re.compile(r"\s*(?:\.\.\.?|~)\s*")

StoresOption = Annotated[
    list[str] | None,
    typer.Option(
        "--store",
        "-s",
        metavar="STORE",
        help=_("Only this store: its id, name, or a part of it. May be given several times."),
        autocompletion=choices.store_names,
    ),
]
LastOption = Annotated[
    str | None,
    typer.Option("--last", "-l", metavar="TIME", help=_("So long up to today or --until: 4w, 30d, 3m, 1y, or all.")),
]
AgainstOption = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="PERIOD",
        help=_("Compare with: year (the same days a year before), or 2026-05-01..2026-05-31; else with the time just before."),
    ),
]
HtmlOption = Annotated[
    str | None,
    typer.Option(
        "--html",
        metavar="FILE",
        help=_("Write one HTML file; the summary's holds all the reports. - prints it."),
        rich_help_panel=_("Output"),
    ),
]
BrowseOption = Annotated[
    bool, typer.Option("--open", help=_("Open the HTML file in your browser."), rich_help_panel=_("Output"))
]
EmailOption = Annotated[
    bool, typer.Option("--email", help=_("Send it by mail, as the section [email] says."), rich_help_panel=_("Output"))
]
SHARED: dict[str, Any] = {
    "store": StoresOption,
    "platform": PlatformOption,
    "last": LastOption,
    "since": SinceOption,
    "until": UntilOption,
    "against": AgainstOption,
    "html": HtmlOption,
    "browse": BrowseOption,
    "email": EmailOption,
}
"""The options that every report has."""


@dataclass
class Asked:
    """A report that is asked for, at a desk, with the shared options as they were typed."""

    at: Desk
    store: list[str] | None = None
    platform: str | None = None
    last: str | None = None
    since: str | None = None
    until: str | None = None
    against: str | None = None
    html: str | None = None
    browse: bool = False
    email: bool = False

    def __post_init__(self) -> None:
        """Refuse to open what is not written. Raises WrongInput."""
        if self.browse and self.html in (None, "-"):
            raise WrongInput(_("--open needs a file."), _("Name it: --html report.html --open"))

    @property
    def path(self) -> Path:
        """The database. Raises DatabaseTrouble."""
        return self.at.app.database

    @property
    def target_hours(self) -> float:
        """A reply in so many hours meets the target."""
        return self.at.app.settings.report.target_hours

    @cached_property
    def scope(self) -> "Scope":
        """What to report on. Raises WrongInput, NotFound."""
        from reviewkit.features.reports import Scope

        zone = choices.zone(self.at)
        now = datetime.now(zone)
        since, until = self._period(now.date())
        return Scope(
            store_ids=tuple(dict.fromkeys(filter(None, (choices.store_id(self.at, words) for words in self.store or ())))),
            platform=choices.platform(self.platform),
            since=since,
            until=until,
            zone=zone,
            against=self._against(since, until),
            now=now,
        )

    def _period(self, today: date) -> tuple[datetime | None, datetime]:
        from reviewkit.features.reports import last, period

        zone = choices.zone(self.at)
        since, until = choices.day(self.since), choices.day(self.until)
        if self.last and since:
            raise WrongInput(_("Choose one of --last and --since."))
        words = self.last or ("" if since or until else self.at.app.settings.report.period)
        if words and words != ALL:
            return last(words, until or today, zone)
        return period(since, until, today, zone)

    def _against(self, since: datetime | None, until: datetime) -> tuple[datetime, datetime] | None:
        """Return the period of --against. Raises WrongInput."""
        from reviewkit.features.reports import period

        words = (self.against or "").strip()
        if not words:
            return None
        if words == YEAR and since:
            return _a_year_before(since), _a_year_before(until)
        parts = _BETWEEN.split(words)
        days = [choices.day(one) for one in parts] if len(parts) == 2 else []
        if not days or None in days:
            raise WrongInput(
                _("{text} is no period to compare with.").format(text=words),
                _("Write --against year together with --last or --since, or --against 2026-05-01..2026-05-31."),
            )
        begin, end = period(days[0], days[1], until.date(), choices.zone(self.at))
        assert begin is not None
        return begin, end


def _a_year_before(moment: datetime) -> datetime:
    try:
        return moment.replace(year=moment.year - 1)
    except ValueError:  # the 29th of February
        return moment.replace(year=moment.year - 1, day=28)
