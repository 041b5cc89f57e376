"""Dates with no unit said, units said in many ways, and stretches of time that cannot be drawn."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest
from asked import best_reading

from jupyter_viscode.chart.figures import marks
from jupyter_viscode.context.build import build
from jupyter_viscode.intent import Reading, readings
from jupyter_viscode.intent.judging.confidence import threshold


@cache
def session() -> dict[str, Any]:
    """A workshop's orders over four years, its stays over three months, and its boats with the years of their launch."""
    orders = pd.DataFrame(
        {
            "order_no": range(120),
            "taken_on": pd.date_range("2019-01-07", periods=120, freq="12D"),
            "price": [40 + (i * 17) % 90 for i in range(120)],
            "bench": [("Saws", "Lathes", "Paint")[i % 3] for i in range(120)],
        }
    )
    stays = pd.DataFrame({"arrival_date": pd.date_range("2024-03-01", periods=80), "guests": [1 + i % 5 for i in range(80)]})
    boats = pd.DataFrame(
        {"boat": [f"B{i}" for i in range(50)], "launched": [1890 + (i * 7) % 90 for i in range(50)], "crew": range(3, 53)}
    )
    return {"orders": orders, "stays": stays, "boats": boats}


def found(instruction: str, frame: str) -> tuple[Reading, ...]:
    frames = {frame: session()[frame]}
    return readings(instruction, build(frames, instruction), frames)


GUESSED = [
    ("number of orders, bin the taken on date by time", "orders", "number of rows by year of taken_on (line)"),
    ("average price, group the taken on date into time intervals", "orders", "mean of price by year of taken_on (line)"),
    ("bar chart of the number of orders by taken on date", "orders", "number of rows by year of taken_on (bar)"),
    ("how many arrivals by arrival date, as bars", "stays", "number of rows by month of arrival_date (bar)"),
    ("average guests by arrival date", "stays", "mean of guests by arrival_date (line)"),
]


@pytest.mark.parametrize(("instruction", "frame", "sentence"), GUESSED)
def test_dates_without_a_unit_are_grouped_as_a_guess(instruction: str, frame: str, sentence: str) -> None:
    first, *others = found(instruction, frame)
    assert first.sentence == sentence
    assert threshold("least") <= first.confidence < threshold("certain")
    assert any("unit of time" in doubt for doubt in first.doubts)
    units = {e.time_unit for r in others for e in r.chart.encodings.values() if e.type in ("temporal", "ordinal")}
    assert len(units - {next(e.time_unit for e in first.chart.encodings.values())}) >= 3


SURE = [
    ("orders per day of the week", "orders", "number of rows by weekday of taken_on (line)"),
    ("total price by month, regardless of the year", "orders", "sum of price by month of the year of taken_on (line)"),
    ("number of orders by quarter across all years", "orders", "number of rows by quarter of the year of taken_on (line)"),
    ("number of orders per half-year", "orders", "number of rows by half-year (bar), half-year of taken_on"),
    ("number of boats launched per decade", "boats", "number of rows by decade (bar), decade of launched"),
    ("average crew by decade of launch", "boats", "mean of crew by decade (bar), decade of launched"),
    ("total price by order date", "orders", "sum of price by day of taken_on (line)"),
    ("number of orders in each quarter of each year", "orders", "number of rows by quarter of taken_on (line)"),
    ("number of orders by bench and year", "orders", "number of rows by year of taken_on (line), one line per bench"),
    ("number of boats by launched, bin it into decades", "boats", "number of rows by decade (bar), decade of launched"),
    ("count and average price by bench", "orders", "mean of price by bench (bar), with number of rows on the right"),
]


@pytest.mark.parametrize(("instruction", "frame", "sentence"), SURE)
def test_units_that_are_said(instruction: str, frame: str, sentence: str) -> None:
    first = found(instruction, frame)[0]
    assert (first.sentence, first.certain) == (sentence, True)


@pytest.mark.parametrize("unit", ["by fiscal quarter", "every other year", "per fortnight", "in 2 week intervals"])
def test_stretches_that_cannot_be_drawn(unit: str) -> None:
    assert not any(r.sure for r in found(f"total price of the orders {unit}", "orders")[:1])


