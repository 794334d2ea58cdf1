"""Reviews from files: read for what they are, shown first, never twice."""

import csv
import io
import itertools
import json
import string
import sys
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from made import NOW, add_store, listing_id, raw, store
from reviewkit.app import App
from reviewkit.cli.main import main
from reviewkit.db import query
from reviewkit.db.query import Filter
from reviewkit.errors import BadFile, NotFound, WrongInput
from reviewkit.features.imports import columns, takeout, values, work
from reviewkit.features.imports.opening import Options
from reviewkit.platforms.base import IdSource, OwnerReply, Parsed, Precision, RawReview, Status

SAMPLES = Path(__file__).parent / "imports"
NUMBERS = itertools.count()
SEOUL = ZoneInfo("Asia/Seoul")
BEYOND_EXPORT = ("id", "first_seen_at", "last_seen_at", "handled_at", "missed_full")


@pytest.fixture
def app(home):
    app = App()
    add_store(app)
    yield app
    app.engine.dispose()


def options(**given_):
    """What the owner said, with nobody to ask."""

    def nobody(what, choices):
        raise WrongInput(f"{what}: {', '.join(choices)}")

    said = {
        "store_id": 1, "store_name": "가나식당", "zone": SEOUL, "parse": google, "pick": nobody,
        "platforms": ("naver", "kakao", "google"), "now": NOW,
    }  # fmt: skip
    return Options(**{**said, **given_})


def google(body: bytes, kind: str) -> Parsed:
    from reviewkit.platforms.google import Google

    return Google.parse(body, kind)


def run(app, path, **said):
    """Import a file; return its plan and the counts."""
    wanted = options(**said)
    made = work.plan(path, path.name, wanted)
    return made, work.write(app.engine, made, wanted)


def stored(app):
    """All stored reviews, by their platform's id."""
    return {row["platform_id"]: row for row in query.select(app.database, Filter(limit=0))}


def attempt(call, error):
    """Return (what a call gives, "") or (None, what its error says); any other error fails the test."""
    try:
        return call(), ""
    except error as exc:
        return None, str(exc)


def texts(app):
    return sorted(row["text"] for row in stored(app).values())


# --- CSV ---


def test_an_admin_pages_table_comes_in_and_what_can_not_is_named_with_its_row_as_a_spreadsheet_counts(app):
    made, counts = run(app, SAMPLES / "admin.csv", platform="naver")
    assert texts(app) == ["국물이 진하고\n직원분들이 친절해요", "줄이 길어요"]
    assert (made.rows, counts.new, counts.dropped.total()) == (7, 2, 0)
    assert {reason: (problem.count, problem.lines) for reason, problem in made.problems.items()} == {
        "twice_in_file": (1, [6]),
        "bad_rating": (1, [7]),
        "ambiguous_date": (1, [8]),
        "bad_date": (1, [9]),
        "empty": (1, [10]),
    }
    first = next(row for row in stored(app).values() if row["author"] == "도담도담12")
    assert (first["rating"], first["reply_text"], first["written_precision"]) == (4.0, "감사합니다", "day")
    assert first["id_source"] == "file" if "id_source" in first else first["platform_id"].startswith("file:")


