"""Every figure of the reports, against the same figure worked out in plain Python over random rows; and the edges."""

import json
import math
import random
import sqlite3
import statistics
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reports_plain as plain
from reports_made import empty, filled, insert, mention, name, read, reply, row, stores
from reports_plain import Kept
from reviewkit.db import reports as counting
from reviewkit.db.reports import statements
from reviewkit.db.reviews import stamp
from reviewkit.errors import WrongInput
from reviewkit.features import reports
from reviewkit.features.reports import scope as scopes
from reviewkit.features.reports import words
from reviewkit.features.reports.figures import as_json
from reviewkit.features.reports.keywords import judged
from reviewkit.features.reports.quoting import LONGEST, excerpt
from reviewkit.features.reports.responses import STEPS
from reviewkit.features.reports.scope import Scope, last, midnight, period
from reviewkit.features.reports.statistics import Z, fisher, hold_together, mean_difference, moments, t_quantile, wilson
from reviewkit.features.reports.wording import numbers_held, prompt, wordings

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SEOUL = ZoneInfo("Asia/Seoul")
LISTINGS = {1: (1, "naver"), 2: (1, "google"), 3: (2, "naver"), 4: (2, "google")}
ALL = (reports.summary, reports.rating, reports.keywords, reports.aspects, reports.responses, reports.advice)
MOMENTS = st.integers(0, 100 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes))
KEYWORDS = st.sampled_from(["국물 진하다", "직원 친절", "줄 길다"])
POLARITIES = st.sampled_from(["positive", "negative", "neutral"])


@st.composite
def kept(draw: st.DrawFn, id_: int) -> tuple[int, Kept]:
    """A review on one of the listings."""
    listing = draw(st.sampled_from(sorted(LISTINGS)))
    written = draw(MOMENTS)
    was_read = draw(st.booleans())
    after = draw(st.none() | st.integers(-3000, 40_000))
    posted = draw(st.none() | st.integers(1, 40_000))
    ours = draw(st.sampled_from([None, None, "draft", "posted", "live", "refused", "removed", "failed"]))
    has_reply = draw(st.booleans())
    store, platform = LISTINGS[listing]
    return listing, Kept(
        id=id_, store=store, platform=platform, written_at=written,
        precision=draw(st.sampled_from(["second", "second", "day", "week", "month", "year"])),
        status=draw(st.sampled_from(["visible"] * 6 + ["suspended", "deleted"])),
        rating=draw(st.none() | st.integers(1, 10).map(lambda half: half / 2)), read=was_read,
        sentiment=draw(st.sampled_from([None, "positive", "neutral", "negative", "mixed"])) if was_read else None,
        score=draw(st.none() | st.floats(-1, 1)) if was_read else None,
        lang=draw(st.sampled_from(["ko", "ko", ""])) if was_read else "",
        keywords=tuple(draw(st.lists(st.tuples(KEYWORDS, POLARITIES), max_size=3))),
        aspects=tuple(draw(st.lists(st.tuples(st.sampled_from(["맛", "대기", "서비스"]), POLARITIES), max_size=3))),
        reply=has_reply, reply_at=written + timedelta(minutes=after) if has_reply and after is not None else None,
        ours=ours, posted_at=written + timedelta(minutes=posted) if ours not in {None, "draft"} and posted else None,
    )  # fmt: skip


@st.composite
def shops(draw: st.DrawFn) -> list[tuple[int, Kept]]:
    """Two stores' reviews."""
    return [draw(kept(number)) for number in range(1, draw(st.integers(0, 25)) + 1)]


@st.composite
def scopes_of(draw: st.DrawFn) -> Scope:
    """What to report on."""
    days = draw(st.integers(1, 45))
    end = draw(st.integers(0, 20))
    until = midnight((NOW - timedelta(days=end)).astimezone(SEOUL).date() + timedelta(days=1), SEOUL)
    since = draw(st.just(None) | st.just(until - timedelta(days=days)))
    return Scope(
        store_ids=draw(st.sampled_from([(), (1,), (2,), (1, 2)])), platform=draw(st.sampled_from([None, None, "naver"])),
        since=since, until=until, zone=SEOUL, now=NOW,
    )  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty(tmp_path_factory.mktemp("reports") / "reviewkit.db")


