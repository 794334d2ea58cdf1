"""The inbox, driven by Textual's pilot on a made-up shop: every key, and every screen in both sizes and both languages."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from textual.widgets import Input, Static

from inbox_made import TEXTS, Made
from made import NOW, raw, run, store
from reviewkit import i18n
from reviewkit.cli.command import Desk
from reviewkit.cli.inbox import browsing, keys
from reviewkit.cli.inbox.dialogs import Ask, Confirm, Help
from reviewkit.cli.inbox.entries import Wanted
from reviewkit.cli.inbox.panes import Editor
from reviewkit.cli.inbox.screen import Inbox
from reviewkit.db import replies
from reviewkit.demo.fill import make_shop
from reviewkit.errors import ModelTrouble, NetworkTrouble
from reviewkit.features.replies import states
from reviewkit.features.replies.posting import Posted
from reviewkit.i18n import _

SIZES = [(80, 24), (140, 40)]
LANGUAGES = ["en", "ko"]
ROWS = ["risky", "failing", "ready", "waiting", "english", "stars", "approved"]
"""The rows of the made-up shop, in the order of the list."""


@pytest.fixture(autouse=True)
def nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test opens a browser or touches the clipboard of the machine."""
    monkeypatch.setattr(browsing, "copy", lambda _text: None)
    monkeypatch.setattr(browsing, "browse", lambda _address: None)


@pytest.fixture(autouse=True)
def shorter_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pilot looks for 20 ms whether the process is idle, three times a key: 10 ms are enough to tell."""
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", 0.01)
    monkeypatch.setattr("textual._wait.SLEEP_IDLE", 0.0005)


@pytest.fixture
def made() -> Iterator[Made]:
    found = Made()
    yield found
    found.desk.close()


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def size(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    i18n.activate(request.param)
    yield request.param
    i18n.activate("en")


@pytest.fixture(params=[(SIZES[0], "ko"), (SIZES[1], "en")], ids=["80x24-ko", "140x40-en"])
def look(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Each size and each language once, for what needs no more to be seen."""
    size, language = request.param
    i18n.activate(language)
    yield size
    i18n.activate("en")


class Driver:
    """A running inbox and its pilot; `press` waits until all that a key has begun is done."""

    def __init__(self, app: Inbox, pilot: Any) -> None:
        self.app, self.pilot = app, pilot

    async def press(self, *pressed: str, settle: bool = True) -> None:
        for key in pressed:
            await self.pilot.press(key)
            await (self.settle() if settle else self.pilot.pause())

    async def settle(self) -> None:
        until = time.monotonic() + 20
        while self.app.busy and time.monotonic() < until:
            await self.pilot.pause(0.02)
        assert not self.app.busy
        await self.pilot.pause()

    async def at(self, name: str, made: Made) -> None:
        """Go to a review's row."""
        numbers = [entry.review_id for entry in self.app.entries]
        self.app.rows.highlighted = numbers.index(made.review[name])
        await self.pilot.pause()

    def part(self, name: str) -> str:
        """What a part of the screen shows."""
        return str(self.app.base.query_one(f"#{name}", Static).render())

    @property
    def told(self) -> str:
        """What was said in passing, all of it."""
        return "\n".join(note.message for note in self.app._notifications)

    @property
    def shown(self) -> str:
        """The whole screen as text."""
        return "\n".join(
            "".join(segment.text for segment in line) for line in self.app.screen._compositor.render_strips(self.app.size)
        )


def drive(
    made: Made, steps: Callable[[Driver], Awaitable[None]], size: tuple[int, int] = (80, 24), wanted: Wanted | None = None
) -> Inbox:
    """Run the inbox with some steps; return it, closed."""

    async def go() -> Inbox:
        app = Inbox(made.desk, wanted)
        async with app.run_test(size=size, notifications=True) as pilot:
            until = time.monotonic() + 20
            while not str(app.base.query_one("#bar", Static).render()) and time.monotonic() < until:
                await pilot.pause()  # until the first rows are there
            await pilot.pause()
            await steps(Driver(app, pilot))
            app.steps.end()
            await app.workers.wait_for_complete()
        return app

    return asyncio.run(go())


