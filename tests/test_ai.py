"""The model: what is sent, every fault of a server, the budget and the ledger. Against servers that really answer over HTTP."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from werkzeug import Response

from asking import GOOD, HEAD, KEY, SCHEMA, Server, a_model, ask, drips, error, ledger, raw_server, said
from reviewkit.ai import BudgetReached, Model, Options, Unusable
from reviewkit.ai import model as ai_model
from reviewkit.ai.answers import parsed
from reviewkit.ai.faults import refused
from reviewkit.app import App
from reviewkit.db.ledger import Ledger, Spent
from reviewkit.errors import BadConfig, Interrupted, ModelTrouble, SignInNeeded


@pytest.fixture
def app(home):
    app = App()
    yield app
    app.engine.dispose()


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(ai_model, "FIRST_PAUSE", 0.02)


# --- what is sent, what comes back ---


def test_the_answer_comes_in_the_shape_of_the_schema_and_is_entered(app, httpserver):
    server = Server(httpserver, said(GOOD))
    with a_model(app, server.url, prices={"small": (2.0, 8.0)}) as model:
        assert ask(model, "be brief", "무엇이 맛있나요") == {"words": ["국물"]}
        assert (model.calls, model.cost) == (1, pytest.approx(0.006))
    (sent,) = server.asked
    assert [message["content"] for message in sent["messages"]] == ["be brief", "무엇이 맛있나요"]
    assert (sent["model"], sent["max_tokens"]) == ("small", 100)
    assert sent["response_format"]["json_schema"] == {"name": "test", "schema": SCHEMA, "strict": True}
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert server.headers[0]["User-Agent"].startswith("reviewkit/")
    found = ledger(app, "purpose, model, prompt_tokens, completion_tokens, round(cost, 6), outcome")
    assert found == [("test", "small", 1000, 500, 0.006, "ok")]


def test_a_local_server_needs_no_key_and_openai_does(app, httpserver):
    server = Server(httpserver, said(GOOD))
    with a_model(app, server.url, key=None) as model:
        assert ask(model)
    with pytest.raises(SignInNeeded) as refused:
        Model(Options("https://api.openai.com/v1", "small"), None, Ledger(app.engine))
    assert "auth set ai" in refused.value.hint


def test_a_model_that_is_not_set_is_said(app):
    with pytest.raises(BadConfig, match="No language model"):
        Model(Options("http://localhost/v1", ""), KEY, Ledger(app.engine))


@pytest.mark.parametrize("key", ["비밀", "two\nlines"])
def test_a_key_that_can_be_none_is_said(app, key):
    with pytest.raises(SignInNeeded, match="letters"):
        Model(Options("http://localhost/v1", "small"), key, Ledger(app.engine))


def test_an_address_with_an_impossible_port_is_said(app):
    with pytest.raises(BadConfig, match="base_url"):
        Model(Options("http://localhost:abc/v1", "small"), KEY, Ledger(app.engine))


def test_an_environment_proxy_is_not_used_to_reach_this_machine(app, httpserver, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server = Server(httpserver, said(GOOD))
    with a_model(app, server.url) as model:
        assert ask(model)


def test_what_is_sent_follows_no_redirect(app, httpserver):
    server = Server(httpserver, Response("", 307, {"Location": httpserver.url_for("/elsewhere")}))
    with a_model(app, server.url) as model, pytest.raises(ModelTrouble, match="307"):
        ask(model)
    assert len(httpserver.log) == 1


# --- forms that a server doesn't take ---


def only(*forms, status):
    """A server that takes some forms and refuses the others with a status."""

    def answer(body):
        taken = body.get("response_format", {}).get("type", "plain") in forms
        return said(GOOD) if taken else error(status, message="response_format is not supported")

    return answer


@pytest.mark.parametrize("status", [400, 415, 422, 501])
def test_a_refused_form_gives_way_to_a_plainer_one_and_that_is_remembered(app, httpserver, status):
    server = Server(httpserver, only("plain", status=status))
    with a_model(app, server.url, attempts=1) as model:
        assert ask(model) == ask(model) == {"words": ["국물"]}
    assert server.forms == ["json_schema", "json_object", "plain", "plain"]
    assert json.dumps(SCHEMA) in server.asked[-1]["messages"][0]["content"]
    assert ledger(app) == ["unsupported", "unsupported", "ok", "ok"]


def test_a_form_refused_with_500_gives_way_when_it_comes_again(app, httpserver):
    server = Server(httpserver, only("json_object", "plain", status=500))
    with a_model(app, server.url) as model:
        assert ask(model)
        assert ask(model)
    assert server.forms == ["json_schema", "json_schema", "json_object", "json_object"]


def test_a_500_in_passing_costs_no_form(app, httpserver):
    server = Server(httpserver, error(500), said(GOOD))
    with a_model(app, server.url) as model:
        assert ask(model)
        assert ask(model)
    assert server.forms == ["json_schema"] * 3
    assert ledger(app) == ["failed", "ok", "ok"]


def test_a_500_after_another_fault_is_still_the_first(app, httpserver):
    server = Server(httpserver, error(429, headers={"Retry-After": "0"}), error(500), said(GOOD))
    with a_model(app, server.url) as model:
        assert ask(model)
    assert server.forms == ["json_schema"] * 3


def test_the_limit_of_an_answer_goes_by_its_newer_name_where_the_server_wants_that(app, httpserver):
    wants = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    server = Server(httpserver, lambda body: error(400, message=wants) if "max_tokens" in body else said(GOOD))
    with a_model(app, server.url) as model:
        assert ask(model)
        assert ask(model)
    assert [body.get("max_completion_tokens") for body in server.asked] == [None, 100, 100]
    assert server.forms == ["json_schema"] * 3


# --- answers that are none ---


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        (said(None, refusal="I can't help with that."), "refused", "refused"),
        (said("", finish="content_filter"), "refused", "refused"),
        (error(400, "content_filter"), "refused", "refused"),
        (said(""), "empty", "empty"),
        (said(None), "empty", "empty"),
        (said('{"words": ["국', finish="length"), "cut_off", "cut off"),
        (said(None, finish="length"), "cut_off", "cut off"),
        (said("I think it was tasty."), "malformed", "can't be used"),
        (said('{"word": []}'), "malformed", "can't be used"),
        (said('{"words": "국물"}'), "malformed", "can't be used"),
        (said("[" * 100_000), "malformed", "can't be used"),
        (Response("<html>", content_type="text/html"), "malformed", "can't be used"),
        (Response('{"choices": []}', content_type="application/json"), "malformed", "can't be used"),
        (Response('{"choices": [{"message": nul', content_type="application/json"), "malformed", "can't be used"),
        (error(400, "context_length_exceeded"), "too_long", "too long"),
    ],
)
def test_an_answer_that_is_none_is_said_and_not_bought_again(app, httpserver, answer, outcome, words):
    server = Server(httpserver, answer)
    with a_model(app, server.url) as model, pytest.raises(Unusable, match=words):
        ask(model)
    assert ledger(app) == [outcome]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Sure! Here is {{the}} JSON you asked for:\n{GOOD}\nAnything else?",
        f'<think>maybe {{"words": ["no"]}}</think>{GOOD}',
        '["국물"]',
        f'{{"other": 1}} {GOOD}',
    ],
)
def test_json_is_found_in_what_small_models_wrap_it_in(text):
    assert parsed(text, SCHEMA) == {"words": ["국물"]}


@given(st.text(alphabet='{}[]",:0words국 \\n', max_size=300))
def test_no_answer_breaks_the_reading(text):
    found = parsed(text, SCHEMA)
    assert found is None or isinstance(found["words"], list)


def test_an_answer_in_parts_is_put_together(app, httpserver):
    server = Server(httpserver, said([{"type": "text", "text": '{"words": '}, {"type": "text", "text": '["국물"]}'}]))
    with a_model(app, server.url) as model:
        assert ask(model) == {"words": ["국물"]}


# --- a server in trouble ---


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_said_and_not_tried_again(app, httpserver, status):
    server = Server(httpserver, error(status))
    with a_model(app, server.url) as model, pytest.raises(SignInNeeded) as refused:
        ask(model)
    assert "reviewkit auth set ai" in refused.value.hint
    assert ledger(app) == ["unauthorized"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (error(404), "no model called small"),
        (error(402), "no credit"),
        (error(429, "insufficient_quota"), "no credit"),
        (error(418), "418"),
    ],
)
def test_what_will_not_pass_is_not_tried_again(app, httpserver, answer, words):
    server = Server(httpserver, answer)
    with a_model(app, server.url) as model, pytest.raises(ModelTrouble, match=words):
        ask(model)
    assert len(server.asked) == 1


def test_retry_after_is_kept_to(app, httpserver):
    server = Server(httpserver, error(429, headers={"Retry-After": "1"}), said(GOOD))
    with a_model(app, server.url) as model:
        assert ask(model)
    assert server.at[1] - server.at[0] >= 1.0
    assert ledger(app, "outcome, cost") == [("rate_limited", None), ("ok", None)]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after": "Fri, 20 Nov 2026 12:00:30 GMT"}, 30),
        ({"retry-after": "Fri, 20 Nov 2026 11:00:00 GMT"}, 0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_what_a_server_wants_us_to_wait_is_read_in_each_way_of_saying_it(headers, seconds):
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC), tick=False):
        assert refused(429, {}, headers).retry_after == seconds


@pytest.mark.parametrize(
    "wait", ["3600", format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)], ids=["seconds", "date"]
)
def test_a_server_that_wants_an_hour_ends_the_run(app, httpserver, wait):
    server = Server(httpserver, error(429, headers={"Retry-After": wait}))
    with a_model(app, server.url) as model, pytest.raises(ModelTrouble, match="slow down"):
        ask(model)
    assert len(server.asked) == 1


def test_a_gateways_error_inside_an_answer_is_passing(app, httpserver):
    server = Server(httpserver, Response('{"error": {"code": 502}}', content_type="application/json"), said(GOOD))
    with a_model(app, server.url) as model:
        assert ask(model)
    assert ledger(app) == ["failed", "ok"]


def test_tries_end(app, httpserver):
    server = Server(httpserver, error(503))
    with a_model(app, server.url, prices={"small": (1.0, 1.0)}) as model, pytest.raises(ModelTrouble, match="503"):
        ask(model)
    assert ledger(app, "outcome, cost") == [("failed", 0.0)] * 3


def test_nobody_at_the_address_is_said(app):
    with a_model(app, "http://127.0.0.1:9/v1", attempts=2) as model, pytest.raises(ModelTrouble, match="could not be reached"):
        ask(model)
    assert ledger(app) == ["unreachable"] * 2


@pytest.mark.parametrize("talk", [lambda _connection, ended: ended.wait(5), drips], ids=["silent", "dripping"])
def test_an_answer_that_never_comes_ends_at_the_time_limit_and_may_have_cost(app, talk):
    with (
        raw_server(talk) as url,
        a_model(app, url, timeout=0.3, attempts=1, prices={"small": (0.0, 10.0)}) as model,
        pytest.raises(ModelTrouble, match=r"within 0\.3 seconds"),
    ):
        ask(model)
    assert ledger(app, "outcome, cost") == [("timeout", 0.001)]  # 100 tokens at most


def test_a_line_that_breaks_in_the_middle_is_passing(app):
    with (
        raw_server(lambda connection, _ended: connection.sendall(HEAD + b'5\r\n{"cho\r\n')) as url,
        a_model(app, url, attempts=2) as model,
        pytest.raises(ModelTrouble, match="could not be reached"),
    ):
        ask(model)
    assert ledger(app) == ["unreachable"] * 2


def test_no_sentence_of_a_server_gets_out(app, httpserver, caplog):
    server = Server(httpserver, error(400, message="invalid content: 사장님이 불친절해요"))
    with caplog.at_level(0), a_model(app, server.url, attempts=1) as model, pytest.raises(ModelTrouble) as trouble:
        ask(model, user="사장님이 불친절해요")
    assert "불친절" not in f"{trouble.value.message}{trouble.value.hint}{trouble.value.__cause__}{ledger(app, '*')}"
    # the client library's own debug line holds the request, but only where somebody has set OPENAI_LOG=debug
    assert all("불친절" not in record.getMessage() for record in caplog.records if record.name != "openai._base_client")


def test_a_pause_ends_at_once_when_the_run_does(app, httpserver):
    server, stop = Server(httpserver, error(429, headers={"Retry-After": "50"})), threading.Event()
    threading.Timer(0.3, stop.set).start()
    start = time.monotonic()
    with a_model(app, server.url, stop=stop) as model, pytest.raises(Interrupted):
        ask(model)
    assert time.monotonic() - start < 10


def test_ctrl_c_during_a_call_is_entered_with_the_most_that_it_may_cost(app, httpserver, monkeypatch):
    def interrupted(_body):
        raise KeyboardInterrupt

    with a_model(app, Server(httpserver, said(GOOD)).url, prices={"small": (0.0, 10.0)}) as model:
        monkeypatch.setattr(model._wire, "ask", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ask(model)
    assert ledger(app, "outcome, cost") == [("interrupted", 0.001)]


# --- the budget ---


def test_the_day_ends_before_its_number_of_calls_is_passed(app, httpserver):
    server = Server(httpserver, said(GOOD))
    with a_model(app, server.url, daily_calls=2) as model:
        ask(model)
        ask(model)
        with pytest.raises(BudgetReached, match="2 calls") as reached:
            ask(model)
    assert (reached.value.exit_code, len(server.asked)) == (3, 2)
    assert "config edit" in reached.value.hint


def test_the_day_ends_before_its_money_is_passed(app, httpserver):
    server = Server(httpserver, said(GOOD, usage=(100, 100)))
    with (
        a_model(app, server.url, daily_budget=0.005, prices={"small": (0.0, 10.0)}) as model,
        pytest.raises(BudgetReached, match="budget"),
    ):
        for _ in range(20):
            ask(model)
    assert len(server.asked) == 5  # each 0.001 of 0.005: the sixth would pass it
    assert Ledger(app.engine).spent() == Spent(pytest.approx(0.005), 5)


def test_a_question_too_dear_for_the_whole_day_is_not_asked(app, httpserver):
    server = Server(httpserver, said(GOOD))
    with (
        a_model(app, server.url, daily_budget=0.001, prices={"small": (5.0, 0.0)}) as model,
        pytest.raises(BudgetReached, match="single call"),
    ):
        ask(model, user="맛" * 100)
    assert server.asked == []
    assert ledger(app) == []


def test_tokens_that_a_server_does_not_count_cost_the_most_that_they_may(app, httpserver):
    server = Server(httpserver, said(GOOD, usage=None))
    with a_model(app, server.url, prices={"small": (0.0, 10.0)}) as model:
        ask(model)
    assert ledger(app, "prompt_tokens, completion_tokens, cost") == [(None, None, 0.001)]


def test_several_at_once_keep_to_the_budget(app, httpserver):
    def slow(_body):
        time.sleep(0.1)
        return said(GOOD)

    server = Server(httpserver, slow)
    reached = []
    with a_model(app, server.url, daily_calls=5) as model:

        def work():
            try:
                ask(model)
            except BudgetReached as exc:
                reached.append(exc)

        threads = [threading.Thread(target=work) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(server.asked), len(reached), ledger(app)) == (5, 7, ["ok"] * 5)


def test_a_day_begins_at_the_owners_midnight(app):
    book = Ledger(app.engine, ZoneInfo("Asia/Seoul"))
    with time_machine.travel(datetime(2026, 11, 20, 14, 59, tzinfo=UTC), tick=False):
        assert book.reserve("test", "small", 0.5, 1.0, 1)
        assert book.reserve("test", "small", 0.1, 1.0, 1) is None
    with time_machine.travel(datetime(2026, 11, 20, 15, 0, tzinfo=UTC), tick=False):
        assert book.spent() == Spent(0.0, 0)
        assert book.reserve("test", "small", 0.5, 1.0, 1)


# --- a server that we did not write ---


def test_llmock_answers_by_the_schema(app, llmock):
    with a_model(app, llmock.base_url()) as model:
        assert ask(model, user="what do they praise in this shop") == {"words": ["mock-words"]}
        assert "gpt-4o" in model.names()
    assert ledger(app, "outcome, prompt_tokens > 0, completion_tokens > 0") == [("ok", 1, 1)]


def test_llmock_finds_our_retries_well_behaved(app, llmock):
    with a_model(app, llmock.base_url()) as model:
        llmock.rate_limit(times=2, retry_after=0.3)
        assert ask(model, user="a")
        llmock.fail(503)
        assert ask(model, user="b")
        llmock.fail(401)
        with pytest.raises(SignInNeeded):
            ask(model, user="c")
        llmock.limits(context_window=10)
        with pytest.raises(Unusable):
            ask(model, user="d " * 400)
    llmock.assert_resilient(strict=True)
    assert ledger(app) == ["rate_limited", "rate_limited", "ok", "failed", "ok", "unauthorized", "too_long"]


def test_llmock_is_slow_then_down_then_says_nonsense(app, llmock):
    with a_model(app, llmock.base_url(), timeout=0.5, attempts=2) as model:
        llmock.delay(1.5)
        assert ask(model, user="a")
        llmock.reply("as a language model …").reply('{"words": ["맛", ').reply("")
        for _ in range(3):
            with pytest.raises(Unusable):
                ask(model, user="b")
        llmock.outage()
        with pytest.raises(ModelTrouble):
            ask(model, user="c")
    assert ledger(app) == ["timeout", "ok", "malformed", "malformed", "empty", "failed", "failed"]