def test_the_same_file_again_adds_nothing(app):
    run(app, SAMPLES / "admin.csv", platform="naver")
    _made, counts = run(app, SAMPLES / "admin.csv", platform="naver")
    assert (counts.new, counts.updated, counts.unchanged) == (0, 0, 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "euc-kr", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(app, tmp_path, encoding, delimiter):
    path = tmp_path / "reviews.csv"
    text = (
        delimiter.join(["작성자", "내용", "작성일"])
        + "\r\n"
        + delimiter.join(["새벽별", '"맛, 좋아요; 또 와요"', "2026.05.22."])
    )
    path.write_bytes((text + "\r\n").encode(encoding))
    run(app, path, platform="naver")
    assert texts(app) == ["맛, 좋아요; 또 와요"]


def test_a_file_mangled_late_is_refused_rather_than_stored_mangled(app, tmp_path):
    path = tmp_path / "reviews.csv"
    good = "작성자,내용,작성일\n" + "새벽별,맛있어요,2026-05-22\n" * 5000
    path.write_bytes(good.encode() + b"\xff\xfe\xff\n")
    with pytest.raises(BadFile, match="encoding"):
        run(app, path, platform="naver")
    assert stored(app) == {}


def test_a_row_s_own_platform_decides_its_listing_and_one_is_made_where_there_is_none(app):
    made, counts = run(app, SAMPLES / "english.tsv")
    assert (dict(made.ready), counts.new) == ({"google": 1, "kakao": 1}, 2)
    assert {(row["platform"], row["platform_id"]) for row in stored(app).values()} == {
        ("google", "file:41"),
        ("kakao", "file:42"),
    }
    assert listing_id(app.database, "google") != listing_id(app.database, "kakao")


def test_a_row_of_another_platform_than_the_one_asked_for_stays_out(app):
    made, counts = run(app, SAMPLES / "english.tsv", platform="google")
    assert (counts.new, made.problems["other_platform"].lines) == (1, [3])


def test_a_file_that_names_no_platform_asks_for_one(app):
    with pytest.raises(WrongInput, match="platform: naver, kakao, google"):
        run(app, SAMPLES / "admin.csv")


def test_map_overrides_the_guess_and_can_leave_a_field_out(app, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("언제,뭐라고,내용,별점\n2026-05-22,맛있어요,메뉴: 국밥,1\n", encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        run(app, path, platform="naver")
    assert "언제, 뭐라고" in caught.value.message
    assert "--map" in caught.value.hint
    run(app, path, platform="naver", columns=columns.asked(["text=뭐라고,date=언제", "rating="]))
    (row,) = stored(app).values()
    assert (row["text"], row["rating"]) == ("맛있어요", None)


@pytest.mark.parametrize("words", ["nonsense=본문", "text", "=본문"])
def test_map_refuses_what_it_does_not_know(words):
    with pytest.raises(WrongInput, match="date"):
        columns.asked([words])


def test_map_refuses_a_column_that_is_not_there(app):
    with pytest.raises(WrongInput, match="없는칸"):
        run(app, SAMPLES / "admin.csv", platform="naver", columns={"text": "없는칸"})


def test_a_quote_that_is_never_closed_costs_its_row_and_not_the_database(app, tmp_path):
    path = tmp_path / "quote.csv"
    rows = "".join(f"손님{n},좋아요 {n},2026-05-22\n" for n in range(20_000))
    path.write_text(f'작성자,내용,작성일\n새벽별,좋아요,2026-05-22\n달토끼,"열린 따옴표,2026-05-22\n{rows}', encoding="utf-8")
    made, counts = run(app, path, platform="naver")
    assert made.problems["bad_row"].lines[0] == 3
    assert counts.new > 1
    assert max(map(len, texts(app))) < 20_000


def test_a_stranger_s_id_never_passes_for_the_platform_s_own(app, tmp_path):
    store(app.engine, listing_id(app.database, "naver"), raw("77", text="사이트의 리뷰"))
    path = tmp_path / "ids.csv"
    path.write_text("id,내용,작성일\n77,파일의 리뷰,2026-05-22\n", encoding="utf-8")
    run(app, path, platform="naver")
    assert texts(app) == ["사이트의 리뷰", "파일의 리뷰"]


def test_a_crawled_review_is_known_again_in_a_file_without_ids(app, tmp_path):
    known = raw("abc", author="새벽별", text="국물이 진해요", rating=None, written_at=datetime(2026, 5, 22, 3, tzinfo=UTC))
    store(app.engine, listing_id(app.database, "naver"), known)
    path = tmp_path / "same.csv"
    path.write_text("작성자,내용,작성일,별점\n새벽별,국물이 진해요,2026-05-22,4\n", encoding="utf-8")
    _made, counts = run(app, path, platform="naver")
    (row,) = stored(app).values()
    assert (counts.new, row["platform_id"], row["rating"], row["written_precision"]) == (0, "abc", 4.0, "second")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"  \n", "empty"),
        ("book.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "Excel"),
        ("table.xls", b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "no text file"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + b"JFIF" * 99, "no text file"),
        ("program", bytes(range(1, 27)) * 40, "no text file"),
        ("headless.csv", "새벽별,국물이 진해요,5,2026-05-22\n달토끼,좋아요,4,2026-05-23\n".encode(), "first row must hold"),
        ("headless.tsv", 'a\t"국물이\n진해요"\t5\n'.encode(), "first row must hold them"),
        ("broken.zip", b"PK\x03\x04" + b"\x00" * 50, "damaged"),
        ("broken.json", b'{"a": ', "JSON"),
        ("only.csv", "작성자,내용,작성일\n새벽별,좋아요,어제\n".encode(), "None of the 1 rows"),
    ],
)
def test_a_file_that_can_not_be_read_says_why(app, tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadFile, match=said):
        run(app, tmp_path / name, platform="naver")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
@example(b"\xff\xfe")
@example(b"date,text\n\x00,\x00")
@example(b'date,text\n"')
@example(b"[[[[[" * 500)
@example(b'[{"date":"2026-05-22","text":"\\ud800"}]')
def test_any_bytes_give_reviews_or_a_clear_error(tmp_path, content):
    for name in ("bytes.csv", "bytes.txt"):
        path = tmp_path / name
        path.write_bytes(content)
        made, said = attempt(lambda path=path: work.plan(path, path.name, options(platform="naver")), BadFile)
        if made is None:
            assert name in said
        else:
            assert made.ready.total() + sum(problem.count for problem in made.problems.values()) == made.rows


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_below_good_headings_give_reviews_or_a_clear_error(tmp_path, content):
    path = tmp_path / "bytes.csv"
    path.write_bytes(b"date,text,rating,author\n2026-05-22,good,5,me\n" + content)
    made, said = attempt(lambda: work.plan(path, "bytes.csv", options(platform="naver")), BadFile)
    assert "bytes.csv" in said if made is None else made.ready["naver"] >= 1


# --- JSON ---


def test_json_lines_come_in_and_a_broken_line_costs_itself_only(app):
    made, counts = run(app, SAMPLES / "plain.jsonl", platform="kakao")
    assert texts(app) == ["다시 올게요", "반찬이 정갈해요"]
    assert counts.new == 2
    assert {reason: problem.lines for reason, problem in made.problems.items()} == {"bad_json": [2], "not_a_review": [3]}
    row = next(row for row in stored(app).values() if row["author"] == "새벽별")
    assert (row["written_at"], json.loads(row["voted_keywords"])) == ("2026-05-22 09:30:00.000000", ["음식이 맛있어요"])


@pytest.mark.parametrize(
    "wrap",
    [
        json.dumps,
        lambda rows: json.dumps(rows, indent=2, ensure_ascii=False),
        lambda rows: json.dumps({"count": 2, "items": rows}),
        lambda rows: json.dumps({"items": rows}, indent=1),
        lambda rows: "\ufeff" + "\n\n".join(json.dumps(row) for row in rows),
    ],
)
def test_an_array_a_wrapped_array_and_lines_are_the_same(app, tmp_path, wrap):
    rows = [{"text": f"리뷰 {n}", "date": "2026-05-22", "rating": n} for n in (1, 2)]
    (tmp_path / "some.json").write_text(wrap(rows), encoding="utf-8")
    run(app, tmp_path / "some.json", platform="naver")
    assert texts(app) == ["리뷰 1", "리뷰 2"]


def test_an_array_that_was_cut_off_gives_what_came_before(app, tmp_path):
    whole = json.dumps([{"text": f"리뷰 {n}", "date": "2026-05-22"} for n in range(3)], indent=1, ensure_ascii=False)
    (tmp_path / "cut.json").write_text(whole[:-30], encoding="utf-8")
    made, counts = run(app, tmp_path / "cut.json", platform="naver")
    assert (counts.new, made.problems["cut_off"].lines) == (2, [10])


def test_a_large_file_needs_little_memory(app, tmp_path):
    for name in ("large.jsonl", "large.json", "large.csv"):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            file.write({"large.json": "[\n", "large.csv": "date,text,id\n"}.get(name, ""))
            for n in range(20_000):
                row = {"date": "2026-05-22", "text": "맛있어요 " * 20 + str(n), "id": str(n)}
                line = ",".join(row.values()) if name.endswith("csv") else json.dumps(row)
                file.write(("," if name.endswith(".json") and n else "") + line + "\n")
            file.write("]" if name.endswith(".json") else "")
        tracemalloc.start()
        made = work.plan(tmp_path / name, name, options(platform="naver"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert made.ready["naver"] == 20_000
        assert peak < 8_000_000, name


# --- our own exports ---

LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30).map(str.strip)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2026, 11, 1), timezones=st.just(UTC))
REVIEWS = st.builds(
    RawReview,
    platform_id=st.text(string.ascii_letters + string.digits + "-_=+", min_size=1, max_size=12),
    written_at=MOMENTS,
    written_precision=st.sampled_from(Precision),
    author=LETTERS,
    rating=st.sampled_from([None, 0.5, 3.0, 4.5, 5.0]),
    text=LETTERS,
    url=st.sampled_from([None, "https://example.invalid/r/1,2?a=b"]),
    visited_on=st.none() | st.dates(date(2020, 1, 1), date(2026, 11, 1)),
    visit_count=st.none() | st.integers(1, 99),
    voted_keywords=st.lists(LETTERS.filter(bool), max_size=3, unique=True).map(tuple),
    photos=st.lists(st.sampled_from(["https://example.invalid/a.jpg", "https://example.invalid/b.jpg"]), unique=True).map(
        tuple
    ),
    origin=st.sampled_from([None, "naver_map"]),
    status=st.sampled_from(Status),
    edited_at=st.none() | MOMENTS,
    owner_reply=st.none() | st.builds(OwnerReply, LETTERS.filter(bool), st.none() | MOMENTS),
)


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    return tmp_path_factory.mktemp("homes")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(REVIEWS, min_size=1, max_size=6, unique_by=lambda review: review.platform_id),
    st.sampled_from(["json", "jsonl", "csv"]),
)
def test_what_review_list_prints_comes_back_the_same(home, homes, capsys, monkeypatch, reviews, form):
    here, there = (homes / str(next(NUMBERS)) for _each in range(2))
    pair = [_home_with_store(monkeypatch, folder) for folder in (here, there)]
    try:
        store(pair[0].engine, listing_id(pair[0].database, "naver"), *reviews)
        file = homes / f"own.{form}"
        file.write_text(_exported(capsys, monkeypatch, here, form), encoding="utf-8", newline="")
        first, counts = run(pair[1], file)
        assert (first.own, first.problems, counts.new) == (True, {}, len(reviews))
        assert _comparable(pair[1]) == _comparable(pair[0])
        _again, counts = run(pair[1], file)
        assert (counts.new, counts.updated, counts.unchanged) == (0, 0, len(reviews))
        _back, counts = run(pair[0], file)
        assert (counts.new, counts.updated, counts.unchanged) == (0, 0, len(reviews))
    finally:
        for app in pair:
            app.engine.dispose()


