"""Reading reviews, and marking them as done. Reads stay on the light path: no SQLModel."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from reviewkit.db import query
from reviewkit.db.query import Filter
from reviewkit.db.reading import MOST
from reviewkit.errors import NotFound
from reviewkit.i18n import _

if TYPE_CHECKING:
    from sqlalchemy import Engine

FIELDS = (
    "id", "store", "platform", "platform_id", "url", "author", "rating", "text", "written_at", "written_precision",
    "visited_on", "visit_count", "voted_keywords", "photos", "origin", "status", "edited_at", "owner_reply", "sentiment",
    "sentiment_score", "keywords", "aspects", "lang", "copy_of", "handled",
)  # fmt: skip
"""What `review list` gives per review, in this order."""
KEYWORD = ("keyword", "polarity", "strength", "start", "end")
MENTION = ("aspect", "polarity", "clause", "start", "end")
"""What a keyword and an aspect consist of."""


def listed(path: Path, wanted: Filter, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    """Yield the chosen reviews in the shape of `review list --json`; times in `zone`."""
    for row in query.select(path, wanted):
        yield shape(row, zone)


def show(path: Path, review_id: int, zone: ZoneInfo) -> dict[str, Any]:
    """Return one review with its `revisions`, newest first. Raises NotFound."""
    row = query.one(path, review_id)
    if row is None:
        raise NotFound(
            _("There is no review {id}.").format(id=review_id),
            _("See the numbers in the first column of: reviewkit review list"),
        )
    earlier = [
        {
            "replaced_at": _time(revision["replaced_at"], zone),
            "rating": revision["rating"],
            "text": revision["text"],
            "voted_keywords": json.loads(revision["voted_keywords"]),
            "photos": json.loads(revision["photos"]),
        }
        for revision in query.revisions(path, review_id)
    ]
    return {**shape(row, zone), "revisions": earlier}


def shape(row: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Return a stored review as the world sees it: the fields of the agreement, in order."""
    reply = None
    if row["reply_text"] is not None:
        reply = {"text": row["reply_text"], "written_at": _time(row["reply_written_at"], zone)}
    return {
        "id": row["id"],
        "store": row["store"],
        "platform": row["platform"],
        "platform_id": row["platform_id"],
        "url": row["url"],
        "author": row["author"],
        "rating": row["rating"],
        "text": row["text"],
        "written_at": _time(row["written_at"], zone),
        "written_precision": row["written_precision"],
        "visited_on": row["visited_on"],
        "visit_count": row["visit_count"],
        "voted_keywords": json.loads(row["voted_keywords"]),
        "photos": json.loads(row["photos"]),
        "origin": row["origin"],
        "status": row["status"],
        "edited_at": _time(row["edited_at"], zone),
        "owner_reply": reply,
        # None and empty where it was not read yet, or nothing tells: unknown, not neutral.
        "sentiment": row["sentiment"],
        "sentiment_score": row["sentiment_score"],
        "keywords": _objects(row["keywords"], KEYWORD),
        "aspects": _objects(row["aspects"], MENTION),
        "lang": row["lang"] or None,
        "copy_of": row["copy_of"],
        "handled": row["handled_at"] is not None,
    }


def mark(engine: "Engine", ids: Sequence[int], *, handled: bool) -> int:
    """Mark reviews as done, or as open again; return how many changed. Raises NotFound where one doesn't exist."""
    from sqlmodel import col, select

    from reviewkit.db.engine import writing
    from reviewkit.db.models import Review

    with writing(engine) as session:
        found = list(session.exec(select(Review).where(col(Review.id).in_([number for number in ids if abs(number) <= MOST]))))
        missing = set(ids) - {review.id for review in found}
        if missing:
            raise NotFound(_("There is no review {id}.").format(id=", ".join(map(str, sorted(missing)))))
        changed = [review for review in found if (review.handled_at is not None) != handled]
        for review in changed:
            review.handled_at = datetime.now(UTC) if handled else None
        return len(changed)


def _objects(array: str, names: Sequence[str]) -> list[dict[str, Any]]:
    if array == "[]":
        return []
    found = [dict(zip(names, values, strict=True)) for values in json.loads(array)]
    return sorted(found, key=lambda one: (one["start"], one["end"]))


def _time(text: str | None, zone: ZoneInfo) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(zone) if text else None
