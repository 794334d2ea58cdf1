"""The file: schema, migrations, locks, search."""

import sqlite3
import threading
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import SQLModel

from made import NOW, add_store, raw, store
from reviewkit.app import App
from reviewkit.db import SCHEMA, migrate, models, query, search
from reviewkit.db.engine import make_engine, reading, writing
from reviewkit.db.query import Filter
from reviewkit.db.reading import schema_of
from reviewkit.errors import DatabaseTrouble


@pytest.fixture
def path(tmp_path):
    return tmp_path / "reviewkit.db"


@pytest.fixture
def engine(path):
    engine = make_engine(path)
    migrate.migrate(engine, path)
    yield engine
    engine.dispose()


@pytest.fixture
def app(home):
    app = App()
    yield app
    app.engine.dispose()


def released():
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    return [revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()]


def test_the_known_schema_is_the_newest_migration():
    assert released()[0] == SCHEMA


def test_models_and_migrations_agree(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _p: not str(name).startswith("review_fts")}
        )
        assert compare_metadata(context, SQLModel.metadata) == []


@pytest.mark.parametrize("revision", released())
def test_a_file_of_every_released_schema_comes_up_to_date(path, revision):
    engine = make_engine(path)
    migrate._upgrade(engine, revision)
    migrate.migrate(engine, path)
    assert schema_of(path) == SCHEMA
    with reading(engine) as session:
        assert session.get(models.Store, 1) is None
    engine.dispose()


def test_a_migration_makes_a_backup_first(path, engine, monkeypatch):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()
    monkeypatch.setattr(migrate, "_upgrade", lambda _engine, _target: None)
    saved = migrate.migrate(engine, path)
    assert saved is not None
    assert schema_of(saved) == "0000"
    assert saved.stat().st_mode & 0o777 == 0o600


def test_a_migration_that_fails_leaves_the_file_as_it_was(path, monkeypatch):
    monkeypatch.setattr(search, "CREATE", "CREATE TABLE broken (")
    engine = make_engine(path)
    with pytest.raises(DatabaseTrouble):
        migrate.migrate(engine, path)
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_a_file_of_a_newer_version_is_refused_with_words(path, engine):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(DatabaseTrouble, match="newer reviewkit"):
        migrate.migrate(engine, path)


def test_somebody_elses_database_is_left_alone(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    with pytest.raises(DatabaseTrouble, match="isn't one of ours"):
        migrate.migrate(make_engine(path), path)


def test_a_write_that_fails_leaves_nothing(engine):
    with pytest.raises(RuntimeError), writing(engine) as session:
        session.add(models.Store(name="가나식당", created_at=NOW))
        session.flush()
        raise RuntimeError
    with reading(engine) as session:
        assert session.get(models.Store, 1) is None


def test_writers_wait_for_each_other(path, engine):
    """A read that becomes a write must not fail because another has written in between."""
    errors = []

    def work(number):
        own = make_engine(path)
        try:
            for turn in range(15):
                with writing(own) as session:
                    session.add(models.Store(name=f"{number}-{turn}", created_at=NOW))
        except DatabaseTrouble as exc:
            errors.append(exc)
        finally:
            own.dispose()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM store").fetchone() == (90,)


def test_a_locked_database_is_said_so(path, engine):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        impatient = make_engine(path, busy_timeout=0.05)
        with pytest.raises(DatabaseTrouble, match="Another program is writing"), writing(impatient):
            pass
        impatient.dispose()


def test_rows_that_point_nowhere_are_refused(engine):
    with pytest.raises(DatabaseTrouble), writing(engine) as session:
        session.add(models.Listing(store_id=99, platform="naver", place_id="1", url="", created_at=NOW))


@pytest.mark.parametrize("words", ["국물", "친절", "직원분", "물이", "국", "진하고", "국물 친절", "CAFE", "é"])
def test_search_finds_any_part_of_a_word(app, words):
    listing = add_store(app)
    store(app.engine, listing, raw(text="국물이 진하고 직원분들이 친절해요, Cafe é"), raw("other", text="주차가 어려워요"))
    assert [row["platform_id"] for row in query.select(app.database, Filter(words=words))] == ["r1"]


def test_search_finds_decomposed_hangul_and_replies(app):
    import unicodedata

    from reviewkit.platforms.base import OwnerReply

    listing = add_store(app)
    store(
        app.engine,
        listing,
        raw(text=unicodedata.normalize("NFD", "떡볶이 최고")),
        raw("b", text="x", owner_reply=OwnerReply("떡볶이는")),
    )
    assert len(list(query.select(app.database, Filter(words="떡볶")))) == 2


def test_search_follows_an_edit(app):
    listing = add_store(app)
    store(app.engine, listing, raw(text="국물이 진해요"))
    store(app.engine, listing, raw(text="면이 쫄깃해요"))
    assert not list(query.select(app.database, Filter(words="국물")))
    assert len(list(query.select(app.database, Filter(words="쫄깃")))) == 1


def search_for(text, asked):
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(search.CREATE)
        connection.execute(search.INSERT, (1, search.tokens(text), ""))
        return connection.execute("SELECT rowid FROM review_fts WHERE review_fts MATCH ?", (asked,)).fetchall()


@given(st.text(alphabet=st.characters(codec="cp949"), max_size=30))
def test_a_text_is_found_by_its_own_words(text):
    asked = search.match(text)
    assert not asked or search_for(text, asked) == [(1,)]


@given(st.text(max_size=30), st.text(max_size=10))
def test_no_query_breaks_the_search(text, query_text):
    asked = search.match(query_text)
    assert not asked or search_for(text, asked) in ([], [(1,)])
