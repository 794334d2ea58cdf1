"""The Writer: context, a model or the templates, checks, and again with the reasons where a check fails."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Lock

import structlog

from reviewkit.ai import BudgetReached, Model
from reviewkit.db import query, reading, replies
from reviewkit.db.replies import Earlier
from reviewkit.errors import ModelTrouble, NotFound, ReviewkitError, SignInNeeded
from reviewkit.features.outgoing import outgoing
from reviewkit.features.replies import prompt
from reviewkit.features.replies.checks import check, demand
from reviewkit.features.replies.meaning import NEAREST, Keep, Vectors, by_meaning
from reviewkit.features.replies.offline import OfflineWriter
from reviewkit.features.replies.prompt import Mend
from reviewkit.features.replies.situation import Check, Situation
from reviewkit.features.replies.understanding import understood
from reviewkit.features.voice import Example, Voice, examples, load, names
from reviewkit.i18n import _
from reviewkit.platforms.base import ReplyLimits
from reviewkit.text.risk import Risk, risks
from reviewkit.text.screening import harmless, screen

PURPOSE = "reply"
MAX_TOKENS = 3000
"""Of an answer: a reply needs 700 at most, the rest is for models that think first."""
OFFLINE = "offline"
NEWEST = 2000
"""Earlier replies that a new one is compared with: of more, the checks would take their time."""
SUSPENDED = """
    SELECT id FROM review WHERE status = 'suspended' AND id IN (SELECT value FROM json_each(:ids))
"""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Written:
    """A reply as it was written, with its checks. `writer` is a model's name or "offline"; `attempts` counts the versions."""

    text: str
    writer: str
    checks: tuple[Check, ...]
    attempts: int

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return bool(self.text) and all(one.passed for one in self.checks)

    @property
    def failed(self) -> list[str]:
        """The names of the checks that did not pass."""
        return [one.name for one in self.checks if not one.passed]


