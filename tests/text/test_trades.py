"""What a shop lives from, told from its reviews."""

import json
from pathlib import Path

import pytest

from reviewkit.text.trades import guess

REVIEWS = [json.loads(line) for line in Path(__file__).with_name("develop.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("trade", "told"), [("food", "food"), ("cafe", "food"), ("hair", "salon"), ("nail", "salon")])
def test_reviews_tell_what_a_shop_lives_from(trade, told):
    texts = [review["text"] for review in REVIEWS if review["trade"] == trade]
    for start in range(0, len(texts) - 30, 30):
        assert guess(texts[start : start + 30]) == told


def test_too_few_reviews_or_a_mix_tell_nothing():
    assert guess([]) is None
    assert guess(["맛있어요"] * 4) is None
    assert guess(["맛있어요"] * 10 + ["펌이 예뻐요"] * 8) is None
