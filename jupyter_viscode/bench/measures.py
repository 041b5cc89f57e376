"""The single measurements of ``viscode bench overhead``: each runs in a fresh process and returns figures as JSON.

Seconds are wall-clock unless a name says ``cpu``; sizes are bytes.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

HEAVY = ("torch", "transformers", "llama_cpp", "pandas", "matplotlib")
"""What loading the extension must not import."""

CHART = "import matplotlib.pyplot as plt\nplt.scatter(df['x'], df['y'])\nplt.title('y over x')\nplt.show()"
"""The chart that is drawn in a trial and in a cold kernel."""
CHART_DATA = """\
import numpy as np
import pandas as pd
df = pd.DataFrame(np.random.default_rng(0).normal(size=(1000, 2)), columns=["x", "y"])
"""

INSTRUCTIONS = (
    "total revenue by region as a bar chart",
    "mean price by product",
    "monthly revenue as a line",
    'monthly revenue by region as a stacked area chart, legend outside, title "Revenue"',
    "scatter of price against quantity",
    "price versus revenue coloured by region",
    "histogram of price",
    "histogram of quantity with 20 bins",
    "box plot of price by region",
    "pie of revenue by region",
    "heatmap of mean revenue by region and product",
    "number of orders by product, sorted descending",
    "top 5 products by revenue",
    "grouped bars of revenue by region and product",
    "stacked bars of revenue by product and region",
    "median price by month",
    "maximum revenue by year",
    "yearly revenue as bars",
    "revenue by region where quantity is above 5",
    "average quantity by region, horizontal bars",
    "line of mean price by month, one line per region",
    "price over revenue on a log scale",
    "count of orders per weekday",
    "minimum price by product, title 'Cheapest'",
)


def main(argv: Sequence[str]) -> None:
    """Run one measurement: its name and its arguments as JSON; the figures are the last line that is printed."""
    name, arguments = argv
    print("\n" + json.dumps(MEASURES[name](**json.loads(arguments))))  # noqa: T201


# -- loading -----------------------------------------------------------------------------------------------------------


def load_ext() -> dict[str, Any]:
    """CPU seconds of ``%load_ext`` in an IPython that has started, and the heavy modules that it imported."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    before, start = set(sys.modules), time.process_time()
    shell.run_line_magic("load_ext", "jupyter_viscode")
    cpu = time.process_time() - start
    heavy = [name for name in HEAVY if name in set(sys.modules) - before]
    if "viscode" not in shell.magics_manager.magics["cell"]:
        raise RuntimeError("the extension was not loaded")
    return {"cpu": cpu, "heavy": heavy}


# -- context -----------------------------------------------------------------------------------------------------------


def summary(rows: int, columns: int, describe: bool = False) -> dict[str, Any]:
    """Seconds and memory of a summary of a mixed frame; with `describe`, also the seconds of pandas' own."""
    from jupyter_viscode.context import build

    frame = mixed_frame(rows, columns)
    build({"warm": frame.head(10)}, level="stats")
    before = _reset_peak()
    start = time.perf_counter()
    build({"df": frame}, level="stats")
    first = time.perf_counter() - start
    extra = max(0, _peak() - before)
    seconds = [first, *(_timed(lambda: build({"df": frame}, level="stats")) for _ in range(4))]
    figures = {"seconds": statistics.median(seconds), "first": first, "extra": extra}
    if describe:
        figures["describe"] = _timed(lambda: frame.describe(include="all"))
    return figures


def mixed_frame(rows: int, columns: int) -> Any:
    """Integers, numbers, dates, categories and texts in turn."""
    import numpy as np
    import pandas as pd

    r = np.random.default_rng(0)
    names = np.array(["north", "south", "east", "west"])
    make: tuple[Callable[[], Any], ...] = (
        lambda: r.integers(0, 1000, rows),
        lambda: r.normal(size=rows),
        lambda: np.datetime64("2020-01-01", "s") + r.integers(0, 10**8, rows).astype("timedelta64[s]"),
        lambda: pd.Categorical.from_codes(r.integers(0, 4, rows), pd.Index(names)),
        lambda: pd.array(names[r.integers(0, 4, rows)], dtype="str"),
    )
    return pd.DataFrame({f"c{i}": make[i % len(make)]() for i in range(columns)})


# -- trials ------------------------------------------------------------------------------------------------------------


def trial(gigabytes: float, kind: str, repeats: int) -> dict[str, Any]:
    """Seconds of an empty program's trial with a frame of that size in memory."""
    from jupyter_viscode.runtimes.python import PythonRuntime
    from jupyter_viscode.types import Code, Request

    frame = _frame_of(gigabytes, kind)
    request, runtime = Request("", frames={"df": frame}), PythonRuntime()
    first = runtime.trial(Code("pass"), request)
    if first.status not in ("ok", "no-plot"):
        raise RuntimeError(f"the trial ended as {first.status}: {first.error}")
    seconds = [_timed(lambda: runtime.trial(Code("pass"), request)) for _ in range(repeats)]
    return {"seconds": statistics.median(seconds), "slowest": max(seconds), "executor": first.executor}


