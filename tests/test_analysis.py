"""What reviews say, in the database: read beside a crawl and an import, by `analyze`, and shown in the lists."""

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import psutil
import pytest

from made import add_store, raw, run, run_json, store
from reviewkit.app import App
from reviewkit.db.reading import rows
from reviewkit.demo.fill import make_shop
from reviewkit.errors import AnalysisTrouble
from reviewkit.features import analysis
from reviewkit.features.analysis import Beside, label
from reviewkit.text import VERSION, Polarity, worker
from reviewkit.text.worker import Worker

MIXED = "맛은 있는데 너무 비싸요"


@pytest.fixture
def shop():
    return make_shop(datetime.now(UTC).date(), naver_text=0, naver_keywords=0, kakao=45, google=0)


@pytest.fixture
def app(home):
    app = App()
    yield app
    app.close()


@pytest.fixture
def filled(app):
    """Reviews of one listing that nobody has read yet."""
    listing = add_store(app, "가나식당")
    store(
        app.engine, listing,
        raw("good", text="국물이 진하고 직원분들이 정말 친절해요", rating=None),
        raw("bad", text="직원이 불친절해요. 음식도 너무 늦게 나왔어요", rating=None),
        raw("mixed", text=MIXED, rating=None),
        raw("five", text="그냥 그래요", rating=5.0),
        raw("three", text=MIXED, rating=3.0),
        raw("stars", text="", rating=1.0),
        raw("nothing", text="", rating=None),
        raw("english", text="The staff was rude and the soup was cold.", rating=None),
        raw("japanese", text="とても美味しかったです。", rating=None),
    )  # fmt: skip
    return listing


@pytest.fixture
def no_worker(monkeypatch):
    """Starting a worker is an error."""

    def start():
        raise AssertionError("a worker was started")

    monkeypatch.setattr(worker, "_start", start)


def by_id(capsys, *options):
    return {row["platform_id"]: row for row in run_json(capsys, "review", "list", "--limit", "0", *options)}


def test_analyze_reads_what_waits_and_then_has_nothing_to_do(filled, capsys):
    assert run_json(capsys, "analyze") == {"analysed": 9}
    found = by_id(capsys)
    moods = {name: row["sentiment"] for name, row in found.items()}
    assert moods == {
        "good": "positive", "bad": "negative", "mixed": "mixed", "five": "positive", "three": "mixed", "stars": "negative",
        "nothing": None, "english": "negative", "japanese": None,
    }  # fmt: skip
    assert {name: row["lang"] for name, row in found.items() if row["lang"] != "ko"} == {
        "stars": None, "nothing": None, "english": "en", "japanese": "ja",
    }  # fmt: skip
    assert found["stars"]["sentiment_score"] is None
    assert -1 <= found["bad"]["sentiment_score"] < 0 < found["good"]["sentiment_score"] <= 1
    assert run_json(capsys, "analyze") == {"analysed": 0}


def test_a_review_praises_one_aspect_and_blames_another(filled, capsys):
    run_json(capsys, "analyze")
    row = by_id(capsys)["mixed"]
    assert {(one["aspect"], one["polarity"]) for one in row["aspects"]} == {("맛", "positive"), ("가격", "negative")}
    assert all(row["text"][one["start"] : one["end"]] for one in row["aspects"])
    assert {one["keyword"] for one in by_id(capsys)["bad"]["keywords"]} >= {"직원 불친절하다"}


def test_lists_choose_by_what_reviews_say(filled, capsys):
    run_json(capsys, "analyze")
    assert set(by_id(capsys, "--sentiment", "negative")) == {"bad", "stars", "english"}
    assert set(by_id(capsys, "--aspect", "가격")) == {"mixed", "three"}
    assert set(by_id(capsys, "--aspect", "price-", "--rating", "none")) == {"mixed"}
    assert set(by_id(capsys, "--aspect", "맛-")) <= {"english"}
    assert set(by_id(capsys, "--keyword", "불친절")) == {"bad"}
    assert set(by_id(capsys, "--lang", "ja")) == {"japanese"}
    code, _out, err = run(capsys, "review", "list", "--sentiment", "happy")
    assert code == 2
    assert "positive, neutral, negative, mixed" in err


