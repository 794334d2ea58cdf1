"""Choosing reviews: filters, order and limit as one SELECT over review, listing and store, with what each review says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reviewkit.db import search
from reviewkit.db.reading import rows
from reviewkit.db.reviews import stamp

SELECT = """
    SELECT review.id, store.id AS store_id, store.name AS store, listing.platform, review.platform_id, review.url,
           coalesce(store.trade, (SELECT nullif(page.place_kind, '') FROM listing AS page
                                  WHERE page.store_id = store.id AND page.platform = 'naver')) AS trade,
           review.author, review.rating, review.text, review.written_at, review.written_precision, review.visited_on,
           review.visit_count, review.voted_keywords, review.photos, review.origin, review.status, review.edited_at,
           review.reply_text, review.reply_written_at, review.handled_at, said.lang, said.sentiment, said.sentiment_score,
           said.copy_of,
           (SELECT json_group_array(json_array(keyword, polarity, strength, span_start, span_end))
            FROM review_keyword WHERE review_id = review.id) AS keywords,
           (SELECT json_group_array(json_array(aspect, polarity, clause, span_start, span_end))
            FROM review_aspect WHERE review_id = review.id) AS aspects
    FROM review JOIN listing ON listing.id = review.listing_id JOIN store ON store.id = listing.store_id
    LEFT JOIN review_analysis AS said ON said.review_id = review.id
"""
DRAFTED = "SELECT review_id FROM reply WHERE state NOT IN ('rejected', 'refused', 'removed')"
SORTS = {
    "newest": "review.written_at DESC, review.id DESC",
    "oldest": "review.written_at, review.id",
    "rating": "review.rating IS NULL, review.rating, review.written_at DESC",
    "longest": "length(review.text) DESC, review.written_at DESC",
}
"""Orders by name. `rating` puts the worst first, and those without a rating last."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which reviews: all of the given conditions hold. Times are aware; `until` is not included. `limit` 0 means all."""

    store_id: int | None = None
    platform: str | None = None
    rating_min: float | None = None
    rating_max: float | None = None
    rated: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    answered: bool | None = None
    photo: bool | None = None
    handled: bool | None = None
    drafted: bool | None = None
    """With a reply of ours that is under way or on the site."""
    status: str | None = None
    sentiment: str | None = None
    lang: str | None = None
    aspect: str | None = None
    aspect_polarity: str | None = None
    keyword: str | None = None
    words: str = ""
    sort: str = "newest"
    limit: int = 20


def select(path: Path, wanted: Filter) -> Iterator[dict[str, Any]]:
    """Yield the chosen reviews, a plain dict each, as stored. Raises DatabaseTrouble."""
    conditions, values = _conditions(wanted)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    order = f"ORDER BY {SORTS[wanted.sort]}"
    if wanted.limit:  # first the few ids, then all that is shown of them: sorting whole rows takes a hundred times as long
        where = f"WHERE review.id IN (SELECT review.id FROM {_from(wanted, where)} {where} {order} LIMIT :limit)"  # noqa: S608
    with rows(path, f"{SELECT} {where} {order}", {**values, "limit": wanted.limit}) as found:
        for row in found:
            yield dict(row)


def count(path: Path, wanted: Filter) -> int:
    """Return how many reviews the filter chooses, whatever its limit."""
    conditions, values = _conditions(wanted)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    # The other table is needed for some of the conditions only; without it the count stays on an index.
    joined = "JOIN review_analysis AS said ON said.review_id = review.id" if "said." in where else ""
    with rows(path, f"SELECT count(*) FROM review {joined} {where}", values) as found:  # noqa: S608  conditions are ours
        return int(next(found)[0])


def one(path: Path, review_id: int) -> dict[str, Any] | None:
    """Return a review as stored, None where there is none."""
    with rows(path, f"{SELECT} WHERE review.id = :id", {"id": review_id}) as found:
        row = next(found, None)
        return dict(row) if row else None


def revisions(path: Path, review_id: int) -> list[dict[str, Any]]:
    """Return a review's earlier states, newest first."""
    sql = "SELECT rating, text, voted_keywords, photos, replaced_at FROM review_revision WHERE review_id = :id ORDER BY id DESC"
    with rows(path, sql, {"id": review_id}) as found:
        return [dict(row) for row in found]


def _from(wanted: Filter, where: str) -> str:
    """Return the tables to choose ids from: what no index tells is looked for along the dates, until enough are found."""
    walk = wanted.sort in {"newest", "oldest"} and wanted.store_id is None and wanted.platform is None
    said = " CROSS JOIN review_analysis AS said ON said.review_id = review.id" if "said." in where else ""
    return f"review {'INDEXED BY ix_review_written' if walk else ''}{said}"


def _conditions(wanted: Filter) -> tuple[list[str], dict[str, Any]]:
    values: dict[str, Any] = {
        "store_id": wanted.store_id,
        "platform": wanted.platform,
        "rating_min": wanted.rating_min,
        "rating_max": wanted.rating_max,
        "since": stamp(wanted.since) if wanted.since else None,
        "until": stamp(wanted.until) if wanted.until else None,
        "status": wanted.status,
        "sentiment": wanted.sentiment,
        "lang": wanted.lang,
        "aspect": wanted.aspect,
        "keyword": search.like(wanted.keyword) if wanted.keyword else None,
        "words": search.match(wanted.words) or None,
    }
    texts = {
        "store_id": "review.listing_id IN (SELECT id FROM listing WHERE store_id = :store_id)",
        "platform": "review.listing_id IN (SELECT id FROM listing WHERE platform = :platform)",
        "rating_min": "review.rating >= :rating_min",
        "rating_max": "review.rating <= :rating_max",
        "since": "review.written_at >= :since",
        "until": "review.written_at < :until",
        "status": "review.status = :status",
        "sentiment": "said.sentiment = :sentiment",
        "lang": "said.lang = :lang",
        "aspect": "review.id IN (SELECT review_id FROM review_aspect WHERE aspect = :aspect{polarity})",
        "keyword": r"review.id IN (SELECT review_id FROM review_keyword WHERE keyword LIKE :keyword ESCAPE '\')",
        "words": "review.id IN (SELECT rowid FROM review_fts WHERE review_fts MATCH :words)",
    }
    polarity = " AND polarity = :polarity" if wanted.aspect_polarity else ""
    conditions = [texts[key].replace("{polarity}", polarity) for key, value in values.items() if value is not None]
    given = {key: value for key, value in values.items() if value is not None} | {"polarity": wanted.aspect_polarity}
    for number, sign in enumerate(search.signs(wanted.words)):
        key = f"sign{number}"
        conditions.append(rf"(review.text LIKE :{key} ESCAPE '\' OR review.reply_text LIKE :{key} ESCAPE '\')")
        given[key] = search.like(sign)
    return conditions + _yes_or_no(wanted), given


def _yes_or_no(wanted: Filter) -> list[str]:
    questions = (
        (wanted.rated, "review.rating IS NOT NULL", "review.rating IS NULL"),
        (wanted.answered, "review.reply_text IS NOT NULL", "review.reply_text IS NULL"),
        (wanted.photo, "review.photos != '[]'", "review.photos = '[]'"),
        (wanted.handled, "review.handled_at IS NOT NULL", "review.handled_at IS NULL"),
        (wanted.drafted, f"review.id IN ({DRAFTED})", f"review.id NOT IN ({DRAFTED})"),
    )
    return [yes if answer else no for answer, yes, no in questions if answer is not None]
