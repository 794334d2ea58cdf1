"""Language and register: the reply speaks as the review does, politely throughout."""

import re
from collections import Counter
from collections.abc import Callable

from reviewkit.features.replies.checks.draft import Draft, excerpt, failed, passed
from reviewkit.features.replies.checks.lists import pattern
from reviewkit.features.replies.situation import Check
from reviewkit.text.lang import detect
from reviewkit.text.politeness import Register, SentenceEnd, sentences

_HANGUL = re.compile("[가-힣]")
_LATIN_WORD = re.compile("[A-Za-z]{2,}")
_LINKING = re.compile("[었았있없]어$|좋아$|많아$")
_FOREIGN_WORDS = 4
"""So many Latin words in a row, in a Korean reply's sentence with hardly any Hangul, are no dish's name."""


def language(draft: Draft) -> Check:
    """The reply is in the language of the review, each of its sentences too; names of dishes may stay as they are."""
    wanted = draft.situation.reply_lang
    found = detect(_unnamed(draft, draft.text))
    if found != wanted:
        return failed("language", "other_language", wanted=wanted, found=found or "-")
    strange = {"ko": _not_korean, "en": _not_english}.get(wanted)
    parts = draft.sentences if strange else []
    part = next((part for part in parts if strange and strange(_unnamed(draft, part))), None)
    return failed("language", "mixed_language", wanted=wanted, found=excerpt(part)) if part else passed("language", found=found)


def _unnamed(draft: Draft, text: str) -> str:
    """Return `text` without the shop's name and the sign-off: those have a language of their own."""
    for own in (draft.situation.voice.sign_off.strip(), draft.situation.store.strip()):
        text = text.replace(own, " ") if own else text
    return text


def _not_korean(sentence: str) -> bool:
    latin = _LATIN_WORD.findall(sentence)
    return len(latin) >= _FOREIGN_WORDS and 2 * len(_HANGUL.findall(sentence)) < sum(map(len, latin))


def _not_english(sentence: str) -> bool:
    return 2 * len(_HANGUL.findall(sentence)) > len(re.findall("[A-Za-z]", sentence))


def register(draft: Draft) -> Check:
    """No 반말, and all sentences at the level that the owner's voice has.

    The rule that Korean owners follow: thanks, apologies, greetings, requests and resolutions (감사합니다, 죄송합니다,
    부탁드립니다, 노력하겠습니다) are formulas of 합쇼체 that stand in every friendly 해요체 reply; wishes and greetings in
    -세요 (안녕하세요, 좋은 하루 보내세요) stand in every formal one. All else has to fit. They are data/register.toml.
    """
    if not draft.korean:
        return passed("register")
    wanted = Register(draft.situation.voice.formality)
    counted: Counter[str] = Counter()
    for one in sentences(draft.text):
        said = draft.text[one.start : one.end]
        if one.register is Register.BANMAL and _goes_on(draft.text, one):
            continue
        if one.register is Register.BANMAL:
            return failed("register", "impolite", found=excerpt(said))
        if one.register is not None and one.register is not wanted and not _formula(wanted)(said):
            return failed("register", f"not_{wanted.value}", found=excerpt(said))
        counted[one.register or "none"] += 1
    if not counted[Register.HAEYO] + counted[Register.HAPSYO]:
        return failed("register", "no_polite_sentence")
    return passed("register", haeyo=counted[Register.HAEYO], hapsyo=counted[Register.HAPSYO])


def _goes_on(text: str, one: SentenceEnd) -> bool:
    """Say whether what looks like 반말 links to what follows, as in 뵐 수 있어 기쁩니다."""
    return bool(_LINKING.search(text[one.start : one.end]) and re.match(r",? +[가-힣]", text[one.end :]))


def _formula(wanted: Register) -> Callable[[str], object]:
    return pattern("register", f"within_{wanted.value}").search
