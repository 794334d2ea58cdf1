"""Posting, on the screen: what the site takes by itself, and what the owner does by hand."""

from collections.abc import Sequence
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

import typer

from reviewkit.cli import choices, outcomes
from reviewkit.cli.cells import Column, one_line, plain
from reviewkit.cli.command import Desk
from reviewkit.cli.deciding import misfits
from reviewkit.cli.outcomes import Outcomes
from reviewkit.cli.show import Form
from reviewkit.db.replies import ReplyFilter
from reviewkit.errors import Interrupted, PartlyDone, ReviewkitError, WrongInput
from reviewkit.i18n import _, ngettext
from reviewkit.platforms.base import Posting, Status

if TYPE_CHECKING:
    from reviewkit.features.replies.listing import Numbers
    from reviewkit.features.replies.posting import Posted

Rows = Sequence[dict[str, Any]]
OUTCOMES = ("live", "pending", "refused", "elsewhere", "failed", "open", "left")


def post(at: Desk, wanted: ReplyFilter, asked: "Numbers", limit: int) -> None:
    """Post what is approved; by hand, with the owner's help, where the site has no way for a program."""
    found = Outcomes()
    rows = _chosen(at, wanted, asked, found)[: limit or None]
    if not rows and asked.alone:
        outcomes.end(at, found, 1)
    if at.show.dry_run:
        at.show.rows([_plan(at, row) for row in rows], _plan_columns(), nothing_waits())
        outcomes.say_left(at, found)
    else:
        _post(at, rows, found)
    found.done = [row["id"] for row in rows]
    outcomes.end(at, found, len(asked.all))


def nothing_waits() -> str:
    """Return why nothing is posted."""
    return _("No approved reply waits. Approve with: reviewkit reply approve --all")


def _post(at: Desk, rows: Rows, found: Outcomes) -> None:
    if at.show.form is not Form.TABLE:
        at.show.no_input = True  # a program can't answer, and a question would stand among the data
    kinds = {kind: [row for row in rows if way(at, row["platform"]) is kind] for kind in Posting}
    if kinds[Posting.INTERFACE] and not _may_press(at, kinds[Posting.INTERFACE]):
        raise typer.Exit(1)
    done = _run(at, kinds[Posting.INTERFACE], assist=False) if kinds[Posting.INTERFACE] else _none()
    assisted, by_hand = (_looked_up(at, kinds[kind], done) for kind in (Posting.PAGE, Posting.COPY))
    if assisted and _has_screen(at):
        done = _merged(done, _run(at, assisted, assist=True))
    else:
        by_hand = [*assisted, *by_hand]
    if at.show.form is Form.TABLE:
        _hand_over(at, by_hand)
        if not rows and not found.failed:
            at.show.note(nothing_waits())
        outcomes.say_left(at, found)
    _say(at, done, by_hand, found)


def _chosen(at: Desk, wanted: ReplyFilter, asked: "Numbers", found: Outcomes) -> Rows:
    """Return what is to be posted; enter why the others of those that were asked for are not."""
    from reviewkit.features.replies import listing, may
    from reviewkit.features.replies.posting import ready

    if not asked.all:
        return ready(at.app.database, wanted)
    inside = misfits(at, asked.ranged, may.POSTABLE, found)
    rows = ready(at.app.database, replace(wanted, ids=(*asked.single, *inside)))
    there = {row["id"] for row in rows}

    def missing(number: int) -> None:
        row = listing.stored(at.app.database, number)
        may.post(row)
        if row["status"] != Status.VISIBLE:
            raise WrongInput(_("The site does not show the review of reply {id} any more.").format(id=number))
        raise WrongInput(_("Reply {id} is not of this store or platform.").format(id=number))

    outcomes.each([number for number in asked.single if number not in there], missing, found)
    return rows