def write(path: Path, shop: list[tuple[int, Kept]]) -> None:
    """Put a shop in place of what the file held."""

    def anew(connection: sqlite3.Connection) -> None:
        for table in ("review_analysis", "review_keyword", "review_aspect", "review_revision", "reply", "alert", "review",
                      "listing", "store"):  # fmt: skip
            connection.execute(f"DELETE FROM {table}")
        stores(connection, 2, ("naver", "google"))
        insert(connection, (_row(listing, one) for listing, one in shop))
        for _listing, one in shop:
            if one.read:
                read(connection, one.id, one.sentiment, one.score, one.lang)
            for keyword, polarity in one.keywords:
                name(connection, one.id, keyword, polarity)
            for aspect, polarity in one.aspects:
                mention(connection, one.id, aspect, polarity)
            if one.ours:
                reply(connection, one.id, one.ours, one.posted_at)

    filled(path, anew)


def _row(listing: int, one: Kept):
    return row(
        one.id, listing, rating=one.rating, written_at=one.written_at, written_precision=one.precision, status=one.status,
        reply_text="고맙습니다" if one.reply else None, reply_written_at=one.reply_at,
    )  # fmt: skip


def chosen(shop: list[tuple[int, Kept]], wanted: Scope) -> list[Kept]:
    """Return the reviews of the stores and platform that are wanted, of any time."""
    return [
        one for _listing, one in shop
        if (not wanted.store_ids or one.store in wanted.store_ids) and wanted.platform in {None, one.platform}
    ]  # fmt: skip


def close(one, other):
    """Say whether two figures are the same but for rounding."""
    if one is None or other is None:
        return one is None and other is None
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def hold(figure, expected) -> None:
    """Hold a standing against the plain one."""
    assert (figure.reviews, figure.suspended, figure.deleted) == tuple(
        expected[key] for key in ("reviews", "suspended", "deleted")
    )
    assert close(figure.rating.value, expected["rating"])
    assert close(figure.rating.deviation, expected["deviation"])
    if figure.rating.low is not None:
        n = expected["rated"]
        reach = t_quantile(n - 1) * expected["deviation"] / math.sqrt(n)
        assert close(figure.rating.low, expected["rating"] - reach)
        assert close(figure.rating.high, expected["rating"] + reach)
    assert (figure.rated.count, figure.rated.n) == (expected["rated"], expected["reviews"])
    moods = figure.sentiment
    for mood in ("positive", "neutral", "negative", "mixed"):
        assert getattr(moods, mood).count == expected["moods"][mood]
        assert getattr(moods, mood).n == expected["moods"].total()
    assert moods.read.count == expected["read"]
    assert close(moods.score.value, expected["score"])
    assert figure.answered.count == expected["answered"]
    assert figure.unanswered == expected["reviews"] - expected["answered"]
    times(figure.times, expected["taken"])
    assert (figure.target.count, figure.target.n) == expected["target"]


def times(figure, taken: list[float]) -> None:
    assert figure.n == len(taken)
    assert close(figure.median, statistics.median(taken) if taken else None)
    if len(taken) > 1:
        assert close(figure.p90, statistics.quantiles(taken, n=10, method="inclusive")[8])


thorough = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


# --- every figure against plain Python ---


@thorough
@given(shop=shops(), wanted=scopes_of())
def test_the_summary_is_what_the_rows_say(file, shop, wanted):
    write(file, shop)
    found = reports.summary(file, wanted)
    mine = chosen(shop, wanted)
    now, before = plain.within(mine, wanted.since, wanted.end), []
    hold(found.total.now, plain.standing(now, NOW, 48))
    if wanted.before is None:
        assert found.total.before is found.total.change is None
    else:
        before = plain.within(mine, *wanted.before)
        hold(found.total.before, plain.standing(before, NOW, 48))
        assert found.total.change.reviews == found.total.now.reviews - found.total.before.reviews
        both = [plain.mean(plain.ratings(plain.visible(part))) for part in (now, before)]
        assert close(found.total.change.rating.value, None if None in both else both[0] - both[1])
    for part in found.platforms:
        hold(part.now, plain.standing([one for one in now if one.platform == part.name], NOW, 48))
    for number, part in enumerate(found.stores):
        store = (wanted.store_ids or (1, 2))[number]
        hold(part.now, plain.standing([one for one in now if one.store == store], NOW, 48))
    json.dumps(as_json(found), allow_nan=False)


