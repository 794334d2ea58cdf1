"""reviewkit report: the screens in both languages, at two widths; the other forms, the options, shops with little to tell."""

import csv
import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

import reviewkit
from made import run, run_json
from reports_made import filled, insert, mention, name, read, reply, row, stores
from reviewkit.app import App
from reviewkit.cli import charts
from reviewkit.cli.main import NOUNS
from reviewkit.features import reports
from reviewkit.features.reports import written
from reviewkit.features.reports.figures import Difference, Mean, Period, Share

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
VERBS = ("summary", "rating", "keywords", "aspects", "responses", "advice")
TEXT = "국물이 진하고 직원분들이 친절해요"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    """It is noon in Seoul on a Friday, and `report` is a command."""
    monkeypatch.setitem(NOUNS, "report", "report")
    with time_machine.travel(NOW, tick=False):
        yield


def database() -> Path:
    app = App()
    path = app.database
    app.close()
    return path


def reviews(count=120, listings=3, **given):
    """Reviews of nine weeks, evenly spread; only Naver's have no stars, a fifth is bad and blames the wait, lately more."""

    def write(connection):
        for number in range(count):
            at = NOW - timedelta(hours=4 + number * 12)
            listing = number % listings + 1
            bad = number % 5 == 0 or (number < 14 and number % 2 == 0)
            stars = None if listing % 3 == 1 else 2.0 if bad else 5.0 - number % 2
            answered = {"reply_text": "고맙습니다", "reply_written_at": at + timedelta(hours=3 + number)} if number % 3 else {}
            values = {"rating": stars, "written_at": at, "text": TEXT, **answered, **given}
            insert(connection, [row(number + 1, listing, **values)])
            read(connection, number + 1, "negative" if bad else "positive", -0.6 if bad else 0.8)
            if bad:
                name(connection, number + 1, "웨이팅 길다", "negative")
                mention(connection, number + 1, "대기", "negative", "한참 기다렸어요")
            else:
                name(connection, number + 1, "국물 진하다")
                mention(connection, number + 1, "맛")

    return write


def one_shop(*more, count=120):
    return filled(database(), stores, reviews(count), *more)


# --- how they look ---


@pytest.mark.parametrize("width", ["80", "140"])
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("verb", VERBS)
def test_a_report_looks_as_it_did(capsys, monkeypatch, snapshot, verb, language, width):
    one_shop(lambda connection: reply(connection, 3, "live", NOW), lambda connection: reply(connection, 6, "removed", NOW))
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setenv("REVIEWKIT_GENERAL__LANGUAGE", language)
    code, out, err = run(capsys, "report", verb)
    assert (code, err) == (0, "")
    assert max(cell_len(line) for line in out.splitlines()) <= int(width)
    assert out == snapshot


@pytest.mark.parametrize("language", ["en", "ko"])
def test_several_stores_stand_side_by_side(capsys, monkeypatch, snapshot, language):
    filled(database(), lambda connection: stores(connection, 4), reviews(240, listings=12))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("REVIEWKIT_GENERAL__LANGUAGE", language)
    for verb in ("summary", "rating", "aspects", "responses"):
        code, out, _err = run(capsys, "report", verb)
        assert code == 0
        assert all(f"가나식당 {store}호점" in out for store in range(1, 5))
        assert max(cell_len(line) for line in out.splitlines()) <= 80
        assert out == snapshot(name=verb)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_summary_of_a_shop_fits_on_one_screen(capsys, monkeypatch, language):
    one_shop()
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("REVIEWKIT_GENERAL__LANGUAGE", language)
    assert len(run(capsys, "report", "summary")[1].splitlines()) <= 40


def test_without_colours_there_are_none(capsys, monkeypatch):
    from reviewkit.cli import show

    def terminal(stream):
        return Console(file=stream, width=80, force_terminal=True, color_system="standard", highlight=False)

    monkeypatch.setattr(show, "_console", terminal)
    one_shop()
    assert "\x1b[32m" in run(capsys, "report", "summary")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in run(capsys, "report", "summary")[1].replace("\x1b[3m", "")


