"""One record of a file made a review, or a reason why it can't be one."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any

from reviewkit.features.imports import columns, values
from reviewkit.features.imports.records import Fault, Read, Record
from reviewkit.features.merge import FIELDS, LONGEST, MADE, fault
from reviewkit.platforms.base import IdSource, OwnerReply, Precision, RawReview, Status

PREFIX = "file:"
"""Begins every id that isn't the platform's own, so that the two can never meet."""
PLATFORMS = {
    "naver": ("naver", "naverplace", "네이버", "네이버플레이스", "스마트플레이스"),
    "kakao": ("kakao", "kakaomap", "카카오", "카카오맵"),
    "google": ("google", "googlemaps", "googlemap", "구글", "구글맵", "구글지도"),
}
_BY_NAME = {name: platform for platform, names in PLATFORMS.items() for name in names}
_ESCAPED = re.compile(r"'(?=[=+\-@\t\r])")


@dataclass(frozen=True)
class Rules:
    """How records become reviews: which column is which, the zone of times without one, and what to leave out.

    `own` says that the file is our own export, `text_only` that all values are texts (CSV). `platform` and `store`, where
    given, are the only ones that come in.
    """

    found: Mapping[str, str]
    zone: tzinfo
    now: datetime
    own: bool = False
    text_only: bool = False
    platform: str | None = None
    store: str | None = None

    @cached_property
    def unknown(self) -> frozenset[str]:
        """The fields that stay as they are stored.

        Our own export is a state of the past: it brings back what is lost, and never undoes an edit that was crawled since.
        """
        return frozenset(name for name in FIELDS if self.own or name == "status" or name not in self.found)


def reads(records: Iterable[Record | Fault], rules: Rules) -> Iterator[Read | Fault]:
    """Yield a review or a fault for each record; the second of two rows with the same id is a fault."""
    seen: set[int] = set()  # hashes: 100,000 ids would need ten times the memory
    for record in records:
        found = record if isinstance(record, Fault) else _read(record, rules)
        if isinstance(found, Read):
            mark = hash((found.platform, found.review.platform_id))
            if mark in seen:
                found = Fault(found.line, "twice_in_file")
            seen.add(mark)
        yield found


def _read(record: Record, rules: Rules) -> Read | Fault:
    cells = {name: record.values.get(column) for name, column in rules.found.items()}
    if rules.own and rules.text_only:
        cells = {name: _unescaped(cell) for name, cell in cells.items()}
    try:
        return Read(record.line, _review(cells, rules), _platform(cells, rules))
    except _Unfit as exc:
        return Fault(record.line, exc.reason, exc.value)


class _Unfit(Exception):
    def __init__(self, reason: str, value: Any = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.value = "" if value is None else " ".join(str(value).split())[:60]


def _platform(cells: Mapping[str, Any], rules: Rules) -> str | None:
    """Return the platform that a row names, None where it names none that we know."""
    store = _text(cells.get("store"))
    if rules.store is not None and store.casefold() != rules.store.casefold():
        raise _Unfit("other_store", store)
    said = _BY_NAME.get(columns.bare(_text(cells.get("platform"))))
    if rules.platform and said and said != rules.platform:
        raise _Unfit("other_platform", said)
    return said


def _review(cells: Mapping[str, Any], rules: Rules) -> RawReview:
    written_at, precision = _checked(lambda: values.moment(cells.get("written_at"), rules.zone), cells.get("written_at"))
    status = _one_of(Status, cells.get("status"), Status.VISIBLE) if rules.own else Status.VISIBLE
    review = RawReview(
        platform_id="",
        written_at=written_at,
        written_precision=_one_of(Precision, cells.get("written_precision"), precision),
        author=_text(cells.get("author")),
        rating=_checked(lambda: values.rating(cells.get("rating")), cells.get("rating")),
        text=_body(cells.get("text"), rules),
        url=next(iter(values.addresses(cells.get("url"))), None),
        visited_on=_day(cells.get("visited_on"), rules.zone),
        visit_count=values.count(cells.get("visit_count")),
        voted_keywords=values.words(cells.get("voted_keywords")),
        photos=values.addresses(cells.get("photos")),
        origin=_text(cells.get("origin")) or None,
        status=status,
        edited_at=_moment(cells.get("edited_at"), rules.zone),
        owner_reply=_reply(cells, rules),
        unknown=rules.unknown,
    )
    if not (rules.own or review.text or review.rating or review.voted_keywords or review.photos):
        raise _Unfit("empty")
    review = _identified(review, cells, rules)
    reason = fault(review, rules.now)
    if reason:
        raise _Unfit(reason, cells.get("written_at") if "date" in reason else "")
    return review


def _identified(review: RawReview, cells: Mapping[str, Any], rules: Rules) -> RawReview:
    """Return the review with an id: the platform's own from our own export, else one of ours that stays the same."""
    said = _text(cells.get("platform_id"))
    if said and rules.own:
        return replace(review, platform_id=said, id_source=_source(said))
    identity = PREFIX + said.removeprefix(PREFIX) if said else MADE + _mark(review, rules.zone)
    return replace(review, platform_id=identity, id_source=IdSource.FILE)


