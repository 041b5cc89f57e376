"""Chart to altair: a Chart and the Context go in, a program that ends in the chart comes out.

Rows are filtered, joined, grouped in pandas, so that the specification stays small; what Vega-Lite draws from rows
(boxes, densities, histograms, regressions) is left to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jupyter_viscode.chart.write import unsupported
from jupyter_viscode.chart.write.frames import Table, open_table
from jupyter_viscode.chart.write.labels import ACCENT, PALETTE, gradient, vega_scheme
from jupyter_viscode.chart.write.matplotlib_marks import histogram, histogram2d, plan
from jupyter_viscode.chart.write.panels import inherit
from jupyter_viscode.chart.write.source import WIDTH, Program, call, dictionary, keywords, literal
from jupyter_viscode.chart.write.tidy import Item, Tidy, measure_of, order_before_grouping, start, tidy, vertical
from jupyter_viscode.spec import Chart, Encoding
from jupyter_viscode.types import Context

TYPES = {"quantitative": "Q", "nominal": "N", "ordinal": "O", "temporal": "T"}
CHANNELS = {
    "x": "X",
    "y": "Y",
    "color": "Color",
    "size": "Size",
    "shape": "Shape",
    "theta": "Theta",
    "detail": "Detail",
    "text": "Text",
    "row": "Row",
    "column": "Column",
    "facet": "Facet",
    "xOffset": "XOffset",
    "yOffset": "YOffset",
    "opacity": "Opacity",
}
MOST_ROWS = 5000
"""Rows that altair puts into a specification without being told to."""


@dataclass
class View:
    """One chart of the program."""

    program: Program
    chart: Chart
    made: Tidy
    mark: str = ""
    """Source of the mark's call, after the dot."""
    chain: list[str] = field(default_factory=list)
    """Calls before the encoding."""
    encodings: dict[str, str] = field(default_factory=dict)
    over: list[str] = field(default_factory=list)
    """Calls on the same data and encoding that are drawn above the mark."""


def write(chart: Chart, context: Context) -> str:
    """The program."""
    program, table = start(chart, context)
    program.use("import altair as alt")
    view = _view(chart, context, program, table)
    program.mark()
    name = program.name("chart", "figure")
    parts = _expressions(view)
    if chart.layers:
        parts = _layered(view, context, name, parts)
    else:
        _emit(program, name if not view.over else "base", f"alt.Chart({view.made.var}{_properties(view)})", parts)
        for above in view.over:
            program.add(_above(name, view, above))
    program.add(*_configuration(chart, name), name)
    return program.text()


def _view(chart: Chart, context: Context, program: Program, table: Table) -> View:
    how = plan(chart, table)
    order = order_before_grouping(chart, table) if how.group else None
    made = tidy(chart, table, discrete=how.discrete, group=how.group, sort=how.group)
    made.order = order or made.order
    _rename(made)
    if not made.grouped:
        _rows(made, context)
    view = View(program, chart, made)
    if histogram(chart):
        _histogram(view)
    else:
        marks: dict[str, Callable[[View], None]] = {
            "bar": _bar,
            "line": _line,
            "area": _area,
            "point": _point,
            "arc": _arc,
            "rect": _rect,
            "boxplot": _box,
            "violin": _violin,
            "strip": _strip,
            "tick": _tick,
            "density": _density,
            "regression": _regression,
            "errorbar": _errorbar,
            "text": _text,
            "rule": _rule,
        }
        if chart.mark not in marks:
            raise unsupported(chart, "altair")
        marks[chart.mark](view)
    return view


def _rename(made: Tidy) -> None:
    """Vega reads quotes and backslashes in a field's name as part of a path: such columns get look-alikes."""
    alike = str.maketrans({"\\": "∖", '"': "”", "'": "’"})
    odd = {i.key: i.key.translate(alike) for i in made.items.values() if i.key != i.key.translate(alike)}
    if odd:
        made.table.bind(f"{made.var}.rename(columns={dictionary(odd.items())})")
    for item in made.items.values():
        item.key = odd.get(item.key, item.key)


