"""What becomes of a new draft by itself, where the owner has switched rules on; every decision stands in the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from sqlalchemy import Engine
from sqlmodel import col, select

from reviewkit.config import Rule
from reviewkit.db.engine import reading
from reviewkit.db.models import Reply
from reviewkit.errors import WrongInput
from reviewkit.features.replies import states
from reviewkit.features.replies.situation import Situation

MIDNIGHT = "24:00"


@dataclass(frozen=True, slots=True)
class Plan:
    """That a rule will approve a draft when `due`."""

    rule: str
    due: datetime


def fitting(rules: Sequence[Rule], situation: Situation) -> Rule | None:
    """Return the first rule that fits a review, None where none does."""
    return next((rule for rule in rules if _fits(rule, situation)), None)


def _fits(rule: Rule, situation: Situation) -> bool:
    rating = situation.rating
    if rule.platform and rule.platform != situation.platform:
        return False
    if (rule.rating_min is not None or rule.rating_max is not None) and rating is None:
        return False  # a rating that isn't there is not made up
    if rating is not None and not (rule.rating_min or 0) <= rating <= (5 if rule.rating_max is None else rule.rating_max):
        return False
    if rule.sentiment and rule.sentiment != situation.sentiment:
        return False
    return rule.text is None or rule.text == bool(situation.text.strip())


def moment(start: datetime, hours: float, business_hours: str, zone: tzinfo) -> datetime:
    """Return when a rule may approve: `hours` after `start`, at the next time that is within the business hours."""
    opens, _dash, closes = business_hours.partition("-")
    due = (start + timedelta(hours=hours)).astimezone(zone)
    opening = time.fromisoformat(opens)
    if due.time() < opening:
        return datetime.combine(due.date(), opening, zone)
    if closes != MIDNIGHT and due.time() >= time.fromisoformat(closes):
        return datetime.combine(due.date() + timedelta(days=1), opening, zone)
    return due


def approve_due(engine: Engine, now: datetime) -> list[int]:
    """Approve what rules have let wait long enough; return the replies. What has changed meanwhile stays a draft."""
    with reading(engine) as session:
        wanted = select(Reply.id, Reply.approved_by).where(
            Reply.state == "draft", col(Reply.passed), col(Reply.approve_at) <= now
        )
        due = [(reply_id, rule) for reply_id, rule in session.exec(wanted) if reply_id is not None]
    done = []
    for reply_id, rule in due:
        try:
            states.approve(engine, reply_id, rule or "rule")
        except WrongInput:  # the review was edited, or the owner was quicker
            continue
        done.append(reply_id)
    return done
