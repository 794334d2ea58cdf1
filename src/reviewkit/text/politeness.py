"""Register: how politely a Korean text speaks, read from the endings of its sentences: 해요체, 합쇼체 or 반말.

By rule, from the last syllables: no analyser, so that a check of a reply costs microseconds. What a reader should know:

- 하십시오, -ㅂ니다, -ㅂ시다 are 합쇼체; -요, -죠 and their playful spellings (해용, 했어여, 좋아욤) 해요체.
- 반말 is all the rest that is a sentence: 해체, 해라체 and, since it leaves the listener out as well, the noun style of short
  reviews (별로임, 친절함, 맛있음, 갈듯). An owner's reply must hold none of them.
- Fragments (강추!, 재방문 의사 100%), a half sentence that goes on (맛있고, 찾아 주셔서), interjections and signatures tell
  nothing: None.
- What stands in quotes or brackets is somebody else's word, and is not read, unless there is nothing beside it.

Source of the classes: 표준국어문법론 (남기심·고영근), 상대 높임법.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Register(StrEnum):
    """The level of speech towards the listener. `mixed` is for whole texts only."""

    HAEYO = "haeyo"
    HAPSYO = "hapsyo"
    BANMAL = "banmal"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class SentenceEnd:
    """One sentence: text[start:end] without blanks around, the ending that tells its register ("" where none does)."""

    start: int
    end: int
    ending: str
    register: Register | None


_CODAS = dict(zip("ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ", map(chr, range(0x11A8, 0x11C3)), strict=True))
"""A lone consonant in a pattern below is the final consonant of the syllable before."""


def _ends(pattern: str) -> re.Pattern[str]:
    """Compile a pattern over syllables for text in NFD, anchored at the end. A lone consonant there is a final one.

    [가ㄴ] and [^가ㄴ] hold syllables and finals; the second looks back only, and holds at the start of a word too.
    """
    pattern = re.sub(r"\[\^([^\]]+)\]", lambda found: "".join(f"(?<!{char})" for char in found[1]), pattern)
    pattern = re.sub(r"\[([^\]]+)\]", lambda found: f"(?:{'|'.join(found[1])})", pattern)
    spelled = unicodedata.normalize("NFD", "".join(_CODAS.get(char, char) for char in pattern))
    return re.compile(f"(?:{spelled})$")


_ADJ = "[ㅆㅄㅎㄶㅀ]"  # 있- 없- 좋- 많- 싫-, and every past and future: finals that nouns don't have
_HAPSYO = _ends(
    "ㅂ니[다까댜][ㅇㅅㅁ]?|ㅂ니다[아요용욧]|ㅂ디[다까]|ㅂ시다|십시[오요]|시[ㅂ]쇼|시?옵소서|하소서|되소서|[슴심][다더]|감사함다|[ㅁㅂ]니[다더]|니당"
)
_VOWEL_STEMS = "어|아|해|네|세|게|데|까|나|구|고|니|에|예|려|래|돼|와|워|봐|줘|져|써|커|셔|지|걸|든|군|죠|가|켜|쳐|께"
_HAEYO = _ends(
    f"요[ㅅㅁㅂㅋㅎ]?|요오+|죠[ㅇㅅㅂ]?|(?:{_VOWEL_STEMS}|대|이에)용|(?:{_VOWEL_STEMS}|이에)여[ㅁㅂ]?|(?:네|데|에|게|어|까|[사추]해)영"
    f"|(?:어|아|해|네|게|에|예|데|지|만|세|셔|가)유|[ㅆㅅㅄ]슈|[ㅆㅄㅎ하이나]쥬|아뇨"
)
_NOT_HAEYO = _ends("필요|중요|주요|[^으]소요|수요|^개요|^동요|민요|강요|고용|^아유|일요|토요|^요|^여")

# Beyond doubt, so that a sentence may end here with no mark behind it.
_BANMAL_SURE = _ends(
    f"[ㅆㅄㅎㄶ]다[ㅇㅅ]?|같다|[는ㄴ]다|[ㅆㅄ]어[ㅇ]?|좋아[ㅇ]?|많아|{_ADJ}음|{_ADJ}네|더라|잖아|거든|[ㅆㅄ]지|별로임|최고임|(?:거|꺼)야"
)
_BANMAL = _ends(
    # 해라체
    "다|[ㅆㅄㅎ하싶같많는]당|[ㅆㅄㅎ같하]닷|더라|더라고|지마라|[^나]해라|하라|어라|봐라|와라|가라|먹어라|말아라|거라|(?:느|으|^)냐|냐"
    f"|{_ADJ}니|{_ADJ}나|되나|맞나|싶나|먹나|[는은ㄴ]가|ㄹ까|[ㅆㅄㅎ는은]구나|이구나|하구나|{_ADJ}군|하군|이군|는군|구만|구먼|[더드]만|[는한]겨|허네"
    "|^가자|^먹자|마시자|말자|놀자|다시가자|또가자|[ㅆㅄㅎ하이]노|[는ㄴㅆㅄ]데이|당께"
    # 해체
    "|[ㅆㅄㅎㅀㄶㅈㄵㅊㄷㅌㄺㄻㄼㅍㄲㅅ]어[ㅇ]?|[먹죽적]어|[^화]ㄹ어|ㅁ어|되어|쉬어|[ㅎㄶㅀㅌㄷㅈㅊㄺㄼㅅㅆㅂ]아[ㅇ]?|[알살놀달팔돌몰작막]아|잖아"
    "|야|이얌|거얌|로얌|고얌|해|워|돼|^안되|봐|줘|져|시려|끌려|달려|걸려|풀려|질려|느려|땡겨|당겨|^써|^커|나빠|바빠|고파|아파|예뻐|이뻐|기뻐|슬퍼"
    "|비싸|^싸|^짜|나와|돌아와|들어와|다녀와|사와|몰라|달라|지마|지말아"
    f"|{_ADJ}지|하지|이지|거지|맞지|같지|되지|먹지|야지|크지|싸지|뭐지|최고지|별로지|손해지|그렇지|{_ADJ}쥐|{_ADJ}네|[ㄱㄷㅅㅈㅊㅌㅍㄺㄼㅂㄲ]네|[하되이크쁘싸오주짜쓰다르들리나스지치]네"
    f"|[먹작적맞보]네|{_ADJ}넹|하넹|이넹|ㄹ걸|[는던은]걸|ㄹ게|ㄹ께|ㄹ래|거든|[ㅆㅄ]대|래|대애|{_ADJ}소"
    # the noun style
    f"|[ㄹㄴ는은을던]듯|^듯|[ㅆㅄㅎㄶㅀㅈㄵㅌㅍㄺㄼㄻ]음|[먹작적]음|[ㅆㅄㅅㅂ]슴|[하주으오가나되보리키치기이]심|나옴|[나들아려]감|안감|안옴|다녀옴|[아어해가려여와]봄|ㄹ림|버림|때림|비림|넘침|미침|망침|뭉침|혼남|화남|끝남|[ㄱㅂㅈㄷㄺ]힘|받음|[꺼터너빠까깨]짐|[아어와워봐해]줌|[아어라려]짐|생김|질김|웃김|아까움|더러움|시끄러움|무서움|는줄|함|임|됨|비쌈|나쁨|예쁨|이쁨|느림|맛남|아님|빠름|모름|바쁨|힘듦|기바람"
)
_TRAILING = _ends("[ㄴ는은던]데|ㄹ텐데|[ㄴ는은던]뎅")
"""A half sentence that is a whole one at the very end of a text only: 괜찮던데."""
# Nouns, particles and half sentences that look like one of the above.
_NOT_BANMAL = _ends(
    "바다|소다|사이다|쿠다|수다|마다|판다|캐나다|^다|[^가나까지]보다|^안녕|식당|담당|상담|[어아해와가봐줘서래려여워져써커제에분시광평벌]야|^이야|^야"
    "|올해|오해|이해|[동남서북진김영]해|방해|피해|새해|손해|공해|한해|양해|침해|유해|무해|재해|상해|자해|화해|지난해|항해|박해"
    "|샤워|파워|타워|플라워|아워|사워|미워|누군가|언젠가|무언가|[무뭔]가|왠가|작가|단가|원가|인가|친가|본가|물가|참가|전문가|우리네|알림"
    "|[페테세케]이지|설거지|돼지|빨래|달래|노래|미래|아래|모래|원래|[^ㄴ는ㄹ이하]래|이래|^하지|^저지|아까|색깔|털게|라자냐|볼로냐|케냐|소냐"
    "|포함|명함|결함|보관함|우편함|사물함|수거함|신발함|^함|모임|게임|책임|타임|쓰임|^임|주임|담임|선임|움직임|라임|프라임|프레임|네임|보임새|크림"
    "|가운데|^한데|^근데|그런데|^어라|시나|[ㄹ]가라|메뉴가라|^들어|언어|연어|장어|무기력함|친구와|까지|강아지|복어|전져|어져라|이네집|인소"
)
_GREETING = "안녕하세요"
_SIGNATURE = frozenset(("드림", "올림", "배상"))
_INTENSE = frozenset(
    ("또", "다시", "자주", "꼭", "안", "못", "맨날", "매번", "많이", "더", "잘", "제일", "너무", "진짜", "엄청", "좀", "강추")
)
_STRESSED = _ends("만|도|을|를|데")
_BARE_VERBS = frozenset(("가", "와", "감", "옴", "큼", "짬", "함", "써", "해", "싸", "짜", "커"))
"""One syllable that is a verb only behind an adverb: 또 감, 너무 짜."""
_GUESSING = _ends("[가까나]")

_MASK = "\ufffc"
_QUOTED = re.compile(
    r"“[^“”\n]*”|‘[^‘’\n]*’|「[^「」\n]*」|『[^『』\n]*』|\"[^\"\n]*\"|'[^'\n]{1,60}'|\([^()\n]*\)|\[[^\[\]\n]*\]|（[^（）\n]*）"
)
_HANGUL = re.compile("[가-힣]")
_READ = re.compile(f"[가-힣{_MASK}]")
_WORD = re.compile(r"\S+")
_BREAK = re.compile(
    r"(?:\.(?![0-9A-Za-z])|[!?…。！？\n;]|[ㄱ-ㅎㅏ-ㅣ]|\^|[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]"
    r"|[~～∼〜](?!\s*(?:요|용|합니다|하세요|드려요|드립니다|입니다)))+"
)
_LONGEST_TAIL = 8
_PUNCTUATION = ",.~·:-_*'\"”’」)"
_TILDES = re.compile("[~～∼〜]")
_QUOTING = re.compile(
    "(?:이?라[고는며면던]|하[고는며]|[고는며](?![가-힣])|만(?![가-힣])|싶|보[니면이여였임인일]|[가갔왔와](?:[ㄱ-힣]|$)|해서|치[고면])"
)
_WAVERING = _ends("[ㅆㄴ는]다")
_DOING = re.compile("[하했해할함말]|한(?![가-힣])")
_LINKING_YO = _ends("[은는도만]요|^근데요|그런데요|그리고요|^제가요|^저요|^저기요")


def register(text: str) -> Register | None:
    """Return the register of `text`; `mixed` where its sentences differ (해요체 and 합쇼체 too), None where none tells.

    안녕하세요 opens replies of either polite level, and counts only where it is all that tells.
    """
    told = [sentence for sentence in sentences(text) if sentence.register]
    telling = [sentence for sentence in told if text[sentence.start : sentence.end].rstrip(_PUNCTUATION) != _GREETING]
    kinds = {sentence.register for sentence in telling or told}
    return kinds.pop() if len(kinds) == 1 else Register.MIXED if kinds else None


def impolite(text: str) -> list[SentenceEnd]:
    """Return the sentences of `text` that end in 반말."""
    return [sentence for sentence in sentences(text) if sentence.register is Register.BANMAL]


def sentences(text: str) -> list[SentenceEnd]:
    """Return the sentences of `text` (NFC) that hold Hangul, in order; one may end without a mark (맛있어요 또 올게요)."""
    masked = _QUOTED.sub(lambda found: _MASK * len(found[0]), text)
    masked = masked if _HANGUL.search(masked) else text
    chunks = list(_chunks(masked))
    return [one for number, (start, end) in enumerate(chunks) for one in _split(masked, start, end, number + 1 == len(chunks))]


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches between marks, line ends, emoji and ㅋㅋ that hold Hangul."""
    start = 0
    for mark in [*_BREAK.finditer(text), None]:
        end = mark.start() if mark else len(text)
        if _HANGUL.search(text, start, end):
            yield start, end
        start = mark.end() if mark else end


