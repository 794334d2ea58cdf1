"""What the owner promised in replies, and by when."""

from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from reviewkit.db.engine import reading, writing
from reviewkit.db.models import FollowUp
from reviewkit.db.reading import MOST, rows
from reviewkit.db.reviews import moment
from reviewkit.errors import NotFound
from reviewkit.i18n import _

LIST = """
    SELECT follow_up.id, store.name AS store, reply.review_id, follow_up.reply_id, follow_up.text, follow_up.due_on,
           follow_up.created_at, follow_up.done_at
    FROM follow_up JOIN reply ON reply.id = follow_up.reply_id JOIN review ON review.id = reply.review_id
    JOIN listing ON listing.id = review.listing_id JOIN store ON store.id = listing.store_id
    WHERE :all OR follow_up.done_at IS NULL
    ORDER BY follow_up.done_at IS NOT NULL, follow_up.due_on IS NULL, follow_up.due_on, follow_up.id
"""


def listed(path: Path, zone: tzinfo, today: date, *, every: bool = False) -> list[dict[str, Any]]:
    """Return the promises that wait (or `every` one), the soonest first; `late` says that the day has passed."""
    with rows(path, LIST, {"all": every}) as found:
        return [_shape(dict(row), zone, today) for row in found]


def done(engine: Engine, ids: list[int]) -> int:
    """Mark promises as kept; return how many were open. Raises NotFound."""
    with writing(engine) as session:
        found = _open(session, ids)
        for one in found:
            one.done_at = datetime.now(UTC)
        return len(found)


def open_among(engine: Engine, ids: list[int]) -> list[int]:
    """Return those of the promises that aren't kept yet. Raises NotFound."""
    with reading(engine) as session:
        return [one.id for one in _open(session, ids) if one.id is not None]


def _open(session: Session, ids: list[int]) -> list[FollowUp]:
    found = list(session.exec(select(FollowUp).where(col(FollowUp.id).in_([number for number in ids if abs(number) <= MOST]))))
    missing = set(ids) - {one.id for one in found}
    if missing:
        raise NotFound(
            _("There is no follow-up {id}.").format(id=", ".join(map(str, sorted(missing)))),
            _("See them with: reviewkit follow-up list --all"),
        )
    return [one for one in found if one.done_at is None]


def _shape(row: dict[str, Any], zone: tzinfo, today: date) -> dict[str, Any]:
    due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    finished = moment(row["done_at"]).astimezone(zone) if row["done_at"] else None
    return {
        **row,
        "due_on": due,
        "late": finished is None and due is not None and due < today,
        "created_at": moment(row["created_at"]).astimezone(zone),
        "done_at": finished,
    }
