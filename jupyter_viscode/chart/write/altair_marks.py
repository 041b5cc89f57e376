"""Altair's marks: a View goes in; its mark, its encodings and what is drawn above them are filled in."""

from __future__ import annotations

from collections.abc import Callable

from jupyter_viscode.chart.write import unsupported
from jupyter_viscode.chart.write.altair_view import (
    CHANNELS,
    View,
    escaped,
    field_of,
    need,
    set_axis,
    set_channel,
    set_color,
    set_facets,
    set_mark,
)
from jupyter_viscode.chart.write.items import Item, Tidy, measure_of, vertical
from jupyter_viscode.chart.write.labels import ACCENT
from jupyter_viscode.chart.write.plans import histogram, histogram2d
from jupyter_viscode.chart.write.source import keywords, literal


def draw(view: View) -> None:
    """Fill in the view for its chart's mark."""
    if histogram(view.chart):
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
        if view.chart.mark not in marks:
            raise unsupported(view.chart, "altair")
        marks[view.chart.mark](view)


def _bar(view: View) -> None:
    made = view.made
    need(view, "x", "y")
    value = measure_of(made)
    stack = value.encoding.stack if value is not None else None
    for channel in ("x", "y"):
        more = []
        if value is not None and channel == value.channel and stack is not None:
            more.append({"normalize": 'stack="normalize"', "none": "stack=None", "zero": 'stack="zero"'}[stack])
        set_axis(view, channel, *more)
    for channel in ("xOffset", "yOffset"):
        if made.has(channel):
            set_channel(view, channel, made.items[channel])
    set_mark(view, "bar", *set_color(view))
    set_facets(view)


def _histogram(view: View) -> None:
    made = view.made
    if made.grouped:
        _counted(view)
        return
    channel, other = ("x", "y") if made.has("x") else ("y", "x")
    encoding = made.items[channel].encoding
    bins = (
        f"step={literal(encoding.bin_step)}"
        if encoding.bin_step
        else f"maxbins={20 if encoding.bin is True else int(encoding.bin)}"
    )
    set_axis(view, channel, f"bin=alt.Bin({bins})")
    count = view.chart.encoding(other)
    title = count.title if count.title is not None else "Count"
    stack = ", stack=None" if count.stack == "none" else ""
    view.encodings[other] = f'alt.{CHANNELS[other]}("count()", title={literal(title)}{stack})'
    opacity = "opacity=0.6" if stack and made.has("color") else ""
    set_mark(view, "bar" if view.chart.mark == "bar" else view.chart.mark, *set_color(view), opacity)
    set_facets(view)


def _counted(view: View) -> None:
    """The bars of a histogram whose rows have been counted."""
    made = view.made
    channel, other = ("x", "y") if made.items["y"].measure else ("y", "x")
    overlaid = made.items[other].encoding.stack == "none"
    set_axis(view, channel, 'bin="binned"')
    view.encodings[f"{channel}2"] = '"end"'
    set_axis(view, other, "stack=None" if overlaid else "")
    set_mark(view, "bar", *set_color(view), "opacity=0.6" if overlaid and made.has("color") else "")
    set_facets(view)


def _line_arguments(view: View) -> list[str]:
    style = view.chart.style
    dashes = {"dashed": "[6, 4]", "dotted": "[2, 2]", "dashdot": "[6, 2, 2, 2]"}
    found = ["point=True" if style.point else "", f"strokeWidth={style.line_width:g}" if style.line_width else ""]
    found.append(f"strokeDash={dashes[style.line_style]}" if style.line_style in dashes else "")
    return found


def _line(view: View) -> None:
    need(view, "x", "y")
    set_axis(view, "x")
    set_axis(view, "y")
    set_mark(view, "line", *set_color(view), *_line_arguments(view))
    if view.made.has("detail"):
        set_channel(view, "detail", view.made.items["detail"])
    set_facets(view)


def _area(view: View) -> None:
    need(view, "x", "y")
    set_axis(view, "x")
    stack = view.made.items["y"].encoding.stack
    how = {"normalize": 'stack="normalize"', "none": "stack=None", "zero": 'stack="zero"', None: ""}[stack]
    set_axis(view, "y", how)
    set_mark(view, "area", *set_color(view), "opacity=0.5" if stack == "none" else "")
    set_facets(view)


def _point(view: View) -> None:
    made = view.made
    need(view, "x", "y")
    for channel in ("x", "y"):
        item = made.items[channel]
        more = (
            "scale=alt.Scale(zero=False)"
            if item.encoding.scale is None and item.type == "quantitative" and not item.discrete
            else ""
        )
        set_axis(view, channel, more)
    color = set_color(view)
    size = f"size={view.chart.style.point_size * (96 / 72) ** 2:.0f}" if view.chart.style.point_size else "size=50"
    set_mark(view, "circle" if not made.has("shape") else "point", *color, "opacity=0.7", "" if made.has("size") else size)
    for channel in ("size", "shape"):
        if made.has(channel):
            set_channel(view, channel, made.items[channel])
    set_facets(view)


