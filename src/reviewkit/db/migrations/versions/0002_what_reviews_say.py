"""what reviews say: sentiment, keywords, aspects, copies; the ledger; a store's trade; a review's text as it came."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # Plain ALTER TABLE: batch mode would copy the table, and lose the numbers that were given already.
    op.add_column("store", sa.Column("trade", AutoString(), nullable=True))
    op.add_column("review", sa.Column("text_original", AutoString(), nullable=True))
    _analysis()
    _keywords_and_aspects()
    _ledger()


def _analysis() -> None:
    op.create_table(
        "review_analysis",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lang", AutoString(), nullable=False),
        sa.Column("sentiment", AutoString(), nullable=True),
        sa.Column("sentiment_score", sa.Float(), nullable=True),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("judge", AutoString(), nullable=False),
        sa.Column("copy_of", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["copy_of"], ["review.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("review_id"),
    )
    negative, copied = sa.text("sentiment = 'negative'"), sa.text("copy_of IS NOT NULL")
    op.create_index("ix_review_analysis_negative", "review_analysis", ["review_id"], sqlite_where=negative)
    op.create_index("ix_review_analysis_copy", "review_analysis", ["copy_of"], sqlite_where=copied)


def _keywords_and_aspects() -> None:
    op.create_table(
        "review_keyword",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("keyword", AutoString(), nullable=False),
        sa.Column("polarity", AutoString(), nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_review_keyword_review_id", "review_keyword", ["review_id"])
    op.create_index("ix_review_keyword_keyword", "review_keyword", ["keyword"])
    op.create_table(
        "review_aspect",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("aspect", AutoString(), nullable=False),
        sa.Column("polarity", AutoString(), nullable=False),
        sa.Column("clause", AutoString(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_review_aspect_review_id", "review_aspect", ["review_id"])
    op.create_index("ix_review_aspect_aspect", "review_aspect", ["aspect", "polarity"])


def _ledger() -> None:
    op.create_table(
        "llm_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("purpose", AutoString(), nullable=False),
        sa.Column("model", AutoString(), nullable=False),
        sa.Column("prompt_tokens", sa.Integer(), nullable=True),
        sa.Column("completion_tokens", sa.Integer(), nullable=True),
        sa.Column("cost", sa.Float(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("outcome", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_llm_call_at", "llm_call", ["at"])
