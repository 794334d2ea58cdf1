"""A language model, where the owner has one: OpenAI's, or any server that speaks its language.

    with closing(Model(Options(...), key, ledger)) as model:
        model.ask("refine", system, user, schema, max_tokens)   # a dict in the shape of the schema
        model.answer(..., same="what the question depends on")  # the same, with the model's name; not bought twice
        model.embed("likeness", texts)                          # a vector each

`wire` is one call over HTTP, `faults` why there is no answer and `troubles` its words, `answers` reads what came, `calls` has
the budget and the ledger, `limits` the pace, `standing` what is known of a model, `model` the tries and the chain.
"""

from reviewkit.ai.model import Answered, BudgetReached, Ledger, Model, Options, Unusable

__all__ = ["Answered", "BudgetReached", "Ledger", "Model", "Options", "Unusable"]
