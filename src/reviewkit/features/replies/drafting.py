"""Drafting: pick reviews, hold the risky ones, write the others, keep each as soon as it is written.

Several questions to a model are under way at a time; what was kept stays whatever ends the run.
"""

import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from reviewkit.config.sections import ReplySection
from reviewkit.db.engine import reading, writing
from reviewkit.db.models import Reply, Review
from reviewkit.errors import DatabaseTrouble, Interrupted, NotFound, PartlyDone, ReviewkitError
from reviewkit.features.replies import rules, states
from reviewkit.features.replies.situation import Situation
from reviewkit.features.replies.writer import OFFLINE, Writer, Written
from reviewkit.i18n import _, ngettext

MOST_FAILURES = 5
"""Reviews in a row with which something went wrong, and that end a run."""
TOLD_BY_MODEL = "told_by_model"
"""The kind of risk that the model saw where our list saw none."""
log = structlog.get_logger()


@dataclass
class Drafted:
    """What became of the picked reviews: reply ids by outcome.

    `ready` passed every check, `failing` need a person, `held` are risky, `skipped` (review ids) have got a reply meanwhile.
    `failed` (review ids) went wrong; `fault` says why, ready to be raised. `offline` counts those written from templates;
    `trouble` is why, where there is a model.
    """

    ready: list[int] = field(default_factory=list)
    failing: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    offline: int = 0
    trouble: ReviewkitError | None = None
    fault: ReviewkitError | None = None

    @property
    def all(self) -> list[int]:
        """Every reply that was made."""
        return [*self.ready, *self.failing, *self.held]


