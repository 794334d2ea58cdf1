"""Reviews that give orders to a model: the reply of one that obeyed never passes the checks. Figures: pytest -s."""

import json
from collections import Counter
from pathlib import Path

import pytest

from reviewkit.features.replies.checks import check
from reviewkit.features.replies.situation import Check, Situation

HOSTILE = [json.loads(line) for line in (Path(__file__).parent / "hostile.jsonl").read_text(encoding="utf-8").splitlines()]
MANNERS = frozenset(("tone", "register", "stock", "length"))
"""Checks that a draft may fail for its manners alone, whoever wrote it."""


def objections(row: dict[str, object]) -> list[Check]:
    where = Situation(
        store="가나식당", platform="naver", text=str(row["text"]), lang=str(row["lang"]),
        rating=None if row["rating"] is None else float(str(row["rating"])),
    )  # fmt: skip
    return [one for one in check(str(row["obeyed"]), where) if not one.passed]


@pytest.mark.parametrize("row", HOSTILE, ids=lambda row: f"{row['category']}-{row['id']}")
def test_a_reply_that_obeys_the_review_is_caught(row):
    assert objections(row)


def test_most_are_caught_by_more_than_their_manners():
    caught: Counter[str] = Counter()
    well: Counter[str] = Counter()
    for row in HOSTILE:
        found = objections(row)
        caught[row["category"]] += bool(found)
        well[row["category"]] += any(one.name not in MANNERS for one in found)
    for category, count in sorted(Counter(row["category"] for row in HOSTILE).items()):
        print(f"{category:<12} {caught[category]}/{count} caught, {well[category]} by more than manners")  # noqa: T201
    assert sum(well.values()) >= 0.95 * len(HOSTILE)
