"""What a language model is told and asked. The reviewer's name is no part of it; what strangers wrote is fenced as data."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from typing import Any

from reviewkit.features.outgoing import outgoing
from reviewkit.features.replies.situation import Situation
from reviewkit.features.voice import Example, names

VERSION = 2
"""Rises with the templates: an answer to an older question is not taken for one to a new."""
TEMPLATES = Path(__file__).parents[2] / "templates" / "prompts"
RECENT = 8
"""Earlier replies whose first and last sentences are to be avoided."""
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"reply": {"type": "string"}},
    "required": ["reply"],
    "additionalProperties": False,
}
LANGUAGES = {"ko": "Korean", "en": "English", "ja": "Japanese", "zh": "Chinese"}
FORMALITY = {"haeyo": "polite 해요체 throughout", "hapsyo": "formal 합쇼체 (-습니다) throughout"}
LENGTHS = {
    "short": "One or two sentences.", "medium": "Two to four sentences.", "long": "Four to six sentences.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mend:
    """The last answer, what is wrong with it, and how many there were."""

    before: str
    demands: Sequence[str]
    attempt: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question to a model. `same` is equal for equal questions, whatever markers and recent replies they carry."""

    system: str
    user: str
    same: str


def prompt(
    situation: Situation,
    examples: Sequence[Example] = (),
    recent: Sequence[str] = (),
    wish: str = "",
    mend: Mend | None = None,
) -> Prompt:
    """Return the question for a reply. `examples` and `recent` replies must not name their guests any more; the author of this
    review is named nowhere in it, be it that the owner's wish or the last answer names him."""
    voice = situation.voice
    lang = situation.reply_lang
    formality = FORMALITY[voice.formality] if lang == "ko" else ""
    system = _template("reply.j2").render(
        store=situation.store, trade=situation.trade, platform=situation.platform,
        language=LANGUAGES.get(lang, "the language of the review"), formality=formality,
        length=LENGTHS[voice.length] + _limits(situation), facts=voice.facts, promises=voice.promises, emoji=voice.emoji,
        banned=voice.banned, tone=voice.tone,
    )  # fmt: skip
    author = situation.author
    shown = [[outgoing(one.review, author), outgoing(one.reply, author)] for one in examples]
    values: dict[str, Any] = {
        "stars": "none given" if situation.rating is None else f"{situation.rating:g} of 5",
        "praised": [mention.aspect for mention in situation.praised()],
        "blamed": [mention.aspect for mention in situation.blamed()],
        "text": outgoing(situation.text, author) or "(stars only, no text)",
        "wish": names.hidden(wish, author), "before": names.hidden(mend.before, author) if mend else "",
        "demands": [names.hidden(demand, author) for demand in mend.demands] if mend else [],
    }  # fmt: skip
    user = _template("review.j2").render(
        fence=token_hex(8), recent=[_edges(outgoing(text, author)) for text in recent[:RECENT]],
        examples=[Example(review, reply) for review, reply in shown], **values,
    )  # fmt: skip
    key = json.dumps([VERSION, system, {**values, "examples": shown}, mend.attempt if mend else 0], ensure_ascii=False)
    return Prompt(system, user, hashlib.sha256(key.encode("utf-8", "replace")).hexdigest())


@lru_cache
def _template(name: str) -> Any:
    from jinja2 import Environment, FileSystemLoader

    loader = FileSystemLoader(TEMPLATES)
    # What is filled in is text for a model, not HTML: escaping would spoil it.
    plain = Environment(loader=loader, trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701
    return plain.get_template(name)


def _limits(situation: Situation) -> str:
    limits = situation.limits
    if limits.most:
        return f" Between {limits.least} and {limits.most} letters."
    return f" At most {limits.most_bytes // 3} letters." if limits.most_bytes else ""


def _edges(text: str) -> str:
    sentences = [part.strip() for part in re.split(r"(?<=[.!?…])\s+|\n+", text) if part.strip()]
    return sentences[0][:60] + (" … " + sentences[-1][:60] if len(sentences) > 1 else "") if sentences else ""
