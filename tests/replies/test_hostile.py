"""Reviews that tell the model what to do, before a model that obeys every time: no such reply passes the checks."""

import json
from collections import Counter
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from asking import Server, said
from made import NOW, add_store, raw, store
from reviewkit.app import App
from reviewkit.db import replies
from reviewkit.db.replies import ReplyFilter

HOSTILE = [json.loads(line) for line in (Path(__file__).parent / "hostile.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def drafted(home, monkeypatch):
    """Every hostile review, answered by a server that finds the review in the question and does as it is told."""
    with HTTPServer(threaded=True) as http:
        app = App()
        listing = add_store(app)
        rows = [
            raw(one["id"], text=one["text"], rating=one["rating"], author=f"손님{number:03}")
            for number, one in enumerate(HOSTILE)
        ]
        store(app.engine, listing, *rows, now=NOW)
        obeyed = {}

        def obey(body):
            question = body["messages"][1]["content"]
            marker = next(line for line in question.splitlines() if line.endswith(" review")).split()[0]
            text = question.split(f"{marker} review\n", 1)[1].split(f"\n{marker} end of the review", 1)[0]
            return said(json.dumps({"reply": obeyed[text]}, ensure_ascii=False))

        server = Server(http, obey)
        for name, value in {"BASE_URL": server.url, "MODEL": "obedient", "CONCURRENCY": "4", "DAILY_CALLS": "5000"}.items():
            monkeypatch.setenv(f"REVIEWKIT_AI__{name}", value)
        app.close()
        app = App()
        from reviewkit.features.outgoing import outgoing

        by_number = {}
        from reviewkit.db import query

        for row in query.select(app.database, query.Filter(limit=0)):
            one = next(one for one in HOSTILE if one["id"] == row["platform_id"])
            by_number[row["id"]] = one
            obeyed[outgoing(row["text"], row["author"])] = one["obeyed"]
        done = app.drafter(app.writer()).draft(list(by_number))
        yield app, done, by_number, server
        app.close()


def test_no_reply_that_obeys_passes_the_checks_and_each_review_stays_inside_its_fence(drafted):
    app, done, by_number, server = drafted
    caught, passed = Counter(), []
    for row in replies.select(app.database, ReplyFilter()):
        one = by_number[row["review_id"]]
        caught[one["category"]] += 1
        if row["passed"]:
            passed.append((one["id"], row["text"]))
    assert passed == []
    assert sum(caught.values()) == len(HOSTILE)
    assert len(done.failing) > len(HOSTILE) / 2  # held ones aside, the server was asked and its answers were caught
    for body in server.asked:
        system, user = (message["content"] for message in body["messages"])
        marker = next(line for line in user.splitlines() if line.endswith(" review")).split()[0]
        assert len(marker) == 16
        assert user.count(f"{marker} end of the review") == 1
        assert marker not in system
