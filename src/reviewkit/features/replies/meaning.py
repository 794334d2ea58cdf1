"""Examples by meaning: where the owner has named a model that compares texts. What it said is kept, not bought again."""

from collections.abc import Callable, Sequence

import structlog
from sqlalchemy import Engine

from reviewkit.ai import BudgetReached, Model
from reviewkit.db.engine import writing
from reviewkit.errors import ModelTrouble, SignInNeeded
from reviewkit.features.voice import Example, rank

PURPOSE = "examples"
NEAREST = 12
"""Examples that are near by their letters, aspects and mood, and are then put in order by meaning."""
Keep = Callable[[dict[int, Sequence[float]], str], None]
"""Stores vectors of reviews (by review id) that a model of this name made."""
log = structlog.get_logger()


def by_meaning(model: Model, text: str, found: Sequence[Example], keep: Keep | None = None) -> list[Example]:
    """Return examples in the order of how near their reviews are to `text`; as they came where the model can't be asked."""
    from dataclasses import replace

    name = model.options.embedding_model
    unknown = [one for one in found if one.vector_model != name]
    if not text.strip() or len(found) < 2:
        return list(found)
    try:
        vectors = model.embed(PURPOSE, [text, *(one.review for one in unknown)])
    except (ModelTrouble, SignInNeeded, BudgetReached) as exc:
        log.info("examples by letters", why=exc.message)
        return list(found)
    made = dict(zip(map(id, unknown), vectors[1:], strict=True))
    if keep and made:
        keep({one.review_id: made[id(one)] for one in unknown if one.review_id is not None}, name)
    known = [replace(one, vector=tuple(made[id(one)]), vector_model=name) if id(one) in made else one for one in found]
    return rank(known, vectors[0], name)


def keeper(engine: Engine) -> Keep:
    """Return what stores vectors beside the examples that are kept here."""

    def keep(vectors: dict[int, Sequence[float]], model: str) -> None:
        import json

        rows = [(json.dumps(list(vector)), model, review_id) for review_id, vector in vectors.items()]
        with writing(engine) as session:
            session.connection().exec_driver_sql(
                "UPDATE voice_example SET embedding = ?, embedding_model = ? WHERE review_id = ?", rows
            )

    return keep
