"""Tables of a report: one line a platform, a store, a keyword, an aspect."""

from collections.abc import Iterable, Sequence

from reviewkit.features.reports import written
from reviewkit.features.reports.aspects import Aspect
from reviewkit.features.reports.keywords import Keyword
from reviewkit.features.reports.page import TONES, Table, lists, names, shown
from reviewkit.features.reports.ratings import Rated
from reviewkit.features.reports.responses import Answering
from reviewkit.features.reports.summary import Alerts, Part
from reviewkit.i18n import _


def parts(caption: str, found: Iterable[tuple[str, Part]]) -> Table:
    """Return how platforms or stores stand."""
    headings = (_("Name"), _("Reviews"), _("Rating"), _("With stars"), _("Positive"), _("Negative"), _("Unanswered"))
    rows = tuple(
        (
            name, _with(shown.number(part.now.reviews), shown.counted(part.change.reviews) if part.change else ""),
            written.mean(part.now.rating),
            shown.percent(part.now.rated.value), written.counted(part.now.sentiment.positive),
            written.counted(part.now.sentiment.negative),
            shown.number(part.now.unanswered),
        )
        for name, part in found
    )  # fmt: skip
    return Table(caption, headings, rows)


def rated(found: Iterable[Rated]) -> Table:
    """Return the ratings of platforms."""
    headings = (_("Platform"), _("Reviews"), _("Rating"), _("With stars"), _("Suspended"), _("Deleted"))
    rows = tuple(
        (
            names.platform(one.name), shown.number(one.reviews),
            written.mean(one.rating), written.counted(one.rated),
            shown.number(one.suspended), shown.number(one.deleted),
        )
        for one in found
    )  # fmt: skip
    return Table(_("By platform"), headings, rows)


def answering(caption: str, found: Iterable[tuple[str, Answering]], hours: float) -> Table:
    """Return how groups of reviews are answered."""
    within = _("Within {hours}").format(hours=shown.aim(hours))
    headings = (_("Name"), _("Reviews"), _("With a reply"), _("Median"), _("9 of 10 within"), within)
    rows = tuple(
        (
            name, shown.number(one.reviews), written.counted(one.answered),
            written.lasting(one.times.median), written.lasting(one.times.p90),
            written.counted(one.target),
        )
        for name, one in found
    )  # fmt: skip
    return Table(caption, headings, rows)


def keywords(found: Sequence[Keyword]) -> Table:
    """Return all keywords of a report."""
    headings = (_("Keyword"), _("Reviews"), _("Share"), *(names.mood(one) for one in TONES), _("This week"), _("Usual week"))
    rows = tuple(
        (
            one.keyword, shown.number(one.reviews.count), shown.percent(one.reviews.value),
            *(shown.number(number) for number in (one.positive, one.negative, one.mixed, one.neutral)),
            f"{ {'rising': '▲ ', 'falling': '▼ '}.get(one.trend.code, '')}{one.trend.week}", shown.decimal(one.trend.usual),
        )
        for one in found
    )  # fmt: skip
    return Table(_("All keywords"), headings, rows)


def aspects(found: Sequence[Aspect], basis: str) -> Table:
    """Return all aspects of a report."""
    by = _("Impact on the rating") if basis == "rating" else _("Impact on the score")
    headings = (_("Aspect"), _("Reviews"), _("Only praise"), _("Only blame"), _("Change of blame"), by, _("To be won"))
    rows = tuple(
        (
            names.aspect(one.aspect), written.counted(one.reviews), written.share(one.positive), written.share(one.negative),
            shown.changed(one.negative_change, points=True) or written.NONE, lists.impact(one),
            written.NONE if one.impact.chance is None else shown.signed(one.impact.chance, 2),
        )
        for one in found
    )  # fmt: skip
    return Table(_("All aspects"), headings, rows)


def alerts(found: Sequence[Alerts]) -> Table:
    """Return the alerts of the period."""
    headings = (_("What"), _("Number"), _("Urgent"), _("Not seen yet"))
    return Table(
        _("Alerts"), headings,
        tuple((names.alerts(one.kind), *(shown.number(n) for n in (one.n, one.urgent, one.unread))) for one in found),
    )  # fmt: skip


def _with(text: str, more: str) -> str:
    return f"{text} ({more})" if more else text
