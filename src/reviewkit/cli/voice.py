"""reviewkit voice: how you answer, by store."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewkit.cli import choices
from reviewkit.cli.cells import Column, plain
from reviewkit.cli.command import Desk, command, desk, noun
from reviewkit.cli.show import Form, Show
from reviewkit.errors import BadConfig, NotFound, ReviewkitError, WrongInput
from reviewkit.i18n import _

if TYPE_CHECKING:
    from reviewkit.features.voice.learning import Proposal

app = noun(_("How you answer reviews: tone, sign-off, facts, by store."))

StoreArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="STORE",
        help=_("The store's id, name, or a part of its name; not needed where there is only one."),
        autocompletion=choices.store_names,
    ),
]


@command(app, "show", _("Show how your replies to a store's reviews are written."))
def show(ctx: typer.Context, store: StoreArgument = None) -> None:
    """Show a voice."""
    from reviewkit.features import voice

    at = desk(ctx)
    row = _store(at, store)
    found = voice.load(at.app.database, row["id"])
    values = found.model_dump(mode="json")
    at.show.record({"store": row["name"], **values}, [Column("store", _("Store")), *_columns()])
    if at.show.form is Form.TABLE and found == voice.Voice():
        at.show.note(_("Nothing is set yet. Learn it from your replies: reviewkit voice learn"), "cyan")


@command(app, "edit", _("Change how your replies are written, in your editor."), writes=True)
def edit(
    ctx: typer.Context,
    store: StoreArgument = None,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="FILE", help=_("Take it from a TOML file (- is stdin); what it leaves out stays.")),
    ] = None,
) -> None:
    """Edit a voice."""
    from reviewkit.features import voice
    from reviewkit.features.voice import editing

    at = desk(ctx)
    row = _store(at, store)
    before, path = _stored(at, row["id"]), editing.desk(at.app.home, row["id"])
    if source is not None:
        after = editing.given(source, before)
    else:
        _tell_waiting(at, path)
        after = editing.edit(path, row["name"], before, lambda wrong: _again(at.show, wrong))
    if not at.show.dry_run:
        voice.save(at.app.engine, row["id"], after)
    if source is None and (not at.show.dry_run or after == before):
        path.unlink(missing_ok=True)
    _say_edited(at, row["name"], before, after)


@command(app, "learn", _("Learn how you write from your own replies; you see it before it is saved."), writes=True)
def learn(
    ctx: typer.Context,
    store: StoreArgument = None,
    last: Annotated[int, typer.Option("--last", metavar="N", min=5, help=_("From how many of your last replies."))] = 50,
) -> None:
    """Learn a voice."""
    from reviewkit.features import voice
    from reviewkit.features.voice import learning, replies

    at = desk(ctx)
    row = _store(at, store)
    known = replies.known(at.app.database, row["id"], last)
    if len(known) < learning.FEWEST:
        raise _too_few(row["name"], len(known), learning.FEWEST)
    proposal = learning.propose(voice.load(at.app.database, row["id"]), known)
    saved = _agreed(at, row["name"], proposal.rows(), len(known))
    if saved:
        voice.save(at.app.engine, row["id"], proposal.voice)
    _say_learnt(at, row["name"], proposal, len(known), saved=saved)


def _store(at: Desk, words: str | None) -> dict[str, Any]:
    """Return the store that `words` name, the only one for no words. Raises NotFound, WrongInput."""
    from reviewkit.features import stores

    found = stores.overview(at.app.database)
    if words is not None:
        return stores.pick(found, words)
    if not found:
        raise NotFound(_("There is no store yet."), _("Add one: reviewkit store add NAME --naver URL"))
    if len(found) > 1:
        names = ", ".join(store["name"] for store in found)
        raise WrongInput(
            _("Which store? There are: {names}").format(names=names), _("Type its name or number behind the command.")
        )
    return found[0]


def _stored(at: Desk, store_id: int) -> Any:
    """Return the voice as it is. One that can't be read must not keep the owner from mending it."""
    from reviewkit.features import voice

    try:
        return voice.load(at.app.database, store_id)
    except BadConfig as exc:
        at.show.warn(exc.message)
        return voice.Voice()


