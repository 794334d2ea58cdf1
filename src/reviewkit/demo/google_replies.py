"""How the copy of Google takes the owner's replies: PENDING first, decided some reads later, at most so many a minute."""

import re
import time

from reviewkit.demo.google_errors import Json, error, quota
from reviewkit.demo.messages import Request, Response
from reviewkit.demo.shop import DemoReview, Shop

PHONE = re.compile(r"0\d{1,2}[-. ]?\d{3,4}[-. ]?\d{4}")
MOST_BYTES = 4096
REFUSED = "PERSONAL_INFO"


class Replies:
    """The replies that are being looked at, and the edits of the last minute."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._waiting: dict[str, int] = {}
        self._edits: list[float] = []

    def put(self, request: Request, review: DemoReview) -> DemoReview | Response:
        """Take a reply, in place of an earlier one; or say why not."""
        given: Json = request.json() or {}
        text = str(given.get("comment") or "")
        if request.method != "PUT" or not 0 < len(text.encode()) <= MOST_BYTES:
            return error(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
        posted = self.shop.post("google", review.id, text, "PENDING")
        if posted is None:
            return error(404, "NOT_FOUND", "Requested entity was not found.")
        self._waiting[review.id] = self.shop.google_pending_reads
        return posted

    def settled(self, review: DemoReview) -> DemoReview:
        """Count a read of a reply that Google still looks at, and decide when it is time: a phone number is refused."""
        with self.shop.lock:
            left = self._waiting.get(review.id)
            if left is None or not review.reply:
                return review
            if left > 0:
                self._waiting[review.id] = left - 1
                return review
            del self._waiting[review.id]
            return self.shop.settle(review.id, "REJECTED" if PHONE.search(review.reply) else "APPROVED")

    def too_many(self) -> Response | None:
        """Count an edit, and return the refusal where it is one too many for this minute."""
        with self.shop.lock:
            most, since = self.shop.google_edits_a_minute, time.monotonic() - 60
            self._edits = [made for made in self._edits if made > since]
            if 0 < most <= len(self._edits):
                return quota(str(most))
            self._edits.append(time.monotonic())
            return None