# --- what is seen ---


def test_the_list_begins_with_what_needs_the_owner(made, size, language):
    async def steps(at: Driver) -> None:
        names = {number: name for name, number in made.review.items()}
        assert [names[entry.review_id] for entry in at.app.entries] == ROWS
        assert at.app.current.kind == "held"
        assert at.part("keys").split()[-4:] == ["?", *_("keys").split(), "q", *_("quit").split()][-4:]

    drive(made, steps, size)


def test_a_row_is_shown_whole_with_draft_checks_and_what_belongs_to_it(made, look):
    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        await at.pilot.pause(0.4)
        await at.app.workers.wait_for_complete()
        await at.pilot.pause()
        assert "하늘바람12" in at.part("heading")
        assert "가나식당" in at.part("heading")
        assert "국물이 진하고" in at.part("review")
        assert at.part("draft") == TEXTS["ready"]
        assert at.part("checks").startswith("✓ ")
        assert "%" in at.part("alike")
        assert "31%" in at.part("alike") or "부모님께서" in at.part("alike")
        for part in ("about", "below"):
            assert "https://example.invalid/photos/2.jpg" in at.part(part)
            assert "김치가 맛있어요." in at.part(part)
        seen = [name for name in ("about", "below") if at.app.base.query_one(f"#{name}").display]
        assert seen == (["below"] if look[0] < 100 else ["about"])

    drive(made, steps, look)


def test_what_is_good_and_bad_in_a_review_is_coloured(made):
    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        content = at.app.base.query_one("#review", Static).render()
        coloured = {str(content)[span.start : span.end]: str(span.style) for span in content.spans}
        assert coloured["국물이 진하고"] == "green" or "green" in " ".join(coloured.values())
        assert any("주차가 조금 아쉬웠지만" in text and "red" in style for text, style in coloured.items())

    drive(made, steps)


def test_strangers_words_are_never_markup(made):
    async def steps(at: Driver) -> None:
        await at.at("waiting", made)
        assert "[bold]점심[/bold]에" in at.part("review")
        assert "[bold]" in at.shown

    drive(made, steps)


def test_control_characters_of_a_review_and_a_draft_do_not_reach_the_screen(made):
    from reviewkit.db.engine import writing
    from reviewkit.db.models import Reply, Review

    with writing(made.engine) as session:
        review, reply = session.get(Review, made.review["ready"]), session.get(Reply, made.reply["ready"])
        review.text, review.author, reply.text = "앞\x1b[2J\u202e뒤", "이\x07름", "감사\x1b]0;x\x07합니다\u202e"
        session.add_all([review, reply])

    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        for bad in ("\x1b", "\x07", "\u202e"):
            assert bad not in at.shown

    drive(made, steps, (140, 40))


def test_a_held_review_shows_its_risks_and_the_checklist(made, look):
    from reviewkit.cli.replies import said_risks
    from reviewkit.text.risk import CHECKLIST

    async def steps(at: Driver) -> None:
        await at.at("risky", made)
        assert said_risks(["food_poisoning"])[0] in at.part("trouble")
        assert _(CHECKLIST["food_poisoning"][0]) in at.part("trouble")
        assert at.part("draft") == _("No draft is written for this review. Answer it in person: e opens the text.")

    drive(made, steps, look)


def test_failed_checks_are_shown_with_their_reasons(made, look):
    async def steps(at: Driver) -> None:
        await at.at("failing", made)
        lines = at.part("checks").splitlines()
        assert lines[0].startswith("✗ ")
        assert any("010-1234-5678" in line for line in lines)

    drive(made, steps, look)


def test_every_kind_of_row_fits_both_sizes(made, size, language):
    async def steps(at: Driver) -> None:
        for name in ROWS:
            await at.at(name, made)
            assert len(at.shown.splitlines()) == size[1]
            assert at.app.base.query_one("#keys").region.bottom == size[1]

    drive(made, steps, size)


