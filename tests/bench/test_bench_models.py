"""The bench of models: its programs fail and are mended as it says, its server keeps its speed, its table can be read."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_viscode.backends.openai import OpenAIBackend
from jupyter_viscode.bench import models as bench
from jupyter_viscode.bench.repairs import REPAIRS, Repair, tokens
from jupyter_viscode.bench.replay import Script, replaying
from jupyter_viscode.bench.replies import Timing, fresh, timed
from jupyter_viscode.prompts import render, revised
from jupyter_viscode.runtimes.python import PythonRuntime
from jupyter_viscode.types import Code, Completion, GenerationConfig, Message, Prompt, Request

sys.path.append(str(Path(__file__).resolve().parents[1] / "host"))
from hosting import home, models

__all__ = ["home", "models"]
RUNTIME = PythonRuntime()


@pytest.mark.parametrize("repair", REPAIRS, ids=lambda repair: repair.asked[:30])
def test_each_program_fails_and_its_patch_mends_it(repair: Repair) -> None:
    request = bench.request_of(repair)
    assert RUNTIME.trial(Code(repair.source), request).status == "error"
    code = revised(repair.patch, Code(repair.source))
    assert code is not None
    assert code.source == repair.mended
    assert RUNTIME.trial(code, request).good


def test_tokens_lose_nothing() -> None:
    for repair in REPAIRS:
        assert "".join(tokens(repair.whole)) == repair.whole
        assert 2 < len(repair.whole) / len(tokens(repair.whole)) < 5


def ask(text: str) -> Prompt:
    return Prompt((Message("user", text),), Request(text))


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    scripts = {
        "slow": Script(("one two three four five six seven eight nine ten",), rate=20, wait=0.2),
        "turns": Script(("first", "second"), patch="an edit"),
    }
    with replaying(scripts) as running:
        yield running


def test_the_server_replays_at_its_speed(server: Any) -> None:
    found = timed(OpenAIBackend(f"{server.url}#slow"), ask("go"), GenerationConfig())
    assert found.completion.text.endswith("nine ten")
    assert found.completion.completion_tokens == found.pieces == 10
    assert found.first >= 0.2
    assert 10 < found.rate <= 21
    started = time.monotonic()
    assert found.last < time.monotonic() - started + 5


def test_the_answer_follows_the_turn_and_what_is_asked(server: Any) -> None:
    backend = OpenAIBackend(f"{server.url}#turns")
    said = [
        backend.generate(prompt, GenerationConfig()).text
        for prompt in (
            ask("x"),
            Prompt((*ask("x").messages, Message("assistant", "first"), Message("user", "again")), Request("x")),
            Prompt((*ask("x").messages, Message("assistant", "first"), Message("user", "<<<<<<< SEARCH")), Request("x")),
        )
    ]
    assert said == ["first", "second", "an edit"]


def test_a_fresh_prompt_shares_no_beginning() -> None:
    first = render(bench.request_of(REPAIRS[0]))
    assert fresh(first, "a").messages[0].content[:3] != first.messages[0].content[:3]
    assert fresh(first, "a").messages[0].content.endswith(first.messages[0].content)


def test_shares_and_rates() -> None:
    told = Timing(2.0, 12.0, 5, Completion("", prompt_tokens=100, cached_tokens=80, completion_tokens=11))
    assert (told.evaluated, told.prefill, told.rate) == (0.2, 10.0, 1.0)
    silent = Timing(2.0, 2.0, 1, Completion(""))
    assert (silent.evaluated, silent.prefill, silent.rate) == (None, None, 0.0)


def test_the_table_of_what_needs_no_model(tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line but the waiting ones, at one speed: the figures are there and the programs come to their charts."""
    monkeypatch.setattr(bench, "RATES", (2000, 2000, 2000, 2000))
    monkeypatch.setattr(bench, "STOPPING", 2000.0)
    monkeypatch.setattr(bench, "_WORK", 0.02)
    code = bench.run(["scripted", "--quick", "--json", str(tmp_path / "out.json")])
    assert code in (0, 1)  # whether a target is met is no matter of a test on a busy machine
    figures = json.loads((tmp_path / "out.json").read_text())
    assert all(row["measured"] is not None for row in figures)
    by_name = {row["what"]: row["measured"] for row in figures}
    assert by_name["a patch over a whole program"] < 0.5
    assert by_name["kernel's side, CPU of a token"] > 0
    printed = capsys.readouterr()
    assert "a repair as a patch" in printed.out
    assert "[4/4] overhead" in printed.err


def test_a_local_model_through_the_host(models: Any) -> None:
    """Every line of a model, against the engine that does as it is told."""
    path = models.path(pieces=["```python\n", "x = 1\n", "```\n"] * 80, delay=0.002)
    rows = list(bench._model(f"scripted-engine:{path}", 240, quick=True))
    named = {row.what: row for row in rows}
    assert named["host and backend to first token"].measured is not None
    assert named["host and backend, CPU of a token"].measured is not None
    assert named["decode"].measured is not None
    assert named["decode"].measured > 10
    assert named["the same without lookup"].measured is not None
    assert named["prefill"].measured is not None
    print(bench.table(rows))
    assert len(models.starts()) >= 2  # once alone, once for the host