@thorough
@given(shop=shops(), wanted=scopes_of(), unit=st.sampled_from([None, "day", "week", "month"]))
def test_the_ratings_trend_is_what_the_rows_say(file, shop, wanted, unit):
    write(file, shop)
    found = reports.rating(file, wanted, unit)
    mine = plain.visible(plain.within(chosen(shop, wanted), wanted.since, wanted.end))
    trend = found.total.trend
    fitting = counting.FITTING[trend.unit]
    placed = [one for one in mine if one.precision in fitting]
    assert trend.unplaced == len(mine) - len(placed)
    assert sum(bucket.reviews for bucket in trend.buckets) == len(placed)
    for place, bucket in enumerate(trend.buckets):
        inside = plain.within(placed, bucket.since, bucket.until)
        keys = {_key(one.written_at, trend.unit) for one in inside}
        assert keys <= {_key(bucket.since, trend.unit)}
        assert bucket.reviews == len(inside)
        assert close(bucket.rating.value, plain.mean(plain.ratings(inside)))
        assert close(bucket.sentiment.score.value, plain.mean(plain.scores(inside)))
        first = trend.buckets[max(0, place + 1 - trend.moving_over)]
        assert close(bucket.moving.value, plain.mean(plain.ratings(plain.within(placed, first.since, bucket.until))))
    spread = Counter(plain.stars(rating) for rating in plain.ratings(mine))
    assert {one.stars: one.share.count for one in found.total.distribution} == {n: spread[n] for n in (5, 4, 3, 2, 1)}
    for part in found.platforms:
        ratings = plain.ratings(one for one in mine if one.platform == part.name)
        assert close(part.rating.value, plain.mean(ratings))
        assert part.rated.count == len(ratings)


def _key(moment: datetime, unit: str):
    day = moment.astimezone(SEOUL).date()
    return {"day": day, "week": day.isocalendar()[:2], "month": (day.year, day.month)}[unit]


@thorough
@given(shop=shops(), wanted=scopes_of(), aspect=st.sampled_from([None, "맛"]), polarity=st.sampled_from([None, "negative"]))
def test_the_keywords_are_what_the_rows_say(file, shop, wanted, aspect, polarity):
    write(file, shop)
    found = reports.keywords(file, wanted, aspect=aspect, polarity=polarity, shown=0)
    mine = plain.visible(chosen(shop, wanted))

    def holds(one: Kept):
        near = aspect is None or any(said == aspect for said, _way in one.aspects)
        return [(word, way) for word, way in one.keywords if near and polarity in {None, way}]

    expected = plain.named(plain.within(mine, wanted.since, wanted.end), holds)
    assert {one.keyword: one.reviews.count for one in found.keywords} == {word: n.total() for word, n in expected.items()}
    borders = [wanted.end - timedelta(days=7 * number) for number in range(9, -1, -1)]
    placed = [one for one in mine if one.precision in {"second", "day", "week"}]
    for one in found.keywords:
        ways = {way: getattr(one, way) for way in ("positive", "negative", "mixed", "neutral")}
        assert ways == {way: expected[one.keyword][way] for way in ways}
        before = plain.named(plain.within(mine, *wanted.before), holds) if wanted.before else None
        assert one.before == (before.get(one.keyword, Counter()).total() if before is not None else None)
        weeks = [plain.named(plain.within(placed, *span), holds) for span in pairwise(borders)]
        assert one.by_week == tuple(week.get(one.keyword, Counter()).total() for week in weeks)
        assert close(one.trend.usual * one.trend.weeks, sum(one.by_week[:-1]))
    worded = [sum(one.lang != "" for one in plain.within(placed, *span)) for span in pairwise(borders)]
    assert found.by_week == tuple(worded)


@thorough
@given(shop=shops(), wanted=scopes_of())
def test_the_aspects_are_what_the_rows_say(file, shop, wanted):
    write(file, shop)
    found = reports.aspects(file, wanted)
    mine = plain.visible(plain.within(chosen(shop, wanted), wanted.since, wanted.end))
    expected = plain.named(mine, lambda one: one.aspects)
    worded = sum(one.lang != "" for one in mine)
    assert found.basis == ("rating" if plain.ratings(mine) and 2 * len(plain.ratings(mine)) >= len(mine) else "score")
    assert {one.aspect: one.reviews.count for one in found.aspects} == {name: n.total() for name, n in expected.items()}
    for one in found.aspects:
        ways = expected[one.aspect]
        assert (one.positive.count, one.negative.count, one.mixed, one.neutral) == tuple(
            ways[way] for way in ("positive", "negative", "mixed", "neutral")
        )
        naming = [review for review in mine if any(name == one.aspect for name, _way in review.aspects)]
        blaming = [review for review in mine if (one.aspect, "negative") in review.aspects]
        share = len(naming) / max(worded, len(naming))
        for impact, values in ((one.by_rating, plain.ratings), (one.by_score, plain.scores)):
            means = plain.mean(values(naming)), plain.mean(values(mine))
            assert close(impact.naming.value, means[0])
            assert close(impact.value, None if means[0] is None else (means[0] - means[1]) * share)
            others = values([review for review in mine if review not in blaming])
            if len(values(blaming)) < 3 or not others:
                assert impact.chance is None
            else:
                assert close(impact.chance, max(0.0, plain.mean(others) - means[1]))
    json.dumps(as_json(found), allow_nan=False)


