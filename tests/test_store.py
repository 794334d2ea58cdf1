"""reviewkit store: add, list, show, edit, pause, resume, remove."""

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made import add_store, raw, run, run_json, store, use
from reviewkit.app import App
from reviewkit.db import query
from reviewkit.db.query import Filter
from reviewkit.db.reading import schema_of
from reviewkit.demo.fill import make_shop
from reviewkit.demo.sites import Sites
from reviewkit.errors import NotFound, WrongInput
from reviewkit.features.stores import pick


class TypedIn(io.StringIO):
    """A keyboard on which this was typed."""

    def isatty(self):
        return True


NAVER = "https://m.place.naver.com/restaurant/1234567890/review/visitor"


def add(capsys, name="가나식당", *more):
    return run_json(capsys, "store", "add", name, "--naver", NAVER, "--mine", *more)


@pytest.mark.parametrize(
    ("option", "text", "place"),
    [
        ("--naver", NAVER, "1234567890"),
        ("--naver", "1234567890", "1234567890"),
        ("--naver", "https://map.naver.com/p/entry/place/1234567890?placePath=/review", "1234567890"),
        ("--naver", "[네이버지도] 가나식당\n서울 어딘가 1\nhttps://pcmap.place.naver.com/cafe/1234567890/home", "1234567890"),
        ("--kakao", "https://place.map.kakao.com/26338954#review", "26338954"),
        ("--google", "https://www.google.com/maps/place/?q=place_id:ChIJfixture_place_id_00001", "ChIJfixture_place_id_00001"),
        (
            "--google",
            "https://search.google.com/local/reviews?placeid=ChIJfixture_place_id_00001",
            "ChIJfixture_place_id_00001",
        ),
    ],
)
def test_a_pasted_text_becomes_a_page_of_the_store(capsys, option, text, place):
    added = run_json(capsys, "store", "add", "가나식당", option, text, "--mine")
    assert [listing["place_id"] for listing in added["listings"]] == [place]
    (row,) = run_json(capsys, "store", "list")
    assert (row["name"], row["listings"][0]["place_id"], row["listings"][0]["reviews"]) == ("가나식당", place, 0)


def test_an_address_under_the_configured_site_counts_like_the_real_ones(capsys, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_NAVER__SITE_URL", "http://127.0.0.1:9/copy")
    added = run_json(capsys, "store", "add", "가나식당", "--naver", "http://127.0.0.1:9/copy/cafe/77/review/visitor", "--mine")
    assert added["listings"][0]["place_id"] == "77"
    assert added["listings"][0]["url"].startswith("http://127.0.0.1:9/copy/")


def test_a_google_location_is_picked_from_the_owners_own(capsys, monkeypatch):
    with Sites(make_shop(datetime.now(UTC).date(), naver_text=1, naver_keywords=0, kakao=1, google=1)) as sites:
        use(sites, monkeypatch)
        monkeypatch.setattr("sys.stdin", TypedIn("9\n1\n"))
        code, _out, err = run(capsys, "store", "add", "가나식당", "--google", "pick", "--mine")
        assert code == 0, err
        assert sites.shop.name in err
        (row,) = run_json(capsys, "store", "list")
        assert row["listings"][0]["resource"] == f"{sites.shop.google_account}/{sites.shop.google_location}"
        assert run(capsys, "store", "edit", "가나", "--google", "pick", "--no-input")[0] == 2


def test_an_address_of_somewhere_else_is_refused_and_nothing_is_added(capsys):
    code, _out, err = run(capsys, "store", "add", "가나식당", "--naver", "https://example.com/1234567890", "--mine")
    assert code == 2
    assert "→" in err
    assert run_json(capsys, "store", "list") == []


def test_without_a_yes_that_it_is_ones_own_nothing_is_added(capsys):
    code, _out, err = run(capsys, "store", "add", "가나식당", "--naver", NAVER)
    assert code == 2
    assert "--mine" in err
    assert run_json(capsys, "store", "list") == []


def test_a_dry_run_adds_nothing(capsys):
    assert run(capsys, "store", "add", "가나식당", "--naver", NAVER, "--mine", "--dry-run")[0] == 0
    assert run_json(capsys, "store", "list") == []


def test_a_name_and_a_place_are_taken_once(capsys):
    add(capsys)
    assert run(capsys, "store", "add", "가나식당", "--mine")[0] == 2
    code, _out, err = run(capsys, "store", "add", "다른가게", "--naver", NAVER, "--mine")
    assert code == 2
    assert "가나식당" in err
    assert [row["name"] for row in run_json(capsys, "store", "list")] == ["가나식당"]


def test_a_store_is_named_by_number_name_or_part(capsys):
    add(capsys)
    for words in ("1", "가나식당", "나식"):
        assert run_json(capsys, "store", "show", words)["name"] == "가나식당"
    code, _out, err = run(capsys, "store", "show", "없는가게")
    assert code == 1
    assert "store list" in err


def test_a_part_that_fits_several_names_them(capsys):
    add(capsys)
    run_json(capsys, "store", "add", "가나카페", "--mine")
    code, _out, err = run(capsys, "store", "show", "가나")
    assert code == 2
    assert "가나식당" in err
    assert "가나카페" in err


def test_an_edit_changes_name_and_page_and_keeps_reviews(capsys):
    app = App()
    listing = add_store(app)
    store(app.engine, listing, raw())
    app.close()
    run_json(capsys, "store", "edit", "가나", "--name", "다라식당", "--naver", NAVER)
    (row,) = run_json(capsys, "store", "list")
    assert (row["name"], row["listings"][0]["place_id"], row["reviews"]) == ("다라식당", "1234567890", 1)
    assert run(capsys, "store", "edit", "다라")[0] == 2


def test_removing_asks_keeps_a_backup_and_empties_the_search(capsys, home):
    app = App()
    listing = add_store(app)
    store(app.engine, listing, raw())
    code, _out, _err = run(capsys, "store", "remove", "가나식당")
    assert code == 2, "nobody can be asked here"
    removed = run_json(capsys, "store", "remove", "가나식당", "--yes")
    assert schema_of(home / removed["backup"].rpartition("/")[2]) is not None
    assert run_json(capsys, "store", "list") == []
    again = add_store(app, "마바카페")
    store(app.engine, again, raw(text="커피가 좋아요"))
    assert not list(query.select(app.database, Filter(words="국물")))
    assert len(list(query.select(app.database, Filter(words="커피")))) == 1
    app.close()


@given(st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=5, unique=True), st.text(max_size=3))
def test_a_store_is_never_mistaken_for_another(names, words):
    stores = [{"id": number, "name": name} for number, name in enumerate(names, 1)]
    try:
        found = pick(stores, words)
    except (NotFound, WrongInput):
        return
    wanted = words.strip().casefold()
    assert wanted in (found["name"].casefold(), str(found["id"])) or wanted in found["name"].casefold()


