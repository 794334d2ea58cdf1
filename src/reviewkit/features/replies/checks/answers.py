"""Does the reply answer this review: what it blames, in the tone that it asks for?"""

import re
import unicodedata
from collections.abc import Iterator

from reviewkit.features.replies.checks.draft import Draft, excerpt, failed, passed
from reviewkit.features.replies.checks.lists import pattern, table
from reviewkit.features.replies.situation import Check
from reviewkit.text import Mention
from reviewkit.text.echo import letters

_WORD = re.compile("[가-힣]{2,}|[A-Za-z]{4,}")
_FINALS = "".join(map(chr, range(0x11A8, 0x11C3)))
"""Final consonants: 밀려 is the beginning of 밀렸다 too."""
_STEM = 2
"""Syllables of a Korean word that its forms have in common: 미지근하고, 미지근했다니."""


def aspects(draft: Draft) -> Check:
    """Each aspect that the review blames is spoken of, and the blame as such is acknowledged."""
    blamed = draft.situation.blamed()
    if not blamed:
        return passed("aspects")
    missed = [mention.aspect for mention in blamed if not _answered(draft, mention)]
    if missed:
        return failed("aspects", "unanswered", missed=", ".join(missed), count=len(blamed))
    if not _regrets(draft) and not pattern("answers", "acknowledged").search(draft.plain):
        return failed("aspects", "unacknowledged", count=len(blamed))
    return passed("aspects", count=len(blamed))


def _answered(draft: Draft, mention: Mention) -> bool:
    """Whether the reply holds a word for the aspect (a list, its name), or a word of what the review says."""
    words = table("answers")["aspects"].get(mention.aspect)
    if words and pattern("answers", "aspects", mention.aspect).search(draft.body):
        return True
    said = unicodedata.normalize("NFD", letters(draft.body))
    stems = (letters(mention.aspect), *_stems(draft, mention))
    return any(unicodedata.normalize("NFD", stem).rstrip(_FINALS) in said for stem in stems if stem)


def _stems(draft: Draft, mention: Mention) -> Iterator[str]:
    """Yield the beginnings of the clause's words that carry meaning, and the nouns that were found in it."""
    empty = set(table("answers")["empty"]["words"].split())
    for word in _WORD.findall(mention.clause.lower()):
        stem = word[:_STEM] if word[0] >= "가" else word
        if stem not in empty and word not in empty:
            yield stem
    for keyword in draft.situation.keywords:
        noun, _blank, rest = keyword.text.partition(" ")
        if rest and keyword.text and noun in mention.clause and len(noun) > 1:
            yield letters(noun)


def tone(draft: Draft) -> Check:
    """Regret and no laughter where the review is angry; no apology where it is nothing but praise."""
    if draft.angry:
        if not _regrets(draft):
            return failed("tone", "no_apology")
        cheer = pattern("answers", "cheerful").search(draft.plain)
        if cheer is None and not draft.situation.praised():
            cheer = pattern("answers", "misread").search(draft.plain)
        return failed("tone", "cheerful", found=excerpt(cheer[0])) if cheer else passed("tone")
    if (
        draft.glad
        and not pattern("answers", "although").search(draft.review)
        and (found := pattern("answers", "apology").search(draft.plain))
    ):
        return failed("tone", "needless_apology", found=excerpt(found[0]))
    return passed("tone")


def _regrets(draft: Draft) -> bool:
    return bool(pattern("answers", "apology").search(draft.plain) or pattern("answers", "regret").search(draft.plain))