@dataclass
class Drafter:
    """Drafts replies to many reviews. `abreast` is how many are written at a time."""

    engine: Engine
    writer: Writer
    options: ReplySection = field(default_factory=ReplySection)
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("Asia/Seoul"))
    abreast: int = 1
    _errors: dict[int, Exception] = field(default_factory=dict)

    def draft(self, review_ids: Iterable[int], wish: str = "", tick: Callable[[int], None] = lambda _n: None) -> Drafted:
        """Draft a reply to each review; `tick` is told of each that is through. Raises Interrupted, DatabaseTrouble.

        What goes wrong with one review is in `failed` and `fault`, and the others go on: up to MOST_FAILURES in a row. Where
        nothing else came of the run, it is raised.
        """
        done = Drafted()
        lists = {name: getattr(done, name) for name in ("ready", "failing", "held", "skipped", "failed")}
        row = 0
        with closing(self._each(review_ids, wish)) as outcomes:
            for kind, number in outcomes:
                lists[kind.removesuffix("!")].append(number)
                done.offline += kind.endswith("!")
                tick(1)
                row = row + 1 if kind == "failed" else 0
                if row == MOST_FAILURES:  # no accident of one review: each of the others may cost a question for nothing
                    break
        done.trouble = self.writer.trouble
        log.info(
            "drafted", ready=len(done.ready), failing=len(done.failing), held=len(done.held), offline=done.offline,
            failed=len(done.failed),
        )  # fmt: skip
        if done.failed:
            done.fault = self._fault(done)
        return done

    def one(self, review_id: int, wish: str = "") -> tuple[str, int]:
        """Draft a reply to one review; return its outcome ("ready!" is one from templates) and number."""
        situation = self.writer.situation(review_id)
        kinds = self.writer.kinds(situation)
        if kinds:
            return self._hold(situation, kinds)
        rule = rules.fitting(self.options.rules, situation)
        if rule and rule.action == "hold":
            number = states.hold(self.engine, review_id, [], rules.title(rule))
            return ("held", number) if number else ("skipped", review_id)
        with reading(self.engine) as session:
            if states.of_review(session, review_id):  # nothing is asked of a model for a reply that could not be kept
                return "skipped", review_id
        written = self.writer.write(situation, wish)
        if not written.text and written.writer != OFFLINE:  # the model was told to leave to the owner what the list let through
            return self._hold(situation, [TOLD_BY_MODEL])
        number = save(self.engine, situation, written, wish, self._approval(situation, written))
        if number is None:
            return "skipped", review_id
        return ("ready" if written.passed else "failing") + ("!" if written.writer == OFFLINE else ""), number

    def _outcome(self, review_id: int, wish: str) -> tuple[str, int]:
        """Return what `one` does; "failed" and the review where that went wrong for this review only."""
        try:
            return self.one(review_id, wish)
        except NotFound:  # removed since it was picked
            return "skipped", review_id
        except (Interrupted, DatabaseTrouble):
            raise
        except Exception as exc:  # noqa: BLE001  one review must not end the run; the error is raised if all end so
            log.error("not drafted", review=review_id, error=type(exc).__name__, at=_place(exc))  # its words may be a guest's
            self._errors[review_id] = exc
            return "failed", review_id

    def _fault(self, done: Drafted) -> PartlyDone:
        """Return what to say of a run in which some failed. Raises the error itself where nothing else came of it."""
        errors = [self._errors[review_id] for review_id in done.failed]
        if not done.all and not done.skipped:
            raise errors[0]
        first = errors[0].message if isinstance(errors[0], ReviewkitError) else type(errors[0]).__name__
        n = len(errors)
        return PartlyDone(
            ngettext("{n} review got no draft: {why}", "{n} reviews got no draft: {why}", n).format(n=n, why=first),
            _("Try again with: reviewkit reply draft {numbers}").format(numbers=" ".join(map(str, done.failed))),
        )

    def _hold(self, situation: Situation, kinds: Sequence[str]) -> tuple[str, int]:
        """Hold a risky review, and the reply that was written to it before that was known."""
        number = states.hold(self.engine, situation.review_id, kinds)
        if number is None and (number := self._written_unaware(situation)) is not None:
            states.hold_reply(self.engine, number, kinds)
        return ("skipped", situation.review_id) if number is None else ("held", number)

    def _written_unaware(self, situation: Situation) -> int | None:
        """Return the reply under way to a risky review, None where it is held already or is the owner's own to this text."""
        with reading(self.engine) as session:
            reply = states.of_review(session, situation.review_id)
            if reply is None or reply.state not in states.UNPOSTED or reply.state == "held":
                return None
            own = reply.writer == states.OWNER and reply.basis == states.basis(situation.text, situation.rating)
            return None if own else reply.id

    def _approval(self, situation: Situation, written: Written) -> "rules.Plan | None":
        rule = rules.fitting(self.options.rules, situation)
        if not (rule and rule.action == "approve" and written.passed):
            return None
        due = rules.moment(states.now(), rule.after_hours, self.options.business_hours, self.zone)
        return rules.Plan(rules.title(rule), due)

    def _each(self, review_ids: Iterable[int], wish: str) -> Generator[tuple[str, int], None, None]:
        if self.abreast == 1:
            for review_id in review_ids:
                if self.writer.stop.is_set():
                    raise Interrupted(_("Stopped. Everything read so far is kept."))
                yield self._outcome(review_id, wish)
            return
        pool = ThreadPoolExecutor(self.abreast, thread_name_prefix="draft")
        try:
            yield from self._abreast(pool, iter(review_ids), wish)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _abreast(self, pool: ThreadPoolExecutor, left: Iterator[int], wish: str) -> Iterator[tuple[str, int]]:
        """Keep as many under way as may be, and no more waiting: memory stays flat however many reviews there are."""
        under_way: set[Future[tuple[str, int]]] = {pool.submit(self._outcome, id_, wish) for id_ in islice(left, self.abreast)}
        try:
            while under_way:
                ended, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                for future in ended:
                    yield future.result()
                under_way |= {pool.submit(self._outcome, id_, wish) for id_ in islice(left, len(ended))}
        except BaseException:  # Ctrl-C too: what is under way is cut
            self.writer.stop.set()
            raise


def save(engine: Engine, situation: Situation, written: Written, wish: str, plan: "rules.Plan | None") -> int | None:
    """Keep a draft; return its number, None where the review has got another reply, or another text, meanwhile."""
    moment = states.now()
    try:
        with writing(engine) as session:
            if states.of_review(session, situation.review_id) or not _same(session, situation):
                return None
            reply = Reply(
                review_id=situation.review_id, state="draft", text=written.text, lang=situation.reply_lang,
                writer=written.writer, wish=wish, basis=states.basis(situation.text, situation.rating),
                approve_at=plan.due if plan else None, approved_by=plan.rule if plan else None,
                created_at=moment, updated_at=moment,
            )  # fmt: skip
            states.set_checks(reply, written.checks)
            states.note(
                session, reply, "drafted", written.writer, written.text, failed=written.failed, versions=written.attempts
            )
            if plan:
                states.note(session, reply, "planned", plan.rule, due=plan.due.isoformat())
            return reply.id
    except IntegrityError:  # two commands at once: the other one was quicker
        return None


def _same(session: Session, situation: Situation) -> bool:
    review = session.get(Review, situation.review_id)
    return review is not None and (review.text, review.rating) == (situation.text, situation.rating)


def _place(exc: Exception) -> str:
    """Return the file and line where an error arose."""
    frames = traceback.extract_tb(exc.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
