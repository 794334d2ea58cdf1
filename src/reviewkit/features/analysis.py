"""What reviews say: read by a worker, kept beside the review. Beside a crawl, after an import, or by `analyze`.

A review is stored first and read afterwards, so a kill costs no review; what was not read waits for the next run.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Thread
from time import perf_counter

import structlog
from sqlalchemy import Connection, Engine

from reviewkit.db import analyses
from reviewkit.db.analyses import AnalysisRow, Waiting
from reviewkit.db.engine import reading, writing
from reviewkit.db.reviews import stamp
from reviewkit.errors import AnalysisTrouble, ReviewkitError
from reviewkit.features.likeness import copies
from reviewkit.i18n import _
from reviewkit.text import VERSION, Polarity
from reviewkit.text.analysis import Analysis
from reviewkit.text.trades import FOOD, SALON, guess
from reviewkit.text.worker import Worker

BATCH = 200
"""Reviews in one write, and in one message to the worker."""
SAMPLE = 200
"""Texts that tell what a store lives from, where nobody says it."""
TRADES = {
    FOOD: FOOD, "restaurant": FOOD, "cafe": FOOD,
    SALON: SALON, "hairshop": SALON, "nailshop": SALON, "beauty": SALON,
}  # fmt: skip
"""What Naver (or the owner) calls a place → the trade whose aspects count."""
log = structlog.get_logger()


@dataclass
class Reader:
    """Reads what waits in a database. `words` and `aspects` are the owner's own; the worker is started when it is needed."""

    engine: Engine
    words: Sequence[str] = ()
    aspects: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tick: Callable[[int], None] = lambda _n: None
    stop: Event = field(default_factory=Event)
    done: int = 0
    _known: dict[int, str] = field(default_factory=dict)
    """Trades that are known, by store."""
    _unclear: list[Waiting] = field(default_factory=list)
    """What was read before its store's trade was known."""

    def read(self, which: str = "new", since: datetime | None = None, after: int = 0, worker: Worker | None = None) -> int:
        """Read all that waits above the id `after`; return the last id. Raises AnalysisTrouble, DatabaseTrouble."""
        if worker is None:
            with Worker(self.words, self.aspects) as own:
                return self.read(which, since, after, own)
        start, before, last = perf_counter(), self.done, after
        batches: list[list[Waiting]] = []
        trades = self._trades()

        def texts() -> Iterator[list[tuple[str, str | None]]]:
            for batch in self._batches(which, since, after):
                batches.append(batch)
                yield [(row.text, trades.get(row.store_id)) for row in batch if row.text.strip()]

        for found in worker.analyse(texts()):
            batch = batches.pop(0)
            self._keep(batch, iter(found))
            self._unclear += [row for row in batch if trades.get(row.store_id) is None]
            last = batch[-1].id
            self.done += len(batch)
            self.tick(len(batch))
        if self.done > before:
            log.info("analysed", reviews=self.done - before, which=which, seconds=round(perf_counter() - start, 2))
        return last

    def reopen(self) -> None:
        """Let be read anew what was read before its store's trade was known: a first crawl's first page tells too little."""
        known = self._trades()
        ids = [row.id for row in self._unclear if row.store_id in known]
        self._unclear.clear()
        if ids and not self.stop.is_set():
            with writing(self.engine) as session:
                analyses.forget(session.connection(), ids)

    def _trades(self) -> dict[int, str]:
        """Return each store's trade, where it is known: what is said of it, else what its reviews tell."""
        with reading(self.engine) as session:
            connection = session.connection()
            for store, kind in analyses.kinds(connection).items():
                if store not in self._known:
                    trade = TRADES.get(kind or "") or guess(analyses.sample(connection, store, SAMPLE))
                    self._known |= {store: trade} if trade else {}
        return self._known

    def _batches(self, which: str, since: datetime | None, after: int) -> Iterator[list[Waiting]]:
        while not self.stop.is_set():
            with reading(self.engine) as session:
                earliest = stamp(since) if since else None
                batch = analyses.waiting(session.connection(), which, version=VERSION, after=after, since=earliest, limit=BATCH)
            if not batch:
                return
            after = batch[-1].id
            yield batch

    def _keep(self, batch: list[Waiting], found: Iterator[Analysis | None]) -> None:
        read = [(row, _understood(row, next(found)) if row.text.strip() else Analysis()) for row in batch]
        with reading(self.engine) as session:  # the slower part, while others may write
            ids = [row.id for row in batch]
            stale = analyses.copies_of(session.connection(), ids)  # what copied a text that is another one now
            copied = copies(session.connection(), {*ids, *stale})
        with writing(self.engine) as session:
            connection = session.connection()
            same = analyses.unchanged(connection, batch)  # a crawl may have brought a newer text since
            _save(connection, [(row, one) for row, one in read if row.id in same])
            analyses.note_copies(connection, {**dict.fromkeys([*same, *stale]), **copied})


