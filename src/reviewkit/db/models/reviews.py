"""Stores, their listings, the reviews on them, and what those say."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""A number that the owner has seen is never given to something else, also after a removal."""


class Store(SQLModel, table=True):
    """A real shop of the owner."""

    __table_args__ = NEVER_AGAIN

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    trade: str | None = None
    """What it lives from (see `text.aspects`), where the owner has said it; else the platform's own word for it counts."""
    paused: bool = False
    voice: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}"))
    """How the owner writes; see `features.voice`."""
    created_at: datetime


class Listing(SQLModel, table=True):
    """A store's page on one platform. `place_kind` and `resource` are as in `platforms.base.Place`.

    `tail` maps a stream to the cursor where an unfinished crawl goes on; `full_since` is when the unfinished full crawl
    began, `whole_at` when the last one ended that saw the whole list. `site_total` is the platform's own count, when last seen.
    """

    __table_args__ = (UniqueConstraint("store_id", "platform"), UniqueConstraint("platform", "place_id"), NEVER_AGAIN)

    id: int | None = Field(default=None, primary_key=True)
    store_id: int = Field(foreign_key="store.id", ondelete="CASCADE")
    platform: str
    place_id: str
    place_kind: str = ""
    resource: str = ""
    url: str
    tail: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    full_since: datetime | None = None
    whole_at: datetime | None = None
    site_total: int | None = None
    created_at: datetime


class Review(SQLModel, table=True):
    """What a customer wrote on a listing. Fields are as in `platforms.base.RawReview`.

    `fingerprint` is equal for the same review from different sources (see `features/pipeline.py`). `missed_full` counts the
    full crawls in a row that did not see it. `text` is screened (see `text.screening`); `text_original` is what came, where
    that differs.
    """

    __table_args__ = (
        UniqueConstraint("listing_id", "platform_id"),
        Index("ix_review_listing_written", "listing_id", "written_at", "status", "rating", "written_precision"),
        Index(
            "ix_review_answered",
            "listing_id",
            "written_at",
            "status",
            "rating",
            "written_precision",
            "reply_written_at",
            sqlite_where=text("reply_text IS NOT NULL"),
        ),
        Index("ix_review_written", "written_at"),
        Index("ix_review_fingerprint", "listing_id", "fingerprint"),
        NEVER_AGAIN,
    )

    id: int | None = Field(default=None, primary_key=True)
    listing_id: int = Field(foreign_key="listing.id", ondelete="CASCADE")
    platform_id: str
    id_source: str
    fingerprint: str
    url: str | None = None
    author: str
    rating: float | None = None
    text: str
    written_at: datetime
    written_precision: str
    visited_on: date | None = None
    visit_count: int | None = None
    voted_keywords: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    photos: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    origin: str | None = None
    status: str
    edited_at: datetime | None = None
    reply_text: str | None = None
    reply_written_at: datetime | None = None
    first_seen_at: datetime
    last_seen_at: datetime
    missed_full: int = 0
    handled_at: datetime | None = None
    text_original: str | None = None


class ReviewRevision(SQLModel, table=True):
    """An earlier state of a review that was edited: what it said until `replaced_at`."""

    __tablename__: ClassVar[Any] = "review_revision"
    __table_args__ = (Index("ix_review_revision_replaced", "replaced_at"),)

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", ondelete="CASCADE", index=True)
    rating: float | None = None
    text: str
    voted_keywords: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    photos: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    replaced_at: datetime


class ReviewAnalysis(SQLModel, table=True):
    """What a review says, as a `version` of ours (or the model that `judge` names) understood it.

    `sentiment` and `sentiment_score` (-1 to 1) are NULL where nothing tells; `judge` is "stars", "text" or a model's name.
    `copy_of` is an earlier review by another author that says nearly the same. A review whose row is missing waits for it.
    """

    __tablename__: ClassVar[Any] = "review_analysis"
    __table_args__ = (
        Index("ix_review_analysis_negative", "review_id", sqlite_where=text("sentiment = 'negative'")),
        Index("ix_review_analysis_copy", "copy_of", sqlite_where=text("copy_of IS NOT NULL")),
    )

    review_id: int = Field(foreign_key="review.id", ondelete="CASCADE", primary_key=True)
    version: int
    lang: str
    sentiment: str | None = None
    sentiment_score: float | None = None
    unsure: bool = False
    judge: str
    copy_of: int | None = Field(default=None, foreign_key="review.id", ondelete="SET NULL")


class ReviewKeyword(SQLModel, table=True):
    """A phrase of meaning in a review; see `text.Keyword`. The span counts letters of the review's text."""

    __tablename__: ClassVar[Any] = "review_keyword"
    __table_args__ = (Index("ix_review_keyword_review", "review_id", "keyword", "polarity"),)

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", ondelete="CASCADE")
    keyword: str = Field(index=True)
    polarity: str
    strength: int
    span_start: int
    span_end: int


class ReviewAspect(SQLModel, table=True):
    """What a review says of an aspect; see `text.Mention`."""

    __tablename__: ClassVar[Any] = "review_aspect"
    __table_args__ = (
        Index("ix_review_aspect_review", "review_id", "aspect", "polarity"),
        Index("ix_review_aspect_aspect", "aspect", "polarity"),
    )

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", ondelete="CASCADE")
    aspect: str
    polarity: str
    clause: str
    span_start: int
    span_end: int
