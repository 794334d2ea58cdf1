"""Which column of a file is which field of a review: guessed from its name, in Korean and English, or said with --map."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviewkit.errors import WrongInput
from reviewkit.i18n import N_, _


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a review: RawReview's name, the word for --map, its name for people (a msgid), column names in order of
    preference (as `bare` gives them), and a looser pattern for names that none of them equals."""

    name: str
    word: str
    label: str
    names: tuple[str, ...]
    pattern: str = ""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# The order settles which pattern sees a column first: "답글 작성일" is a reply's date before it is a review's.
FIELDS = (
    Field(
        "reply_at",
        "reply_date",
        N_("Reply's date"),
        _names("답글작성일 답글등록일 답글일시 답글일 댓글작성일 replydate replyat repliedat replywrittenat responsedate"),
        r"(답글|댓글|답변|reply|response).*(일$|일시|일자|날짜|시간|date|time)",
    ),
    Field(
        "owner_reply",
        "reply",
        N_("Reply"),
        _names(
            "ownerreply 사장님댓글 사장님답글 사장댓글 사장님답변 업체답글 답글내용 답글 댓글내용 댓글 답변 "
            "reply replytext replycontent ownerresponse response ownercomment"
        ),
        r"^(?!.*(여부|상태|수$|count|id$|번호|^has|^is)).*(답글|댓글|답변|사장님|reply|response)",
    ),
    Field(
        "platform_id",
        "id",
        N_("Id"),
        _names("platformid reviewid 리뷰번호 리뷰id 리뷰아이디 리뷰고유번호 후기번호 id"),
    ),
    Field("id_source", "id_source", N_("Kind of id"), _names("idsource")),
    Field("platform", "platform", N_("Platform"), _names("platform 플랫폼 채널 channel 사이트 site 출처 source")),
    Field("store", "store", N_("Store"), _names("store 매장명 매장 가게 업체명 상호명 상호 지점명 지점 storename shop")),
    Field(
        "edited_at",
        "edited",
        N_("Edited"),
        _names("editedat 수정일시 수정일자 수정일 updatedat modifiedat updatetime updated modified lastmodified"),
        r"수정.*일",
    ),
    Field(
        "visited_on",
        "visited",
        N_("Visit"),
        _names("visitedon 방문일 방문일자 방문날짜 방문일시 이용일 visitdate visited dateofvisit"),
        r"방문.*(일$|일자|날짜|일시)|이용일|visit.*date",
    ),
    Field(
        "visit_count",
        "visits",
        N_("Number of visits"),
        _names("visitcount 방문횟수 방문회차 visits numberofvisits"),
        r"방문.*(횟수|회차|번째)",
    ),
    Field("written_precision", "precision", N_("Precision"), _names("writtenprecision")),
    Field(
        "written_at",
        "date",
        N_("Date"),
        _names(
            "writtenat 작성일시 작성일자 작성일 작성날짜 작성시간 리뷰작성일 등록일시 등록일자 등록일 리뷰등록일 게시일 "
            "createdat createtime createdate created reviewdate "
            "publishedat publishdate postedat date datetime 날짜 일자 일시 timestamp time"
        ),
        r"(작성|등록|게시).*(일$|일시|일자|날짜|시간)|created|written|review.*date|리뷰.*(일자|날짜)",
    ),
    Field(
        "author",
        "author",
        N_("Author"),
        _names(
            "author 작성자 작성자명 닉네임 작성자닉네임 고객명 고객 리뷰어 이름 "
            "reviewer reviewername authorname nickname username user customer customername displayname writer name"
        ),
        r"^(?!.*(id$|아이디|번호|url|사진|수$)).*(작성자|닉네임|author|reviewer|nickname|고객명)",
    ),
    Field(
        "rating",
        "rating",
        N_("Rating"),
        _names("rating 별점 평점 점수 만족도 stars star starrating score reviewrating 별"),
        r"^(?!.*(평균|average)).*(별점|평점|rating|stars)",
    ),
    Field(
        "voted_keywords",
        "keywords",
        N_("Keywords"),
        _names("votedkeywords 선택키워드 키워드 키워드투표 방문자키워드 keywords 태그 tags"),
        r"키워드",
    ),
    Field("photos", "photos", N_("Photos"), _names("photos 사진 이미지 images photourls imageurls 사진url 이미지url imageurl")),
    Field("url", "url", N_("Address"), _names("url reviewurl 리뷰url 리뷰링크 링크 link permalink")),
    Field("origin", "origin", N_("Came by"), _names("origin 유입경로 예약경로")),
    Field("status", "status", N_("Status"), _names("status")),
    Field(
        "text",
        "text",
        N_("Text"),
        _names(
            "text 리뷰내용 리뷰본문 내용 본문 후기내용 리뷰 후기 reviewtext reviewcontent review contents "
            "content comment comments 코멘트 body 글"
        ),
        r"^(?!.*(번호|id$|수$|url|링크|제목|유형|상태|여부)).*((리뷰|후기).*(내용|본문|글)|내용|본문|reviewtext|content)",
    ),
)
LABELS = {field.name: field.label for field in FIELDS}
SHOWN = ("written_at", "rating", "text", "author", "platform_id", "owner_reply", "visited_on", "voted_keywords", "url")
"""Fields that are named where a file has none of them; the others are few files' luxury."""
CONTENT = ("text", "rating", "voted_keywords", "photos")
OWN = frozenset({"platform_id", "platform", "written_at", "written_precision"})
"""Columns that only our own export has together."""


