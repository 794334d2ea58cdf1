"""What is told but did not happen to the writer at this shop: before the treatment, at another shop, to guests at large."""

import re

from reviewkit.text.lexicon import Sense, kind_of
from reviewkit.text.mood import Mood
from reviewkit.text.words import Kind, Word

PEOPLE = frozenset({"분", "사람", "사람들", "분들", "데", "날", "때"})
_PAST = 20
"""The final consonant ㅆ of 았, 었, 했, counted as Unicode does."""
_BACKGROUND = frozenset({"는데", "는데도", "던데", "어서", "아서"})
_MENDED = frozenset({"", "treat", "design", "feel"})
_STANDS_FOR = frozenset({"것", "거", "게", "건", "걸", "데", "곳", "집", "듯", "중", "적", "편", "분", "사람", "쪽", "줄"})
"""Nouns of no meaning of their own, before which a predicate speaks of the shop: 맛있는 집, 싼 편."""
_NOW = re.compile(r"[ ,.~]*(?:이제|지금은|여기(?:서|는|선)? |[^.!?]{0,20}(?:살려|살아났|되살|고쳐|복구|교정|감쪽|돌려놓))")
_REASONS = frozenset({"어서", "아서", "여서", "라서", "이라서", "길래", "이라", "라", "니까", "으니까"})
_CAME = frozenset({"가다", "찾아가다", "방문하다", "들르다", "들어가다", "예약하다", "찾다", "찾아오다", "맡기다", "복구하다"})
_FEARED = frozenset({"걱정하다", "걱정", "고민하다", "고민", "고생하다", "스트레스"})
_ELSEWHERE = re.compile(
    r"(?:딴|다른|타) ?(?:데|곳|샵|집|가게|카페|미용실|네일샵?|식당)(?:에서|서|에선|선|에서는|는|은|들은) "
    r"|셀프(?:로|네일|염색|펌|케어)"
)
_LIKING = frozenset({"좋아하다", "즐기다", "선호하다", "찾다"})
_THEN = frozenset({"더니", "니", "니까", "으니", "으니까", "었더니", "았더니"})


def happened_elsewhere(mood: Mood, i: int, sense: Sense) -> bool:
    """Whether what predicate `i` says is why the writer came, how it was before, or what another shop did."""
    if sense.sign and _is_reason(mood, i, sense):
        return True
    return sense.sign < 0 and (was_before(mood, i, sense) or _is_elsewhere(mood, i))


def is_aside(words: list[Word], i: int) -> bool:
    """Whether predicate `i`, which speaks of nothing named, only describes a noun that tells nothing: 여유로운 오후."""
    after = words[i + 1] if i + 1 < len(words) else None
    if words[i].tag != "ETM" or after is None or after.clause != words[i].clause or after.kind is not Kind.NOUN:
        return False
    return after.form not in _STANDS_FOR and kind_of(after.form) not in ("shop", "staff")


def was_before(mood: Mood, i: int, sense: Sense) -> bool:
    """Whether this is how it was before the shop mended it: 손톱이 엉망이었는데 감쪽같이 만들어 주셨어요."""
    words, text = mood.reading.words, mood.reading.text
    word = words[i]
    split = word.ending == "는" and i + 1 < len(words) and words[i + 1].form == "데"  # 엉망이었는데 is read as 엉망이었는 데
    if sense.topic not in _MENDED or not (split or word.ending in _BACKGROUND):
        return False
    if mood.whole() < 0 and not _NOW.match(text, word.end):
        return False
    said = text[word.start : word.end]
    return any((ord(letter) - 0xAC00) % 28 == _PAST for letter in said[1:] if letter >= "가")


def _is_elsewhere(mood: Mood, i: int) -> bool:
    """Whether this happened at another shop or at home: 딴 데서 망친 머리, 셀프로 하다 찢어졌다."""
    word = mood.reading.words[i]
    start = mood.reading.clauses[word.clause].start
    return _ELSEWHERE.search(mood.reading.text, start, word.start) is not None


def _is_reason(mood: Mood, i: int, sense: Sense) -> bool:
    """Whether this is why the writer came or what he feared, against how the review feels: 후기가 좋아서 갔는데 별로였다."""
    words = mood.reading.words
    word = words[i]
    if word.ending not in _REASONS or sense.sign * mood.whole() > 0:
        return False
    if sense.sign < 0 and sense.topic not in _MENDED:
        return False
    near = [one for one in words[i + 1 : i + 6] if one.clause <= word.clause + 1]
    if any(one.form in ("다시", "또") for one in near):
        return False
    return any(one.form in _CAME or one.form in _FEARED for one in near)


def is_of_guests(mood: Mood, i: int) -> bool:
    """What guests like or do: 산미를 좋아하는 분, 떡을 좋아해서 시켰다, 다시 갔더니."""
    words = mood.reading.words
    word = words[i]
    if word.adjective:
        return False
    if word.form == "가다":
        return word.ending in _THEN
    if word.form not in _LIKING:
        return False
    guests = word.tag == "ETM" and i + 1 < len(words) and words[i + 1].form in PEOPLE
    return guests or (word.ending in _REASONS and i > 0 and words[i - 1].tag == "JKO")
