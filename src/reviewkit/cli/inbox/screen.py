"""The inbox itself: what each key does. A step that takes time goes to a thread; its row is marked until it is done."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Self

from textual.binding import Binding, BindingType

from reviewkit.cli.command import Desk
from reviewkit.cli.inbox import browsing
from reviewkit.cli.inbox.dialogs import Confirm
from reviewkit.cli.inbox.entries import Entry, Wanted
from reviewkit.cli.inbox.keys import KEYS
from reviewkit.cli.inbox.steps import Done
from reviewkit.cli.inbox.writing import Writing
from reviewkit.errors import ReviewkitError
from reviewkit.i18n import _, ngettext


def _bindings() -> list[BindingType]:
    stars = [Binding(str(n), f"stars({n})", show=False) for n in range(6)]
    # Tab is Textual's own for the next widget; priority takes it back.
    plain = [Binding(key.key, key.action, show=False, priority=key.key == "tab") for key in KEYS if key.action != "stars"]
    return [*plain, *stars, Binding("b", "page(-1)", show=False), Binding("escape", "whole_list", show=False)]


class Inbox(Writing):
    """The inbox."""

    BINDINGS: ClassVar[list[BindingType]] = _bindings()

    @classmethod
    def show(cls, at: Desk, wanted: Wanted) -> Self:
        """Open the inbox and stay until it is closed. Raises what went wrong beyond what could be told on the screen."""
        inbox = cls(at, wanted)
        inbox.run()
        if inbox.failure:
            raise inbox.failure
        if inbox.return_code:  # Textual has told what happened
            raise ReviewkitError(_("The inbox has ended unexpectedly."), _("What you had done is kept. Open it again."))
        return inbox

    # --- deciding ---

    def action_approve(self) -> None:
        """Approve the draft; where a check failed, or it is held, ask first."""
        entry, shown = self.current, self.whole.detail
        if not entry or not shown:
            return
        if entry.kind == "held" and shown.text:
            self.sure(_("It is held back. Approve it all the same?"), partial(self._approve, entry, shown.text))
        elif entry.kind == "held":
            self.tell(_("It is held for you: write the answer first, with e."), "warning")
        elif entry.kind in ("waiting", "ended"):
            self.tell(_("There is no draft yet: d drafts one."), "warning")
        elif entry.kind in ("approved", "posted"):
            self.tell(_("It is approved already."))
        elif shown.failing:
            n = shown.failing
            asked = ngettext("{n} check failed. Approve all the same?", "{n} checks failed. Approve all the same?", n)
            self.sure(asked.format(n=n), partial(self._approve, entry))
        else:
            self._approve(entry)

    def _approve(self, entry: Entry, again: str = "") -> None:
        self._decide(entry, "approve", _("Approving"), partial(self.steps.approve, entry, again=again))

    def action_reject(self) -> None:
        """Reject the draft."""
        if entry := self._with_reply():
            self._decide(entry, "reject", _("Rejecting"), partial(self.steps.reject, entry))

    def action_hold(self) -> None:
        """Hold the draft back."""
        if entry := self._with_reply():
            self._decide(entry, "hold", _("Holding"), partial(self.steps.hold, entry))

    def _decide(self, entry: Entry, what: str, label: str, step: Callable[[], Any]) -> None:
        self.work(entry, label, step, lambda _found: self._decided(Done(entry, what)))

    def _decided(self, done: Done) -> None:
        """Note a step for undo, and go on to the next row where the owner has not gone already."""
        self.done.append(done)
        if self.current and self.current.review_id == done.entry.review_id:
            self.action_down()

    def action_undo(self) -> None:
        """Take back the last step of this sitting; without one, the last one of the row that is looked at."""
        done = self.done.pop() if self.done else None
        entry = done.entry if done else self.current
        if entry is None:
            return
        self._go_to(entry.review_id)
        if self.current and self.current.review_id == entry.review_id and self.current.reply_id:
            entry = self.current
        self.work(entry, _("Undoing"), partial(self.steps.undo, entry, done), lambda _found: self.tell(_("Taken back.")))

    # --- posting ---

    def action_post(self) -> None:
        """Post the approved reply: by itself, or by the owner's hand."""
        entry, shown = self.current, self.whole.detail
        if not entry or not shown or not shown.reply:
            return
        if entry.state not in ("approved", "posting"):
            self.tell(_("Only what is approved is posted: a approves it."), "warning")
        elif self.steps.by_hand(entry.platform):
            with self.told():
                self._by_hand(entry, shown.reply)
        else:
            site = browsing.title(entry.platform)
            self.sure(_("Post this reply to {site} now?").format(site=site), partial(self._post, entry))

    def _post(self, entry: Entry) -> None:
        self.work(entry, _("Posting"), partial(self.steps.post, entry), self._posted)

    def _posted(self, outcome: str) -> None:
        told, good = browsing.outcome(outcome)
        self.tell(told, "information" if good else "warning")

    def _by_hand(self, entry: Entry, row: dict[str, Any]) -> None:
        address = self.steps.address(row)
        self.copy_to_clipboard(row["text"])
        browsing.copy(str(row["text"]))
        asked = Confirm(
            _("The text is in the clipboard. Paste it here:"),
            {"o": _("open the page"), "y": _("it is posted"), "n": _("later")},
            f"{address}\n\n{row['text']}",
        )
        self.push_screen(asked, partial(self._by_hand_answered, entry, row, address))

    def _by_hand_answered(self, entry: Entry, row: dict[str, Any], address: str, answer: str | None) -> None:
        if answer == "o":
            self._browse(address)
            self._by_hand(entry, row)
        elif answer == "y":
            step = partial(self.steps.posted_by_hand, entry)
            self.work(entry, _("Noting"), step, lambda _found: self.tell(_("Noted as posted.")))

    def action_open(self) -> None:
        """Open the review's page, or the list's, in the browser."""
        if self.whole.detail:
            with self.told():
                self._browse(browsing.address(self.path, self.whole.detail))

    def _browse(self, address: str) -> None:
        if not address:
            self.tell(_("This review has no page."), "warning")
            return
        self.tell(address)
        self.run_worker(partial(browsing.browse, address), thread=True, exit_on_error=False)

    # --- the rest ---

    async def action_quit(self) -> None:
        """Close."""
        self.action_help_quit()

    def action_help_quit(self) -> None:
        """Close, by Ctrl+C too; where something is under way only after a word of the owner."""
        if self.busy:
            self.sure(_("Something is still under way. Quit all the same? What is done is kept."), self._close)
        else:
            self._close()

    def _close(self) -> None:
        self.steps.end()
        self.exit()

    def _with_reply(self) -> Entry | None:
        entry = self.current
        if entry and entry.kind in ("waiting", "ended"):
            self.tell(_("There is no draft yet: d drafts one."), "warning")
            return None
        return entry