def _tell_waiting(at: Desk, path: Any) -> None:
    if path.exists():
        at.show.note(_("Going on with what you typed last time: {path}").format(path=path), "cyan")


def _again(show: Show, wrong: BadConfig) -> bool:
    """Ask whether to open the editor once more; without a terminal the error itself is the answer."""
    if show.yes or show.no_input or not sys.stdin.isatty():
        return False
    show.warn(wrong.message)
    return show.confirm(_("Open it again?"))


def _say_edited(at: Desk, name: str, before: Any, after: Any) -> None:
    from reviewkit.features.voice.written import changes

    rows = changes(before, after)
    if at.show.form is not Form.TABLE:
        saved = bool(rows) and not at.show.dry_run
        at.show.record({"store": name, "changes": rows, "voice": after.model_dump(mode="json"), "saved": saved})
        return
    if not rows:
        at.show.note(_("Nothing was changed."))
        return
    at.show.rows([{**row, "now": _said(row["now"]), "proposed": _said(row["proposed"])} for row in rows], _changes(_("New")))
    if at.show.dry_run:
        at.show.note(_("Nothing was saved."))
    else:
        at.show.done(_("The voice of {name} is saved.").format(name=name))


def _agreed(at: Desk, name: str, rows: list[dict[str, Any]], replies: int) -> bool:
    """Show what was learnt, and ask. For a program --yes is the answer."""
    if at.show.form is Form.TABLE and rows:
        at.show.note(_("Read: {n} of your replies at {name}.").format(n=replies, name=name), "dim")
        shown = [{**row, "now": _said(row["now"]), "proposed": _said(row["proposed"])} for row in rows]
        at.show.rows(shown, [*_changes(_("Proposed")), Column("why", _("Why"), wrap=True, grow=True, style="dim")])
    return bool(rows) and not at.show.dry_run and at.show.confirm(_("Save this as the voice of {name}?").format(name=name))


def _say_learnt(at: Desk, name: str, proposal: "Proposal", replies: int, *, saved: bool) -> None:
    rows, proposed = proposal.rows(), proposal.voice.model_dump(mode="json")
    if at.show.form is not Form.TABLE:
        at.show.record({"store": name, "replies": replies, "changes": rows, "voice": proposed, "saved": saved})
    elif saved:
        at.show.done(_("The voice of {name} is saved.").format(name=name))
        at.show.note(_("Change it with: reviewkit voice edit"), "dim")
    else:
        at.show.note(_("Nothing was saved.") if rows else _("The voice fits your replies already; there is nothing to change."))
    if rows and not saved and not at.show.dry_run:
        raise typer.Exit(1)


def _too_few(name: str, count: int, needed: int) -> ReviewkitError:
    return ReviewkitError(
        _("Of {name} {n} replies of yours are known; {needed} are needed to learn from.").format(
            name=name, n=count, needed=needed
        ),
        _("Gather more with: reviewkit crawl. Or describe it yourself: reviewkit voice edit"),
    )


def _columns() -> list[Column]:
    return [Column(key, heading, _said) for key, heading in _headings().items()]


def _changes(new: str) -> list[Column]:
    return [
        Column("key", _("Key"), lambda key: _headings()[key], style="bold"),
        Column("now", _("Now"), wrap=True, grow=True),
        Column("proposed", new, wrap=True, grow=True),
    ]


def _headings() -> dict[str, str]:
    return {
        "tone": _("Tone"),
        "formality": _("Politeness"),
        "length": _("Length"),
        "sign_off": _("Sign-off"),
        "emoji": _("Emoji"),
        "facts": _("Facts"),
        "banned": _("Never says"),
        "languages": _("Languages"),
        "promises": _("Promises"),
    }


def _said(value: Any) -> str:
    """Return a value for people; what is empty must be seen."""
    words = {
        "haeyo": _("…해요 (haeyo)"),
        "hapsyo": _("…합니다 (hapsyo)"),
        "short": _("short"),
        "medium": _("medium"),
        "long": _("long"),
    }
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (list, tuple)):
        return "\n".join(map(plain, value)) or "–"
    return words.get(value) or plain(value) or "–"
