"""One call: within the day's budget, in a form that the model takes, and entered in the ledger.

A call is entered before it is sent, with the most that it may cost, and corrected afterwards: a kill, or another command that
asks at the same time, never gets past the budget.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import perf_counter
from typing import Any, Protocol, TypeVar

from reviewkit.ai.faults import Fault, Outcome, Tokens
from reviewkit.ai.limits import Gate
from reviewkit.ai.questions import NEW_LIMIT, OLD_LIMIT, Asked, Dialect
from reviewkit.ai.troubles import budget_reached
from reviewkit.ai.wire import Wire

MILLION = 1_000_000
LONGEST_KEPT = 10 * 365 * 24.0
"""Hours; nobody means more."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Options:
    """The section [ai] of the settings; see `config.sections.AI`."""

    base_url: str
    model: str
    timeout: float = 60.0
    attempts: int = 3
    daily_budget: float = 1.0
    daily_calls: int = 500
    prices: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    fallback_models: Sequence[str] = ()
    embedding_model: str = ""
    concurrency: int = 20
    calls_per_minute: int = 0
    reuse_hours: float = 24.0

    def kept_since(self) -> datetime:
        """Return since when answers are still good."""
        return datetime.now(UTC) - timedelta(hours=min(self.reuse_hours, LONGEST_KEPT))


class Ledger(Protocol):
    """Where calls are entered; see `db.ledger`."""

    def reserve(self, purpose: str, model: str, cost: float | None, budget: float, calls: int) -> int | None:
        """Enter a call that may cost `cost`; None where the day would pass `budget` or `calls`."""

    def settle(
        self, entry: int, outcome: str, tokens: Tokens, cost: float | None, milliseconds: int, *,
        question: str | None = None, answer: str | None = None, kept_since: datetime | None = None,
    ) -> None:  # fmt: skip
        """Enter how it ended, with `answer` to `question`; what was answered before `kept_since` is forgotten."""

    def recall(self, question: str, newer_than: datetime) -> str | None:
        """Return the newest answer to `question` from a call since then."""


class Calls:
    """Makes calls, for several threads. `made` counts them, `cost` is what they cost (None where no price is known)."""

    def __init__(self, options: Options, wire: Wire, ledger: Ledger, gate: Gate) -> None:
        self.made = 0
        self.cost: float | None = 0.0 if options.model in options.prices else None
        self._options = options
        self._wire = wire
        self._ledger = ledger
        self._gate = gate
        self._lock = Lock()

    def one(
        self, asked: Asked[T], model: str, dialect: Dialect, number: int, *, again: bool = False, mark: str | None = None
    ) -> T | Fault:
        """Ask once: where a form is refused, in the next plainer one; the form that was taken is remembered.

        Some servers refuse a form with 500, which may be passing as well: so only when it comes `again`, at once. With `mark`
        an answer is kept in the ledger. Raises BudgetReached, Interrupted.
        """
        forms = asked.forms[asked.forms.index(dialect.form) :] if dialect.form in asked.forms else asked.forms
        for form in forms:
            limit = dialect.limit
            got = self._call(asked, model, asked.body(model, form, limit), number, mark)
            if isinstance(got, Fault) and got.modern and limit == OLD_LIMIT:
                dialect.limit = NEW_LIMIT
                got = self._call(asked, model, asked.body(model, form, NEW_LIMIT), number, mark)
            if not isinstance(got, Fault):
                dialect.form = form
                return got
            if got.outcome is not Outcome.UNSUPPORTED and not (again and got.status == 500):
                break
        return got

    def _call(self, asked: Asked[T], model: str, body: dict[str, Any], number: int, mark: str | None) -> T | Fault:
        self._gate.enter(number, model)
        options = self._options
        worst = self._price(model, _most_tokens(body), asked.most_told)
        with self._lock:  # in turn: threads that wait for each other inside SQLite only sleep and look again
            entry = self._ledger.reserve(asked.purpose, model, worst, options.daily_budget, options.daily_calls)
        if entry is None:
            raise budget_reached(worst, options.daily_budget, options.daily_calls)
        start = perf_counter()
        found: T | Fault = Fault(Outcome.INTERRUPTED, billed=True)
        tokens: Tokens = (None, None)
        try:
            found, tokens = asked.send(self._wire, body)
        finally:  # also when Ctrl-C came: the server may bill it all the same
            self._settle(entry, found, tokens, self._cost(model, found, tokens, worst), start, mark)
        return found

    def _settle(  # noqa: PLR0917
        self, entry: int, found: Any, tokens: Tokens, cost: float | None, start: float, mark: str | None
    ) -> None:
        fault = isinstance(found, Fault)
        answer = json.dumps(found, ensure_ascii=False) if mark and not fault else None
        with self._lock:
            self.made += 1
            self.cost = None if cost is None or self.cost is None else self.cost + cost
            self._ledger.settle(
                entry, found.outcome if fault else Outcome.OK, tokens, cost, round(1000 * (perf_counter() - start)),
                question=mark if answer else None, answer=answer, kept_since=self._options.kept_since(),
            )  # fmt: skip

    def _cost(self, model: str, found: Any, tokens: Tokens, worst: float | None) -> float | None:
        if isinstance(found, Fault) and not found.billed:
            return None if worst is None else 0.0
        asked, told = tokens
        return worst if asked is None or told is None else self._price(model, asked, told)

    def _price(self, model: str, asked: int, told: int) -> float | None:
        prices = self._options.prices.get(model)
        return (asked * prices[0] + told * prices[1]) / MILLION if prices else None


def _most_tokens(body: Mapping[str, Any]) -> int:
    """The most tokens that a question can be: a token is a byte at least, and nothing of what is sent is left out."""
    return len(json.dumps(body, ensure_ascii=False).encode())
