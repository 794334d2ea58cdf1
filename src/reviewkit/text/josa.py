"""조사: the particle that fits a word, by the sound that the word ends in: 국물은, 가게는, LG는, 50%가, 3이, "서울"로.

Sources: 한글 맞춤법 제4항 (names of the letters), 표준어 규정 제26항 and 표준국어대사전 (이에요/예요, 으로/로 after ㄹ);
외래어 표기법 제3장 제1절 (how the end of an English word is written, and so read); numbers in their Sino-Korean reading.
"""

import re
import unicodedata
from enum import Enum
from functools import lru_cache


class Coda(Enum):
    """The sound that a word ends in, as far as particles ask: open (a vowel), ㄹ, or another closed one."""

    OPEN = "open"
    RIEUL = "rieul"
    CLOSED = "closed"


OPEN, RIEUL, CLOSED = Coda.OPEN, Coda.RIEUL, Coda.CLOSED

_SHAPES = (("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("아", "야"), ("이에요", "예요"), ("이었", "였"))
# Names and readings that don't end in a vowel; all others do.
_LETTERS = {"l": RIEUL, "r": RIEUL, "m": CLOSED, "n": CLOSED}  # 엘 알 엠 엔
_DIGITS = dict.fromkeys("036", CLOSED) | dict.fromkeys("178", RIEUL)  # 영 삼 육, 일 칠 팔
_OPEN_MYRIADS = frozenset((3, 5, 6, 8, 11))  # 조 해 자 구 재, among 만 억 조 경 해 자 양 구 간 정 재 극
# Units right after a number: 그램 톤 시간 분 층, 픽셀, 미터 리터.
_UNITS = dict.fromkeys(("g", "kg", "mg", "t", "h", "hr", "min", "f"), CLOSED) | {"px": RIEUL}
_UNITS |= dict.fromkeys(("m", "cm", "mm", "km", "nm", "l", "ml", "dl", "cl", "kl"), OPEN)
# 퍼센트 퍼밀 도 달러 유로 파운드 엔 원
_SIGNS = dict.fromkeys("%°$€£", OPEN) | dict.fromkeys("¥₩", CLOSED) | {"‰": RIEUL}
_OTHERS = dict.fromkeys("んンン中特新本食人南東山飯麵湯店韓", CLOSED) | dict.fromkeys("一七八日月別", RIEUL)


def _words(text: str, sound: Coda) -> dict[str, Coda]:
    return dict.fromkeys(text.split(), sound)


# Written in Korean otherwise than the rules of `_of_word` say, or capitals that are a word: 펍 클럽, 세트, 뷔페, 바.
_WORDS = (
    _words("pub club web lab job bag big kebab chocolate biscuit croissant hot top cup cap hip tip pop app", CLOSED)
    | _words("set net hit knit mat nut bit jet check knock shock buffet ballet gourmet bouquet vip ott ok", OPEN)
    | _words("bar car air sesame anime guacamole ukulele souffle ole minestrone calzone mascarpone penne", OPEN)
    | {"asmr": RIEUL}
)
_WORD_ENDS = (
    (re.compile(r"(?:l|le)$"), RIEUL),  # 제6항: nail, apple, style
    (re.compile(r"(?:[mn]e?|ng|mb|gn)$"), CLOSED),  # 제5항: salon, time, wine, design
    (
        re.compile(r"(?:(?:^|[^aeiouy])[aeiouy](?:[ptkc]|pp|tt|ck)|ook)$"),
        CLOSED,
    ),  # 제1항: a short vowel: shop, basic, snack, book
)
_REWRITE = str.maketrans({"½": "일", "⅓": "일", "¼": "일", "⅔": "이", "¾": "삼", "㎡": "m", "㎥": "m"} | dict.fromkeys("™®©²³"))
_BRACKETS = {")": "(", "]": "[", "}": "{", "】": "【", "〕": "〔"}
_LAUGHTER = "ㅋㅎㅠㅜ"
_NUMBER = re.compile(r"(?P<sign>[$€£¥₩] ?)?(?P<whole>[0-9][0-9,]*)(?P<decimals>\.[0-9]+)?$")
_LATIN = re.compile(r"(?P<after>[0-9] ?)?(?P<word>[A-Za-z](?:['’]?[A-Za-z])*)$")
_SPECIAL = re.compile(r"(?<![0-9])[12]\+1$|(?<![A-Za-z])[Mm][Pp]3$")  # 원플러스원, 엠피스리


def with_josa(word: str, pair: str) -> str:
    """Return `word` with the particle of `pair` ("은/는") that fits: 국물 → 국물은. Raise as `josa` does."""
    return word + josa(word, pair)


def josa(word: str, pair: str) -> str:
    """Return the particle of `pair` that fits `word`. Either spelling of the pair will do: "은/는" is "는/은".

    Pairs: 은/는 이/가 을/를 과/와 아/야 이에요/예요 이었/였, 으X/X (으로/로) and 이X/X (이라/라, 이나/나, 이랑/랑), also
    with more behind (으로는/로는, 이었어요/였어요). Raise ValueError for what is no such pair; no word raises.
    """
    closed, opened, rieul_is_open = _forms(pair)
    sound = coda(word)
    return opened if sound is OPEN or (sound is RIEUL and rieul_is_open) else closed


def coda(word: str) -> Coda:
    """Return the sound that `word` ends in, as it is read aloud in Korean.

    Marks, emoji and ㅋㅋ behind it are not read, nor is what stands in brackets behind a word: "국물 (대)" ends in 물, as a
    reader says it; 「국물」 and "(국물)" are read. What can't be read (another script, nothing at all) counts as open.
    """
    text = _read_part(word)
    if not text:
        return OPEN
    last = text[-1]
    if "가" <= last <= "힣":
        return _of_final((ord(last) - 0xAC00) % 28)
    if last in _SIGNS:
        return _SIGNS[last]
    if last.isascii():
        return _of_number(text) if last.isdigit() else _of_latin(text)
    return _OTHERS.get(last) or _of_jamo(last)


@lru_cache(maxsize=64)
def _forms(pair: str) -> tuple[str, str, bool]:
    """Return the form after a closed sound, the one after an open one, and whether ㄹ counts as open (으로/로 only)."""
    one, _, two = pair.partition("/")
    for closed, opened in ((one, two), (two, one)):
        if opened and closed == "으" + opened:
            return closed, opened, opened.startswith("로")
        if opened and closed == "이" + opened:
            return closed, opened, False
        for a, b in _SHAPES:
            if closed.startswith(a) and opened.startswith(b) and closed[len(a) :] == opened[len(b) :]:
                return closed, opened, False
    raise ValueError(f"no pair of particles: {pair!r}")


def _read_part(word: str) -> str:
    """Return `word` up to the last character that is read, in plain letters (full-width, ㎏ and é folded)."""
    text = _trim("".join(map(_fold, unicodedata.normalize("NFC", word.translate(_REWRITE)))), keep="".join(_BRACKETS))
    while text and (before := _before_bracket(text)):
        text = before
    text = _trim(text)
    bare = _trim(text, drop=_LAUGHTER)
    return bare or text


def _fold(char: str) -> str:
    if "가" <= char <= "힣" or "ㄱ" <= char <= "ㆎ" or char.isascii():
        return char
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    return "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))


def _is_read(char: str) -> bool:
    return char.isalnum() or char in _SIGNS


def _trim(text: str, keep: str = "", drop: str = "") -> str:
    """Take off the end what is not read, but for `keep`; and what is in `drop`."""
    end = len(text)
    while end and (text[end - 1] in drop or not (_is_read(text[end - 1]) or text[end - 1] in keep)):
        end -= 1
    return text[:end]


def _before_bracket(text: str) -> str:
    """Return what stands before the bracket that `text` ends with; "" where there is none or nothing readable before it."""
    depth, at = 0, len(text)
    while at:
        at -= 1
        depth += (text[at] in _BRACKETS) - (text[at] in _BRACKETS.values())
        if depth <= 0:
            break
    before = _trim(text[:at], keep="".join(_BRACKETS)) if depth == 0 and text[-1] in _BRACKETS else ""
    return before if any(map(_is_read, before)) else ""


def _of_final(index: int) -> Coda:
    """Return the sound of a syllable's final consonant: 0 is none, 8 is ㄹ (The Unicode Standard, 3.12)."""
    return {0: OPEN, 8: RIEUL}.get(index, CLOSED)


def _of_jamo(char: str) -> Coda:
    """A lone letter is read by its name: 기역, 니은, 리을; ㅏ is 아 (한글 맞춤법 제4항). Other scripts count as open."""
    if char in "ㄹ\u1105\u11af":
        return RIEUL
    code = ord(char)
    consonant = 0x3131 <= code <= 0x314E or 0x3165 <= code <= 0x3186 or 0x1100 <= code <= 0x115F or 0x11A8 <= code <= 0x11FF
    return CLOSED if consonant else OPEN


def _of_number(text: str) -> Coda:
    """Return how a number ends in its Sino-Korean reading: 10 십, 1,000 천, 30000 만, 3.5 오, 0 영, $5 달러."""
    if special := _SPECIAL.search(text):
        return CLOSED if "+" in special[0] else OPEN
    found = _NUMBER.search(text)
    assert found is not None  # the text ends in a digit
    if found["sign"]:
        return _SIGNS[found["sign"][0]]
    digits = found["whole"].replace(",", "")
    zeros = len(digits) - len(digits.rstrip("0"))
    if found["decimals"]:
        return _DIGITS.get(text[-1], OPEN)
    if zeros == 0 or zeros == len(digits):
        return _DIGITS.get(digits[-1], OPEN)
    return OPEN if zeros // 4 in _OPEN_MYRIADS else CLOSED


def _of_latin(text: str) -> Coda:
    """A unit after a number, else letters (one, no vowel among them, or up to three capitals), else a word."""
    found = _LATIN.search(text)
    if found is None:
        return OPEN
    word = re.sub("['’]", "", found["word"])
    lower = word.lower()
    if found["after"] and lower in _UNITS:
        return _UNITS[lower]
    if lower in _WORDS:
        return _WORDS[lower]
    if len(word) == 1 or not re.search("[aeiouy]", lower) or (word.isupper() and len(word) <= 3):
        return _LETTERS.get(lower[-1], OPEN)
    return _of_word(lower)


def _of_word(word: str) -> Coda:
    """Return how an English word ends in Korean spelling; all but nasals, l and a stop after a short vowel end open."""
    return next((sound for end, sound in _WORD_ENDS if end.search(word)), OPEN)
