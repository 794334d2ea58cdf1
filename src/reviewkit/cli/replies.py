"""What the verbs of `reply` share: choosing, saying, and the steps that ask the owner."""

from collections.abc import Callable, Iterator, Sequence
from threading import Event
from typing import TYPE_CHECKING, Any

from reviewkit.cli import choices, choosing
from reviewkit.cli.cells import Column, one_line, plain
from reviewkit.cli.command import Desk
from reviewkit.db.query import Filter
from reviewkit.db.replies import STATES, ReplyFilter
from reviewkit.errors import NotFound, WrongInput
from reviewkit.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from reviewkit.features.replies.drafting import Drafted

EVENTS = {
    "held": N_("held for you"), "drafted": N_("drafted"), "edited": N_("edited"), "approved": N_("approved"),
    "planned": N_("to be approved by a rule"), "rejected": N_("rejected"), "undone": N_("undone"), "posting": N_("being sent"),
    "not_sent": N_("not sent"), "unclear": N_("no answer: it may have arrived"), "posted": N_("posted"),
    "live": N_("seen on the site"),
    "refused": N_("refused by the site"), "failed": N_("failed"), "gone": N_("gone from the site"),
    "review_gone": N_("gone with its review"), "answered_elsewhere": N_("the site shows another reply"),
    "changed_on_site": N_("changed on the site"), "review_edited": N_("the guest has changed the review: back to draft"),
    "suspended": N_("the site took the review down"),
}  # fmt: skip
"""What happened to a reply, for people."""


def chosen(at: Desk, *, ids: Sequence[int] | None = None, limit: int, **given: Any) -> ReplyFilter:
    """Return the filter for a command's options. Raises WrongInput, NotFound."""
    state = given.get("state")
    if state not in (None, *STATES):
        raise WrongInput(_("--state takes one of: {known}").format(known=", ".join(STATES)))
    of_reviews = choosing.chosen(
        at, store=given.get("store"), platform=given.get("platform"), rating=given.get("rating"),
        sentiment=given.get("sentiment"), since=None, until=None, words=None, sort="newest", limit=limit,
    )  # fmt: skip
    return ReplyFilter(
        ids=tuple(ids) if ids is not None else None, states=(state,) if state else None, store_id=of_reviews.store_id,
        platform=of_reviews.platform, rating_min=of_reviews.rating_min, rating_max=of_reviews.rating_max,
        rated=of_reviews.rated, sentiment=of_reviews.sentiment, passed=given.get("passed"), limit=limit,
    )  # fmt: skip


def to_draft(at: Desk, numbers: Sequence[int], wanted: Filter) -> list[int]:
    """Return the reviews that are to be answered: those named, or those chosen that have no reply of ours yet."""
    from dataclasses import replace

    from reviewkit.db import query

    if not numbers:
        return [row["id"] for row in query.select(at.app.database, replace(wanted, drafted=False))]
    for number in numbers:
        if query.one(at.app.database, number) is None:
            raise NotFound(
                _("There is no review {id}.").format(id=number),
                _("See the numbers in the first column of: reviewkit review list"),
            )
    return list(dict.fromkeys(numbers))


def would_draft(at: Desk, wanted: Sequence[int], *, offline: bool) -> None:
    """Say what drafting would do: nobody is asked, nothing is kept."""
    writer = at.app.writer(offline=offline)
    risky = [number for number in wanted if writer.risks(writer.situation(number))]
    n = len(wanted) - len(risky)
    by = _("with {model}").format(model=writer.model.name) if writer.model else _("from templates")
    at.show.note(ngettext("Would draft {n} reply {by}.", "Would draft {n} replies {by}.", n).format(n=n, by=by))
    if risky:
        at.show.note(_("Would hold for you: reviews {numbers}.").format(numbers=", ".join(map(str, risky))))


def draft(at: Desk, wanted: Sequence[int], wish: str, *, offline: bool) -> "Drafted":
    """Draft with a progress bar; what was written is kept when it is stopped."""
    stop = Event()
    _read_first(at)
    writer = at.app.writer(stop, offline=offline)
    with at.show.progress() as bars:
        task = bars.add_task(_("Writing"), total=len(wanted))
        try:
            return at.app.drafter(writer).draft(wanted, wish, lambda n: bars.advance(task, n))
        except KeyboardInterrupt:
            stop.set()
            raise


def _read_first(at: Desk) -> None:
    """What a review says decides how it is answered: read what waits for it."""
    from reviewkit.features import analysis

    if at.app.settings.analysis.automatic and analysis.waiting(at.app.engine, "new"):
        with at.show.progress() as bars:
            task = bars.add_task(_("Reading"), total=None)
            at.app.reader(lambda n: bars.advance(task, n)).read()


