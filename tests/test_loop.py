"""The loop with a scripted model and the real runtime: what is tried, in which order, and what is kept."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from jupyter_viscode import context, loop
from jupyter_viscode.backends.scripted import ScriptedBackend
from jupyter_viscode.runtimes.python import PythonRuntime
from jupyter_viscode.types import Attempt, Completion, ErrorInfo, Limits, Request

PLOT = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot(sales['day'], sales['revenue'])\n"
RUNTIME = PythonRuntime()


def fenced(source: str) -> str:
    return f"```python\n{source}```\n"


def request(**more: Any) -> Request:
    frames = {"sales": pd.DataFrame({"day": range(5), "revenue": [3, 1, 4, 1, 5]})}
    more = {"limits": Limits(5.0), **more}
    return Request("revenue by day", frames, context=context.build(frames, "revenue by day"), **more)


def solve(answers: list[Any], asked: Request | None = None, **more: Any) -> tuple[list[Attempt], ScriptedBackend]:
    backend = ScriptedBackend([a if isinstance(a, Completion) else fenced(a) for a in answers])
    events = list(loop.solve(asked or request(), backend, RUNTIME, **more))
    return [e for e in events if isinstance(e, Attempt)], backend


def test_first_answer_is_kept_when_it_is_good() -> None:
    attempts, backend = solve([PLOT])
    assert [a.outcome.status for a in attempts] == ["ok"]
    assert len(backend.prompts) == 1


def test_a_failure_goes_back_with_its_error() -> None:
    attempts, backend = solve(["1 / 0\n", PLOT])
    assert [a.outcome.status for a in attempts] == ["error", "ok"]
    assert [a.origin for a in attempts] == ["answer", "repair"]
    repair = "\n".join(m.content for m in backend.prompts[1].messages)
    assert "ZeroDivisionError" in repair
    assert "1 / 0" in repair


def test_code_that_draws_nothing_is_repaired() -> None:
    attempts, _ = solve(["total = sales['revenue'].sum()\n", PLOT])
    assert [a.outcome.status for a in attempts] == ["no-plot", "ok"]


def test_three_rounds_at_most() -> None:
    attempts, backend = solve([f"{n} / 0\n" for n in range(9)])
    assert len(attempts) == 4
    assert len(backend.prompts) == 4


def test_no_round_when_none_is_wanted() -> None:
    attempts, _ = solve(["1 / 0\n", PLOT], max_repairs=0)
    assert len(attempts) == 1


def test_the_same_code_with_the_same_error_ends_it() -> None:
    attempts, backend = solve(["1 / 0\n"] * 5)
    assert len(attempts) == 2
    assert len(backend.prompts) == 2


def test_a_deterministic_fix_costs_no_round() -> None:
    attempts, backend = solve([PLOT.replace("'revenue'", "'Revenue'")])
    assert [(a.origin, a.outcome.status) for a in attempts] == [("answer", "error"), ("fix", "ok")]
    assert attempts[1].notes
    assert len(backend.prompts) == 1


def test_a_figure_that_was_never_shown_is_shown() -> None:
    pytest.importorskip("plotly")
    attempts, backend = solve(["import plotly.express as px\nfig = px.line(sales, x='day', y='revenue')\n"])
    assert [(a.origin, a.outcome.status) for a in attempts] == [("answer", "no-plot"), ("fix", "ok")]
    assert len(backend.prompts) == 1


def test_what_the_sandbox_refuses_is_not_repaired() -> None:
    attempts, backend = solve([f"{PLOT}open('out.txt', 'w')\n", PLOT])
    assert [a.outcome.status for a in attempts] == ["blocked"]
    assert len(backend.prompts) == 1


def test_a_timeout_is_not_repaired_blindly() -> None:
    attempts, backend = solve(["while True: pass\n", PLOT], request(limits=Limits(1.0)))
    assert [a.outcome.status for a in attempts] == ["timeout"]
    assert len(backend.prompts) == 1


def test_an_answer_without_code_is_told_so() -> None:
    attempts, _ = solve([Completion("I would rather not."), PLOT])
    assert attempts[0].outcome.error is not None
    assert attempts[0].outcome.error.name == "NoCodeError"
    assert attempts[1].outcome.good


def test_a_declined_answer_ends_it() -> None:
    attempts, _ = solve([Completion("", "declined", message="No.")])
    assert attempts == []


def test_fix_begins_with_the_given_program() -> None:
    asked = request(code="1 / 0\n", error=ErrorInfo("ZeroDivisionError", "division by zero"))
    attempts, backend = solve([PLOT], asked)
    assert [a.origin for a in attempts] == ["given", "repair"]
    assert "ZeroDivisionError" in "\n".join(m.content for m in backend.prompts[0].messages)


def test_best_keeps_what_drew() -> None:
    attempts, _ = solve([f"{PLOT}ax.set_title('x')\n"])
    failed, _ = solve(["1 / 0\n"], max_repairs=0)
    kept = loop.best([*attempts, *failed])
    assert kept is not None
    assert kept.outcome.status == "ok"
    assert loop.best([]) is None


@pytest.mark.parametrize("protocol", ["deduplicated", "reference"])
def test_both_protocols_carry_every_program(protocol: Any) -> None:
    _, backend = solve([f"{n} / 0\n" for n in range(4)], protocol=protocol)
    last = "\n".join(m.content for m in backend.prompts[3].messages)
    assert all(f"{n} / 0" in last for n in range(3))
