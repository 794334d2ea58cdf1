"""The hot path of analyses: which reviews wait for one, and writing a batch of them. Plain SQL, inside the caller's session."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from sqlalchemy import Connection

WAITING = """
    SELECT review.id, review.text, review.rating, review.author, listing.store_id
    FROM review JOIN listing ON listing.id = review.listing_id
    LEFT JOIN review_analysis ON review_analysis.review_id = review.id
    WHERE review.id > :after AND {chosen} AND (:since IS NULL OR review.written_at >= :since)
    ORDER BY review.id LIMIT :limit
"""
CHOSEN = {
    "new": "review_analysis.review_id IS NULL",
    "old": "(review_analysis.version IS NULL OR review_analysis.version != :version)",
    "all": "true",
    "unsure": "review_analysis.unsure",
}
"""Which reviews: those never read; those an older version has read, too; all; those that we were unsure of."""
TRADES = """
    SELECT store.id, coalesce(store.trade, nullif(max(CASE WHEN listing.platform = 'naver' THEN place_kind ELSE '' END), ''))
    FROM store JOIN listing ON listing.store_id = store.id GROUP BY store.id
"""
SAMPLE = """
    SELECT text FROM review JOIN listing ON listing.id = review.listing_id
    WHERE store_id = ? AND text != '' ORDER BY review.id DESC LIMIT ?
"""
SAVE = """
    INSERT INTO review_analysis (review_id, version, lang, sentiment, sentiment_score, unsure, judge)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (review_id) DO UPDATE SET
        version = excluded.version, lang = excluded.lang,
        sentiment = CASE WHEN judge IN ('text', 'stars') THEN excluded.sentiment ELSE sentiment END,
        sentiment_score = CASE WHEN judge IN ('text', 'stars') THEN excluded.sentiment_score ELSE sentiment_score END,
        unsure = CASE WHEN judge IN ('text', 'stars') THEN excluded.unsure ELSE false END,
        judge = CASE WHEN judge IN ('text', 'stars') THEN excluded.judge ELSE judge END
"""
"""What a model has judged stays: it was paid for, and a text that changed has lost its row."""
KEYWORD = "INSERT INTO review_keyword (review_id, keyword, polarity, strength, span_start, span_end) VALUES (?, ?, ?, ?, ?, ?)"
ASPECT = "INSERT INTO review_aspect (review_id, aspect, polarity, clause, span_start, span_end) VALUES (?, ?, ?, ?, ?, ?)"
REFINE = (
    "UPDATE review_analysis SET sentiment = ?, sentiment_score = ?, judge = ?, unsure = false WHERE review_id = ? AND unsure"
)
COPY = "UPDATE review_analysis SET copy_of = (SELECT id FROM review WHERE id = ?) WHERE review_id = ?"
"""The original may have been removed since it was found."""
COPIES = "SELECT review_id FROM review_analysis WHERE copy_of IN (SELECT value FROM json_each(?))"
FORGET = "DELETE FROM review_analysis WHERE review_id IN (SELECT value FROM json_each(?))"


class Waiting(NamedTuple):
    """A review that waits: what is needed to read it."""

    id: int
    text: str
    rating: float | None
    author: str
    store_id: int


class AnalysisRow(NamedTuple):
    """A row of review_analysis, but for `copy_of`."""

    review_id: int
    version: int
    lang: str
    sentiment: str | None
    sentiment_score: float | None
    unsure: bool
    judge: str


def waiting(connection: "Connection", which: str, *, version: int, after: int, since: str | None, limit: int) -> list[Waiting]:
    """Return the next `limit` reviews above the id `after` that are to be read; `which` is a key of CHOSEN."""
    sql = WAITING.format(chosen=CHOSEN[which])
    values = {"after": after, "since": since, "limit": limit, "version": version}
    return [Waiting(*row) for row in connection.exec_driver_sql(sql, values)]


def count(connection: "Connection", which: str, version: int, since: str | None) -> int:
    """Return how many reviews are to be read."""
    sql = "SELECT count(*) FROM (" + WAITING.format(chosen=CHOSEN[which]) + ")"  # noqa: S608  conditions are ours
    values = {"after": 0, "since": since, "limit": -1, "version": version}
    return int(connection.exec_driver_sql(sql, values).scalar_one())


def kinds(connection: "Connection") -> dict[int, str | None]:
    """Return each store's trade: as the owner said, else Naver's word for its kind of place, else None."""
    return {int(store): kind for store, kind in connection.exec_driver_sql(TRADES)}


def sample(connection: "Connection", store_id: int, limit: int) -> list[str]:
    """Return some of a store's texts, the newest."""
    return [row[0] for row in connection.exec_driver_sql(SAMPLE, (store_id, limit))]


def unchanged(connection: "Connection", rows: Sequence[Waiting]) -> set[int]:
    """Return the ids of those whose text and stars are still as they were read."""
    marks = ", ".join("?" * len(rows))
    sql = f"SELECT id, text, rating FROM review WHERE id IN ({marks})"  # noqa: S608  marks only
    now = {row[0]: (row[1], row[2]) for row in connection.exec_driver_sql(sql, tuple(row.id for row in rows))}
    return {row.id for row in rows if now.get(row.id) == (row.text, row.rating)}


def save(
    connection: "Connection",
    rows: Sequence[AnalysisRow],
    keywords: Sequence[tuple[Any, ...]],
    aspects: Sequence[tuple[Any, ...]],
) -> None:
    """Write analyses with their keywords and aspects, in place of earlier ones."""
    if not rows:
        return
    ids = [(row.review_id,) for row in rows]
    connection.exec_driver_sql("DELETE FROM review_keyword WHERE review_id = ?", ids)
    connection.exec_driver_sql("DELETE FROM review_aspect WHERE review_id = ?", ids)
    connection.exec_driver_sql(SAVE, list(rows))
    if keywords:
        connection.exec_driver_sql(KEYWORD, list(keywords))
    if aspects:
        connection.exec_driver_sql(ASPECT, list(aspects))


def copies_of(connection: "Connection", ids: Sequence[int]) -> list[int]:
    """Return the reviews that are noted as copies of these."""
    return [row[0] for row in connection.exec_driver_sql(COPIES, (json.dumps(list(ids)),))]


def forget(connection: "Connection", ids: Sequence[int]) -> None:
    """Let reviews be read anew."""
    connection.exec_driver_sql(FORGET, (json.dumps(list(ids)),))


def note_copies(connection: "Connection", copies: dict[int, int | None]) -> None:
    """Note of each review which earlier one it copies, None for none."""
    if copies:
        connection.exec_driver_sql(COPY, [(earlier, id_) for id_, earlier in copies.items()])


def refine(connection: "Connection", rows: Sequence[tuple[str, float, str, int]]) -> None:
    """Write what a model judged: (sentiment, score, judge, review id)."""
    if rows:
        connection.exec_driver_sql(REFINE, list(rows))
