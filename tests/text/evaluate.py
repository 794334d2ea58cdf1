"""Measure the text room against labelled reviews.

python tests/text/evaluate.py tests/text/develop.jsonl [--weights PATH] [--misses] [--json]

What counts as right is said in `keyword_parts` and `matches`; LABELS.md says how the labels were made.
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from reviewkit.text import Keyword, Mention, Polarity, aspects, keywords, lang, sentiment
from reviewkit.text.analysis import together
from reviewkit.text.tagging import Tagger

TRADES = {"food": "food", "cafe": "food", "hair": "salon", "nail": "salon"}
SIGNS = {Polarity.POSITIVE: "+", Polarity.NEGATIVE: "-", Polarity.NEUTRAL: "0"}
FILLERS = frozenset(
    [
        "너무",
        "진짜",
        "정말",
        "완전",
        "엄청",
        "아주",
        "좀",
        "조금",
        "하나도",
        "별로",
        "전혀",
        "꽤",
        "정말로",
        "넘",
        "제일",
        "더",
        "다",
        "싹",
        "딱",
        "확",
        "훨씬",
        "생각보다",
    ]
)
HELPERS = re.compile(r"(?<=[가-힣]) ?(주다|드리다|버리다)$")
_MIDDLE = {6: 20, 9: 8, 14: 13, 1: 0, 4: 4}
"""Medial vowels of a stem joined to -아/-어 and what they were: 챙겨 → 챙기, 봐 → 보, 춰 → 추."""


class Read(NamedTuple):
    """What was found in one labelled review."""

    label: dict[str, Any]
    polarity: Polarity | None
    keywords: Sequence[Keyword]
    aspects: Sequence[Mention]


class Parts(NamedTuple):
    """A keyword taken apart: noun without blanks, predicate (with its adverbs) without blanks, negated or not."""

    noun: str
    predicate: str
    negated: bool


def keyword_parts(spelt: str) -> Parts:
    """Take a keyword apart, so that different ways to write the same are equal.

    안 X = X지 않다, 잘하다 = 잘 하다, 추천 안 하다 = 추천하지 않다, 최고이다 = 최고, 친절 = 친절하다, 챙겨주다 = 챙기다;
    너무, 하나도 and the like don't count.
    """
    bare = HELPERS.sub("", spelt)
    if (
        bare != spelt
        and not bare.endswith(("다", " "))
        and bare.split()[-1] not in ("안", "못", "많이", "서비스")
        and "가" <= bare[-1] <= "힣"
    ):
        spelt = dictionary_form(bare)
    words = [word for word in spelt.split() if word not in FILLERS] or spelt.split()
    negated = False
    if words[-1] in ("않다", "못하다") and len(words) > 1 and words[-2].endswith(("지", "지도", "지는")):
        words = [*words[:-2], re.sub("지[도는]?$", "다", words[-2])]
        negated = True
    kept = []
    for place, word in enumerate(words):
        if word in ("안", "못") and place < len(words) - 1:
            negated = not negated
        else:
            kept.append(word)
    last = kept.pop() if kept else ""
    if last in ("하다", "되다", "이다") and kept:
        last = kept.pop() + last
    if re.search("[가-힣]이다$", last) and not last.endswith("적이다"):
        last = last[:-2]
    if last.endswith("하다") and len(last) > 3:
        last = last[:-2]
    manner = ""
    while kept and (
        kept[-1].endswith(("게", "히"))
        or kept[-1] in ("잘", "늦게", "빨리", "금방", "오래", "바로", "대충", "또", "다시", "자주", "덜", "많이")
    ):
        manner = kept.pop() + manner
    return Parts("".join(kept), manner + last, negated)


def dictionary_form(joined: str) -> str:
    """Undo the -아/-어 before 주다: 챙겨 → 챙기다, 해 → 하다, 발라 → 바르다, 잡아 → 잡다."""
    last = joined[-1]
    if joined.endswith("해"):
        return joined[:-1] + "하다"
    if last in "라러" and len(joined) > 1 and (ord(joined[-2]) - 0xAC00) % 28 == 8:
        return joined[:-2] + chr(ord(joined[-2]) - 8) + "르다"
    if last in "아어여" and len(joined) > 1:
        return joined[:-1] + "다"
    initial, rest = divmod(ord(last) - 0xAC00, 588)
    vowel, final = divmod(rest, 28)
    if final == 0 and vowel in _MIDDLE:
        return joined[:-1] + chr(0xAC00 + initial * 588 + _MIDDLE[vowel] * 28) + "다"
    return joined + "다"


def matches(found: tuple[Parts, str], wanted: tuple[Parts, str]) -> bool:
    """Whether a found keyword says what a label says: same sign, same predicate, nouns equal or one the ending of the other."""
    (mine, sign), (theirs, other) = found, wanted
    if sign != other or mine.predicate != theirs.predicate or mine.negated != theirs.negated:
        return False
    return mine.noun.endswith(theirs.noun) or theirs.noun.endswith(mine.noun)


def read_all(labels: Sequence[dict[str, Any]], weights: Path | None) -> Iterable[Read]:
    """Analyse the labelled reviews as the product does."""
    scorer = sentiment.load(weights) if weights else None
    texts = [label["text"] for label in labels]
    for label, tokens in zip(labels, Tagger().tag(texts), strict=True):
        text = label["text"]
        language = lang.detect(text)
        found = keywords.find(text, tokens) if language == "ko" else []
        mentions = aspects.find(text, tokens, found, TRADES[label["trade"]], {}) if language in ("ko", "en") else []
        whole = together(sentiment.judge(text, language), found, mentions).polarity
        yield Read(label, _with(scorer, text, language) if scorer else whole, found, mentions)


def _with(scorer: Any, text: str, language: str) -> Polarity | None:
    """The three heads of another weights file, without the rules that stand on top of ours."""
    from reviewkit.text.ngrams import compose, normalise

    if language != "ko":
        return None
    heads = scorer.score(normalise(compose(text)))
    return (Polarity.NEGATIVE, Polarity.NEUTRAL, Polarity.POSITIVE)[max(range(3), key=lambda head: heads[head])]


def _share(part: float, whole: float) -> float:
    return round(part / whole, 3) if whole else 0.0


def _scores(right: int, found: int, wanted: int) -> dict[str, float]:
    return {
        "precision": _share(right, found),
        "recall": _share(right, wanted),
        "f1": _share(2 * right, found + wanted),
        "found": found,
        "wanted": wanted,
    }


def sentiment_figures(reads: Sequence[Read]) -> dict[str, Any]:
    """Accuracy and macro-F1 with 3 classes (mixed counts as neutral) and 4, with null as a class where it occurs."""
    figures: dict[str, Any] = {}
    for classes in (3, 4):
        pairs = [(_class(one.label["sentiment"], classes), _class(one.polarity, classes)) for one in reads]
        names = sorted({wanted for wanted, _found in pairs})
        f1 = []
        for name in names:
            right = sum(pair == (name, name) for pair in pairs)
            f1.append(
                _scores(right, sum(found == name for _w, found in pairs), sum(wanted == name for wanted, _f in pairs))["f1"]
            )
        figures[f"accuracy_{classes}"] = _share(sum(wanted == found for wanted, found in pairs), len(pairs))
        figures[f"macro_f1_{classes}"] = _share(sum(f1), len(f1))
    return figures


def _class(polarity: str | None, classes: int) -> str:
    return "neutral" if polarity == "mixed" and classes == 3 else str(polarity)


def aspect_figures(reads: Sequence[Read]) -> dict[str, Any]:
    """Precision, recall and F1 of aspects found, and of aspects found with the right polarity; per aspect too."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in reads:
        wanted = {(aspect, polarity) for aspect, polarity in one.label["aspects"]}
        found = {(mention.aspect, str(mention.polarity)) for mention in one.aspects}
        for how, mine, theirs in (
            ("polar", found, wanted),
            ("plain", {(a, "") for a, _p in found}, {(a, "") for a, _p in wanted}),
        ):
            for name, pairs in (("found", mine), ("wanted", theirs), ("right", mine & theirs)):
                for aspect, _polarity in pairs:
                    counts[f"{how} {aspect}"][name] += 1
                    counts[how][name] += 1
    return {name: _scores(count["right"], count["found"], count["wanted"]) for name, count in sorted(counts.items())}


