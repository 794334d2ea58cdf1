"""Fills the made-up shop: hundreds of reviews over fourteen months, or tens of thousands for a test. Same seed, same shop."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from reviewkit.demo.shop import KST, DemoReview, Shop
from reviewkit.demo.writer import Writer

DAYS = 425
STARS_SINCE = datetime(2026, 4, 6, tzinfo=KST)
"""Naver's guests give stars again since this day; only they and the owner see them."""
HOURS = (11, 11, 12, 12, 12, 13, 13, 14, 15, 17, 18, 18, 18, 19, 19, 20)
ORIGINS = ("영수증", "결제내역", "예약", "포장주문", "배달주문")
STRENGTHS = {"food": "맛", "price": "가성비", "service": "친절", "mood": "분위기", "wait": "주차"}
STARS = {"good": (5.0, 5.0, 5.0, 5.0, 4.0), "mixed": (3.0, 3.0, 4.0), "bad": (1.0, 1.0, 2.0)}


def make_shop(  # noqa: PLR0917
    today: date, seed: int = 7, naver_text: int = 300, naver_keywords: int = 120, kakao: int = 140, google: int = 120
) -> Shop:
    """Return the shop as it is at `today` (the start of the day in Korea, or that very moment if it is an aware datetime)."""
    now = today.astimezone(KST) if isinstance(today, datetime) else datetime.combine(today, time(), KST)
    shop = Shop(now=now.replace(microsecond=0))
    maker = _Maker(shop.now, seed)
    texts = [maker.naver(number) for number in range(naver_text)]
    shop.put(texts)
    shop.put(maker.keywords(number) for number in range(naver_keywords))
    shop.put(maker.kakao(kakao))
    shop.put(maker.google(number) for number in range(google))
    if texts:
        _make_telling(shop, texts, maker.writer)
    return shop


