"""Puts made-up reviews and replies together from stock.toml: one voice, one mood, one sentence per aspect."""

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ASPECTS = ("food", "service", "price", "clean", "mood", "wait")
WEIGHTS = (40, 20, 10, 8, 14, 8)
MOODS = ("good", "mixed", "bad")
ORDINALS = (("두 번째", 2), ("세 번째", 3), ("처음 가본", 1))
"""An opening that counts visits has to agree with the visit count that the site shows."""
CLASHES = (
    ("주차", "주차"), ("양", "양"), ("조용", "시끄"), ("이야기", "시끄"), ("가격", "가격"), ("가성비", "가격"), ("빨리",
    "시간"),
    ("간이", "짰"), ("간 딱", "짰"), ("넓", "작아"), ("직원", "직원"), ("퀄", "가격"), ("케이크", "디저트"), ("화장실",
    "화장실"),
)  # fmt: skip
"""Praise and complaint that can't stand in one review: (word of the praise, word of the complaint)."""
TYPOS = (
    ("됐", "됬"),
    ("맛있게", "맛잇게"),
    ("오랜만", "오랫만"),
    ("않아", "안아"),
    ("금방", "금세"),
    ("어떻게", "어떡해"),
    ("같아요", "같애요"),
)
CHEERS = (" ㅎㅎ", " ㅋㅋ", "!!", " 👍", " 😊", " ^^", "~", " 💕", " 🥰")
SIGHS = (" ㅠㅠ", " ㅠ", "…", " ㅡㅡ", " 😢")


