"""What is only wished, asked, quoted or supposed, and what turns a word from behind (비싼 편은 아니다, 실망한 적 없다)."""

from collections.abc import Sequence

from reviewkit.text.lexicon import grammar
from reviewkit.text.words import Kind, Word

UNREAL = grammar("unreal")
_FUTURE = ("ᆯ", "을")
_TURNED_BY_NONE = frozenset({"적", "일", "필요", "데", "것", "거", "점", "건", "게"})
_TURNED_BY_NOT = frozenset({"편", "것", "거", "건", "게", "정도", "수준", "축"})


def is_unreal(words: Sequence[Word], i: int) -> bool:
    """Return whether predicate `i` says nothing of what is. Marks it as negated where the words after it turn it."""
    word = words[i]
    after = words[i + 1] if i + 1 < len(words) else None
    near = after is not None and after.clause == word.clause
    if word.tag == "ETM":
        return _before_noun(words, i)
    felt = word.tense == "어하" and word.adjective  # 어색해하다
    wished = word.tense == "겠" and word.form == "좋다" and i > 0 and words[i - 1].ending.endswith("면")  # 친절했으면 좋겠다
    neither = word.ending == "지" and near and after is not None and after.negation == "지"  # 비싸지도 싸지도 않다
    seeming = word.ending in ("어", "아") and near and after is not None and after.form == "보이다"  # 답답해 보였는데
    if seeming or felt or wished or neither or word.tense == "야":  # 설명해야 하다 is not 설명하다
        return True
    if word.tag == "ETN" and word.ending in ("기", "길"):
        return near and after is not None and after.form in ("바라다", "전", "때문", "위하다")
    if word.ending == "세요":
        return False  # 친절하세요 praises; an order has no judging word
    return word.ending in UNREAL and word.tense != "싶"


def _before_noun(words: Sequence[Word], i: int) -> bool:
    """맛있을 줄 알았다, 비싼 줄 모르다, 실망한 적 없다, 비싼 편은 아니다."""
    word = words[i]
    noun = words[i + 1] if i + 1 < len(words) else None
    if word.ending in UNREAL:
        return True
    if noun is None or noun.clause != word.clause or noun.kind is not Kind.NOUN:
        return word.ending in _FUTURE
    k = i + 3 if i + 2 < len(words) and words[i + 2].kind is Kind.ADVERB else i + 2  # 아픈 것도 거의 없었다
    after = words[k].form if k < len(words) and words[k].clause <= word.clause + 1 else ""
    if noun.form == "줄" and after == "알다":
        return True
    if _turns(noun, after):
        word.negations += 1
        word.negation = word.negation or "지"
        word.end = max(word.end, words[k].end if after == "없다" else noun.end)
        return False
    return word.ending in _FUTURE and noun.form not in ("정도", "만큼", "지경")


def _turns(noun: Word, after: str) -> bool:
    if noun.form == "줄":
        return after == "모르다"
    if noun.form in _TURNED_BY_NONE and after == "없다":
        return True
    return noun.form in _TURNED_BY_NOT and noun.negations > 0
