"""Keywords: what a review tells its owner, as noun and predicate in dictionary form (국물 진하다, 직원 불친절하다)."""

from collections.abc import Sequence

from reviewkit.text import Keyword, Polarity
from reviewkit.text.judging import judge
from reviewkit.text.mood import Mood
from reviewkit.text.tagging import Token

CLEAR = 0.3
"""From this score on (either way) a text leans to one side."""
POLARITY = {1: Polarity.POSITIVE, 0: Polarity.NEUTRAL, -1: Polarity.NEGATIVE}


def find(text: str, tokens: Sequence[Token]) -> list[Keyword]:
    """Return the keywords of `text` in its order, none twice; `tokens` are its own, from `tagging.Tagger.tag`."""
    reading, findings, mood = judge(text, tokens)
    several = len(reading.clauses) > 1
    kept: dict[tuple[str, int], Keyword] = {}
    ironic = bool(findings) and mood.ironic()
    for one in findings:
        if ironic and one.sense.sign > 0:
            continue
        if several and _alone(one.sense.sign, mood.clause(one.clause), mood):
            continue
        spelt = f"{one.noun} {one.phrase}" if one.noun else one.phrase
        key = spelt, one.sense.sign
        before = kept.get(key)
        if before is None:
            kept[key] = Keyword(spelt, POLARITY[one.sense.sign], one.strength, one.start, one.end)
        elif abs(one.strength) > abs(before.strength):
            kept[key] = Keyword(spelt, before.polarity, one.strength, before.start, before.end)
    return list(kept.values())


def _alone(sign: int, clause: float, mood: Mood) -> bool:
    """Whether neither the review nor even its own clause bears a keyword out: irony, or a slip of ours. Precision first."""
    return sign != 0 and sign * clause < CLEAR and sign * mood.whole() < CLEAR
