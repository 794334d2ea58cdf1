"""What goes out to a model, and what the writer and the drafter do when a review turns out to be risky, changes, or breaks."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made import NOW, add_store, raw, store
from reviewkit.ai import Options
from reviewkit.app import App
from reviewkit.config.sections import ReplySection, Rule
from reviewkit.db import replies
from reviewkit.db.engine import writing
from reviewkit.db.models import VoiceExample
from reviewkit.db.reading import rows
from reviewkit.db.replies import ReplyFilter
from reviewkit.errors import BadConfig, DatabaseTrouble, ModelTrouble, WrongInput
from reviewkit.features import alerts
from reviewkit.features.outgoing import LONGEST, outgoing
from reviewkit.features.replies import approving, prompt, states, writer
from reviewkit.features.replies.drafting import MOST_FAILURES
from reviewkit.features.replies.meaning import Vectors, by_meaning
from reviewkit.features.replies.prompt import Mend
from reviewkit.features.replies.situation import Situation
from reviewkit.features.voice import Example
from reviewkit.features.voice import replies as known_replies
from reviewkit.platforms.base import OwnerReply, Status

GLAD = "국물이 진하고 직원분들이 친절해요"
GOOD = "진한 국물을 좋아해 주셔서 정말 기뻐요. 직원들에게도 꼭 전할게요. 또 뵙기를 기다릴게요."
BAD = "010-0000-0000으로 전화 주세요."


@pytest.fixture
def app():
    found = App()
    yield found
    found.close()


@pytest.fixture
def listing(app):
    return add_store(app)


def put(app, listing, *texts, **given):
    """Store reviews with these texts, numbered from 1."""
    store(app.engine, listing, *(raw(f"r{n}", text=text, **given) for n, text in enumerate(texts, 1)), now=NOW)


def drafted(app, *numbers, **given):
    return app.drafter(app.writer(**given)).draft(numbers)


def only(app):
    (row,) = replies.select(app.database, ReplyFilter())
    return row


def examples(app):
    with rows(app.database, "SELECT text FROM voice_example ORDER BY id") as found:
        return [row["text"] for row in found]


def risky(app, monkeypatch, word="국물"):
    """The owner's words, in a run that comes later; return its writer."""
    found = app.writer()
    monkeypatch.setattr(found, "own_risks", {"ghost": [word]})
    return found


# --- what goes out ---


@pytest.mark.parametrize(
    ("text", "author", "out"),
    [
        ("홍길동이 추천합니다", "홍길동", "고객이 추천합니다"),
        ("저 길동이에요", "홍길동", "저 고객이에요"),
        ("홍 길동님 왔다 감", "홍길동", "고객님 왔다 감"),
        ("민수예요", "남궁민수", "고객예요"),
        ("하늘바람이에요", "하늘바람12", "고객이에요"),
        ("john smith here, JOHN was happy", "John Smith", "guest here, guest was happy"),
        ("Johnson was solid", "John Sol", "Johnson was solid"),
        ("Smith라고 해요", "JohnSmith88", "guest라고 해요"),
        ("국물이 진해요", "국물", "고객이 진해요"),
        ("the food was so good", "The So Good User", "the food was so guest"),
        ("홍\u200b길\u200d동입니다", "홍길동", "고객입니다"),
        ("사장님 010-1234-5678로 전화 주세요", "", "사장님 [phone number]로 전화 주세요"),
        ("공일공 일이삼사 오육칠팔, (02)123-4567, 1588-1234", "", "[phone number], [phone number], [phone number]"),
        ("+1 415 555 0100, +82 10 1234 5678", "", "[phone number], [phone number]"),
        ("hong.gd@example.co.kr, 880101-1234567, 1234 5678 9012 3456", "", "[e-mail], [number], [number]"),
        ("2024-01-15 12:30, 20241120 11:00~21:00, 12,000원", "", "2024-01-15 12:30, 20241120 11:00~21:00, 12,000원"),
        (" \n", "홍길동", ""),
    ],
)
def test_a_review_goes_out_without_its_authors_name_and_without_numbers_to_call(text, author, out):
    assert outgoing(text, author) == out


