"""Fixtures for all rooms, and the one rule about skips: a missing program skips visibly, and fails in CI."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from driving import SETUP, Kernel, ModelServer

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "Agg")


def pytest_configure() -> None:
    """Where everything must be there, a package that is missing is an error, not a skip. Ctrl+C means Ctrl+C.

    What a shell starts in the background ignores it, and Python then leaves it so.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if os.environ.get("VISCODE_REQUIRE") == "all":
        pytest.importorskip = _imported


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test that asks for the tiny models waits until they have learnt: a minute, and more on a busy machine."""
    items.sort(key=_turn)
    for item in items:
        if "tiny_models" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(900))


def _turn(item: pytest.Item) -> int:
    """Trials of forks first: a process with torch's threads, a browser's or a server's is not forked. Browsers last."""
    path = item.path.as_posix()
    return 0 if "/tests/runtimes/" in path else 2 if "/tests/labextension/" in path else 1


def _imported(name: str, *args: Any, **options: Any) -> Any:
    return importlib.import_module(name)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        what, install = mark.args
        if shutil.which(what) is None and importlib.util.find_spec(what) is None:
            reason = f"{what} is not installed; install it with: {install}"
            if os.environ.get("VISCODE_REQUIRE") == "all":
                pytest.fail(reason, pytrace=False)
            pytest.skip(reason)


@pytest.fixture(autouse=True)
def _own_data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the history of whoever runs the tests."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.delenv("VISCODE_MODEL", raising=False)


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Kernel]:
    """A fresh kernel with the extension loaded and a small frame `sales`."""
    kernel = Kernel(tmp_path / "kernel")
    try:
        cell = kernel.run(SETUP)
        assert not cell.error, cell.error
        yield kernel
    finally:
        kernel.stop()


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    """A loopback model server; put what it shall answer into `answers`."""
    server = ModelServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Tiny models that know a few dialogues by heart (`models.dialogues`): plumbing, never quality.

    VISCODE_TINY_MODELS names a folder in which they stay from one run of the tests to the next.
    """
    from models.make import made

    kept = os.environ.get("VISCODE_TINY_MODELS")
    return made(Path(kept) if kept else tmp_path_factory.mktemp("tiny-models"))