def say_rest(at: Desk, done: "Drafted", *, going_on: bool = True) -> None:
    """Say what of a run needs the owner, and how to go on; not where all of it is gone in a moment."""

    def see(command: str) -> str:
        return " " + _("See: {command}").format(command=command) if going_on else ""

    if done.failing:
        n = len(done.failing)
        at.show.warn(
            ngettext("{n} draft needs you: a check failed.", "{n} drafts need you: a check failed.", n).format(n=n)
            + see("reviewkit reply list --failing")
        )
    if done.held:
        n = len(done.held)
        at.show.warn(
            ngettext("{n} review is held for you: answer it in person.",
                     "{n} reviews are held for you: answer them in person.", n).format(n=n) + see("reviewkit alert list")
        )  # fmt: skip
    if done.all and going_on:
        at.show.note(_("Go through them with: reviewkit inbox"), "cyan")
    elif not done.all and not done.skipped:
        at.show.note(_("No review waits for a reply."))


def none(at: Desk) -> str:
    """Return why a list of replies is empty."""
    from reviewkit.db import replies

    if replies.counts(at.app.database):
        return _("No reply fits.")
    return _("No replies yet. Draft some with: reviewkit reply draft")


def check_lines(row: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each check: its sign, its name, and the reason."""
    yield from checks_told(row["checks"])


def checks_told(checks: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield a line for each stored check."""
    from reviewkit.features.replies.checks import said as reason
    from reviewkit.features.replies.checks import title
    from reviewkit.features.replies.situation import Check

    for check in (Check(**stored) for stored in checks):
        why = reason(check)
        yield f"{'✓' if check.passed else '✗'} {title(check.name)}" + (f": {why}" if why else "")


def history_lines(row: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each step of a reply's history, and the text where it changed."""
    yield ""
    for event in row["history"]:
        what = _(EVENTS[event["what"]]) if event["what"] in EVENTS else event["what"]
        yield plain(f"{choices.when(event['at'])}  {what} ({who(event['who'])}){_detail(event['detail'])}")
        if event["text"]:
            yield from (f"    {line}" for line in plain(event["text"]).splitlines())


def who(name: str) -> str:
    """Return who did something, for people."""
    known = {"owner": _("you"), "site": _("the site"), "rules": _("rules"), "offline": _("templates")}
    return known.get(name, name)


def _detail(detail: dict[str, Any]) -> str:
    parts = [str(detail[name]) for name in ("why", "violation", "due", "site") if detail.get(name)]
    parts += [", ".join(said_risks(detail["risks"]))] if detail.get("risks") else []
    return ": " + "; ".join(parts) if parts else ""


def said_risks(names: Sequence[str]) -> list[str]:
    """Return the names of risks for people."""
    from reviewkit.features.alerts import risk

    return [risk(name) for name in names]


def columns(*, wide: bool) -> list[Column]:
    """Return the columns of a list of replies."""
    return [
        Column("id", _("No."), right=True, style="dim"),
        Column("state", _("State"), _state, tint=_tint),
        Column("passed", _("Checks"), lambda ok: "✓" if ok else "✗"),
        Column("platform", _("Site")),
        Column("review", _("Stars"), lambda review: choices.stars(review["rating"]), style="yellow"),
        *([Column("review", _("Review"), lambda review: one_line(review["text"])[:40])] if wide else []),
        Column("text", _("Reply"), one_line, grow=True),
    ]


def _state(state: str) -> str:
    from reviewkit.features.replies import states

    return states.name(state)


def _tint(state: str) -> str:
    return {"held": "red", "failed": "red", "refused": "red", "removed": "red", "approved": "cyan", "live": "green"}.get(
        state, ""
    )


def details() -> list[Column]:
    """Return the fields of one reply."""
    review: Callable[[str], Callable[[Any], str]] = lambda key: lambda found: plain(found[key])  # noqa: E731
    return [
        Column("id", _("No.")),
        Column("state", _("State"), _state, tint=_tint),
        Column("store", _("Store")),
        Column("platform", _("Site"), choices.title),
        Column("review", _("Stars"), lambda found: choices.stars(found["rating"])),
        Column("review", _("Author"), review("author")),
        Column("review", _("Review"), review("text")),
        Column("held_for", _("Held for"), lambda names: ", ".join(said_risks(names))),
        Column("text", _("Reply"), plain),
        Column("writer", _("Written by"), who),
        Column("wish", _("Your wish"), plain),
        Column("approve_at", _("A rule approves it"), choices.when),
        Column("approved_by", _("Approved by"), lambda name: who(name) if name else ""),
        Column("posted_at", _("Posted"), choices.when),
        Column("live_at", _("Seen on the site"), choices.when),
        Column("violation", _("The site's reason"), plain),
        Column("trouble", _("Trouble"), plain),
    ]
