"""What a crawl notices of replies: an answer that came, changed or went; a review that says something else than it did.

Called for the reviews that changed, inside the crawl's own write.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from reviewkit.db.models import Reply
from reviewkit.db.reviews import ReviewRow
from reviewkit.features.replies import states
from reviewkit.features.replies.posting import arrived, same, tell
from reviewkit.features.replies.states import SITE
from reviewkit.platforms.base import SiteReply, Status

Change = tuple[ReviewRow, ReviewRow]


def notice(connection: Connection, changes: Sequence[Change], *, on_site: bool) -> None:
    """Bring the replies of changed reviews up to date. `on_site`: the site itself showed them; a file doesn't prove a loss."""
    replied = [pair for pair in changes if pair[0].reply_text != pair[1].reply_text]
    edited = [pair for pair in changes if (pair[0].text, pair[0].rating) != (pair[1].text, pair[1].rating)]
    if not replied and not edited:
        return
    with Session(bind=connection, join_transaction_mode="create_savepoint") as session:
        for _old, new in edited:
            _edited(session, new)
        for old, new in replied:
            if new.reply_text is None:
                _gone(session, old, new, on_site=on_site)
            else:
                _answered(session, old, new, new.reply_text)
        session.commit()


def _edited(session: Session, new: ReviewRow) -> None:
    """An approved reply answers what the review no longer says: it goes back to draft."""
    reply = states.of_review(session, new.id)
    if reply is None or new.status != Status.VISIBLE:
        return
    if reply.state == "approved" or (reply.state == "draft" and reply.approve_at):
        reply.state, reply.passed = "draft", False
        reply.approve_at = reply.approved_at = reply.approved_by = None
        states.note(session, reply, "review_edited", SITE)  # what it said is among the review's revisions
    elif reply.state in ("posted", "live"):
        tell(session, reply, "edited_after_reply")


def _answered(session: Session, old: ReviewRow, new: ReviewRow, text: str) -> None:
    reply = states.of_review(session, new.id)
    if reply is None:
        if old.reply_text is not None:
            _keep(session, old, new)
        return
    if reply.state in ("posting", "posted", "failed", "approved") and same(text, reply.text):
        arrived(session, reply, SiteReply(text), _today())
    elif reply.state in ("held", "draft", "approved", "posting", "failed"):
        reply.state = "rejected"
        states.note(session, reply, "answered_elsewhere", SITE, site=text)
    elif not same(text, reply.text):
        states.note(session, reply, "changed_on_site", SITE, site=text)


def _gone(session: Session, old: ReviewRow, new: ReviewRow, *, on_site: bool) -> None:
    """A reply that the site no longer shows: its text is kept for good, and the owner is told where the review still stands."""
    reply = states.of_review(session, new.id)
    if reply is None or reply.state not in ("posted", "live"):
        _keep(session, old, new)
        return
    if not on_site:
        return
    reply.state = "removed"
    states.note(session, reply, "gone", SITE)
    if new.status == Status.VISIBLE:
        tell(session, reply, "reply_gone")


def _keep(session: Session, old: ReviewRow, new: ReviewRow) -> None:
    """Keep the text of a reply that was made elsewhere, once it is changed or gone."""
    assert old.reply_text is not None
    if any(same(old.reply_text, text) for text in session.exec(select(Reply.text).where(col(Reply.review_id) == new.id))):
        return
    written = datetime.fromisoformat(old.reply_written_at).replace(tzinfo=UTC) if old.reply_written_at else states.now()
    reply = Reply(
        review_id=new.id, state="removed", text=old.reply_text, lang="", writer=states.OWNER,
        basis=states.basis(old.text, old.rating), posted_at=written, created_at=written, updated_at=states.now(),
    )  # fmt: skip
    states.note(session, reply, "gone" if new.reply_text is None else "changed_on_site", SITE, old.reply_text)
    if new.reply_text is None and new.status == Status.VISIBLE:
        tell(session, reply, "reply_gone")


def _today() -> date:
    return datetime.now(UTC).date()
