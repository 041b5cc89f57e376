"""Chart to seaborn: a Chart and the Context go in, a program that ends in ``plt.show()`` comes out.

What seaborn has no function for (stacked bars, areas, pies) is drawn as the matplotlib writer draws it.
"""

from __future__ import annotations

from collections.abc import Callable

from jupyter_viscode.chart.write import matplotlib, unsupported
from jupyter_viscode.chart.write.axes import Axes, finish, open_figure, wrapped
from jupyter_viscode.chart.write.crowds import is_crowd, keep_some
from jupyter_viscode.chart.write.items import Item, Tidy, measure_of, vertical
from jupyter_viscode.chart.write.labels import ACCENT, LIGHT, QUALITATIVE
from jupyter_viscode.chart.write.matplotlib_marks import span
from jupyter_viscode.chart.write.panels import facet_item
from jupyter_viscode.chart.write.plans import facet_columns, histogram, histogram2d, plan
from jupyter_viscode.chart.write.series import pivot_cells
from jupyter_viscode.chart.write.source import caption, dictionary, literal
from jupyter_viscode.chart.write.tidy import order_before_grouping, start, tidy
from jupyter_viscode.spec import Chart, Encoding
from jupyter_viscode.types import Context

MOST_ROWS = 100_000
"""Rows of which each is drawn, or enters an estimate, in a second or two."""
_SLOW = frozenset({"point", "regression", "violin", "strip", "tick", "density"})


def write(chart: Chart, context: Context) -> str:
    """The program."""
    if chart.panels or not _native(chart) or chart.layers:
        return matplotlib.write(chart, context)
    program, table = start(chart, context)
    program.use("import matplotlib.pyplot as plt")
    program.use("import seaborn as sns")
    how = plan(chart, table)
    order = order_before_grouping(chart, table) if how.group else None
    made = tidy(chart, table, discrete=how.discrete, group=how.group, sort=how.group)
    made.order = order or made.order
    said = keep_some(made, MOST_ROWS, _SLOW)
    program.mark()
    if facet_item(made) is not None:
        if chart.mark == "rect" or chart.mark == "regression":
            return matplotlib.write(chart, context)
        _grid(made, said)
    else:
        axes = Axes(program, chart, made)
        open_figure(axes)
        _draw(axes)
        finish(axes)
        if said:
            program.add(f"{axes.ax}.set_title({_titled(chart, said)})")
        _move_legend(axes)
    program.add("plt.show()")
    return program.text()


def _titled(chart: Chart, said: str) -> str:
    """Source of the title with a sentence below it."""
    return f"{caption(wrapped(chart.title) + chr(10))} + {said}" if chart.title else said


def _native(chart: Chart) -> bool:
    """Whether seaborn has a function for it."""
    if chart.mark in ("area", "arc", "rule", "text") or (chart.mark == "regression" and chart.encoding("color").field):
        return False
    if chart.mark == "bar" and not histogram(chart):
        measure = (
            chart.encoding("y") if chart.encoding("y").aggregate or not chart.encoding("x").aggregate else chart.encoding("x")
        )
        split = chart.encoding("color").field is not None
        offset = "xOffset" in chart.encodings or "yOffset" in chart.encodings
        base = chart.encoding("x") if measure is chart.encoding("y") else chart.encoding("y")
        if split and not offset and measure.stack != "none" and chart.encoding("color").field != base.field:
            return False
    return not any(n.kind in ("maximum", "minimum") for n in chart.annotations)


def _draw(axes: Axes) -> None:
    if histogram(axes.chart):
        _histogram(axes)
        return
    marks: dict[str, Callable[[Axes], None]] = {
        "bar": _bar,
        "line": _line,
        "point": _point,
        "rect": _rect,
        "boxplot": _distribution,
        "violin": _distribution,
        "strip": _distribution,
        "tick": _distribution,
        "density": _density,
        "regression": _regression,
        "errorbar": _errorbar,
    }
    if axes.chart.mark not in marks:
        raise unsupported(axes.chart, "seaborn")
    marks[axes.chart.mark](axes)


def _call(axes: Axes, function: str, *arguments: str) -> None:
    head = f"sns.{function}"
    axes.program.call(head, [f"data={axes.made.var}", *arguments, f"ax={axes.ax}"])


