"""The whole way with real engines: prompt, program, trial, traceback, repair. Plumbing, never quality: the model knows only these.

An engine that CI should have but has not fails under ``VISCODE_REQUIRE=all``.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hosting import alive, prompt, until
from models.dialogues import BAD_OUTLET, FAILS, GOOD, GOOD_PROGRAM, MENDED_PROGRAM, PATCHED, question, sales

from jupyter_viscode import assistant, context, loop
from jupyter_viscode import models as resolver
from jupyter_viscode.backends.builtin import BuiltinBackend
from jupyter_viscode.errors import BackendError, ModelError
from jupyter_viscode.host import client
from jupyter_viscode.host.backend import HostBackend
from jupyter_viscode.runtimes.python import PythonRuntime
from jupyter_viscode.settings import Settings
from jupyter_viscode.types import Attempt, GenerationConfig, Request

CONFIG = GenerationConfig(max_tokens=300, timeout=60)
ENGINES = [
    pytest.param("xllamacpp", marks=pytest.mark.needs("xllamacpp", 'pip install "jupyter_viscode[llama-prebuilt]"')),
    pytest.param("llama-cpp-python", marks=pytest.mark.needs("llama_cpp", 'pip install "jupyter_viscode[llama]"')),
    pytest.param("transformers", marks=pytest.mark.needs("transformers", 'pip install "jupyter_viscode[transformers]"')),
]


def name_of(engine: str, tiny_models: Any) -> str:
    # One thread: several wait for each other when the machine is busy.
    return f"{engine}:{tiny_models.text if engine == 'transformers' else tiny_models.gguf}?threads=1"


def attempts_at(instruction: str, backend: HostBackend) -> list[Attempt]:
    """The whole loop, with real trials."""
    frames = {"sales": sales()}
    request = Request(instruction, frames=frames, context=context.build(frames, instruction), config=CONFIG)
    steps = loop.solve(request, backend, PythonRuntime(), engine=BuiltinBackend())
    return [step for step in steps if isinstance(step, Attempt)]


@pytest.mark.parametrize("engine", ENGINES)
def test_question_program_traceback_repair(home: Path, tiny_models: Any, engine: str) -> None:
    backend = resolver.resolve(name_of(engine, tiny_models))
    assert isinstance(backend, HostBackend)
    said: list[str] = []
    backend.on_progress = lambda progress: said.append(progress.text)
    (answer,) = attempts_at(GOOD, backend)
    assert answer.code.source.strip() == GOOD_PROGRAM.strip()
    assert answer.outcome.status == "ok" and answer.outcome.outputs
    assert f"loading {backend.wanted.title}" in said and said[-1] == "reading the prompt"
    failed, *repairs = attempts_at(FAILS, backend)
    assert failed.outcome.error is not None and failed.outcome.error.name == "KeyError"
    assert [repair.code.source.strip() for repair in repairs] == [MENDED_PROGRAM.strip()]
    last = (client.status() or {})["last"]
    assert last["prompt_tokens_evaluated"] <= 0.25 * last["prompt_tokens"]  # the repair turn keeps what was evaluated before
    until(lambda: client.file_hash(backend.wanted))
    assert f"({engine}) sha256:" in backend.generate(question(GOOD), CONFIG).model


@pytest.mark.parametrize("engine", ENGINES)
def test_the_whole_way_by_the_magic(home: Path, tiny_models: Any, kernel: Any, engine: str) -> None:
    """What a user types, with the prompts as they are really sent: program, real traceback, repair, chart."""
    assert not kernel.run(f"%viscode model {name_of(engine, tiny_models)}").stderr
    assert len(kernel.run(f"%%viscode\n{GOOD}").pictures) == 1
    for instruction, mended in ((FAILS, MENDED_PROGRAM), (PATCHED, BAD_OUTLET)):
        cell = kernel.run(f"%%viscode\n{instruction}")
        assert len(cell.pictures) == 1, (cell.card, cell.stderr)
        failed, repaired = json.loads(kernel.run(SAY_ATTEMPTS).stdout)
        assert failed["error"] == "KeyError" and failed["origin"] == "answer"
        assert repaired["status"] == "ok" and repaired["origin"] == "repair"
        assert repaired["code"].strip() == mended.replace("('outlet')", "('region')").strip()
        assert repaired["read"] - repaired["known"] <= 0.25 * repaired["read"]
    told = kernel.run("%viscode doctor").stdout
    assert f"Model of this session: {engine}:" in told and "prefix kept" in told
    assert "is unloaded" in kernel.run("%viscode unload").stdout


SAY_ATTEMPTS = """
import json
print(json.dumps([{
    "origin": a.origin, "status": a.outcome.status, "code": a.code.source,
    "error": a.outcome.error.name if a.outcome.error else None,
    "read": a.completion.prompt_tokens, "known": a.completion.cached_tokens,
} for a in _viscode.attempts]))
"""


@pytest.mark.parametrize("engine", ENGINES[:2])
def test_interrupt_and_unload_of_a_model_that_works(home: Path, tiny_models: Any, engine: str) -> None:
    backend = resolver.resolve(f"{engine}:{tiny_models.slow_gguf}?threads=1")
    assert isinstance(backend, HostBackend)
    with pytest.raises(BackendError, match="longer than the context of 4,096 tokens"):
        backend.generate(prompt("many words " * 5_000), CONFIG)
    for seconds in (0.1, 0.6):  # while it reads the prompt, and while it writes
        cancel, ended = threading.Event(), []
        text = "many words " * (350 if seconds < 0.5 else 5)

        def ask(cancel: threading.Event = cancel, ended: list[float] = ended, text: str = text) -> None:
            backend.generate(prompt(text), CONFIG, cancel=cancel)
            ended.append(time.monotonic())

        thread = threading.Thread(target=ask)
        thread.start()
        time.sleep(seconds)
        struck = time.monotonic()
        cancel.set()
        thread.join(10)
        assert ended[0] - struck < 1.0
        until(lambda: (client.status() or {})["running"] == 0)
    status = client.status()
    assert status is not None and status["memory"] > 80 * 2**20
    assert client.unload()
    assert not alive(status["engine_pid"])
    assert (client.status() or {})["memory"] == 0


@pytest.mark.parametrize("engine", ENGINES[:2])
def test_a_file_that_is_cut_off_is_told(home: Path, tiny_models: Any, tmp_path: Path, engine: str) -> None:
    whole = tiny_models.gguf.read_bytes()
    cases = {"cut": whole[: len(whole) // 2], "corrupt": whole[:8] + bytes(400) + whole[408:], "empty": b"", "head": whole[:4]}
    for name, content in cases.items():
        path = tmp_path / f"{name}.gguf"
        path.write_bytes(content)
        with pytest.raises(ModelError) as caught:
            resolver.resolve(f"{engine}:{path}").generate(prompt(), CONFIG)
        assert name in caught.value.message, name
        assert caught.value.hint


@pytest.mark.parametrize("engine", ENGINES[:1])
def test_dry_run_shows_what_the_host_receives(
    home: Path, tiny_models: Any, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jupyter_viscode.backends import wire

    sent: list[bytes] = []
    original = wire.LoopbackExchange.__init__

    def spy(self: Any, method: str, url: str, headers: Any, content: bytes = b"", **more: Any) -> None:
        sent.append(content)
        original(self, method, url, headers, content, **more)

    monkeypatch.setattr(wire.LoopbackExchange, "__init__", spy)
    settings = Settings(model=name_of(engine, tiny_models), max_repairs=0)

    class OfSales:
        def namespace(self) -> dict[str, Any]:
            return {"sales": sales()}

        def own(self) -> frozenset[str]:
            return frozenset()

    shown = assistant.dry_run(GOOD, settings=settings, door=assistant.Door(session=OfSales()))  # type: ignore[arg-type]
    with suppress(BackendError):  # whatever the tiny model makes of it
        assistant.ask(GOOD, {"sales": sales()}, settings=settings, door=assistant.Door())
    assert sent[0] == shown.encode()


def engine_process(seconds: float = 30.0) -> Any:
    """The engine's own process, below the host's and the guard's, as soon as there is one."""
    import psutil

    def found() -> Any:
        host = client.find()
        below = psutil.Process(host.pid).children(recursive=True) if host is not None else []
        lines = {process: " ".join(process.cmdline()) for process in below}
        return next((p for p, line in lines.items() if "host.engines.run_" in line and "guard.py" not in line), None)

    with suppress(psutil.Error):
        return until(found, seconds)
    return engine_process(seconds)