def test_a_list_for_people_shows_mood_and_aspects(filled, capsys, monkeypatch):
    run_json(capsys, "analyze")
    out = run(capsys, "review", "list", "--sentiment", "mixed")[1]
    assert "mixed" in out
    assert "taste+ price-" in out
    monkeypatch.setenv("COLUMNS", "80")
    narrow = run(capsys, "review", "list", "--sentiment", "mixed")[1]
    assert "mixed" in narrow
    assert "taste+" not in narrow
    number = by_id(capsys)["mixed"]["id"]
    shown = run(capsys, "review", "show", str(number))[1]
    assert f"“{MIXED[:6]}" in shown or "“맛은" in shown


def test_stars_are_the_label_where_there_are_any():
    assert label(5.0, Polarity.NEGATIVE) == "positive"
    assert label(3.5, Polarity.NEGATIVE) == "positive"
    assert label(2.0, Polarity.POSITIVE) == "negative"
    assert label(3.0, Polarity.POSITIVE) == "neutral"
    assert label(3.0, Polarity.MIXED) == "mixed"
    assert label(None, Polarity.NEUTRAL) == "neutral"
    assert label(None, None) is None


def test_a_crawl_reads_what_it_brings(sites, automatic, capsys):
    run_json(capsys, "store", "add", "가나식당", "--kakao", sites.links["kakao"], "--mine")
    run_json(capsys, "crawl")
    found = run_json(capsys, "review", "list", "--limit", "0")
    assert len(found) == 45
    assert all(row["sentiment"] for row in found if row["rating"])
    assert any(row["keywords"] for row in found)
    assert any(row["aspects"] for row in found)


def test_a_crawl_that_finds_nothing_new_starts_no_worker(sites, automatic, capsys, monkeypatch):
    run_json(capsys, "store", "add", "가나식당", "--kakao", sites.links["kakao"], "--mine")
    run_json(capsys, "crawl")
    monkeypatch.setattr(worker, "_start", lambda: pytest.fail("a worker was started"))
    run_json(capsys, "crawl")


def test_an_edited_review_is_read_again(app, filled, capsys):
    run_json(capsys, "analyze")
    store(app.engine, filled, raw("good", text="이제는 불친절하고 맛도 없어요", rating=None))
    assert by_id(capsys)["good"]["sentiment"] is None
    assert run_json(capsys, "analyze") == {"analysed": 1}
    assert by_id(capsys)["good"]["sentiment"] == "negative"


def test_a_review_that_only_gets_a_reply_is_not_read_again(app, filled, capsys, no_worker):
    from reviewkit.platforms.base import OwnerReply

    store(app.engine, filled, raw("nothing", text="", rating=None))
    with app.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO review_analysis (review_id, version, lang, unsure, judge) SELECT id, ?, 'ko', 0, 'text' FROM review",
            (VERSION,),
        )
    answer = OwnerReply("감사합니다", datetime(2026, 11, 2, tzinfo=UTC))
    store(app.engine, filled, raw("bad", text="직원이 불친절해요. 음식도 너무 늦게 나왔어요", rating=None, owner_reply=answer))
    assert run_json(capsys, "analyze") == {"analysed": 0}


def test_what_an_older_version_has_read_is_read_again(app, filled, capsys):
    run_json(capsys, "analyze")
    with app.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE review_analysis SET version = 0, sentiment = 'neutral' WHERE sentiment = 'mixed'")
    out = run(capsys, "analyze", "--dry-run")[2]
    assert "2 reviews" in out
    assert run_json(capsys, "analyze") == {"analysed": 2}
    assert set(by_id(capsys, "--sentiment", "mixed")) == {"mixed", "three"}


def test_all_and_since_choose_what_is_read_again(app, filled, capsys):
    store(app.engine, filled, raw("old", text="맛있어요", rating=None, written_at=datetime(2024, 1, 1, tzinfo=UTC)))
    assert run_json(capsys, "analyze", "--since", "2026-01-01") == {"analysed": 9}
    assert run_json(capsys, "analyze", "--all") == {"analysed": 10}


def test_reviews_without_a_text_need_no_worker(app, capsys, no_worker):
    store(app.engine, add_store(app), raw("stars", text="", rating=2.0))
    assert run_json(capsys, "analyze") == {"analysed": 1}
    assert by_id(capsys)["stars"]["sentiment"] == "negative"


def test_an_import_reads_what_it_brings(app, automatic, tmp_path, capsys):
    add_store(app)
    file = tmp_path / "reviews.jsonl"
    line = {"platform": "naver", "platform_id": "1", "author": "손님", "text": MIXED, "written_at": "2026-11-01T10:00:00+09:00"}
    file.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    run_json(capsys, "import", str(file), "--store", "가나식당", "--yes")
    (row,) = run_json(capsys, "review", "list")
    assert row["sentiment"] == "mixed"


