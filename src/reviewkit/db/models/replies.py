"""Replies and all that belongs to them: their history, examples of the voice, promises, alerts, requests for removal."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel

from reviewkit.db.models.reviews import NEVER_AGAIN

ENDED = ("rejected", "refused", "removed")
"""The states of a reply that make room for another one to the same review."""


class Reply(SQLModel, table=True):
    """The owner's answer to a review: held → draft → approved → posting → posted → live, or what `state` ends in.

    `held_for` are the risks that hold the review, `checks` the results as `features.replies.situation.Check`, `passed` whether
    all did. `basis` is a mark of the review's text and stars that it answers. `writer` is a model's name, "offline" or "owner".
    `approved_by` is "owner" or a rule's name; `approve_at` is when a rule approves it. `site_state` and `violation` are the
    site's own words, `trouble` is why the last try to post it failed.
    """

    __table_args__ = (
        Index("ix_reply_state", "state"),
        Index("ix_reply_review", "review_id"),
        # Of each review's replies, one at most is under way or stands on the site.
        Index(
            "ix_reply_active", "review_id", unique=True, sqlite_where=text("state NOT IN ('rejected', 'refused', 'removed')")
        ),
        NEVER_AGAIN,
    )

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", ondelete="CASCADE")
    state: str
    text: str
    lang: str
    writer: str
    wish: str = ""
    basis: str
    held_for: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    checks: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    passed: bool = False
    created_at: datetime
    updated_at: datetime
    approve_at: datetime | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None
    posting_at: datetime | None = None
    posted_at: datetime | None = None
    live_at: datetime | None = None
    checked_at: datetime | None = None
    site_state: str | None = None
    violation: str | None = None
    trouble: str | None = None


class ReplyEvent(SQLModel, table=True):
    """A step in a reply's history. `who` is "owner", "site", a rule's or a writer's name.

    `text` is the text from then on, where it changed; `detail` holds what else is to be told.
    """

    __tablename__: ClassVar[Any] = "reply_event"

    id: int | None = Field(default=None, primary_key=True)
    reply_id: int = Field(foreign_key="reply.id", ondelete="CASCADE", index=True)
    at: datetime
    what: str
    who: str
    text: str | None = None
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class VoiceExample(SQLModel, table=True):
    """A reply that shows how the owner writes. `aspects` are pairs of aspect and polarity; `origin` is approved or edited."""

    __tablename__: ClassVar[Any] = "voice_example"

    id: int | None = Field(default=None, primary_key=True)
    store_id: int = Field(foreign_key="store.id", ondelete="CASCADE", index=True)
    review_id: int | None = Field(default=None, foreign_key="review.id", ondelete="SET NULL")
    reply_id: int | None = Field(default=None, foreign_key="reply.id", ondelete="SET NULL", unique=True)
    review_text: str
    text: str
    lang: str
    aspects: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    polarity: str | None = None
    origin: str
    created_at: datetime
    embedding: list[float] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    embedding_model: str | None = None


class FollowUp(SQLModel, table=True):
    """What the owner promised in a reply, to be done by `due_on` (NULL where the reply names no day)."""

    __tablename__: ClassVar[Any] = "follow_up"
    __table_args__ = NEVER_AGAIN

    id: int | None = Field(default=None, primary_key=True)
    reply_id: int = Field(foreign_key="reply.id", ondelete="CASCADE", index=True)
    text: str
    due_on: date | None = None
    created_at: datetime
    done_at: datetime | None = None


class Alert(SQLModel, table=True):
    """Something that the owner should see now. `key` keeps the same thing from being said twice; `facts` fill its sentence."""

    __table_args__ = (Index("ix_alert_unread", "created_at", sqlite_where=text("acked_at IS NULL")), NEVER_AGAIN)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    urgent: bool = False
    store_id: int | None = Field(default=None, foreign_key="store.id", ondelete="CASCADE")
    review_id: int | None = Field(default=None, foreign_key="review.id", ondelete="CASCADE")
    reply_id: int | None = Field(default=None, foreign_key="reply.id", ondelete="CASCADE")
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime
    acked_at: datetime | None = None


class Removal(SQLModel, table=True):
    """A request to the platform to take a review down, and what became of it."""

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", ondelete="CASCADE", index=True)
    ground: str
    folder: str
    made_at: datetime
    outcome: str | None = None
    outcome_at: datetime | None = None
    note: str = ""
