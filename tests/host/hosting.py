"""A host of its own for each test, with real processes, and models that do as they are told."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jupyter_viscode.host import client, place
from jupyter_viscode.host.backend import HostBackend
from jupyter_viscode.host.selection import select
from jupyter_viscode.types import GenerationConfig, Message, Prompt, Request

CONFIG = GenerationConfig(max_tokens=200, timeout=30)


def prompt(text: str = "draw") -> Prompt:
    return Prompt((Message("user", text),), Request(text))


@dataclass
class Models:
    """Makes models for the scripted engine."""

    folder: Path

    def __call__(self, name: str = "tiny", **script: Any) -> HostBackend:
        return HostBackend(select(f"scripted-engine:{self.path(name, **script)}"))

    def path(self, name: str = "tiny", **script: Any) -> Path:
        path = self.folder / f"{name}.gguf"
        content = b"GGUF" + json.dumps(script).encode()
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
        return path

    def events(self, name: str = "tiny") -> list[str]:
        path = self.folder / f"{name}.events"
        return path.read_text().splitlines() if path.exists() else []

    def starts(self, name: str = "tiny") -> list[int]:
        return [int(line.split()[1]) for line in self.events(name) if line.startswith("started")]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime folder of this test's own; whatever host was started in it is ended."""
    plugin = tmp_path / "plugin" / "scripted_engine-1.dist-info"
    plugin.mkdir(parents=True)
    (plugin / "METADATA").write_text("Metadata-Version: 2.1\nName: scripted-engine\nVersion: 1\n")
    (plugin / "entry_points.txt").write_text("[jupyter_viscode.engines]\nscripted-engine = scripted_engine:ScriptedEngine\n")
    paths = [str(Path(__file__).parent), str(plugin.parent)]
    for path in paths:
        monkeypatch.syspath_prepend(path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([*paths, os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("VISCODE_MODELS", str(tmp_path / "no-models"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no-cache"))
    monkeypatch.delenv("VISCODE_HOST_IDLE", raising=False)
    yield place.folder()
    client.stop()
    for process in client._started:
        process.wait(5)
    client._started.clear()


@pytest.fixture
def models(home: Path, tmp_path: Path) -> Models:
    folder = tmp_path / "weights"
    folder.mkdir()
    return Models(folder)


def until(true: Callable[[], Any], seconds: float = 10.0) -> Any:
    """Wait until something is so; fails when it is not in time."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return found


def alive(pid: int) -> bool:
    from jupyter_viscode.host.running import born

    return bool(born(pid))
