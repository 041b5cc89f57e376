"""Very many rows: a tidy frame that is drawn row by row goes in, statements that leave what a picture can carry come out.

A histogram is counted beforehand, which changes nothing in it. Of all else a random part is drawn, and the picture says so.
"""

from __future__ import annotations

from jupyter_viscode.chart.write.items import Item, Tidy
from jupyter_viscode.chart.write.plans import histogram, histogram2d
from jupyter_viscode.chart.write.source import literal
from jupyter_viscode.spec import Encoding

_ROW_BY_ROW = frozenset(
    {"point", "line", "area", "regression", "boxplot", "violin", "strip", "tick", "density", "errorbar", "rule", "text"}
)


def is_crowd(made: Tidy, most: int) -> bool:
    """Whether more rows than that are known to be drawn one by one."""
    summary = made.table.context.frame(made.chart.frame)
    return not made.grouped and summary is not None and (summary.rows or 0) > most


def keep_some(made: Tidy, most: int, marks: frozenset[str] = _ROW_BY_ROW) -> str:
    """Leave a random part of a crowd; returns the source of a sentence that says so, or nothing.

    The part is the same on every run.
    """
    drawn = made.chart.mark in marks or (histogram2d(made.chart) and made.chart.mark == "rect")
    if not drawn or histogram(made.chart) or not is_crowd(made, most):
        return ""
    program, whole = made.table.program, made.var
    # Filters and joins may have left fewer.
    count = f"min({most:_}, len({whole}))" if made.table.owned else f"{most:_}"
    x = made.items.get("x")
    ordered = f".sort_values({literal(x.key)})" if x is not None and made.chart.mark in ("line", "area") else ""
    part = program.name("sample", "part")
    program.add(f"{part} = {whole}.sample({count}, random_state=0){ordered}  # all rows would make the picture too heavy")
    made.table.var, made.table.owned = part, True
    return f'f"{{len({part}):,}} of {{len({whole}):,}} rows, drawn at random"'


def count_bins(made: Tidy, most: int) -> bool:
    """Count a crowd's histogram in pandas; False where the library is to do it.

    Afterwards the binned column holds where each bin begins, ``end`` where it ends, and ``count`` the rows in it.
    """
    if not histogram(made.chart) or not is_crowd(made, most):
        return False
    channel, other = ("x", "y") if made.has("x") else ("y", "x")
    item = made.items[channel]
    if item.type != "quantitative":
        return False
    table, program = made.table, made.table.program
    program.use("import numpy as np")
    program.use("import pandas as pd")
    values, encoding = item.of(made.var), item.encoding
    edges = program.name("edges", "bins")
    low, high = f"{values}.min()", f"{values}.max()"
    if encoding.bin_step:
        step = literal(encoding.bin_step)
        program.add(f"{edges} = np.arange({low} // {step} * {step}, {high} + {step}, {step})")
    else:
        count = 20 if encoding.bin is True else int(encoding.bin)
        program.add(f"{edges} = np.linspace({low}, {high}, {count + 1})")
    others = list(dict.fromkeys(i.key for i in made.items.values() if i.key != item.key))
    keys = ", ".join([f"pd.cut({values}, {edges}, include_lowest=True)", *(literal(key) for key in others)])
    name = program.name("counts", "totals")
    program.add(f'{name} = {made.var}.groupby([{keys}], observed=False).size().reset_index(name="count")')
    cut = item.of(name)
    program.add(f'{name}["end"] = {cut}.map(lambda bin: bin.right).astype(float)')
    program.add(f"{cut} = {cut}.map(lambda bin: bin.left).astype(float)")
    table.var, table.owned, made.grouped = name, True, True
    asked = made.chart.encoding(other)
    title = asked.title if asked.title is not None else "Count"
    made.items[other] = Item(other, Encoding(stack=asked.stack), "count", "quantitative", title, False, True, measure=True)
    return True
