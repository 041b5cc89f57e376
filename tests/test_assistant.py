"""The Python API outside a kernel: ask and fix, with the clean process or a fork running the trials."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import jupyter_viscode
from jupyter_viscode import assistant
from jupyter_viscode.errors import BackendError, ConfigError, InputError, MissingDependencyError, ModelError
from jupyter_viscode.history import History


@pytest.fixture
def sales() -> pd.DataFrame:
    return pd.DataFrame(
        {"region": ["North", "South"] * 20, "revenue": range(40), "day": pd.date_range("2024-01-01", periods=40)}
    )


def test_ask_answers_with_tested_code(sales: pd.DataFrame) -> None:
    result = jupyter_viscode.ask("mean revenue by region as a bar chart", {"sales": sales})
    assert result.ok
    assert result.code is not None
    assert "sales" in result.code.source
    assert "image/png" in result.outputs[0]
    assert result.reading
    assert result.engine.startswith("builtin")
    assert "image/png" in result._repr_mimebundle_()


@pytest.mark.parametrize("library", ["matplotlib", "seaborn", "plotly", "altair"])
def test_library_is_obeyed(sales: pd.DataFrame, library: str) -> None:
    pytest.importorskip(library)
    result = jupyter_viscode.ask("mean revenue by region as a bar chart", {"sales": sales}, library=library)
    assert result.ok, result.message
    assert result.code is not None
    assert f"import {library}" in result.code.source


def test_the_frame_is_untouched(sales: pd.DataFrame) -> None:
    before = pd.util.hash_pandas_object(sales).sum(), list(sales.columns)
    jupyter_viscode.ask("monthly revenue by region as a stacked area chart", {"sales": sales})
    assert (pd.util.hash_pandas_object(sales).sum(), list(sales.columns)) == before


def test_several_frames_are_joined(sales: pd.DataFrame) -> None:
    managers = pd.DataFrame({"region": ["North", "South"], "manager": ["Ann", "Bo"]})
    result = jupyter_viscode.ask("total revenue by manager as a bar chart", {"sales": sales, "managers": managers})
    assert result.ok, result.message
    assert result.code is not None
    assert "merge" in result.code.source


def test_edit_by_code_and_model(sales: pd.DataFrame, model_server: Any) -> None:
    model_server.answers = ["```python\nimport matplotlib.pyplot as plt\nplt.bar(sales['region'], sales['revenue'])\n```"]
    result = jupyter_viscode.ask("make it bars", {"sales": sales}, code="plt.plot([1])", model=model_server.url)
    assert result.ok, result.message
    assert b"plt.plot([1])" in model_server.bodies[0]


def test_fix_with_an_exception(sales: pd.DataFrame) -> None:
    code = "import matplotlib.pyplot as plt\nplt.bar(sales['region'], sales['Revenue'])\n"
    try:
        sales["Revenue"]
    except KeyError as error:
        result = jupyter_viscode.fix(code, error, {"sales": sales})
    assert result.ok, result.message
    assert result.code is not None
    assert "revenue" in result.code.source
    assert [a.origin for a in result.attempts] == ["given", "fix"]


def test_fix_without_an_error_tries_first(sales: pd.DataFrame) -> None:
    result = jupyter_viscode.fix("plt.bar(sales['region'], sales['revenue'])\n", None, {"sales": sales})
    assert result.ok, result.message
    assert result.code is not None
    assert "import matplotlib.pyplot as plt" in result.code.source


def test_fix_of_code_that_draws_nothing_needs_no_chart() -> None:
    result = jupyter_viscode.fix("total = pd.Series([1, 2]).sum()\n", None, {})
    assert result.ok, result.message
    assert result.code is not None
    assert "import pandas as pd" in result.code.source


def test_fix_by_a_model(sales: pd.DataFrame, model_server: Any) -> None:
    model_server.answers = ["```python\nimport matplotlib.pyplot as plt\nplt.plot(sales['revenue'])\n```"]
    result = jupyter_viscode.fix("raise ValueError('no')\n", None, {"sales": sales}, model=model_server.url)
    assert result.ok, result.message
    assert b"ValueError" in model_server.bodies[0]


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda s: jupyter_viscode.ask(" ", {"s": s}), InputError, "instruction is empty"),
        (lambda s: jupyter_viscode.ask("bars"), InputError, "no DataFrame"),
        (lambda s: jupyter_viscode.ask("bars", {"s": s.head(0)}), InputError, "no rows"),
        (lambda s: jupyter_viscode.ask("bars", {}), InputError, "no DataFrame"),
        (lambda s: jupyter_viscode.ask("bars", {"s": s}, library="ggplot"), ConfigError, "ggplot"),
        (lambda s: jupyter_viscode.ask("bars", {"s": s}, context="all"), ConfigError, "schema"),
        (lambda s: jupyter_viscode.ask("bars", {"s": s}, max_repairs=-1), ConfigError, "max_repairs"),
        (lambda s: jupyter_viscode.ask("bars", {"s": s}, timeout=0), ConfigError, "time limit"),
        (lambda s: jupyter_viscode.ask("bars", {"s": s}, language="cobol"), ConfigError, "cobol"),
        (lambda s: jupyter_viscode.ask("bars", {"s": s}, model="x.gguf"), ModelError, "x.gguf"),
        (lambda s: jupyter_viscode.ask("bars", {"s": s}, model="http://"), ConfigError, "host"),
        (lambda s: jupyter_viscode.ask("bars", {"s": s}, model="http://127.0.0.1:9/v1"), BackendError, "127.0.0.1:9"),
        (lambda s: jupyter_viscode.ask("bars", {"s": s}, image="x.bmp"), InputError, "picture"),
        (lambda s: jupyter_viscode.fix("  "), InputError, "no code"),
    ],
)
def test_bad_input_raises_one_sentence(sales: pd.DataFrame, call: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        call(sales)


def test_what_is_not_understood_is_declined(sales: pd.DataFrame) -> None:
    result = jupyter_viscode.ask("frobnicate the quux", {"sales": sales})
    assert result.status == "declined"
    assert not result.ok
    assert "quux" in result.message
    assert result.code is None


def test_a_library_that_is_not_installed_is_named_with_its_install_line(sales: pd.DataFrame, monkeypatch: Any) -> None:
    monkeypatch.setattr("jupyter_viscode.models.find_spec", lambda name: None)
    with pytest.raises(MissingDependencyError, match=r'pip install "jupyter_viscode\[plotly\]"'):
        jupyter_viscode.ask("bars", {"sales": sales}, library="plotly")


def test_timeout_waits_for_the_user(sales: pd.DataFrame, model_server: Any) -> None:
    model_server.answers = ["```python\nwhile True: pass\n```"]
    result = jupyter_viscode.ask("bars", {"sales": sales}, model=model_server.url, timeout=1)
    assert result.status == "pending"
    assert "1 second" in result.message
    assert len(model_server.bodies) == 1


def test_model_comes_from_the_environment(sales: pd.DataFrame, model_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    model_server.answers = ["```python\nimport matplotlib.pyplot as plt\nplt.plot(sales['revenue'])\n```"]
    monkeypatch.setenv("VISCODE_MODEL", model_server.url)
    monkeypatch.setenv("VISCODE_API_KEY", "hush")
    result = jupyter_viscode.ask("a line", {"sales": sales})
    assert result.ok
    assert "hush" not in repr(result.record)


def test_history_remembers_and_replay_asks_nobody(sales: pd.DataFrame, tmp_path: Any) -> None:
    history = History(tmp_path / "history.sqlite")
    door = assistant.Door(history=history)
    result = assistant.ask("mean revenue by region as a bar chart", {"sales": sales}, door=door)
    entries = history.last(1)
    assert "mean revenue by region" in str(entries[0])
    assert result.record["code"]


def test_steps_are_told_as_they_happen(sales: pd.DataFrame) -> None:
    seen: list[str] = []
    door = assistant.Door(on_step=lambda event: seen.append(type(event).__name__))
    assistant.ask("mean revenue by region as a bar chart", {"sales": sales}, door=door)
    assert seen == ["Request", "Prompt", "Completion", "Attempt"]


@pytest.mark.parametrize(
    "frames", [pd.DataFrame({"price": [1]}), [pd.DataFrame({"price": [1]})], {1: pd.DataFrame({"price": [1]})}]
)
def test_frames_have_names(frames: Any) -> None:
    with pytest.raises(InputError, match=r"without names\. Give"):
        jupyter_viscode.ask("histogram of price", frames)


@pytest.mark.parametrize(
    ("limits", "said"), [({"timeout": float("nan")}, "time limit is nan"), ({"memory": 0}, "memory limit is 0")]
)
def test_limits_are_limits(limits: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        jupyter_viscode.ask("histogram of price", {"homes": pd.DataFrame({"price": [1]})}, **limits)


@pytest.mark.parametrize(
    ("name", "frame", "said"),
    [
        ("class", pd.DataFrame({"price": [1]}), "'class' is a word of Python"),
        ("homes", pd.DataFrame({"price": []}), "The frame homes has no rows"),
        ("homes", pd.DataFrame(index=range(3)), "The frame homes has no columns"),
    ],
)
def test_what_no_chart_can_be_drawn_of_is_told(name: str, frame: pd.DataFrame, said: str) -> None:
    with pytest.raises(InputError, match=said):
        jupyter_viscode.ask("histogram of price", {name: frame})
