"""--save-pages: what a site sent, for a bug report or a test, without the people in it.

A page that was read is kept masked by its adapter. Of one that could not be read nobody knows where the names stand, so only
its shape is kept: keys, tags and attributes' names, with each text replaced by its length.
"""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from reviewkit.platforms.base import Page, Place, Platform

KEPT_ATTRIBUTES = ("class", "id", "role", "type", "data-pui-click-code")
"""Attributes by which a page is read; they name parts of the page, not people."""


def save(folder: Path, platform: Platform, place: Place, page: Page, number: int) -> None:
    """Write a page into `folder`/PLATFORM/, masked."""
    masked = platform.mask(page.body, page.kind)
    _write(folder / platform.name, f"{_plain(place.id)}.{page.stream}.{number:04}.{page.kind}", masked)


def save_shape(folder: Path, platform: Platform, place: Place, body: bytes) -> None:
    """Write the shape of what could not be read into `folder`/PLATFORM/."""
    if body:
        _write(folder / platform.name, f"{_plain(place.id)}.unread", shape(body))


def shape(body: bytes) -> bytes:
    """Return what `body` looks like, without a word of what it says."""
    text = body.decode("utf-8", "replace")
    try:
        return json.dumps(_shape_of(json.loads(text)), ensure_ascii=False, indent=1).encode()
    except (ValueError, RecursionError):
        outline = _Outline()
        outline.feed(text)
        outline.close()
        return "".join(outline.parts).encode("utf-8", "replace")


def _shape_of(value: Any) -> Any:
    if isinstance(value, dict):
        # A key that holds an id (VisitorReview:65f0…) tells of a person too.
        return {re.sub(r"[0-9a-fA-F]{6,}|\d{3,}", "…", key): _shape_of(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_shape_of(item) for item in value[:3]] + ([f"… {len(value) - 3} more"] if len(value) > 3 else [])
    if isinstance(value, str):
        return f"text of {len(value)}"
    return value if isinstance(value, bool) or value is None else "number"


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = "".join(f' {name}="{value}"' for name, value in attrs if name in KEPT_ATTRIBUTES and value)
        self.parts.append(f"<{tag}{kept}>")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.parts.append(f"[text of {len(data)}]")


def _plain(text: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in text)


def _write(folder: Path, name: str, body: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ending = "json" if body.lstrip()[:1] in (b"{", b"[") else "html"
    path = folder / f"{name}.{ending}"
    path.write_bytes(body)
    path.chmod(0o600)
