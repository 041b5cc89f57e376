"""Charts that were read from a figure: their drawn values go in, the frame that holds them as a literal comes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from jupyter_viscode.chart.write.frames import Table, open_table
from jupyter_viscode.chart.write.source import WIDTH, Program
from jupyter_viscode.errors import InputError
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Column, Context

MOST = 5_000
"""Values that a program may hold as a literal."""


def chart_table(program: Program, context: Context, chart: Chart, needed: tuple[str, ...]) -> Table:
    """The frame of the chart's name, or its drawn values where it has none."""
    if chart.frame is not None:
        return open_table(program, context, chart.frame, needed)
    if not chart.data:
        raise InputError("The chart names no frame to draw.", hint="Name one with -d.")
    return _literal_table(program, context, chart)


def _literal_table(program: Program, context: Context, chart: Chart) -> Table:
    count = sum(len(values) for values in chart.data.values())
    if count > MOST:
        raise InputError(
            f"The figure draws {count:,} values, too many to write into a program.",
            hint="Ask for the chart anew, with -d and the frame that holds them.",
        )
    program.use("import pandas as pd")
    name = program.name("data", "drawn")
    parts = [f"{program.value(column)}: {program.value(list(values))}" for column, values in chart.data.items()]
    short = f"{name} = pd.DataFrame({{{', '.join(parts)}}})"
    body = "".join(f"        {part},\n" for part in parts)
    program.add(short if len(short) <= WIDTH else f"{name} = pd.DataFrame(\n    {{\n{body}    }}\n)")
    columns = {c: Column(c, _kind(v), "", key=c, null_share=_nulls(v), distinct=_distinct(v)) for c, v in chart.data.items()}  # type: ignore[arg-type]
    return Table(program, context, name, owned=True, columns=columns, needed=tuple(chart.data))


def _known(values: Sequence[Any]) -> list[Any]:
    return [v for v in values if v is not None and v == v]


def _kind(values: Sequence[Any]) -> str:
    known = _known(values)
    if known and all(isinstance(v, bool) for v in known):
        return "boolean"
    if known and all(isinstance(v, (dt.date, dt.datetime)) for v in known):
        return "datetime"
    if known and all(isinstance(v, int) for v in known):
        return "integer"
    return "number" if known and all(isinstance(v, (int, float)) for v in known) else "text"


def _nulls(values: Sequence[Any]) -> float:
    return 1 - len(_known(values)) / len(values) if values else 0.0


def _distinct(values: Sequence[Any]) -> int:
    return len({str(v) for v in _known(values)})
