"""How rows and their parts look: pure functions from values to rich Text. Strangers' words never become markup here."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from rich.text import Text

from reviewkit.cli import choices, replies, said
from reviewkit.cli.cells import one_line, plain
from reviewkit.cli.inbox import words
from reviewkit.cli.inbox.detail import Detail
from reviewkit.cli.inbox.entries import Entry
from reviewkit.db.reviews import moment
from reviewkit.i18n import _, ngettext

SITE_CELLS = 6
LONGEST_ROW = 160
OTHERS = 3
"""The author's other reviews that are shown with their beginnings."""


def row(entry: Entry, zone: ZoneInfo, busy: str = "") -> Text:
    """Return a line of the list: sign, stars, site, day, the beginning of the review."""
    sign, style = ("…", "yellow") if busy else words.SIGNS[entry.kind]
    line = Text(no_wrap=True, overflow="ellipsis")
    line.append(f"{sign} ", style=style)
    line.append(f"{choices.stars(entry.rating):<4}"[:5], style="yellow")
    line.append(f"{_padded(words.site(entry.platform), SITE_CELLS)} ", style="dim")
    line.append(f"{moment(entry.written_at).astimezone(zone):%m-%d} ", style="dim")
    text = one_line(entry.text)[:LONGEST_ROW] or _("(no text)")
    line.append(text, style="strike dim" if entry.kind == "ended" else "")
    return line


def heading(detail: Detail) -> Text:
    """Return where a review stands: stars, site, time, store, author and how many others that author has written."""
    review = detail.review
    line = Text(choices.stars(review["rating"]) or _("no rating"), style="yellow")
    if review["sentiment"]:
        line.append(f" {said.mood(review['sentiment'])}", style=said.style(review["sentiment"]))
    parts = [
        choices.title(review["platform"]),
        choices.on(review["written_at"]),
        one_line(review["store"]),
        _author(detail),
    ]
    line.append("".join(f" · {part}" for part in parts if part), style="default")
    if review["status"] != "visible":
        line.append(f" · {choices.state(review['status'])}", style="red")
    return line


def _author(detail: Detail) -> str:
    name = one_line(detail.review["author"])
    n = len(detail.others)
    more = ngettext("{n} other review", "{n} other reviews", n).format(n=n) if n else ""
    return f"{name} ({more})" if name and more else name


def review(detail: Detail) -> Text:
    """Return the review with what is good or bad in it in colour, and its aspects."""
    shown = detail.review
    votes = " · ".join(map(plain, shown["voted_keywords"]))
    pieces = said.whole_text_pieces(shown) if shown["text"].strip() else [(_("(no text)"), "dim")]
    text = Text.assemble(*pieces)
    if votes:
        text.append(f"\n[{votes}]", style="dim")
    if aspects := said.aspect_pieces(shown):
        text.append("\n")
        text.append_text(Text.assemble(*aspects))
    return text


def about(detail: Detail) -> Text:
    """Return what belongs to a review: photos, the author's other reviews, and the reply that the site shows."""
    lines = [*_photos(detail), *_others(detail), *_owner_reply(detail)]
    return Text("\n").join(lines)


def _photos(detail: Detail) -> Iterator[Text]:
    photos = detail.review["photos"]
    if photos:
        n = len(photos)
        yield Text(ngettext("{n} photo:", "{n} photos:", n).format(n=n), style="bold")
        yield from (Text(one_line(photo), style="underline") for photo in photos)


def _others(detail: Detail) -> Iterator[Text]:
    if detail.others:
        yield Text(_("By the same author:"), style="bold")
    for other in detail.others[:OTHERS]:
        line = Text(f"{choices.on(other['written_at'])} ", style="dim", no_wrap=True)
        line.append(f"{choices.stars(other['rating'])} ".lstrip(), style="yellow")
        text = one_line(other["text"])
        line.append(text if len(text) <= 60 else text[:59] + "…")
        if other["reply_text"]:
            line.append(" ↩", style="green")
        yield line


def _owner_reply(detail: Detail) -> Iterator[Text]:
    reply = detail.review["owner_reply"]
    if reply:
        yield Text(_("On the site you have answered:"), style="bold")
        yield Text(plain(reply["text"]), style="italic")


