"""A made-up Naver place on 127.0.0.1, in the shape of the real pages: site, interface and SmartPlace on three origins."""

import base64
import hashlib
import json
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from reviewkit.platforms.base import BrowserOptions, Pace, Tools

PLACE = "1234567890"
START = datetime(2025, 5, 2, 3, 0, tzinfo=UTC)
KST = timedelta(hours=9)
WEEKDAYS = "월화수목금토일"
SUSPENDED = (
    "본 게시물은 정보통신망 이용촉진 및 정보보호 등에 관한 법률 제 44조 2항을 준수하기 위해"
    " 다른 이용자의 요청으로 임시 게시중단 되었습니다."
)
LABELS = (
    'window.__PLACE_STATE__ = {"none":"아직 등록된 리뷰가 없습니다",'
    '"later":"과도한 접근 요청으로 서비스 이용이 제한되었습니다."};'
)


def review(number, *, text=None, status="ACTIVE", reply=None):
    """A review as the interface gives it; the higher the number, the older."""
    written = START - timedelta(days=number, minutes=number)
    made_up = hashlib.sha1(str(number).encode(), usedforsecurity=False).hexdigest()
    id_ = f"{int(written.timestamp()):08x}{made_up[:16]}"
    visited = written - timedelta(hours=3)
    day = (visited + KST).date()
    short = f"{day.month}.{day.day}.{WEEKDAYS[day.weekday()]}"
    person = hashlib.sha1(f"p{number}".encode(), usedforsecurity=False).hexdigest()[:24]
    return {
        "__typename": "VisitorReview",
        "id": id_,
        "rating": None,
        "author": {
            "__typename": "VisitorReviewAuthor",
            "id": f"u{number}",
            "nickname": f"단골{number}호",
            "imageUrl": f"https://phinf.example/{number}.png",
            "objectId": person,
            "url": f"https://m.place.naver.com/my/{person}/review?v=2",
        },
        "body": f"국물이 진해요 {number}\n또 올게요" if text is None else text,
        "thumbnail": None,
        "media": [{"type": "image", "thumbnail": f"https://pup.example/{number}.jpeg?type=w1500"}],
        "status": status,
        "visitCount": number % 3 + 1,
        "visited": short,
        "created": short,
        "reply": {
            "editUrl": f"https://new-m.smartplace.naver.com/bizes/place-id/{PLACE}/reviews/{id_}",
            "body": reply,
            "created": short if reply else None,
            "date": short if reply else None,
            "isSuspended": False,
        },
        "originType": "영수증",
        "votedKeywords": [{"code": "a", "name": "음식이 맛있어요"}, {"code": "b", "name": "친절해요"}],
        "representativeVisitDateTime": visited.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    }


def cursor_of(item):
    return base64.b64encode(item["id"].encode()).decode()


def entry(item, names):
    """A review as a list entry. `names` maps the parts to class names and click codes."""
    if item["status"] != "ACTIVE":
        return f'<li class="{names("li")}"><div>{SUSPENDED}</div></li>'
    person = f"https://m.place.naver.com/my/{item['author']['objectId']}/review?v=2"
    visited = datetime.fromisoformat(item["representativeVisitDateTime"]) + KST
    long = f"{visited.year}년 {visited.month}월 {visited.day}일 {WEEKDAYS[visited.weekday()]}요일"
    body = escape(item["body"]).replace("\n", "<br>")
    clamp = "line-clamp:3;-webkit-line-clamp:3"
    votes = [vote["name"] for vote in item["votedKeywords"]]
    more = (
        f'<a href="#" {names("@keywordmore")}>+{len(votes) - 1}<span>개의 리뷰가 더 있습니다</span></a>'
        if len(votes) > 1
        else ""
    )
    shown = f'<span><img src="x.png" alt="">{votes[0]}</span>' if votes else ""
    rest = "".join(f'<span class="folded"><img src="x.png" alt="">{vote}</span>' for vote in votes[1:])
    reply = item["reply"]["body"]
    answer = (
        f'<div class="{names("reply")}"><span>가나식당</span><span><time>{item["reply"]["date"]}</time></span>'
        f'<div><a href="#" {names("@text")} style="{clamp}">{escape(reply)}</a></div></div>'
        if reply
        else ""
    )
    return (
        f'<li class="{names("li")}"><div><a href="{person}" {names("@profile")}><img src="face.png"></a>'
        f'<a href="{person}" {names("@profile")}><div><span class="{names("name")}">{item["author"]["nickname"]}</span></div>'
        f"<div><span>리뷰 7</span></div></a></div>"
        f'<div class="{names("body")}"><a href="#" {names("@rvshowmore")} style="{clamp}">{body}</a></div>'
        f'<div data-votes="{escape(rest, quote=True)}">{shown}{more}</div>'
        f"<div><span><span>방문일</span><time>{item['visited']}</time><span>{long}</span></span>"
        f"<span>{item['visitCount']}번째 방문</span><span><span>인증 수단</span>{item['originType']}</span></div>{answer}</li>"
    )


