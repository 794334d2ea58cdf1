"""Lists of a report: tips, keywords that rise and fall, aspects."""

from collections.abc import Sequence
from dataclasses import replace

from reviewkit.features.reports import words, written
from reviewkit.features.reports.advice import Advice, Tip
from reviewkit.features.reports.aspects import Aspect
from reviewkit.features.reports.keywords import Keyword
from reviewkit.features.reports.page import BAD, GOOD, SIGNS, TONES, Entries, Entry, names, shown
from reviewkit.features.reports.page.cards import tone
from reviewkit.i18n import _, ngettext

SMALLEST = 0.005
"""An impact below this would be told as 0.00."""


def tips(of: Advice, wordings: Sequence[str] | None = None) -> Entries:
    """Return what is most worth doing; `wordings` are a model's, one for each tip."""
    told = wordings if wordings and len(wordings) == len(of.tips) else [_told(tip) for tip in of.tips]
    entries = tuple(Entry(text, _rests(tip), quotes=tip.quotes) for tip, text in zip(of.tips, told, strict=True))
    return Entries(_("Most worth doing"), entries, ordered=True)


def _told(tip: Tip) -> str:
    if "aspect" in tip.facts:
        tip = replace(tip, facts={**tip.facts, "aspect": names.aspect(tip.facts["aspect"])})
    return words.told(tip)


def _rests(tip: Tip) -> str:
    by = ngettext("it rests on {n} review", "it rests on {n} reviews", tip.evidence).format(n=shown.number(tip.evidence))
    return f"{words.confidence(tip)} · {by}"


def moving(rising: Sequence[Keyword], falling: Sequence[Keyword]) -> tuple[Entries, ...]:
    """Return the keywords that rise and fall; nothing where none does."""
    both = ((_("Named more often than usual"), rising), (_("Named less often than usual"), falling))
    return tuple(Entries(caption, tuple(_moved(one) for one in found)) for caption, found in both if found)


def _moved(one: Keyword) -> Entry:
    arrow = "▲" if one.trend.code == "rising" else "▼"
    text = _("{week} this week, {usual} in a usual one · {mood}").format(
        week=shown.reviews(one.trend.week), usual=shown.decimal(one.trend.usual), mood=names.mood(one.polarity)
    )
    if not one.trend.sure:
        text += " · " + _("may be chance")
    return Entry(f"{arrow} {one.keyword}", text, TONES[one.polarity], one.quotes)


def best_and_worst(best: Aspect | None, worst: Aspect | None) -> Entries | None:
    """Return the aspects with the greatest impact, None where there are none."""
    found = [(_("Lifts most"), GOOD, best), (_("Lowers most"), BAD, worst)]
    entries = tuple(_judged(label, side, one) for label, side, one in found if one and abs(one.impact.value or 0.0) >= SMALLEST)
    return Entries(_("What it is about"), entries) if entries else None


def aspects(found: Sequence[Aspect]) -> Entries | None:
    """Return the aspects that have quotes."""
    entries = tuple(
        Entry(names.aspect(one.aspect), judged(one), tone(one.impact.value), one.quotes) for one in found if one.quotes
    )
    return Entries(_("In their own words"), entries) if entries else None


def judged(one: Aspect) -> str:
    """Return how reviews judge an aspect."""
    good, bad = one.positive, one.negative
    return _("{reviews} name it · {good} · {bad}").format(
        reviews=shown.reviews(one.reviews.count),
        good=f"{SIGNS[GOOD]} {shown.percent(good.value)}",
        bad=f"{SIGNS[BAD]} {shown.percent(bad.value)}",
    )


def impact(one: Aspect) -> str:
    """Return what an aspect does to the mean."""
    if one.impact.value is None:
        return written.NONE
    text = shown.signed(one.impact.value, 2)
    return text if one.impact.enough else _("{change}, too few").format(change=text)


def _judged(label: str, side: str, one: Aspect) -> Entry:
    by, of = one.impact, _("{value} on the rating")
    if by.basis == "score":
        of = _("{value} on the score of the texts (-1 to 1)")
    told = [judged(one), of.format(value=shown.signed(by.value or 0.0, 2))]
    if by.low is None or by.high is None or by.low <= 0 <= by.high:
        told.append(_("may be chance"))
    return Entry(f"{label}: {names.aspect(one.aspect)}", " · ".join(told), side, one.quotes)
