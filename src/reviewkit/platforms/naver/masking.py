"""A page or an answer without its authors: names, ids, pictures and profile addresses replaced, the same by the same."""

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from reviewkit.platforms.loose import text_of
from reviewkit.platforms.naver import dom, smartplace, state, tree

_PEOPLE = frozenset({"author", "user", "visitor", "writer"})
_NAMES = frozenset({"nickname", "displayName", "name", "replierDisplayName"})
_PICTURES = re.compile(r"image|profile.*url|picture|avatar", re.IGNORECASE)
_REVIEW_KEYS = frozenset({"nickname", "loginIdno", "userIdno"})
_TYPES = ("VisitorReviewAuthor", "FsasReview")
_KEPT = frozenset({"__typename", "from", "type", "typeName", "rank", "title", "contents", "date"})
_SAID = frozenset({"body", "text", "contents"})
_LEFT_OUT = b"(left out: it can't be masked)"


class Mask:
    """The replacements of one body."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, value: str) -> str:
        """Return the word for a person's name."""
        return self._names.setdefault(value, f"손님{len(self._names) + 1}")

    def knows(self, value: str) -> bool:
        """Say whether `value` is a name that was replaced before."""
        return value in self._names

    def said(self, text: str) -> str:
        """Return a text without the names that are known so far: an owner's reply calls the customer by name."""
        for name in sorted(self._names, key=len, reverse=True):
            if len(name) > 1 and name in text:
                text = text.replace(name, self._names[name])
        return text

    def json(self, value: Any) -> Any:
        """Return a JSON value without its authors."""
        if isinstance(value, list):
            return [self.json(item) for item in value]
        if isinstance(value, str):
            return self._reference(value)
        if not isinstance(value, dict):
            return value
        if value.get("__typename") in _TYPES:
            return self._person(value)
        return {self._reference(key): self._field(key, item) for key, item in value.items()}

    def _field(self, key: str, item: Any) -> Any:
        if key in _PEOPLE and isinstance(item, dict) and "__ref" not in item:
            return self._person(item)
        if key in _REVIEW_KEYS and isinstance(item, str) and item:
            return self.name(item) if key == "nickname" else dom.masked_key(item)
        return self.said(item) if key in _SAID and isinstance(item, str) else self.json(item)

    def _person(self, person: Mapping[str, Any]) -> dict[str, Any]:
        return {key: self._detail(key, item) for key, item in person.items()}

    def _detail(self, key: str, item: Any) -> Any:
        if not isinstance(item, str) or key in _KEPT or not item:
            return item
        if key in _NAMES:
            return self.name(text_of(item))
        if _PICTURES.search(key):
            return ""
        return dom.masked_key(item)

    def _reference(self, text: str) -> str:
        kind, colon, key = text.partition(":")
        return f"{kind}:{dom.masked_key(key)}" if colon and kind in _TYPES else text


def mask_json(body: bytes) -> bytes:
    """Return a JSON `body` without its authors; what is no JSON may be a page, and is masked as one."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return mask_html(body)
    mask = Mask()
    mask.json(data)  # once for the names, once more for where they are said
    return json.dumps(mask.json(data), ensure_ascii=False).encode("utf-8", "replace")


def mask_html(body: bytes) -> bytes:
    """Return a page or a part of one without its authors, in its embedded state and in its list."""
    html = body.decode("utf-8", "replace")
    mask = Mask()
    root = tree.parse(html)
    for item in dom.review_items(root):
        mask.name(dom.author_name(item) or "-")
    for card in smartplace.cards(root):
        mask.name(smartplace.author_name(card) or "-")
    _written(html, mask)  # once for the names in the state, once more for where they are said
    return _written(html, mask).encode("utf-8", "replace")


def _written(html: str, mask: Mask) -> str:
    writer = _Writer(mask)
    writer.feed(html)
    writer.close()
    return "".join(writer.out)


class _Writer(HTMLParser):
    """Writes the page again as it came, but for what names a person."""

    def __init__(self, mask: Mask) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._mask = mask
        self._profile = 0
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = self.get_starttag_text() or ""
        given = {name: value or "" for name, value in attrs}
        key = dom.profile_key(given.get("href", ""))
        if tag == "a" and (key or given.get(dom.CODE) == "profile"):
            self._profile += 1
            raw = raw.replace(key, dom.masked_key(key)) if key else raw
        elif tag == "img" and self._profile:
            raw = '<img src="" alt="">'
        self._script = tag == "script"
        self.out.append(raw)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._profile:
            self._profile -= 1
        self._script = False
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._script:
            self.out.append(_masked_script(data, self._mask))
        elif self._mask.knows(data.strip()):
            self.out.append(self._mask.name(data.strip()))
        else:
            self.out.append(self._mask.said(data))

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")


def _masked_script(script: str, mask: Mask) -> str:
    start = script.find("{", script.find(state.MARK)) if state.MARK in script else -1
    if start < 0:
        return script
    try:
        data, end = json.JSONDecoder().raw_decode(script, start)
    except (ValueError, RecursionError):
        return f"/* {_LEFT_OUT.decode()} */"
    text = json.dumps(mask.json(data), ensure_ascii=False)
    return script[:start] + text.replace("<", "\\u003C").replace(">", "\\u003E").replace("/", "\\u002F") + script[end:]
