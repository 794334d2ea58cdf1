"""The phrases, the drawing of reviews and the weights file. Nothing here needs scikit-learn."""

import gzip
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewkit.text.negation import resolve
from reviewkit.text.ngrams import Scorer, compose, normalise
from reviewkit.text.sentiment import WEIGHTS, scorer
from reviewkit.text.training.check import figures, two_and_three
from reviewkit.text.training.corpus import drawn, movies
from reviewkit.text.training.endings import CONTRAST_FORMS, FINAL_FORMS, NEGATED_FORMS, noun_form, parse
from reviewkit.text.training.fit import packed
from reviewkit.text.training.phrases import common, made, sentences, stated, trades

LABELS = {"positive", "neutral", "negative", "mixed"}


def test_the_same_number_makes_the_same_reviews():
    assert list(made(500, seed=3)) == list(made(500, seed=3))
    assert list(made(500, seed=3)) != list(made(500, seed=4))


def test_made_up_reviews_have_text_and_every_label():
    found = list(made(2000))
    assert {label for _, label in found} == LABELS
    assert all(text.strip() for text, _ in found)


def test_every_phrase_and_sentence_has_a_label_and_stands_once():
    stood = Counter(text for text, _ in sentences())
    assert stood, "no sentences"
    assert {label for _, label in [*sentences(), *stated()]} <= LABELS
    assert all(text for text in stood)


def test_no_sentence_has_two_labels():
    labels: dict[str, set[str]] = {}
    for text, label in sentences():
        labels.setdefault(text, set()).add(label)
    assert [text for text, found in labels.items() if len(found) > 1] == []


def test_no_list_of_phrases_holds_an_entry_twice():
    topics = [said for trade in trades() for topic in trade.topics for said in topic.said.values()]
    facts = [facts for trade in trades() for facts in trade.facts.values()]
    lists = [found for name, section in common().items() if name != "around" for found in section.values()]
    twice = [entry for found in [*topics, *facts, *lists] for entry, times in Counter(found).items() if times > 1]
    assert twice == []


def test_there_are_phrases_for_every_trade():
    assert {"food", "delivery", "cafe", "hair", "nail", "skin"} <= {trade.name for trade in trades()}


@pytest.mark.parametrize(
    ("entry", "polite", "past", "formal", "nominal", "contrast", "denied"),
    [
        ("맛있다", "맛있어요", "맛있었어요", "맛있습니다", "맛있음", "맛있는데", "맛있지 않아요"),
        ("좋다", "좋아요", "좋았어요", "좋습니다", "좋음", "좋은데", "좋지 않아요"),
        ("친절하다", "친절해요", "친절했어요", "친절합니다", "친절함", "친절한데", "친절하지 않아요"),
        ("맵다/ㅂ", "매워요", "매웠어요", "맵습니다", "매움", "매운데", "맵지 않아요"),
        ("빠르다", "빨라요", "빨랐어요", "빠릅니다", "빠름", "빠른데", "빠르지 않아요"),
        ("예쁘다", "예뻐요", "예뻤어요", "예쁩니다", "예쁨", "예쁜데", "예쁘지 않아요"),
        ("달다", "달아요", "달았어요", "답니다", "닮", "단데", "달지 않아요"),
        ("늦게 나오다/v", "늦게 나와요", "늦게 나왔어요", "늦게 나옵니다", "늦게 나옴", "늦게 나오는데", "늦게 나오지 않아요"),
    ],
)
def test_a_dictionary_form_takes_its_endings(entry, polite, past, formal, nominal, contrast, denied):
    predicate = parse(entry)
    assert predicate is not None
    forms = {form(predicate) for form in FINAL_FORMS}
    assert {polite, past, formal, nominal} <= forms
    assert contrast in {form(predicate) for form in CONTRAST_FORMS}
    assert denied in {form(predicate) for form in NEGATED_FORMS}


def test_nouns_judge_too():
    assert parse("최고") is None
    assert {noun_form("최고", number) for number in range(12)} >= {"최고", "최고입니다", "최고네요"}
    assert {noun_form("꽝", number) for number in range(12)} >= {"꽝이네요"}


@pytest.fixture
def nsmc(tmp_path):
    path = tmp_path / "movies.csv.gz"
    rows = [f'{1 + number % 10},"영화 {number}번, 재미"' for number in range(400)]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(["rating10,text", *rows, rows[0], '3,"  "']) + "\n")
    return path