def judged_keywords(one: Read) -> tuple[list[tuple[Keyword, bool]], list[tuple[str, str, bool]]]:
    """Each found keyword and whether it is right, each wanted one and whether it was found."""
    sure = [(keyword_parts(spelt), sign) for spelt, sign in one.label["keywords"]]
    also = [(keyword_parts(spelt), sign) for spelt, sign in one.label["also"]]
    mine = [(keyword_parts(word.text), SIGNS[word.polarity]) for word in one.keywords]
    found = [(word, any(matches(parts, want) for want in sure + also)) for word, parts in zip(one.keywords, mine, strict=True)]
    wanted = [
        (spelt, sign, any(matches(parts, want) for parts in mine))
        for (spelt, sign), want in zip(one.label["keywords"], sure, strict=True)
    ]
    return found, wanted


def keyword_figures(reads: Sequence[Read]) -> dict[str, float]:
    """Precision over what was found, recall over the labels' sure keywords."""
    found, wanted = [], []
    for one in reads:
        mine, theirs = judged_keywords(one)
        found += [right for _word, right in mine]
        wanted += [right for _spelt, _sign, right in theirs]
    return {
        "precision": _share(sum(found), len(found)),
        "recall": _share(sum(wanted), len(wanted)),
        "found": len(found),
        "wanted": len(wanted),
    }