def real_names(part):
    codes = part.startswith("@")
    return f'data-pui-click-code="{part[1:]}"' if codes else f"pui__{part}"


def new_classes(part):
    return real_names(part) if part.startswith("@") else f"zz{sum(part.encode())}"


def new_everything(part):
    return 'data-new="1"' if part.startswith("@") else new_classes(part)


def state_of(items, total, *, with_cursor=False):
    state, refs = {}, []
    for item in items:
        author = {**item["author"]}
        state[f"VisitorReviewAuthor:{author['id']}"] = author
        kept = {**item, "author": {"__ref": f"VisitorReviewAuthor:{author['id']}"}}
        if with_cursor:
            kept["cursor"] = cursor_of(item)
        state[f"VisitorReview:{item['id']}:true"] = kept
        refs.append({"__ref": f"VisitorReview:{item['id']}:true"})
    return state, {"__typename": "VisitorReviewsResult", "items": refs, "total": total}


def asked(with_text):
    given = {"businessId": PLACE, "businessType": "restaurant", "cidList": ["1"], "includeContent": with_text, "item": "0"}
    given |= {"page": 1, "size": 10, "sort": "recent"} | ({"isPhotoUsed": False} if with_text else {})
    return "visitorReviews(" + json.dumps({"input": given}, separators=(",", ":")) + ")"


LOGIN = (
    "<h1>로그인</h1><script>setTimeout(() => { document.cookie = 'in=1; max-age=999'; location.href = '/bizes' }, 500)</script>"
)

CLICK = """<script>
document.addEventListener('click', async (event) => {
  const fold = event.target.closest('a');
  if (fold && /^\\+/.test(fold.textContent)) {
    const box = fold.parentElement; fold.remove(); box.innerHTML += box.dataset.votes;
  }
  const link = event.target.closest('.more'); if (!link) return;
  event.preventDefault();
  const list = document.querySelector(link.dataset.list);
  const got = await fetch('/more?list=' + link.dataset.list.slice(1) + '&from=' + list.children.length);
  const data = await got.json();
  list.insertAdjacentHTML('beforeend', data.html);
  if (!data.more) link.remove();
});
</script>"""


