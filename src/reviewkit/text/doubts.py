"""What is found but not meant so: irony, the state before the treatment, a favour that is no blame.

The mood of the review and of the clause decides, as the sentiment's weights feel it.
"""

from reviewkit.text.binding import SILENT
from reviewkit.text.elsewhere import PEOPLE, is_of_guests
from reviewkit.text.lexicon import Sense, grammar, neutral, sense_of
from reviewkit.text.mood import Mood
from reviewkit.text.phrases import Heard, heard
from reviewkit.text.words import Word

_GLAD = 0.3
"""The score from which a favour is praise."""
_SURE = 0.6
"""The score of a review from which single words against it are doubted."""
_BITTER = 0.65
"""Praise in a clause and a review that both feel worse than this is irony."""
_ALIKE = frozenset({"비슷하다", "똑같다", "가능하다"})
_NOT_DONE_TO = frozenset({"staff", "price", "money", "design", "dirt"})
_NO_FAVOURS = grammar("no_favours")


def favour(mood: Mood, head: Word | None, word: Word, kind: str) -> Heard | None:
    """깎아주다, 문을 잡아주다: what the staff did for the writer, by our lists or where he is clearly glad of it.

    `head` is the noun of the predicate `word`, `kind` its class.
    """
    if not word.helped or word.negations or word.tense != "주" or word.tag == "ETM":
        return None
    noun = "" if head is None else head.form
    joined = mood.reading.text[word.start : word.helped].strip() + "주다"
    sense = sense_of(joined, noun, kind)
    if sense is not None:
        asked = word.ending == "세요" and mood.whole() < _GLAD  # 아시는 분 알려주세요
        return None if asked else (joined, sense)
    if head is None or head.tag not in ("JKO", "JX") or kind in SILENT or kind in _NOT_DONE_TO:
        return None
    if word.form in _NO_FAVOURS or " " in joined or heard(word, noun, kind) is not None:
        return None
    glad = mood.clause(word.clause) >= _GLAD and mood.whole() >= _GLAD
    return (joined, Sense(1, "service", False)) if glad else None


def is_doubtful(mood: Mood, i: int, said: Heard) -> bool:
    """Whether the judgement `said` of predicate `i` goes against the grain: 기다려 주다, 잘 들뜨는 분, 참 빨리도 나오네요."""
    phrase, sense = said
    words = mood.reading.words
    word = words[i]
    if sense.sign == 0:
        return (word.tag == "ETM" and phrase in _ALIKE) or (phrase not in neutral() and not _closes(words, i))
    if sense.sign < 0:
        of_people = word.tag == "ETM" and i + 1 < len(words) and words[i + 1].form in PEOPLE
        return word.tense == "주" or of_people or (not _conceded(mood, i) and mood.whole() > _SURE)
    if is_of_guests(mood, i):
        return True
    if word.tag == "ETM" and not sense.topic:
        return mood.whole() < -_SURE
    return mood.clause(word.clause) < -_BITTER and mood.whole() < -_BITTER and not mood.parted(word.clause)


def _closes(words: list[Word], i: int) -> bool:
    """Whether predicate `i` ends its sentence."""
    word = words[i]
    last = i + 1 == len(words)
    return word.tag == "EF" or last or (word.tag == "ETN" and words[i + 1].clause != word.clause)


def _conceded(mood: Mood, i: int) -> bool:
    """Whether a happy review really grants this: a sentence of its own, or one side of a contrast."""
    word = mood.reading.words[i]
    if word.tag == "ETM":
        return False
    clauses = mood.reading.clauses
    if word.clause and clauses[word.clause - 1].contrast:
        return True
    return _closes(mood.reading.words, i) or (clauses[word.clause].contrast and not word.ending.endswith("도"))
