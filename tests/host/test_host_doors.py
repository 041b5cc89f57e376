"""The host through the doors that users have: the command line and the magic in a real kernel."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hosting import CONFIG, Models, alive, prompt, until

from jupyter_viscode.display import Card
from jupyter_viscode.host import client
from jupyter_viscode.types import Progress

COMMAND = [sys.executable, "-m", "jupyter_viscode"]
PROGRAM = ["```python\nimport matplotlib.pyplot as plt\n", "plt.plot([1, 3, 2])\nplt.title('Three points')\nplt.show()\n```"]


def viscode(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def serving(models: Models) -> Iterator[subprocess.Popen[str]]:
    """``viscode serve`` in the foreground."""
    command = [*COMMAND, "serve", str(models.path(load=0.3)), "--engine", "scripted-engine"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    yield process
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)


def test_serve_shows_progress_and_answers_all_kernels_until_it_is_stopped(
    serving: subprocess.Popen[str], models: Models, home: Path
) -> None:
    assert serving.stdout is not None
    lines = [serving.stdout.readline() for _ in range(3)]
    assert lines[0].startswith("loading tiny (scripted-engine), 0 s")
    assert "is loaded, on http://127.0.0.1:" in lines[1]
    assert lines[2] == f"In a notebook: %viscode model scripted-engine:{models.path(load=0.3)}\n"
    assert models(load=0.3).generate(prompt(), CONFIG).text == "import x"
    assert len(models.starts()) == 1
    host = client.find()
    assert host is not None and host.pid == serving.pid
    assert host.token not in "".join(lines)

    said = viscode("host", "status").stdout
    assert f"process {serving.pid}" in said and "stays until stopped" in said
    assert "tiny (scripted-engine) is loaded" in said and "1 given" in said

    second = viscode("serve", str(models.path("other")), "--engine", "scripted-engine")
    assert second.returncode == 1
    assert "A model host is running already" in second.stderr and "viscode host stop" in second.stderr

    assert viscode("host", "stop").stdout == "The model host is stopped; its memory is free.\n"
    assert serving.wait(10) == 0
    assert not any(map(alive, models.starts()))
    assert viscode("host", "stop").stdout == "No model host is running.\n"
    assert viscode("host", "status").stdout.startswith("No model host is running")


def test_serve_ends_with_ctrl_c(serving: subprocess.Popen[str], models: Models) -> None:
    until(models.starts)
    serving.send_signal(signal.SIGINT)  # while it loads
    serving.wait(10)
    assert not any(map(alive, models.starts()))
    assert client.find() is None


def test_serve_says_what_is_wrong(models: Models) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = viscode("serve", str(models.path()), "--engine", "scripted-engine", "--port", port)
    assert said.returncode == 1
    assert f"cannot listen on port {port}" in said.stderr and "--port" in said.stderr
    said = viscode("serve", str(models.path("broken", die="load")), "--engine", "scripted-engine")
    assert said.returncode == 1
    assert "scripted to fail in load" in said.stderr
    assert "Traceback" not in said.stderr
    assert client.find() is None


def test_the_magic_loads_answers_is_interrupted_and_unloads(models: Models, kernel: Any) -> None:
    path = models.path(load=1.3, pieces=PROGRAM)
    assert kernel.run(f"%viscode model scripted-engine:{path}").stdout == f"model: scripted-engine:{path}\n"
    cell = kernel.run("%%viscode\nthree points")
    assert "✓ tiny (scripted-engine)" in cell.card and len(cell.pictures) == 1
    host = client.find()
    assert host is not None

    # A restart keeps the model warm.
    kernel.manager.restart_kernel(now=False)
    kernel.client.wait_for_ready(timeout=60)
    kernel.run("%load_ext jupyter_viscode\nimport pandas as pd\nd = pd.DataFrame({'a': [1, 2]})")
    cell = kernel.run(f"%%viscode -m scripted-engine:{path}\nthree points")
    assert "✓ tiny (scripted-engine)" in cell.card
    assert client.find() == host and len(models.starts()) == 1

    slow = models.path("slow", load=30)
    message = kernel.client.execute(f"%%viscode -m scripted-engine:{slow}\nthree points")
    until(lambda: models.starts("slow"))
    time.sleep(0.5)
    struck = time.monotonic()
    kernel.manager.interrupt_kernel()
    reply = kernel.client.get_shell_msg(timeout=10)
    assert reply["parent_header"]["msg_id"] == message
    assert time.monotonic() - struck < 1.0
    assert reply["content"]["status"] == "ok"
    kernel.run("%viscode unload")  # or it has been given up already, as nobody waits for it
    assert not any(map(alive, [*models.starts(), *models.starts("slow")]))
    assert kernel.run("%viscode unload").stdout == "The model host holds no model.\n"


def test_the_magic_tells_what_is_wrong_and_the_kernel_lives(models: Models, kernel: Any) -> None:
    path = models.path(die="decode", how=9)
    cell = kernel.run(f"%%viscode -m scripted-engine:{path}\nthree points")
    assert "viscode: The engine of tiny (scripted-engine) was killed" in cell.stderr
    assert "Ask again" in cell.stderr
    cell = kernel.run("%viscode model ./missing.gguf")
    assert "missing.gguf" in cell.stderr
    assert kernel.value("1 + 1") == "2"


def test_the_card_shows_what_is_waited_for() -> None:
    card = Card(rich=True, verbose=False)
    card.on_step(Progress("loading <qwen>", 3.2))
    assert "loading <qwen>, 3 s" in card.to_text()
    assert "loading &lt;qwen&gt;, 3 s" in card.to_html()
