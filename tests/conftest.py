"""Every test runs in a home of its own, with a keyring of its own, and reaches nothing but this machine."""

import os
import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from reviewkit import config, i18n
from reviewkit.app import App

# Started as a shell's background job we would inherit an ignored Ctrl-C, and so would every command that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


class MemoryKeyring(KeyringBackend):
    """A keyring that lives as long as the test."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A throw-away REVIEWKIT_HOME; no setting, secret or language of the real environment comes in."""
    for name in list(os.environ):
        if name.startswith("REVIEWKIT_") or name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "NO_COLOR", "COLUMNS"):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("REVIEWKIT_HOME", str(folder))
    monkeypatch.setenv("REVIEWKIT_ANALYSIS__AUTOMATIC", "false")  # Kiwi takes two seconds to load; see `automatic`
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("LANGUAGE", "en")
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    i18n.activate("en")
    yield folder
    keyring.set_keyring(before)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database as the migrations make it."""
    app = App(tmp_path_factory.mktemp("template"), config.Settings())
    path = app.database
    app.close()
    return path


@pytest.fixture(autouse=True)
def quick_database(made_once: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new home's database is a copy of the one that the migrations have made: the same file, twenty times as fast.

    `test_db.py`, and every command in a process of its own, run the migrations themselves.
    """
    migrate = App._migrate

    def copied(self: App) -> None:
        path = self.database_path
        try:
            if path.exists() or not path.parent.is_dir():
                raise FileExistsError
            shutil.copyfile(made_once, path)
            path.chmod(0o600)
        except OSError:
            migrate(self)

    monkeypatch.setattr(App, "_migrate", copied)


@pytest.fixture
def automatic(monkeypatch: pytest.MonkeyPatch) -> None:
    """New reviews are read during a crawl and an import, as for any owner."""
    monkeypatch.delenv("REVIEWKIT_ANALYSIS__AUTOMATIC")


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anywhere but this machine fails the test that made it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def sites(shop: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Local copies of the sites for the module's `shop`, with the settings pointing there."""
    from made import use
    from reviewkit.demo.sites import Sites

    with Sites(shop) as sites:
        use(sites, monkeypatch)
        yield sites
    assert sites.errors == []
