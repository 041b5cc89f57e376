"""Matplotlib's calls for each mark: an open Axes goes in, the lines that draw on it are added to its program."""

from __future__ import annotations

from collections.abc import Callable

from jupyter_viscode.chart.write import unsupported
from jupyter_viscode.chart.write.axes import Axes, cycle, palette
from jupyter_viscode.chart.write.items import Item, Tidy, measure_of
from jupyter_viscode.chart.write.labels import ACCENT, QUALITATIVE
from jupyter_viscode.chart.write.matplotlib_distributions import box, density, errorbar, strip, violin
from jupyter_viscode.chart.write.plans import binned, histogram, histogram2d
from jupyter_viscode.chart.write.series import axes_items, options, pivot, pivot_cells, series_of, tint, tints_of
from jupyter_viscode.chart.write.source import caption, literal
from jupyter_viscode.spec import Encoding, Scale


def draw(axes: Axes) -> None:
    """Write the calls of the chart's mark."""
    marks: dict[str, Callable[[Axes], None]] = {
        "bar": _bar,
        "line": _line,
        "area": _area,
        "point": _point,
        "arc": _arc,
        "rect": _rect,
        "boxplot": box,
        "violin": violin,
        "strip": strip,
        "tick": strip,
        "density": density,
        "regression": _regression,
        "errorbar": errorbar,
        "text": _text,
        "rule": _rule,
    }
    if axes.chart.mark not in marks:
        raise unsupported(axes.chart, "matplotlib")
    if histogram(axes.chart):
        _histogram(axes)
    else:
        marks[axes.chart.mark](axes)


# -- bars --------------------------------------------------------------------------------------------------------------


def _bar(axes: Axes) -> None:
    made = axes.made
    axes_items(axes)
    value = measure_of(made)
    stands = value is None or value.channel == "y"
    base = axes.x if stands else axes.y
    if base is None or value is None:
        raise unsupported(axes.chart, "matplotlib", "A bar chart needs a category and a figure.")
    series = series_of(axes)
    if series is not None:
        _bars_of_series(axes, base, series, value, stands)
        return
    if made.order is not None and not made.order.startswith(made.var):
        keyed = f"{made.var}.set_index({literal(base.key)}).reindex({made.order}).reset_index()"
        axes.program.before(f"{made.var} = {keyed}")
    color = tints_of(axes, base) or palette(made, False) or literal(ACCENT)
    axes.program.call(
        f"{axes.ax}.{'bar' if stands else 'barh'}", [base.labels(made.var), value.of(made.var), *options(axes, color)]
    )
    if stands and (base.type != "ordinal" or base.interval):
        axes.labels = base.labels(made.var)
    if not stands:
        axes.program.add(f"{axes.ax}.invert_yaxis()")


def _bars_of_series(axes: Axes, base: Item, series: Item, value: Item, stands: bool) -> None:
    program, made = axes.program, axes.made
    offset = made.has("xOffset") or made.has("yOffset")
    stack = value.encoding.stack or ("none" if offset else "zero")
    table = pivot(axes, base, series, value, fill=stack != "none" or value.encoding.aggregate in ("count", "sum"))
    if stack == "normalize":
        program.before(f"{table} = {table}.div({table}.sum(axis=1), axis=0)")
    stacked = "" if stack == "none" else "stacked=True"
    width = "width=0.8" if stack == "none" else "width=0.75"
    program.call(
        f"{table}.plot.{'bar' if stands else 'barh'}",
        [
            f"ax={axes.ax}",
            stacked,
            width,
            "rot=0" if stands else "",
            "legend=False",
            f"color={axes.tints or palette(made, True)}",
            *options(axes),
        ],
    )
    if stack == "normalize":
        program.add(f"{axes.ax}.{'y' if stands else 'x'}axis.set_major_formatter(plt.matplotlib.ticker.PercentFormatter(1))")
    if stands and (base.type != "ordinal" or base.interval):
        axes.labels = f"{table}.index.astype(str)"
    if not stands:
        program.add(f"{axes.ax}.invert_yaxis()")
    axes.legend = series.title
    axes.crowded = True


