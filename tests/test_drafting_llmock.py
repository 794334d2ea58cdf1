"""Drafting against llmock, an OpenAI-compatible server that we did not write."""

import json

import pytest

from made import NOW, add_store, raw, run, run_json, store
from reviewkit.ai import limits
from reviewkit.ai import model as ai_model
from reviewkit.app import App
from reviewkit.db import replies
from reviewkit.db.reading import rows
from reviewkit.db.replies import ReplyFilter

GOOD = "진한 국물을 좋아해 주셔서 정말 기뻐요. 직원들에게도 꼭 전할게요. 또 뵙기를 기다릴게요."


@pytest.fixture
def app(home, monkeypatch, llmock):
    for name, value in {"BASE_URL": llmock.base_url(), "MODEL": "gpt-4o", "TIMEOUT": "2", "CONCURRENCY": "1"}.items():
        monkeypatch.setenv(f"REVIEWKIT_AI__{name}", value)
    monkeypatch.setattr(ai_model, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(limits, "SPACING", 0.01)
    found = App()
    listing = add_store(found)
    store(found.engine, listing, raw("r1", text="국물이 진하고 직원분들이 친절해요", rating=5), now=NOW)
    yield found
    found.close()


def kept(app):
    (row,) = replies.select(app.database, ReplyFilter())
    return row


def outcomes(app):
    with rows(app.database, "SELECT outcome FROM llm_call ORDER BY id") as found:
        return [row[0] for row in found]


def test_a_draft_comes_from_it_is_checked_and_stored_with_its_price(app, llmock, capsys):
    llmock.reply(json.dumps({"reply": GOOD}, ensure_ascii=False))
    assert len(run_json(capsys, "reply", "draft")["ready"]) == 1
    assert (kept(app)["text"], kept(app)["writer"]) == (GOOD, "gpt-4o")
    assert outcomes(app) == ["ok"]


def test_an_answer_by_the_schema_that_says_nothing_is_caught_by_the_checks(app, capsys):
    assert len(run_json(capsys, "reply", "draft")["failing"]) == 1  # it makes up English words
    assert kept(app)["writer"] == "gpt-4o"
    assert kept(app)["passed"] == 0


def test_a_rate_limit_is_waited_for_and_nothing_is_bought_twice(app, llmock, capsys):
    llmock.rate_limit(times=1, retry_after=0.3)
    llmock.reply(json.dumps({"reply": GOOD}, ensure_ascii=False))
    run(capsys, "reply", "draft")
    assert outcomes(app)[0] == "rate_limited"
    run(capsys, "reply", "draft")
    assert outcomes(app).count("ok") == len(outcomes(app)) - 1


@pytest.mark.parametrize("fault", ["outage", "unauthorized", "nonsense", "empty", "cut off"])
def test_where_it_fails_the_templates_write(app, llmock, capsys, fault):
    {
        "outage": llmock.outage,
        "unauthorized": lambda: llmock.fail(401),
        "nonsense": lambda: llmock.reply("as a language model …"),
        "empty": lambda: llmock.reply(""),
        "cut off": lambda: llmock.reply('{"reply": "진한 국'),
    }[fault]()
    code, _out, err = run(capsys, "reply", "draft")
    assert code == 3
    assert "written from templates" in err
    assert (kept(app)["writer"], kept(app)["passed"]) == ("offline", 1)
