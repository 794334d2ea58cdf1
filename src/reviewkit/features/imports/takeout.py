"""Google Takeout: a folder or a zip with the reviews of the owner's locations, page by page.

    Takeout/Google Business Profile/account-N/location-L/reviews.json, reviews-<token>.json, additionalData.json

The folder above account-N has another name in other languages, so it is not looked at. A location may lie under several
accounts. The reviews that the user wrote ("Maps (your places)/Reviews.json") are not the shop's, and are not read. What stands
in a page is read by the platform's own parser.
"""

import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reviewkit.errors import BadFile, NotFound, ReviewkitError
from reviewkit.features.imports.records import Fault, Read
from reviewkit.features.merge import fault
from reviewkit.i18n import _
from reviewkit.platforms.base import Parsed, RawReview

Parse = Callable[[bytes, str], Parsed]
LARGEST_PAGE = 32 << 20
"""Bytes. A page holds about 20 reviews: this is a thousand times as much."""
LARGEST_TOTAL = 1 << 30
_PAGE = re.compile(r"(?:^|/)location-([^/]+)/(reviews(?:-[^/]*)?\.json|additionalData\.json)$")
_WRITTEN_BY_USER = re.compile(r"(?:^|/)Reviews\.json$")
_NAME = re.compile(rb'"name"\s*:\s*"accounts/[^/"]+/locations/([^/"]+)/reviews/')
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What zipfile raises: damaged, cut off, packed in an unknown way, locked with a password."""


@dataclass(frozen=True, slots=True)
class Location:
    """A location of the export: its id, its title ("" where the export doesn't say) and its pages by name."""

    id: str
    title: str
    pages: Mapping[str, bytes]

    @property
    def label(self) -> str:
        """What the owner knows it by."""
        return self.title or f"location-{self.id}"


@dataclass(frozen=True, slots=True)
class Takeout:
    """The one location of an export that is to be imported."""

    location: Location
    parse: Parse
    now: datetime

    @property
    def details(self) -> str:
        """How the file was read, in a few words."""
        return _("Google Takeout, {title}").format(title=self.location.label)

    def reads(self) -> Iterator[Read | Fault]:
        """Yield the location's reviews, the newest state of each, and what could not be read. Raises BadFile."""
        newest: dict[str, RawReview] = {}
        failed: list[ReviewkitError] = []
        for body in self.location.pages.values():
            try:
                parsed = self.parse(body, "takeout")
            except ReviewkitError as exc:
                failed.append(exc)
                yield Fault(0, "bad_page", exc.message)
                continue
            yield from (Fault(0, reason) for reason, n in parsed.dropped.items() for _each in range(n))
            for review in parsed.reviews:
                known = newest.get(review.platform_id)
                if known is None or _state(review) > _state(known):
                    newest[review.platform_id] = review
        if failed and len(failed) == len(self.location.pages):
            raise BadFile(failed[0].message, failed[0].hint) from failed[0]
        for review in newest.values():
            reason = fault(review, self.now)
            yield Fault(0, reason) if reason else Read(0, review, "google")


def locations_in(path: Path, name: str) -> list[Location]:
    """Return the locations of a Takeout folder or zip, by title. Raises BadFile where there is none."""
    files = _folder(path) if path.is_dir() else _zip(path, name)
    found, foreign = _collect(files, name)
    if found:
        return sorted(found, key=lambda location: (location.label, location.id))
    if foreign:
        raise BadFile(
            _("{file} holds reviews that you wrote yourself, not those of your shop.").format(file=name),
            _("Ask Google Takeout for “Google Business Profile” instead."),
        )
    raise BadFile(
        _("{file} holds no reviews of a Google Takeout.").format(file=name),
        _("Name the folder or zip of a Takeout with “Google Business Profile” in it, or a CSV or JSON file."),
    )


def one_page(body: bytes) -> Location:
    """Return the location of a reviews.json that was named by itself."""
    found = _NAME.search(body)
    return Location(found[1].decode("utf-8", "replace") if found else "reviews.json", "", {"reviews.json": body})


def choose(
    locations: Sequence[Location], name: str, wanted: str | None, store: str, pick: Callable[[Sequence[str]], int]
) -> Location:
    """Return the location that is `wanted`, else the only one, else the one titled as the store, else what `pick` says.

    Raises NotFound where no location has the wanted title or id.
    """
    if wanted is not None:
        for test in (_same, _part):
            hits = [location for location in locations if test(location, wanted)]
            if len(hits) == 1:
                return hits[0]
        titles = ", ".join(location.label for location in locations)
        raise NotFound(
            _("{file} has no single location {title}; it has: {titles}.").format(file=name, title=wanted, titles=titles),
            _("Say which one with: --location TITLE"),
        )
    if len(locations) == 1:
        return locations[0]
    named = [location for location in locations if _same(location, store)]
    return named[0] if len(named) == 1 else locations[pick([location.label for location in locations])]


def _same(location: Location, words: str) -> bool:
    return words.strip().casefold() in (location.title.casefold(), location.id.casefold(), location.label.casefold())


def _part(location: Location, words: str) -> bool:
    return words.strip().casefold() in location.title.casefold()


def _state(review: RawReview) -> datetime:
    return review.edited_at or review.written_at


def _folder(path: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield (name, read) of the folder's files; the names begin with the folder's own, since it may be the location's."""
    root = path.resolve()
    for folder, _folders, files in os.walk(root):
        for file in sorted(files):
            full = Path(folder, file)
            yield full.relative_to(root.parent).as_posix(), lambda full=full: _capped(full)  # type: ignore[misc]


def _capped(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_PAGE + 1)


def _zip(path: Path, name: str) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield (name, read) of the zip's members. Nothing is unpacked to the disk, so that no name can lead astray."""
    try:
        with zipfile.ZipFile(path) as archive:
            if any(member.startswith("xl/") for member in archive.namelist()):
                raise workbook(name)
            for member in archive.infolist():
                yield member.filename, lambda member=member: _member(archive, member)  # type: ignore[misc]
    except _BROKEN_ZIP as exc:
        raise BadFile(
            _("{file} is damaged, locked with a password, or not a zip: {reason}").format(file=name, reason=exc),
            _("Download it again, or unpack it and import the folder."),
        ) from exc


def workbook(name: str) -> BadFile:
    """Return the error for an Excel file."""
    return BadFile(
        _("{file} is an Excel workbook, which reviewkit doesn't read.").format(file=name),
        _("Open it in a spreadsheet and save it as “CSV UTF-8”."),
    )


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Read a member, but not past the cap: a small zip can hold more than the memory does, whatever its headers say."""
    with archive.open(member) as file:
        return file.read(LARGEST_PAGE + 1)


def _collect(files: Iterator[tuple[str, Callable[[], bytes]]], name: str) -> tuple[list[Location], bool]:
    pages: dict[str, dict[str, bytes]] = {}
    titles: dict[str, str] = {}
    total, foreign = 0, False
    for path, read in files:
        foreign = foreign or bool(_WRITTEN_BY_USER.search(path))
        found = _PAGE.search(path)
        if not found:
            continue
        body = read()
        total += len(body)
        if len(body) > LARGEST_PAGE or total > LARGEST_TOTAL:
            raise BadFile(_("{file} is far too large for reviews: {page}").format(file=name, page=path))
        if found[2] == "additionalData.json":
            titles.setdefault(found[1], _title(body))
            continue
        # The folder's number is the location's; where a page says otherwise, the page is right.
        said = _NAME.search(body)
        pages.setdefault(said[1].decode("utf-8", "replace") if said else found[1], {})[path] = body
    return [Location(id_, titles.get(id_, ""), bodies) for id_, bodies in pages.items()], foreign


def _title(body: bytes) -> str:
    """Return the location's name in an additionalData.json, "" where there is none."""
    try:
        data: Any = json.loads(body)
        for attribute in data["attributes"]:
            if attribute["id"]["attributeType"] == "LISTING_NAME":
                return str(attribute["values"][0]["datum"]["listingName"]["text"]).strip()
    except (ValueError, RecursionError, LookupError, TypeError):
        pass
    return ""
