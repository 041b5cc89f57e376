"""How local models do here: this machine and the running host go in, facts come out, each problem with its next command."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jupyter_viscode.errors import ViscodeError
from jupyter_viscode.host import client, place
from jupyter_viscode.host.engine import Engine
from jupyter_viscode.host.library import local, machine
from jupyter_viscode.host.library.machine import GIB, Gpu, gib
from jupyter_viscode.host.selection import engines

if TYPE_CHECKING:
    from jupyter_viscode.types import Backend, GenerationConfig, Message

PROBE_SECONDS = 30.0
"""How long an engine's package may take to say what it was built for."""
RUN_TOKENS = 16
RUN_SECONDS = 30.0
"""How long the short run may take."""
_FEW_TOKENS = 4
"""Below this a rate says nothing."""
_ROOM = 3 * GIB
"""Bytes of disk that the smallest useful model takes."""
_LOG_BYTES = 1 << 20
_OFFLOADED = re.compile(r"offloaded (\d+)/(\d+) layers to GPU")


@dataclass(frozen=True)
class Fact:
    """One thing that was looked at."""

    name: str
    status: Literal["ok", "absent", "broken"]
    """``absent``: something is not there, or could be better; ``broken``: it does not work."""
    detail: str
    next: str = ""
    """The next command, when something is to be done."""


def facts(run: bool = True) -> Iterator[Fact]:
    """All facts, in the order in which they are shown.

    Parameters
    ----------
    run
        True lets a loaded model answer two short questions, to measure it.
    """
    here = machine.look()
    yield Fact("memory", "ok", str(here))
    yield _disk()
    yield _models()
    yield from _engines(here.gpus)
    yield _hub()
    yield from _host(here.gpus, run)


# -- what is there -----------------------------------------------------------------------------------------------------


def _disk() -> Fact:
    cache = local.hub_cache()
    free = machine.disk_free(cache)
    said = f"{gib(free)} free in {_short(cache)}"
    if free < _ROOM:
        return Fact("disk", "absent", f"{said}: too little for a model", "free some space, or set HF_HOME to a larger disk")
    return Fact("disk", "ok", said)


def _models() -> Fact:
    found = local.models()
    if not found:
        return Fact("models here", "absent", "none", "'viscode models' shows what fits; 'viscode pull NAME' fetches it")
    names = [model.name for model in found]
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return Fact("models here", "ok", ", ".join(names[:4]) + more)


def _engines(gpus: tuple[Gpu, ...]) -> Iterator[Fact]:
    for engine in engines():
        if not engine.installed():
            yield Fact(engine.name, "absent", "not installed", f'pip install "jupyter_viscode[{engine.extra}]"')
        else:
            yield _engine(engine, gpus)


def _engine(engine: Engine, gpus: tuple[Gpu, ...]) -> Fact:
    package, ways = _BUILDS.get(engine.name, (engine.name, {}))
    version = ""
    with suppress(metadata.PackageNotFoundError):
        version = f"{'' if package == engine.name else f'{package} '}{metadata.version(package)}"
    if not gpus or engine.name not in _BUILDS:
        return Fact(engine.name, "ok", version)
    uses = uses_gpu(engine.name)
    if uses is None:
        return Fact(engine.name, "absent", f"{version}; it does not say whether it can use the GPU", "import it and look")
    if uses:
        return Fact(engine.name, "ok", f"{version}, built for the GPU")
    way = ways.get(gpus[0].kind, f"install a build of {package} for your GPU: see its install page")
    return Fact(engine.name, "absent", f"{version} is built for the CPU alone, and there is a GPU ({gpus[0].name})", way)


_REBUILD = 'CMAKE_ARGS="-DGGML_{}=on" pip install --force-reinstall --no-cache-dir llama-cpp-python'
_BUILDS: dict[str, tuple[str, dict[str, str]]] = {
    "llama-cpp-python": ("llama-cpp-python", {"cuda": _REBUILD.format("CUDA"), "rocm": _REBUILD.format("HIP")}),
    "xllamacpp": ("xllamacpp", {}),
    "transformers": ("torch", {"cuda": "pip install --force-reinstall torch"}),
}
"""Of each engine whose package comes in several builds: the package, and by kind of GPU the command that brings its build."""

