"""The loop with a scripted model and the real runtime: what is tried, in which order, and what is kept."""

from __future__ import annotations

import itertools
import json
import threading
import time
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from jupyter_viscode import context, loop
from jupyter_viscode.backends.builtin import BuiltinBackend
from jupyter_viscode.backends.openai import OpenAIBackend
from jupyter_viscode.backends.scripted import ScriptedBackend
from jupyter_viscode.errors import BackendError
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


def test_best_prefers_a_program_to_none() -> None:
    attempts, _ = solve(["int('no')\n", Completion("I give up.")], max_repairs=1)
    kept = loop.best(attempts)
    assert kept is not None
    assert kept.code.source == "int('no')\n"


@pytest.mark.parametrize("protocol", ["deduplicated", "reference"])
def test_both_protocols_carry_every_program(protocol: Any) -> None:
    _, backend = solve([f"{n} / 0\n" for n in range(4)], protocol=protocol)
    last = "\n".join(m.content for m in backend.prompts[3].messages)
    assert all(f"{n} / 0" in last for n in range(3))


# -- patches -----------------------------------------------------------------------------------------------------------

BAD_KEYWORD = PLOT.replace("sales['revenue'])", "sales['revenue'], wdith=3)")
PATCH = (
    "<<<<<<< SEARCH\nax.plot(sales['day'], sales['revenue'], wdith=3)\n=======\n"
    "ax.plot(sales['day'], sales['revenue'], lw=3)\n>>>>>>> REPLACE\n"
)


def said(text: str) -> Completion:
    return Completion(text)


def test_a_patch_repairs() -> None:
    attempts, backend = solve([f"{BAD_KEYWORD}nothing_like_it\n", said(PATCH), said("x")], max_repairs=1)
    assert [a.outcome.status for a in attempts][:1] == ["error"]
    assert "lw=3" in attempts[-1].code.source
    assert "<<<<<<< SEARCH" in backend.prompts[1].messages[-1].content


def test_a_patch_that_does_not_fit_is_followed_by_a_whole_program() -> None:
    unfit = said(PATCH.replace("ax.plot(sales['day'], sales['revenue'], wdith=3)", "seaborn.lineplot(x=1, y=2, hue=3)"))
    attempts, backend = solve(["int('no')\n", unfit, PLOT])
    assert [a.outcome.status for a in attempts] == ["error", "error", "ok"]
    assert attempts[1].outcome.error is not None
    assert attempts[1].outcome.error.name == "PatchError"
    last = backend.prompts[2].messages[-1].content
    assert "cannot be applied" in last
    assert "SEARCH" not in last


def test_two_patches_then_a_whole_program() -> None:
    attempts, backend = solve(
        ["nothing_0\n", said(patch("nothing_0", "nothing_1")), said(patch("nothing_1", "nothing_2")), PLOT]
    )
    assert [a.code.source for a in attempts[:3]] == ["nothing_0\n", "nothing_1\n", "nothing_2\n"]
    assert ["SEARCH" in p.messages[-1].content for p in backend.prompts] == [False, True, True, False]
    assert attempts[-1].outcome.good


def patch(old: str, new: str) -> str:
    return f"<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n"


def test_a_patch_of_the_users_own_program() -> None:
    source = f"{PLOT}ax.set_title(int('no'))\n"
    asked = request(code=source, error=ErrorInfo("ValueError", "invalid literal", line=4))
    attempts, backend = solve([said(patch("ax.set_title(int('no'))", "ax.set_title('x')"))], asked)
    assert [a.origin for a in attempts] == ["given", "repair"]
    assert attempts[-1].code.source == f"{PLOT}ax.set_title('x')\n"
    assert "SEARCH" in backend.prompts[0].messages[0].content


@pytest.mark.parametrize("protocol", ["deduplicated", "reference"])
def test_the_papers_protocols_ask_for_whole_programs_only(protocol: Any) -> None:
    attempts, backend = solve(["nothing\n", said(patch("nothing", "other")), PLOT], protocol=protocol)
    assert all("SEARCH" not in p.messages[-1].content for p in backend.prompts)
    assert attempts[-1].outcome.good