def _home_with_store(monkeypatch, folder):
    folder.mkdir(parents=True)
    monkeypatch.setenv("REVIEWKIT_HOME", str(folder))
    app = App()
    add_store(app)
    return app


def _exported(capsys, monkeypatch, folder, form):
    monkeypatch.setenv("REVIEWKIT_HOME", str(folder))
    capsys.readouterr()
    assert main(["review", "list", "--limit", "0", f"--{form}"]) == 0
    return capsys.readouterr().out


def _comparable(app):
    return {key: {name: value for name, value in row.items() if name not in BEYOND_EXPORT} for key, row in stored(app).items()}


def test_an_old_export_does_not_undo_what_was_crawled_since(app, tmp_path, capsys):
    listing = listing_id(app.database, "naver")
    store(app.engine, listing, raw(text="처음 쓴 글"), raw("r2", text="지워질 글"))
    assert main(["review", "list", "--jsonl"]) == 0
    (tmp_path / "old.jsonl").write_text(capsys.readouterr().out, encoding="utf-8")
    store(app.engine, listing, raw(text="고쳐 쓴 글"))
    _made, counts = run(app, tmp_path / "old.jsonl")
    assert (counts.new, counts.updated) == (0, 0)
    assert texts(app) == ["고쳐 쓴 글", "지워질 글"]


