"""reviewkit voice: show, edit, learn."""

import io
import json
import os
import stat
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from made import NOW, add_store, raw, run, run_json, store
from reviewkit.app import App
from reviewkit.db.engine import writing
from reviewkit.db.models import Reply
from reviewkit.errors import BadConfig, NotFound
from reviewkit.features import voice
from reviewkit.features.voice import LANGUAGES, Voice, written
from reviewkit.platforms.base import OwnerReply
from reviewkit.text.screening import screen
from test_voice_learning import FORMAL, WARM


class Terminal(io.StringIO):
    """A keyboard on which this was typed."""

    def isatty(self):
        return True


@pytest.fixture
def app():
    hall = App()
    yield hall
    hall.close()


@pytest.fixture
def shop(app):
    """A store with a listing, number 1 both."""
    return add_store(app)


def answer(app, listing, *replies, author="하늘바람12", text="맛있어요"):
    """Store a review for each reply, the first one the newest."""
    raws = [
        raw(
            f"r{number}",
            author=author if isinstance(author, str) else author[number],
            text=text if isinstance(text, str) else text[number],
            owner_reply=OwnerReply(reply, NOW - timedelta(hours=number)) if reply else None,
        )
        for number, reply in enumerate(replies)
    ]
    store(app.engine, listing, *raws)


def editor(monkeypatch, folder: Path, code: str) -> None:
    """Let the "editor" run this code: `text` is what it finds and leaves, `times` how often it was opened."""
    script = folder / "editor.py"
    lines = [
        "import pathlib, sys",
        "path = pathlib.Path(sys.argv[1])",
        "count = pathlib.Path(__file__).with_suffix('.count')",
        "times = len(count.read_text()) + 1 if count.exists() else 1",
        "count.write_text('x' * times)",
        "text = path.read_text(encoding='utf-8')",
        code,
        "path.write_text(text, encoding='utf-8')",
    ]
    script.write_text("\n".join(lines), encoding="utf-8")
    script.with_suffix(".count").unlink(missing_ok=True)
    monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}"')


# --- show ---


def test_show_gives_every_field_and_says_that_nothing_is_set(capsys, shop):
    assert run_json(capsys, "voice", "show") == {"store": "가나식당", **Voice().model_dump(mode="json")}
    code, out, err = run(capsys, "voice", "show", "가나")
    assert code == 0
    assert "가나식당" in out
    assert "haeyo" in out
    assert "reviewkit voice learn" in err


def test_show_prints_each_fact_on_a_line_of_its_own(capsys, app, shop):
    voice.save(app.engine, 1, Voice(facts=("주차는 건물 뒤에 2대 됩니다.", "월요일에 쉽니다."), sign_off="가나식당 드림"))
    _code, out, err = run(capsys, "voice", "show", "1")
    lines = [line.strip() for line in out.splitlines()]
    assert "월요일에 쉽니다." in lines
    assert any(line.endswith("주차는 건물 뒤에 2대 됩니다.") for line in lines)
    assert "가나식당 드림" in out
    assert "learn" not in err


def test_a_store_must_be_named_only_where_there_are_several(capsys, app, shop):
    add_store(app, "다라카페", place="1000000002")
    code, _out, err = run(capsys, "voice", "show")
    assert code == 2
    assert "가나식당, 다라카페" in err
    assert run_json(capsys, "voice", "show", "2")["store"] == "다라카페"
    assert run(capsys, "voice", "show", "없는집")[0] == 1


@pytest.mark.parametrize("verb", ["show", "edit", "learn"])
def test_without_a_store_each_verb_says_how_to_add_one(capsys, verb):
    code, _out, err = run(capsys, "voice", verb)
    assert code == 1
    assert "reviewkit store add" in err


def test_the_voice_of_a_store_that_is_not_there_can_neither_be_read_nor_saved(app):
    with pytest.raises(NotFound):
        voice.load(app.database, 7)
    with pytest.raises(NotFound):
        voice.save(app.engine, 7, Voice())


# --- TOML ---

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VOICES = st.builds(
    Voice,
    tone=TEXT,
    formality=st.sampled_from(["haeyo", "hapsyo"]),
    length=st.sampled_from(["short", "medium", "long"]),
    sign_off=TEXT,
    emoji=st.booleans(),
    facts=st.lists(TEXT).map(tuple),
    banned=st.lists(TEXT).map(tuple),
    languages=st.lists(st.sampled_from(LANGUAGES), unique=True).map(tuple),
    promises=st.booleans(),
)


