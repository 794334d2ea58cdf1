"""What ran: calls to a language model, crawls."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel

from reviewkit.db.models.reviews import NEVER_AGAIN


class LlmCall(SQLModel, table=True):
    """The ledger: a call to a language model. `cost` in the currency of the price table, NULL where no price is known.

    `question` is a hash of what was asked; `answer` is kept only as long as the same question is answered from here.
    """

    __tablename__: ClassVar[Any] = "llm_call"
    __table_args__ = (Index("ix_llm_call_question", "question", sqlite_where=text("answer IS NOT NULL")),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    purpose: str
    model: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None
    milliseconds: int
    outcome: str
    question: str | None = None
    answer: str | None = None


class Crawl(SQLModel, table=True):
    """One run over one listing. While `outcome` is NULL it runs and holds the listing's lock (`pid`, `host`, `heartbeat_at`).

    `dropped` maps a reason to a count; `streams` maps a stream to its own counts; `site_total` is the site's own total.
    """

    __table_args__ = (
        Index("ix_crawl_listing_started", "listing_id", "started_at"),
        # The lock itself: of each listing's crawls, one at most may be running.
        Index("ix_crawl_running", "listing_id", unique=True, sqlite_where=text("outcome IS NULL")),
        NEVER_AGAIN,
    )

    id: int | None = Field(default=None, primary_key=True)
    listing_id: int = Field(foreign_key="listing.id", ondelete="CASCADE")
    mode: str
    started_at: datetime
    heartbeat_at: datetime
    ended_at: datetime | None = None
    pid: int
    host: str
    outcome: str | None = None
    message: str | None = None
    retry_at: datetime | None = None
    pages: int = 0
    requests: int = 0
    seen: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    dropped: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    streams: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    site_total: int | None = None