def test_a_crawl_whose_worker_dies_keeps_its_reviews_and_says_so(sites, automatic, capsys, monkeypatch):
    def start():
        return subprocess.Popen([sys.executable, "-c", "pass"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    run_json(capsys, "store", "add", "가나식당", "--kakao", sites.links["kakao"], "--mine")
    monkeypatch.setattr(worker, "_start", start)
    code, _out, err = run(capsys, "crawl")
    assert code == 0
    assert "reviewkit analyze" in err
    monkeypatch.undo()
    assert len(run_json(capsys, "review", "list", "--limit", "0")) in (0, 45)


def test_an_error_in_the_worker_comes_out_as_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "kiwipiepy.py").write_text("raise ImportError('no wheel')", encoding="utf-8")
    with Worker() as one, pytest.raises(AnalysisTrouble, match="no wheel"):
        list(one.analyse([[("맛있어요", None)]]))


def test_a_worker_answers_batch_by_batch_and_is_gone_when_closed():
    with Worker(["한우곰탕"]) as one:
        first, second, third = one.analyse([[("한우곰탕이 맛있어요", "food")], [], [("직원이 불친절해요", "food")] * 300])
        assert psutil.pid_exists(one.pid)
        pid = one.pid
    assert not psutil.pid_exists(pid)
    assert (len(first), len(second), len(third)) == (1, 0, 300)
    assert first[0].keywords[0].text == "한우곰탕 맛있다"
    assert third[299].polarity is Polarity.NEGATIVE


def test_a_worker_ends_when_the_process_that_asks_is_killed():
    code = (
        "import time\n"
        "from reviewkit.text.worker import Worker\n"
        "one = Worker()\n"
        "next(one.analyse([[('맛있어요', None)]]))\n"
        "print(one.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    assert psutil.pid_exists(pid)
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_breaking_off_leaves_the_rest_for_later(app, filled, capsys):
    with pytest.raises(RuntimeError, match="the crawl broke"), Beside(app.reader()) as reading:
        reading.wake()
        raise RuntimeError("the crawl broke")
    with rows(app.database_path, "SELECT count(*) FROM review_analysis") as found:
        assert next(found)[0] in (0, 9)
    run_json(capsys, "analyze")
    assert by_id(capsys)["bad"]["sentiment"] == "negative"


def test_ctrl_c_during_analyze_ends_cleanly(app, filled, home):
    process = subprocess.Popen([sys.executable, "-m", "reviewkit", "analyze"], stderr=subprocess.PIPE, text=True)
    time.sleep(1.2)
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=20)
    assert process.returncode in (0, 130), err
    assert "Traceback" not in err


def test_a_review_that_changes_while_it_is_read_is_read_again(app, filled, capsys, monkeypatch):
    before = analysis.copies

    def change_meanwhile(connection, ids):
        store(app.engine, filled, raw("bad", text="다시 와 보니 정말 친절하고 맛있어요", rating=None))
        monkeypatch.setattr(analysis, "copies", before)
        return before(connection, ids)

    monkeypatch.setattr(analysis, "copies", change_meanwhile)
    assert run_json(capsys, "analyze") == {"analysed": 9}
    assert by_id(capsys)["bad"]["sentiment"] is None
    run_json(capsys, "analyze")
    assert by_id(capsys)["bad"]["sentiment"] == "positive"


def test_the_trade_says_which_aspects_count(app, capsys):
    listing = add_store(app)
    store(app.engine, listing, raw("cut", text="커트가 너무 예쁘게 나왔어요", rating=None))
    run_json(capsys, "store", "edit", "가나식당", "--trade", "salon")
    run_json(capsys, "analyze")
    assert "디자인" in {one["aspect"] for one in by_id(capsys)["cut"]["aspects"]}
    assert run(capsys, "store", "edit", "가나식당", "--trade", "bank")[0] == 2


def test_aspects_and_words_of_the_owner_count(app, home, capsys):
    (home / "config.toml").write_text(
        '[analysis]\nstore_words = { "가나식당" = ["불꽃라면정식"] }\naspects = { "주차" = ["주차", "주차장"] }\n',
        encoding="utf-8",
    )
    store(app.engine, add_store(app), raw("own", text="불꽃라면정식 맛있어요. 그런데 주차가 너무 불편해요", rating=None))
    run_json(capsys, "analyze")
    row = by_id(capsys)["own"]
    assert ("주차", "negative") in {(one["aspect"], one["polarity"]) for one in row["aspects"]}
    assert "불꽃라면정식 맛있다" in {one["keyword"] for one in row["keywords"]}
    assert set(by_id(capsys, "--aspect", "주차-")) == {"own"}


def test_what_could_trick_a_screen_is_kept_beside_what_is_shown(app, capsys):
    text = "맛있어요\u202e\u200b 최고\x1b[31m"
    store(app.engine, add_store(app), raw("odd", text=text, rating=None))
    with rows(app.database_path, "SELECT text, text_original FROM review") as found:
        shown, original = next(found)
    assert original == text
    assert "맛있어요" in shown
    assert not {"\u202e", "\u200b", "\x1b"} & set(shown)
    counts = store(app.engine, add_store(app, "다라카페", "kakao", "2"), raw("odd", text=text))
    assert counts.new == 1


LONG = "주말 저녁 일곱 시쯤 부모님 모시고 갔는데 칼국수 면발이 쫄깃하고 겉절이도 갓 무친 맛이라 두 번 더 달라고 했어요"


def test_a_copied_review_is_noted_in_the_list_and_found_by_similar(app, capsys):
    listing = add_store(app)
    first, later = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC)
    store(
        app.engine, listing,
        raw("copy", author="둘째", text=LONG.replace("부모님", "어머니"), written_at=later, rating=None),
        raw("original", author="첫째", text=LONG, written_at=first, rating=None),
        raw("other", author="셋째", text="커피가 너무 써서 반쯤 남겼어요. 자리는 편했고요", written_at=first),
    )  # fmt: skip
    run_json(capsys, "analyze")
    found = by_id(capsys)
    assert {name: row["copy_of"] for name, row in found.items()} == {
        "copy": found["original"]["id"], "original": None, "other": None,
    }  # fmt: skip
    assert f"≈ No. {found['original']['id']}" in run(capsys, "review", "list")[1]
    (alike,) = run_json(capsys, "review", "similar", str(found["original"]["id"]))
    assert (alike["platform_id"], alike["copy"]) == ("copy", True)
    assert alike["similarity"] > 0.8
    code, out, err = run(capsys, "review", "similar", str(found["copy"]["id"]))
    assert code == 0
    assert "첫째" in out
    assert "주말 저녁" in err
    assert run(capsys, "review", "similar", "999")[0] == 1


