"""The request for one page of reviews, as Naver's own page makes it, with every field that we read."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from reviewkit.platforms.base import Place

HEADERS = {"content-type": "application/json", "accept": "*/*", "accept-language": "ko"}
SIZES = (20, 10)
"""Reviews a request: above 20 the interface answers null. The smaller one is tried where it does so anyway."""
_QUERY = """query getVisitorReviews($input: VisitorReviewsInput) {
  visitorReviews(input: $input) {
    items {
      id
      reviewId
      cursor
      rating
      author { id nickname from imageUrl objectId url }
      body
      thumbnail
      media { type thumbnail thumbnailRatio class videoId videoUrl }
      status
      visitCount
      visited
      visitedDate
      created
      reply { editUrl body editedBy created date replyTitle isReported isSuspended status }
      originType
      item { name code options }
      businessName
      bookingItemName
      votedKeywords { code iconUrl iconCode name }
      representativeVisitDateTime
    }
    starDistribution { score count }
    total
  }
}"""


def endpoint(api_url: str) -> str:
    """Return the address of the interface; the setting may leave out the path."""
    return api_url if urlsplit(api_url).path.strip("/") else api_url.rstrip("/") + "/graphql"


def request(place: Place, own: Mapping[str, Any], *, with_text: bool, size: int, after: str | None) -> str:
    """Return the body of a request. `own` is the page's own input where it is known; ours keeps what it says."""
    asked: dict[str, Any] = {
        "item": "0",
        **{key: value for key, value in own.items() if key not in {"page", "after"}},
        "businessId": place.id,
        "businessType": place.kind or own.get("businessType") or "place",
        "includeContent": with_text,
        "size": size,
        "sort": "recent",
    }
    if after is not None:
        asked["after"] = after
    operation = {"operationName": "getVisitorReviews", "variables": {"input": asked}, "query": _QUERY}
    return json.dumps([operation], ensure_ascii=False)
