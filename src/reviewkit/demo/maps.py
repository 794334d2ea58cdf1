"""The copy of a place's page on Google Maps: cards in a scrolling pane for who signed in, a limited view for who didn't."""

import html
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from reviewkit.demo.messages import Request, Response, data, page, redirect, rewritten
from reviewkit.demo.naver_shape import change_classes, digest
from reviewkit.demo.shop import DemoReview, Shop

STEP = 10
LIMITED = 5
SESSION = ("SID", "__Secure-1PSID", "SAPISID")
"""Any of these cookies means: signed in."""
SORTS = ("relevant", "newest", "highest", "lowest")


def maps_id(review: DemoReview) -> str:
    """Return Maps' own id of a review: another one than the interface's."""
    return "ChZDSUhN" + digest(review.id, "maps")[:28]


def relative(moment: datetime, now: datetime) -> str:
    """Return how long ago, as Maps writes it in Korean; always rounded down."""
    age = max(now - moment, timedelta(0))
    days = age.days
    if days < 1:
        hours = int(age.total_seconds() // 3600)
        return f"{hours}시간 전" if hours else f"{max(1, int(age.total_seconds() // 60))}분 전"
    if days < 7:
        return f"{days}일 전"
    if days < 30:
        return f"{min(days // 7, 4)}주 전"
    return f"{max(1, int(days / 30.44))}달 전" if days < 365 else f"{days // 365}년 전"


class MapsPage:
    """Pages under /maps."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    def answer(self, request: Request) -> Response:
        """Return the place's page for every form of its address, the next cards for its script, or the sign-in page."""
        if request.path == "/ServiceLogin":
            return self._sign_in(request)
        if request.path.startswith("/sorry"):
            return page('<!doctype html><title>Sorry</title><form id="captcha-form"></form>', 429)
        signed_in = any(request.cookies.get(name) for name in SESSION)
        if request.path == "/maps/preview/madeup":
            return data(self._cards(request.query)) if signed_in else data({"cards": "", "more": False})
        if not self._names_shop(request):
            return page(
                '<!doctype html><html lang="ko"><title>Google 지도</title><body>Google 지도에서 찾을 수 없습니다.</body></html>'
            )
        return page(self._page() if signed_in else self._limited())

    def spoil(self, kind: str, request: Request, answer: Callable[[], Response], options: Mapping[str, Any]) -> Response:  # noqa: ARG002
        """login: the sign-in page. limited: the limited view. sorry: the robot check. empty: no cards. classes: a
        new layout."""
        match kind:
            case "login":
                return answer() if request.path == "/ServiceLogin" else redirect("/ServiceLogin?continue=maps")
            case "limited":
                return page(self._limited())
            case "sorry":
                return redirect("/sorry/index?continue=maps") if not request.path.startswith("/sorry") else answer()
            case "empty":
                return page('<!doctype html><html lang="ko"><title>Google 지도</title><body></body></html>')
            case "classes":
                return answer() if request.path == "/maps/preview/madeup" else rewritten(answer(), change_classes)
        raise KeyError(kind)

    def _sign_in(self, request: Request) -> Response:
        """Return the sign-in page; its form takes anything, and leaves the cookie that Google leaves."""
        if request.method == "POST":
            cookie = {"Set-Cookie": "SID=made-up; Path=/; HttpOnly; Max-Age=86400"}
            place = f"/maps/place/?q=place_id:{self.shop.google_place_id}"
            return Response(302, headers={"Location": place, **cookie})
        return page(
            '<!doctype html><title>로그인 - Google 계정</title><form method="post"><input type="email" id="identifierId">'
            "<button>다음</button></form>"
        )

    def _names_shop(self, request: Request) -> bool:
        shop, target = self.shop, request.target
        names = (shop.google_place_id, shop.google_feature, f"cid={shop.google_cid}", shop.google_feature.replace(":", "%3A"))
        return any(name in target for name in names)

    def _ordered(self, sort: str) -> list[DemoReview]:
        def build(reviews: list[DemoReview]) -> list[DemoReview]:
            keys: dict[str, Callable[[DemoReview], tuple[float, str]]] = {
                "newest": lambda r: (-r.written_at.timestamp(), r.id), "highest": lambda r: (-(r.rating or 0), r.id),
                "lowest": lambda r: (r.rating or 0, r.id), "relevant": lambda r: (-len(r.text) - 30 * r.photos, r.id),
            }  # fmt: skip
            return sorted(reviews, key=keys[sort])

        return self.shop.view("google", f"maps-{sort}", build)

    def _cards(self, query: Mapping[str, str]) -> dict[str, Any]:
        sort = query.get("sort", "relevant")
        start = int(query.get("from", "0")) if query.get("from", "0").isdigit() else 0
        reviews = self._ordered(sort if sort in SORTS else "relevant")
        shown = reviews[start : start + STEP]
        return {"cards": "".join(map(self._card, shown)), "more": start + len(shown) < len(reviews)}

    def _page(self) -> str:
        reviews = self._ordered("relevant")
        average = sum(review.rating or 0 for review in reviews) / len(reviews) if reviews else 0
        text = Path(__file__).with_name("maps.html").read_text(encoding="utf-8")
        filled = {
            "{{name}}": html.escape(self.shop.name), "{{total}}": f"{len(reviews):,}", "{{average}}": f"{average:.1f}",
            "{{cards}}": "".join(map(self._card, reviews[:STEP])), "{{more}}": str(len(reviews) > STEP).lower(),
        }  # fmt: skip
        for mark, value in filled.items():
            text = text.replace(mark, value)
        return text

    def _limited(self) -> str:
        cards = "".join(map(self._card, self._ordered("relevant")[:LIMITED]))
        return (
            f'<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>{self.shop.name} - Google'
            f' 지도</title><link rel="icon"'
            f' href="data:,"></head><body><h1 class="DUwDvf">{self.shop.name}</h1><div class="fontBodyMedium">Google'
            f" 지도의 제한된 보기가"
            ' 표시되어 있습니다.</div><a href="/ServiceLogin?continue=maps">로그인</a>'
            f'<div class="m6QErb">{cards}</div></body></html>'
        )

    def _card(self, review: DemoReview) -> str:
        author, stars = html.escape(review.author or "Google 사용자"), int(review.rating or 0)
        identity = maps_id(review)
        photos = "".join(
            f'<button class="Tya61d" data-photo-index="{number}" style="background-image: url(&quot;'
            f'https://lh3.googleusercontent.com/geougc/{digest(review.id, number)}=w300&quot;)"></button>'
            for number in range(review.photos)
        )
        return (
            f'<div class="jftiEf fontBodyMedium" aria-label="{author}" data-review-id="{identity}"><div class="WNxzHc"><button'
            f' class="WEBjve" aria-label="{author} 사진"'
            f' data-href="https://www.google.com/maps/contrib/1{int(identity[-8:], 16)}/reviews">'
            f'</button><button class="al6Kxe"><div class="d4r55">{author}</div></button></div><div class="DU9Pgb">'
            f'<span class="kvMYJc" role="img" aria-label="별표 {stars}개"></span>'
            f'<span class="rsqaWe">{relative(review.written_at, self.shop.now)}</span></div>'
            f"{_text(review, identity)}<div>{photos}</div>{self._reply(review)}</div>"
        )

    def _reply(self, review: DemoReview) -> str:
        if not review.reply or review.reply_state in ("PENDING", "REJECTED"):
            return ""
        when = relative(review.reply_at or review.written_at, self.shop.now)
        return (
            f'<div class="CDe7pd"><div><span class="nM6d2c">{self.shop.name} (사장님)</span>'
            f'<span class="DZSIDd">{when}</span></div>'
            f'<div class="wiI7pd">{html.escape(review.reply, quote=False)}</div></div>'
        )


def wrapped(text: str, translation: str, form: str) -> str:
    """Return a text in Google's translation envelope: "A" original first, "B" translation first, "" as it is."""
    if form == "A":
        return f"{text}\n\n(Translated by Google)\n{translation}"
    return f"(Translated by Google) {translation}\n\n(Original)\n{text}" if form == "B" else text


def _text(review: DemoReview, identity: str) -> str:
    """Return the text, cut where it's long until 자세히 is pressed; a star-only card has none at all."""
    if not review.text:
        return ""
    whole = wrapped(review.text, review.translation, "B" if review.envelope else "")
    shown = html.escape(whole if len(whole) < 120 else whole[:110].rstrip() + " …", quote=False)
    more = "" if len(whole) < 120 else (
        f'<span><button class="w8nwRe kyuRq" aria-label="자세히" aria-expanded="false" aria-controls="{identity}"'
        f' data-whole="{html.escape(whole)}">자세히</button></span>'
    )  # fmt: skip
    return f'<div class="MyEned" id="{identity}" lang="{review.language}"><span class="wiI7pd">{shown}</span>{more}</div>'
