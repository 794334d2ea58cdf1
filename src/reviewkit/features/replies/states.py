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
from reviewkit.db.models import ENDED, Listing, Reply, ReplyEvent, Review
from reviewkit.errors import NotFound, WrongInput
from reviewkit.features import alerts
from reviewkit.features.replies.situation import Check
from reviewkit.features.voice.similar import forget
from reviewkit.i18n import N_, _

OWNER, SITE, RULES = "owner", "site", "rules"
UNPOSTED = ("held", "draft", "approved", "failed")
"""What the owner still has in hand."""
UNDONE = (*UNPOSTED, "rejected")
"""Where a step of the owner's may be taken back."""
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
    """Return a mark of what a reply answers: other letters or other stars give another mark."""
    return hashlib.sha256(f"{rating}|{''.join(text.split())}".encode()).hexdigest()[:16]


def current(session: Session, reply: Reply) -> str:
    """Return the mark of what the reply's review says now."""
    review = session.get(Review, reply.review_id)
    assert review is not None
    return basis(review.text, review.rating)


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


def hold(engine: Engine, review_id: int, risks: Sequence[str], who: str = RULES) -> int | None:
    """Hold a review for a person, and alert: no draft is written. Return the reply's id, None where there is one already."""
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
        _tell_held(session, reply, review, who)
        return reply.id


def hold_reply(engine: Engine, reply_id: int, risks: Sequence[str]) -> None:
    """Hold a reply whose review has turned out to be risky, and alert. One that is being posted or is on the site stays."""
    with writing(engine) as session:
        hold_in(session, get(session, reply_id), risks)


def hold_in(session: Session, reply: Reply, risks: Sequence[str]) -> None:
    """The same inside the caller's write."""
    if reply.state not in UNPOSTED:
        return
    review = session.get(Review, reply.review_id)
    assert review is not None
    reply.held_for, reply.passed = list(risks), False
    if reply.state != "held":
        state, reply.state = reply.state, "held"
        _unapprove(reply)
        note(session, reply, "held", RULES, risks=list(risks), state=state)
    _tell_held(session, reply, review, RULES)


def edit(
    engine: Engine, reply_id: int, text: str, checks: Iterable[Check], who: str = OWNER, *, seen: str | None = None
) -> Reply:
    """Give a reply another text, with its checks; an approved one goes back to draft. Raises WrongInput, NotFound.

    `seen` is the mark of the review that the text was written for, where that may be another one by now: such a text is kept,
    but can't be approved before it is looked at again.
    """
    with writing(engine) as session:
        reply = get(session, reply_id)
        expect(reply, UNPOSTED, _("can't be edited"))
        before = {"before": reply.text, "state": reply.state, "basis": reply.basis, "writer": reply.writer}
        reply.text, reply.state, reply.writer = text, "draft", who
        reply.basis = seen or current(session, reply)
        _unapprove(reply)
        set_checks(reply, checks)
        reply.passed = reply.passed and reply.basis == current(session, reply)
        note(session, reply, "edited", who, text, **before)
        forget(session, reply_id)
        return reply


def approve(engine: Engine, reply_id: int, who: str = OWNER, *, due: datetime | None = None) -> Reply:
    """Approve a draft. Raises WrongInput where it isn't one, is empty, or answers what the review no longer says.

    With `due` a rule does it: only what passed all checks, was planned by that rule, and has waited until then.
    """
    with writing(engine) as session:
        reply = get(session, reply_id)
        expect(reply, ("draft", "failed"), _("can't be approved"))
        if not reply.text.strip():
            raise WrongInput(
                _("Reply {id} has no text yet.").format(id=reply_id),
                _("Write one with: reviewkit reply edit {id}").format(id=reply_id),
            )
        if reply.basis != current(session, reply):
            raise WrongInput(
                _("The review was edited after reply {id} was written.").format(id=reply_id),
                _("Look at it, and save it again: reviewkit reply edit {id}").format(id=reply_id),
            )
        planned = reply.passed and reply.approved_by == who and reply.approve_at is not None
        if due is not None and not (planned and reply.approve_at is not None and reply.approve_at <= due):
            raise WrongInput(_("No rule may approve reply {id} now.").format(id=reply_id))
        state = reply.state
        reply.state, reply.approved_at, reply.approved_by, reply.approve_at = "approved", now(), who, None
        reply.trouble = None
        note(session, reply, "approved", who, state=state)
        return reply


