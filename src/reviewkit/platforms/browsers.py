"""Which browser to start, and how to get one: looked for without starting anything, and without playwright's own import.

An installed Chrome, Edge or Chromium comes first (Debian's chromium-headless-shell before all while no window is needed: it
starts and runs in half the time and memory), then one that Playwright downloaded earlier.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reviewkit.errors import NoBrowser
from reviewkit.i18n import _
from reviewkit.platforms.base import BrowserOptions

_HEADLESS = ("chromium-headless-shell", "chrome-headless-shell")
_CHROMIUM = ("chromium", "chromium-browser")
_CHROME = ("google-chrome-stable", "google-chrome", "chrome")
_EDGE = ("microsoft-edge-stable", "microsoft-edge", "msedge")
_MAC = {
    "chrome": "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "msedge": "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "chromium": "/Applications/Chromium.app/Contents/MacOS/Chromium",
}
_WINDOWS = {
    "chrome": r"Google\Chrome\Application\chrome.exe",
    "msedge": r"Microsoft\Edge\Application\msedge.exe",
    "chromium": r"Chromium\Application\chrome.exe",
}
_CHANNELS = {"chromium": _CHROMIUM, "chrome": _CHROME, "msedge": _EDGE}
_DOWNLOADED = (
    ("chromium_headless_shell-*", ("chrome-headless-shell*/chrome-headless-shell*", "chrome-*/headless_shell*")),
    (
        "chromium-*",
        ("chrome-*/chrome", "chrome-*/chrome.exe", "chrome-mac*/*.app/Contents/MacOS/*"),
    ),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A browser that can be started. `origin`: "configured", "installed" or "downloaded" (by Playwright)."""

    path: Path
    origin: str

    @property
    def headless_only(self) -> bool:
        """Whether this one can't show a window."""
        return "headless" in self.path.name


def find(options: BrowserOptions) -> Found | None:
    """Return the browser to start for `options`, None where there is none. Starts nothing and costs a few file look-ups."""
    if options.executable:
        path = Path(options.executable).expanduser()
        return Found(path, "configured") if path.is_file() and os.access(path, os.X_OK) else None
    if options.channel:
        return _first(_of_channel(options.channel), "configured")
    return _first(_installed(options.headed), "installed") or _first(_downloaded(options.headed), "downloaded")


def require(options: BrowserOptions) -> Found:
    """Return the browser to start. Raises NoBrowser, with the command that gets one."""
    found = find(options)
    if found is None:
        raise NoBrowser(_missing(options), _hint(options))
    if options.headed and sys.platform.startswith("linux") and not _has_screen():
        raise NoBrowser(
            _("A browser window needs a screen, and there is none here."),
            _("Leave out --headed, or run it on a computer with a screen."),
        )
    return found


def install_command(headed: bool = False) -> list[str]:
    """Return the one command that gets a browser on this system, as a list of words.

    Debian has its own packages; elsewhere (Ubuntu too: its chromium is a snap) Playwright downloads one. `headed` asks for one
    that can show a window.
    """
    apt = shutil.which("apt-get")
    before = _as_root()
    if apt and before is not None and _is_debian():
        package = "chromium" if headed else "chromium-headless-shell"
        # One line for a shell, for a fresh system knows no package before its first update.
        line = f"apt-get update && apt-get install -y --no-install-recommends {package}"
        return [*before, "sh", "-c", line]
    return [sys.executable, "-m", "playwright", "install", "chromium"]


def _missing(options: BrowserOptions) -> str:
    if options.executable:
        return _("There is no browser at {path}.").format(path=options.executable)
    if options.channel:
        return _("The browser {channel} is not installed.").format(channel=options.channel)
    if options.headed:
        return _("No Chrome, Edge or Chromium that can show a window was found on this computer.")
    return _("No Chrome, Edge or Chromium was found on this computer.")


def _hint(options: BrowserOptions) -> str:
    if options.executable or options.channel:
        return _("Correct it with: reviewkit config edit, or get a browser with: reviewkit browser install")
    return _("Get one with: reviewkit browser install")


def _first(paths: Iterator[Path], origin: str) -> Found | None:
    path = next((path for path in paths if path.is_file() and os.access(path, os.X_OK)), None)
    return Found(path, origin) if path else None


def _installed(headed: bool) -> Iterator[Path]:
    if not headed:
        yield from _on_path(_HEADLESS)
    snaps: list[Path] = []
    for channel in _CHANNELS:
        for path in _of_channel(channel):
            # A snap may not read a profile outside its own folders, so it comes last.
            if "snap" in path.resolve().parts or "snap" in path.parts:
                snaps.append(path)
            else:
                yield path
    yield from snaps


def _of_channel(channel: str) -> Iterator[Path]:
    """Yield the usual places of a Playwright channel (chrome, msedge, chromium), the likeliest first."""
    yield from _on_path(_CHANNELS.get(channel, (channel,)))
    if sys.platform == "darwin" and channel in _MAC:
        yield Path(_MAC[channel])
        yield Path.home() / _MAC[channel].lstrip("/")
    if sys.platform == "win32" and channel in _WINDOWS:
        for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            if folder := os.environ.get(name):
                yield Path(folder) / _WINDOWS[channel]


def _on_path(names: tuple[str, ...]) -> Iterator[Path]:
    # A scheduler's PATH is often bare; the usual folders are looked at all the same.
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if sys.platform != "win32":
        folders += ["/usr/bin", "/usr/local/bin"]
    for name in names:
        if found := shutil.which(name, path=os.pathsep.join(folders)):
            yield Path(found)


def _downloaded(headed: bool) -> Iterator[Path]:
    """Yield what Playwright downloaded into its own folder, the newest first."""
    folder = _download_folder()
    for pattern, places in _DOWNLOADED[1:] if headed else _DOWNLOADED:
        for release in sorted(folder.glob(pattern), key=_revision, reverse=True):
            for place in places:
                yield from sorted(release.glob(place))


def _revision(folder: Path) -> int:
    digits = re.search(r"\d+$", folder.name)
    return int(digits.group()) if digits else 0


def _download_folder() -> Path:
    """Return Playwright's own folder, as its documentation names it for each system."""
    configured = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    if configured and configured != "0":
        return Path(configured).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "ms-playwright"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "ms-playwright"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ms-playwright"


def _has_screen() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _as_root() -> list[str] | None:
    """Return the words before a command that needs root, None where we can't become root."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    return ["sudo"] if shutil.which("sudo") else None


def _is_debian() -> bool:
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return any(line.strip() in {"ID=debian", 'ID="debian"'} for line in lines)
