"""Similar reviews and copies, in the database."""

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from made import add_store, raw, store
from reviewkit.app import App
from reviewkit.db.engine import writing
from reviewkit.db.likeness import Index
from reviewkit.errors import NotFound
from reviewkit.features import reviews
from reviewkit.features.likeness import copies, similar

SEOUL = ZoneInfo("Asia/Seoul")
SPAM = "명란솥밥 누룽지까지 싹싹 긁어 먹었고 창가에 앉으니 기찻길이 내려다보여서 아이가 한참을 구경했네요"
EDITED = "명란솥밥 누룽지까지 삭싹 긁어먹었고 창가에 앉으니 기찻길이 내려다 보여서 아이가 한참 구경했네요"
DISHES = [
    "국수", "만두", "전골", "튀김", "냉면", "파전", "수육", "식혜", "김밥", "라떼", "스콘", "빙수", "족발", "초밥", "우동",
    "카레",
]  # fmt: skip


def made_up(number):
    """Return a text of words of its own, between words that all have."""
    chance = random.Random(number)
    words = ["".join(chr(0xAC00 + 28 * chance.randrange(399)) for _ in range(3)) for _ in range(5)]
    one, two, three, four, five = words
    return f"{one} {chance.choice(DISHES)} 먹었는데 {two} {three} 좋았어요 {four} {five} 다음에 또 올게요"


def at(day):
    return datetime(2026, 10, 1, 5, 0, tzinfo=UTC) + timedelta(days=day)


@pytest.fixture
def app(home):
    """Two listings with 600 reviews that all differ from each other."""
    app = App()
    listings = {"naver": add_store(app), "kakao": add_store(app, "다라카페", "kakao", "2")}
    fillers = [raw(f"f{n}", author=f"손님{n}", written_at=at(-(n % 300) - 1), text=made_up(n)) for n in range(600)]
    store(app.engine, listings["naver"], *fillers)
    app.listings = listings
    with closing(sqlite3.connect(app.database)) as connection:
        assert connection.execute("SELECT count(*) FROM review").fetchone()[0] == 600
    yield app
    app.close()


def put(app, platform_id, text, author, day=0, platform="naver"):
    """Store a review; return its id."""
    store(app.engine, app.listings[platform], raw(platform_id, text=text, author=author, written_at=at(day)))
    with closing(sqlite3.connect(app.database)) as connection:
        return connection.execute("SELECT id FROM review WHERE platform_id = ?", (platform_id,)).fetchone()[0]


def asked(app, *ids):
    with closing(sqlite3.connect(app.database)) as connection:
        return copies(connection, ids)


def test_an_edited_copy_by_another_account_is_told_with_its_original(app):
    first, second = put(app, "a", SPAM, "하늘", 1), put(app, "b", EDITED, "바다", 2)
    assert asked(app, second) == {second: first}


def test_a_copy_that_was_read_before_its_original_is_told_too(app):
    copy, original = put(app, "b", EDITED, "바다", 2), put(app, "a", SPAM, "하늘", 1)
    assert asked(app, original) == {copy: original}


def test_the_earliest_is_the_original_and_at_one_moment_the_lower_id(app):
    first, second, third = put(app, "a", SPAM, "하늘", 1), put(app, "b", EDITED, "바다", 1), put(app, "c", SPAM, "구름", 3)
    assert asked(app, third, second, first) == {second: first, third: first}


def test_a_guest_who_writes_the_same_again_copies_nobody(app):
    put(app, "a", SPAM, "하늘", 1)
    assert asked(app, put(app, "b", SPAM, "하늘", 2)) == {}


def test_the_same_text_under_one_name_on_two_platforms_counts(app):
    first, second = put(app, "a", SPAM, "하늘", 1), put(app, "b", SPAM, "하늘", 2, "kakao")
    assert asked(app, second) == {second: first}


def test_reviews_without_a_name_are_told_apart_by_platform_only(app):
    first = put(app, "a", SPAM, "", 1)
    assert asked(app, put(app, "b", SPAM, "", 2)) == {}
    assert asked(app, third := put(app, "c", SPAM, "", 3, "kakao")) == {third: first}


@pytest.mark.parametrize(
    "text", ["맛있어요", "친절하고 좋아요", "직원분들이 친절하고 음식이 맛있어요 재방문 의사 있습니다", "", "👍"]
)
def test_stock_reviews_are_never_copies(app, text):
    put(app, "a", text, "하늘", 1)
    assert asked(app, put(app, "b", text, "바다", 2)) == {}


