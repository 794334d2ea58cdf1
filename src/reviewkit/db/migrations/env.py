"""Alembic's entry: runs the migrations over the connection that `reviewkit.db.migrate` hands in."""

from alembic import context
from sqlmodel import SQLModel

from reviewkit.db import models  # noqa: F401  registers the tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    include_name=lambda name, kind, _parents: kind != "table" or not str(name).startswith("review_fts"),
    # The caller's transaction holds the step and its record, so that a kill leaves either both or neither.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
