"""Tokens joined into words: nouns with their particle, predicates in dictionary form with their negation and adverbs.

불/XPN 친절/NNG 하/XSA 어요/EF is one predicate, 불친절하다; 친절/NNG 하/XSA 지/EC 않/VX 어요/EF is 친절하다, negated.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import NamedTuple

from reviewkit.text.clauses import Clause, split
from reviewkit.text.lexicon import grammar, is_known, nominals, word_set
from reviewkit.text.tagging import Token

NEGATIONS = frozenset({"안", "못"})
_SUFFIXES = grammar("suffixes")
_ACTS = frozenset({"추천", "실망", "감사", "만족", "대만족"})
"""Nouns whose 하다 is a verb: 추천 안 하다, not 추천하지 않다."""
_DO = frozenset({"하", "되", "드리"})
_SPLIT_JOSA = frozenset({"", "도", "은", "는", "을", "를", "만", "이", "가", "ᆫ", "ᆯ", "까지"})


class Kind(IntEnum):
    """What a word is."""

    NOUN = 1
    PREDICATE = 2
    ADVERB = 3


class Word:
    """A word of a review. `form` is a noun as written or a predicate in dictionary form; text[start:end] with its endings.

    For nouns `josa` is the first particle and `tag` its tag, `copula` says that 이다 follows, `glued` that no blank parts it
    from the word before. For predicates `negation` is 안, 못 or 지 (지 않다), `ending` the last ending and `tag` its tag,
    `adverbs` what stands before it, `tense` the helper or 겠 that goes with it (싶, 주, 하). `number` marks amounts (35분).
    """

    __slots__ = (
        "adjective",
        "adverbs",
        "clause",
        "copula",
        "end",
        "ending",
        "form",
        "glued",
        "josa",
        "kind",
        "negation",
        "negations",
        "number",
        "start",
        "tag",
        "tense"
    )  # fmt: skip

    def __init__(self, kind: Kind, form: str, start: int, end: int, clause: int) -> None:
        self.kind = kind
        self.form = form
        self.start = start
        self.end = end
        self.clause = clause
        self.josa = self.tag = self.ending = self.negation = self.tense = ""
        self.negations = 0
        self.copula = self.glued = self.adjective = self.number = False
        self.adverbs: tuple[Word, ...] = ()


class Reading(NamedTuple):
    """A text read as words and clauses; `words[i].clause` counts in `clauses`."""

    text: str
    words: list[Word]
    clauses: list[Clause]


class _Reader:
    def __init__(self) -> None:
        self.words: list[Word] = []
        self.last: Word | None = None
        self.clause = 0
        self.adverbs: list[Word] = []
        self.negation = ""
        self.prefix: tuple[str, int, int] | None = None
        self.swallow = False

    def noun(self, form: str, start: int, end: int) -> None:
        last = self.last
        if self.prefix is not None:
            if start - self.prefix[2] <= 1:
                form, start = self.prefix[0] + form, self.prefix[1]
            self.prefix = None
        word = Word(Kind.NOUN, form, start, end, self.clause)
        if last is not None and last.kind is Kind.NOUN and last.end == start and not last.josa:
            word.glued = True
        self._push(word)

    def _push(self, word: Word) -> None:
        self.words.append(word)
        self.last = word

    def count(self, form: str, start: int, end: int) -> None:
        """A number or a bound noun: 40/SN 분/NNB."""
        self.prefix = None
        last = self.last
        if form in ("분", "들") and last is not None and last.kind is Kind.NOUN and last.end == start:
            last.end = end  # 직원분들 is 직원
            return
        if last is not None and last.number and last.kind is Kind.NOUN and start - last.end <= 1 and not last.josa:
            last.form, last.end = f"{last.form}{form}", end  # 35분, 3만 원
            return
        self.noun(form, start, end)
        self.words[-1].number = form[0].isdigit()

    def numeral(self, form: str, start: int, end: int) -> None:
        self.noun(form, start, end)
        self.words[-1].number = True

    def cry(self, form: str, start: int, end: int) -> None:
        """Of interjections only those that judge: 존맛탱, not 와."""
        if form in nominals():
            self.noun(form, start, end)

    def opening(self, form: str, start: int, end: int) -> None:
        self.prefix = (form, start, end)

    def suffix(self, form: str, _start: int, end: int) -> None:
        last = self.last
        if last is not None and last.kind is Kind.NOUN:
            if form in _SUFFIXES:
                last.form += form
            last.end = end

    def particle(self, form: str, _start: int, end: int, tag: str) -> None:
        last = self.last
        if last is not None and last.kind is Kind.NOUN and not last.copula:
            if not last.josa:
                last.josa, last.tag = form, tag
            last.end = max(last.end, end)
        elif last is not None and end > last.end and last.kind is Kind.PREDICATE:
            last.end = end

    def subject(self, form: str, start: int, end: int) -> None:
        self.particle(form, start, end, "JKS")

    def object(self, form: str, start: int, end: int) -> None:
        self.particle(form, start, end, "JKO")

    def place(self, form: str, start: int, end: int) -> None:
        self.particle(form, start, end, "JKB")

    def link(self, form: str, start: int, end: int) -> None:
        self.particle(form, start, end, "JC")

    def of(self, form: str, start: int, end: int) -> None:
        self.particle(form, start, end, "JKG")

    def topic(self, form: str, start: int, end: int) -> None:
        self.particle(form, start, end, "JX")

    def adverb(self, form: str, start: int, end: int) -> None:
        last = self.last
        if form in NEGATIONS:
            if form == "못" and last is not None and last.kind is Kind.PREDICATE and last.ending == "지":
                self._negate(last, "지", end)
                self.swallow = True
            else:
                self.negation = form
            return
        word = Word(Kind.ADVERB, form, start, end, self.clause)
        self.adverbs.append(word)
        self._push(word)

    def made(self, form: str, start: int, end: int, *, adjective: bool) -> None:
        """하다, 되다, 스럽다 after a noun or an adverb makes it a predicate."""
        last = self.last
        if last is not None and last.kind is not Kind.PREDICATE and last.end >= start - 1 and not last.josa:
            if last.kind is Kind.ADVERB and self.adverbs and self.adverbs[-1] is last:
                self.adverbs.pop()
            adjective = adjective or last.form in word_set("bare", "words") - _ACTS
            last.form += ("하" if form == "드리" else form) + "다"
            self._become(last, end, adjective=adjective)
        else:
            self.predicate(form, start, end, adjective=adjective)

    def make_adjective(self, form: str, start: int, end: int) -> None:
        self.made(form, start, end, adjective=True)

    def make_verb(self, form: str, start: int, end: int) -> None:
        self.made(form, start, end, adjective=False)

    def _become(self, word: Word, end: int, *, adjective: bool) -> None:
        word.kind = Kind.PREDICATE
        word.end = max(word.end, end)
        word.josa = word.tag = ""
        word.adjective = adjective
        self._dress(word)

    def _dress(self, word: Word) -> None:
        if self.negation:
            word.negation, word.negations = self.negation, 1
            self.negation = ""
        if self.adverbs:
            word.adverbs = tuple(self.adverbs)
            self.adverbs = []
        self.last = word

    def predicate(self, form: str, start: int, end: int, *, adjective: bool) -> None:
        last = self.last
        if self.swallow:
            self.swallow = False
            if form == "하" and last is not None:
                last.ending = ""
                return None
        if self._rejoins(form):
            return self._rejoin(end, form)
        word = Word(Kind.PREDICATE, form + "다", start, end, self.clause)
        word.adjective = adjective
        if self.prefix is not None and start - self.prefix[2] <= 1:
            word.form, word.start = self.prefix[0] + word.form, self.prefix[1]
        self.prefix = None
        self._push(word)
        return self._dress(word)

    def _rejoins(self, form: str) -> bool:
        """친절도 하시고, 추천 안 해요, 설명 잘 해 주세요: the noun and its 하다 stand apart."""
        noun = self._noun_before()
        return (
            form in _DO
            and noun is not None
            and noun.josa in _SPLIT_JOSA
            and is_known(noun.form + ("되다" if form == "되" else "하다"))
        )

    def _noun_before(self) -> Word | None:
        for word in reversed(self.words):
            if word.clause != self.clause or word.kind is Kind.PREDICATE:
                return None
            if word.kind is Kind.NOUN:
                return word
        return None

    def _rejoin(self, end: int, form: str) -> None:
        noun = self._noun_before()
        assert noun is not None
        adjective = noun.form in word_set("bare", "words") - _ACTS
        noun.form += "되다" if form == "되" else "하다"
        noun.glued = noun.josa == "" and noun.glued
        self._become(noun, end, adjective=adjective)

    def adjective(self, form: str, start: int, end: int) -> None:
        self.predicate(form, start, end, adjective=True)

    def verb(self, form: str, start: int, end: int) -> None:
        last = self.last
        if form in ("않", "말") and last is not None and last.kind is Kind.PREDICATE and last.ending == "지":
            self._negate(last, "지", end)
        else:
            self.predicate(form, start, end, adjective=False)

    def helper(self, form: str, start: int, end: int) -> None:
        last = self.last
        if last is None or last.kind is not Kind.PREDICATE:
            return self.predicate(form, start, end, adjective=False)
        if form in ("않", "못하", "말") and last.ending in ("지", "고", "게"):
            self._negate(last, "지", end)
        elif form in ("싶", "하", "주", "드리"):
            last.tense = form
        last.ending, last.end = "", max(last.end, end)
        return None

    def _negate(self, word: Word, how: str, end: int) -> None:
        word.negation = word.negation or how
        word.negations += 1
        word.ending, word.end = "", max(word.end, end)

    def copula(self, _form: str, _start: int, end: int) -> None:
        last = self.last
        if last is not None and last.kind is not Kind.PREDICATE:
            if last.form.endswith("적") and last.kind is Kind.NOUN:
                last.form += "이다"
                self._become(last, end, adjective=True)
                return
            last.copula = True
            last.end = max(last.end, end)

    def not_being(self, _form: str, start: int, end: int) -> None:
        """아니다: turns what stands before it (맛집은 아니다, 비싼 편은 아니다)."""
        last = self.last
        if last is not None and last.kind is Kind.NOUN:
            last.negations += 1
            last.copula, last.end = True, max(last.end, end)
        else:
            self.predicate("아니", start, end, adjective=True)

    def ending(self, form: str, _start: int, end: int) -> None:
        last = self.last
        if last is not None and last.kind is not Kind.ADVERB:
            last.ending = form
            last.end = max(last.end, end)
            if form == "게" and last.kind is Kind.PREDICATE and last not in self.adverbs:
                self.adverbs.append(last)

    def adnominal(self, form: str, start: int, end: int) -> None:
        self.ending(form, start, end)
        if self.last is not None and self.last.kind is Kind.PREDICATE:
            self.last.tag = "ETM"

    def nominal(self, form: str, start: int, end: int) -> None:
        self.ending(form, start, end)
        if self.last is not None and self.last.kind is Kind.PREDICATE:
            self.last.tag = "ETN"

    def prefinal(self, form: str, _start: int, end: int) -> None:
        last = self.last
        if last is not None:
            last.end = max(last.end, end)
            if form == "겠":
                last.tense = last.tense or "겠"


_HANDLERS: dict[str, Callable[[_Reader, str, int, int], None]] = {
    **dict.fromkeys(("NNG", "NNP", "XR", "SL", "NP"), _Reader.noun),
    **dict.fromkeys(("SN", "NNB"), _Reader.count),
    "NR": _Reader.numeral,
    "IC": _Reader.cry,
    "XPN": _Reader.opening,
    "XSN": _Reader.suffix,
    **dict.fromkeys(("JKS", "JKC"), _Reader.subject),
    "JKO": _Reader.object,
    "JKB": _Reader.place,
    "JC": _Reader.link,
    "JKG": _Reader.of,
    **dict.fromkeys(("JX", "JKV", "JKQ"), _Reader.topic),
    "MAG": _Reader.adverb,
    "XSA": _Reader.make_adjective,
    "XSV": _Reader.make_verb,
    "VA": _Reader.adjective,
    "VV": _Reader.verb,
    "VX": _Reader.helper,
    "VCP": _Reader.copula,
    "VCN": _Reader.not_being,
    **dict.fromkeys(("EC", "EF"), _Reader.ending),
    "ETM": _Reader.adnominal,
    "ETN": _Reader.nominal,
    "EP": _Reader.prefinal,
}
"""What each tag of the Sejong set does."""


def read(text: str, tokens: Sequence[Token]) -> Reading:
    """Join `tokens` (of `text`) into words and clauses."""
    clauses = split(text, tokens)
    reader = _Reader()
    for number, clause in enumerate(clauses):
        reader.clause = number
        reader.adverbs = []
        reader.negation = ""
        reader.prefix = None
        for form, tag, start, end in tokens[clause.first : clause.last]:
            handler = _HANDLERS.get(tag)
            if handler is not None:
                handler(reader, form, start, end)
    return Reading(text, reader.words, clauses)
