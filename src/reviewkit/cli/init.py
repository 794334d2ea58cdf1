"""reviewkit init."""

import sys

import typer

from reviewkit import config, i18n
from reviewkit.cli.command import Desk, command, desk
from reviewkit.i18n import _

app = typer.Typer(help=_("Take the first steps: a home, your settings, your first store."), add_completion=False)

LANGUAGES = {"한국어": "ko", "English": "en"}


@command(app, "init", _("Take the first steps: a home, your settings, your first store."), writes=True)
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
    if not (asks and not at.app.database_path.exists() and _first_store(ctx)):
        at.show.note(
            _('Next: reviewkit store add "가나식당" --naver URL      or, to look around first: reviewkit demo'), "cyan"
        )


def _language(at: Desk) -> str:
    """Ask for the language, and speak it from here on."""
    names = list(LANGUAGES)
    chosen = LANGUAGES[names[at.show.choose("언어 / Language", names, "--no-input")]]
    i18n.activate(chosen)
    return chosen


def _first_store(ctx: typer.Context) -> bool:
    """Ask for a store and its pages; say whether one was added."""
    from reviewkit.cli.store import add

    show = desk(ctx).show
    show.note(_("Your first store. Press Enter to leave something out."))
    name = show.ask(_("Its name:"), "--no-input").strip()
    if not name:
        return False
    show.note(_("Open its page on each site, and paste the address here."))
    sites = {"naver": _("Naver Place:"), "kakao": _("KakaoMap:"), "google": _("Google Maps:")}
    pages = {site: show.ask(question, "--no-input").strip() or None for site, question in sites.items()}
    add(ctx, name, **pages)  # it says what comes next
    return True
