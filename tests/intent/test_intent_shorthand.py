"""What is said short is read as what is said at length, and what is quoted is left alone."""

from __future__ import annotations

import pandas as pd
import pytest
from asked import best_reading

from jupyter_viscode.intent import Reading


def kennels() -> dict[str, pd.DataFrame]:
    dogs = pd.DataFrame(
        {
            "dog_id": range(1, 13),
            "breed": ["beagle", "poodle", "collie"] * 4,
            "age_years": [2, 5, 3, 7, 9, 4, 2, 6, 8, 3, 5, 1],
            "weight_kg": [11.5, 7.0, 20.1, 12.0, 6.4, 18.8, 10.9, 7.7, 21.0, 11.1, 6.9, 19.5],
            "neutered": ["yes", "no", "yes", "yes", "no", "no"] * 2,
            "arrived": pd.date_range("2020-11-03", periods=12, freq="61D"),
        }
    )
    return {"dog": dogs}


def best(instruction: str) -> Reading:
    frames = kennels()
    return best_reading(instruction, frames)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("mean weight by breed, bars high to low", "mean weight by breed as a bar chart in descending order"),
        ("mean weight by breed, bar chart, high->low", "mean weight by breed as a bar chart from high to low"),
        ("bar chart of mean weight by breed, largest first", "bar chart of mean weight by breed in descending order"),
        ("number of dogs by breed since the start of 2022, bar chart", "number of dogs by breed since 2022, bar chart"),
        ("bar chart of total kilograms by breed", "bar chart of total weight_kg by breed"),
        ("weight per breed (average) as bar chart", "average of weight per breed as bar chart"),
    ],
)
def test_short_is_as_long(short: str, long: str) -> None:
    assert best(short).sentence == best(long).sentence


def test_a_yes_no_column_is_compared_with_its_word() -> None:
    assert "neutered = 'no'" in best("bar chart of mean weight by breed where neutered is no").sentence
    assert "neutered = 'yes'" in best("bar chart of mean weight by breed where neutered = yes").sentence


def test_an_average_of_groups_is_reached_by_groups() -> None:
    said = best("bar chart of the number of dogs by breed, only breeds whose average age is above 4").sentence
    assert "where mean age_years > 4" in said


def test_a_title_in_quotes_stays() -> None:
    assert best('mean weight by breed as bar chart titled "Fat ones, largest first"').chart.title == "Fat ones, largest first"


def test_a_key_named_in_full_is_no_doubt() -> None:
    assert best("bar chart of weight_kg by dog_id").evidence["keys drawn"] == 0
