"""Screening: what of a stranger's text is safe to store and to show. Whoever needs the text as it came keeps it apart.

Three steps, each a fixed point of the next run: characters that steer a terminal, hide or break a write go (`harmless`);
the rest becomes NFC; then layout that only takes room is cut (`screen`). Letters, emoji and ㅋㅋㅋ of a sane length stay.
"""

import re
import unicodedata

LONGEST_RUN = 40
"""Repetitions of one to four characters that stay; more are cut to these and "…"."""
MOST_MARKS = 4
"""Combining marks in a row that stay: no living spelling stacks more."""

_EMOJI = "\u00a9\u00ae\u203c\u2049\u20e3\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINING = "\u0600-\u0dff"  # Arabic and Indic letters: there the joiners are spelling
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_BLANK_FILLERS = "\u3164\uffa0"  # Hangul fillers: drawn as a blank, and used as one
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u0f71-\u0f84\u0f86\u0f87\u0f8d-\u0fbc\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20f0\u302a-\u302f\u3099\u309a\ua66f-\ua672\ua67c\ua67d\ufe20-\ufe2f"
)
# Bidi overrides, isolates and marks; zero-width characters; invisible operators; annotations; fillers; half emoji; what is
# no character at all. Source: Unicode 15, general categories Cf and Cs, and "Noncharacters" (23.7).
_HIDDEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0d\ufeff"
    "\ufff9-\ufffc\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
)
_NOT_CHARACTERS = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
_LINE_ENDS = "\x0b\x0c\x1c-\x1e\x85\u2028\u2029"  # where str.splitlines ends a line too
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_PRINTED = r"[^\x00-\x08\x0a-\x1f\x7f-\x9f]*"  # the body of a string sequence has no control character: linear time

# A first look: one class, so that the search runs at the speed of C. It may hold what turns out to be harmless.
_SUSPECT = re.compile(
    f"[{_CONTROL}{_HIDDEN}{_BLANK_FILLERS}{_MARKS}\u200c\u200d\u2028\u2029\ufe0e\ufe0f\U0001fffe\U0001ffff\U0002fffe-\U0010ffff]"
)
# Source of the sequences: ECMA-48, sections 5.3 to 5.6 (CSI; strings of DCS, SOS, OSC, PM, APC; other escapes).
_UNSAFE = re.compile(
    rf"(?P<escape>(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f]){_PRINTED}(?:\x07|\x1b\\|\x9c)"
    rf"|\x1b[ -/]*[0-~])"
    rf"|(?P<line>\r\n?|[{_LINE_ENDS}])"
    rf"|(?P<pair>[\ud800-\udbff][\udc00-\udfff])"
    rf"|(?P<flag>\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{{3,6}}\U000e007f)"
    rf"|(?P<blank>[{_BLANK_FILLERS}])"
    rf"|(?<![{_EMOJI}\ufe0f{_JOINING}])\u200d|\u200d(?![{_EMOJI}{_JOINING}])"
    rf"|(?<![{_JOINING}])\u200c|\u200c(?![{_JOINING}])"
    rf"|(?<![{_EMOJI}0-9#*])[\ufe0e\ufe0f]|(?<![{_HAN}])[\U000e0100-\U000e01ef]"
    rf"|[{_CONTROL}{_HIDDEN}{_NOT_CHARACTERS}\U000e0000-\U000e007f]"
)
_STACK = re.compile(f"([{_MARKS}]{{{MOST_MARKS}}})[{_MARKS}]+")
_RUN = re.compile(rf"(.{{1,4}}?)\1{{{LONGEST_RUN},}}", re.DOTALL)
_BLANK_LINES = re.compile(r"\n{4,}")


def screen(text: str) -> str:
    """Return `text` as it may be stored and shown; the same object where nothing is to be done, as for most texts.

    NFC; lines end in LF, without trailing blanks, at most two of them empty in a row; a tab stays. Screening twice is
    screening once, it never raises, and it never returns more characters than the NFC of `text` has.
    """
    if _is_plain(text):
        return text
    while (again := _screen_once(text)) != text:
        text = again  # a character that went may let two others meet: at most a few rounds, each a shorter text
    return text


def is_safe(text: str) -> bool:
    """Say whether `screen` would leave `text` as it is."""
    return _is_plain(text) or screen(text) == text


def harmless(text: str) -> str:
    """Return `text` without escape sequences and without control, hidden and impossible characters; the rest as it is.

    For ids, addresses and names, where a blank or a repeated letter means something. Two halves of an emoji become one.
    """
    if not _SUSPECT.search(text):
        return text
    while (again := _UNSAFE.sub(_instead, text)) != text:
        text = again
    return text


def _is_plain(text: str) -> bool:
    if _SUSPECT.search(text) or text[-1:].isspace():
        return False
    if "\n" in text and not _tidy(text):
        return False
    if len(text) > LONGEST_RUN and _may_repeat(text):
        return False
    return unicodedata.is_normalized("NFC", text)


def _tidy(text: str) -> bool:
    return "\n\n\n\n" not in text and not any(line[-1:].isspace() for line in text.split("\n"))


def _may_repeat(text: str) -> bool:
    """Look for a run without reading all: 12 is a multiple of every period, and a run covers one place of each 16."""
    return any(text[at : at + 12] == text[at + 12 : at + 24] for at in range(0, len(text) - LONGEST_RUN + 16, 16))


def _screen_once(text: str) -> str:
    text = unicodedata.normalize("NFC", harmless(text))
    text = _STACK.sub(r"\1", text)
    if _may_repeat(text):
        text = _RUN.sub(_shorten, text)
    text = "\n".join(line.rstrip() for line in text.split("\n")).rstrip()
    return _BLANK_LINES.sub("\n\n\n", text)


def _instead(found: re.Match[str]) -> str:
    """Return what stands for an unsafe piece: nothing, but for the named ones."""
    match found.lastgroup:
        case "line":
            return "\n"
        case "blank":
            return " "
        case "flag":
            return found[0]
        case "pair":
            return found[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    return ""


def _shorten(found: re.Match[str]) -> str:
    cut = "" if found[1].isspace() else "…"
    return found[1] * LONGEST_RUN + cut
