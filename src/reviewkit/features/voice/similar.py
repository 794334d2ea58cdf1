"""Examples of how the owner answers: which earlier replies go into the next prompt.

First those that the owner has approved or edited here (table `voice_example`), then those that a site shows. No text that comes
out of here names its guest: it may go to a model.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewkit.db import reading
from reviewkit.features.voice import names
from reviewkit.text import Polarity
from reviewkit.text.lang import detect
from reviewkit.text.likeness import Letters

if TYPE_CHECKING:
    from sqlmodel import Session

    from reviewkit.db.models import VoiceExample
    from reviewkit.features.replies.situation import Situation

LIMIT = 3
NEWEST = 200
"""Replies of either kind that are looked at: a shop's voice changes, and comparing thousands takes a second."""

# An example whose review is gone has lost its guest's name, which can't be taken out of it then.
_REMEMBERED = """
    SELECT example.review_id, review.author, example.review_text AS review, example.text, example.lang,
           example.aspects, example.polarity, example.origin, example.embedding, example.embedding_model
    FROM voice_example AS example JOIN review ON review.id = example.review_id
    WHERE example.store_id = :store AND review.status != 'suspended'
    ORDER BY example.created_at DESC, example.id DESC LIMIT :limit
"""
_CRAWLED = """
    SELECT review.id AS review_id, review.author, review.text AS review, review.reply_text AS text, '' AS lang,
           (SELECT json_group_array(json_array(aspect, polarity)) FROM review_aspect WHERE review_id = review.id) AS aspects,
           analysis.sentiment AS polarity, 'crawled' AS origin, NULL AS embedding, NULL AS embedding_model
    FROM review
    JOIN listing ON listing.id = review.listing_id
    LEFT JOIN review_analysis AS analysis ON analysis.review_id = review.id
    WHERE listing.store_id = :store AND review.reply_text != '' AND review.status != 'suspended'
      AND NOT EXISTS (SELECT 1 FROM voice_example WHERE voice_example.review_id = review.id)
      AND NOT EXISTS (SELECT 1 FROM reply WHERE reply.review_id = review.id AND reply.approved_by NOT IN ('owner'))
    ORDER BY coalesce(review.reply_written_at, review.written_at) DESC, review.id DESC LIMIT :limit
"""
_OPPOSITE = {Polarity.POSITIVE: Polarity.NEGATIVE, Polarity.NEGATIVE: Polarity.POSITIVE}


@dataclass(frozen=True, slots=True)
class Example:
    """A review and how the owner answered it. `lang` is the reply's; `origin` is approved, edited or crawled.

    `vector` is the meaning of the review's text as `vector_model` sees it; () where none was made. `author` is the guest whose
    name may still be in the texts; "" once it was taken out.
    """

    review: str
    reply: str
    origin: str = "crawled"
    lang: str = ""
    aspects: frozenset[str] = frozenset()
    polarity: Polarity | None = None
    review_id: int | None = None
    vector: tuple[float, ...] = ()
    vector_model: str = ""
    author: str = field(default="", repr=False)


def examples(path: Path, store_id: int, situation: "Situation", limit: int = LIMIT) -> list[Example]:
    """Return the most similar earlier answers, the best first. Raises DatabaseTrouble."""
    return choose(known(path, store_id), situation, limit)


def known(path: Path, store_id: int) -> list[Example]:
    """Return a store's last answers, remembered ones first, then crawled ones, either the newest first.

    For many drafts: read once, `choose` for each; only `choose` takes the guests' names out.
    """
    found: list[Example] = []
    for sql in (_REMEMBERED, _CRAWLED):
        with reading.rows(path, sql, {"store": store_id, "limit": NEWEST}) as rows:
            found += map(_example, rows)
    return found


def choose(known: Iterable[Example], situation: "Situation", limit: int = LIMIT) -> list[Example]:
    """Return the best of `known` for a situation: same language, never praise for blame or the other way round; no names.

    What counts, in this order: equal polarity (and a text, or none, as the review has), remembered before crawled, shared
    aspects, likeness of the reviews' letters, newest.
    """
    letters, aspects = _letters(situation.text), {mention.aspect for mention in situation.aspects}
    against = _OPPOSITE.get(situation.sentiment) if situation.sentiment else None

    def rank(example: Example) -> tuple[Any, ...]:
        same = example.polarity == situation.sentiment
        alike = _letters(example.review).similarity(letters)
        told = bool(example.review) == bool(situation.text)
        return same, told, example.origin != "crawled", len(example.aspects & aspects), alike

    fitting = [
        example
        for example in known
        if example.lang == situation.reply_lang
        and (against is None or example.polarity is not against)
        and (not situation.review_id or example.review_id != situation.review_id)
    ]
    best = sorted(fitting, key=rank, reverse=True)  # keeps equals in order: the newest first
    return list(islice(filter(None, map(_nameless, best)), limit))


def rank(examples: Sequence[Example], query: Sequence[float], model: str = "") -> list[Example]:
    """Return `examples` ordered by how near their vectors are to `query` (cosine); those without one behind, as they were.

    With `model`, a vector that another model made counts as none.
    """

    def nearness(example: Example) -> float:
        fits = len(example.vector) == len(query) and (not model or example.vector_model == model)
        return _cosine(example.vector, query) if fits else -2.0

    return sorted(examples, key=nearness, reverse=True)


def remember(session: "Session", example: "VoiceExample") -> None:
    """Keep a reply as an example, inside the caller's write; of one and the same `reply_id` only the last one stays."""
    if example.reply_id is not None:
        forget(session, example.reply_id)
    session.add(example)


def forget(session: "Session", reply_id: int) -> None:
    """Drop the example that a reply is, inside the caller's write: the owner has taken it back, or has written another one."""
    from sqlmodel import col, delete

    from reviewkit.db.models import VoiceExample

    session.exec(delete(VoiceExample).where(col(VoiceExample.reply_id) == reply_id))


def _nameless(example: Example) -> Example | None:
    """Return an example without its guest's name, None where the reply is written around it."""
    review = names.without(names.hidden(example.review, example.author), "")
    reply = names.without(example.reply, example.author)
    if review is None or reply is None:
        return None
    return replace(example, review=review, reply=names.hidden(reply, example.author), author="")


@lru_cache(2 * NEWEST)
def _letters(text: str) -> Letters:
    return Letters(text)


def _example(row: Any) -> Example:
    return Example(
        review=row["review"],
        reply=row["text"],
        author=row["author"],
        origin=row["origin"],
        lang=row["lang"] or detect(row["text"]),
        aspects=frozenset(aspect for aspect, _polarity in json.loads(row["aspects"] or "[]")),
        polarity=Polarity(row["polarity"]) if row["polarity"] else None,
        review_id=row["review_id"],
        vector=tuple(json.loads(row["embedding"] or "null") or ()),
        vector_model=row["embedding_model"] or "",
    )


def _cosine(one: Sequence[float], two: Sequence[float]) -> float:
    length = sqrt(sum(x * x for x in one)) * sqrt(sum(y * y for y in two))
    return sum(x * y for x, y in zip(one, two, strict=True)) / length if length else 0.0
