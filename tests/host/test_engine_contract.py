"""What every engine must do, with real servers and real (tiny) models. A new engine is one more entry in `ENGINES`.

The models know a few dialogues by heart: this shows that the plumbing holds, never the quality of an answer.
"""

from __future__ import annotations

import stat
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from models.dialogues import (
    ANSWERS,
    BAD_OUTLET,
    ENDLESS,
    FAILS,
    GOOD,
    GOOD_PROGRAM,
    MENDED_PROGRAM,
    PATCHED,
    RETITLED,
    SHEEP,
    THREE,
    fence,
    picture_question,
    question,
    repair_question,
    sales,
    seen_program,
)
from models.eyes import PATCHES
from models.make import TinyModels
from running_engine import Running, running

from jupyter_viscode import context, loop, registry
from jupyter_viscode.backends.builtin import BuiltinBackend
from jupyter_viscode.backends.openai import OpenAIBackend
from jupyter_viscode.errors import BackendError
from jupyter_viscode.host.engine import Engine, ModelSource
from jupyter_viscode.prompts import extract, without_drawn
from jupyter_viscode.runtimes.python import PythonRuntime
from jupyter_viscode.types import Attempt, Completion, GenerationConfig, Image, Message, Prompt, Request

TORCH = pytest.mark.needs("torch", "pip install torch==2.13.0 (the CPU build), then: pip install -e '.[test-engines]'")
ENGINES = {"xllamacpp": "xllamacpp", "llama-cpp-python": "llama_cpp", "transformers": "transformers"}
"""Name of the engine to the package that it needs."""
PARAMS = [
    pytest.param(name, marks=pytest.mark.needs(package, "pip install -e '.[test-engines]'"))
    for name, package in ENGINES.items()
]
ONE_NAME = ("llama-cpp-python", "transformers")
"""Engines that refuse a name that is not their model's; llama.cpp's own server answers to any."""
pytestmark = [TORCH, pytest.mark.needs("gguf", "pip install -e '.[test-engines]'"), pytest.mark.timeout(300)]

CONFIG = GenerationConfig(max_tokens=200, timeout=60)


def source(engine: Engine, models: TinyModels, which: str = "tiny") -> ModelSource:
    gguf, folder = {
        "tiny": (models.gguf, models.text),
        "eyes": (models.eyes_gguf, models.eyes),
        "slow": (models.slow_gguf, models.slow),
    }[which]
    projector = models.projector if which == "eyes" else None
    found = [ModelSource(which, gguf, "gguf", projector), ModelSource(which, folder, "transformers")]
    return next(each for each in found if engine.accepts(each))


@pytest.fixture(scope="module", params=PARAMS)
def engine(request: pytest.FixtureRequest) -> Engine:
    made: Engine = registry.load("engines", request.param)()
    return made


@pytest.fixture(scope="module")
def tiny(engine: Engine, tiny_models: TinyModels) -> Iterator[Running]:
    with running(engine, source(engine, tiny_models)) as server:
        yield server


@pytest.fixture(scope="module")
def slow(engine: Engine, tiny_models: TinyModels) -> Iterator[Running]:
    with running(engine, source(engine, tiny_models, "slow")) as server:
        yield server


@pytest.fixture(scope="module")
def eyes(engine: Engine, tiny_models: TinyModels) -> Iterator[Running]:
    with running(engine, source(engine, tiny_models, "eyes")) as server:
        yield server


def words(prompt: Prompt) -> list[dict[str, Any]]:
    return [{"role": m.role, "content": m.content} for m in prompt.messages]


# -- answers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("instruction", [i for i in ANSWERS if ANSWERS[i] and i != ENDLESS])
def test_greedy_answers_are_the_same_on_every_engine(tiny: Running, instruction: str) -> None:
    pieces: list[str] = []
    completion = tiny.backend.generate(question(instruction), CONFIG, pieces.append)
    assert completion.text == "".join(pieces) == ANSWERS[instruction]
    assert len(pieces) > 1
    assert completion.stop_reason == "stop"
    assert (completion.prompt_tokens or 0) > 100
    assert (completion.completion_tokens or 0) > 1


