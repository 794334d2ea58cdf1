"""Sense: a reply is an answer that a shop could give, in whole sentences. The last line against whatever else went wrong."""

import re

from rapidfuzz import fuzz

from reviewkit.features.replies.checks.draft import Draft, excerpt, failed, passed
from reviewkit.features.replies.checks.lists import pattern
from reviewkit.features.replies.situation import Check
from reviewkit.text.echo import letters
from reviewkit.text.politeness import Register, sentences
from reviewkit.text.screening import is_safe

_FEWEST_WORDS = 2
_COPIED = 90.0
_COPY = 0.7
"""The share of the reply's letters that may stand in sentences that are copied from the review."""
_PARROTED = 7
"""Letters of a sentence that, word for word in the review and not thanks or greeting, was dictated by it."""
_MARKED = re.compile(r"[.!?…。！？~♡♥☆★)\]\"'”’^ㅎㅋ:;☺\u2600-\u27bf\U0001f000-\U0001faff\ufe0f]\s*$")
_RUNS = re.compile(r"(?i)\b([\w가-힣]{2,})(?:[\s,.!]+\1\b){2,}|([^\W\dㅋㅎㅠㅜ])\2{5,}|([^\w\s.~ㅋㅎ])\3{6,}|(.{2,12}?)\4{4,}")
_ALL_CAPITALS = re.compile(r"[^a-z가-힣]*[A-Z][^a-z가-힣]*[A-Z][^a-z가-힣]*")
_ASIDE = re.compile(r"\([^()\n]{1,30}\)")
_FOREIGN = {
    "ko": re.compile("[\u0370-\u058f\u0590-\u0dff\u0e00-\u0eff\u3040-\u30ff\uff66-\uff9d]|[\u4e00-\u9fff]{5,}"),
    "en": re.compile("[\u0370-\u058f\u0590-\u0dff\u0e00-\u0eff\u3040-\u30ff]|[\u4e00-\u9fff]{5,}"),
}
_SHOUTED = re.compile(r"(?:\b[A-Z]{2,}\b[\s,!]+){2,}[A-Z]{2,}\b|\b[A-Z]{9,}\b")


def sense(draft: Draft) -> Check:
    """Whole sentences that answer, in one script; no copy of the review, no run of repetition, no insult, guilt or politics."""
    for step in (_is_empty, _hides, _repeats, _copies, _shocks, _strays, _breaks_off, _is_no_answer):
        if (found := step(draft)) is not None:
            return found
    return passed("sense")


def _is_empty(draft: Draft) -> Check | None:
    words = re.findall(r"\w+", draft.plain)
    few = len(words) < _FEWEST_WORDS and not pattern("sense", "formula").search(draft.plain)
    return failed("sense", "empty") if few or not letters(draft.body) else None


def _hides(draft: Draft) -> Check | None:
    return None if is_safe(draft.text.strip()) else failed("sense", "hidden_characters")


def _repeats(draft: Draft) -> Check | None:
    if found := _RUNS.search(draft.plain):
        return failed("sense", "repetition", found=excerpt(found[0]))
    asides = _ASIDE.findall(draft.plain)
    if len(asides) > len(set(asides)):
        return failed("sense", "repetition", found=excerpt(max(asides, key=asides.count)))
    seen = [letters(one) for one in draft.sentences]
    twice = next((one for at, one in enumerate(seen) if len(one) > 5 and one in seen[:at]), "")
    return failed("sense", "repetition", found=excerpt(twice)) if twice else None


def _copies(draft: Draft) -> Check | None:
    """A reply made of the review's sentences, or one sentence that the review holds word for word: guests dictate so."""
    review = letters(draft.review)
    own = [(one, letters(one)) for one in draft.sentences]
    if not review or not own:
        return None
    for one, spelt in own:
        if len(spelt) >= _PARROTED and spelt in review and not pattern("sense", "formula").search(one):
            return failed("sense", "dictated", found=excerpt(one))
    copied = sum(len(spelt) for _one, spelt in own if len(spelt) >= _PARROTED and fuzz.partial_ratio(spelt, review) >= _COPIED)
    return failed("sense", "copies_review") if copied > _COPY * sum(len(spelt) for _one, spelt in own) else None


def _shocks(draft: Draft) -> Check | None:
    for kind in ("insult", "guilt", "politics", "runs_down", "asks"):
        if found := pattern("sense", kind).search(draft.plain):
            return failed("sense", kind, found=excerpt(found[0]))
    found = _SHOUTED.search(draft.body) or _ALL_CAPITALS.fullmatch(draft.body)
    kept = found and letters(found[0]) in draft.ground_letters and letters(found[0]) not in letters(draft.review)
    return failed("sense", "shouting", found=excerpt(found[0])) if found and not kept else None


def _strays(draft: Draft) -> Check | None:
    foreign = _FOREIGN.get(draft.situation.reply_lang)
    found = foreign.search(draft.text) if foreign else None
    return failed("sense", "other_script", found=found[0]) if found else None


def _breaks_off(draft: Draft) -> Check | None:
    """Whether the last sentence has no end: a model that ran out of room stops amid a word."""
    end = draft.body.rstrip()
    if _MARKED.search(end) or draft.situation.reply_lang not in _FOREIGN:
        return None
    last = sentences(end)[-1:]
    if draft.korean and last and last[0].end >= len(end) - 2 and last[0].register in (Register.HAEYO, Register.HAPSYO):
        return None
    return failed("sense", "breaks_off", found=excerpt(end[-20:]))


def _is_no_answer(draft: Draft) -> Check | None:
    if draft.situation.reply_lang not in _FOREIGN or pattern("sense", "answering").search(draft.plain):
        return None
    return failed("sense", "no_answer")
