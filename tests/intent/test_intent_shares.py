"""Shares: parts are of sums and counts, in every wording, and columns called so are columns."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest
from asked import best_reading, sure_sentence


@cache
def session() -> dict[str, Any]:
    """Rides, meals with columns called "share" and "size", and stores with columns called "count" and "number"."""
    size = 200
    return {
        "rides": pd.DataFrame(
            {
                "fare": [3 + (i * 7) % 40 + i / 100 for i in range(size)],
                "town": [("Oslo", "Moss", "Voss", "Lund")[i % 4] for i in range(size)],
                "driver": [f"D{i % 23}" for i in range(size)],
            }
        ),
        "meals": pd.DataFrame(
            {
                "tip": [1 + (i * 3) % 11 / 2 for i in range(size)],
                "share": [(i * 13) % 100 / 100 for i in range(size)],
                "size": [1 + i % 5 for i in range(size)],
                "day": [("Mon", "Tue", "Wed")[i % 3] for i in range(size)],
            }
        ),
        "stocks": pd.DataFrame(
            {
                "price": [9 + (i * 7) % 90 for i in range(size)],
                "count": [1 + i % 9 for i in range(size)],
                "number": [1 + (i * 5) % 49 for i in range(size)],
                "store": [("A1", "B2", "C3")[i % 3] for i in range(size)],
            }
        ),
    }


SHARES = [
    ("share of fare by town", "rides", "pie of sum of fare by town"),
    ("percent of fare by town", "rides", "pie of sum of fare by town"),
    ("percent of rows by town", "rides", "pie of number of rows by town"),
    ("percentage breakdown of fare by town", "rides", "pie of sum of fare by town"),
    ("each town's share of total fare", "rides", "sum of fare by town (bar), percent of total"),
    ("number of rides by town as % of total", "rides", "number of rows by town (bar), percent of total"),
    ("share of fare by driver", "rides", "sum of fare by driver (bar), percent of total"),
    ("average tip and share by day", "meals", "mean of tip and share by day (bar, side by side)"),
    ("average share by day", "meals", "mean of share by day (bar)"),
    ("average count and number by store", "stocks", "mean of count and number by store (bar, side by side)"),
    ("average price and number by store", "stocks", "mean of price and number by store (bar, side by side)"),
    ("average price and count by store", "stocks", "mean of price by store (bar), with mean of count on the right"),
]


@pytest.mark.parametrize(("instruction", "frame", "sentence"), SHARES)
def test_shares_are_parts_of_a_whole(instruction: str, frame: str, sentence: str) -> None:
    assert sure_sentence(instruction, {frame: session()[frame]}) == sentence


def test_shares_that_are_not_drawn_are_not_left_out_unasked() -> None:
    assert sure_sentence("what share of fares does Oslo make over the towns", {"rides": session()["rides"]}) == ""


def test_a_size_with_a_number_may_be_that_of_the_points() -> None:
    reading = best_reading("scatter tip vs share size 4", {"meals": session()["meals"]})
    assert not reading.certain
    assert any("size of the points" in doubt for doubt in reading.doubts)


def test_a_second_figure_of_another_size_stands_on_the_right() -> None:
    frames = {"stocks": session()["stocks"].assign(price=lambda d: 900.0 * d["price"])}
    assert sure_sentence("average price and number by store", frames) == (
        "mean of price by store (bar), with mean of number on the right"
    )


def test_a_difference_is_not_left_out_unasked() -> None:
    assert sure_sentence("difference between highest and lowest fare by town", {"rides": session()["rides"]}) == ""


@pytest.mark.parametrize(
    ("instruction", "sentence"),
    [
        ("best 3 drivers by fare", "mean of fare by driver (bar), top 3, descending by value"),
        ("towns ranked by average fare", "mean of fare by town (bar), descending by value"),
    ],
)
def test_ranks(instruction: str, sentence: str) -> None:
    assert best_reading(instruction, {"rides": session()["rides"]}).sentence == sentence


def test_the_name_of_a_frame_is_of_its_rows_not_of_the_date_when_they_were_made() -> None:
    orders = pd.DataFrame(
        {
            "ordered": pd.date_range("2021-01-03", periods=120, freq="4D"),
            "units": [1 + i % 11 for i in range(120)],
            "channel": [("web", "shop", "phone")[i % 3] for i in range(120)],
        }
    )
    assert sure_sentence("orders with less than 3 units by channel", {"orders": orders}) == (
        "number of rows by channel (bar), where units < 3"
    )