def test_answer_without_an_end_is_cut_at_the_limit(tiny: Running) -> None:
    completion = tiny.backend.generate(question(ENDLESS), GenerationConfig(max_tokens=150))
    assert completion.stop_reason == "length"
    assert completion.completion_tokens == 150
    assert completion.text.startswith(SHEEP[:20])


def test_of_three_programs_one_is_taken(tiny: Running) -> None:
    code = extract(tiny.backend.generate(question(THREE), CONFIG).text)
    assert code is not None
    assert code.source.strip() == GOOD_PROGRAM.strip()


def test_empty_answer_is_an_error_with_its_cause(tiny: Running) -> None:
    with pytest.raises(BackendError, match="without text"):
        tiny.backend.generate(question("say nothing at all"), CONFIG)


def test_repair_turn_evaluates_only_what_is_new(tiny: Running) -> None:
    first = question(FAILS)
    repair = repair_question(first)
    answer = tiny.post(messages=words(first), max_tokens=100)[1]
    usual = answer["usage"]["prompt_tokens"] + answer["usage"]["completion_tokens"]
    used = tiny.post(messages=words(repair), max_tokens=100)[1]["usage"]
    cached = used["prompt_tokens_details"]["cached_tokens"]
    assert usual - 3 <= cached < used["prompt_tokens"]  # the answer's last tokens may be evaluated anew
    assert used["prompt_tokens"] - cached <= 0.25 * used["prompt_tokens"]


def test_prompt_to_code_to_real_error_to_repair(tiny: Running) -> None:
    frames = {"sales": sales()}
    request = Request(FAILS, frames=frames, context=context.build(frames, FAILS), config=CONFIG)
    steps = list(loop.solve(request, tiny.backend, PythonRuntime(), engine=BuiltinBackend()))
    attempts = [step for step in steps if isinstance(step, Attempt)]
    assert [attempt.outcome.status for attempt in attempts] == ["error", "ok"]
    error = attempts[0].outcome.error
    assert error is not None
    assert error.name == "KeyError"
    assert "shop" in error.message
    assert attempts[1].origin == "repair"
    assert attempts[1].code.source.strip() == MENDED_PROGRAM.strip()
    repair = [step for step in steps if isinstance(step, Completion)][-1]
    assert (repair.cached_tokens or 0) >= 0.75 * (repair.prompt_tokens or 0) > 0


def test_repair_by_patch(tiny: Running) -> None:
    frames = {"sales": sales()}
    request = Request(PATCHED, frames=frames, context=context.build(frames, PATCHED), config=CONFIG)
    steps = list(loop.solve(request, tiny.backend, PythonRuntime(), engine=BuiltinBackend()))
    attempts = [step for step in steps if isinstance(step, Attempt)]
    assert [attempt.outcome.status for attempt in attempts] == ["error", "ok"]
    assert attempts[1].code.source.strip() == BAD_OUTLET.replace("groupby('outlet')", "groupby('region')").strip()


# -- pictures ----------------------------------------------------------------------------------------------------------


def test_model_with_eyes_tells_pictures_apart(engine: Engine, eyes: Running, tiny_models: TinyModels) -> None:
    assert engine.abilities(source(engine, tiny_models, "eyes")).vision
    assert not engine.abilities(source(engine, tiny_models)).vision
    for colour in ("red", "blue", "red"):
        assert eyes.backend.generate(picture_question(colour), CONFIG).text == fence(seen_program(colour))
        assert eyes.backend.generate(question(GOOD), CONFIG).text == fence(GOOD_PROGRAM)


