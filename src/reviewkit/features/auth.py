"""Secrets and sign-ins: what there is, keeping and removing it, and trying whether it works."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from reviewkit import secrets
from reviewkit.errors import ReviewkitError, SignInNeeded, WrongInput
from reviewkit.i18n import N_, _
from reviewkit.platforms.base import Place

PROFILES = {
    "naver": N_("Your browser profile for SmartPlace; made by: reviewkit auth login naver"),
    "google-maps": N_("Your browser profile for Google Maps; made by: reviewkit auth login google-maps"),
}
SIGN_INS = ("google", *PROFILES)
"""What `auth login` and `auth test` know."""

PROFILE = "profile"


def rows(profile_path: Callable[[str], Path]) -> list[dict[str, Any]]:
    """Return every secret and sign-in: name, where it is kept (keyring, environment, profile, None), what it is. No values."""
    found = []
    for name, about in secrets.KNOWN.items():
        problem = None
        try:
            where = secrets.where(name)
        except SignInNeeded as exc:
            where, problem = None, exc.message
        row = {"name": name, "where": where, "about": _(about), "variable": secrets.environment_name(name), "problem": problem}
        found.append(row)
    for name, about in PROFILES.items():
        where = PROFILE if profile_path(name).exists() else None
        found.append({"name": name, "where": where, "about": _(about), "variable": None, "problem": None})
    return found


def remove(name: str, profile_path: Callable[[str], Path]) -> bool:
    """Remove a secret from the keyring, or a sign-in's profile; say whether there was one. Raises WrongInput, SignInNeeded."""
    if name in PROFILES:
        folder = profile_path(name)
        there = folder.exists()
        shutil.rmtree(folder, ignore_errors=True)
        return there
    return secrets.remove(removable(name))


def removable(name: str) -> str:
    """Return `name` as it is kept, if it can be removed here. Raises WrongInput, SignInNeeded."""
    if name in PROFILES:
        return name
    name = secrets.known(name)
    if secrets.where(name) == secrets.ENVIRONMENT:
        raise WrongInput(
            _("{name} comes from the environment, not from the keyring.").format(name=name),
            _("Take it out of there: unset {variable}").format(variable=secrets.environment_name(name)),
        )
    return name


def sign_in_name(name: str, known: Sequence[str] = SIGN_INS) -> str:
    """Return `name` where there is such a sign-in. Raises WrongInput."""
    if name not in known:
        raise WrongInput(
            _("There is no sign-in called {name}.").format(name=name),
            _("Choose one of: {names}").format(names=", ".join(known)),
        )
    return name


def keyring_or_way_out() -> None:
    """Raise SignInNeeded, with what a server's owner can do, where there is no keyring to put Google's token into."""
    try:
        secrets.backend()
    except SignInNeeded as exc:
        hint = _(
            "Sign in on your own computer, read the token there with: python -m keyring get reviewkit google-token "
            "– and give it here as the environment variable {variable}."
        ).format(variable=secrets.environment_name("google-token"))
        raise SignInNeeded(exc.message, hint) from exc


def back_at(site: str) -> Callable[[str], bool]:
    """Return what holds for a window's address once it went elsewhere to sign in and came back to `site`."""
    home = urlsplit(site).hostname
    away = False

    def done(url: str) -> bool:
        nonlocal away
        host = urlsplit(url).hostname
        away = away or (host is not None and host != home)
        return away and host == home

    return done


def try_all(
    names: Sequence[str],
    google: Callable[[], Sequence[Place]],
    naver: Callable[[], tuple[str, str]],
    site: str,
    models: Callable[[], Sequence[str]],
) -> list[dict[str, Any]]:
    """Try each sign-in: name, ok, message, hint, exit_code. A failure of one doesn't stop the others.

    `google` gives the account's places; `naver` opens SmartPlace (whose address is `site`) and gives where it ended, and its
    text; `models` gives the names of the language models that the configured server has.
    """
    tries = {"google": lambda: _google(google()), "naver": lambda: _naver(*naver(), site), "ai": lambda: _ai(models())}
    return [_tried(name, tries[name]) for name in names]


def _tried(name: str, attempt: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"name": name, "ok": True, "message": attempt(), "hint": None, "exit_code": 0}
    except ReviewkitError as exc:
        return {"name": name, "ok": False, "message": exc.message, "hint": exc.hint or None, "exit_code": exc.exit_code}


def _google(found: Sequence[Place]) -> str:
    places = [place.name or place.id for place in found]
    if not places:
        return _("Signed in; this account has no store.")
    return _("Signed in; stores: {names}").format(names=", ".join(places))


def _ai(names: Sequence[str]) -> str:
    return _("The language model's server answers. Models: {names}").format(names=", ".join(names[:5]) or "–")


def _naver(url: str, text: str, site: str) -> str:
    # SmartPlace sends a stranger to Naver's sign-in page, or says over the page that one has to sign in.
    if urlsplit(url).hostname != urlsplit(site).hostname or "로그인이 필요" in text:
        raise SignInNeeded(_("You are not signed in to SmartPlace."), _("Sign in with: reviewkit auth login naver"))
    return _("Signed in to SmartPlace.")
