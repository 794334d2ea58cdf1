"""The list of risks (data/risks.toml) as rules: which letters a match begins with, and its regular expression."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).parent / "data" / "risks.toml"
_SPECIAL = " ~≈()[]{}|?*+.\\^$-"
_LONGEST_HEAD = 3
_EDGE = r"(?:(?<![a-z])|(?![a-z]))"
# What a look-alike may pass over: nothing that tells of harm done, or turns the sentence round.
_CALM = (
    r"(?:(?!병원|피부과|응급|치료|때문|더니|결국|근데|그런데|하지만|지만|오히려|심해|안 ?해|무시|거짓|는데도|않고|거부|그대로|"
    r"넣|부었|부어|부르|퉁퉁|두드러기|올라왔|모르고|쓰러|쫓|불쾌|황당|최악|화가|화나|ㅡㅡ)"
    r"[^.!?\n]){0,40}?"
)
_CALM_ENGLISH = r"(?:(?!\b(?:but|however|still|then|yet|hospital|doctor|refus|ignor|anyway|until|because)\b)[^.!?\n]){0,60}?"
# A look-alike that is taken back at once is none: 알레르기 안내가 없어서.
_DENIED = r"(?![가-힣]{0,4} ?(?:하나도 |전혀 |조차 |한마디도? |따위 |따로 )?(?:없|안|않|못|커녕|무시|부족))"
_KOREAN = {
    "≈": _CALM,
    " ?": r"[^가-힣a-z0-9]{0,4}",
    " ": r"[^가-힣a-z0-9]{0,4}",
    "~~": r"(?:[^.!?\n]{0,40}?)",
    "~": r"(?:[^.!?\n]{0,15}?)",
}
_ENGLISH = {
    " ?": r"[^가-힣a-z0-9]{0,3}",
    " ": r"[^가-힣a-z0-9]{1,3}",
    "≈": _EDGE + _CALM_ENGLISH + _EDGE,
    "~~": _EDGE + r"[^.!?\n]{0,60}?" + _EDGE,
    "~": _EDGE + r"[^.!?\n]{0,25}?" + _EDGE,
}
_SIGNS = re.compile(r"\[[^\]]*\]|\\.| \?|~~|[ ~≈^(]|-(?=[|) ]|$)|[가-힣]")


class Rule:
    """One line of the list. Its expression is compiled when a text first has letters it may begin with."""

    def __init__(self, category: str, line: str) -> None:
        """Take a line whose lists are written out."""
        self.category = category
        self.line = line

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression, to be matched at the place where a head stands."""
        if re.search("[가-힣ㄱ-ㅎ]", self.line):
            spelled = _SIGNS.sub(lambda found: _meaning(found[0], _KOREAN), self.line)
            return re.compile(spelled + _DENIED if "≈" in self.line else spelled)
        spelled = _SIGNS.sub(lambda found: _meaning(found[0], _ENGLISH), self.line).replace("n't", "n'?t")
        return re.compile(rf"(?<![a-z])(?:{spelled})(?![a-z])")

    def heads(self) -> set[str]:
        """Return the one to three letters that its matches begin with."""
        return {head for spelled in _heads(self.line) for head in _slipped(spelled)}


class Spellings(NamedTuple):
    """Words whose misspellings are mended (or "misspelling=word"), and what looks like one and is right."""

    words: Sequence[str]
    kept: Sequence[str]


class Rules(NamedTuple):
    """Rules by the letters that their matches begin with; `firsts` finds the first of these letters."""

    heads: Mapping[str, Sequence[Rule]]
    firsts: re.Pattern[str]


@cache
def spellings() -> Spellings:
    """Return the words of the list that are read in other spellings too."""
    table = tomllib.loads(LIST.read_text(encoding="utf-8"))["spellings"]
    return Spellings(tuple((table["ko"] + table["en"] + table["given"]).split()), tuple(table["kept"].split()))


@cache
def read() -> tuple[Rules, Rules]:
    """Return the rules of risks and those of look-alikes that are none."""
    table = tomllib.loads(LIST.read_text(encoding="utf-8"))
    words: dict[str, str] = {}
    for name, listed in table["words"].items():
        words[name] = "(" + "|".join(word.replace("_", " ") for word in listed.split()) + ")"
    return _rules(table["risks"], words), _rules(table["safe"], words)


def _rules(table: Mapping[str, str], words: Mapping[str, str]) -> Rules:
    heads: dict[str, list[Rule]] = defaultdict(list)
    for category, lines in table.items():
        for line in filter(None, lines.splitlines()):
            rule = Rule(category, re.sub(r"\{([a-z_]+)\}", lambda found: words[found[1]], line))
            for head in rule.heads():
                heads[head].append(rule)
    return Rules(dict(heads), re.compile("[" + re.escape("".join(sorted({head[0] for head in heads} or {"\0"}))) + "]"))


def _meaning(sign: str, signs: Mapping[str, str]) -> str:
    if sign in signs:
        return signs[sign]
    match sign:
        case "^":
            return "(?<![가-힣a-z])"
        case "(":
            return "(?:"
        case "-":
            return "[a-z'-]*"
    slipped = _slip(sign) if len(sign) == 1 else ""
    return f"[{sign}{slipped}]" if slipped else sign


def _slip(letter: str) -> str:
    """Return the syllable with ㅅ at its end for one with ㅆ (났 → 낫), or "". The finals' order is Unicode's (3.12)."""
    return chr(ord(letter) - 1) if "가" <= letter <= "힣" and (ord(letter) - 0xAC00) % 28 == 20 else ""


def _slipped(head: str) -> Iterator[str]:
    yield head
    if any(map(_slip, head)):
        yield "".join(_slip(letter) or letter for letter in head)


def _heads(line: str) -> Iterator[str]:
    """Yield the letters that a match of `line` may begin with; brackets at its start are written out."""
    line = re.sub(r"^(?:\^| \??)+", "", line)
    if line.startswith("("):
        end = _closing(line)
        rest = line[end + 1 :]
        often = rest.startswith(("?", "{0,"))
        if often:
            yield from _heads(re.sub(r"^(?:\?|\{0,\d\})", "", rest))
        for choice in _choices(line[1:end]):
            yield from _heads(choice + re.sub(r"^(?:\?|\{\d,\d\})", "", rest))
        return
    if line.startswith("["):
        end = line.index("]")
        yield from line[1:end]
        return
    head = ""
    for place, letter in enumerate(line[: _LONGEST_HEAD + 1]):
        if letter in "?*":
            head = head[:-1]
        if letter in _SPECIAL or place == _LONGEST_HEAD:
            break
        head += letter
    if not head and line[1:2] == "?":
        yield line[0]
        yield from _heads(line[2:])
        return
    assert head, line
    yield head


def _closing(line: str) -> int:
    depth = 0
    for place, letter in enumerate(line):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place
    raise AssertionError(line)


def _choices(inner: str) -> list[str]:
    """Split at the "|" that stand in no bracket of their own."""
    choices, depth = [""], 0
    for letter in inner:
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            choices.append("")
        else:
            choices[-1] += letter
    return choices