def test_the_screen_follows_the_size_of_the_terminal(made):
    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        await at.press("e")
        await at.pilot.resize_terminal(140, 40)
        await at.pilot.pause(0.3)
        assert at.app.base.query_one("#about").display
        assert at.shown.count("아쉬우셨던") == 1
        await at.pilot.resize_terminal(80, 24)
        await at.pilot.pause(0.3)
        assert not at.app.base.query_one("#about").display
        assert at.shown.count("아쉬우셨던") == 1
        assert "Ctrl+S" in at.part("keys")

    drive(made, steps, (100, 30))


# --- deciding ---


def test_a_approves_and_goes_on_to_the_next(made):
    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        await at.press("a")
        assert at.app.current.review_id == made.review["waiting"]

    drive(made, steps)
    assert made.state("ready") == "approved"


def test_where_a_check_failed_a_asks_first(made, look):
    async def steps(at: Driver) -> None:
        await at.at("failing", made)
        await at.press("a")
        assert isinstance(at.app.screen, Confirm)
        await at.press("n")
        assert made.state("failing") == "draft"
        await at.press("a", "escape")
        assert made.state("failing") == "draft"
        await at.press("a", "y")

    drive(made, steps, look)
    assert made.state("failing") == "approved"


def test_a_held_review_is_not_approved_without_a_text(made, language):
    async def steps(at: Driver) -> None:
        await at.at("risky", made)
        await at.press("a")
        assert at.told == _("It is held for you: write the answer first, with e.")

    drive(made, steps)
    assert made.state("risky") == "held"


def test_h_holds_and_a_held_draft_is_approved_only_after_a_yes(made):
    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        await at.press("h")
        assert made.state("ready") == "held"
        await at.at("ready", made)
        await at.press("a", "n")
        assert made.state("ready") == "held"
        await at.press("a", "y")

    drive(made, steps)
    assert (made.state("ready"), made.text("ready")) == ("approved", TEXTS["ready"])


def test_x_rejects_and_u_takes_it_back(made):
    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        await at.press("x")
        assert made.state("ready") == "rejected"
        await at.press("u")
        assert made.state("ready") == "draft"
        assert at.app.current.review_id == made.review["ready"]
        assert at.app.current.kind == "ready"

    drive(made, steps)


def test_u_takes_back_the_steps_of_this_sitting_the_last_one_first(made):
    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        await at.press("a")
        await at.at("approved", made)
        await at.press("x")
        await at.press("u")
        assert (made.state("approved"), made.state("ready")) == ("approved", "approved")
        await at.press("u")
        assert (made.state("approved"), made.state("ready")) == ("approved", "draft")

    drive(made, steps)


def test_where_there_is_nothing_to_undo_the_owner_is_told(made):
    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        await at.press("u")
        assert "There is nothing to undo" in at.told

    drive(made, steps)


def test_s_skips_and_changes_nothing(made):
    async def steps(at: Driver) -> None:
        before = at.app.current.review_id
        await at.press("s")
        assert at.app.current.review_id != before

    drive(made, steps)
    assert [made.state(name) for name in ("risky", "failing", "ready")] == ["held", "draft", "draft"]


@pytest.mark.parametrize("key", ["a", "x", "h"])
def test_a_review_without_a_draft_says_which_key_drafts_one(made, key):
    async def steps(at: Driver) -> None:
        await at.at("waiting", made)
        await at.press(key)
        assert at.told == "There is no draft yet: d drafts one."

    drive(made, steps)


def test_a_review_that_was_edited_meanwhile_is_not_approved_and_nothing_is_lost(made):
    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        store(made.engine, made.listing, raw("ready", text="다시는 안 가요.", rating=1.0, written_at=NOW))
        await at.press("a")
        assert "was edited after" in at.told or "can't be approved" in at.told

    drive(made, steps)
    assert made.state("ready") == "draft"