def _looked_up(at: Desk, rows: Rows, done: "Posted") -> Rows:
    """Return what is to be posted by hand; what a crash has left open may be on the site already, which is looked at first."""
    from reviewkit.db import replies

    open_ = [row for row in rows if row["state"] == "posting"]
    if not open_:
        return rows
    seen = at.app.checker().check(open_)
    for outcome, numbers in (("live", seen.live), ("pending", seen.pending), ("refused", seen.refused),
                             ("elsewhere", seen.changed), ("failed", seen.review_gone)):  # fmt: skip
        getattr(done, outcome).extend(numbers)
    done.troubles |= seen.troubles
    now = {row["id"]: row for row in replies.select(at.app.database, ReplyFilter(ids=tuple(row["id"] for row in open_)))}
    done.open += [number for number, row in now.items() if row["state"] == "posting"]  # the site could not be asked
    return [row for row in (now.get(row["id"], row) for row in rows) if row["state"] == "approved"]


def _none() -> "Posted":
    from reviewkit.features.replies.posting import Posted

    return Posted()


def _may_press(at: Desk, rows: Rows) -> bool:
    """Ask once before a program presses SmartPlace's button for the first time, with the texts before the owner's eyes."""
    from reviewkit.db import replies

    first = [row for row in rows if row["platform"] == "naver"]
    before = replies.ReplyFilter(platform="naver", states=("posted", "live"), limit=1)
    if not first or any(replies.select(at.app.database, before)):
        return True
    for row in first:
        at.show.note(f"{row['id']}: {one_line(row['text'])}")
    return at.show.confirm(_("This presses SmartPlace's button for you, which Naver has not allowed. Go on?"))


def way(at: Desk, platform: str) -> Posting:
    """Return how a platform takes a reply, as the owner has it: INTERFACE stands for all that needs no hand."""
    posting = at.app.platform_class(platform).posting
    if posting is Posting.PAGE and at.app.settings.naver.reply_auto:
        return Posting.INTERFACE
    if platform == "google" and at.app.settings.google.maps:
        return Posting.COPY
    return posting


def _run(at: Desk, rows: Rows, *, assist: bool) -> "Posted":
    stop = Event()
    if assist:
        at.show.note(
            _("The window shows each reply filled in: press the button yourself, or close the window to skip."), "cyan"
        )
    with at.show.progress() as bars:
        task = bars.add_task(_("Posting"), total=len(rows))
        try:
            poster = at.app.poster(stop, put=_fill if assist else None)
            return poster.post(rows, lambda n: bars.advance(task, n))
        except KeyboardInterrupt:
            stop.set()
            raise


def _fill(site: Any, place: Any, review_id: str, text: str) -> Any:
    return site.fill_reply(place, review_id, text)


def _has_screen(at: Desk) -> bool:
    """Assisted posting needs the owner before a window, and a browser that can show one."""
    import sys

    if not sys.stdin.isatty() or at.show.no_input:
        return False
    try:
        return at.app.found_browser(headed=True) is not None and _display()
    except ReviewkitError:
        return False


def _display() -> bool:
    import os
    import sys

    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _hand_over(at: Desk, rows: Rows) -> None:
    """Give the owner each text and its page; what the owner says is posted is noted."""
    import sys

    from reviewkit.features.replies.posting import mark_posted

    asked = sys.stdin.isatty() and not at.show.no_input and not at.show.yes
    left = []
    for row in rows:
        at.show.text(f"{_address(at, row)}\n{plain(row['text'])}\n")
        if copied(str(row["text"])):
            at.show.note(_("The text is in your clipboard."), "dim")
        if asked and at.show.confirm(_("Have you posted reply {id}?").format(id=row["id"])):
            mark_posted(at.app.engine, row["id"], choices.today())
        else:
            left.append(str(row["id"]))
    if left:
        at.show.warn(
            _("These are posted by hand. Say so afterwards with: reviewkit reply post {numbers} --posted").format(
                numbers=" ".join(left)
            )
        )