@thorough
@given(shop=shops(), wanted=scopes_of(), target=st.sampled_from([24.0, 48.0]))
def test_the_responses_are_what_the_rows_say(file, shop, wanted, target):
    write(file, shop)
    found = reports.responses(file, wanted, target)
    mine = plain.within(chosen(shop, wanted), wanted.since, wanted.end)
    classes = {str(n): [one for one in mine if one.rating is not None and plain.stars(one.rating) == n] for n in range(1, 6)}
    parts = [
        (found.total, mine),
        *((part, [one for one in mine if one.platform == part.name]) for part in found.platforms),
        *((part, classes.get(part.name, [one for one in mine if one.rating is None])) for part in found.ratings),
    ]
    for part, reviews in parts:
        expected = plain.standing(reviews, NOW, target)
        assert (part.answered.count, part.answered.n) == (expected["answered"], expected["reviews"])
        assert (part.target.count, part.target.n) == expected["target"]
        times(part.times, expected["taken"])
        above = 0.0
        for bar, (_code, under) in zip(part.histogram, STEPS, strict=True):
            assert bar.share.count == sum(above <= taken < (under or math.inf) for taken in expected["taken"])
            above = under or 0.0
    states = Counter(one.ours for one in plain.visible(mine))
    assert found.posted.live.count == states["live"]
    assert found.posted.waiting == states["posted"]
    assert found.posted.reached == sum(states[state] for state in ("posted", "live", "refused", "removed"))


# --- the statistics themselves ---


@pytest.mark.parametrize(
    ("freedom", "value"),
    [(1, 12.7062), (2, 4.30265), (5, 2.57058), (30, 2.04227), (1000, 1.96234)],
)
def test_students_t_is_that_of_the_tables(freedom, value):
    assert t_quantile(freedom) == pytest.approx(value, rel=1e-5)


@given(n=st.integers(1, 5000), data=st.data())
def test_wilsons_bounds_solve_wilsons_equation(n, data):
    count = data.draw(st.integers(0, n))
    low, high = wilson(count, n)
    assert 0 <= low <= count / n <= high <= 1
    for bound in (low, high):
        if 0 < bound < 1:
            assert abs(count / n - bound) == pytest.approx(Z * math.sqrt(bound * (1 - bound) / n), rel=1e-6, abs=1e-9)


@given(of=st.integers(1, 40), of_usual=st.integers(1, 200), data=st.data())
def test_fishers_test_counts_every_case(of, of_usual, data):
    count, usual = data.draw(st.integers(0, of)), data.draw(st.integers(0, of_usual))
    up, p = fisher(count, of, usual, of_usual)
    named, ways = count + usual, math.comb(of + of_usual, count + usual)
    chance = {
        i: math.comb(of, i) * math.comb(of_usual, named - i) / ways for i in range(min(of, named) + 1) if named - i <= of_usual
    }
    tail = sum(value for i, value in chance.items() if (i > count if up else i < count))
    assert p == pytest.approx(tail + chance[count] / 2, rel=1e-9)


@given(st.lists(st.floats(0, 1), max_size=30))
def test_what_holds_together_is_what_benjamini_and_hochberg_say(values):
    ordered = sorted(values)
    passing = [place for place, value in enumerate(ordered, 1) if value <= 0.1 * place / len(values)]
    assert sum(hold_together(values, 0.1)) == max(passing, default=0)


@given(st.lists(st.integers(1, 10), min_size=2, max_size=30), st.lists(st.integers(1, 10), min_size=2, max_size=30))
def test_welchs_interval_has_the_difference_in_its_middle(one, other):
    bounds = mean_difference(moments(one), moments(other))
    if bounds is None:
        assert len(set(one)) == len(set(other)) == 1
    else:
        assert sum(bounds) / 2 == pytest.approx(statistics.fmean(one) - statistics.fmean(other), abs=1e-9)


# --- the trend test ---