def _split(text: str, start: int, end: int, last: bool) -> Iterator[SentenceEnd]:
    """Yield the sentences of one stretch: one for each ending beyond doubt inside, and what is left."""
    words = [word for word in _WORD.finditer(text, start, end) if word[0][0].isalnum() or _READ.search(word[0])]
    while words and not _READ.search(words[-1][0]):
        words.pop()  # 감사합니다 good
    first = 0
    for at, word in enumerate(words):
        is_last = at + 1 == len(words)
        found = _final(words[: at + 1], last) if is_last else _inner(word[0], words[at + 1][0])
        if is_last or found:
            if any(_HANGUL.search(one[0]) for one in words[first : at + 1]):
                ending, kind = found or ("", None)
                yield SentenceEnd(words[first].start(), word.end(), ending, kind)
            first = at + 1


def _inner(word: str, following: str) -> tuple[str, Register] | None:
    """Return the ending of a word amid a stretch, if a sentence ends there for sure; `following` is the next word."""
    if _QUOTING.match(following) or following.strip(_PUNCTUATION) in ("요", "용", "여"):
        return None
    tail = _tail(word)
    if found := _polite(tail):
        return None if _LINKING_YO.search(tail) else found
    if _WAVERING.search(tail) and (_WAVERING.search(_tail(following)) or _DOING.match(following)):
        return None  # 얼었다 녹았다 한, 잘한다 못한다 말하기
    return _banmal(tail, _BANMAL_SURE) if len(tail) > 4 else None


