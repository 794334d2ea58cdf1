"""What of a Korean review an answer quotes: its own words, in forms that fit into a sentence.

국물 진하다 → said "국물이 진했다", np "진한 국물"; 우산 보관해주다 → done "우산을 보관해 드린".
Only words that the lists in templates/replies/ko_words.toml know are quoted: a wrong quotation is worse than none.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from reviewkit.features.replies.offline.inflect import adnominal, past
from reviewkit.features.replies.offline.stock import stock
from reviewkit.features.replies.situation import Situation
from reviewkit.text import Keyword, Mention, Polarity
from reviewkit.text.josa import with_josa
from reviewkit.text.lexicon import kind_of
from reviewkit.text.lexicon import nouns as known_nouns

Values = dict[str, str]
_THINGS = frozenset(("dish", "drink"))
_TASTE = "맛"
_NO_NOUNS = frozenset(("person", "time", "adverbial", "talk", "generic", "body", "crowd", "shop", "feeling", "revisit"))
_PARTICLES = re.compile(r"(?:이랑|에서|부터|까지|은|는|이|가|을|를|도|만|의|에|랑|과|와)$")
_WORD = re.compile("[가-힣]+")
_LONGEST = 12
"""Letters of a quoted noun."""


def values(situation: Situation, mention: Mention) -> Values:
    """Return what may be quoted of one mention: said, np, done, dish, topic; each only where it is known."""
    found: Values = {}
    for keyword in _keywords(situation, mention):
        found = phrase(keyword, mention.aspect) | found
    if dish := _dish(mention) if mention.aspect == _TASTE else "":
        found.setdefault("dish", dish)
    if topic := _topic(mention, found):
        found["topic"] = topic
    return found


def loose(situation: Situation, polarity: Polarity) -> Values:
    """Return what may be quoted where no aspect was found."""
    found: Values = {}
    for keyword in situation.keywords:
        if keyword.polarity is polarity:
            found = phrase(keyword, "") | found
    return found


def phrase(keyword: Keyword, aspect: str) -> Values:
    """Return the forms of a keyword; nothing where its words are in no list."""
    good = keyword.polarity is Polarity.POSITIVE
    words = keyword.text.split()
    special = _lists()["special"]
    for text in (keyword.text, " ".join(words[-2:]), *(words[-1:] if len(words) == 1 else ())):
        if text in special:
            return dict(special[text])
    nouns, adverbs, predicate = _parse(words)
    if any(noun in _set("dropped") for noun in nouns):
        return {}
    if good and predicate in _set("doing"):
        return _done(nouns, predicate)
    nouns = [noun for noun in nouns if noun not in _set("owner")]
    nouns = ["직원" if noun in _set("staff") else noun for noun in nouns][-2:]
    if not (_may_praise(nouns, adverbs, predicate) if good else predicate in _set("bad")):
        return {}
    if nouns and (kind_of(nouns[-1]) in _NO_NOUNS or len(" ".join(nouns)) > _LONGEST) and not nouns[-1].endswith("기"):
        return {}
    return _forms(nouns, adverbs, predicate, aspect, good=good)


def _keywords(situation: Situation, mention: Mention) -> list[Keyword]:
    """Return the keywords that say what the mention says, the fullest last."""
    near = [
        one
        for one in situation.keywords
        if one.polarity is mention.polarity and one.start < mention.end and mention.start < one.end
    ]
    return sorted(near, key=lambda one: len(one.text))


def _parse(words: list[str]) -> tuple[list[str], list[str], str]:
    """Return nouns, adverbs and predicate of a keyword; 과하지 않다 is one predicate, and so is 안 달다."""
    rest, predicate = list(words[:-1]), words[-1]
    if rest and predicate == "않다" and rest[-1].endswith("지"):
        predicate = f"{rest.pop()} 않다"
    elif rest and rest[-1] == "안" and predicate in _set("denied"):
        rest.pop()
        predicate = f"{predicate.removesuffix('다')}지 않다"
    adverbs: list[str] = []
    while rest and rest[-1] in _set("adverbs"):
        adverbs.insert(0, rest.pop())
    return rest, adverbs, predicate


def _may_praise(nouns: list[str], adverbs: list[str], predicate: str) -> bool:
    """Whether a predicate is known praise, and of such nouns: 조용한 분위기, but no 조용한 김치."""
    if predicate.endswith("지 않다"):
        return predicate.removesuffix("지 않다") + "다" in _set("denied")
    if adverbs:
        return predicate in _set("with_adverb")
    kinds = _praise().get(predicate, frozenset())
    kind = kind_of(nouns[-1]) if nouns else ""
    return bool(kinds) and (kind in kinds or not kind)


@cache
def _praise() -> Mapping[str, frozenset[str]]:
    """Return adjective → the classes of nouns that it is said of."""
    found: dict[str, frozenset[str]] = {}
    for kinds, adjectives in _lists()["good"].items():
        for one in adjectives.split():
            found[one] = found.get(one, frozenset()) | frozenset(kinds.split())
    return found


def _forms(nouns: list[str], adverbs: list[str], predicate: str, aspect: str, *, good: bool) -> Values:
    name = " ".join(nouns)
    bare = name.endswith("기") and kind_of(nouns[-1]) == "" and len(nouns[-1]) > 1  # 이야기 나누기 좋다
    if bare and (name in ("가기", "오기") or predicate not in ("좋다", "편하다")):
        return {}
    subject = name if bare or not name else with_josa(name, "이/가")
    found = {"said": " ".join(filter(None, (subject, *adverbs, past(predicate))))}
    if not good and not name:
        found["said"] = _complained(predicate)
    noun = _lists()["alone"].get(aspect, "") if bare else name or _alone(aspect, predicate)
    if good and noun and not adverbs and not {*nouns} & _set("said_only") and predicate not in ("많다", "가득하다"):
        found["np"] = f"{name if bare else ''} {adnominal(predicate)} {noun}".strip()
    if good and aspect == _TASTE and (dish := next((one for one in nouns if _is_dish(one)), "")):
        found["dish"] = dish
    return found


def _complained(predicate: str) -> str:
    """비싸다 → 가격이 비쌌다: what is blamed is named also where the review leaves it out."""
    noun = _lists()["alone_bad"].get(predicate, "")
    return f"{with_josa(noun, '이/가')} {past(predicate)}" if noun else past(predicate)


def _alone(aspect: str, predicate: str) -> str:
    """Return the noun that an adjective takes which stands alone: 쫄깃하다 → 식감."""
    if aspect == _TASTE:
        feel: Mapping[str, str] = _lists()["feel"]
        return "식감" if predicate in feel["words"].split() else "맛" if predicate in feel["taste"].split() else ""
    return str(_lists()["alone"].get(aspect, ""))


def _done(nouns: list[str], predicate: str) -> Values:
    """우산 보관해주다 → 우산을 보관해 드린."""
    named = nouns[-1] if nouns and nouns[-1] in _set("doing_to") else ""
    verb = predicate.removesuffix("주다") + " 드린"
    return {"done": f"{with_josa(named, '을/를')} {verb}" if named else verb}


def _dish(mention: Mention) -> str:
    """Return the dish that a clause names, its longest name."""
    words = _WORD.findall(mention.clause)
    bare = [_PARTICLES.sub("", word) for word in words]
    # A word without a particle may be a verb that ends like a dish (먹으면): it has to end in the name of one, not in a letter.
    found = [one for word, one in zip(words, bare, strict=True) if _is_dish(one) and (one != word or one.endswith(_dishes()))]
    return max(found, key=len, default="")


@cache
def _dishes() -> tuple[str, ...]:
    return tuple(name for name, kind in known_nouns().items() if kind in _THINGS and len(name) > 1)


def _is_dish(word: str) -> bool:
    known = 2 <= len(word) <= _LONGEST and kind_of(word) in _THINGS
    return known and not {word} & (_set("dropped") | _set("said_only") | _set("no_dish"))


def _topic(mention: Mention, found: Mapping[str, str]) -> str:
    """Return by what name to speak of a mention: what its clause names, else the aspect's name."""
    if dish := found.get("dish"):
        return dish
    named: list[str] = [word for word in _lists()["topics"].split() if word in mention.clause]
    if named:
        return max(named, key=len)
    if mention.aspect == "대기" and mention.polarity is Polarity.POSITIVE:
        return ""  # nobody thanks for praise of the waiting time
    return str(_lists()["topic"].get(mention.aspect, mention.aspect))


def _lists() -> Mapping[str, Any]:
    return stock("ko", "haeyo").words


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(_lists()[name].split())
