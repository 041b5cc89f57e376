"""Comparisons with another row, another column, an adjective or a unit; relations between quantities; orders by their ends."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
import pytest
from asked import best_reading

from jupyter_viscode.chart.write import write
from jupyter_viscode.context.build import build
from jupyter_viscode.spec import Chart, Comparison, Encoding, Filter, Ref, Statistic


@lru_cache(maxsize=1)
def fleet() -> dict[str, Any]:
    """Ships and their trips."""
    names = ["Aurora", "Boreas", "Ceres", "Dione", "Electra", "Fram", "Gjoa", "Hecla", "Iris", "Juno"]
    ship = pd.DataFrame(
        {
            "ship_id": range(1, 11),
            "ship_name": names,
            "launched_year": [1901, 1920, 1935, 1950, 1962, 1975, 1980, 1999, 2005, 2011],
            "length_m": [50.5, 60, 72, 48, 99, 120, 87, 65, 77, 101],
            "crew": [12, 15, 20, 9, 30, 45, 22, 18, 25, 33],
            "max_crew": [10, 20, 20, 12, 25, 50, 30, 18, 20, 40],
            "tonnage": [300, 420, 500, 250, 900, 1500, 760, 480, 650, 1100],
            "home_port": ["Oslo", "Bergen", "Oslo", "Turku", "Turku", "Oslo", "Bergen", "Malmo", "Malmo", "Bergen"],
            "ticket_price": [10, 12, 14, 9, 20, 30, 18, 13, 17, 22],
            "insured": ["Y", "N"] * 5,
        }
    )
    trip = pd.DataFrame(
        {
            "trip_no": range(1, 21),
            "ship_id": [*range(1, 11)] * 2,
            "planned_arrival": pd.date_range("2023-01-01", periods=20, freq="9D").astype(str),
            "actual_arrival": pd.date_range("2023-01-02", periods=20, freq="9D").astype(str),
            "passengers": [3, 5, 8, 13, 21, 34, 55, 89, 44, 33, 12, 11, 10, 9, 8, 7, 6, 5, 4, 31],
            "booked": [4, 5, 6, 13, 30, 34, 60, 80, 44, 33, 10, 11, 9, 9, 9, 9, 9, 9, 9, 9],
            "hours": [1.5, *range(2, 21)],
            "damage": [0, 10, 0, 0, 30] * 4,
        }
    )
    return {"ship": ship, "trip": trip}


ASKED = [
    (
        "Names and lengths of ships longer than Fram as bars",
        "length_m by ship_name (bar), where length_m > that where ship_name = 'Fram'",
    ),
    (
        "Which ships have more crew than Gjoa? Crew by name, bars",
        "crew by ship_name (bar), where crew > that where ship_name = 'Gjoa'",
    ),
    (
        "ships older than Fram: launch year by name, bars",
        "launched_year by ship_name (bar), where launched_year < that where ship_name = 'Fram'",
    ),
    (
        "length of ships longer than the longest ship of Malmo by name, bars",
        "length_m by ship_name (bar), where length_m > that where home_port = 'Malmo'",
    ),
    ("bars of crew by name where crew exceeds max crew", "crew by ship_name (bar), where crew > max_crew"),
    (
        "number of trips per ship name with more passengers than booked, bars",
        "number of rows by ship_name (bar), with ship, where passengers > booked",
    ),
    (
        "count the trips arriving later than planned per ship name, bars",
        "number of rows by ship_name (bar), with ship, where actual_arrival > planned_arrival",
    ),
    ("number of ships per home port longer than 80 m, bars", "number of rows by home_port (bar), where length_m > 80"),
    ("ships over 80 metres: how many per home port, bars", "number of rows by home_port (bar), where length_m > 80"),
    ("ships older than 1950: crew by name, bars", "crew by ship_name (bar), where launched_year < 1950"),
    (
        "trips lasting more than 10 hours per ship name, number, bars",
        "number of rows by ship_name (bar), with ship, where hours > 10",
    ),
    ("Do longer ships have more crew? scatter", "crew against length_m"),
    ("Is a longer ship also heavier? Points please.", "tonnage against length_m"),
    ("The heavier the ship, the bigger the crew? scatter", "crew against tonnage"),
    ("launched year by ship name as bars, oldest first", "launched_year by ship_name (bar), ascending by value"),
    ("ticket price by name, bars from cheapest to dearest", "ticket_price by ship_name (bar), ascending by value"),
    ("crew by name, smallest on the right, bars", "crew by ship_name (bar), descending by value"),
    (
        "the three ships used in the most trips, bars",
        "number of rows by ship_name (bar), with ship, top 3, descending by value",
    ),
    ("How many passengers in total did each ship carry? bars by ship name", "sum of passengers by ship_name (bar), with ship"),
    ("number of trips with any damage per ship name, bars", "number of rows by ship_name (bar), with ship, where damage > 0"),
    ("Rank the ships by tonnage in a bar chart", "tonnage by ship_name (bar), descending by value"),
    ("insured and non-insured ships per home port, stacked bars", "number of rows by home_port (bar), one colour per insured"),
]


@pytest.mark.parametrize(("instruction", "sentence"), ASKED)
def test_threshold(instruction: str, sentence: str) -> None:
    frames = fleet()
    assert best_reading(instruction, frames).sentence == sentence


@pytest.mark.parametrize(
    ("where", "names"),
    [
        (Comparison("crew", ">", Statistic("max", "crew", Comparison("ship_name", "==", "Electra"))), ["Fram", "Juno"]),
        (Comparison("crew", ">", Ref("max_crew")), ["Aurora", "Electra", "Iris"]),
    ],
)
def test_code_keeps_the_rows(where: Comparison, names: list[str]) -> None:
    import matplotlib.pyplot as plt

    frames = fleet()
    chart = Chart(
        "bar", {"x": Encoding("ship_name", "nominal"), "y": Encoding("crew", "quantitative")}, "ship", (Filter(where),)
    )
    namespace: dict[str, Any] = {"ship": frames["ship"].copy()}
    exec(write(chart, "matplotlib", build(frames, "")), namespace)
    assert [label.get_text() for label in plt.gca().get_xticklabels()] == names
    plt.close("all")