def weeks_of(random_: random.Random, volume: int, share: float, factor: float = 1.0) -> tuple[list[int], list[int]]:
    """Return nine weeks of a keyword (newest first) and of all reviews (newest last); this week's share is multiplied."""
    reviews = [sum(random_.random() < 0.5 for _ in range(2 * volume)) for _ in range(9)]
    named = [
        sum(random_.random() < share * (factor if place == 0 else 1) for _ in range(number))
        for place, number in enumerate(reversed(reviews))
    ]
    return named, reviews


def test_without_any_change_less_than_one_in_twenty_keywords_gets_an_arrow():
    random_ = random.Random(7)
    arrows = tested = 0
    for volume, times_ in ((40, 300), (150, 300)):
        for _ in range(times_):
            named, reviews = weeks_of(random_, volume, random_.choice((0.05, 0.1, 0.2, 0.3)))
            trend = judged([named], reviews)[0]
            tested += trend.p is not None
            arrows += trend.code in {"rising", "falling"}
    assert tested > 500
    assert arrows / tested <= 0.05


def test_a_doubling_to_twenty_reviews_or_more_gets_its_arrow_nine_times_in_ten():
    random_ = random.Random(8)
    found = []
    while len(found) < 400:
        named, reviews = weeks_of(random_, 120, random_.choice((0.09, 0.11, 0.13)), 2.0)
        if named[0] >= 20:
            found.append(judged([named], reviews)[0].code == "rising")
    assert sum(found) / len(found) >= 0.9


def test_a_week_with_twice_as_many_reviews_lifts_no_keyword():
    assert judged([[40, *[20] * 8]], [*[100] * 8, 200])[0].code == "steady"


def test_few_reviews_get_no_arrow():
    assert judged([[4, *[0] * 8]], [50] * 9)[0].code == "too_few"
    assert judged([[4, 1, *[0] * 7]], [50] * 9)[0].code == "steady"


def test_a_complaint_that_is_new_gets_its_arrow():
    assert judged([[8, *[0] * 8]], [60] * 9)[0].code == "rising"


def test_what_nobody_says_any_more_falls():
    assert judged([[0, *[12] * 8]], [60] * 9)[0].code == "falling"


def test_a_rising_complaint_comes_through_to_the_report_and_the_advice(tmp_path):
    path = empty(tmp_path / "reviewkit.db")

    def week_by_week(connection):
        stores(connection, 1, ("naver",))
        number = 0
        for week in range(9):
            for place in range(60):
                number += 1
                text = (
                    "직원이 친절해요. 그런데 줄이 너무 길어요! 다음에 또 올게요"
                    if place < (24 if week == 0 else 8)
                    else "좋아요"
                )
                insert(connection, [row(number, 1, written_at=NOW - timedelta(days=7 * week + 1, minutes=place), text=text)])
                read(connection, number, "negative" if "줄" in text else "positive", -0.5 if "줄" in text else 0.5)
                if "줄" in text:
                    name(connection, number, "줄 길다", "negative", text.index("줄"), text.index("길어") + 3)

    filled(path, week_by_week)
    wanted = Scope(since=midnight(NOW.date() - timedelta(days=27), SEOUL), zone=SEOUL, now=NOW)
    found = reports.keywords(path, wanted)
    (one,) = found.rising
    assert (one.keyword, one.trend.week, one.trend.usual, one.trend.sure) == ("줄 길다", 24, 8.0, True)
    assert [quote.text for quote in one.quotes] == ["그런데 줄이 너무 길어요"]
    tips = {tip.code: tip for tip in reports.advice(path, wanted).tips}
    assert tips["rising_blame"].facts["n"] == 24
    assert words.told(tips["rising_blame"]) == "Look after “줄 길다”: 24 reviews this week, 8.0 in a usual one."


# --- the edges ---


@pytest.mark.parametrize("report", ALL, ids=lambda report: report.__name__)
@pytest.mark.parametrize("since", [None, NOW - timedelta(days=28)], ids=["all", "4 weeks"])
def test_no_store_and_no_review_are_no_crash(tmp_path, report, since):
    path = empty(tmp_path / "reviewkit.db")
    wanted = Scope(since=since, zone=SEOUL, now=NOW)
    assert report(path, wanted).notices[0].code == "empty"
    filled(path, lambda connection: stores(connection, 2))
    found = report(path, wanted)
    assert "empty" in [notice.code for notice in found.notices]
    assert json.loads(json.dumps(as_json(found), allow_nan=False))["schema"] == 1


