"""The model: asks within the day's budget, tries again what failed in passing, and enters every call in the ledger.

A call is entered before it is sent, with the most that it may cost, and corrected afterwards: a kill, or another command that
asks at the same time, never gets past the budget.
"""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event, Lock
from time import perf_counter
from typing import Any, Protocol
from urllib.parse import urlsplit

from reviewkit.ai.answers import parsed
from reviewkit.ai.wire import PASSING, Answer, Fault, Outcome, Wire
from reviewkit.errors import BadConfig, Interrupted, ModelTrouble, PartlyDone, ReviewkitError, SignInNeeded
from reviewkit.i18n import _

FORMS = ("json_schema", "json_object", "plain")
"""How a server may be told what shape to answer in, best first."""
OPENAI = "api.openai.com"
OLD_LIMIT, NEW_LIMIT = "max_tokens", "max_completion_tokens"
"""OpenAI's newer models refuse the old name, other servers don't know the new one, and would never end."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between two tries: the pause doubles from the first to the longest, with jitter on top."""
LONGEST_WAIT = 60.0
"""Seconds that a server may ask us to wait; where it wants more, the run ends."""
MILLION = 1_000_000
Tokens = tuple[int | None, int | None]
"""Of the question and of the answer; None where the server doesn't count them."""


class Unusable(ModelTrouble):
    """The model answered, but not what can be used: another question may fare better."""

    code = "model_answer"


class BudgetReached(PartlyDone):
    """The next call could pass the day's budget, so it was not made."""

    code = "budget"


@dataclass(frozen=True, slots=True)
class Options:
    """The section [ai] of the settings; see `config.AI`."""

    base_url: str
    model: str
    timeout: float = 60.0
    attempts: int = 3
    daily_budget: float = 1.0
    daily_calls: int = 500
    prices: Mapping[str, tuple[float, float]] = field(default_factory=dict)


class Ledger(Protocol):
    """Where calls are entered; see `db.ledger`."""

    def reserve(self, purpose: str, model: str, cost: float | None, budget: float, calls: int) -> int | None:
        """Enter a call that may cost `cost`; None where the day would pass `budget` or `calls`."""

    def settle(self, entry: int, outcome: str, tokens: Tokens, cost: float | None, milliseconds: int) -> None:
        """Enter how it ended."""


@dataclass(frozen=True, slots=True)
class _Question:
    purpose: str
    system: str
    user: str
    schema: Mapping[str, Any]
    max_tokens: int


