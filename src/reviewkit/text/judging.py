"""What a review says of what: each judging word with the noun that it speaks of, its sign and its topic.

Keywords and aspects are both made from this. Precision before recall: what no list of ours knows is left out, but for words
about a known thing in a clause of clear feeling.
"""

from collections.abc import Sequence
from typing import NamedTuple

from reviewkit.text.binding import SILENT, is_far, left, named, others, target
from reviewkit.text.doubts import favour, is_doubtful
from reviewkit.text.elsewhere import happened_elsewhere, is_aside, was_before
from reviewkit.text.lexicon import Sense, depends, grammar, kind_of, nominals, predicates, sense_of, word_set
from reviewkit.text.mood import Mood
from reviewkit.text.phrases import Heard, as_adverb, compound, heard, is_negated, negated, strength, turned
from reviewkit.text.reading import read
from reviewkit.text.tagging import Token
from reviewkit.text.unreal import UNREAL, is_unreal
from reviewkit.text.words import Kind, Reading, Word

_FITS: dict[str, frozenset[str]] = {
    topic: frozenset(kinds.split())
    for topic, kinds in {
        "taste": "dish drink taste",
        "feel": "treat hair nail dish drink",
        "service": "staff service",
        "consult": "staff consult",
        "skill": "staff treat service consult",
        "price": "price portion dish drink",
        "portion": "portion dish",
        "clean": "clean place utensil toilet",
        "mood": "place noise design",
        "wait": "wait",
        "treat": "treat hair nail",
        "look": "design hair nail treat place",
        "design": "design hair nail treat",
    }.items()
}
"""The nouns that a predicate of a topic may take over from the clause before it."""
_MERGED = {
    ("맛", "있다"): ("맛있다", "맛있지 않다", 1),
    ("맛", "없다"): ("맛없다", "맛없지 않다", -1),
    ("맛", "나다"): ("맛나다", "맛 안 나다", 1),
    ("마음", "들다"): ("마음에 들다", "마음에 안 들다", 1),
    ("맘", "들다"): ("마음에 들다", "마음에 안 들다", 1),
    ("배", "부르다"): ("배부르다", "배 안 부르다", 1),
    ("대접", "받다"): ("대접받다", "대접 못 받다", 1),
}
"""Noun and predicate that are one: what they are, negated too, and their sign."""
_EASE = frozenset({"좋다", "힘들다", "어렵다", "편하다", "쉽다", "불편하다"})
_HOLLOW = frozenset({"하다", "되다", "나다"})
_VAGUE = grammar("vague")
_NOT_OF_STAFF = frozenset({"taste", "price", "wait"})
_DONE_TO = frozenset({"dirt", "dish", "drink", "place", "hair", "nail", "smell", "service"})
"""Things of which an unknown verb may tell something."""
_OF_THE_WRITER = grammar("of_the_writer")


class Finding(NamedTuple):
    """A judgement: `noun` ("" where none is named) of class `kind`, `phrase` in dictionary form, its `sense` and place.

    `strength` is 1 stressed, -1 played down, 0 plain; `clause` counts in the reading's clauses.
    """

    noun: str
    kind: str
    phrase: str
    sense: Sense
    strength: int
    start: int
    end: int
    clause: int


class Judged(NamedTuple):
    """A text as words and clauses, what is found in it in its order, and how its parts feel."""

    reading: Reading
    findings: list[Finding]
    mood: Mood


class _Memo:
    """The last judgement: keywords and aspects ask for the same text one after the other."""

    last: tuple[str, Sequence[Token], Judged] | None = None


def judge(text: str, tokens: Sequence[Token]) -> Judged:
    """Return what a text says; `tokens` are its own."""
    last = _Memo.last
    if last is not None and last[1] is tokens and last[0] == text:
        return last[2]
    judging = _Judge(read(text, tokens))
    judged = Judged(judging.reading, judging.findings(), judging.mood)
    _Memo.last = text, tokens, judged
    return judged


