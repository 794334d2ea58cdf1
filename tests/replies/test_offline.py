"""The writer without a model: what it quotes, how it sounds, and that it doesn't repeat itself."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from rapidfuzz import fuzz, process

from reviewkit.demo.fill import make_shop
from reviewkit.features.analysis import label
from reviewkit.features.replies.checks import check
from reviewkit.features.replies.offline import OfflineWriter
from reviewkit.features.replies.offline.inflect import adnominal, past
from reviewkit.features.replies.offline.korean import phrase
from reviewkit.features.replies.offline.stock import stock
from reviewkit.features.replies.situation import Situation
from reviewkit.features.voice import Voice
from reviewkit.platforms.base import ReplyLimits
from reviewkit.text import Keyword, Mention, Polarity
from reviewkit.text.analysis import Analyst
from reviewkit.text.echo import sentences
from reviewkit.text.politeness import Register, register

GOOD, BAD = Polarity.POSITIVE, Polarity.NEGATIVE
NAVER = ReplyLimits(least=15, most=500, only_bmp=True)


def situation(text="", *mentions, rating=None, mood=None, lang="ko", **more: Any) -> Situation:
    """A situation; each mention is (aspect, polarity, words of the text, keyword or None)."""
    aspects, keywords = [], []
    for aspect, polarity, words, keyword in mentions:
        start = text.index(words)
        aspects.append(Mention(aspect, polarity, words, start, start + len(words)))
        if keyword:
            keywords.append(Keyword(keyword, polarity, 0, start, start + len(words)))
    fields: dict[str, Any] = {"review_id": 7, "store": "가나식당", "platform": "naver", "trade": "food", "limits": NAVER}
    given = {"text": text, "lang": lang if text else "", "rating": rating, "sentiment": mood}
    return Situation(**fields | given | {"aspects": tuple(aspects), "keywords": tuple(keywords)} | more)


def write(found: Situation, seed: int = 0) -> str:
    text = OfflineWriter(seed).write(found)
    assert text is not None
    return text


def many(found: Situation, count: int = 40) -> Iterator[str]:
    """Drafts one after the other, each knowing those before."""
    earlier: list[str] = []
    for number in range(count):
        text = OfflineWriter().write(replace(found, review_id=number), earlier)
        assert text is not None
        earlier.insert(0, text)
        yield text


SOUP = situation("국물이 정말 진해요", ("맛", GOOD, "국물이 정말 진해요", "국물 진하다"), mood=GOOD)
RUDE = situation(
    "국이 식었고 직원이 불친절했어요",
    ("맛", BAD, "국이 식었고", "국 식다"),
    ("서비스", BAD, "직원이 불친절했어요", "직원 불친절하다"),
    mood=BAD,
)


@pytest.mark.parametrize(
    ("keyword", "polarity", "aspect", "said", "np"),
    [
        ("국물 진하다", GOOD, "맛", "국물이 진했다", "진한 국물"),
        ("사장님 친절하다", GOOD, "서비스", "친절했다", "친절한 응대"),
        ("직원분들 친절하다", GOOD, "서비스", "직원이 친절했다", "친절한 직원"),
        ("양념 과하지 않다", GOOD, "맛", "양념이 과하지 않았다", "과하지 않은 양념"),
        ("흑임자라떼 안 달다", GOOD, "맛", "흑임자라떼가 달지 않았다", "달지 않은 흑임자라떼"),
        ("음식 빨리 나오다", GOOD, "대기", "음식이 빨리 나왔다", None),
        ("이야기 나누기 좋다", GOOD, "분위기", "이야기 나누기 좋았다", "이야기 나누기 좋은 분위기"),
        ("비싸다", BAD, "가격", "가격이 비쌌다", None),
        ("직원 말투 퉁명스럽다", BAD, "서비스", "직원 말투가 퉁명스러웠다", None),
    ],
)
def test_a_keyword_takes_forms_that_fit_into_a_sentence(keyword, polarity, aspect, said, np):
    found = phrase(Keyword(keyword, polarity, 0, 0, 1), aspect)
    assert (found.get("said"), found.get("np")) == (said, np)


@pytest.mark.parametrize("keyword", ["김치 조용하다", "비린내 촉촉하다", "인원 추천하다", "반찬 필요하다", "별빛 우그러지다"])
def test_a_keyword_that_makes_no_sense_is_not_quoted(keyword):
    assert "said" not in phrase(Keyword(keyword, GOOD, 0, 0, 1), "맛")


@pytest.mark.parametrize(
    ("predicate", "then", "that"),
    [("빠르다", "빨랐다", "빠른"), ("예쁘다", "예뻤다", "예쁜"), ("깊다", "깊었다", "깊은"), ("길다", "길었다", "긴"),
     ("합리적이다", "합리적이었다", "합리적인"), ("맛있다", "맛있었다", "맛있는"), ("부드럽다", "부드러웠다", "부드러운"),
     ("좋다", "좋았다", "좋은"), ("세련되다", "세련됐다", "세련된"), ("붇다", "불었다", "붇은"), ("비싸다", "비쌌다", "비싼")],
)  # fmt: skip
def test_predicates_are_inflected(predicate, then, that):
    assert (past(predicate), adnominal(predicate)) == (then, that)


@pytest.mark.parametrize(
    ("dish", "right"),
    [
        ("세트 3", "세트 3을"),
        ("A&B", "A&B를"),
        ("IPA", "IPA를"),
        ("국밥 (특)", "국밥 (특)을"),
        ("물냉면", "물냉면을"),
        ("latte", "latte를"),
    ],
)
def test_particles_fit_digits_latin_and_brackets(dish, right):
    line = next(line for line in stock("ko", "haeyo").get("praise.맛") if "{{dish|을}} 맛있게" in line.text)
    assert line.fill({"dish": dish}).startswith(f"{right} 맛있게")


def test_the_shops_name_takes_its_particle_too():
    line = next(line for line in stock("ko", "hapsyo").get("open.bare") if "{{store|과}}" in line.text)
    assert line.fill({"store": "카페 24"}).startswith("카페 24와")
    assert line.fill({"store": "달빛"}).startswith("달빛과")


@pytest.mark.parametrize("formality", ["haeyo", "hapsyo"])
def test_every_sentence_of_the_stock_is_at_its_level(formality):
    filling = {"said": "국물이 진했다", "np": "진한 국물", "dish": "국밥", "done": "물을 채워 드린", "topic": "응대"}
    filling |= {"topics": "응대, 가격", "store": "가나식당", "fact": "주차 가능"}
    found = stock("ko", formality)
    lines = [line for name, lines in found.lines.items() if name != "blame.fact.sentence" for line in lines]
    lines += [line for _when, _unless, told in found.notes for line in told]
    said = [line.fill(filling) for line in lines]
    wrong = [text for text in said if register(text) is not Register(formality)]
    # formulas of thanks and apology are 합쇼체 in a friendly reply, wishes in -세요 stand in a formal one
    assert all(re.search("니다", text) for text in wrong) if formality == "haeyo" else wrong == []
    assert not [text for text in said if "[" in text or "{" in text or "|" in text]


@pytest.mark.parametrize("formality", ["haeyo", "hapsyo"])
@pytest.mark.parametrize("found", [SOUP, RUDE, situation(rating=5.0), situation(rating=1.0), situation()])
def test_a_draft_keeps_to_the_voice_and_passes_every_check(found, formality):
    for text in many(replace(found, voice=Voice(formality=formality)), 12):
        told = replace(found, voice=Voice(formality=formality))
        assert [one for one in check(text, told) if not one.passed] == [], text
        assert "님," not in text


@pytest.mark.parametrize(("lang", "formality"), [("ko", "haeyo"), ("ko", "hapsyo"), ("en", "haeyo")])
def test_no_sentence_of_the_stock_claims_or_promises_anything(lang, formality):
    filling = {
        "said": "국물이 진했다",
        "np": "진한 국물",
        "dish": "수제비",
        "done": "물을 채워 드린",
        "store": "가나식당",
        "fact": "주차 가능",
    }
    filling |= (
        {"topic": "응대", "topics": "응대, 가격"} if lang == "ko" else {"topic": "the food", "topics": "the food, the price"}
    )
    filling |= {"thing": "the soup"}
    grounds = "국물 진하다 수제비 물 응대 가격 주차 가능 예약 food soup price booking"
    found = stock(lang, formality)
    lines = [line for name, lines in found.lines.items() if name != "blame.fact.sentence" for line in lines]
    lines += [line for _when, _unless, told in found.notes for line in told]
    given = situation(grounds, lang=lang, rating=5.0, voice=Voice(formality=formality))
    watched = ("claims", "promise", "contact", "stock", "leak", "name", "banned", "emoji")
    said = [line.fill(filling) for line in lines]
    wrong = [(text, one) for text in said for one in check(text, given) if one.name in watched and not one.passed]
    assert wrong == []


def test_a_word_that_ends_like_a_dish_is_none():
    found = situation("밥 먹으면 좋아요", ("맛", GOOD, "밥 먹으면 좋아요", None), mood=GOOD)
    assert not any("먹으면" in text for text in many(found, 10))


def test_the_same_review_and_seed_give_the_same_draft_and_another_seed_another():
    assert write(SOUP) == write(SOUP)
    assert len({write(SOUP, seed) for seed in range(5)}) > 2


def test_what_is_praised_is_quoted():
    for text in many(SOUP):
        assert "국물" in text, text


def test_a_dish_is_named_where_the_review_says_only_that_it_was_good():
    found = situation("들깨수제비 존맛", ("맛", GOOD, "들깨수제비 존맛", "들깨수제비 존맛"), mood=GOOD)
    assert all("들깨수제비" in text for text in many(found, 10))


def test_everything_blamed_is_answered_and_regretted():
    for text in many(RUDE, 20):
        assert re.search("국이|음식|맛", text), text
        assert re.search("직원|응대|서비스", text), text
        assert re.search("죄송|사과|송구|면목", text), text


def test_more_blame_than_there_is_room_for_is_named_together():
    text = "국이 식었고 직원이 불친절했고 너무 비싸고 더럽고 시끄럽고 오래 기다림"
    parts = (
        ("맛", "국이 식었고"),
        ("서비스", "직원이 불친절했고"),
        ("가격", "너무 비싸고"),
        ("위생", "더럽고"),
        ("분위기", "시끄럽고"),
    )
    found = situation(text, *[(aspect, BAD, words, None) for aspect, words in parts], mood=BAD)
    answer = write(found)
    assert next(one for one in check(answer, found) if one.name == "aspects").passed, answer


def test_a_fact_is_told_where_it_answers_what_is_wanting_and_nowhere_else():
    voice = Voice(facts=("주차는 건물 뒤편에 하실 수 있어요.", "매주 월요일 휴무"))
    wanting = situation(
        "맛있는데 주차가 불편해요",
        ("맛", GOOD, "맛있는데", "맛있다"),
        ("주차", BAD, "주차가 불편해요", None),
        mood=Polarity.MIXED,
    )
    told = [write(replace(wanting, voice=voice), seed) for seed in range(8)]
    assert any("주차는 건물 뒤편에 하실 수 있어요." in text for text in told)
    assert not any("월요일" in text for text in told)
    assert not any("건물" in write(replace(SOUP, voice=voice), seed) for seed in range(8))


def test_a_fact_that_is_no_sentence_stands_in_brackets():
    voice = Voice(facts=("주차: 건물 뒤편",), formality="hapsyo", length="long")
    found = situation("주차가 불편해요", ("주차", BAD, "주차가 불편해요", None), mood=BAD, voice=voice)
    assert any("(주차: 건물 뒤편)" in text for text in many(found, 6))


@pytest.mark.parametrize(("length", "most"), [("short", 100), ("medium", 230), ("long", 320)])
def test_the_voices_length_is_kept(length, most):
    texts = [*many(replace(SOUP, voice=Voice(length=length)), 15)]
    assert all(NAVER.least <= len(text) <= most for text in texts)


def test_longer_voices_write_longer():
    means = [sum(map(len, many(replace(SOUP, voice=Voice(length=length)), 15))) for length in ("short", "medium", "long")]
    assert means == sorted(means)


def test_a_site_that_takes_little_gets_little():
    found = replace(RUDE, limits=ReplyLimits(least=5, most=90, most_bytes=260), voice=Voice(length="long"))
    for text in many(found, 10):
        assert len(text) <= 90
        assert len(text.encode()) <= 260


def test_the_last_thirty_openings_and_closings_are_not_said_again():
    texts = [*many(situation(rating=5.0), 45)]
    parts = [sentences(text) for text in texts]
    for number, own in enumerate(parts):
        before = parts[max(0, number - 30) : number]
        assert own[0] not in [one[0] for one in before]
        assert own[-1] not in [one[-1] for one in before]


def test_replies_that_are_given_count_as_said():
    first = write(SOUP)
    again = OfflineWriter().write(SOUP, [first])
    assert again is not None
    assert sentences(again)[0] != sentences(first)[0]


def test_a_sign_off_ends_the_draft_and_emoji_come_only_where_they_are_wanted():
    voice = Voice(sign_off="가나식당 드림", emoji=True)
    glad = [*many(replace(SOUP, voice=voice), 6)]
    assert all(text.endswith("가나식당 드림") and re.search("[☺♥♡★]", text) for text in glad)
    assert all(ord(char) < 0x10000 for text in glad for char in text)
    assert not any(re.search("[☺♥♡★]", text) for text in many(replace(RUDE, voice=voice), 6))


def test_banned_words_are_left_out():
    assert not any("고마" in text for text in many(replace(situation(rating=5.0), voice=Voice(banned=("고마",))), 20))


def test_an_english_review_is_answered_in_english():
    text = "The perilla soup was amazing but the wait was long."
    found = situation(
        text, ("맛", GOOD, "soup was amazing", None), ("대기", BAD, "the wait was long", None), lang="en", mood=Polarity.MIXED,
        store="Gana",
    )  # fmt: skip
    for answer in many(found, 20):
        assert not re.search("[가-힣]", answer)
        assert "wait" in answer
        assert [one for one in check(answer, found) if not one.passed] == [], answer


def test_a_language_that_it_does_not_know_gets_no_draft_unless_the_owner_answers_in_another():
    found = situation("とても美味しかったです", mood=GOOD, lang="ja")
    assert OfflineWriter().write(found) is None
    assert OfflineWriter().write(replace(found, voice=Voice(languages=("ko",)))) is not None


def test_the_stock_is_large():
    for formality in ("haeyo", "hapsyo"):
        found = stock("ko", formality)
        assert len(found.get("open.praise")) + len(found.get("open.praise_long")) >= 60
        assert len(found.get("close.praise")) >= 60
        assert len(found.get("open.high")) >= 60
        assert len(found.get("open.blame")) >= 30
        assert len(found.get("close.blame")) >= 30
    assert all(len(set(lines)) == len(lines) for lines in stock("ko", "haeyo").lines.values())


@pytest.fixture(scope="module")
def demo() -> list[Situation]:
    """The made-up shop's reviews, read as the product reads them; mixed by platform."""
    shop = make_shop(date(2026, 11, 1))
    rows = [row for name in ("naver", "kakao", "google") for row in shop.reviews(name)][::3]
    limits = {"naver": NAVER, "kakao": ReplyLimits(), "google": ReplyLimits(most_bytes=4096)}
    found = []
    # fmt: off
    for number, (row, read) in enumerate(zip(rows, Analyst().analyse([(row.text, "food") for row in rows]), strict=True), 1):
        mood = label(row.rating, read.polarity)
        found.append(
            Situation(
                review_id=number,
                store=shop.name,
                platform=row.platform,
                trade="food",
                author=row.author,
                text=row.text,
                lang=read.lang,
                rating=row.rating,
                sentiment=Polarity(mood) if mood else None,
                aspects=read.aspects,
                keywords=read.keywords,
                limits=limits[row.platform],
            )
        )
    # fmt: on
    return found


@pytest.mark.parametrize("formality", ["haeyo", "hapsyo"])
def test_two_hundred_drafts_over_the_demo_pass_all_checks_and_are_unlike_each_other(demo, formality):
    texts: list[str] = []
    failed = []
    for one in demo:
        told = replace(one, voice=Voice(formality=formality), earlier=tuple(texts))
        text = OfflineWriter().write(told, texts[:30])
        if text is None:
            continue
        failed += [(text, found) for found in check(text, told) if not found.passed]
        texts.insert(0, text)
        if len(texts) == 200:
            break
    assert len(texts) == 200
    assert failed == []
    shares = process.cdist(texts, texts, scorer=fuzz.ratio)
    worst = max(shares[i][j] for i in range(200) for j in range(i))
    openings = Counter(sentences(text)[0] for text in texts).most_common(1)[0][1]
    assert worst <= 60
    assert openings <= 20
