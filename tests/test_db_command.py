"""reviewkit db: path, status, check; on good, damaged, foreign and missing files."""

import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from reviewkit.app import App
from reviewkit.cli.main import main
from reviewkit.db import search
from reviewkit.db.engine import writing
from reviewkit.db.models import Listing, Review, Store

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def shop(home):
    """A database with 300 reviews; every seventh has no words. Returns the file."""
    app = App()
    with writing(app.engine) as session:
        store = Store(name="가나식당", created_at=NOW)
        session.add(store)
        session.flush()
        listing = Listing(store_id=store.id, platform="naver", place_id="1", url="https://example.com/1", created_at=NOW)
        session.add(listing)
        session.flush()
        for number in range(300):
            text = f"국물이 진하고 친절해요 {number}번" if number % 7 else ""
            review = Review(
                listing_id=listing.id, platform_id=str(number), id_source="site", fingerprint=str(number), author="",
                text=text, written_at=NOW - timedelta(days=number), written_precision="day", status="visible",
                first_seen_at=NOW, last_seen_at=NOW,
            )  # fmt: skip
            session.add(review)
            session.flush()
            if text:
                session.connection().exec_driver_sql(search.INSERT, (review.id, search.tokens(text), ""))
    app.engine.dispose()
    return app.database_path


def change(path, sql):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()


def test_path_is_one_line_for_scripts(home, capsys):
    assert main(["db", "path"]) == 0
    assert capsys.readouterr().out == f"{home / 'reviewkit.db'}\n"


def test_status_counts_rows_and_knows_the_newest_review(shop, capsys):
    assert main(["db", "status", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["counts"]["review"] == 300
    assert datetime.fromisoformat(found["newest_review"]) == NOW
    assert found["size"] > 0
    assert found["problem"] is None
    assert main(["db", "status"]) == 0
    assert "2026-05-01 21:00" in capsys.readouterr().out


def test_a_clean_file_is_clean(shop, capsys):
    assert main(["db", "check", "--json"]) == 0
    assert all(row["ok"] for row in json.loads(capsys.readouterr().out))


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM review WHERE id = 16",
        "UPDATE review SET text = '딴소리 하나' WHERE id = 30",
        "INSERT INTO review_fts(review_fts) VALUES ('delete-all')",
    ],
)
def test_an_index_that_disagrees_is_found_and_built_anew(shop, capsys, sql):
    change(shop, sql)
    assert main(["db", "check"]) == 1
    assert "--rebuild-search" in capsys.readouterr().err
    assert main(["db", "check", "--rebuild-search"]) == 0
    assert main(["db", "check"]) == 0


def test_a_row_without_its_owner_is_found(shop, capsys):
    change(shop, "DELETE FROM listing")
    assert main(["db", "check", "--json"]) == 1
    bad = [row["name"] for row in json.loads(capsys.readouterr().out) if not row["ok"]]
    assert bad == ["Every row belongs to another"]


def test_a_damaged_file_gives_findings_and_no_traceback(shop, capsys):
    content = bytearray(shop.read_bytes())
    for page in range(9, len(content) // 4096, 2):
        content[4096 * page : 4096 * (page + 1)] = os.urandom(4096)
    shop.write_bytes(content)
    assert main(["db", "check"]) == 1
    out, err = capsys.readouterr()
    assert "✗" in out
    assert "Traceback" not in err
    assert "backup" in err
    assert main(["db", "status"]) == 0
    assert "Problem" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"\x00" * 100, b"PK\x03\x04 not a database", os.urandom(5000)])
def test_a_file_that_is_no_database_is_a_sentence(home, capsys, content):
    (home / "reviewkit.db").write_bytes(content)
    assert main(["db", "check"]) == 1
    assert main(["db", "status"]) == 0
    assert main(["db", "check", "--rebuild-search"]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_a_missing_file_names_the_first_step(capsys):
    for verb in ("status", "check"):
        assert main(["db", verb]) == 1
    assert "reviewkit store add" in capsys.readouterr().err
