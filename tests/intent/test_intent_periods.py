"""Stretches of the calendar that rows are from: months, quarters, halves, weekdays, decades and years, spans and exceptions."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest
from asked import best_reading, sure_sentence

from jupyter_viscode.chart.write import write
from jupyter_viscode.context.build import build


@cache
def session() -> dict[str, Any]:
    """Sales over twelve years, tram rides at hours with a time zone, and figures whose months are texts, or numbers."""
    size = 240
    return {
        "sales": pd.DataFrame(
            {
                "sold_on": pd.date_range("1998-01-05", periods=size, freq="20D"),
                "price": [20 + (i * 7) % 90 for i in range(size)],
                "store": [("Kirk", "Quay", "Mall")[i % 3] for i in range(size)],
            }
        ),
        "rides": pd.DataFrame(
            {
                "boarded": pd.date_range("2021-01-01", periods=size, freq="33h", tz="Europe/Oslo"),
                "fare": [3 + (i * 5) % 9 for i in range(size)],
                "town": [("Oslo", "Moss", "Voss")[i % 3] for i in range(size)],
            }
        ),
        "figures": pd.DataFrame(
            {
                "month": [("January", "February", "March", "April")[i % 4] for i in range(size)],
                "year": [2020 + i % 3 for i in range(size)],
                "visits": [(i * 11) % 70 for i in range(size)],
                "park": [("Elm", "Ash")[i % 2] for i in range(size)],
            }
        ),
        "flats": pd.DataFrame(
            {
                "built": [1900 + (i * 13) % 120 for i in range(size)],
                "rent": [400 + (i * 37) % 1200 for i in range(size)],
                "area": [20 + (i * 17) % 180 for i in range(size)],
                "region": [("North", "South", "West")[i % 3] for i in range(size)],
            }
        ),
        "tallies": pd.DataFrame(
            {
                "month": [1 + i % 12 for i in range(size)],
                "year": [2020 + i % 3 for i in range(size)],
                "revenue": [(i * 11) % 70 for i in range(size)],
                "shop": [("Elm", "Ash")[i % 2] for i in range(size)],
            }
        ),
    }


RENT = "mean of rent by region (bar)"
PRICE, FARE = "mean of price by store (bar)", "mean of fare by town (bar)"
KEPT = [
    ("average fare by town excluding Q1 2021", "rides", f"{FARE}, where month of boarded not in 2021-01, 2021-02, 2021-03"),
    ("average fare by town, ignoring Q4", "rides", f"{FARE}, where quarter of the year of boarded != 4"),
    ("average fare by town excluding data from Q1", "rides", f"{FARE}, where quarter of the year of boarded != 1"),
    ("average fare by town in Q1 and Q2 2021", "rides",
     f"{FARE}, where quarter of the year of boarded in 1, 2, where year of boarded = 2021"),
    ("average fare by town in the first and third quarter", "rides",
     f"{FARE}, where quarter of the year of boarded in 1, 3"),
    ("average fare by town in 2021 Q2", "rides",
     f"{FARE}, where quarter of the year of boarded = 2, where year of boarded = 2021"),
    ("average fare in the last quarter of 2021 by town", "rides",
     f"{FARE}, where quarter of the year of boarded = 4, where year of boarded = 2021"),
    ("average fare in the last 3 months of 2021 by town", "rides",
     f"{FARE}, where month of the year of boarded in 10, 11, 12, where year of boarded = 2021"),
    ("average fare by town outside of summer", "rides", f"{FARE}, where month of the year of boarded not in 6, 7, 8"),
    ("average fare by town excluding the second half of 2021", "rides",
     f"{FARE}, where month of boarded not in 2021-07, 2021-08, 2021-09, 2021-10, 2021-11, 2021-12"),
    ("average rent in 1990 and 2000 by region", "flats", f"{RENT}, where built in 1990, 2000"),
    ("average rent between 1990 and 2000 by region", "flats", f"{RENT}, where built between 1990 and 2000"),
    ("average rent excluding 1990 and 2000 by region", "flats", f"{RENT}, where built not in 1990, 2000"),
    ("average rent before 1950 and after 2000 by region", "flats", f"{RENT}, where built < 1950 or built > 2000"),
    ("average rent before 1950 or after 2000 by region", "flats", f"{RENT}, where built < 1950 or built > 2000"),
    ("average rent after 1950 and before 2000 by region", "flats", f"{RENT}, where built > 1950, where built < 2000"),
    ("average rent of flats with area above 100 and below 40 by region", "flats", f"{RENT}, where area > 100 or area < 40"),
    ("average rent of flats with area 40 and area 60 by region", "flats", f"{RENT}, where area = 40 or area = 60"),
    ("average price by store in 2001 and 2003", "sales", "mean of price by store (bar), where year of sold_on in 2001, 2003"),
    ("average fare by town before March 2021", "rides", f"{FARE}, where boarded < '2021-03-01'"),
    ("average fare by town after March 2021", "rides", f"{FARE}, where boarded >= '2021-04-01'"),
    ("average fare by town since March 2021", "rides", f"{FARE}, where boarded >= '2021-03-01'"),
    ("average fare by town until March 2021", "rides", f"{FARE}, where boarded < '2021-04-01'"),
    ("average fare by town between March and May 2021", "rides",
     f"{FARE}, where boarded >= '2021-03-01', where boarded < '2021-06-01'"),
    ("average fare by town from Q2 2021 to Q3 2021", "rides",
     f"{FARE}, where boarded >= '2021-04-01', where boarded < '2021-10-01'"),
    ("average fare by town from November to February", "rides",
     f"{FARE}, where month of the year of boarded in 11, 12, 1, 2"),
    ("average fare by town in March and April", "rides", f"{FARE}, where month of the year of boarded in 3, 4"),
    ("average fare by town except August", "rides", f"{FARE}, where month of the year of boarded != 8"),
    ("average fare by town on Mondays", "rides", f"{FARE}, where weekday of boarded = 'Monday'"),
    ("average fare by town, not on weekends", "rides", f"{FARE}, where weekday of boarded not in Saturday, Sunday"),
    ("average fare by town on 3 March 2021", "rides", f"{FARE}, where boarded >= '2021-03-03' and boarded < '2021-03-04'"),
    ("average price by store in the first half of 2001", "sales",
     f"{PRICE}, where month of the year of sold_on in 1, 2, 3, 4, 5, 6, where year of sold_on = 2001"),
    ("average price by store in the 2000s", "sales", f"{PRICE}, where year of sold_on between 2000 and 2009"),
    ("average price by store for 2000 to 2005", "sales", f"{PRICE}, where year of sold_on between 2000 and 2005"),
    ("average price by store, 2000-2005", "sales", f"{PRICE}, where year of sold_on between 2000 and 2005"),
    ("average price by store in 2000, 2003 and 2005", "sales", f"{PRICE}, where year of sold_on in 2000, 2003, 2005"),
    ("average price by store except 2003", "sales", f"{PRICE}, where year of sold_on != 2003"),
    ("average price by store up to 2003", "sales", f"{PRICE}, where year of sold_on <= 2003"),
    ("total visits in March by park", "figures", "sum of visits by park (bar), where month = 'March'"),
    ("total visits by park in March 2021", "figures",
     "sum of visits by park (bar), where month = 'March', where year = 2021"),
    ("total revenue by shop from March to May", "tallies", "sum of revenue by shop (bar), where month in 3, 4, 5"),
    ("total revenue by shop in Q2 2021", "tallies", "sum of revenue by shop (bar), where month in 4, 5, 6, where year = 2021"),
]  # fmt: skip


@pytest.mark.parametrize(("instruction", "frame", "sentence"), KEPT)
def test_rows_are_of_the_stretch_that_is_named(instruction: str, frame: str, sentence: str) -> None:
    assert sure_sentence(instruction, {frame: session()[frame]}) == sentence


@pytest.mark.parametrize(
    "instruction",
    ["average price by store in the evening", "average price by store on the last Friday", "price by store at noon"],
)
def test_a_stretch_that_is_not_understood_is_not_left_out_unasked(instruction: str) -> None:
    assert sure_sentence(instruction, {"sales": session()["sales"]}) == ""


def test_every_month_in_turn_is_an_order() -> None:
    reading = best_reading("number of sales by month as a line from January to December", {"sales": session()["sales"]})
    assert "where" not in reading.sentence


@pytest.mark.parametrize("library", ["matplotlib", "seaborn", "plotly", "altair"])
@pytest.mark.parametrize(
    "stretch", ["before March 2021", "on 3 March 2021", "except 3 March 2021", "in the second half of 2021"]
)
def test_dates_with_a_time_zone_compare_with_days(library: str, stretch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    pytest.importorskip(library)
    matplotlib.use("agg")
    frames = {"rides": session()["rides"]}
    context = build(frames, "")
    code = write(best_reading(f"average fare by town {stretch}", frames).chart, library, context)
    plotly = pytest.importorskip("plotly.graph_objects")
    monkeypatch.setattr(plotly.Figure, "show", lambda *_: None)
    exec(compile(code.replace("plt.show()", ""), "<chart>", "exec"), {"__name__": "__main__", **frames})
