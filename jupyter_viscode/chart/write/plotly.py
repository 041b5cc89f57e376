"""Chart to plotly express: a Chart and the Context go in, a program that ends in the figure comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from jupyter_viscode.chart.write import unsupported
from jupyter_viscode.chart.write.crowds import count_bins, keep_some
from jupyter_viscode.chart.write.items import measure_of
from jupyter_viscode.chart.write.labels import title_of
from jupyter_viscode.chart.write.plans import plan
from jupyter_viscode.chart.write.plotly_looks import finish
from jupyter_viscode.chart.write.plotly_marks import DASHES, Figure, draw
from jupyter_viscode.chart.write.source import literal
from jupyter_viscode.chart.write.tidy import order_before_grouping, start, tidy
from jupyter_viscode.chart.write.trends import fit, is_trend
from jupyter_viscode.errors import InputError
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Context

MOST_ROWS = 100_000
"""Rows that are put into a figure one by one: two megabytes, which a browser draws without stalling."""


def write(chart: Chart, context: Context) -> str:
    """The program."""
    if chart.panels:
        raise InputError(
            "Several charts in one figure are not written for plotly.", hint="Use --lib matplotlib or --lib altair."
        )
    program, table = start(chart, context)
    program.use("import plotly.express as px")
    how = plan(chart, table)
    order = order_before_grouping(chart, table) if how.group else None
    if chart.mark == "treemap":
        made = tidy(chart, table, discrete=("color", "detail", "x", "y"))
    else:
        made = tidy(chart, table, discrete=how.discrete, group=how.group, sort=how.group)
    made.order = order or made.order
    counted = count_bins(made, MOST_ROWS)
    said = keep_some(made, MOST_ROWS)
    program.mark()
    figure = Figure(program, chart, made, program.name("fig", "figure"), counted=counted)
    if said:
        figure.layout.append(f'title_text={literal(f"{chart.title}<br><sup>")} + {said} + "</sup>"')
    draw(figure)
    _layers(figure, context)
    finish(figure)
    program.add(figure.var)
    return program.text()


def _trend_of(figure: Figure) -> Callable[[str, str], str]:
    """Draws a trend line from the sources of its x and y."""
    looks = 'mode="lines", name="Trend", line={"color": "black", "dash": "dash"}, showlegend=False'
    return lambda x, y: f"{figure.var}.add_scatter(x={x}, y={y}, {looks})"


def _layers(figure: Figure, context: Context) -> None:
    from jupyter_viscode.chart.write.inline import chart_table
    from jupyter_viscode.chart.write.panels import inherit

    program = figure.program
    for number, layer in enumerate(figure.chart.layers):
        chart = inherit(figure.chart, layer)
        program.blank()
        if is_trend(layer):
            fit(program, figure.made, figure.made.items.get("color"), _trend_of(figure))
            continue
        table = chart_table(program, context, chart, tuple(chart.fields()))
        for transform in chart.transforms:
            table.apply(transform)
        base = figure.made.items.get("x")
        how = plan(chart, table)
        discrete = (*how.discrete, "x") if base is not None and base.discrete else how.discrete
        made = tidy(chart, table, discrete=discrete, group=how.group)
        x, y = made.items.get("x"), made.items.get("y")
        if x is None or y is None:
            raise unsupported(chart, "plotly")
        kind = {"bar": "add_bar", "line": "add_scatter", "area": "add_scatter", "point": "add_scatter"}.get(chart.mark)
        if kind is None:
            raise unsupported(chart, "plotly")
        color = layer.encoding("color").value or ("#D55E00", "#009E73", "#CC79A7")[number % 3]
        mode = {"line": 'mode="lines"', "area": 'mode="lines", fill="tozeroy"', "point": 'mode="markers"'}.get(chart.mark, "")
        axis = 'yaxis="y2"' if layer.secondary else ""
        arguments = [
            f"x={x.of(made.var)}",
            f"y={y.of(made.var)}",
            mode,
            f"name={literal(y.title)}",
            f"marker_color={literal(color)}",
            axis,
            f"line_dash={literal(DASHES[layer.style.line_style])}" if mode and layer.style.line_style in DASHES else "",
        ]
        program.call(f"{figure.var}.{kind}", arguments)
        if layer.secondary:
            figure.layout.append(f'yaxis2={{"title": {{"text": {literal(y.title)}}}, "overlaying": "y", "side": "right"}}')
        figure.layout.append("showlegend=True")
    if any(not is_trend(layer) for layer in figure.chart.layers) and not figure.made.has("color"):
        first = measure_of(figure.made)
        if first is not None:
            apart = all(layer.secondary for layer in figure.chart.layers)
            name = first.title if apart else title_of(replace(first.encoding, title=None))
            program.add(f"{figure.var}.data[0].update(name={literal(name)}, showlegend=True)")
