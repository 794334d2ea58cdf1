"""Tokens joined into words: nouns with their particle, predicates in dictionary form with their negation and adverbs.

불/XPN 친절/NNG 하/XSA 어요/EF is one predicate, 불친절하다; 친절/NNG 하/XSA 지/EC 않/VX 어요/EF is 친절하다, negated.
"""

from collections.abc import Callable, Sequence

from reviewkit.text.clauses import split
from reviewkit.text.conjugate import becoming
from reviewkit.text.lexicon import is_known, word_set
from reviewkit.text.nounreader import NounReader
from reviewkit.text.tagging import Token
from reviewkit.text.words import Kind, Reading, Word

NEGATIONS = frozenset({"안", "못"})
_ACTS = frozenset({"추천", "실망", "감사", "만족", "대만족"})
"""Nouns whose 하다 is a verb: 추천 안 하다, not 추천하지 않다."""
_DUTY = frozenset({"어야", "아야", "여야"})
_DO = frozenset({"하", "되", "드리"})
_SPLIT_JOSA = frozenset({"", "도", "은", "는", "을", "를", "만", "이", "가", "ᆫ", "ᆯ", "까지"})


class _Reader(NounReader):
    """The nouns, and what is said of them."""

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
        elif form == "하" and last.ending in _DUTY:
            last.tense = "야"
        elif form in ("싶", "하", "주", "드리"):
            last.tense = "어하" if form == "하" and last.ending in ("어", "아") else form
            if form == "주":
                last.helped = start
        elif form == "지" and last.ending in ("어", "아") and last.adjective and last.form[-2] != "하":
            last.base, last.form = last.form, becoming(last.form)
        elif form == "있" and last.form == "들다":
            last.form = "들어있다"
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

    def closing(self, form: str, start: int, end: int) -> None:
        self.ending(form, start, end)
        if self.last is not None and self.last.kind is Kind.PREDICATE:
            self.last.tag = "EF"

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
    "EC": _Reader.ending,
    "EF": _Reader.closing,
    "ETM": _Reader.adnominal,
    "ETN": _Reader.nominal,
    "EP": _Reader.prefinal,
}
"""What each tag of the Sejong set does."""


def read(text: str, tokens: Sequence[Token]) -> Reading:
    """Join `tokens` (of `text`) into words and clauses."""
    tokens = _rooted(tokens)
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


def _rooted(tokens: Sequence[Token]) -> Sequence[Token]:
    """불친절/NNG 하고/JC is not "불친절 and …": after the root of an adjective it is 하/XSA 고/EC."""
    roots = word_set("bare", "words")
    rooted: list[Token] = []
    done = 0
    for i, (form, tag, start, end) in enumerate(tokens):
        if tag[0] == "J" and form == "하고" and i and tokens[i - 1].form in roots:
            rooted += tokens[done:i]
            rooted += Token("하", "XSA", start, start + 1), Token("고", "EC", start + 1, end)
            done = i + 1
    return [*rooted, *tokens[done:]] if done else tokens