class _Judge:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.words = reading.words
        self.found: list[Finding] = []
        self.subject: tuple[str, str, int] | None = None
        self.used: set[int] = set()
        self.mood = Mood(reading)

    def findings(self) -> list[Finding]:
        for i, word in enumerate(self.words):
            if word.kind is Kind.PREDICATE:
                self._predicate(i, word)
            elif word.form == "없이":
                self._without(i, word)
            elif word.kind is Kind.NOUN or word.form in nominals():
                self._nominal(i, word)
        return self.found

    # predicates

    def _predicate(self, i: int, word: Word) -> None:
        words = self.words
        if is_unreal(words, i) or (word.ending == "게" and self._modifies(i)):
            return
        if word.form in _EASE and i and words[i - 1].tag == "ETN" and words[i - 1].clause == word.clause:
            self._ease(i, word)
            return
        at = target(words, i)
        noun = words[at].form if at >= 0 else ""
        if (noun, word.form) in _MERGED:
            self._merged(i, word, at)
            return
        said = self._said(word, at, noun, kind_of(noun) if noun else "")
        if at < 0 and is_aside(words, i):
            return
        if said is not None and not happened_elsewhere(self.mood, i, said[1]) and not is_doubtful(self.mood, i, said):
            self._add(i, word, at, said)

    def _modifies(self, i: int) -> bool:
        """Whether the -게 word `i` is the adverb of a predicate (예쁘게 나오다), which then speaks for both."""
        words, me = self.words, self.words[i]
        for j in range(i + 1, min(len(words), i + 5)):
            if words[j].clause != me.clause:
                return False
            if words[j].kind is Kind.PREDICATE:
                return any(adverb is me for adverb in words[j].adverbs)
        return False

    def _said(self, word: Word, at: int, noun: str, kind: str) -> Heard | None:
        """By our lists; else, of a noun that tells something, as its clause feels."""
        source = at - 2 if at > 1 and self.words[at - 1].tag == "ETM" else at - 1  # 빵 굽는 냄새 is no bad smell
        nice = kind == "smell" and source >= 0 and kind_of(self.words[source].form) in ("dish", "drink")
        said = None if nice else favour(self.mood, self.words[at] if at >= 0 else None, word, kind) or heard(word, noun, kind)
        if said is not None or not noun or kind in SILENT or word.form in _VAGUE:
            return said
        if word.form in depends() or word.form in predicates():
            return None
        if word.tag == "ETM" or word.form in _OF_THE_WRITER:
            return None
        score = self.mood.clause(word.clause)
        if not word.adjective and (word.tense or kind not in _DONE_TO or score > 0):
            return None  # what an unknown verb does to a thing is harm, or nothing that is told for praise
        if abs(score) < (0.4 if word.adjective else 0.6) or score * self.mood.whole() < 0:
            return None
        return (negated(word) if word.negations else word.form), Sense(1 if score > 0 else -1, "", False)

    def _add(self, i: int, word: Word, at: int, said: Heard) -> None:
        phrase, sense = said
        if at < 0:
            self._put(i, word, self._inherited(word, sense), said)
            return
        head = self.words[at]
        kind = kind_of(head.form)
        if is_far(self.words, i, at) and heard(word, "", "") is not None:
            if word.form in _HOLLOW:
                return
            self._put(i, word, ("", "", word.start), said)
            return
        if phrase.startswith(head.form + " "):
            noun, start = named(self.words, at) if head.glued else ("", head.start)
            self._put(i, word, (noun.removesuffix(head.form).strip(), kind, start), said)
            return
        if (kind in SILENT and kind != "feeling") or (kind == "staff" and sense.topic in _NOT_OF_STAFF):
            self._put(i, word, ("", "", word.start), said)
            return
        for place in (at, *others(self.words, at)):
            noun, start = named(self.words, place)
            self._put(i, word, (noun, kind_of(self.words[place].form), start), said)
        if head.tag in ("JKS", "JX", "") and kind not in SILENT:
            self.subject = named(self.words, at)[0], kind, word.clause

    def _inherited(self, word: Word, sense: Sense) -> tuple[str, str, int]:
        """The noun of the clause before, where the sentence runs on (국물이 진하고 맛있어요) and it fits."""
        nothing = "", "", word.start
        if self.subject is None or word.tag == "ETM":
            return nothing
        noun, kind, clause = self.subject
        clauses = self.reading.clauses
        if clause + 1 != word.clause or clauses[clause].sentence != clauses[word.clause].sentence:
            return nothing
        if kind not in _FITS.get(sense.topic, ()):
            return nothing
        self.subject = noun, kind, word.clause
        return noun, kind, word.start

    def _merged(self, i: int, word: Word, at: int) -> None:
        """맛은 있다 → 맛있다, 마음에 들다: the noun is part of the predicate; the one before it is its noun."""
        words = self.words
        plain, undone, sign = _MERGED[words[at].form, word.form]
        if plain == "맛나다" and self._odd_taste(i, word, at):
            return
        before = at - 1 if words[at].glued else left(words, at)
        noun, start = named(words, before) if before >= 0 else ("", words[at].start)
        topic = "taste" if "맛" in plain else ""
        sense = Sense(-sign if is_negated(word) else sign, topic, bool(topic))
        owner = noun, kind_of(words[before].form) if before >= 0 else "", start
        self._put(i, word, owner, (undone if is_negated(word) else plain, sense))

    def _odd_taste(self, i: int, word: Word, at: int) -> bool:
        """탄 맛 나다, 냉동 맛 나다: a taste of something, as its clause feels."""
        before = self.words[at - 1] if at else None
        if before is None or before.clause != word.clause or before.josa or self.words[at].start - before.end > 1:
            return False
        if before.kind is Kind.ADVERB or (before.kind is Kind.PREDICATE and before.tag != "ETM"):
            return False
        name = self.reading.text[before.start : self.words[at].start].strip() + "맛"
        sense = Sense(1 if self.mood.clause(word.clause) > 0.3 else -1, "taste", True)
        self._put(i, word, (name, "taste", before.start), (negated(word) if word.negations else word.form, sense))
        return True

    def _ease(self, i: int, word: Word) -> None:
        """사진 찍기 좋다, 예약 잡기 힘들다: the noun is the doing."""
        words, doing = self.words, self.words[i - 1]
        near = i > 1 and words[i - 2].kind is Kind.NOUN and words[i - 2].clause == word.clause
        noun, start = named(words, i - 2) if near else ("", doing.start)
        head = words[i - 2].form if near else doing.form.removesuffix("하다")
        kind = kind_of(head)
        sense = sense_of(word.form, head, kind)
        if sense is not None and kind not in ("person", "generic") and not (sense.sign < 0 and was_before(self.mood, i, sense)):
            phrase = negated(word) if word.negations else word.form
            owner = f"{noun} {doing.form[:-1]}기".strip(), kind, start
            self._put(i, word, owner, (phrase, turned(sense) if is_negated(word) else sense))

    # nouns and adverbs that judge alone

    def _without(self, i: int, word: Word) -> None:
        """웨이팅 없이, 잡내 없이: the noun 없다."""
        before = self.words[i - 1] if i else None
        if before is None or before.kind is not Kind.NOUN or before.clause != word.clause:
            return
        kind = kind_of(before.form)
        sense = sense_of("없다", before.form, kind) if kind not in SILENT else None
        if sense is not None:
            noun, start = named(self.words, i - 1)
            self._put(i, word, (noun, kind, start), ("없다", sense))

    def _nominal(self, i: int, word: Word) -> None:
        phrase, sense = word.form, nominals().get(word.form) or compound(word.form)
        bare = sense is None and phrase in word_set("bare", "words")
        if bare:
            phrase += "하다"
            sense = sense_of(phrase, "", "")
        if sense is None or not self._stands(i, word, bare=bare):
            return
        if is_negated(word):
            phrase, sense = f"{phrase} 아니다", turned(sense)
        if sense.sign < 0 and was_before(self.mood, i, sense):
            return
        at = i - 1 if word.glued else left(self.words, i, over=True)
        if at < 0 or at in self.used or kind_of(self.words[at].form) in SILENT or self.words[at].form in nominals():
            self._put(i, word, ("", "", word.start), (phrase, sense))
            return
        noun, start = named(self.words, at)
        self._put(i, word, (noun, kind_of(self.words[at].form), start), (phrase, sense))

    def _stands(self, i: int, word: Word, *, bare: bool) -> bool:
        """Whether the noun stands as a judgement: 최고예요, 가성비 최고, and not 최고의, 추천 메뉴, 실망이 크다."""
        if word.copula or word.josa:
            return word.copula and word.ending not in UNREAL
        after = self.words[i + 1] if i + 1 < len(self.words) else None
        if after is None or after.clause != word.clause:
            return True
        if after.kind is Kind.NOUN:
            judged = bare or kind_of(after.form) in ("generic", "person") or after.form in nominals()
            return judged and not after.glued
        if word.kind is Kind.ADVERB and is_negated(after):
            return False  # 별로 안 비싸다
        return bare or after.kind is Kind.ADVERB or after.form in ("하다", "되다", "인정하다", "나다", "드리다")

    # both

    def _put(self, i: int, word: Word, owner: tuple[str, str, int], said: Heard) -> None:
        noun, kind, start = owner
        phrase, sense = said
        self.used.add(i)
        begin = min(start, word.start, *(one.start for one in word.adverbs if phrase.startswith(as_adverb(one))), word.start)
        end = max(word.end, begin + 1)
        self.found.append(Finding(noun, kind, phrase, sense, strength(word), begin, end, word.clause))
