"""Reports as HTML and as mail: self-contained, accessible, harmless whatever a review holds, and drawn by a real browser."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from reports_made import empty, filled, insert, mention, name, read, reply, row, stores
from reviewkit import i18n
from reviewkit.db.reviews import stamp
from reviewkit.features.reports import (
    Scope,
    advice,
    aspects,
    headline,
    html,
    keywords,
    mail,
    rating,
    responses,
    summary,
)
from reviewkit.features.reports.figures import Difference, Mean, Share
from reviewkit.features.reports.page import LONGEST, charts, shown
from test_notify import Postbox, certificate, serving
from test_notify import mail as mail_to

ZONE = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=ZONE)
STEERING = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\ud800-\udfff]"
"""What steers a terminal, hides, or turns a line around."""
AUTHOR = "손님이름9876"
STORE = "가나식당 1호점"
SENTENCES = (
    ("국물이 진하고 맛있어요", "국물 진하다", "맛", "positive"),
    ("직원분들이 정말 친절해요", "직원 친절하다", "서비스", "positive"),
    ("대기가 너무 길었어요", "대기 길다", "대기", "negative"),
    ("가격이 조금 비싸요", "가격 비싸다", "가격", "negative"),
)
HOSTILE = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></svg></title><iframe src=javascript:alert(1)>",
    "{{ 7*7 }} {% raw %} ${7*7}",
    '=HYPERLINK("http://evil.example","누르세요")',
    "\x1b[31m빨강\x1b[0m\x1b]8;;http://evil.example\x07링크\x1b]8;;\x07",
    "\u202e거꾸로\u2066 쓰기\u200f\u200b",
    "가" * 5000,
    "\ud83d 반쪽",
    "&lt;b&gt; &amp; 'a' \"b\"",
)


def shop(connection: sqlite3.Connection) -> None:
    """A quarter of a year: praise every week, and in the last one many complaints about waiting."""
    naver, kakao, google = stores(connection)
    at, id_ = NOW - timedelta(days=80), 0
    while at < NOW:
        late = NOW - at < timedelta(days=7)
        for place in (0, 1, 2, 2, 2, 2, 3) if late else (0, 1, 0, 1, 3):
            id_ += 1
            text, keyword, aspect, polarity = SENTENCES[place]
            listing = (naver, kakao, google)[id_ % 3]
            stars = None if listing == naver else {"positive": 5.0, "negative": 2.0}[polarity]
            answered = at + timedelta(hours=7 * (id_ % 9)) if id_ % 2 else None
            insert(connection, [row(id_, listing, text=text, author=AUTHOR, rating=stars, written_at=at,
                                    reply_text="고맙습니다" if answered else None, reply_written_at=answered)])  # fmt: skip
            read(connection, id_, polarity, 0.8 if polarity == "positive" else -0.7)
            name(connection, id_, keyword, polarity, 0, len(text))
            mention(connection, id_, aspect, polarity, text, 0, 2)
        at += timedelta(hours=41)
    reply(connection, 2, "live", NOW - timedelta(days=70))


def hostile_shop(connection: sqlite3.Connection) -> None:
    """A shop whose reviews, keywords, aspects and very name are meant to do harm."""
    listing = stores(connection, 1, ["naver"])[0]
    connection.execute("UPDATE store SET name = ?", (HOSTILE[0] + "\u202e\x1b[31m" + "긴이름" * 200,))
    id_ = 0
    for text in HOSTILE:
        kept = text.encode("utf-8", "replace").decode()
        for back in (1, 2, 3, 4, 5, 6):
            id_ += 1
            at = NOW - timedelta(days=back, hours=id_ % 9)
            insert(connection, [row(id_, listing, text=kept, author=AUTHOR, written_at=at)])
            read(connection, id_, "negative", -0.9)
            name(connection, id_, kept, "negative", 0, len(kept))
            mention(connection, id_, kept, "negative", kept, 0, len(kept))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(empty(tmp_path_factory.mktemp("db") / "reviewkit.db"), shop)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(empty(tmp_path_factory.mktemp("hostile") / "reviewkit.db"), hostile_shop)


def scope(days: int = 28) -> Scope:
    until = datetime(2026, 11, 23, tzinfo=ZONE)
    return Scope(since=until - timedelta(days=days), until=until, zone=ZONE, now=NOW)


def reports(path: Path, days: int = 28) -> list[html.Report]:
    return [make(path, scope(days)) for make in (summary, advice, rating, keywords, aspects, responses)]


class Strict(HTMLParser):
    """A document's elements; what is not closed, or closed twice, fails."""

    VOID = frozenset({"meta", "br", "img", "hr", "link", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"an attribute twice on <{tag}>"
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for one, attrs in self.elements if one == tag]


def parsed(text: str) -> Strict:
    parser = Strict()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    return parser


def documents(path: Path) -> dict[str, str]:
    made = reports(path)
    return {"page": html.render(*made), "mail": mail.letter(made[0], made[1]).html}


# --- what a page holds ---


def test_a_page_is_well_formed_and_its_references_lead_somewhere(path):
    for document in documents(path).values():
        found = parsed(document)
        ids = [attrs["id"] for _tag, attrs in found.elements if "id" in attrs]
        assert len(ids) == len(set(ids))
        wanted = {attrs["aria-labelledby"] for _tag, attrs in found.elements if "aria-labelledby" in attrs}
        wanted |= {str(attrs["href"]).removeprefix("#") for attrs in found.all("a")}
        assert wanted <= set(ids)


def test_a_page_names_its_language_and_its_headings_skip_no_level(path):
    for document in documents(path).values():
        found = parsed(document)
        assert found.all("html")[0]["lang"] == "en"
        levels = [int(tag[1]) for tag, _attrs in found.elements if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
    assert 'lang="ko"' in html.render(*reports(path), language="ko")


def test_a_page_needs_no_network_and_no_script(path):
    for kind, document in documents(path).items():
        found = parsed(document)
        names = {tag for tag, _attrs in found.elements}
        assert not names & {"script", "link", "img", "iframe", "object", "embed", "form", "video", "audio", "base"}
        assert "http:" not in document
        assert "https:" not in document
        assert "@import" not in document
        assert "url(" not in document
        for _tag, attrs in found.elements:
            assert not [one for one in attrs if one.startswith("on") or one in ("src", "srcset", "action")]
        assert ("default-src 'none'" in document) is (kind == "page")


def test_every_chart_has_a_name_and_a_table_that_says_the_same(path):
    document = html.render(*reports(path))
    figures = re.findall(r"<figure>.*?</figure>", document, re.DOTALL)
    assert len(figures) == 7  # moods, rating, reviews, stars, keywords, aspects, replies
    for figure in figures:
        assert re.search(r'<figcaption id="([\w-]+)">.*?<svg role="img" aria-labelledby="\1"', figure, re.DOTALL)
        assert re.search(r"<details>.*<table>.*<th scope=\"col\">.*<th scope=\"row\"", figure, re.DOTALL)


def test_no_mood_is_told_by_its_colour_alone(path):
    document = html.render(summary(path, scope()))
    for sign, word in (("＋", "good"), ("−", "bad"), ("±", "mixed"), ("○", "neutral")):
        assert f"{sign} {word}" in document


def test_the_numbers_of_the_page_are_those_of_the_figures(path):
    made = summary(path, scope())
    words = " ".join(parsed(html.render(made)).words)
    total = made.total.now
    assert f"★ {total.rating.value:.2f}" in words
    assert f"{total.sentiment.negative.value:.0%}" in words
    assert f"{total.answered.count} of {total.answered.n}" in words
    assert f"{total.unanswered} wait" in words


def test_the_page_shows_what_rises_with_its_quotes(path):
    words = " ".join(parsed(html.render(keywords(path, scope()))).words)
    assert "▲ 대기 길다" in words
    assert "“대기가 너무 길었어요”" in words


def test_no_author_stands_on_the_page_or_in_the_mail(path):
    made = reports(path)
    letter = mail.letter(made[0], made[1])
    for text in (html.render(*made), letter.text, letter.html, letter.subject):
        assert AUTHOR not in text


def test_notices_are_said_once(path):
    found = parsed(html.render(*reports(path)))
    words = [one for one in found.words if "puts the stars of 3 platforms together" in one]
    assert len(words) == 1


def test_a_models_wording_takes_the_place_of_the_templates(path):
    tips = advice(path, scope())
    document = html.render(tips, wordings=[f"Do <b>{number}</b>!" for number, _tip in enumerate(tips.tips)])
    assert "Do &lt;b&gt;0&lt;/b&gt;!" in document


@pytest.mark.parametrize("days", [1, 28, 400])
def test_an_empty_database_makes_honest_pages(tmp_path, days):
    nothing = reports(empty(tmp_path / "reviewkit.db"), days)
    document = html.render(*nothing)
    parsed(document)
    assert "No reviews in this period." in document
    assert "no reviews in this period" in mail.letter(nothing[0], nothing[1]).subject
    assert "<svg" not in document


def test_one_review_without_stars_makes_honest_pages(tmp_path):
    def one(connection: sqlite3.Connection) -> None:
        listing = stores(connection, 1, ["naver"])[0]
        insert(connection, [row(1, listing, written_at=NOW - timedelta(days=1))])
        read(connection, 1, "positive", 0.9)

    made = reports(filled(empty(tmp_path / "reviewkit.db"), one))
    words = " ".join(parsed(html.render(*made)).words)
    assert "no review has stars" in words
    assert "too few to tell" in words
    assert "nan" not in words.lower().split()


def test_all_time_has_no_period_before(path):
    everything = Scope(zone=ZONE, now=NOW)
    document = html.render(summary(path, everything), rating(path, everything))
    assert "up to 2026-11-22" in document
    assert "Compared with" not in document


# --- hostile reviews ---


def test_hostile_reviews_are_only_words_on_the_page_and_in_the_mail(hostile):
    for kind, document in documents(hostile).items():
        found = parsed(document)
        names = {tag for tag, _attrs in found.elements}
        assert not names & {"script", "img", "iframe"}
        words = " ".join(found.words)
        assert "<script>document.title='owned'</script>" in words
        if kind == "page":
            assert all(one in words for one in ("{{ 7*7 }} {% raw %}", "=HYPERLINK(", "</style></svg>", "&lt;b&gt; &amp;"))
        assert not re.search(STEERING, document)
        assert "가" * 200 not in document.replace("긴이름", "")
        document.encode("utf-8")


def test_a_hostile_mail_keeps_its_subject_on_one_line(hostile):
    letter = mail.letter(summary(hostile, scope()), advice(hostile, scope()))
    assert "\n" not in letter.subject
    assert letter.subject.isprintable()
    assert "\x1b" not in letter.text
    assert "<script>" in letter.text  # plain text is plain


# --- the mail ---


def test_the_subject_says_the_one_thing_that_matters(path):
    letter = mail.letter(summary(path, scope()))
    assert letter.subject == f"{STORE}: more complaints than usual: “대기 길다” (4 weeks)"


def test_an_urgent_alert_that_nobody_has_seen_comes_before_all_else(tmp_path):
    def alerted(connection: sqlite3.Connection) -> None:
        shop(connection)
        for number, seen in enumerate((None, "2026-11-21T00:00:00.000000Z")):
            connection.execute(
                "INSERT INTO alert (key, kind, urgent, store_id, facts, created_at, acked_at) "
                "VALUES (?, 'risk', 1, 1, '{}', ?, ?)",
                (str(number), stamp(NOW - timedelta(days=2)), seen),
            )

    made = summary(filled(empty(tmp_path / "reviewkit.db"), alerted), scope())
    assert headline.subject(made) == f"{STORE}: 1 matter needs you now (4 weeks)"


def test_a_mail_server_receives_the_weekly_report_encrypted_and_whole(path, tmp_path):
    letter = mail.letter(summary(path, scope(7)), advice(path, scope(7)))
    box, pem = Postbox(), certificate(tmp_path, "127.0.0.1")
    with serving(box, "starttls", pem) as port:
        mail_to(port, ca=pem).send(letter)
    (got,) = box.got
    text, page = got.letter.iter_parts()
    assert got.letter["subject"] == letter.subject
    assert text.get_content().splitlines() == letter.text.splitlines()
    assert page.get_content().splitlines() == letter.html.splitlines()
    assert AUTHOR not in bytes(got.letter).decode("ascii")


def test_the_mails_two_parts_say_the_same(path):
    made = reports(path)
    letter = mail.letter(made[0], made[1])
    total = made[0].total.now
    for text in (letter.text, " ".join(parsed(letter.html).words)):
        assert f"{total.answered.count} of {total.answered.n}" in text
        assert "대기 길다" in text
        assert "“대기가 너무 길었어요”" in text
    assert max(map(len, letter.text.splitlines())) < 500


def test_the_mail_keeps_every_style_on_its_element(path):
    found = parsed(mail.letter(summary(path, scope())).html)
    assert not {tag for tag, _attrs in found.elements} & {"style", "svg", "script", "link", "img"}
    assert not any("class" in attrs for _tag, attrs in found.elements)
    assert all(attrs["role"] == "presentation" for attrs in found.all("table"))


def test_a_quiet_month_is_said_to_be_quiet(tmp_path):
    def quiet(connection: sqlite3.Connection) -> None:
        listing = stores(connection, 1, ["google"])[0]
        for id_ in range(1, 9):
            at = NOW - timedelta(days=3 * id_)
            insert(connection, [row(id_, listing, written_at=at, rating=5.0, reply_text="네", reply_written_at=at)])

    made = summary(filled(empty(tmp_path / "reviewkit.db"), quiet), scope())
    assert headline.headline(made) == "8 reviews, nothing unusual"


# --- words for figures ---


def test_a_change_that_may_be_chance_is_said_to_be():
    assert shown.changed(Difference(30, 30, 0.12, -0.1, 0.34), digits=2) == "+0.12, may be chance"
    assert shown.changed(Difference(300, 300, -0.12, -0.2, -0.04), points=True) == "▼ −12%p"
    assert shown.changed(Difference(0, 0)) == ""
    assert shown.signed(-0.001, 2) == "±0.00"


def test_an_interval_ends_where_the_scale_does():
    assert shown.between(Mean(3, 4.9, 4.2, 5.6, 0.3), (1.0, 5.0)) == "95%: 4.2 to 5.0"
    assert shown.between(Share(0, 0)) == ""


def test_a_curve_is_broken_where_nothing_is_known():
    means = [Mean(5, 4.0, 3.5, 4.5), Mean(5, 4.2, 3.9, 4.5), Mean(), Mean(1, 5.0), Mean(4, 3.0, 2.0, 4.0)]
    times = [NOW + timedelta(days=day) for day in range(5)]
    drawn = charts.curves("c", (times, "day"), [("m", means)], (1.0, 5.0))
    assert drawn is not None
    (curve,) = drawn.curves
    assert [len(run) for run in curve.runs] == [2, 2]
    assert [len(band) for band in curve.bands] == [4]  # a single mean has no width, so a lone one has no band
    assert all(0 <= point.y <= 100 for run in curve.runs for point in run)
    assert charts.curves("c", (times[:1], "day"), [("m", means[:1])], (1.0, 5.0)) is None


def test_a_long_table_is_folded(path):
    assert not keywords(path, scope()).keywords[LONGEST:]
    assert "<summary>All keywords" not in html.render(keywords(path, scope()))


# --- colours ---


def schemes() -> dict[str, dict[str, tuple[int, ...]]]:
    css = (html.TEMPLATES / "style.css").read_text(encoding="utf-8")
    light, dark = (
        {name: tuple(bytes.fromhex(value)) for name, value in re.findall(r"--(\w+): #([0-9a-f]{6})", block)}
        for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    )
    return {"light": light, "dark": dark}


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The contrast of two colours. Source: WCAG 2.2, "relative luminance"."""

    def luminance(colour: tuple[int, ...]) -> float:
        parts = [part / 255 for part in colour]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_stand_out_from_what_they_are_written_on(scheme):
    colours = schemes()[scheme]
    for ground in ("ground", "raised"):
        for ink in ("ink", "quiet", "plain"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    for tone in ("plain", "good", "bad", "mixed", "even"):
        assert contrast(colours["inside"], colours[tone]) >= 4.5, tone
        assert contrast(colours[tone], colours["raised"]) >= 3, tone  # a bar on its track


# --- a real browser ---


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium-headless-shell")
        yield browser
        browser.close()


def opened(browser: Browser, file: Path, **options) -> tuple[Page, list[str]]:
    """Open a file; return the page and what it asked for, said, or ran."""
    heard: list[str] = []
    page = browser.new_context(**options).new_page()
    page.on("request", lambda request: heard.append(request.url) if request.url != file.as_uri() else None)
    page.on("console", lambda message: heard.append(message.text))
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    page.goto(file.as_uri())
    return page, heard


@pytest.mark.parametrize("kind", ["page", "mail"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "light"), (390, "dark"), (320, "dark")])
def test_neither_a_page_nor_a_hostile_one_is_wider_than_its_screen_or_asks_for_anything(
    browser, path, hostile, tmp_path, kind, width, scheme
):
    for database in (path, hostile):
        file = tmp_path / "report.html"
        file.write_text(documents(database)[kind], encoding="utf-8")
        page, heard = opened(browser, file, viewport={"width": width, "height": 800}, color_scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.title() != "owned"
        assert heard == []
        page.context.close()


def test_a_page_prints_on_a4_in_light_colours(browser, path, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(html.render(*reports(path)), encoding="utf-8")
    page, _heard = opened(browser, file, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    pdf = page.pdf(prefer_css_page_size=True)
    sizes = {tuple(map(float, size)) for size in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)}
    assert {(round(width / 72 * 25.4), round(height / 72 * 25.4)) for width, height in sizes} == {(210, 297)}
    page.context.close()


def test_a_page_is_in_the_language_of_the_screen(path, monkeypatch):
    made = summary(path, scope())
    monkeypatch.setattr(i18n, "_language", "ko")
    assert '<html lang="ko">' in html.render(made)
    assert '<html lang="ko">' in mail.letter(made).html
