"""Secrets: keyring first, environment second, never a traceback, never a prompt."""

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError, PasswordSetError

from reviewkit import secrets
from reviewkit.errors import SignInNeeded, WrongInput


class Failing(KeyringBackend):
    """A keyring that answers everything with one error."""

    priority = 1

    def __init__(self, error):
        super().__init__()
        self.error = error

    def get_password(self, service, username):
        raise self.error

    set_password = delete_password = lambda self, *_args: self.get_password("", "")


class Null(KeyringBackend):
    """A keyring that drops what it is given, like keyring.backends.null."""

    priority = 1

    def get_password(self, service, username):
        return None

    def set_password(self, service, username, password):
        pass

    def delete_password(self, service, username):
        pass


class Prompting(Null):
    """A keyring in the shape of keyrings.alt's encrypted file: reading `keyring_key` asks for a password."""

    @property
    def keyring_key(self):
        raise EOFError

    def get_password(self, service, username):
        return self.keyring_key


def test_a_secret_is_kept_in_the_keyring_and_removed():
    secrets.put("google-token", "abc\n")
    assert secrets.get("google-token") == "abc"
    assert secrets.where("google-token") == "keyring"
    assert secrets.remove("google-token")
    assert secrets.get("google-token") is None
    assert not secrets.remove("google-token")


def test_the_keyring_goes_before_the_environment(monkeypatch):
    monkeypatch.setenv("REVIEWKIT_SECRET_GOOGLE_TOKEN", "from-environment")
    assert (secrets.get("google-token"), secrets.where("google-token")) == ("from-environment", "environment")
    secrets.put("google-token", "from-keyring")
    assert (secrets.get("google-token"), secrets.where("google-token")) == ("from-keyring", "keyring")


@pytest.mark.parametrize("error", [NoKeyringError("none"), KeyringLocked("locked"), PasswordSetError("no"), OSError("bus")])
def test_a_keyring_that_fails_leaves_the_environment_and_is_a_sentence_otherwise(monkeypatch, error):
    keyring.set_keyring(Failing(error))
    with pytest.raises(SignInNeeded) as put:
        secrets.put("google-token", "abc")
    assert "REVIEWKIT_SECRET_GOOGLE_TOKEN" in put.value.hint
    monkeypatch.setenv("REVIEWKIT_SECRET_GOOGLE_TOKEN", "abc")
    assert secrets.get("google-token") == "abc"


def test_without_a_keyring_there_is_just_no_secret():
    keyring.set_keyring(Failing(NoKeyringError("none")))
    assert secrets.get("google-token") is None


def test_a_locked_keyring_is_said_when_it_may_hold_the_secret():
    keyring.set_keyring(Failing(KeyringLocked("locked")))
    with pytest.raises(SignInNeeded, match="locked"):
        secrets.get("google-token")


def test_a_keyring_that_drops_what_it_is_given_is_found_out():
    keyring.set_keyring(Null())
    with pytest.raises(SignInNeeded, match="did not keep it"):
        secrets.put("google-token", "abc")


def test_a_keyring_that_would_prompt_is_not_asked(monkeypatch):
    keyring.set_keyring(Prompting())
    assert secrets.get("google-token") is None
    monkeypatch.setenv("REVIEWKIT_SECRET_GOOGLE_TOKEN", "abc")
    assert secrets.get("google-token") == "abc"
    with pytest.raises(SignInNeeded, match="without a prompt"):
        secrets.put("google-token", "abc")


@pytest.mark.parametrize("name", ["no.such.module.Keyring", "keyring.backends.null.NoSuchClass"])
def test_a_wrong_backend_name_is_a_sentence(monkeypatch, name):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    with pytest.raises(SignInNeeded, match="PYTHON_KEYRING_BACKEND"):
        secrets.get("google-token")


@pytest.mark.parametrize("value", ["", "\n", "  \r\n"])
def test_an_empty_secret_is_refused(value):
    with pytest.raises(WrongInput):
        secrets.put("google-token", value)


def test_an_unknown_name_names_the_nearest():
    with pytest.raises(WrongInput, match="google-token"):
        secrets.known("google-tokn")
    assert secrets.known("GOOGLE_TOKEN") == "google-token"


REAL = """
    import sys
    from reviewkit import secrets
    print(secrets.backend())
    if sys.argv[1] == "put":
        secrets.put("google-token", "한글 비밀 1234")
    print(secrets.get("google-token"), secrets.where("google-token"))
"""


@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="needs dbus-run-session and gnome-keyring-daemon",
)
def test_a_real_keyring_keeps_a_secret_over_sessions_and_says_when_it_is_locked(tmp_path: Path):
    (tmp_path / "run").mkdir(mode=0o700)
    script = tmp_path / "real.py"
    script.write_text(textwrap.dedent(REAL), encoding="utf-8")

    def session(word: str, unlock: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "XDG_RUNTIME_DIR": str(tmp_path / "run"),
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "PYTHONPATH": str(Path(secrets.__file__).parents[1]),
            "PYTHONIOENCODING": "utf-8",
        }
        daemon = f"printf %s {unlock} | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1"
        command = ["dbus-run-session", "--", "sh", "-c", f"{daemon}; {sys.executable} {script} {word}"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    first = session("put", "testpw")
    assert first.stdout.splitlines() == ["SecretService.Keyring", "한글 비밀 1234 keyring"], first.stderr
    assert session("get", "testpw").stdout.splitlines()[-1] == "한글 비밀 1234 keyring"
    locked = session("get", "wrong")
    assert "한글" not in locked.stdout
    assert "SignInNeeded" in locked.stderr
    assert "locked" in locked.stderr