def one_review(connection, **given):
    stores(connection, 1, ("naver",))
    insert(connection, [row(1, 1, **{"written_at": NOW - timedelta(hours=30), **given})])
    read(connection, 1, "positive", 0.8)
    name(connection, 1, "국물 진하다")
    mention(connection, 1, "맛")


@pytest.mark.parametrize("report", ALL, ids=lambda report: report.__name__)
def test_one_review_of_yesterday_without_stars_is_said_as_what_it_is(tmp_path, report):
    path = filled(empty(tmp_path / "reviewkit.db"), one_review)
    found = report(path, Scope(since=NOW - timedelta(days=28), zone=SEOUL, now=NOW))
    codes = {notice.code for notice in found.notices}
    assert {"too_few", "none_rated", "opened_yesterday"} <= codes
    sentences = [words.said(notice) for notice in found.notices]
    assert all("{" not in sentence for sentence in sentences)
    json.dumps(as_json(found), allow_nan=False)


def test_one_rating_has_a_mean_and_no_interval(tmp_path):
    path = filled(empty(tmp_path / "reviewkit.db"), lambda connection: one_review(connection, rating=5.0))
    total = reports.rating(path, Scope(zone=SEOUL, now=NOW)).total
    assert (total.rating.n, total.rating.value, total.rating.low, total.rating.high) == (1, 5.0, None, None)
    assert total.rated.value == 1.0


def test_equal_ratings_show_no_spread_so_no_interval_is_claimed(tmp_path):
    def fives(connection):
        stores(connection, 1, ("kakao",))
        insert(connection, (row(number, 1, rating=5.0) for number in range(1, 8)))

    path = filled(empty(tmp_path / "reviewkit.db"), fives)
    rating = reports.rating(path, Scope(zone=SEOUL, now=NOW)).total.rating
    assert (rating.value, rating.low, rating.high, rating.deviation) == (5.0, None, None, 0.0)


def test_a_vague_date_stands_in_no_finer_bucket(tmp_path):
    def vague(connection):
        stores(connection, 1, ("google",))
        precisions = ("second", "day", "week", "month", "year")
        insert(connection, (row(n, 1, written_precision=precision) for n, precision in enumerate(precisions, 1)))

    path = filled(empty(tmp_path / "reviewkit.db"), vague)
    wanted = Scope(since=datetime(2026, 10, 25, tzinfo=SEOUL), zone=SEOUL, now=NOW)
    for unit, unplaced in (("day", 3), ("week", 2), ("month", 1)):
        found = reports.rating(path, wanted, unit)
        assert found.total.trend.unplaced == unplaced
        assert ("vague_dates", {"n": unplaced, "unit": unit}) in [(one.code, dict(one.facts)) for one in found.notices]


def test_edits_tell_whether_the_rating_rose_or_fell(tmp_path):
    def edited(connection):
        stores(connection, 1, ("google",))
        insert(connection, (row(n, 1, rating=rating) for n, rating in enumerate((5.0, 2.0, 3.0), 1)))
        for review, before, days in ((1, 1.0, 3), (1, 3.0, 2), (2, 4.0, 1), (3, 3.0, 1), (3, 3.0, 90)):
            connection.execute(
                "INSERT INTO review_revision (review_id, rating, text, voted_keywords, photos, replaced_at) "
                "VALUES (?, ?, '', '[]', '[]', ?)",
                (review, before, stamp(NOW - timedelta(days=days))),
            )

    path = filled(empty(tmp_path / "reviewkit.db"), edited)
    edits = reports.rating(path, Scope(since=NOW - timedelta(days=28), zone=SEOUL, now=NOW)).edits
    assert (edits.n, edits.raised, edits.lowered) == (3, 1, 1)


def test_alerts_of_the_period_are_counted_by_kind(tmp_path):
    def alerted(connection):
        stores(connection, 2, ("naver",))
        for number, (kind, store, days, urgent) in enumerate(
            (("risk", 1, 1, 1), ("risk", 1, 2, 0), ("risk", 2, 1, 1), ("edited_after_reply", 1, 1, 0), ("risk", 1, 60, 1))
        ):
            connection.execute(
                "INSERT INTO alert (key, kind, urgent, store_id, facts, created_at) VALUES (?, ?, ?, ?, '{}', ?)",
                (str(number), kind, urgent, store, stamp(NOW - timedelta(days=days))),
            )

    path = filled(empty(tmp_path / "reviewkit.db"), alerted)
    found = reports.summary(path, Scope(store_ids=(1,), since=NOW - timedelta(days=28), zone=SEOUL, now=NOW)).alerts
    assert [(one.kind, one.n, one.urgent) for one in found] == [("edited_after_reply", 1, 0), ("risk", 2, 1)]


