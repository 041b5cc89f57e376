"""Requests as people put them in conversation: ages in ranges, both of two things, words that only qualify a name."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from asked import best_reading, sure_sentence

from jupyter_viscode.intent.request.clauses import read_clauses

SINGERS = pd.DataFrame(
    {
        "singer_id": range(1, 13),
        "singer_name": [f"Singer {letter}" for letter in "ABCDEFGHIJKL"],
        "age": [19, 25, 31, 38, 44, 52, 57, 61, 33, 29, 47, 40],
        "voice": ["alto", "bass", "tenor", "alto", "soprano", "bass", "tenor", "alto", "soprano", "bass", "alto", "tenor"],
        "weekly_hrs": [4, 6, 3, 8, 5, 6, 7, 2, 4, 9, 6, 5],
        "hourly_rate": [20, 31, 18, 25, 40, 33, 21, 27, 38, 24, 30, 29],
        "sings_in": [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3],
    }
)
CHOIRS = pd.DataFrame(
    {
        "choir_id": [1, 2, 3],
        "choir_name": ["Larks", "Finches", "Wrens"],
        "home_town": ["Oslo", "Lund", "Turku"],
        "hall_sqm": [120, 310, 95],
        "heating_kw": [12, 30, 8],
    }
)
CONCERTS = pd.DataFrame(
    {
        "concert_id": range(1, 19),
        "choir_id": [1, 1, 1, 2, 2, 2, 3, 3, 3] * 2,
        "kind": ["gala", "matinee", "tour"] * 3 + ["gala", "gala", "tour"] * 3,
        "held_on": pd.date_range("2023-01-14", periods=18, freq="20D"),
        "tickets_sold": range(100, 280, 10),
        "edition": [2021, 2022, 2023] * 6,
    }
)
FRAMES = {"singers": SINGERS, "choirs": CHOIRS, "concerts": CONCERTS}


@pytest.mark.parametrize(
    "said",
    [
        "weekly hours by name of singers aged 30 to 50",
        "weekly hours by name of singers aged between 30 and 50",
        "weekly hours by name of singers between 30 and 50 years old",
        "weekly hours by name of 30 to 50 year old singers",
    ],
)
def test_ages_are_read_in_ranges(said):
    assert "age between 30 and 50" in sure_sentence(said, FRAMES)


def test_a_comparison_of_people_is_no_number_of_what_they_do():
    found = sure_sentence("Pie of how many singers younger than 40 sing each voice", FRAMES)
    assert "number of rows by voice" in found and "age < 40" in found


@pytest.mark.parametrize(
    "said",
    [
        "names and heating of the choirs that gave both a gala and a matinee",
        "heating by choir name for choirs with both galas and matinees",
    ],
)
def test_both_of_two_kinds_are_asked_for_each(said):
    found = sure_sentence(said, FRAMES)
    assert "concerts where kind = 'gala'" in found and "concerts where kind = 'matinee'" in found


def test_both_kinds_of_the_rows_that_are_counted_are_a_list():
    assert "kind in gala, matinee" in sure_sentence("number of concerts of both gala and matinee by choir name", FRAMES)


@pytest.mark.parametrize(
    "said",
    [
        "names of the two choirs which sold the most tickets",
        "Who are the 2 choirs whose concerts sold the most tickets? Show the choir name and total tickets sold as bars.",
    ],
)
def test_some_are_told_apart_by_what_they_did_most(said):
    found = sure_sentence(said, FRAMES)
    assert "sum of tickets_sold by choir_name" in found and "top 2" in found


def test_a_word_that_only_qualifies_a_name_is_no_column():
    assert "mean of tickets_sold by edition (line)" in sure_sentence(
        "Return a line on the average tickets sold over the festival editions", {"concerts": CONCERTS}
    )


def test_who_does_something_is_no_series():
    found = best_reading("line chart of how many concerts were given in each month by choirs whose home town is Oslo", FRAMES)
    assert "color" not in found.chart.encodings and "home_town = 'Oslo'" in found.sentence


def test_each_bar_is_broken_down():
    found = best_reading("number of concerts by choir name, and break every bar down by the kind", FRAMES)
    assert found.chart.encodings["color"].field == "kind"


@pytest.mark.parametrize(
    ("said", "x", "y"),
    [
        ("For all singers, a scatter chart that sets the age (x axis) against the hourly rate (y axis)", "age", "hourly_rate"),
        (
            "For every singer, plot the hall area of the choir where they sing on the x-axis and their hourly rate on the y-axis "
            "in a scatter chart",
            "hall_sqm",
            "hourly_rate",
        ),
    ],
)
def test_points_stand_for_all_and_axes_for_what_they_are_said_of(said, x, y):
    chart = best_reading(said, FRAMES).chart
    assert (chart.encodings["x"].field, chart.encodings["y"].field) == (x, y)
    assert "color" not in chart.encodings


def test_a_unit_tells_what_is_measured():
    assert "heating_kw by choir_name" in sure_sentence("heating power by choir name", {"choirs": CHOIRS})


def test_a_figure_is_compared_with_the_average_of_all_things():
    found = sure_sentence(
        "names and heating power of the choirs whose heating power is above the average of all choirs", FRAMES
    )
    assert "heating_kw > its mean" in found


@pytest.mark.parametrize(
    "said",
    [
        "concerts in 2023 which had the most tickets sold",
        "concerts with over 150 seats that have the most tickets by kind",
        "singers aged 40 who have the highest hourly rate",
    ],
)
def test_a_number_that_is_compared_or_dated_by_is_not_how_many_are_shown(said):
    assert read_clauses(said).limit is None
    assert read_clauses(f"the 3 {re.sub(' (?:in|with over|aged) [0-9]+(?: seats)?', '', said)}").limit == 3


def test_ratings_of_what_is_ranked_are_averaged():
    books = pd.DataFrame({"writer_id": [1, 1, 2, 2, 3, 3, 3], "rating": [4.1, 3.2, 4.8, 4.4, 2.0, 2.2, 2.9]})
    writers = pd.DataFrame({"writer_id": [1, 2, 3], "writer": ["Ash", "Birch", "Cole"]})
    found = best_reading("top 2 writers by rating", {"books": books, "writers": writers})
    assert "mean of rating by writer" in found.sentence and "top 2" in found.sentence


@pytest.mark.parametrize(
    ("said", "order"),
    [("the 5 patients who weigh the most", "top 5"), ("which 3 patients weigh the least", "bottom 3")],
)
def test_a_verb_tells_what_the_first_few_are_ranked_by(said, order):
    patients = pd.DataFrame({"patient": [f"P{n}" for n in range(20)], "weight_kg": range(50, 70), "ward": list("ABCD") * 5})
    found = sure_sentence(said, {"patients": patients})
    assert "weight_kg by patient" in found and order in found
