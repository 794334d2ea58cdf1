"""The model: asks within the limits, tries again what failed in passing, goes on to the next model where one fails for good,
and buys no answer twice."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import urlsplit

from reviewkit.ai.answers import load
from reviewkit.ai.calls import Calls, Ledger, Options
from reviewkit.ai.faults import PASSING, Fault, Outcome
from reviewkit.ai.limits import Gate
from reviewkit.ai.questions import NEW_LIMIT, OLD_LIMIT, Asked, Dialect, Question, Texts
from reviewkit.ai.standing import Standing
from reviewkit.ai.troubles import BudgetReached, Unusable, in_words
from reviewkit.ai.turns import Turns
from reviewkit.ai.wire import Wire
from reviewkit.errors import BadConfig, ReviewkitError, SignInNeeded
from reviewkit.i18n import _

__all__ = ["Answered", "BudgetReached", "Ledger", "Model", "Options", "Unusable"]

OPENAI = "api.openai.com"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between two tries: the pause doubles from the first to the longest, with jitter on top."""
LONGEST_WAIT = 60.0
"""Seconds that a server may ask us to wait, at once or in sum; where it wants more, the model counts as failed."""
BATCH = 64
"""Texts in one call for vectors."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer in the shape of the schema, by which model; `reused` says that it came from the store and cost nothing."""

    found: dict[str, Any]
    model: str
    reused: bool = False