def test_stores_stand_side_by_side(tmp_path):
    def two(connection):
        stores(connection, 2, ("naver",))
        insert(connection, (row(number, 1 + number % 2) for number in range(1, 6)))

    path = filled(empty(tmp_path / "reviewkit.db"), two)
    wanted = Scope(zone=SEOUL, now=NOW)
    assert [(part.name, part.now.reviews) for part in reports.summary(path, wanted).stores] == [
        ("가나식당 1호점", 2), ("가나식당 2호점", 3),
    ]  # fmt: skip
    each = reports.each_store(reports.rating, path, wanted)
    assert {store: found.total.reviews for store, found in each.items()} == {"가나식당 1호점": 2, "가나식당 2호점": 3}


# --- quotes ---


def test_a_quote_is_short_screened_and_without_the_author(tmp_path):
    def said(connection):
        stores(connection, 1, ("naver",))
        for number, clause in enumerate(
            ("하늘바람12가 말하길 맛있다", "국물이 \x1b[31m진하고", "가" * 200, "국물이 진하고"), 1
        ):
            insert(connection, [row(number, 1, author="하늘바람12", written_at=NOW - timedelta(days=number))])
            read(connection, number, "positive", 0.8)
            mention(connection, number, "맛", "positive", clause)

    path = filled(empty(tmp_path / "reviewkit.db"), said)
    (one,) = reports.aspects(path, Scope(zone=SEOUL, now=NOW)).aspects
    assert [quote.text for quote in one.quotes] == ["국물이 진하고", "가" * 40 + "…"]


def test_what_the_newest_reviews_do_not_name_is_quoted_from_older_ones(tmp_path):
    def many(connection):
        stores(connection, 1, ("naver",))
        count = statements.RECENT + 5
        insert(connection, (row(n, 1, written_at=NOW - timedelta(minutes=count - n)) for n in range(1, count + 1)))
        mention(connection, 3, "대기", "negative", "줄이 너무 길어요")
        name(connection, 3, "줄 길다", "negative")

    path = filled(empty(tmp_path / "reviewkit.db"), many)
    wanted = Scope(zone=SEOUL, now=NOW)
    assert [quote.text for quote in reports.aspects(path, wanted).aspects[0].quotes] == ["줄이 너무 길어요"]
    assert [quote.review_id for quote in reports.keywords(path, wanted).keywords[0].quotes] == [3]


@given(st.text(max_size=400), st.data())
def test_an_excerpt_is_of_the_text_and_never_long(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    assert len(excerpt(text, start, end)) <= 2 * LONGEST


# --- periods ---


def test_last_four_weeks_end_today_and_are_compared_with_the_four_before():
    since, until = last("4w", datetime(2026, 11, 20).date(), SEOUL)
    wanted = Scope(since=since, until=until, zone=SEOUL, now=NOW)
    assert (since, until) == (datetime(2026, 10, 24, tzinfo=SEOUL), datetime(2026, 11, 21, tzinfo=SEOUL))
    assert wanted.before == (datetime(2026, 9, 26, tzinfo=SEOUL), since)
    assert Scope(zone=SEOUL, now=NOW).end == until


def test_the_period_before_has_as_many_days_where_a_clock_was_set_back():
    paris = ZoneInfo("Europe/Paris")
    since, until = last("2w", datetime(2026, 11, 1).date(), paris)
    assert Scope(since=since, until=until, zone=paris, now=NOW).before == (datetime(2026, 10, 5, tzinfo=paris), since)


@pytest.mark.parametrize("words_", ["", "0d", "4", "w", "-1w", "4x", "99999y"])
def test_what_is_no_length_of_time_is_refused(words_):
    with pytest.raises(WrongInput):
        last(words_, NOW.date(), SEOUL)


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(WrongInput):
        period(datetime(2026, 5, 2).date(), datetime(2026, 5, 1).date(), NOW.date(), SEOUL)


@given(
    begin=st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)), days=st.integers(1, 400),
    unit=st.sampled_from(["day", "week", "month"]), zone=st.sampled_from(["Asia/Seoul", "Europe/Paris", "America/St_Johns"]),
)  # fmt: skip
def test_buckets_cover_a_period_without_gaps(begin, days, unit, zone):
    where = ZoneInfo(zone)
    since = begin.replace(tzinfo=where)
    until = scopes.moved(since, timedelta(days=days), where)
    spans = scopes.buckets(since, until, unit, where)
    assert spans[0][0] == since
    assert spans[-1][1] == until
    assert all(one[1] == other[0] for one, other in pairwise(spans))
    assert all(one[0] < one[1] for one in spans)
    assert all(begin_.astimezone(where).hour == 0 for begin_, _end in spans[1:])


