"""From a RawReview to a row: checked, made safe to store, and merged with what is stored already. Pure."""

import hashlib
import unicodedata
from datetime import UTC, datetime, timedelta

from reviewkit.db.reviews import ReviewRow, dump, moment, stamp
from reviewkit.platforms.base import IdSource, Precision, RawReview, Status
from reviewkit.text.screening import screen

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(days=2)
"""A site's clock, or a date without a zone, may be ahead of ours by this much."""
LONGEST = 20_000
"""Characters. No site lets anyone write a tenth of it; a longer text is a fault, and is cut."""
MOST_VISITS = 1_000_000
"""A larger count of visits is a fault; SQLite can't even hold one of 2**63."""
KOREA = timedelta(hours=9)
STRENGTH = {IdSource.SITE: 3, IdSource.TAKEOUT: 2, IdSource.PAGE: 1, IdSource.FILE: 0}
SLACK = {
    Precision.SECOND: timedelta(0),
    Precision.DAY: timedelta(0),
    Precision.WEEK: timedelta(days=7),
    Precision.MONTH: timedelta(days=31),
    Precision.YEAR: timedelta(days=366),
}
"""How far the day that a date means may be from the day that it names."""
FINENESS = {Precision.SECOND: 4, Precision.DAY: 3, Precision.WEEK: 2, Precision.MONTH: 1, Precision.YEAR: 0}
MADE = "file:~"
"""Begins the id of a row of a file that has none: a mark of what it says, not a number that tells two reviews apart."""

# RawReview's names of the fields that `unknown` may hold → the row's.
FIELDS = {
    "written_at": ("written_at",),
    "written_precision": ("written_precision",),
    "url": ("url",),
    "author": ("author",),
    "rating": ("rating",),
    "text": ("text", "text_original"),
    "visited_on": ("visited_on",),
    "visit_count": ("visit_count",),
    "voted_keywords": ("voted_keywords",),
    "photos": ("photos",),
    "origin": ("origin",),
    "status": ("status",),
    "edited_at": ("edited_at",),
    "owner_reply": ("reply_text", "reply_written_at"),
}
# What the owner did here, or what is ours: a merge never takes it from the site.
OURS = ("id", "listing_id", "first_seen_at", "handled_at", "missed_full", "last_seen_at")


def fault(raw: RawReview, now: datetime) -> str | None:
    """Return why a review can't be kept, as a short word, None where it can."""
    if not raw.platform_id.strip():
        return "no_id"
    if raw.written_at.tzinfo is None:
        return "no_time_zone"
    if not EARLIEST <= raw.written_at <= now + CLOCK_SKEW:
        return "impossible_date"
    if raw.rating is not None and not 0.5 <= raw.rating <= 5:
        return "impossible_rating"
    return None


def safe(text: str) -> str:
    """Return `text` as UTF-8 can hold it: half a surrogate pair (a cut emoji) and NUL would break the write."""
    if text.isprintable():
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def fingerprint(raw: RawReview) -> str:
    """Return a mark that is equal for the same review from another source with other ids; "" where nothing tells it apart.

    Author and text without spaces. The day is compared by `same_time`: one source has the visit's, another that of writing.
    """
    text = unicodedata.normalize("NFC", "".join(raw.text.split())).casefold()
    if not text and not raw.author:
        return ""
    joined = f"{raw.author}\x1f{text}".encode("utf-8", "replace")
    return hashlib.blake2b(joined, digest_size=8).hexdigest()


def same_time(one: ReviewRow, two: ReviewRow) -> bool:
    """Say whether two reviews may be of the same time: the same visit, where both tell it, else the same day of writing.

    Days are Korea's (files often have the day only), and a coarse date is a range.
    """
    if one.visited_on and two.visited_on:
        return one.visited_on == two.visited_on
    days = [(moment(row.written_at) + KOREA).date() for row in (one, two)]
    return abs(days[0] - days[1]) <= max(SLACK[Precision(row.written_precision)] for row in (one, two))


