"""Claims: what a reply says of the shop or the guest has to rest on the review or on the owner's facts.

A cue (data/claims.toml) is a turn of phrase that claims something, with the way back to what it rests on. A cue finds its own
words again in the review or in the facts, however they are spaced, or one of the words that mean the same (`rests`); where
`by` is "facts", only the owner's own word counts: a guest's "train your staff!" doesn't make "we have trained them" true.
Numbers and dishes are looked up one by one. Thanks, apologies, feelings and intentions hold no cue.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from reviewkit.features.replies.checks.draft import Draft, excerpt, failed, passed
from reviewkit.features.replies.checks.lists import DATA, table
from reviewkit.features.replies.checks.promises import promises
from reviewkit.features.replies.situation import Check
from reviewkit.text.echo import letters, sentences
from reviewkit.text.lexicon import nouns

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WORD = re.compile("[가-힣]{2,}")
_CONTENT = re.compile("[가-힣]{2,}|[a-z]{4,}")
_STRANGE = 2
"""Words; a single one may be a synonym."""
_MOSTLY = 0.75
_COUNTED = re.compile(
    r"(한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)\s?(?:시간|번|명|잔|달|개|가지|그릇|인분|분|배|주|살|조각|접시)"
)
_ENGLISH = re.compile(r"\b(one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)
_COUNTS = {
    word: str(number)
    for words in ("한 두 세 네 다섯 여섯 일곱 여덟 아홉 열", "one two three four five six seven eight nine ten")
    for number, word in enumerate(words.split(), 1)
}
_STARS = re.compile(r"별점\s?\d(?:\.\d)?(?:\s?점)?|별\s?\d\s?개|\b\d(?:\.\d)?[ -]stars?\b", re.IGNORECASE)
_INTRODUCED = re.compile(
    r"안녕하세요[\s,.!~]*([가-힣A-Za-z0-9& ]{2,25}?)\s?(?:입니다|이에요|예요|이예요)(?:[\s.,!~]|$)"
    r"|\bhere at ((?-i:[A-Z])[\w'& ]{2,25})"
)


@dataclass(frozen=True, slots=True)
class _Cue:
    kind: str
    says: re.Pattern[str]
    rests: re.Pattern[str] | None
    facts_only: bool


def claims(draft: Draft) -> Check:
    """Nothing is claimed that neither the review nor the owner's facts say."""
    text = _unpromised(draft)
    for kind, words in _claimed(draft, text):
        return failed("claims", kind, found=excerpt(words))
    return passed("claims")


def _unpromised(draft: Draft) -> str:
    """Return the reply without its promises: those have a check of their own, which the owner may have lifted."""
    text = draft.body
    for one in promises(text, date(2000, 1, 1)):
        text = text.replace(one.text, " ")
    return text


def _claimed(draft: Draft, text: str) -> Iterator[tuple[str, str]]:
    yield from _by_cues(draft, text)
    yield from (("claim_number", number) for number in _numbers(draft, text))
    yield from (("claim_menu", dish) for dish in _dishes(draft, text))
    yield from (("unfounded", part) for part in _bare_statements(draft, text))
    yield from (("claim_other_shop", name) for name in _introduced(draft, text))


def _by_cues(draft: Draft, text: str) -> Iterator[tuple[str, str]]:
    for cue in _cues():
        for found in cue.says.finditer(text):
            if not _rests(draft, cue, found):
                yield cue.kind, found[0]


def _rests(draft: Draft, cue: _Cue, found: re.Match[str]) -> bool:
    """Whether a cue's words, or what means the same, stand in what it may rest on."""
    grounds = draft.facts if cue.facts_only else draft.grounds
    if cue.rests is not None and cue.rests.search(grounds):
        return True
    what = letters((found["what"] if "what" in cue.says.groupindex else "") or found[0])
    return bool(what) and what in (letters(grounds) if cue.facts_only else draft.ground_letters)


