"""reviewkit auth: set, list, remove, login, test."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from reviewkit.cli.cells import Column, tick, traffic_light
from reviewkit.cli.command import Desk, command, desk, noun
from reviewkit.errors import SignInNeeded, WrongInput
from reviewkit.i18n import _

if TYPE_CHECKING:
    from reviewkit.app import App

app = noun(_("Keep keys and sign-ins in your system's keyring."))

SMARTPLACE_LIST = "/bizes"
"""SmartPlace's list of the owner's businesses: the nearest page that needs a sign-in."""


@command(app, "set", _("Keep a secret: asked for without showing it, or read from stdin."), writes=True)
def set_(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=_("The secret's name; see: reviewkit auth list."))],
    source: Annotated[str, typer.Argument(help=_("Write - to read it from stdin."), metavar="-")] = "",
) -> None:
    """Never from argv: every user of the machine could read it there."""
    from reviewkit import secrets

    show, name = desk(ctx).show, secrets.known(name)
    if source not in ("", "-"):
        raise WrongInput(
            _("A secret on the command line can be read by others."),
            _("Leave it out, and type it when asked: reviewkit auth set {name}").format(name=name),
        )
    backend = secrets.backend(name)  # before anybody has typed for nothing
    if show.dry_run:
        show.note(_("Would keep {name} in the keyring {backend}.").format(name=name, backend=backend))
        return
    piped = source == "-" or not sys.stdin.isatty()
    value = sys.stdin.read() if piped else show.ask_hidden(f"{name}:", f"reviewkit auth set {name} < FILE")
    secrets.put(name, value)
    show.result({"name": name, "where": "keyring"}, _("{name} is kept in your keyring.").format(name=name))


@command(app, "list", _("List secrets and sign-ins, and where each is kept. Never shows a value."))
def list_(ctx: typer.Context) -> None:
    """Values stay where they are."""
    from reviewkit.features.auth import rows

    words = {"keyring": _("keyring"), "environment": _("environment"), "profile": _("browser profile"), None: "–"}
    columns = [
        Column("name", _("Name"), style="bold"),
        Column("where", _("Kept in"), lambda word: words[word]),
        Column("about", _("What it is"), grow=True, wrap=True),
    ]
    found = rows(desk(ctx).app.profile_path)
    desk(ctx).show.rows(found, columns)
    for problem in dict.fromkeys(row["problem"] for row in found if row["problem"]):
        desk(ctx).show.warn(problem)


@command(app, "remove", _("Remove a secret or a sign-in from this machine."), writes=True)
def remove(ctx: typer.Context, name: Annotated[str, typer.Argument(help=_("Its name; see: reviewkit auth list."))]) -> None:
    """Asks first."""
    from reviewkit.features import auth

    show, name = desk(ctx).show, auth.removable(name)  # before anybody has said yes for nothing
    if show.dry_run:
        show.note(_("Would remove {name}.").format(name=name))
        return
    if not show.confirm(_("Remove {name} from this machine?").format(name=name)):
        show.note(_("Nothing was removed."))
        raise typer.Exit(1)
    there = auth.remove(name, desk(ctx).app.profile_path)
    said = _("{name} was removed.") if there else _("There was no {name}.")
    show.result({"name": name, "removed": there}, said.format(name=name))


@command(app, "login", _("Sign in: google, naver or google-maps."), writes=True)
def login(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=_("google, naver or google-maps."))],
    paste: Annotated[
        bool, typer.Option("--paste", help=_("Google: open the address on any computer, and paste the answer here."))
    ] = False,
) -> None:
    """Google gives a token; the others are signed in to in a window, in a profile of their own."""
    from reviewkit.features.auth import sign_in_name

    if sign_in_name(name) == "google":
        _login_google(desk(ctx), paste)
    else:
        _login_by_window(desk(ctx), name)


@command(app, "test", _("Try whether your sign-ins work; ends with 4 where one doesn't."))
def try_(
    ctx: typer.Context, name: Annotated[str, typer.Argument(help=_("google, naver or ai; all if left out."))] = ""
) -> None:
    """Google: a new token and the list of stores; Naver: SmartPlace in your profile."""
    _test(desk(ctx), _to_test(desk(ctx), name))


def _login_google(desk_: Desk, paste: bool) -> None:
    from reviewkit import secrets
    from reviewkit.features.auth import keyring_or_way_out

    show = desk_.show
    if show.dry_run:
        show.note(_("Would open Google's sign-in page and keep google-token in the keyring."))
        return
    keyring_or_way_out()  # before the owner has gone through Google's pages for nothing

    def ask(url: str) -> str:
        show.note(_("Open this address on any computer, and agree:"))
        show.note(url, "cyan")
        show.note(_("The browser then fails to open a page. That is expected: copy the whole address from its address bar."))
        return show.ask(_("The address:"), "reviewkit auth login google")

    def tell(url: str) -> None:
        show.note(_("Agree in the browser window. If none opened, open this address here (or use --paste):"))
        show.note(url, "cyan")

    token = desk_.app.sign_in_to_google(ask=ask) if paste else desk_.app.sign_in_to_google(show=tell)
    secrets.put("google-token", token)
    said = _("You are signed in to Google. Try it with: reviewkit auth test google")
    show.result({"name": "google", "where": "keyring"}, said)


def _login_by_window(desk_: Desk, name: str) -> None:
    from reviewkit.features.auth import back_at

    show, app_ = desk_.show, desk_.app
    url = app_.settings.naver.smartplace_url + SMARTPLACE_LIST if name == "naver" else app_.settings.google.maps_url
    if show.dry_run:
        show.note(_("Would open a window at {url}.").format(url=url))
        return
    show.note(_("Sign in in the window that opens. It closes by itself; or close it when you are done."))
    app_.sign_in_by_window(name, url, back_at(url))
    if name == "naver":
        _test(desk_, [name])
    else:
        path = str(app_.profile_path(name))
        show.result({"name": name, "where": path}, _("The sign-in is kept in {path}.").format(path=path))


def _to_test(desk_: Desk, name: str) -> list[str]:
    from reviewkit import secrets
    from reviewkit.features.auth import SIGN_INS, sign_in_name

    if name:
        if sign_in_name(name, (*SIGN_INS, "ai")) == "google-maps":
            raise WrongInput(_("Google Maps can't be tried without reading a store."), "reviewkit crawl --platform google")
        return [name]
    there = ["google"] if secrets.where("google-token") else []
    there += ["naver"] if desk_.app.profile_path("naver").exists() else []
    there += ["ai"] if desk_.app.settings.ai.model else []
    if not there:
        raise SignInNeeded(_("You are signed in nowhere yet."), _("Sign in with: reviewkit auth login google"))
    return there


def _test(desk_: Desk, names: list[str]) -> None:
    from reviewkit.features import auth

    app_ = desk_.app
    site = app_.settings.naver.smartplace_url
    found = auth.try_all(names, app_.google_places, lambda: _smartplace(app_, site), site, lambda: app_.model().names())
    columns = [
        Column("ok", "", tick, tint=traffic_light),
        Column("name", _("Name"), style="bold"),
        Column("message", _("State"), grow=True, wrap=True),
    ]
    desk_.show.rows(found, columns)
    for row in found:
        desk_.show.note(f"→ {row['hint']}" if row["hint"] else "", "cyan")
    if worst := max(row["exit_code"] for row in found):
        raise typer.Exit(worst)


def _smartplace(app_: "App", site: str) -> tuple[str, str]:
    """Without a profile nobody can be signed in: no browser is started to find that out."""
    return app_.look_at(site + SMARTPLACE_LIST, "naver") if app_.profile_path("naver").exists() else ("", "")
