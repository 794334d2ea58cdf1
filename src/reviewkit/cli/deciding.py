"""Approving and rejecting, one reply or many, on the screen."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reviewkit.cli import outcomes
from reviewkit.cli.command import Desk
from reviewkit.cli.outcomes import Outcomes
from reviewkit.cli.show import Form
from reviewkit.db.replies import ReplyFilter
from reviewkit.i18n import _, ngettext

if TYPE_CHECKING:
    from reviewkit.features.replies.listing import Numbers

Step = Callable[[int], Any]


def approve(at: Desk, wanted: ReplyFilter, asked: "Numbers", *, every: bool, anyway: bool) -> None:
    """Approve single numbers as they are named; of ranges and of all only the good ones. Say what was left, and why."""
    from reviewkit.features.replies import approving, listing, may

    found = Outcomes()
    good = _good(at, wanted, asked.ranged, found, every=every)
    take = [*asked.single, *(number for number in good if number not in asked.single)]

    def allowed(number: int) -> None:
        may.approve(listing.stored(at.app.database, number), anyway=anyway)

    if at.show.dry_run:
        outcomes.each(take, allowed, found)
        at.show.note(_("Would approve: {numbers}").format(numbers=outcomes.listed(found.done)))
    elif take:
        writer = at.app.writer(offline=True)

        def step(number: int) -> None:
            allowed(number)
            approving.approve(at.app.engine, writer, number)

        outcomes.each(take, step, found)
    if not at.show.dry_run:
        _say_approved(at, found, alone=asked.alone and not every)
    if every or asked.ranged:
        _say_bulk(at, found)
    outcomes.end(at, found, len(take))


def _good(at: Desk, wanted: ReplyFilter, ranged: Sequence[int], found: Outcomes, *, every: bool) -> list[int]:
    """Return those of a range, or of all, that may be approved in bulk; enter the others."""
    from reviewkit.features.replies import approving

    if not (every or ranged):
        return []
    if not every:
        misfits(at, ranged, ("draft",), found)
    bulk = approving.sort(at.app.database, wanted if every else replace(wanted, ids=tuple(ranged)))
    named = ((bulk.failing, _("a check failed")), (bulk.not_good, _("not a good review")))
    found.left += [(numbers, why) for numbers, why in named if numbers]
    return bulk.good


def _say_approved(at: Desk, found: Outcomes, *, alone: bool) -> None:
    n = len(found.done)
    if at.show.form is not Form.TABLE:
        if n or not alone:  # for a single one that can't be approved the error says it all
            at.show.record({"approved": found.done, "left_out": found.left_out()})
    elif n:
        at.show.done(ngettext("Approved {n} reply.", "Approved {n} replies.", n).format(n=n))
        at.show.note(_("Post with: reviewkit reply post"), "cyan")


def _say_bulk(at: Desk, found: Outcomes) -> None:
    if at.show.form is not Form.TABLE:
        return
    at.show.note(_("In bulk only those are approved that passed all checks, with 4 stars or more, or a good mood."), "dim")
    for numbers, why in found.left:
        at.show.warn(_("Left for you ({why}): {numbers}").format(why=why, numbers=outcomes.listed(numbers)))
    if not (found.done or found.left or found.failed):
        at.show.note(_("No draft waits for approval."))


def misfits(at: Desk, ranged: Sequence[int], known: Sequence[str], found: Outcomes) -> list[int]:
    """Return those of a range that are in one of the `known` states; enter the others by state, and those that don't exist."""
    from reviewkit.db import replies
    from reviewkit.features.replies import states

    rows = replies.states_of(at.app.database, ranged) if ranged else {}
    others: dict[str, list[int]] = {}
    for number in ranged:
        if rows.get(number) not in known:
            others.setdefault(states.name(rows[number]) if number in rows else _("no such reply"), []).append(number)
    found.left += [(numbers, why) for why, numbers in others.items()]
    return [number for number in ranged if rows.get(number) in known]


def reject(at: Desk, asked: "Numbers", why: str) -> None:
    """Reject the named replies, and those of a range that can be."""
    from reviewkit.features.replies import listing, may, states

    found = Outcomes()
    take = [*asked.single, *misfits(at, asked.ranged, states.UNPOSTED, found)]

    def step(number: int) -> None:
        row = listing.stored(at.app.database, number)
        may.reject(row)
        if at.show.dry_run:
            at.show.note(_("Would reject reply {id} ({state}).").format(id=number, state=states.name(row["state"])))
        else:
            states.reject(at.app.engine, number, why=why)

    n = _all(at, take, step, found, "rejected", alone=asked.alone)
    if n and at.show.form is Form.TABLE:
        at.show.done(ngettext("Rejected {n} reply.", "Rejected {n} replies.", n).format(n=n))
    outcomes.say_left(at, found)
    outcomes.end(at, found, len(take))


def posted(at: Desk, asked: "Numbers") -> None:
    """Take the owner's word that replies were posted by hand."""
    from reviewkit.cli import choices
    from reviewkit.features.replies import listing, may
    from reviewkit.features.replies.posting import mark_posted

    found = Outcomes()
    take = [*asked.single, *misfits(at, asked.ranged, may.POSTABLE, found)]

    def step(number: int) -> None:
        may.post(listing.stored(at.app.database, number))
        if not at.show.dry_run:
            mark_posted(at.app.engine, number, choices.today())

    n = _all(at, take, step, found, "posted", alone=asked.alone)
    if at.show.dry_run:
        at.show.note(_("Would mark: {numbers}").format(numbers=outcomes.listed(found.done)))
    elif n and at.show.form is Form.TABLE:
        at.show.done(ngettext("{n} reply is noted as posted.", "{n} replies are noted as posted.", n).format(n=n))
    outcomes.say_left(at, found)
    outcomes.end(at, found, len(take))


def _all(at: Desk, take: Sequence[int], step: Step, found: Outcomes, done: str, *, alone: bool) -> int:
    """Take a step for each, and print the record where a program reads it; return how many were done, none in a dry run."""
    outcomes.each(take, step, found)
    if at.show.dry_run:
        return 0
    if at.show.form is not Form.TABLE and (found.done or not alone):
        at.show.record({done: found.done, "left_out": found.left_out()})
    return len(found.done)


def approve_due(at: Desk) -> None:
    """Approve what the rules' waiting time has passed for."""
    from reviewkit.features.replies import states

    if at.show.dry_run:
        at.show.note(_("Would approve what is due by your rules."))
        return
    done = at.app.approver().approve(states.now())
    n = len(done)
    told = ngettext("Your rules approved {n} reply.", "Your rules approved {n} replies.", n).format(n=n)
    at.show.result({"approved": done}, told if n else _("Nothing is due."))
