"""The checks of a reply, run on every draft and on every edit: what may not go out under the owner's name.

Each check has a name, a result and a reason (reasons.py turns it into words); its figures and findings are in its facts. They
read the reply by rule: word lists (data/*.toml), endings, likeness. No model and no network, a few milliseconds in all.
"""

from collections.abc import Callable
from typing import TypeAlias

from reviewkit.features.replies.checks.answers import aspects, tone
from reviewkit.features.replies.checks.claims import claims
from reviewkit.features.replies.checks.contact import contact
from reviewkit.features.replies.checks.draft import Draft
from reviewkit.features.replies.checks.language import language, register
from reviewkit.features.replies.checks.leaks import leak
from reviewkit.features.replies.checks.names import name
from reviewkit.features.replies.checks.promises import Promise, promise, promises
from reviewkit.features.replies.checks.reasons import TITLES, demand, demands, said, title
from reviewkit.features.replies.checks.sense import sense
from reviewkit.features.replies.checks.similar import similar
from reviewkit.features.replies.checks.size import emoji, length
from reviewkit.features.replies.checks.stock import banned, stock
from reviewkit.features.replies.situation import Check, Situation

__all__ = ["NAMES", "Check", "Promise", "Report", "check", "demand", "demands", "promises", "said", "title"]

Report: TypeAlias = list[Check]
"""What `check` returns: always the same names in the same order."""

_CHECKS: tuple[Callable[[Draft], Check], ...] = (
    language, register, length, contact, promise, claims, name, stock, similar, aspects, tone, leak, sense, banned, emoji,
)  # fmt: skip

NAMES = tuple(TITLES)
"""The names of the checks, in their order."""


def check(text: str, situation: Situation) -> Report:
    """Run every check on `text` as the reply in `situation`. Never raises for any text."""
    draft = Draft(text, situation)
    return [one(draft) for one in _CHECKS]