def copied(text: str) -> bool:
    """Put a text into the clipboard by the system's own tool, where there is one."""
    import shutil
    import subprocess
    import sys

    tools = {"darwin": ["pbcopy"], "win32": ["clip"]}.get(sys.platform)
    for words in [tools] if tools else [["wl-copy"], ["xclip", "-selection", "clipboard"], ["xsel", "-ib"]]:
        if shutil.which(words[0]):
            encoding = "utf-16" if sys.platform == "win32" else "utf-8"
            try:
                subprocess.run(words, input=text.encode(encoding), check=True, timeout=5)  # noqa: S603  fixed words
            except (OSError, subprocess.SubprocessError):
                return False
            return True
    return False


def _address(at: Desk, row: dict[str, Any]) -> str:
    from reviewkit.features.replies.posting import place_of

    with at.app.platform(row["platform"]) as site:
        return site.reply_address(place_of(row), row["platform_id"])


def _plan(at: Desk, row: dict[str, Any]) -> dict[str, Any]:
    how = {Posting.INTERFACE: "by_itself", Posting.PAGE: "assisted", Posting.COPY: "by_hand"}[way(at, row["platform"])]
    return {
        "id": row["id"], "review_id": row["review_id"], "store": row["store"], "platform": row["platform"], "how": how,
        "address": _address(at, row), "text": row["text"],
    }  # fmt: skip


def _plan_columns() -> list[Column]:
    hows = {"by_itself": _("by itself"), "assisted": _("you press the button"), "by_hand": _("by hand")}
    return [
        Column("id", _("No."), right=True, style="dim"),
        Column("store", _("Store"), one_line),
        Column("platform", _("Site")),
        Column("how", _("How"), lambda how: hows[how]),
        Column("text", _("Reply"), one_line, grow=True),
    ]


def _merged(one: "Posted", two: "Posted") -> "Posted":
    for name in OUTCOMES:
        getattr(two, name)[:0] = getattr(one, name)
    two.troubles = {**one.troubles, **two.troubles}
    return two


def _say(at: Desk, done: "Posted", by_hand: Rows, found: Outcomes) -> None:
    words = {
        "live": _("On the site: {numbers}"), "pending": _("The site is still checking: {numbers}"),
        "refused": _("Refused by the site: {numbers}"), "elsewhere": _("Answered by hand already: {numbers}"),
        "failed": _("Failed: {numbers}"), "open": _("No answer; the next run looks: {numbers}"),
        "left": _("Left for the next run: {numbers}"),
    }  # fmt: skip
    row = {name: getattr(done, name) for name in OUTCOMES}
    if at.show.form is Form.TABLE:
        lines(at, row, words, good=("live", "pending"))
    else:
        handed = [{"id": one["id"], "address": _address(at, one), "text": one["text"]} for one in by_hand]
        troubles = {name: error.message for name, error in done.troubles.items()}
        at.show.record({**row, "by_hand": handed, "troubles": troubles, "left_out": found.left_out()})
    raise_troubles(done.troubles, bool(done.live or done.pending))
    if done.refused or done.failed or done.open:
        raise PartlyDone(_("Not every reply got onto its site."), _("See why with: reviewkit reply list"))


def lines(at: Desk, row: dict[str, list[int]], words: dict[str, str], *, good: Sequence[str]) -> None:
    """Say what became of replies, a line for each outcome."""
    for name, sentence in words.items():
        if row[name]:
            told = sentence.format(numbers=", ".join(map(str, row[name])))
            at.show.done(told) if name in good else at.show.warn(told)


def raise_troubles(troubles: dict[str, ReviewkitError], some: bool) -> None:
    """End with what stopped a site: the error itself where nothing was done, else with "partly done"."""
    if not troubles:
        return
    first = next(iter(troubles.values()))
    if isinstance(first, Interrupted) or not some:
        raise first
    n = len(troubles)
    raise PartlyDone(
        ngettext("{n} site stopped us: {why}", "{n} sites stopped us: {why}", n).format(n=n, why=first.message), first.hint
    )
