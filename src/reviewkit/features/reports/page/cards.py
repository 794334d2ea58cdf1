"""The cards: the figures of a standing at a glance, each with what it rests on and how it changed."""

from reviewkit.features.reports import written
from reviewkit.features.reports.figures import Mean, Share
from reviewkit.features.reports.page import BAD, GOOD, PLAIN, Card, shown
from reviewkit.features.reports.standing import Change, Standing, Times
from reviewkit.i18n import _


def standing(now: Standing, change: Change | None, hours: float) -> tuple[Card, ...]:
    """Return the cards of a period; `hours` is the target for a reply."""
    return (
        _number(now, change),
        rating(now.rating, now.rated, shown.changed(change.rating, digits=2) if change else ""),
        mood(
            now.sentiment.positive, now.sentiment.negative,
            shown.changed(change.negative, points=True) if change else "",
        ),
        answering(now.answered, now.unanswered, shown.changed(change.answered, points=True) if change else ""),
        times(now.times, now.target, hours),
    )  # fmt: skip


def rating(mean: Mean, rated: Share, change: str = "") -> Card:
    """Return the card of a mean rating."""
    if mean.value is None:
        return Card(_("Rating"), written.NONE, (_("no review has stars"),))
    of = _("of {count} with stars ({share})").format(count=shown.number(rated.count), share=shown.percent(rated.value))
    reach = shown.between(mean, written.STARS)
    return Card(_("Rating"), f"★ {shown.decimal(mean.value, 2)}", _lines(of, reach, shown.too_few(mean.n)), change)


def mood(positive: Share, negative: Share, change: str = "") -> Card:
    """Return the card of what reviews say."""
    if negative.value is None:
        return Card(_("Negative reviews"), written.NONE, (_("nothing was read yet"),))
    note = _("{count} of {n} that were read").format(count=shown.number(negative.count), n=shown.number(negative.n))
    praise = _("{share} positive").format(share=shown.percent(positive.value))
    return Card(_("Negative reviews"), shown.percent(negative.value), _lines(note, praise, shown.too_few(negative.n)), change)


def answering(answered: Share, unanswered: int, change: str = "") -> Card:
    """Return the card of replies."""
    if answered.value is None:
        return Card(_("With a reply"), written.NONE)
    tone = GOOD if not unanswered else PLAIN
    note = _("{count} of {n}").format(count=shown.number(answered.count), n=shown.number(answered.n))
    waiting = _("{n} wait").format(n=shown.number(unanswered)) if unanswered else ""
    return Card(_("With a reply"), shown.percent(answered.value), _lines(note, waiting), change, tone)


def times(of: Times, target: Share, hours: float) -> Card:
    """Return the card of the times to a reply."""
    in_time = _("within {hours}: {share}").format(hours=shown.aim(hours), share=written.counted(target)) if target.n else ""
    ninth = _("9 of 10 within {hours}").format(hours=written.lasting(of.p90)) if of.p90 is not None else ""
    return Card(_("Time to a reply (median)"), written.lasting(of.median), _lines(ninth, in_time))


def _number(now: Standing, change: Change | None) -> Card:
    gone = now.suspended + now.deleted
    note = _("{n} more are suspended or deleted").format(n=shown.number(gone)) if gone else ""
    return Card(_("Reviews"), shown.number(now.reviews), _lines(note), shown.counted(change.reviews) if change else "")


def tone(value: float | None) -> str:
    """Return the tone of an impact."""
    return PLAIN if not value else GOOD if value > 0 else BAD


def _lines(*told: str) -> tuple[str, ...]:
    return tuple(filter(None, told))