@dataclass
class Writer:
    """Writes and checks replies. Threads may share it. Without a `model` it writes from templates.

    `limits` maps a platform to what it takes; `own_risks` are the owner's words, by kind. `keep` stores what examples mean.
    `trouble` is what made it write from templates although there is a model; it `gave_up` where the model's answer to all would
    be the same.
    """

    path: Path
    limits: Mapping[str, ReplyLimits]
    model: Model | None = None
    rewrites: int = 2
    shown: int = 3
    own_risks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    stop: Event = field(default_factory=Event)
    trouble: ReviewkitError | None = None
    gave_up: bool = False
    keep: Keep | None = None
    _earlier: list[Earlier] | None = None
    _vectors: Vectors = field(default_factory=Vectors)
    _voices: dict[int, Voice] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def situation(self, review_id: int) -> Situation:
        """Return all that the reply to a review depends on. Raises NotFound, DatabaseTrouble."""
        row = query.one(self.path, review_id)
        if row is None:
            raise NotFound(
                _("There is no review {id}.").format(id=review_id),
                _("See the numbers in the first column of: reviewkit review list"),
            )
        store_id = int(row["store_id"])
        with self._lock:
            if store_id not in self._voices:
                self._voices[store_id] = load(self.path, store_id)
        found = understood(row)
        return replace(
            found,
            voice=self._voices[store_id],
            limits=self.limits.get(found.platform, ReplyLimits()),
            earlier=self._others(review_id),
        )

    def risks(self, situation: Situation) -> list[Risk]:
        """Return what in a review asks for a person."""
        return risks(situation.text, self.own_risks)

    def kinds(self, situation: Situation) -> list[str]:
        """Return the kinds of what `risks` finds, each once, in the text's order."""
        return list(dict.fromkeys(risk.category for risk in self.risks(situation)))

    def check(self, text: str, situation: Situation) -> tuple[Check, ...]:
        """Return what the checks say of a text."""
        return tuple(check(text, situation))

    def write(self, situation: Situation, wish: str = "", *, fresh: bool = False, avoid: str = "") -> Written:
        """Write a reply, and again with the reasons where a check fails; what still fails is for a person.

        A `fresh` one is never taken from an earlier answer, and is not to be like `avoid`. Raises Interrupted.
        """
        own = (avoid,) if avoid else ()
        attempts, best = 0, None
        while True:
            current = replace(situation, earlier=own + self._others(situation.review_id))
            mend = Mend(best.text, [demand(one) for one in best.checks if not one.passed], attempts) if best else None
            text, who = self._compose(current, wish, mend, attempts, fresh=fresh)
            attempts += 1
            written = self._checked(situation, own, text, who, attempts)
            best = written if best is None or len(written.failed) <= len(best.failed) else replace(best, attempts=attempts)
            if best.passed or attempts > self.rewrites or not text:
                return replace(best, text=screen(best.text))

    def _checked(self, situation: Situation, own: tuple[str, ...], text: str, who: str, attempts: int) -> Written:
        """Check a text against all that was written so far; a good one is from now on earlier than the others."""
        with self._lock:
            current = replace(situation, earlier=own + self._others_now(situation.review_id))
            written = Written(text, who, tuple(check(text, current)), attempts)
            if written.passed and self._earlier is not None:
                self._earlier.insert(0, Earlier(situation.review_id, text, situation.author))
                del self._earlier[NEWEST:]
        return written

    def _compose(self, situation: Situation, wish: str, mend: Mend | None, attempt: int, *, fresh: bool) -> tuple[str, str]:
        if self.model and not self.gave_up:
            try:
                return self._ask(self.model, situation, wish, mend, fresh=fresh and not attempt)
            except ModelTrouble as exc:  # this one only: the next may fare better, and a model that is down is not asked long
                log.info("written from templates", review=situation.review_id, why=exc.message)
                self._troubled(exc)
            except (SignInNeeded, BudgetReached) as exc:
                self._troubled(exc, of_all=True)
        return OfflineWriter(seed=attempt).write(situation) or "", OFFLINE

    def _troubled(self, trouble: ReviewkitError, *, of_all: bool = False) -> None:
        """Keep what the owner is to be told: what concerns all questions before what concerned one, the first of a kind."""
        with self._lock:
            if self.trouble is None or (of_all and not self.gave_up):
                self.trouble = trouble
            self.gave_up = self.gave_up or of_all

    def _ask(self, model: Model, situation: Situation, wish: str, mend: Mend | None, *, fresh: bool) -> tuple[str, str]:
        asked = prompt.prompt(situation, self._examples(situation), self._recent(situation), wish, mend)
        answer = model.answer(PURPOSE, asked.system, asked.user, prompt.SCHEMA, MAX_TOKENS, same=asked.same, fresh=fresh)
        raw = str(answer.found["reply"]).strip()
        # What holds escape sequences or hidden characters is checked as it came, and fails; it is never kept so.
        text = screen(raw) if harmless(raw) == raw else raw
        return signed(text, situation.voice.sign_off), answer.model

    def _examples(self, situation: Situation) -> list[Example]:
        """Return replies of the owner to reviews like this one: by meaning where a model compares texts, else by letters."""
        if not self.shown:
            return []
        if not (self.model and self.model.options.embedding_model):
            return examples(self.path, situation.store_id, situation, self.shown)
        found = examples(self.path, situation.store_id, situation, NEAREST)
        text = outgoing(situation.text, situation.author)
        return by_meaning(self.model, text, found, self._vectors, self.keep)[: self.shown]

    def _others(self, review_id: int) -> tuple[str, ...]:
        with self._lock:
            return self._others_now(review_id)

    def _others_now(self, review_id: int) -> tuple[str, ...]:
        if self._earlier is None:
            self._earlier = replies.earlier(self.path, NEWEST)
        return tuple(one.text for one in self._earlier if one.review_id != review_id)

    def _recent(self, situation: Situation) -> list[str]:
        """Return the newest replies without the names of their guests, for a model to see; none to what a site took down."""
        with self._lock:
            newest = [one for one in self._earlier or () if one.review_id != situation.review_id][: 3 * prompt.RECENT]
        ids = json.dumps([one.review_id for one in newest])
        with reading.rows(self.path, SUSPENDED, {"ids": ids}) as found:  # asked now: a crawl may have come between
            gone = {int(row["id"]) for row in found}
        shown = [one for one in newest if one.review_id not in gone][: prompt.RECENT]
        return [names.hidden(text, one.author) for one in shown if (text := names.without(one.text, one.author))]


def signed(text: str, sign_off: str) -> str:
    """Return a text with the owner's sign-off at its end, once."""
    if not text or not sign_off or text.endswith(sign_off):
        return text
    return f"{text}\n{sign_off}" if "\n" in text or len(sign_off) > 8 else f"{text} {sign_off}"
