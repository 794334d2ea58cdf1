"""Statements about the shop that the owner repeats: what a later reply may claim, if the owner agrees."""

import re
from collections.abc import Iterator, Sequence

from reviewkit.features.voice import names
from reviewkit.features.voice.endings import Habit, has_contact, split
from reviewkit.features.voice.replies import Known
from reviewkit.text.likeness import Letters
from reviewkit.text.politeness import sentences

ALIKE = 0.75
"""Likeness (see `text.likeness`) from which on two sentences state the same."""
FEWEST = 2
LONGEST = 120

_SUBJECT = re.compile(
    r"영업|오픈|마감|휴무|정기 ?휴일|쉬는 ?날|브레이크|라스트 ?오더|주차|발렛|예약|포장|배달|택배|단체|아기 ?의자|유아|노키즈"
    r"|반려|애견|콘센트|와이파이|화장실|휠체어|원산지|리필"
    r"|국내산|국산|매일|매주|직접 ?(?:만들|담그|담근|끓|굽|구워|볶|빚)|육수|원두|좌석|자리"
    r"|\b(?:open|closed?|hours|parking|park|reserv\w+|book(?:ing)?s?|take-?out|delivery|wi-?fi|pets?)\b",
    re.IGNORECASE,
)
# What is about this guest, this day or what will come is no statement about the shop.
_NOT_A_FACT = re.compile(
    r"\?|감사|고맙|고마|죄송|불편|아쉬|실망|다음|이번|오늘|어제|그날|당일|당시|지난|기대|노력|개선|점검|교육|보답|환불|할인|쿠폰|증정"
    r"|서비스로|공짜|겠|[드할둘볼]게요|셨|주신|오신|말씀|덕분|다행|시정|[오드보]세요|전해"
    r"|thank|sorry|apolog|next time|\bwill\b|\bwe'll\b|refund|discount",
    re.IGNORECASE,
)
_FREE = re.compile("무료")
_FREE_PARKING = re.compile("주차|리필|와이파이|배달|포장")
_EDGE = re.compile(r"^[\s\-–—*※•·]+|[^\w.)%]+$")
_FIGURES = re.compile(r"\d+")


def found(replies: Sequence[Known], known: Sequence[str]) -> list[Habit]:
    """Return the statements that FEWEST replies or more (the newest first) make, the most repeated first; none like `known`.

    Of two that differ in their figures alone, such as old and new opening hours, the newer one.
    """
    authors = {reply.author for reply in replies}
    have = [Letters(fact) for fact in known]
    habits = []
    for group in _groups(replies):
        text = group[0]
        count = sum(_FIGURES.findall(text) == _FIGURES.findall(one) for one in group)
        new = not any(Letters(text).similarity(one) >= ALIKE for one in have)
        if count >= FEWEST and new and not names.one_of(text, authors):
            habits.append(Habit(text, count))
    return sorted(habits, key=lambda habit: -habit.count)


def _groups(replies: Sequence[Known]) -> list[list[str]]:
    """Return like statements together, the newest first, one of each reply at most."""
    groups: list[tuple[Letters, list[str]]] = []
    for reply in replies:
        taken = set()
        for statement in _statements(reply):
            letters = Letters(statement)
            at = next((at for at, (head, _texts) in enumerate(groups) if head.similarity(letters) >= ALIKE), len(groups))
            if at == len(groups):
                groups.append((letters, []))
            if at not in taken:
                taken.add(at)
                groups[at][1].append(statement)
    return [texts for _head, texts in groups]


def _statements(reply: Known) -> Iterator[str]:
    for sentence in split(reply.text):
        bare = _EDGE.sub("", sentence)
        if not _SUBJECT.search(bare) or _NOT_A_FACT.search(bare) or has_contact(bare) or len(bare) > LONGEST:
            continue
        if _FREE.search(bare) and not _FREE_PARKING.search(bare):
            continue
        if _states(bare) and not names.is_there(bare, reply.author):
            yield bare


def _states(sentence: str) -> bool:
    """A Korean sentence that states something has a polite ending; an English one has a few words."""
    korean = sentences(sentence)
    return korean[-1].register is not None if korean else len(sentence.split()) >= 4
