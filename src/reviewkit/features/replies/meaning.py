"""Examples by meaning: where the owner has named a model that compares texts. What it said is kept, not bought again."""

from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock

import structlog
from sqlalchemy import Engine

from reviewkit.ai import BudgetReached, Model
from reviewkit.db.engine import writing
from reviewkit.errors import ModelTrouble, SignInNeeded
from reviewkit.features.outgoing import outgoing
from reviewkit.features.voice import Example, rank

PURPOSE = "examples"
NEAREST = 12
"""Examples that are near by their letters, aspects and mood, and are then put in order by meaning."""
MOST = 2000
"""Texts whose vectors a run remembers; of 1,536 numbers each they take 25 MB."""
Keep = Callable[[dict[int, Sequence[float]], str], None]
"""Stores vectors of reviews (by review id) that a model of this name made."""
log = structlog.get_logger()


class Vectors:
    """What the texts of one run mean: each is bought once, also where several threads want it at a time."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Future[Sequence[float]]] = {}
        self._lock = Lock()

    def of(self, model: Model, texts: Sequence[str]) -> list[Sequence[float]]:
        """Return a vector for each text. Raises as `Model.embed`; what failed is asked for again the next time."""
        name = model.options.embedding_model
        with self._lock:
            mine = {text: Future[Sequence[float]]() for text in dict.fromkeys(texts) if (name, text) not in self._known}
            self._known |= {(name, text): future for text, future in mine.items()}
            wanted = [self._known[name, text] for text in texts]
            for old in list(self._known)[: len(self._known) - MOST]:
                del self._known[old]
        if mine:
            self._buy(model, name, mine)
        return [future.result() for future in wanted]

    def _buy(self, model: Model, name: str, mine: dict[str, Future[Sequence[float]]]) -> None:
        try:
            found = model.embed(PURPOSE, list(mine))
        except BaseException as exc:  # Ctrl-C too: who waits for these must not wait for ever
            with self._lock:
                for text in mine:
                    self._known.pop((name, text), None)
            for future in mine.values():
                future.set_exception(exc)
            raise
        for future, vector in zip(mine.values(), found, strict=True):
            future.set_result(array("d", vector))


def by_meaning(model: Model, text: str, found: Sequence[Example], vectors: Vectors, keep: Keep | None = None) -> list[Example]:
    """Return examples in the order of how near their reviews are to `text`; as they came where the model can't be asked.

    `text` is one that may go out (see `outgoing`), and is empty where nothing can be compared.
    """
    from dataclasses import replace

    name = model.options.embedding_model
    unknown = [(one, review) for one in found if one.vector_model != name and (review := outgoing(one.review))]
    if not text or len(found) < 2:
        return list(found)
    try:
        query, *rest = vectors.of(model, [text, *(review for _one, review in unknown)])
    except (ModelTrouble, SignInNeeded, BudgetReached) as exc:
        log.info("examples by letters", why=exc.message)
        return list(found)
    made = {id(one): vector for (one, _review), vector in zip(unknown, rest, strict=True)}
    own = {one.review_id: made[id(one)] for one, _review in unknown if one.review_id is not None and one.origin != "crawled"}
    if keep and own:  # what a site shows has no row here that a vector could stand in
        keep(own, name)
    known = [replace(one, vector=tuple(made[id(one)]), vector_model=name) if id(one) in made else one for one in found]
    return rank(known, query, name)


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
