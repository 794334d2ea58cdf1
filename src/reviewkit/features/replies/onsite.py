"""The steps of a reply that goes onto a site, each one short write: claimed, arrived, refused, not sent after all."""

import unicodedata
from datetime import date
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from reviewkit.db.engine import writing
from reviewkit.db.models import FollowUp, Listing, Reply, Review
from reviewkit.errors import ReviewkitError
from reviewkit.features import alerts
from reviewkit.features.replies import states
from reviewkit.features.replies.checks.promises import promises
from reviewkit.features.replies.states import SITE
from reviewkit.i18n import _
from reviewkit.platforms.base import Place, ReplyState, SiteReply, Status


def claim(engine: Engine, number: int) -> str | None:
    """Say that a reply is about to be sent, and return its text as it is now.

    None where it may not be sent: it isn't approved any more, or its review has changed; then it is a draft again.
    """
    with writing(engine) as session:
        reply = session.get(Reply, number)
        if reply is None or reply.state != "approved":
            return None
        review = session.get(Review, reply.review_id)
        if review is None or review.status != Status.VISIBLE or reply.basis != states.current(session, reply):
            states.back_to_draft(session, reply)
            return None
        who = states.OWNER if reply.approved_by == states.OWNER else states.RULES
        reply.state, reply.posting_at = "posting", states.now()
        states.note(session, reply, "posting", who)
        return reply.text


def mark_posted(engine: Engine, number: int, today: date) -> None:
    """Take the owner's word that he has posted a reply by hand; the next crawl or check looks. Raises WrongInput, NotFound."""
    with writing(engine) as session:
        reply = states.get(session, number)
        states.expect(reply, ("approved", "posting"), _("can't be posted"))
        reply.state, reply.posted_at, reply.trouble = "posted", states.now(), None
        states.note(session, reply, "posted", states.OWNER, by_hand=True)
        follow_up(session, reply, today)


def unclaim(engine: Engine, number: int, error: ReviewkitError | None) -> None:
    """Say that a reply was not sent after all; where its review has changed it is a draft again."""
    with writing(engine) as session:
        reply = session.get(Reply, number)
        if reply is None or reply.state != "posting":
            return
        reply.state, reply.posting_at = "approved", None
        reply.trouble = error.message if error else None
        states.note(session, reply, "not_sent", SITE, **({"why": error.message} if error else {}))
        if reply.basis != states.current(session, reply):
            states.back_to_draft(session, reply)


def trouble(engine: Engine, number: int, error: ReviewkitError) -> None:
    """Note why it isn't known whether a reply arrived; it stays `posting`, and the next run looks."""
    with writing(engine) as session:
        reply = session.get(Reply, number)
        if reply is not None and reply.state == "posting":
            reply.trouble = error.message
            states.note(session, reply, "unclear", SITE, why=error.message)


def arrived(session: Session, reply: Reply, found: SiteReply, today: date) -> str:
    """Note what the site has for a reply that was being posted, inside the caller's write; return the outcome."""
    moment_ = states.now()
    reply.trouble, reply.site_state, reply.checked_at = None, found.state.value, moment_
    if not same(found.text, reply.text):
        reply.state = "rejected"
        states.note(session, reply, "answered_elsewhere", SITE, site=found.text)
        return "elsewhere"
    if found.state is ReplyState.REFUSED:
        refuse(session, reply, found)
        return "refused"
    reply.posted_at = reply.posted_at or moment_
    reply.state = "posted" if found.state is ReplyState.PENDING else "live"
    if reply.state == "live":
        reply.live_at = reply.live_at or moment_
    states.note(session, reply, reply.state, SITE)
    follow_up(session, reply, today)
    return "pending" if reply.state == "posted" else "live"


def refuse(session: Session, reply: Reply, found: SiteReply) -> None:
    """Note that the site did not take a reply, and tell the owner."""
    reply.state, reply.violation = "refused", found.violation or None
    states.note(session, reply, "refused", SITE, violation=found.violation)
    tell(session, reply, "reply_refused", violation=found.violation)


def tell(session: Session, reply: Reply, kind: str, **facts: Any) -> None:
    """Alert the owner of a reply's fate: once for each text of the review."""
    review = session.get(Review, reply.review_id)
    assert review is not None
    listing = session.get(Listing, review.listing_id)
    assert listing is not None
    key = f"{kind}:{reply.id}:{states.basis(review.text, review.rating)}"
    alerts.add(
        session, key, kind, urgent=True, store_id=listing.store_id, review_id=review.id, reply_id=reply.id,
        platform=listing.platform, **facts,
    )  # fmt: skip


def follow_up(session: Session, reply: Reply, today: date) -> None:
    """Note what a reply promises, with its day, once."""
    assert reply.id is not None
    if session.exec(select(FollowUp.id).where(FollowUp.reply_id == reply.id)).first() is None:
        for promise in promises(reply.text, today):
            session.add(FollowUp(reply_id=reply.id, text=promise.text, due_on=promise.due, created_at=states.now()))


def same(one: str, two: str) -> bool:
    """Say whether two texts are the same but for blanks, line ends and the way letters are composed."""
    return _bare(one) == _bare(two)


def _bare(text: str) -> str:
    """Emoji beyond U+FFFF get lost on some sites."""
    kept = (char for char in unicodedata.normalize("NFC", text) if char <= "\uffff" and char not in "\ufe0f\u200d")
    return "".join("".join(kept).split())


def place_of(row: dict[str, Any]) -> Place:
    """Return the place of a row of `db.replies`."""
    return Place(row["place_id"], row["place_kind"], row["store"], row["resource"])