def _histogram(axes: Axes) -> None:
    made, program, chart = axes.made, axes.program, axes.chart
    channel = "x" if binned(chart.encoding("x")) else "y"
    item = made.items[channel]
    encoding = item.encoding
    bins = _bins(axes, item, encoding)
    count = Item("y" if channel == "x" else "x", chart.encoding("y" if channel == "x" else "x"), "", "quantitative", "Count")
    if count.encoding.title is not None:
        count.title = count.encoding.title
    axes.x, axes.y = (item, count) if channel == "x" else (count, item)
    sideways = "" if channel == "x" else 'orientation="horizontal"'
    series = made.items.get("color")
    if series is None or series.key == item.key:
        color = palette(made, False) or literal(ACCENT)
        program.call(f"{axes.ax}.hist", [item.of(made.var), bins, sideways, *options(axes, color, 'edgecolor="white"')])
        return
    groups = program.name("groups", "parts")
    program.before(f"{groups} = {made.var}.groupby({literal(series.key)})[{literal(item.key)}]")
    cycle(axes)
    overlaid = count.encoding.stack == "none"
    if overlaid:
        program.add(f"for name, values in {groups}:")
        program.call(
            f"    {axes.ax}.hist", ["values", bins, sideways, "label=name", *tint(axes), *options(axes, "", "alpha=0.5")]
        )
    else:
        lists = [f"[values for _, values in {groups}]", bins, "stacked=True", sideways, f"label=[name for name, _ in {groups}]"]
        if axes.tints is not None:
            lists.append(f"color=[{axes.tints}[name] for name, _ in {groups}]")
        program.call(f"{axes.ax}.hist", [*lists, *options(axes, "", 'edgecolor="white"')])
    axes.legend = series.title


def _bins(axes: Axes, item: Item, encoding: Encoding) -> str:
    program, made = axes.program, axes.made
    if encoding.bin_step:
        program.use("import numpy as np")
        step, column = literal(encoding.bin_step), item.of(made.var)
        name = program.name("edges", "bins")
        program.before(f"{name} = np.arange({column}.min() // {step} * {step}, {column}.max() + {step}, {step})")
        return f"bins={name}"
    several = made.has("color")
    count = 20 if encoding.bin is True else int(encoding.bin)
    if several and axes.chart.encoding("y").stack == "none":
        program.use("import numpy as np")
        name = program.name("edges", "bins")
        program.before(f"{name} = np.histogram_bin_edges({item.of(made.var)}.dropna(), bins={count})")
        return f"bins={name}"
    return f"bins={count}"


# -- lines, areas, points ----------------------------------------------------------------------------------------------


def _line_options(axes: Axes, color: str = "") -> list[str]:
    style = axes.chart.style
    found = [f"linewidth={style.line_width:g}" if style.line_width else ""]
    if style.line_style and style.line_style != "solid":
        found.append(f'linestyle="{style.line_style}"')
    if style.point:
        found.append('marker="o"')
    return options(axes, color, *found)


def _line(axes: Axes) -> None:
    made, program = axes.made, axes.program
    axes_items(axes)
    x, y, series = axes.x, axes.y, series_of(axes)
    if x is None or y is None:
        raise unsupported(axes.chart, "matplotlib", "A line needs something on x and on y.")
    if series is None:
        color = palette(made, False) or literal(ACCENT)
        program.call(f"{axes.ax}.plot", [_along(x, made), y.of(made.var), *_line_options(axes, color)])
        if x.discrete and x.type != "ordinal":
            axes.labels = x.labels(made.var)
        return
    cycle(axes)
    if x.discrete and axes.tints is not None:
        table = pivot(axes, x, series, y, fill=False)
        program.add(f"for name in {table}:")
        program.call(
            f"    {axes.ax}.plot",
            [f"{table}.index.astype(str)", f"{table}[name]", "label=name", *tint(axes), *_line_options(axes)],
        )
    elif x.discrete:
        table = pivot(axes, x, series, y, fill=False)
        program.call(f"{axes.ax}.plot", [f"{table}.index.astype(str)", table, f"label={table}.columns", *_line_options(axes)])
        if x.type != "ordinal":
            axes.labels = f"{table}.index.astype(str)"
    else:
        program.add(f"for name, part in {made.var}.groupby({literal(series.key)}):")
        program.call(f"    {axes.ax}.plot", [x.of("part"), y.of("part"), "label=name", *tint(axes), *_line_options(axes)])
    axes.legend = series.title


def _along(item: Item, made: Tidy) -> str:
    return item.labels(made.var) if item.discrete else item.of(made.var)