def figures(reads: Sequence[Read]) -> dict[str, Any]:
    """All figures, whole and per trade and kind."""
    whole = {
        "n": len(reads),
        "sentiment": sentiment_figures(reads),
        "aspects": aspect_figures(reads),
        "keywords": keyword_figures(reads),
    }
    for field in ("trade", "kind"):
        groups: dict[str, list[Read]] = defaultdict(list)
        for one in reads:
            groups[one.label[field]].append(one)
        whole[f"by_{field}"] = {
            name: {
                "n": len(group),
                "sentiment": sentiment_figures(group),
                "aspect_f1": aspect_figures(group).get("plain", {}).get("f1"),
                "keywords": keyword_figures(group),
            }
            for name, group in sorted(groups.items())
        }
    return whole


def _say(*words: object, sep: str = " ") -> None:
    sys.stdout.write(sep.join(map(str, words)) + "\n")


def show(whole: dict[str, Any]) -> None:
    """Print the figures for people."""
    _say(f"n {whole['n']}")
    _say("sentiment ", "  ".join(f"{name} {value:.3f}" for name, value in whole["sentiment"].items()))
    for name, scores in whole["aspects"].items():
        _say(
            f"aspects {name:12}",
            "  ".join(f"{key} {value:.3f}" if isinstance(value, float) else f"{key} {value}" for key, value in scores.items()),
        )
    _say("keywords  ", "  ".join(f"{name} {value}" for name, value in whole["keywords"].items()))
    for field in ("by_trade", "by_kind"):
        for name, part in whole[field].items():
            judged, words = part["sentiment"], part["keywords"]
            _say(
                f"{field} {name:9} n {part['n']:4} ",
                f"accuracy_3 {judged['accuracy_3']:.3f}  accuracy_4 {judged['accuracy_4']:.3f} ",
                f"aspect F1 {part['aspect_f1'] or 0:.3f}  keyword precision {words['precision']:.3f}",
                f"recall {words['recall']:.3f}",
            )


def show_misses(reads: Sequence[Read]) -> None:
    """Print what was wrong. For the develop part only: who reads the misses of the hold part spoils it."""
    for number, one in enumerate(reads):
        mine, theirs = judged_keywords(one)
        wanted = {(aspect, polarity) for aspect, polarity in one.label["aspects"]}
        found = {(mention.aspect, str(mention.polarity)) for mention in one.aspects}
        lines = [f"  - not labelled: {word.text} {SIGNS[word.polarity]}" for word, right in mine if not right]
        lines += [f"  + not found: {spelt} {sign}" for spelt, sign, right in theirs if not right]
        lines += [f"  aspect wrong: {pair}" for pair in sorted(found - wanted)] + [
            f"  aspect missed: {pair}" for pair in sorted(wanted - found)
        ]
        if str(one.polarity) != str(one.label["sentiment"]):
            lines.append(f"  sentiment: {one.polarity} instead of {one.label['sentiment']}")
        if lines:
            _say(number, one.label["trade"], one.label["text"], *lines, sep="\n" if len(lines) > 3 else " | ")


def main(arguments: Sequence[str]) -> int:
    """Read the labelled file and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--weights", type=Path, help="another weights file for the sentiment")
    parser.add_argument("--misses", action="store_true", help="list what was wrong (never on the hold part)")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    if asked.misses and "hold" in asked.labels.name:
        parser.error("the misses of the hold part are nobody's to read")
    labels = [json.loads(line) for line in asked.labels.read_text(encoding="utf-8").splitlines() if line]
    reads = list(read_all(labels, asked.weights))
    if asked.misses:
        show_misses(reads)
    elif asked.json:
        _say(json.dumps(figures(reads), ensure_ascii=False, indent=1))
    else:
        show(figures(reads))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