class Model:
    """The owner's model, and those that stand in for it. Threads may share it.

    `stop`, once set, ends all waiting with Interrupted. Raises BadConfig where no model is set, SignInNeeded where OpenAI's key
    is missing.
    """

    def __init__(self, options: Options, key: str | None, ledger: Ledger, stop: Event | None = None) -> None:
        if not options.model:
            raise BadConfig(_("No language model is set."), _("Name one as ai.model with: reviewkit config edit"))
        modern = urlsplit(options.base_url).hostname == OPENAI
        if modern and not key:
            raise SignInNeeded(_("OpenAI wants a key, and there is none."), _("Keep it with: reviewkit auth set ai"))
        self.options = options
        self._ledger = ledger
        limit = NEW_LIMIT if modern else OLD_LIMIT
        names = dict.fromkeys([options.model, *filter(None, options.fallback_models)])
        self._chain = [Standing(name, Dialect(limit)) for name in names]
        self._embedder = Standing(options.embedding_model)
        self._gate = Gate(options.concurrency, options.calls_per_minute, stop or Event())
        self._turns = Turns(self._gate.check)
        self._wire = Wire(options.base_url, key, options.timeout)
        self._calls = Calls(options, self._wire, ledger, self._gate)

    @property
    def name(self) -> str:
        """The first model's name, as the settings have it."""
        return self.options.model

    @property
    def calls(self) -> int:
        """How many calls were made so far."""
        return self._calls.made

    @property
    def cost(self) -> float | None:
        """What they cost, in the currency of the prices; None where the price of one isn't known."""
        return self._calls.cost

    def close(self) -> None:
        """Close the connections. May be called twice."""
        self._wire.close()

    def ask(
        self,
        purpose: str,
        system: str,
        user: str,
        schema: Mapping[str, Any],
        max_tokens: int,
        *,
        same: str = "",
        fresh: bool = False,
    ) -> dict[str, Any]:
        """Return what `answer` finds."""
        return self.answer(purpose, system, user, schema, max_tokens, same=same, fresh=fresh).found

    def answer(
        self,
        purpose: str,
        system: str,
        user: str,
        schema: Mapping[str, Any],
        max_tokens: int,
        *,
        same: str = "",
        fresh: bool = False,
    ) -> Answered:
        """Return the answer as an object that has what `schema` requires; what is inside it may still be nonsense.

        `same` is a key of all that the question depends on: with it, an answer of the last `reuse_hours` is given again without
        a call. `fresh` is an owner's wish for another one, now: neither the store nor a cool-down stands before it.

        Raises Unusable where the last model that answered refused, or gave an empty, cut-off or malformed answer; ModelTrouble,
        SignInNeeded, BudgetReached, Interrupted, DatabaseTrouble.
        """
        question = Question(purpose, system, user, schema, max_tokens)
        if not same or not self.options.reuse_hours:
            return self._bought(question, {}, fresh=fresh)
        marks = {standing.name: question.mark(standing.name, same) for standing in self._chain}
        if fresh:
            return self._bought(question, marks, fresh=True)
        with self._turns.alone(question.mark("", same)):
            return self._recalled(marks) or self._bought(question, marks, fresh=False)

    def embed(self, purpose: str, texts: Sequence[str]) -> list[list[float]]:
        """Return a vector for each text, in their order; all have one length.

        Raises BadConfig where no model for that is set, Unusable for an answer that can't be used, and as `answer` does.
        """
        embedder = self._embedder
        if not embedder.name:
            raise BadConfig(
                _("No model for comparing texts is set."), _("Name one as ai.embedding_model with: reviewkit config edit")
            )
        found: list[list[float]] = []
        for start in range(0, len(texts), BATCH):
            with self._gate.place() as number:
                got = self._persist(embedder, Texts(purpose, texts[start : start + BATCH]), number)
            if isinstance(got, Fault):
                raise self._trouble(got, embedder.name)
            found += got
        if len({len(vector) for vector in found}) > 1:
            raise self._trouble(Fault(Outcome.MALFORMED), embedder.name)
        return found

    def names(self) -> list[str]:
        """Return the names of the models that the server has: costs nothing. Raises ModelTrouble, SignInNeeded."""
        got = self._wire.names()
        if isinstance(got, Fault):
            raise self._trouble(got, self.name)
        return got

    def _recalled(self, marks: Mapping[str, str]) -> Answered | None:
        since = self.options.kept_since()
        for name, mark in marks.items():
            kept = load(self._ledger.recall(mark, since) or "null")
            if isinstance(kept, dict):
                return Answered(kept, name, reused=True)
        return None

    def _bought(self, question: Question, marks: Mapping[str, str], *, fresh: bool) -> Answered:
        """Ask the models in turn, those that there is a use in asking."""
        failed: list[ReviewkitError] = []
        began = monotonic()
        with self._gate.place() as number:
            for place, standing in enumerate(self._chain, 1):
                last = all(other.fault(fresh=fresh) for other in self._chain[place:])
                got = self._persist(standing, question, number, mark=marks.get(standing.name), fresh=fresh, last=last)
                if not isinstance(got, Fault):
                    return Answered(got, standing.name)
                failed.append(self._trouble(got, standing.name))
                if got.of_all:
                    for other in self._chain:
                        other.failed(got, began)
                    raise failed[-1]
        raise next((error for error in reversed(failed) if isinstance(error, Unusable)), failed[-1])

    def _persist(
        self,
        standing: Standing,
        asked: Asked[T],
        number: int,
        *,
        mark: str | None = None,
        fresh: bool = False,
        last: bool = True,
    ) -> T | Fault:
        """Ask one model until it answers, or has failed for good (maybe before): `last` says that there is no use in
        asking another."""
        if known := standing.fault(fresh=fresh):
            return known
        began, attempt, waited, again = monotonic(), 0, 0.0, self.options.attempts == 1
        while True:
            attempt += 1
            got = self._calls.one(asked, standing.name, standing.dialect, number, again=again, mark=mark)
            if not isinstance(got, Fault):
                standing.answered()
                return got
            again = got.status == 500 and not again  # plainer forms are tried once, not at each try
            pause = _pause(attempt, got.retry_after)
            too_long = (got.retry_after or 0) > LONGEST_WAIT
            if got.slow_down and not too_long:
                self._gate.hold(standing.name, pause)  # for all threads; the next try waits there
            if too_long or standing.fault(fresh=fresh) or not self._goes_on(got, attempt, waited, last=last):
                standing.failed(got, began)
                return got
            waited += pause
            if not got.slow_down:
                self._gate.sleep(pause)

    def _goes_on(self, fault: Fault, attempt: int, waited: float, *, last: bool) -> bool:
        """Say whether the same model is tried again. The last one is waited for as long as a minute's limit may take: there is
        nobody else to ask, and to wait costs nothing."""
        attempts = self.options.attempts
        if fault.outcome is Outcome.RATE_LIMITED:
            return waited < LONGEST_WAIT and (attempt < attempts or (last and attempts > 1))
        return fault.outcome in PASSING and attempt < attempts

    def _trouble(self, fault: Fault, model: str) -> ReviewkitError:
        return in_words(fault, model, self.options.base_url, self.options.timeout)


def _pause(attempt: int, retry_after: float | None) -> float:
    """Return the seconds until the next try."""
    pause: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempt - 1, 10))
    return max(pause, retry_after or 0) * random.uniform(1, 1.5)
