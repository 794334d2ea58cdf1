"""How an answer is put together: which sentences, in which order, and which lines say them."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from reviewkit.features.replies.offline import points
from reviewkit.features.replies.offline.points import Mood, Point
from reviewkit.features.replies.offline.stock import Line, Stock
from reviewkit.features.replies.situation import Situation

# o opening, b a praised aspect, k all that is blamed, n a note, w a further thought, a an aim, f a fact, c the end.
_ORDERS: dict[Mood, dict[str, str]] = {
    Mood.PRAISE: {"short": "bc ob bc", "medium": "obc obc bnc obbc onbc bbc obnc bwc", "long": "obbnc obbbc obnwc obbwc"},
    Mood.BLAME: {"short": "ok kc ka", "medium": "okfac kfac okfc okfa", "long": "okfawc okwfac okbfac"},
    Mood.MIXED: {"short": "bkf ok kfc", "medium": "obkfc bkfac obkfa okbfc bkfc", "long": "obbkfac obkfawc okbfanc"},
    Mood.NEUTRAL: {"short": "oc ow wc", "medium": "obwfc owfc obfc bwfc", "long": "obwfnc owbfnc"},
    Mood.HIGH: {"short": "oc ow wc", "medium": "owc oc ow owc wc owwc", "long": "owwc owwc"},
    Mood.LOW: {"short": "oc ow", "medium": "owc ow owc owwc", "long": "owwc"},
    Mood.MIDDLE: {"short": "oc ow", "medium": "owc ow owc oc", "long": "owwc"},
    Mood.BARE: {"short": "oc ow", "medium": "owc ow owc oc", "long": "owwc"},
}
_CLOSES = {Mood.PRAISE: "praise", Mood.HIGH: "praise", Mood.BLAME: "blame", Mood.LOW: "blame", Mood.BARE: "bare"}
_FEW = 4
_TOLD_ALONE = 3
"""So many blamed aspects get a sentence each; more are named together."""
_APOLOGY = re.compile(r"죄송|사과(?:드|를 드|의 말씀)|송구|면목이|sorry|apolog", re.IGNORECASE)
_LEANING = re.compile(r"^(?:다만|한편|그래도|게다가|거기에|더불어|무엇보다|특히) ")
"""What leans on a sentence before, and so begins no answer."""
_LONG = 35
"""Letters of a review that is more than a few words."""
_QUOTES = frozenset(("said", "np", "done", "dish", "thing"))


@dataclass
class Plan:
    """Puts answers to one review together. What `used` holds (recent answers) is not said again while there is more."""

    situation: Situation
    stock: Stock
    lang: str
    used: str
    random: random.Random
    mood: Mood = field(init=False)
    praised: list[Point] = field(init=False)
    blamed: list[Point] = field(init=False)
    fact: str = field(init=False)
    _said: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.mood = points.mood(self.situation)
        self.praised = points.praised(self.situation, self.lang)
        self.blamed = points.blamed(self.situation, self.lang)
        self.fact = points.fact(self.situation, self.stock)

    def sentences(self, length: str) -> list[str]:
        """Return the sentences of one answer, none twice."""
        self._said.clear()
        order = self.random.choice(_ORDERS[self.mood][length].split())
        praise = iter(self._praise())
        parts: dict[str, Callable[[], Sequence[str]]] = {
            "o": self._open,
            "b": lambda: list(_first(praise)),
            "k": self._blame,
            "n": self._note,
            "w": lambda: self._pick(f"close.wish_{self.mood}") or self._pick("close.wish_neutral"),
            "a": self._aim,
            "f": self._fact,
            "c": lambda: self._pick(f"close.{_CLOSES.get(self.mood, 'neutral')}"),
        }
        found = [sentence for part in order for sentence in parts[part]()]
        if found:
            found[0] = _LEANING.sub("", found[0])
        return list(dict.fromkeys(self._with_apology(found)))

    def _with_apology(self, found: list[str]) -> list[str]:
        """Put an apology behind the first sentence where one is due and nothing is one."""
        due = self.mood in (Mood.BLAME, Mood.LOW) and not any(_APOLOGY.search(one) for one in found)
        return [*found[:1], *self._pick("blame.sorry"), *found[1:]] if due else found

    def _open(self) -> list[str]:
        """Begin; of a text of a few words nothing is said that is true of longer ones only."""
        praises_nothing = self.mood is Mood.MIXED and not self.praised
        name = f"open.{Mood.NEUTRAL if praises_nothing else self.mood}"
        more = self.stock.get(f"{name}_long") if len(self.situation.text) >= _LONG else ()
        return self._choose([*self.stock.get(name), *more], {})

    def _praise(self) -> Iterator[str]:
        """Yield a sentence for each praised aspect; where none is known, one that fits any praise."""
        if not self.praised:
            if self.mood is Mood.PRAISE:
                yield from self._pick("close.wish_praise")
            return
        for number, point in enumerate(self.praised):
            names = ["praise.mixed"] if self.mood is not Mood.PRAISE else ["praise.also"] if number else []
            yield from self._about(point, names or ["praise.any", f"praise.{point.aspect}"])

    def _blame(self) -> list[str]:
        """Answer everything that is blamed: the first aspects one by one, the others together."""
        if not self.blamed:
            return self._pick("close.wish_blame" if self.mood is Mood.BLAME else "close.wish_neutral")
        found: list[str] = []
        for number, point in enumerate(self.blamed[:_TOLD_ALONE]):
            names = ["blame.mixed"] if self.mood is Mood.MIXED else ["blame.any", f"blame.{point.aspect}"]
            found += self._about(point, ["blame.also"] if number else names)
        rest = self.blamed[_TOLD_ALONE:]
        return found + (self._pick("blame.rest", {"topics": points.named(rest)}) if rest else [])

    def _about(self, point: Point, names: Sequence[str]) -> list[str]:
        """Return a sentence on one aspect: one that quotes the review where it can, and always one that names the aspect."""
        lines = [line for name in names for line in self.stock.get(name) if line.needs <= point.values.keys() | {"store"}]
        lines = lines or list(self.stock.get(f"praise.{point.aspect}" if names[0].startswith("praise") else "blame.any"))
        own = [line for line in lines if line.needs & _QUOTES]
        if not own and point.aspect:  # what is said of this aspect only, more often than what is said of any
            lines += [line for name in names[1:] for line in self.stock.get(name) if line.needs <= point.values.keys()]
        return self._choose(own or lines, point.values)

    def _note(self) -> list[str]:
        text = self.situation.text
        for when, unless, lines in self.stock.notes:
            if when.search(text) and not (unless and unless.search(text)):
                return self._choose(lines, {})
        return []

    def _aim(self) -> list[str]:
        own = [name for point in self.blamed[:1] if (name := f"blame.aim.{point.aspect}") and self.stock.get(name)]
        return self._pick(own[0] if own else "blame.aim.any")

    def _fact(self) -> list[str]:
        if not self.fact:
            return []
        bare = self.fact.strip().rstrip(".")
        if self.lang == "ko" and points.speaks_alike(self.fact, self.situation):
            return [f"{bare}." if bare.startswith("참고") else f"참고로 {bare}."]
        return self._pick("blame.fact.note", {"fact": bare})

    def _pick(self, name: str, values: dict[str, str] | None = None) -> list[str]:
        return self._choose(self.stock.get(name), values or {})

    def _choose(self, lines: Sequence[Line], values: dict[str, str]) -> list[str]:
        """Return one of the lines, filled in; [] where there are none.

        One that no recent answer has, where there is one; else that of a few which was said the longest ago.
        """
        mixed = self.random.sample(lines, len(lines))
        mixed = [line for line in mixed if line not in self._said] or mixed
        unsaid = next((line for line in mixed if line.core not in self.used), None)
        line = unsaid or max(mixed[:_FEW], key=lambda one: self.used.find(one.core), default=None)
        self._said += [line] if line else []
        return [line.fill(values | {"store": self.situation.store})] if line else []


def _first(rest: Iterator[str]) -> Iterator[str]:
    """Yield the next of `rest`, if there is one."""
    for one in rest:
        yield one
        return
