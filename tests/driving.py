"""What tests drive: a real kernel, as a front end does, and a real HTTP server that answers like a model."""

from __future__ import annotations

import contextlib
import io
import json
import os
import queue
import threading
import time
import uuid
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SETUP = """
import numpy as np, pandas as pd
rng = np.random.default_rng(0)
sales = pd.DataFrame({
    "date": pd.date_range("2024-01-01", periods=240, freq="D").repeat(2),
    "region": ["North", "South"] * 240,
    "revenue": rng.uniform(10, 100, 480).round(2),
    "units": rng.integers(1, 20, 480),
})
%load_ext jupyter_viscode
"""


class Kernel:
    """A real IPython kernel, driven as a front end drives it."""

    def __init__(self, home: Path, extra: dict[str, str] | None = None) -> None:
        from jupyter_client.manager import KernelManager

        home.mkdir(parents=True, exist_ok=True)
        self.home = home
        self.manager = KernelManager(kernel_name="python3")
        environment = {**os.environ, "JUPYTER_DATA_DIR": str(home / "data"), "IPYTHONDIR": str(home / "ipython")}
        environment.pop("MPLBACKEND", None)  # a notebook's kernel draws inline
        environment |= extra or {}
        self.manager.start_kernel(env=environment, cwd=str(home))
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        self.replies: list[str] = []
        """What is typed when a cell asks."""

    def run(self, code: str, *, timeout: float = 90, cell_id: str | None = None, stdin: bool = False) -> Cell:
        """Execute a cell; returns what a notebook would hold after it."""
        cell = Cell()

        def on_output(message: dict[str, Any]) -> None:
            cell.take(message)

        def on_stdin(message: dict[str, Any]) -> None:
            cell.questions.append(message["content"]["prompt"])
            self.client.input(self.replies.pop(0))

        if cell_id is not None:
            message = self.client.session.msg("execute_request", _execute(code, stdin))
            message["metadata"]["cellId"] = cell_id
            self.client.shell_channel.send(message)
            self._drain(message["header"]["msg_id"], cell, timeout)
            return cell
        reply = self.client.execute_interactive(
            code, timeout=timeout, output_hook=on_output, stdin_hook=on_stdin, allow_stdin=stdin
        )
        cell.status = reply["content"]["status"]
        return cell

    def _drain(self, message_id: str, cell: Cell, timeout: float) -> None:
        while True:
            message = self.client.get_iopub_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") != message_id:
                continue
            cell.take(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return

    def value(self, expression: str) -> str:
        """The repr of an expression in the kernel."""
        cell = self.run(f"print(repr({expression}))")
        assert not cell.error, cell.error
        return cell.stdout.strip()

    def stop(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()


def _execute(code: str, stdin: bool) -> dict[str, Any]:
    return {
        "code": code,
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": stdin,
        "stop_on_error": True,
    }


class Cell:
    """The outputs of one executed cell."""

    def __init__(self) -> None:
        self.stdout = ""
        self.stderr = ""
        self.error = ""
        self.status = ""
        self.displays: list[dict[str, Any]] = []
        self.metadata: list[dict[str, Any]] = []
        self.updates = 0
        self.questions: list[str] = []
        self._by_id: dict[str, int] = {}

    def take(self, message: dict[str, Any]) -> None:
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            setattr(self, content["name"], getattr(self, content["name"]) + content["text"])
        elif kind == "error":
            self.error = f"{content['ename']}: {content['evalue']}"
        elif kind in ("display_data", "execute_result"):
            display_id = content.get("transient", {}).get("display_id")
            if display_id:
                self._by_id[display_id] = len(self.displays)
            self.displays.append(content["data"])
            self.metadata.append(content["metadata"])
        elif kind == "update_display_data":
            self.updates += 1
            index = self._by_id[content["transient"]["display_id"]]
            self.displays[index], self.metadata[index] = content["data"], content["metadata"]

    @property
    def card(self) -> str:
        """The text form of the answer's card."""
        return next((d["text/plain"] for d in self.displays if "viscode-card" in d.get("text/html", "")), "")

    @property
    def card_html(self) -> str:
        return next((d["text/html"] for d in self.displays if "viscode-card" in d.get("text/html", "")), "")

    @property
    def pictures(self) -> list[str]:
        return [d["image/png"] for d in self.displays if "image/png" in d]


class ModelServer:
    """A real HTTP server on loopback that answers chat completions with the texts it was given, in order."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.bodies: list[bytes] = []
        self.delay = 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                text = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                for start in range(0, len(text), 20):
                    time.sleep(outer.delay)
                    piece = {"choices": [{"delta": {"content": text[start : start + 20]}, "finish_reason": None}]}
                    self.wfile.write(f"data: {json.dumps(piece)}\n\n".encode())
                    self.wfile.flush()
                last = {"choices": [{"delta": {}, "finish_reason": "stop"}]}
                self.wfile.write(f"data: {json.dumps(last)}\n\ndata: [DONE]\n\n".encode())

            def log_message(self, *args: Any) -> None:
                pass

            def handle(self) -> None:
                with contextlib.suppress(ConnectionError):  # the client stopped: that is what some tests do
                    super().handle()

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1#tiny"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


REGISTER = "__import__('jupyter_viscode.panel', fromlist=['panel']).register()"


class Front:
    """The sidebar's side of the comm.

    Parameters
    ----------
    subshell
        Open the comm on a subshell, as JupyterLab does.
    """

    def __init__(self, kernel: Any, subshell: bool) -> None:
        self.client = kernel.client
        self.comm_id = uuid.uuid4().hex
        self.seen: list[dict[str, Any]] = []
        self.subshell = self._subshell() if subshell else None
        self.client.execute("", silent=True, store_history=False, user_expressions={"viscode": REGISTER})
        reply = self.client.get_shell_msg(timeout=60)["content"]["user_expressions"]["viscode"]
        assert reply["status"] == "ok", reply
        self._send("comm_open", {"target_name": "jupyter_viscode", "data": {}})
        self.greeting = self.wait("ready")

    def _subshell(self) -> str:
        self.client.control_channel.send(self.client.session.msg("create_subshell_request", {}))
        return str(self.client.get_control_msg(timeout=20)["content"]["subshell_id"])

    def _send(self, kind: str, content: dict[str, Any], buffers: Sequence[bytes] = ()) -> None:
        message = self.client.session.msg(kind, {"comm_id": self.comm_id, **content})
        message["buffers"] = list(buffers)
        if self.subshell is not None:
            message["header"]["subshell_id"] = self.subshell
        self.client.shell_channel.send(message)

    def tell(self, *buffers: bytes, **message: Any) -> None:
        self._send("comm_msg", {"data": message}, buffers)

    def wait(self, kind: str, seconds: float = 60) -> dict[str, Any]:
        """The next message of a kind."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except queue.Empty:
                continue
            if message["msg_type"] == "comm_msg":
                data = message["content"]["data"]
                self.seen.append(data)
                assert kind == "error" or data["type"] != "error", data
                if data["type"] == kind:
                    return dict(data)
        raise AssertionError(f"no {kind} within {seconds:g} s; seen: {[m['type'] for m in self.seen]}")

    def ask(self, text: str, *buffers: bytes, **more: Any) -> dict[str, Any]:
        turn = uuid.uuid4().hex
        self.tell(*buffers, type="ask", id=turn, text=text, **more)
        answer = self.wait("answer")
        assert answer["id"] == turn
        return answer


def chart(kind: str = "png", size: tuple[float, float] = (6, 4)) -> bytes:
    """A picture of four bars."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.bar(["North", "South", "East", "West"], [12.0, 30.0, 21.0, 17.5], color="#2a9d8f")
    axes.set_title("Revenue by region")
    axes.set_xlabel("region")
    axes.set_ylabel("revenue")
    figure.tight_layout()
    out = io.BytesIO()
    figure.savefig(out, format=kind, dpi=100)
    return out.getvalue()
