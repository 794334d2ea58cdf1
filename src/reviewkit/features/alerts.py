"""What the owner should see now: kept until it is acknowledged, the same thing said once."""

import json
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from reviewkit.db.engine import reading, writing
from reviewkit.db.models import Alert
from reviewkit.db.reading import MOST, rows
from reviewkit.db.reviews import moment
from reviewkit.errors import NotFound
from reviewkit.i18n import N_, _

SENTENCES = {
    "risk": N_("Review {review_id} of {store} needs you in person: {risks}."),
    "held": N_("Review {review_id} of {store} is held for you ({rule})."),
    "reply_gone": N_("Your reply to review {review_id} of {store} is gone from {platform}."),
    "reply_refused": N_("{platform} has refused your reply to review {review_id} of {store}: {violation}."),
    "edited_after_reply": N_("The guest has changed review {review_id} of {store} after your reply."),
    "kakao_sleep": N_(
        "Sign in to KakaoMap's store management for {store} before {day}: "
        "it deletes the replies of owners who stay away for a year."
    ),
}
RISKS = {
    "food_poisoning": N_("food poisoning"), "foreign_matter": N_("foreign matter"), "burn": N_("burn"),
    "allergy": N_("allergy"), "injury": N_("injury"), "skin": N_("harm to scalp, skin or nails"),
    "discrimination": N_("discrimination"), "harassment": N_("harassment"), "privacy": N_("personal data"),
    "legal": N_("suit, report or press"), "payment_fraud": N_("payment"), "violence": N_("violence or threat"),
    "told_by_model": N_("something that the model leaves to you"),
}  # fmt: skip
"""The kinds of risk that hold a review, for people; the owner's own stay as they were written."""
LIST = """
    SELECT alert.id, alert.kind, alert.urgent, alert.review_id, alert.reply_id, alert.facts, alert.created_at, alert.acked_at,
           store.name AS store, listing.platform
    FROM alert LEFT JOIN store ON store.id = alert.store_id LEFT JOIN review ON review.id = alert.review_id
    LEFT JOIN listing ON listing.id = review.listing_id
    WHERE :all OR alert.acked_at IS NULL ORDER BY alert.acked_at IS NOT NULL, alert.urgent DESC, alert.id DESC
"""


def add(
    session: Session,
    key: str,
    kind: str,
    *,
    urgent: bool = False,
    store_id: int | None = None,
    review_id: int | None = None,
    reply_id: int | None = None,
    **facts: Any,
) -> bool:
    """Keep an alert, inside the caller's write; False where the same `key` was said before."""
    if session.exec(select(Alert.id).where(Alert.key == key)).first() is not None:
        return False
    session.add(
        Alert(
            key=key, kind=kind, urgent=urgent, store_id=store_id, review_id=review_id, reply_id=reply_id, facts=facts,
            created_at=datetime.now(UTC),
        )
    )  # fmt: skip
    session.flush()
    return True


def listed(path: Path, zone: tzinfo, *, every: bool = False) -> list[dict[str, Any]]:
    """Return the alerts that wait (or `every` one), the urgent and new ones first, each with its sentence."""
    with rows(path, LIST, {"all": every}) as found:
        return [_shape(dict(row), zone) for row in found]


def ack(engine: Engine, ids: list[int]) -> int:
    """Mark alerts as seen, all that wait for no `ids`; return how many. Raises NotFound."""
    with writing(engine) as session:
        found = _waiting(session, ids)
        for alert in found:
            alert.acked_at = datetime.now(UTC)
        return len(found)


def waiting_among(engine: Engine, ids: list[int]) -> list[int]:
    """Return the alerts that `ack` would mark. Raises NotFound."""
    with reading(engine) as session:
        return [alert.id for alert in _waiting(session, ids) if alert.id is not None]


def _waiting(session: Session, ids: list[int]) -> list[Alert]:
    if not ids:
        return list(session.exec(select(Alert).where(col(Alert.acked_at).is_(None))))
    found = list(session.exec(select(Alert).where(col(Alert.id).in_([number for number in ids if abs(number) <= MOST]))))
    missing = set(ids) - {alert.id for alert in found}
    if missing:
        raise NotFound(
            _("There is no alert {id}.").format(id=", ".join(map(str, sorted(missing)))),
            _("See them with: reviewkit alert list --all"),
        )
    return [alert for alert in found if alert.acked_at is None]


def risk(name: str) -> str:
    """Return a risk's name for people."""
    return _(RISKS[name]) if name in RISKS else name


def _shape(row: dict[str, Any], zone: tzinfo) -> dict[str, Any]:
    facts = json.loads(row["facts"])
    shown = {**row, **facts, "risks": ", ".join(risk(name) for name in facts.get("risks", ()))}
    return {
        "id": row["id"],
        "kind": row["kind"],
        "urgent": bool(row["urgent"]),
        "store": row["store"],
        "review_id": row["review_id"],
        "reply_id": row["reply_id"],
        "text": _(SENTENCES[row["kind"]]).format_map({name: "" if value is None else value for name, value in shown.items()}),
        "facts": facts,
        "created_at": moment(row["created_at"]).astimezone(zone),
        "acked_at": moment(row["acked_at"]).astimezone(zone) if row["acked_at"] else None,
    }
