"""The model's chain, its limits, the reuse of answers and vectors of texts. Against servers that really answer over HTTP."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import time_machine
from pytest_httpserver import HTTPServer
from werkzeug import Response

from asking import GOOD, HEAD, SCHEMA, Server, a_model, error, ledger, raw_server, said
from reviewkit.ai import Answered, BudgetReached, Unusable, limits, standing
from reviewkit.ai import model as ai_model
from reviewkit.app import App
from reviewkit.db.ledger import Ledger
from reviewkit.errors import BadConfig, Interrupted, ModelTrouble, SignInNeeded

FOUND = {"words": ["국물"]}
BACKUP = {"fallback_models": ["second"]}


@pytest.fixture
def app(home):
    app = App()
    yield app
    app.engine.dispose()


@pytest.fixture
def crowd():
    """A server that answers many at a time."""
    with HTTPServer(threaded=True) as server:
        yield server
        server.check_assertions()


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(ai_model, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(limits, "SPACING", 0.01)


def answer(model, user="u", **given):
    return model.answer("test", "s", user, SCHEMA, 100, **given)


def by_model(**answers):
    """Answers by the model that is asked: in turn where there is a list, the last for ever."""

    def told(body):
        found = answers[body["model"]]
        return found if isinstance(found, Response) else found.pop(0) if len(found) > 1 else found[0]

    return told


def models(server):
    return [body["model"] for body in server.asked]


def at_once(n, work):
    """Let `n` threads do `work`; return what came of each, or its error."""

    def guarded(number):
        try:
            return work(number)
        except Exception as exc:  # noqa: BLE001
            return exc

    with ThreadPoolExecutor(n) as threads:
        return list(threads.map(guarded, range(n)))


# --- the chain ---


FAILING = {
    "500, in every form": (error(500), "failed", 5),
    "503 for ever": (error(503, headers={"Retry-After": "0"}), "failed", 3),
    "408": (error(408), "timeout", 3),
    "429": (error(429), "rate_limited", 3),
    "429 for an hour": (error(429, headers={"Retry-After": "3600"}), "rate_limited", 1),
    "429 for an hour, by a date": (
        error(429, headers={"Retry-After": format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)}),
        "rate_limited",
        1,
    ),
    "429 for an hour, in ms": (error(429, headers={"retry-after-ms": "3600000"}), "rate_limited", 1),
    "404": (error(404, "model_not_found"), "not_found", 1),
    "418": (error(418), "rejected", 1),
    "malformed": (said("Sure!"), "malformed", 1),
    "no JSON at all": (Response("<html>"), "malformed", 1),
    "refusal": (said(None, refusal="no"), "refused", 1),
    "filtered": (error(400, "content_filter"), "refused", 1),
    "empty": (said(""), "empty", 1),
    "cut off": (said('{"words": ["국', finish="length"), "cut_off", 1),
    "too long": (error(400, "context_length_exceeded"), "too_long", 1),
    "takes no form": (error(400), "unsupported", 3),
}


@pytest.mark.parametrize(("first", "outcome", "tries"), FAILING.values(), ids=FAILING)
def test_where_a_model_fails_for_good_the_next_is_asked_and_named(app, httpserver, first, outcome, tries):
    server = Server(httpserver, by_model(small=first, second=said(GOOD)))
    with a_model(app, server.url, **BACKUP) as model:
        assert answer(model) == Answered(FOUND, "second")
    assert ledger(app, "model, outcome") == [("small", outcome)] * tries + [("second", "ok")]


def test_models_are_asked_in_the_order_of_the_settings_each_once(app, httpserver):
    server = Server(httpserver, said("nonsense"))
    with a_model(app, server.url, fallback_models=["c", "b", "small", "c", ""]) as model, pytest.raises(Unusable):
        answer(model)
    assert models(server) == ["small", "c", "b"]


def test_a_passing_fault_is_waited_out_and_not_passed_on(app, httpserver):
    server = Server(httpserver, error(500), error(429, headers={"Retry-After": "0"}), said(GOOD))
    with a_model(app, server.url, **BACKUP) as model:
        assert answer(model) == Answered(FOUND, "small")
    assert models(server) == ["small"] * 3


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (error(401), SignInNeeded),
        (error(403), SignInNeeded),
        (error(402), ModelTrouble),
        (error(429, "insufficient_quota"), ModelTrouble),
    ],
)
def test_a_refused_key_and_an_empty_account_hold_for_all_models(app, httpserver, first, kind):
    server = Server(httpserver, by_model(small=first, second=said(GOOD)))
    with a_model(app, server.url, **BACKUP) as model, pytest.raises(kind):
        answer(model)
    assert models(server) == ["small"]


def test_an_empty_account_is_not_asked_by_a_hundred_questions(app, httpserver):
    server = Server(httpserver, error(402))
    with a_model(app, server.url, **BACKUP) as model:
        for _ in range(5):
            with pytest.raises(ModelTrouble, match="no credit"):
                answer(model)
    assert len(server.asked) == 1


def test_nobody_at_the_address_holds_for_all_models_and_for_a_while(app):
    with a_model(app, "http://127.0.0.1:9/v1", attempts=2, **BACKUP) as model:
        for _ in range(5):
            with pytest.raises(ModelTrouble, match="could not be reached"):
                answer(model)
        assert ledger(app, "model, outcome") == [("small", "unreachable")] * 2
        with pytest.raises(ModelTrouble, match="could not be reached"):
            answer(model, fresh=True)  # the owner has just started the server, and says so
        assert model.calls == 4


def test_a_line_that_breaks_may_be_the_models_doing(app):
    def talk(connection, _ended):
        body = said(GOOD).get_data()
        connection.sendall(HEAD.replace(b"Transfer-Encoding: chunked", b"Content-Length: %d" % len(body)))
        connection.sendall(body if len(breaks) >= 2 else body[:20])
        breaks.append(1)

    breaks = []
    with raw_server(talk) as url, a_model(app, url, attempts=2, **BACKUP) as model:
        assert answer(model).model == "second"
    assert ledger(app, "model, outcome") == [("small", "unreachable")] * 2 + [("second", "ok")]


def test_a_silent_model_gives_way_to_the_next(app):
    def talk(connection, ended):
        calls.append(1)
        if len(calls) == 1:
            ended.wait(1.3)
        else:
            body = said(GOOD).get_data()
            connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    calls = []
    with raw_server(talk) as url, a_model(app, url, attempts=1, timeout=1.0, **BACKUP) as model:
        assert answer(model).model == "second"
    assert ledger(app, "model, outcome") == [("small", "timeout"), ("second", "ok")]


def test_the_last_answer_that_was_none_is_told_before_any_trouble(app, httpserver):
    server = Server(httpserver, by_model(small=said(""), second=said(None, refusal="no"), third=error(404)))
    with a_model(app, server.url, fallback_models=["second", "third"]) as model, pytest.raises(Unusable, match="refused"):
        answer(model)


def test_the_model_that_is_missing_is_named(app, httpserver):
    server = Server(httpserver, error(404))
    with a_model(app, server.url, **BACKUP) as model, pytest.raises(ModelTrouble, match="no model called second"):
        answer(model)


def test_a_missing_model_is_not_asked_again(app, httpserver, monkeypatch):
    monkeypatch.setattr(standing, "COOL_DOWN", 0.0)
    server = Server(httpserver, by_model(small=error(404), second=said(GOOD)))
    with a_model(app, server.url, **BACKUP) as model:
        assert [answer(model, fresh=fresh).model for fresh in (False, False, True)] == ["second"] * 3
    assert models(server) == ["small", "second", "second", "second"]


@pytest.mark.parametrize("fault", [error(503), error(429), error(429, headers={"Retry-After": "3600"})])
def test_a_model_in_trouble_is_left_alone_for_a_while(app, httpserver, monkeypatch, fault):
    monkeypatch.setattr(standing, "COOL_DOWN", 0.5)
    server = Server(httpserver, by_model(small=[fault, said(GOOD)], second=said(GOOD)))
    with a_model(app, server.url, attempts=1, **BACKUP) as model:
        assert [answer(model).model for _ in range(3)] == ["second"] * 3
        assert models(server) == ["small", "second", "second", "second"]
        assert answer(model, fresh=True).model == "small"
        assert answer(model).model == "small"  # it answers again: the cool-down has ended


def test_a_cool_down_ends(app, httpserver, monkeypatch):
    monkeypatch.setattr(standing, "COOL_DOWN", 0.3)
    server = Server(httpserver, by_model(small=[error(503), said(GOOD)], second=said(GOOD)))
    with a_model(app, server.url, attempts=1, **BACKUP) as model:
        assert answer(model).model == "second"
        time.sleep(0.35)
        assert answer(model).model == "small"


def test_asking_all_the_time_does_not_keep_a_cool_down_up(app, httpserver, monkeypatch):
    monkeypatch.setattr(standing, "COOL_DOWN", 0.5)
    server = Server(httpserver, error(402), said(GOOD))
    with a_model(app, server.url, **BACKUP) as model:
        end = time.monotonic() + 10
        while time.monotonic() < end:
            try:
                answer(model)
            except ModelTrouble:
                time.sleep(0.1)
            else:
                break
    assert models(server) == ["small", "small"]
    assert server.at[1] - server.at[0] > 0.4


def test_one_model_alone_is_left_alone_too_and_the_same_is_said(app, httpserver):
    server = Server(httpserver, error(503))
    with a_model(app, server.url) as model:
        for _ in range(3):
            with pytest.raises(ModelTrouble, match="503"):
                answer(model)
    assert len(server.asked) == 3


def test_an_answer_that_was_none_leaves_no_cool_down(app, httpserver):
    server = Server(httpserver, said(""), said(GOOD))
    with a_model(app, server.url) as model:
        with pytest.raises(Unusable):
            answer(model)
        assert answer(model).model == "small"


def test_bad_luck_of_one_question_while_others_are_answered_is_no_cool_down(app, crowd):
    def told(body):
        unlucky = "unlucky" in body["messages"][1]["content"]
        time.sleep(0.1)
        return error(500) if unlucky else said(GOOD)

    server = Server(crowd, told)
    with a_model(app, server.url, attempts=3) as model:
        found = at_once(2, lambda number: answer(model, ["unlucky", "lucky"][number]))
        assert isinstance(found[0], ModelTrouble)
        assert found[1] == answer(model) == Answered(FOUND, "small")


def test_each_model_has_a_form_of_its_own(app, httpserver):
    def told(body):
        if body["model"] == "small":
            return said("")
        return error(400) if "response_format" in body else said(GOOD)

    server = Server(httpserver, told)
    with a_model(app, server.url, **BACKUP) as model:
        answer(model)
        answer(model)
    asked = list(zip(models(server), server.forms, strict=True))
    first, second = "json_schema", [("second", form) for form in ("json_schema", "json_object", "plain")]
    assert asked == [("small", first), *second, ("small", first), ("second", "plain")]


# --- the ledger and the budget, in a chain ---


def test_the_budget_ends_the_chain(app, httpserver):
    server = Server(httpserver, by_model(small=said(""), second=said(GOOD)))
    with a_model(app, server.url, daily_calls=1, **BACKUP) as model, pytest.raises(BudgetReached):
        answer(model)
    assert ledger(app, "model, outcome") == [("small", "empty")]


def test_each_call_costs_by_its_own_models_price(app, httpserver):
    server = Server(httpserver, by_model(small=said("", usage=(100, 100)), second=said(GOOD, usage=(100, 100))))
    with a_model(app, server.url, prices={"small": (1, 1), "second": (10, 10)}, **BACKUP) as model:
        answer(model)
        assert model.cost == pytest.approx(0.0022)
    assert ledger(app, "model, round(cost, 6)") == [("small", 0.0002), ("second", 0.002)]


def test_a_cost_that_is_not_known_in_part_is_not_known(app, httpserver):
    server = Server(httpserver, by_model(small=said(""), second=said(GOOD)))
    with a_model(app, server.url, prices={"small": (1, 1)}, **BACKUP) as model:
        answer(model)
        assert model.cost is None


def test_money_is_not_passed_by_many_threads_in_a_chain(app, crowd):
    server = Server(crowd, by_model(small=said("", usage=(10, 100)), second=said(GOOD, usage=(10, 100))))
    prices = {"small": (0, 10.0), "second": (0, 10.0)}
    with a_model(app, server.url, daily_budget=0.0101, prices=prices, **BACKUP) as model:
        found = at_once(20, lambda _n: answer(model))
    assert {type(one) for one in found} <= {Answered, BudgetReached}
    assert Ledger(app.engine).spent().cost == pytest.approx(0.010)
    assert len(server.asked) == 10


# --- limits ---


class Crowd:
    """Counts how many it serves at the same time."""

    def __init__(self, httpserver, seconds):
        self.seconds = seconds
        self.now = self.most = 0
        self.lock = threading.Lock()
        self.server = Server(httpserver, self.told)

    def told(self, _body):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(self.seconds)
        with self.lock:
            self.now -= 1
        return said(GOOD)


def test_no_more_questions_are_under_way_than_the_settings_allow_and_no_fewer(app, crowd):
    busy = Crowd(crowd, 0.3)
    with a_model(app, busy.server.url, concurrency=4) as model:
        assert at_once(12, lambda _n: answer(model).model) == ["small"] * 12
    assert busy.most == 4


def test_a_question_that_waits_for_a_place_ends_when_the_run_does(app, crowd):
    busy, stop = Crowd(crowd, 1.0), threading.Event()
    threading.Timer(0.3, stop.set).start()
    with a_model(app, busy.server.url, stop=stop, concurrency=1) as model:
        found = at_once(3, lambda _n: answer(model))
    assert sorted(type(one).__name__ for one in found) == ["Answered", "Interrupted", "Interrupted"]
    assert len(busy.server.asked) == 1


def test_a_run_that_has_ended_asks_nothing(app, httpserver):
    server, stop = Server(httpserver, said(GOOD)), threading.Event()
    stop.set()
    with a_model(app, server.url, stop=stop) as model, pytest.raises(Interrupted):
        answer(model)
    assert server.asked == []


def test_no_minute_has_more_calls_than_the_settings_allow(app, crowd, monkeypatch):
    monkeypatch.setattr(limits, "WINDOW", 1.0)
    server = Server(crowd, said(GOOD))
    with a_model(app, server.url, calls_per_minute=3) as model:
        assert at_once(8, lambda _n: answer(model).model) == ["small"] * 8
    at = sorted(server.at)
    assert len(at) == 8
    assert all(later - earlier > 0.9 for earlier, later in zip(at, at[3:], strict=False))
    assert at[-1] - at[0] < 3.5


def test_tries_and_plainer_forms_count_as_calls_of_the_minute(app, httpserver, monkeypatch):
    monkeypatch.setattr(limits, "WINDOW", 0.6)
    server = Server(httpserver, error(400), error(500), said(GOOD))
    with a_model(app, server.url, calls_per_minute=1) as model:
        answer(model)
    assert [later - earlier > 0.5 for earlier, later in zip(server.at, server.at[1:], strict=False)] == [True, True]


def test_waiting_for_the_minute_ends_when_the_run_does(app, httpserver):
    server, stop = Server(httpserver, said(GOOD)), threading.Event()
    with a_model(app, server.url, stop=stop, calls_per_minute=1) as model:
        answer(model)
        threading.Timer(0.2, stop.set).start()
        start = time.monotonic()
        with pytest.raises(Interrupted):
            answer(model)
    assert time.monotonic() - start < 5
    assert ledger(app) == ["ok"]


@pytest.mark.parametrize("headers", [{"Retry-After": "1"}, {"retry-after-ms": "1000"}, {"Retry-After": "date"}])
def test_a_wish_to_slow_down_holds_back_all_threads(app, crowd, headers):
    def told(_body):
        moment = time.monotonic()
        with lock:
            if not held:
                held.append(moment)
        if moment - held[0] < 0.9:
            date = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)  # in whole seconds
            return error(429, headers={name: date if value == "date" else value for name, value in headers.items()})
        return said(GOOD)

    held, lock = [], threading.Lock()
    server = Server(crowd, told)
    with a_model(app, server.url, concurrency=4) as model:
        assert at_once(20, lambda _n: answer(model).model) == ["small"] * 20
    outcomes = ledger(app)
    assert outcomes.count("ok") == 20
    assert outcomes.count("rate_limited") <= 4  # those that were on their way; nobody hammers


def test_a_hundred_questions_get_through_a_server_that_takes_few(app, crowd, monkeypatch):
    """A bucket of five that gets one more in 0.04 seconds: in the order of asking, so that none is sent off for ever."""
    bucket, lock = [5.0, time.monotonic()], threading.Lock()

    def told(_body):
        with lock:
            now = time.monotonic()
            bucket[0], bucket[1] = min(5.0, bucket[0] + (now - bucket[1]) / 0.04), now
            if bucket[0] < 1:
                return error(429, headers={"retry-after-ms": "40"})
            bucket[0] -= 1
        return said(GOOD)

    server = Server(crowd, told)
    with a_model(app, server.url) as model:
        found = at_once(100, lambda _n: answer(model))
    assert [one for one in found if not isinstance(one, Answered)] == []
    outcomes = ledger(app)
    assert outcomes.count("ok") == 100
    assert outcomes.count("rate_limited") < 150


def test_the_last_model_is_waited_for_where_the_server_names_no_time(app, httpserver):
    server = Server(httpserver, *[error(429)] * 6, said(GOOD))
    with a_model(app, server.url, attempts=2) as model:
        assert answer(model).model == "small"
    assert len(server.asked) == 7


def test_a_model_whose_stand_in_is_missing_is_waited_for_as_the_last(app, httpserver):
    server = Server(httpserver, by_model(small=[said(""), *[error(429)] * 4, said(GOOD)], second=error(404)))
    with a_model(app, server.url, attempts=2, **BACKUP) as model:
        with pytest.raises(Unusable):
            answer(model)
        assert answer(model).model == "small"
    assert models(server) == ["small", "second", *["small"] * 5]


def test_but_not_for_ever(app, httpserver, monkeypatch):
    monkeypatch.setattr(ai_model, "LONGEST_WAIT", 0.5)
    server = Server(httpserver, error(429))
    with a_model(app, server.url, attempts=2) as model, pytest.raises(ModelTrouble, match="slow down"):
        answer(model)
    assert 3 < len(server.asked) < 10


# --- nothing is bought twice ---


def test_the_same_question_is_answered_from_the_store(app, httpserver):
    server = Server(httpserver, said(GOOD))
    with a_model(app, server.url) as model:
        assert answer(model, same="review 1") == Answered(FOUND, "small")
        assert answer(model, "put otherwise", same="review 1") == Answered(FOUND, "small", reused=True)
        assert model.ask("test", "s", "u", SCHEMA, 100, same="review 1") == FOUND
    with a_model(app, server.url) as later:
        assert answer(later, same="review 1").reused
        assert (later.calls, later.cost) == (0, None)
    assert len(server.asked) == 1
    assert ledger(app, "outcome, answer") == [("ok", json.dumps(FOUND, ensure_ascii=False))]


def test_another_review_purpose_model_or_shape_is_another_question(app, httpserver):
    server = Server(httpserver, said(GOOD))
    shape = {**SCHEMA, "title": "another"}
    with a_model(app, server.url) as model:
        answer(model, same="review 1")
        assert not answer(model, same="review 2").reused
        assert not model.answer("rewrite", "s", "u", SCHEMA, 100, same="review 1").reused
        assert not model.answer("test", "s", "u", shape, 100, same="review 1").reused
    with a_model(app, server.url, model="other") as other:
        assert not answer(other, same="review 1").reused


def test_what_is_asked_without_a_key_is_not_kept(app, httpserver):
    server = Server(httpserver, said(GOOD))
    with a_model(app, server.url) as model:
        assert not answer(model).reused
        assert not answer(model).reused
    assert ledger(app, "question, answer") == [(None, None)] * 2


def test_an_owners_wish_for_another_answer_is_asked_and_kept(app, httpserver):
    server = Server(httpserver, said(GOOD), said('{"words": ["친절"]}'))
    with a_model(app, server.url) as model:
        answer(model, same="review 1")
        assert answer(model, same="review 1", fresh=True) == Answered({"words": ["친절"]}, "small")
        assert answer(model, same="review 1") == Answered({"words": ["친절"]}, "small", reused=True)


def test_an_answer_is_good_for_its_hours_and_then_forgotten(app, httpserver):
    server = Server(httpserver, said(GOOD))
    start = datetime(2026, 11, 20, 12, tzinfo=UTC)
    with a_model(app, server.url, reuse_hours=2) as model:
        with time_machine.travel(start, tick=False):
            answer(model, same="review 1")
        with time_machine.travel(start + timedelta(minutes=119), tick=False):
            assert answer(model, same="review 1").reused
        with time_machine.travel(start + timedelta(minutes=121), tick=False):
            assert not answer(model, same="review 1").reused
    assert ledger(app, "question IS NOT NULL, answer IS NOT NULL") == [(1, 0), (1, 1)]


def test_old_answers_can_be_forgotten_without_a_call(app, httpserver):
    server = Server(httpserver, said(GOOD))
    with a_model(app, server.url) as model:
        answer(model, same="review 1")
    book = Ledger(app.engine)
    assert book.forget(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert book.forget(datetime.now(UTC) + timedelta(hours=1)) == 1
    assert ledger(app, "outcome, answer") == [("ok", None)]


@pytest.mark.parametrize("hours", [0, 1e15])
def test_no_hours_mean_no_reuse_and_many_do_no_harm(app, httpserver, hours):
    server = Server(httpserver, said(GOOD))
    with a_model(app, server.url, reuse_hours=hours) as model:
        answer(model, same="review 1")
        assert answer(model, same="review 1").reused == bool(hours)
    assert [kept is not None for kept in ledger(app, "answer")] == ([True] if hours else [False, False])


def test_a_failed_question_is_asked_again(app, httpserver):
    server = Server(httpserver, said(""), said(GOOD))
    with a_model(app, server.url) as model:
        with pytest.raises(Unusable):
            answer(model, same="review 1")
        assert not answer(model, same="review 1").reused


def test_what_a_stand_in_answered_is_reused_although_the_first_model_is_back(app, httpserver):
    server = Server(httpserver, by_model(small=[said(""), said(GOOD)], second=said(GOOD)))
    with a_model(app, server.url, **BACKUP) as model:
        assert answer(model, same="review 1") == Answered(FOUND, "second")
        assert answer(model, same="review 1") == Answered(FOUND, "second", reused=True)
    assert len(server.asked) == 2


def test_an_answer_from_the_store_needs_no_server_and_no_budget(app, httpserver):
    server = Server(httpserver, said(GOOD))
    with a_model(app, server.url) as model:
        answer(model, same="review 1")
    with a_model(app, "http://127.0.0.1:9/v1", daily_calls=0) as model:
        assert answer(model, same="review 1").reused


def test_threads_with_the_same_question_buy_it_once(app, crowd):
    busy = Crowd(crowd, 0.3)
    with a_model(app, busy.server.url, concurrency=2) as model:
        found = at_once(8, lambda number: answer(model, same=f"review {number % 2}"))
    assert sorted(one.reused for one in found) == [False, False] + [True] * 6
    assert (len(busy.server.asked), busy.most) == (2, 2)


def test_where_the_first_of_them_fails_the_second_asks_itself(app, crowd):
    def told(_body):
        time.sleep(0.2)
        return said("") if len(server.asked) == 1 else said(GOOD)

    server = Server(crowd, told)
    with a_model(app, server.url) as model:
        found = at_once(3, lambda _n: answer(model, same="review 1"))
    assert sorted(type(one).__name__ for one in found) == ["Answered", "Answered", "Unusable"]
    assert len(server.asked) == 2


def test_waiting_for_the_same_question_ends_when_the_run_does(app, crowd):
    busy, stop = Crowd(crowd, 1.0), threading.Event()
    threading.Timer(0.3, stop.set).start()
    with a_model(app, busy.server.url, stop=stop) as model:
        found = at_once(3, lambda _n: answer(model, same="review 1"))
    assert sorted(type(one).__name__ for one in found) == ["Answered", "Interrupted", "Interrupted"]


# --- vectors ---


class Vectors:
    """A server that makes a vector of each text: its number of letters, and its place."""

    def __init__(self, httpserver, *answers):
        self.answers = list(answers)
        self.asked = []
        self.url = httpserver.url_for("/v1")
        httpserver.expect_request("/v1/embeddings", method="POST").respond_with_handler(self.answer)

    def answer(self, request):
        body = request.get_json()
        self.asked.append(body)
        if self.answers:
            return self.answers.pop(0)
        found = [{"index": place, "embedding": [len(text), 0.5]} for place, text in enumerate(body["input"])]
        usage = {"prompt_tokens": 1000, "total_tokens": 1000}
        return Response(json.dumps({"data": found[::-1], "usage": usage}), content_type="application/json")


EMBEDDER = {"embedding_model": "vec", "prices": {"small": (1, 1), "vec": (2.0, 0.0)}}


def test_texts_become_vectors_in_their_order_by_the_batch(app, httpserver):
    server = Vectors(httpserver)
    with a_model(app, server.url, **EMBEDDER) as model:
        assert model.embed("alike", ["맛" * n for n in range(1, 151)]) == [[float(n), 0.5] for n in range(1, 151)]
        assert (model.calls, model.cost) == (3, pytest.approx(0.006))
        assert model.embed("alike", []) == []
    assert [len(body["input"]) for body in server.asked] == [64, 64, 22]
    assert {(body["model"], body["encoding_format"]) for body in server.asked} == {("vec", "float")}
    found = ledger(app, "purpose, model, prompt_tokens, completion_tokens, round(cost, 6), outcome")
    assert found == [("alike", "vec", 1000, 0, 0.002, "ok")] * 3


def test_what_no_server_takes_as_a_text_is_mended(app, httpserver):
    server = Vectors(httpserver)
    with a_model(app, server.url, **EMBEDDER) as model:
        assert len(model.embed("alike", ["", "\ud83d"])) == 2
    assert server.asked[0]["input"] == [" ", "?"]


def test_no_model_for_vectors_is_said(app, httpserver):
    with a_model(app, Vectors(httpserver).url) as model, pytest.raises(BadConfig) as told:
        model.embed("alike", ["a"])
    assert "ai.embedding_model" in told.value.hint


@pytest.mark.parametrize("fault", [error(500), error(429, headers={"Retry-After": "0"})])
def test_vectors_are_tried_again(app, httpserver, fault):
    server = Vectors(httpserver, fault)
    with a_model(app, server.url, **EMBEDDER) as model:
        assert model.embed("alike", ["a"]) == [[1.0, 0.5]]
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("status", "body", "kind", "outcome"),
    [
        (401, {}, SignInNeeded, "unauthorized"),
        (404, {}, ModelTrouble, "not_found"),
        (400, {}, ModelTrouble, "unsupported"),
        (200, {"data": []}, Unusable, "malformed"),
        (200, {"data": "no"}, Unusable, "malformed"),
        (200, {"data": [{"embedding": [1, 2]}, {"embedding": [1]}]}, Unusable, "malformed"),
        (200, {"data": [{"embedding": [1, "2"]}, {"embedding": [1, 2]}]}, Unusable, "malformed"),
        (200, {"data": [{"embedding": [1, 10**400]}, {"embedding": [1, 2]}]}, Unusable, "malformed"),
        (200, {"data": [{"embedding": "AAAA"}, {"embedding": "AAAA"}]}, Unusable, "malformed"),
        (200, {"data": [{"index": [], "embedding": [1]}, 3]}, Unusable, "malformed"),
        (200, {"data": [{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [1]}]}, Unusable, "malformed"),
        (200, {}, Unusable, "malformed"),
    ],
)
def test_vectors_that_are_none_are_said_and_not_bought_again(app, httpserver, status, body, kind, outcome):
    server = Vectors(httpserver, Response(json.dumps(body), status, content_type="application/json"))
    with a_model(app, server.url, **EMBEDDER) as model, pytest.raises(kind):
        model.embed("alike", ["a", "b"])
    assert ledger(app) == [outcome]


def test_vectors_keep_to_the_budget(app, httpserver):
    server = Vectors(httpserver)
    with a_model(app, server.url, daily_calls=1, **EMBEDDER) as model, pytest.raises(BudgetReached):
        model.embed("alike", ["a"] * 65)
    assert len(server.asked) == 1


# --- a server that we did not write ---


def test_llmock_gives_vectors(app, llmock):
    with a_model(app, llmock.base_url(), embedding_model="text-embedding-3-small") as model:
        first, second = model.embed("alike", ["국물이 진해요", "친절해요"])
    assert len(first) == len(second) == 1536
    assert first != second
    assert ledger(app, "outcome, prompt_tokens > 0") == [("ok", 1)]


def test_llmock_finds_the_chain_well_behaved(app, llmock):
    with a_model(app, llmock.base_url(), **BACKUP) as model:
        llmock.fail(503, times=3)
        assert answer(model, "a", same="a").model == "second"
        assert answer(model, "b", same="b").model == "second"
        assert answer(model, "a", same="a").reused
    llmock.assert_resilient()
    assert ledger(app, "model, outcome") == [("small", "failed")] * 3 + [("second", "ok")] * 2


def test_llmock_is_asked_by_twenty_threads(app, llmock):
    with a_model(app, llmock.base_url()) as model:
        llmock.rate_limit(times=2, retry_after=0.3)
        assert at_once(40, lambda number: answer(model, f"question {number}").model) == ["small"] * 40
    assert sorted(ledger(app)) == ["ok"] * 40 + ["rate_limited"] * 2
