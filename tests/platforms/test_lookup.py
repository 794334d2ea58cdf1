"""Looking a reply up in lists: "there is none" and "it is gone" are said only where the lists can tell."""

from datetime import UTC, datetime
from typing import ClassVar

import pytest

from reviewkit.errors import LayoutChanged, NetworkTrouble, NotFound, ReplyRefused
from reviewkit.platforms import limits, lookup
from reviewkit.platforms.base import (
    IdSource,
    OwnerReply,
    Pace,
    Page,
    Parsed,
    Place,
    Platform,
    RawReview,
    ReplyLimits,
    SiteReply,
    Tools,
)

NOW = datetime(2026, 11, 1, tzinfo=UTC)


class Lists(Platform):
    """A platform that has the lists it is given, a page each."""

    name: ClassVar[str] = "kakao"
    title: ClassVar[str] = "KakaoMap"

    def __init__(self, *pages, total=None, slack=0.0):
        super().__init__(Tools({}, Pace()))
        self.given, self.total, self.count_slack, self.asked = pages, total, slack, 0

    def find(self, text):
        return Place(text)

    def address(self, place):
        return f"https://example.invalid/{place.id}"

    def pages(self, place, stream, cursor=None):
        for reviews in self.given:
            self.asked += 1
            yield Page(stream, "reviews", b"", "", Parsed(tuple(reviews), {}, self.total))

    @classmethod
    def parse(cls, body, kind):
        return Parsed()

    @classmethod
    def mask(cls, body, kind):
        return body


def review(id_, reply=None, **given):
    return RawReview(platform_id=id_, written_at=NOW, owner_reply=OwnerReply(reply, NOW) if reply else None, **given)


def look(lists, id_):
    return lookup.reply_in_lists(lists, Place("1"), id_, lists.streams)


def test_the_list_is_read_until_the_review_comes_and_no_further():
    lists = Lists([review("a"), review("b", "감사합니다")], [review("c")])
    assert look(lists, "b") == SiteReply("감사합니다", written_at=NOW)
    assert look(lists, "a") is None
    assert lists.asked == 2


@pytest.mark.parametrize(("total", "slack"), [(None, 0.0), (2, 0.0), (3, 0.01), (102, 1.0)])
def test_a_review_that_the_whole_list_does_not_have_is_gone(total, slack):
    with pytest.raises(NotFound, match="no longer has this review"):
        look(Lists([review("a")], [review("b")], total=total, slack=slack), "c")


@pytest.mark.parametrize(("total", "slack"), [(3, 0.0), (4, 0.01)])
def test_a_list_that_is_not_whole_says_nothing(total, slack):
    with pytest.raises(NetworkTrouble, match="whole list"):
        look(Lists([review("a")], [review("b")], total=total, slack=slack), "c")


def test_a_list_that_leaves_out_replies_or_ids_says_nothing():
    with pytest.raises(LayoutChanged):
        look(Lists([review("a", unknown=frozenset({"owner_reply"}))]), "a")
    with pytest.raises(LayoutChanged):
        look(Lists([review("made", id_source=IdSource.PAGE)]), "a")
    assert look(Lists([review("made", "네", id_source=IdSource.PAGE)]), "made").text == "네"


@pytest.mark.parametrize(
    ("text", "given", "told"),
    [
        ("가나다", {"least": 4}, "4 letters or more; this one has 3"),
        ("  가나다  ", {"least": 4}, "this one has 3"),
        ("가나다라", {"most": 3}, "up to 3 letters; this one has 4"),
        ("가나", {"most_bytes": 5}, "up to 5 bytes; this one has 6"),
        ("좋아요 🙏", {"only_bmp": True}, "loses some of the emoji"),
        (" ", {}, "1 letters or more"),
    ],
)
def test_what_a_site_is_known_not_to_take_is_said_with_its_figures(text, given, told):
    with pytest.raises(ReplyRefused, match=told):
        limits.check(text, ReplyLimits(**given), "Naver Place")


@pytest.mark.parametrize(
    ("text", "given"), [("가나다", {"least": 3, "most": 3, "most_bytes": 9}), ("☕ ♥", {"only_bmp": True})]
)
def test_what_fits_passes(text, given):
    limits.check(text, ReplyLimits(**given), "Naver Place")
