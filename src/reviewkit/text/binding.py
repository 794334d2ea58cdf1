"""Which noun a predicate speaks of: 국물이 진하다, 친절한 직원, 커피랑 케이크 다 맛있다."""

from collections.abc import Sequence

from reviewkit.text.lexicon import grammar, kind_of, nominals
from reviewkit.text.words import Kind, Word

SILENT = frozenset({"generic", "person", "time", "adverbial", "shop", "feeling"})
"""Classes whose nouns say nothing of the shop by themselves: 맛있는 집 is just 맛있다."""
_PASSED_OVER = frozenset({"time", "adverbial", "generic", "person"})
_NO_FIRST_HALF = SILENT | {"", "crowd"}
_ASIDE = grammar("aside")
_JOINS = frozenset({"와", "과", "랑", "이랑", "하고", "도", "나", "이나"})
_REACH = 6
_BY = frozenset({"로", "으로", "보다", "처럼", "만큼"})


def left(words: Sequence[Word], i: int, *, over: bool = False) -> int:
    """Return the place of the noun before word `i` that it speaks of, -1 where there is none. `over` looks past predicates."""
    skipped = -1
    for j in range(i - 1, max(-1, i - 1 - _REACH), -1):
        word = words[j]
        if _ends(words, i, j, over=over):
            return -1
        if word.kind is not Kind.NOUN or word.copula or word.number or words[j + 1].form == "없이":
            continue
        if word.form in ("마음", "맘") and words[i].form == "들다":
            return j
        of_aside = j + 1 == skipped and not word.josa  # 예약 시간보다 늦게: not the booking
        if of_aside or word.josa in _ASIDE or (word.form == "시간" and not word.josa):  # 한 시간 기다리다
            skipped = j
        elif kind_of(word.form) not in _PASSED_OVER or word.form == "사람":
            return j
    return -1


def _ends(words: Sequence[Word], i: int, j: int, *, over: bool) -> bool:
    """Whether the search for the noun of predicate `i` ends at word `j`."""
    word = words[j]
    if word.clause != words[i].clause:
        return True
    if word.kind is Kind.PREDICATE:
        doer = any(one.tag == "JKS" and kind_of(one.form) == "person" for one in words[j + 1 : i])
        # 양념이 과하지 않아 어른들이 좋아했다: the guests liked it, and not the sauce
        return doer or not (over or word.tag == "ETN" or word.ending in ("게", "어", "아", "고"))
    about = word.kind is Kind.NOUN and bool(word.josa) and word.tag in ("JKS", "JX") and not (word.copula or word.number)
    return about and word.josa not in _ASIDE and kind_of(word.form) == "generic"


def right(words: Sequence[Word], i: int) -> int:
    """Return the noun that the predicate `i` stands before (친절한 직원), -1 where it is none that tells something."""
    for j in range(i + 1, min(len(words), i + 4)):
        word = words[j]
        if word.clause != words[i].clause or (word.kind is Kind.PREDICATE and word.tag != "ETM"):
            return -1
        if word.kind is Kind.NOUN:
            if kind_of(word.form) == "generic":
                return -1
            head = _head(words, j)
            if kind_of(words[head].form) in SILENT or words[head].josa in _BY:
                return -1
            return head
    return -1


def _head(words: Sequence[Word], j: int) -> int:
    """The last of the nouns that stand together from `j` on."""
    clause = words[j].clause
    while j + 1 < len(words) and not words[j].josa:
        after = words[j + 1]
        if after.kind is not Kind.NOUN or after.clause != clause or not (after.glued or kind_of(after.form) not in SILENT):
            break
        j += 1
    return j


def target(words: Sequence[Word], i: int) -> int:
    """Return the place of the noun that predicate `i` speaks of, before it or, for one like 친절한, behind it; -1 for none."""
    before = left(words, i)
    behind = right(words, i) if words[i].tag == "ETM" else -1
    if before < 0 or behind < 0:
        return max(before, behind)
    noun = words[before]
    own = noun.tag == "JKS" or (before == i - 1 and not noun.josa and kind_of(noun.form) not in SILENT)
    return before if own else behind


def is_far(words: Sequence[Word], i: int, at: int) -> bool:
    """Whether it is doubtful that predicate `i` speaks of the noun at `at`, one of no known class: bare (no particle) and not
    next to it (생각 끝에 예상 못 하게 빨리 왔다), or only standing behind a verb (망친 머리).
    """
    noun, word = words[at], words[i]
    if kind_of(noun.form):
        return False
    if at > i:
        return not word.adjective
    return not noun.josa and at < i - 1 and not word.adjective


def named(words: Sequence[Word], j: int) -> tuple[str, int]:
    """Return the noun at `j` with what belongs to it before it (커피 맛, 묵은지찌개), and where that begins."""
    noun, start = words[j].form, words[j].start
    k = j
    while k and words[k].glued and words[k - 1].kind is Kind.NOUN:
        k -= 1
        noun, start = words[k].form + noun, words[k].start
    before = words[k - 1] if k else None
    if before is not None and before.kind is Kind.NOUN and before.clause == words[j].clause and _belongs(before, start):
        return f"{before.form} {noun}", before.start
    return noun, start


def _belongs(noun: Word, start: int) -> bool:
    if noun.josa not in ("", "의") or noun.copula or start - noun.end > 1:
        return False
    return kind_of(noun.form) not in _NO_FIRST_HALF and noun.form not in nominals()


def others(words: Sequence[Word], j: int) -> list[int]:
    """Return the nouns joined to the one at `j` by 와, 랑 or 도 … 도."""
    found = []
    k = j - 1
    while k >= 0 and words[k].clause == words[j].clause and words[k].kind is Kind.NOUN:
        if words[k].josa in _JOINS and (words[k].josa != "도" or words[j].josa == "도"):
            found.append(k)
        elif words[k].josa or not words[k + 1].glued:
            break
        k -= 1
    return [k for k in found if kind_of(words[k].form) not in SILENT]
