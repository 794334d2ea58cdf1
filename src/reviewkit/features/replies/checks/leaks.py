"""Leaks: traces of the machine that wrote, of its instructions, and of a review that gave it orders."""

from reviewkit.features.replies.checks.draft import Draft, excerpt, failed, passed
from reviewkit.features.replies.checks.lists import pattern, table
from reviewkit.features.replies.situation import Check


def leak(draft: Draft) -> Check:
    """No talk of models and instructions, no placeholder, markup, code or obedience to an order of the review."""
    for kind in table("leak"):
        if found := pattern("leak", kind).search(draft.plain):
            return failed("leak", kind, found=excerpt(found[0]))
    return passed("leak")