def _frame_of(gigabytes: float, kind: str) -> Any:
    import numpy as np
    import pandas as pd

    size = int(gigabytes * 2**30)
    if kind == "numeric":
        return pd.DataFrame(np.ones((size // 80, 10)), copy=False)
    if kind == "arrow":
        import pyarrow as pa

        double = pd.ArrowDtype(pa.float64())
        columns = {f"c{i}": pd.array(pa.array(np.full(size // 80, float(i))), dtype=double) for i in range(10)}
        return pd.DataFrame(columns, copy=False)
    # A Python string of this length takes 64 bytes, its pointer 8.
    return pd.DataFrame({"c": pd.Series([f"text {i:09d}" for i in range(size // 72)], dtype=object)})


def chart() -> dict[str, Any]:
    """CPU seconds of one chart in a trial and of the same in a cold kernel under nbclient."""
    return {"trial_cpu": _chart_in_trial(), "kernel_cpu": _chart_in_kernel()}


def _chart_in_trial() -> float:
    from jupyter_viscode.runtimes.python import PythonRuntime
    from jupyter_viscode.types import Code, Request

    namespace: dict[str, Any] = {}
    exec(CHART_DATA, namespace)  # the frame of the user's session, made by the same program as in the kernel
    request, runtime = Request("", frames={"df": namespace["df"]}), PythonRuntime()
    runtime.trial(Code(CHART), request)
    spent = []
    for _ in range(5):
        start = _cpu()
        outcome = runtime.trial(Code(CHART), request)
        spent.append(_cpu() - start)
        if outcome.status != "ok" or not outcome.outputs:
            raise RuntimeError(f"the trial ended as {outcome.status}: {outcome.error}")
    return statistics.median(spent)


def _chart_in_kernel() -> float:
    nbclient, nbformat = import_module("nbclient"), import_module("nbformat")
    spent = []
    for _ in range(3):
        cell = nbformat.v4.new_code_cell(CHART_DATA + CHART)
        notebook = nbformat.v4.new_notebook(cells=[cell])
        start = _cpu()
        nbclient.NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
        spent.append(_cpu() - start)
        if not any("image/png" in output.get("data", {}) for output in notebook.cells[0].outputs):
            raise RuntimeError("the kernel drew no picture")
    return statistics.median(spent)


# -- the embedded engine -----------------------------------------------------------------------------------------------


def engine(rows: int) -> dict[str, Any]:
    """Seconds from instruction to code, by the engine alone and with the summary of the frame; and how many it read."""
    from jupyter_viscode.backends.builtin import BuiltinBackend
    from jupyter_viscode.context import build
    from jupyter_viscode.types import GenerationConfig, Prompt, Request

    frames = {"sales": _sales(rows)}
    backend = BuiltinBackend()
    alone, whole, declined = [], [], 0
    for instruction in (INSTRUCTIONS[0], *INSTRUCTIONS):
        start = time.perf_counter()
        context = build(frames, instruction)
        middle = time.perf_counter()
        request = Request(instruction, frames=frames, context=context)
        completion = backend.generate(Prompt((), request), GenerationConfig())
        end = time.perf_counter()
        alone.append(end - middle)
        whole.append(end - start)
        declined += completion.stop_reason == "declined"
    return {
        "first": whole[0],
        "alone": sorted(alone[1:]),
        "whole": sorted(whole[1:]),
        "declined": declined,
        "instructions": len(INSTRUCTIONS),
    }


def _sales(rows: int) -> Any:
    import numpy as np
    import pandas as pd

    r = np.random.default_rng(0)
    price, quantity = r.gamma(2, 20, rows).round(2), r.integers(1, 10, rows)
    return pd.DataFrame(
        {
            "order_date": np.datetime64("2022-01-01", "s") + r.integers(0, 10**8, rows).astype("timedelta64[s]"),
            "region": np.array(["north", "south", "east", "west"])[r.integers(0, 4, rows)],
            "product": np.array([f"product {i}" for i in range(12)])[r.integers(0, 12, rows)],
            "price": price,
            "quantity": quantity,
            "revenue": price * quantity,
        }
    )


# -- clocks and gauges -------------------------------------------------------------------------------------------------


def _timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _cpu() -> float:
    """CPU seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _reset_peak() -> int:
    """Forget the peak of the memory in use; returns what is in use now."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return _peak()
    return _status("VmRSS")


def _peak() -> int:
    if Path("/proc/self/status").exists():
        return _status("VmHWM")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


MEASURES: dict[str, Callable[..., dict[str, Any]]] = {
    "load_ext": load_ext,
    "summary": summary,
    "trial": trial,
    "chart": chart,
    "engine": engine,
}
