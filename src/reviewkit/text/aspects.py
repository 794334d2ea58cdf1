"""Aspects: what a review speaks of (맛, 서비스, 가격 …), each with its polarity, by the shop's trade."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from reviewkit.text import Keyword, Mention, Polarity
from reviewkit.text.cues import Cue, find_cues
from reviewkit.text.judging import Finding, judge
from reviewkit.text.keywords import POLARITY
from reviewkit.text.lexicon import aspects_by_trade, kind_of, neutral
from reviewkit.text.mood import Mood
from reviewkit.text.tagging import Token
from reviewkit.text.words import Kind, Reading

Extra = Mapping[str, Sequence[str]]
_FOOD_TRADES = frozenset({"food", "cafe"})
_FEELS = 0.4
"""The score from which a clause is trusted by itself."""
_DEAD = 0.15
"""Below this a text is neither glad nor angry."""
_SURE = 0.6
_SALON_TRADES = frozenset({"salon", "hair", "nail", "skin"})
_THINGS = {"food": frozenset({"dish", "drink"}), "salon": frozenset({"treat", "hair", "dish", "drink"})}
_BOTH_WAYS = frozenset({"treat", "hair"})
_WORKED_ON = frozenset({"hair", "nail", "treat"})
_LOOKS = frozenset({"look", "design"})
"""In a salon these are the design also of what was worked on: 손톱이 예뻐요."""
_SALON_ONLY = frozenset({"treat", "hair", "nail", "consult", "advice", "booking", "skill", "style"})


def find(
    text: str, tokens: Sequence[Token], _keywords: Sequence[Keyword], trade: str | None = None, extra: Extra | None = None
) -> list[Mention]:
    """Return the aspects of `text`, at most one mention per aspect and polarity, in the order of the text.

    `trade` is "food" (or "cafe"), "salon" (or "hair", "nail", "skin") or None where it is unknown. `extra` maps an aspect (a
    new one too, such as 주차) to words that point to it. The keywords are those of the same text; what they were made from is
    asked for again, which costs nothing.
    """
    reading, findings, mood = judge(text, tokens)
    if not reading.clauses:
        return []
    names = _names(trade)
    mentions = [*_judged(reading, findings, names, extra or {}), *_cued(reading, findings, names, extra or {}, mood)]
    named = {mention.aspect for _weight, mention in mentions}
    mentions += _thing(reading, findings, names, named, mood, salon=trade in _SALON_TRADES)
    return _merged(map(_as_blame, mentions) if mood.ironic() else mentions)


def _as_blame(weighed: tuple[int, Mention]) -> tuple[int, Mention]:
    """What an ironic review says of an aspect: its praise is blame too."""
    weight, mention = weighed
    return weight, replace(mention, polarity=Polarity.NEGATIVE)


def _names(trade: str | None) -> dict[str, str]:
    """Return class → aspect. Where the trade is unknown, what only salons have is read as in salons, all else as in food."""
    tables = aspects_by_trade()
    if trade in _FOOD_TRADES:
        return tables["food"]
    if trade in _SALON_TRADES:
        return tables["salon"]
    return tables["food"] | {kind: aspect for kind, aspect in tables["salon"].items() if kind in _SALON_ONLY}


def _judged(
    reading: Reading, findings: Sequence[Finding], names: Mapping[str, str], extra: Extra
) -> Iterable[tuple[int, Mention]]:
    for one in findings:
        aspect = _own(one.noun + " " + one.phrase, extra) or _aspect(one, names)
        if aspect and (one.sense.sign or one.phrase in neutral()):
            yield 2 + abs(one.strength), _mention(reading, aspect, one.sense.sign, one.clause, (one.start, one.end))


def _aspect(one: Finding, names: Mapping[str, str]) -> str | None:
    """The predicate's own topic where it is firm (비싸다), else the noun's, else the predicate's."""
    topic = one.sense.topic
    if topic in names and (one.sense.firm or (topic in _LOOKS and one.kind in _WORKED_ON and "hair" in names)):
        return names[topic]
    kind = "" if one.kind == "dirt" and topic != "dirt" else one.kind  # hair is no dirt by itself
    return names.get(kind) or names.get(topic)


def _own(spelt: str, extra: Extra) -> str | None:
    for aspect, words in extra.items():
        if any(word and word in spelt for word in words):
            return aspect
    return None


