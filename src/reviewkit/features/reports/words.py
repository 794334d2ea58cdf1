"""The sentences of the reports, by code; rendered in the language of the screen, whenever that is."""

from collections.abc import Mapping
from typing import Any

from reviewkit.features.reports.advice import Tip
from reviewkit.features.reports.figures import Notice
from reviewkit.i18n import N_, _

NOTICES = {
    "empty": N_("No reviews in this period."),
    "too_few": N_("Only {n} reviews: too few to tell more than what they are."),
    "none_rated": N_("None of the {n} reviews has stars; what they say is read from their texts."),
    "platforms_together": N_("The mean puts the stars of {n} platforms together; see each of them too."),
    "opened_yesterday": N_("The first review is of yesterday: all of this is a beginning."),
    "just_opened": N_("The first review is {days} days old: all of this is a beginning."),
    "nothing_before": N_("The period before has no reviews: there is nothing to compare with."),
    "short_before": N_("The first review is of {first}: the period before is not whole."),
    "unread": N_("{n} of the {of} reviews have not been read yet: reviewkit analyze"),
    "vague_dates": N_("{n} reviews have dates too vague to be placed in the trend."),
    "times_by_day": N_("Of {n} of the {of} replies only the review's day is known: their times count from its midnight."),
    "times_unknown": N_("Of {n} of the {of} replies nobody says when they were written."),
    "no_usual": N_("Nothing in the {weeks} weeks before: no usual to compare this week with."),
    "few_for_aspects": N_("Only {n} reviews with words: too few to judge aspects by."),
}
"""What a reader must know, by `Notice.code`."""
TIPS = {
    "answer_negative": N_("Answer the {n} negative reviews that wait for a reply; the oldest for {days} days."),
    "repost": N_("{n} of your {reached} replies are not to be seen on the site: write them anew."),
    "answer_in_time": N_("Answer sooner: {met} of {n} reviews had a reply in {hours:g} hours ({share:.0%})."),
    "mend_aspect": N_("Mend {aspect}: {n} of the {of} reviews that name it blame it."),
    "rising_blame": N_("Look after “{keyword}”: {n} reviews this week, {usual:.1f} in a usual one."),
    "rating_fell": N_("Find out why the rating fell: {now:.2f} of {n} reviews, {before:.2f} of {n_before} before."),
    "more_negative": N_("Find out why more reviews are negative: {share:.0%} of {n}, {share_before:.0%} of {n_before} before."),
    "falling_praise": N_("“{keyword}” is praised less: {n} reviews this week, {usual:.1f} in a usual one."),
    "show_strength": N_("Show what guests like: {aspect}, praised in {n} of the {of} reviews that name it."),
    "answer_rest": N_("Answer the {n} of {of} reviews that have no reply yet; none of them is negative."),
}
"""What to do, by `Tip.code`."""
CHANCES = {
    "rating": N_("If those who blame it were like the others, the mean rating would be {chance:.2f} higher."),
    "score": N_(
        "If those who blame it were like the others, the mean score of the texts (-1 to 1) would be {chance:.2f} higher."
    ),
}
"""What mending an aspect may bring, by the basis of its impact."""
CONFIDENCE = {"high": N_("sure"), "medium": N_("likely"), "low": N_("a hint")}
"""How sure a tip is."""


def said(notice: Notice) -> str:
    """Return a notice as a sentence."""
    return _fill(NOTICES.get(notice.code, notice.code), notice.facts)


def told(tip: Tip) -> str:
    """Return a tip as a sentence or two."""
    first = _fill(TIPS.get(tip.code, tip.code), tip.facts)
    if tip.facts.get("chance") is None:
        return first
    return f"{first} {_fill(CHANCES[tip.facts['basis']], tip.facts)}"


def confidence(tip: Tip) -> str:
    """Return how sure a tip is, for people."""
    return _(CONFIDENCE[tip.confidence])


def _fill(msgid: str, facts: Mapping[str, Any]) -> str:
    return _(msgid).format(**facts)
