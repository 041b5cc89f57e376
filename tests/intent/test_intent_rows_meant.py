"""Which rows are meant, and what is drawn of them: people of an age, values before a figure, nouns that the data do not have."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest
from asked import best_reading, sure_sentence

from jupyter_viscode.context.build import build
from jupyter_viscode.intent import readings


@cache
def session() -> dict[str, Any]:
    """Visits to a clinic, and wines whose years have another name."""
    size = 240
    return {
        "visits": pd.DataFrame(
            {
                "ward": [("Heart", "Eye", "Bone")[i % 3] for i in range(size)],
                "admitted": pd.date_range("2019-02-01", periods=size, freq="5D"),
                "nights": [1 + (i * 7) % 19 for i in range(size)],
                "bill": [90 + (i * 37) % 4000 for i in range(size)],
                "insured": [("Y", "N")[(i // 3) % 2] for i in range(size)],
                "age": [1 + (i * 11) % 93 for i in range(size)],
                "outcome": [("recovered", "transferred", "died")[(i // 2) % 3] for i in range(size)],
            }
        ),
        "staff": pd.DataFrame(
            {
                "name": [f"N{i}" for i in range(size)],
                "age": [19 + (i * 11) % 47 for i in range(size)],
                "salary": [20 + (i * 7) % 70 for i in range(size)],
                "hours": [10 + (i * 3) % 40 for i in range(size)],
                "team": [("Red", "Blue")[i % 2] for i in range(size)],
            }
        ),
        "workers": pd.DataFrame(
            {
                "worker_id": range(1, size + 1),
                "salary": [2000 + (i * 70) % 7000 for i in range(size)],
                "team": [("Red", "Blue")[i % 2] for i in range(size)],
            }
        ),
        "wines": pd.DataFrame(
            {
                "grape": [("Merlot", "Syrah", "Malbec")[i % 3] for i in range(size)],
                "eur": [4.5 + (i * 7) % 60 for i in range(size)],
                "vintage": [2005 + (i * 5) % 16 for i in range(size)],
                "type": [("red", "white")[(i // 3) % 2] for i in range(size)],
            }
        ),
    }


AGELESS = [
    "workers younger than 30 by team",
    "average salary of 30 to 40 year olds by team",
    "average salary of workers aged 40 by team",
    "average salary of workers over 50 by team",
]
MEANT = [
    ("median bill by outcome for patients over 60", "visits", "median of bill by outcome (bar), where age > 60"),
    ("average bill by ward for patients aged 20 to 40", "visits",
     "mean of bill by ward (bar), where age between 20 and 40"),
    ("average bill by ward for patients between 20 and 40", "visits",
     "mean of bill by ward (bar), where age between 20 and 40"),
    ("average bill of patients between 20 and 40 by ward", "visits",
     "mean of bill by ward (bar), where age between 20 and 40"),
    ("average bill of patients 60 or older by ward", "visits", "mean of bill by ward (bar), where age >= 60"),
    ("average salary of 30 to 40 year olds by team", "staff", "mean of salary by team (bar), where age between 30 and 40"),
    ("average salary of 30-year-olds by team", "staff", "mean of salary by team (bar), where age = 30"),
    ("average salary of staff over 50 by team", "staff", "mean of salary by team (bar), where age > 50"),
    ("average salary of staff working 30 to 40 hours by team", "staff",
     "mean of salary by team (bar), where hours between 30 and 40"),
    ("average salary of staff working over 30 hours by team", "staff", "mean of salary by team (bar), where hours > 30"),
    ("salary of workers over 5000 by team", "workers", "mean of salary by team (bar), where salary > 5000"),
    ("total bill by ward for 2019 and 2021", "visits",
     "sum of bill by ward (bar), where year of admitted in 2019, 2021"),
    ("number of visits of insured patients by ward", "visits", "number of rows by ward (bar), where insured = 'Y'"),
    ("what percentage of patients died", "visits", "pie of number of rows by outcome"),
    ("median Heart bill by outcome", "visits", "median of bill by outcome (bar), where ward = 'Heart'"),
    ("average eur by grape since 2015", "wines", "mean of eur by grape (bar), where vintage >= 2015"),
    ("average eur by grape except 2010", "wines", "mean of eur by grape (bar), where vintage != 2010"),
    ("max red eur by grape", "wines", "max of eur by grape (bar), where type = 'red'"),
]  # fmt: skip


@pytest.mark.parametrize(("instruction", "frame", "sentence"), MEANT)
def test_the_rows_that_are_meant_are_drawn(instruction: str, frame: str, sentence: str) -> None:
    assert sure_sentence(instruction, {frame: session()[frame]}) == sentence


@pytest.mark.parametrize("instruction", AGELESS)
def test_an_age_is_no_number_of_a_column_that_holds_none(instruction: str) -> None:
    """Nor is it left out as if nothing had been said."""
    assert sure_sentence(instruction, {"workers": session()["workers"]}) == ""
    found = readings(instruction, build({"workers": session()["workers"]}, instruction), {"workers": session()["workers"]})
    assert all("where" not in r.sentence for r in found[:1])


def test_a_number_with_a_unit_is_no_age() -> None:
    reading = best_reading("number of visits by ward for customers over 60 euros", {"visits": session()["visits"]})
    assert "age" not in reading.sentence


def test_those_alone_who_are_meant_are_not_left_out_unasked() -> None:
    assert sure_sentence("average bill by ward, women only", {"visits": session()["visits"]}) == ""


def test_groups_of_ages_are_bins() -> None:
    chart = best_reading("average bill by age group", {"visits": session()["visits"]}).chart
    assert chart.encoding("x").bin
