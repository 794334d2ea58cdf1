"""How replies end: the sign-off that an owner has the habit of. And where a sentence of a reply ends."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewkit.features.voice import names
from reviewkit.features.voice.replies import Known

SHARE = 0.4
"""Of the replies, from which on an ending is a habit."""
LONGEST = 60
"""Letters of a sign-off."""

_MARKS = "~^♡♥ㅎㅋ"
# A sentence ends at a mark before a blank, at a line end, and behind a polite ending even where the mark was left out.
_BETWEEN = re.compile(
    rf"(?<=[.!?…])\s+|\s*\n\s*|(?<=니다|세요|어요|아요|해요|예요|에요|네요|돼요|게요)(?:[{_MARKS}]+\s*|\s+)(?=[\w\-–—])"
)
_ONLY_MARKS = re.compile(r"[\W_ㄱ-ㅣ]+")
_SIGNATURE = re.compile(
    r"^[-–—*]\s*\S|(?:드림|올림|배상|일동)[\W_]*$|\b(?:team|owner|manager|sincerely|regards)\b", re.IGNORECASE
)
_CONTACT = re.compile(r"\d{2,4}[-.) ]\d{3,4}[-. ]\d{4}|https?:|www\.|@\S+\.|\.(?:com|kr|net)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Habit:
    """A text, and in how many replies it stands."""

    text: str
    count: int


def split(text: str) -> list[str]:
    """Return the sentences of a reply, with their marks; a time or a range (11:00~21:00) stays whole."""
    return [part for one in _BETWEEN.split(text.strip()) if _ONLY_MARKS.sub("", part := one.strip())]


def plain(sentence: str) -> str:
    """Return the letters alone, so that marks and emoji make no difference."""
    return _ONLY_MARKS.sub("", sentence).casefold()


def has_contact(text: str) -> bool:
    """Say whether a telephone number or an address of the net is in `text`: no reply may hold one."""
    return bool(_CONTACT.search(text))


def usual(replies: Sequence[Known]) -> Habit | None:
    """Return the sign-off of SHARE of the replies or more, a signature (가나식당 드림) before a mere closing; None for none.

    None of it names a guest.
    """
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for reply in replies:
        for end in {plain(end): end for end in _ends(reply)}.values():
            written[plain(end)][end] += 1
    authors = {reply.author for reply in replies}
    habits = [Habit(forms.most_common(1)[0][0], forms.total()) for forms in written.values()]
    habits = [one for one in habits if one.count >= max(2, SHARE * len(replies)) and not names.one_of(one.text, authors)]
    return max(habits, key=lambda one: (bool(_SIGNATURE.search(one.text)), one.count, len(one.text)), default=None)


def _ends(reply: Known) -> Iterator[str]:
    """Yield a reply's last line and its last sentence, where something stands before them."""
    parts, lines = split(reply.text), [line.strip() for line in reply.text.split("\n") if _ONLY_MARKS.sub("", line)]
    for several in (lines, parts):
        if len(several) > 1:
            end = several[-1]
            if len(end) <= LONGEST and not has_contact(end) and not names.is_there(end, reply.author):
                yield end
