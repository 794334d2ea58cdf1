"""The frame of the inbox: the list, the row that is looked at, and work in threads. What the keys do is in screen.py."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Container
from textual.events import Key, Resize
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList, Static

from reviewkit.cli.cells import plain
from reviewkit.cli.command import Desk
from reviewkit.cli.inbox import detail, drawing, entries, keys, words
from reviewkit.cli.inbox.detail import Detail
from reviewkit.cli.inbox.entries import PAGE, Entry, Wanted
from reviewkit.cli.inbox.panes import Rows, Whole
from reviewkit.cli.inbox.steps import Steps
from reviewkit.errors import ReviewkitError
from reviewkit.features import stores
from reviewkit.i18n import _

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
QUIET = 0.15
"""Seconds that a row is looked at before earlier replies are compared with it: not for every row that is passed by."""


@dataclass
class Worked(Message):
    """A thread has ended: what it found or what went wrong, and what is to be done with it."""

    review_id: int
    found: Any
    error: ReviewkitError | None
    then: Callable[[Any], None] | None


@dataclass
class Alike(Message):
    """Earlier replies like the draft of a row were found."""

    shown: Detail
    found: list[tuple[float, str]]


class Frame(App[None]):
    """The screen: a top line, the list, the row that is looked at, the keys. `at` is the command's desk."""

    CSS_PATH = "inbox.tcss"
    TITLE = "reviewkit"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  as Textual has it

    def __init__(self, at: Desk, wanted: Wanted | None = None) -> None:
        super().__init__()
        self.at, self.wanted = at, wanted or Wanted()
        self.zone = at.app.zone
        self.steps = Steps(at)
        self.path = at.app.database
        self.base = Screen[Any](id="inbox")
        self.rows, self.whole = Rows(self.zone), Whole()
        self.entries: list[Entry] = []
        self.more = False
        self.busy: dict[int, str] = {}
        self.failure: Exception | None = None
        self._turn = 0

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield Static(id="bar", markup=False)
        with Container(id="both"):
            yield self.rows
            yield self.whole
        yield Static(id="keys", markup=False)

    def get_default_screen(self) -> Screen[Any]:
        """Return the screen that the list stands on, below whatever question is asked."""
        return self.base

    def on_mount(self) -> None:
        """Begin with the first page of rows, once all parts are there: Textual keeps a wrong height of what came earlier."""
        self.call_after_refresh(self.reload)
        self.rows.focus()
        self.set_interval(0.1, self._turn_spinner)

    @property
    def current(self) -> Entry | None:
        """The highlighted entry, None where the list is empty."""
        index = self.rows.highlighted
        return self.entries[index] if index is not None and index < len(self.entries) else None

    # --- rows ---

    def reload(self, at: int | None = 0) -> None:
        """Read the rows anew, and highlight the one `at`."""
        with self.told():
            self.entries, self.more = entries.load(self.path, self.wanted)
        self.rows.fill(self.entries, min(at or 0, len(self.entries) - 1) if self.entries else None)
        if not self.entries:
            self.whole.say(self._empty())
        self.draw_lines()

    def load_more(self) -> None:
        """Read the next page, where there is one; rows that are shown already stay as they are."""
        known = {entry.review_id for entry in self.entries}
        with self.told():
            found, self.more = entries.load(self.path, self.wanted, len(self.entries) + PAGE)
            new = [entry for entry in found if entry.review_id not in known]
            self.entries += new
            self.rows.add(new)

    def renew(self, review_id: int) -> None:
        """Show a row as it is now."""
        index = next((i for i, entry in enumerate(self.entries) if entry.review_id == review_id), None)
        if index is None:
            return
        with self.told():
            self.entries[index] = entries.fresh(self.path, self.entries[index])
        self.rows.put(index, self.entries[index], self.busy.get(review_id, ""))
        if index == self.rows.highlighted and not self.whole.editing:
            self.look(self.entries[index], top=False)
        self.draw_lines()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the row that the cursor came to; near the end of the list read on."""
        event.stop()
        if self.current and event.option_index == self.rows.highlighted:
            self.look(self.current, top=True)
            self.draw_lines()
            if self.more and event.option_index >= len(self.entries) - 1:
                self.load_more()

    def look(self, entry: Entry, *, top: bool) -> None:
        """Show a row whole."""
        if self.whole.editing:
            return
        with self.told():
            shown = detail.read(self.path, entry, self.zone)
            self.whole.show(shown, top=top)
            if shown.text:
                self.set_timer(QUIET, partial(self._compare, shown))

    def _compare(self, shown: Detail) -> None:
        if self.whole.detail is shown and self.is_running:
            self.run_worker(partial(self._find_alike, shown), group="alike", exclusive=True, thread=True)

    def _find_alike(self, shown: Detail) -> None:
        with self.told(from_thread=True):
            self.post_message(Alike(shown, self.steps.alike(shown)))

    def on_alike(self, event: Alike) -> None:
        """Show what was found, where the owner still looks at it."""
        if self.whole.detail is event.shown:
            self.whole.show_alike(event.found)

    def _empty(self) -> str:
        """Return why there is nothing to see, and what to type."""
        with self.told():
            overview = stores.overview(self.path)
            if not overview:
                return _('No store yet. Add one: reviewkit store add "가나식당" --naver URL')
            if not any(store["reviews"] for store in overview):
                return _("No reviews yet. Gather them with: reviewkit crawl")
        if replace(self.wanted, kind="all") == Wanted() and self.wanted.kind == "all":
            return _("Nothing waits: every review has its answer. New ones come with: reviewkit crawl")
        return _("Nothing here. f shows other states; Esc shows all.")

    # --- work ---

    def work(self, entry: Entry, label: str, step: Callable[[], Any], then: Callable[[Any], None] | None = None) -> bool:
        """Take a step in a thread; `then` gets what it gave. False where the row is still being worked on."""
        if entry.review_id in self.busy:
            self.tell(_("Still at work on this one."), "warning")
            return False
        self.busy[entry.review_id] = label
        self.renew(entry.review_id)
        self.run_worker(partial(self._in_thread, entry.review_id, step, then), thread=True)
        return True

    def _in_thread(self, review_id: int, step: Callable[[], Any], then: Callable[[Any], None] | None) -> None:
        found, error = None, None
        try:
            found = step()
        except ReviewkitError as exc:
            error = exc
        except Exception as exc:  # noqa: BLE001  main() tells of it, once the screen is closed
            self.failure = exc
        self.post_message(Worked(review_id, found, error, then))

    def on_worked(self, event: Worked) -> None:
        """Show what a step came to."""
        if self.failure:
            self.steps.end()
            self.exit()
            return
        self.busy.pop(event.review_id, None)
        self.steps.forget()
        if event.error:
            self.tell_error(event.error)
        self.renew(event.review_id)
        if event.then and not event.error:
            event.then(event.found)

    # --- words ---

    @contextmanager
    def told(self, *, from_thread: bool = False) -> Iterator[None]:
        """Tell of an error instead of raising it: nothing that is on the screen is lost."""
        try:
            yield
        except ReviewkitError as exc:
            if from_thread:
                self.post_message(Worked(0, None, exc, None))
            else:
                self.tell_error(exc)

    def tell(self, text: str, severity: Any = "information") -> None:
        """Say something for a few seconds."""
        self.notify(plain(text), severity=severity, markup=False, timeout=8 if severity == "error" else 4)

    def tell_error(self, error: ReviewkitError) -> None:
        """Say what went wrong and what to do about it."""
        self.tell(error.message + (f"\n→ {error.hint}" if error.hint else ""), "error")

    def draw_lines(self) -> None:
        """Draw the top line and the keys."""
        width = self.size.width
        parts = [_("Reviews: {kind}").format(kind=words.name(self.wanted.kind))]
        if self.wanted.platform:
            parts.append(words.site(self.wanted.platform))
        if self.wanted.rating_min is not None:
            parts.append(_range(self.wanted))
        if self.wanted.rated is False:
            parts.append(_("no rating"))
        if self.wanted.words:
            parts.append(f"/{plain(self.wanted.words)}")
        at = (self.rows.highlighted or 0) + 1 if self.entries else 0
        right = f"{at}/{len(self.entries)}{'+' if self.more else ''}"
        self.base.query_one("#bar", Static).update(drawing.bar(" · ".join(parts), f"{self._at_work()}{right}", width))
        kind = self.current.kind if self.current else "none"
        self.base.query_one("#keys", Static).update(self._key_line(kind, width - 2))

    def _key_line(self, kind: str, width: int) -> Text:
        if self.whole.editing:
            return drawing.pairs([("Ctrl+S", _("save")), ("Esc", _("leave"))])
        return drawing.pairs(keys.line(kind, width))

    def _at_work(self) -> str:
        if not self.busy:
            return ""
        label = next(iter(self.busy.values()))
        n = len(self.busy)
        others = " " + _("({n} at work)").format(n=n) if n > 1 else ""
        return f"{SPINNER[self._turn % len(SPINNER)]} {label}{others}  "

    def _turn_spinner(self) -> None:
        if self.busy:
            self._turn += 1
            self.draw_lines()

    def on_resize(self, _event: Resize) -> None:
        """Draw the lines at their new width."""
        self.call_after_refresh(self.draw_lines)

    def on_key(self, event: Key) -> None:
        """Press the Latin keys that a Hangul letter stands for: with the Korean input method on, a is ㅁ."""
        if event.character and (found := keys.latin(event.character)):
            event.stop()
            for key in found:
                self.simulate_key(key)


def _range(wanted: Wanted) -> str:
    low, high = wanted.rating_min, wanted.rating_max
    return f"★{low:g}" if low is None or high is None or high - low < 1 else f"★{low:g}-{high:g}"
