"""Chart to plotly express: a Chart and the Context go in, a program that ends in the figure comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from jupyter_viscode.chart.write import unsupported
from jupyter_viscode.chart.write.crowds import count_bins, keep_some
from jupyter_viscode.chart.write.items import Item, Tidy, measure_of, vertical
from jupyter_viscode.chart.write.labels import ACCENT, gradient, title_of
from jupyter_viscode.chart.write.plans import facet_columns, histogram, histogram2d, plan
from jupyter_viscode.chart.write.source import Program, dictionary, literal
from jupyter_viscode.chart.write.tidy import order_before_grouping, start, tidy
from jupyter_viscode.chart.write.trends import fit, is_trend
from jupyter_viscode.errors import InputError
from jupyter_viscode.spec import Chart, Encoding
from jupyter_viscode.types import Context

CHANNELS = {
    "x": "x",
    "y": "y",
    "color": "color",
    "size": "size",
    "shape": "symbol",
    "row": "facet_row",
    "column": "facet_col",
    "facet": "facet_col",
    "text": "text",
}


MOST_ROWS = 100_000
"""Rows that are put into a figure one by one: two megabytes, which a browser draws without stalling."""


@dataclass
class Figure:
    """A plotly figure of the program."""

    program: Program
    chart: Chart
    made: Tidy
    var: str
    layout: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    counted: bool = False
    """A histogram's rows have been counted already."""


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
    _draw(figure)
    _layers(figure, context)
    _finish(figure)
    program.add(figure.var)
    return program.text()


def _draw(figure: Figure) -> None:
    if histogram(figure.chart):
        _histogram(figure)
        return
    marks: dict[str, Callable[[Figure], None]] = {
        "bar": _bar,
        "line": _line,
        "area": _area,
        "point": _point,
        "arc": _arc,
        "rect": _rect,
        "boxplot": _distribution,
        "violin": _distribution,
        "strip": _distribution,
        "tick": _distribution,
        "density": _density,
        "regression": _regression,
        "errorbar": _errorbar,
        "treemap": _treemap,
    }
    if figure.chart.mark not in marks:
        raise unsupported(figure.chart, "plotly", "Try another library, e.g. --lib matplotlib.")
    marks[figure.chart.mark](figure)


def _call(
    figure: Figure, function: str, channels: tuple[str, ...], *more: str, titles: tuple[tuple[str, str], ...] = ()
) -> None:
    made, chart = figure.made, figure.chart
    arguments = [made.var]
    arguments += [f"{CHANNELS[c]}={literal(made.items[c].key)}" for c in channels if made.has(c)]
    for channel in ("row", "column", "facet"):
        if made.has(channel):
            arguments.append(f"{CHANNELS[channel]}={literal(made.items[channel].key)}")
            if channel == "facet":
                arguments.append(f"facet_col_wrap={facet_columns(chart)}")
    arguments += [m for m in more if m]
    arguments += _orders(figure)
    labels = {
        made.items[c].key: made.items[c].title for c in reversed(list(made.items)) if made.items[c].title != made.items[c].key
    }
    labels.update(dict(titles))
    if labels:
        arguments.append(f"labels={dictionary(labels.items())}")
    if chart.title:
        title = f"{chart.title}<br><sup>{chart.subtitle}</sup>" if chart.subtitle else chart.title
        arguments.append(f"title={literal(title)}")
    figure.program.call(f"{figure.var} = px.{function}", arguments)


def _orders(figure: Figure) -> list[str]:
    made = figure.made
    base = next((made.items[c] for c in ("x", "y") if made.has(c) and made.items[c].discrete), None)
    orders = {i.key: i.order for i in made.items.values() if i.order is not None}
    several = made.has("color") or made.has("facet") or made.has("row") or made.has("column")
    if base is not None:
        if made.order is not None:
            orders[base.key] = f"list({made.order})"
        elif (
            several
            and base.key not in orders
            and base.encoding.sort is None
            and not base.interval
            and figure.chart.mark != "point"
        ):
            orders[base.key] = f"sorted({base.of(made.var)}.dropna().unique())"
    if not orders:
        return []
    return ["category_orders={" + ", ".join(f"{literal(k)}: {v}" for k, v in orders.items()) + "}"]


