"""The tidy frame behind a picture: a Chart goes in, pandas statements and the labels of its columns by channel come out.

Shared by the writers of Python code: after it each channel is a column, grouped and sorted as the Chart says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jupyter_viscode.chart.write.aggregates import METHODS, aggregator, grouped_names
from jupyter_viscode.chart.write.dimensions import dimension
from jupyter_viscode.chart.write.frames import Table, categorical
from jupyter_viscode.chart.write.inline import chart_table
from jupyter_viscode.chart.write.items import KINDS, Item, Tidy, measure_of
from jupyter_viscode.chart.write.labels import title_of
from jupyter_viscode.chart.write.needs import needed_names
from jupyter_viscode.chart.write.source import Program, keywords, literal
from jupyter_viscode.spec import Chart, Encoding, Sort, Window
from jupyter_viscode.types import Context

DIMENSIONS = (
    "x",
    "y",
    "color",
    "xOffset",
    "yOffset",
    "row",
    "column",
    "facet",
    "shape",
    "detail",
    "size",
    "theta",
    "text",
    "x2",
    "y2",
)


def start(chart: Chart, context: Context, extra: Iterable[str] = ()) -> tuple[Program, Table]:
    """An empty program and the chart's frame in it, transforms written."""
    program = Program(taken=[f.name for f in context.frames])
    table = chart_table(program, context, chart, needed_names(chart))
    for transform in chart.transforms:
        table.apply(transform)
    return program, table


def tidy(chart: Chart, table: Table, *, discrete: Iterable[str] = (), group: bool = True, sort: bool = True) -> Tidy:
    """Write the statements from rows to what is drawn.

    Parameters
    ----------
    discrete
        Channels whose values are categories in this picture (the bars of a bar chart).
    group
        False leaves the rows as they are, for libraries that count and bin themselves.
    """
    windows = [t for t in chart.transforms if isinstance(t, Window)]
    made = Tidy(chart, table, window=windows[-1] if windows else None)
    discrete = set(discrete)
    shared: dict[tuple[object, ...], Item] = {}
    for channel in sorted(chart.encodings, key=lambda c: DIMENSIONS.index(c) if c in DIMENSIONS else 99):
        encoding = chart.encodings[channel]
        if encoding.field is None or (encoding.aggregate and group):
            continue
        same = (encoding.field, encoding.time_unit, encoding.bin, encoding.bin_step)
        if same in shared:
            made.items[channel] = replace(shared[same], channel=channel, encoding=encoding, title=title_of(encoding))
            continue
        made.items[channel] = shared[same] = dimension(made, channel, encoding, channel in discrete, group)
    if group and any(e.aggregate for e in chart.encodings.values()):
        _group(made)
    else:
        _whole(made)
    if made.window is not None:
        _window(made, windows)
    if sort:
        _sort(made, discrete)
    return made


def _whole(made: Tidy) -> None:
    """Categories of raw rows without missing ones, or as text that can be drawn."""
    for item in made.items.values():
        if not (item.discrete and item.as_text) or item.column is None:
            continue
        if item.column.null_share:
            made.table.bind(f"{made.var}.dropna(subset={literal([item.key])})")
        elif item.column.null_share is None and item.channel in ("x", "y"):
            item.as_text = False


# -- grouping ----------------------------------------------------------------------------------------------------------


