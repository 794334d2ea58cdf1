"""Contact: no number, address, handle or account in a reply. Sites take such replies down, and swindlers like them."""

import re

from reviewkit.features.replies.checks.draft import Draft, excerpt, failed, passed
from reviewkit.features.replies.checks.lists import pattern, table
from reviewkit.features.replies.situation import Check

_SPOKEN = str.maketrans(
    {**dict(zip("공영일이삼사오육칠팔구", "00123456789", strict=True)), "륙": "6", "ㅇ": "0", "o": "0", "l": "1"}
)
_DIGIT = "[0-9공영일이삼사오육륙칠팔구ㅇol]"
_RUN = re.compile(rf"(?<![가-힣a-z0-9])[+(]*{_DIGIT}(?:[\s.,()·/~_\-‐-―:]{{0,3}}(?:다시|에)?\s?{_DIGIT}){{7,17}}(?![0-9])")
_PHONE = re.compile(r"(?:82)?0?(?:1[016-9]\d{7,8}|2\d{7,8}|[3-6]\d\d{7,8}|[578]0\d{7,8})|1[568]\d{6}|050\d{8,9}")
_FOREIGN = re.compile(r"\+\d[\d\s().-]{7,30}\d|\(\d{3}\)\s?\d{3}[\s.-]\d{4}|\b\d{3}[\s.-]\d{3}[\s.-]\d{4}\b")
_ACCOUNT = re.compile(r"(?<![\d.,])\d(?:[ -]?\d){9,30}(?![\d,])")


def contact(draft: Draft) -> Check:
    """No phone number, e-mail or web address, messenger, handle, QR code or bank account, however they are spelt."""
    text = draft.plain.lower()
    for kind in table("contact"):
        if found := pattern("contact", kind).search(text):
            return failed("contact", kind, found=excerpt(found[0]))
    if number := _phone(text):
        return failed("contact", "phone", found=excerpt(number))
    if found := _ACCOUNT.search(text):
        return failed("contact", "account", found=excerpt(found[0]))
    return passed("contact")


def _phone(text: str) -> str:
    """Return the first phone number, its digits in figures, in words (공일공) or letters that look like them (o1o)."""
    for run in _RUN.finditer(text):
        digits = re.sub(r"\D", "", run[0].translate(_SPOKEN))
        if _PHONE.fullmatch(digits):
            return run[0]
    found = _FOREIGN.search(text)
    return found[0] if found else ""