@given(
    st.sampled_from(["홍길동", "남궁민수", "John Smith", "하늘바람12", "kim****", "국물"]),
    st.text(st.sampled_from("가나이 .,\n🙂"), max_size=9),
    st.sampled_from(["", "이", "은", "님", " 씨", "이에요", "예요", "한테", "!"]),
    st.sampled_from([str, str.lower, str.upper]),
)
def test_no_part_of_a_name_goes_out_whatever_stands_around_it(author, before, after, case):
    from reviewkit.features.voice import names

    for part in names.parts(author):
        found = outgoing(f"{before}{case(part)}{after}", author)
        assert part.casefold() not in found.casefold()


@given(st.text(), st.text(max_size=20))
def test_any_text_goes_out_short_and_screened(text, author):
    assert len(outgoing(text * 50, author)) <= LONGEST


def test_no_half_of_a_name_goes_out_where_a_long_review_is_cut():
    found = [
        outgoing("맛" * before + "@ hong.gildong.the.great@example.com 홍길동 John Smith" * 90, "홍길동")
        for before in range(0, 60, 3)
    ]
    assert {len(one) <= LONGEST for one in found} == {True}
    assert not any("홍" in one or "hong" in one for one in found)
    assert outgoing("홍길동" * 4000, "홍길동").strip("고객…") == ""


def test_the_name_stands_nowhere_in_a_question():
    said = "홍길동님 감사해요"
    situation = Situation(store="가나식당", platform="naver", author="홍길동", text="길동이에요. 010-1234-5678")
    asked = prompt.prompt(situation, [Example("홍길동 옴", said)], [said], "홍길동님께 사과", Mend(said, ["Not: “길동”."], 1))
    assert "길동" not in asked.system + asked.user
    assert "010-1234-5678" not in asked.user


def test_replies_to_what_a_site_took_down_are_shown_to_no_model(app, listing):
    put(app, listing, GLAD, "김치가 시원해요", "또 갈게요", owner_reply=OwnerReply("찾아 주셔서 기뻐요. 늘 건강하세요.", NOW))
    with writing(app.engine) as session:
        session.connection().exec_driver_sql("UPDATE review SET status = ? WHERE id = 2", (Status.SUSPENDED.value,))
    found = app.writer()
    situation = found.situation(3)
    assert len(found._recent(situation)) == 1
    assert [one.review_id for one in known_replies.known(app.database, 1, 9)] == [3, 1]


def test_only_the_newest_replies_are_compared_however_long_a_run_is(app, listing, monkeypatch):
    monkeypatch.setattr(writer, "NEWEST", 3)
    put(app, listing, *(f"{GLAD} {n}번째" for n in range(6)))
    found = app.writer()
    app.drafter(found).draft(range(1, 7))
    assert [one.review_id for one in found._earlier] == [6, 5, 4]


# --- vectors ---


class Comparer:
    """A model that compares texts, and counts what it was asked for."""

    def __init__(self, *errors):
        self.options = Options("http://localhost", "small", embedding_model="compare")
        self.asked = []
        self.errors = list(errors)
        self.lock = threading.Lock()

    def embed(self, _purpose, texts):
        with self.lock:
            self.asked.append(list(texts))
            error = self.errors.pop() if self.errors else None
        if error:
            raise error
        return [[float(len(text)), 1.0] for text in texts]


def test_the_meaning_of_a_text_is_bought_once_in_a_run():
    model, vectors = Comparer(), Vectors()
    texts = [f"리뷰 {n}" for n in range(12)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: vectors.of(model, [f"질문 {n}", *texts]), range(8)))
    bought = [text for texts in model.asked for text in texts]
    assert len(bought) == len(set(bought)) == 8 + 12
    assert all(list(one[3]) == [4.0, 1.0] for one in found)


def test_what_could_not_be_bought_is_asked_for_again():
    model, vectors = Comparer(ModelTrouble("no")), Vectors()
    with pytest.raises(ModelTrouble):
        vectors.of(model, ["리뷰"])
    assert list(vectors.of(model, ["리뷰"])[0]) == [2.0, 1.0]