def _group(made: Tidy) -> None:
    table, chart = made.table, made.chart
    measures = {c: e for c, e in chart.encodings.items() if e.aggregate}
    for encoding in measures.values():
        if encoding.field and encoding.aggregate not in ("count", "distinct", "min", "max"):
            table.parse_numbers(encoding.field)
    keys = list(dict.fromkeys(item.key for item in made.items.values()))
    if not keys:
        _total(made, measures)
        return
    by = literal(keys[0]) if len(keys) == 1 else literal(keys)
    weekday = any(i.encoding.time_unit == "day" for i in made.items.values())
    any_categorical = any(i.ordered or (i.column is not None and categorical(i.column)) for i in made.items.values())
    observed = f", observed={not weekday}" if any_categorical else ""
    head = f"{table.var}.groupby({by}, as_index=False{observed})"
    made.grouped = True
    if len(measures) == 1:
        ((channel, encoding),) = measures.items()
        source, label = _single(made, head, encoding, keys)
        _bind_groups(table, source, measures.values())
        made.items[channel] = _measure(made, channel, encoding, label)
    else:
        arguments: list[tuple[str, str]] = []
        for channel, encoding in measures.items():
            label = _name(encoding, keys + [a[0] for a in arguments])
            field_key = table.key(encoding.field) if encoding.field else keys[0]
            how = '"size"' if encoding.field is None else aggregator(encoding.aggregate or "count")
            arguments.append((label, f"({literal(field_key)}, {how})"))
            made.items[channel] = _measure(made, channel, encoding, label)
        _bind_groups(table, f"{head}.agg({', '.join(keywords(arguments))})", measures.values())
    for item in made.items.values():
        if item.interval:
            table.program.add(
                f'{item.of(table.var)} = {item.of(table.var)}.map(lambda bin: f"{{bin.left:,.4g}} – {{bin.right:,.4g}}")'
            )
            item.as_text = True


def _single(made: Tidy, head: str, encoding: Encoding, keys: list[str]) -> tuple[str, str]:
    """Source of the grouped frame with one figure, and the figure's label."""
    table, aggregate = made.table, encoding.aggregate or "count"
    key = table.key(encoding.field) if encoding.field else None
    if key is None or (aggregate == "count" and (key in keys or table.find(encoding.field or "").null_share == 0)):
        if "size" not in keys:
            return f"{head}.size()", "size"
        return f'{head}.agg(count=({literal(keys[0])}, "size"))', "count"
    source = table.find(encoding.field or "").key
    if key in keys:
        label = _name(encoding, keys)
        (argument,) = keywords([(label, f"({literal(source)}, {aggregator(aggregate)})")])
        return f"{head}.agg({argument})", label
    method = METHODS[aggregate]
    return f"{head}[{literal(key)}].{method}", key


def _name(encoding: Encoding, taken: list[str]) -> str:
    base = f"{encoding.aggregate}_{encoding.field}" if encoding.field else "count"
    return next(c for c in (base, *(f"{base}_{n}" for n in range(2, 99))) if c not in taken)


def _bind_groups(table: Table, source: str, measures: Iterable[Encoding]) -> None:
    table.bind(source, *_names(measures))


def _names(measures: Iterable[Encoding]) -> tuple[str, ...]:
    return grouped_names(e.aggregate or "count" for e in measures)


def _total(made: Tidy, measures: dict[str, Encoding]) -> None:
    """Figures of the whole frame: one row."""
    table, program = made.table, made.table.program
    program.use("import pandas as pd")
    cells = []
    for channel, encoding in measures.items():
        label = _name(encoding, [i.key for i in made.items.values()])
        value = (
            f"len({table.var})"
            if encoding.field is None
            else f"{table.column(encoding.field)}.{METHODS[encoding.aggregate or 'count']}"
        )
        cells.append(f"{literal(label)}: [{value}]")
        made.items[channel] = _measure(made, channel, encoding, label)
    table.bind(f"pd.DataFrame({{{', '.join(cells)}}})", *_names(measures.values()))
    made.grouped = True


def _measure(made: Tidy, channel: str, encoding: Encoding, label: str) -> Item:
    column = made.table.find(encoding.field) if encoding.field and encoding.aggregate in ("min", "max") else None
    type_ = KINDS.get(column.kind, "nominal") if column else "quantitative"
    title = title_of(encoding, made.window)
    return Item(channel, encoding, label, type_, title, False, True, measure=True, column=column)


# -- running figures and order -----------------------------------------------------------------------------------------


