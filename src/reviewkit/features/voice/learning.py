"""A voice learnt from the owner's own replies, by counting. Nothing is asked of a model, nothing is saved here."""

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reviewkit.features.voice import LANGUAGES, Voice, endings, facts, tone
from reviewkit.features.voice.replies import Known
from reviewkit.i18n import _
from reviewkit.text.lang import detect
from reviewkit.text.politeness import Register, sentences

FEWEST = 5
"""Replies; of fewer nothing can be said."""
EMOJI_SHARE = 0.3
FEW_SENTENCES = 5
_FORMULAS = ("안녕하세요", "안녕하십니까", "감사합니다", "고맙습니다", "감사드립니다", "죄송합니다")
"""Owners who write 해요 write these as well, so they count only where little else tells."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the replies say of one key of the voice: its new value, and why, with figures, for the owner."""

    key: str
    value: Any
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A voice to save if the owner agrees, and what of it is new. Of `facts` a finding holds one alone."""

    now: Voice
    voice: Voice
    findings: tuple[Finding, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each finding: {key, now, proposed, why}; a fact is new, so nothing stands beside it."""
        return [
            {
                "key": one.key,
                "now": None if one.key == "facts" else getattr(self.now, one.key),
                "proposed": one.value,
                "why": one.why,
            }
            for one in self.findings
        ]


def propose(now: Voice, replies: Sequence[Known]) -> Proposal:
    """Return what `replies` (the newest first, FEWEST or more) would change in the voice. `banned` and `promises` stay."""
    found = [one for one in _measured(now, replies) if one.value != getattr(now, one.key)]
    new = [Finding("facts", fact.text, _said(fact.count, len(replies))) for fact in facts.found(replies, now.facts)]
    changed = {one.key: one.value for one in found}
    if new:
        changed["facts"] = (*now.facts, *(one.value for one in new))
    return Proposal(now, Voice(**{**now.model_dump(), **changed}), (*found, *new))


def _measured(now: Voice, replies: Sequence[Known]) -> Iterator[Finding]:
    if told := tone.measure(now.tone, replies):
        yield Finding("tone", told.line, told.why)
    yield from _formality(replies)
    yield _length(replies)
    yield _emoji(replies)
    if end := endings.usual(replies):
        yield Finding("sign_off", end.text, _said(end.count, len(replies)))
    yield from _languages(replies)


def _said(count: int, total: int) -> str:
    return _("{n} of {total} replies").format(n=count, total=total)


def _formality(replies: Sequence[Known]) -> Iterator[Finding]:
    polite = [
        (reply.text[one.start : one.end].rstrip(" .!~"), one.register)
        for reply in replies
        for one in sentences(reply.text)
        if one.register in (Register.HAEYO, Register.HAPSYO)
    ]
    telling = [kind for text, kind in polite if not text.endswith(_FORMULAS)]
    kinds = telling if len(telling) >= FEW_SENTENCES else [kind for _text, kind in polite]
    hapsyo = kinds.count(Register.HAPSYO)
    if not kinds or hapsyo * 2 == len(kinds):
        return
    if hapsyo * 2 > len(kinds):
        why = _("{n} of {total} sentences end in …니다").format(n=hapsyo, total=len(kinds))
        yield Finding("formality", "hapsyo", why)
    else:
        why = _("{n} of {total} sentences end in …요").format(n=len(kinds) - hapsyo, total=len(kinds))
        yield Finding("formality", "haeyo", why)


def _length(replies: Sequence[Known]) -> Finding:
    middle = round(statistics.median(len(reply.text.strip()) for reply in replies))
    length = "short" if middle < tone.SHORT else "medium" if middle < tone.LONG else "long"
    return Finding("length", length, _("half of them have {n} letters or more").format(n=middle))


def _emoji(replies: Sequence[Known]) -> Finding:
    count = sum(tone.has_emoji(reply.text) for reply in replies)
    return Finding(
        "emoji", count >= EMOJI_SHARE * len(replies), _("{n} of {total} replies hold emoji").format(n=count, total=len(replies))
    )


def _languages(replies: Sequence[Known]) -> Iterator[Finding]:
    """Only replies to foreign reviews tell whether the owner answers in the review's language or in the usual one."""
    counted = Counter(reply.lang for reply in replies if reply.lang in LANGUAGES)
    if not counted:
        return
    usual = counted.most_common(1)[0][0]
    foreign = [reply for reply in replies if detect(reply.review) not in ("", usual)]
    if len(foreign) < 2:
        return
    own = sum(reply.lang == detect(reply.review) for reply in foreign)
    if own * 2 >= len(foreign):
        why = _("{n} of {total} reviews in another language were answered in theirs").format(n=own, total=len(foreign))
        yield Finding("languages", (), why)
    else:
        count = sum(reply.lang == usual for reply in foreign)
        why = _("{n} of {total} reviews in another language were answered in {lang}").format(
            n=count, total=len(foreign), lang=usual
        )
        yield Finding("languages", (usual,), why)
