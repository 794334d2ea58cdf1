"""Options and cells that several nouns share."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from reviewkit.errors import ReviewkitError, WrongInput
from reviewkit.features import names
from reviewkit.i18n import _

if TYPE_CHECKING:
    from reviewkit.cli.command import Desk

PLATFORMS = ("naver", "kakao", "google")
TRADES = ("food", "salon")
STATES = ("visible", "suspended", "deleted")


def among(words: Iterable[str]) -> Callable[[str], list[str]]:
    """Return what completes one of `words` with the Tab key."""

    def complete(incomplete: str) -> list[str]:
        return [word for word in words if word.startswith(incomplete)]

    return complete


def store_names(incomplete: str) -> list[str]:
    """Complete a store's name with the Tab key. Makes no database, and says nothing where one can't be read."""
    from reviewkit.app import App
    from reviewkit.features import stores

    try:
        path = App().database_path
        names = [str(store["name"]) for store in stores.overview(path)] if path.exists() else []
    except ReviewkitError:
        return []
    return [name for name in names if name.startswith(incomplete)]


PlatformOption = Annotated[
    str | None,
    typer.Option(
        "--platform", "-p", metavar="|".join(PLATFORMS), help=_("Only this platform."), autocompletion=among(PLATFORMS)
    ),
]


_DAY = re.compile(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?")
"""A day as Koreans write it."""


def platform(name: str | None) -> str | None:
    """Return a platform's name as we write it. Raises WrongInput for one that we don't know."""
    if name is None or name.lower() in PLATFORMS:
        return name.lower() if name else None
    raise WrongInput(_("There is no platform {name}; there are: {known}").format(name=name, known=", ".join(PLATFORMS)))


def trade(name: str | None) -> str | None:
    """Return a trade's name as we write it. Raises WrongInput for one that we don't know."""
    if name is None or name.lower() in TRADES:
        return name.lower() if name else None
    raise WrongInput(_("--trade takes one of: {known}").format(known=", ".join(TRADES)))


def title(platform: str) -> str:
    """Return a platform's name for people."""
    return names.platform(platform)


def today() -> date:
    """Return the day in Korea."""
    return datetime.now(ZoneInfo("Asia/Seoul")).date()


def day(text: str | None) -> date | None:
    """Return the day of "2026-05-01", "2026. 5. 1.", "2026년 5월 1일", "today", "yesterday" or "30d" (days ago).

    Raises WrongInput.
    """
    if not text:
        return None
    if text in ("today", "yesterday"):
        return today() - timedelta(days=text == "yesterday")
    try:
        if text.endswith("d") and text[:-1].isdigit():
            return today() - timedelta(days=int(text[:-1]))
        written = _DAY.fullmatch(text.strip())
        return date(*map(int, written.groups())) if written else date.fromisoformat(text)
    except (ValueError, OverflowError) as exc:
        raise WrongInput(
            _("{text} is not a day.").format(text=text), _("Write 2026-05-01, today, yesterday, or 30d for thirty days ago.")
        ) from exc


def store_id(desk: "Desk", words: str | None) -> int | None:
    """Return the id of the store that `words` name, None for no words. Reads on the light path."""
    if words is None:
        return None
    from reviewkit.features import stores

    return int(stores.pick(stores.overview(desk.app.database), words)["id"])


def zone(desk: "Desk") -> ZoneInfo:
    """Return the zone that times are shown in."""
    return ZoneInfo(desk.app.settings.general.timezone)


def midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    """Return when a day begins in `zone`, None for none."""
    return datetime.combine(day, time.min, zone) if day else None


def stars(rating: Any) -> str:
    """Return a rating for a table: ★4.5; nothing where there is none."""
    return "" if rating is None else f"★{rating:g}"


def state(status: Any) -> str:
    """Return a review's status for people."""
    return {"visible": _("visible"), "suspended": _("suspended"), "deleted": _("deleted")}.get(status, str(status))


def when(value: Any) -> str:
    """Return a time for a table, to the minute."""
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else ""


def on(value: Any) -> str:
    """Return a time's day for a table."""
    return value.strftime("%Y-%m-%d") if isinstance(value, datetime) else ""
