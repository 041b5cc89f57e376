"""Columns of a frame for the axes of a chart that was read."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from jupyter_viscode.backends.matching import Matching, matched
from jupyter_viscode.context import build
from jupyter_viscode.intent.schema.catalogue import catalogue_of
from jupyter_viscode.spec import Chart, Encoding, Scale

FRAME = pd.DataFrame({
    "order_id": range(12), "town": ["Rome", "Bari", "Turin"] * 4, "term": ["Q1", "Q2", "Q3", "Q4"] * 3,
    "sold_on": pd.date_range("2024-01-01", periods=12), "revenue": [float(v) for v in range(12)],
    "cost": [v / 2 for v in range(12)], "season": [2020, 2021] * 6,
})  # fmt: skip


def match(mark: Any, title: str = "", **encodings: Encoding) -> Matching:
    data: dict[str, tuple[Any, ...]] = {"n": (1.0, 2.0), "c": ("Q1", "Q2"), "t": ("2023-01", "2023-02")}
    frames = {"sales": FRAME}
    catalogue = catalogue_of(build(frames), frames)
    return matched(Chart(mark, encodings, title=title, data=data), catalogue.tables["sales"])


def named(title: str) -> Encoding:
    return Encoding("c", "nominal", title=title)


def measure(title: str) -> Encoding:
    return Encoding("n", "quantitative", title=title)


@pytest.mark.parametrize(("found", "columns"), [
    (match("bar", x=named("town"), y=measure("Revenue (kEUR)")), {"x": "town", "y": "revenue"}),
    (match("bar", "Cost by town", x=Encoding("k", "nominal", title=""), y=measure("")), {"x": "town", "y": "cost"}),
    (match("bar", x=named(""), y=measure("cost")), {"x": "term", "y": "cost"}),
    (match("line", x=Encoding("t", "nominal", title=""), y=measure("revenue")), {"x": "sold_on", "y": "revenue"}),
], ids=["titles", "the chart's title", "values", "dates"])  # fmt: skip
def test_what_tells_the_column_of_an_axis(found: Matching, columns: dict[str, str]) -> None:
    assert found.columns == columns
    assert found.open == ()


def test_series_that_are_values_of_a_column() -> None:
    color = Encoding("s", "nominal", title="", scale=Scale(domain=("2020", "2021"), range=("#111111", "#222222")))
    found = match("bar", x=named("term"), y=measure("revenue"), color=color)
    assert found.columns["color"] == "season"


def test_counts_need_no_column() -> None:
    found = match("bar", x=named("town"), y=measure("Number of orders"))
    assert (found.columns, found.counted, found.open) == ({"x": "town"}, "y", ())
    assert match("arc", "Share by town", theta=Encoding("n", "quantitative"), color=named("town")).counted == "theta"


def test_what_nothing_tells_is_open_with_a_proposal() -> None:
    found = match("point", x=measure("height"), y=measure("revenue"))
    assert found.columns == {"y": "revenue"}
    assert found.open == ("x",)
    assert found.proposal == {"y": "revenue", "x": "cost"}
