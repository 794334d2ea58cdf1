"""A hundred questions to a model that takes two seconds for each.
Run by hand: python tests/bench/drafting.py [QUESTIONS] [CONCURRENCY] [SECONDS] [ROUNDS]

The server is made up and runs in another process, so that its work isn't counted as ours. Rounds follow each other in one
process: each prints its seconds against the floor that the concurrency sets, the most that the server had at a time, and the
memory. A last one asks the same again, and must not reach the server.
"""

import json
import math
import multiprocessing
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil

from reviewkit.ai import Model, Options
from reviewkit.app import App
from reviewkit.db.ledger import Ledger

USUAL = (100, 20, 2.0, 3)
SCHEMA = {
    "type": "object",
    "properties": {"reply": {"type": "string"}},
    "required": ["reply"],
    "additionalProperties": False,
}
REPLY = json.dumps({"reply": "찾아 주셔서 감사합니다. 국물을 좋게 봐 주셔서 힘이 납니다. 다음에 또 뵙겠습니다."})


class Slow(BaseHTTPRequestHandler):
    """Takes its time for an answer, and counts how many wait for one."""

    protocol_version = "HTTP/1.1"
    now = most = served = 0
    seconds = 0.0
    lock = threading.Lock()

    def do_POST(self) -> None:
        """Answer, late."""
        self.rfile.read(int(self.headers["Content-Length"]))
        with self.lock:
            Slow.now += 1
            Slow.most, Slow.served = max(Slow.most, Slow.now), Slow.served + 1
        time.sleep(self.seconds)
        with self.lock:
            Slow.now -= 1
        message = {"message": {"role": "assistant", "content": REPLY}, "finish_reason": "stop"}
        body = json.dumps({"choices": [message], "usage": {"prompt_tokens": 900, "completion_tokens": 80}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Many may knock at a time."""

    daemon_threads = True
    request_queue_size = 128


def serve(line: Connection, seconds: float) -> None:
    """Serve until the other end says so; tell (most at a time, served) whenever asked."""
    Slow.seconds = seconds
    with Server(("127.0.0.1", 0), Slow) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        line.send(f"http://127.0.0.1:{server.server_port}/v1")
        while line.recv():
            line.send((Slow.most, Slow.served))
            Slow.most = Slow.served = 0
        server.shutdown()


def ask(model: Model, questions: int, key: str) -> float:
    """Ask them all, by as many threads as there are questions; return the seconds."""

    def one(number: int) -> str:
        return model.answer("reply", "Answer the review.", f"리뷰 {number}", SCHEMA, 500, same=f"{key} {number}").model

    start = time.perf_counter()
    with ThreadPoolExecutor(questions) as threads:
        assert list(threads.map(one, range(questions))) == ["slow"] * questions
    return time.perf_counter() - start


def run(line: Connection, questions: int, concurrency: int, seconds: float, rounds: int) -> None:
    """The rounds."""
    url, floor, process = line.recv(), math.ceil(questions / concurrency) * seconds, psutil.Process()
    with tempfile.TemporaryDirectory() as folder:
        app = App(Path(folder))
        options = Options(url, "slow", concurrency=concurrency, daily_calls=10**6)
        with closing(app), closing(Model(options, None, Ledger(app.engine))) as model:
            before = process.memory_info().rss
            for number in range(rounds + 1):
                taken = ask(model, questions, f"round {min(number, rounds - 1)}")
                line.send(True)
                most, served = line.recv()
                after = process.memory_info().rss
                print(
                    f"round {number + 1}: {taken:.2f} s for {questions}, {taken / floor:.2f} of the floor of {floor:.1f} s; "
                    f"{most} at a time, {served} served; memory {after / 2**20:.0f} MB ({(after - before) / 2**20:+.1f})"
                )
                before = after
    line.send(False)


if __name__ == "__main__":
    questions, concurrency, seconds, rounds = (*map(float, sys.argv[1:]), *USUAL[len(sys.argv) - 1 :])
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there, seconds), daemon=True)
    server.start()
    run(here, int(questions), int(concurrency), seconds, int(rounds))
    server.join(10)
