"""Another text for a reply, on the screen: typed in the owner's editor, given on the command line, or written anew."""

from collections.abc import Sequence
from typing import Any

from reviewkit.cli import choices
from reviewkit.cli.cells import plain
from reviewkit.cli.command import Desk
from reviewkit.cli.replies import check_lines, checks_told
from reviewkit.cli.show import Form
from reviewkit.errors import PartlyDone, WrongInput
from reviewkit.i18n import _


def edit(at: Desk, number: int) -> None:
    """Open a reply in the owner's editor, its review below it, and keep what was typed."""
    from reviewkit.features import editor
    from reviewkit.features.replies import listing, may

    row = listing.stored(at.app.database, number)
    may.edit(row)
    if at.show.no_input:
        raise WrongInput(
            _("An editor needs somebody to type."),
            _("Give the text itself: reviewkit reply edit {id} --text TEXT").format(id=number),
        )
    if at.show.dry_run:
        at.show.note(_("Would open reply {id} in your editor.").format(id=number))
        return
    path = at.app.home / f"reply-{number}.txt"
    below = list(_below(at, number))
    begun = editor.above(editor.waiting(path), editor.beside("", below)) or row["text"]  # what an earlier time has left
    sheet = editor.beside(begun, below)
    with editor.kept(path, sheet, f"reviewkit reply edit {number}") as typed:
        text = editor.above(typed, sheet)
        if text:
            save(at, number, text, row)
        else:
            at.show.note(_("Nothing has changed."))


def _below(at: Desk, number: int) -> Sequence[str]:
    from reviewkit.features.replies import listing

    row = listing.shown(at.app.database, number, choices.zone(at))
    stars = choices.stars(row["review"]["rating"]) or _("no rating")
    failed = [line for line in check_lines(row) if line.startswith("✗")]
    return (
        f"{row['store']} · {choices.title(row['platform'])} · {stars}",
        *plain(row["review"]["text"]).splitlines(),
        "",
        *failed,
        _("An empty text changes nothing."),
    )


def save(at: Desk, number: int, text: str, seen: dict[str, Any] | None = None) -> None:
    """Keep the owner's text, and say what the checks make of it. `seen` is the reply's row as the owner had it in sight."""
    from reviewkit.features.replies import approving, listing, may, states

    before = seen or listing.stored(at.app.database, number)
    may.edit(before)
    if _changes_nothing(before, text):
        at.show.note(_("Nothing has changed."))
        return
    writer = at.app.writer(offline=True)
    if at.show.dry_run:
        checks = writer.check(text, writer.situation(before["review_id"]))
        _say_checks(at, [_stored(check) for check in checks])
        return
    basis = states.basis(before["review_text"], before["rating"])
    reply = approving.edit(at.app.engine, writer, number, text, basis)
    at.show.result({"id": number, "state": reply.state, "passed": reply.passed}, _("Saved reply {id}.").format(id=number))
    _say_checks(at, reply.checks)
    if before["state"] in ("held", "approved"):
        at.show.note(_("It is a draft now. Approve it with: reviewkit reply approve {id}").format(id=number), "cyan")


def _changes_nothing(before: dict[str, Any], text: str) -> bool:
    """Say whether saving this text would leave all as it is: what is held, or stale, becomes a draft by it."""
    from reviewkit.features.replies import may, states

    mine = before["state"] == "draft" and before["writer"] == states.OWNER
    return mine and text.strip() == before["text"] and not may.stale(before)


def rewrite(at: Desk, number: int, wish: str) -> None:
    """Have a reply written anew, and show it."""
    from reviewkit.features.replies import approving, listing, may

    may.rewrite(listing.stored(at.app.database, number))
    if at.show.dry_run:
        at.show.note(_("Would write reply {id} anew.").format(id=number))
        return
    writer = at.app.writer()
    reply, _written = approving.rewrite(at.app.engine, writer, number, wish)
    if at.show.form is Form.TABLE:
        at.show.text(plain(reply.text))
    else:
        at.show.record({"id": number, "state": reply.state, "passed": reply.passed, "text": reply.text})
    _say_checks(at, reply.checks)
    if writer.trouble:
        raise PartlyDone(_("It was written from templates: {why}").format(why=writer.trouble.message), writer.trouble.hint)


def _stored(check: Any) -> dict[str, Any]:
    return {"name": check.name, "passed": check.passed, "reason": check.reason, "facts": dict(check.facts)}


def _say_checks(at: Desk, checks: Sequence[dict[str, Any]]) -> None:
    if at.show.form is Form.TABLE:
        for line in checks_told(checks):
            at.show.note(line, "green" if line.startswith("✓") else "red")