def _area(axes: Axes) -> None:
    made, program = axes.made, axes.program
    axes_items(axes)
    x, y, series = axes.x, axes.y, series_of(axes)
    if x is None or y is None:
        raise unsupported(axes.chart, "matplotlib", "An area needs something on x and on y.")
    if x.discrete and x.type != "ordinal":
        axes.labels = x.labels(made.var)
    if series is None:
        color = palette(made, False) or literal(ACCENT)
        program.call(f"{axes.ax}.fill_between", [_along(x, made), y.of(made.var), *options(axes, color, "alpha=0.6")])
        program.add(f"{axes.ax}.set_ylim(bottom=0)")
        return
    stack = y.encoding.stack or "zero"
    cycle(axes)
    axes.legend = series.title
    if stack == "none" and not x.discrete:
        program.add(f"for name, part in {made.var}.groupby({literal(series.key)}):")
        program.call(
            f"    {axes.ax}.fill_between",
            [x.of("part"), y.of("part"), "label=name", *tint(axes), *options(axes, "", "alpha=0.4")],
        )
        return
    table = pivot(axes, x, series, y, fill=True)
    if stack == "normalize":
        program.before(f"{table} = {table}.div({table}.sum(axis=1), axis=0)")
    index = f"{table}.index.astype(str)" if x.discrete else f"{table}.index"
    program.call(f"{axes.ax}.stackplot", [index, f"{table}.T", f"labels={table}.columns", *tint(axes, table), *options(axes)])
    program.add(f"{axes.ax}.margins(x=0)")
    axes.legend_arguments = ("reverse=True",)
    axes.crowded = True
    if stack == "normalize":
        program.add(f"{axes.ax}.yaxis.set_major_formatter(plt.matplotlib.ticker.PercentFormatter(1))")
    if axes.labels:
        axes.labels = index


def _point(axes: Axes) -> None:
    made, program = axes.made, axes.program
    axes_items(axes)
    x, y, color = axes.x, axes.y, made.items.get("color")
    if x is None or y is None:
        raise unsupported(axes.chart, "matplotlib", "Points need something on x and on y.")
    if color is not None and color.type == "quantitative" and not color.discrete:
        scheme = color.encoding.scale.scheme if color.encoding.scale and color.encoding.scale.scheme else "viridis"
        points = program.name("points")
        program.call(
            f"{points} = {axes.ax}.scatter",
            [
                _along(x, made),
                _along(y, made),
                _size(made, made.var),
                f"c={color.of(made.var)}",
                f"cmap={literal(scheme)}",
                *options(axes),
            ],
        )
        program.add(f"{axes.fig}.colorbar({points}, ax={axes.ax}, label={caption(color.title)})")
        return
    series, shape = series_of(axes), made.items.get("shape")
    if series is not None and shape is not None and series.key != shape.key:
        raise unsupported(axes.chart, "matplotlib", "Its points have colours or shapes, not both: --lib seaborn, or plotly.")
    if series is None:
        color_text = palette(made, False) or literal(ACCENT)
        alpha = "alpha=0.7"
        program.call(
            f"{axes.ax}.scatter", [_along(x, made), _along(y, made), _size(made, made.var), *options(axes, color_text, alpha)]
        )
    else:
        groups = f"{made.var}.groupby({literal(series.key)})"
        if shape is None or made.has("color"):
            cycle(axes)
        if shape is None:
            program.add(f"for name, part in {groups}:")
        else:
            program.use("from itertools import cycle")
            program.add(f'for marker, (name, part) in zip(cycle("osD^vPX*"), {groups}):')
        arguments = [
            _in(x, "part"),
            _in(y, "part"),
            _size(made, "part", made.var),
            "marker=marker" if shape is not None else "",
            "label=name",
            *tint(axes),
            *options(axes, "" if shape is None or made.has("color") else palette(made, False) or literal(ACCENT), "alpha=0.7"),
        ]
        program.call(f"    {axes.ax}.scatter", arguments)
        axes.legend = series.title
        if _is_crowd(made):  # the search for the emptiest corner looks at every point
            axes.legend_arguments = ('loc="upper right"', "markerscale=6")
    if x.discrete and x.type != "ordinal":
        axes.labels = x.labels(made.var)


def _in(item: Item, var: str) -> str:
    return item.labels(var) if item.discrete else item.of(var)


MANY_POINTS = 50_000
"""From here on points are drawn small and without an edge: a cloud shows its shape, in a sixth of the time."""


def _is_crowd(made: Tidy) -> bool:
    summary = made.table.context.frame(made.chart.frame)
    return summary is not None and (summary.rows or 0) > MANY_POINTS


def _size(made: Tidy, var: str, whole: str | None = None) -> str:
    item = made.items.get("size")
    if item is None or item.type != "quantitative":
        if made.chart.style.point_size:
            return f"s={made.chart.style.point_size:g}"
        return "s=1, linewidths=0" if _is_crowd(made) else ""
    return f"s=20 + 280 * {item.of(var)} / {item.of(whole or var)}.max()"


def _regression(axes: Axes) -> None:
    _point(axes)
    made, program = axes.made, axes.program
    x, y = axes.x, axes.y
    assert x is not None and y is not None
    program.use("import numpy as np")
    known = program.name("known", "fitted")
    program.before(f"{known} = {made.var}.dropna(subset={literal([x.key, y.key])})")
    if x.type == "temporal":
        program.use("import matplotlib.dates as mdates")
        place = program.name("place")
        program.before(f"{place} = mdates.date2num({x.of(known)})")
    else:
        place = x.of(known)
    program.before(f"slope, intercept = np.polyfit({place}, {y.of(known)}, deg=1)")
    ends = program.name("ends")
    program.before(f"{ends} = np.array([{place}.min(), {place}.max()])")
    program.add(f'{axes.ax}.plot({ends}, intercept + slope * {ends}, color="black")')