def test_a_draft_whose_review_was_edited_is_saved_again_before_it_is_approved(made):
    store(made.engine, made.listing, raw("ready", text="다시 갔는데 국물이 더 진해졌어요.", rating=5.0, written_at=NOW))

    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        assert "The guest has edited the review since" in at.part("trouble")
        await at.press("e", "ctrl+s")
        assert "edited the review" not in at.part("trouble")
        await at.press("a")
        if isinstance(at.app.screen, Confirm):
            await at.press("y")

    drive(made, steps)
    assert made.state("ready") == "approved"


# --- writing ---


def test_e_edits_in_place_and_ctrl_s_saves_with_the_checks_run_anew(made, look):
    async def steps(at: Driver) -> None:
        await at.at("failing", made)
        await at.press("e")
        assert isinstance(at.app.focused, Editor)
        at.app.focused.load_text("오래 기다리시게 하고 식은 음식을 드려 정말 죄송합니다. ")
        at.app.focused.move_cursor(at.app.focused.document.end)
        await at.press(*"더 살피겠습니다.", "ctrl+s")
        assert not at.app.whole.editing
        assert at.app.current.kind == "ready"
        assert "더 살피겠습니다." in at.part("draft")

    drive(made, steps, look)
    assert made.text("failing") == "오래 기다리시게 하고 식은 음식을 드려 정말 죄송합니다. 더 살피겠습니다."


def test_letters_typed_into_the_editor_are_no_keys_of_the_inbox(made):
    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        await at.press("e", "a", "x", "q", "?", "ㅁ", "ctrl+s")

    drive(made, steps)
    assert made.text("ready") == TEXTS["ready"] + "axq?ㅁ"
    assert made.state("ready") == "draft"


def test_escape_leaves_the_editor_and_asks_where_something_was_changed(made):
    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        await at.press("e", "escape")
        assert not at.app.whole.editing
        await at.press("e", "가", "escape")
        assert isinstance(at.app.screen, Confirm)
        await at.press("escape")
        assert at.app.whole.editing
        assert at.app.whole.typed.endswith("가")
        await at.press("escape", "x")
        assert not at.app.whole.editing
        assert made.text("ready") == TEXTS["ready"]
        await at.press("e", "나", "escape", "s")
        assert not at.app.whole.editing

    drive(made, steps)
    assert made.text("ready") == TEXTS["ready"] + "나"


def test_a_text_that_can_t_be_saved_stays_in_the_editor(made, monkeypatch):
    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        await at.press("e")
        at.app.focused.load_text("   ")
        await at.press("ctrl+s")
        assert at.app.whole.editing
        assert "A reply needs a text." in at.told

    drive(made, steps)
    assert made.text("ready") == TEXTS["ready"]


def test_an_owner_can_write_an_answer_to_a_held_review_and_to_one_without_a_draft(made):
    async def steps(at: Driver) -> None:
        for name in ("risky", "waiting"):
            await at.at(name, made)
            await at.press("e", *"직접 씁니다.", "ctrl+s")

    drive(made, steps)
    assert made.text("risky") == made.text("waiting") == "직접 씁니다."
    assert made.state("risky") == made.state("waiting") == "draft"


def test_an_edit_is_taken_back_too(made):
    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        await at.press("e", "가", "ctrl+s", "u")

    drive(made, steps)
    assert made.text("ready") == TEXTS["ready"]


def test_d_drafts_a_reply_without_a_model(made):
    async def steps(at: Driver) -> None:
        await at.at("waiting", made)
        await at.press("d")
        assert at.app.current.kind in ("ready", "person")
        assert at.part("draft") == made.text("waiting")

    drive(made, steps)
    assert made.state("waiting") == "draft"
    assert len(made.text("waiting")) > 15


def test_d_on_a_risky_review_holds_it(made):
    store(made.engine, made.listing, raw("new", text="국에서 머리카락이 나왔어요. 역겹습니다.", rating=1.0, written_at=NOW))

    async def steps(at: Driver) -> None:
        await at.press("f")
        assert at.app.current.text.startswith("국에서")
        await at.press("d")
        assert at.app.current.kind == "held"

    drive(made, steps)


