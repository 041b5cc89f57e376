"""Edits that the tests of this room make: a base chart, an instruction, what must come of it, and what alone may change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jupyter_viscode.spec import (
    Annotation,
    Chart,
    Comparison,
    Encoding,
    Filter,
    Scale,
    Sort,
    Style,
    TopN,
    Window,
)
from jupyter_viscode.types import Column, Context, FrameSummary

_KINDS = {"i": "integer", "u": "integer", "f": "number", "b": "boolean", "M": "datetime"}


def sales(rows: int = 240) -> pd.DataFrame:
    """Three years of orders."""
    rng = np.random.default_rng(11)
    return pd.DataFrame(
        {
            "date": pd.date_range("2022-01-04", periods=rows, freq="4D"),
            "region": rng.choice(["North", "South", "East", "West", "Central", "Islands"], rows),
            "product": rng.choice(["Tea", "Coffee", "Cocoa"], rows),
            "price": rng.gamma(3, 20, rows).round(2),
            "units": rng.integers(1, 40, rows),
            "rating": rng.normal(3.5, 0.8, rows).round(2),
            "profit_margin": rng.uniform(0.05, 0.4, rows).round(3),
        }
    )


def context(frame: pd.DataFrame, name: str = "sales") -> Context:
    """What the context room would say of the frame."""
    columns = tuple(Column(str(c), _KINDS.get(frame[c].dtype.kind, "text"), str(frame[c].dtype), key=c) for c in frame.columns)  # type: ignore[arg-type]
    return Context((FrameSummary(name, "pandas", columns, rows=len(frame)),), active=name)


_REGION = Encoding("region", "nominal")
_PRODUCT = Encoding("product", "nominal")
_MONTH = Encoding("date", "temporal", time_unit="yearmonth")
_TOTAL = Encoding("units", "quantitative", aggregate="sum")
_MEAN = Encoding("price", "quantitative", aggregate="mean")
_PRICE = Encoding("price", "quantitative")
_RATING = Encoding("rating", "quantitative")


def _chart(mark: str, title: str = "", **encodings: Encoding) -> Chart:
    return Chart(mark, encodings, "sales", title=title)  # type: ignore[arg-type]


BASES: dict[str, Chart] = {
    "line": _chart("line", x=_MONTH, y=_MEAN, title="Price over time"),
    "lines": _chart("line", x=_MONTH, y=_TOTAL, color=_REGION),
    "bar": _chart("bar", x=_REGION, y=_TOTAL),
    "sorted": Chart("bar", {"x": Encoding("region", "nominal", sort=Sort("y", "descending")), "y": _TOTAL}, "sales", title="Units sold",
                    annotations=(Annotation("value labels"),), style=Style(grid=True, width=8.0, height=4.0)),
    "hbar": _chart("bar", y=_REGION, x=_MEAN, title="Mean price"),
    "stacked": _chart("bar", x=_REGION, y=Encoding("units", "quantitative", aggregate="sum", stack="zero"), color=_PRODUCT),
    "grouped": _chart("bar", x=_REGION, y=_MEAN, color=_PRODUCT, xOffset=_PRODUCT),
    "scatter": _chart("point", x=_PRICE, y=_RATING, title="Do dear orders please?"),
    "scatterc": _chart("point", x=_PRICE, y=_RATING, color=_REGION),
    "pie": _chart("arc", theta=_TOTAL, color=_REGION, title="Units by region"),
    "hist": _chart("bar", x=Encoding("price", "quantitative", bin=True), y=Encoding(None, "quantitative", aggregate="count")),
    "heat": _chart("rect", x=Encoding("date", "ordinal", time_unit="month"), y=_REGION, color=_MEAN),
    "box": _chart("boxplot", x=_REGION, y=_PRICE, title="Prices"),
    "area": _chart("area", x=_MONTH, y=Encoding("units", "quantitative", aggregate="sum", stack="zero"), color=_PRODUCT),
    "logged": Chart("line", {"x": _MONTH, "y": Encoding("price", "quantitative", aggregate="mean", scale=Scale("log"))}, "sales",
                    title="Price, logarithmic", style=Style(theme="dark", point=True)),
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One edit."""

    base: str
    instruction: str
    holds: Callable[[Chart], object]
    """True of the edited Chart when it does what was asked."""
    touched: str
    """Space-separated prefixes of the flattened Chart's paths that may change, e.g. ``mark y.scale style.width``."""
    library: str | None = None
    """The library that the instruction names."""

    @property
    def unseen(self) -> bool:
        """Whether it belongs to the third that the rules were not written against."""
        return hashlib.sha256(self.instruction.encode()).digest()[0] % 3 == 0


