"""Pictures of the inbox, in both languages and two sizes. Run by hand after the screen has changed:

    .venv/bin/python tests/inbox_screens.py [folder]        writes .screenshots/inbox-*.svg and .png

The real app on the made-up shop of inbox_made.py, driven by Textual's pilot, drawn by its own SVG and by Chromium.
"""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

from inbox_made import Made
from reviewkit import i18n
from reviewkit.cli.inbox.screen import Inbox
from screens import FONTS, _on_the_grid

FOLDER = Path(__file__).parents[1] / ".screenshots"
SIZES = {"80x24": (80, 24), "140x40": (140, 40)}
SCREENS: dict[str, Sequence[str]] = {
    "held": (),
    "failing": ("j",),
    "ready": ("j", "j"),
    "waiting": ("j", "j", "j"),
    "approved": ("f",) * 5,
    "edit": ("j", "j", "e"),
    "wish": ("j", "j", "r"),
    "sure": ("j", "a"),
    "help": ("question_mark",),
    "large": ("j", "j", "tab"),
    "none": ("slash", *"zzz", "enter"),
    "byhand": (*(("f",) * 5), "p"),
}


async def drawn(made: Made, size: tuple[int, int], keys: Sequence[str]) -> str:
    """Return the screen as SVG after some keys."""
    app = Inbox(made.desk)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        await pilot.pause(1.0)
        await app.workers.wait_for_complete()
        await pilot.pause()
        return app.export_screenshot(title="reviewkit inbox")


def on_the_grid(svg: str) -> str:
    """Return Textual's SVG with Hangul two cells wide, and fonts that are there."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: (?:Fira Code|arial)[^;]*;", lambda _found: f"font-family: {FONTS};", svg)
    return re.sub(r'<text class="([^"]*)" x="([^"]*)" y="([^"]*)" textLength="[^"]*"([^>]*)>([^<]*)</text>', _on_the_grid, svg)


def take(language: str, folder: Path) -> list[Path]:
    """Take all pictures in one language; return the SVG files."""
    found = []
    for name, keys in SCREENS.items():
        for words, size in SIZES.items():
            with tempfile.TemporaryDirectory() as home:
                os.environ |= {"REVIEWKIT_HOME": home, "REVIEWKIT_ANALYSIS__AUTOMATIC": "false"}
                i18n.activate(language)
                made = Made()
                file = folder / f"inbox-{name}-{words}.{language}.svg"
                file.write_text(on_the_grid(asyncio.run(drawn(made, size, keys))), encoding="utf-8")
                made.desk.close()
                found.append(file)
    return found


def photographed(files: Sequence[Path]) -> None:
    """Write each SVG as PNG beside it."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium-headless-shell")
        page = browser.new_page(viewport={"width": 1400, "height": 800})
        for file in files:
            page.set_content(f"<style>body {{ margin: 0 }} svg {{ width: 1400px }}</style>{file.read_text(encoding='utf-8')}")
            page.locator("svg").screenshot(path=str(file.with_suffix(".png")))
        browser.close()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    target.mkdir(exist_ok=True, parents=True)
    photographed([file for language in ("en", "ko") for file in take(language, target)])