def test_an_export_of_several_stores_gives_a_store_its_own_reviews(app, tmp_path):
    made = {"platform": "naver", "written_at": "2026-05-22T10:00:00+09:00", "written_precision": "second"}
    rows = [{**made, "store": name, "platform_id": name, "text": name} for name in ("가나식당", "다라네일")]
    path = tmp_path / "all.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    plan, counts = run(app, path)
    assert (counts.new, plan.problems["other_store"].count, texts(app)) == (1, 1, ["가나식당"])
    with pytest.raises(BadFile, match="다라네일"):
        run(app, path, store_name="마바헤어")


# --- Takeout ---


def page(*entries):
    return json.dumps({"reviews": list(entries)}, ensure_ascii=False)


def entry(identity, location="9", account="1", updated="2026-05-22T01:02:03.000004Z", **given_):
    name = f"accounts/{account}/locations/{location}/reviews/{identity}"
    made = {"reviewer": {"displayName": "새벽별"}, "starRating": "FOUR", "createTime": "2026-05-22T01:02:03.000004Z"}
    return {**made, "updateTime": updated, "name": name, **given_}


def titled(title):
    datum = {"datum": {"listingName": {"text": title}}}
    return json.dumps({"attributes": [{"id": {"attributeType": "LISTING_NAME"}, "values": [datum]}]})