@pytest.mark.parametrize("engine", ENGINES[:2])
@pytest.mark.parametrize("phase", ["load", "prefill", "decode"])
def test_a_real_engine_that_is_killed_is_told_and_the_next_question_is_answered(
    home: Path, tiny_models: Any, engine: str, phase: str
) -> None:
    backend = resolver.resolve(f"{engine}:{tiny_models.slow_gguf}?threads=1")
    assert isinstance(backend, HostBackend)
    pieces: list[str] = []
    errors: list[Exception] = []
    if phase != "load":
        backend.load()

    def ask() -> None:
        try:
            backend.generate(prompt("many words " * (350 if phase == "prefill" else 5)), CONFIG, pieces.append)
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    if phase == "decode":
        until(lambda: pieces, 60)
    elif phase == "prefill":
        until(lambda: (client.status() or {})["running"] == 1)
    engine_process().kill()
    thread.join(60)
    (error,) = errors
    said = {"load": "Memory ran out while", "prefill": "was killed", "decode": "in the middle of its answer"}[phase]
    assert isinstance(error, ModelError if phase == "load" else BackendError)
    assert said in error.message, error
    assert error.hint
    assert backend.generate(prompt("x"), GenerationConfig(max_tokens=2, timeout=60)).completion_tokens


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sets another process's limits")
@pytest.mark.parametrize("engine", ENGINES[:2])
def test_memory_that_is_really_too_little_is_told(home: Path, tiny_models: Any, engine: str) -> None:
    """The system's own limit on the engine's process, set as soon as there is one; without it the same model loads."""
    import resource

    backend = resolver.resolve(f"{engine}:{tiny_models.slow_gguf}?threads=1&context=4096")
    assert isinstance(backend, HostBackend)
    backend.load()
    need = engine_process().memory_info().data - 100 * 2**20
    client.unload()
    errors: list[Exception] = []

    def ask() -> None:
        try:
            backend.generate(prompt("x"), GenerationConfig(max_tokens=2, timeout=60))
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    engine_process().rlimit(resource.RLIMIT_DATA, (need, need))
    thread.join(60)
    (error,) = errors
    assert isinstance(error, ModelError)
    assert "Memory ran out while" in error.message, error
    assert "?context=2048" in error.hint
    assert backend.generate(prompt("x"), GenerationConfig(max_tokens=2, timeout=60)).completion_tokens
