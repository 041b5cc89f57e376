"""One wish in the words of several people: orders, exclusions, whose figures, colours, sums and what each one did."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest
from asked import best_reading

from jupyter_viscode.intent import Reading
from jupyter_viscode.intent.rewriting.phrasing import said_plainly


@cache
def gym() -> dict[str, Any]:
    """A hall for climbing: its walls, who climbs there, and their climbs."""
    wall = pd.DataFrame(
        {
            "wall_id": range(1, 7),
            "wall_name": ["Eiger", "Slab", "Cave", "Prow", "Arete", "Tower"],
            "angle": ["steep", "flat", "steep", "steep", "flat", "flat"],
            "built_year": [2001, 2009, 2014, 2001, 2018, 2011],
            "has_autobelay": ["yes", "no", "no", "yes", "no", "yes"],
            "height_m": [14, 8, 6, 11, 9, 17],
        }
    )
    climber = pd.DataFrame(
        {
            "climber_id": range(1, 9),
            "climber_name": ["Ada", "Bo", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hal"],
            "town": ["Ulm", "Bonn", "Ulm", "Kiel", "Bonn", "Kiel", "Ulm", "Bonn"],
            "yrs_climbing": [3, 12, 7, 1, 9, 5, 2, 15],
            "age": [31, 44, 27, 19, 38, 24, 22, 51],
            "coach": ["no", "yes", "no", "no", "yes", "no", "no", "yes"],
        }
    )
    climb = pd.DataFrame(
        {
            "climb_id": range(1, 49),
            "wall_id": [(i * i + 1) % 6 + 1 for i in range(48)],
            "climber_id": [(i * 5) % 8 + 1 for i in range(48)],
            "climb_date": pd.date_range("2023-01-03", periods=48, freq="7D").astype(str),
            "minutes": [5 + (i * 7) % 23 for i in range(48)],
            "grip_loss": [(i * 3) % 11 for i in range(48)],
            "session": [("day", "night", "dawn")[i % 3] for i in range(48)],
            "paid_by": [("card", "cash", "voucher", "card")[i % 4] for i in range(48)],
            "fee_eur": [4.5 + (i * 11) % 37 for i in range(48)],
            "charges": [50 + i for i in range(48)],
        }
    )
    return {"wall": wall, "climber": climber, "climb": climb}


def read(question: str) -> Reading:
    """The best reading of a question."""
    frames = gym()
    return best_reading(question, frames)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        # orders
        ("Number of climbs per session as bars, put the largest count first.", "number of rows by session (bar), descending by value"),
        ("Number of climbs per session, with the bars growing from left to right.", "number of rows by session (bar), ascending by value"),
        ("Bar chart of climbs per session; the columns should fall from left to right.", "number of rows by session (bar), descending by value"),
        ("Wall names against built year as bars, oldest first.", "built_year by wall_name (bar), ascending by value"),
        ("Average fee by session in bars with the dearest session at the left end.", "mean of fee_eur by session (bar), descending by value"),
        ("How many climbs did each climber do? Climber names on the x-axis of a bar chart, in descending order.",
         "number of rows by climber_name (bar), with climber, descending by climber_name"),
        ("Count climbs per session, a bar chart whose x-axis is in descending order.", "number of rows by session (bar), descending by session"),
        ("How many climbs per session? Smallest count at the left of the bar chart.", "number of rows by session (bar), ascending by value"),
        ("Number of climbs on each weekday, one bar for each weekday.", "number of rows by weekday of climb_date (bar)"),
        # whose figures
        ("Bar chart of the number of climbs by session, vouchers excepted.", "number of rows by session (bar), where paid_by != 'voucher'"),
        ("Leaving aside the night, how many climbs were paid by each way? Bars by paid_by.", "number of rows by paid_by (bar), where session != 'night'"),
        ("Looking only at steep walls, how many minutes were spent on each in total? Bar chart.",
         "sum of minutes by wall_name (bar), with wall, where angle = 'steep'"),
        ("For climbers from Ulm, count their climbs in a bar chart.", "number of rows by climber_name (bar), with climber, where town = 'Ulm'"),
        ("For the coaches: average age by town, bar chart.", "mean of age by town (bar), where coach = 'yes'"),
        ("Average minutes in the day session by climber name, bars.", "mean of minutes by climber_name (bar), with climber, where session = 'day'"),
        # figures
        ("Add up the fees of the climbs and draw a bar per wall name.", "sum of fee_eur by wall_name (bar), with wall"),
        ("Count climbs over 20 euros by session in a bar chart.", "number of rows by session (bar), where fee_eur > 20"),
        ("How many minutes did each climber climb in total? Bars.", "sum of minutes by climber_name (bar), with climber"),
        ("Which session has the best fees? Bar chart of the average fee by session.", "mean of fee_eur by session (bar)"),
        ("A bar chart showing mean minutes by session.", "mean of minutes by session (bar)"),
        ("Number of climbs charged by session, bars.", "number of rows by session (bar)"),
        # two things
        ("How many climbs of each session are there at the different walls? Stacked bars.",
         "number of rows by wall_name (bar), one colour per session, with wall"),
        ("Scatter of minutes and fee where each session has its own colour.", "fee_eur against minutes, one colour per session"),
        ("For night climbs, do more minutes mean a higher fee? Scatter plot.", "fee_eur against minutes, where session = 'night'"),
    ],
)  # fmt: skip
def test_many_words_for_one_wish(question: str, sentence: str) -> None:
    """What people say in roundabout words is read as what they mean."""
    assert read(question).sentence == sentence


def test_a_unit_after_a_number_is_no_number_of_rows() -> None:
    """ "Climbs over 20 euros" asks for dear climbs, never for groups of more than 20 rows."""
    assert "for each" not in read("Show climbs over 20 euros by town of the climber in bars").sentence


def test_quoted_words_stay_as_they_are() -> None:
    """What stands in quotes is a value or a title, whatever it would mean outside."""
    said = 'leaving aside "leaving aside the bars growing from left to right"'
    assert said_plainly(said) == 'excluding "leaving aside the bars growing from left to right"'


def test_a_title_that_is_a_column_is_no_heading() -> None:
    """ "With title and year" lists two columns."""
    frame = pd.DataFrame({"title": list("abcdef"), "year": range(2001, 2007), "pages": [3, 9, 4, 8, 1, 6]})
    question = "bar chart of the books with title and pages"
    chart = best_reading(question, {"books": frame}).chart
    assert chart.title == ""


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("Average age by town, excluding climbers under 30.", "age >= 30"),
        ("Average age by town, leaving out those whose age is above 40.", "age <= 40"),
        ("Average age by town, except ages between 20 and 30.", "not age between 20 and 30"),
        ("Average age by town, excluding those older than the average.", "age <= its mean"),
        ("Average age by town, excluding Ulm, for climbers over 30.", "town != 'Ulm', where age > 30"),
    ],
)
def test_what_is_left_out_is_the_contrary_of_what_is_said_of_it(question: str, condition: str) -> None:
    """ "Excluding climbers under 30" keeps those of 30 and more: it kept the others, as sure."""
    assert read(question).sentence == f"mean of age by town (bar), where {condition}"


@pytest.mark.parametrize(
    "who", ["except those who have a night climb", "excluding those with a night climb", "not having a night climb"]
)
def test_who_is_left_out_for_one_row_of_another_table_is_out_with_all(who: str) -> None:
    wanted = "number of rows by town (bar), where climber_id is not in climb where session = 'night'"
    assert read(f"Number of climbers by town, {who}, as bars.").sentence == wanted
