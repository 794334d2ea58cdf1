"""The keys of the inbox, in one table: what they do, when the bottom line shows them; and their Korean keyboard."""

import unicodedata
from typing import NamedTuple

from reviewkit.i18n import N_, _

DRAFT = ("person", "ready")
ANY = ("waiting", "held", "person", "ready", "approved", "posted", "ended", "none")


class Key(NamedTuple):
    """A key: Textual's name for it, what the screen calls it, what it does, and the kinds of rows it matters for."""

    key: str
    shown: str
    action: str
    short: str
    told: str
    kinds: tuple[str, ...] = ()


KEYS = (
    Key("a", "a", "approve", N_("approve"), N_("approve the draft"), DRAFT),
    Key("e", "e", "edit", N_("edit"), N_("edit in place (Ctrl+S saves)"), ("waiting", "held", *DRAFT, "approved")),
    Key("r", "r", "rewrite", N_("rewrite"), N_("have it written anew, as you wish"), DRAFT),
    Key("d", "d", "draft", N_("draft"), N_("draft a reply"), ("waiting", "ended")),
    Key("D", "D", "draft_all", N_("draft all"), N_("draft replies to all that are shown"), ("waiting",)),
    Key("p", "p", "post", N_("post"), N_("post the approved reply"), ("approved",)),
    Key("s", "s", "skip", N_("skip"), N_("skip to the next"), ("waiting", "held", *DRAFT)),
    Key("x", "x", "reject", N_("reject"), N_("reject the draft"), (*DRAFT, "approved")),
    Key("h", "h", "hold", N_("hold"), N_("hold it back"), DRAFT),
    Key("u", "u", "undo", N_("undo"), N_("take back the last step"), ("approved", "held", "ended")),
    Key("o", "o", "open", N_("open"), N_("open its page in the browser"), ("approved", "posted")),
    Key("slash", "/", "search", N_("search"), N_("search in reviews and replies"), ANY),
    Key("f", "f", "filter", N_("filter"), N_("filter by state: the next one"), ANY),
    Key("t", "t", "site", "", N_("filter by site: the next one")),
    Key("0,1,2,3,4,5", "1-5 0", "stars", "", N_("filter by stars; 0: all")),
    Key("j,down", "j ↓", "down", "", N_("down")),
    Key("k,up", "k ↑", "up", "", N_("up")),
    Key("g,home", "g", "top", "", N_("to the first")),
    Key("G,end", "G", "end", "", N_("to the last")),
    Key("space", "Space", "page", "", N_("read on; b goes back")),
    Key("tab", "Tab", "read", "", N_("the review large, and back")),
    Key("question_mark", "?", "help", N_("keys"), N_("all keys"), ANY),
    Key("q,ctrl+q", "q", "quit", N_("quit"), N_("quit"), ANY),
)
_JAMO = dict(
    zip("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ", "qwertyuiopasdfghjklzxcvbnmQWERTOP", strict=True)
)
"""What a Korean keyboard (두벌식) gives for the keys of the Latin one."""
_DOUBLES = "ㅘㅗㅏ ㅙㅗㅐ ㅚㅗㅣ ㅝㅜㅓ ㅞㅜㅔ ㅟㅜㅣ ㅢㅡㅣ ㄳㄱㅅ ㄵㄴㅈ ㄶㄴㅎ ㄺㄹㄱ ㄻㄹㅁ ㄼㄹㅂ"
_DOUBLES += " ㄽㄹㅅ ㄾㄹㅌ ㄿㄹㅍ ㅀㄹㅎ ㅄㅂㅅ"
_DOUBLE = {word[0]: word[1:] for word in _DOUBLES.split()}
"""Letters that take two keys."""


def latin(char: str) -> list[str]:
    """Return the Latin keys of a Hangul letter or syllable: ㅁ → a; 마, which an input method makes of two keys → a, k."""
    letters = [_compatible(part) for part in unicodedata.normalize("NFD", char)]
    return [_JAMO[jamo] for letter in letters for jamo in _DOUBLE.get(letter, letter) if jamo in _JAMO]


def _compatible(part: str) -> str:
    """Return a letter as a keyboard gives it: ᄆ, which is a part of a syllable, is ㅁ."""
    words = unicodedata.name(part, "").split()
    if words[:2] in (["HANGUL", "CHOSEONG"], ["HANGUL", "JUNGSEONG"], ["HANGUL", "JONGSEONG"]):
        try:
            return unicodedata.lookup(f"HANGUL LETTER {words[-1]}")
        except KeyError:
            return part
    return part


def line(kind: str, width: int) -> list[tuple[str, str]]:
    """Return the (key, word) pairs of the bottom line for a kind of row, as many as fit; ? and q always do."""
    from rich.cells import cell_len

    pairs = [(key.shown, _(key.short)) for key in KEYS if kind in key.kinds]
    first, last = pairs[:-2], pairs[-2:]
    room = width - sum(cell_len(f"{key} {word}  ") for key, word in last)
    kept = []
    for key, word in first:
        room -= cell_len(f"{key} {word}  ")
        if room >= 0:
            kept.append((key, word))
    return kept + last