def _rows(made: Tidy, context: Context) -> None:
    """Only the columns that are drawn, and leave for many rows."""
    summary = context.frame(made.chart.frame)
    program = made.table.program
    keys = list(dict.fromkeys(i.key for i in made.items.values()))
    if summary is not None and len(summary.columns) > len(keys) + 6:
        made.table.bind(f"{made.var}[{literal(keys)}]")
    rows = summary.rows if summary is not None else None
    if rows is None or rows > MOST_ROWS:
        program.add("alt.data_transformers.disable_max_rows()")


# -- channels ----------------------------------------------------------------------------------------------------------


def escaped(name: str) -> str:
    """A column's name as Vega-Lite's field: dots and brackets are no paths."""
    for char in ("\\", ".", "[", "]"):
        name = name.replace(char, "\\" + char)
    return name


def _field(key: str, type_: str) -> str:
    """The first arguments of a channel: shorthand, or ``field`` and ``type`` where a name would be misread."""
    words = {"Q": "quantitative", "N": "nominal", "O": "ordinal", "T": "temporal"}
    plain = key.replace("_", "").replace(" ", "").isalnum() and key.isascii()
    if plain:
        return literal(f"{key}:{type_}")
    return f'field={literal(escaped(key))}, type="{words[type_]}"'


def _channel(view: View, channel: str, item: Item, *more: str, type_: str | None = None) -> None:
    kind = type_ or TYPES[item.type]
    if item.discrete and kind in ("Q", "T"):
        kind = "O"
    arguments = [_field(item.key, kind), *(m for m in more if m)]
    if not any(m.startswith("title=") for m in more) and channel not in ("xOffset", "yOffset", "detail"):
        title = item.title
        if title != item.key or not item.key.isalnum() or any(m.startswith("bin=") for m in more):
            arguments.append(f"title={literal(title) if title else 'None'}")
    view.encodings[channel] = f"alt.{CHANNELS[channel]}({', '.join(arguments)})"


def _axis(view: View, channel: str, *more: str, sort: bool = True) -> None:
    item = view.made.items[channel]
    arguments = [m for m in more if m]
    if sort and item.discrete:
        arguments.append(_sort(view, item))
    scale = _scale(item.encoding, view)
    if scale:
        arguments.append(scale)
    axis = []
    if item.encoding.format:
        axis.append(f"format={literal(item.encoding.format)}")
    elif item.type == "ordinal" and not item.discrete:
        axis.append('format="d"')
    if channel == "x" and view.chart.style.label_angle is not None:
        axis.append(f"labelAngle={-view.chart.style.label_angle:g}")
    elif channel == "x" and item.discrete:
        few = (item.ordered and not item.interval) or (item.column is not None and 0 < (item.column.distinct or 0) <= 6)
        axis.append(f"labelAngle={0 if few else -45}")
    if view.chart.style.grid is not None:
        axis.append(f"grid={view.chart.style.grid}")
    if axis:
        arguments.append(f"axis=alt.Axis({', '.join(axis)})")
    _channel(view, channel, item, *(a for a in arguments if a))


def _sort(view: View, item: Item) -> str:
    made = view.made
    if item.order is not None and made.order is None and item.encoding.sort is None:
        return f"sort={item.order}"
    if made.order is not None:
        return f"sort={made.order}.tolist()"
    if item.encoding.sort is not None and item.encoding.sort.values and item.order is not None:
        return f"sort={item.order}"
    asked = item.encoding.sort or next((i.encoding.sort for i in made.items.values() if i.measure), None)
    return "sort=None" if asked is not None or item.interval else ""


def _scale(encoding: Encoding, view: View) -> str:
    scale, arguments = encoding.scale, []
    if scale is None:
        return ""
    if scale.type in ("log", "symlog", "sqrt"):
        arguments.append(f'type="{scale.type}"')
    if scale.domain:
        arguments.append(f"domain={view.program.value(list(scale.domain))}")
    if scale.zero is not None and view.chart.mark not in ("bar", "area") and scale.type != "log":
        arguments.append(f"zero={scale.zero}")
    if scale.reverse:
        arguments.append("reverse=True")
    return f"scale=alt.Scale({', '.join(arguments)})" if arguments else ""


