"""Chart to altair: a Chart and the Context go in, a program that ends in the chart comes out.

Rows are filtered, joined, grouped in pandas, so that the specification stays small; what Vega-Lite draws from rows
(boxes, densities, histograms, regressions) is left to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jupyter_viscode.chart.write.altair_marks import draw
from jupyter_viscode.chart.write.altair_notes import facet_call, notes
from jupyter_viscode.chart.write.altair_view import View
from jupyter_viscode.chart.write.crowds import count_bins, keep_some
from jupyter_viscode.chart.write.frames import Table
from jupyter_viscode.chart.write.inline import chart_table
from jupyter_viscode.chart.write.items import Tidy
from jupyter_viscode.chart.write.needs import needed_names
from jupyter_viscode.chart.write.panels import inherit
from jupyter_viscode.chart.write.plans import plan
from jupyter_viscode.chart.write.source import WIDTH, Program, call, dictionary, literal
from jupyter_viscode.chart.write.tidy import order_before_grouping, start, tidy
from jupyter_viscode.chart.write.trends import is_trend
from jupyter_viscode.spec import Chart, Encoding
from jupyter_viscode.types import Context

MOST_ROWS = 5000
"""Rows that altair puts into a specification without being told to."""
MOST_TEXT_ROWS = 20_000
"""Rows that are put into a specification one by one, as text: two megabytes."""


def write(chart: Chart, context: Context) -> str:
    """The program."""
    if chart.panels:
        return _panels(chart, context)
    program, table = start(chart, context)
    program.use("import altair as alt")
    name = _drawn(chart, context, program, table)
    program.add(*_configuration(chart, name), name)
    return program.text()


def _drawn(chart: Chart, context: Context, program: Program, table: Table) -> str:
    """Write one chart; returns its variable."""
    view = _view(chart, context, program, table)
    program.mark()
    name = program.name("chart", "figure")
    layered = view.over or chart.annotations or any(map(is_trend, chart.layers))
    facet = facet_call(view) if layered and chart.mark != "violin" else ""
    parts = _expressions(view)
    over = [layer for layer in chart.layers if not is_trend(layer)]
    if over:
        _layered(view, context, name, parts, over)
    else:
        _emit(program, name if not view.over else "base", f"alt.Chart({view.made.var}{_properties(view, bool(facet))})", parts)
        for above in view.over:
            program.add(_above(name, view, above))
    _annotate(view, name, facet)
    return name


def _panels(chart: Chart, context: Context) -> str:
    """A program that puts several charts together, row by row."""
    program = Program(taken=[f.name for f in context.frames])
    program.use("import altair as alt")
    names = []
    for panel in chart.panels:
        one = replace(panel, frame=panel.frame or chart.frame)
        program.blank()
        table = chart_table(program, context, one, needed_names(one))
        for transform in one.transforms:
            table.apply(transform)
        names.append(_drawn(one, context, program, table))
    program.blank()
    whole = program.name("charts", "panels")
    title = f".properties(title={literal(chart.title)})" if chart.title else ""
    together = f"alt.concat({', '.join(names)}, columns={max(1, chart.panel_columns)})"
    program.add(f'{whole} = {together}.resolve_scale(color="independent"){title}', *_configuration(chart, whole), whole)
    return program.text()


def _annotate(view: View, name: str, facet: str) -> None:
    """Draw what stands above the chart, and split it into panels afterwards: only whole pictures can be."""
    program, above = view.program, notes(view, name)
    if above:
        short = f"{name} = {' + '.join([name, *above])}"
        parts = "".join(f"\n    + {part}" for part in above)
        program.add(short if len(short) <= WIDTH else f"{name} = (\n    {name}{parts}\n)")
    if facet:
        title = f".properties(title={literal(view.chart.title)})" if view.chart.title else ""
        program.add(f"{name} = alt.layer({name}, data={view.made.var}){facet}{title}")


def _view(chart: Chart, context: Context, program: Program, table: Table) -> View:
    how = plan(chart, table)
    order = order_before_grouping(chart, table) if how.group else None
    made = tidy(chart, table, discrete=how.discrete, group=how.group, sort=how.group)
    made.order = order or made.order
    _rename(made)
    view = View(program, chart, made)
    count_bins(made, MOST_TEXT_ROWS)
    if not made.grouped:
        view.said = keep_some(made, MOST_TEXT_ROWS)
        _rows(made, context)
    draw(view)
    return view


def _rename(made: Tidy) -> None:
    """Vega reads quotes, backslashes and line ends in a field's name as code: such columns get look-alikes."""
    alike = str.maketrans({"\\": "∖", '"': "”", "'": "’", "\n": " ", "\r": " ", "\t": " "})
    odd = {
        i.key: i.key.translate(alike) or "unnamed"
        for i in made.items.values()
        if i.key != (i.key.translate(alike) or "unnamed")
    }
    if odd:
        made.table.bind(f"{made.var}.rename(columns={dictionary(odd.items())})")
    for item in made.items.values():
        item.key = odd.get(item.key, item.key)


