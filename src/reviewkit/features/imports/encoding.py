"""The encoding of a text file, proven on all of it: a wrong guess would store mangled Korean for good."""

import codecs
from pathlib import Path

from reviewkit.errors import BadFile
from reviewkit.i18n import _

CHUNK = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_BINARY = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"RIFF", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"SQLite format 3", b"\x7fELF",
)  # fmt: skip
_CONTROLS = frozenset((*range(1, 9), *range(14, 27), *range(28, 32)))


def detect(path: Path, name: str) -> str:
    """Return the name of a codec that decodes the whole file. Raises BadFile, with the file called `name`."""
    with path.open("rb") as file:
        head = file.read(CHUNK)
    if _is_binary(head):
        raise BadFile(
            _("{file} is no text file, but a picture, a program or the like.").format(file=name),
            _("Import a CSV or JSON file, or a Google Takeout."),
        )
    for candidate in _candidates(head):
        if _decodes(path, candidate):
            return candidate
    raise BadFile(
        _("{file} is not a text file, or in an encoding that can't be told.").format(file=name),
        _("Open it in a spreadsheet and save it as “CSV UTF-8”."),
    )


def _is_binary(head: bytes) -> bool:
    """Say whether these are bytes that no text has: the mark of a known kind of file, or many control characters."""
    if head.startswith(_BINARY):
        return True
    if head.startswith(tuple(mark for mark, _codec in _MARKS)) or b"\x00" in head:
        return False  # UTF-16: decoding it is the test
    return sum(byte in _CONTROLS for byte in head) > len(head) // 20


def _candidates(head: bytes) -> list[str]:
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return [codec]
    if b"\x00" in head:
        # Text without a mark holds NUL only in UTF-16: before or after each letter that ASCII knows.
        wide = ["utf-16-le", "utf-16-be"]
        evens, odds = head[::2].count(0), head[1::2].count(0)
        return wide if odds > evens else wide[::-1] if evens else []
    guessed = [] if _plain(head) else _guessed(head)
    return ["utf-8", "cp949", *guessed]


def _plain(head: bytes) -> bool:
    """Say whether one of the two common encodings fits the beginning: then the slow guess can wait for nothing."""
    return any(_fits(head, codec) for codec in ("utf-8", "cp949"))


def _guessed(head: bytes) -> list[str]:
    from charset_normalizer import from_bytes

    best = from_bytes(head, steps=5, chunk_size=512, enable_fallback=False).best()
    return [best.encoding] if best else []


def _fits(head: bytes, codec: str) -> bool:
    try:
        codecs.getincrementaldecoder(codec)().decode(head)
    except ValueError:
        return False
    return True


def _decodes(path: Path, codec: str) -> bool:
    try:
        decoder = codecs.getincrementaldecoder(codec)()
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except (ValueError, LookupError):
        return False
    return True
