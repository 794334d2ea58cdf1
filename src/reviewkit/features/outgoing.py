"""What of a guest's words leaves this machine for a language model. There is no other way out than through here.

Screened, without the author's name, without telephone numbers and e-mail addresses (whoever's they are), and cut.
"""

import re

from reviewkit.features.voice import names
from reviewkit.text.screening import screen

LONGEST = 2000
"""Letters of a review that go out; the rest is cut."""
_EDGE = 64
"""Letters of a name, an address or a number, at most."""
_EMAIL = re.compile(r"[\w.+-]{1,64} ?(?:@|골뱅이) ?[A-Za-z0-9-]{1,63}(?: ?\. ?[A-Za-z]{2,63}){1,4}")
_BETWEEN = r"[\s.)·/~_\-‐-―]{0,3}"
# Numbers of Korea, with or without its code; of companies (1588-0000); of other countries.
_PHONE = re.compile(
    rf"(?<!\d)(?:\+?82{_BETWEEN}\(?0?|\(?0)(?:1[016-9]|2|[3-6]\d|[578]0\d?){_BETWEEN}\d{{3,4}}{_BETWEEN}\d{{4}}(?!\d)"
    r"|(?<![\d-])1[568]\d\d[-. ]\d{4}(?![\d-])"
    r"|\+\d{1,3}(?:[ ().-]{0,2}\d){7,12}(?!\d)"
    r"|\(\d{3}\) ?\d{3}[ .-]\d{4}(?!\d)"
)
_SPOKEN = re.compile(rf"[공영]{_BETWEEN}일{_BETWEEN}[공영](?:{_BETWEEN}[공영일이삼사오육륙칠팔구\d]){{7,8}}")
_LONG = re.compile(r"(?<![\d.,-])(?:\d(?:-?\d){9,30}|(?:\d{4} ){3}\d{4})(?!,?\d)")
"""Of accounts, cards, persons: ten figures or more."""


def outgoing(text: str, author: str = "") -> str:
    """Return the one form of a review's text (or of an answer to it) that may go out; "" where nothing is left."""
    whole = screen(text)
    found = names.hidden(_masked(whole[: 2 * LONGEST]), author)
    if len(whole) > 2 * LONGEST:
        found = found[:-_EDGE]  # where half a name or number may stand, which nothing tells any more
    return found[:LONGEST]


def _masked(text: str) -> str:
    text = _EMAIL.sub("[e-mail]", text)
    for pattern in (_PHONE, _SPOKEN):
        text = pattern.sub("[phone number]", text)
    return _LONG.sub("[number]", text)