def test_capital_d_drafts_all_that_are_shown(made):
    async def steps(at: Driver) -> None:
        await at.press("D")
        assert isinstance(at.app.screen, Confirm)
        await at.press("y")
        assert not [entry for entry in at.app.entries if entry.kind == "waiting"]
        assert "Ready:" in at.told

    drive(made, steps)
    assert {made.state(name) for name in ("waiting", "english", "stars")} == {"draft"}


def test_r_writes_another_one_with_the_owners_wish_and_u_brings_the_old_one_back(made, look):
    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        await at.press("r")
        assert isinstance(at.app.screen, Ask)
        await at.press(*"짧게", "enter")
        assert made.text("ready") not in ("", TEXTS["ready"])
        await at.press("r", "escape")
        await at.press("u")

    drive(made, steps, look)
    assert made.text("ready") == TEXTS["ready"]


def test_while_a_reply_is_written_the_screen_goes_on_and_the_row_is_kept_from_other_keys(made, monkeypatch):
    from threading import Event

    go = Event()

    async def steps(at: Driver) -> None:
        monkeypatch.setattr(at.app.steps, "rewrite", lambda _entry, _wish: go.wait(10) and None)
        await at.at("ready", made)
        await at.press("r", settle=False)
        await at.press("enter", settle=False)
        assert at.app.busy == {made.review["ready"]: "Writing"}
        await at.press("x", settle=False)
        assert "Still at work on this one." in at.told
        await at.press("j", settle=False)
        assert at.app.current.review_id == made.review["waiting"]
        await at.pilot.pause(0.3)
        assert "Writing" in at.part("bar")
        go.set()
        await at.settle()

    drive(made, steps)
    assert made.state("ready") == "draft"


def test_a_model_without_its_key_is_told_of_and_templates_are_used(monkeypatch):
    monkeypatch.setenv("REVIEWKIT_AI__MODEL", "some-model")
    made = Made()

    async def steps(at: Driver) -> None:
        await at.at("waiting", made)
        await at.press("d")
        assert "It was written from templates:" in at.told

    drive(made, steps)
    assert made.state("waiting") == "draft"
    made.desk.close()


def test_trouble_with_the_model_is_told_and_nothing_is_lost(made, monkeypatch):
    def fail(*_given: Any) -> None:
        raise ModelTrouble("The model is away.", "Try again later.")

    async def steps(at: Driver) -> None:
        monkeypatch.setattr(at.app.steps, "rewrite", fail)
        await at.at("ready", made)
        await at.press("r", "enter")
        assert "The model is away.\n→ Try again later." in at.told

    drive(made, steps)
    assert made.text("ready") == TEXTS["ready"]


def test_what_nobody_expected_ends_the_inbox_and_is_raised(made, monkeypatch):
    async def steps(at: Driver) -> None:
        monkeypatch.setattr(at.app.steps, "reject", lambda _entry: 1 / 0)
        await at.at("ready", made)
        await at.press("x", settle=False)
        await at.app.workers.wait_for_complete()

    assert isinstance(drive(made, steps).failure, ZeroDivisionError)


# --- posting ---


def test_p_hands_over_what_is_posted_by_hand_and_notes_the_owners_word(made, look):
    async def steps(at: Driver) -> None:
        await at.at("approved", made)
        await at.press("p")
        assert isinstance(at.app.screen, Confirm)
        assert "https://new.smartplace.naver.com" in at.app.screen.more
        assert at.app.clipboard == TEXTS["approved"]
        await at.press("n")
        assert made.state("approved") == "approved"
        await at.press("p", "o", "y")

    drive(made, steps, look)
    assert made.state("approved") == "posted"


def test_p_posts_where_the_site_takes_it_after_a_yes(monkeypatch):
    made = Made("google")

    def post(_poster: Any, wanted: Any) -> Posted:
        return Posted(live=[wanted[0]["id"]])

    monkeypatch.setattr("reviewkit.features.replies.posting.Poster.post", post)

    async def steps(at: Driver) -> None:
        await at.at("approved", made)
        await at.press("p", "n")
        assert at.told == ""
        await at.press("p", "y")
        assert at.told == "It is on the site."

    drive(made, steps)
    made.desk.close()


