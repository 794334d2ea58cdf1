"""Full-text search in Korean: FTS5 over syllable bigrams.

SQLite's trigram tokenizer can't find a word of two syllables, and its default one finds whole words only. So a word is
indexed as its overlapping pairs and its last letter (국물이 → 국물 물이 이), and a query asks for the pairs as a phrase: any
part of a word is found, a lone syllable too. The index holds no text of its own (content=''), so that the file stays small;
therefore what leaves it must be named with the very text that went in.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable

WORD = re.compile(r"[^\W_]+")

CREATE = "CREATE VIRTUAL TABLE review_fts USING fts5(body, reply, content='', tokenize='unicode61 remove_diacritics 0')"
INSERT = "INSERT INTO review_fts(rowid, body, reply) VALUES (?, ?, ?)"
DELETE = "INSERT INTO review_fts(review_fts, rowid, body, reply) VALUES ('delete', ?, ?, ?)"


def words(text: str) -> list[str]:
    """Return the words of `text`, in NFC and lower case."""
    return WORD.findall(unicodedata.normalize("NFC", text).lower())


def tokens(text: str | None) -> str:
    """Return what is indexed for `text`: per word its pairs and its last letter."""
    if not text:
        return ""
    parts: list[str] = []
    for word in words(text):
        parts.extend([word[i : i + 2] for i in range(len(word) - 1)])
        parts.append(word[-1])
    return " ".join(parts)


def match(query: str) -> str:
    """Return the MATCH expression for what a user typed: every word must occur. "" where the query has no word."""
    return " ".join(_phrase(word) for word in words(query))


def signs(query: str) -> list[str]:
    """Return what stands alone in `query` without a letter or digit, as it is: 🎂, !!. The index knows words only."""
    # The mark for "as a picture" (U+FE0F) is typed on one keyboard and not on the other.
    parts = (part.rstrip("\ufe0f") for part in query.split())
    return [part for part in parts if part and not WORD.search(part)]


def like(sign: str) -> str:
    r"""Return the LIKE pattern (with ESCAPE '\') for a text that has `sign` in it."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", sign) + "%"


def _phrase(word: str) -> str:
    if len(word) == 1:
        return f'"{word}"*'
    return '"' + " ".join(word[i : i + 2] for i in range(len(word) - 1)) + '"'


def rebuild(connection: sqlite3.Connection, rows: Iterable[tuple[int, str, str | None]]) -> None:
    """Index `rows` (id, text, reply) anew, after `tokens` has changed. The caller owns the transaction."""
    connection.execute("INSERT INTO review_fts(review_fts) VALUES ('delete-all')")
    connection.executemany(INSERT, ((id_, tokens(text), tokens(reply)) for id_, text, reply in rows))
