"""A predicate's phrase in dictionary form and what it says: 예쁘게 나오다, 안 나오다, 친절하지 않다."""

from reviewkit.text.lexicon import Sense, adverb_signs, grammar, kind_of, sense_of, stressed_bad, word_set
from reviewkit.text.words import Kind, Word

Heard = tuple[str, Sense]
_APART = grammar("apart")
_ADJECTIVES = grammar("adjectives")
_PLAIN_MANNER = grammar("plain_manner")
_IDLE_WELL = grammar("idle_well")


def heard(word: Word, noun: str, kind: str) -> Heard | None:
    """Return the phrase and its sense by our lists: with an adverb of its own, with 안 or 못, then alone; None: nothing."""
    if is_negated(word):
        found = _with_negation(word, noun, kind)
        if found is not None:
            return found
    else:
        for adverb in reversed(word.adverbs):
            found = _with_adverb(word, adverb, noun, kind)
            if found is not None:
                return found
    return _alone(word, noun, kind)


def _alone(word: Word, noun: str, kind: str) -> Heard | None:
    form = word.form
    sense = sense_of(form, noun, kind)
    if sense is None and word.base:
        sense = sense_of(word.base, noun, kind)
    if sense is None or (form in _ADJECTIVES and not word.adjective):
        return None
    if is_negated(word):
        return negated(word), turned(sense)
    if sense.sign >= 0 and form in stressed_bad() and any(one.form in word_set("strength", "too") for one in word.adverbs):
        sense = sense._replace(sign=-1)
    return (negated(word) if word.negations else form), sense


def _with_negation(word: Word, noun: str, kind: str) -> Heard | None:
    """What has a sense of its own under 안 or 못: 전화 안 받다, 못 먹다, 다시 안 가다."""
    form = word.form
    for adverb in word.adverbs:
        phrase = f"{as_adverb(adverb)} 안 {form}"
        sense = sense_of(phrase, noun, kind)
        if sense is not None:
            return phrase, sense
    if form[:-2] in _APART and form[-2:] in ("하다", "되다"):
        noun, form = form[:-2], form[-2:]
        kind = kind_of(noun)
    sense = sense_of(f"{'못' if word.negation == '못' else '안'} {form}", noun, kind)
    return None if sense is None else (negated(word), sense)


def _with_adverb(word: Word, adverb: Word, noun: str, kind: str) -> Heard | None:
    """What says something by its adverb: 늦게 나오다, 잘 하다, 예쁘게 나오다."""
    spelt, form = as_adverb(adverb), word.form
    if form[:-2] in _APART and form[-2:] in ("하다", "되다"):
        noun, form = form[:-2], form[-2:]
        kind = kind_of(noun)
    phrase = f"{spelt} {form}"
    sense = sense_of(phrase, noun, kind)
    if sense is None and adverb.kind is Kind.PREDICATE and adverb.form not in _PLAIN_MANNER:
        sense = sense_of(adverb.form, noun, kind)
        if sense is not None and is_negated(adverb):
            sense = turned(sense)
    elif sense is None and adverb.kind is Kind.ADVERB:
        sense = _by_adverb(word, spelt, noun, kind)
    if sense is None:
        return None
    return (phrase if form == word.form else f"{noun} {phrase}"), sense


def _by_adverb(word: Word, spelt: str, noun: str, kind: str) -> Sense | None:
    sign = adverb_signs().get(spelt)
    if sign is None or (spelt == "잘" and word.form in _IDLE_WELL) or sense_of(word.form, noun, kind) is not None:
        return None
    return Sense(sign, "" if spelt == "잘" else "skill", False)


def is_negated(word: Word) -> bool:
    """Return whether an odd number of negations turns `word`."""
    return word.negations % 2 == 1


def turned(sense: Sense) -> Sense:
    """Return the opposite."""
    return sense._replace(sign=-sense.sign)


def as_adverb(word: Word) -> str:
    """Return how an adverb is written before its verb: 예쁘다 → 예쁘게."""
    if word.kind is not Kind.PREDICATE:
        return word.form
    return f"{'안 ' if is_negated(word) else ''}{word.form[:-1]}게"


def negated(word: Word) -> str:
    """Return the negated form: 친절하다 → 친절하지 않다; 나오다 → 안 나오다; 추천하다 → 추천 안 하다."""
    form = word.form
    how = "못" if word.negation == "못" else "안"
    if word.adjective:
        return f"{form[:-1]}지 않다"
    if form[-2:] in ("하다", "되다") and len(form) > 2:
        return f"{form[:-2]} {how} {form[-2:]}"
    return f"{how} {form}"


def strength(word: Word) -> int:
    """Return 1 where adverbs stress `word` (너무), -1 where they play it down (조금), else 0."""
    for adverb in word.adverbs:
        if adverb.form in word_set("strength", "more"):
            return 1
        if adverb.form in word_set("strength", "less"):
            return -1
    return 0


def compound(form: str) -> Sense | None:
    """Return the sense of a judging noun grown together with what it judges: 인생네일, 커피맛집."""
    if form.endswith("맛집"):
        return Sense(1, "taste", False)
    return Sense(1, "", False) if form.startswith("인생") and len(form) > 2 else None