def _final(words: list[re.Match[str]], last: bool) -> tuple[str, Register] | None:
    """Return the ending of the last word of a stretch. `last`: nothing follows in the text."""
    tail = _tail(words[-1][0])
    before = _tail(words[-2][0]) if len(words) > 1 else ""
    # "감사합 니다", "있어 요": one word, badly spaced.
    if found := _polite(tail) or (_polite(before + tail) if len(tail) <= 5 else None):
        return found
    word = unicodedata.normalize("NFC", tail)
    if word in _BARE_VERBS:
        told = unicodedata.normalize("NFC", before) in _INTENSE or _STRESSED.search(before)
        return (word, Register.BANMAL) if told else None
    if word in _SIGNATURE:
        return None
    if word == "보다":
        return (word, Register.BANMAL) if _GUESSING.search(before) else None
    if word in ("마", "마라", "말아", "말아라"):
        return _banmal(before + tail)
    return _banmal(tail) or (_banmal(tail, _TRAILING) if last else None)


def _tail(word: str) -> str:
    """Return a word in NFD up to its last syllable; "" where it ends in a quote or Latin letters."""
    bare = _TILDES.sub("", word).rstrip(_PUNCTUATION + _MASK if _HANGUL.match(word) else _PUNCTUATION)
    last = bare[-1:]
    return unicodedata.normalize("NFD", bare[-_LONGEST_TAIL:]) if last and "가" <= last <= "힣" else ""


def _polite(tail: str) -> tuple[str, Register] | None:
    if found := _HAPSYO.search(tail):
        return _surface(found), Register.HAPSYO
    if (found := _HAEYO.search(tail)) and not _NOT_HAEYO.search(tail):
        return _surface(found), Register.HAEYO
    return None


def _banmal(tail: str, endings: re.Pattern[str] = _BANMAL) -> tuple[str, Register] | None:
    found = endings.search(tail)
    return (_surface(found), Register.BANMAL) if found and not _NOT_BANMAL.search(tail) else None


def _surface(found: re.Match[str]) -> str:
    """Return the whole syllables that an ending touches: ㅂ니다 in 감사합니다 is 합니다."""
    whole = unicodedata.normalize("NFC", found.string)
    count = sum(0x1100 <= ord(char) <= 0x1112 for char in found[0]) + ("\u11a8" <= found[0][:1] <= "\u11c2")
    return whole[-count:]
