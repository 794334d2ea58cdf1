"""Keywords: what a review tells its owner, as noun and predicate in dictionary form (국물 진하다, 직원 불친절하다)."""

from collections.abc import Sequence

from reviewkit.text import Keyword, Polarity
from reviewkit.text.judging import judge
from reviewkit.text.tagging import Token

POLARITY = {1: Polarity.POSITIVE, 0: Polarity.NEUTRAL, -1: Polarity.NEGATIVE}


def find(text: str, tokens: Sequence[Token]) -> list[Keyword]:
    """Return the keywords of `text` in its order, none twice; `tokens` are its own, from `tagging.Tagger.tag`."""
    _reading, findings = judge(text, tokens)
    kept: dict[tuple[str, int], Keyword] = {}
    for one in findings:
        spelt = f"{one.noun} {one.phrase}" if one.noun else one.phrase
        key = spelt, one.sense.sign
        before = kept.get(key)
        if before is None:
            kept[key] = Keyword(spelt, POLARITY[one.sense.sign], one.strength, one.start, one.end)
        elif abs(one.strength) > abs(before.strength):
            kept[key] = Keyword(spelt, before.polarity, one.strength, before.start, before.end)
    return list(kept.values())