def test_a_repair_turn_shows_what_was_drawn(eyes: Running) -> None:
    """Question with a picture, real trial, finding, what was drawn beside it, and the program that mends it."""
    request = picture_question("red", RETITLED).request
    steps = list(loop.solve(replace(request, config=CONFIG), eyes.backend, PythonRuntime(), engine=BuiltinBackend()))
    attempts = [step for step in steps if isinstance(step, Attempt)]
    assert [attempt.outcome.status for attempt in attempts] == ["ok", "ok"]
    assert [attempt.outcome.good for attempt in attempts] == [False, True]
    assert attempts[1].code.source == seen_program("red", "Seen")
    asked = [step for step in steps if isinstance(step, Prompt)]
    assert [[image.name for message in prompt.messages for image in message.images] for prompt in asked] == [
        [""],
        ["", "drawn"],
    ]
    told = [step for step in steps if isinstance(step, Completion)]
    blind = eyes.backend.generate(without_drawn(asked[1]), replace(CONFIG, max_tokens=1))
    assert told[1].prompt_tokens and blind.prompt_tokens
    assert told[1].prompt_tokens - blind.prompt_tokens >= PATCHES, "the second picture was evaluated as well"


def test_what_is_asked_is_not_in_the_log(tiny: Running, eyes: Running) -> None:
    tiny.backend.generate(question(GOOD), CONFIG)
    eyes.backend.generate(picture_question("red"), CONFIG)
    for server in (tiny, eyes):
        log = server.log.read_text(errors="replace")
        assert "Task" not in log
        assert "revenue" not in log


@pytest.mark.parametrize("data", [b"\x89PNG", b"", b"GIF89a" + bytes(40)], ids=["cut", "empty", "broken"])
def test_picture_that_is_none_is_refused_and_the_next_is_seen(eyes: Running, data: bytes) -> None:
    prompt = Prompt((Message("user", "draw this", (Image(data),)),), Request("draw this"))
    with pytest.raises(BackendError):
        eyes.backend.generate(prompt, CONFIG)
    assert eyes.backend.generate(picture_question("blue"), CONFIG).text == fence(seen_program("blue"))


# -- what a request may ask for ----------------------------------------------------------------------------------------


def test_stop_strings_end_the_answer_and_are_no_part_of_it(tiny: Running) -> None:
    status, answer = tiny.post(messages=words(question(GOOD)), max_tokens=100, stop=["groupby", "never seen"])
    assert status == 200
    assert answer["choices"][0]["message"]["content"] == fence(GOOD_PROGRAM).partition("groupby")[0]
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert tiny.backend.generate(question(GOOD), CONFIG).text == fence(GOOD_PROGRAM)


def test_seed_decides_what_chance_brings(slow: Running) -> None:
    def say(seed: int) -> str:
        status, answer = slow.post(messages=[{"role": "user", "content": "x"}], max_tokens=6, temperature=1.5, seed=seed)
        assert status == 200
        return str(answer["choices"][0]["message"]["content"])

    say(1)  # from here on the prompt is known: whether it is evaluated at once or in part moves the last digits
    assert say(1) == say(1)
    assert len({say(seed) for seed in range(4)}) > 1


def test_grammar_binds_the_answer(engine: Engine, tiny: Running, tiny_models: TinyModels) -> None:
    fields = {"messages": words(question(GOOD)), "max_tokens": 20, "grammar": 'root ::= "yes" | "no"'}
    status, answer = tiny.post(**fields)
    if engine.abilities(source(engine, tiny_models)).grammar:
        assert answer["choices"][0]["message"]["content"] in ("yes", "no")
    else:
        assert status == 400
        assert "grammar" in answer["error"]["message"]


def test_picture_for_a_model_without_eyes_is_refused(tiny: Running) -> None:
    prompt = Prompt((Message("user", "draw this", (Image(b"\x89PNG"),)),), Request("draw this"))
    with pytest.raises(BackendError, match=r"(?i)picture|image|mmproj"):
        tiny.backend.generate(prompt, CONFIG)


