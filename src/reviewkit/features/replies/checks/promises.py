"""Promises: what a reply binds the owner to (a refund, something free, a call, a day), and until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reviewkit.features.replies.checks import dates
from reviewkit.features.replies.checks.draft import Draft, excerpt, failed, passed
from reviewkit.features.replies.checks.lists import pattern
from reviewkit.features.replies.situation import Check
from reviewkit.text.echo import sentences

_ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Promise:
    """`text` is the whole sentence, `when` its words for the day ("" none), `due` the last day, None where none is named."""

    text: str
    due: date | None = None
    when: str = ""


def promises(text: str, today: date) -> list[Promise]:
    """Return what `text` promises, in its order. Good intentions (더 노력하겠습니다) and invitations are no promises."""
    return list(_found(sentences(text), today))


def _found(parts: list[str], today: date) -> Iterator[Promise]:
    for part in parts:
        due = dates.find(part, today)
        dated = (
            due is not None and pattern("promises", "bound").search(part) and not pattern("promises", "meeting").search(part)
        )
        if dated or _binds(part):
            yield Promise(part, due.day if due else None, due.words if due else "")


def _binds(part: str) -> bool:
    """Whether a sentence holds a pattern of what is promised that is not denied right behind it."""
    denied = pattern("promises", "denied")
    return any(not denied.match(part, found.end()) for found in pattern("promises", "promise").finditer(part))


def promise(draft: Draft) -> Check:
    """No refund, nothing free, no call and no day is promised, unless the owner allows promises; the facts tell which."""
    found = list(_found(draft.sentences, _ANY_DAY))
    if not found:
        return passed("promise")
    facts: dict[str, str | float] = {"found": excerpt(found[0].text), "when": found[0].when, "count": len(found)}
    return passed("promise", **facts) if draft.situation.voice.promises else failed("promise", "promised", **facts)