# --- the model's wording ---

FACTS = {"n": 12, "of": 1345, "share": 0.4249, "median": 22.418, "mean": 4.4368, "since": "2026-10-24", "keyword": "2인분 많다"}


@pytest.mark.parametrize(
    "text",
    [
        "12 reviews of 1,345 say so.", "리뷰 12건 중에서요.", "42%가 그래요.", "42.5 % in time", "22시간 걸렸어요",
        "22.4 hours", "평균 4.4점", "4.44 points", "2026년 10월 24일부터", "‘2인분 많다’가 늘었어요", "no number at all",
        "열두 명이 말했어요", "십이 건이에요", "twelve guests", "１２건", "평소의 4.4배",
    ],
)  # fmt: skip
def test_numbers_that_the_figures_hold_are_let_through(text):
    assert numbers_held(text, FACTS)


@pytest.mark.parametrize(
    "text",
    [
        "13 reviews", "12%", "43%", "4점", "4.5점", "23시간", "1,346", "세 건", "절반이 그래요", "twice as many",
        "두 배로 늘었어요", "이십 명", "thirteen", "42 reviews", "half of them", "1/3", "오 년", "2인분", "12배", "120%",
    ],
)  # fmt: skip
def test_numbers_that_the_figures_do_not_hold_are_found(text):
    assert not numbers_held(text, FACTS)


def test_a_wording_with_a_number_of_its_own_is_refused(tmp_path):
    path = filled(empty(tmp_path / "reviewkit.db"), lambda connection: one_review(connection, rating=1.0))
    filled(path, lambda connection: connection.execute("UPDATE review_analysis SET sentiment = 'negative'"))
    advice = reports.advice(path, Scope(zone=SEOUL, now=NOW))
    (tip,) = advice.tips
    assert tip.code == "answer_negative"
    asked = prompt(advice, "ko")
    assert "하늘바람12" not in asked.user
    assert wordings(advice, {"tips": ["부정적인 리뷰 1건에 답글을 달아 보세요."]}) == (
        "부정적인 리뷰 1건에 답글을 달아 보세요.",
    )
    assert wordings(advice, {"tips": ["부정적인 리뷰 2건에 답글을 달아 보세요."]}) is None
    assert wordings(advice, {"tips": []}) is None
    assert wordings(advice, ["no"]) is None


# --- the indexes ---


def plan(path: Path, statement: str, **values) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return " | ".join(row_[3] for row_ in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values))


SPAN = {"since": "", "until": "~"}


def test_what_listings_count_stands_in_one_index(file):
    one = {"listing": 1, **SPAN}
    written = "USING COVERING INDEX ix_review_listing_written (listing_id=? AND written_at>? AND written_at<?)"
    for statement in (statements.TALLY, statements.DUE, statements.MOODS, statements.NEGATIVE):
        assert f"SEARCH review {written}" in plan(file, statement, **one)
    assert "ix_review_answered (listing_id=? AND written_at>? AND written_at<?)" in plan(file, statements.ANSWERED, **one)
    ours = plan(file, statements.OURS.format(states=statements.REACHED), **one)
    assert f"SEARCH review {written}" in ours
    assert "SEARCH reply USING INDEX ix_reply_review (review_id=?)" in ours


def test_what_reviews_name_is_found_by_covering_indexes(file):
    wide = {"listings": "[1]", **SPAN, "names": "[]"}
    keywords = plan(file, statements.KEYWORDS, listing=1, **SPAN)
    assert "USING COVERING INDEX ix_review_listing_written" in keywords
    assert "SEARCH naming USING COVERING INDEX ix_review_keyword_review (review_id=?)" in keywords
    aspects = plan(file, statements.ASPECTS, **wide)
    assert "SEARCH naming USING COVERING INDEX ix_review_aspect_review (review_id=?)" in aspects
    assert "SEARCH said USING INTEGER PRIMARY KEY" in aspects
    assert "ix_review_revision_replaced (replaced_at>? AND replaced_at<?)" in plan(file, statements.EDITS, **wide)
