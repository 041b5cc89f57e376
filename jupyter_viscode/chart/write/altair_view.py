"""One altair view under construction: a tidy frame's channels go in, the sources of its encodings come out."""

from __future__ import annotations

from dataclasses import dataclass, field

from jupyter_viscode.chart.write import unsupported
from jupyter_viscode.chart.write.items import Item, Tidy
from jupyter_viscode.chart.write.labels import ACCENT, axis_format, gradient, money_label, vega_scheme
from jupyter_viscode.chart.write.plans import facet_columns
from jupyter_viscode.chart.write.source import Program, literal
from jupyter_viscode.spec import Chart, Encoding

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
    said: str = ""
    """Source of a sentence that stands below the title."""


def escaped(name: str) -> str:
    """A column's name as Vega-Lite's field: dots and brackets are no paths."""
    for char in ("\\", ".", "[", "]"):
        name = name.replace(char, "\\" + char)
    return name


def field_of(key: str, type_: str) -> str:
    """The first arguments of a channel: shorthand, or ``field`` and ``type`` where a name would be misread."""
    words = {"Q": "quantitative", "N": "nominal", "O": "ordinal", "T": "temporal"}
    plain = key.replace("_", "").replace(" ", "").isalnum() and key.isascii()
    if plain:
        return literal(f"{key}:{type_}")
    return f'field={literal(escaped(key))}, type="{words[type_]}"'


def set_channel(view: View, channel: str, item: Item, *more: str, type_: str | None = None) -> None:
    """Encode a channel by its column; its title is written where the column's name is not it."""
    kind = type_ or TYPES[item.type]
    if item.discrete and kind in ("Q", "T"):
        kind = "O"
    arguments = [field_of(item.key, kind), *(m for m in more if m)]
    if not any(m.startswith("title=") for m in more) and channel not in ("xOffset", "yOffset", "detail"):
        title = " ".join(item.title.split())
        if title != item.key or not item.key.isalnum() or any(m.startswith("bin=") for m in more):
            arguments.append(f"title={literal(title) if title else 'None'}")
    view.encodings[channel] = f"alt.{CHANNELS[channel]}({', '.join(arguments)})"


def set_axis(view: View, channel: str, *more: str, sort: bool = True) -> None:
    """Encode x or y with its sort, scale and axis."""
    item = view.made.items[channel]
    arguments = [m for m in more if m]
    if sort and item.discrete:
        arguments.append(_sort(view, item))
    scale = _scale(item.encoding, view)
    if scale:
        arguments.append(scale)
    axis = []
    if label := money_label(item.encoding.format):
        axis.append(f"labelExpr={literal(label)}")
    elif item.encoding.format:
        axis.append(f"format={literal(axis_format(item.encoding.format))}")
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
    set_channel(view, channel, item, *(a for a in arguments if a))


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


def set_color(view: View, *, channel: str = "color") -> list[str]:
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
        ends = f", domain={view.program.value(list(scale.domain))}" if scale and len(scale.domain) == 2 else ""
        arguments.append(f"scale=alt.Scale(scheme={literal(scheme)}{ends})")
    else:
        if scale and scale.range:
            domain = f"domain={view.program.value(list(scale.domain))}, " if len(scale.domain) == len(scale.range) else ""
            arguments.append(f"scale=alt.Scale({domain}range={literal(list(scale.range))})")
        elif scale and vega_scheme(scale.scheme):
            arguments.append(f"scale=alt.Scale(scheme={literal(vega_scheme(scale.scheme))})")
        elif (item.column.distinct if item.column is not None else None) is None or (
            item.column and (item.column.distinct or 0) <= 8
        ):
            arguments.append(f"scale=alt.Scale(range={literal(list(item.shades()))})")
        if item.order is not None:
            arguments.append(f"sort={item.order}")
    arguments.append(_legend(view, item))
    set_channel(view, "color", item, *arguments)
    return []


def _legend(view: View, item: Item) -> str:
    place = view.chart.style.legend
    base = [view.made.items[c].key for c in ("x", "y") if view.made.has(c)]
    if place == "none" or item.key in base:
        return "legend=None"
    sides = {"left": "left", "top": "top", "bottom": "bottom", "inside": "top-right"}
    return f'legend=alt.Legend(orient="{sides[place]}")' if place in sides else ""


def set_facets(view: View) -> None:
    """Encode the channels of small multiples."""
    for channel in ("row", "column", "facet"):
        if view.made.has(channel):
            more = f"columns={facet_columns(view.chart)}" if channel == "facet" else ""
            set_channel(view, channel, view.made.items[channel], more, f"title={literal(view.made.items[channel].title)}")


def set_mark(view: View, name: str, *arguments: str) -> None:
    """Choose the mark and its look."""
    style = view.chart.style
    given = [a for a in arguments if a]
    if style.opacity is not None:
        given = [a for a in given if not a.startswith("opacity=")] + [f"opacity={style.opacity:g}"]
    view.mark = f"mark_{name}({', '.join(given)})"


def need(view: View, *channels: str) -> None:
    """Refuse a chart that lacks one of the channels."""
    if any(not view.made.has(c) for c in channels):
        raise unsupported(view.chart, "altair", f"It needs {' and '.join(channels)}.")
