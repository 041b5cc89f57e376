"""A model that writes slowly, a real kernel, its live card: the trial goes on meanwhile, and the session is as it was."""

from __future__ import annotations

from typing import Any

import pytest
from driving import Kernel

SETUP = """
import threading, time
import pandas as pd
from jupyter_viscode.bench.replay import Script, replaying
%load_ext jupyter_viscode
sales = pd.DataFrame({"region": ["n", "s", "w"], "revenue": [3.0, 1.0, 2.0]})
"""
PROGRAM = """\
import time
import matplotlib.pyplot as plt
started = time.monotonic()
fig, ax = plt.subplots()
ax.bar(sales["region"], sales["revenue"], color="#0072B2")
ax.set(title="Revenue", xlabel="region", ylabel="revenue")
print(f"{time.monotonic() - started:.1f} seconds between first and last")
plt.show()
"""
ASK = """
with replaying({{"slow": Script(({answer!r},), rate={rate})}}) as server:
    get_ipython().run_cell_magic("viscode", f"-d sales -m {{server.url}}#slow {options}", "{instruction}")
"""


@pytest.fixture(scope="module")
def live(tmp_path_factory: Any) -> Any:
    kernel = Kernel(tmp_path_factory.mktemp("kernel"))
    cell = kernel.run(SETUP)
    assert not cell.error, cell.error
    yield kernel
    kernel.stop()


def ask(live: Any, program: str, rate: float, options: str = "", instruction: str = "the usual thing, please") -> Any:
    answer = f"```python\n{program}```\n"
    return live.run(ASK.format(answer=answer, rate=rate, options=options, instruction=instruction), timeout=90)


def test_statements_run_while_the_model_writes(live: Any) -> None:
    """The program's own clock stands between its statements, as the model takes its time from one to the next."""
    cell = ask(live, PROGRAM, rate=40)
    assert not cell.error, cell.error
    assert cell.card.startswith("✓"), cell.card
    said = live.value("_viscode.attempts[0].outcome.stdout")
    assert float(said.strip("'").split()[0]) >= 1.0
    assert live.value("_viscode.attempts[0].outcome.executor") == "'fork'"
    assert len(cell.pictures) == 1


def test_a_failure_is_seen_before_the_answer_ends(live: Any) -> None:
    wrong = "int('no')\n" + PROGRAM * 6
    cell = ask(live, wrong, rate=60, options="--max-repairs 1")
    assert not cell.error, cell.error
    written = live.value("[len(a.code.source) for a in _viscode.attempts]")
    assert int(written.strip("[]").split(",")[0]) < 1000, written  # the model was stopped


def test_no_child_and_no_thread_is_left(live: Any) -> None:
    ask(live, PROGRAM, rate=200)
    code = (
        "import psutil\n"
        "left = [p.cmdline()[-3:] for p in psutil.Process().children() if 'zygote' not in ' '.join(p.cmdline())]\n"
        "print(left, [t.name for t in threading.enumerate() if t.name.startswith('viscode-stream')])"
    )
    cell = live.run(code)
    assert cell.stdout.strip() == "[] []"
