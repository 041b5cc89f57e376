"""A session with a runtime, and all of its state that a program could damage."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest

from jupyter_viscode.runtimes.python import PythonRuntime
from jupyter_viscode.types import Code, Limits, Outcome, Request

SMALL = Limits(seconds=20, memory=2**29, output=10_000)


class Session:
    """A user's session: frames, a working directory with files, and a runtime that tries programs on them."""

    def __init__(self, executor: str, folder: Path) -> None:
        self.runtime = PythonRuntime(executor)  # type: ignore[arg-type]
        self.frames: dict[str, Any] = {"df": pd.DataFrame({"a": [1, 2, 3], "b": [3.0, 1.0, 2.0], "c": ["x", "y", "z"]})}
        self.namespace: dict[str, Any] = {}
        self.folder = folder

    def trial(self, source: str, limits: Limits = SMALL, **options: Any) -> Outcome:
        request = Request("a chart", frames=self.frames, namespace=self.namespace, limits=limits)
        return self.runtime.trial(Code(source), request, **options)

    def quick(self, source: str, seconds: float = 1.0) -> Outcome:
        return self.trial(source, replace(SMALL, seconds=seconds))

    def state(self) -> dict[str, Any]:
        """All that a program could damage."""
        import matplotlib.pyplot as plt

        return {
            "frames": {name: _hash(frame) for name, frame in self.frames.items() if isinstance(frame, pd.DataFrame)},
            "names": {name: id(value) for name, value in {**self.frames, **self.namespace}.items()},
            "settings": dict(dict.items(mpl.rcParams)),
            "figures": plt.get_fignums(),
            "folder": str(Path.cwd()),
            "environment": {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"},
            "descriptors": _descriptors(self.folder),
            "files": {str(path): _file(path) for path in sorted(self.folder.rglob("*"))},
        }


def _hash(frame: pd.DataFrame) -> tuple[Any, ...]:
    return (list(frame.columns), pd.util.hash_pandas_object(frame).tolist())


def _file(path: Path) -> tuple[Any, ...]:
    status = path.stat()
    content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return (content, status.st_mode, status.st_uid, status.st_mtime_ns, status.st_size)


def _descriptors(folder: Path) -> dict[str, Any]:
    """Open files by number, those of the user with their offsets; sockets and pipes of the clean process come and go."""
    found = {}
    for entry in Path("/proc/self/fd").iterdir():
        try:
            target = str(entry.readlink())
        except OSError:
            continue
        if target.startswith("/") and not target.startswith(("/proc", "/dev")):
            users = Path(target).is_file() and Path(target).is_relative_to(folder)
            found[entry.name] = (target, os.lseek(int(entry.name), 0, os.SEEK_CUR) if users else 0)
    return found


def _assert_same(before: dict[str, Any], after: dict[str, Any]) -> None:
    changed = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    assert not changed, changed


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's working directory, with files worth keeping."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "notes.txt").write_text("precious")
    (folder / "data.csv").write_text("x,y\n1,2\n3,4\n")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(params=["fork", "clean"])
def session(request: pytest.FixtureRequest, folder: Path) -> Any:
    """A session of each executor; afterwards everything must be as it was."""
    session = Session(request.param, folder)
    session.runtime.prepare(["matplotlib"])
    before = session.state()
    yield session
    _assert_same(before, session.state())


@pytest.fixture
def auto(folder: Path) -> Any:
    """A session that chooses its executor; afterwards everything must be as it was."""
    session = Session("auto", folder)
    session.runtime.prepare(["matplotlib"])
    before = session.state()
    yield session
    _assert_same(before, session.state())