@dataclass
class Site:
    """What the servers hold, and how they misbehave."""

    texts: list = field(
        default_factory=lambda: [review(n, reply="고맙습니다 " + "늘" * 9 if n == 1 else None) for n in range(47)]
    )
    keywords: list = field(default_factory=lambda: [review(n, text="") for n in range(100, 113)])
    page: str = "normal"
    state: bool = True
    state_cursor: bool = False
    names: object = real_names
    api: str = "normal"
    limit: int = 20
    signed_in: bool = True
    log: list = field(default_factory=list)
    cookies: bool = True

    def list_of(self, with_text):
        return self.texts if with_text else self.keywords

    def html(self):
        state = {}
        root = {}
        for with_text in (True, False):
            items = self.list_of(with_text)
            more, answer = state_of(items[:10], len(items), with_cursor=self.state_cursor)
            state |= more
            root[asked(with_text)] = answer
        data = json.dumps({**state, "ROOT_QUERY": root}, ensure_ascii=False).replace("<", "\\u003C").replace("/", "\\u002F")
        script = f"var naver={{}}; window.__APOLLO_STATE__ = {data};{LABELS}" if self.state else LABELS
        shown = "".join(entry(item, self.names) for item in self.texts[:10])
        more = '<div><a href="#" class="more" data-list="#l1"><span>더보기</span></a></div>' if len(self.texts) > 10 else ""
        none = "" if self.texts else "<div>아직 등록된 리뷰가 없습니다.</div>"
        return (
            f"<!DOCTYPE html><html><head><title>네이버 플레이스</title></head><body><div>"
            f"<div><h2>사진·영상 리뷰</h2><ul><li><a href='#'>더보기</a></li></ul></div>"
            f"<div><h2><div>리뷰<em>{len(self.texts)}</em></div></h2><ul id='l1'>{shown}</ul>{none}{more}</div>"
            f"<div><h2><div>키워드·별점 리뷰<em>{len(self.keywords)}</em></div><div>"
            f"<a href='#' class='more' data-list='#l2' data-fold='1'>펼쳐보기</a></div></h2><ul id='l2'></ul>"
            f"<div><a href='#' class='more' data-list='#l2'>더보기</a></div></div></div>"
            f"<script>{script}</script>{CLICK}</body></html>"
        )

    def notice(self, words):
        script = f"<script>window.__APOLLO_STATE__ = {{}};{LABELS}</script>"
        return f"<!DOCTYPE html><html><body><div>{words}</div>{script}</body></html>"

    def answer(self, given):
        if self.api == "null" or given["size"] > self.limit:
            return None
        items = self.list_of(given["includeContent"])
        start = 0
        if self.api != "deaf" and given.get("after"):
            ids = [cursor_of(item) for item in items]
            if given["after"] not in ids:
                return None
            start = ids.index(given["after"]) + 1
        found = items[start : start + given["size"]]
        return {"items": [{**item, "cursor": cursor_of(item)} for item in found], "total": len(items)}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    part = ""
    site: Site

    def log_message(self, *_args):
        pass

    def send(self, body, status=200, kind="text/html; charset=utf-8", **headers):
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        origin = self.headers.get("Origin")
        if self.part == "api" and origin and self.site.api != "429 without CORS":
            self.send_header("Access-Control-Allow-Origin", origin if self.site.cookies else "*")
            self.send_header("Access-Control-Allow-Headers", "content-type")
            if self.site.cookies:
                self.send_header("Access-Control-Allow-Credentials", "true")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(data)

    def do_OPTIONS(self):
        if self.site.api == "429 without CORS":
            self.send("", 429, Retry_After="90")
        else:
            self.send("", 204)

    def do_GET(self):
        self.site.log.append(f"{self.part} GET {self.path}")
        if self.part == "smartplace":
            self.smartplace_page()
        elif self.path.startswith("/more"):
            self.more()
        elif self.path.startswith("/s/short"):
            self.send("", 302, Location=f"/place/1/x?pinId={PLACE}" if "pin" in self.path else f"/cafe/{PLACE}/home")
        elif self.path.startswith("/nidlogin"):
            self.send("<h1>로그인</h1>")
        elif self.path.startswith("/place/"):
            self.send("", 302, Location=self.path.replace("/place/", "/restaurant/"))
        else:
            self.review_page()

    def review_page(self):
        page = self.site.page
        if page == "blocked":
            self.send(self.site.notice("서비스 이용이 제한되었습니다. 과도한 접근 요청으로 서비스 이용이 제한되었습니다."))
        elif page == "gone":
            self.send(self.site.notice("요청하신 페이지를 찾을 수 없습니다."))
        elif page == "login":
            self.send("", 302, Location="/nidlogin.login?x=1")
        elif page == "shell":
            self.send(self.site.notice(""))
        elif page.isdigit():
            self.send("slow down", int(page), Retry_After="120")
        else:
            self.send(self.site.html())

    def more(self):
        which, _sep, start = self.path.partition("list=")[2].partition("&from=")
        items = self.site.texts if which == "l1" else self.site.keywords
        at = int(start)
        html = "".join(entry(item, self.site.names) for item in items[at : at + 10])
        self.send(json.dumps({"html": html, "more": at + 10 < len(items)}), kind="application/json")

    def smartplace_page(self):
        if not self.site.signed_in and "in=1" not in self.headers.get("Cookie", ""):
            self.send("", 302, Location="/nidlogin.login?x=1") if "nidlogin" not in self.path else self.send(LOGIN)
            return
        columns = ["".join(card(item) for item in self.site.texts[at:12:2]) for at in (0, 1)]
        lists = "".join(f'<ul class="Review_columns_list__x">{column}</ul>' for column in columns)
        ask = (
            "fetch('/graphql?opName=getReviews',{method:'POST',headers:{'content-type':'application/json','from-system':'smartplace'},"
            f"body:JSON.stringify({{operationName:'getReviews',query:'q',variables:{{input:{{placeId:'{PLACE}',page:1,size:20}}}}}})}})"
        )
        self.send(f"<!DOCTYPE html><html><body><h1>리뷰</h1><div>{lists}</div><script>{ask}</script></body></html>")

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.site.log.append(f"{self.part} POST {self.path}")
        if self.part == "smartplace":
            self.smartplace_answer(body["variables"]["input"])
            return
        given = body[0]["variables"]["input"]
        api = self.site.api
        if api.startswith("429"):
            self.send("slow down", 429, Retry_After="90")
        elif api == "broken once":
            self.site.api = "normal"
            self.send("", 502)
        elif api == "changed":
            self.send(json.dumps([{"data": {"placeReviews": {"nodes": []}}}]), kind="application/json")
        else:
            self.send(json.dumps([{"data": {"visitorReviews": self.site.answer(given)}}]), kind="application/json")

    def smartplace_answer(self, given):
        if self.site.api == "changed":
            self.send('{"errors":[{"message":"BAD_REQUEST"}]}', 400, kind="application/json")
            return
        items = self.site.texts + self.site.keywords
        start = (given["page"] - 1) * given["size"]
        found = [owners_view(item) for item in items[start : start + given["size"]]]
        answer = {"data": {"reviews": {"totalCount": len(items), "items": found}}}
        self.send(json.dumps(answer), kind="application/json")


