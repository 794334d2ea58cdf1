"""The import itself: say what a file is, count what would come in, then write it in short batches."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Engine
from sqlmodel import Session, select

from reviewkit.db.engine import writing
from reviewkit.db.models import Listing
from reviewkit.errors import BadFile, NotFound
from reviewkit.features.imports import takeout
from reviewkit.features.imports.columns import own
from reviewkit.features.imports.lines import Objects
from reviewkit.features.imports.opening import Options, listed, opened
from reviewkit.features.imports.records import Fault, Read, Record
from reviewkit.features.imports.rows import Rules, reads
from reviewkit.features.imports.table import Table
from reviewkit.features.pipeline import Counts, store
from reviewkit.features.reasons import said
from reviewkit.i18n import _

BATCH = 1_000
"""Reviews in one write: other commands wait for no longer than that takes."""
EXAMPLES = 5
"""Lines that are named for each reason."""


@dataclass(slots=True)
class Problem:
    """Rows that can't become reviews for one reason: how many, the first lines (0 where a file has none), an example."""

    count: int = 0
    lines: list[int] = field(default_factory=list)
    example: str = ""


@dataclass
class Plan:
    """What a file holds and what would come in. `ready` counts reviews by platform; `examples` is a value by field.

    `found` is field → column (empty for a Takeout, whose fields have no choice). `platform` is that of rows that name none;
    `own` says that it is an export of ours; `by_row` that its lines are a spreadsheet's rows.
    """

    file: str
    details: str
    reads: Callable[[], Iterator[Read | Fault]]
    found: Mapping[str, str] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0
    ready: Counter[str] = field(default_factory=Counter)
    problems: dict[str, Problem] = field(default_factory=dict)
    platform: str = ""
    own: bool = False
    by_row: bool = False


@contextmanager
def spooled(path: Path, stdin: Callable[[], BinaryIO]) -> Iterator[Path]:
    """Hand out a path that can be read twice: `-` and pipes are copied to a temporary file first. Raises NotFound."""
    piped = str(path) == "-"
    if not piped and not path.exists():
        raise NotFound(_("There is no file {file}.").format(file=path))
    if not piped and (path.is_file() or path.is_dir()):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="reviewkit-") as folder:
        copy = Path(folder, "input")
        with copy.open("wb") as target:
            if piped:
                shutil.copyfileobj(stdin(), target)
            else:
                with path.open("rb") as source:
                    shutil.copyfileobj(source, target)
        yield copy


def plan(path: Path, name: str, options: Options) -> Plan:
    """Return what the file or folder at `path`, called `name`, holds. Writes nothing.

    Raises BadFile for what can't be read, NotFound for a location that isn't there, WrongInput where --platform or --map
    doesn't fit.
    """
    try:
        found = opened(path, name, options)
        made = _of_takeout(found, name) if isinstance(found, takeout.Takeout) else _of_records(found, options)
        _count(made, options)
    except OSError as exc:
        raise BadFile(_("{file} can't be read: {reason}").format(file=name, reason=exc.strerror or exc)) from exc
    return made


def write(engine: Engine, made: Plan, options: Options, tick: Callable[[int], None] = lambda _n: None) -> Counts:
    """Store the plan's reviews; `tick` is told of each batch's size. Raises DatabaseTrouble, BadFile.

    A run that is stopped keeps the batches before; the next one goes on, since nothing comes in twice.
    """
    counts = Counts()
    good = (found for found in made.reads() if isinstance(found, Read))
    while batch := list(islice(good, BATCH)):
        by_platform: dict[str, list[Read]] = {}
        for found in batch:
            by_platform.setdefault(found.platform or made.platform, []).append(found)
        with writing(engine) as session:
            for platform, found_here in by_platform.items():
                counts.add(_store(session, platform, found_here, options, own=made.own))
        tick(len(batch))
    return counts


