"""Bring a database file up to the newest schema: a backup file first, each step and its record in one transaction."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from reviewkit.db import SCHEMA
from reviewkit.db.engine import WRITE
from reviewkit.db.reading import schema_of
from reviewkit.db.trouble import explain, explained
from reviewkit.errors import DatabaseTrouble
from reviewkit.i18n import _

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(engine: Engine, path: Path, target: str = "head") -> Path | None:
    """Migrate the file at `path`; make it where there is none. Return the backup made before, None where none was needed.

    Raises DatabaseTrouble for a file that a newer version made.
    """
    found = schema_of(path)
    if found == SCHEMA:
        return None
    if found is not None and found > SCHEMA:
        raise DatabaseTrouble(
            _("The database was made by a newer reviewkit (schema {found}, this one knows {known}).").format(
                found=found, known=SCHEMA
            ),
            _("Update reviewkit: pip install --upgrade reviewkit"),
        )
    saved = backup(path, f"before-{SCHEMA}") if found is not None else None
    _upgrade(engine, target)
    return saved


def backup(path: Path, label: str) -> Path:
    """Copy the database file, complete and consistent even while others write, next to itself. Return the copy's path."""
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    copy = path.with_name(f"{path.stem}.{label}.{moment}{path.suffix}")
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_RDWR, 0o600))  # the owner's alone from the first byte on
        with explained(), closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except BaseException as exc:
        copy.unlink(missing_ok=True)  # half a copy must not be taken for a backup
        if isinstance(exc, OSError):
            raise explain(sqlite3.OperationalError("unable to open database file"), copy) from exc
        raise
    return copy


def _upgrade(engine: Engine, target: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    try:
        with engine.execution_options(**{WRITE: True}).begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, target)
    except DBAPIError as exc:
        raise explain(exc) from exc
