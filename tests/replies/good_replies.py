"""Replies that owners of small shops could send as they are, each with its review: no check may object. All made up."""

from typing import Any, NamedTuple

from reviewkit.features.replies.situation import Situation
from reviewkit.features.voice import Voice
from reviewkit.platforms.base import ReplyLimits
from reviewkit.text import Mention, Polarity

NAVER = ReplyLimits(least=15, most=500)
BAD, GOOD = Polarity.NEGATIVE, Polarity.POSITIVE


class Good(NamedTuple):
    """A review (`blamed`: its blamed aspects, each with the words that say so) and a reply that fits it."""

    review: str
    reply: str
    rating: float | None = None
    sentiment: Polarity | None = None
    blamed: tuple[tuple[str, str], ...] = ()
    lang: str = "ko"
    voice: dict[str, Any] | None = None
    author: str = "김*수"


def situation(good: Good) -> Situation:
    """Return what the reply of `good` is checked against."""
    mentions = []
    for aspect, clause in good.blamed:
        start = good.review.index(clause)
        mentions.append(Mention(aspect, BAD, clause, start, start + len(clause)))
    return Situation(
        store="가나식당",
        platform="naver",
        author=good.author,
        text=good.review,
        lang=good.lang,
        rating=good.rating,
        sentiment=good.sentiment,
        aspects=tuple(mentions),
        voice=Voice(**(good.voice or {})),
        limits=NAVER,
    )


FORMAL: dict[str, Any] = {"formality": "hapsyo"}

