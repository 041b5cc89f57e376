"""A figure that somebody else's code drew, changed over the frame that its values came from: only where every value agrees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from jupyter_viscode import context
from jupyter_viscode.chart.read import read
from jupyter_viscode.intent import Edited, edit


@pytest.fixture
def sales() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    dates = np.tile(pd.date_range("2024-01-01", periods=200, freq="D"), 3)
    return pd.DataFrame(
        {
            "date": dates,
            "region": np.repeat(["West", "North", "South"], 200),
            "revenue": rng.uniform(10, 100, 600).round(2),
            "units": rng.integers(4, 30, 600),
        }
    )


@pytest.fixture(autouse=True)
def figure() -> Iterator[None]:
    plt.figure()
    yield
    plt.close("all")


def changed(instruction: str, frames: dict[str, Any]) -> Edited:
    chart = read(plt.gcf())
    assert chart is not None
    found = edit(chart, instruction, context.build(frames, instruction), frames)
    assert found is not None
    return found


def test_bars_are_the_sums_of_a_column_and_keep_their_falling_order(sales: pd.DataFrame) -> None:
    totals = sales.groupby("region")["revenue"].sum().sort_values(ascending=False)
    plt.bar(totals.index, totals)
    chart = changed("horizontal", {"sales": sales}).chart
    assert (chart.frame, chart.data) == ("sales", {})
    assert (chart.encoding("x").field, chart.encoding("x").aggregate) == ("revenue", "sum")
    sort = chart.encoding("y").sort
    assert chart.encoding("y").field == "region" and sort is not None
    assert (sort.by, sort.order) == ("x", "descending")


def test_lines_are_means_of_a_month_for_each_series(sales: pd.DataFrame) -> None:
    months = sales.groupby([sales["date"].dt.to_period("M").dt.to_timestamp(), "region"])["revenue"].mean().unstack()
    for name in months.columns:
        plt.plot(months.index, months[name], label=name)
    plt.legend()
    chart = changed("by quarter", {"other": sales.head(7), "sales": sales}).chart
    assert chart.frame == "sales"
    assert (chart.encoding("x").field, chart.encoding("x").time_unit) == ("date", "yearquarter")
    assert (chart.encoding("y").field, chart.encoding("y").aggregate) == ("revenue", "mean")
    assert chart.encoding("color").field == "region"


def test_points_are_rows(sales: pd.DataFrame) -> None:
    plt.scatter(sales["units"], sales["revenue"])
    chart = changed("colour by region", {"sales": sales}).chart
    assert chart.frame == "sales"
    assert [chart.encoding(c).field for c in ("x", "y", "color")] == ["units", "revenue", "region"]


def test_a_pie_is_shares_of_a_sum(sales: pd.DataFrame) -> None:
    totals = sales.groupby("region")["units"].sum()
    plt.pie(totals, labels=totals.index)
    chart = changed("as bars", {"sales": sales}).chart
    assert (chart.encoding("y").field, chart.encoding("y").aggregate) == ("units", "sum")


def test_a_histogram_is_of_the_column_that_falls_so_into_its_intervals(sales: pd.DataFrame) -> None:
    plt.hist(sales["revenue"], bins=8)
    found = changed("orange", {"sales": sales})
    x = found.chart.encoding("x")
    assert (found.chart.frame, x.field, x.bin, found.unwritable) == ("sales", "revenue", 8, "")


@pytest.mark.parametrize("wrong", [lambda t: t * 1.0001, lambda t: t[:2], lambda t: t.rename({"West": "East"})])
def test_one_value_that_differs_keeps_what_was_drawn(sales: pd.DataFrame, wrong: Any) -> None:
    totals = wrong(sales.groupby("region")["revenue"].sum())
    plt.bar(totals.index, totals)
    chart = changed("horizontal", {"sales": sales}).chart
    assert chart.frame is None
    assert list(chart.data["x"]) == list(totals.index)


def test_a_column_named_like_a_channel_does_not_take_its_order() -> None:
    frame = pd.DataFrame({"x": ["a", "b", "c"], "y": [1.5, 9.0, 4.0]})
    plt.bar(frame["x"], frame["y"])
    from jupyter_viscode.chart.write import write

    found = changed("horizontal, sorted descending", {"frame": frame})
    code = write(found.chart, "matplotlib", context.build({"frame": frame}, ""))
    assert "sort_values('y', ascending=False)" in code.replace('"', "'")
