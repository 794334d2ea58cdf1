"""What of an English review an answer names: thing ("the perilla soup") and topic ("the service")."""

import re
from functools import cache

from reviewkit.features.replies.offline.stock import stock
from reviewkit.features.replies.situation import Situation
from reviewkit.text import Mention

_REACH = 45
"""Letters around a mention within which its noun is looked for."""
_CUT = re.compile(r"[.!?,;\n]|\b(?:and|but)\b", re.IGNORECASE)


def values(situation: Situation, mention: Mention) -> dict[str, str]:
    """Return the values of one mention: the noun beside it in the review, and its aspect's name."""
    words = stock("en", "haeyo").words
    found = {"topic": words["topic"].get(mention.aspect, "that")}
    if situation.lang == "en" and (thing := _thing(situation.text, mention)):
        found["thing"] = f"the {thing}"
    return found


def _thing(text: str, mention: Mention) -> str:
    """Return the noun that stands in the same phrase as the mention."""
    before = _CUT.split(text[max(0, mention.start - _REACH) : mention.start])[-1]
    after = _CUT.split(text[mention.end : mention.end + _REACH])[0]
    found = _nouns(mention.aspect)
    match = found.search(before + text[mention.start : mention.end] + after) if found else None
    return match[0].lower() if match else ""


@cache
def _nouns(aspect: str) -> re.Pattern[str] | None:
    nouns = stock("en", "haeyo").words["nouns"].get(aspect, "")
    return re.compile(rf"\b(?:{'|'.join(nouns.split(', '))})\b", re.IGNORECASE) if nouns else None
