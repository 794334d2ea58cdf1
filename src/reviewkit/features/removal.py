"""A request to a platform to take a review down: the evidence in a folder, and what became of it.

Sources of the grounds: for Naver and Kakao article 44-2 of Korea's Act on Promotion of Information and Communications Network
Utilization; for Google its policy on prohibited and restricted content.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from reviewkit.db.engine import reading, writing
from reviewkit.db.models import Removal
from reviewkit.db.reading import rows
from reviewkit.db.reviews import moment
from reviewkit.errors import NotFound, ReviewkitError, WrongInput
from reviewkit.i18n import N_, _

OUTCOMES = ("removed", "suspended", "kept", "withdrawn")
LEGAL = {
    "defamation": N_("It states false facts that harm the shop's name."),
    "insult": N_("It insults a person."),
    "privacy": N_("It shows somebody's name, number, address or face."),
    "copyright": N_("It uses pictures or texts that belong to somebody else."),
}
SHARED = {
    "not_a_guest": N_("The author was never a guest."),
    "other_shop": N_("It is about another shop."),
    "advertising": N_("It advertises, or is spam."),
    "obscene": N_("It is obscene or shows violence."),
}
GROUNDS: Mapping[str, Mapping[str, str]] = {
    "naver": {**LEGAL, **SHARED},
    "kakao": {**LEGAL, **SHARED},
    "google": {
        **SHARED,
        "conflict": N_("A competitor, or a former employee, has written it."),
        "harassment": N_("It harasses or threatens a person."),
        "hate": N_("It attacks people for what they are."),
        "privacy": LEGAL["privacy"],
    },
}
"""What each platform accepts as a ground: a word, and its sentence."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack: its folder, the text for the form, and where the form is."""

    number: int
    folder: Path
    text: str
    form: str


def make(engine: Engine, home: Path, review: Mapping[str, Any], ground: str, form: str, *, dry_run: bool = False) -> Pack:
    """Write the evidence of a review (of `reviews.show`) below `home`, and note the request. Raises WrongInput."""
    known = grounds(review["platform"])
    if ground not in known:
        raise WrongInput(
            _("{platform} knows no ground {ground}; there are: {known}").format(
                platform=review["platform"], ground=ground, known=", ".join(known)
            )
        )
    text = request_text(review, _(known[ground]))
    folder = home / "removal-packs" / f"{review['platform']}-{review['id']}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    if dry_run:
        return Pack(0, folder, text, form)
    _write(folder, {"request.txt": text + "\n", "evidence.json": _evidence(review)})
    with writing(engine) as session:
        one = Removal(review_id=review["id"], ground=ground, folder=str(folder), made_at=datetime.now(UTC))
        session.add(one)
        session.flush()
        assert one.id is not None
        return Pack(one.id, folder, text, form)


def grounds(platform: str) -> Mapping[str, str]:
    """Return a platform's grounds."""
    return GROUNDS.get(platform, SHARED)


def request_text(review: Mapping[str, Any], ground: str) -> str:
    """Return what to write into the form; what only the owner knows stands in brackets."""
    lines = [
        _("Review: {url}").format(url=review["url"] or "-"),
        _("Written: {when}").format(when=f"{review['written_at']:%Y-%m-%d %H:%M}"),
        _("Number on the site: {id}").format(id=review["platform_id"]),
        "",
        _("Ground: {ground}").format(ground=ground),
        _("The words in question: “{text}”").format(text=" ".join(str(review["text"]).split())),
        "",
        _("[Say here what is wrong with them, and what proves it: receipts, bookings, pictures, the day's log.]"),
        _("I am the owner of {store} and ask you to stop showing this review.").format(store=review["store"]),
    ]
    return "\n".join(lines)


def record(engine: Engine, review_id: int, outcome: str, note: str = "", *, dry_run: bool = False) -> None:
    """Note what became of the last request for a review. Raises WrongInput, NotFound."""
    if outcome not in OUTCOMES:
        raise WrongInput(_("--outcome takes one of: {known}").format(known=", ".join(OUTCOMES)))
    if dry_run:
        with reading(engine) as session:
            _last(session, review_id)
        return
    with writing(engine) as session:
        found = _last(session, review_id)
        found.outcome, found.outcome_at, found.note = outcome, datetime.now(UTC), note


def _last(session: Session, review_id: int) -> Removal:
    wanted = select(Removal).where(Removal.review_id == review_id).order_by(Removal.id.desc())  # type: ignore[union-attr]
    found = session.exec(wanted).first()
    if found is None:
        raise NotFound(
            _("No removal was asked for review {id}.").format(id=review_id),
            _("Ask for one with: reviewkit review removal-pack {id}").format(id=review_id),
        )
    return found


def of_review(path: Path, review_id: int, zone: tzinfo) -> list[dict[str, Any]]:
    """Return a review's requests for removal, the newest first."""
    sql = "SELECT ground, folder, made_at, outcome, outcome_at, note FROM removal WHERE review_id = :id ORDER BY id DESC"
    with rows(path, sql, {"id": review_id}) as found:
        return [
            {**dict(row), "made_at": moment(row["made_at"]).astimezone(zone),
             "outcome_at": moment(row["outcome_at"]).astimezone(zone) if row["outcome_at"] else None}
            for row in found
        ]  # fmt: skip


def _evidence(review: Mapping[str, Any]) -> str:
    return json.dumps(review, ensure_ascii=False, indent=2, default=str) + "\n"


def _write(folder: Path, files: Mapping[str, str]) -> None:
    try:
        folder.mkdir(parents=True, mode=0o700)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as exc:
        raise ReviewkitError(
            _("The pack can't be written to {path}: {reason}").format(path=folder, reason=exc.strerror or exc),
            _("See where the files are with: reviewkit config path"),
        ) from exc
