"""What a site takes as a reply, held against a text before anything is sent."""

from reviewkit.errors import ReplyRefused
from reviewkit.i18n import _
from reviewkit.platforms.base import ReplyLimits


def check(text: str, limits: ReplyLimits, site: str) -> None:
    """Raise ReplyRefused where the site is known not to take `text`. `site` is its name for people."""
    hint = _("Edit the reply: reviewkit reply edit ID")
    if len(text.strip()) < limits.least:
        message = _("{site} takes replies of {least} letters or more; this one has {length}.")
        raise ReplyRefused(message.format(site=site, least=limits.least, length=len(text.strip())), hint)
    if limits.most and len(text) > limits.most:
        message = _("{site} takes replies of up to {most} letters; this one has {length}.")
        raise ReplyRefused(message.format(site=site, most=limits.most, length=len(text)), hint)
    size = len(text.encode("utf-8", "replace"))
    if limits.most_bytes and size > limits.most_bytes:
        message = _("{site} takes replies of up to {most} bytes; this one has {length} (a Korean letter has three).")
        raise ReplyRefused(message.format(site=site, most=limits.most_bytes, length=size), hint)
    if limits.only_bmp and any(letter > "\uffff" for letter in text):
        raise ReplyRefused(_("{site} loses some of the emoji in this reply.").format(site=site), hint)