def test_a_copy_that_is_edited_is_no_copy_any_more(app, capsys):
    listing = add_store(app)
    later = datetime(2026, 11, 5, tzinfo=UTC)
    store(app.engine, listing, raw("one", author="첫째", text=LONG), raw("two", author="둘째", text=LONG, written_at=later))
    run_json(capsys, "analyze")
    assert by_id(capsys)["two"]["copy_of"] == by_id(capsys)["one"]["id"]
    new = "직원분이 자리를 옮겨 주셔서 아이들과 편하게 먹었습니다. 감사해요"
    store(app.engine, listing, raw("two", author="둘째", text=new, written_at=later))
    run_json(capsys, "analyze")
    assert by_id(capsys)["two"]["copy_of"] is None


# --- what a fresh reading of all this found ---


def everything(app, table):
    with rows(app.database_path, f"SELECT * FROM {table}") as found:
        return [tuple(row) for row in found]


def test_what_a_suspended_review_said_is_gone_with_its_text(app, filled, capsys):
    from reviewkit.platforms.base import Status

    run_json(capsys, "analyze")
    before = len(everything(app, "review_aspect"))
    store(app.engine, filled, raw("bad", text="", rating=None, status=Status.SUSPENDED))
    assert len(everything(app, "review_aspect")) < before
    row = by_id(capsys)["bad"]
    assert (row["keywords"], row["aspects"], row["sentiment"]) == ([], [], None)


def test_a_text_that_an_older_version_stored_as_it_came_does_not_look_edited(app, capsys, monkeypatch):
    listing, text = add_store(app), "맛있어요\u200b" + "ㅋ" * 60
    with monkeypatch.context() as older:
        older.setattr("reviewkit.features.merge.screen", lambda came: came)
        store(app.engine, listing, raw("old", text=text))
    run_json(capsys, "review", "done", "1")
    store(app.engine, listing, raw("old", text=text))
    row = by_id(capsys)["old"]
    assert (row["handled"], row["edited_at"]) == (True, None)
    assert "\u200b" not in row["text"]
    assert everything(app, "review_revision") == []