def _color(view: View, *, channel: str = "color") -> list[str]:
    """The colour channel; returns arguments of the mark where there is one colour only."""
    made = view.made
    item = made.items.get("color") or made.items.get("xOffset") or made.items.get("yOffset")
    scale = view.chart.encoding("color").scale
    if item is None:
        constant = view.chart.encoding("color").value or (scale.range[0] if scale and scale.range else ACCENT)
        return [f"color={literal(constant)}"]
    arguments = []
    if item.type == "quantitative" and not item.discrete:
        scheme = gradient(scale.scheme if scale else "", "altair")
        arguments.append(f"scale=alt.Scale(scheme={literal(scheme)})")
    else:
        if scale and scale.range:
            arguments.append(f"scale=alt.Scale(range={literal(list(scale.range))})")
        elif scale and vega_scheme(scale.scheme):
            arguments.append(f"scale=alt.Scale(scheme={literal(vega_scheme(scale.scheme))})")
        elif (item.column.distinct if item.column is not None else None) is None or (
            item.column and (item.column.distinct or 0) <= 8
        ):
            arguments.append(f"scale=alt.Scale(range={literal(list(PALETTE))})")
        if item.order is not None:
            arguments.append(f"sort={item.order}")
    arguments.append(_legend(view, item))
    _channel(view, "color", item, *arguments)
    return []


def _legend(view: View, item: Item) -> str:
    place = view.chart.style.legend
    base = [view.made.items[c].key for c in ("x", "y") if view.made.has(c)]
    if place == "none" or item.key in base:
        return "legend=None"
    sides = {"left": "left", "top": "top", "bottom": "bottom", "inside": "top-right"}
    return f'legend=alt.Legend(orient="{sides[place]}")' if place in sides else ""


def _facets(view: View) -> None:
    for channel in ("row", "column", "facet"):
        if view.made.has(channel):
            more = "columns=3" if channel == "facet" else ""
            _channel(view, channel, view.made.items[channel], more, f"title={literal(view.made.items[channel].title)}")


# -- marks -------------------------------------------------------------------------------------------------------------


def _mark(view: View, name: str, *arguments: str) -> None:
    style = view.chart.style
    given = [a for a in arguments if a]
    if style.opacity is not None:
        given = [a for a in given if not a.startswith("opacity=")] + [f"opacity={style.opacity:g}"]
    view.mark = f"mark_{name}({', '.join(given)})"


def _need(view: View, *channels: str) -> None:
    if any(not view.made.has(c) for c in channels):
        raise unsupported(view.chart, "altair", f"It needs {' and '.join(channels)}.")


def _bar(view: View) -> None:
    made = view.made
    _need(view, "x", "y")
    value = measure_of(made)
    stack = value.encoding.stack if value is not None else None
    for channel in ("x", "y"):
        more = []
        if value is not None and channel == value.channel and stack is not None:
            more.append({"normalize": 'stack="normalize"', "none": "stack=None", "zero": 'stack="zero"'}[stack])
        _axis(view, channel, *more)
    for channel in ("xOffset", "yOffset"):
        if made.has(channel):
            _channel(view, channel, made.items[channel])
    _mark(view, "bar", *_color(view))
    _facets(view)


def _histogram(view: View) -> None:
    made = view.made
    channel, other = ("x", "y") if made.has("x") else ("y", "x")
    encoding = made.items[channel].encoding
    bins = (
        f"step={literal(encoding.bin_step)}"
        if encoding.bin_step
        else f"maxbins={20 if encoding.bin is True else int(encoding.bin)}"
    )
    _axis(view, channel, f"bin=alt.Bin({bins})")
    count = view.chart.encoding(other)
    title = count.title if count.title is not None else "Count"
    stack = ", stack=None" if count.stack == "none" else ""
    view.encodings[other] = f'alt.{CHANNELS[other]}("count()", title={literal(title)}{stack})'
    opacity = "opacity=0.6" if stack and made.has("color") else ""
    _mark(view, "bar" if view.chart.mark == "bar" else view.chart.mark, *_color(view), opacity)
    _facets(view)


