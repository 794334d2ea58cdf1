"""A language model, where the owner has one: OpenAI's, or any server that speaks its language.

    with closing(Model(Options(...), key, ledger)) as model:
        model.ask("refine", system, user, schema, max_tokens)   # a dict in the shape of the schema

`wire` is one call over HTTP, `answers` reads what came, `model` has the budget, the retries and the ledger.
"""

from reviewkit.ai.model import BudgetReached, Ledger, Model, Options, Unusable

__all__ = ["BudgetReached", "Ledger", "Model", "Options", "Unusable"]
