"""Requests beyond one figure by one group: several figures, one of all rows, seasons, shares, changes, superlatives, correlations."""

from __future__ import annotations

from typing import Any

import pytest
from asked import best_reading
from intent_frames import firm, shop
from test_intent_everyday import session

from jupyter_viscode.chart.check import check
from jupyter_viscode.chart.write import write
from jupyter_viscode.context.build import build
from jupyter_viscode.intent import Reading, readings
from jupyter_viscode.spec import Calculate, Correlate, Fold, Window

FRAMES = {"session": session, "shop": shop, "firm": firm}

CASES = [
    ("session", "min, max and mean price by symbol", "min, max and mean of price by symbol (bar, side by side)"),
    ("session", "total bill and tip by day", "sum of total_bill and tip by day (bar, side by side)"),
    ("session", "mean temp_max, temp_min and wind by weather", "mean of temp_max, temp_min and wind by weather (bar, side by side)"),
    ("shop", "minimum and maximum revenue by month", "min of revenue by month of order_date (line), with max of revenue"),
    ("shop", "min and max unit price by product, sorted descending",
     "min and max of unit_price by product (bar, side by side), descending by value"),
    ("session", "average age", "mean of age, one figure"),
    ("session", "what is the average fare?", "mean of fare, one figure"),
    ("session", "total precipitation in 2014", "sum of precipitation, one figure, where year of date = 2014"),
    ("session", "how many cars are from Japan?", "number of rows, one figure, where Origin = 'Japan'"),
    ("firm", "average age and average salary", "mean of age and mean of salary of all rows"),
    ("session", "precipitation by season", "sum of precipitation by season (bar), seasons of the northern half"),
    ("session", "average wind in winter by year", "mean of wind by year of date (line), where month of the year of date in 12, 1, 2"),
    ("session", "hottest month", "mean of temp_max by month of the year of date (bar), descending by value"),
    ("session", "which month is the wettest", "sum of precipitation by month of the year of date (bar), descending by value"),
    ("session", "the coldest day", "temp_min by date (bar), bottom 10"),
    ("shop", "busiest month", "number of rows by month of the year of order_date (bar), descending by value"),
    ("shop", "best month by revenue", "sum of revenue by month of the year of order_date (bar), descending by value"),
    ("shop", "10 most expensive products", "mean of unit_price by product (bar), top 10, descending by value"),
    ("shop", "the 3 cheapest products", "mean of unit_price by product (bar), bottom 3, ascending by value"),
    ("firm", "5 highest paid employees", "mean of salary by first_name (bar), top 5, descending by value"),
    ("shop", "which product sells best", "sum of quantity by product (bar), descending by value"),
    ("session", "percentage of survivors by sex", "share of survivors by sex (bar)"),
    ("session", "percentage of smokers by day", "share of smokers by day (bar)"),
    ("firm", "percentage of women by department", "share of women by dept_name (bar), with departments"),
    ("session", "what percentage of passengers survived", "pie of number of rows by survived"),
    ("session", "percentage of cars by origin", "pie of number of rows by Origin"),
    ("shop", "monthly change in revenue by region", "sum of revenue by month of order_date (line), one line per region, difference"),
    ("shop", "year over year growth of revenue", "sum of revenue by year of order_date (line), percent change"),
    ("session", "yearly change in precipitation", "sum of precipitation by year of date (line), difference"),
    ("session", "correlation heatmap of the autos",
     "heatmap of the correlations of Miles_per_Gallon, Cylinders, Horsepower and Weight_in_lbs"),
    ("shop", "correlation between numeric columns", "heatmap of the correlations of unit_price, quantity and revenue"),
]  # fmt: skip


def best(name: str, instruction: str) -> Reading:
    frames = FRAMES[name]()
    return best_reading(instruction, frames)


@pytest.mark.parametrize(("name", "instruction", "sentence"), CASES)
def test_several(name: str, instruction: str, sentence: str) -> None:
    assert best(name, instruction).sentence == sentence


@pytest.mark.parametrize("library", ["matplotlib", "altair"])
@pytest.mark.parametrize(("name", "instruction"), [(n, q) for n, q, _ in CASES[::3]])
def test_several_are_drawn(name: str, instruction: str, library: str) -> None:
    """The code runs, and the check finds in the picture what was asked for."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    frames = FRAMES[name]()
    chart = best(name, instruction).chart
    program: dict[str, Any] = {"__name__": "__main__", **frames}
    exec(compile(write(chart, library, build(frames)).replace("plt.show()", ""), "<answer>", "exec"), program)
    drawn = plt.gcf() if library == "matplotlib" else program["chart"]
    found = check(drawn, expected=chart, frames=frames)
    plt.close("all")
    assert [f for f in found if f.severity == "error"] == []


def test_what_they_are_made_of() -> None:
    several = best("session", "min, max and mean price by symbol").chart
    assert next(t for t in several.transforms if isinstance(t, Fold)).fields == ("min", "max", "mean")
    share = best("session", "percentage of smokers by day").chart
    assert next(t for t in share.transforms if isinstance(t, Calculate)).op == "=="
    assert share.encoding("y").format == ".0%"
    change = best("shop", "monthly change in revenue").chart
    assert Window("difference") in change.transforms
    matrix = best("shop", "correlation matrix").chart
    assert isinstance(matrix.transforms[0], Correlate)


def test_a_share_may_be_meant_otherwise() -> None:
    frames = session()
    found = readings("percentage of smokers by day", build(frames), frames)
    assert "pie of number of rows by day, where smoker = 'Yes'" in [r.sentence for r in found]


@pytest.mark.parametrize(
    "instruction", ["average age for each flurb", "flurbs by wibble", 'rows where weather is "hail" by blorp']
)
def test_a_group_that_is_not_there_is_no_single_figure(instruction: str) -> None:
    frames = session()
    found = readings(instruction, build(frames), frames)
    assert not found or "one figure" not in found[0].sentence


def test_what_is_in_quotes_stays() -> None:
    assert best("shop", 'revenue by region, title "10 most expensive products"').chart.title == "10 most expensive products"


def test_seasons_of_a_column_are_its_own() -> None:
    import pandas as pd

    frames = {
        "games": pd.DataFrame({"season": ["a", "b", "a"], "day": pd.date_range("2024-01-01", periods=3), "goals": [1, 2, 3]})
    }
    found = readings("total goals by season", build(frames), frames)
    assert found[0].sentence == "sum of goals by season (bar)"