def _style(**wanted: object) -> Callable[[Chart], object]:
    return lambda c: all(getattr(c.style, k) == v for k, v in wanted.items())


def _filter(*predicates: Comparison) -> Callable[[Chart], object]:
    return lambda c: [t.where for t in c.transforms if isinstance(t, Filter)] == list(predicates)


def _notes(*kinds: str) -> Callable[[Chart], object]:
    return lambda c: [n.kind for n in c.annotations] == list(kinds)


def _window(op: str) -> Callable[[Chart], object]:
    return lambda c: [t.op for t in c.transforms if isinstance(t, Window)] == [op]


def _sort(channel: str, by: str, order: str, aggregate: str | None = None) -> Callable[[Chart], object]:
    def holds(chart: Chart) -> bool:
        sort = chart.encoding(channel).sort
        same = sort is not None and sort.order == order and sort.aggregate == aggregate
        return same and sort is not None and (sort.by == by or (by == "" and sort.by == chart.encoding(channel).field))

    return holds


def _scale(channel: str, **wanted: object) -> Callable[[Chart], object]:
    return lambda c: all(getattr(c.encoding(channel).scale or Scale(), k) == v for k, v in wanted.items())


def _colored(color: str) -> Callable[[Chart], object]:
    def holds(chart: Chart) -> bool:
        found = chart.encoding("color")
        return found.value == color or (found.scale is not None and found.scale.range == (color,))

    return holds


def _trend(chart: Chart) -> bool:
    return chart.mark == "regression" or any(layer.mark == "regression" for layer in chart.layers)


