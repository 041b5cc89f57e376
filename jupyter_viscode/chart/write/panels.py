"""Matplotlib figures of several parts: small multiples, layers on one axes, and layers with an axis of their own."""

from __future__ import annotations

from dataclasses import replace

from jupyter_viscode.chart.write.axes import Axes, finish, open_figure, palette
from jupyter_viscode.chart.write.inline import chart_table
from jupyter_viscode.chart.write.items import Item, Tidy
from jupyter_viscode.chart.write.labels import title_of
from jupyter_viscode.chart.write.matplotlib_marks import draw
from jupyter_viscode.chart.write.needs import needed_names
from jupyter_viscode.chart.write.plans import facet_columns, plan
from jupyter_viscode.chart.write.series import name_colors, series_of
from jupyter_viscode.chart.write.source import Program, caption, literal
from jupyter_viscode.chart.write.tidy import order_before_grouping, tidy
from jupyter_viscode.chart.write.trends import fit, is_trend
from jupyter_viscode.errors import InputError
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Context

FACETS = ("facet", "column", "row")
ROOM = 22
"""Characters that fit below the x axis of one small multiple."""


def facet_item(made: Tidy) -> Item | None:
    """The channel that splits the figure into small multiples."""
    return next((made.items[c] for c in FACETS if made.has(c)), None)


def facets(made: Tidy, context: Context) -> None:
    """A grid of small multiples, one for each value of the facet's channel."""
    program, chart = made.table.program, made.chart
    item = facet_item(made)
    assert item is not None
    keys = [made.items[c].key for c in FACETS if made.has(c)]
    parts = program.name("parts", "panels")
    by = literal(keys[0]) if len(keys) == 1 else literal(keys)
    program.add(f"{parts} = list({made.var}.groupby({by}{', observed=True' if item.ordered else ''}))")
    program.use("import math")
    columns = {"column": f"len({parts})", "row": "1"}.get(item.channel, f"min({facet_columns(chart)}, len({parts}))")
    count = program.name("columns")
    program.add(f"{count} = {columns}", f"rows = math.ceil(len({parts}) / {count})")
    size = chart.style.width, chart.style.height
    plain = replace(chart, style=replace(chart.style, width=None, height=None))
    axes = Axes(program, plain, made)
    wide, high = size
    figsize = f"figsize=({f'{wide:g}' if wide else f'3.2 * {count} + 0.6'}, {f'{high:g}' if high else '2.8 * rows + 0.6'})"
    shared = "sharex=True, sharey=True" if chart.mark != "arc" else ""
    color = made.items.get("color")
    if not name_colors(axes) and color is not None and not color.measure and color.discrete and chart.mark != "arc":
        axes.tints = program.name("colors", "tints")
        names = f"{color.of(made.var)}.unique()" if color.ordered else f"sorted({color.of(made.var)}.dropna().unique())"
        shades = program.name("palette", "shades")
        program.add(f"{shades} = {palette(made, True)}", f"{axes.tints} = dict(zip({names}, {shades} * 9))")
    open_figure(axes, subplots=", ".join(p for p in (f"rows, {count}", figsize, "squeeze=False", shared) if p))
    grid = axes.ax
    program.add(f"for ax, (panel, panel_rows) in zip({grid}.flat, {parts}):")
    program.indent = "    "
    whole = made.table.var
    made.table.var = "panel_rows"
    axes.ax = "ax"
    draw(axes)
    name = "panel" if len(keys) == 1 else '" · ".join(map(str, panel))'
    program.add(f"ax.set_title({name})")
    legend, axes.legend = axes.legend, None
    labels, axes.labels = axes.labels, None
    finish(axes, title=False, labels=False)
    dates = axes.x is not None and axes.x.type == "temporal" and not axes.x.discrete
    if shared and chart.style.label_angle is None:
        turned = 'axis="x", rotation=45, ' if dates else ""
        program.add(f"ax.tick_params({turned}labelbottom=True)")
    if labels is not None and chart.style.label_angle is None:
        program.add(f'if len("".join({labels})) > {ROOM}:  # too long to stand side by side')
        program.add('    ax.tick_params(axis="x", rotation=90)')
    program.indent = ""
    made.table.var = whole
    program.add(f"for ax in {grid}.flat[len({parts}) :]:\n    ax.set_visible(False)")
    if axes.frame:
        for channel, shown in (("x", axes.x), ("y", axes.y)):
            if shown is not None and shown.title:
                program.add(f"{axes.fig}.sup{channel}label({caption(shown.title)})")
    if chart.title:
        program.add(f"{axes.fig}.suptitle({caption(chart.title)})")
    if legend is not None and chart.style.legend != "none":
        pairs = "zip(*ax.get_legend_handles_labels())"
        program.add(f"handles = {{label: handle for ax in {grid}.flat for handle, label in {pairs}}}")
        program.call(
            f"{axes.fig}.legend",
            ["handles.values()", "handles", f"title={caption(legend)}", 'loc="outside right upper"'],
        )


