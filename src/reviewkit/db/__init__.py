"""Memory: one SQLite file. `engine` writes (SQLModel), `reading` reads with the standard library alone, which starts faster.

Both agree on the schema below; `migrate` brings an older file up to it.
"""

SCHEMA = "0004"
"""The newest migration. A test holds it against the migrations themselves."""
