"""What the engines have in common: settings of a source become a command, with an address that nobody else can use."""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jupyter_viscode.host.engine import Address, EngineOptions, Launch, ModelSource
from jupyter_viscode.host.engines.serving import KEY
from jupyter_viscode.host.library.weights import Weights, read, require_template

_LONGEST_SOCKET = 100
"""Bytes of a Unix socket's path; the system's limit is 104 or 108."""
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
"""The weights are on the disk: nothing is fetched, and nobody is told."""
_NO_BACKTRACE = {"GGML_NO_BACKTRACE": "1"}
"""When llama.cpp gives up it would call a debugger, whose pages hide why, and show what the memory holds."""


def is_there(module: str) -> bool:
    """True when a package can be imported; imports nothing."""
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def checked(source: ModelSource) -> Weights:
    """The weights of a source, whole and with all that answering needs; raises ModelError."""
    weights = read(source)
    require_template(source, weights)
    return weights


def address(folder: Path) -> Address:
    """A Unix socket in the private folder where the system has them, else a free port of loopback."""
    path = folder / "engine.sock"
    if hasattr(socket, "AF_UNIX") and sys.platform != "win32" and len(os.fsencode(path)) <= _LONGEST_SOCKET:
        return Address(socket=path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return Address(port=probe.getsockname()[1])


def place(where: Address) -> dict[str, Any]:
    """An address as settings."""
    return {"socket": str(where.socket)} if where.socket else {"port": where.port}


def threads() -> int:
    """Processor cores that this process may use: more threads than those make each token slower."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if allowed > 2 and _reads("/sys/devices/system/cpu/smt/active") == "1":
        allowed //= 2  # two threads of one core share what computes
    quota, _, period = _reads("/sys/fs/cgroup/cpu.max").partition(" ")
    if quota.isdigit() and period.isdigit():
        allowed = min(allowed, max(1, int(quota) // int(period)))
    return max(1, allowed)


def _reads(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""


def launch(module: str, settings: Mapping[str, Any], where: Address, env: Mapping[str, str] | None = None) -> Launch:
    """A command that runs one of this package's servers; the key goes by the environment, which only the user can read."""
    key = secrets.token_urlsafe(24)
    given = {name: value for name, value in (dict(settings) | place(where)).items() if value is not None}
    # -P: a file in the current folder must not stand in for a module of the standard library.
    argv = (sys.executable, "-P", "-m", f"jupyter_viscode.host.engines.{module}", json.dumps(given))
    return Launch(argv, where, key, {KEY: key, **_NO_BACKTRACE, **(env or {})}, health="/health", model=str(settings["name"]))


def basics(source: ModelSource, weights: Weights, options: EngineOptions) -> dict[str, Any]:
    """The settings that every engine takes."""
    return {
        # Links are not followed: of a model in several files llama.cpp finds the others by this one's name.
        "model": str(source.path.absolute()),
        "name": source.name,
        "context": weights.context(options.context),
        "gpu_layers": options.gpu_layers,
        "threads": options.threads or threads(),
    }
