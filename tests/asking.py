"""A model's server, made up: for the tests of the client."""

import json
import socket
import threading
import time
from contextlib import closing, contextmanager

from werkzeug import Request, Response

from reviewkit.ai import Model, Options
from reviewkit.db.ledger import Ledger
from reviewkit.db.reading import rows

SCHEMA = {
    "type": "object",
    "properties": {"words": {"type": "array", "items": {"type": "string"}}},
    "required": ["words"],
    "additionalProperties": False,
}
GOOD = '{"words": ["국물"]}'
KEY = "sk-made-up"


@contextmanager
def a_model(app, base_url, key=KEY, stop=None, **given):
    options = Options(**{"base_url": base_url, "model": "small", "timeout": 5.0, **given})
    with closing(Model(options, key, Ledger(app.engine), stop)) as model:
        yield model


def ask(model, system="s", user="u", max_tokens=100):
    return model.ask("test", system, user, SCHEMA, max_tokens)


def ledger(app, what="outcome"):
    with rows(app.database, f"SELECT {what} FROM llm_call ORDER BY id") as found:
        return [row[0] if len(row.keys()) == 1 else tuple(row) for row in found]


def said(content, finish="stop", usage=(1000, 500), **message):
    """A chat completion."""
    body = {
        "id": "c1",
        "object": "chat.completion",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": content, **message}, "finish_reason": finish}],
    }
    if usage:
        body["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    return Response(json.dumps(body), content_type="application/json")


def error(status, code="", message="no", headers=None):
    body = json.dumps({"error": {"message": message, "type": "t", "code": code}})
    return Response(body, status, headers or {}, content_type="application/json")


class Server:
    """A server that gives its answers in turn, the last one for ever; a callable answers by what was asked."""

    def __init__(self, httpserver, *answers):
        self.answers = list(answers)
        self.asked = []
        self.headers = []
        self.at = []
        self.url = httpserver.url_for("/v1")
        httpserver.expect_request("/v1/chat/completions", method="POST").respond_with_handler(self.answer)

    def answer(self, request: Request) -> Response:
        self.asked.append(request.get_json())
        self.headers.append(request.headers)
        self.at.append(time.monotonic())
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        found = answer(self.asked[-1]) if callable(answer) and not isinstance(answer, Response) else answer
        return Response(found.get_data(), found.status_code, dict(found.headers))  # a Response may be sent once only

    @property
    def forms(self):
        return [body.get("response_format", {}).get("type", "plain") for body in self.asked]


@contextmanager
def raw_server(talk):
    """A server of bare sockets: `talk` gets each connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ended = threading.Event()

        def serve():
            while not ended.is_set():
                connection, _address = listening.accept()
                with connection:
                    if not ended.is_set():
                        connection.recv(65536)
                        talk(connection, ended)

        thread = threading.Thread(target=serve)
        thread.start()
        address = listening.getsockname()
        try:
            yield f"http://127.0.0.1:{address[1]}/v1"
        finally:
            ended.set()
            socket.create_connection(address).close()
            thread.join()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


def drips(connection, ended):
    """Keeps the line alive with blanks, as gateways do, and never answers."""
    connection.sendall(HEAD)
    try:
        while not ended.wait(0.05):
            connection.sendall(b"1\r\n \r\n")
    except OSError:
        pass
