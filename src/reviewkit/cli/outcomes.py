"""Steps for many replies: one that can't be taken stops none of the others, and what was left out is said, with why."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from reviewkit.cli.command import Desk
from reviewkit.cli.show import Form
from reviewkit.errors import Interrupted, NotFound, PartlyDone, ReviewkitError, WrongInput
from reviewkit.i18n import _, ngettext


@dataclass
class Outcomes:
    """What became of the replies that were asked for.

    `failed` says why not, for those that were named one by one; `left` are those of a range or of all that don't fit, with the
    reason; `stopped` is what ended the run before its end.
    """

    done: list[int] = field(default_factory=list)
    failed: dict[int, ReviewkitError] = field(default_factory=dict)
    left: list[tuple[list[int], str]] = field(default_factory=list)
    stopped: ReviewkitError | None = None

    def left_out(self) -> dict[str, str]:
        """Return why what was left out is: by number, or by range ("5-9")."""
        found = {str(number): error.message for number, error in self.failed.items()}
        return found | {run: why for numbers, why in self.left for run in runs(numbers)}


def each(numbers: Iterable[int], step: Callable[[int], Any], found: Outcomes) -> None:
    """Take a step for each number, and enter what became of it."""
    for number in numbers:
        try:
            step(number)
        except (WrongInput, NotFound) as exc:
            found.failed[number] = exc
        except ReviewkitError as exc:  # the next one would fare no better
            found.stopped = exc
            return
        except KeyboardInterrupt:
            found.stopped = Interrupted(_("Stopped."))
            return
        else:
            found.done.append(number)


def runs(numbers: Sequence[int]) -> Iterator[str]:
    """Yield numbers as people write them, in order: "3", "5-9"."""
    ordered = sorted(numbers)
    start = 0
    for place, number in enumerate(ordered):
        if place + 1 == len(ordered) or ordered[place + 1] != number + 1:
            yield str(number) if place == start else f"{ordered[start]}-{number}"
            start = place + 1


def listed(numbers: Sequence[int]) -> str:
    """Return numbers as people write them, in order."""
    return ", ".join(runs(numbers)) or "-"


def say_left(at: Desk, found: Outcomes) -> None:
    """Say what doesn't fit; in the forms for programs it stands in the record."""
    if at.show.form is Form.TABLE:
        for numbers, why in found.left:
            at.show.warn(_("Left out ({why}): {numbers}").format(why=why, numbers=listed(numbers)))


def end(at: Desk, found: Outcomes, asked: int) -> None:
    """End with what went wrong: the error itself where one reply was asked for or nothing was done, else "partly done"."""
    if found.stopped:
        raise found.stopped
    if not found.failed:
        return
    first, *others = found.failed.values()
    if asked > 1:
        for error in found.failed.values() if found.done else others:
            if at.show.form is Form.TABLE:
                at.show.warn(error.message)
    if not found.done:
        raise first
    n = len(found.failed)
    raise PartlyDone(ngettext("{n} reply was left as it is.", "{n} replies were left as they are.", n).format(n=n), first.hint)