def export(folder, files):
    """Write a Takeout folder, and the same as a zip beside it; return both."""
    root, archive = folder / "Takeout", folder / "takeout.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            path = root / "Google 비즈니스 프로필" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
            zipped.write(path, f"Takeout/Google 비즈니스 프로필/{name}")
    return root, archive


ONE_LOCATION = {
    "account-1/location-9/reviews.json": page(entry("A", comment="좋아요"), entry("B")),
    "account-1/location-9/reviews-x1.json": page(entry("C", comment="(Translated by Google) Good\n\n(Original)\n굿")),
    "account-1/location-9/additionalData.json": titled("가나식당"),
    "account-1/location-9/data.json": "{}",
    "account-2/location-9/reviews.json": page(
        entry("A", account="2", updated="2026-06-01T00:00:00Z", comment="다시 쓴 글"), entry("B", account="2")
    ),
}


@pytest.mark.parametrize("form", [0, 1])
def test_a_takeout_gives_each_review_once_in_its_newest_state(app, tmp_path, form):
    path = export(tmp_path, ONE_LOCATION)[form]
    _made, counts = run(app, path)
    assert (counts.new, texts(app)) == (3, ["", "굿", "다시 쓴 글"])
    assert {row["platform"] for row in stored(app).values()} == {"google"}
    _made, counts = run(app, path)
    assert (counts.new, counts.updated, counts.unchanged) == (0, 0, 3)


@pytest.mark.parametrize("inner", ["Google 비즈니스 프로필", "Google 비즈니스 프로필/account-1/location-9"])
def test_a_folder_inside_a_takeout_will_do_and_so_will_a_page(app, tmp_path, inner):
    root, _archive = export(tmp_path, ONE_LOCATION)
    _made, counts = run(app, root / inner)
    assert counts.new == 3
    _made, counts = run(app, root / "Google 비즈니스 프로필/account-1/location-9/reviews-x1.json")
    assert (counts.new, counts.unchanged) == (0, 1)


def test_of_several_locations_the_one_titled_as_the_store_is_taken_else_it_must_be_said(app, tmp_path):
    files = {
        "account-1/location-9/reviews.json": page(entry("A", comment="가나 리뷰")),
        "account-1/location-9/additionalData.json": titled("가나식당"),
        "account-1/location-8/reviews.json": page(entry("Z", location="8", comment="다라 리뷰")),
        "account-1/location-8/additionalData.json": titled("다라네일"),
    }
    _root, archive = export(tmp_path, files)
    run(app, archive)
    assert texts(app) == ["가나 리뷰"]
    with pytest.raises(WrongInput, match="location: 가나식당, 다라네일"):
        run(app, archive, store_name="마바헤어")
    with pytest.raises(NotFound, match="가나식당, 다라네일"):
        run(app, archive, location="없는 곳")
    run(app, archive, location="다라")
    assert texts(app) == ["가나 리뷰", "다라 리뷰"]


