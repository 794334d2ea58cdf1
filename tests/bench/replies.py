"""A hundred replies drafted whole, with a model that takes two seconds for each: hold, question, checks, store.
Run by hand: python tests/bench/replies.py [REPLIES] [SECONDS]

The server runs in another process and gives each review a reply of its own that passes the checks (from the templates). Prints
the seconds against the floor that the default concurrency sets, and the memory before and after two rounds.
"""

import json
import math
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil

from reviewkit.app import App
from reviewkit.db.engine import writing
from reviewkit.demo.fill import make_shop
from reviewkit.features import pipeline
from reviewkit.features.replies.offline import OfflineWriter
from reviewkit.features.stores import changes
from reviewkit.platforms.base import Place, RawReview


class Slow(BaseHTTPRequestHandler):
    """Answers by the review that stands in the question, late."""

    protocol_version = "HTTP/1.1"
    replies: dict[str, str] = {}  # noqa: RUF012  set once, before the server starts
    seconds = 2.0

    def do_POST(self) -> None:
        """Answer."""
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"][1]["content"]
        time.sleep(self.seconds)
        reply = next((reply for text, reply in self.replies.items() if text in question), "?")
        message = {"role": "assistant", "content": json.dumps({"reply": reply})}
        body = json.dumps({"choices": [{"message": message, "finish_reason": "stop"}], "usage": {}}).encode()
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
    """Take the replies, then serve until the end."""
    Slow.seconds, Slow.replies = seconds, line.recv()
    with Server(("127.0.0.1", 0), Slow) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        line.send(f"http://127.0.0.1:{server.server_port}/v1")
        line.recv()
        server.shutdown()


def fill(app: App, count: int) -> None:
    """Store made-up reviews, none of them answered."""
    shop = make_shop(datetime.now(UTC).date(), naver_text=0, naver_keywords=0, kakao=count * 4, google=0)
    texts = list(dict.fromkeys(one.text for one in shop.reviews("kakao") if len(one.text) > 20))
    changes.add(app.engine, "가나식당", [changes.Found("kakao", Place("1"), "https://example.invalid/1")])
    now = datetime.now(UTC)
    raws = [RawReview(platform_id=str(n), written_at=now, text=text, author=f"손님{n}") for n, text in enumerate(texts)]
    with writing(app.engine) as session:
        pipeline.store(session.connection(), 1, raws, now)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 2.0
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there, seconds), daemon=True)
    server.start()
    os.environ["REVIEWKIT_AI__DAILY_CALLS"] = "100000"
    with tempfile.TemporaryDirectory() as folder:
        with closing(App(Path(folder))) as app:
            fill(app, count)
            writer, made, wanted = app.writer(offline=True), [], []
            for number in range(1, 10**6):
                if len(wanted) == 2 * count:
                    break
                situation = writer.situation(number)
                text = OfflineWriter().write(situation, [reply for _text, reply in made])
                if text and not writer.risks(situation) and all(one.passed for one in writer.check(text, situation)):
                    made.insert(0, (situation.text, text))
                    wanted.append(number)
        here.send(dict(made))
        os.environ.update(REVIEWKIT_AI__BASE_URL=here.recv(), REVIEWKIT_AI__MODEL="slow")
        process = psutil.Process()
        with closing(App(Path(folder))) as app:
            abreast = app.settings.ai.concurrency
            floor = math.ceil(count / abreast) * seconds
            for part in (wanted[:count], wanted[count:]):
                start, before = time.perf_counter(), process.memory_info().rss
                done = app.drafter(app.writer()).draft(part)
                taken, after = time.perf_counter() - start, process.memory_info().rss
                share, before, after = taken / floor, before / 2**20, after / 2**20
                print(
                    f"{len(done.ready)} ready, {len(done.failing)} failing of {count}: {taken:.2f} s, {share:.2f} of the floor "
                    f"of {floor:.1f} s at {abreast} abreast; memory {before:.0f} to {after:.0f} MB"
                )
    here.send(None)
    server.join(10)


if __name__ == "__main__":
    main()
