"""The two halves of the screen: the list, and the review with its draft."""

from collections.abc import Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import OptionList, Static, TextArea
from textual.widgets.option_list import Option

from reviewkit.cli.inbox import drawing
from reviewkit.cli.inbox.detail import Detail
from reviewkit.cli.inbox.entries import Entry
from reviewkit.i18n import _


class Rows(OptionList):
    """The list. Its options are numbered as the entries that it was given."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__(id="rows", markup=False)
        self.zone = zone

    def fill(self, entries: Sequence[Entry], at: int | None) -> None:
        """Show rows anew, the one `at` highlighted."""
        self.clear_options()
        self.add_options([Option(drawing.row(entry, self.zone)) for entry in entries])
        self.highlighted = at

    def add(self, entries: Sequence[Entry]) -> None:
        """Show more rows below."""
        self.add_options([Option(drawing.row(entry, self.zone)) for entry in entries])

    def put(self, index: int, entry: Entry, busy: str = "") -> None:
        """Show a row as it is now."""
        self.replace_option_prompt_at_index(index, drawing.row(entry, self.zone, busy))


class Editor(TextArea):
    """The draft in the owner's hands."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", show=False), Binding("escape", "leave", show=False)
    ]  # fmt: skip

    class Save(Message):
        """Ctrl+S was pressed."""

    class Leave(Message):
        """Escape was pressed."""

    def __init__(self) -> None:
        super().__init__(id="editor", soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True)

    def on_resize(self) -> None:
        """Draw anew: Textual wraps the text to the new width, and leaves lines of the old one on the screen."""
        self.refresh()

    def action_save(self) -> None:
        """Ask for the text to be kept."""
        self.post_message(self.Save())

    def action_leave(self) -> None:
        """Ask to leave."""
        self.post_message(self.Leave())


class Whole(VerticalScroll):
    """The review, what belongs to it, its draft, the checks and earlier replies like it.

    What belongs to the review stands before the draft where there is room, below the checks on a small screen.
    """

    PARTS = ("heading", "review", "about", "draft", "trouble", "checks", "alike", "below")

    def __init__(self) -> None:
        super().__init__(id="whole", can_focus=True)
        self.detail: Detail | None = None
        self.before = ""
        """The text that editing began with."""

    def compose(self) -> ComposeResult:
        """Lay out."""
        for name in self.PARTS:
            yield Static(id=name, markup=False)
            if name == "draft":
                yield Editor()

    def part(self, name: str, text: Text) -> None:
        """Show a part, or nothing where it is empty."""
        part = self.query_one(f"#{name}", Static)
        part.update(text)
        part.set_class(not text.plain, "empty")

    def say(self, text: str) -> None:
        """Show a sentence in place of a review."""
        self.detail = None
        for name in self.PARTS:
            self.part(name, Text(text) if name == "review" else Text())

    def show(self, detail: Detail, *, top: bool) -> None:
        """Show a row, from its `top` where it is another one than before."""
        self.detail = detail
        about = drawing.about(detail)
        for name, text in (
            ("heading", drawing.heading(detail)), ("review", drawing.review(detail)), ("about", about),
            ("draft", drawing.draft(detail)), ("trouble", drawing.trouble(detail)), ("checks", drawing.checks(detail)),
            ("alike", Text()), ("below", about),
        ):  # fmt: skip
            self.part(name, text)
        self.query_one("#draft").border_title = drawing.draft_title(detail)
        if top:
            self.scroll_home(animate=False)

    def show_alike(self, found: Sequence[tuple[float, str]]) -> None:
        """Show earlier replies that are like the draft."""
        self.part("alike", drawing.alike(found, self.content_size.width - 1))

    def edit(self) -> None:
        """Put the draft into the owner's hands."""
        self.before = self.detail.text if self.detail else ""
        self.screen.set_class(True, "editing")
        editor = self.query_one(Editor)
        editor.border_title = _("Your reply: Ctrl+S saves, Esc leaves")
        editor.load_text(self.before)
        editor.move_cursor(editor.document.end)
        editor.focus()

    def leave(self) -> None:
        """Take the draft back."""
        self.screen.set_class(False, "editing")

    @property
    def editing(self) -> bool:
        """Whether the owner has the draft in hand."""
        return self.screen.has_class("editing")

    @property
    def typed(self) -> str:
        """What the owner has typed."""
        return self.query_one(Editor).text
