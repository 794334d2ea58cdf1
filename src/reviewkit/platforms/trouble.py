"""What Playwright's errors mean, in an owner's words; its own go to the log."""

import contextlib
import re
from collections.abc import Iterator

from reviewkit.errors import BrowserTrouble, NetworkTrouble, NoBrowser
from reviewkit.i18n import _
from reviewkit.platforms.journal import note

_SAID = re.compile(r"\[pid=\d+\]\[err\] (.+)")
_GRAVE = re.compile(r"FATAL|error while loading|sandbox|display", re.IGNORECASE)
_ENDED = re.compile(r"process did exit: exitCode=(\w+), signal=(\w+)")
_NO_PROGRAM = re.compile(r"\b(EACCES|ENOEXEC|ENOENT|EPERM|UNKNOWN)\b")


@contextlib.contextmanager
def translated(site: str = "") -> Iterator[None]:
    """Turn Playwright's errors into ours. `site` is the site's name for people. Raises BrowserTrouble, NetworkTrouble."""
    from playwright.sync_api import Error
    from playwright.sync_api import TimeoutError as PlaywrightTimeout

    again = _("Try again; if it stays so, run it with --headed to see why.")
    try:
        yield
    except PlaywrightTimeout as exc:
        if "BrowserType.launch" in str(exc):
            raise did_not_start(str(exc)) from exc
        raise BrowserTrouble(_("The page took too long to load."), again) from exc
    except Error as exc:
        raise _trouble(str(exc), site, again) from exc
    except (OSError, EOFError) as exc:
        note("browser_unreachable", reason=str(exc))
        raise BrowserTrouble(_("The browser stopped in the middle of its work."), again) from exc


def did_not_start(text: str) -> BrowserTrouble:
    """Return the error for a launch that Playwright tells of in `text`."""
    note("browser_did_not_start", reason=text[:4000])
    return BrowserTrouble(
        _("The browser did not start: {reason}").format(reason=launch_reason(text)),
        _("Name another browser in the setting browser.executable, with: reviewkit config edit"),
    )


def launch_reason(text: str) -> str:
    """Return why a browser did not start: its own words where it said some, else how its program ended. No banner lines."""
    said = [line.strip() for line in _SAID.findall(text)]
    grave = next((line for line in said if _GRAVE.search(line)), said[0] if said else "")
    if grave:
        return grave[:200]
    if "Failed to launch" in text.partition("\n")[0] and _NO_PROGRAM.search(text.partition("\n")[0]):
        return _("the file is no program that can be run here.")
    ended = _ENDED.search(text)
    if ended:
        code = ended[1] if ended[2] == "null" else ended[2]
        return _("its program ended at once (exit code {code}).").format(code=code)
    if "Timeout" in text:
        return _("it gave no sign of life in time.")
    return text.partition("\n")[0].partition(": ")[2][:200] or text[:200]


def _trouble(text: str, site: str, again: str) -> BrowserTrouble | NetworkTrouble | NoBrowser:
    network = re.search(r"net::(ERR_\w+)", text)
    if network:
        note("site_unreachable", site=site, reason=network.group(1))
        said = _("{site} could not be reached.").format(site=site) if site else _("The site could not be reached.")
        return NetworkTrouble(said, _("Check the internet connection, then try again."))
    if "Failed to launch" in text or "BrowserType.launch" in text:
        return did_not_start(text)
    return BrowserTrouble(_("The browser stopped in the middle of its work."), again)
