"""The one thing that matters: what a mail's subject says, and the first line of the page."""

from collections.abc import Callable

from reviewkit.features.reports.figures import FEW
from reviewkit.features.reports.page import names, shown
from reviewkit.features.reports.summary import Summary
from reviewkit.i18n import _, ngettext


def subject(of: Summary) -> str:
    """Return a subject: store, what matters, how long the period is."""
    told, length = f"{shown.stores(of.about)}: {headline(of)}", shown.length(of.about)
    return f"{told} ({length})" if length else told


def headline(of: Summary) -> str:
    """Return what matters most of a summary, in a few words. What may be chance never does."""
    return next(told for rule in RULES if (told := rule(of)))


def _urgent(of: Summary) -> str:
    n = sum(min(one.urgent, one.unread) for one in of.alerts)  # what was seen is in hand
    return ngettext("{n} matter needs you now", "{n} matters need you now", n).format(n=n) if n else ""


def _rising_blame(of: Summary) -> str:
    found = next((one for one in of.rising if one.polarity == "negative"), None)
    return _("more complaints than usual: “{keyword}”").format(keyword=found.keyword) if found else ""


def _worse_aspect(of: Summary) -> str:
    change = of.worst.negative_change if of.worst else None
    if of.worst is None or change is None or not change.clear or (change.value or 0.0) <= 0:
        return ""
    return _("more complaints about {aspect}").format(aspect=names.aspect(of.worst.aspect))


def _worse(of: Summary) -> str:
    change, before = of.total.change, of.total.before
    if change is None or before is None:
        return ""
    now = of.total.now
    if change.rating.clear and (change.rating.value or 0.0) < 0 and change.rating.n >= FEW:
        return _("the rating fell from {before} to {now}").format(
            before=shown.decimal(before.rating.value), now=shown.decimal(now.rating.value)
        )
    if change.negative.clear and (change.negative.value or 0.0) > 0 and change.negative.n >= FEW:
        return _("more negative reviews: {now}, {before} before").format(
            before=shown.percent(before.sentiment.negative.value), now=shown.percent(now.sentiment.negative.value)
        )
    return ""


def _better(of: Summary) -> str:
    change, before, now = of.total.change, of.total.before, of.total.now
    if change and before and change.rating.clear and (change.rating.value or 0.0) > 0 and change.rating.n >= FEW:
        return _("the rating rose from {before} to {now}").format(
            before=shown.decimal(before.rating.value), now=shown.decimal(now.rating.value)
        )
    if change and change.negative.clear and (change.negative.value or 0.0) < 0 and change.negative.n >= FEW:
        return _("fewer negative reviews")
    found = next((one for one in of.rising if one.polarity == "positive"), None)
    return _("more praise than usual: “{keyword}”").format(keyword=found.keyword) if found else ""


def _waiting(of: Summary) -> str:
    now = of.total.now
    if not now.unanswered:
        return ""
    told = ngettext("{n} review, {waiting} without a reply", "{n} reviews, {waiting} without a reply", now.reviews)
    return told.format(n=shown.number(now.reviews), waiting=shown.number(now.unanswered))


def _number(of: Summary) -> str:
    n = of.total.now.reviews
    if not n:
        return _("no reviews in this period")
    return ngettext("{n} review, nothing unusual", "{n} reviews, nothing unusual", n).format(n=shown.number(n))


RULES: tuple[Callable[[Summary], str], ...] = (_urgent, _rising_blame, _worse_aspect, _worse, _better, _waiting, _number)
"""The first that has something to say is heard."""
