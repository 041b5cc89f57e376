"""``viscode bench overhead``: a machine enters, one table of what the package costs on it leaves.

Each figure is measured in a fresh process (see `jupyter_viscode.bench.measures`). A ratio of 1 or less meets its target in
every line; lines without a target are there for comparison.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_MEASURE = "import sys; from jupyter_viscode.bench.measures import main; main(sys.argv[1:])"
_TIMEOUT = 900.0
"""Seconds that one measurement may take."""
_SPARE = 2 * 2**30
"""Bytes that must stay free beside a frame."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    measured: float | None
    """None when it was not measured; the note says why."""
    unit: str
    target: float | None = None
    at_least: bool = False
    """The target is a least value, not a greatest one."""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Measured over target (target over measured for a least value): 1 or less is good."""
        if self.measured is None or self.target is None:
            return None
        if self.at_least:
            return self.target / self.measured if self.measured else float("inf")
        return self.measured / self.target if self.target else 1.0 + self.measured if self.measured else 0.0

    @property
    def verdict(self) -> str:
        """``ok``, ``over``, ``not measured``, or "" without a target."""
        if self.measured is None:
            return "not measured"
        if self.ratio is None:
            return ""
        return "ok" if self.ratio <= 1 else "over"


def run(argv: Sequence[str] = ()) -> int:
    """Measure, print the table; 1 when a target was missed or could not be measured for a reason other than memory.

    Parameters
    ----------
    argv
        Arguments of ``viscode bench overhead``.
    """
    parser = argparse.ArgumentParser(prog="viscode bench overhead", description="What the package costs on this machine.")
    parser.add_argument("--quick", action="store_true", help="smaller frames and fewer repetitions")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures there, too")
    arguments = parser.parse_args(list(argv))
    rows: list[Row] = []
    for part in (_loading, _summaries, _trials, _charts, engine):
        for row in part(arguments.quick):
            rows.append(row)
            print(f"measured: {row.what}", file=sys.stderr, flush=True)  # noqa: T201
    print(table(rows))  # noqa: T201
    if arguments.json is not None:
        figures = [{**asdict(row), "ratio": row.ratio, "verdict": row.verdict} for row in rows]
        arguments.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    failed = any(row.verdict == "over" or (row.measured is None and "memory" not in row.note) for row in rows)
    return 1 if failed else 0


def table(rows: Sequence[Row]) -> str:
    """The rows as aligned text."""
    head = ("what", "measured", "target", "ratio", "", "note")
    cells = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def _cells(row: Row) -> tuple[str, ...]:
    sign = "≥" if row.at_least else "≤"
    return (
        row.what,
        "–" if row.measured is None else f"{row.measured:.3g} {row.unit}".rstrip(),
        "" if row.target is None else f"{sign} {row.target:g} {row.unit}".rstrip(),
        "" if row.ratio is None else f"{row.ratio:.2f}",
        row.verdict,
        row.note,
    )


# -- what is measured --------------------------------------------------------------------------------------------------


def _loading(quick: bool) -> Iterator[Row]:
    runs = [_measure("load_ext") for _ in range(2 if quick else 5)]
    what = "%load_ext, CPU beyond IPython"
    wrong = next((run["error"] for run in runs if "error" in run), None)
    if wrong is not None:
        yield Row(what, None, "s", 0.15, note=wrong)
        return
    spent = sorted(run["cpu"] for run in runs)
    yield Row(what, spent[len(spent) // 2], "s", 0.15)
    heavy = sorted({name for run in runs for name in run["heavy"]})
    yield Row("heavy modules imported by it", len(heavy), "", 0, note=", ".join(heavy))


def _summaries(quick: bool) -> Iterator[Row]:
    rows = 200_000 if quick else 10_000_000
    size = f"{_short(rows)} × 20 mixed"
    what = f"summary of {size}"
    yield from _rows(
        [Row(what, None, "s", 0.1), Row(f"{what}, memory", None, "MB", 50)],
        "summary",
        {"rows": rows, "columns": 20},
        lambda seen: [(seen["seconds"], f"first {seen['first']:.3f} s"), (seen["extra"] / 2**20, "")],
        need=rows * 20 * 12 * 3,
    )
    rows, columns = 1_000_000, 10 if quick else 50
    yield from _rows(
        [Row(f"describe() / summary, {_short(rows)} × {columns}", None, "×", 20, at_least=True)],
        "summary",
        {"rows": rows, "columns": columns, "describe": True},
        lambda seen: [(seen["describe"] / seen["seconds"], f"{seen['describe']:.2f} s / {seen['seconds']:.4f} s")],
        need=rows * columns * 12 * 3,
    )


def _trials(quick: bool) -> Iterator[Row]:
    sizes = (0.01, 0.1) if quick else (0.01, 1.0, 6.0)
    cases = [(kind, size) for kind in ("numeric", "arrow") for size in sizes] + [("object strings", sizes[1])]
    for kind, size in cases:
        target = None if kind == "object strings" else 25.0
        yield from _rows(
            [Row(f"empty trial, {size:g} GB {kind}", None, "ms", target)],
            "trial",
            {"gigabytes": size, "kind": kind, "repeats": 5 if quick else 15},
            lambda seen: [(seen["seconds"] * 1000, f"{seen['executor']}, slowest {seen['slowest'] * 1000:.0f} ms")],
            need=int(size * 1.3 * 2**30),
        )


def _charts(quick: bool) -> Iterator[Row]:
    yield from _rows(
        [Row("cold nbclient kernel / trial, CPU of a chart", None, "×", 10, at_least=True)],
        "chart",
        {},
        lambda seen: [(seen["kernel_cpu"] / seen["trial_cpu"], f"{seen['kernel_cpu']:.2f} s / {seen['trial_cpu']:.3f} s")],
    )


def engine(quick: bool) -> Iterator[Row]:
    """What it takes from an instruction to code, without a model."""
    rows = 100_000 if quick else 1_000_000
    what = f"engine, instruction → code, {_short(rows)} rows"
    yield from _rows(
        [
            Row(f"{what}, p50", None, "ms", 15),
            Row(f"{what}, p99", None, "ms", 80),
            Row("the same with the summary, p50", None, "ms"),
        ],
        "engine",
        {"rows": rows},
        lambda seen: [
            (_percentile(seen["alone"], 0.5), f"{seen['instructions']} instructions, {seen['declined']} declined"),
            (_percentile(seen["alone"], 0.99), ""),
            (_percentile(seen["whole"], 0.5), f"first {seen['first'] * 1000:.0f} ms"),
        ],
    )


def _percentile(seconds: Sequence[float], share: float) -> float:
    """Of sorted seconds, as milliseconds."""
    return 1000 * seconds[min(len(seconds) - 1, int(share * len(seconds)))]


# -- how it is measured ------------------------------------------------------------------------------------------------


def _rows(
    rows: Sequence[Row],
    name: str,
    arguments: dict[str, Any],
    read: Callable[[dict[str, Any]], list[tuple[float, str]]],
    need: int = 0,
) -> Iterator[Row]:
    """The rows with the figures of one measurement, or with the reason why there are none."""
    from dataclasses import replace

    free = _free_memory()
    if free is not None and need and free < need + _SPARE:
        skipped = f"skipped: it needs {(need + _SPARE) / 2**30:.1f} GB of memory, {free / 2**30:.1f} GB are free"
        yield from (replace(row, note=skipped) for row in rows)
        return
    seen = _measure(name, **arguments)
    if "error" in seen:
        yield from (replace(row, note=seen["error"]) for row in rows)
        return
    for row, (value, note) in zip(rows, read(seen), strict=True):
        yield replace(row, measured=value, note=note)


def _measure(name: str, **arguments: Any) -> dict[str, Any]:
    """The figures of a measurement in a fresh process, or ``{"error": why}``."""
    command = [sys.executable, "-c", _MEASURE, name, json.dumps(arguments)]
    environment = {key: value for key, value in os.environ.items() if key != "MPLBACKEND"} | {"PYTHONWARNINGS": "ignore"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT, env=environment)
    except subprocess.TimeoutExpired:
        return {"error": f"not done in {_TIMEOUT:g} s"}
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        return {"error": lines[-1] if lines else f"ended with {done.returncode}"}
    figures: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def _free_memory() -> int | None:
    """Bytes that can still be used; None where nobody says."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return None
    free = next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)
    limit = _cgroup_free()
    return free if limit is None or free is None else min(free, limit)


def _cgroup_free() -> int | None:
    """What a container may still use."""
    root = Path("/sys/fs/cgroup")
    try:
        limit, used = (root / "memory.max").read_text().strip(), int((root / "memory.current").read_text())
    except (OSError, ValueError):
        return None
    return int(limit) - used if limit.isdigit() else None


def _short(number: int) -> str:
    return f"{number // 1_000_000}M" if number >= 1_000_000 else f"{number // 1000}k"
