"""The tone of the owner's replies in one line, put together from what can be counted in them."""

import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reviewkit.features.voice.endings import split
from reviewkit.features.voice.replies import Known
from reviewkit.i18n import N_, _

HALF = 0.5
_EMOJI = re.compile("[\u2600-\u27bf\u2b50\u2b55\u2764\u203c\u2049\u231a-\u23ff\U0001f000-\U0001faff]")
_WARM = re.compile(r"[~～♡♥^]|ㅎㅎ|:\)")
_THANKS = re.compile("감사|고맙|고마|thank", re.IGNORECASE)
SHORT, LONG = 80, 200
"""Letters: a reply of fewer is short, one of the second or more long."""

# A phrase for the tone, what it is counted by, and how the figure reads.
_TRAITS: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    (N_("warm"), lambda text: has_emoji(text) or bool(_WARM.search(text)), N_("emoji or ~: {n} of {total}")),
    (N_("calls guests 고객님"), lambda text: "고객님" in text, N_("고객님: {n} of {total}")),
    (N_("calls guests 손님"), lambda text: "손님" in text, N_("손님: {n} of {total}")),
    (
        N_("begins with thanks"),
        lambda text: bool(_THANKS.search(" ".join(split(text)[:2]))),
        N_("thanks at once: {n} of {total}"),
    ),
    (N_("many exclamation marks"), lambda text: "!" in text, N_("an exclamation mark: {n} of {total}")),
)
_BRIEF, _DETAILED, _SOBER = N_("brief"), N_("detailed"), N_("calm")


@dataclass(frozen=True, slots=True)
class Tone:
    """One line, and the figures behind it."""

    line: str
    why: str


def measure(now: str, replies: Sequence[Known]) -> Tone | None:
    """Return the measured tone; None where nothing stands out, or where `now` is in the owner's own words."""
    if now and not set(now.split(", ")) <= set(_ours()):
        return None
    found = list(_found([reply.text for reply in replies]))
    return Tone(", ".join(_(phrase) for phrase, _why in found), "; ".join(why for _phrase, why in found)) if found else None


def has_emoji(text: str) -> bool:
    """Say whether an emoji is in `text`; ^^ and ㅎㅎ are none."""
    return bool(_EMOJI.search(text))


def _ours() -> list[str]:
    return [_(phrase) for phrase in (_BRIEF, _DETAILED, _SOBER, *(phrase for phrase, _test, _why in _TRAITS))]


def _found(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    middle = statistics.median(map(len, texts))
    if middle < SHORT or middle >= LONG:
        yield _BRIEF if middle < SHORT else _DETAILED, _("half of them have {n} letters or more").format(n=round(middle))
    lively = False
    for number, (phrase, test, why) in enumerate(_TRAITS):
        count = sum(map(test, texts))
        if count >= HALF * len(texts):
            lively = lively or number in (0, len(_TRAITS) - 1)
            yield phrase, _(why).format(n=count, total=len(texts))
    dry = sum(not ("!" in text or has_emoji(text) or _WARM.search(text)) for text in texts)
    if not lively and dry >= 0.8 * len(texts):
        yield _SOBER, _("without ! and emoji: {n} of {total}").format(n=dry, total=len(texts))