def test_every_number_of_the_screen_is_one_of_the_figures(capsys, monkeypatch):
    path = one_shop()
    figures = reports.summary(path, reports.Scope(since=NOW - timedelta(days=28) + timedelta(hours=12), now=NOW))
    monkeypatch.setenv("COLUMNS", "140")
    out = run(capsys, "report", "summary")[1]
    assert f"★{written.mean(figures.total.now.rating)}" in out
    assert written.share(figures.total.now.sentiment.negative) in out
    assert written.counted(figures.total.now.answered) in out


# --- the other forms ---


@pytest.mark.parametrize("verb", VERBS)
def test_json_is_the_report_whole_and_unrounded(capsys, verb):
    path = one_shop()
    begin, end = reports.last("4w", NOW.date(), reports.Scope().zone)
    scope = reports.Scope(since=begin, until=end, now=NOW.astimezone(reports.Scope().zone))
    given = {"shown": 15} if verb == "keywords" else {}
    found = run_json(capsys, "report", verb)
    assert found == reports.as_json(getattr(reports, verb)(path, scope, **given))
    assert (found["report"], found["schema"]) == (verb, reports.SCHEMA)


@pytest.mark.parametrize("verb", VERBS)
def test_csv_has_the_same_columns_for_a_shop_without_reviews(capsys, verb):
    path = database()
    empty = run(capsys, "report", verb, "--csv")[1].splitlines()[0]
    filled(path, stores, reviews())
    full = list(csv.DictReader(io.StringIO(run(capsys, "report", verb, "--csv")[1])))
    assert full
    assert ",".join(full[0]) == empty
    assert not any(None in line or None in line.values() for line in full)


def test_csv_and_jsonl_are_not_rounded(capsys):
    one_shop()
    total = run_json(capsys, "report", "summary")["total"]["now"]["rating"]
    first = next(csv.DictReader(io.StringIO(run(capsys, "report", "summary", "--csv")[1])))
    assert (first["of"], first["name"], float(first["now.rating.value"])) == ("all", "", total["value"])
    assert float(first["now.rating.low"]) == total["low"]
    lines = [json.loads(line) for line in run(capsys, "report", "summary", "--jsonl")[1].splitlines()]
    assert [(line["schema"], line["report"], line["of"]) for line in lines[:2]] == [
        (1, "summary", "all"),
        (1, "summary", "platform"),
    ]
    assert lines[0]["now"]["rating"] == total


# --- on paper ---


@pytest.mark.parametrize("verb", VERBS)
def test_a_report_becomes_one_html_file(capsys, tmp_path, verb):
    one_shop()
    file = tmp_path / "보고서.html"
    code, out, err = run(capsys, "report", verb, "--html", str(file))
    assert (code, out) == (0, "")
    assert str(file) in err.replace("\n", "")
    page = file.read_text(encoding="utf-8")
    assert page.startswith("<!")
    assert "가나식당 1호점" in page
    assert ("국물 진하다" in page) == (verb in {"summary", "keywords"})
    assert run(capsys, "report", verb, "--html", "-")[1].strip() == page.strip()


def test_the_html_file_is_opened_where_that_is_asked_for(capsys, monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    one_shop()
    file = tmp_path / "report.html"
    monkeypatch.setenv("DISPLAY", ":0")
    assert run(capsys, "report", "rating", "--html", str(file), "--open")[0] == 0
    assert opened == [file.as_uri()]
    code, _out, err = run(capsys, "report", "rating", "--open")
    assert (code, "--html report.html --open" in err) == (2, True)
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    assert "open it yourself" in run(capsys, "report", "rating", "--html", str(file), "--open")[2]
    assert run(capsys, "report", "rating", "--html", str(tmp_path / "no" / "folder.html"))[0] == 1


# --- little to tell ---


def nothing(connection):
    """No store."""


def silent(connection):
    """A store without reviews."""
    stores(connection)


def unrated(connection):
    stores(connection)
    reviews(30)(connection)
    connection.execute("UPDATE review SET rating = NULL")


def single(connection):
    stores(connection)
    insert(connection, [row(1, 3, rating=5.0, written_at=NOW - timedelta(days=1))])


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("shop", "words"),
    [
        (nothing, "reviewkit store add"),
        (silent, "No reviews in this period."),
        (unrated, ""),
        (single, "Only 1 reviews: too few"),
    ],
    ids=["no store", "no reviews", "no stars", "one review"],
)
@pytest.mark.parametrize("width", ["80", "140"])
def test_a_shop_with_little_to_tell_is_told_so(capsys, monkeypatch, verb, shop, words, width):
    filled(database(), shop)
    monkeypatch.setenv("COLUMNS", width)
    code, out, err = run(capsys, "report", verb)
    assert code == 0
    assert words in out + err
    assert "None" not in out.replace("None of the", "")
    assert "nan" not in out


