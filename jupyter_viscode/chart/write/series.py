"""Series of one matplotlib axes: options, colours and pivoted frames that several marks share."""

from __future__ import annotations

from jupyter_viscode.chart.write.axes import Axes
from jupyter_viscode.chart.write.items import Item
from jupyter_viscode.chart.write.source import call, dictionary, literal


def options(axes: Axes, color: str = "", *more: str) -> list[str]:
    """Arguments for colour and opacity, empty ones left out."""
    style = axes.chart.style
    found = [f"color={color}" if color else "", *more]
    if style.opacity is not None:
        found = [f for f in found if not f.startswith("alpha=")] + [f"alpha={style.opacity:g}"]
    return [f for f in found if f]


def name_colors(axes: Axes) -> bool:
    """Write the colours that were asked for by name as a variable of the program; False when none were."""
    scale, item = axes.chart.encoding("color").scale, axes.made.items.get("color")
    if scale is None or item is None or not scale.range or len(scale.domain) != len(scale.range) or not item.discrete:
        return False
    axes.tints = axes.program.name("colors", "tints")
    axes.program.before(f"{axes.tints} = {dictionary(zip(scale.domain, scale.range, strict=True))}")
    return True


def tints_of(axes: Axes, item: Item) -> str:
    """Source of the colours of a column's values, in their order; empty when none were asked for."""
    color = axes.made.items.get("color")
    if axes.tints is None or color is None or color.key != item.key:
        return ""
    return f"[{axes.tints}[name] for name in {item.of(axes.made.var)}]"


def tint(axes: Axes, table: str = "") -> list[str]:
    """The colour of a series in small multiples; with `table` those of all its columns."""
    if axes.tints is None:
        return []
    return [f"colors=[{axes.tints}[name] for name in {table}]" if table else f"color={axes.tints}[name]"]


def series_of(axes: Axes) -> Item | None:
    """The channel that splits the drawing into named series."""
    items = axes.made.items
    base = axes.x if axes.y is None or axes.y.measure else axes.y
    for channel in ("color", "xOffset", "yOffset", "shape", "detail"):
        item = items.get(channel)
        if item is not None and not item.measure and (base is None or item.key != base.key):
            return item
    return None


def axes_items(axes: Axes) -> None:
    """Let the axes show the x and y channels."""
    axes.x, axes.y = axes.made.items.get("x"), axes.made.items.get("y")


def pivot(axes: Axes, base: Item, series: Item, value: Item, fill: bool) -> str:
    """A frame with a column for each series; returns its variable."""
    made, program = axes.made, axes.program
    name = program.name("table", "wide")
    pivot = f"{made.var}.pivot(index={literal(base.key)}, columns={literal(series.key)}, values={literal(value.key)})"
    if not made.grouped:
        pivot = pivot.replace(".pivot(", ".pivot_table(")[:-1] + ', aggfunc="sum")'
    program.before(f"{name} = {pivot}{'.fillna(0)' if fill else ''}")
    if made.order is not None:
        # A panel of small multiples may lack some of the categories.
        picked = f"reindex({made.order}, fill_value=0)" if program.indent else f"reindex({made.order})"
        program.before(f"{name} = {name}.{picked}")
    return name


def pivot_cells(axes: Axes, rows: Item, columns: Item, value: Item) -> str:
    """A frame with a cell for each pair of categories; returns its variable."""
    made = axes.made
    name = axes.program.name("table", "wide")
    how = "pivot(" if made.grouped else "pivot_table("
    tail = "" if made.grouped else ', aggfunc="mean"'
    fill = ".fillna(0)" if value.encoding.aggregate == "count" else ""
    arguments = [f"index={literal(rows.key)}", f"columns={literal(columns.key)}", f"values={literal(value.key)}{tail}"]
    axes.program.before(call(f"{name} = {made.var}.{how.removesuffix('(')}", arguments, fill))
    return name
