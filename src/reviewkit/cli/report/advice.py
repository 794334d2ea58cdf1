"""The screen of `report advice`: what is most worth doing, on what evidence, and how sure it is."""

from dataclasses import replace

from reviewkit.cli.cells import plain
from reviewkit.cli.report import frame
from reviewkit.cli.show import Show
from reviewkit.features.names import aspect as aspect_name
from reviewkit.features.reports import Advice, words
from reviewkit.features.reports.advice import Tip
from reviewkit.i18n import _, ngettext

COMMANDS = {
    "answer_negative": "reviewkit inbox",
    "answer_rest": "reviewkit inbox",
    "repost": "reviewkit reply list --state removed",
    "answer_in_time": "reviewkit report responses",
    "rising_blame": "reviewkit review list --keyword “{keyword}”",
    "falling_praise": "reviewkit review list --keyword “{keyword}”",
    "mend_aspect": "reviewkit review list --aspect {aspect}-",
    "show_strength": "reviewkit review list --aspect {aspect}+",
    "rating_fell": "reviewkit report aspects",
    "more_negative": "reviewkit report aspects",
}
"""What to type next, by `Tip.code`."""


def draw(screen: Show, of: Advice) -> None:
    """Draw the advice."""
    frame.head(screen, of.about)
    frame.line(screen, ("", ""))
    if of.tips:
        tips(screen, of, quotes=2)
    else:
        frame.line(screen, (_("Nothing stands out: no advice that the figures would bear out."), ""))
    frame.notices(screen, of.notices, frame.OF_STARS)


def tips(screen: Show, of: Advice, quotes: int) -> None:
    """Draw the tips, each with what it rests on, so many quotes, and where to go on."""
    for number, tip in enumerate(of.tips, 1):
        rests = ngettext("({sure}, {n} review)", "({sure}, {n} reviews)", tip.evidence)
        told = rests.format(sure=words.confidence(tip), n=tip.evidence)
        frame.hanging(screen, (f"{number}.", "bold"), (plain(words.told(_named(tip))), ""), (f" {told}", "dim"))
        if quotes:
            frame.quotes(screen, tip.quotes, quotes)
            frame.line(screen, (f"   → {command(tip)}", "cyan"))


def command(tip: Tip) -> str:
    """Return what to type next."""
    return plain(COMMANDS.get(tip.code, "reviewkit report summary").format(**tip.facts)).replace("“", '"').replace("”", '"')


def _named(tip: Tip) -> Tip:
    """Return a tip with its aspect in the owner's language."""
    if "aspect" not in tip.facts:
        return tip
    return replace(tip, facts={**tip.facts, "aspect": aspect_name(str(tip.facts["aspect"]))})