def _pair(axes: Axes) -> list[str]:
    made = axes.made
    axes.x, axes.y = made.items.get("x"), made.items.get("y")
    return [f"{c}={literal(made.items[c].key)}" for c in ("x", "y") if made.has(c)]


def _hue(axes: Axes, several: bool = True) -> list[str]:
    """The colour channel, or the one colour."""
    made = axes.made
    item = made.items.get("color") or made.items.get("xOffset") or made.items.get("yOffset")
    scale = made.chart.encoding("color").scale
    legend = ["legend=False"] if axes.chart.style.legend == "none" else []
    if item is None or not several:
        constant = made.chart.encoding("color").value or (scale.range[0] if scale and scale.range else ACCENT)
        return [f"color={literal(constant)}"]
    base = [i.key for i in (axes.x, axes.y) if i is not None]
    legend = ["legend=False"] if item.key in base else legend
    if scale and scale.range and len(scale.domain) == len(scale.range):
        return [f"hue={literal(item.key)}", f"palette={dictionary(zip(scale.domain, scale.range, strict=True))}", *legend]
    if scale and scale.range:
        return [f"hue={literal(item.key)}", f"palette={literal(list(scale.range))}", *legend]
    default = "viridis" if item.type == "quantitative" and not item.discrete else "colorblind"
    return [f"hue={literal(item.key)}", f"palette={literal(scale.scheme if scale and scale.scheme else default)}", *legend]


def _bar(axes: Axes) -> None:
    made = axes.made
    pair = _pair(axes)
    value = measure_of(made)
    stands = value is None or value.channel == "y"
    order = [f"order={_ordered(made)}"] if made.order else []
    style = axes.chart.style
    alpha = [f"alpha={style.opacity:g}"] if style.opacity is not None else []
    orient = [] if stands else ['orient="h"']
    asked = axes.chart.encoding("color")
    exact = ["saturation=1"] if asked.value or (asked.scale and asked.scale.range) else []
    _call(axes, "barplot", *pair, *_hue(axes), *exact, *order, *orient, "errorbar=None", *alpha)
    base = axes.x if stands else axes.y
    if stands and base is not None and (base.type != "ordinal" or base.interval):
        axes.labels = f"{base.labels(made.var)}{'.unique()' if made.has('color') else ''}"


def _ordered(made: Tidy) -> str:
    return made.order or ""


def _line(axes: Axes) -> None:
    style = axes.chart.style
    more = ['marker="o"'] if style.point else []
    more += [f"linewidth={style.line_width:g}"] if style.line_width else []
    if style.line_style and style.line_style != "solid":
        more.append(f'linestyle="{style.line_style}"')
    pair = _pair(axes)
    _call(axes, "lineplot", *pair, *_hue(axes), *more, "errorbar=None")
    if axes.x is not None and axes.x.discrete and axes.x.type != "ordinal":
        axes.labels = axes.x.labels(axes.made.var)


def _point(axes: Axes) -> None:
    pair = _pair(axes)
    size = axes.made.items.get("size")
    more = [f"size={literal(size.key)}", "sizes=(20, 300)"] if size is not None else []
    opacity, shape = axes.chart.style.opacity, axes.made.items.get("shape")
    if shape is not None:
        more.append(f"style={literal(shape.key)}")
        more += ["legend=False"] if axes.chart.style.legend == "none" and not axes.made.has("color") else []
    if size is None and is_crowd(axes.made, MOST_ROWS):
        more += ["s=2", "linewidth=0"]
    if size is None and axes.chart.style.point_size:
        more.append(f"s={axes.chart.style.point_size:g}")
    _call(axes, "scatterplot", *pair, *_hue(axes), *more, f"alpha={opacity if opacity is not None else 0.7:g}")


def _bins(encoding: Encoding) -> list[str]:
    if encoding.bin_step:
        return [f"binwidth={literal(encoding.bin_step)}"]
    return [f"bins={int(encoding.bin)}"] if encoding.bin is not True and encoding.bin else ["bins=20"]


def _histogram(axes: Axes) -> None:
    pair = _pair(axes)
    item = axes.x or axes.y
    assert item is not None
    count = Item("y", axes.chart.encoding("y" if axes.x is not None else "x"), "", "quantitative", "Count")
    stack = ['multiple="stack"'] if axes.made.has("color") else []
    if count.encoding.stack == "none" and stack:
        stack = ['multiple="layer"']
    _call(axes, "histplot", *pair, *_hue(axes), *_bins(item.encoding), *stack, 'edgecolor="white"')
    if count.encoding.title is not None:
        count.title = count.encoding.title
    axes.x, axes.y = (axes.x, count) if axes.x is not None else (count, axes.y)


