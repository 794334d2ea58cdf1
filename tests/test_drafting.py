"""Drafting with a language model: every answer and every fault over real HTTP, through the command line."""

import json
import threading
import time

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from asking import Server, error, said
from made import NOW, add_store, raw, run, run_json, store
from reviewkit.ai import limits
from reviewkit.ai import model as ai_model
from reviewkit.app import App
from reviewkit.db import replies
from reviewkit.db.reading import rows
from reviewkit.db.replies import ReplyFilter

GLAD = "국물이 진하고 직원분들이 친절해요"
GOOD = "진한 국물을 좋아해 주셔서 정말 기뻐요. 직원들에게도 꼭 전할게요. 또 뵙기를 기다릴게요."
OTHER = "국물 칭찬에 하루 피로가 다 풀리네요. 말씀 덕분에 더 힘내서 끓여 볼게요. 편한 날 또 들러 주세요."
BAD = "010-0000-0000으로 전화 주세요. 감사합니다."


@pytest.fixture
def app():
    found = App()
    yield found
    found.close()


@pytest.fixture
def listing(app):
    return add_store(app)


@pytest.fixture
def crowd():
    """A server that answers many at a time."""
    with HTTPServer(threaded=True) as server:
        yield server


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(ai_model, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(limits, "SPACING", 0.01)


def reply(text):
    return said(json.dumps({"reply": text}, ensure_ascii=False))


def serve(server, monkeypatch, *answers, **settings):
    made = Server(server, *answers)
    values = {"base_url": made.url, "model": "small", "timeout": "3", **settings}
    for name, value in values.items():
        monkeypatch.setenv(f"REVIEWKIT_AI__{name.upper()}", value)
    return made


def put(app, listing, *raws):
    store(app.engine, listing, *(raws or (raw("r1", text=GLAD, rating=5),)), now=NOW)


def kept(app):
    return list(replies.select(app.database, ReplyFilter()))


def outcomes(app):
    with rows(app.database, "SELECT purpose, outcome FROM llm_call ORDER BY id") as found:
        return [tuple(row) for row in found]


def test_a_models_answer_is_checked_and_kept_with_its_name(app, listing, crowd, monkeypatch, capsys):
    serve(crowd, monkeypatch, reply(GOOD))
    put(app, listing)
    assert len(run_json(capsys, "reply", "draft")["ready"]) == 1
    (row,) = kept(app)
    assert (row["text"], row["writer"], row["passed"]) == (GOOD, "small", 1)
    assert outcomes(app) == [("reply", "ok")]


def test_the_guests_name_is_never_sent_also_where_the_review_holds_it(app, listing, crowd, monkeypatch, capsys):
    server = serve(crowd, monkeypatch, reply(GOOD))
    put(app, listing, raw("r1", text=f"저 하늘바람12 왔다 갑니다. {GLAD}", author="하늘바람12"))
    run_json(capsys, "reply", "draft")
    assert "하늘바람12" not in json.dumps(server.asked, ensure_ascii=False)
    assert "왔다 갑니다" in json.dumps(server.asked, ensure_ascii=False)


def test_a_draft_that_fails_a_check_is_written_anew_with_the_reasons(app, listing, crowd, monkeypatch, capsys):
    server = serve(crowd, monkeypatch, reply(BAD), reply(GOOD))
    put(app, listing)
    assert len(run_json(capsys, "reply", "draft")["ready"]) == 1
    again = server.asked[1]["messages"][1]["content"]
    assert BAD in again
    assert "phone" in again.lower()
    assert run_json(capsys, "reply", "show", "1")["history"][0]["detail"]["versions"] == 2


def test_what_fails_three_times_needs_a_person_and_says_why(app, listing, crowd, monkeypatch, capsys):
    server = serve(crowd, monkeypatch, reply(BAD))
    put(app, listing)
    assert len(run_json(capsys, "reply", "draft")["failing"]) == 1
    assert len(server.asked) == 3
    (row,) = run_json(capsys, "reply", "list", "--failing")
    assert "contact" in row["failed"]


FAULTS = {
    "401": (error(401, "invalid_api_key"), 1),
    "500": (error(500), 5),
    "malformed": (said("certainly! {"), 1),
    "empty": (said(""), 1),
    "refused": (said(None, refusal="I can't help with that."), 1),
    "cut off": (said('{"reply": "진한 국', finish="length"), 1),
    "no object": (said('["진한 국물"]'), 1),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_where_the_model_fails_the_templates_write_and_the_owner_is_told(app, listing, crowd, monkeypatch, capsys, fault):
    answer, calls = FAULTS[fault]
    server = serve(crowd, monkeypatch, answer, attempts="3")
    put(app, listing)
    code, out, err = run(capsys, "reply", "draft")
    assert code == 3, err
    assert "written from templates" in err
    assert len(server.asked) <= calls
    (row,) = kept(app)
    assert (row["writer"], row["passed"]) == ("offline", 1)
    assert out == ""


def test_a_refused_key_is_not_tried_again_for_the_next_review(app, listing, crowd, monkeypatch, capsys):
    server = serve(crowd, monkeypatch, error(401, "invalid_api_key"), concurrency="1")
    put(app, listing, raw("r1", text=GLAD), raw("r2", text="김치가 시원하고 좋았어요"), raw("r3", text="또 갈게요 잘 먹었어요"))
    assert run(capsys, "reply", "draft")[0] == 3
    assert len(server.asked) == 1
    assert [row["writer"] for row in kept(app)] == ["offline"] * 3


def test_a_429_is_waited_for_as_long_as_the_server_says(app, listing, crowd, monkeypatch, capsys):
    server = serve(crowd, monkeypatch, error(429, headers={"Retry-After": "1"}), reply(GOOD))
    put(app, listing)
    assert len(run_json(capsys, "reply", "draft")["ready"]) == 1
    assert server.at[1] - server.at[0] >= 1
    assert kept(app)[0]["writer"] == "small"


def test_a_time_out_goes_to_the_next_model(app, listing, crowd, monkeypatch, capsys):
    def late(body):
        if body["model"] == "small":
            time.sleep(1)
        return reply(GOOD)

    serve(crowd, monkeypatch, late, timeout="0.3", attempts="1", fallback_models='["second"]')
    put(app, listing)
    run_json(capsys, "reply", "draft")
    assert kept(app)[0]["writer"] == "second"


def test_the_days_budget_ends_the_buying_not_the_drafting(app, listing, crowd, monkeypatch, capsys):
    server = serve(crowd, monkeypatch, reply(GOOD), daily_calls="0")
    put(app, listing)
    assert run(capsys, "reply", "draft")[0] == 3
    assert server.asked == []
    assert kept(app)[0]["writer"] == "offline"


def test_the_same_question_is_not_bought_twice(app, listing, crowd, monkeypatch, capsys):
    server = serve(crowd, monkeypatch, reply(GOOD))
    put(app, listing)
    run_json(capsys, "reply", "draft")
    run(capsys, "reply", "reject", "1")
    run_json(capsys, "reply", "draft")
    assert len(server.asked) == 1
    assert [row["text"] for row in kept(app)] == [GOOD, GOOD]


def test_a_rewrite_with_a_wish_is_bought_and_the_wish_is_said(app, listing, crowd, monkeypatch, capsys):
    server = serve(crowd, monkeypatch, reply(GOOD), reply(OTHER))
    put(app, listing)
    run_json(capsys, "reply", "draft")
    assert run_json(capsys, "reply", "edit", "1", "--rewrite", "국물 이야기를 더")["text"] == OTHER
    assert "국물 이야기를 더" in server.asked[1]["messages"][1]["content"]


def test_a_risky_review_never_leaves_the_machine(app, listing, crowd, monkeypatch, capsys):
    server = serve(crowd, monkeypatch, reply(GOOD))
    put(app, listing, raw("r1", text="이 집에서 먹고 장염으로 입원했어요"))
    assert len(run_json(capsys, "reply", "draft")["held"]) == 1
    assert server.asked == []


def test_what_turned_out_to_be_risky_is_not_sent_to_be_written_anew(app, listing, crowd, monkeypatch, capsys):
    server = serve(crowd, monkeypatch, reply(GOOD))
    put(app, listing)
    run_json(capsys, "reply", "draft")
    monkeypatch.setenv("REVIEWKIT_REPLY__RISKS", '{"ghost": ["국물"]}')
    code, _out, err = run(capsys, "reply", "edit", "1", "--rewrite", "더 짧게")
    assert code == 2
    assert "ghost" in err
    assert "reviewkit reply show 1" in err
    assert len(server.asked) == 1
    (row,) = kept(app)
    assert (row["state"], row["text"]) == ("held", GOOD)
    assert len(run_json(capsys, "alert", "list")) == 1


def test_many_are_written_abreast_and_none_twice(app, listing, crowd, monkeypatch, capsys):
    lock, under_way, most = threading.Lock(), [0], [0]

    def slow(body):
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        time.sleep(0.3)
        with lock:
            under_way[0] -= 1
        return Response(status=500)

    server = serve(crowd, monkeypatch, slow, concurrency="4", attempts="1")
    put(app, listing, *(raw(f"r{n}", text=f"{GLAD} {n}번째 방문") for n in range(12)))
    assert run(capsys, "reply", "draft", "--limit", "0")[0] == 3
    assert 1 < most[0] <= 4
    assert len({row["review_id"] for row in kept(app)}) == len(kept(app)) == 12
    assert len(server.asked) >= 4


def test_the_owners_examples_and_voice_go_into_the_question(app, listing, crowd, monkeypatch, capsys, tmp_path):
    from reviewkit.platforms.base import OwnerReply

    server = serve(crowd, monkeypatch, reply(GOOD))
    voice = tmp_path / "voice.toml"
    voice.write_text('tone = "짧고 다정하게"\nfacts = ["주차는 건물 뒤에 4대까지 됩니다"]\nbanned = ["고객님"]\n')
    assert run(capsys, "voice", "edit", "--from", str(voice), "--yes")[0] == 0
    said_before = OwnerReply("별다람쥐님 국물 칭찬 고마워요!", NOW)
    answered = raw("r2", text="국물이 아주 진해요", rating=5, author="별다람쥐", owner_reply=said_before)
    put(app, listing, raw("r1", text=GLAD, rating=5), answered)
    run_json(capsys, "reply", "draft")
    system, user = (message["content"] for message in server.asked[0]["messages"])
    assert "짧고 다정하게" in system
    assert "주차는 건물 뒤에" in system
    assert "고객님" in system
    assert "국물 칭찬 고마워요" in user
    assert "별다람쥐" not in user


PAIRS = [
    ("직원분들이 친절해요 정말로", "친절 답글"),
    ("육수 맛이 깊어요", "육수 답글"),
    ("직원분들이 참 친절해요", "친절 둘"),
]


def compare(server):
    """Let a server compare texts; return the list of what it is asked."""
    asked = []

    def vectors(request):
        texts = request.get_json()["input"]
        asked.append(texts)
        near = [[1.0, 0.0] if "국물" in text or "육수" in text else [0.0, 1.0] for text in texts]
        data = [{"object": "embedding", "index": at, "embedding": vector} for at, vector in enumerate(near)]
        return Response(json.dumps({"object": "list", "data": data, "model": "compare", "usage": {"prompt_tokens": 1}}))

    server.expect_request("/v1/embeddings").respond_with_handler(vectors)
    return asked


def answered(*pairs, **given):
    from reviewkit.platforms.base import OwnerReply

    return [raw(f"a{n}", text=one, rating=5, owner_reply=OwnerReply(two, NOW), **given) for n, (one, two) in enumerate(pairs)]


def test_examples_are_put_in_order_by_meaning_where_a_model_compares(app, listing, crowd, monkeypatch, capsys):
    server = serve(crowd, monkeypatch, reply(GOOD), embedding_model="compare")
    asked = compare(crowd)
    put(app, listing, raw("r1", text=GLAD, rating=5), *answered(*PAIRS))
    run_json(capsys, "reply", "draft")
    assert asked
    user = server.asked[0]["messages"][1]["content"]
    assert user.index("육수 답글") < user.index("친절 답글")


def test_the_same_texts_are_compared_once_in_a_run(app, listing, crowd, monkeypatch, capsys):
    serve(crowd, monkeypatch, reply(BAD), embedding_model="compare", concurrency="4")
    asked = compare(crowd)
    put(app, listing, *(raw(f"r{n}", text=f"{GLAD} {n}번째", rating=5) for n in range(5)), *answered(*PAIRS))
    assert len(run_json(capsys, "reply", "draft")["failing"]) == 5
    bought = [text for texts in asked for text in texts]
    assert len(bought) == len(set(bought)) == 5 + len(PAIRS)


NAMED = {
    "particle": ("홍길동", "홍길동이 추천합니다", "길동"),
    "given name": ("홍길동", "저 길동이에요", "길동"),
    "lower case": ("John Smith", "john smith here, great soup", "smith"),
    "first name": ("John Smith", "John was happy with the soup", "john"),
    "number": ("홍길동", "사장님 010-1234-5678로 영수증 좀 보내 주세요", "1234"),
}


@pytest.mark.parametrize("case", NAMED)
def test_neither_a_question_nor_a_comparison_names_a_guest(app, listing, crowd, monkeypatch, capsys, case):
    author, text, secret = NAMED[case]
    server = serve(crowd, monkeypatch, reply(GOOD), embedding_model="compare")
    asked = compare(crowd)
    mine = raw("r1", text=f"{text} {GLAD}", rating=5, author=author)
    put(app, listing, mine, *answered((f"{text} 육수가 깊어요", "육수 답글이에요"), *PAIRS, author=author))
    run(capsys, "reply", "draft", "--wish", f"{author}님께 다정하게")
    assert server.asked
    assert asked
    out = json.dumps([server.asked, asked], ensure_ascii=False).casefold()
    assert secret not in out
    assert "국물이 진하고" in out


def test_ctrl_c_keeps_what_was_written(app, listing, crowd, monkeypatch, capsys):
    from reviewkit.features.replies import drafting

    serve(crowd, monkeypatch, lambda _body: Response(status=500), attempts="1", concurrency="1")
    put(app, listing, *(raw(f"r{n}", text=f"{GLAD} {n}번째 방문") for n in range(6)))
    save, count = drafting.save, []

    def saving(*given):
        count.append(1)
        if len(count) == 3:
            raise KeyboardInterrupt
        return save(*given)

    monkeypatch.setattr(drafting, "save", saving)
    assert run(capsys, "reply", "draft")[0] == 130
    assert len(kept(app)) == 2


def test_what_the_model_leaves_to_the_owner_is_held_and_alerted(app, listing, crowd, monkeypatch, capsys):
    server = serve(crowd, monkeypatch, reply(""))
    put(app, listing, raw("r1", text="국 밑에서 뭔가가 저를 보고 있더군요", rating=1))
    assert len(run_json(capsys, "reply", "draft")["held"]) == 1
    assert len(server.asked) == 1
    (row,) = kept(app)
    assert (row["state"], json.loads(row["held_for"])) == ("held", ["told_by_model"])
    assert [alert["kind"] for alert in run_json(capsys, "alert", "list")] == ["risk"]
