"""The ledger of calls to a language model: entered before they are made, corrected when they have ended."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from typing import TYPE_CHECKING

from reviewkit.db.engine import reading, writing
from reviewkit.db.reviews import stamp

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

SPENT = "SELECT coalesce(sum(cost), 0.0), count(*) FROM llm_call WHERE at >= ?"
ENTER = "INSERT INTO llm_call (at, purpose, model, cost, milliseconds, outcome) VALUES (?, ?, ?, ?, 0, 'asking')"
SETTLE = """
    UPDATE llm_call
    SET outcome = ?, prompt_tokens = ?, completion_tokens = ?, cost = ?, milliseconds = ?, question = ?, answer = ?
    WHERE id = ?
"""
RECALL = """
    SELECT answer FROM llm_call WHERE question = ? AND answer IS NOT NULL AND outcome = 'ok' AND at >= ?
    ORDER BY at DESC, id DESC LIMIT 1
"""
# By the index of those that have an answer: few, where a plain `at < ?` would go through all calls that ever were.
FORGET = "UPDATE llm_call SET answer = NULL WHERE question > '' AND answer IS NOT NULL AND +at < ?"


@dataclass(frozen=True, slots=True)
class Spent:
    """What a day's calls cost (those without a known price count as nothing), and how many they were."""

    cost: float
    calls: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """The table llm_call. A day begins at midnight in `zone`, the owner's. Each method is one short write (or read) of its own.

    Raises DatabaseTrouble.
    """

    engine: "Engine"
    zone: tzinfo = UTC

    def spent(self) -> Spent:
        """Return what was spent today. A call that is under way counts with the most that it may cost."""
        with reading(self.engine) as session:
            return self._spent(session.connection())

    def reserve(self, purpose: str, model: str, cost: float | None, budget: float, calls: int) -> int | None:
        """Enter a call that is about to be made and may cost `cost` (None: no price is known); return its id.

        Returns None, and enters nothing, where today's cost could pass `budget`, or its number `calls`: looked up and entered
        in one write, so several commands at once keep to it too.
        """
        with writing(self.engine) as session:
            connection = session.connection()
            spent = self._spent(connection)
            # A call without a price can't pass a budget of money; and a sum of floats may be off in its last digit.
            too_dear = cost is not None and spent.cost + cost > budget + 1e-9
            if too_dear or spent.calls >= calls:
                return None
            now = stamp(datetime.now(UTC))
            return int(connection.exec_driver_sql(ENTER, (now, purpose, model, cost)).lastrowid)

    def settle(
        self,
        entry: int,
        outcome: str,
        tokens: tuple[int | None, int | None],
        cost: float | None,
        milliseconds: int,
        *,
        question: str | None = None,
        answer: str | None = None,
        kept_since: datetime | None = None,
    ) -> None:
        """Enter how the call ended, the tokens of question and answer, and what it did cost.

        An `answer` is kept with the hash of its `question`, for `recall`; those of calls before `kept_since` are forgotten.
        """
        with writing(self.engine) as session:
            connection = session.connection()
            if kept_since:
                connection.exec_driver_sql(FORGET, (stamp(kept_since),))
            values = (str(outcome), *tokens, cost, milliseconds, question, answer, entry)
            connection.exec_driver_sql(SETTLE, values)

    def recall(self, question: str, newer_than: datetime) -> str | None:
        """Return the newest answer to `question` from a call made since `newer_than`, None where there is none."""
        with reading(self.engine) as session:
            found = session.connection().exec_driver_sql(RECALL, (question, stamp(newer_than))).one_or_none()
        return found[0] if found else None

    def forget(self, before: datetime) -> int:
        """Drop the answers of calls made before that moment (they may quote a review); return how many there were."""
        with writing(self.engine) as session:
            return session.connection().exec_driver_sql(FORGET, (stamp(before),)).rowcount

    def _spent(self, connection: "Connection") -> Spent:
        midnight = datetime.combine(datetime.now(self.zone), time.min, self.zone)
        cost, calls = connection.exec_driver_sql(SPENT, (stamp(midnight),)).one()
        return Spent(float(cost), int(calls))