# -- while the model writes --------------------------------------------------------------------------------------------


class Slow(ScriptedBackend):
    """A model that writes line by line and remembers how far it came."""

    def __init__(self, answers: list[Any], pause: float = 0.15) -> None:
        super().__init__(answers)
        self.pause = pause
        self.written: list[str] = []

    def generate(self, prompt: Any, config: Any, on_token: Any = None, cancel: Any = None) -> Completion:
        text = super().generate(prompt, config).text
        sent = ""
        for line in text.splitlines(keepends=True):
            if cancel is not None and cancel.wait(self.pause):
                self.written.append(sent)
                return Completion(sent, "cancelled", model="slow")
            sent += line
            on_token(line)
        self.written.append(sent)
        return Completion(sent, model="slow")


MORE = "".join(f"ax.axhline({n})\n" for n in range(6))


def live(answers: list[str], **more: Any) -> tuple[list[Any], Slow]:
    backend = Slow([fenced(a) for a in answers])
    return list(loop.solve(request(), backend, RUNTIME, **more)), backend


def test_a_failure_stops_the_model_and_goes_back() -> None:
    events, backend = live([f"int('no')\n{PLOT}{MORE}", f"{PLOT}{MORE}"])
    attempts = [e for e in events if isinstance(e, Attempt)]
    assert [a.outcome.status for a in attempts] == ["error", "ok"]
    assert len(backend.written[0]) < len(fenced(f"int('no')\n{PLOT}{MORE}"))
    answers = [e for e in events if isinstance(e, Completion)]
    assert [a.stop_reason for a in answers] == ["failed", "stop"]
    repair = backend.prompts[1].messages
    assert "ValueError" in repair[-1].content
    assert "has not been written" in repair[-1].content
    assert "SEARCH" not in repair[-1].content
    assert repair[1].content.count("```") == 2


def test_a_late_failure_lets_the_model_finish_where_a_patch_is_cheaper() -> None:
    long = f"{PLOT}{MORE * 3}int('no')\n{MORE}"
    events, backend = live([long, PLOT], max_repairs=1)
    assert backend.written[0] == fenced(long)
    first = next(e for e in events if isinstance(e, Attempt))
    assert first.code.source == long
    assert first.outcome.error is not None
    assert "SEARCH" in backend.prompts[1].messages[-1].content


def test_with_whole_programs_a_late_failure_stops_it_too() -> None:
    long = f"{PLOT}{MORE * 3}int('no')\n{MORE * 2}"
    _, backend = live([long, PLOT], protocol="deduplicated", max_repairs=1)
    assert len(backend.written[0]) < len(fenced(long))


def test_what_can_be_mended_and_the_last_answer_are_written_to_the_end() -> None:
    wrong = PLOT.replace("'revenue'", "'Revenue'") + MORE
    events, backend = live([wrong])
    assert [(e.origin, e.outcome.status) for e in events if isinstance(e, Attempt)] == [("answer", "error"), ("fix", "ok")]
    assert backend.written == [fenced(wrong)]
    hopeless = f"int('no')\n{PLOT}{MORE}"
    _, backend = live([hopeless], max_repairs=0)
    assert backend.written == [fenced(hopeless)]


def test_a_live_trial_comes_to_what_a_whole_one_comes_to() -> None:
    program = f"{PLOT}ax.set_title('Revenue')\nprint(sales.shape)\n"
    alive, _ = live([program])
    whole = list(loop.solve(request(), ScriptedBackend([fenced(program)]), RUNTIME, live=False))
    outcomes = [replace(e.outcome, seconds=0) for e in (*alive, *whole) if isinstance(e, Attempt)]
    assert outcomes[0] == outcomes[1]


def test_the_users_stop_is_no_failure() -> None:
    cancel = threading.Event()
    backend = Slow([fenced(f"{PLOT}{MORE}")])
    threading.Timer(0.4, cancel.set).start()
    events = list(loop.solve(request(), backend, RUNTIME, cancel=cancel))
    assert [type(e).__name__ for e in events] == ["Prompt", "Completion"]
    assert events[-1].stop_reason == "cancelled"


# -- several answers ---------------------------------------------------------------------------------------------------


