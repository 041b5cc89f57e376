"""Frames and Charts that the tests of this room draw: a table of cases, by name."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jupyter_viscode.spec import Chart, Encoding, Sort, Style
from jupyter_viscode.types import Column, Context, FrameSummary

_KINDS = {"i": "integer", "u": "integer", "f": "number", "b": "boolean", "M": "datetime", "m": "duration"}


def summary(name, frame, library="pandas", lazy=False):
    """What the context room would say of a pandas frame."""
    columns = []
    for place, key in enumerate(frame.columns):
        values = frame.iloc[:, place]
        kind = _KINDS.get(values.dtype.kind, "text")
        if pd.api.types.is_string_dtype(values.dtype):
            kind = "text"
        if str(values.dtype) == "category":
            kind = "category"
        columns.append(Column(str(key), kind, str(values.dtype), key=key))
    return FrameSummary(name, library, tuple(columns), rows=len(frame), lazy=lazy)


def context(**frames):
    return Context(frames=tuple(summary(n, f) for n, f in frames.items()))


def sales(rows=200):
    rng = np.random.default_rng(7)
    return pd.DataFrame(
        {
            "date": pd.date_range("2023-01-03", periods=rows, freq="3D"),
            "when": pd.date_range("2023-01-03", periods=rows, freq="3D").strftime("%Y-%m-%d"),
            "region": rng.choice(["North", "South", "East", "West"], rows),
            "product": rng.choice(["Tea", "Coffee", "Cocoa"], rows),
            "price": rng.gamma(3, 20, rows).round(2),
            "units": rng.integers(1, 40, rows),
            "rating": rng.normal(3.5, 0.8, rows).round(2),
            "year": rng.choice([2021, 2022, 2023], rows),
            "online": rng.random(rows) > 0.5,
        }
    )


def _e(**kwargs):
    return Encoding(**kwargs)


MEAN = _e(field="price", aggregate="mean")
TOTAL = _e(field="units", aggregate="sum")
COUNT = _e(aggregate="count")
REGION = _e(field="region")
PRODUCT = _e(field="product")
MONTH = _e(field="date", time_unit="yearmonth")


PLAIN = Style()


def _chart(mark, title="", style=PLAIN, transforms=(), layers=(), annotations=(), **encodings):
    return Chart(
        mark, encodings, "sales", title=title, style=style, transforms=transforms, layers=layers, annotations=annotations
    )


CASES = {
    "bar": _chart("bar", x=REGION, y=MEAN, title="Mean price"),
    "bar count": _chart("bar", x=REGION, y=COUNT),
    "bar sorted": _chart("bar", x=_e(field="region", sort=Sort("y", "descending")), y=TOTAL),
    "bar horizontal": _chart("bar", y=_e(field="region", sort=Sort("x", "descending")), x=TOTAL),
    "bar weekday": _chart("bar", x=_e(field="date", time_unit="day"), y=COUNT),
    "bar month": _chart("bar", x=_e(field="when", time_unit="month"), y=TOTAL),
    "bar yearmonth": _chart("bar", x=_e(field="date", time_unit="yearmonth"), y=TOTAL),
    "bar year": _chart("bar", x=_e(field="year"), y=TOTAL),
    "bar grouped": _chart("bar", x=REGION, y=MEAN, color=PRODUCT, xOffset=PRODUCT),
    "bar stacked": _chart("bar", x=REGION, y=TOTAL, color=PRODUCT, title="Units"),
    "bar stacked sorted": _chart("bar", x=_e(field="region", sort=Sort("y", "descending")), y=TOTAL, color=PRODUCT),
    "bar normalized": _chart("bar", x=REGION, y=_e(field="units", aggregate="sum", stack="normalize"), color=PRODUCT),
    "bar stacked horizontal": _chart("bar", y=REGION, x=TOTAL, color=PRODUCT),
    "line": _chart("line", x=MONTH, y=MEAN),
    "line series": _chart("line", x=MONTH, y=TOTAL, color=REGION, style=Style(legend="outside")),
    "line year": _chart("line", x=_e(field="date", time_unit="year"), y=TOTAL),
    "line weekday": _chart("line", x=_e(field="date", time_unit="day"), y=TOTAL, color=PRODUCT),
    "line raw": _chart("line", x=_e(field="date"), y=_e(field="price")),
    "area": _chart("area", x=MONTH, y=TOTAL),
    "area stacked": _chart("area", x=MONTH, y=TOTAL, color=REGION, style=Style(legend="outside"), title="Revenue"),
    "area normalized": _chart("area", x=MONTH, y=_e(field="units", aggregate="sum", stack="normalize"), color=REGION),
    "scatter": _chart("point", x=_e(field="price"), y=_e(field="rating"), title="Price and rating"),
    "scatter colour": _chart("point", x=_e(field="price"), y=_e(field="rating"), color=REGION),
    "scatter gradient": _chart("point", x=_e(field="price"), y=_e(field="rating"), color=_e(field="units")),
    "scatter size": _chart("point", x=_e(field="price"), y=_e(field="rating"), size=_e(field="units"), color=REGION),
    "scatter aggregates": _chart("point", x=MEAN, y=TOTAL, color=REGION),
    "histogram": _chart("bar", x=_e(field="price", bin=True), y=COUNT),
    "histogram step": _chart("bar", x=_e(field="price", bin_step=10, bin=True), y=COUNT),
    "histogram colour": _chart("bar", x=_e(field="price", bin=15), y=COUNT, color=PRODUCT),
    "binned mean": _chart("bar", x=_e(field="price", bin=8), y=_e(field="rating", aggregate="mean")),
    "box": _chart("boxplot", x=REGION, y=_e(field="price")),
    "box horizontal": _chart("boxplot", y=REGION, x=_e(field="price")),
    "box split": _chart("boxplot", x=REGION, y=_e(field="price"), color=PRODUCT),
    "box split horizontal": _chart("boxplot", y=REGION, x=_e(field="price"), color=PRODUCT),
    "box alone": _chart("boxplot", y=_e(field="price")),
    "box sorted": _chart("boxplot", x=_e(field="region", sort=Sort("y", "descending")), y=_e(field="price")),
    "pie": _chart("arc", theta=TOTAL, color=REGION, title="Units by region"),
    "donut": _chart("arc", theta=COUNT, color=REGION, style=Style(inner_radius=0.6)),
    "heatmap": _chart("rect", x=_e(field="date", time_unit="month"), y=REGION, color=MEAN),
    "heatmap count": _chart("rect", x=PRODUCT, y=REGION, color=COUNT),
    "heatmap binned": _chart("rect", x=_e(field="price", bin=True), y=_e(field="rating", bin=True), color=COUNT),
    "violin": _chart("violin", x=REGION, y=_e(field="price")),
    "strip": _chart("strip", x=REGION, y=_e(field="price")),
    "density": _chart("density", x=_e(field="price")),
    "density colour": _chart("density", x=_e(field="price"), color=PRODUCT),
    "regression": _chart("regression", x=_e(field="price"), y=_e(field="rating")),
    "errorbar": _chart("errorbar", x=REGION, y=_e(field="price", aggregate="mean")),
    "facets": _chart("bar", x=REGION, y=MEAN, facet=PRODUCT, title="By product"),
    "facets line": _chart("line", x=MONTH, y=TOTAL, color=PRODUCT, facet=REGION),
    "layers": _chart("bar", x=MONTH, y=TOTAL, layers=(Chart("line", {"y": MEAN}, secondary=True),)),
}