@settings(max_examples=400)
@given(VOICES, TEXT)
def test_any_text_in_any_field_comes_back_equal_from_its_toml(one, name):
    toml = written.write(one, name)
    assert written.read(toml) == one
    assert written.read(toml.replace("\n", "\r\n")) == one
    assert written.read(toml.encode("utf-8-sig").decode("utf-8")) == one


@given(VOICES)
def test_a_voice_comes_back_equal_from_the_database(one):
    assert voice.of(json.loads(json.dumps(one.model_dump(mode="json")))) == one


@given(TEXT)
def test_a_voice_holds_screened_texts_without_blanks_around(text):
    assert Voice(tone=text).tone == screen(text).strip()
    assert Voice(facts=(text, text, " ")).facts == ((tidy,) if (tidy := screen(text).strip()) else ())


def test_the_toml_has_a_sentence_before_each_key():
    lines = written.write(Voice(), "가나식당").splitlines()
    for key in Voice.model_fields:
        at = next(number for number, line in enumerate(lines) if line.startswith(f"{key} = "))
        assert lines[at - 1].startswith("# ")
        assert lines[at - 1].endswith(".")


def test_a_key_that_is_left_out_has_its_default_or_stays_as_it_was():
    before = Voice(tone="다정하게", emoji=True)
    assert written.read("emoji = false") == Voice()
    assert written.read("emoji = false", before) == Voice(tone="다정하게")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("formalty = 'haeyo'", "There is no key formalty. Did you mean formality?"),
        ("xyz = 1", "There is no key xyz; there are: tone, formality"),
        ("formality = 'polite'", "formality: must be one of 'haeyo', 'hapsyo'"),
        ("length = 3", "length: must be one of 'short', 'medium', 'long'"),
        ("emoji = 'perhaps'", "emoji: must be true or false"),
        ("tone = 3", "tone: must be a text in quotes"),
        ("facts = '주차'", "facts: must be a list of texts"),
        ("banned = ['가', 3]", "banned: must be a list of texts"),
        ("languages = ['kr']", "languages: kr is none of: ko, en, ja, zh"),
        ("tone = 'a'\nfacts = [\n'a'\nemoji = true", "The mistake is on line 4: emoji = true"),
    ],
)
def test_a_mistake_is_a_sentence_that_names_its_key_or_line(toml, said):
    with pytest.raises(BadConfig) as caught:
        written.read(toml)
    assert said in caught.value.message
    assert "pydantic" not in caught.value.message


def test_every_mistake_is_told_at_once():
    with pytest.raises(BadConfig) as caught:
        written.read("tone = 1\nemoji = 'x'\nnonsense = 2")
    assert len(caught.value.message.splitlines()) == 3


# --- edit ---


def test_edit_opens_the_voice_checks_it_and_shows_what_changed(capsys, app, shop, home, monkeypatch):
    editor(monkeypatch, home, "text = text.replace('facts = []', 'facts = [\"월요일에 쉽니다.\"]')")
    code, out, err = run(capsys, "voice", "edit")
    assert code == 0, err
    assert "월요일에 쉽니다." in out
    assert "saved" in err
    assert voice.load(app.database, 1) == Voice(facts=("월요일에 쉽니다.",))
    assert not (home / "voice-1.toml").exists()


@pytest.mark.parametrize("code", ["pass", "text = ''"], ids=["as it was", "emptied"])
def test_edit_says_so_when_nothing_was_changed(capsys, app, shop, home, monkeypatch, code):
    voice.save(app.engine, 1, Voice(tone="다정하게"))
    editor(monkeypatch, home, code)
    assert "Nothing was changed." in run(capsys, "voice", "edit")[2]
    assert voice.load(app.database, 1).tone == "다정하게"
    assert not (home / "voice-1.toml").exists()