def _source(platform_id: str) -> IdSource:
    """Return where an id of our own export comes from; the export doesn't say, but each kind has a look of its own."""
    if platform_id.startswith(PREFIX):
        return IdSource.FILE
    if platform_id.startswith("page:"):
        return IdSource.PAGE
    # Takeout's and Maps' ids are base64 of a message that begins with these bytes; the interface's begin with "AbFvOq".
    return IdSource.TAKEOUT if platform_id.startswith(("Ch", "Ci")) else IdSource.SITE


def _mark(review: RawReview, zone: tzinfo) -> str:
    """Return a mark of author, day and text, the same in the next export of the same reviews."""
    text = unicodedata.normalize("NFC", " ".join(review.text.split()))
    day = review.written_at.astimezone(zone).date().isoformat()
    parts = [unicodedata.normalize("NFC", review.author), day, text]
    if not review.author and not text:
        parts.append(str(review.rating))
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def _reply(cells: Mapping[str, Any], rules: Rules) -> OwnerReply | None:
    value, moment = cells.get("owner_reply"), cells.get("reply_at")
    if isinstance(value, str) and value.startswith("{"):
        value = _object(value) or value
    if isinstance(value, dict):
        moment = value.get("written_at") or value.get("date") or moment
        value = next((value[key] for key in ("text", "comment", "contents", "body") if isinstance(value.get(key), str)), "")
    text = _body(value, rules)
    return OwnerReply(text, _moment(moment, rules.zone)) if text else None


def _body(value: Any, rules: Rules) -> str:
    text = value if rules.own and isinstance(value, str) else _text(value).replace("\r\n", "\n")
    if len(text) > LONGEST:  # a quote that is never closed swallows the rows below it
        raise _Unfit("too_long", text)
    return text


def _checked(read: Callable[[], Any], value: Any) -> Any:
    try:
        return read()
    except ValueError as exc:
        raise _Unfit(str(exc), value) from exc


def _moment(value: Any, zone: tzinfo) -> datetime | None:
    """Return a time that is nice to have, None where it can't be read."""
    try:
        return values.moment(value, zone)[0]
    except ValueError:
        return None


def _day(value: Any, zone: tzinfo) -> Any:
    found = _moment(value, zone)
    return found.astimezone(zone).date() if found else None


def _one_of(kind: Any, value: Any, default: Any) -> Any:
    try:
        return kind(value)
    except ValueError:
        return default


def _unescaped(cell: Any) -> Any:
    """Undo what the CSV export did to a cell that a spreadsheet would run as a formula."""
    return _ESCAPED.sub("", cell, count=1) if isinstance(cell, str) and _ESCAPED.match(cell) else cell


def _object(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _text(value: Any) -> str:
    """Return a value as a text: lists joined, nothing for objects and for None."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list | tuple):
        return ", ".join(item for item in value if isinstance(item, str))
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
