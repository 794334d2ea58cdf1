"""How the owner writes: kept per store, shown, edited, and learnt from what the owner has written."""

import difflib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from reviewkit.db import reading
from reviewkit.errors import BadConfig, NotFound
from reviewkit.features.voice.similar import Example, examples, forget, rank, remember
from reviewkit.i18n import N_, _
from reviewkit.text.screening import screen

__all__ = ["LANGUAGES", "Example", "Voice", "examples", "forget", "load", "of", "rank", "remember", "save"]

if TYPE_CHECKING:  # `voice show` starts faster without SQLAlchemy
    from sqlalchemy import Engine

LANGUAGES = ("ko", "en", "ja", "zh")
"""What `text.lang` can tell, and so what a reply's language can be checked against."""


class Voice(BaseModel):
    """One store's voice. `facts` are all that a reply may claim beyond what the review says.

    `languages` are those that the owner answers in, the usual one first; empty means: the review's own. `promises` allows
    a refund, something free or a date; each becomes a follow-up. Texts are screened (see `text.screening`) and have no blanks
    around; a list holds no empty text and none twice. A field's description is its sentence in `voice edit`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tone: str = Field("", description=N_("How it sounds, in one line: warm and brief, say."))
    formality: Literal["haeyo", "hapsyo"] = Field(
        "haeyo", description=N_('How Korean sentences end: "haeyo" (…해요) or "hapsyo" (…합니다).')
    )
    length: Literal["short", "medium", "long"] = Field("medium", description=N_('How long: "short", "medium" or "long".'))
    sign_off: str = Field("", description=N_("The words that a reply ends with; empty for none."))
    emoji: bool = Field(False, description=N_("true where replies may hold emoji, else false."))
    facts: tuple[str, ...] = Field(
        (), description=N_("What a reply may claim beyond the review: opening hours, parking, menu, rules. A list of texts.")
    )
    banned: tuple[str, ...] = Field((), description=N_("Words that no reply may hold. A list of texts."))
    languages: tuple[str, ...] = Field(
        (),
        description=N_('Languages that you answer in ("ko", "en", "ja", "zh"), the usual one first; empty: the review\'s own.'),
    )
    promises: bool = Field(
        False, description=N_("true where a reply may promise a refund, something free or a date, else false.")
    )

    @field_validator("*")
    @classmethod
    def _tidy(cls, value: Any) -> Any:
        if isinstance(value, str):
            return screen(value).strip()
        if isinstance(value, tuple):
            return tuple(dict.fromkeys(text for one in value if (text := screen(one).strip())))
        return value

    @field_validator("languages")
    @classmethod
    def _known_languages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if one not in LANGUAGES:
                raise ValueError(_("{word} is none of: {known}").format(word=one, known=", ".join(LANGUAGES)))
        return value


def of(values: Mapping[str, Any]) -> Voice:
    """Return the voice of a store's column `voice`, or of a TOML file. Raises BadConfig that names every bad key."""
    try:
        return Voice.model_validate(dict(values))
    except ValidationError as exc:
        problems = dict.fromkeys(_problem(error) for error in exc.errors())
        raise BadConfig("\n".join(problems), _("Correct it with: reviewkit voice edit")) from exc


def load(path: Path, store_id: int) -> Voice:
    """Return the voice of a store in the database at `path`; the defaults where none was set.

    Raises NotFound, DatabaseTrouble, and BadConfig for what no version of ours has stored.
    """
    with reading.rows(path, "SELECT voice FROM store WHERE id = :id", {"id": store_id}) as rows:
        row = next(rows, None)
    if row is None:
        raise _no_store(store_id)
    return of(json.loads(row["voice"] or "{}") or {})


def save(engine: "Engine", store_id: int, voice: Voice) -> None:
    """Store a voice. Raises NotFound, DatabaseTrouble."""
    from reviewkit.db.engine import writing
    from reviewkit.db.models import Store

    with writing(engine) as session:
        store = session.get(Store, store_id)
        if store is None:
            raise _no_store(store_id)
        store.voice = voice.model_dump(mode="json")


def _no_store(store_id: int) -> NotFound:
    return NotFound(_("There is no store {words}.").format(words=store_id), _("See your stores with: reviewkit store list"))


def _problem(error: Any) -> str:
    """Return a sentence about one bad key; pydantic's own are English, and for programmers."""
    key = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(key, Voice.model_fields, n=1)
        if near:
            return _("There is no key {key}. Did you mean {near}?").format(key=key, near=near[0])
        return _("There is no key {key}; there are: {known}").format(key=key, known=", ".join(Voice.model_fields))
    return f"{key}: {_reason(key, error)}"


def _reason(key: str, error: Any) -> str:
    if error["type"] == "value_error":
        return str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "literal_error":
        return _("must be one of {values}").format(values=error["ctx"]["expected"].replace(" or ", ", "))
    kind = type(Voice.model_fields[key].default)
    return {
        bool: _("must be true or false"),
        tuple: _('must be a list of texts, such as ["…", "…"]'),
        str: _("must be a text in quotes"),
    }[kind]