def reject(engine: Engine, reply_id: int, who: str = OWNER, why: str = "") -> Reply:
    """Say no to a reply that isn't posted yet; the review may get another one. Raises WrongInput, NotFound."""
    with writing(engine) as session:
        reply = get(session, reply_id)
        expect(reply, UNPOSTED, _("can't be rejected any more"))
        state = reply.state
        reply.state = "rejected"
        _unapprove(reply)
        note(session, reply, "rejected", who, state=state, **({"why": why} if why else {}))
        forget(session, reply_id)
        return reply


def back_to_draft(session: Session, reply: Reply) -> None:
    """Take back an approval that was for what the review no longer says, inside the caller's write."""
    reply.state, reply.passed = "draft", False
    _unapprove(reply)
    note(session, reply, "review_edited", SITE)  # what it said is among the review's revisions


def set_held(engine: Engine, reply_id: int, who: str = OWNER) -> Reply:
    """Hold a draft back: it stays, and nothing but the owner moves it. Raises WrongInput, NotFound."""
    with writing(engine) as session:
        reply = get(session, reply_id)
        expect(reply, ("draft", "approved", "failed"), _("can't be held"))
        state = reply.state
        reply.state = "held"
        _unapprove(reply)
        note(session, reply, "held", who, state=state)
        forget(session, reply_id)
        return reply


def undo(engine: Engine, reply_id: int) -> Reply:
    """Take back the last step: approving, rejecting, holding, editing, or a rewrite. Raises WrongInput where there is none.

    What was approved before is approved again only where the review still says the same.
    """
    with writing(engine) as session:
        reply = get(session, reply_id)
        history = select(ReplyEvent).where(ReplyEvent.reply_id == reply_id).order_by(col(ReplyEvent.id).desc())
        last = session.exec(history).first()
        mine = last is not None and (last.who == OWNER or last.what == "edited")
        before = last.detail.get("state") if last and mine else None
        taken = of_review(session, reply.review_id)
        if last is None or before is None or reply.state not in UNDONE or (taken and taken.id != reply_id):
            raise WrongInput(
                _("There is nothing to undo for reply {id}.").format(id=reply_id),
                _("See its history with: reviewkit reply show {id}").format(id=reply_id),
            )
        edited = last.what == "edited"
        if edited:
            reply.text, reply.basis, reply.writer = (last.detail[name] for name in ("before", "basis", "writer"))
        stale = reply.basis != current(session, reply)
        _unapprove(reply)
        reply.state = "draft" if before == "approved" and stale else before
        if reply.state == "approved":
            reply.approved_at, reply.approved_by = now(), OWNER
        note(session, reply, "undone", OWNER, reply.text if edited else None, step=last.what)
        forget(session, reply_id)
        return reply


def _tell_held(session: Session, reply: Reply, review: Review, who: str) -> None:
    listing = session.get(Listing, review.listing_id)
    assert listing is not None
    kind = "risk" if reply.held_for else "held"
    alerts.add(
        session, f"{kind}:{review.id}:{basis(review.text, review.rating)}", kind, urgent=kind == "risk",
        store_id=listing.store_id, review_id=review.id, reply_id=reply.id, risks=list(reply.held_for), rule=who,
    )  # fmt: skip


def _unapprove(reply: Reply) -> None:
    reply.approve_at = reply.approved_at = reply.approved_by = None
