"""The drop zone's kernel side without a front end: what it answers, what a notebook would save of it, what it needs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from typing import Any

import pandas as pd
import pytest
from driving import chart

pytest.importorskip("rapidocr", reason='pip install "jupyter_viscode[image]"')
pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')
pytest.importorskip("anywidget", reason='pip install "jupyter_viscode[widgets]"')

import jupyter_viscode
from jupyter_viscode.errors import InputError, MissingDependencyError

PNG = {"name": "bars.png", "mime": "image/png"}


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A widget outside of any kernel, with what it would send."""
    widget = jupyter_viscode.DropZone({"sales": pd.DataFrame({"region": ["North", "South"], "revenue": [1.5, 2.5]})})
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(widget, "send", sent.append)
    widget.sent = sent
    yield widget
    widget.close()


def told(zone: Any, kind: str, seconds: float = 90) -> dict[str, Any]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for message in zone.sent:
            assert message["type"] != "error", message
            if message["type"] == kind:
                zone.sent.remove(message)
                return dict(message)
        time.sleep(0.05)
    raise AssertionError(f"no {kind}; sent: {[message['type'] for message in zone.sent]}")


def test_it_answers_with_code_and_keeps_no_picture(zone: Any) -> None:
    zone._receive({"type": "hello"}, [])
    assert told(zone, "ready")["runs"] is False
    assert [frame["name"] for frame in told(zone, "frames")["frames"]] == ["sales"]
    with pytest.raises(InputError, match="no code yet"):
        zone.insert()
    changes: list[str] = []
    zone.observe(lambda change: changes.append(change["new"]), "code")
    zone._receive({"type": "ask", "id": "1", "text": "", "picture": PNG}, [memoryview(chart())])
    answer = told(zone, "answer")
    assert answer["likeness"] > 0.7
    assert changes == [zone.code] == [answer["code"]]
    assert zone.result.ok
    own = {"type": "ask", "id": "2", "text": "", "picture": PNG, "frames": ["sales"]}
    zone._receive(own, [memoryview(chart())])
    assert "sales" in told(zone, "answer")["code"]
    state = zone.get_state()
    assert "code" not in state
    assert "iVBOR" not in json.dumps(state)
    assert len(json.dumps(state)) < 60_000
    zone._receive({"type": "run", "id": "2"}, [])
    assert told(zone, "ran")["status"] == "failed"


def test_its_front_end_loads_nothing_from_anywhere() -> None:
    for text in (jupyter_viscode.DropZone._esm, jupyter_viscode.DropZone._css):
        assert "http" not in str(text).replace("http://www.w3.org", "")
        assert "innerHTML" not in str(text)


def test_both_widgets_have_the_same_colours_and_buttons() -> None:
    shared = re.findall(
        r"^:is\(\.viscode-drop, \.viscode-review\)[^{]*\{[^}]*\}", str(jupyter_viscode.DropZone._css), re.MULTILINE
    )
    assert any("--viscode-brand:" in rule for rule in shared) and any("button {" in rule for rule in shared)
    assert all(rule in str(jupyter_viscode.Review._css) for rule in shared)


def test_it_comes_on_use_and_names_the_extra_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    program = "import sys, jupyter_viscode; print([m for m in ('anywidget', 'ipywidgets', 'traitlets') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"
    monkeypatch.setattr("importlib.util.find_spec", lambda name, *more: None)
    with pytest.raises(MissingDependencyError, match=r"jupyter_viscode\[widgets\]"):
        _ = jupyter_viscode.DropZone
    with pytest.raises(AttributeError):
        _ = jupyter_viscode.NoSuchName
