"""Fixtures of the trial tests: each proves afterwards that the trials left the session alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from trial_session import Session


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
    assert session.state() == before


@pytest.fixture
def auto(folder: Path) -> Any:
    """A session that chooses its executor; afterwards everything must be as it was."""
    session = Session("auto", folder)
    session.runtime.prepare(["matplotlib"])
    before = session.state()
    yield session
    assert session.state() == before
