"""The slips of typing that real reviews are full of: missing blanks, sound-alike spellings, stretched endings."""

from random import Random

_TYPED = (
    "있어>잇어 있었>있엇 맛있>마싯 맛있>맛잇 맛있>마싰 않>안 안_좋>않좋 안_>않_  됐>됬 돼>되 "
    "친절>친졀 친절>칭절 너무>넘 너무>너므 너무>느무 괜찮>괜찬 괜찮>갠찮 예뻐>이뻐 예쁘>이쁘 "
    "예쁜>이쁜 떡볶이>떡뽁이 떡볶이>떡볶기 깨끗>깨긋 깨끗>께끗 최고>쵝오 네요>내요 는데>는대 "
    "은데>은대 해요>해용 해요>해여 어요>어여 어요>어욤 아요>아용 같아>같애 많이>마니 많>만 좋>조 "
    "싫어>시러 재방문>제방문 별로>별루 습니다>슴다 습니다>습니당 서비스>써비스 진짜>찐짜 진짜>진쨔 "
    "웨이팅>웨이링 실망>씰망 불친절>불칭절 왜>외 에요>예요 예요>에요 데요>대요 없어>업어 없음>업음 "
    "먹었>먹엇 갔>갓 했>햇 었어>엇어 았어>앗어 맛없>맛업 마음에>맘에 아이>애 "
    "좋은>조은 좋아>조아 비싸>빗싸 예약>에약 고소>꼬소 기다>기달 디자인>디쟈인 같아>가타 재료>제료 "
    "인테리어>인테리아 편해>펴내 가격>가겍 분위기>분위끼 커피>컾이 그래>글애 않아>아나 많아>마나 만족>만조 색>섹 네일>내일"
)
_TYPOS = [tuple(pair.replace("_", " ").split(">")) for pair in _TYPED.split()]
"""(right, wrong) pairs; an underline stands for a blank."""


def roughen(text: str, random: Random) -> str:
    """Return `text` as a hasty thumb types it; about six in ten come out as they are."""
    dice = random.random()
    if dice < 0.08:
        return text.replace(" ", "")
    if dice < 0.16:
        return "".join(letter for letter in text if letter != " " or random.random() < 0.6)
    if dice < 0.2:
        return "".join(letter + (" " if random.random() < 0.08 else "") for letter in text)
    if dice < 0.38:
        return _misspelt(text, random)
    return text


def _misspelt(text: str, random: Random) -> str:
    """Return `text` with up to three of the usual misspellings that it offers."""
    offered = [pair for pair in _TYPOS if pair[0] in text]
    for right, wrong in random.sample(offered, min(len(offered), random.choice([1, 1, 2, 3]))):
        text = text.replace(right, wrong, 1)
    return text
