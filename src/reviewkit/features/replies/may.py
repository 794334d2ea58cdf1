"""What may be done to a reply as it is stored: asked before a step, so that a dry run and a bulk step can say why not.

The steps of `states` see to it once more, inside their own write.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from reviewkit.errors import WrongInput
from reviewkit.features.replies import states
from reviewkit.i18n import _

POSTABLE = ("approved", "posting")
CHECKABLE = ("posting", "posted", "live")
WRITABLE = ("draft", "approved", "failed")
APPROVABLE = ("draft", "failed")
Row = Mapping[str, Any]
"""A row of `db.replies`."""


def approve(row: Row, *, anyway: bool = False) -> None:
    """Raise WrongInput where a reply can't be approved: held, empty, stale, or (but for `anyway`) with a failed check."""
    if row["state"] == "held":
        raise WrongInput(
            _("Reply {id} is held for you: it is no draft yet.").format(id=row["id"]),
            _("Look at its text, and save it: reviewkit reply edit {id}").format(id=row["id"]),
        )
    expect(row, APPROVABLE, _("can't be approved"))
    if not row["text"].strip():
        raise WrongInput(
            _("Reply {id} has no text yet.").format(id=row["id"]),
            _("Write one with: reviewkit reply edit {id}").format(id=row["id"]),
        )
    if stale(row):
        raise WrongInput(
            _("The review was edited after reply {id} was written.").format(id=row["id"]),
            _("Look at it, and save it again: reviewkit reply edit {id}").format(id=row["id"]),
        )
    if not (row["passed"] or anyway):
        raise WrongInput(
            _("A check has failed for: {numbers}").format(numbers=row["id"]),
            _("See why with: reviewkit reply show {id}, or add --anyway").format(id=row["id"]),
        )


def edit(row: Row) -> None:
    """Raise WrongInput where a reply can't be edited."""
    expect(row, states.UNPOSTED, _("can't be edited"))


def rewrite(row: Row) -> None:
    """Raise WrongInput where a reply can't be written anew."""
    expect(row, WRITABLE, _("can't be written anew"))


def reject(row: Row) -> None:
    """Raise WrongInput where a reply can't be rejected."""
    expect(row, states.UNPOSTED, _("can't be rejected any more"))


def post(row: Row) -> None:
    """Raise WrongInput where a reply can't be posted."""
    if row["state"] in ("held", "draft", "failed"):
        raise WrongInput(
            _("Not approved: {numbers}").format(numbers=row["id"]),
            _("Approve with: reviewkit reply approve {id}").format(id=row["id"]),
        )
    expect(row, POSTABLE, _("can't be posted"))


def check(row: Row) -> None:
    """Raise WrongInput where there is nothing on a site to look for."""
    expect(row, CHECKABLE, _("is on no site"))


def stale(row: Row) -> bool:
    """Say whether the review has changed since the reply was written."""
    return bool(states.basis(row["review_text"], row["rating"]) != row["basis"])


def expect(row: Row, known: Sequence[str], doing: str) -> None:
    """Raise WrongInput where a reply is in none of the states; `doing` is a translated "can't be …"."""
    if row["state"] not in known:
        raise WrongInput(
            _("Reply {id} is {state}: it {doing}.").format(id=row["id"], state=states.name(row["state"]), doing=doing),
            _("See its history with: reviewkit reply show {id}").format(id=row["id"]),
        )