def _store(session: Session, platform: str, found: list[Read], options: Options, *, own: bool) -> Counts:
    listing = _listing(session, options.store_id, platform)
    assert listing.id is not None
    address = None if own else listing.url or None  # our own export says all that there was to say
    reviews = [item.review for item in found]
    return store(session.connection(), listing.id, reviews, options.now, lambda _raw: address, on_site=False)


def _listing(session: Session, store_id: int, platform: str) -> Listing:
    """Return the store's listing; make one without a place where there is none, for owners who don't crawl that site."""
    listing = session.exec(select(Listing).where(Listing.store_id == store_id, Listing.platform == platform)).first()
    if listing is None:
        listing = Listing(
            store_id=store_id, platform=platform, place_id=f"file:{store_id}", url="", created_at=datetime.now(UTC)
        )
        session.add(listing)
        session.flush()
    return listing


def _of_takeout(source: takeout.Takeout, name: str) -> Plan:
    return Plan(name, source.details, source.reads)


def _of_records(source: Table | Objects, options: Options) -> Plan:
    ours = own(source.found)
    rules = Rules(
        source.found, options.zone, options.now, own=ours, text_only=isinstance(source, Table), platform=options.platform
    )
    if ours and "store" in source.found:
        rules = replace(rules, store=_only_store(source, options.store_name))
    details = _("{form}, an export of reviewkit").format(form=source.details) if ours else source.details
    return Plan(
        source.name, details, lambda: reads(source.records(), rules), source.found, _examples(source),
        own=ours, by_row=isinstance(source, Table),
    )  # fmt: skip


def _only_store(source: Table | Objects, name: str) -> str | None:
    """Return the store to be taken from an export of several, None where it is of one (whatever that was called).

    Raises BadFile where none of the several is the store.
    """
    column = source.found["store"]
    rows = (record for record in source.records() if isinstance(record, Record))
    names = {str(record.values.get(column) or "") for record in rows}
    if len(names) < 2:
        return None
    if name.casefold() in {found.casefold() for found in names}:
        return name
    raise BadFile(
        _("{file} holds the reviews of several stores ({names}), and none is {store}.").format(
            file=source.name, names=listed(sorted(names)), store=name
        ),
        _("Rename the store as it was, with: reviewkit store edit"),
    )


def _examples(source: Table | Objects) -> dict[str, str]:
    """Return a value of each field, from the first rows."""
    found: dict[str, str] = {}
    for record in islice(source.records(), 50):
        if isinstance(record, Record):
            for name, column in source.found.items():
                value = record.values.get(column)
                if name not in found and value not in (None, "", [], {}):
                    found[name] = " ".join(str(value).split())[:80]
    return found


def _count(made: Plan, options: Options) -> None:
    """Read all of it once: count what is ready, by platform, and what isn't, by reason."""
    ready: Counter[str | None] = Counter()
    for found in made.reads():
        made.rows += 1
        if isinstance(found, Read):
            ready[found.platform] += 1
        else:
            _note(made.problems.setdefault(found.reason, Problem()), found)
    unknown = ready.pop(None, 0)
    if unknown:
        made.platform = options.platform or options.platforms[options.pick("platform", options.platforms)]
        ready[made.platform] += unknown
    made.ready = Counter({platform: n for platform, n in ready.items() if platform})
    if made.rows and not made.ready:
        word, reason = next(iter(made.problems.items()))
        raise BadFile(
            _("None of the {n} rows of {file} could become a review.").format(n=made.rows, file=made.file),
            (
                _("The first one, in row {line}: {reason} {value}")
                if made.by_row
                else _("The first one, on line {line}: {reason} {value}")
            )
            .format(line=reason.lines[0], reason=said(word), value=" ".join(reason.example.split()))
            .strip(),
        )


def _note(problem: Problem, found: Fault) -> None:
    problem.count += 1
    if len(problem.lines) < EXAMPLES:
        problem.lines.append(found.line)
        problem.example = problem.example or found.value