def test_without_stars_the_texts_tell(capsys, monkeypatch):
    filled(database(), unrated)
    monkeypatch.setenv("COLUMNS", "80")
    out = run(capsys, "report", "rating")[1]
    assert "★" not in out
    assert "Score" in out
    assert "None of the 30 reviews has stars" in out


def test_what_rests_on_few_is_called_so(capsys):
    filled(database(), stores, lambda connection: insert(connection, [row(n, 3, rating=5.0, written_at=NOW) for n in (1, 2)]))
    assert "★5.0 (n 2, too few)" in run(capsys, "report", "summary")[1]
    assert "~★5.0 (n 2)" in run(capsys, "report", "rating")[1]


def test_what_was_not_read_yet_has_no_mood(capsys):
    filled(
        database(), stores, lambda connection: insert(connection, [row(n, 3, rating=4.0, written_at=NOW) for n in range(1, 9)])
    )
    out = run(capsys, "report", "summary")[1]
    assert "8 of the 8 reviews have not been read yet: reviewkit analyze" in out
    assert "0%" not in out.split("Answered")[0]


# --- the options ---


def period(capsys, *options):
    about = run_json(capsys, "report", "summary", *options)["about"]
    spans = [about["period"], about["before"]]
    return [span and (span["since"][:10] if span["since"] else None, span["until"][:10]) for span in spans]


@pytest.mark.parametrize(
    ("options", "now", "before"),
    [
        ((), ("2026-10-24", "2026-11-21"), ("2026-09-26", "2026-10-24")),
        (("--last", "1w"), ("2026-11-14", "2026-11-21"), ("2026-11-07", "2026-11-14")),
        (("--last", "7d", "--until", "2026-11-01"), ("2026-10-26", "2026-11-02"), ("2026-10-19", "2026-10-26")),
        (("--since", "2026-11-01"), ("2026-11-01", "2026-11-21"), ("2026-10-12", "2026-11-01")),
        (("--since", "2026-11-01", "--until", "2026-11-02"), ("2026-11-01", "2026-11-03"), ("2026-10-30", "2026-11-01")),
        (("--last", "all"), (None, "2026-11-21"), None),
        (("--last", "1w", "--against", "year"), ("2026-11-14", "2026-11-21"), ("2025-11-14", "2025-11-21")),
        (("--against", "2026-05-01..2026-05-31"), ("2026-10-24", "2026-11-21"), ("2026-05-01", "2026-06-01")),
        (("--against", "2026.5.1~2026.5.31"), ("2026-10-24", "2026-11-21"), ("2026-05-01", "2026-06-01")),
    ],
)
def test_the_period_is_what_was_asked_for(capsys, options, now, before):
    filled(database(), stores)
    assert period(capsys, *options) == [now, before]


def test_the_period_of_the_settings_is_the_default(capsys, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_REPORT__PERIOD", "2w")
    filled(database(), stores)
    assert period(capsys)[0] == ("2026-11-07", "2026-11-21")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("summary", "--last", "4w", "--since", "2026-11-01"), "--last"),
        (("summary", "--last", "soon"), "4w"),
        (("summary", "--since", "2026-11-10", "--until", "2026-11-01"), "--since"),
        (("summary", "--against", "before"), "--against year"),
        (("summary", "--against", "2026-05-01"), "--against year"),
        (("summary", "--against", "year", "--last", "all"), "--against year"),
        (("summary", "--platform", "yelp"), "naver"),
        (("rating", "--by", "hour"), "day, week, month"),
        (("keywords", "--polarity", "angry"), "positive, neutral, negative"),
    ],
)
def test_what_cannot_be_is_said_with_a_way_out(capsys, words, said):
    filled(database(), stores)
    code, out, err = run(capsys, "report", *words)
    assert (code, out) == (2, "")
    assert said in err