def test_reviews_that_the_user_wrote_are_refused(app, tmp_path):
    folder = tmp_path / "Takeout" / "Maps (your places)"
    folder.mkdir(parents=True)
    (folder / "Reviews.json").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    for path in (tmp_path / "Takeout", folder / "Reviews.json"):
        with pytest.raises(BadFile, match="wrote yourself"):
            run(app, path)


def test_a_page_that_can_not_be_read_costs_itself_only(app, tmp_path):
    _root, archive = export(tmp_path, {**ONE_LOCATION, "account-1/location-9/reviews-x2.json": "[]"})
    made, counts = run(app, archive)
    assert (counts.new, made.problems["bad_page"].count) == (3, 1)


def test_a_takeout_is_google_s_whatever_else_is_said(app, tmp_path):
    _root, archive = export(tmp_path, ONE_LOCATION)
    with pytest.raises(WrongInput, match="naver"):
        run(app, archive, platform="naver")


def test_a_zip_bomb_is_refused_and_nothing_is_unpacked(app, tmp_path, monkeypatch):
    monkeypatch.setattr(takeout, "LARGEST_PAGE", 1_000_000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("../../account-1/location-9/reviews.json", " " * 3_000_000)
    with pytest.raises(BadFile, match="too large"):
        run(app, tmp_path / "bomb.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bomb.zip", "home"]


def test_an_excel_workbook_is_named_as_one(app, tmp_path):
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as zipped:
        zipped.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(BadFile, match="Excel"):
        run(app, tmp_path / "book.xlsx")


# --- dates and ratings ---


@pytest.mark.parametrize(
    ("text", "moment", "precision"),
    [
        ("2026-05-22", "2026-05-22T00:00+09:00", "day"),
        ("2026.05.22.", "2026-05-22T00:00+09:00", "day"),
        ("26.5.22.금", "2026-05-22T00:00+09:00", "day"),
        ("2026년 5월 22일 금요일", "2026-05-22T00:00+09:00", "day"),
        ("2026. 5. 22. 오후 3:04:05", "2026-05-22T15:04:05+09:00", "second"),
        ("2026년 5월 22일 오전 12시 30분", "2026-05-22T00:30+09:00", "second"),
        ("2026/05/22 18:30", "2026-05-22T18:30+09:00", "second"),
        ("2026-05-22 00:00:00", "2026-05-22T00:00+09:00", "day"),
        ("2026-05-22T00:00:00Z", "2026-05-22T00:00+00:00", "second"),
        ("2026-05-22T18:30:00.123456-05:00", "2026-05-22T18:30:00.123456-05:00", "second"),
        ("2026-05-22 18:30:00 KST", "2026-05-22T18:30+09:00", "second"),
        ("20260522", "2026-05-22T00:00+09:00", "day"),
        ("20260522183000", "2026-05-22T18:30+09:00", "second"),
        ("22.05.2026", "2026-05-22T00:00+09:00", "day"),
        ("5/22/2026 6:30 PM", "2026-05-22T18:30+09:00", "second"),
        ("5/5/2026", "2026-05-05T00:00+09:00", "day"),
        ("May 22, 2026", "2026-05-22T00:00+09:00", "day"),
        ("22 May 2026", "2026-05-22T00:00+09:00", "day"),
        ("Fri May 22 2026 18:30:00 GMT+0900 (Korean Standard Time)", "2026-05-22T18:30+09:00", "second"),
        (1779442200, "2026-05-22T18:30+09:00", "second"),
        ("1779442200000", "2026-05-22T18:30+09:00", "second"),
    ],
)
def test_a_date_is_read_with_how_exact_it_is(text, moment, precision):
    assert values.moment(text, SEOUL) == (datetime.fromisoformat(moment), Precision(precision))


@pytest.mark.parametrize("text", ["5/6/2026", "06.05.2026", "26/05/22"])
def test_a_date_that_may_mean_two_days_is_refused(text):
    with pytest.raises(ValueError, match="ambiguous_date"):
        values.moment(text, SEOUL)


@pytest.mark.parametrize(
    "text",
    [
        "어제",
        "3일 전",
        "2026-13-01",
        "2026-02-30",
        "2026-05-22 25:00",
        "1026-05-22",
        "2026-05",
        "x" * 200,
        "99.99.99",
        "2026-05-223",
    ],
)
def test_a_date_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="bad_date"):
        values.moment(text, SEOUL)


