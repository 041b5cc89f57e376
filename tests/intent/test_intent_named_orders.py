"""Orders that name what they order without a word for sorting, and values that are kept out by a word before their column."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from asked import best_reading

KILNS = pd.DataFrame(
    {
        "kiln": ["Alba", "Brim", "Cone", "Dusk"] * 6,
        "glaze": ["ash", "tin", "salt"] * 8,
        "state_cd": ["FIRED", "LOST", "FIRED", "OPEN"] * 6,
        "pots": [(7 * n) % 23 for n in range(24)],
    }
)


def best(question: str) -> Any:
    frames = {"firing": KILNS}
    return best_reading(question, frames)


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("Bar chart of the number of firings per glaze, glazes in descending order.", "descending by glaze"),
        ("Bar chart of the number of firings per glaze, with the glazes in ascending order.", "ascending by glaze"),
        ("Mean pots for each kiln as bars, kiln names from Z to A.", "descending by kiln"),
        ("Mean pots for each kiln as bars, the mean in ascending order.", "ascending by value"),
        ("Mean pots for each kiln in a bar chart, in descending order.", "descending by value"),
        ("Mean pots for each kiln, bars in descending order.", "descending by value"),
        ("Total pots per glaze: a bar chart with the glazes from the lowest to the highest total.", "ascending by value"),
    ],
)
def test_what_is_named_before_a_direction_is_ordered(question: str, order: str) -> None:
    assert best(question).sentence.endswith(order)


@pytest.mark.parametrize(
    "question",
    [
        'Number of firings that do not have the state "LOST" by glaze, bar chart.',
        "Leaving out firings with state code LOST, how many firings are there per glaze? Bars.",
        "Number of firings per glaze without having state LOST, bars.",
    ],
)
def test_a_value_whose_column_is_denied_is_kept_out(question: str) -> None:
    assert best(question).sentence == "number of rows by glaze (bar), where state_cd != 'LOST'"


def test_a_value_whose_column_is_not_denied_is_kept() -> None:
    question = "How many firings that have state LOST are there per glaze? Bars."
    assert best(question).sentence == "number of rows by glaze (bar), where state_cd = 'LOST'"