def test_what_is_compared_is_what_may_go_out_and_only_own_examples_are_kept():
    model, kept = Comparer(), []
    found = [
        Example("맛있어요 010-1234-5678", "1", review_id=1),
        Example("", "2", review_id=2),
        Example("좋아요", "3", "approved", review_id=3),
    ]
    order = by_meaning(model, "맛나요", found, Vectors(), lambda vectors, name: kept.append((vectors, name)))
    assert model.asked == [["맛나요", "맛있어요 [phone number]", "좋아요"]]
    assert [one.reply for one in order][-1] == "2"
    assert [list(vectors) for vectors, _name in kept] == [[3]]
    assert [one.reply for one in by_meaning(model, "", found, Vectors())] == ["1", "2", "3"]


# --- risks that are seen later ---


def test_a_draft_whose_review_turns_out_to_be_risky_is_held_with_an_alert(app, listing, monkeypatch):
    put(app, listing, GLAD)
    drafted(app, 1)
    done = app.drafter(risky(app, monkeypatch)).draft([1])
    assert done.held == [1]
    row = only(app)
    assert (row["state"], json.loads(row["held_for"])) == ("held", ["ghost"])
    assert [one["reply_id"] for one in alerts.listed(app.database, app.zone)] == [1]
    again = app.drafter(risky(app, monkeypatch)).draft([1])
    assert (again.held, again.skipped) == ([], [1])


def test_the_owners_own_text_to_a_risky_review_stays(app, listing, monkeypatch):
    put(app, listing, GLAD)
    drafted(app, 1)
    approving.edit(app.engine, app.writer(), 1, GOOD)
    done = app.drafter(risky(app, monkeypatch)).draft([1])
    assert (done.held, done.skipped, only(app)["state"]) == ([], [1], "draft")


def test_the_reply_to_a_risky_review_is_not_written_anew(app, listing, monkeypatch):
    put(app, listing, GLAD)
    drafted(app, 1)
    before = only(app)["text"]
    found = risky(app, monkeypatch)
    monkeypatch.setattr(found, "write", None)  # calling it would raise a TypeError
    with pytest.raises(WrongInput) as caught:
        approving.rewrite(app.engine, found, 1)
    assert "ghost" in caught.value.message
    assert "reviewkit reply show 1" in caught.value.hint
    assert (only(app)["state"], only(app)["text"]) == ("held", before)
    assert len(alerts.listed(app.database, app.zone)) == 1


def test_a_held_review_and_its_alert_are_one_write(app, listing, monkeypatch):
    def dies(*_given, **_facts):
        raise KeyboardInterrupt

    put(app, listing, GLAD)
    monkeypatch.setattr(alerts, "add", dies)
    with pytest.raises(KeyboardInterrupt):
        app.drafter(risky(app, monkeypatch)).draft([1])
    assert list(replies.select(app.database, ReplyFilter())) == []


def test_a_review_that_a_rule_holds_is_told_of_too(app, listing):
    put(app, listing, GLAD)
    drafter = app.drafter(app.writer())
    drafter.options = ReplySection(rules=[Rule(name="all", action="hold")])
    assert drafter.draft([1]).held == [1]
    (alert,) = alerts.listed(app.database, app.zone)
    assert (alert["review_id"], alert["reply_id"], alert["urgent"]) == (1, 1, False)


def test_nothing_is_asked_for_a_review_that_has_its_reply(app, listing, monkeypatch):
    put(app, listing, GLAD)
    drafted(app, 1)
    found = app.writer()
    monkeypatch.setattr(found, "write", None)
    assert app.drafter(found).draft([1]).skipped == [1]


# --- reviews that change meanwhile ---


def changed(app, listing):
    store(app.engine, listing, raw("r1", text="이제는 별로예요. 실망했어요", edited_at=NOW), now=NOW)


def test_a_text_for_what_the_review_said_before_does_not_pass(app, listing):
    put(app, listing, GLAD)
    drafted(app, 1)
    found = app.writer()
    seen = states.basis(GLAD, None)
    changed(app, listing)
    reply = approving.edit(app.engine, found, 1, GOOD, seen)
    assert (reply.state, reply.passed, reply.basis) == ("draft", False, seen)
    with pytest.raises(WrongInput):
        approving.approve(app.engine, found, 1)


def test_a_rewrite_carries_the_mark_of_the_review_that_it_was_written_for(app, listing, monkeypatch):
    put(app, listing, GLAD)
    drafted(app, 1)
    found = app.writer()
    write = found.write

    def slow(*given, **options):
        changed(app, listing)
        return write(*given, **options)

    monkeypatch.setattr(found, "write", slow)
    reply, _written = approving.rewrite(app.engine, found, 1)
    assert (reply.basis, reply.passed) == (states.basis(GLAD, None), False)


