"""Databases for the reports, filled by plain SQL: as many rows as are wanted, without a crawl."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reviewkit.db.engine import make_engine
from reviewkit.db.migrate import migrate
from reviewkit.db.reviews import INSERT, ReviewRow, stamp

WRITTEN = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
PLATFORMS = ("naver", "kakao", "google")


def empty(path: Path) -> Path:
    """Make a database with the tables and nothing in them."""
    engine = make_engine(path)
    migrate(engine, path)
    engine.dispose()
    return path


def stores(connection: sqlite3.Connection, count: int = 1, platforms: Iterable[str] = PLATFORMS) -> list[int]:
    """Add stores with a listing on each platform; return the listings' ids."""
    ids = []
    for store in range(1, count + 1):
        name = f"가나식당 {store}호점"
        connection.execute(
            "INSERT INTO store (id, name, paused, created_at, voice) VALUES (?, ?, 0, ?, '{}')", (store, name, stamp(WRITTEN))
        )
        for platform in platforms:
            ids.append(len(ids) + 1)
            connection.execute(
                "INSERT INTO listing (id, store_id, platform, place_id, place_kind, resource, url, tail, created_at) "
                "VALUES (?, ?, ?, ?, '', '', '', '{}', ?)",
                (ids[-1], store, platform, str(1000 + ids[-1]), stamp(WRITTEN)),
            )
    return ids


def row(id_: int, listing: int = 1, **given: Any) -> ReviewRow:
    """Return a review as it is stored; times may be given as datetimes."""
    values: dict[str, Any] = {
        "id": id_, "listing_id": listing, "platform_id": f"p{id_}", "id_source": "site", "fingerprint": f"f{id_}", "url": None,
        "author": "하늘바람12", "rating": None, "text": "국물이 진하고 직원분들이 친절해요", "written_at": WRITTEN,
        "written_precision": "second", "visited_on": None, "visit_count": None, "voted_keywords": "[]", "photos": "[]",
        "origin": None, "status": "visible", "edited_at": None, "reply_text": None, "reply_written_at": None,
        "first_seen_at": WRITTEN, "last_seen_at": WRITTEN, "missed_full": 0, "handled_at": None, "text_original": None,
    }  # fmt: skip
    return ReviewRow(**{name: _stored(value) for name, value in {**values, **given}.items()})


def insert(connection: sqlite3.Connection, rows: Iterable[ReviewRow]) -> None:
    """Store reviews, without the search's index."""
    connection.executemany(INSERT, rows)


def read(
    connection: sqlite3.Connection, review: int, sentiment: str | None = None, score: float | None = None, lang: str = "ko"
):
    """Say how a review was understood."""
    connection.execute(
        "INSERT INTO review_analysis (review_id, version, lang, sentiment, sentiment_score, unsure, judge) "
        "VALUES (?, 2, ?, ?, ?, 0, 'text')",
        (review, lang, sentiment, score),
    )


def name(connection: sqlite3.Connection, review: int, keyword: str, polarity: str = "positive", start: int = 0, end: int = 6):
    """Let a review hold a keyword."""
    connection.execute(
        "INSERT INTO review_keyword (review_id, keyword, polarity, strength, span_start, span_end) VALUES (?, ?, ?, 0, ?, ?)",
        (review, keyword, polarity, start, end),
    )


def mention(
    connection: sqlite3.Connection, review: int, aspect: str, polarity: str = "positive", clause: str = "국물이 진하고",
    start: int = 0, end: int = 3,
):  # fmt: skip
    """Let a review speak of an aspect."""
    connection.execute(
        "INSERT INTO review_aspect (review_id, aspect, polarity, clause, span_start, span_end) VALUES (?, ?, ?, ?, ?, ?)",
        (review, aspect, polarity, clause, start, end),
    )


def reply(connection: sqlite3.Connection, review: int, state: str, posted_at: datetime | None = None):
    """Add a reply of ours to a review."""
    connection.execute(
        "INSERT INTO reply (review_id, state, text, lang, writer, wish, basis, held_for, checks, passed, created_at, "
        "updated_at, posted_at) VALUES (?, ?, '고맙습니다', 'ko', 'owner', '', '', '[]', '[]', 1, ?, ?, ?)",
        (review, state, stamp(WRITTEN), stamp(WRITTEN), _stored(posted_at)),
    )


def filled(path: Path, *statements: Any) -> Path:
    """Run `statements` (functions of a connection) in one write on the file at `path`."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            statement(connection)
    return path


def _stored(value: Any) -> Any:
    return stamp(value) if isinstance(value, datetime) else value
