"""Made-up reviews for the trainer, from the phrase lists in phrases/*.toml. The same number gives the same reviews.

A review is one to four clauses (subject + particle + adverb + predicate with an ending) of one trade, with a verdict,
an opening that says nothing, a tail of marks and emoji, and the slips of typing that noise.py makes. Labels are Polarity
values; `mixed` reviews join praise and blame by a contrast.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from reviewkit.text.training import endings
from reviewkit.text.training.noise import roughen

FOLDER = Path(__file__).parent
TONES = ("good", "bad", "so_so")
LABEL_OF = {"good": "positive", "bad": "negative", "so_so": "neutral"}
Labelled = tuple[str, str]
"""Text and label: positive, neutral, negative or mixed."""


def parts(value: str) -> list[str]:
    """Return the entries of a "|"-parted list; empty ones are kept (no adverb is an adverb too)."""
    return value.split("|")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a trade's reviews speak of: subjects, and what is said of them."""

    subjects: list[str]
    said: dict[str, list[str]]
    fine_if_not: list[str]


@dataclass(frozen=True, slots=True)
class Trade:
    """The topics, openings and plain facts of one trade."""

    name: str
    openers: list[str]
    topics: list[Topic]
    facts: dict[str, list[str]]


@dataclass(slots=True)
class Maker:
    """Makes reviews, one after another, from its own random numbers."""

    trades: list[Trade]
    common: dict[str, dict[str, list[str]]]
    random: Random
    _count: int = field(default=0)

    def clause(self, topic: Topic, tone: str, forms: tuple[endings.Form, ...] = endings.FINAL_FORMS) -> str:
        """Return a clause of a topic in a tone: "직원분들이 너무 친절하세요"."""
        chance = self.random
        if tone == "good" and topic.fine_if_not and forms is endings.FINAL_FORMS and chance.random() < 0.12:
            return self._denied(topic, chance.choice(topic.fine_if_not))
        if tone == "bad" and forms is endings.FINAL_FORMS and chance.random() < 0.08:
            praised = [entry for entry in topic.said["good"] if endings.parse(entry)]
            return self._denied(topic, chance.choice(praised)) if praised else self.clause(topic, tone)
        entry = chance.choice(topic.said[tone])
        predicate = endings.parse(entry)
        if predicate is None and forms is not endings.FINAL_FORMS:
            return self.clause(topic, tone, forms) if any(map(endings.parse, topic.said[tone])) else entry.lstrip("=")
        if entry.startswith("="):
            return entry[1:]
        words = chance.choice(forms)(predicate) if predicate else endings.noun_form(entry, chance.randrange(99))
        adverb = chance.choice(self.common["around"]["adverbs"])
        return f"{self._subject(topic)}{adverb}{words}"

    def _denied(self, topic: Topic, entry: str) -> str:
        """Return a clause that denies a predicate: 안 비싸요, 비싸지 않아요."""
        predicate = endings.parse(entry)
        assert predicate is not None
        if self.random.random() < 0.5:
            return self._subject(topic) + self.random.choice(endings.NEGATED_FORMS)(predicate)
        more = self.random.choice(["", "", "별로 ", "하나도 ", "전혀 ", "그렇게 "])
        form = self.random.choice(endings.FINAL_FORMS)
        return self._subject(topic) + endings.denied(predicate, form, more + "안")

    def _subject(self, topic: Topic) -> str:
        """Return a subject with a particle, or nothing (reviews often leave it out)."""
        if self.random.random() < 0.2:
            return ""
        noun = self.random.choice(topic.subjects)
        choices = ["이 ", "은 ", "도 ", " ", "이랑 " if self.random.random() < 0.05 else "도 "]
        if not endings.has_final(noun):
            choices = ["가 ", "는 ", "도 ", " ", "도 "]
        return noun + self.random.choice(choices)

    def review(self, tone: str) -> str:
        """Return a whole review in one tone; one in ten concedes a word of the other side first."""
        chance = self.random
        trade = chance.choice(self.trades)
        pieces = [self._piece(trade, tone) for _ in range(chance.choice([1, 1, 1, 2, 2, 3, 4]))]
        if tone != "so_so" and len(pieces) > 1 and chance.random() < 0.1:
            other = "bad" if tone == "good" else "good"
            pieces.insert(0, self.clause(chance.choice(trade.topics), other, endings.CONTRAST_FORMS))
        if chance.random() < 0.22:
            pieces.insert(0, chance.choice(trade.openers))
        if chance.random() < 0.35:
            pieces.append(chance.choice(self.common["verdict"][tone]))
        return self._joined(pieces, tone)

    def _piece(self, trade: Trade, tone: str) -> str:
        """Return one clause, two linked ones, or a plain fact of the trade."""
        chance = self.random
        if trade.facts.get(tone) and chance.random() < (0.45 if tone == "so_so" else 0.1):
            return chance.choice(trade.facts[tone])
        first = self.clause(chance.choice(trade.topics), tone)
        if chance.random() < 0.3:
            return f"{self.clause(chance.choice(trade.topics), tone, endings.LINKED_FORMS)} {first}"
        return first

    def mixed(self) -> str:
        """Return a review with praise and blame, joined by a contrast."""
        chance = self.random
        trade = chance.choice(self.trades)
        first, second = chance.choice([("good", "bad"), ("good", "bad"), ("bad", "good"), ("good", "so_so")])
        pieces = [
            f"{self.clause(chance.choice(trade.topics), first, endings.CONTRAST_FORMS)} {self._piece(trade, second)}",
        ]
        if chance.random() < 0.3:
            pieces.insert(0, self._piece(trade, first))
        if chance.random() < 0.2:
            pieces.append(chance.choice(self.common["verdict"]["so_so"]))
        return self._joined(pieces, "so_so")

    def contrasted(self, tone: str) -> str:
        """Return a clause that a contrast will follow, alone: the pieces of mixed reviews have a feeling of their own."""
        return roughen(
            self.clause(self.random.choice(self.random.choice(self.trades).topics), tone, endings.CONTRAST_FORMS), self.random
        )

    def short(self, tone: str) -> str:
        """Return a few letters or only emoji."""
        chance = self.random
        emoji = self.common["emoji"][tone]
        kind = chance.random()
        if kind < 0.3:
            return "".join(chance.choice(emoji) for _ in range(chance.choice([1, 1, 2, 3])))
        if kind < 0.45:
            return chance.choice(emoji) * chance.choice([1, 2, 3])
        words = chance.choice(self.common["short"][tone])
        return words + (chance.choice(emoji) if kind < 0.6 else chance.choice(self.common["around"][f"tails_{tone}"]))

    def saying(self, tone: str) -> str:
        """Return a denial, dialect, irony, verdict or plain fact, alone or with a clause of the same tone."""
        chance = self.random
        trade = chance.choice(self.trades)
        sources = [self.common[name][tone] for name in ("denied", "dialect", "irony", "verdict") if tone in self.common[name]]
        said = chance.choice(chance.choice([*sources, trade.facts.get(tone) or sources[0]]))
        pieces = [said] if chance.random() < 0.6 else [said, self._piece(trade, tone)]
        chance.shuffle(pieces)
        return self._joined(pieces, tone)

    def _joined(self, pieces: list[str], tone: str) -> str:
        text = pieces[0]
        joints = self.common["around"]["joints_good" if tone == "good" else "joints"]
        for piece in pieces[1:]:
            text += self.random.choice(joints) + piece
        return roughen(text + self.random.choice(self.common["around"][f"tails_{tone}"]), self.random)


