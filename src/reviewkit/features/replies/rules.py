"""What becomes of a new draft by itself, where the owner has switched rules on; every decision stands in the history."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from sqlalchemy import Engine
from sqlmodel import col, select

from reviewkit.config.sections import Rule
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


@dataclass(frozen=True, slots=True)
class Approver:
    """Approves what rules have let wait long enough, and looks once more before it does.

    The rule must still be there and fit, the review must not be risky (`risky` says so), and it must be within the business
    hours.
    """

    engine: Engine
    situation: Callable[[int], Situation]
    risky: Callable[[Situation], object]
    rules: Sequence[Rule]
    business_hours: str
    zone: tzinfo

    def approve(self, now: datetime) -> list[int]:
        """Approve what is due; return the replies. What has changed meanwhile stays a draft. Raises DatabaseTrouble."""
        if moment(now, 0, self.business_hours, self.zone) > now:
            return []
        with reading(self.engine) as session:
            wanted = select(Reply).where(Reply.state == "draft", col(Reply.passed), col(Reply.approve_at) <= now)
            due = [(reply.id, reply.review_id, reply.approved_by) for reply in session.exec(wanted)]
        return [id_ for id_, review_id, rule in due if id_ is not None and self._one(id_, review_id, rule or "", now)]

    def _one(self, reply_id: int, review_id: int, planned: str, now: datetime) -> bool:
        situation = self.situation(review_id)
        rule = fitting(self.rules, situation)
        if rule is None or rule.action != "approve" or planned != title(rule) or self.risky(situation):
            return False
        try:
            states.approve(self.engine, reply_id, planned, due=now)
        except WrongInput:  # the review was edited, or the owner was quicker
            return False
        return True


def title(rule: Rule) -> str:
    """Return what a rule is called in the history."""
    return f"rule: {rule.name}"