def _colors(figure: Figure, *, always: bool = False) -> str:
    made = figure.made
    item = made.items.get("color")
    scale = figure.chart.encoding("color").scale
    constant = figure.chart.encoding("color").value
    if item is not None and item.type == "quantitative" and not item.discrete:
        scheme = gradient(scale.scheme if scale else "", "plotly")
        return f"color_continuous_scale={literal(scheme)}"
    if item is not None and scale and scale.range and len(scale.domain) == len(scale.range):
        return f"color_discrete_map={dictionary(zip(scale.domain, scale.range, strict=True))}"
    if scale and scale.range:
        return f"color_discrete_sequence={literal(list(scale.range))}"
    if item is None and not always:
        return f"color_discrete_sequence={literal([constant or ACCENT])}"
    return "color_discrete_sequence=px.colors.qualitative.Safe"


def _opacity(figure: Figure, default: float | None = None) -> str:
    opacity = figure.chart.style.opacity
    opacity = default if opacity is None else opacity
    return f"opacity={opacity:g}" if opacity is not None else ""


def _series(figure: Figure) -> None:
    """Let an offset or detail channel stand in for a missing colour."""
    made = figure.made
    if not made.has("color"):
        other = next((made.items[c] for c in ("xOffset", "yOffset", "detail") if made.has(c)), None)
        if other is not None:
            made.items["color"] = other
    color = made.items.get("color")
    if color is not None and color.column is not None and color.column.kind in ("integer", "number") and color.discrete:
        made.table.program.before(
            f"{made.var} = {made.var}.assign(**{{{literal(color.key)}: {color.of(made.var)}.astype(str)}})"
        )


def _bar(figure: Figure) -> None:
    made = figure.made
    _series(figure)
    value = measure_of(made)
    if value is None:
        raise unsupported(figure.chart, "plotly", "A bar chart needs a category and a figure.")
    stands = value.channel == "y"
    base = made.items.get("x" if stands else "y")
    offset = made.has("xOffset") or made.has("yOffset")
    stack = value.encoding.stack or ("none" if offset else "zero")
    mode = "" if not made.has("color") or stack != "none" else 'barmode="group"'
    _call(figure, "bar", ("x", "y", "color"), "" if stands else 'orientation="h"', mode, _colors(figure), _opacity(figure))
    if stack == "normalize":
        figure.layout.append('barnorm="percent"')
        figure.after.append(f'{figure.var}.update_{"y" if stands else "x"}axes(ticksuffix=" %")')
    if base is not None and base.discrete and not (base.column is not None and base.column.kind == "text"):
        figure.after.append(f'{figure.var}.update_{"x" if stands else "y"}axes(type="category")')
    if not stands:
        figure.after.append(f'{figure.var}.update_yaxes(autorange="reversed")')


def _histogram(figure: Figure) -> None:
    chart, made = figure.chart, figure.made
    if figure.counted:
        _counted(figure)
        return
    channel = "x" if made.has("x") else "y"
    encoding = made.items[channel].encoding
    other = chart.encoding("y" if channel == "x" else "x")
    bins = "" if encoding.bin_step else f"nbins={20 if encoding.bin is True else int(encoding.bin)}"
    overlay = 'barmode="overlay"' if other.stack == "none" and made.has("color") else ""
    _call(figure, "histogram", ("x", "y", "color"), bins, overlay, _colors(figure), _opacity(figure, 0.6 if overlay else None))
    if encoding.bin_step:
        figure.traces.append(f'{channel}bins={{"start": 0, "size": {literal(encoding.bin_step)}}}')
    figure.traces.append('marker_line={"color": "white", "width": 1}')
    title = other.title if other.title is not None else "Count"
    update = "y" if channel == "x" else "x"
    figure.layout.append(f"{update}axis_title={literal(title)}")


def _counted(figure: Figure) -> None:
    """The bars of a histogram whose rows have been counted: they stand side by side, from one edge to the next."""
    made = figure.made
    stands = made.items["y"].measure
    base = made.items["x" if stands else "y"]
    edge, end = base.of(made.var), f'{made.var}["end"]'
    figure.program.before(f"{edge} = ({edge} + {end}) / 2")
    overlaid = made.has("color") and made.items["y" if stands else "x"].encoding.stack == "none"
    mode, opacity = ('barmode="overlay"', 0.6) if overlaid else ("", None)
    orientation = "" if stands else 'orientation="h"'
    _call(figure, "bar", ("x", "y", "color"), orientation, mode, _colors(figure), _opacity(figure, opacity))
    figure.layout.append("bargap=0")
    figure.traces.append('marker_line={"color": "white", "width": 1}')


