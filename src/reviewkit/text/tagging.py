"""Kiwi, the morphological analyser: texts in, tokens out. The only file that knows kiwipiepy.

Loading takes about a second and 300 to 400 MB, so nothing is loaded before the first text.
"""

import os
import tomllib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewkit.errors import ReviewkitError
from reviewkit.i18n import _
from reviewkit.text.spelling import Mended, mend

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

WORDS = Path(__file__).parent / "data" / "words.toml"
LONGEST_WORD = 30
"""Letters of a user word; longer ones are sentences, not names."""
_TUPLE = tuple.__new__


class Token(NamedTuple):
    """A morpheme: its dictionary form, its tag of the Sejong set (NNG, VA, EF …) and its place: text[start:end].

    `start` and `end` count letters (code points) of the text as it was given, typos and all; a token that stands for no letter
    (the 이 that 예요 swallows) has start == end.
    """

    form: str
    tag: str
    start: int
    end: int


class Tagger:
    """Cuts texts into morphemes. `words` are the owner's own (menu names, stylists): they are kept in one piece."""

    def __init__(self, words: Sequence[str] = ()) -> None:
        self._words = tuple(words)
        self._kiwi: Kiwi | None = None

    def tag(self, texts: Iterable[str]) -> Iterator[list[Token]]:
        """Yield the tokens of each text, in order, for any text at all; Kiwi's threads work ahead while the caller consumes.

        Raises ReviewkitError where Kiwi or its model is missing or broken.
        """
        kiwi = self._load()
        pending: deque[Mended] = deque()

        def feed() -> Iterator[str]:
            for text in texts:
                mended = mend(text)
                pending.append(mended)
                yield mended.text

        answers: Iterator[Any] = iter(kiwi.tokenize(feed(), normalize_coda=True))
        while True:
            try:
                raw = next(answers)
            except StopIteration:
                return
            except (ValueError, RuntimeError, MemoryError) as exc:
                raise ReviewkitError(_("The Korean analyser stopped: {reason}").format(reason=exc)) from exc
            mended = pending.popleft()
            tokens = [
                # -I and -R (irregular, regular) tell nothing here
                _TUPLE(Token, (t.form, tag if len(tag := t.tag) < 4 else tag.partition("-")[0], t.start, t.end))
                for t in raw
            ]
            yield tokens if mended.places is None else _moved(tokens, mended.places)

    def _load(self) -> "Kiwi":
        if self._kiwi is None:
            self._kiwi = _kiwi(self._words)
        return self._kiwi


def _kiwi(words: Sequence[str]) -> "Kiwi":
    try:
        from kiwipiepy import Kiwi

        # One core stays for Python, which reads the tokens meanwhile. The multi dict (names of films and places) costs 200 MB.
        kiwi = Kiwi(num_workers=max(1, (os.cpu_count() or 2) - 1), load_multi_dict=False)
    except (ImportError, OSError, RuntimeError, ValueError, MemoryError) as exc:
        raise ReviewkitError(
            _("The Korean analyser can't be loaded: {reason}").format(reason=exc),
            _("Install reviewkit anew: pip install --force-reinstall reviewkit"),
        ) from exc
    for tag, own in _own_words().items():
        for word in own:
            kiwi.add_user_word(word, tag, 0)
    for word in words:
        _add(kiwi, word)
    return kiwi


def _add(kiwi: "Kiwi", word: str) -> None:
    """Teach a word of the owner's; one that would spoil the analysis (a single letter, no letter, a sentence) is left out."""
    word = " ".join(word.split())
    if not (2 <= len(word) <= LONGEST_WORD and all(letter.isalnum() or letter in " -&·." for letter in word)):
        return
    try:
        kiwi.add_user_word(word, "NNP", 0)
    except (ValueError, RuntimeError):  # a letter or a mix that Kiwi doesn't take: the review is still read without it
        return


@cache
def _own_words() -> dict[str, list[str]]:
    table = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {tag: words.split() for tag, words in table.items()}


def _moved(tokens: list[Token], places: Sequence[int]) -> list[Token]:
    """Point the tokens of a mended text back into the text as it was typed."""
    return [
        Token(t.form, t.tag, places[t.start], max(places[t.end], places[t.start] + 1) if t.end > t.start else places[t.start])
        for t in tokens
    ]
