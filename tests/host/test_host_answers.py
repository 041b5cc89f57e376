"""Questions and what can befall them: interrupts, an engine that dies, a model that cannot be loaded, a refusal."""

from __future__ import annotations

import _thread
import http.client
import json
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hosting import CONFIG, Models, alive, prompt, until

from jupyter_viscode import models as resolver
from jupyter_viscode.errors import BackendError, ConfigError, InputError, MissingDependencyError, ModelError, ViscodeError
from jupyter_viscode.host import client
from jupyter_viscode.host.backend import HostBackend
from jupyter_viscode.types import Completion, Image, Message, Prompt, Request

PHASES = {
    "load": {"load": 20.0},
    "prefill": {"prefill": 20.0},
    "decode": {"delay": 0.1, "pieces": ["x"] * 300},
}


def failure(backend: HostBackend) -> ViscodeError:
    with pytest.raises(ViscodeError) as caught:
        backend.generate(prompt(), CONFIG)
    assert caught.value.hint
    return caught.value


def posted(content: object) -> tuple[int, dict[str, str]]:
    """What the host answers to a client of the user's own, which need not be a kernel."""
    host = client.find()
    assert host is not None
    body = json.dumps({"messages": [{"role": "user", "content": content}]}).encode()
    wire = http.client.HTTPConnection("127.0.0.1", host.port, timeout=30)
    wire.request("POST", "/v1/chat/completions", body, {"Authorization": f"Bearer {host.token}"})
    answer = wire.getresponse()
    said = answer.read()
    wire.close()
    return answer.status, {} if answer.status == 200 else json.loads(said)["error"]


def in_background(action: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=action, daemon=True)
    thread.start()
    return thread


def at_work(models: Models, phase: str) -> bool:
    events = models.events()
    return bool(events) and (phase == "load" or any(line.startswith("asked") for line in events))


@pytest.mark.parametrize("phase", PHASES)
def test_cancel_returns_at_once_and_reaches_the_engine(models: Models, phase: str) -> None:
    backend, cancel = models(**PHASES[phase]), threading.Event()
    got: list[Completion] = []
    ended: list[float] = []

    def ask() -> None:
        got.append(backend.generate(prompt(), CONFIG, cancel=cancel))
        ended.append(time.monotonic())

    thread = in_background(ask)
    until(lambda: at_work(models, phase))
    if phase == "decode":
        time.sleep(0.3)
    started = time.monotonic()
    cancel.set()
    thread.join(5)
    assert ended[0] - started < 1.0
    assert got[0].stop_reason == "cancelled"
    assert bool(got[0].text) == (phase == "decode")
    if phase != "load":
        until(lambda: "client left" in models.events(), 2)


@pytest.mark.parametrize("phase", PHASES)
def test_interrupt_of_the_main_thread_returns_at_once(models: Models, phase: str) -> None:
    backend = models(**PHASES[phase])
    struck: list[float] = []

    def strike() -> None:
        until(lambda: at_work(models, phase))
        time.sleep(0.2)
        struck.append(time.monotonic())
        _thread.interrupt_main(signal.SIGINT)

    in_background(strike)
    with pytest.raises(KeyboardInterrupt):
        backend.generate(prompt(), CONFIG)
    assert time.monotonic() - struck[0] < 1.0
    if phase == "load":  # nobody waits for it any more, so that its memory is given back
        until(lambda: (client.status() or {})["state"] == "empty")
        assert not any(map(alive, models.starts()))
    else:
        until(lambda: "client left" in models.events(), 2)


def test_a_load_goes_on_for_whoever_still_waits_or_asks_again_soon(models: Models) -> None:
    backend, cancel = models(load=4.0), threading.Event()
    first = in_background(lambda: backend.generate(prompt("first"), CONFIG, cancel=cancel))
    until(models.starts)
    cancel.set()
    first.join(2)
    assert backend.generate(prompt("again"), CONFIG).text == "import x"
    assert len(models.starts()) == 1