def panels(chart: Chart, context: Context) -> str:
    """A program that draws several charts in one figure, row by row."""
    program = Program(taken=[f.name for f in context.frames])
    program.use("import matplotlib.pyplot as plt")
    columns = min(max(1, chart.panel_columns), len(chart.panels))
    rows = -(-len(chart.panels) // columns)
    wide, high = chart.style.width or 4.8 * columns, chart.style.height or 3.6 * rows
    size = f'figsize=({wide:g}, {high:g}), layout="constrained"'
    fig, grid = program.name("fig", "figure"), program.name("axes", "grid")
    program.add(f"{fig}, {grid} = plt.subplots({rows}, {columns}, {size}, squeeze=False)")
    for number, panel in enumerate(chart.panels):
        if any(c in panel.encodings for c in FACETS):
            raise InputError("A chart of small multiples cannot be one of several panels.", hint="Ask for it alone.")
        program.blank()
        plain = replace(panel, frame=panel.frame or chart.frame, style=replace(panel.style, width=None, height=None))
        _panel(program, plain, context, fig, f"{grid}[{number // columns}, {number % columns}]")
    program.blank()
    for number in range(len(chart.panels), rows * columns):
        program.add(f"{grid}[{number // columns}, {number % columns}].set_visible(False)")
    if chart.title:
        program.add(f"{fig}.suptitle({caption(chart.title)})")
    program.add("plt.show()")
    return program.text()


def _panel(program: Program, chart: Chart, context: Context, fig: str, ax: str) -> None:
    """One chart on an axes that is there."""
    table = chart_table(program, context, chart, needed_names(chart))
    for transform in chart.transforms:
        table.apply(transform)
    how = plan(chart, table)
    order = order_before_grouping(chart, table) if how.group else None
    made = tidy(chart, table, discrete=how.discrete, group=how.group, sort=how.group)
    made.order = order or made.order
    program.mark()
    axes = Axes(program, chart, made, fig=fig, ax=ax, alone=False)
    name_colors(axes)
    draw(axes)
    finish(axes)
    layers(axes, context)


def layers(axes: Axes, context: Context) -> None:
    """Draw the chart's layers above it."""
    for number, layer in enumerate(axes.chart.layers):
        chart = inherit(axes.chart, layer)
        program = axes.program
        program.blank()
        if is_trend(layer):
            fit(program, axes.made, series_of(axes), lambda x, y: f'{axes.ax}.plot({x}, {y}, color="black", linestyle="--")')
            continue
        table = chart_table(program, context, chart, tuple(chart.fields()))
        for transform in chart.transforms:
            table.apply(transform)
        how = plan(chart, table)
        discrete = (*how.discrete, "x") if axes.x is not None and axes.x.discrete else how.discrete
        made = tidy(chart, table, discrete=discrete, group=how.group, sort=how.group)
        program.mark()
        upper = Axes(program, chart, made, fig=axes.fig, ax=axes.ax)
        if layer.secondary:
            upper.ax = program.name("right", "twin")
            program.add(f"{upper.ax} = {axes.ax}.twinx()")
        if not made.chart.encoding("color").value and not made.has("color"):
            tint = replace(chart.encoding("color"), value=("#D55E00", "#009E73", "#CC79A7")[number % 3])
            made.chart = upper.chart = chart.with_encoding("color", tint)
        draw(upper)
        upper.labels = None
        if layer.secondary:
            upper.x = None
            finish(upper, title=False)
            color = upper.chart.encoding("color").value
            if color is not None:
                program.add(f"{upper.ax}.yaxis.label.set_color({literal(color)})")
    _name_lines(axes)


def _name_lines(axes: Axes) -> None:
    """A legend for several figures that are lines on one axis."""
    chart = axes.chart
    shown = [chart, *(layer for layer in chart.layers if not is_trend(layer) and not layer.secondary)]
    if len(shown) < 2 or any(c.mark != "line" for c in shown) or axes.made.has("color") or chart.style.legend == "none":
        return
    names = [title_of(replace(c.encoding("y"), title=None)) for c in shown]
    axes.program.add(f"{axes.ax}.legend({literal(names)})")


def inherit(base: Chart, layer: Chart) -> Chart:
    """The layer with what it takes over from the chart under it."""
    encodings = {c: base.encodings[c] for c in ("x",) if c in base.encodings and c not in layer.encodings}
    return replace(
        layer,
        frame=layer.frame or base.frame,
        data=layer.data or base.data,
        transforms=layer.transforms or (base.transforms if not layer.frame else ()),
        encodings={**encodings, **layer.encodings},
    )
