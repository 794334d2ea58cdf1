"""Secrets: the operating system's keyring first, the environment second (REVIEWKIT_SECRET_GOOGLE_TOKEN).

Never in argv, a file of ours, the database or the log. The keyring is asked when a secret is needed, not before: finding its
backend takes a fifth of a second. It is never asked in a way that would prompt: a command that runs at night would hang.
"""

import difflib
import os
from typing import TYPE_CHECKING

from reviewkit.errors import ReviewkitError, SignInNeeded, WrongInput
from reviewkit.i18n import N_, _

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "reviewkit"
PREFIX = "REVIEWKIT_SECRET_"
KEYRING, ENVIRONMENT = "keyring", "environment"

KNOWN = {
    "google-client": N_("The client file of your Google Cloud project (JSON)."),
    "google-token": N_("Your Google sign-in; written by: reviewkit auth login google"),
    "email": N_("The password of your mail account."),
    "ai": N_("The key of your language model's server; a local one needs none."),
}
"""Each secret's name and what it is (an English msgid)."""


def known(name: str) -> str:
    """Return `name` as it is kept. Raises WrongInput that names the nearest known one."""
    wanted = name.strip().lower().replace("_", "-")
    if wanted in KNOWN:
        return wanted
    near = difflib.get_close_matches(wanted, KNOWN, n=1)
    message = _("There is no secret called {name}.").format(name=name)
    raise WrongInput(
        message + (" " + _("Did you mean {near}?").format(near=near[0]) if near else ""),
        _("See all names with: reviewkit auth list"),
    )


def environment_name(name: str) -> str:
    """Return the environment variable of a secret: google-token → REVIEWKIT_SECRET_GOOGLE_TOKEN."""
    return PREFIX + name.upper().replace("-", "_")


def get(name: str) -> str | None:
    """Return a secret, None where there is none. Raises SignInNeeded where the keyring that may hold it can't be read."""
    return _find(name)[0]


def where(name: str) -> str | None:
    """Return "keyring", "environment" or None: where `get` finds it. Raises as `get` does."""
    return _find(name)[1]


def put(name: str, value: str) -> None:
    """Keep a secret in the keyring, then read it back: some backends drop what they are given. Raises SignInNeeded."""
    value = value.rstrip("\r\n")
    if not value.strip():
        raise WrongInput(_("A secret can't be empty."), _("Remove one with: reviewkit auth remove {name}").format(name=name))
    try:
        usable = _usable()
        usable[0].set_password(SERVICE, name, value)
        kept = usable[0].get_password(SERVICE, name)
    except Exception as exc:
        raise _trouble(exc, name) from exc
    if kept != value:
        raise SignInNeeded(
            _("The keyring ({backend}) took the secret and did not keep it.").format(backend=title(usable[0])), _way_out(name)
        )


def remove(name: str) -> bool:
    """Remove a secret from the keyring; say whether it was there. Raises SignInNeeded where the keyring can't be used."""
    try:
        holders = [backend for backend in _usable() if backend.get_password(SERVICE, name) is not None]
        for backend in holders:
            backend.delete_password(SERVICE, name)
    except Exception as exc:
        raise _not_removed(_trouble(exc, name)) from exc
    return bool(holders)


def backend(name: str = "") -> str:
    """Return the name of the keyring in use, after asking it for something. Raises SignInNeeded where it doesn't work.

    `name` is the secret that is about to be kept, for the hint.
    """
    try:
        usable = _usable()
        usable[0].get_password(SERVICE, "doctor")
    except Exception as exc:
        raise _trouble(exc, name) from exc
    return title(usable[0])


def title(backend: "KeyringBackend") -> str:
    """Return a backend's name for people."""
    kind = type(backend)
    return f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"


def _find(name: str) -> tuple[str | None, str | None]:
    trouble: SignInNeeded | None = None
    try:
        for backend in _usable():
            value = backend.get_password(SERVICE, name)
            if value:
                return value, KEYRING
    except Exception as exc:  # noqa: BLE001  a backend may raise anything; the environment is asked next
        trouble = _trouble(exc, name)
    from_environment = os.environ.get(environment_name(name), "").strip()
    if from_environment:
        return from_environment, ENVIRONMENT
    # No keyring at all is a server's normal state: then there is just no secret. One that is locked may hold it.
    if trouble is not None and trouble.code != NO_KEYRING:
        raise trouble
    return None, None


NO_KEYRING = "no_keyring"


class _Prompts(Exception):
    """The picked backend would ask for a password in the middle of the work."""


def _usable() -> "list[KeyringBackend]":
    """Return the backends to ask, best first: those of the chain before the first that would prompt.

    Merely installing keyrings.alt puts encrypted files, which prompt, and plain files, which aren't safe, into the chain.
    """
    import keyring
    from keyring.backends.chainer import ChainerBackend

    picked = keyring.get_keyring()
    chain: list[KeyringBackend] = list(picked.backends) if isinstance(picked, ChainerBackend) else [picked]
    usable = []
    for backend in chain:
        if _prompts(backend):
            break
        usable.append(backend)
    if not usable:
        raise _Prompts(title(chain[0] if chain else picked))
    return usable


def _prompts(backend: "KeyringBackend") -> bool:
    """keyrings.alt and keyrings.cryptfile ask for the file's password unless the program has given it."""
    return hasattr(type(backend), "keyring_key") and "keyring_key" not in vars(backend)


def _trouble(error: Exception, name: str) -> SignInNeeded:
    from keyring import errors

    if isinstance(error, ReviewkitError):
        raise error
    if isinstance(error, (errors.NoKeyringError, _Prompts)):
        found = SignInNeeded(_("This machine has no keyring that can be used without a prompt."), _way_out(name))
        found.code = NO_KEYRING
        return found
    if isinstance(error, errors.KeyringLocked):
        return SignInNeeded(
            _("The keyring is locked."), _("Unlock it by signing in to your desktop, or: {way}").format(way=_way_out(name))
        )
    if isinstance(error, (ImportError, AttributeError, TypeError)):
        message = _("The keyring that PYTHON_KEYRING_BACKEND or keyringrc.cfg names does not exist: {reason}")
        return SignInNeeded(message.format(reason=error), _("Correct the name, or remove it."))
    reason = type(error).__name__
    return SignInNeeded(_("The keyring does not work here: {reason}").format(reason=reason), _way_out(name))


def _not_removed(error: SignInNeeded) -> SignInNeeded:
    """Give an error a hint for somebody who wants to be rid of a secret: the environment is no way out then."""
    if error.code == NO_KEYRING:
        error.hint = _("Without a keyring no secret is kept on this machine, so there is nothing to remove.")
    else:
        error.hint = _("Unlock it by signing in to your desktop, or look at it with: reviewkit doctor")
    return error


def _way_out(name: str) -> str:
    if not name:
        return _("Give secrets by environment variables, such as {variable}.").format(variable=environment_name("google-token"))
    return _("Set the environment variable {variable} instead.").format(variable=environment_name(name))
