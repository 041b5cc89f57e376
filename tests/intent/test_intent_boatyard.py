"""Plain questions on the frames of a boatyard: quantities that only verbs, adjectives or units name; keys that say how rows are tied."""

from __future__ import annotations

import pandas as pd
import pytest
from asked import best_reading, sure_sentence

WORKER = pd.DataFrame(
    {
        "worker_id": range(1, 9),
        "surname": "Adler Boltz Cohn Dreyer Eich Falk Gerber Hahn".split(),
        "trade": ["rigger", "painter", "mechanic", "painter", "rigger", "mechanic", "painter", "rigger"],
        "monthly_salary": [3100, 2900, 3600, 2700, 3300, 4100, 2800, 3000],
    }
)
BOAT = pd.DataFrame(
    {
        "boat_id": range(1, 15),
        "boat_name": "Alba Bora Calla Dune Elsa Fata Gaia Hebe Iris Juno Kaia Luna Mira Nora".split(),
        "boat_type": ["sloop", "ketch", "dinghy", "sloop", "dinghy", "ketch", "sloop"] * 2,
        "weight_kg": [900 + 130 * n % 1700 for n in range(14)],
        "built_year": [1961 + 5 * n for n in range(14)],
    }
)
REPAIR = pd.DataFrame(
    {
        "repair_id": range(1, 121),
        "boat_id": [1 + n * 7 % 13 for n in range(120)],
        "assigned_to": [1 + n * 3 % 7 for n in range(120)],
        "inspected_by": [1 + n * 5 % 8 for n in range(120)],
        "started_on": [f"{2021 + n % 3}-{1 + n % 12:02d}-{1 + n * 11 % 28:02d}" for n in range(120)],
        "minutes": [20 + n * 37 % 400 for n in range(120)],
        "litres_sprayed": [n * 17 % 61 for n in range(120)],
        "state": ["done", "done", "open", "cancelled", "done"] * 24,
    }
)
FRAMES = {"worker": WORKER, "boat": BOAT, "repair": REPAIR}


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (
            "How long does a repair take on average for each boat type? Bars, please.",
            "mean of minutes by boat_type (bar), with boat",
        ),
        (
            "What do people earn on average in each trade? Bar chart sorted ascending by the average.",
            "mean of monthly_salary by trade (bar), ascending by value",
        ),
        (
            "How many litres did the workers of each trade spray? Bar chart.",
            "sum of litres_sprayed by trade (bar), with worker",
        ),
        ("How heavy is the heaviest boat of every boat type? Bar chart.", "max of weight_kg by boat_type (bar)"),
        (
            "How many litres did every trade spray? Bars, from high to low.",
            "sum of litres_sprayed by trade (bar), with worker, descending by value",
        ),
        ("Compare the litres sprayed by trade using bars.", "sum of litres_sprayed by trade (bar), with worker"),
        (
            "What was the largest number of litres sprayed for each boat type? Bar chart.",
            "max of litres_sprayed by boat_type (bar), with boat",
        ),
    ],
)
def test_quantities_are_named_by_what_is_done_or_felt(asked: str, meant: str) -> None:
    assert sure_sentence(asked, FRAMES) == meant


@pytest.mark.parametrize("key", ["assigned_to", "inspected_by"])
def test_keys_that_tie_are_joined_and_not_shown(key: str) -> None:
    asked = f"Total minutes of the repairs {key.replace('_', ' ')} each worker as bars."
    found = best_reading(asked, FRAMES)
    assert found.sure
    assert found.sentence == "sum of minutes by surname (bar), with worker"
    assert f"left_on='{key}'" in repr(found.chart)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (
            "How many repairs did every boat from before 1990 have? Bar chart of boat names and counts.",
            "number of rows by boat_name (bar), with boat, where built_year < 1990",
        ),
        (
            "Which workers sprayed more than 90 litres in total? Show their surname and litres as bars.",
            "sum litres_sprayed by surname (bar), with worker, for each surname, where sum litres_sprayed > 90",
        ),
        (
            "Show the 3 workers with the highest total minutes in descending order as bars.",
            "sum of minutes by surname (bar), with worker, top 3, descending by value",
        ),
        (
            "On which boats has there never been a cancelled repair? Plot boat name and weight as bars.",
            "weight_kg by boat_name (bar), where boat_id is not in repair where state = 'cancelled'",
        ),
        (
            "Show name and weight of the boats that are heavier than the average, as bars.",
            "weight_kg by boat_name (bar), where weight_kg > its mean",
        ),
    ],
)
def test_what_is_compared_is_found_beside_the_number(asked: str, meant: str) -> None:
    assert sure_sentence(asked, FRAMES) == meant


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (
            "Number of repairs by month of the start as a line from January to December.",
            "number of rows by month of the year of started_on (line), ascending by started_on",
        ),
        (
            "How did the number of repairs change from year to year? Line chart in order of year.",
            "number of rows by year of started_on (line), ascending by started_on",
        ),
        (
            "How many minutes were spent in each year of the start? Line, earliest year first.",
            "sum of minutes by year of started_on (line), ascending by started_on",
        ),
        (
            "Who are our busiest workers? Bar chart of repairs inspected per worker, busiest first.",
            "number of rows by surname (bar), with worker, descending by value",
        ),
    ],
)
def test_orders_of_time_and_of_busy_things(asked: str, meant: str) -> None:
    assert sure_sentence(asked, FRAMES) == meant