def test_without_a_terminal_a_mistake_is_an_error_and_what_was_typed_waits_for_the_next_edit(
    capsys, app, shop, home, monkeypatch
):
    editor(monkeypatch, home, "text = text.replace('tone = \"\"', 'ton = \"다정하게\"')")
    code, _out, err = run(capsys, "voice", "edit")
    waiting = home / "voice-1.toml"
    assert code == 1
    assert "Did you mean tone?" in err
    assert str(waiting) in err.replace("\n", "")
    assert 'ton = "다정하게"' in waiting.read_text(encoding="utf-8")
    if os.name == "posix":
        assert stat.S_IMODE(waiting.stat().st_mode) == 0o600
    editor(monkeypatch, home, "text = text.replace('ton =', 'tone =')")
    code, _out, err = run(capsys, "voice", "edit")
    assert code == 0
    assert "Going on with what you typed" in err
    assert voice.load(app.database, 1).tone == "다정하게"
    assert not waiting.exists()


def test_on_a_terminal_the_editor_is_offered_again(capsys, app, shop, home, monkeypatch):
    editor(
        monkeypatch,
        home,
        "text = text.replace('emoji = false', 'emoji = maybe').replace('maybe', 'true' if times > 2 else 'maybe')",
    )
    monkeypatch.setattr("sys.stdin", Terminal("y\ny\n"))
    code, _out, err = run(capsys, "voice", "edit")
    assert code == 0
    assert err.count("Open it again?") == 2
    assert voice.load(app.database, 1).emoji


def test_who_does_not_want_the_editor_again_loses_nothing(capsys, shop, home, monkeypatch):
    editor(monkeypatch, home, "text = 'emoji = maybe'")
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    assert run(capsys, "voice", "edit")[0] == 1
    assert (home / "voice-1.toml").read_text(encoding="utf-8") == "emoji = maybe"
    monkeypatch.setattr("sys.stdin", Terminal("y\n" * 5))
    assert run(capsys, "voice", "edit", "--yes")[0] == 1, "--yes must not open it for ever"


def test_an_editor_that_fails_leaves_nothing_behind(capsys, shop, home, monkeypatch):
    monkeypatch.setenv("EDITOR", "false")
    code, _out, err = run(capsys, "voice", "edit")
    assert code == 1
    assert "ended with an error" in err
    assert not (home / "voice-1.toml").exists()
    monkeypatch.setenv("EDITOR", "no-such-editor")
    assert run(capsys, "voice", "edit")[0] == 1


def test_a_file_that_the_editor_saved_in_another_encoding_is_a_sentence(capsys, shop, home, monkeypatch):
    editor(monkeypatch, home, "path.write_bytes('tone = \"다정\"'.encode('cp949')); sys.exit()")
    code, _out, err = run(capsys, "voice", "edit")
    assert code == 1
    assert "not saved as UTF-8" in " ".join(err.split())


def test_edit_takes_a_file_or_stdin_and_leaves_what_they_leave_out(capsys, app, shop, tmp_path, monkeypatch):
    file = tmp_path / "voice.toml"
    file.write_text('\ufefftone = "다정하게"\nemoji = true\n', encoding="utf-8")
    found = run_json(capsys, "voice", "edit", "--from", str(file))
    assert found["saved"]
    assert [change["key"] for change in found["changes"]] == ["tone", "emoji"]
    monkeypatch.setattr("sys.stdin", io.StringIO('formality = "hapsyo"'))
    assert run(capsys, "voice", "edit", "1", "--from", "-")[0] == 0
    assert voice.load(app.database, 1) == Voice(tone="다정하게", emoji=True, formality="hapsyo")
    again = run_json(capsys, "voice", "edit", "--from", str(file))
    assert (again["changes"], again["saved"]) == ([], False)


@pytest.mark.parametrize(("content", "said"), [(None, "can't be read"), (b"\xff", "UTF-8"), (b"tone = 1", "in quotes")])
def test_a_file_that_is_no_voice_changes_nothing(capsys, app, shop, tmp_path, content, said):
    file = tmp_path / "voice.toml"
    if content is not None:
        file.write_bytes(content)
    code, _out, err = run(capsys, "voice", "edit", "--from", str(file))
    assert code == 1
    assert said in err
    assert voice.load(app.database, 1) == Voice()


def test_a_dry_run_of_edit_shows_the_difference_and_keeps_what_was_typed(capsys, app, shop, home, monkeypatch):
    editor(monkeypatch, home, "text = text.replace('tone = \"\"', 'tone = \"다정하게\"')")
    code, out, err = run(capsys, "voice", "edit", "--dry-run")
    assert code == 0
    assert "다정하게" in out
    assert "Nothing was saved." in err
    assert voice.load(app.database, 1) == Voice()
    editor(monkeypatch, home, "pass")
    run(capsys, "voice", "edit")
    assert voice.load(app.database, 1).tone == "다정하게"


