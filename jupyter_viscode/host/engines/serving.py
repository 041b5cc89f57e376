"""A small HTTP server for a library that has none fit for this: an `Answerer` enters, chat completions leave.

It listens on a Unix socket or on loopback, wants the key that its starter put into the environment, answers one request
after the other in the order of their coming, and ends work whose client has gone. Standard library only.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import select
import socket
import socketserver
import sys
import threading
import time
import traceback
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

from jupyter_viscode.host.engines.speech import Abandoned, Answerer, Ask, Refused, Tally, read_ask

KEY = "VISCODE_ENGINE_KEY"
"""Variable with the bearer token: a command line can be read by every user of the machine, the environment cannot."""
_LARGEST = 64 << 20
_PING = 10.0
"""Seconds of silence after which a comment tells the client that its answer is still being worked on."""


def serve(load: Callable[[], Answerer], settings: dict[str, Any]) -> None:
    """Load the model and answer until the process ends.

    Parameters
    ----------
    settings
        ``socket`` or ``port``: where to listen.
    """
    key = os.environ.pop(KEY, None)
    model = load()
    server = _listen(settings, _Desk(model), key)
    _log(f"{model.name} is ready")
    server.serve_forever(poll_interval=0.5)


def _log(text: str) -> None:
    sys.stderr.write(text.rstrip("\n") + "\n")
    sys.stderr.flush()


class _Desk:
    """The model, and the line of those who wait for it."""

    def __init__(self, model: Answerer) -> None:
        self.model = model
        self._line: deque[object] = deque()
        self._moved = threading.Condition()

    @contextlib.contextmanager
    def turn(self, gone: threading.Event) -> Iterator[None]:
        """Wait for one's turn; raises Abandoned when the client leaves the line."""
        ticket = object()
        with self._moved:
            self._line.append(ticket)
        try:
            with self._moved:
                while self._line[0] is not ticket:
                    if gone.is_set():
                        raise Abandoned
                    self._moved.wait(0.05)
            yield
        finally:
            with self._moved:
                self._line.remove(ticket)
                self._moved.notify_all()


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64
    desk: _Desk
    key: str | None


class _SocketServer(_Server):
    address_family = getattr(socket, "AF_UNIX", socket.AF_INET)