class Model:
    """The owner's model. Threads may share it. Raises BadConfig where none is set, SignInNeeded where OpenAI's key is missing.

    `cost` is what its calls cost so far (None where no price is known), `calls` how many there were. `stop`, once set, ends
    pauses with Interrupted.
    """

    def __init__(self, options: Options, key: str | None, ledger: Ledger, stop: Event | None = None) -> None:
        if not options.model:
            raise BadConfig(_("No language model is set."), _("Name one as ai.model with: reviewkit config edit"))
        modern = urlsplit(options.base_url).hostname == OPENAI
        if modern and not key:
            raise SignInNeeded(_("OpenAI wants a key, and there is none."), _("Keep it with: reviewkit auth set ai"))
        self.options = options
        self.calls = 0
        self.cost: float | None = 0.0 if options.model in options.prices else None
        self._ledger = ledger
        self._stop = stop or Event()
        self._lock = Lock()
        self._form = FORMS[0]
        self._limit = NEW_LIMIT if modern else OLD_LIMIT
        self._wire = Wire(options.base_url, key, options.timeout)

    @property
    def name(self) -> str:
        """The model's name, as the settings have it."""
        return self.options.model

    def close(self) -> None:
        """Close the connections. May be called twice."""
        self._wire.close()

    def ask(self, purpose: str, system: str, user: str, schema: Mapping[str, Any], max_tokens: int) -> dict[str, Any]:
        """Return the answer as an object that has what `schema` requires; what is inside it may still be nonsense.

        Raises Unusable for a refused, empty, cut-off or malformed answer, ModelTrouble, SignInNeeded, BudgetReached,
        Interrupted.
        """
        question = _Question(purpose, system, user, schema, max_tokens)
        again = self.options.attempts == 1
        for attempt in range(1, self.options.attempts + 1):
            got = self._try(question, again=again)
            if isinstance(got, dict):
                return got
            fault, again = got, got.status == 500
            if got.outcome not in PASSING or attempt == self.options.attempts or (got.retry_after or 0) > LONGEST_WAIT:
                break
            self._pause(attempt, got.retry_after)
        raise self._trouble(fault)

    def names(self) -> list[str]:
        """Return the names of the models that the server has: costs nothing. Raises ModelTrouble, SignInNeeded."""
        got = self._wire.names()
        if isinstance(got, Fault):
            raise self._trouble(got)
        return got

    def _try(self, question: _Question, *, again: bool) -> dict[str, Any] | Fault:
        """One try: a server that refuses a form is asked in the next plainer one, and the form that it took is remembered.

        Some servers refuse a form with 500, which may be passing as well: so only when it comes `again`, at once.
        """
        forms = FORMS[FORMS.index(self._form) :]
        for form in forms:
            got: dict[str, Any] | Fault = self._call(question, form)
            if isinstance(got, Fault) and got.modern and self._limit == OLD_LIMIT:
                self._limit = NEW_LIMIT
                got = self._call(question, form)
            refused = isinstance(got, Fault) and (got.outcome is Outcome.UNSUPPORTED or (again and got.status == 500))
            if not refused or form == forms[-1]:
                break
        if isinstance(got, dict):
            self._form = form
        return got

    def _call(self, question: _Question, form: str) -> dict[str, Any] | Fault:
        body = self._body(question, form)
        worst = self._price(_most_tokens(body), question.max_tokens)
        options = self.options
        entry = self._ledger.reserve(question.purpose, options.model, worst, options.daily_budget, options.daily_calls)
        if entry is None:
            raise self._budget_reached(worst)
        start = perf_counter()
        got: Answer | Fault = Fault(Outcome.INTERRUPTED, billed=True)
        found: dict[str, Any] | Fault = Fault(Outcome.INTERRUPTED)
        try:
            got = self._wire.ask(body)
            found = _found(got, question.schema)
        finally:  # also when Ctrl-C came: the server may bill it all the same
            self._settle(entry, got, found, worst, round(1000 * (perf_counter() - start)))
        return found

    def _body(self, question: _Question, form: str) -> dict[str, Any]:
        system = question.system
        shape = json.dumps(question.schema, ensure_ascii=False)
        if form != "json_schema":
            system += f"\nAnswer with one JSON object and nothing else, by this JSON Schema: {shape}"
        body: dict[str, Any] = {
            "model": self.options.model,
            "messages": [{"role": "system", "content": _whole(system)}, {"role": "user", "content": _whole(question.user)}],
            self._limit: question.max_tokens,
        }
        if form == "json_schema":
            named = {"name": question.purpose, "schema": question.schema, "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        elif form == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body

    def _settle(
        self, entry: int, got: Answer | Fault, found: dict[str, Any] | Fault, worst: float | None, milliseconds: int
    ) -> None:
        asked, told = got.tokens if isinstance(got, Answer) else (None, None)
        if isinstance(got, Fault) and not got.billed:
            cost = None if worst is None else 0.0
        else:
            cost = worst if asked is None or told is None else self._price(asked, told)
        with self._lock:
            self.calls += 1
            self.cost = None if cost is None or self.cost is None else self.cost + cost
        outcome = found.outcome if isinstance(found, Fault) else Outcome.OK
        self._ledger.settle(entry, outcome, (asked, told), cost, milliseconds)

    def _price(self, asked: int, told: int) -> float | None:
        prices = self.options.prices.get(self.options.model)
        return (asked * prices[0] + told * prices[1]) / MILLION if prices else None

    def _pause(self, attempt: int, retry_after: float | None) -> None:
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1))
        if self._stop.wait(max(pause, retry_after or 0) * random.uniform(1, 1.5)):
            raise Interrupted(_("Stopped. Everything read so far is kept."))

    def _budget_reached(self, worst: float | None) -> BudgetReached:
        options = self.options
        if worst is not None and worst > options.daily_budget:
            message = _("A single call to the language model could cost more than the day's budget of {budget}.")
        elif worst is None:
            message = _("The {calls} calls to the language model that a day may have are used up.")
        else:
            message = _("The day's budget for the language model is used up: {budget}, or {calls} calls.")
        return BudgetReached(
            message.format(budget=f"{options.daily_budget:g}", calls=options.daily_calls),
            _("Go on tomorrow, or raise ai.daily_budget or ai.daily_calls with: reviewkit config edit"),
        )

    def _trouble(self, fault: Fault) -> ReviewkitError:
        return _content_trouble(fault) or self._server_trouble(fault)

    def _server_trouble(self, fault: Fault) -> ReviewkitError:
        settings = _("Look at the section [ai] with: reviewkit config edit")
        later = _("Try again in a few minutes.")
        if fault.outcome is Outcome.UNAUTHORIZED:
            return SignInNeeded(_("The language model's server refused the key."), _("Set it anew with: reviewkit auth set ai"))
        message, hint = {
            Outcome.NO_CREDIT: (_("The language model's account has no credit left."), _("Add some at the provider.")),
            Outcome.NOT_FOUND: (_("The server at {url} has no model called {model}."), settings),
            Outcome.RATE_LIMITED: (_("The language model's server asks us to slow down."), later),
            Outcome.TIMEOUT: (_("The language model did not answer within {timeout} seconds."), settings),
            Outcome.UNREACHABLE: (_("The language model's server at {url} could not be reached."), settings),
            Outcome.FAILED: (_("The language model's server has trouble of its own (HTTP {status})."), later),
        }.get(fault.outcome, (_("The language model's server does not take our question (HTTP {status})."), settings))
        options = self.options
        facts = {"url": options.base_url, "model": options.model, "timeout": f"{options.timeout:g}", "status": fault.status}
        return ModelTrouble(message.format(**facts), hint)


def _whole(text: str) -> str:
    """A half of an emoji can't be sent."""
    return text.encode("utf-8", "replace").decode()


def _found(got: Answer | Fault, schema: Mapping[str, Any]) -> dict[str, Any] | Fault:
    if isinstance(got, Fault):
        return got
    if got.outcome is not Outcome.OK:
        return Fault(got.outcome)
    found = parsed(got.text, schema)
    return Fault(Outcome.MALFORMED) if found is None else found


def _content_trouble(fault: Fault) -> Unusable | None:
    message = {
        Outcome.REFUSED: _("The language model refused to answer."),
        Outcome.EMPTY: _("The language model gave an empty answer."),
        Outcome.CUT_OFF: _("The language model's answer was cut off."),
        Outcome.MALFORMED: _("The language model answered what can't be used."),
        Outcome.TOO_LONG: _("The question is too long for the language model."),
    }.get(fault.outcome)
    return Unusable(message, _("Choose another model as ai.model with: reviewkit config edit")) if message else None


def _most_tokens(body: Mapping[str, Any]) -> int:
    """The most tokens that a question can be: a token is a byte at least, and nothing of what is sent is left out."""
    return len(json.dumps(body, ensure_ascii=False).encode())
