"""Tokens joined into nouns: 직원/NNG 분/NNB 들/XSN 이/JKS is one noun with its particle."""

from reviewkit.text.lexicon import grammar, nominals
from reviewkit.text.words import Kind, Word

_SUFFIXES = grammar("suffixes")
_UNITS = frozenset({"시간", "분", "원", "명", "팀", "번", "마리", "가닥", "달", "개월", "주", "년", "잔", "그릇", "시", "초"})


class NounReader:
    """Takes tokens in their order and gathers `words`: nouns, amounts, prefixes, particles."""

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
        self.words[-1].number = form[0].isdigit() or form in _UNITS

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