GOOD_REPLIES = [
    # --- 해요체, praise ---
    Good(
        "국물이 진하고 맛있어요! 또 올게요",
        "진한 국물을 알아봐 주셔서 정말 기뻐요. 다음에도 속 든든한 한 끼 드시고 가세요!",
        5,
        GOOD,
    ),
    Good(
        "음식이 깔끔하고 직원분들이 친절해요",
        "깔끔한 음식과 친절을 함께 칭찬해 주시니 하루가 다 든든하네요. 직원들에게도 꼭 전할게요. 감사합니다!",
        5,
        GOOD,
    ),
    Good("라떼 최고 👍", "라떼가 마음에 드셨다니 다행이에요. 향긋한 한 잔이 생각날 때 또 들러 주세요.", 5, GOOD),
    Good(
        "아이랑 가기 좋아요. 분위기도 편안해요",
        "아이와 편안한 시간 보내셨다니 저희도 참 좋네요. 다음에도 온 가족이 편히 쉬었다 가세요.",
        None,
        GOOD,
    ),
    Good("", "별점 남겨 주셔서 감사합니다. 다음에 또 편하게 들러 주세요!", 5),
    Good(
        "들깨수제비가 고소하고 양도 많아요",
        "고소한 들깨수제비 한 그릇 든든하게 드셨다니 저희도 배가 부르네요. 쌀쌀한 날 생각나시면 또 오세요~",
        5,
        GOOD,
    ),
    Good(
        "늘 가는 단골집입니다. 변함없이 맛있어요",
        "단골이라고 말씀해 주시니 더 힘이 나요. 변함없는 맛으로 오래오래 자리 지킬게요. 고맙습니다!",
        5,
        GOOD,
    ),
    Good(
        "맛있게 잘 먹었습니다 감사합니다", "맛있게 드셔 주셔서 저희가 더 감사하지요. 오늘 하루도 기분 좋게 보내세요!", 5, GOOD
    ),
    Good(
        "염색 색감이 너무 예쁘게 나왔어요. 원장님이 꼼꼼하세요",
        "색감이 마음에 드셨다니 정말 다행이에요. 예쁘게 오래 유지하시길 바라요. 머릿결도 편하게 상담하러 오세요!",
        5,
        GOOD,
    ),
    Good(
        "젤네일 한 달 넘게 유지돼요 ㅎㅎ",
        "오래 유지됐다는 말씀이 제일 반가워요 ㅎㅎ 다음에는 또 어떤 디자인을 해 볼까요? 기다리고 있을게요!",
        5,
        GOOD,
    ),
    Good(
        "주차하기 편하고 음식도 빨리 나와요",
        "주차도 음식도 편하셨다니 마음이 놓여요. 바쁜 날에도 가볍게 들러 든든히 드시고 가세요.",
        4,
        GOOD,
    ),
    Good(
        "사장님이 서비스로 주신 식혜가 너무 맛있었어요",
        "작은 마음을 이렇게 기쁘게 받아 주시니 저희가 더 고맙습니다. 식혜처럼 시원하고 좋은 날들 보내세요!",
        5,
        GOOD,
    ),
    Good(
        "양이 푸짐해서 둘이 먹고도 남았어요",
        "푸짐하게 드시는 모습이 저희에게는 큰 힘이 돼요. 다음에도 넉넉한 마음으로 차려 드릴게요.",
        5,
        GOOD,
    ),
    Good(
        "재방문 의사 100%입니다", "100%라니 듣기만 해도 든든하네요. 다음번에도 웃으며 나가실 수 있게 잘 준비해 둘게요!", 5, GOOD
    ),
    Good(
        "부모님 모시고 갔는데 너무 좋아하셨어요",
        "부모님께서 좋아하셨다니 그보다 좋은 칭찬이 없네요. 다음에도 부모님 손 잡고 편하게 오세요. 늘 건강하세요!",
        5,
        GOOD,
    ),
    Good(
        "시원한 평양냉면 한 그릇, 여름엔 여기죠",
        "여름이면 저희 냉면을 떠올려 주신다니 영광입니다. 더위에 지치실 때마다 시원하게 맞아 드릴게요.",
        5,
        GOOD,
    ),
    Good(
        "웨이팅이 있었지만 기다린 보람이 있네요",
        "기다리신 시간이 아깝지 않으셨다니 정말 다행이에요. 기다려 주신 마음, 맛으로 갚을게요!",
        5,
        GOOD,
    ),
    Good(
        "커피맛도 좋고 사진 찍기 좋아요",
        "안녕하세요, 가나식당입니다. 커피도 사진도 마음에 드셨다니 하루 종일 웃음이 나네요. 맑은 날 또 놀러 오세요!",
        5,
        GOOD,
        voice={"sign_off": "가나식당 드림"},
    ),
    Good(
        "맛있었어요❤️",
        "예쁜 마음까지 담아 주셔서 고마워요 😊 다음에도 맛있게 차려 놓고 기다릴게요!",
        5,
        GOOD,
        voice={"emoji": True},
    ),
    # --- 해요체, blame and mixed ---
    Good(
        "음식이 너무 짜서 다 남겼어요",
        "짠맛 때문에 제대로 못 드셨다니 정말 죄송합니다. "
        "간을 볼 때 한 번 더 살피고, 덜 짜게 드실 수 있도록 주방과 이야기할게요.",
        2,
        BAD,
        (("맛", "음식이 너무 짜서"),),
    ),
    Good(
        "맛은 있는데 30분 넘게 기다렸어요",
        "맛있게 드셨다니 감사하지만, 30분 넘게 기다리게 해 드려 죄송합니다. "
        "음식이 나오는 순서를 다시 살펴서 기다림을 줄여 볼게요.",
        3,
        Polarity.MIXED,
        (("대기", "30분 넘게 기다렸어요"),),
    ),
    Good(
        "직원분이 인사도 없고 불친절했어요",
        "기분 좋게 오셨을 텐데 응대가 부족해서 속상하셨지요. "
        "죄송합니다. 인사부터 다시 챙기고 더 따뜻하게 맞이하도록 함께 노력하겠습니다.",
        1,
        BAD,
        (("서비스", "불친절했어요"),),
    ),
    Good(
        "가격이 좀 비싼 것 같아요. 양도 적고요",
        "가격과 양에서 아쉬움을 드려 죄송해요. 솔직하게 말씀해 주셔서 감사합니다. "
        "드시는 분 마음에서 구성을 다시 고민해 볼게요.",
        3,
        BAD,
        (("가격", "가격이 좀 비싼 것 같아요"),),
    ),
    Good(
        "테이블이 끈적이고 화장실도 더러웠어요",
        "편히 드셔야 할 자리가 깨끗하지 못해 정말 죄송합니다. 테이블과 화장실 청소를 더 자주, 더 꼼꼼하게 하겠습니다.",
        2,
        BAD,
        (("위생", "화장실도 더러웠어요"),),
    ),
    Good(
        "음악이 너무 시끄러워서 대화가 안 돼요",
        "대화하기 어려우셨다니 죄송해요. 음악 소리는 말씀해 주시면 바로 줄여 드릴 수 있으니 다음에는 편하게 알려 주세요.",
        3,
        BAD,
        (("분위기", "음악이 너무 시끄러워서"),),
    ),
    Good(
        "펌이 일주일 만에 다 풀렸어요ㅠㅠ",
        "기대하고 오셨을 텐데 펌이 금방 풀려 얼마나 속상하셨어요. "
        "정말 죄송합니다. 편하신 때 들러 주시면 머리 상태부터 찬찬히 살펴볼게요.",
        2,
        BAD,
        (("시술", "펌이 일주일 만에 다 풀렸어요"),),
    ),
    Good(
        "차 댈 곳이 없어서 한참 돌았어요. 음식은 맛있어요",
        "맛있게 드셨다니 다행이지만 주차로 고생하셨다니 죄송해요. 오시는 길이 조금이라도 편하시도록 더 고민해 볼게요.",
        4,
        Polarity.MIXED,
        (("주차", "차 댈 곳이 없어서"),),
    ),
    Good(
        "예약했는데 20분이나 기다림. 상담도 대충",
        "예약하고 오셨는데 20분이나 기다리시게 해서 죄송합니다. 상담도 서두르지 않고 원하시는 바를 끝까지 듣겠습니다.",
        2,
        BAD,
        (("예약", "예약했는데 20분이나 기다림"), ("상담", "상담도 대충")),
    ),
    Good(
        "배달이 늦어서 면이 다 불었어요",
        "기다리신 끝에 불어 버린 면을 드시게 해서 정말 죄송합니다. 배달이 늦어지는 때에도 맛이 덜 상하도록 더 신경 쓸게요.",
        2,
        BAD,
        (("배달", "배달이 늦어서"), ("맛", "면이 다 불었어요")),
    ),
    Good(
        "그냥 그래요",
        "솔직한 말씀 고맙습니다. 다음에는 '그냥'보다 한 걸음 더 나아간 맛을 느끼시도록 차근차근 다듬어 볼게요.",
        3,
        Polarity.NEUTRAL,
    ),
    Good("", "아쉬운 점이 있으셨던 것 같아 마음이 무거워요. 어떤 점이 불편하셨는지 알려 주시면 꼭 귀담아들을게요.", 2),
    Good(
        "최악이에요. 다시는 안 가요",
        "실망을 안고 돌아가시게 해서 정말 죄송합니다. 어떤 부분이 힘드셨는지 말씀해 주시면 하나하나 돌아볼게요.",
        1,
        BAD,
    ),
    # --- 합쇼체 ---
    Good(
        "고기 질이 좋고 반찬도 정갈합니다",
        "좋은 고기와 정갈한 반찬을 알아봐 주셔서 깊이 감사드립니다. "
        "한결같은 마음으로 상을 차리겠습니다. 편안한 저녁 보내십시오.",
        5,
        GOOD,
        voice=FORMAL,
    ),
    Good(
        "음식이 식어서 나왔습니다",
        "안녕하세요, 가나식당입니다. 따뜻해야 할 음식을 식은 채로 올려 죄송합니다. "
        "상에 나가기 전에 온도를 한 번 더 살피겠습니다.",
        2,
        BAD,
        (("맛", "음식이 식어서 나왔습니다"),),
        voice=FORMAL,
    ),
    Good(
        "회식하기 좋네요",
        "즐거운 회식 자리에 저희 가게를 골라 주셔서 감사합니다. "
        "다음 모임에서도 편히 웃고 가시도록 준비하겠습니다. 행복한 하루 보내세요.",
        5,
        GOOD,
        voice=FORMAL,
    ),
    Good(
        "두피가 시원하고 관리사님이 친절하셨어요",
        "시원하게 쉬고 가셨다니 관리사님과 함께 기뻐하고 있습니다. 지치실 때 언제든 편하게 찾아 주십시오.",
        5,
        GOOD,
        voice=FORMAL,
    ),
    Good(
        "줄이 너무 길고 안내가 없었어요",
        "긴 줄에 안내까지 부족하여 답답하셨을 줄 압니다. "
        "진심으로 사과드립니다. 기다리시는 분들께 먼저 다가가 말씀드리겠습니다.",
        2,
        BAD,
        (("대기", "줄이 너무 길고"),),
        voice=FORMAL,
    ),
    # --- with the owner's facts ---
    Good(
        "주차가 되나요? 음식은 맛있었어요",
        "맛있게 드셨다니 감사합니다. 가게 뒤편에 주차 3대까지 가능하니 다음에는 편하게 차 가지고 오세요!",
        5,
        GOOD,
        voice={"facts": ("가게 뒤편에 주차 3대 가능",)},
    ),
    Good(
        "육수가 깊어요",
        "육수의 깊이를 느껴 주셔서 기뻐요. 한우 사골로 12시간 끓인 보람이 있네요. 또 한 그릇 하러 오세요!",
        5,
        GOOD,
        voice={"facts": ("육수는 한우 사골을 12시간 끓인다",)},
    ),
    # --- English ---
    Good(
        "Great food and friendly staff!",
        "Thank you so much! It makes us smile to know that both the food and the team treated you well. Come by again soon.",
        5,
        GOOD,
        lang="en",
        author="Sarah K",
    ),
    Good(
        "The latte was lovely and the place is cozy.",
        "A lovely latte in a cozy corner is what we hope for every guest. Thanks for telling us, and see you next time!",
        5,
        GOOD,
        lang="en",
    ),
    Good(
        "Waited 40 minutes for a table. Food was ok.",
        "Thank you for being honest with us. Forty minutes is a long wait, and we are sorry about it. "
        "We will work on seating guests faster.",
        3,
        Polarity.MIXED,
        (("대기", "Waited 40 minutes for a table"),),
        lang="en",
    ),
    Good(
        "Rude waiter. Never coming back.",
        "We are sorry that you were treated rudely. "
        "That is not how we want anyone to feel at our table, and we will talk about it "
        "as a team.",
        1,
        BAD,
        (("서비스", "Rude waiter"),),
        lang="en",
    ),
    Good(
        "The soup was too salty and cold.",
        "We apologize that your soup came out cold and too salty. We will taste more carefully before serving, and we hope for "
        "another chance to do it right.",
        2,
        BAD,
        (("맛", "The soup was too salty and cold"),),
        lang="en",
    ),
    Good(
        "Best haircut I've had in years",
        "What a nice thing to read! We had fun working on your new look too. "
        "Enjoy it, and feel free to drop in whenever it needs a trim.",
        5,
        GOOD,
        lang="en",
    ),
    Good(
        "Kalguksu was amazing, loved the kimchi too. To die for!",
        "Thanks for the kind words about our kalguksu (칼국수) and kimchi. "
        "Come hungry next time, there is always room for one more bowl.",
        5,
        GOOD,
        lang="en",
    ),
    Good(
        "A bit expensive for small portions",
        "Thanks for the honest note. We hear you on the price and the portions, and we are sorry that it felt like poor value.",
        3,
        BAD,
        (("가격", "A bit expensive for small portions"),),
        lang="en",
    ),
]
