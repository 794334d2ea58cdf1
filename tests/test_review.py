"""reviewkit review: list, show, search, done, reopen."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest

from made import add_store, raw, run, run_json, store
from reviewkit.app import App
from reviewkit.platforms.base import OwnerReply, Precision, Status

FIELDS = [
    "id", "store", "platform", "platform_id", "url", "author", "rating", "text", "written_at", "written_precision",
    "visited_on", "visit_count", "voted_keywords", "photos", "origin", "status", "edited_at", "owner_reply", "sentiment",
    "sentiment_score", "keywords", "aspects", "lang", "copy_of", "handled",
]  # fmt: skip


def on(day):
    return datetime(2026, 10, day, 5, 0, tzinfo=UTC)


@pytest.fixture
def filled(home):
    """Five reviews of one store on Naver and one on KakaoMap of another."""
    app = App()
    naver = add_store(app)
    kakao = add_store(app, "다라카페", "kakao", "2")
    store(
        app.engine, naver,
        raw("n1", written_at=on(1), text="국물이 진해요", rating=None, visited_on=date(2026, 9, 30), visit_count=2,
            voted_keywords=("음식이 맛있어요",), photos=("https://x.invalid/1.jpg",), origin="영수증"),
        raw("n2", written_at=on(2), text="직원이 불친절해요", rating=1.0),
        raw("n3", written_at=on(3), text="가격은 비싸지만 맛있어요", rating=4.0, owner_reply=OwnerReply("감사합니다", on(4))),
        raw("n4", written_at=on(4), text="지워진 글", status=Status.SUSPENDED),
        raw("n5", written_at=on(5), text="", rating=None, voted_keywords=("친절해요", "매장이 청결해요")),
    )  # fmt: skip
    store(app.engine, kakao, raw("k1", written_at=on(6), text="커피와 국물떡볶이", rating=5.0, written_precision=Precision.DAY))
    app.close()


def ids(capsys, *options):
    return [row["platform_id"] for row in run_json(capsys, "review", "list", *options)]


def test_json_has_exactly_the_agreed_fields(filled, capsys):
    rows = run_json(capsys, "review", "list", "--sort", "oldest")
    assert [list(row) for row in rows] == [FIELDS] * 6
    first = rows[0]
    assert first["written_at"] == "2026-10-01T14:00:00+09:00"
    assert (first["visited_on"], first["visit_count"], first["voted_keywords"]) == ("2026-09-30", 2, ["음식이 맛있어요"])
    assert (first["rating"], first["owner_reply"], first["sentiment"], first["handled"]) == (None, None, None, False)
    assert rows[2]["owner_reply"] == {"text": "감사합니다", "written_at": "2026-10-04T14:00:00+09:00"}


def test_an_empty_list_is_empty_in_every_form(capsys):
    assert run_json(capsys, "review", "list") == []
    assert run(capsys, "review", "list", "--jsonl")[1] == ""
    assert run(capsys, "review", "list", "--csv")[1].strip() == ",".join(FIELDS)
    assert run(capsys, "review", "list")[1] == ""


def test_jsonl_and_csv_say_the_same(filled, capsys):
    whole = run_json(capsys, "review", "list")
    _code, lines, _err = run(capsys, "review", "list", "--jsonl")
    assert [json.loads(line) for line in lines.splitlines()] == whole
    _code, table, _err = run(capsys, "review", "list", "--csv")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["platform_id"] for row in rows] == [row["platform_id"] for row in whole]
    assert list(rows[0]) == FIELDS


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ((), ["k1", "n5", "n4", "n3", "n2", "n1"]),
        (("--store", "가나"), ["n5", "n4", "n3", "n2", "n1"]),
        (("--platform", "kakao"), ["k1"]),
        (("--rating", "1-4"), ["n3", "n2"]),
        (("--rating", "5"), ["k1"]),
        (("--rating", "none"), ["n5", "n4", "n1"]),
        (("--rating", "★5"), ["k1"]),
        (("--rating", "4~5"), ["k1", "n3"]),
        (("--since", "2026-10-05"), ["k1", "n5"]),
        (("--since", "2026.10.5"), ["k1", "n5"]),
        (("--since", "2026/10/5"), ["k1", "n5"]),
        (("--since", "2026. 10. 5."), ["k1", "n5"]),
        (("--since", "2026년 10월 5일"), ["k1", "n5"]),
        (("--since", "2026-10-05", "--until", "2026-10-05"), ["n5"]),
        (("--until", "2026-10-02"), ["n2", "n1"]),
        (("--answered",), ["n3"]),
        (("--unanswered", "--platform", "kakao"), ["k1"]),
        (("--photo",), ["n1"]),
        (("--status", "suspended"), ["n4"]),
        (("--text", "국물"), ["k1", "n1"]),
        (("--sort", "oldest", "--limit", "2"), ["n1", "n2"]),
        (("--sort", "rating"), ["n2", "n3", "k1", "n5", "n4", "n1"]),
        (("--limit", "0"), ["k1", "n5", "n4", "n3", "n2", "n1"]),
    ],
)
def test_filters_choose(filled, capsys, options, wanted):
    assert ids(capsys, *options) == wanted


def test_a_day_is_the_shops_own(filled, capsys):
    """Five in the morning UTC on the first is two in the afternoon in Seoul; midnight there is the day before in UTC."""
    app = App()
    store(app.engine, 1, raw("late", written_at=datetime(2026, 9, 30, 15, 30, tzinfo=UTC)))
    app.close()
    assert ids(capsys, "--since", "2026-10-01", "--until", "2026-10-01") == ["n1", "late"]


def test_search_finds_two_syllables_and_all_words(filled, capsys):
    assert [row["platform_id"] for row in run_json(capsys, "review", "search", "불친")] == ["n2"]
    assert [row["platform_id"] for row in run_json(capsys, "review", "search", "비싸", "맛있")] == ["n3"]
    assert [row["platform_id"] for row in run_json(capsys, "review", "search", "감사합")] == ["n3"], "replies are searched too"
    assert run_json(capsys, "review", "search", "없는말") == []


@pytest.mark.parametrize(
    "options",
    [
        ("--rating", "9"),
        ("--rating", "many"),
        ("--rating", "0"),
        ("--rating", "0-3"),
        ("--rating", "★"),
        ("--since", "soon"),
        ("--since", "2026.13.1"),
        ("--since", "2026-10-03", "--until", "2026-10-02"),
        ("--text", ""),
        ("--text", " \u3000 "),
        ("--sort", "best"),
        ("--status", "x"),
        ("--platform", "yelp"),
    ],
)
def test_a_wrong_option_is_a_wrong_command_line(filled, capsys, options):
    code, out, err = run(capsys, "review", "list", *options)
    assert (code, out) == (2, "")
    assert err


def test_done_and_reopen(filled, capsys):
    first = run_json(capsys, "review", "list", "--limit", "1")[0]["id"]
    assert run_json(capsys, "review", "done", str(first)) == {"changed": 1, "handled": True}
    assert ids(capsys, "--handled") == ["k1"]
    assert run_json(capsys, "review", "reopen", str(first))["changed"] == 1
    assert ids(capsys, "--handled") == []
    assert run(capsys, "review", "done", "1", "999")[0] == 1
    assert ids(capsys, "--handled") == [], "one wrong number marks none"


def test_a_missing_review_is_said_to_be_missing(filled, capsys):
    code, _out, err = run(capsys, "review", "show", "999")
    assert code == 1
    assert "review list" in err


@pytest.mark.parametrize("width", ["80", "140"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_list_looks_as_it_did(filled, capsys, monkeypatch, snapshot, width, language):
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setenv("REVIEWKIT_GENERAL__LANGUAGE", language)
    _code, out, err = run(capsys, "review", "list", "--limit", "5")
    assert f"{out}\n--- stderr\n{err}" == snapshot


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_review_looks_as_it_did(filled, capsys, monkeypatch, snapshot, language):
    app = App()
    store(app.engine, 1, raw("n2", written_at=on(2), text="다시 갔더니 친절해요\n주차는 어려워요", rating=4.0), now=on(20))
    app.close()
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("REVIEWKIT_GENERAL__LANGUAGE", language)
    assert run(capsys, "review", "show", "2")[1] == snapshot


@pytest.fixture
def decorated(home):
    """Reviews with signs."""
    app = App()
    store(
        app.engine, add_store(app),
        raw("cake", written_at=on(1), text="생일이었어요 🎂"),
        raw("heart", written_at=on(2), text="최고 ❤\ufe0f 또 갈게요", owner_reply=OwnerReply("감사합니다 🎂", on(3))),
        raw("half", written_at=on(3), text="50% 할인! a_b c\\\\d"),
        raw("plain", written_at=on(4), text="생일이었어요"),
    )  # fmt: skip
    app.close()


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["🎂"], ["heart", "cake"]),
        (["❤"], ["heart"]),
        (["❤\ufe0f"], ["heart"]),
        (["생일", "🎂"], ["cake"]),
        (["생일", "!"], []),
        (["%"], ["half"]),
        (["_"], ["half"]),
        (["\\"], ["half"]),
        (["할인!!"], ["half"]),
        (["!", "%"], ["half"]),
        (["🎉"], []),
    ],
)
def test_a_sign_is_found_as_it_is(decorated, capsys, words, wanted):
    assert [row["platform_id"] for row in run_json(capsys, "review", "search", *words)] == wanted


@pytest.mark.parametrize("words", [["search", ""], ["search", "  "], ["list", "--text", ""]])
def test_blanks_alone_are_nothing_to_look_for(filled, capsys, words):
    code, out, err = run(capsys, "review", *words)
    assert (code, out) == (2, "")
    assert "Type a word to look for." in err


def test_a_rating_with_a_comma_is_told_how_to_write_it(filled, capsys):
    assert "4-5" in run(capsys, "review", "list", "--rating", "4,5")[2]


def test_an_empty_list_says_what_is_missing(capsys, home):
    assert "reviewkit store add" in run(capsys, "review", "list")[2]
    app = App()
    listing = add_store(app)
    assert "reviewkit crawl" in run(capsys, "review", "list")[2]
    store(app.engine, listing, raw())
    app.close()
    assert run(capsys, "review", "list", "--rating", "1")[2].strip() == "No review fits."


def test_marking_says_how_many_and_what_they_are_now(filled, capsys):
    assert "Marked 2 reviews as done." in run(capsys, "review", "done", "1", "2")[2]
    assert "They were done already." in run(capsys, "review", "done", "1", "2")[2]
    assert "Marked 1 review as not done." in run(capsys, "review", "reopen", "1")[2]
    assert "It was not done anyway." in run(capsys, "review", "reopen", "1")[2]
    code, _out, err = run(capsys, "review", "done", "99999")
    assert code == 1
    assert "reviewkit review list" in err


def test_a_review_that_is_gone_says_so_where_its_text_was(filled, capsys):
    (gone,) = run_json(capsys, "review", "list", "--status", "suspended")
    assert "(taken down by the site)" in run(capsys, "review", "show", str(gone["id"]))[1]
    assert run_json(capsys, "review", "show", str(gone["id"]))["text"] == ""


def test_what_is_coloured_ends_where_words_do_and_stays_within_the_text():
    from reviewkit.cli.said import text_pieces, whole_text_pieces

    text = "한 시간 웨이팅할 정도는\n아니었어요"
    keyword = {"keyword": "웨이팅 하다", "polarity": "negative", "start": 2, "end": 6}
    row = {"text": text, "keywords": [keyword, {**keyword, "start": 3, "end": 99}], "aspects": [], "copy_of": None}
    pieces = whole_text_pieces(row)
    assert [piece for piece, style in pieces if style] == ["시간 웨이팅할"]
    assert "".join(piece for piece, _style in pieces) == text
    assert "\n" not in "".join(piece for piece, _style in text_pieces(row))
