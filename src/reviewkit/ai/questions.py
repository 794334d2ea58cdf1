"""What a model may be asked: a question whose answer has a shape, or texts to be made vectors of."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Protocol, TypeVar

from reviewkit.ai.answers import parsed
from reviewkit.ai.faults import Fault, Outcome, Tokens
from reviewkit.ai.wire import Wire

FORMS = ("json_schema", "json_object", "plain")
"""How a server may be told what shape to answer in, best first."""
OLD_LIMIT, NEW_LIMIT = "max_tokens", "max_completion_tokens"
"""OpenAI's newer models refuse the old name, other servers don't know the new one, and would never end."""
T_co = TypeVar("T_co", covariant=True)


@dataclass
class Dialect:
    """What was learnt of a model: the form that it takes, and what it calls the limit of an answer."""

    limit: str = OLD_LIMIT
    form: str = FORMS[0]


class Asked(Protocol[T_co]):
    """Something to ask: `most_told` tokens may come back; `forms` are the ways to put it, best first."""

    @property
    def purpose(self) -> str: ...
    @property
    def most_told(self) -> int: ...
    @property
    def forms(self) -> tuple[str, ...]: ...
    def body(self, model: str, form: str, limit: str) -> dict[str, Any]:
        """What is sent."""
        ...

    def send(self, wire: Wire, body: Mapping[str, Any]) -> tuple[T_co | Fault, Tokens]:
        """Send it, once."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose answer is an object by `schema`."""

    purpose: str
    system: str
    user: str
    schema: Mapping[str, Any]
    most_told: int
    forms: ClassVar[tuple[str, ...]] = FORMS

    def body(self, model: str, form: str, limit: str) -> dict[str, Any]:
        """Return a chat request."""
        system = self.system
        if form != "json_schema":
            shape = json.dumps(self.schema, ensure_ascii=False)
            system += f"\nAnswer with one JSON object and nothing else, by this JSON Schema: {shape}"
        body: dict[str, Any] = {
            "model": model,
            "messages": [{"role": "system", "content": _whole(system)}, {"role": "user", "content": _whole(self.user)}],
            limit: self.most_told,
        }
        if form == "json_schema":
            named = {"name": self.purpose, "schema": self.schema, "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        elif form == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body

    def send(self, wire: Wire, body: Mapping[str, Any]) -> tuple[dict[str, Any] | Fault, Tokens]:
        """Return the object that the model answered with."""
        got = wire.ask(body)
        if isinstance(got, Fault):
            return got, (None, None)
        if got.outcome is not Outcome.OK:
            return Fault(got.outcome, billed=True), got.tokens
        found = parsed(got.text, self.schema)
        return Fault(Outcome.MALFORMED, billed=True) if found is None else found, got.tokens

    def mark(self, model: str, same: str) -> str:
        """Return what this question to this model is known by in the store: tells nothing of its words."""
        shape = json.dumps(self.schema, sort_keys=True, ensure_ascii=False)
        parts = json.dumps([self.purpose, model, same, shape])
        return sha256(parts.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts, each to become a vector."""

    purpose: str
    texts: Sequence[str]
    most_told: ClassVar[int] = 0
    forms: ClassVar[tuple[str, ...]] = ("plain",)

    def body(self, model: str, form: str, limit: str) -> dict[str, Any]:  # noqa: ARG002
        """Return a request for vectors."""
        return {"model": model, "input": [_whole(text) or " " for text in self.texts]}  # an empty text is refused

    def send(self, wire: Wire, body: Mapping[str, Any]) -> tuple[list[list[float]] | Fault, Tokens]:
        """Return the vectors, in the order of the texts."""
        got = wire.embed(body)
        return (got, (None, None)) if isinstance(got, Fault) else (got.vectors, got.tokens)


def _whole(text: str) -> str:
    """A half of an emoji can't be sent."""
    return text.encode("utf-8", "replace").decode()
