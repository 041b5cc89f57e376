"""A trial that begins before its program is written comes to the same outcome as one of the whole program."""

# ruff: noqa: F401, F811

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from trial_session import SMALL, Session, folder

from jupyter_viscode.prompts.statements import Statements
from jupyter_viscode.runtimes.python import PythonRuntime
from jupyter_viscode.runtimes.stream import TrialStream
from jupyter_viscode.types import Code, Outcome, Request, StreamingRuntime

PLOT = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.bar(df['c'], df['b'])\n"

PROGRAMS = {
    "good": f"{PLOT}ax.set_title('Bars')\nplt.show()\n",
    "last expression": f"{PLOT}plt.close(fig)\nfig\n",
    "last expression and a comment": f"{PLOT}plt.close(fig)\nfig\n# that is all\n",
    "semicolon": f"{PLOT}df;\n",
    "expressions on the way": f"df.head()\n{PLOT}'nothing'\nax.set_xlabel('c')\n",
    "compound at the end": f"{PLOT}for tick in ax.get_xticklabels():\n    tick.set_rotation(45)\n",
    "functions": f"def label(x):\n    return x + '!'\n\n\n{PLOT}ax.set_title(label('Bars'))\n",
    "printed": f"print('a')\nimport sys\nprint('b', file=sys.stderr)\n{PLOT}",
    "no plot": "total = df['b'].sum()\nprint(total)\n",
    "error": f"{PLOT}ax.plot(df['nope'])\nax.set_title('x')\n",
    "error in a function": f"def draw(x):\n    return int(x)\n\n\n{PLOT}draw('no')\n",
    "unknown keyword": f"{PLOT}ax.bar(df['a'], df['b'], nonsense=3)\nplt.show()\n",
    "error in the last expression": f"{PLOT}undefined_name\n",
    "exit": "import sys\nsys.exit(3)\nx = 1\n",
    "changes": f"df['new'] = 1\n{PLOT}",
    "changes by another name": f"other = df\nother['new'] = df['a']\n{PLOT}",
    "rebinds": f"{PLOT}df = df.head(1)\n",
    "syntax error at the end": f"{PLOT}ax.set_title('x'\n",
    "await": f"import asyncio\nawait asyncio.sleep(0)\n{PLOT}",
    "future": f"from __future__ import annotations\n{PLOT}def f(x: Nowhere) -> None: ...\n",
    "blocked": f"{PLOT}open('/tmp/viscode-out.txt', 'w').write('x')\n",
    "too little contrast": f"{PLOT}ax.set_title('x')\nax.set_xlabel('')\nfig.set_size_inches(1, 1)\n",
    "plotly": "import plotly.express as px\nfig = px.bar(df, x='c', y='b')\nfig\n",
    "two figures": f"{PLOT}plt.figure()\nplt.plot([1, 2]);\n",
    "memory": f"{PLOT}big = bytearray(10 ** 12)\n",
    "crash": f"{PLOT}import ctypes\nctypes.string_at(0)\n",
    "endless": f"{PLOT}while True: pass\n",
    "empty": "# nothing\n",
}


@pytest.fixture(params=["fork", "clean"])
def streaming(request: Any, folder: Any) -> Session:
    session = Session(request.param, folder)
    session.runtime.prepare(["matplotlib"])
    return session


def request_of(session: Session, **more: Any) -> Request:
    limits = replace(SMALL, seconds=more.pop("seconds", 20))
    return Request("a bar chart", frames=session.frames, namespace=session.namespace, limits=limits, **more)


def streamed(session: Session, source: str, request: Request, pause: float = 0.0) -> tuple[Outcome | None, bool]:
    """The outcome of a program that comes line by line, and whether the stream alone could tell it."""
    stream = session.runtime.stream(request)
    assert stream is not None
    statements = Statements()
    statements.add("```python\n")
    try:
        for line in source.splitlines(keepends=True):
            if part := statements.add(line):
                stream.feed(part)
                time.sleep(pause)
        told = stream.finish(Code(source))
    finally:
        stream.close()
    return (told, True) if told is not None else (session.runtime.trial(Code(source), request), False)


def plain(outcome: Outcome | None) -> Outcome:
    """Without what differs between two runs of anything."""
    assert outcome is not None
    return replace(outcome, seconds=0.0)


WHOLE = {"syntax error at the end", "await", "future"}
"""Programs of which the parts say nothing about the whole."""


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_outcome_is_that_of_a_whole_trial(streaming: Session, name: str) -> None:
    request = request_of(streaming, seconds=1.5 if name == "endless" else 20)
    outcome, alone = streamed(streaming, PROGRAMS[name], request)
    whole = streaming.runtime.trial(Code(PROGRAMS[name]), request)
    assert plain(outcome) == plain(whole)
    assert alone == (name not in WHOLE)