def _line_arguments(view: View) -> list[str]:
    style = view.chart.style
    dashes = {"dashed": "[6, 4]", "dotted": "[2, 2]", "dashdot": "[6, 2, 2, 2]"}
    found = ["point=True" if style.point else "", f"strokeWidth={style.line_width:g}" if style.line_width else ""]
    found.append(f"strokeDash={dashes[style.line_style]}" if style.line_style in dashes else "")
    return found


def _line(view: View) -> None:
    _need(view, "x", "y")
    _axis(view, "x")
    _axis(view, "y")
    _mark(view, "line", *_color(view), *_line_arguments(view))
    if view.made.has("detail"):
        _channel(view, "detail", view.made.items["detail"])
    _facets(view)


def _area(view: View) -> None:
    _need(view, "x", "y")
    _axis(view, "x")
    stack = view.made.items["y"].encoding.stack
    how = {"normalize": 'stack="normalize"', "none": "stack=None", "zero": 'stack="zero"', None: ""}[stack]
    _axis(view, "y", how)
    _mark(view, "area", *_color(view), "opacity=0.5" if stack == "none" else "")
    _facets(view)


def _point(view: View) -> None:
    made = view.made
    _need(view, "x", "y")
    for channel in ("x", "y"):
        item = made.items[channel]
        more = (
            "scale=alt.Scale(zero=False)"
            if item.encoding.scale is None and item.type == "quantitative" and not item.discrete
            else ""
        )
        _axis(view, channel, more)
    color = _color(view)
    _mark(view, "circle" if not made.has("shape") else "point", *color, "opacity=0.7", "" if made.has("size") else "size=50")
    for channel in ("size", "shape"):
        if made.has(channel):
            _channel(view, channel, made.items[channel])
    _facets(view)


def _regression(view: View) -> None:
    _point(view)
    x, y = view.made.items["x"], view.made.items["y"]
    over = f"transform_regression({literal(escaped(x.key))}, {literal(escaped(y.key))})"
    view.over.append(f'{over}.mark_line(color="black")')


def _arc(view: View) -> None:
    made = view.made
    value = measure_of(made)
    name = next((made.items[c] for c in ("color", "x", "detail", "text") if made.has(c) and made.items[c] is not value), None)
    if value is None or name is None:
        raise unsupported(view.chart, "altair", "A pie needs a category and a figure.")
    made.items = {"theta": value, "color": name, **{c: made.items[c] for c in ("row", "column", "facet") if made.has(c)}}
    hole = view.chart.style.inner_radius
    program, var = view.program, made.var
    shares = program.name("shares")
    share, place = (_free(made, word) for word in ("share", "place"))
    parts = [(share, f"{value.of(var)} / {value.of(var)}.sum()"), (place, f"range(len({var}))")]
    program.before(f"{shares} = {var}.assign({', '.join(keywords(parts))})")
    made.table.var = shares
    _channel(view, "theta", value, "stack=True")
    _color(view)
    view.encodings["order"] = f"alt.Order({_field(place, 'Q')})"
    _mark(view, "arc", f"innerRadius={round(hole * 120)}" if hole else "", "outerRadius=120")
    view.over.append('mark_text(radius=140).encode(text=alt.Text("' + share + ':Q", format=".1%"), color=alt.value("black"))')
    _facets(view)


def _free(made: Tidy, word: str) -> str:
    """A label that no column has."""
    taken = {item.key for item in made.items.values()}
    return next(w for w in (word, *(f"{word}_{n}" for n in range(2, 99))) if w not in taken)


