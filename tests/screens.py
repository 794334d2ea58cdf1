"""The screenshots of README.md and README.ko.md, taken from the made-up shop. Run by hand after a screen has changed:

    .venv/bin/python tests/screens.py            writes .screenshots/*.svg

Each is a real command run through main(), drawn by rich. A browser must be there, or Naver Place is missing in them.
"""

import html
import io
import json
import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import MONOKAI

from reviewkit.cli import show
from reviewkit.cli.main import main

FOLDER = Path(__file__).parents[1] / ".screenshots"
WIDTH = 104
CELL = 12.2
"""Width of a cell in rich's SVG."""
FONTS = '"DejaVu Sans Mono", NanumGothicCoding, D2Coding, "Malgun Gothic", "Apple SD Gothic Neo", monospace, "Noto Color Emoji"'
SCREENS = {
    "demo": ["demo"],
    "low": ["review", "list", "--rating", "1-3", "--limit", "8"],
    "show": ["review", "show", "{edited}"],
}


class Screen(Console):
    """A terminal that shows no progress bars: a picture of one would hold every state that they went through."""

    is_dumb_terminal = True


def recorded(arguments: list[str]) -> Console:
    """Run a command, and return the screen that it wrote on."""
    screen = Screen(record=True, width=WIDTH, height=60, file=io.StringIO(), highlight=False, emoji=False, force_terminal=True)
    screen.print(f"[bold green]$[/] reviewkit {shlex.join(arguments).replace(chr(39), '')}\n")
    console, write = show._console, show._write
    show._console = lambda stream: screen
    show._write = lambda text: screen.print(text, end="", markup=False)
    try:
        if code := main(arguments):
            sys.exit(f"{arguments} ended with {code}:\n{screen.export_text()}")
    finally:
        show._console, show._write = console, write
    return screen


def drawn(screen: Console) -> str:
    """Return the screen as SVG, with Hangul two cells wide: rich gives a text the width of its characters, not its cells."""
    svg = screen.export_svg(title="reviewkit", theme=MONOKAI)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: (?:Fira Code|arial)[^;]*;", lambda _found: f"font-family: {FONTS};", svg)

    return re.sub(r'<text class="([^"]*)" x="([^"]*)" y="([^"]*)" textLength="[^"]*"([^>]*)>([^<]*)</text>', _on_the_grid, svg)


def _on_the_grid(found: re.Match[str]) -> str:
    """Return a text of one style as several: wide letters and narrow ones each start in their own cell, whatever the font."""
    kind, x, y, rest, escaped = found.groups()
    at, parts = float(x), []
    text = html.unescape(escaped)
    for part in re.findall(r"[\u1100-\u11ff\u3000-\u9fff\uac00-\ud7a3]+|[^\u1100-\u11ff\u3000-\u9fff\uac00-\ud7a3]+", text):
        width = cell_len(part) * CELL
        if part.strip():
            size = ' style="font-size: 23px"' if cell_len(part) > len(part) else ""
            words = html.escape(part.rstrip()).replace("\xa0", "&#160;")
            length = cell_len(part.rstrip()) * CELL
            parts.append(f'<text class="{kind}" x="{at:g}" y="{y}" textLength="{length:g}"{rest}{size}>{words}</text>')
        at += width
    return "".join(parts)


def _an_edited_review() -> int:
    """Return the number of a review that was edited after the visit, and answered."""
    from contextlib import redirect_stdout

    with redirect_stdout(io.StringIO()) as out:
        main(["review", "list", "--answered", "--platform", "kakao", "--limit", "0", "--json"])
    return next(int(row["id"]) for row in json.loads(out.getvalue()) if row["edited_at"])


def take(language: str, suffix: str) -> None:
    """Take all screenshots in one language."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"REVIEWKIT_HOME": home, "REVIEWKIT_GENERAL__LANGUAGE": language}
        recorded(["demo", "--keep"])
        edited = str(_an_edited_review())
        for name, arguments in SCREENS.items():
            file = FOLDER / f"{name}{suffix}.svg"
            words = [word.format(edited=edited) for word in arguments]
            file.write_text(drawn(recorded(words)), encoding="utf-8")
            print(file)  # noqa: T201


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    take("en", "")
    take("ko", ".ko")
