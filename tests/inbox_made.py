"""A made-up shop for the inbox: reviews of every kind, with replies in every state."""

from datetime import timedelta
from typing import Any

from made import NOW, add_store, raw, store
from reviewkit.app import App
from reviewkit.cli.command import Desk
from reviewkit.db import replies
from reviewkit.db.engine import writing
from reviewkit.db.models import ReviewAnalysis, ReviewAspect, ReviewKeyword
from reviewkit.db.reading import rows
from reviewkit.features.replies import approving, states
from reviewkit.features.stores import changes
from reviewkit.platforms.base import OwnerReply, Place

REVIEWS: dict[str, dict[str, Any]] = {
    "ready": {
        "rating": 5.0,
        "text": "국물이 진하고 직원분들이 정말 친절해요. 주차가 조금 아쉬웠지만 또 올게요!",
        "author": "하늘바람12",
        "photos": ("https://example.invalid/photos/1.jpg", "https://example.invalid/photos/2.jpg"),
    },
    "failing": {
        "rating": 2.0,
        "text": "40분을 기다렸는데 음식은 식어 있었고 아무도 사과하지 않았어요.",
        "author": "별헤는밤",
    },
    "risky": {
        "rating": 1.0,
        "text": "어제 육회 먹고 온 가족이 식중독에 걸렸어요. 병원 다녀왔고 신고할 겁니다.",
        "author": "산들",
    },
    "waiting": {
        "rating": 4.0,
        "text": "불고기가 부드럽고 양이 많아요. [bold]점심[/bold]에 가면 한산합니다.",
        "author": "하늘바람12",
    },
    "english": {"rating": 3.0, "text": "Nice soup, but the room was cold and the music too loud.", "author": "Traveler"},
    "approved": {"rating": 5.0, "text": "부모님 모시고 갔는데 아주 좋아하셨어요.", "author": "구름빵"},
    "stars": {"rating": 5.0, "text": "", "author": "조용한손님"},
    "answered": {
        "rating": 4.0,
        "text": "김치가 맛있어요.",
        "author": "하늘바람12",
        "owner_reply": OwnerReply("맛있게 드셔 주셔서 감사합니다."),
    },
}
"""Each by a name of ours, the newest first."""
TEXTS = {
    "ready": "진한 국물과 친절한 직원들을 좋게 봐 주셔서 감사합니다. 주차가 아쉬우셨던 점은 잘 새겨 두겠습니다."
    " 다음에도 편하게 들러 주세요.",
    "failing": "감사합니다. 010-1234-5678로 연락 주시면 환불해 드리겠습니다.",
    "approved": "부모님께서 좋아하셨다니 저희도 기쁩니다. 다음에도 가족분들과 편하게 오세요. 감사합니다.",
}


BUILT: dict[tuple[str, bool, int], tuple[bytes, int, dict[str, int], dict[str, int]]] = {}
"""Shops that were made before: a copy of the file takes a moment, the migrations and the checks take half a second."""


class Made:
    """A desk with the made-up shop; `review` and `reply` map the names above to numbers."""

    def __init__(self, platform: str = "naver", *, drafts: bool = True, more: int = 0) -> None:
        self.desk = Desk()
        self.app = self.desk.app
        kind = (platform, drafts, more)
        if kind in BUILT:
            file, self.listing, review, reply = BUILT[kind]
            self.app.database_path.write_bytes(file)
            self.review, self.reply = dict(review), dict(reply)
            self.engine, self.path = self.app.engine, self.app.database
        else:
            self.engine, self.path = self.app.engine, self.app.database
            self._build(platform, drafts=drafts, more=more)
            self.engine.dispose()  # the file is whole then
            BUILT[kind] = (self.path.read_bytes(), self.listing, dict(self.review), dict(self.reply))

    def _build(self, platform: str, *, drafts: bool, more: int) -> None:
        self.listing = add_store(self.app, platform=platform)
        given = [
            raw(name, written_at=NOW - timedelta(days=days), url=f"https://example.invalid/{name}", **values)
            for days, (name, values) in enumerate(REVIEWS.items())
        ]
        given += [raw(f"more{n}", text=f"또 하나의 후기 {n}", written_at=NOW - timedelta(days=100 + n)) for n in range(more)]
        store(self.engine, self.listing, *given)
        with rows(self.path, "SELECT platform_id, id FROM review") as found:
            self.review = {row[0]: int(row[1]) for row in found}
        self.reply: dict[str, int] = {}
        _read(self)
        if drafts:
            self._draft()

    def _draft(self) -> None:
        writer = self.app.writer(offline=True)
        for name, text in TEXTS.items():
            from reviewkit.features.replies.drafting import save
            from reviewkit.features.replies.writer import Written

            situation = writer.situation(self.review[name])
            number = save(self.engine, situation, Written(text, "offline", writer.check(text, situation), 1), "", None)
            assert number is not None
            self.reply[name] = number
        held = states.hold(self.engine, self.review["risky"], ["food_poisoning", "legal"])
        assert held is not None
        self.reply["risky"] = held
        approving.approve(self.engine, writer, self.reply["approved"])

    def state(self, name: str) -> str:
        """The state of the newest reply to a review."""
        found = list(replies.select(self.path, replies.ReplyFilter(review_id=self.review[name])))
        return str(found[0]["state"]) if found else ""

    def text(self, name: str) -> str:
        """The text of the newest reply to a review."""
        found = list(replies.select(self.path, replies.ReplyFilter(review_id=self.review[name])))
        return str(found[0]["text"]) if found else ""


def another_store(app: App) -> None:
    """Add a second shop without reviews."""
    changes.add(app.engine, "다라카페", [changes.Found("kakao", Place("2000000002"), "https://example.invalid/k")])


def _read(made: Made) -> None:
    """What was read in two of the reviews."""
    with writing(made.engine) as session:
        for name, mood in (("ready", "positive"), ("failing", "negative"), ("risky", "negative")):
            session.add(
                ReviewAnalysis(
                    review_id=made.review[name], version=1, lang="ko", sentiment=mood, sentiment_score=0.5, judge="text"
                )
            )
        number = made.review["ready"]
        session.flush()
        session.add(
            ReviewKeyword(review_id=number, keyword="국물 진하다", polarity="positive", strength=2, span_start=0, span_end=6)
        )
        for aspect, polarity, clause, start, end in (
            ("서비스", "positive", "직원분들이 정말 친절해요", 8, 20), ("대기", "negative", "주차가 조금 아쉬웠지만", 22, 34),
        ):  # fmt: skip
            session.add(
                ReviewAspect(review_id=number, aspect=aspect, polarity=polarity, clause=clause, span_start=start, span_end=end)
            )
