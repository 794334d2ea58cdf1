"""Looking one review up in the lists that a crawl reads: for sites that have no way to ask for a single one."""

from collections.abc import Iterable

from reviewkit.errors import LayoutChanged, NetworkTrouble, NotFound
from reviewkit.i18n import _
from reviewkit.platforms.base import IdSource, Page, Place, Platform, RawReview, SiteReply


def reply_in_lists(adapter: Platform, place: Place, review_id: str, streams: Iterable[str]) -> SiteReply | None:
    """Return the owner's reply to the review, None where there is none; the lists are read until the review comes.

    Raises NotFound where the whole lists don't have it, LayoutChanged and NetworkTrouble where they can't tell, and what
    `pages` raises.
    """
    nameless = missed = False
    for stream in streams:
        seen: set[str] = set()
        total = 0
        for page in adapter.pages(place, stream):
            review = _in_page(page, review_id)
            if review is not None:
                return _reply(review, adapter)
            seen.update(it.platform_id for it in page.parsed.reviews)
            nameless = nameless or any(it.id_source is IdSource.PAGE for it in page.parsed.reviews)
            total = page.parsed.site_total or total
        missed = missed or total - len(seen) > (max(1, total * adapter.count_slack) if adapter.count_slack else 0)
    if nameless:
        raise _untold(adapter)
    if missed:
        message = _("{site} did not show its whole list, so it isn't known whether the review is still there.")
        raise NetworkTrouble(message.format(site=_(adapter.title)), _("Try again in a few minutes."))
    raise gone(adapter)


def gone(adapter: Platform) -> NotFound:
    """Return the error for a review that the site no longer has."""
    return NotFound(
        _("{site} no longer has this review.").format(site=_(adapter.title)),
        _("Read the reviews anew: reviewkit crawl --platform {platform}").format(platform=adapter.name),
    )


def _in_page(page: Page, review_id: str) -> RawReview | None:
    return next((review for review in page.parsed.reviews if review.platform_id == review_id), None)


def _reply(review: RawReview, adapter: Platform) -> SiteReply | None:
    if review.owner_reply is not None:
        return SiteReply(review.owner_reply.text, written_at=review.owner_reply.written_at)
    if "owner_reply" in review.unknown:
        raise _untold(adapter)
    return None


def _untold(adapter: Platform) -> LayoutChanged:
    """The visible list, read where an interface refuses, leaves out ids and at times replies: no ground to say "none"."""
    return LayoutChanged(
        _("{site} doesn't say whether this review has a reply.").format(site=_(adapter.title)),
        _("Look at the review's page yourself, or try again later."),
    )
