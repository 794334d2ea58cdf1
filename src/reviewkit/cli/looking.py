"""Looking again at what was posted, on the screen."""

from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

from reviewkit.cli import outcomes
from reviewkit.cli.command import Desk
from reviewkit.cli.deciding import misfits
from reviewkit.cli.outcomes import Outcomes
from reviewkit.cli.posting import Rows, lines, raise_troubles
from reviewkit.cli.show import Form
from reviewkit.db.replies import ReplyFilter
from reviewkit.i18n import _

if TYPE_CHECKING:
    from reviewkit.features.replies.checking import Checked
    from reviewkit.features.replies.listing import Numbers


def check(at: Desk, wanted: ReplyFilter, asked: "Numbers") -> None:
    """Look at the sites, and say what became of the replies."""
    from reviewkit.features.replies import listing, may
    from reviewkit.features.replies.checking import due, remind_of_kakao
    from reviewkit.features.replies.states import now

    outside = Outcomes()
    if asked.all:
        inside = misfits(at, asked.ranged, may.CHECKABLE, outside)
        outcomes.each(asked.single, lambda number: may.check(listing.stored(at.app.database, number)), outside)
        wanted = replace(wanted, ids=(*outside.done, *inside))
    rows = due(at.app.database, replace(wanted, states=may.CHECKABLE, order="check"))
    if at.show.dry_run:
        at.show.note(_("Would look at replies: {numbers}").format(numbers=", ".join(str(row["id"]) for row in rows) or "-"))
    elif rows or not outside.failed:
        found = _look(at, rows)
        remind_of_kakao(at.app.engine, at.app.database, now())
        _say_checked(at, found, len(rows), outside)
    outcomes.say_left(at, outside)
    outcomes.end(at, outside, len(asked.all))


def _look(at: Desk, rows: Rows) -> "Checked":
    stop = Event()
    with at.show.progress() as bars:
        task = bars.add_task(_("Looking"), total=len(rows))
        try:
            return at.app.checker(stop).check(rows, lambda n: bars.advance(task, n))
        except KeyboardInterrupt:
            stop.set()
            raise


def _say_checked(at: Desk, found: "Checked", total: int, outside: Outcomes) -> None:
    words = {
        "live": _("Still there: {numbers}"), "pending": _("The site is still checking: {numbers}"),
        "changed": _("Changed on the site: {numbers}"), "gone": _("Gone: {numbers}"),
        "refused": _("Refused by the site: {numbers}"), "review_gone": _("Gone with their reviews: {numbers}"),
        "not_sent": _("Never arrived; approved again: {numbers}"),
    }  # fmt: skip
    row = {name: getattr(found, name) for name in words}
    if at.show.form is Form.TABLE:
        lines(at, row, words, good=("live", "pending"))
        if not total:
            at.show.note(_("No posted reply to look for."))
    else:
        troubles = {name: error.message for name, error in found.troubles.items()}
        at.show.record({**row, "troubles": troubles, "left_out": outside.left_out()})
    raise_troubles(found.troubles, any(row.values()))