def test_the_trial_runs_while_the_program_is_written(streaming: Session) -> None:
    """The program's own clock: its first statement ran long before its last was there."""
    source = f"import time\nstarted = time.monotonic()\n{PLOT}print(time.monotonic() - started)\n"
    streaming.runtime.trial(Code(PLOT), request_of(streaming))  # the clean process has to start first
    outcome, alone = streamed(streaming, source, request_of(streaming), pause=0.5)
    assert alone
    assert plain(outcome).status == "ok"
    assert float(plain(outcome).stdout) > 0.5


def test_waiting_for_the_model_is_no_time_of_the_program(streaming: Session) -> None:
    request = request_of(streaming, seconds=1.0)
    streaming.runtime.trial(Code(PLOT), request)
    stream = streaming.runtime.stream(request)
    assert stream is not None
    stream.feed("import matplotlib.pyplot as plt\n")
    time.sleep(2.5)  # longer than the limit, and than a stuck process may idle
    outcome = stream.finish(Code(PLOT))
    assert plain(outcome).status == "ok"


def until_ended(stream: TrialStream, seconds: float = 20.0) -> Outcome | None:
    end = time.monotonic() + seconds
    while stream.ended is None and time.monotonic() < end:
        time.sleep(0.01)
    return stream.ended


def test_the_first_error_is_known_before_the_end(streaming: Session) -> None:
    stream = streaming.runtime.stream(request_of(streaming))
    assert stream is not None
    stream.feed("x = 1\n")
    stream.feed("df['nope']\n")
    early = until_ended(stream)
    assert early is not None
    assert (early.status, early.error and early.error.name, early.error and early.error.line) == ("error", "KeyError", 2)
    stream.feed("y = 2\n")  # the model goes on: nothing of it is run
    assert plain(stream.finish(Code("x = 1\ndf['nope']\ny = 2\nz = 3\n"))) == plain(early)


def test_a_program_that_turned_out_otherwise_is_tried_anew(streaming: Session) -> None:
    stream = streaming.runtime.stream(request_of(streaming))
    assert stream is not None
    stream.feed("x = 1\n")
    assert stream.finish(Code("y = 1\n")) is None


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_nothing_is_left_when_it_is_given_up(streaming: Session) -> None:
    streaming.runtime.trial(Code("x = 1\n"), request_of(streaming))
    before, threads = descriptors(), threading.active_count()
    for _ in range(3):
        stream = streaming.runtime.stream(request_of(streaming))
        assert stream is not None
        stream.feed("while True: pass\n")
        stream.close()
        stream.close()
        assert stream.finish(Code("while True: pass\n")) is None
    assert threading.active_count() == threads
    assert descriptors() <= before


def test_cancelling_ends_it_at_once(streaming: Session) -> None:
    stream, cancel = streaming.runtime.stream(request_of(streaming)), threading.Event()
    assert stream is not None
    stream.feed("import time\n")
    threading.Timer(0.3, cancel.set).start()
    started = time.monotonic()
    assert stream.finish(Code("import time\ntime.sleep(20)\n"), cancel) is None
    assert time.monotonic() - started < 5


def test_a_program_that_says_it_waits_is_stopped_all_the_same(streaming: Session) -> None:
    """The byte that tells that a part is done can be forged; what was given to the end is limited even so."""
    forged = "import os\nfor n in range(3, 20):\n    try:\n        os.write(n, b'.' * 50)\n    except OSError:\n        pass\n"
    request = request_of(streaming, seconds=1.0)
    started = time.monotonic()
    outcome, _ = streamed(streaming, f"{forged}while True:\n    pass\n", request)
    assert plain(outcome).status in ("timeout", "crashed")
    assert time.monotonic() - started < 15


def test_where_it_is_not_possible(folder: Any) -> None:
    session = Session("spawn", folder)
    assert isinstance(session.runtime, StreamingRuntime)
    assert session.runtime.stream(request_of(session)) is None


def test_frames_that_do_not_survive_a_fork_go_to_the_clean_process(folder: Any) -> None:
    pl = pytest.importorskip("polars")
    session = Session("auto", folder)
    session.frames = {"df": pl.DataFrame({"c": ["x", "y"], "b": [1.0, 2.0]})}
    outcome, alone = streamed(session, PLOT, request_of(session))
    assert alone
    assert (plain(outcome).status, plain(outcome).executor) == ("ok", "clean")


def test_another_variable_than_the_frames_needs_a_whole_trial_in_a_clean_process(folder: Any) -> None:
    session = Session("clean", folder)
    session.namespace = {"factor": 2}
    outcome, alone = streamed(session, f"{PLOT}ax.set_title(str(factor))\n", request_of(session))
    assert not alone
    assert plain(outcome).status == "ok"


def test_the_users_frames_stay_as_they_are(folder: Any) -> None:
    session = Session("fork", folder)
    before = session.frames["df"].copy()
    outcome, _ = streamed(session, f"df['a'] = 0\n{PLOT}", request_of(session))
    assert plain(outcome).changes == ("df",)
    pd.testing.assert_frame_equal(session.frames["df"], before)


def test_the_runtime_can_stream() -> None:
    assert isinstance(PythonRuntime(), StreamingRuntime)