def _listen(settings: dict[str, Any], desk: _Desk, key: str | None) -> _Server:
    server: _Server
    if settings.get("socket"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(settings["socket"])  # noqa: PTH108 - left by a process that was killed
        before = os.umask(0o177)
        try:
            server = _SocketServer(settings["socket"], _Handler)
        finally:
            os.umask(before)
    else:
        server = _Server(("127.0.0.1", settings["port"]), _Handler)
    server.desk, server.key = desk, key
    return server


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "viscode"

    def address_string(self) -> str:
        """A Unix socket has no address of the client."""
        return "client"

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not logged: the log is for what goes wrong."""

    def do_GET(self) -> None:
        """Health, and the name of the model."""
        if self.path == "/health":
            self._reply(200, {"status": "ok"})
        elif not self._welcome():
            self._error(Refused("Invalid API key.", 401))
        elif self.path == "/v1/models":
            self._reply(200, {"object": "list", "data": [{"id": self.server.desk.model.name, "object": "model"}]})
        else:
            self._error(Refused(f"There is nothing at {self.path}.", 404))

    def do_POST(self) -> None:
        """A chat completion."""
        try:
            body = self._body()
            if not self._welcome():
                raise Refused("Invalid API key.", 401)
            if self.path != "/v1/chat/completions":
                raise Refused(f"There is nothing at {self.path}.", 404)
            self._check_model(body)
            _Reply(self, read_ask(body), stream=bool(body.get("stream"))).run()
        except Refused as refused:
            self._error(refused)

    def _body(self) -> Any:
        length = self.headers.get("content-length", "")
        if not length.isdigit() or int(length) > _LARGEST:
            raise Refused("The request has no length, or a larger one than is taken.", 413)
        try:
            return json.loads(self.rfile.read(int(length)))
        except ValueError:
            raise Refused("The request is no JSON.") from None

    def _welcome(self) -> bool:
        key = self.server.key
        return key is None or hmac.compare_digest(self.headers.get("authorization", "").encode(), f"Bearer {key}".encode())

    def _check_model(self, body: Any) -> None:
        wanted, name = body.get("model") if isinstance(body, dict) else None, self.server.desk.model.name
        if wanted is not None and wanted != name:
            raise Refused(f"There is no model {wanted!r} here, only {name!r}.", 404, "model_not_found")

    def _error(self, refused: Refused) -> None:
        kind = "authentication_error" if refused.status == 401 else "invalid_request_error"
        self._reply(refused.status, {"error": {"message": str(refused), "type": kind, "code": refused.code}})

    def _reply(self, status: int, value: Any) -> None:
        data = json.dumps(value).encode()
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)


class _Reply:
    """One answer on its way, and the watch on whether somebody still waits for it."""

    def __init__(self, handler: _Handler, ask: Ask, stream: bool) -> None:
        self.handler, self.ask, self.stream = handler, ask, stream
        self.model = handler.server.desk.model
        self.frame = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": self.model.name}
        self.gone = threading.Event()
        self.done = threading.Event()
        self.begun = False
        self.last = time.monotonic()
        self.lock = threading.Lock()

    def run(self) -> None:
        """Answer; raises Refused while nothing has been sent."""
        watch = threading.Thread(target=self._watch, daemon=True)
        watch.start()
        try:
            with self.handler.server.desk.turn(self.gone):
                if not self._has_left():
                    self._answer()
        except (Abandoned, OSError):
            pass
        except Refused as refused:
            if not self.begun:
                raise
            self._send({"error": {"message": str(refused), "code": refused.status}})
        except Exception as error:
            _log(traceback.format_exc())
            if not self.begun:
                raise Refused(f"The model failed: {type(error).__name__}: {error}", 500) from error
            self._send({"error": {"message": f"{type(error).__name__}: {error}", "code": 500}})
        finally:
            self.done.set()
            watch.join()

    def _answer(self) -> None:
        started, tally, first, text = time.monotonic(), Tally(), None, []
        for piece in self.model.answer(self.ask, tally, self.gone.is_set):
            first = first or time.monotonic()
            if self.stream:
                self._send(self._chunk({"content": piece}))
            text.append(piece)
        ended = time.monotonic()
        usage = {
            "prompt_tokens": tally.prompt,
            "completion_tokens": tally.written,
            "total_tokens": tally.prompt + tally.written,
            "prompt_tokens_details": {"cached_tokens": tally.cached},
        }
        timings = {
            "cache_n": tally.cached,
            "prompt_n": tally.prompt - tally.cached,
            "prompt_ms": 1000 * ((first or ended) - started),
            "predicted_n": tally.written,
            "predicted_ms": 1000 * (ended - (first or ended)),
        }
        if not self.stream:
            message = {"role": "assistant", "content": "".join(text)}
            choice = {"index": 0, "message": message, "finish_reason": tally.finish}
            whole = self.frame | {"object": "chat.completion", "choices": [choice], "usage": usage, "timings": timings}
            self.handler._reply(200, whole)
            return
        self._send(self._chunk({}, tally.finish))
        self._send(self.frame | {"object": "chat.completion.chunk", "choices": [], "usage": usage, "timings": timings})
        self._write(b"data: [DONE]\n\n")

    def _chunk(self, delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
        return self.frame | {
            "object": "chat.completion.chunk",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }

    def _send(self, value: dict[str, Any]) -> None:
        self._write(f"data: {json.dumps(value)}\n\n".encode())

    def _write(self, data: bytes) -> None:
        with self.lock:
            try:
                if not self.begun:
                    self.begun = True
                    self.handler.send_response(200)
                    self.handler.send_header("content-type", "text/event-stream")
                    self.handler.send_header("cache-control", "no-store")
                    self.handler.end_headers()
                self.handler.wfile.write(data)
                self.handler.wfile.flush()
            except OSError:
                self.gone.set()
                raise Abandoned from None
            self.last = time.monotonic()

    def _watch(self) -> None:
        """See the client go, and tell one who waits long that work goes on."""
        while not self.done.wait(0.05):
            if self._has_left():
                self.gone.set()
                return
            if self.stream and time.monotonic() - self.last > _PING:
                with contextlib.suppress(Abandoned):
                    self._write(b": still at work\n\n")

    def _has_left(self) -> bool:
        """True when the client has closed its connection."""
        connection = self.handler.connection
        try:
            readable, _, _ = select.select([connection], [], [], 0)
            return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            return True
