"""What the inbox asks: yes or no, a line of text; and the page of all keys."""

from collections.abc import Mapping
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from reviewkit.cli.inbox import words
from reviewkit.cli.inbox.keys import KEYS, latin
from reviewkit.i18n import _


class Confirm(ModalScreen[str]):
    """A question with one key for each answer; Escape is the answer "". Keys of a Korean keyboard count too."""

    def __init__(self, question: str, answers: Mapping[str, str], more: str = "") -> None:
        """`answers` maps a key to its word; `more` is shown below the question."""
        super().__init__()
        self.question, self.answers, self.more = question, answers, more

    def compose(self) -> ComposeResult:
        """Lay out."""
        choice = Text()
        shown = self.answers if "n" in self.answers else {**self.answers, "Esc": _("back")}
        for key, word in shown.items():
            choice.append(f"{key} ", style="bold cyan")
            choice.append(f"{word}   ")
        with Vertical(classes="dialog"):
            yield Static(Text(self.question), classes="question")
            if self.more:
                yield Static(Text(self.more), classes="more")
            yield Static(choice)

    def on_key(self, event: Key) -> None:
        """Answer."""
        event.stop()
        if event.key == "escape":
            self.dismiss("")
        for key in [event.key, *(latin(event.character) if event.character else [])]:
            if key.lower() in self.answers:
                self.dismiss(key.lower())
                return


class Ask(ModalScreen[str | None]):
    """A question for a line of text; Escape is None."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss(None)", "")]

    def __init__(self, question: str, text: str = "", more: str = "") -> None:
        super().__init__()
        self.question, self.text, self.more = question, text, more

    def compose(self) -> ComposeResult:
        """Lay out."""
        with Vertical(classes="dialog"):
            yield Static(Text(self.question), classes="question")
            yield Input(self.text)
            yield Static(Text(self.more or _("Enter: go on   Esc: back"), style="dim"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer."""
        event.stop()
        self.dismiss(event.value)


class Help(ModalScreen[None]):
    """All keys and signs. Any key leaves."""

    def compose(self) -> ComposeResult:
        """Lay out."""
        with VerticalScroll(classes="dialog help"):
            yield Static(_keys())
            yield Static(_signs(), classes="more signs")
            yield Static(Text(_("The keys work with the Korean keyboard too (ㅁ is a). Any key goes back."), style="dim"))

    def on_key(self, event: Key) -> None:
        """Leave."""
        event.stop()
        self.dismiss(None)


def _keys() -> Table:
    table = Table.grid(padding=(0, 1))
    half = (len(KEYS) + 1) // 2
    for left, right in zip(KEYS[:half], [*KEYS[half:], *[None] * (2 * half - len(KEYS))], strict=True):
        cells = [Text(left.shown, style="bold cyan"), Text(_(left.told))]
        cells += [Text(right.shown, style="bold cyan"), Text(_(right.told))] if right else []
        table.add_row(*cells)
    return table


def _signs() -> Table:
    table = Table.grid(padding=(0, 3, 0, 0))
    cells = [Text.assemble((sign, style), " ", words.name(kind)) for kind, (sign, style) in words.SIGNS.items()]
    half = (len(cells) + 1) // 2
    table.add_row(*cells[:half])
    table.add_row(*cells[half:])
    return table