def test_a_whole_name_goes_before_a_number_and_a_part():
    stores = [{"id": 1, "name": "가나식당 2호점"}, {"id": 2, "name": "가나식당"}, {"id": 3, "name": "1"}]
    assert pick(stores, "가나식당")["id"] == 2
    assert pick(stores, "1")["id"] == 3
    assert pick(stores, "2")["id"] == 2


def test_removing_demands_the_whole_name_or_the_number(capsys):
    add(capsys)
    for part in ("가나", "식당"):
        code, _out, err = run(capsys, "store", "remove", part, "--yes")
        assert code == 2
        assert "가나식당" in err
    assert run(capsys, "store", "remove", "없는가게", "--yes")[0] == 1
    assert len(run_json(capsys, "store", "list")) == 1
    assert run(capsys, "store", "remove", "1", "--yes")[0] == 0


def test_a_dry_run_checks_what_the_real_run_would(capsys):
    add(capsys)
    for words in (("가나식당",), ("다라카페", "--naver", NAVER), (" ",)):
        assert run(capsys, "store", "add", *words, "--dry-run")[0] == 2
    run_json(capsys, "store", "add", "다라카페", "--mine")
    assert run(capsys, "store", "edit", "다라카페", "--name", "가나식당", "--dry-run")[0] == 2
    assert run(capsys, "store", "edit", "다라카페", "--naver", NAVER, "--dry-run")[0] == 2
    assert run(capsys, "store", "edit", "다라카페", "--name", "마바카페", "--dry-run")[0] == 0
    assert [row["name"] for row in run_json(capsys, "store", "list")] == ["가나식당", "다라카페"]


def test_a_hint_names_the_store_itself(capsys):
    assert 'store edit "가나식당" --naver' in run(capsys, "store", "add", "가나식당", "--mine")[2]
    assert 'store edit "가나식당"' in run(capsys, "store", "add", "가나식당", "--mine")[2]
    assert 'store edit "가나식당" --naver' in run(capsys, "store", "show", "가나")[2]


def test_the_address_of_a_page_is_shown_whole_in_80_columns(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    google = "https://www.google.com/maps/place/?q=place_id:ChIJfixture_place_id_00001"
    run_json(capsys, "store", "add", "가나식당", "--naver", NAVER, "--google", google, "--mine")
    (row,) = run_json(capsys, "store", "list")
    _code, out, _err = run(capsys, "store", "show", "1")
    together = "".join(line.strip() for line in out.splitlines())
    for listing in row["listings"]:
        assert listing["url"] in together
        assert listing["place_id"] in out
    assert "…" not in out


KAKAO = "https://place.map.kakao.com/26338954"


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("--naver", KAKAO, "That is a KakaoMap address; use --kakao."),
        ("--naver", "https://kko.to/abc", "use --kakao."),
        ("--naver", "https://maps.app.goo.gl/abc", "use --google."),
        ("--kakao", NAVER, "That is a Naver Place address; use --naver."),
        ("--kakao", "https://www.google.com/maps?cid=123456789", "use --google."),
        ("--google", "https://naver.me/abc", "use --naver."),
        ("--google", KAKAO, "use --kakao."),
    ],
)
def test_an_address_of_another_platform_is_told_where_it_belongs(capsys, option, text, said):
    code, _out, err = run(capsys, "store", "add", "가나식당", option, text, "--mine")
    assert code == 2
    assert said in err
