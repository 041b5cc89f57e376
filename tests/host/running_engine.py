"""An engine started as the host starts it, with the package's own backend as its client."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from relay import Relay

from jupyter_viscode.backends.openai import OpenAIBackend
from jupyter_viscode.host.engine import Engine, EngineOptions, Launch, ModelSource


class Running:
    """A server that is up."""

    def __init__(self, launch: Launch, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
        self.launch, self.port, self.process, self.log = launch, port, process, log
        self.backend = OpenAIBackend(f"http://127.0.0.1:{port}/v1", launch.model, launch.key, retries=0)

    def post(self, key: str | None = None, **fields: Any) -> tuple[int, Any]:
        """A request in full, for what the backend does not send or hides; status and JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"authorization": f"Bearer {key if key is not None else self.launch.key}"}
        body = {"model": self.launch.model, "temperature": 0, **fields}
        connection.request("POST", "/v1/chat/completions", json.dumps(body), headers | {"content-type": "application/json"})
        answer = connection.getresponse()
        try:
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


@contextmanager
def running(
    engine: Engine, source: ModelSource, options: EngineOptions | None = None, seconds: float = 90
) -> Iterator[Running]:
    """Start, wait for health, and end an engine."""
    with tempfile.TemporaryDirectory(prefix="viscode-") as folder:
        launch = engine.launch(source, options or EngineOptions(threads=1), Path(folder))
        log = Path(folder) / "log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                launch.argv, env={**os.environ, **launch.env}, stdout=file, stderr=file, stdin=subprocess.DEVNULL
            )
        relay = Relay(launch.address.socket or launch.address.port or 0)
        try:
            _await_health(launch, relay.port, process, log, seconds)
            yield Running(launch, relay.port, process, log)
        finally:
            relay.close()
            process.kill()
            process.wait()


def _await_health(launch: Launch, port: int, process: subprocess.Popen[bytes], log: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the engine ended: {log.read_text(errors='replace')[-2000:]}"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", launch.health, headers={"authorization": f"Bearer {launch.key}"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    raise AssertionError(f"the engine was not up after {seconds:g} s: {log.read_text(errors='replace')[-2000:]}")
