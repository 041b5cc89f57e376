"""How a mark wants its rows: which channels are categories, and whether rows are grouped before they are drawn."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_viscode.chart.write.frames import Table
from jupyter_viscode.chart.write.items import type_of, vertical
from jupyter_viscode.spec import Chart, Encoding


@dataclass(frozen=True)
class Plan:
    """What the tidy frame is to be, for a mark."""

    discrete: tuple[str, ...] = ()
    group: bool = True


def plan(chart: Chart, table: Table) -> Plan:
    """How the rows are prepared for the chart's mark."""
    base = "x" if vertical(chart, table) else "y"
    facets = ("color", "row", "column", "facet", "shape", "detail")
    if histogram(chart) or chart.mark == "density":
        return Plan((*facets,), group=False)
    if chart.mark in ("boxplot", "violin", "strip", "tick"):
        return Plan((base, *facets), group=False)
    if chart.mark == "errorbar":
        return Plan((base, *facets), group=False)
    if chart.mark == "bar":
        return Plan((base, *facets, "xOffset", "yOffset"))
    if chart.mark == "arc":
        return Plan(facets)
    if chart.mark == "rect":
        cells = tuple(c for c in ("x", "y") if chart.encoding(c).field)
        return Plan(("row", "column", "facet", *cells), group=not histogram2d(chart))
    if chart.mark in ("point", "regression"):
        quantitative = type_of(chart.encoding("color"), table) == "quantitative"
        return Plan(facets[1:] if quantitative else facets)
    return Plan(facets)


def histogram(chart: Chart) -> bool:
    """A bar with one binned axis and the count on the other."""
    if chart.mark not in ("bar", "area", "line"):
        return False
    x, y = chart.encoding("x"), chart.encoding("y")
    return any(binned(a) and not a.time_unit and (b.aggregate == "count" or b == Encoding()) for a, b in ((x, y), (y, x)))


def histogram2d(chart: Chart) -> bool:
    """A rect with both axes binned, coloured by count."""
    color = chart.encoding("color")
    return binned(chart.encoding("x")) and binned(chart.encoding("y")) and color.aggregate in ("count", None)


def binned(encoding: Encoding) -> bool:
    """Whether the channel is cut into bins."""
    return bool(encoding.bin or encoding.bin_step)


def facet_columns(chart: Chart) -> int:
    """How many small multiples stand side by side."""
    return chart.panel_columns if chart.panel_columns > 1 else 3
