"""Why something could not become a review: the short words that are counted, and what they mean for an owner."""

from reviewkit.i18n import _


def said(reason: str) -> str:
    """Return a reason's words for people; the short word itself where it has none."""
    return _known().get(reason, reason)


def _known() -> dict[str, str]:
    return {
        "no_id": _("no id"),
        "no_entry": _("named by the site, but not there"),
        "suspended_without_id": _("taken down by the site, and shown without an id"),
        "no_date": _("no date"),
        "no_time_zone": _("a date without a time zone"),
        "bad_date": _("a date that can't be read"),
        "ambiguous_date": _("a date that may be day/month or month/day"),
        "impossible_date": _("a date in the future or long past"),
        "bad_rating": _("a rating that isn't 0.5 to 5 stars"),
        "impossible_rating": _("a rating that isn't 0.5 to 5 stars"),
        "empty": _("no text, rating, keyword or photo"),
        "too_long": _("a text far too long; maybe a quote that is never closed"),
        "twice_in_file": _("the same review again"),
        "other_store": _("of another store"),
        "other_platform": _("of another platform"),
        "bad_row": _("a row that can't be read"),
        "bad_json": _("not JSON"),
        "cut_off": _("not JSON from here on; what follows was not read"),
        "not_a_review": _("not a review"),
        "bad_page": _("a page that can't be read"),
    }
