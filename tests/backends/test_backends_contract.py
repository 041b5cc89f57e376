"""What every backend must do, whatever stands behind it. A new backend is one more entry in `BACKENDS`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from chat_server import event, serve

from jupyter_viscode.backends.openai import OpenAIBackend
from jupyter_viscode.backends.scripted import ScriptedBackend
from jupyter_viscode.errors import BackendError
from jupyter_viscode.types import Backend, GenerationConfig, Message, Prompt, Request

PROMPT = Prompt((Message("user", "draw {x} ✓"),), Request("draw"))
TEXT = "import x\nprint('ü')\n"


@contextmanager
def scripted(fails: bool, slow: bool) -> Iterator[Backend]:
    yield ScriptedBackend([BackendError("no")] if fails else [TEXT, TEXT], delay=0.2 if slow else 0.0, size=4)


@contextmanager
def openai(fails: bool, slow: bool) -> Iterator[Backend]:
    pieces = [event(TEXT[i : i + 4]) for i in range(0, len(TEXT), 4)]
    chunks = [part for piece in pieces for part in ((0.2, piece) if slow else (piece,))]
    with serve(lambda h: h.reply(400, b"no") if fails else h.stream(*chunks, event(None, "stop"))) as server:
        yield OpenAIBackend(server.url, "tiny")


BACKENDS = {"scripted": scripted, "openai": openai}
Maker = Callable[[bool, bool], AbstractContextManager[Backend]]


@pytest.fixture(params=BACKENDS)
def make(request: pytest.FixtureRequest) -> Maker:
    return BACKENDS[request.param]


def test_it_is_a_backend(make: Maker) -> None:
    with make(False, False) as backend:
        assert isinstance(backend, Backend)
        assert backend.name


def test_answer_and_stream_agree(make: Maker) -> None:
    pieces: list[str] = []
    with make(False, False) as backend:
        completion = backend.generate(PROMPT, GenerationConfig(), pieces.append)
    assert completion.text == TEXT == "".join(pieces)
    assert len(pieces) > 1
    assert completion.stop_reason == "stop"
    assert completion.model
    assert completion.seconds > 0


def test_same_answer_without_a_listener(make: Maker) -> None:
    with make(False, False) as backend:
        assert backend.generate(PROMPT, GenerationConfig()).text == backend.generate(PROMPT, GenerationConfig()).text == TEXT


def test_failure_is_a_backend_error(make: Maker) -> None:
    with make(True, False) as backend, pytest.raises(BackendError):
        backend.generate(PROMPT, GenerationConfig())


def test_cancelled_before_it_starts(make: Maker) -> None:
    cancel = threading.Event()
    cancel.set()
    with make(False, False) as backend:
        assert backend.generate(PROMPT, GenerationConfig(), None, cancel).stop_reason == "cancelled"


def test_cancelled_in_the_middle_keeps_what_came(make: Maker) -> None:
    cancel = threading.Event()
    pieces: list[str] = []
    times: list[float] = []

    def listen(text: str) -> None:
        pieces.append(text)
        if len(pieces) == 2:
            times.append(time.monotonic())
            cancel.set()

    with make(False, True) as backend:
        completion = backend.generate(PROMPT, GenerationConfig(), listen, cancel)
    assert completion.stop_reason == "cancelled"
    assert completion.text == "".join(pieces)
    assert len(completion.text) < len(TEXT)


def test_interrupt_goes_through(make: Maker) -> None:
    def interrupt(text: str) -> None:
        raise KeyboardInterrupt

    with make(False, False) as backend, pytest.raises(KeyboardInterrupt):
        backend.generate(PROMPT, GenerationConfig(), interrupt)