def _regression(view: View) -> None:
    _point(view)
    x, y = view.made.items["x"], view.made.items["y"]
    over = f"transform_regression({literal(escaped(x.key))}, {literal(escaped(y.key))})"
    black = '.encode(color=alt.value("black"))' if view.made.has("color") else ""
    view.over.append(f'{over}.mark_line(color="black"){black}')


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
    set_channel(view, "theta", value, "stack=True")
    set_color(view)
    view.encodings["order"] = f"alt.Order({field_of(place, 'Q')})"
    set_mark(view, "arc", f"innerRadius={round(hole * 120)}" if hole else "", "outerRadius=120")
    view.over.append('mark_text(radius=140).encode(text=alt.Text("' + share + ':Q", format=".1%"), color=alt.value("black"))')
    set_facets(view)


def _free(made: Tidy, word: str) -> str:
    """A label that no column has."""
    taken = {item.key for item in made.items.values()}
    return next(w for w in (word, *(f"{word}_{n}" for n in range(2, 99))) if w not in taken)


def _rect(view: View) -> None:
    need(view, "x", "y")
    if histogram2d(view.chart):
        for channel in ("x", "y"):
            encoding = view.chart.encoding(channel)
            set_axis(view, channel, f"bin=alt.Bin(maxbins={20 if encoding.bin is True else int(encoding.bin)})")
        view.encodings["color"] = 'alt.Color("count()", scale=alt.Scale(scheme="viridis"), title="Count")'
    else:
        need(view, "color")
        for channel in ("x", "y"):
            view.made.items[channel].discrete = True
            set_axis(view, channel)
        set_color(view)
    set_mark(view, "rect")
    set_facets(view)


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
            order = _by_median(view) if item is base else ""
            set_axis(view, channel, scale, order, sort=item.ordered and not order)
    count = base.column.distinct if base is not None and base.column is not None else None
    set_mark(
        view,
        "boxplot",
        f"size={max(4, min(40 if base is None or base.channel == 'x' else 14, 300 // (count or 10)))}",
        *set_color(view),
    )
    set_facets(view)


def _by_median(view: View) -> str:
    """The sort of a category by the median of what is drawn over it."""
    base, value = _base(view)
    asked = base.encoding.sort if base is not None else None
    if base is None or value is None or asked is None or asked.values:
        return ""
    if view.chart.keeps_own_order(base.channel):
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
    view.encodings["y"] = f"alt.Y({field_of(value.key, 'Q')}, title={literal(value.title)})"
    view.encodings["column"] = f"alt.Column({field_of(base.key, 'N')}, title={literal(base.title)}, spacing=0)"
    view.encodings["color"] = (
        f"alt.Color({field_of(base.key, 'N')}, scale=alt.Scale(range={literal(list(base.shades()))}), legend=None)"
    )
    set_mark(view, "area", 'orient="horizontal"')


def _strip(view: View) -> None:
    base, _ = _base(view)
    for channel in ("x", "y"):
        if view.made.has(channel):
            set_axis(view, channel)
    if base is not None:
        offset = "xOffset" if base.channel == "x" else "yOffset"
        view.chain.append('transform_calculate(jitter="random()")')
        view.encodings[offset] = f'alt.{CHANNELS[offset]}("jitter:Q")'
    set_mark(view, "circle", *set_color(view), "opacity=0.6")
    set_facets(view)


def _tick(view: View) -> None:
    for channel in ("x", "y"):
        if view.made.has(channel):
            set_axis(view, channel)
    set_mark(view, "tick", *set_color(view))
    set_facets(view)


def _density(view: View) -> None:
    made = view.made
    item = made.items.get("x") or made.items.get("y")
    if item is None:
        raise unsupported(view.chart, "altair", "A density needs a column of numbers.")
    color = made.items.get("color")
    group = f", groupby=[{literal(escaped(color.key))}]" if color is not None else ""
    view.chain.append(f'transform_density({literal(escaped(item.key))}, as_=[{literal(item.key)}, "density"]{group})')
    view.encodings["x"] = f"alt.X({field_of(item.key, 'Q')}, title={literal(item.title)})"
    view.encodings["y"] = 'alt.Y("density:Q", stack=None, title="Density")'
    set_mark(view, "area", *set_color(view), "opacity=0.5")


def _errorbar(view: View) -> None:
    base, value = _base(view)
    if base is None or value is None:
        raise unsupported(view.chart, "altair", "Error bars need a category and a figure.")
    title = value.encoding.title if value.encoding.title is not None else f"Mean of {value.encoding.field} ± standard deviation"
    set_axis(view, base.channel)
    set_channel(view, value.channel, value, "scale=alt.Scale(zero=False)", f"title={literal(title)}")
    view.over.append(
        f"mark_circle(size=60, color={literal(ACCENT)}).encode({value.channel}=alt.{CHANNELS[value.channel]}("
        f'{field_of(value.key, "Q")}, aggregate="mean", title={literal(title)}))'
    )
    set_mark(view, "errorbar", 'extent="stdev"', "ticks=True", f"color={literal(ACCENT)}")


def _text(view: View) -> None:
    need(view, "x", "y", "text")
    for channel in ("x", "y"):
        set_axis(view, channel)
    set_channel(view, "text", view.made.items["text"])
    set_mark(view, "text")


def _rule(view: View) -> None:
    for channel in ("x", "y"):
        if view.made.has(channel):
            set_axis(view, channel)
    set_mark(view, "rule", "strokeDash=[4, 4]", *set_color(view))