def test_a_question_that_was_given_up_leaves_the_queue(models: Models) -> None:
    backend = models(prefill=1.0)
    backend.load()
    cancel = threading.Event()
    first = in_background(lambda: backend.generate(prompt("first"), CONFIG))
    until(lambda: at_work(models, "prefill"))
    second = in_background(lambda: backend.generate(prompt("second"), CONFIG, cancel=cancel))
    until(lambda: (client.status() or {})["waiting"] == 1)
    cancel.set()
    second.join(2)
    first.join(5)
    until(lambda: (client.status() or {})["running"] == 0)
    assert [line for line in models.events() if "second" in line] == []


@pytest.mark.parametrize(("phase", "when"), [("prefill", "reading the prompt"), ("decode", "in the middle of its answer")])
@pytest.mark.parametrize("how", ["killed", "segfault", "words"])
def test_engine_that_dies_is_told_and_started_again(models: Models, phase: str, when: str, how: str) -> None:
    number = {"killed": signal.SIGKILL, "segfault": signal.SIGSEGV, "words": None}[how]
    backend = models(die=phase, how=number)
    said = str(failure(backend))
    assert when in said
    expected = {"killed": "memory ran out", "segfault": "segfault", "words": f"error: scripted to fail in {phase}"}[how]
    assert expected in said
    status = client.status()
    assert status is not None and status["state"] == "ended"
    failure(backend)
    assert len(models.starts()) == 2


def test_killed_engine_is_started_again_by_the_next_question(models: Models) -> None:
    backend = models()
    backend.generate(prompt(), CONFIG)
    import os

    os.kill(models.starts()[0], signal.SIGKILL)
    until(lambda: (client.status() or {})["state"] == "ended")
    assert backend.generate(prompt(), CONFIG).text == "import x"
    assert len(models.starts()) == 2


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV, None])
def test_engine_that_dies_while_loading(models: Models, how: int | None) -> None:
    error = failure(models(die="load", how=how))
    assert isinstance(error, ModelError)
    expected = {
        signal.SIGKILL: "Memory ran out",
        signal.SIGSEGV: "segfault",
        None: "Its log says: error: scripted to fail in load",
    }
    assert expected[how] in error.message  # type: ignore[index]
    assert models().generate(prompt(), CONFIG).text == "import x"


def test_all_who_wait_for_a_model_that_cannot_be_loaded_are_told_at_once(models: Models) -> None:
    backends = [models(load=0.5, die="load") for _ in range(4)]
    errors: list[ViscodeError] = []
    threads = [in_background(lambda b=backend: errors.append(failure(b))) for backend in backends]  # type: ignore[misc]
    for thread in threads:
        thread.join(10)
    assert len(errors) == 4
    assert len(models.starts()) < 4


def test_killed_host_in_the_middle_of_an_answer(models: Models) -> None:
    import os

    backend = models(**PHASES["decode"])
    errors: list[ViscodeError] = []
    pieces: list[str] = []

    def ask() -> None:
        with pytest.raises(BackendError) as caught:
            backend.generate(prompt(), CONFIG, pieces.append)
        errors.append(caught.value)

    thread = in_background(ask)
    until(lambda: len(pieces) > 2)
    host = client.find()
    assert host is not None
    os.kill(host.pid, signal.SIGKILL)
    thread.join(5)
    assert "The model host ended in the middle of the answer" in str(errors[0])
    until(lambda: not alive(models.starts()[0]))
    assert models(pieces=["y"]).generate(prompt(), CONFIG).text == "y"


def test_killed_host_before_the_answer_is_started_again_unseen(models: Models) -> None:
    import os

    backend = models(prefill=1.0)
    got: list[str] = []
    thread = in_background(lambda: got.append(backend.generate(prompt(), CONFIG).text))
    until(lambda: at_work(models, "prefill"))
    host = client.find()
    assert host is not None
    os.kill(host.pid, signal.SIGKILL)
    thread.join(15)
    assert got == ["import x"]


def test_context_overflow_says_what_to_cut(models: Models) -> None:
    words = {"error": {"message": "This model's maximum context length is 2048 tokens. However, you requested 4000 tokens"}}
    error = failure(models(refuse=[400, words]))
    assert "context of 2,048 tokens" in error.message
    assert "--context schema" in error.hint and "?context=4096" in error.hint


