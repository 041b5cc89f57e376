"""Trials from inside a real kernel: forked from a running cell, beside its event loop and its threads."""

from __future__ import annotations

import pytest
from driving import Kernel

SETUP = """
import asyncio, os, threading, time
import numpy as np, pandas as pd
from jupyter_viscode.runtimes.python import PythonRuntime
from jupyter_viscode.types import Code, Limits, Request
frame = pd.DataFrame({"a": np.arange(1000), "b": np.arange(1000) % 7})
runtime = PythonRuntime()
limits = Limits(seconds=20, memory=2**29)
def attempt(source, **options):
    return runtime.trial(Code(source), Request("", frames={"df": frame}, namespace=options.pop("namespace", {}), limits=limits), **options)
def told(outcome):
    print(outcome.status, outcome.executor, [sorted(bundle)[0] for bundle in outcome.outputs], outcome.stdout.strip(), *outcome.blocked)
PLOT = "import matplotlib.pyplot as plt\\n"
"""


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    kernel = Kernel(tmp_path_factory.mktemp("kernel"))
    cell = kernel.run(SETUP)
    assert not cell.error, cell.error
    yield kernel
    kernel.stop()


def said(live, code):
    cell = live.run(code)
    assert not cell.error, cell.error
    return cell


def test_a_plot_is_forked_from_a_running_cell(live):
    cell = said(live, "told(attempt(PLOT + \"df.groupby('b')['a'].sum().plot.bar()\"))")
    assert cell.stdout.startswith("ok fork ['image/png'")
    assert cell.displays == []  # what the child shows comes back in the outcome, not by the kernel's sockets


def test_rich_output_is_captured_and_not_sent(live):
    source = "from IPython.display import HTML, display\\ndisplay(HTML('<b>x</b>'))\\nprint('text')\\nprint('e', file=__import__('sys').stderr)\\ndf.head(2)"
    cell = said(live, f'outcome = attempt("{source}")\ntold(outcome)\nprint(outcome.outputs[0]["text/html"])')
    assert "['text/html', 'text/html'] text" in cell.stdout
    assert "<b>x</b>" in cell.stdout
    assert (cell.displays, cell.stderr) == ([], "")


def test_every_bad_end_leaves_the_kernel_alive(live):
    code = (
        "before = pd.util.hash_pandas_object(frame).sum(), dict(os.environ), os.getcwd()\n"
        "for source in ('import os; os._exit(0)', 'import ctypes; ctypes.string_at(0)', '1/0', 'df[\"z\"] = 1', 'import sys; sys.exit()',\n"
        "               'open(\"x\", \"w\")', 'import os; os.kill(os.getppid(), 9)', 'get_ipython().system(\"ls\")', 'input()', '!ls',\n"
        "               'get_ipython().kernel.do_shutdown(False)', 'get_ipython().run_cell(\"frame = 3\")'):\n"
        "    told(attempt(source))\n"
        "assert before == (pd.util.hash_pandas_object(frame).sum(), dict(os.environ), os.getcwd())\n"
    )
    lines = said(live, code).stdout.splitlines()
    assert [line.split()[0] for line in lines[:8]] == [
        "crashed", "crashed", "error", "no-plot", "error", "blocked", "blocked", "blocked",
    ]  # fmt: skip
    assert lines[8].startswith("error")
    assert lines[9].startswith("blocked")
    assert live.value("frame.shape") == "(1000, 2)"


def test_matplotlib_magic_changes_nothing(live):
    cell = said(live, 'told(attempt("%matplotlib inline\\n" + PLOT + "plt.plot([1, 2]);"))')
    assert cell.stdout.startswith("ok fork ['image/png']"), cell.stdout


def test_from_an_awaiting_cell(live):
    code = "await asyncio.sleep(0.01)\ntold(attempt(PLOT + 'plt.plot([1, 2]);'))\nawait asyncio.sleep(0.01)\nprint('on')"
    assert said(live, code).stdout == "ok fork ['image/png'] \non\n"


def test_while_a_task_waits_on_the_loop(live):
    said(
        live,
        "ticks = []\nasync def tick():\n    for _ in range(5):\n        await asyncio.sleep(0.02)\n        ticks.append(1)\ntask = asyncio.create_task(tick())",
    )
    assert said(live, "told(attempt('print(len(df))'))").stdout == "no-plot fork [] 1000\n"
    assert said(live, "await task\nprint(len(ticks))").stdout == "5\n"


def test_asyncio_run_is_found_before_the_commit(live):
    code = "outcome = attempt('import asyncio\\nasync def f(): return 3\\nprint(asyncio.run(f()))')\nprint(outcome.stdout, [f.rule for f in outcome.findings])"
    assert "asyncio-run" in said(live, code).stdout
    code = "outcome = attempt('import asyncio\\nawait asyncio.sleep(0)')\nprint([f.rule for f in outcome.findings])"
    assert "top-level-await" in said(live, code).stdout


def test_a_users_thread_sends_it_to_the_clean_process(live):
    code = (
        "stop = threading.Event()\nthread = threading.Thread(target=stop.wait, name='mine')\nthread.start()\n"
        "told(attempt(PLOT + 'plt.plot(df.a);'))\nstop.set()\nthread.join()\ntold(attempt('print(1)'))"
    )
    assert said(live, code).stdout == "ok clean ['image/png'] \nno-plot fork [] 1\n"


def test_functions_of_the_notebook_reach_the_clean_process(live):
    code = (
        "scale = 3\ndef times(x):\n    return x * scale\nclass Box:\n    def get(self):\n        return times(2)\n"
        "clean = PythonRuntime('clean')\n"
        "told(clean.trial(Code('print(times(4), Box().get())'), Request('', namespace={'times': times, 'scale': scale, 'Box': Box})))"
    )
    assert said(live, code).stdout == "no-plot clean [] 12 6\n"


def test_the_kernel_still_works_as_before(live):
    assert said(live, "print(threading.active_count() > 1, 1 + 1)").stdout == "True 2\n"
    assert live.value("open('alive.txt', 'w').write('x')") == "1"
