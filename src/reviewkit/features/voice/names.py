"""Names of guests in what the owner wrote: no fact, no sign-off and no example for a model may hold one."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

_TITLES = re.compile(
    r".*(?:사장|원장|점장|실장|팀장|부장|과장|이사|대표|매니저|선생|쌤|셰프|쉐프|주방장|디자이너|관리사|바리스타|직원|종업원|스태프|스탭|알바|알바생)"
    "|(?:우리|저희|단골|소중한|모든|귀한)?(?:고객|손|방문자|방문객|작성자|리뷰어|회원|단골|이웃|친구|벗|여러분)"
    "|주인|기사|의사|간호사|교수|어머|아버|부모|이모|아주머|할머|할아버|장모|시어머|사모|형|누|아드|따|스|하느|임금"
)
"""Words before 님 that are no guest's name. Before a title of the shop's people their own name may stand."""
_TITLED = re.compile(r"([^\s,.!?~()\[\]\"'“”‘’:;]+) ?님")
_NOT_NAMES = frozenset(("날", "글", "솜", "말", "맵", "마음", "불", "아저", "아가"))
"""Syllables that make a word of their own with 씨."""
_PLAIN = re.compile(r"(?<![가-힣])([가-힣]{1,5}) ?씨(?=[은는이가을를의도와께,!~.?\s]|$)")
_THREE_SYLLABLES = re.compile("[가-힣]{3}")
_MASKING = re.compile(r"[*\W_]+")
_SCRIPTS = re.compile(r"[가-힣]+|[^\W\d_가-힣]+")
_CAMEL = re.compile(r"[A-Z][a-z]{2,}")
_TWO_SYLLABLE_SURNAME = re.compile("(?:남궁|황보|제갈|사공|선우|서문|독고|동방)([가-힣]{2})")
_COMMON = re.compile(
    "the|and|of|for|in|on|at|to|my|me|we|he|she|it|no|so|is|an|or|mr|mrs|ms|dr|google|user|naver|kakao|kakaomap", re.IGNORECASE
)
"""Words of many an author's name that tell nobody, and without which a review could not be read."""


def is_there(text: str, author: str = "") -> bool:
    """Say whether `text` names a guest: `author`, by any part of the name, or somebody called …님 or …씨."""
    return _named(text) or any(_pattern(part).search(text) for part in parts(author))


def one_of(text: str, authors: Iterable[str]) -> bool:
    """Say whether one of `authors` stands in `text` by the whole name. Shorter ones than three letters are words as well."""
    wholes = {author.strip("* ") for author in authors}
    return any(len(whole) > 2 and _pattern(whole).search(text) for whole in wholes)


def without(text: str, author: str) -> str | None:
    """Return `text` with 고객님 (guest, in English) in place of a guest's name; None where the name stays in some other way."""
    folded = text.casefold()
    for part in parts(author):
        if part.casefold() not in folded:
            continue
        text = re.sub(rf"{re.escape(part)}[*]* ?(?:고객|손|회원)? ?(?:님|씨)", "고객님", text, flags=re.IGNORECASE)
        text = re.sub(rf"\b(dear|hi|hello|hey|thanks|thank you) {re.escape(part)}\b", r"\1 guest", text, flags=re.IGNORECASE)
        text = re.sub(rf", ?{re.escape(part)}(?= ?[!.,?]|$)", "", text, flags=re.IGNORECASE | re.MULTILINE)
    text = _PLAIN.sub(lambda found: found[0] if _is_word(found) else "고객님", text)
    text = _TITLED.sub(lambda found: found[0] if _is_title(found[1]) else "고객님", text)
    return None if is_there(text, author) else text


def hidden(text: str, author: str) -> str:
    """Return `text` with 고객 (guest, in other scripts) in place of the author's name: whole or in part, in any case, whatever
    particle or title follows.

    For what goes out: rather a word that looks like the name goes too than the name stays.
    """
    pattern = _any_call(unicodedata.normalize("NFC", author))
    return pattern.sub(lambda found: "고객" if re.search("[가-힣]", found[0]) else "guest", text) if pattern else text


def parts(author: str) -> list[str]:
    """Return what an owner may call an author, the longest first: the whole name, its words, a given name (길동 of 홍길동)."""
    whole = author.strip()
    words = [word for word in _MASKING.split(whole) if len(word) > 1]
    given = [whole[1:]] if _THREE_SYLLABLES.fullmatch(whole) else []
    return sorted({name for name in (whole, *words, *given) if len(name) > 1}, key=lambda name: (-len(name), name))


def _named(text: str) -> bool:
    return any(not _is_title(found[1]) for found in _TITLED.finditer(text)) or any(
        not _is_word(found) for found in _PLAIN.finditer(text)
    )


def _is_title(word: str) -> bool:
    return bool(_TITLES.fullmatch(word))


def _is_word(found: re.Match[str]) -> bool:
    return found[1] in _NOT_NAMES


@lru_cache(256)
def _any_call(author: str) -> re.Pattern[str] | None:
    """Return a pattern of all that an author may call himself, the longest first; None where there is nothing to tell by."""
    calls = {call for call in _calls(author) if len(call) > 1 and _SCRIPTS.search(call) and not _COMMON.fullmatch(call)}
    spelt = [_spelt(call) for call in sorted(calls, key=lambda call: (-len(call), call))]
    return re.compile("|".join(spelt), re.IGNORECASE) if spelt else None


def _calls(author: str) -> Iterator[str]:
    """Yield a name's parts, its runs of one script (하늘 of 하늘12, John of JohnSmith), a given name behind 남궁."""
    for part in parts(author):
        yield part
        yield part.removesuffix("님")
        yield from _SCRIPTS.findall(part)
        yield from _CAMEL.findall(part)
        if found := _TWO_SYLLABLE_SURNAME.fullmatch(part):
            yield found[1]


def _spelt(call: str) -> str:
    """Return the pattern of a name, also with blanks between: John Smith is johnsmith, 홍길동 is 홍 길동."""
    words = [re.escape(word) for word in _MASKING.split(call) if word]
    if len(words) == 1 and len(call) > 2 and re.fullmatch("[가-힣]+", call):
        return r"[\s.*_·-]?".join(call)
    spelt = r"[\s._·-]*".join(words) if words else re.escape(call)
    return rf"(?<![A-Za-z]){spelt}(?![A-Za-z])" if call.isascii() else spelt


def _pattern(part: str) -> re.Pattern[str]:
    """A name in Latin letters counts as a whole word only: Sol is not in solid."""
    before, after = ("(?<![A-Za-z0-9])", "(?![A-Za-z0-9])") if part.isascii() else ("", "")
    return re.compile(before + re.escape(part) + after, re.IGNORECASE)
