"""Denials put into plain words, so that n-grams can't miss them: 불친절하지 않아요 → 친절해요, 안 맛있어요 → 맛없어요.

A linear model adds 불친절 and 않 up to twice as bad; here the predicate takes the "not" in before it is counted.
"""

import re

# A stem and what its denial says. Only stems whose denial n-grams get wrong; 안 좋아요 they learn by themselves.
_DENIED = {
    "맛있": "맛없",
    "맛나": "맛없",
    "맛없": "괜찮",
    "불친절하": "친절하",
    "불친절": "친절",
    "친절하": "불친절하",
    "친절": "불친절",
    "나쁘": "무난하",
    "비싸": "저렴하",
    "비쌌": "저렴했",
    "비쌀": "저렴할",
    "저렴하": "비싸",
    "아프": "편안하",
    "아파": "편안해",
    "아팠": "편안했",
    "아픔": "편안함",
    "따갑": "편안하",
    "불편하": "편하",
    "불편": "편",
    "느끼하": "담백하",
    "느끼": "담백",
    "질기": "부드럽",
    "질겨": "부드러워",
    "질겼": "부드러웠",
    "퍽퍽하": "촉촉하",
    "퍽퍽": "촉촉",
    "눅눅하": "바삭하",
    "눅눅": "바삭",
    "시끄럽": "조용하",
    "시끄러": "조용해",
    "더럽": "깨끗하",
    "지저분하": "깨끗하",
    "지저분": "깨끗",
    "깨끗하": "지저분하",
    "깨끗": "지저분",
    "위생적이": "비위생적이",
    "신선하": "상하",
    "부담스럽": "합리적이",
    "부담스러": "합리적이",
    "자극적이": "담백하",
    "아깝": "괜찮",
    "아까": "괜찮",
    "만족스럽": "실망스럽",
    "만족스러": "실망스러",
    "만족하": "실망하",
    "추천하": "비추하",
    "추천": "비추",
    "실망하": "만족하",
    "실망": "만족",
    "후회하": "만족하",
    "후회": "만족",
    "꼼꼼하": "대충하",
    "꼼꼼": "대충",
    "예쁘": "별로이",
    "예뻐": "별로예",
    "예쁜": "별로인",
    "이쁘": "별로이",
    "이뻐": "별로예",
    "촌스럽": "세련되",
    "부족하": "넉넉하",
    "부족": "넉넉",
    "지루하": "재밌",
    "지루": "재밌",
}
# The same before 줄 모르겠다, 건 아니다, 편은 아니다.
_DOUBTED = {
    "비싼": "저렴하",
    "비싸다는": "저렴하",
    "맛있는": "맛없",
    "맛있다는": "맛없",
    "맛없는": "괜찮",
    "맛이 없는": "괜찮",
    "친절한": "불친절하",
    "불친절한": "친절하",
    "나쁜": "무난하",
    "아픈": "편안하",
    "예쁜": "별로이",
    "깨끗한": "지저분하",
    "아까운": "괜찮",
}
_STEMS = "|".join(sorted(_DENIED, key=len, reverse=True))
_BEFORE_JI = _STEMS.replace("|느끼|", "|")  # 느끼지 못했다 is "didn't feel"
_DEGREES = r"별로|그닥|그다지|전혀|하나도|딱히|그렇게|그리|크게|많이|생각보다|절대"
_FIRST = "".join(sorted({stem[0] for stem in _DENIED}))
# Each with what it can't do without: most reviews lack it, and that is seen up to forty times sooner than by the pattern.
_PATTERNS = (
    # 안 비싸다, 별로 안 비싸다; "동안 맛있게" is no denial, so 안 begins a word or touches the stem
    (
        re.compile(rf"[안않못]\s?[{_FIRST}]"),
        re.compile(
            rf"(?:(?:{_DEGREES})\s*)?(?:(?<![가-힣])(?:안|않|못)\s?|(?<=[도로닥히리게다혀])(?:안|않)\s?|(?<![동편])(?:안|않))({_STEMS})"
        ),
    ),
    # 비싸지 않다, 비싸지는 않다, 비싸진 않다
    (
        re.compile(r"[지진질][는도가를]?\s?[않안못]"),
        re.compile(rf"(?:(?:{_DEGREES})\s*)?({_BEFORE_JI})(?:지(?:는|도|가|를)?|진|질)\s?(?:않|안|못)"),
    ),
    # 비싼 줄 모르겠다, 비싼 건 아니다
    (
        re.compile("모[르를]|몰|아니"),
        re.compile(
            rf"({'|'.join(_DOUBTED)})\s?(?:(?:줄|지)(?:도|는)?\s?(?:잘\s?)?(?:모르|모를|몰)|(?:것|건|편|게|거)(?:은|도|이)?\s?아니)"
        ),
    ),
)


def resolve(text: str) -> str:
    """Return `text` with the denials that a count of letters would get wrong put into plain words."""
    for needed, pattern in _PATTERNS:
        if needed.search(text):
            text = pattern.sub(_plain, text)
    return text


def _plain(match: re.Match[str]) -> str:
    said = match[1]
    return _DENIED.get(said) or _DOUBTED[said]
