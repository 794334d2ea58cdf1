"""A page's HTML as a small tree, by the standard library's parser: enough to find elements and to read what is visible."""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "title", "svg"})


class Node:
    """An element, or the root of all (`tag` ""). Children are elements and texts in their order."""

    __slots__ = ("attrs", "children", "parent", "tag")

    def __init__(self, tag: str, attrs: dict[str, str], parent: "Node | None") -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent = parent
        self.children: list[Node | str] = []

    def walk(self) -> "Iterator[Node]":
        """Yield this element and all below it, in the order of the page."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(child for child in reversed(node.children) if isinstance(child, Node))

    def all(self, wanted: "Callable[[Node], bool]") -> "list[Node]":
        """Return every element below this one that is `wanted`, in the order of the page."""
        return [node for node in self.walk() if node is not self and wanted(node)]

    def first(self, wanted: "Callable[[Node], bool]") -> "Node | None":
        """Return the first element below this one that is `wanted`, None where there is none."""
        return next((node for node in self.walk() if node is not self and wanted(node)), None)

    def text(self, gap: str = "") -> str:
        """Return the text below, a line break for each <br>, `gap` between texts; scripts and styles left out."""
        parts: list[str] = []
        self._collect(parts)
        return gap.join(parts)

    def own_text(self) -> str:
        """Return the text that stands directly in this element."""
        return "".join(child for child in self.children if isinstance(child, str))

    def has_class(self, name: str) -> bool:
        """Say whether `name` is one of the classes."""
        return name in self.attrs.get("class", "").split()

    def around(self) -> "Iterator[Node]":
        """Yield the elements around this one, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def is_below(self, other: "Node") -> bool:
        """Say whether `other` is one of the elements around this one."""
        return any(node is other for node in self.around())

    def _collect(self, parts: list[str]) -> None:
        stack: list[Node | str] = [self]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                parts.append(node)
            elif node.tag == "br":
                parts.append("\n")
            elif node.tag not in UNSEEN and not _hidden(node):
                stack.extend(reversed(node.children))


def innermost(nodes: list[Node]) -> list[Node]:
    """Return those of `nodes` that have no other of them below: each thing once, where lists are nested."""
    outer = {id(above) for node in nodes for above in node.around()}
    return [node for node in nodes if id(node) not in outer]


def parse(html: str) -> Node:
    """Return the tree of `html`. Never fails: what isn't well-formed is read as a browser roughly would."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def visible_text(html: str) -> str:
    """Return the text of `html` without scripts, styles and hidden parts, one space between its pieces."""
    return " ".join(parse(html).text(" ").split())


def _hidden(node: Node) -> bool:
    return "display:none" in node.attrs.get("style", "").replace(" ", "") or "hidden" in node.attrs


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {}, None)
        self._at = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self._at)
        self._at.children.append(node)
        if tag not in VOID:
            self._at = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self._at
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self._at = node.parent

    def handle_data(self, data: str) -> None:
        self._at.children.append(data)
