"""From a stored review to a Situation: what was read of it, or what can be told at once where it was not read yet."""

import json
from typing import Any

from reviewkit.features.analysis import TRADES, label
from reviewkit.features.replies.situation import Situation
from reviewkit.text import Keyword, Mention, Polarity
from reviewkit.text.lang import detect
from reviewkit.text.sentiment import judge


def understood(row: dict[str, Any]) -> Situation:
    """Return the situation of a row of `db.query`, without voice, limits and earlier replies."""
    text = str(row["text"])
    lang, sentiment = row["lang"], row["sentiment"]
    if lang is None:  # not read yet: no aspects, but the mood can be told without Kiwi
        lang = detect(text)
        sentiment = label(row["rating"], judge(text, lang).polarity)
    return Situation(
        review_id=int(row["id"]),
        store_id=int(row["store_id"]),
        store=str(row["store"]),
        platform=str(row["platform"]),
        trade=TRADES.get(row["trade"] or ""),
        author=str(row["author"]),
        text=text,
        lang=str(lang or ""),
        rating=row["rating"],
        sentiment=Polarity(sentiment) if sentiment else None,
        aspects=tuple(_mention(*values) for values in json.loads(row["aspects"])),
        keywords=tuple(_keyword(*values) for values in json.loads(row["keywords"])),
    )


def _mention(aspect: str, polarity: str, clause: str, start: int, end: int) -> Mention:
    return Mention(aspect, Polarity(polarity), clause, start, end)


def _keyword(text: str, polarity: str, strength: int, start: int, end: int) -> Keyword:
    return Keyword(text, Polarity(polarity), strength, start, end)
