"""The reviews in a page's visible list: the fallback where Naver's interface is refused.

Naver changes its class names often, so each part is found by what changes least: the codes of Naver's own click counting
(`data-pui-click-code`), then hidden words for screen readers (방문일, 인증 수단) and addresses, then shapes; by class last.
A list shows no review id, no time of writing and no photo that wasn't scrolled to: see UNKNOWN.
"""

import hashlib
import re
from datetime import date

from reviewkit.platforms.base import IdSource, OwnerReply, Parsed, Precision, RawReview
from reviewkit.platforms.naver import notices, times, tree
from reviewkit.platforms.naver.items import tidy
from reviewkit.platforms.naver.tree import Node

UNKNOWN = frozenset({"written_at", "written_precision", "url", "rating", "photos", "edited_at"})
CODE = "data-pui-click-code"
CURSOR = "dom:"
"""A cursor's beginning, before the number of list entries that were read."""
NEXT = "data-reviewkit-next"
"""Where the walk notes that number on what it takes from the page; empty where the list ends."""
MASK = "masked-"

_PROFILE = re.compile(r"/my/([\w-]{6,})")
_NOT_PEOPLE = frozenset({"review", "policy", "checkin"})
_VISIT = re.compile(r"(\d+)\s*번째\s*방문")
_ORIGIN = re.compile(r"인증\s*수단\s*(\S.*)?$")
_MORE = re.compile(r"^\+\s*\d+")
_TOTAL = re.compile(r"^(?:방문자\s*)?(?:키워드.*)?리뷰\s*([\d,]+)")
_NOTICE = re.compile(r"44조\s*2항|게시중단 되었습니다|요청으로 삭제되었습니다")


def parse(body: bytes) -> Parsed:
    """Return the reviews of a list, or of a whole page as the browser shows it.

    Raises Blocked, SignInNeeded and NotFound where there is none and the page says so, LayoutChanged where it says nothing.
    """
    root = tree.parse(body.decode("utf-8", "replace"))
    items = review_items(root)
    reviews: dict[str, RawReview] = {}
    dropped: dict[str, int] = {}
    for item in items:
        found = _review(item)
        reason = found if isinstance(found, str) else "same_entry" if found.platform_id in reviews else ""
        if reason:
            dropped[reason] = dropped.get(reason, 0) + 1
        elif isinstance(found, RawReview):
            reviews[found.platform_id] = found
    total = _total(root)
    if not items:
        visible = " ".join(root.text(" ").split())
        if notices.NO_REVIEWS not in visible:
            raise notices.of_text(visible) or notices.changed("list")
        total = 0
    return Parsed(tuple(reviews.values()), dropped, total, cursor_in(root))


def cursor_in(root: Node) -> str | None:
    """Return the cursor that the walk noted on what it took from the page, None at the end of the list."""
    section = root.first(lambda node: NEXT in node.attrs)
    return CURSOR + section.attrs[NEXT] if section and section.attrs[NEXT] else None


def review_items(root: Node) -> list[Node]:
    """Return the list entries that are reviews, each once: of nested ones the innermost."""
    return tree.innermost(root.all(lambda node: node.tag == "li" and (_is_review(node) or _is_suspended(node))))


def author_key(node: Node) -> str:
    """Return the author's key in the address of the profile, "" where there is none."""
    for link in node.all(lambda it: it.tag == "a"):
        key = profile_key(link.attrs.get("href", ""))
        if key:
            return key
    return ""


def profile_key(href: str) -> str:
    """Return the author's key in the address of a profile (…/my/KEY/review), "" for any other address."""
    found = _PROFILE.search(href)
    return found.group(1) if found and found.group(1) not in _NOT_PEOPLE else ""


def masked_key(key: str) -> str:
    """Return a word that stands for an author's key, always the same one; a word already made stays as it is."""
    return key if key.startswith(MASK) else MASK + hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()[:16]


def page_id(author: str, day: date, count: int | None, text: str) -> str:
    """Return the id that we make for a review whose own isn't shown. Stable while the author does not edit the text."""
    parts = "\n".join((masked_key(author) if author else "", day.isoformat(), str(count or ""), " ".join(text.split())))
    return "page:" + hashlib.sha1(parts.encode(), usedforsecurity=False).hexdigest()


def click_code(node: Node, *codes: str) -> bool:
    """Say whether `node` carries one of these click codes."""
    return node.attrs.get(CODE, "") in codes


