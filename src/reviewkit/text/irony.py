"""Whether a review says the opposite of its words: praise or thanks beside a failure that nothing takes back.

    from reviewkit.text.irony import is_ironic
    is_ironic("접시를 던져주시는 센스, 정말 감동입니다", 0.6)              # True
    is_ironic("머릿결이 엉망이었는데 원장님 덕분에 되살아났어요", -0.1)      # False

By cues alone (data/irony.toml), and in short reviews alone: irony is short, and a long review that is friendly and names
failures means both. Praise that is wrongly taken for irony is worse than irony that is missed: whatever sets the praise
against the failure (-는데, 그래도, 오히려) rules it out.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

LONGEST = 130
"""Letters of a text up to which irony is looked for."""
BITTER = -0.35
"""The score of a text below which praise in it is mockery, even where no failure of our list is named."""
_CUES = Path(__file__).parent / "data" / "irony.toml"


class _Cues(NamedTuple):
    outright: re.Pattern[str]
    praised_harm: re.Pattern[str]
    failure: re.Pattern[str]
    mockery: re.Pattern[str]
    smile: re.Pattern[str]
    meant: re.Pattern[str]


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    with _CUES.open("rb") as file:
        lists = tomllib.load(file)
    return _Cues(**{name: re.compile("|".join(ways)) for name, ways in lists.items()})


def is_ironic(text: str, score: float) -> bool:
    """Return whether `text` (Korean, NFC) is plainly ironic: its praise is blame. `score` is how its words feel, -1..1."""
    text = text.strip()
    if len(text) > LONGEST:
        return False
    cues = _cues()
    if cues.outright.search(text) or cues.praised_harm.search(text):
        return cues.meant.search(text) is None
    mocks = cues.mockery.search(text) is not None
    if not mocks and cues.smile.search(text) is None:
        return False
    failure = cues.failure.search(text)
    if failure is None:
        return mocks and score < BITTER and cues.meant.search(text) is None
    return cues.meant.search(text[: failure.start()] + " " + text[failure.end() :]) is None
