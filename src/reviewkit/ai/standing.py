"""What is known of a model in this run: how it wants to be asked, and whether there is any use in asking it now."""

from dataclasses import dataclass, field
from math import inf
from time import monotonic

from reviewkit.ai.faults import PASSING, Fault, Outcome
from reviewkit.ai.questions import Dialect

COOL_DOWN = 60.0
"""Seconds in which a model that failed is not asked: a hundred drafts must not wait for it a hundred times."""
COOLS = {*PASSING, Outcome.NO_CREDIT}
"""Faults that the next question would meet too."""


@dataclass
class Standing:
    """One model. Threads share it."""

    name: str
    dialect: Dialect = field(default_factory=Dialect)
    _fault: Fault | None = None
    _until: float = -inf
    _answered: float = -inf

    def fault(self, *, fresh: bool = False) -> Fault | None:
        """Return why it is not to be asked now, None where it is; `fresh` ends a cool-down, but finds no missing model."""
        left = self._until - monotonic()
        return self._fault if left > 0 and not (fresh and left < inf) else None

    def answered(self) -> None:
        """It works."""
        self._answered = monotonic()
        self._until = -inf

    def failed(self, fault: Fault, began: float) -> None:
        """It failed for good on a question that began at `began` (of the clock `monotonic`).

        Where it answered others since then, that was bad luck, and the next question may fare better. A cool-down that runs is
        not made longer: else questions that come all the time would keep it up for good.
        """
        wait = fault.retry_after or 0.0 if fault.outcome is Outcome.RATE_LIMITED else 0.0
        if fault.outcome is Outcome.NOT_FOUND:
            until = inf
        elif self._until > monotonic():
            return
        elif fault.outcome in COOLS and (self._answered < began or wait > COOL_DOWN):
            until = monotonic() + max(COOL_DOWN, wait)
        else:
            return
        self._fault, self._until = fault, until
