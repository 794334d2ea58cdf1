"""Similarity: a reply that repeats earlier ones is taken for a template, by sites and by guests."""

from reviewkit.features.replies.checks.draft import Draft, failed, passed
from reviewkit.features.replies.situation import Check
from reviewkit.text.echo import compare

MOST = 0.6
"""The largest share of the whole that an earlier reply may have too."""
SAME = 0.9
"""From this share on two openings, or two closings, are the same."""


def similar(draft: Draft) -> Check:
    """At most 60% of the reply is in any earlier one, and no recent one opens or closes the same. Facts: the figures."""
    situation = draft.situation
    echo = compare(draft.text, situation.earlier, situation.voice.sign_off)
    facts = {"opening": echo.opening, "closing": echo.closing, "whole": echo.whole}
    if echo.whole > MOST:
        return failed("similar", "repeats_reply", **facts)
    if echo.opening >= SAME:
        return failed("similar", "repeats_opening", **facts)
    if echo.closing >= SAME:
        return failed("similar", "repeats_closing", **facts)
    return passed("similar", **facts)
