"""Korean endings: one dictionary form becomes the forms that people type (맛있다 → 맛있어요, 맛있음, 맛있는데, 맛있지 않아요).

A predicate is written in dictionary form (its last word is conjugated): "국물이 진하다". Marks after a slash tell what the
spelling doesn't: v a verb, ㅂ and ㅅ irregular stems ("맵다/ㅂ", "낫다/ㅅ", "나오다/v"). What doesn't end in 다 is a noun
("최고"), what begins with "=" stands as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass

_FIRST = 0xAC00
_BRIGHT = (0, 8)  # ㅏ, ㅗ
_CONTRACTED = {8: 9, 13: 14, 20: 6, 11: 10}  # ㅗ→ㅘ, ㅜ→ㅝ, ㅣ→ㅕ, ㅚ→ㅙ
_EU, _AE = 18, 1
_FINAL = {"": 0, "ㄴ": 4, "ㄹ": 8, "ㄻ": 10, "ㅁ": 16, "ㅂ": 17, "ㅅ": 19, "ㅆ": 20}


def _parts(syllable: str) -> tuple[int, int, int]:
    """Return the numbers of initial, vowel and final of a Hangul syllable."""
    code = ord(syllable) - _FIRST
    return code // 588, code % 588 // 28, code % 28


def _syllable(initial: int, vowel: int, final: int = 0) -> str:
    return chr(_FIRST + initial * 588 + vowel * 28 + final)


def with_final(text: str, final: str) -> str:
    """Return `text` with the final consonant of its last syllable set."""
    initial, vowel, _old = _parts(text[-1])
    return text[:-1] + _syllable(initial, vowel, _FINAL[final])


def has_final(text: str) -> bool:
    """Whether the last syllable of `text` ends in a consonant (False for what isn't Hangul)."""
    return bool(text) and "가" <= text[-1] <= "힣" and _parts(text[-1])[2] != 0


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate: `stem` without 다, `verb` (takes 는데), `kind` "", "ㅂ" or "ㅅ" of irregular stems."""

    stem: str
    verb: bool = False
    kind: str = ""

    @property
    def infinitive(self) -> str:
        """The form before 요: 맛있어, 좋아, 친절해, 매워, 빨라, 나빠."""
        if self.kind == "ㅂ":
            return with_final(self.stem, "") + "워"
        if self.kind == "ㅅ":
            open_stem = with_final(self.stem, "")
            return open_stem + ("아" if _parts(open_stem[-1])[1] in _BRIGHT else "어")
        if self.stem.endswith("하"):
            return self.stem[:-1] + "해"
        return self._regular()

    def _regular(self) -> str:
        initial, vowel, final = _parts(self.stem[-1])
        if final:
            return self.stem + ("아" if vowel in _BRIGHT else "어")
        before = self.stem[-2:-1]
        bright = before != "" and "가" <= before <= "힣" and _parts(before)[1] in _BRIGHT
        if self.stem.endswith("르"):
            return with_final(self.stem[:-1], "ㄹ") + ("라" if bright else "러")
        if vowel == _EU:
            return self.stem[:-1] + _syllable(initial, 0 if bright else 4)
        return self.stem[:-1] + _syllable(initial, _CONTRACTED.get(vowel, vowel))

    @property
    def past(self) -> str:
        """The past stem: 맛있었, 좋았, 친절했."""
        return with_final(self.infinitive, "ㅆ")

    @property
    def open(self) -> str:
        """The stem before 은/음 of irregular predicates: 매우, 나으; else the stem."""
        if self.kind == "ㅂ":
            return with_final(self.stem, "") + "우"
        return with_final(self.stem, "") + "으" if self.kind == "ㅅ" else self.stem

    def joined(self, final: str, syllable: str) -> str:
        """Return the stem with `final` under a vowel (ㄹ drops), or with `syllable` after a consonant."""
        stem = self.open if final != "ㅂ" else self.stem
        last = _parts(stem[-1])[2]
        if last == _FINAL["ㄹ"]:
            return with_final(stem, "ㄻ" if final == "ㅁ" else final)
        return stem + syllable if last else with_final(stem, final)

    @property
    def attributive(self) -> str:
        """The form before a noun and before 데: 맛있는, 좋은, 친절한, 나오는."""
        if self.verb or self.stem.endswith(("있", "없")):
            return (with_final(self.stem, "") if _parts(self.stem[-1])[2] == _FINAL["ㄹ"] else self.stem) + "는"
        return self.joined("ㄴ", "은")

    @property
    def exclaimed(self) -> str:
        """The stem before 네요: ㄹ drops (달다 → 다)."""
        return with_final(self.stem, "") if _parts(self.stem[-1])[2] == _FINAL["ㄹ"] else self.stem


def parse(entry: str) -> Predicate | None:
    """Return the predicate of an entry, or None where it is a noun or stands as it is."""
    word, _, marks = entry.partition("/")
    if entry.startswith("=") or not word.endswith("다"):
        return None
    return Predicate(word[:-1], "v" in marks, marks.replace("v", ""))


Form = Callable[[Predicate], str]

FINAL_FORMS: tuple[Form, ...] = (
    lambda p: p.infinitive + "요",
    lambda p: p.infinitive + "요",
    lambda p: p.past + "어요",
    lambda p: p.past + "어요",
    lambda p: p.exclaimed + "네요",
    lambda p: p.past + "네요",
    lambda p: p.joined("ㅂ", "습") + "니다",
    lambda p: p.past + "습니다",
    lambda p: p.joined("ㅁ", "음"),
    lambda p: p.past + "음",
    lambda p: p.past + "슴",
    lambda p: p.infinitive,
    lambda p: p.past + "어",
    lambda p: p.past + "다",
    lambda p: p.stem + "더라구요",
    lambda p: p.stem + "더라",
    lambda p: p.exclaimed + "네",
    lambda p: p.infinitive + "용",
    lambda p: p.infinitive + "여",
    lambda p: p.past + "어용",
    lambda p: p.stem + "거든요",
    lambda p: p.stem + "지요",
    lambda p: p.past + "던 것 같아요",
    lambda p: p.attributive + " 편이에요",
    lambda p: p.stem + "고요",
    lambda p: p.stem + "구요",
    lambda p: p.past + "고요",
)
LINKED_FORMS: tuple[Form, ...] = (
    lambda p: p.stem + "고",
    lambda p: p.stem + "고",
    lambda p: p.infinitive + "서",
    lambda p: p.past + "고",
    lambda p: p.stem + "고요",
    lambda p: p.attributive + "데다",
)
CONTRAST_FORMS: tuple[Form, ...] = (
    lambda p: p.attributive + "데",
    lambda p: p.attributive + "데",
    lambda p: p.stem + "지만",
    lambda p: p.stem + "긴 한데",
    lambda p: p.stem + "긴 하지만",
    lambda p: p.past + "는데",
    lambda p: p.past + "지만",
    lambda p: p.stem + "긴 했는데",
    lambda p: p.joined("", "으") + "나",
    lambda p: p.attributive + " 대신",
    lambda p: p.infinitive + "요 근데",
    lambda p: p.infinitive + "요. 다만",
    lambda p: p.past + "어요. 하지만",
)
NEGATED_FORMS: tuple[Form, ...] = (
    lambda p: p.stem + "지 않아요",
    lambda p: p.stem + "지 않네요",
    lambda p: p.stem + "지 않음",
    lambda p: p.stem + "지 않았어요",
    lambda p: p.stem + "지도 않고",
    lambda p: p.stem + "지 않습니다",
    lambda p: p.stem + "지는 않아요",
    lambda p: p.stem + "진 않네요",
    lambda p: p.stem + "지않아요",
    lambda p: p.stem + "지가 않아요",
)
_NOUN_ENDINGS = ("", "", "입니다", "네요", "임", "였어요", "", "!", "이네요", "였습니다", "요", "에요")


def noun_form(noun: str, number: int) -> str:
    """Return a noun with one of the endings that make it a judgement (최고예요, 최고입니다, 최고)."""
    ending = _NOUN_ENDINGS[number % len(_NOUN_ENDINGS)]
    if has_final(noun) and ending in {"네요", "였어요", "였습니다", "에요"}:
        ending = {"네요": "이네요", "였어요": "이었어요", "였습니다": "이었습니다", "에요": "이에요"}[ending]
    return noun + ending


def denied(predicate: Predicate, form: Form, words: str) -> str:
    """Return a form with `words` before the last word of the predicate (국물이 안 진해요), before auxiliaries of the form."""
    head = predicate.stem.rpartition(" ")[0]
    text = form(predicate)
    return f"{head} {words} {text[len(head) :].strip()}".strip()