@pytest.fixture(scope="module")
def shop() -> Any:
    return make_shop(datetime.now(UTC).date(), naver_text=0, naver_keywords=0, kakao=0, google=20)


def test_e_a_and_p_bring_a_reply_onto_a_copy_of_the_site(sites, capsys):
    assert run(capsys, "store", "add", "가나식당", "--google", sites.links["google"], "--mine")[0] == 0
    assert run(capsys, "crawl")[0] == 0
    desk = Desk()

    class Crawled:
        pass

    crawled = Crawled()
    crawled.desk = desk

    async def steps(at: Driver) -> None:
        await at.press("f")
        mine = at.app.current
        await at.press("e", *"찾아 주셔서 정말 감사합니다. 또 뵙겠습니다.", "ctrl+s")
        await at.press("a")
        if isinstance(at.app.screen, Confirm):
            await at.press("y")
        at.app._go_to(mine.review_id)
        await at.pilot.pause()
        await at.press("p", "y")
        row = replies.one(desk.app.database, at.app.current.reply_id)
        assert row["state"] in ("posted", "live"), at.told
        review = next(one for one in sites.shop.reviews("google") if one.id == row["platform_id"])
        assert review.reply == "찾아 주셔서 정말 감사합니다. 또 뵙겠습니다."

    drive(crawled, steps)
    desk.close()


def test_trouble_with_the_site_is_told_and_the_reply_stays_approved(monkeypatch):
    made = Made("google")

    def post(_poster: Any, _wanted: Any) -> Posted:
        return Posted(troubles={"google": NetworkTrouble("No answer.", "Try again.")})

    monkeypatch.setattr("reviewkit.features.replies.posting.Poster.post", post)

    async def steps(at: Driver) -> None:
        await at.at("approved", made)
        await at.press("p", "y")
        assert at.told == "No answer.\n→ Try again."

    drive(made, steps)
    assert made.state("approved") == "approved"
    made.desk.close()


def test_only_what_is_approved_is_posted(made):
    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        await at.press("p")
        assert at.told == "Only what is approved is posted: a approves it."

    drive(made, steps)


def test_o_opens_the_reviews_page(made, monkeypatch):
    opened = []
    monkeypatch.setattr(browsing, "browse", opened.append)

    async def steps(at: Driver) -> None:
        await at.at("ready", made)
        await at.press("o")
        await at.app.workers.wait_for_complete()

    drive(made, steps)
    assert opened == ["https://example.invalid/ready"]


def test_a_reply_that_failed_shows_why(made):
    from reviewkit.db.engine import writing

    with writing(made.engine) as session:
        reply = states.get(session, made.reply["approved"])
        reply.state, reply.trouble = "failed", "The review is gone."
        session.add(reply)

    async def steps(at: Driver) -> None:
        await at.at("approved", made)
        assert at.app.current.kind == "person"
        assert "The review is gone." in at.part("trouble")

    drive(made, steps)


# --- moving and finding ---


def test_the_list_is_walked_by_letters_and_arrows(made):
    async def steps(at: Driver) -> None:
        places = []
        for key in ("j", "down", "k", "up", "G", "g", "end", "home"):
            await at.press(key)
            places.append(at.app.rows.highlighted)
        assert places == [1, 2, 1, 0, 6, 0, 6, 0]
        await at.press("k")
        assert at.app.rows.highlighted == 0

    drive(made, steps)


def test_space_reads_on_and_b_goes_back(made):
    async def steps(at: Driver) -> None:
        await at.at("risky", made)
        await at.pilot.pause(0.3)
        await at.press("space")
        await at.pilot.pause(0.3)
        assert at.app.whole.scroll_offset.y > 0
        await at.press("b")
        await at.pilot.pause(0.3)
        assert at.app.whole.scroll_offset.y == 0

    drive(made, steps)


def test_tab_gives_the_review_the_screen_and_back(made):
    async def steps(at: Driver) -> None:
        height = at.app.whole.size.height
        await at.press("tab")
        assert at.app.whole.size.height > height
        assert not at.app.rows.display
        await at.press("j")
        assert at.app.rows.highlighted == 1
        await at.press("tab")
        assert at.app.rows.has_focus
        await at.press("tab", "escape")
        assert at.app.rows.display

    drive(made, steps)