def test_a_column_of_that_name_is_drawn() -> None:
    frames = {"orders": session()["orders"].assign(decade=[1990 + 10 * (i % 3) for i in range(120)])}
    assert best_reading("total price by decade", frames).sentence == "sum of price by decade (bar)"


def test_weeks_of_a_year_are_not_its_number() -> None:
    orders = session()["orders"]
    frames = {"orders": orders.assign(week=orders["taken_on"].dt.isocalendar().week.astype(int))}
    first = best_reading("number of orders per week of 2021", frames)
    assert "year of taken_on = 2021" in first.sentence


def test_a_unit_needs_dates() -> None:
    assert not any(r.sure for r in found("total crew by month and year", "boats")[:1])


def test_things_that_were_done_are_listed_themselves() -> None:
    clubs = pd.DataFrame({"club_no": range(1, 9), "club": [f"Club {i}" for i in range(8)], "founded": range(1900, 1980, 10)})
    members = pd.DataFrame({"member_no": range(40), "club_no": [1 + i % 8 for i in range(40)], "age": range(20, 60)})
    frames = {"clubs": clubs, "members": members}
    first = best_reading("the clubs founded before 1950 and how many members they have", frames)
    assert first.sentence == "number of rows by club (bar), with clubs, where founded < 1950"


@pytest.mark.parametrize(
    ("instruction", "kept"), [("late orders per month", True), ("orders per month, not the late ones", False)]
)
def test_yes_and_no_over_time(instruction: str, kept: bool) -> None:
    frames = {"orders": session()["orders"].assign(late=[i % 5 == 0 for i in range(120)])}
    first = best_reading(instruction, frames)
    assert first.sentence == f"number of rows by month of taken_on (line), where late = {kept}"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("number of issues for each issue date, bars sorted by price from high to low",
         "number of rows by issue_date (bar), descending by price"),
        ("number of issues by issue date, bars", "number of rows by issue_date (bar)"),
    ],
)  # fmt: skip
def test_few_dates_of_which_some_come_twice_are_drawn_as_they_are(question: str, sentence: str) -> None:
    """And what is sorted by a column has a value of it: a month has no price."""
    dates = pd.to_datetime(["2014-02-03", "2013-11-20", "2015-05-09", "2012-07-15", "2014-02-03", "2015-01-30"])
    frames = {"issues": pd.DataFrame({"issue_id": range(6), "issue_date": dates, "price": [8.5, 12, 7, 9.25, 8, 10]})}
    best = best_reading(question, frames)
    assert best.sentence == sentence
    assert marks(best.chart, frames) is not None


@pytest.mark.parametrize(
    ("said", "condition"),
    [
        ("this year", "year of taken_on = 2022"),
        ("last year", "year of taken_on = 2021"),
        ("in the current month", "taken_on >= '2022-12-01' and taken_on < '2023-01-01'"),
        ("last month", "taken_on >= '2022-11-01' and taken_on < '2022-12-01'"),
        ("in the previous quarter", "taken_on >= '2022-07-01' and taken_on < '2022-10-01'"),
        ("last week", "taken_on >= '2022-11-28' and taken_on < '2022-12-05'"),
        ("in the last month", "taken_on >= '2022-11-05'"),
    ],
)
def test_stretches_without_a_number_are_seen_from_the_last_day_in_the_data(said: str, condition: str) -> None:
    """They were dropped, and all rows drawn as sure."""
    best = best_reading(f"total price by bench {said}", session())
    assert best.sentence == f"sum of price by bench (bar), where {condition}"


def test_this_year_of_a_column_of_years_and_of_none() -> None:
    frame = pd.DataFrame({"year": [2020, 2021, 2022] * 4, "town": list("abcd") * 3, "last_year": range(12), "sales": range(12)})
    assert (
        best_reading("total sales by town this year", {"t": frame}).sentence == "sum of sales by town (bar), where year = 2022"
    )
    assert best_reading("mean last year by town", {"t": frame}).sentence == "mean of last_year by town (bar)"
    assert not best_reading("total sales by town this year", {"t": frame[["town", "sales"]]}).certain