def draft_title(detail: Detail) -> str:
    """Return the heading of the draft: its state, who wrote it. Words of ours only: Textual reads markup in titles."""
    if not detail.reply:
        return _("No draft yet")
    who = replies.who(detail.reply["writer"]).replace("[", "(") if detail.reply["writer"] else ""
    return " · ".join(filter(None, (_state(detail), who)))


def _state(detail: Detail) -> str:
    from reviewkit.features.replies import states

    if detail.entry.kind in ("ready", "person") and detail.entry.state == "draft":
        return _("Draft: ready") if detail.entry.kind == "ready" else _("Draft: needs you")
    name = states.name(detail.entry.state or "")
    return name[:1].upper() + name[1:]


def draft(detail: Detail) -> Text:
    """Return the reply's text, or what can be done where there is none."""
    if detail.text:
        return Text(plain(detail.text))
    if detail.entry.kind == "held":
        return Text(_("No draft is written for this review. Answer it in person: e opens the text."), style="dim")
    return Text(_("d drafts a reply, e lets you write one yourself."), style="dim")


def trouble(detail: Detail) -> Text:
    """Return what went wrong with a reply, and what holds it, with the checklist for a human answer."""
    text = Text()
    reply = detail.reply or {}
    if detail.stale:
        text.append(
            _("The guest has edited the review since: look at the text, and save it again (e, Ctrl+S).") + "\n", style="red"
        )
    for key, sentence in (("trouble", _("Last try: {why}")), ("violation", _("The site's reason: {why}"))):
        if reply.get(key):
            text.append(plain(sentence.format(why=reply[key])) + "\n", style="red")
    if reply.get("wish"):
        text.append(_("Your wish: {wish}").format(wish=plain(reply["wish"])) + "\n", style="dim")
    if detail.held_for and detail.entry.kind != "ended":
        text.append(_("Risk: {risks}").format(risks=" · ".join(replies.said_risks(detail.held_for))) + "\n", style="bold red")
        text.append_text(_checklist(detail.held_for))
    text.rstrip()
    return text


def _checklist(kinds: Sequence[str]) -> Text:
    from reviewkit.text.risk import CHECKLIST

    lines = dict.fromkeys(line for one in kinds for line in CHECKLIST.get(one, ()))
    return Text("\n").join(Text(f"☐ {_(line)}") for line in lines)


def checks(detail: Detail) -> Text:
    """Return what the checks say: the failed ones with their reasons, the others on one line."""
    from reviewkit.features.replies.checks import said as reason
    from reviewkit.features.replies.checks import title
    from reviewkit.features.replies.situation import Check

    found = [Check(**stored) for stored in detail.checks]
    text = Text()
    for check in found:
        if not check.passed:
            text.append(f"✗ {title(check.name)}: {plain(reason(check))}\n", style="red")
    good = [title(check.name) for check in found if check.passed]
    if good:
        text.append("✓ " + " · ".join(good), style="green")
    for check in found:
        if check.passed and (figures := reason(check)):
            text.append(f"\n  {plain(figures)}", style="dim")
    return text


def alike(found: Sequence[tuple[float, str]], width: int) -> Text:
    """Return the earlier replies that are most like this one, a line each."""
    if not found:
        return Text()
    lines = [Text(_("Most like it among earlier replies:"), style="bold")]
    for share, reply in found:
        line = Text(f"{share:>4.0%} ", style="yellow" if share > 0.6 else "dim")
        line.append(_cut(one_line(reply), max(10, width - 5)))
        lines.append(line)
    return Text("\n").join(lines)


def pairs(found: Sequence[tuple[str, str]]) -> Text:
    """Return keys with what they do, on one line."""
    text = Text(no_wrap=True)
    for key, word in found:
        text.append(f"{key} ", style="bold cyan")
        text.append(f"{word}  ")
    return text


def bar(shown: str, right: str, width: int) -> Text:
    """Return the top line: what is shown at its left, what goes on at its right."""
    right = f" {right} "
    left = _cut(shown, max(0, width - cell_len(right) - 1))
    return Text(f" {left}" + " " * max(0, width - cell_len(left) - cell_len(right) - 1) + right, no_wrap=True)


def _padded(text: str, cells: int) -> str:
    return text + " " * max(0, cells - cell_len(text))


def _cut(text: str, cells: int) -> str:
    if cell_len(text) <= cells:
        return text
    kept, room = "", cells - 1
    for char in text:
        room -= cell_len(char)
        if room < 0:
            break
        kept += char
    return kept + "…"
