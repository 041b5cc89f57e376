"""Samples: a folder of benchmark files goes in; questions with their tables and the chart that counts as right come out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_viscode.errors import InputError

FAMILIES = ("Bar", "Pie", "Line", "Scatter", "Stacked Bar", "Grouping Line", "Grouping Scatter")
"""The chart families of VisEval and nvBench."""


@dataclass(frozen=True)
class Gold:
    """The chart that counts as right."""

    family: str
    rows: tuple[tuple[Any, Any, Any], ...]
    """(x, y, series); the series is None where the chart has one only."""
    sort_channel: str | None = None
    """``x`` or ``y``, when an order was asked for."""
    sort_order: Any = None
    """``ascending``, ``descending``, or the values in their order."""
    fixed_channels: tuple[str, ...] = ()
    """Channels that the question fixes; the others may be swapped."""
    stacked: bool = False
    """The question asks for stacked bars: grouped ones do not count."""
    axis_order: bool = False
    """The order is asked for along an axis, whatever is drawn there."""


@dataclass(frozen=True)
class Sample:
    """One question."""

    id: str
    question: str
    number: int
    """Which of the chart's questions."""
    database: str
    tables: tuple[str, ...]
    """CSV files that the right chart needs, as absolute paths."""
    others: tuple[str, ...]
    """CSV files of the same database that it does not need."""
    gold: Gold

    @property
    def key(self) -> str:
        """Identifies the question in a results file."""
        return f"{self.id}#{self.number}"

    @property
    def several(self) -> bool:
        """Whether more than one table is needed."""
        return len(self.tables) > 1

    @property
    def held_out(self) -> bool:
        """Whether the database belongs to the third that nobody looks at while tuning."""
        return held_out(self.database)


def held_out(database: str) -> bool:
    """One database in three, by a hash of its name."""
    return int(hashlib.sha256(f"viscode:{database}".encode()).hexdigest(), 16) % 3 == 0


def load(name: str, folder: Path) -> list[Sample]:
    """All usable questions of a benchmark.

    Parameters
    ----------
    name
        ``viseval`` or ``nvbench``.
    folder
        Holds ``<name>/tasks.jsonl`` and the tables that it names.

    Raises
    ------
    InputError
        The folder does not hold the benchmark.
    """
    path = folder / name / "tasks.jsonl"
    if not path.is_file():
        raise InputError(f"There is no {path}.", hint=f"Give the folder that holds {name}/tasks.jsonl: --data DIR.")
    samples: list[Sample] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            task = json.loads(line)
            if task.get("usable", True):
                samples.extend(_samples(task, folder))
    return samples


def _samples(task: dict[str, Any], folder: Path) -> Iterator[Sample]:
    tables = tuple(str((folder / t).resolve()) for t in task["tables"])
    others = tuple(str((folder / t).resolve()) for t in task.get("irrelevant_tables") or ())
    metas = task.get("query_meta") or [{}] * len(task["nl_queries"])
    for number, question in enumerate(task["nl_queries"]):
        gold = _drawn(task, metas[number]) if "vis_obj" in task else _specified(task)
        yield Sample(str(task["id"]), question, number, task["db_id"], tables, others, gold)


def _drawn(task: dict[str, Any], meta: dict[str, Any]) -> Gold:
    """VisEval's form: lists of x and y for each series."""
    shown = task["vis_obj"]
    xs, ys, series = shown["x_data"], shown["y_data"], shown["classify"] or [None]
    rows: list[tuple[Any, Any, Any]] = []
    for place, name in enumerate(series):
        own = xs[place] if len(xs) == len(series) else xs[0]
        rows.extend((x, y, name) for x, y in zip(own, ys[place], strict=False))
    sort = shown.get("sort") or {}
    return Gold(task["chart"], tuple(rows), sort.get("channel"), sort.get("order"), tuple(meta.get("channel_specified") or ()),
                bool(meta.get("stacked_bar")), meta.get("sort_by") == "axis")  # fmt: skip


def _specified(task: dict[str, Any]) -> Gold:
    """nvBench's form: a Vega-Lite specification with its data; the order is in the chart's id."""
    values = task["vegalite"]["data"]["values"]
    rows = tuple((v["x_data"], v["y_data"], v.get("classify")) for v in values)
    parts = str(task["id"]).split("@")
    channel = order = None
    if len(parts) == 3:
        channel = "x" if parts[1].startswith("x") else "y"
        order = "descending" if parts[2] == "DESC" else "ascending"
    return Gold(task["chart"], rows, channel, order)
