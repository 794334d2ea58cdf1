"""replies and their history, examples of the voice, promises, alerts, requests for removal; a model's answers for a day."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # Plain ALTER TABLE: batch mode would copy the table, and lose the numbers that were given already.
    op.add_column("llm_call", sa.Column("question", AutoString(), nullable=True))
    op.add_column("llm_call", sa.Column("answer", AutoString(), nullable=True))
    op.create_index("ix_llm_call_question", "llm_call", ["question"], unique=False, sqlite_where=sa.text("answer IS NOT NULL"))
    op.add_column("store", sa.Column("voice", sa.JSON(), server_default="{}", nullable=False))
    _reply()
    _reply_event()
    _voice_example()
    _follow_up()
    _alert()
    _removal()


ACTIVE = sa.text("state NOT IN ('rejected', 'refused', 'removed')")


def _reply() -> None:
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("lang", AutoString(), nullable=False),
        sa.Column("writer", AutoString(), nullable=False),
        sa.Column("wish", AutoString(), nullable=False),
        sa.Column("basis", AutoString(), nullable=False),
        sa.Column("held_for", sa.JSON(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("approve_at", UTCDateTime(), nullable=True),
        sa.Column("approved_at", UTCDateTime(), nullable=True),
        sa.Column("approved_by", AutoString(), nullable=True),
        sa.Column("posting_at", UTCDateTime(), nullable=True),
        sa.Column("posted_at", UTCDateTime(), nullable=True),
        sa.Column("live_at", UTCDateTime(), nullable=True),
        sa.Column("checked_at", UTCDateTime(), nullable=True),
        sa.Column("site_state", AutoString(), nullable=True),
        sa.Column("violation", AutoString(), nullable=True),
        sa.Column("trouble", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_reply_active",
        "reply",
        ["review_id"],
        unique=True,
        sqlite_where=ACTIVE,
    )
    op.create_index("ix_reply_review", "reply", ["review_id"], unique=False)
    op.create_index("ix_reply_state", "reply", ["state"], unique=False)


def _reply_event() -> None:
    op.create_table(
        "reply_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("what", AutoString(), nullable=False),
        sa.Column("who", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_reply_event_reply_id", "reply_event", ["reply_id"], unique=False)


def _voice_example() -> None:
    op.create_table(
        "voice_example",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("review_text", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("lang", AutoString(), nullable=False),
        sa.Column("aspects", sa.JSON(), nullable=False),
        sa.Column("polarity", AutoString(), nullable=True),
        sa.Column("origin", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("embedding", sa.JSON(), nullable=True),
        sa.Column("embedding_model", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reply_id"),
    )
    op.create_index("ix_voice_example_store_id", "voice_example", ["store_id"], unique=False)


def _follow_up() -> None:
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_follow_up_reply_id", "follow_up", ["reply_id"], unique=False)


def _alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", AutoString(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=True),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("acked_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alert_unread", "alert", ["created_at"], unique=False, sqlite_where=sa.text("acked_at IS NULL"))


def _removal() -> None:
    op.create_table(
        "removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("ground", AutoString(), nullable=False),
        sa.Column("folder", AutoString(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("outcome", AutoString(), nullable=True),
        sa.Column("outcome_at", UTCDateTime(), nullable=True),
        sa.Column("note", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_removal_review_id", "removal", ["review_id"], unique=False)
