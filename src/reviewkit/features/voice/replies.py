"""The owner's replies that are known: those that a site shows, and those of ours that the owner has approved."""

from dataclasses import dataclass
from pathlib import Path

from reviewkit.db import reading
from reviewkit.text.lang import detect

# A reply that a rule let through was written by us alone: learning from it would be learning from ourselves.
_KNOWN = """
    SELECT review.id AS review_id, review.author, review.text AS review,
           coalesce(nullif(review.reply_text, ''), reply.text) AS text
    FROM review
    JOIN listing ON listing.id = review.listing_id
    LEFT JOIN reply ON reply.review_id = review.id AND reply.state IN ('approved', 'posting', 'posted', 'live')
    WHERE listing.store_id = :store AND review.status != 'suspended'
      AND (reply.approved_by = 'owner' OR (reply.id IS NULL AND nullif(review.reply_text, '') IS NOT NULL))
    ORDER BY coalesce(review.reply_written_at, reply.approved_at, review.written_at) DESC, review.id DESC LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class Known:
    """One reply of the owner's, with the review that it answers and the review's author."""

    text: str
    review: str = ""
    author: str = ""
    review_id: int = 0

    @property
    def lang(self) -> str:
        """The reply's language, as `text.lang` tells it."""
        return detect(self.text)


def known(path: Path, store_id: int, limit: int) -> list[Known]:
    """Return a store's last replies, the newest first. Raises DatabaseTrouble."""
    with reading.rows(path, _KNOWN, {"store": store_id, "limit": limit}) as rows:
        return [Known(row["text"], row["review"], row["author"], row["review_id"]) for row in rows]