def test_other_refusals_keep_the_engines_words(models: Models) -> None:
    error = failure(models(refuse=[400, {"error": {"message": "the seed must be odd"}}]))
    assert "The engine of tiny (scripted-engine) refused the question (400). It says: the seed must be odd" in error.message


def test_a_picture_for_a_model_without_eyes_is_not_sent(models: Models) -> None:
    backend = models()
    asked = Prompt((Message("user", "as here", (Image(b"\x89PNG"),)),), Request("as here"))
    with pytest.raises(ModelError, match="reads no pictures") as caught:
        backend.generate(asked, CONFIG)
    assert "viscode models" in caught.value.hint
    assert not any(line.startswith("asked") for line in models.events())


def test_the_wait_is_told(models: Models) -> None:
    backend = models(load=1.4)
    said: list[str] = []
    backend.on_progress = lambda progress: said.append(str(progress))
    backend.generate(prompt(), CONFIG)
    assert said[0] == "starting the model host"
    assert "loading tiny (scripted-engine), 1 s" in said
    assert said[-1] == "reading the prompt"
    said.clear()
    backend.generate(prompt(), CONFIG)
    assert said == []


# -- names -------------------------------------------------------------------------------------------------------------


def test_names_that_mean_nothing(models: Models, tmp_path: Path) -> None:
    (tmp_path / "text.gguf").write_text("no weights")
    for name, kind, words in (
        (str(tmp_path / "missing.gguf"), ModelError, "missing.gguf"),
        (str(tmp_path / "text.gguf"), ModelError, "does not begin as a GGUF file"),
        (str(tmp_path), ModelError, "no whole model"),
        (f"scripted-engine:{models.path()}?contxt=3", InputError, "contxt"),
        (f"scripted-engine:{models.path()}?context=many", InputError, "many"),
        ("viscoder9", ConfigError, "viscoder9"),
    ):
        try:
            resolver.resolve(name)
        except kind as error:
            assert words in str(error), name
            assert error.hint
        else:
            raise AssertionError(name)


def test_relative_paths_and_options(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(models.path().parent)
    backend = resolver.resolve("scripted-engine:./tiny.gguf?context=4096&gpu_layers=-1&lookup=no")
    assert isinstance(backend, HostBackend)
    options = backend.wanted.options
    assert (options.context, options.gpu_layers, options.lookup) == (4096, -1, False)
    assert backend.generate(prompt(), CONFIG).text == "import x"


def test_an_engine_that_is_not_installed_names_its_install_line(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    import scripted_engine

    monkeypatch.setattr(scripted_engine.ScriptedEngine, "installed", lambda self: False)
    with pytest.raises(MissingDependencyError, match=r'pip install "jupyter_viscode\[test\]"'):
        resolver.resolve(f"scripted-engine:{models.path()}")


def test_a_prompt_beyond_any_context_is_refused_at_once_and_a_picture_is_no_text(models: Models) -> None:
    backend = models()
    backend.generate(prompt(), CONFIG)
    asked = len(models.events())
    with pytest.raises(BackendError, match=r"longer than the context of 2,048 tokens.*50,\d\d\d characters") as caught:
        backend.generate(prompt("draw " * 10_001), CONFIG)
    assert "--context schema" in caught.value.hint
    assert len(models.events()) == asked, "the engine was not bothered"
    url = {"url": f"data:image/png;base64,{'A' * 100_000}"}
    status, _ = posted([{"type": "image_url", "image_url": url}, {"type": "text", "text": "draw"}])
    assert status == 200


@pytest.mark.parametrize("size", [20, 40], ids=["within the host's limit", "beyond it"])
def test_megabytes_from_a_client_of_ones_own_get_their_sentence(models: Models, size: int) -> None:
    models().generate(prompt(), CONFIG)
    status, error = posted("x" * (size << 20))
    assert status == 413
    assert "longer than the context" in error["message"] or "32 MiB" in error["message"]
    assert error["hint"]
    assert models().generate(prompt(), CONFIG).text