def _is_review(item: Node) -> bool:
    text = item.text(" ")
    return bool(author_key(item)) and ("방문일" in text or ("방문" in text and times.full_day(text) is not None))


def _is_suspended(item: Node) -> bool:
    return not author_key(item) and _NOTICE.search(item.text(" ")) is not None


def _review(item: Node) -> RawReview | str:
    """Return the review, or the reason why it can't be one."""
    if _is_suspended(item):
        return "suspended_without_id"
    visit = _visit_node(item)
    day = times.full_day(visit.text(" ")) if visit else None
    if visit is None or day is None:
        return "no_date"
    text, reply = _texts(item, visit)
    count = _VISIT.search(item.text(" "))
    visits = int(count.group(1)) if count else None
    keywords, complete = _keywords(item)
    return RawReview(
        platform_id=page_id(author_key(item), day, visits, text),
        # The list shows the visit only. Nine of ten reviews are written within a week of it.
        written_at=times.midnight(day),
        written_precision=Precision.WEEK,
        author=author_name(item),
        text=text,
        visited_on=day,
        visit_count=visits,
        voted_keywords=keywords,
        origin=_origin(item),
        owner_reply=_reply(item, visit, reply, day),
        id_source=IdSource.PAGE,
        unknown=UNKNOWN if complete else UNKNOWN | {"voted_keywords"},
    )


def _visit_node(item: Node) -> Node | None:
    """Return the smallest element with the day of the visit in full, the one that says so before any other."""
    dated = item.all(lambda node: times.full_day(node.text(" ")) is not None)
    named = [node for node in dated if "방문일" in node.text(" ")]
    return next(reversed(named or dated), None)


def author_name(item: Node) -> str:
    """Return the author's name: the first text in a link to the author's profile, "" where there is none."""
    links = item.all(
        lambda node: node.tag == "a" and (click_code(node, "profile") or bool(profile_key(node.attrs.get("href", ""))))
    )
    texts = (node.own_text().strip() for link in links for node in link.walk() if node.tag not in tree.UNSEEN)
    return next((text for text in texts if text), "")


def _texts(item: Node, visit: Node) -> tuple[str, str]:
    """Return the customer's text and the owner's: by click code, else by place (before and after the visit's day)."""
    own = item.first(lambda node: click_code(node, "rvshowmore"))
    answer = item.first(lambda node: click_code(node, "text"))
    if own is None and answer is None:
        order = {id(node): place for place, node in enumerate(item.walk())}
        blocks = item.all(_is_clamped)
        here = order[id(visit)]
        own = next((node for node in blocks if order[id(node)] < here), None)
        answer = next((node for node in blocks if order[id(node)] > here), None)
    own = own or item.first(lambda node: node.has_class("pui__vn15t2"))
    answer = answer or item.first(lambda node: node.has_class("pui__J0tczd"))
    return tidy(own.text()) if own else "", tidy(answer.text()) if answer else ""


def _is_clamped(node: Node) -> bool:
    return "line-clamp" in node.attrs.get("style", "")


def _keywords(item: Node) -> tuple[tuple[str, ...], bool]:
    """Return the voted keywords and whether these are all: each is a small picture and a text side by side."""
    names = [node.own_text().strip() for node in item.all(_is_keyword)]
    folded = item.first(lambda node: node.tag in {"a", "button"} and _MORE.match(node.own_text().strip()) is not None)
    return tuple(dict.fromkeys(names)), folded is None


def _is_keyword(node: Node) -> bool:
    has_picture = any(isinstance(child, Node) and child.tag == "img" for child in node.children)
    return node.tag == "span" and has_picture and bool(node.own_text().strip())


def _origin(item: Node) -> str | None:
    for node in reversed(item.all(lambda node: "인증 수단" in node.text())):
        found = _ORIGIN.search(" ".join(node.text(" ").split()))
        if found and found.group(1):
            return found.group(1).strip()
    return None


def _reply(item: Node, visit: Node, text: str, visited: date) -> OwnerReply | None:
    if not text:
        return None
    for node in reversed(item.all(lambda node: node.tag == "time")):
        if not node.is_below(visit):
            day = times.day(node.text(), visited, later=True)
            return OwnerReply(text, times.midnight(day) if day else None)
    return OwnerReply(text)


def _total(root: Node) -> int | None:
    for heading in root.all(lambda node: node.tag in {"h2", "h3"}):
        found = _TOTAL.match(" ".join(heading.text(" ").split()))
        if found:
            return int(found.group(1).replace(",", ""))
    return None
