"""The process of the engine for tests: a chat server on a Unix socket whose script is its model's file.

Keys of the script: ``load`` (seconds), ``prefill``, ``delay`` (seconds a piece), ``pieces`` (a list of texts), ``memory`` (MB),
``die`` (``load``, ``prefill`` or ``decode``), ``how`` (a signal's number, else an exit with words), ``refuse`` (status, body),
``stuck``. What happens is appended to ``MODEL.events``.
"""

import contextlib
import json
import os
import select
import socketserver
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

MODEL, SOCKET, SLOTS = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
SCRIPT = json.loads(MODEL.read_bytes()[4:])
BUSY = threading.Semaphore(SLOTS)


def note(text):
    with MODEL.with_suffix(".events").open("a") as file:
        file.write(f"{text}\n")


def die(when):
    if SCRIPT.get("die") == when:
        if SCRIPT.get("how"):
            os.kill(os.getpid(), SCRIPT["how"])
            time.sleep(5)
        print(f"error: scripted to fail in {when}", flush=True)
        os._exit(3)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.reply(200 if self.headers["Authorization"] == "Bearer engine-key" else 401, b"{}")

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["Authorization"] == "Bearer engine-key"
        if not BUSY.acquire(timeout=0.2):
            note("overloaded")
        try:
            self.chat(json.loads(content))
        finally:
            BUSY.release()

    def chat(self, asked):
        note(f"asked {asked['model']} {asked['messages'][-1]['content']}")
        if SCRIPT.get("refuse"):
            self.reply(SCRIPT["refuse"][0], json.dumps(SCRIPT["refuse"][1]).encode())
            return
        if self.left(SCRIPT.get("prefill", 0)):
            return
        die("prefill")
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        pieces = SCRIPT.get("pieces", ["import ", "x"])
        for number, text in enumerate(pieces):
            self.send({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})
            if number == 1:
                die("decode")
            if self.left(SCRIPT.get("delay", 0)):
                return
        usage = {"prompt_tokens": 40, "completion_tokens": len(pieces), "prompt_tokens_details": {"cached_tokens": 30}}
        self.send({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": usage})
        note("answered")
        with contextlib.suppress(ConnectionError):  # the client may have read enough
            self.piece(b"data: [DONE]\n\n")
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True

    def left(self, seconds):
        """Wait; true when the client has left by then."""
        readable, _, _ = select.select([self.connection], [], [], seconds)
        if readable and not self.connection.recv(1):
            note("client left")
            self.close_connection = True
            return True
        return False

    def send(self, event):
        self.piece(f"data: {json.dumps(event)}\n\n".encode())

    def piece(self, data):
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def reply(self, status, content):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass

    def address_string(self):
        return "socket"


class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 50


note(f"started {os.getpid()}")
time.sleep(SCRIPT.get("load", 0))
die("load")
ballast = bytearray(os.urandom(1024) * 1024 * SCRIPT.get("memory", 0))
with contextlib.suppress(KeyboardInterrupt):
    Server(SOCKET, Handler).serve_forever()