def test_stores_and_platform_choose(capsys):
    filled(database(), lambda connection: stores(connection, 3), reviews(90, listings=9))
    two = run_json(capsys, "report", "summary", "--store", "1호점", "--store", "3호점")
    assert two["about"]["stores"] == ["가나식당 1호점", "가나식당 3호점"]
    kakao = run_json(capsys, "report", "summary", "--platform", "kakao", "--last", "all")
    assert (kakao["about"]["platforms"], kakao["total"]["now"]["reviews"]) == (["kakao"], 30)
    assert run(capsys, "report", "summary", "--store", "없는 가게")[0] == 1


def test_keywords_are_chosen_by_aspect_and_polarity(capsys):
    one_shop()

    def named(*options):
        return {one["keyword"] for one in run_json(capsys, "report", "keywords", *options)["keywords"]}

    assert named() == {"국물 진하다", "웨이팅 길다"}
    assert named("--polarity", "negative") == {"웨이팅 길다"}
    assert named("--aspect", "taste") == named("--aspect", "맛") == {"국물 진하다"}
    assert len(named("--limit", "1")) == 1
    assert "No keyword fits." in run(capsys, "report", "keywords", "--aspect", "예약")[1]


@pytest.mark.parametrize(("unit", "label"), [("day", "11-19"), ("week", "11-16"), ("month", "2026-11*")])
def test_a_trend_goes_by_day_week_or_month(capsys, unit, label):
    one_shop()
    assert f"\n{label}" in run(capsys, "report", "rating", "--by", unit)[1]


def test_deleted_and_edited_reviews_are_told(capsys):
    def change(connection):
        connection.execute("UPDATE review SET status = 'deleted' WHERE id = 2")
        connection.execute("UPDATE review SET status = 'suspended' WHERE id IN (3, 4)")
        connection.execute(
            "INSERT INTO review_revision (review_id, replaced_at, text, rating, voted_keywords, photos) "
            "SELECT id, written_at, '', 1, '[]', '[]' FROM review WHERE id = 5"
        )

    one_shop(change)
    out = run(capsys, "report", "rating")[1]
    assert "1 review was deleted." in out
    assert "2 reviews were taken down by the site." in out
    assert "1 review was edited: 1 of them with more stars than before, 0 with fewer." in out


def test_new_alerts_are_counted(capsys):
    def alert(connection):
        for number, urgent in enumerate((1, 0, 0)):
            connection.execute(
                "INSERT INTO alert (key, kind, urgent, store_id, facts, created_at) VALUES (?, 'risk', ?, 1, '{}', ?)",
                (f"k{number}", urgent, NOW.strftime("%Y-%m-%d %H:%M:%S.000000")),
            )

    one_shop(alert)
    assert "3 new alerts, 1 urgent  reviewkit alert list" in run(capsys, "report", "summary")[1]


# --- what strangers write ---

HOSTILE = "=HYPERLINK(1)\x1b[31m\u202e<script>"


def test_what_strangers_write_does_nothing(capsys):
    def hostile(connection):
        for number in range(1, 8):
            insert(connection, [row(number, 1, written_at=NOW, text=HOSTILE * 300)])
            read(connection, number, "negative", -0.9)
            name(connection, number, HOSTILE, "negative", 0, 9)
            mention(connection, number, HOSTILE, "negative", HOSTILE * 300, 0, 9)
        connection.execute("UPDATE store SET name = ?", (HOSTILE,))

    filled(database(), stores, hostile)
    for verb in VERBS:
        code, out, _err = run(capsys, "report", verb)
        assert code == 0
        assert "\x1b" not in out
        assert "\u202e" not in out
    table = run(capsys, "report", "keywords", "--csv")[1]
    assert "\x1b" not in table
    assert all(line["keyword"].startswith("'=") for line in csv.DictReader(io.StringIO(table)))


