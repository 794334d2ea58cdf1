"""How a review and its clauses feel, as the sentiment's weights feel it, and whether it is meant so."""

from reviewkit.text.irony import is_ironic
from reviewkit.text.ngrams import compose
from reviewkit.text.sentiment import clause_score
from reviewkit.text.words import Reading

WHOLE = -1


class Mood:
    """How a review and its clauses feel, -1..1."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._clauses: dict[int, float] = {}
        self._ironic: bool | None = None

    def clause(self, number: int) -> float:
        """Return the score of a clause."""
        if len(self.reading.clauses) == 1:
            number = WHOLE
        score = self._clauses.get(number)
        if score is None:
            start, end = self.reading.clauses[number][2:4] if number != WHOLE else (0, len(self.reading.text))
            score = self._clauses[number] = clause_score(self.reading.text[start:end])
        return score

    def whole(self) -> float:
        """Return the score of the review."""
        return self.clause(WHOLE)

    def ironic(self) -> bool:
        """Return whether what the review praises is blame."""
        if self._ironic is None:
            self._ironic = is_ironic(compose(self.reading.text), self.whole())
        return self._ironic

    def parted(self, number: int) -> bool:
        """Whether a contrast stands in the sentence of a clause."""
        clauses = self.reading.clauses
        sentence = clauses[number].sentence
        return any(one.contrast for one in clauses[max(0, number - 2) : number + 3] if one.sentence == sentence)