class Choir:
    """Answers by seed, each after its own time."""

    name = "choir"

    def __init__(self, *answers: tuple[float, Any]) -> None:
        self.answers = answers
        self.seeds: list[tuple[int, float]] = []
        self.stopped: list[int] = []
        self.prompts: list[Any] = []

    def generate(self, prompt: Any, config: Any, on_token: Any = None, cancel: Any = None) -> Completion:
        self.seeds.append((config.seed, config.temperature))
        self.prompts.append(prompt)
        seconds, answer = self.answers[config.seed] if not prompt.attempt else (0.0, PLOT)
        if on_token is not None:
            on_token("```python\n")
        if cancel.wait(seconds):
            self.stopped.append(config.seed)
            return Completion("", "cancelled")
        if isinstance(answer, BaseException):
            raise answer
        return Completion(fenced(answer), model=f"choir {config.seed}")


def test_the_first_answer_that_passes_wins_and_the_others_are_stopped() -> None:
    choir = Choir((30.0, PLOT), (0.0, "int('no')\n"), (0.3, f"{PLOT}ax.set_title('x')\n"))
    started = time.monotonic()
    shown: list[str] = []
    asked = loop.solve(
        request(), choir, RUNTIME, candidates=3, on_token=lambda text: shown.append(threading.current_thread().name)
    )
    attempts = [e for e in asked if isinstance(e, Attempt)]
    assert shown == ["MainThread"]
    assert [(a.candidate, a.outcome.status) for a in attempts] == [(2, "error"), (3, "ok")]
    assert [a.index for a in attempts] == [0, 1]
    assert choir.stopped == [0]
    assert time.monotonic() - started < 15
    assert sorted(choir.seeds) == [(0, 0.0), (1, 0.6), (2, 0.6)]


def test_the_others_wait_until_the_first_begins() -> None:
    """By then the model is loaded and the prompt evaluated, once for all."""
    begun: list[tuple[int, int]] = []

    class Loading(Choir):
        written = 0

        def generate(self, prompt: Any, config: Any, on_token: Any = None, cancel: Any = None) -> Completion:
            begun.append((config.seed, self.written))
            if config.seed == 0:
                cancel.wait(0.5)
                self.written += 1
            return super().generate(prompt, config, on_token, cancel)

    list(loop.solve(request(), Loading((0.2, "int('no')\n"), (0.2, PLOT), (9.0, PLOT)), RUNTIME, candidates=3))
    assert sorted(begun) == [(0, 0), (1, 1), (2, 1)]


def test_when_none_passes_the_best_is_repaired() -> None:
    choir = Choir((0.0, "int('no')\n"), (0.3, "total = 1\n"))
    attempts = [e for e in loop.solve(request(), choir, RUNTIME, candidates=2) if isinstance(e, Attempt)]
    assert [a.outcome.status for a in attempts] == ["error", "no-plot", "ok"]
    said_to = choir.prompts[-1].messages
    assert [m.role for m in said_to] == ["user", "assistant", "user"]
    assert "total = 1" in said_to[1].content


def test_one_answer_that_fails_to_come_is_no_matter_but_all_are() -> None:
    error = BackendError("The server is gone.")
    attempts = [
        e for e in loop.solve(request(), Choir((0.0, error), (0.1, PLOT)), RUNTIME, candidates=2) if isinstance(e, Attempt)
    ]
    assert attempts[-1].outcome.good
    with pytest.raises(BackendError, match="gone"):
        list(loop.solve(request(), Choir((0.0, error), (0.0, error)), RUNTIME, candidates=2))


def test_a_fix_of_one_candidate_counts() -> None:
    choir = Choir((0.0, PLOT.replace("'revenue'", "'Revenue'")), (30.0, PLOT))
    attempts = [e for e in loop.solve(request(), choir, RUNTIME, candidates=2) if isinstance(e, Attempt)]
    assert [(a.origin, a.candidate, a.outcome.status) for a in attempts] == [("answer", 1, "error"), ("fix", 1, "ok")]


# -- the embedded engine beside a model --------------------------------------------------------------------------------