def test_the_worker_runs_no_module_of_the_folder_that_the_owner_stands_in(tmp_path, monkeypatch):
    (tmp_path / "queue.py").write_text(f"open({str(tmp_path / 'pwned')!r}, 'w')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with Worker() as one:
        assert next(one.analyse([[("맛있어요", None)]]))[0].polarity is Polarity.POSITIVE
    assert not (tmp_path / "pwned").exists()


def test_a_text_that_is_too_much_for_us_costs_only_itself(monkeypatch):
    import io

    from reviewkit.text import analysis as text_analysis

    judge = text_analysis.sentiment.judge

    def fails(text, language):
        if "터진다" in text:
            raise IndexError("too much")
        return judge(text, language)

    monkeypatch.setattr(text_analysis.sentiment, "judge", fails)
    asked = [{"words": [], "aspects": {}}, [["맛있어요", None], ["터진다", None], ["별로예요", None]]]
    sink = io.StringIO()
    worker.serve(io.StringIO("".join(json.dumps(line) + "\n" for line in asked)), sink)
    good, lost, bad = json.loads(sink.getvalue())
    assert (good[1], lost, bad[1]) == ("positive", None, "negative")


def test_half_a_line_of_a_killed_worker_is_told_as_its_death(monkeypatch):
    def start():
        code = "import sys; sys.stdin.readline(); sys.stdout.write('[[1,'); sys.stdout.flush()"
        return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    monkeypatch.setattr(worker, "_start", start)
    with Worker() as one, pytest.raises(AnalysisTrouble):
        list(one.analyse([[("맛있어요", None)]]))


def test_what_a_model_has_judged_and_was_paid_for_stays(app, filled, capsys):
    run_json(capsys, "analyze")
    with app.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE review_analysis SET judge = 'gpt', sentiment = 'neutral' WHERE sentiment = 'negative'"
        )
    run_json(capsys, "analyze", "--all")
    assert by_id(capsys)["bad"]["sentiment"] == "neutral"


def test_a_copy_whose_original_was_edited_is_no_copy_any_more(app, capsys):
    listing = add_store(app)
    later = datetime(2026, 11, 5, tzinfo=UTC)
    store(app.engine, listing, raw("one", author="첫째", text=LONG), raw("two", author="둘째", text=LONG, written_at=later))
    run_json(capsys, "analyze")
    store(
        app.engine, listing, raw("one", author="첫째", text="직원분이 자리를 옮겨 주셔서 아이들과 편하게 먹었습니다. 감사해요")
    )
    run_json(capsys, "analyze")
    assert by_id(capsys)["two"]["copy_of"] is None


def test_what_was_read_before_the_trade_was_known_is_read_again(app, capsys):
    listing = add_store(app, platform="kakao")
    advice = "메뉴 설명을 자세히 해주셨어요"
    with Beside(app.reader()) as reading:
        store(app.engine, listing, raw("first", text=advice, rating=None))
        reading.wake()
        deadline = time.monotonic() + 20
        while not reading.reader.done and time.monotonic() < deadline:
            time.sleep(0.05)
        assert reading.reader.done == 1
        store(app.engine, listing, *(raw(f"r{n}", text="국물이 맛있어요", rating=None) for n in range(12)))
    salon = {"상담", "시술", "디자인", "예약"}
    assert not salon & {one["aspect"] for one in by_id(capsys)["first"]["aspects"]}


def test_a_stopped_crawl_leaves_the_reading_for_later(app, filled):
    from threading import Event

    stop = Event()
    with Beside(app.reader(stop=stop)):
        stop.set()
    assert everything(app, "review_analysis") == []


@pytest.mark.parametrize("option", ["--aspect", "--keyword"])
@pytest.mark.parametrize("word", ["", " ", "+", "-"])
def test_an_empty_wish_is_no_wish_for_all(app, capsys, option, word):
    assert run(capsys, "review", "list", f"{option}={word}")[0] == 2


def test_a_long_hostile_text_is_judged_by_so_many_of_its_pieces_only():
    from reviewkit.text.contrast import MOST, pieces

    assert len(pieces("맛은 좋은데 가격은 나쁜데 " * 3000)) == MOST