def _window(made: Tidy, windows: list[Window]) -> None:
    item = measure_of(made)
    if item is None:
        return
    table = made.table
    groups = [made.items[c].key for c in ("color", "row", "column", "facet") if made.has(c) and not made.items[c].measure]
    groups = [g for g in dict.fromkeys(groups) if g != item.key]
    other = made.items.get("x" if item.channel == "y" else "y")
    if not made.grouped and other is not None:
        table.bind(f"{table.var}.sort_values({literal(other.key)})")
    label = item.key
    for window in windows:
        figure = f"{table.var}[{literal(label)}]"
        within = (
            f"{table.var}.groupby({literal(groups[0] if len(groups) == 1 else groups)})[{literal(label)}]" if groups else figure
        )
        size = int(window.size or 7)
        rolled = f"rolling({size}, min_periods=1).{METHODS[window.aggregate]}"
        sources = {
            "cumulative": f"{within}.cumsum()",
            "rolling": f"{within}.transform(lambda values: values.{rolled})" if groups else f"{figure}.{rolled}",
            "difference": f"{within}.diff()",
            "percent change": f"100 * {within}.pct_change()",
            "rank": f'{within}.rank(ascending=False, method="min")',
            "percent of total": f'100 * {figure} / {within}.transform("sum")' if groups else f"100 * {figure} / {figure}.sum()",
        }
        table.assign(label, sources[window.op], "number")
    item.title = title_of(item.encoding, windows[-1])


def _sort(made: Tidy, discrete: set[str]) -> None:
    """Bring the rows, or the categories, into the order that the category's axis asks for."""
    table = made.table
    measure = measure_of(made)
    axes = [made.items[c] for c in ("x", "y") if made.has(c)]
    if made.chart.mark == "arc":
        axes = [made.items[c] for c in ("color", "theta") if made.has(c)]
    axis = next((i for i in axes if i is not measure), None)
    if axis is None:
        return
    asked = axis.encoding.sort or (measure.encoding.sort if measure is not None else None)
    flat = made.chart.mark in ("line", "area")
    several = made.has("color") and made.items["color"].key != axis.key
    if asked is None or asked.values:
        if not made.grouped and (flat or (asked is not None and axis.ordered)):
            table.bind(f"{table.var}.sort_values({literal(axis.key)})")
        return
    if axis.encoding.sort is None and not asked.by and measure is not None:
        asked = Sort(measure.channel, asked.order)
    falling = ", ascending=False" if asked.order == "descending" else ""
    by = made.items.get(asked.by)
    if (not asked.by or by is axis or (by is None and asked.by == axis.encoding.field)) and not asked.aggregate:
        if made.grouped and not falling:
            return
        table.bind(f"{table.var}.sort_values({literal(axis.key)}{falling})")
        if several and axis.discrete:
            made.order = f"{axis.of(table.var)}.unique()"
        return
    if (
        by is None
        and measure is not None
        and asked.by == measure.encoding.field
        and asked.aggregate in (None, measure.encoding.aggregate)
    ):
        by = measure
    if by is not None:
        if not several:
            table.bind(f"{table.var}.sort_values({literal(by.key)}{falling})")
            if axis.ordered:
                made.order = axis.of(table.var)
            return
        name = table.program.name("order")
        observed = ", observed=True" if axis.ordered else ""
        table.program.add(
            f"{name} = {table.var}.groupby({literal(axis.key)}{observed})[{literal(by.key)}].sum().sort_values("
            f"{falling.removeprefix(', ')}).index"
        )
        made.order = name
        return
    if asked.by in table.columns and not made.grouped:
        table.bind(f"{table.var}.sort_values({literal(table.key(asked.by))}{falling})")


def order_before_grouping(chart: Chart, table: Table) -> str | None:
    """Categories sorted by another column's figure: computed from the rows, before they are grouped."""
    for channel in ("x", "y", "color"):
        encoding = chart.encoding(channel)
        asked = encoding.sort
        if asked is None or not asked.by or asked.values or encoding.field is None or asked.by in chart.encodings:
            continue
        if asked.by == encoding.field or asked.by not in table.columns:
            continue
        same = [
            e
            for e in chart.encodings.values()
            if e.field == asked.by and e.aggregate and asked.aggregate in (None, e.aggregate)
        ]
        if same or (not asked.aggregate and not any(e.aggregate for e in chart.encodings.values())):
            continue
        name = table.program.name("order")
        falling = "ascending=False" if asked.order == "descending" else ""
        method = METHODS[asked.aggregate or "min"]
        grouped = f"{table.var}.groupby({literal(table.key(encoding.field))})[{literal(table.key(asked.by))}].{method}"
        table.program.add(f"{name} = {grouped}.sort_values({falling}).index")
        return name
    return None