@cache
def _cues() -> tuple[_Cue, ...]:
    rows = tomllib.loads((DATA / "claims.toml").read_text(encoding="utf-8"))["cue"]
    return tuple(
        _Cue(
            row["kind"],
            re.compile(row["says"], re.IGNORECASE),
            re.compile(row["rests"], re.IGNORECASE) if "rests" in row else None,
            row.get("by") == "facts",
        )
        for row in rows
    )


def _numbers(draft: Draft, text: str) -> Iterator[str]:
    """Yield the numbers that neither review nor facts hold; a count in words (두 시간) is one too, and so are the stars."""
    known = {_even(number) for number in _NUMBER.findall(draft.grounds)}
    known |= {_COUNTS[word] for word in _COUNTED.findall(draft.grounds)}
    known |= {_COUNTS[word.lower()] for word in _ENGLISH.findall(draft.grounds)}
    rating = draft.situation.rating
    if rating is not None:
        stars = {str(int(rating)), f"{rating:.1f}"}
        text = _STARS.sub(lambda found: "" if stars & set(_NUMBER.findall(found[0])) else found[0], text)
    for found in _NUMBER.finditer(text):
        if _even(found[0]) not in known:
            yield text[found.start() : found.end() + 8].split("\n")[0]


def _even(number: str) -> str:
    return number.replace(",", "").rstrip(".")


def _dishes(draft: Draft, text: str) -> Iterator[str]:
    """Yield the dishes and drinks that are named in neither review nor facts. Foreign reviews spell them their own way."""
    if draft.situation.lang not in ("ko", ""):
        return
    for word in _WORD.findall(text):
        dish = _dish(word)
        if dish and dish not in draft.ground_letters:
            yield dish


def _dish(word: str) -> str:
    """Return the dish that `word` names, without its particle; "" where it names none, or any (음식, 커피)."""
    known, particles = _menu(), _particles()
    cuts = (len(word) - len(word[end:]) for end in range(len(word), 1, -1))
    return next((word[:cut] for cut in cuts if word[:cut] in known and word[cut:] in particles), "")


@cache
def _menu() -> frozenset[str]:
    common = frozenset(table("claims")["dishes"]["common"].split())
    return frozenset(word for word, kind in nouns().items() if kind in {"dish", "drink"} and len(word) > 1) - common


@cache
def _particles() -> frozenset[str]:
    return frozenset(["", *table("claims")["dishes"]["particles"].split()])


def _bare_statements(draft: Draft, text: str) -> Iterator[str]:
    """Yield sentences that do nothing but state, and of whose words most stand in neither review nor facts.

    What a review dictates (our chef has no licence, the owner moves away) has no cue of its own; this catches the most of it.
    """
    for part in sentences(text):
        if not _speech().search(part):
            words = [word[:2] if word[0] >= "가" else word for word in _CONTENT.findall(part.lower())]
            words = [word for word in words if word not in _plain()]
            strange = [word for word in words if word not in draft.ground_letters]
            if len(strange) >= _MOSTLY * len(words) and len(strange) >= _STRANGE:
                yield part


@cache
def _speech() -> re.Pattern[str]:
    """Return what makes a sentence more than a statement; an English word counts as a word, with its forms."""
    words = table("claims")["speech"]
    english = "|".join(map(re.escape, words["en"].split()))
    return re.compile(rf"{'|'.join(words['ko'].split())}|\b(?:{english})(?:s|ed|ing|e|y|ful)?\b|\?", re.IGNORECASE)


@cache
def _plain() -> frozenset[str]:
    words = table("claims")["speech"]
    return frozenset(word[:2] for word in words["plain"].split()) | frozenset(words["plain_en"].split())


def _introduced(draft: Draft, text: str) -> Iterator[str]:
    """Yield the name of another shop that the reply speaks for."""
    own = letters(draft.facts + draft.situation.store)
    for found in _INTRODUCED.finditer(text):
        name = next(filter(None, found.groups()))
        usual = table("claims")["introduced"]["roles"].split()
        told = [word for word in re.split(r"\s+", name) if word not in usual and not word.endswith(tuple(usual))]
        if any(letters(word) not in own for word in told):
            yield name
