"""Playwright's helper process, and the tidying up after browsers that were killed, hung or never started."""

import contextlib
import logging
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

_WORK = "reviewkit-browser-"


class Driver:
    """Playwright's helper process: one a thread, shared by its browsers, with a folder for what they leave behind."""

    _here = threading.local()
    _starting = threading.Lock()

    def __init__(self) -> None:
        from playwright.sync_api import sync_playwright

        # A driver that dies with Ctrl-C makes asyncio print a traceback of its own; what it means is raised by the call.
        logging.getLogger("asyncio").setLevel(logging.CRITICAL + 1)
        _sweep()
        self.work = Path(tempfile.mkdtemp(prefix=f"{_WORK}{os.getpid()}-"))
        self._users = 0
        # Failed launches leave folders in the driver's temporary folder: it gets one that goes away with it.
        with self._starting, _environment("TMPDIR", str(self.work)):
            self.playwright: Playwright = sync_playwright().start()

    @classmethod
    def of_this_thread(cls) -> "Driver":
        """Return this thread's driver, counted: each call needs one `release`."""
        driver: Driver | None = getattr(cls._here, "driver", None)
        if driver is None:
            driver = cls._here.driver = cls()
        driver._users += 1
        return driver

    def new_profile(self) -> Path:
        """Return a new folder for a throw-away profile."""
        return Path(tempfile.mkdtemp(prefix="profile-", dir=self.work))

    def release(self) -> None:
        """Give it back; the last one stops the helper process and empties its folder."""
        self._users -= 1
        if self._users > 0:
            return
        if getattr(self._here, "driver", None) is self:
            del self._here.driver
        with contextlib.suppress(Exception):
            self.playwright.stop()
        _remove(self.work)


@contextlib.contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    tempfile.gettempdir()  # Python remembers its own answer, and doesn't see the change
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = before


def kill_browsers(folders: list[str]) -> None:
    """Kill the browsers that work in one of `folders`, whosever children they are by now, and wait until they are gone."""
    import psutil

    killed: list[psutil.Process] = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            words = process.cmdline() if process.pid != os.getpid() else []
            if any(word.startswith("--user-data-dir=") and folder in word for word in words for folder in folders):
                killed += [process, *process.children(recursive=True)]
    for process in killed:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(killed, timeout=2)


def _remove(folder: Path) -> None:
    """Remove a work folder, to which a browser that is just ending may still be writing."""
    for _try in range(40):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


def _sweep() -> None:
    """Remove the folders that killed runs left in the temporary folder."""
    import psutil

    for folder in Path(tempfile.gettempdir()).glob(f"{_WORK}*"):
        owner = folder.name.removeprefix(_WORK).partition("-")[0]
        if owner.isdecimal() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)