def test_movies_are_read_once_each_and_labelled_by_their_stars(nsmc):
    found = list(movies(nsmc))
    assert len(found) == 360  # of 400, the 40 with eight stars have no label
    assert {movie.rating: movie.label for movie in found} == dict.fromkeys(range(1, 5), "negative") | dict.fromkeys(
        range(5, 8), "neutral"
    ) | {9: "positive", 10: "positive"}


def test_what_is_held_back_is_never_drawn(nsmc):
    found = list(movies(nsmc))
    held = {movie.text for movie in found if movie.held_back}
    picked = drawn(found, 1000)
    assert held
    assert held.isdisjoint(movie.text for movie in picked)
    assert len(picked) + len(held) == len(found)
    assert drawn(list(reversed(found)), 30) == drawn(found, 30)


def test_the_figures_are_those_of_the_book():
    found = figures([("positive", "positive"), ("positive", "negative"), ("negative", "negative"), ("negative", "negative")])
    assert found.n == 4
    assert found.accuracy == 0.75
    assert found.macro_f1 == pytest.approx((2 / 3 + 4 / 5) / 2)


def test_the_packed_weights_come_back_as_they_were(tmp_path):
    head = {"n": 2, "scale": [0.1, 0.1, 0.1], "bias": [0.0, -1.0, 0.0], "nmin": 1, "nmax": 2, "tf": "set"}
    data = packed(head, ["좋", "짜"], [bytes([256 - 50, 50]), bytes([0, 0]), bytes([50, 256 - 50]), bytes([16, 16])])
    path = tmp_path / "small.bin.gz"
    path.write_bytes(data)
    scorer = Scorer(path)
    assert data == packed(head, ["좋", "짜"], [bytes([206, 50]), bytes(2), bytes([50, 206]), bytes([16, 16])])
    assert scorer.logits("좋") == pytest.approx((-5.0, -1.0, 5.0))
    assert scorer.logits("짜") == pytest.approx((5.0, -1.0, -5.0))
    assert scorer.logits("하") == (0.0, -1.0, 0.0)
    two, three = two_and_three(scorer, [("좋", "positive"), ("짜", "negative"), ("하", "neutral")])
    assert two.accuracy == 1.0
    assert three.n == 3


def test_repeated_ngrams_count_by_their_logarithm_in_files_of_the_first_kind(tmp_path):
    head = {"n": 2, "scale": [0.1, 0.1, 0.1], "bias": [0.0, 0.0, 0.0], "nmin": 1, "nmax": 1}
    path = tmp_path / "first.bin.gz"
    path.write_bytes(packed(head, ["좋", "짜"], [bytes([0, 50]), bytes(2), bytes([50, 0]), bytes([16, 16])]))
    once, twice = Scorer(path).logits("좋짜"), Scorer(path).logits("좋좋짜")
    assert once[2] == pytest.approx(once[0])
    assert twice[2] > twice[0]


def test_the_weights_of_the_package_are_small_and_have_no_date():
    raw = WEIGHTS.read_bytes()
    assert 100_000 < len(raw) < 1_000_000
    assert raw[4:8] == bytes(4), "gzip holds a time: the same training would give other bytes"
    data = gzip.decompress(raw)
    head = json.loads(data[8 : 8 + int.from_bytes(data[:4], "little")])
    assert head["tf"] == "set"


def test_the_package_knows_its_own_phrases_by_heart():
    scorer = Scorer(WEIGHTS)
    plain = [(text, label) for text, label in stated() if label != "neutral" and len(text) > 3]
    right = sum(
        (shares[2] > shares[0]) == (label == "positive")
        for text, label in plain
        if (shares := scorer.logits(normalise(resolve(text))))
    )
    assert right / len(plain) > 0.9


@given(
    st.text(alphabet="맛있어요ㅋㅎ 안좋은데!~ab1😀", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4),
)
def test_pieces_scored_with_the_whole_have_the_score_that_they_have_alone(text, cuts):
    text = compose(text)
    pieces = [piece for start, end in cuts if (piece := text[start:end].strip())]
    together = scorer().scores(text, pieces)
    assert together == [scorer().score(normalise(part)) for part in (text, *pieces)]
