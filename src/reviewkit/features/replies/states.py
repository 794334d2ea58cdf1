"""The states of a reply, and every step between two of them: each one short write that leaves its line in the history.

held → draft → approved → posting → posted → live, or rejected (the owner's no), refused (the site's no), failed, removed. Of a
review's replies one at most is under way or on the site; the database itself sees to that.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from reviewkit.db.engine import writing
from reviewkit.db.models import ENDED, Reply, ReplyEvent, Review
from reviewkit.errors import NotFound, WrongInput
from reviewkit.features.replies.situation import Check
from reviewkit.i18n import N_, _

OWNER, SITE = "owner", "site"
NAMES = {
    "held": N_("held for you"), "draft": N_("draft"), "approved": N_("approved"), "posting": N_("being posted"),
    "posted": N_("posted"), "live": N_("live"), "failed": N_("failed"), "rejected": N_("rejected"),
    "refused": N_("refused by the site"), "removed": N_("removed"),
}  # fmt: skip
log = structlog.get_logger()


def name(state: str) -> str:
    """Return a state's name for people."""
    return _(NAMES[state]) if state in NAMES else state


def basis(text: str, rating: float | None) -> str:
    """Return a mark of what a reply answers: another text or other stars give another mark."""
    return hashlib.sha256(f"{rating}|{text}".encode()).hexdigest()[:16]


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def note(session: Session, reply: Reply, what: str, who: str, text: str | None = None, **detail: Any) -> None:
    """Write a line of a reply's history, and its time."""
    reply.updated_at = now()
    session.add(reply)
    session.flush()
    assert reply.id is not None
    session.add(ReplyEvent(reply_id=reply.id, at=reply.updated_at, what=what, who=who, text=text, detail=detail))
    log.info("reply", reply=reply.id, what=what, who=who, state=reply.state)


def get(session: Session, reply_id: int) -> Reply:
    """Return a reply. Raises NotFound."""
    reply = session.get(Reply, reply_id)
    if reply is None:
        raise NotFound(_("There is no reply {id}.").format(id=reply_id), _("See them with: reviewkit reply list"))
    return reply


def of_review(session: Session, review_id: int) -> Reply | None:
    """Return the reply to a review that is under way or on the site, None where there is none."""
    return session.exec(select(Reply).where(Reply.review_id == review_id, col(Reply.state).not_in(ENDED))).first()


def expect(reply: Reply, states: Sequence[str], doing: str) -> None:
    """Raise WrongInput where a reply is in none of `states`; `doing` is a translated "can't be …"."""
    if reply.state not in states:
        raise WrongInput(
            _("Reply {id} is {state}: it {doing}.").format(id=reply.id, state=name(reply.state), doing=doing),
            _("See its history with: reviewkit reply show {id}").format(id=reply.id),
        )


def set_checks(reply: Reply, checks: Iterable[Check]) -> None:
    """Keep what the checks say of a reply."""
    found = list(checks)
    reply.checks = [{**asdict(check), "facts": dict(check.facts)} for check in found]
    reply.passed = bool(reply.text) and all(check.passed for check in found)


def hold(engine: Engine, review_id: int, risks: Sequence[str], who: str = "rules") -> int | None:
    """Hold a review for a person: no draft is written. Return the reply's id, None where another one is under way."""
    with writing(engine) as session:
        review = session.get(Review, review_id)
        if review is None or of_review(session, review_id):
            return None
        moment = now()
        reply = Reply(
            review_id=review_id, state="held", text="", lang="", writer="", basis=basis(review.text, review.rating),
            held_for=list(risks), created_at=moment, updated_at=moment,
        )  # fmt: skip
        note(session, reply, "held", who, risks=list(risks))
        return reply.id


def edit(engine: Engine, reply_id: int, text: str, checks: Iterable[Check], who: str = OWNER) -> Reply:
    """Give a reply another text, with its checks; an approved one goes back to draft. Raises WrongInput, NotFound."""
    with writing(engine) as session:
        reply = get(session, reply_id)
        expect(reply, ("held", "draft", "approved", "failed"), _("can't be edited"))
        before, state = reply.text, reply.state
        reply.text, reply.state = text, "draft"
        if who == OWNER:
            reply.writer = OWNER
        review = session.get(Review, reply.review_id)
        assert review is not None
        reply.basis = basis(review.text, review.rating)
        _unapprove(reply)
        set_checks(reply, checks)
        note(session, reply, "edited", who, text, before=before, state=state)
        return reply


def approve(engine: Engine, reply_id: int, who: str = OWNER) -> Reply:
    """Approve a draft. Raises WrongInput where it isn't one, is empty, or answers what the review no longer says."""
    with writing(engine) as session:
        reply = get(session, reply_id)
        expect(reply, ("draft", "failed"), _("can't be approved"))
        review = session.get(Review, reply.review_id)
        assert review is not None
        if not reply.text.strip():
            raise WrongInput(
                _("Reply {id} has no text yet.").format(id=reply_id),
                _("Write one with: reviewkit reply edit {id}").format(id=reply_id),
            )
        if reply.basis != basis(review.text, review.rating):
            raise WrongInput(
                _("The review was edited after reply {id} was written.").format(id=reply_id),
                _("Look at it, and save it again: reviewkit reply edit {id}").format(id=reply_id),
            )
        state = reply.state
        reply.state, reply.approved_at, reply.approved_by, reply.approve_at = "approved", now(), who, None
        reply.trouble = None
        note(session, reply, "approved", who, state=state)
        return reply


def reject(engine: Engine, reply_id: int, who: str = OWNER, why: str = "") -> Reply:
    """Say no to a reply that isn't posted yet; the review may get another one. Raises WrongInput, NotFound."""
    with writing(engine) as session:
        reply = get(session, reply_id)
        expect(reply, ("held", "draft", "approved", "failed"), _("can't be rejected any more"))
        state = reply.state
        reply.state = "rejected"
        _unapprove(reply)
        note(session, reply, "rejected", who, state=state, **({"why": why} if why else {}))
        return reply


def set_held(engine: Engine, reply_id: int, who: str = OWNER) -> Reply:
    """Hold a draft back: it stays, and nothing but the owner moves it. Raises WrongInput, NotFound."""
    with writing(engine) as session:
        reply = get(session, reply_id)
        expect(reply, ("draft", "approved", "failed"), _("can't be held"))
        state = reply.state
        reply.state = "held"
        _unapprove(reply)
        note(session, reply, "held", who, state=state)
        return reply


def undo(engine: Engine, reply_id: int) -> Reply:
    """Take back the owner's last step: approving, rejecting, holding or editing. Raises WrongInput where there is none."""
    with writing(engine) as session:
        reply = get(session, reply_id)
        last = session.exec(
            select(ReplyEvent).where(ReplyEvent.reply_id == reply_id).order_by(col(ReplyEvent.id).desc())
        ).first()
        before = last.detail.get("state") if last and last.who == OWNER else None
        taken = of_review(session, reply.review_id)
        if last is None or before is None or (taken and taken.id != reply_id):
            raise WrongInput(
                _("There is nothing to undo for reply {id}.").format(id=reply_id),
                _("See its history with: reviewkit reply show {id}").format(id=reply_id),
            )
        if last.what == "edited":
            reply.text = last.detail["before"]
        reply.state = before
        if before == "approved":
            reply.approved_at, reply.approved_by = now(), OWNER
        else:
            _unapprove(reply)
        note(session, reply, "undone", OWNER, reply.text if last.what == "edited" else None, step=last.what)
        return reply


def _unapprove(reply: Reply) -> None:
    reply.approve_at = reply.approved_at = reply.approved_by = None