CASES: tuple[Case, ...] = (
    # -- type --
    Case("line", "make it an area chart with title 'Warmest in August'", lambda c: (c.mark, c.title) == ("area", "Warmest in August"), "mark title"),
    Case("line", "as bars", lambda c: c.mark == "bar", "mark"),
    Case("line", "turn this into a scatter plot", lambda c: c.mark == "point", "mark"),
    Case("bar", "make it a line chart", lambda c: c.mark == "line", "mark"),
    Case("bar", "show it as a pie instead", lambda c: c.mark == "arc" and c.encoding("theta") == _TOTAL and c.encoding("color").field == "region", "mark x y theta color"),
    Case("bar", "donut please", lambda c: c.mark == "arc" and c.style.inner_radius, "mark x y theta color style.inner_radius"),
    Case("pie", "change to a bar chart", lambda c: c.mark == "bar" and c.encoding("x").field == "region" and c.encoding("y") == _TOTAL, "mark x y theta color"),
    Case("pie", "make it a doughnut", lambda c: c.mark == "arc" and c.style.inner_radius, "style.inner_radius"),
    Case("pie", "use horizontal bars instead of a pie", lambda c: c.mark == "bar" and c.encoding("y").field == "region" and c.encoding("x") == _TOTAL, "mark x y theta color"),
    Case("stacked", "line chart instead of bars", lambda c: c.mark == "line" and c.encoding("color") == _PRODUCT, "mark y.stack"),
    Case("lines", "stacked area", lambda c: c.mark == "area" and c.encoding("y").stack in ("zero", None), "mark y.stack"),
    Case("area", "i'd rather have lines", lambda c: c.mark == "line", "mark y.stack"),
    Case("box", "violin instead of box", lambda c: c.mark == "violin", "mark"),
    Case("box", "bars of the median price", lambda c: c.mark == "bar" and c.encoding("y").aggregate == "median", "mark y.aggregate"),
    Case("hist", "make this a density curve", lambda c: c.mark == "density" and not c.encoding("x").bin and c.encoding("x").field == "price", "mark x.bin y"),
    Case("grouped", "heatmap", lambda c: c.mark == "rect" and c.encoding("color") == _MEAN and c.encoding("y").field == "product", "mark y color xOffset"),
    # -- orientation, arrangement --
    Case("bar", "flip it horizontal", lambda c: c.encoding("y").field == "region" and c.encoding("x") == _TOTAL, "x y"),
    Case("hbar", "vertical bars", lambda c: c.encoding("x").field == "region" and c.encoding("y") == _MEAN, "x y"),
    Case("sorted", "swap the axes", lambda c: c.encoding("y").field == "region" and c.encoding("y").sort == Sort("x", "descending"), "x y"),
    Case("stacked", "put the bars side by side", lambda c: c.encoding("xOffset").field == "product" and c.encoding("y").stack in (None, "none"), "xOffset y.stack"),
    Case("grouped", "stack them", lambda c: "xOffset" not in c.encodings and c.encoding("y").stack == "zero", "xOffset y.stack"),
    Case("stacked", "make it 100% stacked", lambda c: c.encoding("y").stack == "normalize", "y.stack"),
    Case("area", "as percentages of the whole, i.e. normalized", lambda c: c.encoding("y").stack == "normalize", "y.stack"),
    # -- sort --
    Case("bar", "sort descending", _sort("x", "y", "descending"), "x.sort"),
    Case("bar", "largest first", _sort("x", "y", "descending"), "x.sort"),
    Case("hbar", "order the bars by value, smallest at the top", _sort("y", "x", "ascending"), "y.sort"),
    Case("sorted", "sort alphabetically", _sort("x", "", "ascending"), "x.sort"),
    Case("bar", "sort by region name in reverse", _sort("x", "", "descending"), "x.sort"),
    Case("bar", "order by average price, highest first", _sort("x", "price", "descending", "mean"), "x.sort"),
    Case("sorted", "don't sort", lambda c: c.encoding("x").sort is None, "x.sort"),
    Case("box", "sort the boxes by their median, descending", lambda c: c.encoding("x").sort is not None and c.encoding("x").sort.by == "y" and c.encoding("x").sort.order == "descending", "x.sort"),
    # -- scale --
    Case("line", "log scale", _scale("y", type="log"), "y.scale"),
    Case("scatter", "use logarithmic axes for both x and y", lambda c: _scale("x", type="log")(c) and _scale("y", type="log")(c), "x.scale y.scale"),
    Case("scatter", "log x axis", _scale("x", type="log"), "x.scale"),
    Case("logged", "no log scale", lambda c: (c.encoding("y").scale or Scale()).type in (None, "linear"), "y.scale"),
    Case("line", "start the y axis at zero", _scale("y", zero=True), "y.scale"),
    Case("line", "y axis from 20 to 120", _scale("y", domain=(20, 120)), "y.scale"),
    Case("scatter", "limit x to between 0 and 150", _scale("x", domain=(0, 150)), "x.scale"),
    Case("scatter", "reverse the y axis", _scale("y", reverse=True), "y.scale"),
    # -- colour --
    Case("bar", "make the bars orange", _colored("orange"), "color"),
    Case("line", "draw the line in crimson", _colored("crimson"), "color"),
    Case("hist", "colour #336699", _colored("#336699"), "color"),
    Case("scatter", "colour by region", lambda c: c.encoding("color").field == "region", "color"),
    Case("scatterc", "remove the colours", lambda c: c.encoding("color").field is None, "color"),
    Case("line", "one line per product", lambda c: c.encoding("color").field == "product", "color"),
    Case("bar", "break it down by product", lambda c: c.encoding("color").field == "product", "color y.stack xOffset"),
    Case("heat", "use the magma palette", _scale("color", scheme="magma"), "color.scale"),
    Case("lines", "Set2 colours", _scale("color", scheme="Set2"), "color.scale"),
    Case("stacked", "Tea in green, Coffee in brown and Cocoa in orange", lambda c: dict(zip(c.encoding("color").scale.domain, c.encoding("color").scale.range, strict=True)) == {"Tea": "green", "Coffee": "brown", "Cocoa": "orange"}, "color.scale"),
    # -- titles --
    Case("bar", 'title "Units sold by region"', lambda c: c.title == "Units sold by region", "title"),
    Case("line", "rename the title to Average order price", lambda c: c.title == "Average order price", "title"),
    Case("line", "remove the title", lambda c: c.title == "", "title"),
    Case("sorted", "call the y axis 'Pieces' and the x axis 'Sales region'", lambda c: (c.encoding("y").title, c.encoding("x").title) == ("Pieces", "Sales region"), "x.title y.title"),
    Case("scatter", "label the x-axis \"Price in EUR\"", lambda c: c.encoding("x").title == "Price in EUR", "x.title"),
    Case("bar", "no axis titles", lambda c: (c.encoding("x").title, c.encoding("y").title) == ("", ""), "x.title y.title"),
    Case("line", "drop the x label", lambda c: c.encoding("x").title == "", "x.title"),
    Case("pie", "add the subtitle 'Years 2022 to 2024'", lambda c: c.subtitle == "Years 2022 to 2024", "subtitle"),
    # -- formats, labels --
    Case("line", "format the y axis as dollars", lambda c: c.encoding("y").format.startswith("$"), "y.format"),
    Case("line", "y labels in euros", lambda c: c.encoding("y").format == "€,.0f", "y.format"),
    Case("bar", "show the y axis in pounds sterling", lambda c: c.encoding("y").format == "£,.0f", "y.format"),
    Case("bar", "use € on the y axis", lambda c: c.encoding("y").format == "€,.0f", "y.format"),
    Case("bar", "thousands separators on the y axis", lambda c: c.encoding("y").format.startswith(","), "y.format"),
    Case("scatter", "show one decimal on y", lambda c: c.encoding("y").format == ".1f", "y.format"),
    Case("line", "show dates like Jan 2024", lambda c: c.encoding("x").format == "%b %Y", "x.format"),
    Case("bar", "rotate the labels by 60 degrees", _style(label_angle=60.0), "style.label_angle"),
    Case("sorted", "keep the x labels horizontal", _style(label_angle=0.0), "style.label_angle"),
    # -- legend --
    Case("lines", "legend at the bottom", _style(legend="bottom"), "style.legend"),
    Case("stacked", "hide the legend", _style(legend="none"), "style.legend"),
    Case("scatterc", "move the legend outside the plot", _style(legend="outside"), "style.legend"),
    Case("lines", "legend title 'Sales area'", lambda c: c.encoding("color").title == "Sales area", "color.title"),
    # -- size, look --
    Case("bar", "make it wider", lambda c: (c.style.width or 0) > 6.4, "style.width style.height"),
    Case("line", "10x4 inches", _style(width=10.0, height=4.0), "style.width style.height"),
    Case("sorted", "twice as tall", _style(width=8.0, height=8.0), "style.height"),
    Case("scatter", "larger font", lambda c: (c.style.font_size or 0) > 10, "style.font_size"),
    Case("bar", "font size 16", _style(font_size=16.0), "style.font_size"),
    Case("line", "dark mode", _style(theme="dark"), "style.theme"),
    Case("logged", "light background instead of the dark theme", lambda c: c.style.theme in ("", "light", "default"), "style.theme"),
    Case("box", "minimal style without grid", _style(theme="minimal", grid=False), "style.theme style.grid"),
    Case("line", "add grid lines", _style(grid=True), "style.grid"),
    Case("hist", "light grey background", lambda c: c.style.background in ("lightgray", "lightgrey"), "style.background"),
    Case("scatter", "make the points half transparent", _style(opacity=0.5), "style.opacity"),
    Case("lines", "thicker lines", lambda c: (c.style.line_width or 0) > 1.5, "style.line_width"),
    Case("line", "dashed line with markers", _style(line_style="dashed", point=True), "style.line_style style.point"),
    Case("logged", "without the markers", lambda c: not c.style.point, "style.point"),
    # -- annotations, trend --
    Case("line", "mark the maximum", _notes("maximum"), "annotations"),
    Case("bar", "show the values on the bars", _notes("value labels"), "annotations"),
    Case("sorted", "remove the value labels", _notes(), "annotations"),
    Case("line", "add a horizontal line at 60", lambda c: [(n.kind, n.y) for n in c.annotations] == [("hline", 60)], "annotations"),
    Case("scatter", "draw a red dashed vertical line at 100 labelled 'limit'", lambda c: [(n.kind, n.x, n.text, n.color) for n in c.annotations] == [("vline", 100, "limit", "red")], "annotations"),
    Case("lines", "highlight the lowest point", _notes("minimum"), "annotations"),
    Case("scatter", "add a trend line", _trend, "mark layers"),
    Case("line", "include a regression line", _trend, "mark layers"),
    # -- facets --
    Case("line", "one panel per region", lambda c: c.encoding("facet").field == "region", "facet"),
    Case("scatterc", "split into small multiples by product", lambda c: c.encoding("facet").field == "product", "facet"),
    Case("hist", "facet by region, two columns", lambda c: c.encoding("facet").field == "region", "facet panel_columns"),
    # -- rows --
    Case("bar", "only 2024", _filter(Comparison("date", "==", 2024, "year")), "transforms"),
    Case("bar", "without North", _filter(Comparison("region", "!=", "North")), "transforms"),
    Case("pie", "leave out Islands and Central", _filter(Comparison("region", "not in", ("Islands", "Central"))), "transforms"),
    Case("scatter", "only orders with price above 50", _filter(Comparison("price", ">", 50)), "transforms"),
    Case("line", "just Tea and Coffee", _filter(Comparison("product", "in", ("Tea", "Coffee"))), "transforms"),
    Case("hist", "prices between 10 and 100 only", _filter(Comparison("price", "between", (10, 100))), "transforms"),
    Case("bar", "top 3", lambda c: [t for t in c.transforms if isinstance(t, TopN)] == [TopN(3, "region", "units", "sum")], "transforms x.sort"),
    Case("pie", "top 4 and the rest as other", lambda c: [t for t in c.transforms if isinstance(t, TopN)] == [TopN(4, "region", "units", "sum", other="Other")], "transforms color.sort"),
    Case("line", "since 2023", _filter(Comparison("date", ">=", 2023, "year")), "transforms"),
    # -- figures --
    Case("line", "use the median", lambda c: c.encoding("y").aggregate == "median", "y.aggregate"),
    Case("bar", "average instead of sum", lambda c: c.encoding("y").aggregate == "mean", "y.aggregate"),
    Case("hbar", "show the total units instead", lambda c: (c.encoding("x").aggregate, c.encoding("x").field) == ("sum", "units"), "x.aggregate x.field"),
    Case("bar", "as percent of total", _window("percent of total"), "transforms"),
    Case("line", "cumulative", _window("cumulative"), "transforms"),
    Case("lines", "3-month moving average", lambda c: [(t.op, t.size) for t in c.transforms if isinstance(t, Window)] == [("rolling", 3)], "transforms"),
    Case("line", "by quarter", lambda c: c.encoding("x").time_unit == "yearquarter", "x.time_unit"),
    Case("lines", "aggregate weekly instead", lambda c: c.encoding("x").time_unit == "yearweek", "x.time_unit"),
    Case("heat", "by weekday rather than month", lambda c: c.encoding("x").time_unit == "day", "x.time_unit"),
    Case("hist", "30 bins", lambda c: c.encoding("x").bin == 30, "x.bin"),
    Case("hist", "bins of width 25", lambda c: c.encoding("x").bin_step == 25, "x.bin x.bin_step"),
    # -- libraries --
    Case("bar", "with plotly", lambda c: c == BASES["bar"], "", library="plotly"),
    Case("lines", "redo it in altair, legend on top", _style(legend="top"), "style.legend", library="altair"),
    Case("scatter", "use seaborn instead", lambda c: c == BASES["scatter"], "", library="seaborn"),
    # -- several at once --
    Case("bar", "horizontal, sorted descending and in green", lambda c: c.encoding("y").field == "region" and c.encoding("y").sort == Sort("x", "descending") and _colored("green")(c), "x y color"),
    Case("line", "make it red, dashed and add a grid, title 'Mean price'", lambda c: _colored("red")(c) and _style(line_style="dashed", grid=True)(c) and c.title == "Mean price", "color style.line_style style.grid title"),
    Case("stacked", "without Cocoa, horizontal bars and legend below", lambda c: _filter(Comparison("product", "!=", "Cocoa"))(c) and c.encoding("y").field == "region" and c.style.legend == "bottom", "transforms x y style.legend"),
    Case("pie", "turn it into bars sorted by value, show the numbers on top, no legend", lambda c: c.mark == "bar" and _sort("x", "y", "descending")(c) and _notes("value labels")(c) and c.style.legend == "none", "mark x y theta color annotations style.legend"),
    Case("line", "area chart of the total units by quarter in teal, 12 by 5", lambda c: c.mark == "area" and c.encoding("y").field == "units" and c.encoding("y").aggregate == "sum" and c.encoding("x").time_unit == "yearquarter" and _colored("teal")(c) and c.style.width == 12, "mark y x.time_unit color style.width style.height"),
)  # fmt: skip

