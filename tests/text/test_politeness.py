"""How politely a text speaks: replies of owners, and reviews."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewkit.text.politeness import Register, impolite, register, sentences

# One sentence a line, labelled by hand.
HAPSYO = """
감사합니다
소중한 리뷰 남겨 주셔서 정말 감사합니다!
더 노력하겠습니다~^^
또 뵙겠습니다 :)
불편을 드려 죄송할 따름입니다
다음에 꼭 다시 찾아 주십시오
어떤 점이 불편하셨습니까?
양해 부탁드립니다.
감사합니당ㅎㅎ
늘 건강하시길 바랍니다 🙏
직원 교육을 다시 하도록 하겠습니다
저희도 정말 기뻤답니다^^
함께 만들어 갑시다!
편하게 말씀해 주십시요
예약은 네이버에서 가능합니다(전화도 됩니다)
“맛없다”는 말씀에 깊이 반성하고 있습니다
맛있게 드셨다니 다행입니다!!
감사합 니다
언제든 연락 주십쇼!
모든 손님이 만족하실 때까지 최선을 다하겠습니다♡♡
재방문 기다리고 있겠습니다 ㅎㅎ
사장님이 친절하고 음식도 맛있었습니다
주차는 건물 뒤편에 하시면 됩니다.
오늘도 행복하소서
네, 말씀하신 부분 바로 고쳤습니다
강추합니다
환불 처리해 드렸습니다
한 번 더 기회를 주시면 꼭 보답하겠습니다
저희 매장은 매주 월요일이 휴무입니다.
손님 말씀이 맞습니다
덕분에 큰 힘이 됩니다 ㅠㅠ
무엇이 문제였는지 여쭤봐도 되겠습니까
신메뉴 "마라크림파스타"도 곧 나옵니다
환영합니다🎉
따뜻한 말씀 고맙습니다~~!
저희가 부족했습니다...
정말 억울합니다
깊이 사과 말씀 올립니다
결제는 카드, 현금 모두 됩니다 (계좌 이체는 안 됨)
방문해 주셔서 진심으로 감사드립니다.
소중한 시간 내어 후기 남겨 주셔서 감사합니다 :)
말씀 주신 부분은 바로 개선하겠습니다!
불편하셨을 텐데 너그럽게 이해해 주셔서 감사드립니다
매장으로 연락 주시면 환불 도와드리겠습니다
저희 직원 모두가 큰 힘을 얻었답니다
다음 방문 때 말씀해 주시면 음료 한 잔 드립니다
손님 같은 분이 계셔서 장사할 맛이 납니다
늘 초심 잃지 않겠습니다
안녕하세요, 사장입니다
오해가 있으셨던 것 같아 말씀드립니다
복 많이 받으십시오
아이가 좋아했다니 저도 기분이 좋습니다
감사합니다만 이번에는 어렵겠습니다
손님께서 '너무 짜다'고 하신 국물은 간을 줄였습니다
"""
HAEYO = """
찾아 주셔서 감사드려요
맛있게 드셨다니 저희가 더 기뻐요ㅎㅎ
다음에 또 오세요~
서비스 꼭 챙겨 드릴게요!
혹시 어떤 메뉴가 아쉬우셨을까요?
사진이 정말 예쁘네요
그러셨군요
요즘 손님이 많거든요
다음엔 더 맛있게 해 드려야죠!
조심히 들어가세요 ^^
기억하시나요?
맛있어요
또 갈게용
진짜 좋아여
완전 추천해욤
가성비는 별로예요
주차가 조금 불편해요ㅠㅠ
양이 많아서 좋더라구요
직원분이 친절하시고요
아이랑 가기 좋은 곳이에요
여기 국물이 끝내줘요👍
다음엔 친구랑 가려고요.
생각보다 비싸요
"강추"예요
맛있어~요
안녕하세요
매장이 깨끗해서 기분 좋았어요 (화장실도)
머리결이 너무 좋아졌어요♥
가격이 올랐더라고요
웨이팅이 길대요
예약하고 가셔야 해요
한번 드셔 보셔요
네일 유지력이 최고인 듯해요
사장님 최고예요 :D
젤네일 받았는데 너무 맘에 들어요 ㅎ
하나도 안 아팠어요.
손님 덕분에 힘이 나는걸요
좋은 하루 보내셔요~~
친절하세욥
아니요 괜찮아요
사장님 친절하셔유
맛나쥬
어떻게 하면 좋을지 고민이에요
불편하셨다니 제가 다 속상하네요
또 오실 거죠?
입에 맞으셨나 봐요
그날은 주방이 많이 밀렸던 것 같아요
안내가 부족했던 점 사과드려요
앞으로도 지켜봐 주세요 💕
네일은 2주 안에 오시면 무료로 고쳐 드려요
저희 집 막걸리도 맛있는데 드셔 보셨을까요
단골이 되어 주셔서 든든해요
사장님이 다정하시더라고요
오늘은 재료가 떨어져서요
세 번째 방문인데 늘 한결같네욤
다음에 오시면 더 신경 쓸게요, 손님
다음번엔 꼭 창가 자리로 준비해 둘게요~
커피가 입에 맞으셨다니 정말 뿌듯하네요ㅎㅎ
기다리게 해 드려서 죄송해요ㅠ
더 맛있는 음식으로 보답할게요!!!
항상 건강하시고 행복하세요♡
어떤 시술을 받으셨는지 여쭤봐도 될까요?
이번 주말에도 오실 거죠?^^
네네 맞아요!
당일 예약은 전화로만 받고 있어요
머릿결이 많이 상하셨더라고요
그 점은 미처 생각하지 못했네요
양이 적게 느껴지셨군요
혹시 언제 오셨는지 알려 주실 수 있나요
즐거운 저녁 되셨길 바라요
레시피를 다시 손보는 중이에요
말씀해 주시면 바로 고칠게요
감사해영
"""
BANMAL = """
맛있다
진짜 좋았어
여기 완전 굿이야
서비스는 별로임
다음에 또 갈듯
절대 가지마라
이게 뭐냐
생각보다 괜찮네
맛은 있지
직원 친절함
국물이 진하고 고기가 많음
가격 대비 별로다
또 가야지ㅋㅋ
웨이팅이 너무 길어
다시는 안 간다
사장이 불친절해
머리 망했다ㅠㅠ
분위기는 좋은데 너무 시끄러워
이 가격에 이 맛이라니 말이 되냐?
재방문 의사 있음
커피가 맛없더라
추천할게
여기 왜 유명한 거야
양이 적어서 아쉬웠음
아무도 안 알려줬으면 좋겠다
맛있당
걍 그럼 별로야
주차 불가능함
내 인생 최고의 파스타다
친구랑 또 와야지
두 번 가라
고기가 질김... 실망했음
다들 꼭 먹어봐
진짜 너무 짜
손톱이 다 부러졌잖아
예약 안 하면 못 먹거든
비추한다
여기서 먹고 배탈났음
안 가면 손해임
사람 많은 이유가 있었네
다시 갈까
완전 내 스타일이다!
아이들이 좋아함ㅎㅎ
또 감
염색 색이 안 나왔어ㅜ
위생이 좀 그렇다
혼자 가도 괜찮던데
가격이 너무 비싸
하나도 안 매워
먹을만하더라
불친절하기 짝이 없다
이 집 잘하는구나
반찬이 맛있노
나쁘지 않음
화장실 더러움, 다신 안 옴
매번 감동이야
돈이 아까웠다
맛도 없고 비싸기만 함
커트 마음에 든다
나만 알고 싶다
여긴 진짜 찐이다
국물 한 입에 반함
서비스가 엉망이었어
두번 다시 안 온다
사장님 넘 친절하심
돈 주고 먹을 맛은 아니다
여기 아니면 안 가
맛집 인정한다
왜 이렇게 비싸냐
걍 동네 미용실임
예약 꼭 해라
인테리어가 예쁘더라
배달이 두 시간 걸렸다
다음엔 라떼 먹어봐야지
케이크가 너무 달아
젤이 삼 일 만에 떨어졌어
맛은 평범했음
완전 내 취향이야
사진보다 훨씬 낫네
여기 모르면 손해지
이걸 돈 받고 파나
앞머리 삐뚤빼뚤 잘림
솔직히 기대 이하였다
주차할 데가 없어
직원이 째려봄
고기 질이 좋아
재료가 신선하지 않음
또 시켜 먹을 거다
웨이팅 할 만하다
다들 가지 마
그건 손님이 잘못 아신 거야
우리 가게가 그럴 리가 없지
그럼 딴 데 가
메뉴판에 다 써 있잖아
우리도 힘들다
고마워
미안해
다음에 또 와
그렇게 말하면 곤란하지
누가 그렇게 말하래
알바가 새로 와서 그랬어
직원들 다 친절하심
다신 안 감
줄이 너무 길어서 포기했네
사진이랑 똑같이 나옴
"""
NOTHING = """
강추!
최고 👍
JMT
재방문 의사 100%
분위기 좋은 카페
찾아 주셔서
맛있고 친절하고
네~
화이팅!
아이스 아메리카노 두 잔
우리 동네 맛집
별점 다섯 개
○○헤어 원장 드림
강아지 동반 가능
친절한 직원, 깨끗한 매장
영업시간 매일 10시까지
제육볶음
오늘은 피자
감사한 마음으로
very good
주차 필요
아이들 메뉴
커피와 디저트
좋은 모임
맛있는 식당
홈페이지
가성비 갑
행복한 하루 되시길
○○네일 드림
언제나 그 자리에
생각보다
점심 특선
수요일 휴무
이번 주 이벤트 안내
등심 2인분 안심 1인분
주차 가능, 포장 가능
가족 모임
"""
LABELLED = [
    (sentence, kind)
    for kind, block in ((Register.HAPSYO, HAPSYO), (Register.HAEYO, HAEYO), (Register.BANMAL, BANMAL), (None, NOTHING))
    for sentence in block.split("\n")
    if sentence
]


def test_nearly_all_labelled_sentences_are_read_right():
    wrong = [(sentence, kind, register(sentence)) for sentence, kind in LABELLED if register(sentence) != kind]
    assert len(LABELLED) >= 200
    assert len(wrong) <= 0.02 * len(LABELLED), wrong


@pytest.mark.parametrize("block", [HAPSYO, HAEYO])
def test_a_polite_reply_is_never_called_impolite(block):
    assert impolite(block) == []
    assert [sentence for line in block.split("\n") for sentence in impolite(line)] == []


def test_the_sentence_that_offends_is_pointed_at():
    text = "찾아 주셔서 감사합니다. 그건 손님이 잘못 아신 거야! 또 오세요~"
    (found,) = impolite(text)
    assert text[found.start : found.end] == "그건 손님이 잘못 아신 거야"
    assert (found.ending, found.register) == ("야", Register.BANMAL)
    assert register(text) is Register.MIXED


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("맛있어요 또 올게요", ["맛있어요", "또 올게요"]),
        ("감사합니다 또 뵙겠습니다^^", ["감사합니다", "또 뵙겠습니다"]),
        ("진짜 맛있었다 사장님도 친절했음 또 갈듯", ["진짜 맛있었다", "사장님도 친절했음", "또 갈듯"]),
        ("맛있어요ㅋㅋㅋ또 올게요👍추천!", ["맛있어요", "또 올게요", "추천"]),
        ("평점 4.5점이에요. www.example.com 에서 봤어요", ["평점 4.5점이에요", "www.example.com 에서 봤어요"]),
        ("사이다 한 잔 마셨어요", ["사이다 한 잔 마셨어요"]),
        ("한참 있다 보니 사람이 늘었어요", ["한참 있다 보니 사람이 늘었어요"]),
        ("고기가 얼었다 녹았다 한 것 같아요", ["고기가 얼었다 녹았다 한 것 같아요"]),
        ("맛있어요 라고 하셔서 힘이 나요", ["맛있어요 라고 하셔서 힘이 나요"]),
        ("아이가 맛있어 보인다며 골랐어요", ["아이가 맛있어 보인다며 골랐어요"]),
        ("저는요 여기가 제일 좋아요", ["저는요 여기가 제일 좋아요"]),
        ("있어 요", ["있어 요"]),
        ("good 👍 !!", []),
        ("", []),
    ],
)
def test_a_text_is_cut_where_its_sentences_end(text, pieces):
    assert [text[one.start : one.end] for one in sentences(text)] == pieces


def test_quotes_and_brackets_do_not_count_beside_words_of_ones_own():
    assert register("“맛없다. 다신 안 간다” 하신 말씀 새기겠습니다") is Register.HAPSYO
    assert register("결제는 카드도 돼요(외상은 안 된다)") is Register.HAEYO
    assert register("“정말 맛있다”") is Register.BANMAL


def test_polite_levels_together_are_mixed_and_not_impolite():
    text = "감사합니다! 다음에 또 오세요."
    assert register(text) is Register.MIXED
    assert impolite(text) == []


@pytest.mark.parametrize(
    ("word", "ending"), [("고맙습니다", "습니다"), ("감사합니다", "합니다"), ("또 올게용", "게용"), ("좋아", "좋아")]
)
def test_an_ending_is_given_in_whole_syllables(word, ending):
    assert [sentence.ending for sentence in sentences(word)] == [ending]


@given(st.text(st.characters()) | st.lists(st.sampled_from([*[one for one, _ in LABELLED], *" .~\n“”()'ㅋ😀"])).map("".join))
def test_sentences_stand_in_order_and_nothing_raises(text):
    found = sentences(text)
    places = [place for one in found for place in (one.start, one.end)]
    assert places == sorted(places)
    for one in found:
        piece = text[one.start : one.end]
        assert piece
        assert piece == piece.strip()
        assert bool(one.ending) == (one.register is not None)
        assert unicodedata.is_normalized("NFC", one.ending)
    assert (register(text) is None) == all(one.register is None for one in found)


@pytest.mark.parametrize("piece", ["“", "(", "'", "~ ", "다", "요", "맛있다 ", "안녕~", "가.", "ㅋ가"])
def test_a_long_text_made_to_hurt_takes_no_more_than_a_moment(piece):
    sentences(piece * (20_000 // len(piece)))