def bare(name: str) -> str:
    """Return a column's name without spaces, marks and case; macOS's decomposed Hangul is composed."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


def asked(words: Sequence[str]) -> dict[str, str]:
    """Return what --map says, field → column ("" for a field that is to stay empty): text=본문,date=등록일.

    Raises WrongInput.
    """
    known = {field.word: field.name for field in FIELDS} | {field.name: field.name for field in FIELDS}
    found: dict[str, str] = {}
    # A comma may stand in a column's name: only one that "word=" follows parts two.
    for part in (part for text in words for part in re.split(r",(?=\s*\w+\s*=)", text)):
        word, equals, column = (piece.strip() for piece in part.partition("="))
        if not equals or word.lower() not in known:
            raise WrongInput(
                _("--map doesn't know {part}. Its words are: {words}.").format(
                    part=part, words=", ".join(field.word for field in FIELDS)
                ),
                "--map text=본문,date=등록일",
            )
        found[known[word.lower()]] = column
    return found


def guess(columns: Sequence[str], wanted: Mapping[str, str]) -> dict[str, str]:
    """Return field → column. `wanted` (as from `asked`) goes first; a column serves one field."""
    names = {bare(column): column for column in reversed(columns) if bare(column)}
    found = {field: names[bare(column)] for field, column in wanted.items() if bare(column) in names}
    free = [column for column in names.values() if column not in found.values()]
    for exact in (True, False):
        for field in FIELDS:
            if field.name in found or field.name in wanted:
                continue
            column = _exact(field, free) if exact else _loose(field, free)
            if column is not None:
                found[field.name] = column
                free.remove(column)
    return {field.name: found[field.name] for field in FIELDS if field.name in found}


def complete(found: Mapping[str, str]) -> bool:
    """Say whether these fields can make a review: a date, and something that it says."""
    return "written_at" in found and any(name in found for name in CONTENT)


def own(found: Mapping[str, str]) -> bool:
    """Say whether these are the columns of our own export."""
    return all(bare(found.get(name, "")) == bare(name) for name in OWN)


def _exact(field: Field, free: Sequence[str]) -> str | None:
    by_name = {bare(column): column for column in reversed(free)}
    return next((by_name[name] for name in field.names if name in by_name), None)


def _loose(field: Field, free: Sequence[str]) -> str | None:
    if not field.pattern:
        return None
    return next((column for column in free if re.search(field.pattern, bare(column))), None)