@cache
def stock() -> dict[str, Any]:
    """Return the sentences, names, votes and dishes by table."""
    return tomllib.loads(Path(__file__).with_name("stock.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Written:
    """A made-up text and what it speaks of."""

    text: str
    mood: str
    aspects: tuple[str, ...]


class Writer:
    """Writes texts that differ from each other, the same ones for the same `seed`."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._stock = stock()
        self._used: set[str] = set()

    def mood(self) -> str:
        """Return "good" for three out of four, else "mixed" or "bad"."""
        return self.random.choices(MOODS, (75, 13, 12))[0]

    def review(self, mood: str, visit_count: int | None = None) -> Written:
        """Return a text that was not given before, as long as the stock allows it."""
        if self.random.random() < 0.22:
            text = self._touch(self.random.choice(self._stock["short"][mood]), mood, 0.1)
            if text not in self._used:
                self._used.add(text)
                return Written(text, mood, ("food",))
        for _attempt in range(20):
            written = self._compose(mood, visit_count)
            if written.text not in self._used:
                break
        self._used.add(written.text)
        return written

    def foreign(self, mood: str) -> Written:
        """Return a text in English, Japanese or Chinese."""
        return Written(self.random.choice(self._stock["foreign"][mood]), mood, ("food",))

    def translation(self, mood: str) -> str:
        """Return an English rendering as Google puts it beside a Korean text."""
        return str(self.random.choice(self._stock["translation"][mood]))

    def votes(self, aspects: tuple[str, ...], count: int) -> tuple[str, ...]:
        """Return up to `count` labels that a guest ticks, of the aspects that the text speaks of first."""
        table = self._stock["votes"]
        spoken = [vote for aspect in aspects for vote in self.random.sample(table[aspect], min(2, len(table[aspect])))]
        rest = [vote for aspect in ASPECTS for vote in table[aspect] if vote not in spoken]
        chosen = [*spoken, *self.random.sample(rest, min(count, len(rest)))][:count]
        return tuple(vote.rsplit("/", 1)[1] for vote in dict.fromkeys(chosen))

    def reply(self, mood: str, aspects: tuple[str, ...], author: str) -> str:
        """Return the owner's answer, 15 to 500 characters."""
        table = self._stock["reply"]["bad" if mood == "bad" else "good"]
        pick = self.random.choice
        openings = [line for line in table["open"] if "{author}" not in line or "*" not in author]
        middle = [pick(table[aspect]) for aspect in aspects[:2] if aspect in table] or [pick(table["other"])]
        lines = [pick(openings).replace("{author}", author), *dict.fromkeys(middle)]
        if self.random.random() < 0.4:
            lines.append(pick(table["other"]))
        return pick((" ", " ", "\n")).join([*dict.fromkeys(lines), pick(table["end"])])

    def nickname(self) -> str:
        """Return a made-up Naver or Kakao nickname; some are masked, as the sites mask them."""
        names, roll = self._stock["names"], self.random.random()
        if roll < 0.12:
            return f"{self.random.choice(names['latin'])[:3]}****"
        if roll < 0.25:
            return f"{self.random.choice(names['latin'])}{self.random.randint(1, 9999)}"
        name = self.random.choice(names["first"]) + self.random.choice(names["second"])
        return f"{name}{self.random.randint(1, 99)}" if self.random.random() < 0.4 else name

    def google_name(self) -> str:
        """Return a made-up display name of a Google account."""
        return str(self.random.choice(self._stock["names"]["google"]))

    def dish(self, booked: bool = False) -> str:
        """Return what was bought, or booked."""
        return str(self.random.choice(self._stock["menu"]["booked" if booked else "items"]))

    def _compose(self, mood: str, visit_count: int | None) -> Written:
        voice = self._stock["casual" if self.random.random() < 0.3 else "polite"]
        casual = "but" in voice["good"] and voice is self._stock["casual"]
        sentences, aspects = self._body(voice["bad" if mood == "bad" else "good"], mood, bool(casual))
        if mood == "mixed":
            sentences.append(self._complaint(voice["good"]["but"], " ".join(sentences)))
        if self.random.random() < 0.45:
            sentences.insert(0, self._opening(voice["open"], visit_count))
        if self.random.random() < 0.5:
            sentences.append(self.random.choice(voice[f"end_{mood}"]))
        return Written(self._touch(self._join(sentences, bool(casual)), mood, 0.35), mood, aspects)

    def _body(self, table: dict[str, list[str]], mood: str, casual: bool) -> tuple[list[str], tuple[str, ...]]:
        """Return one sentence for each of one to four aspects; long reviews speak of the food twice."""
        most = (2, 2, 3) if casual or mood == "mixed" else (1, 2, 2, 3, 3, 4)
        wanted = self.random.choice(most)
        aspects = tuple(dict.fromkeys(self.random.choices(ASPECTS, WEIGHTS, k=wanted + 1)))[:wanted]
        sentences = []
        for aspect in aspects:
            twice = aspect == "food" and wanted > 2 and self.random.random() < 0.6
            sentences += self.random.sample(table[aspect], min(2 if twice else 1, len(table[aspect])))
        return sentences, aspects

    def _complaint(self, complaints: list[str], said: str) -> str:
        fitting = [
            line for line in complaints if not any(praise in said and blame in line for praise, blame in CLASHES)
        ]  # fmt: skip
        return self.random.choice(fitting or complaints)

    def _opening(self, openings: list[str], visit_count: int | None) -> str:
        def fits(line: str) -> bool:
            return visit_count is None or all(word not in line or count == visit_count for word, count in ORDINALS)

        return self.random.choice([line for line in openings if fits(line)])

    def _join(self, sentences: list[str], casual: bool) -> str:
        roll = self.random.random()
        if casual:
            return (". " if roll < 0.35 else "\n" if roll < 0.7 else " ").join(sentences)
        if len(sentences) > 3 and roll < 0.3:
            return sentences[0] + "\n\n" + " ".join(sentences[1:])
        return ("\n" if roll < 0.3 else " \n" if roll < 0.35 else " ").join(sentences)

    def _touch(self, text: str, mood: str, share: float) -> str:
        """Return the text with the small marks of people who type with their thumbs."""
        if self.random.random() < 0.06:
            right, wrong = self.random.choice(TYPOS)
            text = text.replace(right, wrong)
        if self.random.random() < share and text[-1] in ".요다음듯함임감":
            marks = SIGHS if mood == "bad" else CHEERS if mood == "good" else ("", "…", " ㅎㅎ")
            text = text.rstrip(".") + self.random.choice(marks)
        return text