def _line_options(figure: Figure) -> str:
    return "markers=True" if figure.chart.style.point else ""


def _line(figure: Figure) -> None:
    _series(figure)
    _call(figure, "line", ("x", "y", "color"), _line_options(figure), _colors(figure))
    style = figure.chart.style
    line = [f"width={style.line_width:g}"] if style.line_width else []
    if style.line_style and style.line_style != "solid":
        dash = {"dashed": "dash", "dotted": "dot", "dashdot": "dashdot"}[style.line_style]
        line.append(f'dash="{dash}"')
    if line:
        figure.traces.extend(f"line_{part}" for part in line)


def _area(figure: Figure) -> None:
    _series(figure)
    y = figure.made.items.get("y")
    norm = 'groupnorm="percent"' if y is not None and y.encoding.stack == "normalize" else ""
    _call(figure, "area", ("x", "y", "color"), norm, _colors(figure))
    if y is not None and y.encoding.stack == "none" and figure.made.has("color"):
        figure.traces.append('stackgroup=None, fill="tozeroy"')
    if norm:
        figure.after.append(f'{figure.var}.update_yaxes(ticksuffix=" %")')


def _point(figure: Figure) -> None:
    _series(figure)
    made = figure.made
    size = made.items.get("size")
    if size is not None:
        made.table.drop_nulls(size.encoding.field or "") if not made.grouped else None
    _call(figure, "scatter", ("x", "y", "color", "size", "shape"), _colors(figure), _opacity(figure, 0.7))


def _arc(figure: Figure) -> None:
    made = figure.made
    value = measure_of(made)
    name = next((made.items[c] for c in ("color", "x", "detail", "text") if made.has(c) and made.items[c] is not value), None)
    if value is None or name is None:
        raise unsupported(figure.chart, "plotly", "A pie needs a category and a figure.")
    hole = f"hole={figure.chart.style.inner_radius:g}" if figure.chart.style.inner_radius else ""
    _call(figure, "pie", (), f"names={literal(name.key)}", f"values={literal(value.key)}", hole, _colors(figure, always=True))
    figure.traces.append('textinfo="percent+label", sort=False')


def _treemap(figure: Figure) -> None:
    made = figure.made
    value = measure_of(made)
    path = list(dict.fromkeys(i.key for i in made.items.values() if not i.measure))
    if value is None or not path:
        raise unsupported(figure.chart, "plotly", "A tree map needs a category and a figure.")
    _call(figure, "treemap", (), f"path={literal(path)}", f"values={literal(value.key)}", _colors(figure, always=True))
    figure.traces.append('textinfo="label+value+percent root"')


def _rect(figure: Figure) -> None:
    made, program, chart = figure.made, figure.program, figure.chart
    if histogram2d(chart):
        bins = [20 if chart.encoding(c).bin is True else int(chart.encoding(c).bin) for c in ("x", "y")]
        _call(
            figure, "density_heatmap", ("x", "y"), f"nbinsx={bins[0]}", f"nbinsy={bins[1]}", 'color_continuous_scale="viridis"'
        )
        figure.layout.append('coloraxis_colorbar_title="Count"')
        return
    x, y, color = (made.items.get(c) for c in ("x", "y", "color"))
    if x is None or y is None or color is None:
        raise unsupported(chart, "plotly", "A heat map needs something on x and y and a figure for its colours.")
    name = program.name("table", "wide")
    how, tail = ("pivot", "") if made.grouped else ("pivot_table", ', aggfunc="mean"')
    keys = f"index={literal(y.key)}, columns={literal(x.key)}, values={literal(color.key)}{tail}"
    program.before(f"{name} = {made.var}.{how}({keys}){'.fillna(0)' if color.encoding.aggregate == 'count' else ''}")
    scheme = gradient(color.encoding.scale.scheme if color.encoding.scale else "", "plotly")
    labels = dictionary([("x", x.title), ("y", y.title), ("color", color.title)])
    title = [f"title={literal(chart.title)}"] if chart.title else []
    asked = color.encoding.scale
    ends = [f"zmin={asked.domain[0]!r}", f"zmax={asked.domain[1]!r}"] if asked is not None and len(asked.domain) == 2 else []
    text = ['text_auto=".4~g"'] if any(n.kind == "value labels" for n in chart.annotations) else []
    program.call(
        f"{figure.var} = px.imshow",
        [name, *text, 'aspect="auto"', f"color_continuous_scale={literal(scheme)}", *ends, f"labels={labels}", *title],
    )
    for item in (x, y):
        if item.type != "temporal":
            figure.after.append(f'{figure.var}.update_{item.channel}axes(type="category")')