# --- what is learnt ---


def test_only_what_passed_the_checks_is_an_example(app, listing):
    put(app, listing, GLAD, "김치가 시원하고 좋았어요")
    drafted(app, 1, 2)
    found = app.writer()
    approving.edit(app.engine, found, 1, BAD)
    approving.approve(app.engine, found, 1)
    assert examples(app) == []
    approving.edit(app.engine, found, 2, GOOD.replace("국물", "김치"))
    passed = approving.approve(app.engine, found, 2).passed
    assert len(examples(app)) == int(passed) == 1


def test_what_the_owner_takes_back_is_no_example_any_more_and_what_he_brings_back_is(app, listing):
    put(app, listing, GLAD)
    drafted(app, 1)
    found = app.writer()
    for take_back in (
        lambda: states.reject(app.engine, 1),
        lambda: approving.edit(app.engine, found, 1, BAD),
    ):
        approving.approve(app.engine, found, 1)
        assert len(examples(app)) == 1
        take_back()
        assert examples(app) == []
        approving.undo(app.engine, found, 1)
        assert (only(app)["state"], len(examples(app))) == ("approved", 1)
        approving.edit(app.engine, found, 1, only(app)["text"])
    approving.approve(app.engine, found, 1)
    approving.undo(app.engine, found, 1)
    assert (only(app)["state"], examples(app)) == ("draft", [])


def test_an_example_whose_review_is_gone_is_shown_to_no_model(app, listing):
    from reviewkit.features.voice import similar

    put(app, listing, GLAD)
    with writing(app.engine) as session:
        session.add(
            VoiceExample(store_id=1, review_text="홍길동이에요", text="네", lang="ko", origin="approved", created_at=NOW)
        )
    assert similar.known(app.database, 1) == []


# --- a run of many ---


def breaks(monkeypatch, error, *numbers):
    """Let the writing of some reviews go wrong."""
    write = writer.Writer.write

    def writing_(self, situation, *given, **options):
        if situation.review_id in numbers:
            raise error
        return write(self, situation, *given, **options)

    monkeypatch.setattr(writer.Writer, "write", writing_)


@pytest.mark.parametrize("abreast", [1, 4])
def test_a_review_that_is_gone_is_left_out_and_one_that_breaks_does_not_end_the_run(app, listing, monkeypatch, abreast):
    put(app, listing, *(f"{GLAD} {n}번째" for n in range(1, 6)))
    breaks(monkeypatch, ValueError("홍길동"), 2)
    drafter = app.drafter(app.writer())
    drafter.abreast = abreast
    ticks = []
    done = drafter.draft([1, 99, 2, 3, 4, 5], tick=ticks.append)
    assert len(done.ready) == 4
    assert (done.skipped, done.failed, len(ticks)) == ([99], [2], 6)
    assert done.fault.exit_code == 3
    assert "ValueError" in done.fault.message
    assert "reviewkit reply draft 2" in done.fault.hint
    assert "홍길동" not in app.log_path.read_text()
    assert '"review": 2' in app.log_path.read_text()


def test_where_nothing_came_of_a_run_its_error_is_raised(app, listing, monkeypatch):
    put(app, listing, GLAD)
    breaks(monkeypatch, BadConfig("no"), 1)
    with pytest.raises(BadConfig):
        drafted(app, 1)


def test_a_run_in_which_everything_breaks_ends(app, listing, monkeypatch):
    put(app, listing, *(f"{GLAD} {n}번째" for n in range(20)))
    breaks(monkeypatch, ValueError(), *range(2, 99))
    done = drafted(app, *range(1, 21))
    assert (len(done.ready), len(done.failed)) == (1, MOST_FAILURES)


def test_a_database_in_trouble_ends_a_run_at_once(app, listing, monkeypatch):
    put(app, listing, GLAD, "김치가 시원해요")
    breaks(monkeypatch, DatabaseTrouble("full"), 1)
    with pytest.raises(DatabaseTrouble):
        drafted(app, 1, 2)
    assert list(replies.select(app.database, ReplyFilter())) == []
