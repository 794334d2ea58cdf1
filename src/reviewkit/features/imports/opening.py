"""What a path is, told by its content more than by its name, and whether its columns can make reviews."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from reviewkit.errors import BadFile, WrongInput
from reviewkit.features.imports import takeout
from reviewkit.features.imports.columns import bare, complete
from reviewkit.features.imports.encoding import detect
from reviewkit.features.imports.lines import Objects, first, open_objects
from reviewkit.features.imports.table import Table, open_table
from reviewkit.features.imports.values import moment
from reviewkit.i18n import _

_TABLES = frozenset({".csv", ".tsv", ".tab"})


@dataclass(frozen=True, slots=True)
class Options:
    """What the owner said. `zone` is of times that name none; `columns` is field → column, as from `columns.asked`.

    `parse` reads a page of a Takeout. `pick` lets the owner choose: ("location" or "platform", the options) → index.
    """

    store_id: int
    store_name: str
    zone: tzinfo
    parse: takeout.Parse
    pick: Callable[[str, Sequence[str]], int]
    platforms: Sequence[str]
    platform: str | None = None
    location: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


def opened(path: Path, name: str, options: Options) -> Table | Objects | takeout.Takeout:
    """Return what can be read at `path`, called `name` in errors. Raises BadFile, NotFound, WrongInput."""
    if path.is_dir():
        return _takeout(takeout.locations_in(path, name), name, options)
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise BadFile(_("{file} is empty.").format(file=name))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _takeout(takeout.locations_in(path, name), name, options)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise takeout.workbook(name)
    encoding = detect(path, name)
    text = head.decode(encoding, "ignore").lstrip("\ufeff \t\r\n")
    if text.startswith(("{", "[")) and Path(name).suffix.lower() not in _TABLES:
        return _json(path, name, encoding, options)
    if text[:200].lower().startswith(("<!doctype", "<html", "<?xml", "<table")):
        raise BadFile(
            _("{file} is a web page, not a table.").format(file=name),
            _("Open it in a spreadsheet and save it as “CSV UTF-8”."),
        )
    return _usable(open_table(path, name, encoding, options.columns), options)


def _json(path: Path, name: str, encoding: str, options: Options) -> Table | Objects | takeout.Takeout:
    data = first(path, encoding)
    if data.get("type") == "FeatureCollection":
        raise BadFile(
            _("{file} holds reviews that you wrote yourself, not those of your shop.").format(file=name),
            _("Ask Google Takeout for “Google Business Profile” instead."),
        )
    entries = data.get("reviews")
    if isinstance(entries, list) and entries and isinstance(entries[0], dict) and "createTime" in entries[0]:
        return _takeout([takeout.one_page(path.read_bytes())], name, options)
    return _usable(open_objects(path, name, encoding, options.columns), options)


def _takeout(locations: list[takeout.Location], name: str, options: Options) -> takeout.Takeout:
    if options.platform not in (None, "google"):
        raise WrongInput(
            _("{file} is a Google Takeout, so its reviews can't be put under {platform}.").format(
                file=name, platform=options.platform
            ),
            _("Leave --platform out."),
        )
    pick = lambda titles: options.pick("location", titles)  # noqa: E731
    return takeout.Takeout(
        takeout.choose(locations, name, options.location, options.store_name, pick), options.parse, options.now
    )


def _usable(source: Table | Objects, options: Options) -> Table | Objects:
    """Return the source if its columns can make reviews. Raises WrongInput for a --map that names no column, BadFile."""
    names = {bare(column) for column in source.columns}
    for column in options.columns.values():
        if column and bare(column) not in names:
            raise WrongInput(
                _("{file} has no column {column}; it has: {columns}.").format(
                    file=source.name, column=column, columns=listed(source.columns)
                )
            )
    if complete(source.found) or not source.columns:
        return source
    if isinstance(source, Table) and _no_headings(source, options):
        raise BadFile(
            _("{file} has no names of columns: the first row must hold them.").format(file=source.name),
            _("Add a first row such as: {example}").format(example=_("Date,Rating,Text,Author")),
        )
    missing = _("the date") if "written_at" not in source.found else _("the text or the rating")
    raise BadFile(
        _("{file}: it can't be told which column holds {missing}. Its columns are: {columns}.").format(
            file=source.name, missing=missing, columns=listed(source.columns)
        ),
        _("Say it on the command line: {flag}").format(flag="--map text=…,date=…"),
    )


def _no_headings(source: Table, options: Options) -> bool:
    """Say whether the row that would be the headings is a review itself: it holds a date, or a whole sentence."""
    return any(_is_date(column, options.zone) or len(column) > 40 or "\n" in column for column in source.columns)


def _is_date(text: str, zone: tzinfo) -> bool:
    try:
        moment(text, zone)
    except ValueError:
        return False
    return True


def _printable(text: str) -> str:
    """Return a text on one line, without what would move the cursor."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def listed(columns: Sequence[str]) -> str:
    """Return names for a sentence, the first twelve."""
    shown = ", ".join(_printable(column)[:30] for column in columns[:12])
    return f"{shown} …" if len(columns) > 12 else shown
