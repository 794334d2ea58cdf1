"""Drafting: pick reviews, hold the risky ones, write the others, keep each as soon as it is written.

Several questions to a model are under way at a time; what was kept stays whatever ends the run.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import islice
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from reviewkit.config import ReplySection
from reviewkit.db.engine import writing
from reviewkit.db.models import Reply, Review
from reviewkit.errors import Interrupted, ReviewkitError
from reviewkit.features import alerts
from reviewkit.features.replies import rules, states
from reviewkit.features.replies.situation import Situation
from reviewkit.features.replies.writer import OFFLINE, Writer, Written
from reviewkit.i18n import _

log = structlog.get_logger()


@dataclass
class Drafted:
    """What became of the picked reviews: reply ids by outcome.

    `ready` passed every check, `failing` need a person, `held` are risky, `skipped` (review ids) have got a reply meanwhile.
    `offline` counts those written from templates; `trouble` is why, where there is a model.
    """

    ready: list[int] = field(default_factory=list)
    failing: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    offline: int = 0
    trouble: ReviewkitError | None = None

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

    def draft(self, review_ids: Iterable[int], wish: str = "", tick: Callable[[int], None] = lambda _n: None) -> Drafted:
        """Draft a reply to each review; `tick` is told of each that is through. Raises Interrupted, DatabaseTrouble."""
        done = Drafted()
        lists = {"ready": done.ready, "failing": done.failing, "held": done.held, "skipped": done.skipped}
        with closing(self._each(review_ids, wish)) as outcomes:
            for kind, number in outcomes:
                lists[kind.removesuffix("!")].append(number)
                done.offline += kind.endswith("!")
                tick(1)
        done.trouble = self.writer.trouble
        log.info("drafted", ready=len(done.ready), failing=len(done.failing), held=len(done.held), offline=done.offline)
        return done

    def one(self, review_id: int, wish: str = "") -> tuple[str, int]:
        """Draft a reply to one review; return its outcome ("ready!" is one from templates) and number."""
        situation = self.writer.situation(review_id)
        found = self.writer.risks(situation)
        if found:
            kinds = list(dict.fromkeys(risk.category for risk in found))
            return self._hold(situation, kinds)
        rule = rules.fitting(self.options.rules, situation)
        if rule and rule.action == "hold":
            number = states.hold(self.engine, review_id, [], f"rule: {rule.name}")
            return ("held", number) if number else ("skipped", review_id)
        written = self.writer.write(situation, wish)
        number = save(self.engine, situation, written, wish, self._approval(situation, written))
        if number is None:
            return "skipped", review_id
        return ("ready" if written.passed else "failing") + ("!" if written.writer == OFFLINE else ""), number

    def _hold(self, situation: Situation, kinds: Sequence[str]) -> tuple[str, int]:
        number = states.hold(self.engine, situation.review_id, kinds)
        if number is None:
            return "skipped", situation.review_id
        with writing(self.engine) as session:
            alerts.add(
                session, f"risk:{situation.review_id}:{','.join(kinds)}", "risk", urgent=True, store_id=situation.store_id,
                review_id=situation.review_id, reply_id=number, risks=list(kinds),
            )  # fmt: skip
        return "held", number

    def _approval(self, situation: Situation, written: Written) -> "rules.Plan | None":
        rule = rules.fitting(self.options.rules, situation)
        if not (rule and rule.action == "approve" and written.passed):
            return None
        due = rules.moment(states.now(), rule.after_hours, self.options.business_hours, self.zone)
        return rules.Plan(f"rule: {rule.name}", due)

    def _each(self, review_ids: Iterable[int], wish: str) -> Generator[tuple[str, int], None, None]:
        if self.abreast == 1:
            for review_id in review_ids:
                if self.writer.stop.is_set():
                    raise Interrupted(_("Stopped. Everything read so far is kept."))
                yield self.one(review_id, wish)
            return
        pool = ThreadPoolExecutor(self.abreast, thread_name_prefix="draft")
        try:
            yield from self._abreast(pool, iter(review_ids), wish)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _abreast(self, pool: ThreadPoolExecutor, left: Iterator[int], wish: str) -> Iterator[tuple[str, int]]:
        """Keep as many under way as may be, and no more waiting: memory stays flat however many reviews there are."""
        under_way: set[Future[tuple[str, int]]] = {pool.submit(self.one, id_, wish) for id_ in islice(left, self.abreast)}
        try:
            while under_way:
                ended, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                for future in ended:
                    yield future.result()
                under_way |= {pool.submit(self.one, id_, wish) for id_ in islice(left, len(ended))}
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