def _distribution(figure: Figure) -> None:
    made, chart = figure.made, figure.chart
    function = {"boxplot": "box", "violin": "violin"}.get(chart.mark, "strip")
    stands = vertical(chart, made.table)
    base, value = (made.items.get("x"), made.items.get("y")) if stands else (made.items.get("y"), made.items.get("x"))
    if base is not None and value is not None and made.order is None:
        asked = base.encoding.sort
        if asked is not None and not asked.values and not chart.keeps_own_order(base.channel):
            name = figure.program.name("order")
            falling = "ascending=False" if asked.order == "descending" else ""
            medians = f"{made.var}.groupby({literal(base.key)})[{literal(value.key)}].median()"
            figure.program.before(f"{name} = {medians}.sort_values({falling}).index")
            made.order = name
        elif base.order is None:
            turned = ", reverse=True" if asked and asked.order == "descending" else ""
            made.order = f"sorted({base.of(made.var)}.dropna().unique(){turned})"
    more = "box=True" if chart.mark == "violin" else ""
    orientation = "" if stands else 'orientation="h"'
    _call(figure, function, ("x", "y", "color"), orientation, more, _colors(figure))


def _density(figure: Figure) -> None:
    _series(figure)
    orientation = 'orientation="h"' if figure.made.has("x") else ""
    _call(figure, "violin", ("x", "y", "color"), orientation, _colors(figure))
    figure.traces.append('side="positive", width=2, points=False')
    figure.layout.append('violinmode="overlay"')
    axis = "y" if figure.made.has("x") else "x"
    figure.after.append(f'{figure.var}.update_{axis}axes(title="Density", showticklabels=False)')


def _regression(figure: Figure) -> None:
    _point(figure)
    made, program = figure.made, figure.program
    x, y = made.items.get("x"), made.items.get("y")
    if x is None or y is None or x.type == "temporal":
        raise unsupported(figure.chart, "plotly", "A regression line needs two numbers.")
    program.use("import numpy as np")
    program.before(f"known = {made.var}.dropna(subset={literal([x.key, y.key])})")
    program.before(f"slope, intercept = np.polyfit({x.of('known')}, {y.of('known')}, deg=1)")
    program.before(f"ends = np.array([{x.of('known')}.min(), {x.of('known')}.max()])")
    program.add(f'{figure.var}.add_scatter(x=ends, y=intercept + slope * ends, mode="lines", name="Trend", line_color="black")')


def _errorbar(figure: Figure) -> None:
    made, program = figure.made, figure.program
    stands = vertical(figure.chart, made.table)
    base, value = (made.items.get("x"), made.items.get("y")) if stands else (made.items.get("y"), made.items.get("x"))
    if base is None or value is None:
        raise unsupported(figure.chart, "plotly", "Error bars need a category and a figure.")
    name = program.name("totals", "groups")
    grouped = f'{made.var}.groupby({literal(base.key)})[{literal(value.key)}].agg(["mean", "std"]).reset_index()'
    program.before(f"{name} = {grouped}")
    title = value.encoding.title if value.encoding.title is not None else f"Mean of {value.encoding.field} ± standard deviation"
    made.items = {
        base.channel: base,
        value.channel: Item(value.channel, Encoding(), "mean", "quantitative", title, measure=True),
    }
    made.table.var = name
    error = 'error_y="std"' if stands else 'error_x="std"'
    _call(figure, "scatter", ("x", "y"), error, _colors(figure))


# -- layers and finish -------------------------------------------------------------------------------------------------


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