WORDINGS: tuple[tuple[str, str, str], ...] = (
    ("line", "switch to columns", "as bars"),
    ("line", "bars suit this better", "as bars"),
    ("pie", "a bar graph would be better", "change to a bar chart"),
    ("bar", "please make a donut out of it", "donut please"),
    ("scatter", "put the price on the vertical axis", "swap the axes"),
    ("bar", "lay the bars down", "flip it horizontal"),
    ("hbar", "I prefer standing bars", "vertical bars"),
    ("stacked", "each bar should add up to 100 percent", "make it 100% stacked"),
    ("grouped", "pile the products up", "stack them"),
    ("bar", "biggest regions on the left", "sort descending"),
    ("bar", "put the busiest region last", "sort ascending"),
    ("hbar", "rank the regions from cheapest to dearest", "sort ascending"),
    ("sorted", "regions in A to Z order", "sort alphabetically"),
    ("sorted", "sort it the other way round", "reverse the order"),
    ("line", "the y-axis should be logarithmic", "log y axis"),
    ("scatter", "cut the x axis off at 150", "limit x to between 0 and 150"),
    ("stacked", "Tea red, all others grey", "Tea in red, Coffee in grey and Cocoa in grey"),
    ("heat", "shades of green", "use the Greens palette"),
    ("heat", "with a blue colour ramp", "use the Blues palette"),
    ("line", "as lines, one for each product", "one line per product"),
    ("line", 'the heading should read "Dear"', 'title "Dear"'),
    ("line", "take the title away", "remove the title"),
    ("scatter", 'name the axes "Price" and "Stars"', "call the x axis 'Price' and the y axis 'Stars'"),
    ("line", "months as Jan, Feb, Mar on x", "short month names on the x axis"),
    ("bar", "separate the thousands on y with commas", "thousands separators on the y axis"),
    ("bar", "slant the region names", "rotate the labels by 45 degrees"),
    ("stacked", "place the key underneath the chart", "legend at the bottom"),
    ("lines", "the legend should stand on the right", "legend on the right"),
    ("lines", "split the regions into their own panels", "one panel per region"),
    ("hist", "a separate small chart for every region", "one panel per region"),
    ("bar", "everything but North", "without North"),
    ("lines", "quarters instead of months", "by quarter"),
    ("bar", "could you do this in seaborn?", "use seaborn instead"),
    ("line", "draw the same thing with Altair", "with altair"),
)
"""A chart, an edit in looser words, and the plain words that mean the same."""