def test_a_stored_voice_that_cannot_be_read_is_named_and_can_be_mended(capsys, app, shop, monkeypatch):
    with writing(app.engine) as session:
        session.connection().execute(sql("""UPDATE store SET voice = '{"tone": 3}'"""))
    code, _out, err = run(capsys, "voice", "show")
    assert code == 1
    assert "tone: must be a text" in err
    assert "voice edit" in err
    monkeypatch.setattr("sys.stdin", io.StringIO('tone = "다정하게"'))
    code, _out, err = run(capsys, "voice", "edit", "--from", "-")
    assert code == 0
    assert "tone: must be a text" in err
    assert voice.load(app.database, 1) == Voice(tone="다정하게")


# --- learn ---


def test_learn_shows_figures_asks_and_saves(capsys, app, shop, monkeypatch):
    answer(app, shop, *WARM)
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    code, out, err = run(capsys, "voice", "learn")
    assert code == 1
    assert "5 of 6 replies" in " ".join(out.split())
    assert "Save this as the voice of 가나식당?" in err
    assert voice.load(app.database, 1) == Voice()
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    assert run(capsys, "voice", "learn")[0] == 0
    assert voice.load(app.database, 1).sign_off == "- 가나식당 드림"
    assert "nothing to change" in run(capsys, "voice", "learn")[2]


def test_learn_for_a_program_needs_its_yes(capsys, app, shop):
    answer(app, shop, *WARM)
    code, _out, err = run(capsys, "voice", "learn", "--no-input")
    assert code == 2
    assert "--yes" in err
    dry = run_json(capsys, "voice", "learn", "--dry-run")
    assert (dry["saved"], dry["replies"]) == (False, 6)
    assert {row["key"] for row in dry["changes"]} >= {"sign_off", "emoji", "length", "tone"}
    assert voice.load(app.database, 1) == Voice()
    done = run_json(capsys, "voice", "learn", "--yes")
    assert done["saved"]
    assert voice.load(app.database, 1).model_dump(mode="json") == done["voice"] == dry["voice"]


def test_learnt_facts_are_added_to_those_that_are_there(capsys, app, shop):
    voice.save(app.engine, 1, Voice(facts=("월요일에 쉽니다.",)))
    answer(app, shop, *WARM, *["감사해요. 주차는 건물 뒤편에 2대까지 가능합니다. 또 봬요."] * 2)
    done = run_json(capsys, "voice", "learn", "--yes")
    (row,) = [row for row in done["changes"] if row["key"] == "facts"]
    assert row == {"key": "facts", "now": None, "proposed": "주차는 건물 뒤편에 2대까지 가능합니다.", "why": "2 of 8 replies"}
    assert voice.load(app.database, 1).facts == ("월요일에 쉽니다.", "주차는 건물 뒤편에 2대까지 가능합니다.")


def test_too_few_replies_are_counted(capsys, app, shop):
    answer(app, shop, *WARM[:4], "")
    code, _out, err = run(capsys, "voice", "learn")
    assert code == 1
    assert "4 replies" in " ".join(err.split())
    assert run(capsys, "voice", "learn", "--last", "3")[0] == 2


def test_only_the_last_replies_are_read(capsys, app, shop):
    answer(app, shop, *WARM, *FORMAL)
    assert run_json(capsys, "voice", "learn", "--last", "6", "--dry-run")["voice"]["length"] == "short"


def reply(app, review_id, text, state="approved", by="owner"):
    with writing(app.engine) as session:
        session.add(
            Reply(
                review_id=review_id, state=state, text=text, lang="ko", writer="offline", basis="", created_at=NOW,
                updated_at=NOW, approved_at=NOW, approved_by=by,
            )
        )  # fmt: skip


def test_replies_that_the_owner_approved_count_and_those_of_a_rule_do_not(capsys, app, shop):
    answer(app, shop, *WARM[:4], "", "", "")
    reply(app, 5, "고객님 감사해요!")
    reply(app, 6, "다정한 말씀 고마워요.", by="five-stars")
    reply(app, 7, "아직 몰라요.", state="draft", by=None)
    assert run_json(capsys, "voice", "learn", "--dry-run")["replies"] == 5
