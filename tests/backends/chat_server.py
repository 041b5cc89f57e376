"""A real HTTP server on loopback that speaks chat completions, well or badly, as a test asks it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def event(text: str | None = None, finish: str | None = None, **fields: Any) -> bytes:
    delta: dict[str, Any] = {} if text is None else {"content": text}
    data = {"model": "tiny-1", "choices": [{"index": 0, "delta": delta | fields, "finish_reason": finish}]}
    return f"data: {json.dumps(data)}\n\n".encode()


USAGE = b'data: {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3}}\n\n'
DONE = b"data: [DONE]\n\n"
GOOD = [event("import "), event("x"), event(None, "stop"), USAGE, DONE]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, format: str, *args: Any) -> None: ...

    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers), b""))
        if self.server.models is None:
            self.reply(404, b"{}")
        else:
            self.reply(200, json.dumps({"data": [{"id": name} for name in self.server.models]}).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.seen.append((self.path, dict(self.headers), body))
        answer = self.server.answers.pop(0) if len(self.server.answers) > 1 else self.server.answers[0]
        try:
            answer(self)
        except (BrokenPipeError, ConnectionResetError):
            self.server.gone.set()

    def reply(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def stream(self, *chunks: bytes | float) -> None:
        """Send chunks; a number waits so many seconds, or until the client is gone."""
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for chunk in chunks:
            if isinstance(chunk, bytes):
                self.wfile.write(chunk)
                self.wfile.flush()
            else:
                self.wait(chunk)

    def wait(self, seconds: float) -> None:
        """Wait; notices a client that closes its connection, as a model server does."""
        self.connection.settimeout(0.05)
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.server.stopping.is_set():
            try:
                if self.connection.recv(1) == b"":
                    self.server.gone.set()
                    return
            except TimeoutError:
                continue
            except OSError:
                self.server.gone.set()
                return
        self.connection.settimeout(None)


Reply = Callable[[Handler], None]


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answers: list[Reply], models: list[str] | None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = answers
        self.models = models
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        self.gone = threading.Event()
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def posts(self) -> list[bytes]:
        return [body for path, _, body in self.seen if path.endswith("/chat/completions")]

    def handle_error(self, request: Any, client_address: Any) -> None: ...


@contextmanager
def serve(*answers: Reply, models: list[str] | None = None) -> Iterator[Server]:
    server = Server(list(answers) or [lambda h: h.stream(*GOOD)], models)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()
