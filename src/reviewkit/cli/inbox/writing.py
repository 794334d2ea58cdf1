"""Writing: the editor, drafts, and drafts written anew."""

from functools import partial
from typing import Any

from reviewkit.cli.command import Desk
from reviewkit.cli.inbox.dialogs import Ask, Confirm
from reviewkit.cli.inbox.entries import Entry, Wanted
from reviewkit.cli.inbox.moving import Moving
from reviewkit.cli.inbox.panes import Editor
from reviewkit.cli.inbox.steps import Done
from reviewkit.errors import ReviewkitError
from reviewkit.i18n import _, ngettext


class Writing(Moving):
    """The keys that make a text. `done` is what was done in this sitting and can be taken back, the last one last."""

    def __init__(self, at: Desk, wanted: Wanted | None = None) -> None:
        super().__init__(at, wanted)
        self.done: list[Done] = []

    def action_edit(self) -> None:
        """Edit the draft in place, or write one."""
        entry = self.current
        if not entry or entry.review_id in self.busy:
            return
        if entry.kind == "posted" or entry.state == "posting":
            self.tell(_("It is on its way to the site, and can't be edited any more."), "warning")
            return
        self.whole.edit()
        self.rows.disabled = True
        self.call_after_refresh(self.whole.query_one(Editor).scroll_visible, animate=False)
        self.draw_lines()

    def on_editor_save(self, event: Editor.Save) -> None:
        """Keep the owner's text; the editor stays open until it is kept."""
        event.stop()
        if (entry := self.current) and self.whole.editing:
            before, typed = self.whole.before, self.whole.typed
            if typed == before and not (self.whole.detail and self.whole.detail.stale):
                self._leave()
                return
            step = partial(self.steps.save, entry, typed)
            self.work(entry, _("Checking"), step, lambda _found: self._saved(Done(entry, "edit"), typed))

    def _saved(self, done: Done, kept: str) -> None:
        if done.entry.reply_id is not None and done.entry.kind != "ended":
            self.done.append(done)
        if self.whole.editing and self.whole.typed == kept:
            self._leave()
        self.tell(_("Saved."))

    def on_editor_leave(self, event: Editor.Leave) -> None:
        """Leave; with changes only after a word of the owner."""
        event.stop()
        if self.whole.typed == self.whole.before:
            self._leave()
            return
        asked = Confirm(_("You have changed the text."), {"s": _("save it"), "x": _("throw the changes away")})
        self.push_screen(asked, self._left)

    def _left(self, answer: str | None) -> None:
        if answer == "s":
            self.on_editor_save(Editor.Save())
        elif answer == "x":
            self._leave()

    def _leave(self) -> None:
        self.whole.leave()
        self.rows.disabled = False
        self.rows.focus()
        if self.current:
            self.renew(self.current.review_id)

    def action_rewrite(self) -> None:
        """Have the draft written anew, as the owner wishes."""
        entry, shown = self.current, self.whole.detail
        if not entry or not shown:
            return
        if entry.kind == "held":
            self.tell(_("It is held for you: nothing is written for it. e lets you write the answer."), "warning")
            return
        more = _("For example: shorter; mention the new opening hours. Enter alone writes another one.")
        self.push_screen(Ask(_("How shall it be written?"), more=more), partial(self._rewrite, entry, shown.text))

    def _rewrite(self, entry: Entry, before: str, wish: str | None) -> None:
        if wish is None:
            return
        if entry.kind in ("waiting", "ended"):
            self.work(entry, _("Writing"), partial(self.steps.draft, entry, wish), self._tell_trouble)
            return

        def then(trouble: ReviewkitError | None) -> None:
            self.done.append(Done(entry, "rewrite", before))
            self._tell_trouble(trouble)

        self.work(entry, _("Writing"), partial(self.steps.rewrite, entry, wish), then)

    def action_draft(self) -> None:
        """Draft a reply to the review."""
        entry = self.current
        if entry and entry.kind in ("waiting", "ended"):
            self.work(entry, _("Writing"), partial(self.steps.draft, entry), self._tell_trouble)
        elif entry:
            self.tell(_("There is a reply already: r has it written anew."))

    def action_draft_all(self) -> None:
        """Draft replies to all that are shown and have none."""
        waiting = [entry for entry in self.entries if entry.kind == "waiting" and entry.review_id not in self.busy]
        n = len(waiting)
        if not n:
            self.tell(_("No review here waits for a draft."))
            return
        asked = ngettext("Draft {n} reply?", "Draft {n} replies?", n).format(n=n)
        self.sure(asked, partial(self._draft_all, waiting))

    def _draft_all(self, waiting: list[Entry]) -> None:
        first, ids = waiting[0], [entry.review_id for entry in waiting]
        count = iter(range(1, len(ids) + 1))

        def tick(_n: int) -> None:
            self.busy[first.review_id] = _("Writing {n} of {total}").format(n=next(count, len(ids)), total=len(ids))

        def then(found: Any) -> None:
            for review_id in ids:
                self.renew(review_id)
            told = _("Ready: {ready} · needs you: {failing} · held for you: {held}")
            self.tell(told.format(ready=len(found.ready), failing=len(found.failing), held=len(found.held)))
            self._tell_trouble(found.trouble)
            if found.fault:
                self.tell(found.fault.message, "warning")

        self.work(first, _("Writing"), partial(self.steps.draft_all, ids, tick), then)

    def _tell_trouble(self, trouble: ReviewkitError | None) -> None:
        if trouble:
            self.tell(_("It was written from templates: {why}").format(why=trouble.message), "warning")
