"""A model server that replays answers at a given speed: a script enters, an address leaves. The repeatable case of a bench.

Run as ``python -m jupyter_viscode.bench.replay SCRIPT.json``; the address is the first line that is printed. The name of
the model in a request picks the answers of the script, the number of answers in the conversation the one among them; a
request that asks for edits gets the patch.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from jupyter_viscode.bench.repairs import tokens


@dataclass(frozen=True)
class Script:
    """What a model of the server answers."""

    answers: Sequence[str]
    """The whole programs, first answer first; the last one again and again."""
    patch: str = ""
    """The answer to a request for edits."""
    rate: float = 0.0
    """Tokens a second; 0 for as fast as possible."""
    wait: float = 0.0
    """Seconds before the first token."""


@dataclass(frozen=True)
class Replay:
    """A running server."""

    url: str
    pid: int
    scripts: Mapping[str, Script] = field(default_factory=dict)


@contextmanager
def replaying(scripts: Mapping[str, Script]) -> Iterator[Replay]:
    """A server in a process of its own, so that its work is not taken for the package's."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "script.json")
        path.write_text(json.dumps({name: asdict(script) for name, script in scripts.items()}))
        command = [sys.executable, "-m", "jupyter_viscode.bench.replay", str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                yield Replay(process.stdout.readline().strip(), process.pid, scripts)
            finally:
                process.kill()


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """The list of models."""
        body = json.dumps({"data": [{"id": name} for name in self.server.scripts]}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """One answer, token by token, each at its time."""
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        script = self.server.scripts[asked["model"]]
        self.close_connection = True
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        try:
            self._replay(tokens(_chosen(script, asked["messages"])), script)
        except OSError:
            return  # the client has heard enough

    def _replay(self, pieces: Sequence[str], script: Script) -> None:
        start = time.perf_counter() + script.wait
        for number, piece in enumerate(pieces):
            due = start + (number / script.rate if script.rate else 0.0)
            if (left := due - time.perf_counter()) > 0:
                time.sleep(left)
            self._send({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
        used = {"prompt_tokens": 0, "completion_tokens": len(pieces)}
        self._send({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": used})
        self.wfile.write(b"data: [DONE]\n\n")
        self.wfile.flush()

    def _send(self, event: Mapping[str, Any]) -> None:
        self.wfile.write(b"data: " + json.dumps(event).encode() + b"\n\n")
        self.wfile.flush()


def _chosen(script: Script, messages: Sequence[Mapping[str, Any]]) -> str:
    if script.patch and "<<<<<<< SEARCH" in str(messages[-1]["content"]):
        return script.patch
    turn = sum(message["role"] == "assistant" for message in messages)
    answer: str = script.answers[min(turn, len(script.answers) - 1)]
    return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, scripts: Mapping[str, Script]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scripts = scripts


def main(path: str) -> None:
    """Serve until killed, or until whoever started it is gone."""
    import threading

    read: Mapping[str, Any] = json.loads(Path(path).read_text())
    scripts = {name: Script(**script) for name, script in read.items()}
    server = _Server(scripts)
    print(f"http://127.0.0.1:{server.server_port}/v1", flush=True)  # noqa: T201
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
