"""Names: a reply calls nobody by name. Names of guests are private, and a model that made one up offends."""

import re
from collections.abc import Iterator

from reviewkit.features.replies.checks.draft import Draft, excerpt, failed, passed
from reviewkit.features.replies.checks.lists import pattern, table
from reviewkit.features.replies.situation import Check

_MASK = re.compile(r"[*＊•●○◯◦·…×✕]+|\.{2,}|(?<=[가-힣])[xXoO](?=[가-힣]|$)")
_LETTERS = re.compile(r"[\W_]+")
_CALLED = re.compile(r"([가-힣A-Za-z0-9_]{2,15}) ?님(?=[^가-힣]|$|[이은의께을도과]|께서)")
_BY_SURNAME = re.compile(
    r"(?<![가-힣])([가-힣]{2,4})씨(?=[^가-힣]|$|[가는의도]|께|에게|를)|(?<![가-힣])([가-힣]{2,4}) 씨(?=[^가-힣]|$|[가는의도])"
)
_SHORT = 2


def name(draft: Draft) -> Check:
    """Neither the reviewer's name, with or without what masks it, nor another guest's is in the reply."""
    text = draft.body
    for piece in _pieces(draft):
        if found := _called(piece).search(text):
            return failed("name", "author_named", found=excerpt(found[0]))
    stranger = next(_strangers(draft, text), "")
    return failed("name", "name_made_up", found=excerpt(stranger)) if stranger else passed("name")


def _pieces(draft: Draft) -> Iterator[str]:
    """Yield what would tell the author: the name, its unmasked parts, a given name; not the words of the review."""
    author = draft.situation.author.strip()
    parts = [author, *_MASK.split(author)]
    if re.fullmatch("[가-힣]{3}", author):
        parts.append(author[1:])
    for part in dict.fromkeys(_LETTERS.sub("", part) for part in parts):
        known = part.lower() in _LETTERS.sub("", draft.grounds)
        if len(part) >= _SHORT and not known and not pattern("names", "anybody").fullmatch(part):
            yield part


def _called(piece: str) -> re.Pattern[str]:
    """Return the pattern of a name, spaced in any way, no part of a longer word; a short one only as an address."""
    spelt = r"[\s*_.]?".join(map(re.escape, piece))
    if re.fullmatch("[가-힣]+", piece):
        # 하늘, 미소 and 봄날 are words too
        behind = r"\s?(?:님|씨|고객|손님|회원)" if len(piece) <= _SHORT + 1 else ""
        return re.compile(rf"(?<![가-힣]){spelt}{behind}")
    return re.compile(rf"(?<![A-Za-z0-9가-힣]){spelt}(?![A-Za-z0-9])", re.IGNORECASE)


def _strangers(draft: Draft, text: str) -> Iterator[str]:
    """Yield who else is called by name: …님, …씨, Dear …; not a guest or the staff in general, nor whom the review names."""
    named = pattern("names", "english")
    titles, words = tuple(table("names")["titles"].split()), set(table("names")["words"].split())
    for found in _CALLED.finditer(text):
        if not found[1].endswith(titles) and found[1].lower() not in draft.grounds:
            yield found[0]
    for found in _BY_SURNAME.finditer(text):
        who = found[1] or found[2]
        if who + "씨" not in words and not (who + "씨").endswith(tuple(words)) and who not in draft.grounds:
            yield found[0]
    yield from (found[0] for found in pattern("names", "other_guests").finditer(text))
    for found in named.finditer(text):
        who = next(part for part in found.groups() if part)
        if who.lower() not in draft.grounds:
            yield found[0]