def _cued(
    reading: Reading, findings: Sequence[Finding], names: Mapping[str, str], extra: Extra, mood: Mood
) -> Iterable[tuple[int, Mention]]:
    """What turns of phrase and the owner's own words say beside the findings."""
    feel = _Feel(reading, findings, mood)
    cues = [(cue, names.get(cue.topic)) for cue in find_cues(reading.text)]
    cues += [(Cue(start, end, "", None), aspect) for aspect, start, end in _own_words(reading.text, extra)]
    for cue, aspect in cues:
        if aspect is None:
            continue
        clause = feel.clause_at(cue.start)
        near = [one for one in findings if one.start < cue.end and cue.start < one.end]
        if any(_covers(one, cue, aspect, names) for one in near):
            continue
        sign = feel.sign(clause) if cue.sign is None else feel.checked(cue, clause)
        yield (1 if cue.sign is not None else 0), _mention(reading, aspect, sign, clause, (cue.start, cue.end))


def _covers(one: Finding, cue: Cue, aspect: str, names: Mapping[str, str]) -> bool:
    """Whether what was found has said already what the cue says."""
    own = _aspect(one, names)
    if own == aspect or (own and cue.sign is None and cue.topic):
        return True
    return cue.sign is not None and not one.sense.firm and one.kind in names


def _thing(
    reading: Reading, findings: Sequence[Finding], names: Mapping[str, str], named: set[str], mood: Mood, *, salon: bool
) -> Iterable[tuple[int, Mention]]:
    """What was eaten or done is named, the review is clearly glad (or angry), and nothing else said how it was."""
    wanted = _THINGS["salon" if salon else "food"]
    for word in reading.words:
        kind = kind_of(word.form) if word.kind is Kind.NOUN else ""
        if kind in wanted and names.get(kind) not in named:
            if any(one.start <= word.start < one.end for one in findings):
                return
            score = mood.whole()
            if score > 0.3 or (score < -0.3 and kind in _BOTH_WAYS):
                yield 0, _mention(reading, names[kind], 1 if score > 0 else -1, word.clause, (word.start, word.end))
            return


def _own_words(text: str, extra: Extra) -> Iterable[tuple[str, int, int]]:
    for aspect, words in extra.items():
        for word in words:
            start = text.find(word) if word else -1
            if start >= 0:
                yield aspect, start, start + len(word)


class _Feel:
    """How a clause feels: by what was found in it, else by its letters, else by the whole review."""

    def __init__(self, reading: Reading, findings: Sequence[Finding], mood: Mood) -> None:
        self._mood = mood
        self._reading = reading
        self._found: dict[int, int] = {}
        for one in findings:
            self._found[one.clause] = self._found.get(one.clause, 0) + one.sense.sign
        self._starts = [clause.start for clause in reading.clauses]

    def clause_at(self, place: int) -> int:
        return max(0, bisect_right(self._starts, place) - 1)

    def sign(self, clause: int) -> int:
        """How something is meant that is only named: as what was found beside it, else as the review, else as the clause."""
        found = self._found.get(clause, 0)
        if found:
            return 1 if found > 0 else -1
        score = self._mood.whole()
        if abs(score) < _DEAD:
            score = self._mood.clause(clause)
            return 0 if abs(score) < _FEELS else 1 if score > 0 else -1
        return 1 if score > 0 else -1

    def checked(self, cue: Cue, clause: int) -> int:
        """Return the sign of `cue`, or its opposite where clause and review both speak clearly against it (irony)."""
        sign = cue.sign or 0
        if self._reading.text[cue.start] < "가":  # English has but one clause here
            return sign
        mood = self._mood
        if sign > 0:
            return -1 if mood.clause(clause) < -_SURE and mood.whole() < -_DEAD else 1
        return 1 if mood.whole() > _SURE and mood.clause(clause) > -_SURE else -1


def _mention(reading: Reading, aspect: str, sign: int, clause: int, place: tuple[int, int]) -> Mention:
    whole = reading.clauses[clause]
    return Mention(aspect, POLARITY[sign], reading.text[whole.start : whole.end], *place)


def _merged(mentions: Iterable[tuple[int, Mention]]) -> list[Mention]:
    """One mention per aspect and polarity, the clearest; what only a cue's clause says yields to what was said outright."""
    best: dict[tuple[str, str], tuple[int, Mention]] = {}
    sure: set[str] = set()
    for weight, one in sorted(mentions, key=lambda pair: -pair[0]):
        if weight == 0 and one.aspect in sure:
            continue
        sure.add(one.aspect)
        best.setdefault((one.aspect, one.polarity), (weight, one))
    return sorted((one for _weight, one in best.values()), key=lambda one: one.start)
