"""indexes that hold what the reports count, so that a report reads no review for it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # Wider ones in place of three that were there: a write keeps as many indexes as before, but for two small ones.
    op.drop_index("ix_review_listing_written", "review")
    op.create_index(
        "ix_review_listing_written", "review", ["listing_id", "written_at", "status", "rating", "written_precision"]
    )
    op.create_index(
        "ix_review_answered",
        "review",
        ["listing_id", "written_at", "status", "rating", "written_precision", "reply_written_at"],
        sqlite_where=sa.text("reply_text IS NOT NULL"),
    )
    op.drop_index("ix_review_keyword_review_id", "review_keyword")
    op.create_index("ix_review_keyword_review", "review_keyword", ["review_id", "keyword", "polarity"])
    op.drop_index("ix_review_aspect_review_id", "review_aspect")
    op.create_index("ix_review_aspect_review", "review_aspect", ["review_id", "aspect", "polarity"])
    op.create_index("ix_review_revision_replaced", "review_revision", ["replaced_at"])
