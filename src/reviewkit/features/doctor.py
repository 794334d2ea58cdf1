"""What could be wrong with this machine, looked at line by line, with a fix for each. Changes nothing; needs no network."""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from reviewkit import __version__, secrets
from reviewkit.config import Settings
from reviewkit.db import SCHEMA, health
from reviewkit.errors import ReviewkitError, SignInNeeded
from reviewkit.i18n import _, ngettext

OK, WARNING, FAILED = "ok", "warning", "failed"
LOW_DISK, FULL_DISK = 1_000_000_000, 100_000_000
SLACK = timedelta(hours=1)
"""A row this much later than now means that the clock was set back."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at: its state (ok, warning, failed), what was found, and what to do about it."""

    name: str
    state: str
    found: str
    fix: str = ""

    def row(self) -> dict[str, str | None]:
        """Return it for the screen."""
        return {"name": self.name, "state": self.state, "found": self.found, "fix": self.fix or None}


@dataclass(frozen=True, slots=True)
class Patient:
    """What the hall hands over. `start_browser` starts it and gives what it calls itself; None skips that."""

    home: Path
    settings: Settings
    settings_problems: list[str]
    database: Path
    profile: Callable[[str], Path]
    browser: Callable[[], Path]
    start_browser: Callable[[], str] | None


def examine(patient: Patient) -> list[Line]:
    """Return the lines, in the order of the house: the machine, the files, the browser, the secrets, the sites."""
    facts = _facts(patient.database)
    return [
        _python(),
        Line("reviewkit", OK, __version__),
        _settings(patient),
        _home(patient.home),
        _database(patient.database, facts),
        _disk(patient.home),
        _clock(patient.settings, facts),
        _browser(patient),
        *_fonts(),
        _keyring(),
        *_sites(patient, facts),
    ]


def _facts(path: Path) -> dict[str, Any]:
    import sqlite3

    try:
        return health.facts(path) if path.is_file() and path.stat().st_size else {}
    except (sqlite3.Error, OSError, ValueError):
        return {}


def _python() -> Line:
    found = f"{platform.python_version()} ({sys.executable})"
    if sys.version_info < (3, 11):  # noqa: UP036  pip's check can be passed over
        return Line("Python", FAILED, found, _("Install Python 3.11 or newer."))
    return Line("Python", OK, found)


def _settings(patient: Patient) -> Line:
    name = _("Settings")
    if patient.settings_problems:
        return Line(name, FAILED, "\n".join(patient.settings_problems), _("Correct it with: reviewkit config edit"))
    file = patient.home / "config.toml"
    return Line(name, OK, str(file) if file.exists() else _("no config.toml, so the defaults hold"))


def _home(home: Path) -> Line:
    name = _("Home folder")
    fix = _("Choose another place with the environment variable REVIEWKIT_HOME.")
    folder = next((place for place in (home, *home.parents) if place.exists()), home)
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as exc:
        return Line(name, FAILED, _("{path} can't be written: {reason}").format(path=folder, reason=exc.strerror), fix)
    if folder != home:
        return Line(name, OK, _("{path} (made when first needed)").format(path=home))
    if os.name == "posix" and home.stat().st_mode & 0o077:
        return Line(name, WARNING, _("{path} can be read by others").format(path=home), f'chmod 700 "{home}"')
    return Line(name, OK, str(home))


def _database(path: Path, facts: dict[str, Any]) -> Line:
    name = _("Database")
    if not path.exists() or (path.is_file() and not path.stat().st_size):
        return Line(name, OK, _("none yet; made with your first store"))
    problem = health.quick(path)
    if problem:
        return Line(name, FAILED, problem, _("Look closer with: reviewkit db check"))
    schema = facts.get("schema")
    if schema is None:
        return Line(
            name, FAILED, _("{path} is not one of ours").format(path=path), _("See where it is with: reviewkit db path")
        )
    if schema > SCHEMA:
        newer = _("made by a newer reviewkit (schema {schema})").format(schema=schema)
        return Line(name, FAILED, newer, _("Update reviewkit: pip install --upgrade reviewkit"))
    reviews = facts["counts"].get("review", 0)
    count = ngettext("{n} review", "{n} reviews", reviews).format(n=f"{reviews:,}")
    if schema < SCHEMA:
        return Line(name, WARNING, _("an older schema, {schema}").format(schema=schema), _("Updated by: reviewkit store list"))
    return Line(name, OK, _("{count}, schema {schema}, sound").format(count=count, schema=schema))


