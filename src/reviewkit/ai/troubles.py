"""Faults in words: what is raised where a model gave no answer that can be used."""

from reviewkit.ai.faults import Fault, Outcome
from reviewkit.errors import ModelTrouble, PartlyDone, ReviewkitError, SignInNeeded
from reviewkit.i18n import _


class Unusable(ModelTrouble):
    """The model answered, but not what can be used: another question may fare better."""

    code = "model_answer"


class BudgetReached(PartlyDone):
    """The next call could pass the day's budget, so it was not made."""

    code = "budget"


def budget_reached(worst: float | None, budget: float, calls: int) -> BudgetReached:
    """Return why a call that may cost `worst` was not made: `budget` is the day's money, `calls` the day's number."""
    if worst is not None and worst > budget:
        message = _("A single call to the language model could cost more than the day's budget of {budget}.")
    elif worst is None:
        message = _("The {calls} calls to the language model that a day may have are used up.")
    else:
        message = _("The day's budget for the language model is used up: {budget}, or {calls} calls.")
    return BudgetReached(
        message.format(budget=f"{budget:g}", calls=calls),
        _("Go on tomorrow, or raise ai.daily_budget or ai.daily_calls with: reviewkit config edit"),
    )


def in_words(fault: Fault, model: str, url: str, timeout: float) -> ReviewkitError:
    """Return the error to raise for what became of a question to `model` at `url`."""
    return _content(fault) or _server(fault, {"url": url, "model": model, "timeout": f"{timeout:g}", "status": fault.status})


def _content(fault: Fault) -> Unusable | None:
    message = {
        Outcome.REFUSED: _("The language model refused to answer."),
        Outcome.EMPTY: _("The language model gave an empty answer."),
        Outcome.CUT_OFF: _("The language model's answer was cut off."),
        Outcome.MALFORMED: _("The language model answered what can't be used."),
        Outcome.TOO_LONG: _("The question is too long for the language model."),
    }.get(fault.outcome)
    return Unusable(message, _("Choose another model as ai.model with: reviewkit config edit")) if message else None


def _server(fault: Fault, facts: dict[str, object]) -> ReviewkitError:
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
    return ModelTrouble(message.format(**facts), hint)