_QUESTIONS = {
    "llama-cpp-python": "import llama_cpp; print(bool(llama_cpp.llama_supports_gpu_offload()))",
    "xllamacpp": "import xllamacpp; print(any('CPU' not in str(d['type']) for d in xllamacpp.get_device_info()))",
}


def uses_gpu(engine: str) -> bool | None:
    """Whether an engine's package was built for a GPU; None when that cannot be found out.

    Asked in a process of its own: to load a build for a GPU takes graphics memory, and a broken one may crash.
    """
    if engine == "transformers":
        return _torch_uses_gpu()
    try:
        done = subprocess.run(
            [sys.executable, "-c", _QUESTIONS[engine]], capture_output=True, text=True, timeout=PROBE_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    said = done.stdout.split()[-1:]
    return said == ["True"] if said in (["True"], ["False"]) else None


def _torch_uses_gpu() -> bool | None:
    """From the file that says how it was built; to import it would take seconds."""
    with suppress(OSError, ImportError, ValueError):
        found = util.find_spec("torch")
        if found is not None and found.origin:
            text = (Path(found.origin).parent / "version.py").read_text(encoding="utf-8")
            built = re.findall(r"^(?:cuda|hip|xpu)\b[^=]*=\s*(.+)$", text, re.MULTILINE)
            return any(value.strip() != "None" for value in built) or sys.platform == "darwin"
    return None


def _hub() -> Fact:
    with suppress(metadata.PackageNotFoundError):
        return Fact("huggingface_hub", "ok", f"{metadata.version('huggingface_hub')} (viscode pull)")
    return Fact("huggingface_hub", "absent", "not installed (viscode pull)", 'pip install "jupyter_viscode[hub]"')


# -- what runs ---------------------------------------------------------------------------------------------------------


def _host(gpus: tuple[Gpu, ...], run: bool) -> Iterator[Fact]:
    try:
        # Where no host has ever been there is no folder, and a look makes none.
        status = client.status() if place.path().exists() else None
    except ViscodeError as error:
        yield Fact("model host", "broken", error.message, error.hint)
        return
    if status is None:
        yield Fact("model host", "ok", "not running; the first question to a local model starts it")
        return
    yield Fact("model host", "ok", f"process {status['pid']}, {status['served']} answers given, {status['failed']} failed")
    if status["state"] == "ended":
        said = status["last_log"][-1:] or ["it said nothing"]
        yield Fact("loaded model", "broken", f"{status['model']} ended: {said[0][:200]}", "see: viscode host status")
    elif status["state"] == "loading":
        yield Fact("loaded model", "ok", f"{status['model']} ({status['engine']}) is being loaded")
    elif status["state"] == "empty":
        yield Fact("loaded model", "ok", "none; the next question to a local model loads it")
    else:
        yield from _loaded(status, gpus, run)


def _loaded(status: Mapping[str, Any], gpus: tuple[Gpu, ...], run: bool) -> Iterator[Fact]:
    context = (status["abilities"] or {}).get("context")
    parts = [f"{status['model']} ({status['engine']})", f"{gib(status['memory'])} of memory"]
    parts += [f"context of {context:,} tokens"] if context else []
    parts += [f"loaded in {status['load_seconds']:.1f} s"] if status["load_seconds"] is not None else []
    yield Fact("loaded model", "ok", ", ".join(parts))
    yield from _layers(status, gpus)
    if status["running"] or status["waiting"]:
        yield Fact("speed", "ok", "not measured: the model is answering")
    elif run:
        yield from _speed(status)
    elif status["last"]:
        yield _figures("last answer", status["last"])


def _layers(status: Mapping[str, Any], gpus: tuple[Gpu, ...]) -> Iterator[Fact]:
    """What of the model is on the GPU: layers, where the engine tells, else memory; without a GPU there is nothing to say."""
    if not gpus:
        return
    name, more = "on the GPU", f"ask for all layers: %viscode model {status['path']}?gpu_layers=-1"
    layers = offloaded(_log(status))
    if layers is not None:
        there, total = layers
        yield Fact(name, "ok" if there == total else "absent", f"{there} of {total} layers", more)
        return
    used = machine.gpu_processes()
    mine = sum(size for process, size in used.items() if _descends(process, status["engine_pid"]))
    if mine:
        yield Fact(name, "ok", f"{gib(mine)} of graphics memory")
    elif used:
        yield Fact(name, "absent", f"nothing: the model runs on the CPU, and there is a GPU ({gpus[0].name})", more)
    else:
        yield Fact(name, "absent", "neither the engine nor the driver tells", "watch its memory while it loads: nvidia-smi")


def _descends(process: int, ancestor: int | None) -> bool:
    """True for a process and for what it started, as far as the system tells."""
    while process > 1:
        if process == ancestor:
            return True
        try:
            # After the name, which may hold anything: state, parent, …
            process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            return False
    return False


def offloaded(log: str) -> tuple[int, int] | None:
    """(layers on the GPU, layers in all) by the newest such line of llama.cpp in a log; None when there is none."""
    found = _OFFLOADED.findall(log)
    return (int(found[-1][0]), int(found[-1][1])) if found else None


def _log(status: Mapping[str, Any]) -> str:
    """The end of the host's log."""
    with suppress(OSError), Path(status["log"]).open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _LOG_BYTES))
        return file.read().decode("utf-8", errors="replace")
    return ""