def _rect(view: View) -> None:
    _need(view, "x", "y")
    if histogram2d(view.chart):
        for channel in ("x", "y"):
            encoding = view.chart.encoding(channel)
            _axis(view, channel, f"bin=alt.Bin(maxbins={20 if encoding.bin is True else int(encoding.bin)})")
        view.encodings["color"] = 'alt.Color("count()", scale=alt.Scale(scheme="viridis"), title="Count")'
    else:
        _need(view, "color")
        for channel in ("x", "y"):
            view.made.items[channel].discrete = True
            _axis(view, channel)
        _color(view)
    _mark(view, "rect")
    _facets(view)


def _base(view: View) -> tuple[Item | None, Item | None]:
    stands = vertical(view.chart, view.made.table)
    x, y = view.made.items.get("x"), view.made.items.get("y")
    return (x, y) if stands else (y, x)


def _box(view: View) -> None:
    base, _ = _base(view)
    for channel in ("x", "y"):
        if view.made.has(channel):
            item = view.made.items[channel]
            scale = "scale=alt.Scale(zero=False)" if item is not base and item.encoding.scale is None else ""
            _axis(view, channel, scale, _by_median(view) if item is base else "", sort=item.ordered)
    count = base.column.distinct if base is not None and base.column is not None else None
    _mark(
        view,
        "boxplot",
        f"size={max(4, min(40 if base is None or base.channel == 'x' else 14, 300 // (count or 10)))}",
        *_color(view),
    )
    _facets(view)


def _by_median(view: View) -> str:
    """The sort of a category by the median of what is drawn over it."""
    base, value = _base(view)
    asked = base.encoding.sort if base is not None else None
    if base is None or value is None or asked is None or asked.values:
        return ""
    if not asked.by or asked.by == base.encoding.field:
        return f'sort="{asked.order}"'
    return f'sort=alt.EncodingSortField(field={literal(escaped(value.key))}, op="median", order="{asked.order}")'


def _violin(view: View) -> None:
    base, value = _base(view)
    if value is None or base is None:
        _density(view)
        return
    key = literal(escaped(value.key))
    view.chain.append(
        f'transform_density({key}, as_=[{literal(value.key)}, "density"], groupby=[{literal(escaped(base.key))}])'
    )
    view.encodings["x"] = 'alt.X("density:Q", stack="center", axis=None)'
    view.encodings["y"] = f"alt.Y({_field(value.key, 'Q')}, title={literal(value.title)})"
    view.encodings["column"] = f"alt.Column({_field(base.key, 'N')}, title={literal(base.title)}, spacing=0)"
    view.encodings["color"] = (
        f"alt.Color({_field(base.key, 'N')}, scale=alt.Scale(range={literal(list(PALETTE))}), legend=None)"
    )
    _mark(view, "area", 'orient="horizontal"')


def _strip(view: View) -> None:
    base, _ = _base(view)
    for channel in ("x", "y"):
        if view.made.has(channel):
            _axis(view, channel)
    if base is not None:
        offset = "xOffset" if base.channel == "x" else "yOffset"
        view.chain.append('transform_calculate(jitter="random()")')
        view.encodings[offset] = f'alt.{CHANNELS[offset]}("jitter:Q")'
    _mark(view, "circle", *_color(view), "opacity=0.6")
    _facets(view)


def _tick(view: View) -> None:
    for channel in ("x", "y"):
        if view.made.has(channel):
            _axis(view, channel)
    _mark(view, "tick", *_color(view))
    _facets(view)


def _density(view: View) -> None:
    made = view.made
    item = made.items.get("x") or made.items.get("y")
    if item is None:
        raise unsupported(view.chart, "altair", "A density needs a column of numbers.")
    color = made.items.get("color")
    group = f", groupby=[{literal(escaped(color.key))}]" if color is not None else ""
    view.chain.append(f'transform_density({literal(escaped(item.key))}, as_=[{literal(item.key)}, "density"]{group})')
    view.encodings["x"] = f"alt.X({_field(item.key, 'Q')}, title={literal(item.title)})"
    view.encodings["y"] = 'alt.Y("density:Q", stack=None, title="Density")'
    _mark(view, "area", *_color(view), "opacity=0.5")