class Beside:
    """A reader in a thread of its own, beside a crawl or an import; `wake` says that there is something new.

    On leaving it reads what is left. An error of its own is kept in `error`: what was crawled is not lost by it. `sure` says
    that there will be something to read, so that the worker gets ready while the first page is fetched.
    """

    def __init__(self, reader: Reader, *, sure: bool = False) -> None:
        self.reader = reader
        self._sure = sure
        self.error: ReviewkitError | None = None
        self._something, self._ended = Event(), Event()
        self._worker = Worker(reader.words, reader.aspects)
        self._thread = Thread(target=self._run, name="reader", daemon=True)

    def wake(self) -> None:
        """Say that something new was stored."""
        self._something.set()

    def __enter__(self) -> "Beside":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is not None or self.reader.stop.is_set():
            self._break_off()
        self._ended.set()
        self._something.set()
        try:
            self._thread.join()
        except KeyboardInterrupt:
            self._break_off()
            self._thread.join()
            raise

    def _break_off(self) -> None:
        """End at once; what is not read yet waits for the next run."""
        self.reader.stop.set()
        self._worker.kill()

    def _run(self) -> None:
        try:
            with self._worker:
                self._read_on()
        except ReviewkitError as exc:
            self.error = exc
            log.warning("not analysed", reason=exc.message)
        except Exception as exc:
            log.exception("not analysed")
            self.error = AnalysisTrouble(
                _("What the reviews say could not be read: {reason}").format(reason=f"{type(exc).__name__}: {exc}"),
                _("Try again with: reviewkit analyze"),
            )

    def _read_on(self) -> None:
        if self._sure:
            self._worker.start()
        after = 0
        while not self._ended.is_set():
            self._something.wait()
            self._something.clear()
            if not self._ended.is_set():
                after = self.reader.read(after=after, worker=self._worker)
        self.reader.reopen()
        self.reader.read(worker=self._worker)  # from the first: an edited review has an old number


def waiting(engine: Engine, which: str, since: datetime | None = None) -> int:
    """Return how many reviews `Reader.read` would read."""
    with reading(engine) as session:
        return analyses.count(session.connection(), which, VERSION, stamp(since) if since else None)


def label(rating: float | None, polarity: Polarity | None) -> str | None:
    """Return what a review as a whole says: its stars where it has any; three of them may be mixed or neither.

    Stars are what the guest himself has judged; a text's polarity agrees with them in four of five cases only.
    """
    if rating is None:
        return polarity
    if rating > 3:
        return Polarity.POSITIVE
    if rating < 3:
        return Polarity.NEGATIVE
    return Polarity.MIXED if polarity is Polarity.MIXED else Polarity.NEUTRAL


def _understood(row: Waiting, found: Analysis | None) -> Analysis:
    if found is None:
        log.warning("not understood", review=row.id)
    return found or Analysis()


def _save(connection: Connection, read: Sequence[tuple[Waiting, Analysis]]) -> None:
    rows = [
        AnalysisRow(
            row.id, VERSION, one.lang, label(row.rating, one.polarity), one.score,
            one.unsure and row.rating is None, "text" if row.rating is None else "stars",
        )
        for row, one in read
    ]  # fmt: skip
    keywords = [(row.id, k.text, k.polarity, k.strength, k.start, k.end) for row, one in read for k in one.keywords]
    aspects = [(row.id, m.aspect, m.polarity, m.clause, m.start, m.end) for row, one in read for m in one.aspects]
    analyses.save(connection, rows, keywords, aspects)