def _speed(status: Mapping[str, Any]) -> Iterator[Fact]:
    """Two short questions, of which the second begins as the first did."""
    try:
        figures = measure(status)
    except ViscodeError as error:
        yield Fact("short run", "broken", error.message, error.hint or "see: viscode host status")
        return
    yield _figures("short run", figures)
    prompt, new = figures.get("prompt_tokens"), figures.get("prompt_tokens_evaluated")
    if prompt and new is not None:
        kept = new <= prompt // 2
        said = f"{new} of {prompt} tokens of a repair's prompt were new"
        yield Fact("prefix kept", "ok" if kept else "absent", said, "" if kept else "every repair reads its whole prompt again")


def measure(status: Mapping[str, Any]) -> dict[str, Any]:
    """What the host saw of the second of two short questions to the model that is loaded.

    Raises
    ------
    BackendError
        The model does not answer.
    """
    from jupyter_viscode.backends.openai import OpenAIBackend
    from jupyter_viscode.types import GenerationConfig, Message

    host = client.find()
    if host is None:
        return {}
    base = f"http://127.0.0.1:{host.port}/as/{client.client_name()}/{status['id']}/v1"
    server = OpenAIBackend(base, str(status["model"]), host.token, total=RUN_SECONDS, retries=0)
    config = GenerationConfig(max_tokens=RUN_TOKENS, timeout=RUN_SECONDS)
    first = Message("user", "Write the numbers from one to twelve in words, each on a line of its own, and nothing else. " * 2)
    said = _ask(server, (first,), config)
    again = (first, Message("assistant", said or "one"), Message("user", "Again, from twelve to one."))
    _ask(server, again, config)
    after = client.status()
    return dict(after["last"]) if after is not None else {}


def _ask(server: Backend, messages: tuple[Message, ...], config: GenerationConfig) -> str:
    """An answer's text. An empty one is an answer as well here: only its speed is wanted."""
    from jupyter_viscode.types import Prompt, Request

    before = client.status()
    try:
        return server.generate(Prompt(messages, Request("numbers")), config).text
    except ViscodeError:
        after = client.status()
        if before is None or after is None or after["served"] <= before["served"]:
            raise
        return ""


def _figures(name: str, last: Mapping[str, Any]) -> Fact:
    parts = []
    if last.get("tokens_per_second") and last["tokens"] >= _FEW_TOKENS:
        parts.append(f"{last['tokens_per_second']:,.1f} tokens/s over {last['tokens']} tokens")
    if last.get("first_token_seconds") is not None:
        parts.append(f"first token after {1000 * last['first_token_seconds']:,.0f} ms")
    if last.get("prompt_tokens_per_second"):
        parts.append(f"prompt read at {last['prompt_tokens_per_second']:,.0f} tokens/s")
    return Fact(name, "ok", ", ".join(parts) or "no figures were told")


def _short(path: Path) -> Path:
    """The path with ``~`` for the home directory."""
    with suppress(ValueError, RuntimeError):
        return Path("~") / path.relative_to(Path.home())
    return path
