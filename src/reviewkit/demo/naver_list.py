"""An item of Naver Place's rendered list: classes, click codes and hidden texts as on the site. It has no review id."""

import html

from reviewkit.demo.naver_shape import Json, long_date
from reviewkit.demo.shop import ACTIVE, KST, DemoReview

STUB = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
SUSPENDED = (
    "본 게시물은 정보통신망 이용촉진 및 정보보호 등에 관한 법률 제 44조 2항을 준수하기 위해 다른 이용자의 요청으로 "
    "{what} 되었습니다."
)  # fmt: skip
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" class="{name}" aria-hidden="true"><path d="M0 0"></path></svg>'
)
LINK = '<a href="#" role="button"'
TEXT_STYLE = (
    "line-height:2.4rem;word-break:break-all;display:-webkit-box;overflow:hidden;text-overflow:ellipsis;"
    "-webkit-box-orient:vertical;line-clamp:3;-webkit-line-clamp:3"
)
POPUP = ' aria-haspopup="true" aria-expanded="false"'


def list_item(review: DemoReview, item: Json) -> str:
    """Return a review as an item of the list. A suspended one is a notice without author, date or text."""
    if review.status != ACTIVE:
        what = "삭제" if review.status.startswith("PERMANENTLY") else "임시 게시중단"
        icon, notice = SVG.format(name="pui__TN9mAN"), SUSPENDED.format(what=what)
        inner = f'<div class="pui__ZNPfrb"><div class="pui__fPAcYj">{icon}{notice}</div></div>'
        return f'<li class="place_apply_pui EjjAW">{inner}</li>'
    parts = [_profile(item["author"]), _photos(item["media"]), _bought(item), _visit(review, item), _body(item["body"])]
    parts += [_keywords(item["votedKeywords"] or []), _foot(review, item), _owner(item["reply"])]
    return f'<li class="place_apply_pui EjjAW">{"".join(parts)}</li>'


def more_link() -> str:
    """Return the link under the list that loads the next ten."""
    label = f'<span class="TeItc">더보기{SVG.format(name="E4qxG")}</span>'
    return f'<div class="NSTUp"><div class="lfH3O">{LINK} class="fvwqf">{label}</a></div></div>'


def _profile(author: Json) -> str:
    href = f'href="{author["url"]}" target="_blank" role="button"'
    counts = author["review"] or {}
    rows = [("리뷰", counts.get("totalCount")), ("사진", counts.get("imageCount"))]
    told = "".join(f'<span class="pui__WN-kAf">{word} {count:,}</span>' for word, count in rows if count)
    return (
        f'<div class="pui__q2fg8o pui__A7NplK"><a {href} class="pui__sG3Q0N" data-pui-click-code="profile"><div'
        f' class="pui__thumb"'
        f' style="width:42px;height:42px"><img class="pui__AnL5iU" src="{STUB}" width="38" height="38" alt="프로필"></div></a>'
        f'<a {href} class="pui__hvyFHZ" data-pui-click-code="profile"><div class="pui__JiVbY3"><span class="pui__uslU0d">'
        f'<span class="pui__NMi-Dp">{html.escape(author["nickname"])}</span></span></div><div'
        f' class="pui__RuLAax">{told}</div></a>'
        f'{LINK} class="pui__I07xq6" data-pui-click-code="follow">팔로우</a></div>'
    )


def _photos(media: list[Json]) -> str:
    """Return the strip of pictures, or the stub that stands there until it is scrolled to."""
    if not any(one["type"] == "video" for one in media):
        return '<div class="lazyload-wrapper "><div class="lazyload-placeholder"></div></div>'
    film = '<span class="place_thumb_icon_video"><span class="place_blind">동영상</span></span>'
    thumbs = "".join(
        f'<div class="HH5sZ">{LINK} class="place_thumb"><span class="b59N8 g8o7L Poih_ cl3tq otpV6"></span>{mark}</a></div>'
        for mark in (film if one["type"] == "video" else "" for one in media)
    )
    return f'<div class="lazyload-wrapper "><div class="VAvOk"><div class="flicking-camera">{thumbs}</div></div></div>'


def _bought(item: Json) -> str:
    return f'<div class="pui__F2t42c"><span class="pui__ETqMYH">{html.escape(item["bookingItemName"])}</span></div>'


