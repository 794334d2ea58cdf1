"""Length and emoji: what the site takes, what the owner wants."""

import re

from reviewkit.features.replies.checks.draft import Draft, failed, passed
from reviewkit.features.replies.situation import Check

_EMOJI = re.compile("[\u2600-\u27bf\u2b50\u2b55\u2764\u203c\u2049\u20e3\ufe0f\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")
_BEYOND = re.compile("[\U00010000-\U0010ffff]")


def length(draft: Draft) -> Check:
    """As long as the site takes, in letters (an emoji beyond U+FFFF counts two, as browsers count) and bytes of UTF-8."""
    limits, text = draft.situation.limits, draft.raw.strip()
    count = len(text) + len(_BEYOND.findall(text))
    size = len(text.encode("utf-8", "surrogatepass"))
    facts: dict[str, str | float] = {"letters": count, "bytes": size}
    if count < limits.least:
        return failed("length", "too_short", least=limits.least, **facts)
    if limits.most and count > limits.most:
        return failed("length", "too_long", most=limits.most, **facts)
    if limits.most_bytes and size > limits.most_bytes:
        return failed("length", "too_many_bytes", most=limits.most_bytes, **facts)
    return passed("length", **facts)


def emoji(draft: Draft) -> Check:
    """No emoji (hearts and stars count) where the owner wants none, none beyond U+FFFF where the site loses them."""
    if not draft.situation.voice.emoji and (found := _EMOJI.search(draft.text)):
        return failed("emoji", "no_emoji", found=found[0])
    if draft.situation.limits.only_bmp and (found := _BEYOND.search(draft.text)):
        return failed("emoji", "lost_emoji", found=found[0])
    return passed("emoji")