JUNK = st.one_of(
    st.text(max_size=40),
    st.text("0123456789년월일시분초오전후./-: TZ+'apmMay(금)", max_size=40),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.lists(st.integers(), max_size=2),
)


@settings(max_examples=1000)
@given(JUNK)
def test_the_date_parser_raises_a_known_reason_or_gives_an_aware_moment(value):
    found, said = attempt(lambda: values.moment(value, SEOUL), ValueError)
    assert said in ("no_date", "bad_date", "ambiguous_date") if found is None else found[0].utcoffset() is not None


@pytest.mark.parametrize(
    ("value", "stars"),
    [
        ("4.5", 4.5), ("4,5", 4.5), (5, 5.0), ("5/5", 5.0), ("4.0 / 5.0", 4.0), ("★★★★☆", 4.0), ("⭐⭐⭐", 3.0), ("★ 4.5", 4.5),
        ("★★★½", 3.5), ("별점5점", 5.0), ("별점 4.5", 4.5), ("3점", 3.0), ("별표 5개", 5.0), ("FIVE", 5.0), ("four stars", 4.0),
        ("5 stars", 5.0), ("Rated 4.0 out of 5", 4.0), (4.333333333333333, 4.333333333333333),
        ("", None), (None, None), (0, None), ("-", None), ("없음", None), ("STAR_RATING_UNSPECIFIED", None),
    ],
)  # fmt: skip
def test_a_rating_is_read(value, stars):
    assert values.rating(value) == stars


@pytest.mark.parametrize("value", ["7", "8/10", "좋아요", "★★★★★★", "-3", "0.1", True, [5], "5 5", "☆☆☆☆☆", float("inf")])
def test_a_rating_that_is_none_is_refused_and_never_bent(value):
    with pytest.raises(ValueError, match="bad_rating"):
        values.rating(value)


@settings(max_examples=1000)
@given(st.one_of(JUNK, st.text("0123456789.,/★☆⭐½별점개 ofstars", max_size=12)))
def test_the_rating_parser_raises_a_known_reason_or_gives_stars(value):
    found, said = attempt(lambda: values.rating(value), ValueError)
    assert said in ("", "bad_rating") if found is None else 0.5 <= found <= 5


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("작성자,내용,별점,작성일", "author text rating written_at"),
        ("닉네임,본문,평점,등록일,사장님 댓글,답글 작성일", "author text rating written_at owner_reply reply_at"),
        ("name,comment,stars,created,reply", "author text rating written_at owner_reply"),
        (
            "리뷰번호,리뷰,방문일,작성일,방문횟수,키워드,URL",
            "platform_id text visited_on written_at visit_count voted_keywords url",
        ),
        ("답글 여부,답글 수,평균 별점,아이디", ""),
    ],
)
def test_columns_are_guessed_by_their_names(names, expected):
    found = columns.guess(names.split(","), {})
    assert {name: found.get(name) for name in expected.split()} == dict(zip(expected.split(), names.split(","), strict=False))
    assert len(found) == len(expected.split())


def test_decomposed_hangul_from_a_mac_names_the_same_column():
    import unicodedata

    assert columns.guess([unicodedata.normalize("NFD", "작성일"), "내용"], {}).keys() == {"written_at", "text"}


# --- the command ---


