"""Which language a review is written in, from its letters and a few very frequent words. Offline, a few microseconds."""

import re
import unicodedata

_HANGUL = re.compile(r"[\uac00-\ud7a3]+")
_JAMO = re.compile(r"[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\ud7b0-\ud7ff]")
_KANA = re.compile(r"[\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_WORD = re.compile(r"[a-z\u00df-\u024f\u1e00-\u1eff']+")
_ACCENTED = re.compile(r"[\u00df-\u024f\u1e00-\u1eff\u00bf\u00a1]")

_ENGLISH = """
    the a an and is was are were be been it its it's i i'm my me we our you your they their she he her his of to in on at
    for with this that these those but not no very so really too just only will would won't can can't could don't didn't
    isn't wasn't have has had there here as by from or if when because all some more most much good great nice best bad
    worst food place coffee staff service love loved like delicious amazing friendly recommend clean awesome perfect
    excellent tasty yummy
"""
_FOREIGN = """
    el la los las un una unos unas y es está fue era muy pero con por para que del al lo se mi su más todo bien buen buena
    bueno rico rica comida lugar servicio le les des du et est était très mais avec pour dans sur pas qui ce cette nous vous
    je bon bonne der die das ein eine und ist war sehr aber mit für auf nicht ich wir sie gut essen o os um uma não muito
    bom boa com foi é il gli che per molto buono ottimo cibo è yang dan di ini itu sangat enak tidak makanan ang mga sa ng
    và là rất ngon không quán của có được ve bir çok de het een en niet goed lekker
"""
_ENGLISH_WORDS, _FOREIGN_WORDS = frozenset(_ENGLISH.split()), frozenset(_FOREIGN.split())


def detect(text: str) -> str:
    """Return "ko", "en", "ja", "zh", "other" (letters of another language), or "" where there is no letter.

    Any Hangul makes it Korean unless Latin letters outnumber it eight to one (an English review that names a dish); a jamo
    laugh (ㅋㅋ) counts as Korean only where no other script speaks.
    """
    text = unicodedata.normalize("NFC", text)
    if hangul := _hangul(text):
        # Where so few letters are left, no other language can outnumber it (see _beside_hangul): most Korean reviews.
        return "ko" if len(text) < 3 * hangul + 4 else _beside_hangul(text, hangul)
    if _KANA.search(text):
        return "ja"
    if _HAN.search(text):
        return "zh"
    if _LATIN.search(text):
        return _latin(text)
    if _JAMO.search(text):
        return "ko"
    return "other" if any(map(str.isalpha, text)) else ""


def _hangul(text: str) -> int:
    return sum(map(len, _HANGUL.findall(text)))


def _beside_hangul(text: str, hangul: int) -> str:
    """Return the language of a text with some Hangul: a lone dish name doesn't make an English review Korean."""
    others = (("ja", len(_KANA.findall(text))), ("zh", len(_HAN.findall(text))), ("en", len(_LATIN.findall(text)) // 4))
    name, most = max(others, key=lambda pair: pair[1])
    if most < 2 * hangul + 4:
        return "ko"
    return _latin(text) if name == "en" else "ja" if others[0][1] else name


def _latin(text: str) -> str:
    """Return "en" or "other" for a text in Latin letters (or in several scripts without Hangul, kana and Han)."""
    lowered = text.lower().replace("\u2019", "'")
    latin = len(_LATIN.findall(text))
    if sum(map(str.isalpha, text)) > 2 * latin + _hangul(text):
        return "other"
    words = _WORD.findall(lowered)
    english = sum(word in _ENGLISH_WORDS for word in words)
    foreign = sum(word in _FOREIGN_WORDS for word in words) + len(_ACCENTED.findall(lowered)) / 2
    return "other" if foreign > english else "en"
