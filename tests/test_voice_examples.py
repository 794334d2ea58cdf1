"""Which earlier replies the next one is written by."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text as sql

from made import NOW, add_store, raw, store
from reviewkit.app import App
from reviewkit.db.engine import reading, writing
from reviewkit.db.models import Listing, Reply, ReviewAnalysis, ReviewAspect, VoiceExample
from reviewkit.features import voice
from reviewkit.features.replies.situation import Situation
from reviewkit.features.voice import Example, similar
from reviewkit.platforms.base import OwnerReply, Status
from reviewkit.text import Mention, Polarity


@pytest.fixture
def app():
    hall = App()
    yield hall
    hall.close()


@pytest.fixture
def shop(app):
    """A store with a listing, number 1 both."""
    return add_store(app)


def answer(app, listing, *replies, author="하늘바람12", text="맛있어요"):
    """Store a review for each reply, the first one the newest."""
    raws = [
        raw(
            f"r{number}",
            author=author if isinstance(author, str) else author[number],
            text=text if isinstance(text, str) else text[number],
            owner_reply=OwnerReply(reply, NOW - timedelta(hours=number)) if reply else None,
        )
        for number, reply in enumerate(replies)
    ]
    store(app.engine, listing, *raws)


def reply(app, review_id, text, state="approved", by="owner"):
    with writing(app.engine) as session:
        session.add(
            Reply(
                review_id=review_id, state=state, text=text, lang="ko", writer="offline", basis="", created_at=NOW,
                updated_at=NOW, approved_at=NOW, approved_by=by,
            )
        )  # fmt: skip


def situation(text="국물이 맛있어요", **given):
    aspects = tuple(Mention(one, Polarity.POSITIVE, "", 0, 0) for one in given.pop("aspects", ()))
    return Situation(store="가나식당", platform="naver", text=text, aspects=aspects, **{"lang": "ko", **given})


def example(review="", reply="네", **given):
    return Example(review, reply, **{"lang": "ko", "polarity": Polarity.POSITIVE, **given})


def test_the_most_similar_answers_come_first():
    wanted = situation("국물이 진하고 맛있어요", sentiment=Polarity.POSITIVE, aspects=("맛",))
    remembered = example("주차가 편해요", "1", origin="approved")
    same_aspect = example("반찬이 맛있어요", "2", aspects=frozenset({"맛"}))
    alike = example("국물이 진해요", "3", aspects=frozenset({"맛"}))
    neutral = example("국물이 진하고 맛있어요", "4", polarity=None, origin="edited")
    blame = example("국물이 진하고 맛없어요", "5", polarity=Polarity.NEGATIVE)
    english = example("국물이 진하고 맛있어요", "6", lang="en")
    found = similar.choose([blame, neutral, same_aspect, english, alike, remembered], wanted, 9)
    assert [one.reply for one in found] == ["1", "3", "2", "4"]
    assert len(similar.choose([alike] * 9, wanted)) == 3


def test_of_equals_the_newest_comes_first_and_the_review_itself_is_no_example():
    wanted = situation(review_id=7, sentiment=Polarity.POSITIVE)
    found = similar.choose([example("가", "1"), example("가", "2"), example("가", "3", review_id=7)], wanted)
    assert [one.reply for one in found] == ["1", "2"]


def test_a_review_without_words_is_answered_by_the_example_of_such_answers():
    wanted = situation("", sentiment=Polarity.POSITIVE)
    assert [one.reply for one in similar.choose([example("맛있어요", "1"), example("", "2")], wanted)] == ["2", "1"]


def test_with_vectors_the_nearest_meaning_comes_first():
    near, far = example(reply="near", vector=(1.0, 0.1)), example(reply="far", vector=(-1.0, 0.0))
    none, other = example(reply="none"), example(reply="other", vector=(1.0, 0.0, 0.0))
    assert [one.reply for one in voice.rank([none, far, other, near], [2.0, 0.0])] == ["near", "far", "none", "other"]
    theirs = example(reply="theirs", vector=(1.0, 0.0), vector_model="m2")
    mine = example(reply="mine", vector=(0.0, 1.0), vector_model="m1")
    assert [one.reply for one in voice.rank([theirs, mine], [1.0, 0.0], "m1")] == ["mine", "theirs"]
    assert voice.rank([example(vector=(0.0, 0.0))], [0.0, 0.0])


def shown(app, store_id=1, **given):
    """The examples that a model would be shown."""
    return voice.examples(app.database, store_id, situation(**given), 9)


def remember(app, **given):
    values = {
        "store_id": 1, "review_id": 1, "review_text": "국물이 맛있어요", "text": "네, 하늘바람12님 감사해요", "lang": "ko",
        "aspects": [["맛", "positive"]], "polarity": "positive", "origin": "approved", "created_at": NOW,
    }  # fmt: skip
    with writing(app.engine) as session:
        voice.remember(session, VoiceExample(**{**values, **given}))


def test_what_is_remembered_comes_back_without_the_guests_name(app, shop):
    answer(app, shop, "")
    remember(app, embedding=[0.5, 1.0], embedding_model="m1")
    (found,) = shown(app)
    assert found == Example(
        "국물이 맛있어요", "네, 고객님 감사해요", "approved", "ko", frozenset({"맛"}), Polarity.POSITIVE, 1, (0.5, 1.0), "m1"
    )


def test_a_reply_is_remembered_once_as_it_was_last(app, shop):
    answer(app, shop, "")
    reply(app, 1, "네")
    remember(app, reply_id=1, text="첫 답이에요", created_at=NOW - timedelta(days=1))
    remember(app, reply_id=1, text="고친 답이에요", origin="edited")
    assert [(one.reply, one.origin) for one in shown(app)] == [("고친 답이에요", "edited")]


def test_crawled_replies_are_examples_with_what_their_reviews_say(app, shop):
    answer(
        app,
        shop,
        "하늘바람12님 감사해요",
        "Thank you so much",
        "우리 하늘바람12 최고",
        text=["맛있어요", "It was good", "좋아요"],
    )
    with writing(app.engine) as session:
        session.add(ReviewAnalysis(review_id=1, version=1, lang="ko", sentiment="positive", judge="text"))
        session.add(ReviewAspect(review_id=1, aspect="맛", polarity="positive", clause="맛있어요", span_start=0, span_end=4))
    (found,) = shown(app)
    assert (found.reply, found.lang, found.polarity, found.aspects) == ("고객님 감사해요", "ko", Polarity.POSITIVE, {"맛"})
    (found,) = shown(app, lang="en")
    assert (found.reply, found.lang, found.polarity, found.aspects) == ("Thank you so much", "en", None, frozenset())


def test_what_a_guest_calls_himself_in_his_review_is_in_no_example(app, shop):
    answer(app, shop, "찾아 주셔서 감사해요", text="하늘바람이에요. 맛있어요")
    assert [(one.review, one.reply) for one in shown(app)] == [("고객이에요. 맛있어요", "찾아 주셔서 감사해요")]


def test_what_can_not_be_made_nameless_makes_room_for_the_next(app, shop):
    answer(app, shop, "우리 하늘바람12 최고", "감사해요")
    assert [one.reply for one in voice.examples(app.database, 1, situation(), 1)] == ["감사해요"]


def test_a_suspended_review_is_no_example(app, shop):
    answer(app, shop, "감사해요")
    remember(app)
    assert len(shown(app)) == 1
    with writing(app.engine) as session:
        session.connection().execute(sql("UPDATE review SET status = :status"), {"status": Status.SUSPENDED.value})
    assert shown(app) == []


def test_the_replies_of_another_store_are_no_examples(app, shop):
    add_store(app, "다라카페", place="1000000002")
    with reading(app.engine) as session:
        assert session.get(Listing, 2).store_id == 2
    answer(app, 2, "감사해요")
    assert shown(app) == []
    assert len(shown(app, 2)) == 1


def test_a_rules_own_replies_are_no_examples(app, shop):
    answer(app, shop, "감사해요", "고마워요")
    reply(app, 1, "감사해요", state="live", by="five-stars")
    assert [one.reply for one in shown(app)] == ["고마워요"]


def test_times_are_as_the_database_writes_them(app, shop):
    answer(app, shop, "")
    remember(app, text="옛날 답이에요", created_at=datetime(2020, 1, 1, tzinfo=UTC))
    remember(app, text="새 답이에요")
    assert [one.reply for one in shown(app)] == ["새 답이에요", "옛날 답이에요"]
