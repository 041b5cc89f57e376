"""A plotly figure under way, and its main mark: a chart made tidy goes in, lines that call plotly express come out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jupyter_viscode.chart.write import unsupported
from jupyter_viscode.chart.write.items import Item, Tidy, measure_of, vertical
from jupyter_viscode.chart.write.labels import ACCENT, gradient
from jupyter_viscode.chart.write.plans import facet_columns, histogram, histogram2d
from jupyter_viscode.chart.write.source import Program, dictionary, literal
from jupyter_viscode.spec import Chart, Encoding

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
DASHES = {"dashed": "dash", "dotted": "dot", "dashdot": "dashdot"}
"""Strokes of lines, in plotly's words."""


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


def draw(figure: Figure) -> None:
    """Add the main mark."""
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
        dash = DASHES[style.line_style]
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
    elif figure.chart.style.point_size:
        figure.traces.append(f"marker_size={(figure.chart.style.point_size**0.5) * 96 / 72:.1f}")
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
    name = program.name("means", "groups")
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