def _rect(axes: Axes) -> None:
    made = axes.made
    pair = _pair(axes)
    x, y, color = axes.x, axes.y, made.items.get("color")
    if x is None or y is None:
        raise unsupported(axes.chart, "seaborn", "A heat map needs something on x and on y.")
    if histogram2d(axes.chart):
        _call(axes, "histplot", *pair, "bins=20", 'cmap="viridis"', "cbar=True", 'cbar_kws={"label": "Count"}')
        return
    if color is None:
        raise unsupported(axes.chart, "seaborn", "A heat map needs a figure for its colours.")
    table = pivot_cells(axes, y, x, color)
    scale = color.encoding.scale
    scheme = scale.scheme if scale and scale.scheme and scale.scheme not in QUALITATIVE else "viridis"
    labels = axes.labelled = any(n.kind == "value labels" for n in axes.chart.annotations)
    annot = ["annot=True", 'fmt=".4g"'] if labels else []
    title = f'cbar_kws={{"label": {caption(color.title)}}}'
    axes.program.call(
        "sns.heatmap", [table, f"cmap={literal(scheme)}", *span(scale, "vmin", "vmax"), *annot, title, f"ax={axes.ax}"]
    )
    axes.program.add(f'{axes.ax}.tick_params(axis="y", rotation=0)')
    x.discrete = y.discrete = True


def _distribution(axes: Axes) -> None:
    pair = _pair(axes)
    functions = {"boxplot": "boxplot", "violin": "violinplot", "strip": "stripplot", "tick": "stripplot"}
    split = axes.made.has("color")
    made = axes.made
    stands = vertical(axes.chart, made.table)
    base = axes.x if stands else axes.y
    more = ['inner="quart"'] if axes.chart.mark == "violin" else []
    if axes.chart.mark in ("strip", "tick"):
        more = ["alpha=0.6", "size=4"]
    asked = base.encoding.sort if base is not None else None
    value = axes.y if stands else axes.x
    if asked is not None and not asked.values and base is not None and value is not None:
        name = axes.program.name("order")
        falling = "ascending=False" if asked.order == "descending" else ""
        by = not axes.chart.keeps_own_order(base.channel)
        grouped = f"{made.var}.groupby({literal(base.key)})[{literal(value.key)}].median()"
        axes.program.before(f"{name} = {grouped}.{'sort_values' if by else 'sort_index'}({falling}).index")
        more.append(f"order={name}")
    elif base is not None and not base.ordered and axes.chart.mark != "tick":
        more.append(f"order=sorted({base.of(made.var)}.dropna().unique())")
    if axes.chart.mark in ("boxplot", "violin") and not split:
        more.append("linewidth=1")
    if base is not None and not stands:
        more.append('orient="h"')
    hue = _hue(axes, split)
    if axes.chart.mark in ("boxplot", "violin"):
        hue = [h.replace(ACCENT, LIGHT) for h in hue]
    _call(axes, functions[axes.chart.mark], *pair, *hue, *more)
    if stands and base is not None and base.column is not None and base.column.kind == "text":
        axes.labels = f"{base.of(made.var)}.dropna().unique()"


def _density(axes: Axes) -> None:
    pair = _pair(axes)
    more = ["common_norm=False"] if axes.made.has("color") else []
    _call(axes, "kdeplot", *pair, *_hue(axes), "fill=True", "alpha=0.4", "cut=0", *more)
    axes.y = Item("y", Encoding(), "", "quantitative", "Density")


def _regression(axes: Axes) -> None:
    pair = _pair(axes)
    _call(
        axes,
        "regplot",
        *pair,
        f"color={literal(ACCENT)}",
        'scatter_kws={"alpha": 0.6}',
        'line_kws={"color": "black"}',
        "ci=None",
    )


def _errorbar(axes: Axes) -> None:
    pair = _pair(axes)
    split = axes.made.has("color")
    base = axes.x if vertical(axes.chart, axes.made.table) else axes.y
    order = [] if base is None or base.ordered else [f"order=sorted({base.of(axes.made.var)}.dropna().unique())"]
    if base is axes.y and base is not None:
        order.append('orient="h"')
    _call(axes, "pointplot", *pair, *_hue(axes, split), *order, 'errorbar="sd"', 'linestyle="none"', "capsize=0.1")
    value = axes.y if vertical(axes.chart, axes.made.table) else axes.x
    if value is not None and value.encoding.title is None:
        value.title = f"Mean of {value.encoding.field} ± standard deviation"


