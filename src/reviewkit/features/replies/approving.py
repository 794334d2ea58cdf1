"""Approving, editing and rejecting: what the owner does with drafts, one by one or many at once."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from reviewkit.db.engine import writing
from reviewkit.db.models import Reply, VoiceExample
from reviewkit.db.replies import ReplyFilter, select
from reviewkit.errors import WrongInput
from reviewkit.features import alerts
from reviewkit.features.replies import states
from reviewkit.features.replies.situation import Situation
from reviewkit.features.replies.writer import Writer, Written
from reviewkit.features.voice import remember
from reviewkit.i18n import _
from reviewkit.text import Polarity
from reviewkit.text.screening import screen

GOOD_STARS = 4.0
"""From here on a review may be answered in bulk; without stars its mood must be good."""


@dataclass
class Bulk:
    """What a bulk approval took, and what it left: by reason, numbers of replies."""

    good: list[int] = field(default_factory=list)
    failing: list[int] = field(default_factory=list)
    not_good: list[int] = field(default_factory=list)


def sort(path: Path, wanted: ReplyFilter) -> Bulk:
    """Say which of the chosen drafts may be approved in bulk: all checks passed, and four stars or more or a good mood."""
    found = Bulk()
    for row in select(path, wanted):
        if row["state"] != "draft":
            continue
        glad = row["sentiment"] == Polarity.POSITIVE if row["rating"] is None else row["rating"] >= GOOD_STARS
        place = found.failing if not row["passed"] else found.good if glad else found.not_good
        place.append(row["id"])
    return found


def approve(engine: Engine, writer: Writer, reply_id: int, who: str = states.OWNER) -> Reply:
    """Approve a draft; one that passed all checks is kept as an example of the owner's voice. Raises WrongInput, NotFound."""
    reply = states.approve(engine, reply_id, who)
    _learn(engine, writer, reply)
    return reply


def edit(engine: Engine, writer: Writer, reply_id: int, text: str, basis: str | None = None) -> Reply:
    """Give a reply the owner's text, checked; it waits for approval then. Raises WrongInput, NotFound.

    `basis` is the mark (see `states.basis`) of the review that the owner had in sight; without it, what it says now.
    """
    text = screen(text).strip()
    if not text:
        raise WrongInput(
            _("A reply needs a text."), _("To leave the review unanswered: reviewkit reply reject {id}").format(id=reply_id)
        )
    with writing(engine) as session:
        review_id = states.get(session, reply_id).review_id
    situation = writer.situation(review_id)
    return states.edit(engine, reply_id, text, writer.check(text, situation), seen=basis or _basis(situation))


def rewrite(engine: Engine, writer: Writer, reply_id: int, wish: str = "") -> tuple[Reply, Written]:
    """Have a reply written anew, as the owner wishes. Raises NotFound, Interrupted, and WrongInput, also for a risky review:
    its reply is held then, and nothing was asked of a model.
    """
    with writing(engine) as session:
        reply = states.get(session, reply_id)
        states.expect(reply, ("draft", "approved", "failed"), _("can't be written anew"))
        before = reply.text
    situation = writer.situation(reply.review_id)
    _hold_risky(engine, writer, situation, reply_id)
    written = writer.write(situation, wish, fresh=True, avoid=before)
    if not written.text:  # what there was stays
        raise WrongInput(
            _("No other text was written for reply {id}: this review is left to you.").format(id=reply_id),
            _("Write one with: reviewkit reply edit {id}").format(id=reply_id),
        )
    saved = states.edit(engine, reply_id, written.text, written.checks, written.writer, seen=_basis(situation))
    return saved, written


def undo(engine: Engine, writer: Writer, reply_id: int) -> Reply:
    """Take back the owner's last step, and check again what is there then. Raises WrongInput, NotFound."""
    reply = states.undo(engine, reply_id)
    checks = writer.check(reply.text, writer.situation(reply.review_id)) if reply.text else ()
    with writing(engine) as session:
        current = states.get(session, reply_id)
        states.set_checks(current, checks)
        session.add(current)
    _learn(engine, writer, current)
    return current


def _hold_risky(engine: Engine, writer: Writer, situation: Situation, reply_id: int) -> None:
    kinds = writer.kinds(situation)
    if not kinds:
        return
    states.hold_reply(engine, reply_id, kinds)
    raise WrongInput(
        _("Review {id} needs you in person: {risks}. Its reply is held, and was not written anew.").format(
            id=situation.review_id, risks=", ".join(map(alerts.risk, kinds))
        ),
        _("Look at it with: reviewkit reply show {id}").format(id=reply_id),
    )


def _basis(situation: Situation) -> str:
    return states.basis(situation.text, situation.rating)


def _learn(engine: Engine, writer: Writer, reply: Reply) -> None:
    """Keep what the owner approved as an example; not what he let through against a check."""
    if reply.state == "approved" and reply.approved_by == states.OWNER and reply.passed:
        situation = writer.situation(reply.review_id)
        if reply.basis == _basis(situation):  # else the pair would be another one than the owner saw
            _remember(engine, situation, reply)


def _remember(engine: Engine, situation: Situation, reply: Reply) -> None:
    origin = "edited" if reply.writer == states.OWNER else "approved"
    example = VoiceExample(
        store_id=situation.store_id, review_id=situation.review_id, reply_id=reply.id, review_text=situation.text,
        text=reply.text, lang=reply.lang or situation.reply_lang, polarity=situation.sentiment, origin=origin,
        aspects=[[mention.aspect, mention.polarity.value] for mention in situation.aspects], created_at=states.now(),
    )  # fmt: skip
    with writing(engine) as session:
        remember(session, example)