def _disk(home: Path) -> Line:
    folder = next((place for place in (home, *home.parents) if place.exists()), Path.cwd())
    free = shutil.disk_usage(folder).free
    state = OK if free >= LOW_DISK else WARNING if free >= FULL_DISK else FAILED
    found = _("{size} GB free").format(size=f"{free / 1e9:,.1f}")
    return Line(_("Disk"), state, found, "" if state == OK else _("Free some space."))


def _clock(settings: Settings, facts: dict[str, Any]) -> Line:
    now = datetime.now(UTC)
    zone = settings.general.timezone
    found = f"{now.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
    newest = facts.get("newest_row")
    if newest and newest > now + SLACK:
        late = _("{found}, but the database was written at {newest}").format(found=found, newest=f"{newest:%Y-%m-%d %H:%M} UTC")
        return Line(_("Clock"), FAILED, late, _("Set this computer's clock."))
    return Line(_("Clock"), OK, found)


def _browser(patient: Patient) -> Line:
    name = _("Browser")
    try:
        path = patient.browser()
        if patient.start_browser is None:
            return Line(name, OK, _("{path} (not started)").format(path=path))
        return Line(name, OK, _("{path} starts: {version}").format(path=path, version=patient.start_browser()))
    except ReviewkitError as exc:
        return Line(name, FAILED, exc.message, exc.hint)


def _fonts() -> Iterator[Line]:
    """Only where fontconfig is: Windows and macOS bring Korean fonts."""
    tool = shutil.which("fc-list")
    if not tool:
        return
    try:
        listed = subprocess.run([tool, ":lang=ko", "family"], capture_output=True, text=True, timeout=20, check=False).stdout  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return
    families = sorted({line.split(",")[0].strip() for line in listed.splitlines() if line.strip()})
    if families:
        yield Line(_("Korean fonts"), OK, ", ".join(families[:3]) + (" …" if len(families) > 3 else ""))
    else:
        missing = _("none: a browser window shows boxes instead of Korean")
        yield Line(_("Korean fonts"), WARNING, missing, "apt-get install fonts-nanum")


def _keyring() -> Line:
    name = _("Keyring")
    try:
        return Line(name, OK, secrets.backend())
    except SignInNeeded as exc:
        return Line(name, WARNING if exc.code == secrets.NO_KEYRING else FAILED, exc.message, exc.hint)


def _sites(patient: Patient, facts: dict[str, Any]) -> Iterator[Line]:
    settings, listings = patient.settings, facts.get("listings", {})
    off = _("switched off in the settings")
    yield Line("naver", OK, off) if not settings.naver.enabled else _naver(patient)
    yield Line("kakao", OK, _("public pages; needs no sign-in") if settings.kakao.enabled else off)
    yield Line("google", OK, off) if not settings.google.enabled else _google(patient, listings.get("google", 0))


def _naver(patient: Patient) -> Line:
    there = patient.profile("naver").exists()
    if patient.settings.naver.smartplace and not there:
        return Line("naver", FAILED, _("SmartPlace needs your sign-in"), _("Sign in with: reviewkit auth login naver"))
    return Line("naver", OK, _("signed-in profile") if there else _("public pages; needs no sign-in"))


def _google(patient: Patient, listings: int) -> Line:
    needed = FAILED if listings else WARNING
    if patient.settings.google.maps:
        there = patient.profile("google-maps").exists()
        fix = _("Sign in with: reviewkit auth login google-maps")
        return Line("google", OK, _("signed-in profile")) if there else Line("google", needed, _("not signed in"), fix)
    try:
        missing = [name for name in ("google-client", "google-token") if not secrets.where(name)]
    except SignInNeeded as exc:
        return Line("google", needed, exc.message, exc.hint)
    if "google-client" in missing:
        return Line("google", needed, _("no key of a Google project"), _("Keep it with: reviewkit auth set google-client"))
    if missing:
        return Line("google", needed, _("not signed in"), _("Sign in with: reviewkit auth login google"))
    return Line("google", OK, _("key and sign-in are there; try them with: reviewkit auth test google"))