def _move_legend(axes: Axes) -> None:
    place = axes.chart.style.legend
    color = axes.made.items.get("color")
    if (
        color is None
        or color.key in [i.key for i in (axes.x, axes.y) if i is not None]
        or axes.chart.mark in ("rect", "regression")
    ):
        return
    single = "size" not in axes.made.items and place != "none"
    if single and (color.title != color.key or caption(color.title) != literal(color.title)):
        axes.program.add(f"{axes.ax}.get_legend().set_title({caption(color.title)})")
    crowded = axes.chart.mark in ("bar", "boxplot", "violin") and not histogram(axes.chart)
    if place in ("outside", "right") or (place is None and crowded):
        axes.program.add(f'sns.move_legend({axes.ax}, "upper left", bbox_to_anchor=(1, 1))')
    elif place in ("top", "bottom"):
        anchor = "(0.5, 1)" if place == "top" else "(0.5, -0.15)"
        side = "lower center" if place == "top" else "upper center"
        axes.program.add(f'sns.move_legend({axes.ax}, "{side}", bbox_to_anchor={anchor}, ncols=4)')


# -- small multiples ---------------------------------------------------------------------------------------------------


def _grid(made: Tidy, said: str) -> None:
    """A figure-level function with a grid of its own."""
    chart, program = made.chart, made.table.program
    kinds = {
        "bar": ("catplot", "bar"),
        "boxplot": ("catplot", "box"),
        "violin": ("catplot", "violin"),
        "strip": ("catplot", "strip"),
        "tick": ("catplot", "strip"),
        "errorbar": ("catplot", "point"),
        "line": ("relplot", "line"),
        "point": ("relplot", "scatter"),
        "density": ("displot", "kde"),
    }
    function, kind = ("displot", "hist") if histogram(chart) else kinds.get(chart.mark, ("", ""))
    if not function:
        raise unsupported(chart, "seaborn", "Small multiples of it are not available.")
    axes = Axes(program, chart, made)
    arguments = [f"data={made.var}", f'kind="{kind}"', *_pair(axes)]
    arguments += _hue(axes) if function != "relplot" or made.has("color") else [f"color={literal(ACCENT)}"]
    size = made.items.get("size")
    if size is not None and kind == "scatter":
        arguments.append(f"size={literal(size.key)}")
    if size is None and kind == "scatter" and chart.style.point_size:
        arguments.append(f"s={chart.style.point_size:g}")
    if kind == "bar" or kind == "line":
        arguments.append("errorbar=None")
    if kind == "hist":
        arguments += _bins((axes.x or axes.y).encoding if axes.x or axes.y else Encoding())  # type: ignore[union-attr]
    wrap = made.items.get("facet")
    column, row = made.items.get("column") or wrap, made.items.get("row")
    if column is not None:
        arguments.append(f"col={literal(column.key)}")
        if wrap is not None and row is None:
            arguments.append(f"col_wrap={facet_columns(chart)}")
    if row is not None:
        arguments.append(f"row={literal(row.key)}")
    arguments.append("height=3")
    grid = program.name("grid")
    program.call(f"{grid} = sns.{function}", arguments)
    program.add(f"{grid}.set_titles({_title_template(column, row)})")
    x = axes.x.title if axes.x is not None else "Count"
    y = axes.y.title if axes.y is not None else "Density" if kind == "kde" else "Count"
    program.add(f"{grid}.set_axis_labels({caption(x)}, {caption(y)})")
    if axes.x is not None and axes.x.type == "temporal" and not axes.x.discrete:
        program.add(f"{grid}.figure.autofmt_xdate()")
    if chart.title or said:
        title = _titled(chart, said) if said else caption(chart.title)
        program.add(f"{grid}.figure.suptitle({title})")
        program.add(f"{grid}.tight_layout()")


def _title_template(column: Item | None, row: Item | None) -> str:
    if column is not None and row is not None:
        return 'template="{row_name} · {col_name}"'
    return 'template="{col_name}"' if column is not None else 'template="{row_name}"'
