"""What an answer has to speak of: the review's mood, its praise and its blame with the words that may be quoted, and facts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reviewkit.features.replies.offline import english, korean
from reviewkit.features.replies.offline.stock import Stock
from reviewkit.features.replies.situation import Situation
from reviewkit.text import Mention, Polarity
from reviewkit.text.politeness import Register, register

_HANGUL = re.compile("[가-힣]")
_SENTENCE = re.compile(r"[^.!?…\n]+")


class Mood(StrEnum):
    """What kind of answer a review asks for. The last four are of reviews without a text: by their stars, if any."""

    PRAISE = "praise"
    BLAME = "blame"
    MIXED = "mixed"
    NEUTRAL = "neutral"
    HIGH = "high"
    LOW = "low"
    MIDDLE = "middle"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class Point:
    """One aspect with the words that may be quoted of it."""

    aspect: str
    values: dict[str, str]


def mood(situation: Situation) -> Mood:
    """Return the mood of a review: its text's, weighed with its aspects, else its stars'."""
    if not situation.text.strip():
        return _by_stars(situation.rating)
    return _blaming(situation) if situation.blamed() else _blameless(situation)


def _blaming(situation: Situation) -> Mood:
    """Return the mood of a text that blames something."""
    if situation.sentiment is Polarity.NEGATIVE or (situation.rating is not None and situation.rating <= 2):
        return Mood.BLAME
    return Mood.BLAME if situation.sentiment is None and not situation.praised() else Mood.MIXED


def _blameless(situation: Situation) -> Mood:
    """Return the mood of a text that blames nothing by name; the stars outweigh what was read in it."""
    sentiment, rating = situation.sentiment, situation.rating
    if rating is not None and rating <= 2:
        return Mood.BLAME
    if (rating or 0) >= 4 or sentiment is Polarity.POSITIVE:
        return Mood.PRAISE
    if sentiment is Polarity.NEGATIVE and rating is None:
        return Mood.BLAME
    if sentiment is Polarity.MIXED:
        return Mood.MIXED
    glad = len(situation.praised()) > 1 or any(one.polarity is Polarity.POSITIVE for one in situation.keywords)
    return Mood.PRAISE if glad and rating is None else Mood.NEUTRAL


def praised(situation: Situation, lang: str) -> list[Point]:
    """Return the points of praise, those with something to quote first."""
    found = [_point(situation, one, lang) for one in situation.praised()]
    if not found and lang == "ko" and (loose := korean.loose(situation, Polarity.POSITIVE)):
        found = [Point("", loose)]
    return sorted(found, key=lambda one: not one.values.keys() - {"topic"})


def blamed(situation: Situation, lang: str) -> list[Point]:
    """Return the points of blame, in the text's order."""
    found = [_point(situation, one, lang) for one in situation.blamed()]
    if not found and lang == "ko" and (loose := korean.loose(situation, Polarity.NEGATIVE)):
        return [Point("", loose)]
    return found


def fact(situation: Situation, stock: Stock) -> str:
    """Return the owner's fact that answers what the review finds wanting: both name it (주차); "" where there is none."""
    wanting = re.compile(stock.words["wanting"], re.IGNORECASE)
    blamed = [one.clause for one in situation.blamed()]
    told = " ".join([*blamed, *(part for part in _SENTENCE.findall(situation.text) if wanting.search(part))]).lower()
    named = [word for word in stock.words["facts"].split() if word in told]
    facts = [one for one in situation.voice.facts if situation.reply_lang == "ko" or not _HANGUL.search(one)]
    return next((one for one in facts for word in named if word in one.lower()), "")


def speaks_alike(sentence: str, situation: Situation) -> bool:
    """Whether a fact is a whole sentence at the voice's level, so that it can stand in the answer as it is."""
    return register(sentence) is Register(situation.voice.formality) and len(sentence) > 8


def named(points: Sequence[Point]) -> str:
    """Return the topics of points as a list: "응대, 가격"."""
    return ", ".join(dict.fromkeys(one.values.get("topic", one.aspect) for one in points))


def _by_stars(rating: float | None) -> Mood:
    if rating is None:
        return Mood.BARE
    return Mood.HIGH if rating >= 4 else Mood.LOW if rating <= 2 else Mood.MIDDLE


def _point(situation: Situation, mention: Mention, lang: str) -> Point:
    read = korean.values if lang == "ko" else english.values
    return Point(mention.aspect, read(situation, mention))
