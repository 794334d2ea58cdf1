"""Stock phrases, and the owner's own banned words."""

import re

from reviewkit.features.replies.checks.draft import Draft, excerpt, failed, passed
from reviewkit.features.replies.checks.lists import pattern, table
from reviewkit.features.replies.situation import Check

_BETWEEN = r"[\W_]*"


def stock(draft: Draft) -> Check:
    """No phrase for which sites take replies down, and at most one of the worn ones. Plain thanks are neither."""
    if found := pattern("stock", "refused").search(draft.plain):
        return failed("stock", "stock_phrase", found=excerpt(found[0]))
    worn = [found[0] for one in table("stock")["worn"] if (found := re.search(one, draft.plain, re.IGNORECASE))]
    if len(worn) > 1:
        return failed("stock", "stock_phrases", found=excerpt(" / ".join(worn)))
    return passed("stock", worn=len(worn))


def banned(draft: Draft) -> Check:
    """None of the owner's banned words, with marks or blanks between the letters either."""
    for word in draft.situation.voice.banned:
        if (found := _spaced(word)) and (match := found.search(draft.plain)):
            return failed("banned", "banned_word", word=word, found=excerpt(match[0]))
    return passed("banned")


def _spaced(word: str) -> re.Pattern[str] | None:
    """Return the pattern of a word whose letters may be apart. Latin words count as whole words (not "ass" in "class")."""
    letters = [re.escape(letter) for letter in word if letter.isalnum()] or [re.escape(letter) for letter in word.strip()]
    if not letters:
        return None
    spelt = _BETWEEN.join(letters)
    whole = word.isascii() and letters[0].isalnum()
    return re.compile(rf"(?<![A-Za-z0-9]){spelt}(?![A-Za-z0-9])" if whole else spelt, re.IGNORECASE)