def test_too_long_a_prompt_says_what_to_cut(tiny: Running) -> None:
    prompt = Prompt((Message("user", "one sheep and another " * 3000),), Request(""))
    with pytest.raises(BackendError, match="longer than the context") as caught:
        tiny.backend.generate(prompt, CONFIG)
    assert "--context" in caught.value.hint
    assert tiny.backend.generate(question(GOOD), CONFIG).text == fence(GOOD_PROGRAM)


def test_another_models_name_is_refused(engine: Engine, tiny: Running) -> None:
    if engine.name not in ONE_NAME:
        return
    backend = OpenAIBackend(f"http://127.0.0.1:{tiny.port}/v1", "other", tiny.launch.key)
    with pytest.raises(BackendError, match="no model 'other'") as caught:
        backend.generate(question(GOOD), CONFIG)
    assert "tiny" in caught.value.hint


# -- whose it is -------------------------------------------------------------------------------------------------------


def test_only_who_has_the_key_is_answered(tiny: Running) -> None:
    assert tiny.post("wrong", messages=words(question(GOOD)), max_tokens=2)[0] == 401
    with pytest.raises(BackendError, match="API key"):
        OpenAIBackend(f"http://127.0.0.1:{tiny.port}/v1", "tiny", "wrong").generate(question(GOOD), CONFIG)


def test_other_users_of_the_machine_find_neither_socket_nor_key(tiny: Running) -> None:
    path = tiny.launch.address.socket
    assert path is not None
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert tiny.launch.key
    assert tiny.launch.key not in Path(f"/proc/{tiny.process.pid}/cmdline").read_text()


# -- stopping ----------------------------------------------------------------------------------------------------------


def ask_and_stop(server: Running, prompt: Prompt, after_pieces: int, seconds: float) -> tuple[Completion, float]:
    """Ask, and cancel after some pieces or seconds; the answer, and how long it took to come back."""
    cancel, pieces, times = threading.Event(), [], []

    def stop() -> None:
        times.append(time.monotonic())
        cancel.set()

    def listen(text: str) -> None:
        pieces.append(text)
        if len(pieces) == after_pieces:
            stop()

    timer = threading.Timer(seconds, stop)
    timer.start()
    completion = server.backend.generate(prompt, GenerationConfig(max_tokens=3000, timeout=120), listen, cancel)
    timer.cancel()
    return completion, time.monotonic() - times[0]


def short(server: Running) -> float:
    """Seconds until a short question is answered."""
    started = time.monotonic()
    assert server.post(messages=[{"role": "user", "content": "x"}], max_tokens=1)[0] == 200
    return time.monotonic() - started


def test_cancelled_while_it_writes_the_engine_stops(slow: Running) -> None:
    usual = short(slow)
    completion, back = ask_and_stop(slow, Prompt((Message("user", "and on"),), Request("")), 4, 60)
    assert completion.stop_reason == "cancelled"
    assert completion.text
    assert back < 2
    assert short(slow) < 5 * usual + 3  # the rest of the answer would take a minute


def test_cancelled_while_it_reads_the_engine_stops(slow: Running) -> None:
    long = Prompt((Message("user", "one sheep and another " * 500),), Request(""))
    usual = short(slow)
    completion, back = ask_and_stop(slow, long, 1, 0.5)
    assert completion.stop_reason == "cancelled"
    assert not completion.text
    assert back < 2
    waited = short(slow)
    started = time.monotonic()
    slow.post(messages=words(long), max_tokens=1)
    whole = time.monotonic() - started
    assert waited < max(5 * usual, whole / 2)


def test_several_clients_are_all_answered(tiny: Running) -> None:
    answers: list[str] = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(
                tiny.post(messages=words(question(GOOD)), max_tokens=100)[1]["choices"][0]["message"]["content"]
            )
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [fence(GOOD_PROGRAM)] * 4
