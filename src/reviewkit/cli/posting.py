"""Posting and looking again, on the screen: what the site takes by itself, and what the owner does by hand."""

from collections.abc import Sequence
from threading import Event
from typing import TYPE_CHECKING, Any

import typer

from reviewkit.cli import choices
from reviewkit.cli.cells import Column, one_line, plain
from reviewkit.cli.command import Desk
from reviewkit.cli.show import Form
from reviewkit.errors import Interrupted, PartlyDone, ReviewkitError, WrongInput
from reviewkit.i18n import _, ngettext
from reviewkit.platforms.base import Posting

if TYPE_CHECKING:
    from reviewkit.features.replies.checking import Checked
    from reviewkit.features.replies.posting import Posted

Rows = Sequence[dict[str, Any]]
OUTCOMES = ("live", "pending", "refused", "elsewhere", "failed", "open", "left")


def post(at: Desk, rows: Rows, asked: Sequence[int]) -> None:
    """Post what is approved; by hand, with the owner's help, where the site has no way for a program."""
    missing = sorted(set(asked) - {row["id"] for row in rows})
    if missing:
        raise WrongInput(
            _("Not approved: {numbers}").format(numbers=", ".join(map(str, missing))),
            _("Approve with: reviewkit reply approve {id}").format(id=missing[0]),
        )
    if not rows:
        at.show.note(_("No approved reply waits. Approve with: reviewkit reply approve --all"))
        return
    by_hand = [row for row in rows if way(at, row["platform"]) is Posting.COPY]
    assisted = [row for row in rows if way(at, row["platform"]) is Posting.PAGE]
    alone = [row for row in rows if row not in by_hand and row not in assisted]
    if at.show.dry_run:
        at.show.rows([_plan(at, row) for row in rows], _plan_columns())
        return
    if alone and not _may_press(at, alone):
        raise typer.Exit(1)
    done = _run(at, alone, assist=False) if alone else None
    if assisted and _has_screen(at):
        done = _merged(done, _run(at, assisted, assist=True))
    else:
        by_hand = [*assisted, *by_hand]
    _hand_over(at, by_hand)
    if done:
        _say(at, done)


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


def check(at: Desk, rows: Rows) -> None:
    """Look at the sites, and say what became of the replies."""
    from reviewkit.features.replies.checking import remind_of_kakao
    from reviewkit.features.replies.states import now

    if at.show.dry_run:
        at.show.note(_("Would look at replies: {numbers}").format(numbers=", ".join(str(row["id"]) for row in rows) or "-"))
        return
    stop = Event()
    with at.show.progress() as bars:
        task = bars.add_task(_("Looking"), total=len(rows))
        try:
            found = at.app.checker(stop).check(rows, lambda n: bars.advance(task, n))
        except KeyboardInterrupt:
            stop.set()
            raise
    remind_of_kakao(at.app.engine, at.app.database, now())
    _say_checked(at, found, len(rows))


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

    for row in rows:
        at.show.text(f"{_address(at, row)}\n{plain(row['text'])}\n") if at.show.form is Form.TABLE else None
        if at.show.form is Form.TABLE and _copied(str(row["text"])):
            at.show.note(_("The text is in your clipboard."), "dim")
        asked = sys.stdin.isatty() and not at.show.no_input and not at.show.yes
        if asked and at.show.confirm(_("Have you posted reply {id}?").format(id=row["id"])):
            mark_posted(at.app.engine, row["id"], choices.today())
    if at.show.form is not Form.TABLE and rows:
        at.show.rows([_plan(at, row) for row in rows], _plan_columns())
    elif rows and not sys.stdin.isatty():
        at.show.warn(_("These are posted by hand. Say so afterwards with: reviewkit review done NUMBER, or crawl again."))


def _copied(text: str) -> bool:
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


def _merged(one: "Posted | None", two: "Posted") -> "Posted":
    if one is None:
        return two
    for name in OUTCOMES:
        getattr(two, name)[:0] = getattr(one, name)
    two.troubles = {**one.troubles, **two.troubles}
    return two


def _say(at: Desk, done: "Posted") -> None:
    words = {
        "live": _("On the site: {numbers}"), "pending": _("The site is still checking: {numbers}"),
        "refused": _("Refused by the site: {numbers}"), "elsewhere": _("Answered by hand already: {numbers}"),
        "failed": _("Failed: {numbers}"), "open": _("No answer; the next run looks: {numbers}"),
        "left": _("Left for the next run: {numbers}"),
    }  # fmt: skip
    row = {name: getattr(done, name) for name in OUTCOMES}
    if at.show.form is Form.TABLE:
        _lines(at, row, words, good=("live", "pending"))
    else:
        at.show.record({**row, "troubles": {name: error.message for name, error in done.troubles.items()}})
    _raise(done.troubles, bool(done.live or done.pending))
    if done.refused or done.failed or done.open:
        raise PartlyDone(_("Not every reply got onto its site."), _("See why with: reviewkit reply list"))


def _say_checked(at: Desk, found: "Checked", total: int) -> None:
    words = {
        "live": _("Still there: {numbers}"), "pending": _("The site is still checking: {numbers}"),
        "changed": _("Changed on the site: {numbers}"), "gone": _("Gone: {numbers}"),
        "refused": _("Refused by the site: {numbers}"), "review_gone": _("Gone with their reviews: {numbers}"),
        "not_sent": _("Never arrived; approved again: {numbers}"),
    }  # fmt: skip
    row = {name: getattr(found, name) for name in words}
    if at.show.form is Form.TABLE:
        _lines(at, row, words, good=("live", "pending"))
        if not total:
            at.show.note(_("No posted reply to look for."))
    else:
        at.show.record({**row, "troubles": {name: error.message for name, error in found.troubles.items()}})
    _raise(found.troubles, any(row.values()))


def _lines(at: Desk, row: dict[str, list[int]], words: dict[str, str], *, good: Sequence[str]) -> None:
    for name, sentence in words.items():
        if row[name]:
            told = sentence.format(numbers=", ".join(map(str, row[name])))
            at.show.done(told) if name in good else at.show.warn(told)


def _raise(troubles: dict[str, ReviewkitError], some: bool) -> None:
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