def owners_view(item):
    return {
        "id": item["id"],
        "author": {"displayName": item["author"]["nickname"]},
        "content": {
            "text": item["body"],
            "mediaItems": [],
            "rating": None,
            "tags": {"votedKeywords": [{"displayName": "친절해요"}]},
        },
        "reply": {"text": item["reply"]["body"], "createdDateTime": "2025-05-02T10:00:00+09:00"}
        if item["reply"]["body"]
        else None,
        "createdDateTime": "2025-05-02T10:00:00+09:00",
        "rating": 4,
        "visitCount": 2,
        "visitDateTime": item["representativeVisitDateTime"],
    }


def card(item):
    return (
        f'<li class="Review_pui_review__x"><div><span class="pui__NMi-Dp">{item["author"]["nickname"]}</span></div>'
        f'<div class="pui__4rEbt5"><span>방문일</span><time>{item["visited"]}</time></div>'
        '<div class="pui__6abRMf">별점5점</div>'
        f'<div class="pui__vn15t2">{escape(item["body"])}</div>'
        f'<a role="button" data-pui-click-code="rv.paymentinfo" href="/my/review/{item["id"]}/paymentInfo">결제</a></li>'
    )


class Servers:
    """The three origins, on 127.0.0.1."""

    def __init__(self, site):
        self.site = site
        self._servers = {}
        for part in ("site", "api", "smartplace"):
            handler = type(f"Handler_{part}", (Handler,), {"part": part, "site": site})
            server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
            server.daemon_threads = True
            server.handle_error = lambda *_args: None
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            self._servers[part] = server

    def url(self, part):
        host, port = self._servers[part].server_address[:2]
        return f"http://{host}:{port}"

    def close(self):
        for server in self._servers.values():
            server.shutdown()
            server.server_close()

    def tools(self, *, smartplace=False, profile=None, timeout=10.0, pace=None):
        options = {
            "site_url": self.url("site"),
            "api_url": self.url("api"),
            "smartplace_url": self.url("smartplace"),
            "smartplace": smartplace,
            "interval": 0.0,
            "enabled": True,
        }
        return Tools(options=options, pace=pace or Pace(), profile=profile, browser=BrowserOptions(timeout=timeout))
