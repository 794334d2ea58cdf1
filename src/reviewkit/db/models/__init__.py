"""The tables. Times are aware and stored in UTC; what a platform doesn't say is NULL.

A `table=True` model doesn't validate: what comes from outside is checked in `features/pipeline.py`, uniqueness here.
"""

from reviewkit.db.models.replies import ENDED, Alert, FollowUp, Removal, Reply, ReplyEvent, VoiceExample
from reviewkit.db.models.reviews import (
    NEVER_AGAIN,
    Listing,
    Review,
    ReviewAnalysis,
    ReviewAspect,
    ReviewKeyword,
    ReviewRevision,
    Store,
)
from reviewkit.db.models.runs import Crawl, LlmCall

__all__ = [
    "ENDED",
    "NEVER_AGAIN",
    "Alert",
    "Crawl",
    "FollowUp",
    "Listing",
    "LlmCall",
    "Removal",
    "Reply",
    "ReplyEvent",
    "Review",
    "ReviewAnalysis",
    "ReviewAspect",
    "ReviewKeyword",
    "ReviewRevision",
    "Store",
    "VoiceExample",
]