def test_f_goes_through_the_states(made):
    async def steps(at: Driver) -> None:
        seen = []
        for _round in range(7):
            await at.press("f")
            seen.append((at.app.wanted.kind, len(at.app.entries)))
        assert seen == [("waiting", 3), ("held", 1), ("person", 1), ("ready", 1), ("approved", 1), ("posted", 0), ("all", 7)]

    drive(made, steps)


def test_t_filters_by_site_and_digits_by_stars(made):
    async def steps(at: Driver) -> None:
        await at.press("t")
        assert (at.app.wanted.platform, len(at.app.entries)) == ("naver", 7)
        await at.press("t")
        assert (at.app.wanted.platform, len(at.app.entries)) == ("kakao", 0)
        await at.press("escape", "5")
        assert len(at.app.entries) == 3
        await at.press("0")
        assert len(at.app.entries) == 7

    drive(made, steps)


def test_slash_searches_reviews_and_replies_and_escape_shows_all(made):
    async def steps(at: Driver) -> None:
        await at.press("slash")
        assert isinstance(at.app.screen, Ask)
        await at.press(*"부모님", "enter")
        assert [entry.review_id for entry in at.app.entries] == [made.review["approved"]]
        await at.press("slash")
        at.app.screen.query_one(Input).value = "새겨 두겠습니다"
        await at.press("enter")
        assert [entry.review_id for entry in at.app.entries] == [made.review["ready"]]
        await at.press("escape")
        assert len(at.app.entries) == 7

    drive(made, steps)


def test_a_search_that_finds_nothing_says_how_to_see_all_again(made):
    async def steps(at: Driver) -> None:
        await at.press("slash", *"zzz", "enter")
        assert at.part("review") == _("Nothing here. f shows other states; Esc shows all.")
        for key in (
            "a",
            "e",
            "r",
            "d",
            "D",
            "p",
            "s",
            "x",
            "h",
            "u",
            "o",
            "j",
            "k",
            "g",
            "G",
            "space",
            "tab",
            "escape",
            "escape",
        ):
            await at.press(key)
            if at.app.screen is not at.app.base:
                await at.press("escape")
        assert len(at.app.entries) == 7

    drive(made, steps)


def test_question_mark_shows_the_keys_and_any_key_goes_back(made, look):
    async def steps(at: Driver) -> None:
        await at.press("question_mark")
        assert isinstance(at.app.screen, Help)
        assert len(at.app.screen.query(Static)) == 3
        await at.press("j")
        assert not isinstance(at.app.screen, Help)
        assert at.app.rows.highlighted == 0

    drive(made, steps, look)


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c", "ㅂ"])
def test_q_and_its_likes_close(made, key):
    async def steps(at: Driver) -> None:
        await at.pilot.press(key)
        await at.pilot.pause()
        assert at.app._exit

    drive(made, steps)


def test_q_asks_first_while_something_is_under_way(made, monkeypatch):
    from threading import Event

    go = Event()

    async def steps(at: Driver) -> None:
        monkeypatch.setattr(at.app.steps, "reject", lambda _entry: go.wait(10) and None)
        await at.at("ready", made)
        await at.press("x", settle=False)
        await at.press("q", settle=False)
        assert isinstance(at.app.screen, Confirm)
        await at.press("n", settle=False)
        assert not at.app.steps.stop.is_set()
        go.set()
        await at.settle()

    drive(made, steps)


# --- the Korean keyboard ---