def _visit(review: DemoReview, item: Json) -> str:
    hour = (review.visited_at or review.written_at).astimezone(KST).hour
    shade, when = ("pui__lI1wSR", "점심") if hour < 17 else ("pui__VtDLb5", "저녁")
    rows = [(category["name"], category["keywords"][0]["name"].strip()) for category in item["visitCategories"]]
    tags = "".join(f'<span class="pui__V8F9nN">{name + " " if name else ""}<em>{word}</em></span>' for name, word in rows)
    icon = SVG.format(name="pui__Q3NTSz")
    return (
        f'<div class="pui__-0Ter1">{LINK} class="pui__uqSlGl"{POPUP} data-pui-click-code="visitkeywords">'
        f'<span class="pui__V8F9nN pui__2ZezJb {shade}">{icon}<em>{when}에 방문</em></span>{tags}</a></div>'
    )


def _body(text: str) -> str:
    lines = html.escape(text, quote=False).replace("\n", "<br>")
    more = _more("rvshowmore", "2.4rem") if len(text) > 70 or text.count("\n") > 2 else ""
    return f'<div class="pui__vn15t2">{LINK} style="{TEXT_STYLE}" data-pui-click-code="rvshowmore">{lines}</a>{more}</div>'


def _more(code: str, height: str) -> str:
    """Return the link that unfolds a long text; it has the click code of the text itself."""
    kind = f'class="pui__wFzIYl" aria-expanded="false" data-pui-click-code="{code}"'
    return f'{LINK} {kind} style="line-height: {height};">더보기</a>'


def _keywords(votes: list[Json]) -> str:
    if not votes:
        return ""
    image = f'<img class="pui__w3rFgd" src="{STUB}" width="18" height="18" alt="">'
    more = (
        f'{LINK} class="pui__jhpEyP pui__ggzZJ8"{POPUP} data-pui-click-code="keywordmore">+<!-- -->{len(votes) - 1}'
        '<span class="pui__blind">개의 리뷰가 더 있습니다</span><span class="pui__blind">펼쳐보기</span></a>'
    )
    first = f'<span class="pui__jhpEyP">{image}{votes[0]["name"]}</span>'
    return f'<div class="pui__HLNvmI">{first}{more if len(votes) > 1 else ""}</div>'


def _foot(review: DemoReview, item: Json) -> str:
    icon = SVG.format(name="pui__qnQgNp")
    react = (
        f'<div class="PIR3L"><div class="pui__jDaF8q">{LINK} class="pui__OwAyDc"{POPUP} data-pui-click-code="reactfirst">'
        f'<span class="pui__rLElLv pui__L8m6Tb">{icon}</span>반응 남기기</a></div></div>'
    )
    day = long_date(review.visited_at or review.written_at)
    return (
        f'<div class="pui__QztK4Q">{react}<div class="Vk05k"><div class="pui__QKE5Pr"><span class="pui__gfuUIT">'
        f'<span class="pui__blind">방문일</span><time aria-hidden="true">{item["visited"]}</time><span'
        f' class="pui__blind">{day}</span></span>'
        f'<span class="pui__gfuUIT">{item["visitCount"]}번째 방문</span><span class="pui__gfuUIT">'
        f'<span class="pui__blind">인증 수단</span>{item["originType"]}</span></div></div></div>'
    )


def _owner(reply: Json) -> str:
    text = reply["body"]
    if not text:
        return ""
    lines = html.escape(text, quote=False).replace("\n", "<br>")
    more = _more("text", "2.2rem") if len(text) > 80 or text.count("\n") > 2 else ""
    day = f'<span class="pui__4APmFd"><time aria-hidden="true">{reply["date"]}</time></span>'
    return (
        f'<div class="pui__GbW8H7 pui__BDGQvd">{SVG.format(name="pui__V8N9EP")}<div class="pui__MzrP-X">'
        f'<span class="pui__XE54q7">{html.escape(reply["replyTitle"])}</span>{day}</div><div class="pui__J0tczd">'
        f'{LINK} data-pui-click-code="text" style="line-height: 2.2rem;">{lines}</a>{more}</div></div>'
    )
