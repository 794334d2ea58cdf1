"""the first schema."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from reviewkit.db import search

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "store",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "listing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("platform", AutoString(), nullable=False),
        sa.Column("place_id", AutoString(), nullable=False),
        sa.Column("place_kind", AutoString(), nullable=False),
        sa.Column("resource", AutoString(), nullable=False),
        sa.Column("url", AutoString(), nullable=False),
        sa.Column("tail", sa.JSON(), nullable=False),
        sa.Column("full_since", UTCDateTime(), nullable=True),
        sa.Column("whole_at", UTCDateTime(), nullable=True),
        sa.Column("site_total", sa.Integer(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("platform", "place_id"),
        sa.UniqueConstraint("store_id", "platform"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "crawl",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("mode", AutoString(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("heartbeat_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("host", AutoString(), nullable=False),
        sa.Column("outcome", AutoString(), nullable=True),
        sa.Column("message", AutoString(), nullable=True),
        sa.Column("retry_at", UTCDateTime(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.JSON(), nullable=False),
        sa.Column("streams", sa.JSON(), nullable=False),
        sa.Column("site_total", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("crawl", schema=None) as batch_op:
        batch_op.create_index("ix_crawl_listing_started", ["listing_id", "started_at"], unique=False)
        batch_op.create_index("ix_crawl_running", ["listing_id"], unique=True, sqlite_where=sa.text("outcome IS NULL"))

    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("platform_id", AutoString(), nullable=False),
        sa.Column("id_source", AutoString(), nullable=False),
        sa.Column("fingerprint", AutoString(), nullable=False),
        sa.Column("url", AutoString(), nullable=True),
        sa.Column("author", AutoString(), nullable=False),
        sa.Column("rating", sa.Float(), nullable=True),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.Column("written_precision", AutoString(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("visit_count", sa.Integer(), nullable=True),
        sa.Column("voted_keywords", sa.JSON(), nullable=False),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("origin", AutoString(), nullable=True),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("edited_at", UTCDateTime(), nullable=True),
        sa.Column("reply_text", AutoString(), nullable=True),
        sa.Column("reply_written_at", UTCDateTime(), nullable=True),
        sa.Column("first_seen_at", UTCDateTime(), nullable=False),
        sa.Column("last_seen_at", UTCDateTime(), nullable=False),
        sa.Column("missed_full", sa.Integer(), nullable=False),
        sa.Column("handled_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("listing_id", "platform_id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index("ix_review_fingerprint", ["listing_id", "fingerprint"], unique=False)
        batch_op.create_index("ix_review_listing_written", ["listing_id", "written_at"], unique=False)
        batch_op.create_index("ix_review_written", ["written_at"], unique=False)

    op.create_table(
        "review_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Float(), nullable=True),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("voted_keywords", sa.JSON(), nullable=False),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("replaced_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("review_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_revision_review_id"), ["review_id"], unique=False)
    op.execute(search.CREATE)
