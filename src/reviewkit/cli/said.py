"""What a review says, on the screen: mood, aspects, and the words that say it, in colour."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from reviewkit.cli.cells import UNSAFE, Row, plain
from reviewkit.features import names
from reviewkit.i18n import _

MOODS = ("positive", "neutral", "negative", "mixed")
LANGUAGES = ("ko", "en", "ja", "zh", "other")
STYLES = {"positive": "green", "negative": "red", "mixed": "yellow", "neutral": "dim"}
SIGNS = {"positive": "+", "negative": "-", "mixed": "±", "neutral": ""}
SHOWN = 3
"""Aspects in a list's cell."""
Piece = tuple[str, str]


def mood(sentiment: Any) -> str:
    """Return a sentiment for a table, "" where nothing tells."""
    return names.mood(sentiment) if sentiment in names.MOODS else ""


def style(sentiment: Any) -> str:
    """Return a sentiment's colour."""
    return STYLES.get(sentiment, "")


def aspect_named(words: str) -> str:
    """Return the aspect that a person calls so, in either language; another word is an aspect of the owner's own."""
    return next((name for name, english in names.ASPECTS.items() if words.casefold() in (english, _(english))), words)


def aspect_pieces(row: Row) -> list[Piece]:
    """Return a row's first aspects with their signs, in their colours; one that is praised and blamed is mixed."""
    sides: dict[str, set[str]] = {}
    for one in row["aspects"]:
        sides.setdefault(one["aspect"], set()).add(one["polarity"])
    pieces = []
    for name, found in list(sides.items())[:SHOWN]:
        clear = found - {"neutral"}
        side = "mixed" if len(clear) > 1 else next(iter(clear), "neutral")
        pieces.append((names.aspect(name) + SIGNS[side], STYLES[side]))
    return _spaced(pieces + ([("…", "dim")] if len(sides) > SHOWN else []))


def text_pieces(row: Row) -> list[Piece]:
    """Return a review's text on one line, what is good or bad in it in colour, and before it what it copies."""
    note = [(_("≈ No. {id}").format(id=row["copy_of"]) + " ", "magenta")] if row.get("copy_of") else []
    pieces = [(re.sub(r"\s+", " ", piece), how) for piece, how in whole_text_pieces(row)]
    if pieces:
        pieces[0] = (pieces[0][0].lstrip(), pieces[0][1])
    return note + pieces


def whole_text_pieces(row: Row) -> list[Piece]:
    """Return a review's text as it stands, what is good or bad in it in colour."""
    text, done = str(row["text"]), 0
    pieces: list[Piece] = []
    for first, last, how in _spans(row):
        start, end = _whole_words(text, first, last)
        if start >= done and end <= len(text):
            pieces += [(text[done:start], ""), (text[start:end], how)]
            done = end
    return [(UNSAFE.sub("", piece), how) for piece, how in (*pieces, (text[done:], "")) if piece]


def in_short(row: Row) -> str:
    """Return a review's number and the beginning of its text."""
    text = " ".join(plain(row["text"]).split())
    return f"{row['id']}: " + (text if len(text) <= 60 else text[:59] + "…")


def keyword_pieces(row: Row) -> list[Piece]:
    """Return a review's keywords in their colours."""
    return _spaced([(one["keyword"], STYLES[one["polarity"]]) for one in row["keywords"]], " · ")


def mention_pieces(row: Row) -> list[Piece]:
    """Return a review's aspects, a line each, with the clause that speaks of it."""
    pieces: list[Piece] = []
    for one in row["aspects"]:
        name = names.aspect(one["aspect"]) + SIGNS[one["polarity"]]
        pieces += [("\n" if pieces else "", ""), (name, STYLES[one["polarity"]]), (f"  “{one['clause'].strip()}”", "dim")]
    return pieces


def _spans(row: Row) -> list[tuple[int, int, str]]:
    """Return what is coloured, keywords and aspects: by place, the longest first, so that one inside another is left out."""
    marked: Iterable[Mapping[str, Any]] = [*row.get("keywords", ()), *row.get("aspects", ())]
    found = [(one["start"], one["end"], STYLES[one["polarity"]]) for one in marked if one["polarity"] != "neutral"]
    return sorted(found, key=lambda span: (span[0], -span[1]))


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span that ends where words do: half a word in colour is hard on the eye."""
    while 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _spaced(pieces: list[Piece], gap: str = " ") -> list[Piece]:
    return [piece for number, one in enumerate(pieces) for piece in ([(gap, "")] if number else []) + [one]]