def row_of(raw: RawReview, id_: int, listing_id: int, seen_at: str, link: str | None) -> ReviewRow:
    """Return the row of a review that is new. `link` stands in where the review has no address of its own."""
    gone = raw.status is Status.SUSPENDED
    reply = None if gone else raw.owner_reply
    text = screen(raw.text[:LONGEST])
    return ReviewRow(
        id=id_,
        listing_id=listing_id,
        platform_id=safe(raw.platform_id),
        id_source=raw.id_source.value,
        fingerprint=fingerprint(raw),
        url=raw.url or link,
        author=screen(raw.author),
        rating=None if raw.rating is None else float(raw.rating),
        text="" if gone else text,
        written_at=stamp(raw.written_at),
        written_precision=raw.written_precision.value,
        visited_on=raw.visited_on.isoformat() if raw.visited_on else None,
        visit_count=raw.visit_count if raw.visit_count is not None and 0 <= raw.visit_count <= MOST_VISITS else None,
        voted_keywords=dump([screen(word) for word in raw.voted_keywords]),
        photos="[]" if gone else dump([safe(photo) for photo in raw.photos]),
        origin=safe(raw.origin) if raw.origin else None,
        status=raw.status.value,
        edited_at=stamp(raw.edited_at) if raw.edited_at else None,
        reply_text=screen(reply.text[:LONGEST]) if reply else None,
        reply_written_at=stamp(reply.written_at) if reply and reply.written_at else None,
        first_seen_at=seen_at,
        last_seen_at=seen_at,
        missed_full=0,
        handled_at=None,
        text_original=None if gone or text == raw.text else safe(raw.text[:LONGEST]),
    )


def merge(old: ReviewRow, new: ReviewRow, raw: RawReview) -> ReviewRow:
    """Return what is to be stored of `new` (the row of `raw`) over `old`; equal to `old` where nothing changed.

    A field that the source can't tell stays. A weaker source (an import over a crawl) only fills what is empty, an older
    state (by its edit time) changes nothing, and a coarser date never replaces a finer one.
    """
    kept = {name: getattr(old, name) for name in (*OURS, *_kept(old, new, raw))}
    merged = new._replace(**kept)
    if _weaker(old, raw) or _older(old, raw) or not edited(old, merged):
        # An edit that we noticed ourselves (below) stays known, though the site goes on not telling of it.
        return merged if merged.edited_at else merged._replace(edited_at=old.edited_at)
    told = new.edited_at if "edited_at" not in raw.unknown else None
    return merged._replace(edited_at=told or new.first_seen_at, handled_at=None)


def _weaker(old: ReviewRow, raw: RawReview) -> bool:
    return STRENGTH[raw.id_source] < STRENGTH[IdSource(old.id_source)]


def edited(old: ReviewRow, new: ReviewRow) -> bool:
    """Say whether the customer changed what the review says. A suspension takes the text, and is no edit.

    Nor is it one where a source just tells more: stars that the page didn't show, votes or line breaks that a file had lost.
    """
    if Status.SUSPENDED in (new.status, old.status):
        return False
    if _letters(old.text) != _letters(new.text) or (old.rating is not None and old.rating != new.rating):
        return True
    return old.id_source == new.id_source and old.voted_keywords != new.voted_keywords


def _letters(text: str) -> str:
    # Screened: what an older version has stored as it came must not look edited.
    return "".join(screen(text).split())


def _kept(old: ReviewRow, new: ReviewRow, raw: RawReview) -> set[str]:
    """Return the names of the columns that stay as they are stored."""
    content = [name for names in FIELDS.values() for name in names]
    before, after = STRENGTH[IdSource(old.id_source)], STRENGTH[raw.id_source]
    kept = {name for field in raw.unknown for name in FIELDS.get(field, ())}
    if _older(old, raw):
        kept = set(content)
    elif after < before:
        kept |= {name for name in content if getattr(old, name) not in (None, "", "[]")}
        # An emptied text of a suspended review must not come back from an old file, nor a deleted one; a page that shows a
        # deleted one again proves that it is back.
        if old.status == Status.SUSPENDED or raw.id_source is not IdSource.PAGE:
            kept |= {"text", "status", "photos", "reply_text", "reply_written_at"} if old.status != Status.VISIBLE else set()
        else:
            kept -= {"status"}
    if after < before:
        kept |= {"platform_id", "id_source", "fingerprint"}
    if FINENESS[Precision(new.written_precision)] < FINENESS[Precision(old.written_precision)] or after < before:
        kept |= {"written_at", "written_precision"}
    elif new.written_precision == old.written_precision and new.written_precision not in (Precision.SECOND, Precision.DAY):
        kept.add("written_at")  # "three weeks ago" moves with the clock; the first reading was the best
    if new.reply_text == old.reply_text and old.reply_written_at:
        kept.add("reply_written_at")  # "a week ago" moves here too; an answer that stays the same was written once
    if raw.unknown & {"text", "author"}:
        kept.add("fingerprint")
    return kept | {"text_original"} if "text" in kept else kept - {"text_original"}  # the two belong together


def _older(old: ReviewRow, raw: RawReview) -> bool:
    """Say whether `raw` is an earlier state than the stored one. Takeout tells edits, so no edit time means none yet.

    What the site itself gives is its state of now: our own note of an edit may be later than the time that the site has for it.
    """
    if raw.id_source is IdSource.SITE:
        return False
    state = raw.edited_at or (raw.written_at if raw.id_source is IdSource.TAKEOUT else None)
    return bool(old.edited_at and state and stamp(state) < old.edited_at)