def guided(answers: list[Any], asked: Request | None = None) -> tuple[list[Any], ScriptedBackend]:
    backend = ScriptedBackend([fenced(a) for a in answers])
    return list(loop.solve(asked or request(), backend, RUNTIME, engine=BuiltinBackend())), backend


def test_its_reading_is_a_hint() -> None:
    _, backend = guided([PLOT])
    assert "a simple parser reads the task as" in backend.prompts[0].messages[0].content


def test_its_chart_is_offered_when_the_model_comes_to_nothing() -> None:
    events, _ = guided(["1 / 0\n"] * 4)
    attempts = [e for e in events if isinstance(e, Attempt)]
    assert [a.origin for a in attempts] == ["answer", "repair", "engine"]
    assert attempts[-1].outcome.good
    assert attempts[-1].completion is not None
    assert attempts[-1].completion.model.startswith("builtin")
    assert attempts[-1].notes == (loop.OFFERED,)
    assert loop.best(attempts) is attempts[-1]


@pytest.mark.parametrize("said", ["", "Sorry, charts are hard.", "```python\n```"], ids=["nothing", "talk", "an empty block"])
def test_its_chart_is_offered_to_whoever_gets_no_program(model_server: Any, said: str) -> None:
    """Over the wire, where an answer without a word is told apart from a server that failed."""
    model_server.answers = [said] * 4
    events = list(loop.solve(request(), OpenAIBackend(model_server.url), RUNTIME, engine=BuiltinBackend()))
    attempts = [e for e in events if isinstance(e, Attempt)]
    assert [a.origin for a in attempts] == ["answer", "repair", "engine"]
    error = attempts[0].outcome.error
    assert error is not None and error.name == "NoCodeError"
    assert ("the answer is empty" in error.message) == (not said)
    assert attempts[-1].notes == (loop.OFFERED,)
    assert loop.best(attempts) is attempts[-1]
    sent = json.loads(model_server.bodies[1])["messages"]
    assert "There is nothing to run" in sent[-1]["content"]
    assert model_server.url not in json.dumps(sent)


def test_it_stays_silent_when_the_model_is_as_good_or_waits_for_consent() -> None:
    for answers in ([PLOT], [f"{PLOT}open('out.txt', 'w')\n"], ["1 / 0\n", PLOT]):
        events, _ = guided(answers)
        assert all(e.origin != "engine" for e in events if isinstance(e, Attempt))


def test_it_has_one_say() -> None:
    """A chart that is not what the engine is sure of goes back once; the model may insist."""
    frames = {"sales": pd.DataFrame({"region": ["n", "s", "n"], "revenue": [1.0, 2.0, 5.0]})}
    asked = Request("mean revenue by region as a bar chart", frames, context=context.build(frames, "mean revenue by region"))
    total = (
        "import matplotlib.pyplot as plt\nby = sales.groupby('region')['revenue'].sum()\nfig, ax = plt.subplots()\n"
        "ax.bar(by.index, by.values)\nax.set(title='Revenue', xlabel='region', ylabel='revenue')\n"
    )
    events, backend = guided([total, total + "# so be it\n"], asked)
    statuses = [(a.outcome.status, a.outcome.good) for a in events if isinstance(a, Attempt)]
    assert statuses == [("ok", False), ("ok", True)]
    assert len(backend.prompts) == 2


def test_each_request_begins_with_the_bytes_of_the_one_before(model_server: Any) -> None:
    """Over the wire, with patches, a fix in between and a whole program last: a server evaluates only what is new."""
    said = [
        fenced("int('no')\n"), "Here:\n" + patch("int('no')", "int('never')"), patch("int('never')", "1 / 0"), fenced("int('x')\n"),
    ]  # fmt: skip
    model_server.answers = list(said)
    list(loop.solve(request(), OpenAIBackend(model_server.url), RUNTIME, engine=BuiltinBackend()))
    sent = model_server.bodies
    assert len(sent) == 4
    for before, after in itertools.pairwise(sent):
        messages = before[: before.rindex(b"\n ],\n")]
        assert after.startswith(messages)
    # What the model said comes back in its own words, so that those need not be evaluated again either.
    turns = json.loads(sent[3])["messages"]
    assert [t["content"] for t in turns if t["role"] == "assistant"] == said[:3]
