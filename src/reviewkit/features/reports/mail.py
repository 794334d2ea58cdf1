"""The report as a mail: what matters in the subject, the rest as text and as HTML that mail programs draw: without a script."""

from collections.abc import Sequence

from reviewkit import i18n
from reviewkit.features.reports import headline, html
from reviewkit.features.reports.advice import Advice
from reviewkit.features.reports.page import Bars, Entries, cards, lists, names
from reviewkit.features.reports.page import charts as drawn
from reviewkit.features.reports.summary import Summary
from reviewkit.i18n import _
from reviewkit.notify import Message
from reviewkit.text.screening import screen


def letter(
    summary: Summary, advice: Advice | None = None, *, wordings: Sequence[str] | None = None, language: str | None = None
) -> Message:
    """Return the mail of a summary, with the tips of an `advice` about the same reviews.

    `wordings` are a model's, one for each tip; `language` ("ko", "en") is that of the words, by default the active one. No
    reviewer's name is in it: mail goes through strangers' machines.
    """
    values = {
        "lang": language or i18n.language(),
        "title": html.title(summary.about),
        "lead": headline.headline(summary),
        "facts": html.facts(summary.about),
        "notices": html.notices([summary]),
        "cards": cards.standing(summary.total.now, summary.total.change, summary.target_hours),
        "lists": _lists(summary, advice, wordings),
        "bars": _bars(summary),
        "say": {**html.said(), "more": _("More with: reviewkit report summary --html report.html --open")},
    }
    subject = screen(headline.subject(summary))
    return Message(subject, html.draw("mail.txt.j2", **values), html.draw("mail.html.j2", **values))


def _lists(summary: Summary, advice: Advice | None, wordings: Sequence[str] | None) -> list[Entries]:
    tips = [lists.tips(advice, wordings)] if advice and advice.tips else []
    best = lists.best_and_worst(summary.best, summary.worst)
    return [*tips, *lists.moving(summary.rising, summary.falling), *([best] if best else [])]


def _bars(summary: Summary) -> Bars | None:
    parts = [(names.platform(one.name), one.now.sentiment) for one in summary.platforms]
    groups = [(_("All"), summary.total.now.sentiment), *(parts if len(parts) > 1 else [])]
    return drawn.moods(groups)