def big_shop(n: int, seed: int = 7, today: date | None = None, platform: str = "naver") -> Shop:
    """Return a shop with `n` reviews on one platform: a tenth of Naver's are keyword-only ones."""
    day = today or date(2026, 11, 1)
    if platform == "naver":
        return make_shop(day, seed, naver_text=n - n // 10, naver_keywords=n // 10, kakao=0, google=0)
    counts = {"kakao": 0, "google": 0, platform: n}
    return make_shop(day, seed, naver_text=0, naver_keywords=0, **counts)


def _make_telling(shop: Shop, texts: list[DemoReview], writer: Writer) -> None:
    """See to it that the newest page shows what an owner must see: an unanswered complaint, and a suspended review."""
    newest = sorted(texts, key=lambda review: (review.visited_at, review.id), reverse=True)
    if len(newest) < 8:
        return
    for place in (1, 7):
        text = writer.review("bad", newest[place].visit_count).text
        shop.edit("naver", newest[place].id, text=text, reply=None, reply_at=None, votes=(), rating=1.0)
    shop.suspend("naver", newest[7].id)


class _Maker:
    def __init__(self, now: datetime, seed: int) -> None:
        self.now = now
        self.writer = Writer(seed)
        self.random = random.Random(seed + 1)

    def naver(self, number: int) -> DemoReview:
        """Return a review that stands in Naver's list with texts; one in forty is written more than a month after the visit."""
        visited, written = self._visit(late=number % 40 == 7)
        mood, count, origin = self.writer.mood(), self._visit_count(), self.random.choices(ORIGINS, (70, 10, 12, 4, 4))[0]
        told = self.writer.review(mood, count)
        wordless = number % 33 == 5
        fields = self._reply(told.mood, told.aspects, author := self.writer.nickname(), written)
        return DemoReview(
            platform="naver", id=self._object_id(written), author=author, text="" if wordless else told.text,
            written_at=written,
            visited_at=visited, visit_count=count, votes=self.writer.votes(told.aspects, self._votes(mood)),
            rating=self._stars(mood) if written >= STARS_SINCE and self.random.random() < 0.8 else None,
            photos=max(1, self._photos()) if wordless else self._photos(), video=self.random.random() < 0.02, origin=origin,
            item=self.writer.dish(origin == "예약"), likes=self.random.choice((0, 0, 0, 1, 2)), **fields,
        )  # fmt: skip

    def keywords(self, number: int) -> DemoReview:
        """Return a review without a text; three of them have an old star rating that everybody sees."""
        visited, written = self._visit(late=False)
        starred = number % 40 == 3
        return DemoReview(
            platform="naver", id=self._object_id(written), author=self.writer.nickname(), written_at=written,
            visited_at=visited,
            visit_count=self._visit_count(), votes=self.writer.votes(("food",), self.random.randint(1, 4)), keyword_only=True,
            rating=4.5 if starred else None, rating_public=starred, origin="영수증", item=self.writer.dish(),
        )  # fmt: skip

    def kakao(self, count: int) -> list[DemoReview]:
        """Return Kakao's reviews; their numbers grow with the time of writing."""
        times, number, made = sorted(self._written() for _ in range(count)), 13_000_000, []
        for place, written in enumerate(times):
            number += self.random.randint(3, 900)
            told = self.writer.review(mood := self.writer.mood())
            edited = written + self._edit_delay() if self.random.random() < 0.33 else None
            praised = tuple(dict.fromkeys(STRENGTHS[a] for a in told.aspects if a in STRENGTHS)) if mood != "bad" else ()
            fields = self._reply(mood, told.aspects, author := self.writer.nickname(), written)
            made.append(
                DemoReview(
                    platform="kakao",
                    id=str(number),
                    author=author,
                    text="" if place % 29 == 4 else told.text,
                    written_at=written,
                    rating=self._stars(mood),
                    edited_at=edited if edited and edited < self.now else None,
                    votes=praised,
                    photos=self._photos(),
                    likes=self.random.choice((0, 0, 1, 2, 6)),
                    **fields,
                )
            )
        return made

    def google(self, number: int) -> DemoReview:
        """Return a Google review: a quarter stars only, a third of the Korean ones with a translation, some from abroad."""
        written, mood, kind = self._written(), self.writer.mood(), self.random.random()
        told = self.writer.foreign(mood) if kind > 0.88 else self.writer.review(mood)
        translated = 0.25 < kind < 0.5
        edited = written + self._edit_delay() if self.random.random() < 0.08 else None
        fields = self._reply(mood, told.aspects, author := self.writer.google_name(), written)
        states = {11: "REJECTED", 23: "PENDING", 31: "", 47: ""}
        return DemoReview(
            platform="google", id="AbFvOq" + self._token(74), author="" if number % 50 == 9 else author,
            text="" if kind < 0.25 else told.text, rating=self._stars(mood),
            written_at=written.replace(microsecond=self.random.randint(1, 999_999)),
            edited_at=edited if edited and edited < self.now else None, photos=self._photos() if kind > 0.25 else 0,
            envelope=("A" if kind < 0.42 else "B") if translated else "",
            translation=self.writer.translation(mood) if translated else "",
            language="en" if kind > 0.88 else "ko", reply_state=states.get(number % 60, "APPROVED"), **fields,
        )  # fmt: skip

    def _visit(self, late: bool) -> tuple[datetime, datetime]:
        """Return the times of visit and of writing, both before now."""
        visited = self._moment(100 if late else 0)
        roll = self.random.random()
        if late:
            delay = timedelta(days=self.random.randint(31, 88), minutes=self.random.randint(0, 600))
        elif roll < 0.7:
            delay = timedelta(minutes=self.random.randint(20, 400))
        else:
            delay = timedelta(days=self.random.randint(1, 7 if roll < 0.89 else 29), minutes=self.random.randint(0, 300))
        if visited + delay >= self.now:
            delay = timedelta(minutes=self.random.randint(5, 55))
        return visited, visited + delay

    def _moment(self, before: int = 0) -> datetime:
        """Return a meal time in the fourteen months that end `before` days ago; the last weeks are the fullest."""
        days = int((DAYS - before) * self.random.random() ** 1.25) + before + 1
        day = (self.now - timedelta(days=days)).date()
        hour = time(self.random.choice(HOURS), self.random.randint(0, 59), self.random.randint(0, 59), tzinfo=KST)
        return datetime.combine(day, hour)

    def _written(self) -> datetime:
        moment = self._moment() + timedelta(minutes=self.random.randint(0, 200))
        return min(moment, self.now - timedelta(minutes=self.random.randint(5, 90)))

    def _edit_delay(self) -> timedelta:
        if self.random.random() < 0.7:
            return timedelta(seconds=self.random.randint(30, 900))
        return timedelta(days=self.random.randint(1, 60), minutes=self.random.randint(0, 900))

    def _reply(self, mood: str, aspects: tuple[str, ...], author: str, written: datetime) -> dict[str, Any]:
        at = written + timedelta(hours=self.random.randint(2, 70), minutes=self.random.randint(0, 59))
        if self.random.random() > 0.42 or at >= self.now:
            return {}
        return {"reply": self.writer.reply(mood, aspects, author), "reply_at": at}

    def _stars(self, mood: str) -> float:
        return self.random.choice(STARS[mood])

    def _photos(self) -> int:
        return self.random.choice((0, 0, 0, 0, 1, 1, 2, 3, 5))

    def _votes(self, mood: str) -> int:
        return self.random.randint(1, 5) if mood == "good" else self.random.randint(0, 2) if mood == "mixed" else 0

    def _visit_count(self) -> int:
        return self.random.choice((1, 1, 1, 1, 1, 2, 2, 3, 4, 7, 12))

    def _object_id(self, written: datetime) -> str:
        return f"{int(written.timestamp()):08x}{self.random.getrandbits(64):016x}"

    def _token(self, length: int) -> str:
        return "".join(self.random.choices("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789-_", k=length))