def _rows(made: Tidy, context: Context) -> None:
    """Only the columns that are drawn, and leave for many rows."""
    if made.chart.frame is None:
        return
    summary = context.frame(made.chart.frame)
    program = made.table.program
    keys = list(dict.fromkeys(i.key for i in made.items.values()))
    if summary is not None and len(summary.columns) > len(keys) + 6:
        made.table.bind(f"{made.var}[{literal(keys)}]")
    rows = summary.rows if summary is not None else None
    if rows is None or rows > MOST_ROWS:
        program.add("alt.data_transformers.disable_max_rows()")


# -- putting together --------------------------------------------------------------------------------------------------


def _expressions(view: View) -> list[str]:
    """The calls after ``alt.Chart(...)``."""
    encode = call("encode", [f"{channel}={source}" for channel, source in view.encodings.items()])
    if len(encode) > 60 and "\n" not in encode:
        inner = "".join(f"    {channel}={source},\n" for channel, source in view.encodings.items())
        encode = f"encode(\n{inner})"
    return [*view.chain, *([] if view.over else [view.mark]), encode]


def _above(name: str, view: View, above: str) -> str:
    """The mark and what is drawn above it, from one base."""
    short = f"{name} = base.{view.mark} + base.{above}"
    return short if len(short) <= WIDTH else f"{name} = (\n    base.{view.mark}\n    + base.{above}\n)"


def _emit(program: Program, name: str, head: str, parts: list[str]) -> None:
    body = "".join("\n." + part for part in parts).replace("\n", "\n    ")
    program.add(f"{name} = (\n    {head}{body}\n)")


def _properties(view: View, split: bool = False) -> str:
    chart, style = view.chart, view.chart.style
    found = []
    if view.said:
        found.append(f"title=alt.Title({literal('' if split else chart.title)}, subtitle={view.said})")
    elif chart.title and not split:
        title = literal(chart.title)
        found.append(f"title=alt.Title({title}, subtitle={literal(chart.subtitle)})" if chart.subtitle else f"title={title}")
    faceted = split or any(view.made.has(c) for c in ("row", "column", "facet"))
    if style.width or style.height or not (faceted or chart.mark == "violin"):
        y = view.made.items.get("y")
        found.append(f"width={round((style.width or 5) * 100)}")
        if style.height or y is None or not y.discrete:
            found.append(f"height={round((style.height or 3) * 100)}")
    elif faceted:
        found += ["width=180", "height=140"]
    elif chart.mark == "violin":
        found.append("width=100")
    return "".join(f", {part}" for part in found)


def _layered(view: View, context: Context, name: str, parts: list[str], layers: Sequence[Chart]) -> None:
    program = view.program
    _emit(program, "base", f"alt.Chart({view.made.var}{_properties(view)})", parts)
    names = ["base"]
    for number, layer in enumerate(layers):
        chart = inherit(view.chart, layer)
        if not chart.encoding("color").field and not chart.encoding("color").value:
            tint = Encoding(value=("#D55E00", "#009E73", "#CC79A7")[number % 3])
            chart = chart.with_encoding("color", tint)
        table = _open(program, context, chart)
        x = view.made.items.get("x")
        made = _layer_tidy(chart, table, x is not None and x.discrete)
        upper = View(program, chart, made)
        draw(upper)
        layer_name = program.name("overlay")
        _emit(program, layer_name, f"alt.Chart({made.var})", _expressions(upper))
        names.append(layer_name)
    secondary = '.resolve_scale(y="independent")' if any(layer.secondary for layer in layers) else ""
    program.add(f"{name} = alt.layer({', '.join(names)}){secondary}")


def _open(program: Program, context: Context, chart: Chart) -> Table:
    program.blank()
    table = chart_table(program, context, chart, tuple(chart.fields()))
    for transform in chart.transforms:
        table.apply(transform)
    return table


def _layer_tidy(chart: Chart, table: Table, discrete_x: bool) -> Tidy:
    how = plan(chart, table)
    return tidy(chart, table, discrete=(*how.discrete, "x") if discrete_x else how.discrete, group=how.group, sort=how.group)


def _configuration(chart: Chart, name: str) -> list[str]:
    found, axis = [], []
    if chart.style.font_size:
        size = f"{chart.style.font_size:g}"
        axis.append(f"labelFontSize={size}, titleFontSize={size}")
    if chart.style.background:
        found.append(f"properties(background={literal(chart.style.background)})")
    if chart.style.theme == "dark":
        light = '"white"'
        found.append('properties(background="#222222")')
        axis.append(f'labelColor={light}, titleColor={light}, gridColor="#555555"')
        found.append(f"configure_title(color={light})")
        found.append(f"configure_legend(labelColor={light}, titleColor={light})")
    elif chart.style.theme == "minimal":
        found.append("configure_view(strokeWidth=0)")
        axis += ["grid=False"] if chart.style.grid is None else []
    if axis:  # one call: a second one would undo the first
        found.append(f"configure_axis({', '.join(axis)})")
    return [f"{name} = {name}.{part}" for part in found]
