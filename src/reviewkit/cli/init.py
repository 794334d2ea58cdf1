"""reviewkit init."""

import sys
from typing import TYPE_CHECKING

import typer

from reviewkit import config, i18n
from reviewkit.cli.command import Desk, command, desk
from reviewkit.errors import ReviewkitError
from reviewkit.i18n import _

if TYPE_CHECKING:
    from reviewkit.features.stores.changes import Found

app = typer.Typer(help=_("Take the first steps: a folder, your settings, your first store."), add_completion=False)

LANGUAGES = {"한국어": "ko", "English": "en"}


@command(app, "init", _("Take the first steps: a folder, your settings, your first store."), writes=True)
def init(ctx: typer.Context) -> None:
    """With --no-input, or where nobody can be asked, it makes the files only. What is there already stays as it is."""
    from reviewkit.features.config import create

    at, home = desk(ctx), config.home()
    file = home / "config.toml"
    if at.show.dry_run:
        at.show.note(_("Would make {path} and ask for your first store.").format(path=file))
        return
    asks = not at.show.no_input and sys.stdin.isatty()
    language = _language(at) if asks and not file.exists() else "auto"
    made = create(file, language)
    said = _("Your settings are at {path}") if made else _("Your settings were at {path} already.")
    at.show.result({"home": str(home), "config": str(file), "made": made}, said.format(path=file))
    if _has_store(at):
        at.show.note(_("Next: reviewkit crawl"), "cyan")
    elif not (asks and _first_store(at)):
        at.show.note(
            _('Next: reviewkit store add "가나식당" --naver URL      or, to look around first: reviewkit demo'), "cyan"
        )


def _language(at: Desk) -> str:
    """Ask for the language, and speak it from here on. Enter takes the one that is spoken already."""
    codes = list(LANGUAGES.values())
    chosen = codes[at.show.choose("언어 / Language", list(LANGUAGES), "--no-input", codes.index(i18n.language()))]
    i18n.activate(chosen)
    return chosen


def _has_store(at: Desk) -> bool:
    """Say whether there is a store. Makes no database to find out."""
    from reviewkit.features import stores

    return at.app.database_path.exists() and bool(stores.overview(at.app.database))


def _first_store(at: Desk) -> bool:
    """Ask for a store and its pages; say whether one was added."""
    from reviewkit.cli.store import add_found

    show = at.show
    show.note(_("Your first store. Press Enter to leave something out."))
    name = show.ask(_("Its name:"), "--no-input").strip()
    if not name:
        return False
    show.note(_("Open its page on each site, and paste the address here."))
    sites = {"naver": _("Naver Place:"), "kakao": _("KakaoMap:"), "google": _("Google Maps:")}
    pages = [_page(at, site, question) for site, question in sites.items()]
    add_found(at, name, [page for page in pages if page], mine=False)  # it says what comes next
    return True


def _page(at: Desk, site: str, question: str) -> "Found | None":
    """Ask for a page until its address is one of the site's, or left out."""
    from reviewkit.cli.places import found_one

    while text := at.show.ask(question, "--no-input").strip():
        try:
            return found_one(at, site, text)
        except ReviewkitError as exc:
            at.show.warn(exc.message)
            at.show.note(_("Paste another, or press Enter to leave it out."))
    return None