def test_phrases_that_many_guests_of_this_shop_write_prove_nothing(app):
    phrase = "보쌈정식 시켰더니 막국수까지 나왔어요"
    ids = [put(app, f"p{n}", f"{DISHES[n]} {phrase}", f"단골{n}", n) for n in range(16)]
    assert asked(app, *ids) == {}


def test_a_long_text_that_many_accounts_posted_is_a_copy_however_common_it_became(app):
    text = f"{SPAM} 다음 달에는 부모님 생신이라 별채를 통째로 빌릴 수 있는지 여쭤보니 달력까지 꺼내 살펴봐 주셨습니다"
    ids = [put(app, f"s{n}", text, f"유령{n}", n) for n in range(20)]
    assert asked(app, *ids) == dict.fromkeys(ids[1:], ids[0])


def test_unlike_reviews_are_no_copies_of_each_other(app):
    assert asked(app, *range(1, 601)) == {}


def test_copies_can_be_asked_inside_a_write(app):
    first, second = put(app, "a", SPAM, "하늘", 1), put(app, "b", SPAM, "바다", 2)
    with writing(app.engine) as session:
        assert copies(session.connection(), [second, 99_999]) == {second: first}


def test_similar_reviews_come_most_alike_first_in_the_shape_of_the_list(app):
    one, same = put(app, "a", SPAM, "하늘", 1), put(app, "b", SPAM, "하늘", 2)
    near = put(app, "c", EDITED, "바다", 3)
    far = put(app, "d", "명란솥밥 시키면 누룽지까지 나오고 창가에 앉으니 아이가 좋아했어요", "구름", 4)
    found = similar(app.database, one, SEOUL)
    assert [row["id"] for row in found[:3]] == [same, near, far]
    assert [row["copy"] for row in found[:3]] == [True, True, False]
    assert found[0]["similarity"] == 1.0 > found[1]["similarity"] > found[2]["similarity"] >= 0.2
    shown = {key: value for key, value in reviews.show(app.database, same, SEOUL).items() if key != "revisions"}
    assert found[0] == {**shown, "similarity": 1.0, "copy": True}
    assert len(similar(app.database, one, SEOUL, limit=1)) == 1


def test_a_stock_review_finds_others_that_say_the_same_and_calls_none_a_copy(app):
    ids = [put(app, f"m{n}", "음식이 맛있어요!", f"손님m{n}", n % 20) for n in range(60)]
    found = similar(app.database, ids[0], SEOUL)
    assert [(row["similarity"], row["copy"]) for row in found] == [(1.0, False)] * 10


def test_a_review_like_no_other_finds_nothing(app):
    assert similar(app.database, put(app, "a", "Quel joli balcon fleuri", "Zoé"), SEOUL) == []
    assert similar(app.database, put(app, "b", "", "하늘"), SEOUL) == []
    assert similar(app.database, put(app, "c", " ".join(chr(0xAC00 + n) * 2 for n in range(900)), "긴글"), SEOUL) == []


def test_similar_to_a_review_that_is_not_there_is_an_error(app):
    with pytest.raises(NotFound, match="99999"):
        similar(app.database, 99_999, SEOUL)


def test_an_english_copy_is_found_among_english_reviews(app):
    words = ["dumplings", "waiter", "window", "broth", "tender", "garden", "station", "crispy", "terrace", "parking", "uncle"]
    for n in range(60):
        put(app, f"e{n}", " ".join(words[(n * step + step) % 11] for step in range(3, 16)), f"guest{n}", n % 20)
    text = "The waiter brought lukewarm broth but dumplings on the terrace were crispy and my uncle loved the quiet window"
    first, second = put(app, "x", text, "Ann", 1), put(app, "y", text.replace("quiet", "qiet").replace("my ", ""), "Bob", 2)
    assert asked(app, second) == {second: first}
    assert similar(app.database, first, SEOUL)[0]["id"] == second


def test_a_batch_forgets_what_it_read_before_it_grows_too_large(app, monkeypatch):
    monkeypatch.setattr("reviewkit.db.likeness.KEPT", 50)
    monkeypatch.setattr("reviewkit.features.likeness.PREPARED", 5)
    first, second = put(app, "a", SPAM, "하늘", 1), put(app, "b", EDITED, "바다", 2)
    assert asked(app, *range(1, 601), second) == {second: first}


def test_a_common_pair_is_worth_nothing(app):
    with closing(sqlite3.connect(app.database)) as connection:
        index = Index(connection)
        assert index.candidates("어요", 10) == []
        assert len(index.holding("어요")) == index.most