# -- shares and cells --------------------------------------------------------------------------------------------------


def _arc(axes: Axes) -> None:
    made = axes.made
    axes.frame = False
    value = measure_of(made)
    label = next((made.items[c] for c in ("color", "x", "detail", "text") if made.has(c) and made.items[c] is not value), None)
    if value is None or label is None:
        raise unsupported(axes.chart, "matplotlib", "A pie needs a category and a figure.")
    hole = axes.chart.style.inner_radius
    ring = f'wedgeprops={{"width": {1 - hole:g}}}' if hole else ""
    middle = f"pctdistance={1 - (1 - hole) / 2:g}" if hole else ""
    axes.program.call(
        f"{axes.ax}.pie",
        [
            value.of(made.var),
            f"labels={label.labels(made.var)}",
            f"colors={tints_of(axes, label) or palette(made, True)}",
            'autopct="%.1f%%"',
            middle,
            "startangle=90",
            "counterclock=False",
            ring,
        ],
    )


def _rect(axes: Axes) -> None:
    made, program = axes.made, axes.program
    axes_items(axes)
    x, y, color = axes.x, axes.y, made.items.get("color")
    scale = axes.chart.encoding("color").scale
    scheme = literal(scale.scheme if scale and scale.scheme and scale.scheme not in QUALITATIVE else "viridis")
    if x is None or y is None:
        raise unsupported(axes.chart, "matplotlib", "A heat map needs something on x and on y.")
    if histogram2d(axes.chart):
        known = program.name("known")
        program.before(f"{known} = {made.var}.dropna(subset={literal([x.key, y.key])})")
        bins = [20 if e.bin is True or not e.bin else int(e.bin) for e in (x.encoding, y.encoding)]
        size = str(bins[0]) if bins[0] == bins[1] else str(tuple(bins))
        program.call(f"*_, image = {axes.ax}.hist2d", [x.of(known), y.of(known), f"bins={size}", f"cmap={scheme}", "cmin=1"])
        program.add(f'{axes.fig}.colorbar(image, ax={axes.ax}, label="Count")')
        return
    if color is None:
        raise unsupported(axes.chart, "matplotlib", "A heat map needs a figure for its colours.")
    table = pivot_cells(axes, y, x, color)
    program.call(f"image = {axes.ax}.imshow", [table, f"cmap={scheme}", *span(scale, "vmin", "vmax"), 'aspect="auto"'])
    for channel, index in (("x", "columns"), ("y", "index")):
        program.add(f"{axes.ax}.set_{channel}ticks(range(len({table}.{index})), {table}.{index})")
    axes.labels = f"{table}.columns.astype(str)"
    program.add(f"{axes.fig}.colorbar(image, ax={axes.ax}, label={caption(color.title)})")
    x.discrete = y.discrete = True


def span(scale: Scale | None, low: str, high: str) -> list[str]:
    """The ends of a continuous scale as two arguments, where they were asked for."""
    if scale is None or len(scale.domain) != 2:
        return []
    return [f"{name}={literal(value)}" for name, value in zip((low, high), scale.domain, strict=True)]


# -- the rest ----------------------------------------------------------------------------------------------------------


def _text(axes: Axes) -> None:
    made, program = axes.made, axes.program
    axes_items(axes)
    x, y, text = axes.x, axes.y, made.items.get("text")
    if x is None or y is None or text is None:
        raise unsupported(axes.chart, "matplotlib", "Text needs something on x, on y and to say.")
    program.add(f"{axes.ax}.scatter({_along(x, made)}, {_along(y, made)}, s=0)")
    columns = ", ".join((_along(x, made), _along(y, made), text.of(made.var)))
    program.add(f'for x, y, text in zip({columns}):\n    {axes.ax}.text(x, y, text, ha="center", va="center")')


def _rule(axes: Axes) -> None:
    made, program = axes.made, axes.program
    axes_items(axes)
    channel, item = ("y", axes.y) if axes.y is not None else ("x", axes.x)
    if item is None:
        raise unsupported(axes.chart, "matplotlib", "A rule needs a figure on x or y.")
    line = "axhline" if channel == "y" else "axvline"
    color = palette(made, False) or '"gray"'
    program.add(f'for value in {item.of(made.var)}:\n    {axes.ax}.{line}(value, color={color}, linestyle="--")')