def trades(folder: Path = FOLDER / "phrases") -> list[Trade]:
    """Return the trades of the phrase files, by file name."""
    return [_trade(tomllib.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.toml")) if path.stem != "common"]


def _trade(data: dict[str, Any]) -> Trade:
    topics = [
        Topic(parts(topic["subjects"]), {tone: parts(topic[tone]) for tone in TONES}, parts(topic["fine_if_not"]))
        for topic in data["topic"]
    ]
    return Trade(data["trade"], parts(data["openers"]), topics, {tone: parts(said) for tone, said in data["facts"].items()})


def common(path: Path = FOLDER / "phrases" / "common.toml") -> dict[str, dict[str, list[str]]]:
    """Return what is said of any shop: section, then name, then entries."""
    data = tomllib.loads(path.read_text("utf-8"))
    return {section: {name: parts(value) for name, value in lists.items()} for section, lists in data.items()}


def made(count: int, seed: int = 0) -> Iterator[Labelled]:
    """Yield about `count` made-up reviews with labels, mixed as shops see them; some may be equal."""
    maker = Maker(trades(), common(), Random(seed))
    for number in range(count):
        kind = number % 20
        tone = ("good", "bad")[number // 20 % 2] if kind < 15 else "so_so"
        if kind == 15:
            yield maker.mixed(), "mixed"
        elif kind == 16:
            tone = ("good", "bad")[number // 20 % 2]
            yield maker.contrasted(tone), LABEL_OF[tone]
        elif kind in {0, 17}:
            yield maker.short(tone), LABEL_OF[tone]
        elif kind in {1, 2, 3, 18}:
            yield maker.saying(tone), LABEL_OF[tone]
        else:
            yield maker.review(tone), LABEL_OF[tone]


def stated() -> Iterator[Labelled]:
    """Yield every whole phrase of the lists once, as it stands: the model should know these by heart."""
    lists = common()
    for tone in TONES:
        for name in ("verdict", "short", "emoji", "dialect", "irony", "denied"):
            yield from ((text, LABEL_OF[tone]) for text in lists[name].get(tone, []))
        for trade in trades():
            yield from ((text, LABEL_OF[tone]) for text in trade.facts.get(tone, []))
    for trade in trades():
        yield from ((opener, "neutral") for opener in trade.openers)


def sentences(folder: Path = FOLDER / "sentences") -> Iterator[Labelled]:
    """Yield the hand-written reviews of every file in sentences/ ("label<TAB>text" a line; "#" begins a comment)."""
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                label, _, text = line.partition("\t")
                yield text.strip(), label.strip()
