"""What a review feels: positive, neutral, negative or mixed, with a score in -1..1. Standard library only.

    from reviewkit.text.sentiment import judge, clause_score
    judge("맛은 있는데 비싸요")        # Sentiment(polarity=mixed, score=-0.394, unsure=True)
    clause_score("사장님이 친절해요")   # 0.869

The whole text is scored, then its pieces (sentences, and what a contrast parts): where some clearly praise and others clearly
blame, it is mixed, unless the writer sums up (다신 안 가요, 강추).
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock

from reviewkit.text import Polarity, contrast, english
from reviewkit.text.irony import is_ironic
from reviewkit.text.lang import detect
from reviewkit.text.negation import resolve
from reviewkit.text.ngrams import Scorer, compose, normalise

WEIGHTS = Path(__file__).parent / "weights.bin.gz"
CLEAR = 0.7
"""A piece that scores beyond this, either way, praises or blames."""
BALANCE = 0.5
"""The weaker side's share of the stronger one from which on a review is mixed."""
CONTRASTED = 0.2
"""What each side of a contrast scores at least where it parts praise from blame."""
RESOLVED = 0.6
"""The same where blame comes first: "아플까 걱정했는데 안 아팠어요" is praise, and the weaker side is seldom meant."""
OUTWEIGHED = 1.0
"""A contrast doesn't make a text of several pieces mixed where they sum to more than this."""
MOCKING = -0.5
"""The score of a review that is held for ironic, at most: its words feel better than they are meant."""
_HEADS = (Polarity.NEGATIVE, Polarity.NEUTRAL, Polarity.POSITIVE)
_FIRM = 0.25
_LEANING = 0.2
_SUM_UP = re.compile(
    r"(?P<good>재방문 ?의사 ?(?:있|100|만땅)|강추"
    r"|또 ?(?:올게|갈게|가고 ?싶|올 ?예정|갈 ?예정)|단골 ?(?:확정|됐|예약)|무조건 ?추천)"
    r"|(?P<bad>재방문 ?(?:의사|생각|은|의향)? ?(?:없|안|글쎄)|다[신시]는? ?안|두 ?번 ?다시 ?안|비추"
    r"|(?:가지|시키지) ?마세요|돈 ?아까[워웠움]|절대 ?가지)"
)


@dataclass(frozen=True, slots=True)
class Sentiment:
    """A review's judgement. `polarity` and `score` (-1..1) are None where there is nothing to judge or no language known.

    `unsure` says that a language model might know better: a small margin, clauses that contradict, signs of irony.
    """

    polarity: Polarity | None
    score: float | None
    unsure: bool


NOTHING = Sentiment(None, None, False)
_lock = Lock()


def load(path: Path = WEIGHTS) -> Scorer:
    """Return the scorer of a weights file."""
    return Scorer(path)


@lru_cache(maxsize=1)
def _own() -> Scorer:
    return load()


def scorer() -> Scorer:
    """Return the package's own scorer, loaded at the first call."""
    with _lock:
        return _own()


def judge(text: str, lang: str | None = None) -> Sentiment:
    """Return the judgement of a whole review. `lang` (as from `lang.detect`) saves finding it again."""
    text = compose(text)
    lang = detect(text) if lang is None else lang
    if lang == "en":
        return _judge_english(text)
    if lang == "ko" or (lang == "" and emoji_only(text)):
        return _judge_korean(resolve(text), text)
    return NOTHING


def clause_score(text: str) -> float:
    """Return how a piece of text feels, -1..1; 0.0 where there is nothing to judge."""
    text = compose(text)
    lang = detect(text)
    if lang == "en":
        return round(english.score(text), 3)
    if lang == "ko" or emoji_only(text):
        return round(_feeling(resolve(text)), 3)
    return 0.0


def emoji_only(text: str) -> bool:
    """Whether a text without letters shows a face, a heart, a thumb: emoji, ^^ or ♥."""
    return any(letter >= "\u2600" and not letter.isalnum() and letter not in _PLAIN for letter in text) or "^^" in text


_PLAIN = frozenset("、。〈〉《》「」『』【】〔〕〜・…！？，．：；（）～＾｀＇＂\ufe0f\ufeff\ufffd\u3000￦￥")


class _Memo:
    """How the last review felt as a whole: keywords and aspects ask for it right after it was judged."""

    last: tuple[str, float] = ("", 0.0)


def _feeling(text: str) -> float:
    last, feeling = _Memo.last
    if text and text == last:
        return feeling
    negative, _neutral, positive = scorer().score(normalise(text))
    return positive - negative


def _judge_korean(text: str, written: str) -> Sentiment:
    """Judge `text`, whose negations are resolved; `written` is the same as it was written."""
    pieces = contrast.pieces(text)
    pieces = pieces if len(pieces) > 1 else []
    shares, *parts = scorer().scores(text, [piece.text for piece in pieces])
    _low, middle, high = sorted(zip(shares, _HEADS, strict=True))
    feelings = [(part[2] - part[0], piece.contrast) for part, piece in zip(parts, pieces, strict=True)]
    _Memo.last = text, shares[2] - shares[0]
    score = round(shares[2] - shares[0], 3)
    if is_ironic(written, score):
        return Sentiment(Polarity.NEGATIVE, min(score, MOCKING), unsure=True)
    judged = _weighed(high[1], shares[2] - shares[0], feelings, text)
    if judged.unsure or high[0] - middle[0] >= _FIRM:
        return judged
    return replace(judged, unsure=True)


def _judge_english(text: str) -> Sentiment:
    feelings = [(english.score(piece.text), piece.contrast) for piece in contrast.pieces(text, english=True)]
    feelings = feelings or [(english.score(text), False)]
    score = sum(value for value, _ in feelings) / max(1, sum(value != 0 for value, _ in feelings))
    polarity = Polarity.POSITIVE if score > _LEANING else Polarity.NEGATIVE if score < -_LEANING else Polarity.NEUTRAL
    return _weighed(polarity, score, feelings, "")


def _weighed(polarity: Polarity, score: float, feelings: list[tuple[float, bool]], text: str) -> Sentiment:
    """Return the judgement of a text from its whole and from its pieces: (score, whether the next is set against it)."""
    praise = sum(value for value, _ in feelings if value >= CLEAR)
    blame = -sum(value for value, _ in feelings if value <= -CLEAR)
    both = praise > 0 and blame > 0
    if (both and min(praise, blame) >= BALANCE * max(praise, blame)) or _contrasted(feelings):
        summed_up = _summed_up(text)
        if summed_up is None:
            mean = sum(value for value, _ in feelings) / len(feelings)
            return Sentiment(Polarity.MIXED, round((score + mean) / 2, 3), unsure=True)
        polarity = summed_up
    return Sentiment(polarity, round(score, 3), both or abs(score) < _FIRM)


def _contrasted(feelings: list[tuple[float, bool]]) -> bool:
    """Whether a contrast (지만, 는데, but) parts praise from blame, and neither side outweighs the other in the rest."""
    if len(feelings) > 2 and abs(sum(value for value, _ in feelings)) > OUTWEIGHED:
        return False
    return any(
        against and value * following < 0 and min(abs(value), abs(following)) >= (CONTRASTED if value > 0 else RESOLVED)
        for (value, against), (following, _) in pairwise(feelings)
    )


def _summed_up(text: str) -> Polarity | None:
    """Return which way the writer sums up, if he does so and one way only."""
    ways = {match.lastgroup for match in _SUM_UP.finditer(text)}
    if len(ways) != 1:
        return None
    return Polarity.POSITIVE if "good" in ways else Polarity.NEGATIVE