# --- figures as they are written ---


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (written.mean(Mean(57, 4.31, 4.12, 4.49)), "4.3 (4.1–4.5, n 57)"),
        (written.mean(Mean(6, 4.9, 4.6, 5.2)), "4.9 (4.6–5.0, n 6)"),
        (written.mean(Mean(6, 0.51, -0.1, 1.2), written.SCORES), "+0.5 (-0.1 … +1.0, n 6)"),
        (written.mean(Mean(2, 5.0)), "5.0 (n 2, too few)"),
        (written.mean(Mean(2, 5.0), brief=True), "~5.0 (n 2)"),
        (written.mean(Mean(7, 5.0)), "5.0 (n 7)"),
        (written.mean(Mean()), "–"),
        (written.share(Share(55, 34, 0.618, 0.486, 0.735)), "62% (49–74%, n 55)"),
        (written.share(Share(55, 34, 0.618, 0.486, 0.735), number=False), "62% (49–74%)"),
        (written.share(Share()), "–"),
        (written.counted(Share(57, 40, 40 / 57)), "70% (40 of 57)"),
        (written.difference(Difference(9, 9, 0.24)), "+0.2"),
        (written.difference(Difference(9, 9, -0.02)), "0"),
        (written.difference(Difference(9, 9, -0.144), points=True), "-14 pts"),
        (written.difference(Difference(0, 9)), ""),
        (written.lasting(0.5), "30 min"),
        (written.lasting(5.25), "5.2 h"),
        (written.lasting(46.6), "47 h"),
        (written.lasting(60), "2.5 days"),
        (written.lasting(None), "–"),
        (written.period(Period(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC))), "2026-11-01"),
        (written.period(Period(datetime(2025, 11, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))), "2025-11-01 – 12-31"),
        (written.period(Period(datetime(2025, 12, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC))),
         "2025-12-01 – 2026-01-01"),
        (written.period(Period(None, datetime(2026, 1, 2, tzinfo=UTC))), "until 2026-01-01"),
    ],
)  # fmt: skip
def test_a_figure_is_written_with_what_it_rests_on(text, wanted):
    assert text == wanted


def test_a_trend_goes_by_the_texts_where_few_reviews_have_stars(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    one_shop()
    out = run(capsys, "report", "rating", "--platform", "kakao")[1]
    assert "Stars' trend" in out
    assert "Score" not in out
    filled(database(), lambda connection: connection.execute("UPDATE review SET rating = NULL WHERE id % 4"))
    out = run(capsys, "report", "rating", "--platform", "kakao")[1]
    assert "Score's trend" in out
    assert "★" in out


# --- charts ---


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=6), st.integers(8, 40))
def test_shares_side_by_side_fill_their_width_and_nothing_is_lost(counts, width):
    letters = "abcdef"
    drawn = "".join(piece for piece, _style in charts.stacked([(n, letters[i], "") for i, n in enumerate(counts)], width))
    assert len(drawn) == width
    if any(counts):
        assert {letters[i] for i, n in enumerate(counts) if n} == set(drawn)


@given(st.floats(0, 1), st.integers(1, 40))
def test_a_bar_stays_within_its_width_and_shows_anything_above_nothing(share, width):
    assert len(charts.bar(share, width)) <= width
    assert bool(charts.bar(share, width)) == (share > 0)


@given(st.lists(st.none() | st.floats(-5, 5), max_size=30))
def test_a_sparkline_has_a_cell_for_each_value(values):
    drawn = charts.sparkline(values)
    assert [cell == charts.NOTHING for cell in drawn] == [value is None for value in values]


@given(st.floats(1, 5), st.floats(0, 3), st.integers(5, 40))
def test_a_mean_lies_on_its_scale_with_its_interval(value, reach, width):
    drawn = "".join(piece for piece, _ in charts.spread(value, value - reach, value + reach, (1, 5), width))
    assert (len(drawn), drawn.count("●")) == (width, 1)


def test_a_sparkline_rises_with_its_values():
    assert charts.sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█"
    assert charts.sparkline([0, 0, 0], low=0) == "▁▁▁"
    assert charts.sparkline([4.0, None, 4.0]) == "▄·▄"


# --- start-up ---


def test_the_command_line_of_reports_is_light_until_a_report_is_made():
    heavy = ("reviewkit.features.reports", "sqlmodel", "jinja2", "rich.table")
    asked = f"import sys, reviewkit.cli.report; print([one for one in {heavy} if one in sys.modules])"
    source = str(Path(reviewkit.__file__).parents[1])
    said = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, env={"PYTHONPATH": source, "PATH": ""}
    )
    bare = subprocess.run(
        [sys.executable, "-c", asked.replace("reviewkit.cli.report", "reviewkit.cli.review")], capture_output=True, text=True,
        check=True, env={"PYTHONPATH": source, "PATH": ""},
    )  # fmt: skip
    assert said.stdout == bare.stdout
    assert "reports" not in said.stdout