def test_the_command_shows_columns_and_examples_before_it_writes(app, capsys):
    assert main(["import", str(SAMPLES / "admin.csv"), "--platform", "naver", "--dry-run"]) == 0
    printed = capsys.readouterr()
    assert "작성자 닉네임" in printed.out
    assert "도담도담12" in printed.out
    assert "line" not in printed.err
    assert "(row 7): “7”" in printed.err
    assert "Not in this file: Id" in printed.err
    assert stored(app) == {}


def test_the_command_asks_and_where_nobody_can_be_asked_names_the_flag(app, capsys):
    assert main(["import", str(SAMPLES / "admin.csv"), "-p", "naver", "--no-input"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert main(["import", str(SAMPLES / "admin.csv"), "--yes"]) == 2
    assert "--platform" in capsys.readouterr().err
    assert stored(app) == {}


def test_the_command_counts_what_it_wrote_as_json(app, capsys):
    assert main(["import", str(SAMPLES / "admin.csv"), "-p", "naver", "--yes", "--store", "가나", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["rows"], row["new"], row["updated"], row["unchanged"], row["dropped"]["bad_date"]) == (7, 2, 0, 0, 1)
    assert row["columns"]["text"] == "리뷰 내용"


def test_some_files_failing_is_3_and_all_failing_is_1(app, capsys, tmp_path):
    good, gone = str(SAMPLES / "english.tsv"), str(tmp_path / "gone.csv")
    assert main(["import", good, gone, "--yes"]) == 3
    assert len(stored(app)) == 2
    assert main(["import", gone, gone, "--yes"]) == 1
    assert main(["import", gone, "--yes"]) == 1
    assert "gone.csv" in capsys.readouterr().err


def test_a_folder_without_a_takeout_is_said_to_have_none_whatever_the_platform(app, capsys, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.txt").write_text("nothing")
    for more in ([], ["-p", "kakao"], ["-p", "google"]):
        assert main(["import", str(tmp_path / "folder"), "--yes", *more]) == 1
        assert "holds no reviews of a Google Takeout" in " ".join(capsys.readouterr().err.split())


def test_names_of_columns_can_not_move_the_cursor(app, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("\x1b[2Jone,two\r\n1,2\r\n", encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        run(app, path)
    assert caught.value.message.isprintable()


def test_a_number_of_visits_that_no_database_holds_is_unknown(app, tmp_path):
    path = tmp_path / "visits.jsonl"
    counts = (2**63, -(2**64), "9" * 30, 1e300, 3)
    rows = [{"date": "2026-05-22", "text": f"맛{n}", "방문횟수": count} for n, count in enumerate(counts)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    run(app, path, platform="naver")
    assert sorted((row["text"], row["visit_count"]) for row in stored(app).values()) == [
        ("맛0", None), ("맛1", None), ("맛2", None), ("맛3", None), ("맛4", 3),
    ]  # fmt: skip


def test_standard_input_is_read(app, capsys, monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO((SAMPLES / "plain.jsonl").read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert main(["import", "-", "-p", "naver", "--yes"]) == 0
    assert len(stored(app)) == 2
    assert "standard input" in capsys.readouterr().out


def test_a_formula_that_the_export_defused_comes_back_as_it_was(app, tmp_path, capsys):
    store(app.engine, listing_id(app.database, "naver"), raw("-x=", text="=1+1 같은 맛"))
    assert main(["review", "list", "--csv"]) == 0
    exported = capsys.readouterr().out
    assert next(csv.DictReader(io.StringIO(exported)))["text"].startswith("'=")
    (tmp_path / "own.csv").write_text(exported, encoding="utf-8", newline="")
    _made, counts = run(app, tmp_path / "own.csv")
    assert (counts.new, counts.unchanged) == (0, 1)


def test_ids_of_ours_stay_ours_through_an_export(app, tmp_path, capsys):
    run(app, SAMPLES / "admin.csv", platform="naver")
    assert main(["review", "list", "--jsonl"]) == 0
    (tmp_path / "own.jsonl").write_text(capsys.readouterr().out, encoding="utf-8")
    made = work.plan(tmp_path / "own.jsonl", "own.jsonl", options())
    assert {found.review.id_source for found in made.reads()} == {IdSource.FILE}