def _finish(figure: Figure) -> None:
    chart, program = figure.chart, figure.program
    style, layout = chart.style, figure.layout
    places = {
        "none": "showlegend=False",
        "top": 'legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"}',
        "bottom": 'legend={"orientation": "h", "y": -0.2, "yanchor": "top"}',
        "left": 'legend={"x": -0.2, "xanchor": "right"}',
        "inside": 'legend={"x": 0.99, "y": 0.99, "xanchor": "right", "yanchor": "top"}',
    }
    if style.legend in places:
        layout.append(places[style.legend])
    if style.width:
        layout.append(f"width={round(style.width * 100)}")
    if style.height:
        layout.append(f"height={round(style.height * 100)}")
    themes = {"dark": "plotly_dark", "minimal": "simple_white", "ggplot": "ggplot2", "whitegrid": "plotly_white"}
    theme = themes.get(style.theme, style.theme if style.theme.startswith("plotly") else "plotly_white")
    layout.insert(0, f"template={literal(theme)}")
    if style.font_size:
        layout.append(f"font_size={style.font_size:g}")
    if style.background:
        layout.append(f"plot_bgcolor={literal(style.background)}, paper_bgcolor={literal(style.background)}")
    if figure.traces:
        program.call(f"{figure.var}.update_traces", figure.traces)
    program.add(*figure.after)
    for channel in ("x", "y"):
        _axis(figure, channel)
    program.call(f"{figure.var}.update_layout", list(dict.fromkeys(layout)))
    if figure.made.has("facet") or figure.made.has("column") or figure.made.has("row"):
        program.add(f'{figure.var}.for_each_annotation(lambda note: note.update(text=note.text.split("=")[-1]))')
    _annotations(figure)


def _axis(figure: Figure, channel: str) -> None:
    item = figure.made.items.get(channel)
    encoding = figure.chart.encoding(channel)
    scale, options = encoding.scale, []
    if scale is not None and not (item is not None and item.discrete):
        if scale.type == "log":
            options.append('type="log"')
        if len(scale.domain) == 2:
            low, high = scale.domain
            if scale.type == "log":
                figure.program.use("import math")
                options.append(f"range=[math.log10({literal(low)}), math.log10({literal(high)})]")
            else:
                options.append(f"range={figure.program.value(list(scale.domain))}")
        elif scale.zero and figure.chart.mark not in ("bar", "area") and scale.type != "log":
            options.append('rangemode="tozero"')
        if scale.reverse:
            options.append('autorange="reversed"')
    if encoding.format:
        options.append(f"tickformat={literal(encoding.format)}")
    if channel == "x" and figure.chart.style.label_angle is not None:
        options.append(f"tickangle={-figure.chart.style.label_angle:g}")
    if figure.chart.style.grid is not None:
        options.append(f"showgrid={figure.chart.style.grid}")
    if item is not None and item.type == "ordinal" and not item.discrete:
        options.append('tickformat="d"')
    if options:
        figure.program.call(f"{figure.var}.update_{channel}axes", options)


def _annotations(figure: Figure) -> None:
    program = figure.program
    for note in figure.chart.annotations:
        text = f", annotation_text={literal(note.text)}" if note.text else ""
        if note.kind == "hline":
            program.add(f'{figure.var}.add_hline(y={program.value(note.y)}, line_dash="dash"{text})')
        elif note.kind == "vline":
            program.add(f'{figure.var}.add_vline(x={program.value(note.x)}, line_dash="dash"{text})')
        elif note.kind == "text":
            program.add(
                f"{figure.var}.add_annotation(x={program.value(note.x)}, y={program.value(note.y)}, text={literal(note.text)})"
            )
        elif note.kind == "value labels" and figure.chart.mark == "bar":
            axis = "x" if (measure_of(figure.made) or Item("y", Encoding(), "", "", "")).channel == "x" else "y"
            program.add(f'{figure.var}.update_traces(texttemplate="%{{{axis}:,.6~g}}")')
        elif note.kind in ("maximum", "minimum"):
            _extreme(figure, note.kind, note.text)


def _extreme(figure: Figure, kind: str, text: str) -> None:
    made, program = figure.made, figure.program
    measure = measure_of(made)
    other = made.items.get("x" if measure is None or measure.channel == "y" else "y")
    if measure is None or other is None:
        return
    name = program.name("peak" if kind == "maximum" else "low")
    program.add(f"{name} = {made.var}.loc[{measure.of(made.var)}.{'idxmax' if kind == 'maximum' else 'idxmin'}()]")
    label = literal(text or kind.capitalize())
    program.add(
        f"{figure.var}.add_annotation({measure.channel}={name}[{literal(measure.key)}], "
        f"{other.channel}={name}[{literal(other.key)}], text={label})"
    )
