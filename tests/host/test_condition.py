"""The doctor's look at local models: a real host with a scripted engine; GPUs and builds are pretended, as there is none in CI."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hosting import CONFIG, Models, alive, prompt, until

from jupyter_viscode import doctor
from jupyter_viscode.host import client, condition
from jupyter_viscode.host.condition import Fact
from jupyter_viscode.host.library import machine
from jupyter_viscode.host.library.machine import GIB, Gpu, Machine

CARD = Gpu("RTX 4090", "cuda", 24 * GIB, 23 * GIB)


def facts(run: bool = True) -> dict[str, Fact]:
    return {fact.name: fact for fact in condition.facts(run)}


def with_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "look", lambda: Machine(64 * GIB, 60 * GIB, (CARD,), 8))
    monkeypatch.setattr(condition, "uses_gpu", lambda engine: True)


def test_nothing_runs_and_nothing_is_here(home: Path) -> None:
    found = facts()
    assert "not running" in found["model host"].detail
    assert found["models here"] == Fact(
        "models here", "absent", "none", "'viscode models' shows what fits; 'viscode pull NAME' fetches it"
    )
    assert found["memory"].status == found["disk"].status == "ok"
    assert "loaded model" not in found
    assert client.find() is None, "a look starts nothing"


def test_a_loaded_model_is_measured_and_stays_loaded(models: Models) -> None:
    models(pieces=["one ", "two ", "three ", "four "], delay=0.02).generate(prompt(), CONFIG)
    (started,) = models.starts()
    found = facts()
    assert found["loaded model"].detail.startswith("tiny (scripted-engine), ")
    assert "context of 2,048 tokens, loaded in" in found["loaded model"].detail
    assert "tokens/s over 4 tokens, first token after" in found["short run"].detail
    assert found["prefix kept"] == Fact("prefix kept", "ok", "10 of 40 tokens of a repair's prompt were new")
    assert "1 answers given, 0 failed" in found["model host"].detail
    assert models.starts() == [started]
    assert sum(line.startswith("asked") for line in models.events()) == 3
    assert "on the GPU" not in found


def test_without_a_run_nothing_is_asked(models: Models) -> None:
    models().generate(prompt(), CONFIG)
    found = facts(run=False)
    assert "first token after" in found["last answer"].detail
    assert sum(line.startswith("asked") for line in models.events()) == 1


def test_an_engine_that_ended_is_a_problem_with_its_next_command(models: Models) -> None:
    models().generate(prompt(), CONFIG)
    status = client.status()
    assert status is not None
    os.kill(status["engine_pid"], signal.SIGKILL)
    until(lambda: not alive(status["engine_pid"]))
    until(lambda: (client.status() or {}).get("state") == "ended")
    found = facts()["loaded model"]
    assert (found.status, found.next) == ("broken", "see: viscode host status")
    assert found.detail.startswith("tiny ended: ")


def test_layers_on_the_gpu_are_read_from_the_log(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    with_gpu(monkeypatch)
    models().generate(prompt(), CONFIG)
    status = client.status()
    assert status is not None
    log = Path(status["log"])
    with log.open("a") as file:
        file.write("| load_tensors: offloaded 1/29 layers to GPU\n| load_tensors: offloaded 29/29 layers to GPU\n")
    assert facts(run=False)["on the GPU"] == Fact(
        "on the GPU", "ok", "29 of 29 layers", f"ask for all layers: %viscode model {status['path']}?gpu_layers=-1"
    )
    with log.open("a") as file:
        file.write("| load_tensors: offloaded 0/29 layers to GPU\n")
    found = facts(run=False)["on the GPU"]
    assert (found.status, found.detail) == ("absent", "0 of 29 layers")
    assert "gpu_layers=-1" in found.next


def test_where_the_log_says_nothing_the_driver_is_asked(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    with_gpu(monkeypatch)
    models().generate(prompt(), CONFIG)
    status = client.status()
    assert status is not None
    assert "nor the driver tells" in facts(run=False)["on the GPU"].detail
    monkeypatch.setattr(machine, "gpu_processes", lambda: {1: GIB})
    found = facts(run=False)["on the GPU"]
    assert (found.status, "runs on the CPU, and there is a GPU (RTX 4090)" in found.detail) == ("absent", True)
    monkeypatch.setattr(machine, "gpu_processes", lambda: {status["engine_pid"]: 5 * GIB})
    assert facts(run=False)["on the GPU"].detail == "5.0 GiB of graphics memory"


def test_what_an_engine_started_counts_as_its_own() -> None:
    assert condition._descends(os.getpid(), os.getppid())
    assert not condition._descends(os.getppid(), os.getpid())


@pytest.mark.needs("llama_cpp", 'pip install "jupyter_viscode[llama]"')
def test_a_build_for_the_cpu_beside_a_gpu_is_said_with_its_command(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "look", lambda: Machine(64 * GIB, 60 * GIB, (CARD,), 8))
    monkeypatch.setattr(condition, "uses_gpu", lambda engine: False)
    found = facts(run=False)["llama-cpp-python"]
    assert "built for the CPU alone, and there is a GPU (RTX 4090)" in found.detail
    assert found.next == 'CMAKE_ARGS="-DGGML_CUDA=on" pip install --force-reinstall --no-cache-dir llama-cpp-python'
    line = next(str(check) for check in doctor.report() if check.name == "llama-cpp-python")
    assert line.startswith("– llama-cpp-python: ") and line.endswith("llama-cpp-python")


@pytest.mark.parametrize(
    "engine",
    [
        pytest.param("llama-cpp-python", marks=pytest.mark.needs("llama_cpp", 'pip install "jupyter_viscode[llama]"')),
        pytest.param("xllamacpp", marks=pytest.mark.needs("xllamacpp", 'pip install "jupyter_viscode[llama-prebuilt]"')),
    ],
)
def test_what_a_package_was_built_for_is_found_out(engine: str) -> None:
    assert isinstance(condition.uses_gpu(engine), bool)  # None where it cannot be told


def test_what_torch_was_built_for_is_read_from_its_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch/__init__.py").write_text("raise RuntimeError('imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    for built, uses in (("'12.8'", True), ("None", False)):
        text = f"__version__ = '2.9'\ncuda: Optional[str] = {built}\nhip: Optional[str] = None\n"
        (tmp_path / "torch/version.py").write_text(text)
        assert condition.uses_gpu("transformers") is (uses or sys.platform == "darwin")


def test_a_package_that_crashes_when_asked_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(condition._QUESTIONS, "xllamacpp", "import os; os.abort()")
    assert condition.uses_gpu("xllamacpp") is None


@pytest.mark.parametrize(
    ("log", "layers"),
    [
        ("", None),
        ("load_tensors: offloaded 33/33 layers to GPU", (33, 33)),
        ("offloaded 1/2 layers to GPU\nother\n0.1 I load_tensors: offloaded 2/2 layers to GPU\n", (2, 2)),
    ],
)
def test_the_line_of_llama_cpp(log: str, layers: tuple[int, int] | None) -> None:
    assert condition.offloaded(log) == layers


@pytest.mark.needs("llama_cpp", 'pip install "jupyter_viscode[llama]"')
def test_llama_cpp_tells_its_layers_and_nothing_more() -> None:
    """In a process of its own, as the library's log is set for all of it. The line is llama.cpp's own, the GPU pretended."""
    program = (
        "import llama_cpp; from jupyter_viscode.host.engines.run_llama_cpp import tell_layers;"
        "llama_cpp._logger.set_verbose(False); told = tell_layers(llama_cpp);"
        "told(2, b'load_tensors: offloaded 29/29 layers to GPU\\n', None); told(2, b'chatter\\n', None)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert condition.offloaded(done.stderr) == (29, 29)
    assert "chatter" not in done.stderr