def _errorbar(view: View) -> None:
    base, value = _base(view)
    if base is None or value is None:
        raise unsupported(view.chart, "altair", "Error bars need a category and a figure.")
    title = value.encoding.title if value.encoding.title is not None else f"Mean of {value.encoding.field} ± standard deviation"
    _axis(view, base.channel)
    _channel(view, value.channel, value, "scale=alt.Scale(zero=False)", f"title={literal(title)}")
    view.over.append(
        f"mark_circle(size=60, color={literal(ACCENT)}).encode({value.channel}=alt.{CHANNELS[value.channel]}("
        f'{_field(value.key, "Q")}, aggregate="mean", title={literal(title)}))'
    )
    _mark(view, "errorbar", 'extent="stdev"', "ticks=True", f"color={literal(ACCENT)}")


def _text(view: View) -> None:
    _need(view, "x", "y", "text")
    for channel in ("x", "y"):
        _axis(view, channel)
    _channel(view, "text", view.made.items["text"])
    _mark(view, "text")


def _rule(view: View) -> None:
    for channel in ("x", "y"):
        if view.made.has(channel):
            _axis(view, channel)
    _mark(view, "rule", "strokeDash=[4, 4]", *_color(view))


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


def _properties(view: View) -> str:
    chart, style = view.chart, view.chart.style
    found = []
    if chart.title:
        title = literal(chart.title)
        found.append(f"title=alt.Title({title}, subtitle={literal(chart.subtitle)})" if chart.subtitle else f"title={title}")
    faceted = any(view.made.has(c) for c in ("row", "column", "facet"))
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


def _layered(view: View, context: Context, name: str, parts: list[str]) -> list[str]:
    program = view.program
    _emit(program, "base", f"alt.Chart({view.made.var}{_properties(view)})", parts)
    names = ["base"]
    for number, layer in enumerate(view.chart.layers):
        chart = inherit(view.chart, layer)
        if not chart.encoding("color").field and not chart.encoding("color").value:
            tint = Encoding(value=("#D55E00", "#009E73", "#CC79A7")[number % 3])
            chart = chart.with_encoding("color", tint)
        table = _open(program, context, chart)
        x = view.made.items.get("x")
        made = _layer_tidy(chart, table, x is not None and x.discrete)
        upper = View(program, chart, made)
        {"line": _line, "bar": _bar, "area": _area, "point": _point, "rule": _rule, "text": _text}.get(chart.mark, _point)(
            upper
        )
        layer_name = program.name("overlay")
        _emit(program, layer_name, f"alt.Chart({made.var})", _expressions(upper))
        names.append(layer_name)
    secondary = '.resolve_scale(y="independent")' if any(layer.secondary for layer in view.chart.layers) else ""
    program.add(f"{name} = alt.layer({', '.join(names)}){secondary}")
    return []


def _open(program: Program, context: Context, chart: Chart) -> Table:
    program.blank()
    table = open_table(program, context, chart.frame or "", tuple(chart.fields()))
    for transform in chart.transforms:
        table.apply(transform)
    return table


def _layer_tidy(chart: Chart, table: Table, discrete_x: bool) -> Tidy:
    how = plan(chart, table)
    return tidy(chart, table, discrete=(*how.discrete, "x") if discrete_x else how.discrete, group=how.group, sort=how.group)


def _configuration(chart: Chart, name: str) -> list[str]:
    found = []
    if chart.style.font_size:
        size = f"{chart.style.font_size:g}"
        found.append(f"configure_axis(labelFontSize={size}, titleFontSize={size})")
    if chart.style.background:
        found.append(f"properties(background={literal(chart.style.background)})")
    if chart.style.theme == "dark":
        light = '"white"'
        found.append('properties(background="#222222")')
        found.append(f"configure_axis(labelColor={light}, titleColor={light})")
        found.append(f"configure_title(color={light})")
        found.append(f"configure_legend(labelColor={light}, titleColor={light})")
    elif chart.style.theme == "minimal":
        found += ["configure_view(strokeWidth=0)", "configure_axis(grid=False)"]
    return [f"{name} = {name}.{part}" for part in found]