def test_keys_work_while_the_korean_input_method_is_on(made):
    async def steps(at: Driver) -> None:
        await at.press("ㅓ", "ㅓ")
        assert at.app.rows.highlighted == 2
        await at.press("ㅏ")
        assert at.app.rows.highlighted == 1
        await at.press("ㅁ")
        assert isinstance(at.app.screen, Confirm)
        await at.press("ㅛ")
        assert made.state("failing") == "approved"
        await at.press("ㅕ")
        assert made.state("failing") == "draft"
        await at.at("waiting", made)
        await at.press("ㅇ")
        assert made.state("waiting") == "draft"
        await at.press("ㅌ")
        assert made.state("waiting") == "rejected"
        await at.at("ready", made)
        await at.press("ㄱ")
        assert isinstance(at.app.screen, Ask)
        await at.press("escape", "ㄹ")
        assert at.app.wanted.kind == "waiting"

    drive(made, steps)


@pytest.mark.parametrize(
    ("typed", "pressed"),
    [("ㅁ", ["a"]), ("머", ["a", "j"]), ("ㅃ", ["Q"]), ("나", ["s", "k"]), ("값", list("rkqt")), ("a", []), ("★", [])],
)  # fmt: skip
def test_a_hangul_letter_is_the_keys_that_made_it(typed, pressed):
    assert keys.latin(typed) == pressed


def test_a_syllable_that_the_input_method_made_of_two_keys_is_both(made):
    async def steps(at: Driver) -> None:
        await at.press("너")  # s, j
        assert at.app.rows.highlighted == 2

    drive(made, steps)


# --- long lists, nothing at all ---


def test_a_long_list_is_read_a_page_at_a_time():
    made = Made(more=450)

    async def steps(at: Driver) -> None:
        assert (len(at.app.entries), at.app.more) == (200, True)
        assert "200+" in at.part("bar")
        await at.press("G")
        assert len(at.app.entries) == 400
        await at.press("G", "G")
        assert (len(at.app.entries), at.app.more) == (457, False)
        assert len({entry.review_id for entry in at.app.entries}) == 457

    drive(made, steps)
    made.desk.close()


def test_without_a_store_the_inbox_says_what_to_type(language):

    class Nothing:
        desk = Desk()

    async def steps(at: Driver) -> None:
        assert "reviewkit store add" in at.part("review")
        await at.press("a", "d", "j", "f")

    drive(Nothing(), steps)
    Nothing.desk.close()


def test_without_reviews_the_inbox_says_what_to_type(language):
    from made import add_store

    class Nothing:
        desk = Desk()

    add_store(Nothing.desk.app)

    async def steps(at: Driver) -> None:
        assert "reviewkit crawl" in at.part("review")

    drive(Nothing(), steps)
    Nothing.desk.close()


def test_where_every_review_has_its_answer_the_inbox_says_so(made, language):
    from reviewkit.features import reviews

    reviews.mark(made.engine, list(made.review.values()), handled=True)
    for number in made.reply.values():
        states.reject(made.engine, number)

    async def steps(at: Driver) -> None:
        assert at.part("review") == _("Nothing waits: every review has its answer. New ones come with: reviewkit crawl")

    drive(made, steps)


def test_the_options_choose_what_the_inbox_begins_with(made):
    async def steps(at: Driver) -> None:
        assert [entry.review_id for entry in at.app.entries] == [made.review["ready"]]

    drive(made, steps, wanted=Wanted("ready", rating_min=4, rating_max=5))


def test_a_database_in_trouble_is_told_on_the_screen(made, monkeypatch):
    from reviewkit.errors import DatabaseTrouble

    def fail(*_given: Any) -> None:
        raise DatabaseTrouble("The database is locked.", "Try again.")

    async def steps(at: Driver) -> None:
        monkeypatch.setattr(replies, "one", fail)
        await at.press("j")
        assert "The database is locked." in at.told

    drive(made, steps)


# --- the command ---


def test_without_a_terminal_the_command_names_reply_list(capsys):
    code, _out, err = run(capsys, "inbox")
    assert code == 2, err
    assert "reviewkit reply list" in err


def test_a_terminal_that_can_not_draw_is_told_so(capsys, monkeypatch):
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    code, _out, err = run(capsys, "inbox")
    assert code == 2, err
    assert "TERM=dumb" in err


def test_an_unknown_state_is_refused(capsys):
    code, _out, err = run(capsys, "inbox", "--state", "nonsense")
    assert code == 2, err
    assert "waiting" in err
