"""What a crawl notices of replies: an answer that came, changed or went; a review that says something else than it did.

Called for the reviews that changed, inside the crawl's own write.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from reviewkit.db.models import Reply
from reviewkit.db.reviews import ReviewRow, moment
from reviewkit.features.merge import edited
from reviewkit.features.replies import states
from reviewkit.features.replies.onsite import arrived, same, tell
from reviewkit.features.replies.states import SITE
from reviewkit.platforms.base import SiteReply, Status
from reviewkit.text.risk import risks

Change = tuple[ReviewRow, ReviewRow]


def notice(connection: Connection, changes: Sequence[Change], *, on_site: bool) -> None:
    """Bring the replies of changed reviews up to date. `on_site`: the site itself showed them; a file doesn't prove a loss."""
    with Session(bind=connection, join_transaction_mode="create_savepoint") as session:
        for old, new in changes:
            if new.status == Status.SUSPENDED != old.status:
                _suspended(session, new)
            elif edited(old, new):
                _edited(session, new)
            elif (old.text, old.rating) != (new.text, new.rating):
                _more_told(session, old, new)
            if old.reply_text != new.reply_text:
                _replied(session, old, new, on_site=on_site)
        session.commit()


def _suspended(session: Session, new: ReviewRow) -> None:
    """The site had to take the text down: nothing that quotes it may stay, but for what the owner has published."""
    reply = states.of_review(session, new.id)
    if reply is None or reply.state not in states.UNPOSTED:
        return
    reply.state, reply.text, reply.wish, reply.checks, reply.passed = "rejected", "", "", [], False
    states.note(session, reply, "suspended", SITE)
    connection = session.connection()
    connection.exec_driver_sql("UPDATE reply_event SET text = NULL, detail = '{}' WHERE reply_id = ?", (reply.id,))


def _edited(session: Session, new: ReviewRow) -> None:
    """An approved reply answers what the review no longer says: it goes back to draft; what is risky now is held."""
    reply = states.of_review(session, new.id)
    if reply is None:
        return
    if reply.state in states.UNPOSTED:
        if reply.state == "approved" or reply.approve_at:
            states.back_to_draft(session, reply)
        kinds = list(dict.fromkeys(risk.category for risk in risks(new.text)))
        if kinds:
            states.hold_in(session, reply, kinds)
    elif reply.state in ("posted", "live"):
        tell(session, reply, "edited_after_reply")


def _more_told(session: Session, old: ReviewRow, new: ReviewRow) -> None:
    """A source that just tells more (stars, line breaks) is no edit: the reply answers it as before."""
    reply = states.of_review(session, new.id)
    if reply is not None and reply.basis == states.basis(old.text, old.rating):
        reply.basis = states.basis(new.text, new.rating)
        session.add(reply)


def _replied(session: Session, old: ReviewRow, new: ReviewRow, *, on_site: bool) -> None:
    if new.reply_text is None:
        _gone(session, old, new, on_site=on_site)
    else:
        _answered(session, old, new, new.reply_text)


def _answered(session: Session, old: ReviewRow, new: ReviewRow, text: str) -> None:
    reply = states.of_review(session, new.id) or _back_again(session, new, text)
    if reply is None:
        if old.reply_text is not None:
            _keep(session, old, new)
        return
    if reply.state in ("posting", "posted", "failed", "approved") and same(text, reply.text):
        arrived(session, reply, SiteReply(text), _day(new))
    elif reply.state in ("held", "draft", "approved", "posting", "failed"):
        reply.state = "rejected"
        states.note(session, reply, "answered_elsewhere", SITE, site=text)
    elif not same(text, reply.text):
        states.note(session, reply, "changed_on_site", SITE, site=text)


def _back_again(session: Session, new: ReviewRow, text: str) -> Reply | None:
    """Return a reply of ours that was gone and is there again, as when a suspension ends."""
    wanted = select(Reply).where(Reply.review_id == new.id, Reply.state == "removed", col(Reply.writer) != "")
    found = next((one for one in session.exec(wanted) if same(one.text, text)), None)
    if found is not None:
        found.state, found.checked_at = "live", states.now()
        states.note(session, found, "live", SITE)
    return found


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


def _day(new: ReviewRow) -> date:
    """Return the day in Korea on which the reply was written, as far as the site tells."""
    written = moment(new.reply_written_at) if new.reply_written_at else states.now()
    return written.astimezone(ZoneInfo("Asia/Seoul")).date()
