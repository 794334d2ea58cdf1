"""Reading and writing are two words: `with reading(engine)` and `with writing(engine)`.

A write begins with BEGIN IMMEDIATE: a plain BEGIN that upgrades fails at once, whatever the busy timeout, when another process
has written in between. Network calls never stand inside either.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from reviewkit.db.trouble import explain

WRITE = "reviewkit_write"


def make_engine(path: Path, busy_timeout: float = 30.0) -> Engine:
    """Return an engine for the file at `path`; `busy_timeout` in seconds. Opens nothing yet."""
    # Without hide_parameters an error's text, and so the traceback of --debug, would hold the reviews of the failed write.
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": busy_timeout}, hide_parameters=True)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: Python's sqlite3 would commit around CREATE TABLE
    connection.execute("PRAGMA foreign_keys=ON")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode=WAL")
    # In WAL mode NORMAL survives a killed process; a power cut may lose the last commits, never the file.
    connection.execute("PRAGMA synchronous=NORMAL")


def _on_begin(connection: Connection) -> None:
    write = connection.get_execution_options().get(WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one state of the file. Raises DatabaseTrouble."""
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield session
    except DBAPIError as exc:
        raise explain(exc, _path(engine)) from exc


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session in one short write: commits at the end, rolls back on any error. Raises DatabaseTrouble."""
    try:
        with Session(engine.execution_options(**{WRITE: True}), expire_on_commit=False) as session, session.begin():
            session.connection()  # take the lock now, not at the first statement
            yield session
    except DBAPIError as exc:
        raise explain(exc, _path(engine)) from exc


def _path(engine: Engine) -> Path | None:
    return Path(engine.url.database) if engine.url.database else None
