"""Moving through the list, and choosing what stands in it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reviewkit.cli.choices import PLATFORMS
from reviewkit.cli.inbox.dialogs import Ask, Confirm, Help
from reviewkit.cli.inbox.entries import Wanted
from reviewkit.cli.inbox.frame import Frame
from reviewkit.cli.inbox.words import FILTERS
from reviewkit.i18n import _


class Moving(Frame):
    """The keys that change nothing but what is seen."""

    # --- finding ---

    def action_search(self) -> None:
        """Ask what to look for; nothing shows all again."""
        self.push_screen(Ask(_("Search in reviews and replies:"), self.wanted.words), self._search)

    def _search(self, words: str | None) -> None:
        if words is not None:
            self._want(words=words.strip())

    def action_filter(self) -> None:
        """Show the next kind of rows."""
        self._want(kind=FILTERS[(FILTERS.index(self.wanted.kind) + 1) % len(FILTERS)])

    def action_site(self) -> None:
        """Show the next site, after the last one all."""
        sites = (None, *PLATFORMS)
        self._want(platform=sites[(sites.index(self.wanted.platform) + 1) % len(sites)])

    def action_stars(self, n: int) -> None:
        """Show reviews with so many stars; 0 shows all."""
        self._want(rating_min=n or None, rating_max=n + 0.5 if n else None, rated=None)

    def action_whole_list(self) -> None:
        """Leave the large view; else show all again."""
        if self.base.has_class("reading"):
            self.action_read()
        elif replace(self.wanted, store_id=None) != Wanted():
            self._want(kind="all", platform=None, rating_min=None, rating_max=None, rated=None, words="")

    def _want(self, **changed: Any) -> None:
        self.wanted = replace(self.wanted, **changed)
        self.reload()

    # --- moving ---

    def action_down(self) -> None:
        """Go to the next row."""
        self._move(1)

    def action_up(self) -> None:
        """Go to the row before."""
        self._move(-1)

    def action_skip(self) -> None:
        """Go to the next row, and do nothing."""
        self._move(1)

    def action_top(self) -> None:
        """Go to the first row."""
        self.rows.action_first()

    def action_end(self) -> None:
        """Go to the last row."""
        self.rows.action_last()

    def _move(self, by: int) -> None:
        at = self.rows.highlighted
        if at is not None and 0 <= at + by < len(self.entries):
            self.rows.highlighted = at + by

    def _go_to(self, review_id: int) -> None:
        at = next((i for i, entry in enumerate(self.entries) if entry.review_id == review_id), None)
        if at is not None:
            self.rows.highlighted = at

    def action_page(self, by: int = 1) -> None:
        """Read on, or back, in the review."""
        (self.whole.scroll_page_down if by > 0 else self.whole.scroll_page_up)(animate=False)

    def action_read(self) -> None:
        """Give the review the whole screen, and back."""
        if self.whole.editing or self.screen is not self.base:
            return
        self.base.toggle_class("reading")
        (self.whole if self.base.has_class("reading") else self.rows).focus()

    def action_help(self) -> None:
        """Show all keys."""
        self.push_screen(Help())

    def sure(self, question: str, then: Callable[[], None]) -> None:
        def answered(answer: str | None) -> None:
            if answer == "y":
                then()

        self.push_screen(Confirm(question, {"y": _("yes"), "n": _("no")}), answered)
