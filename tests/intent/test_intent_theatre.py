"""Questions over the tables of an invented theatre: what is counted, summed and ordered through keys of several names."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from asked import best_reading


def theatre() -> dict[str, Any]:
    """Shows, who plays in them and directs them, and where they were performed."""
    venues = pd.DataFrame({"venue_code": ["V1", "V2", "V3", "V4"], "venue_title": ["Opera", "Barn", "Arena", "Cellar"],
                           "district": ["North", "South", "North", "East"], "seats": [900, 120, 2200, 80]})  # fmt: skip
    titles = ["Macbeth", "Cats", "Hamlet", "Nora", "Faust", "Ubu", "Medea", "Lear"]
    genres = ["drama", "musical", "drama", "drama", "opera", "comedy", "drama", "drama"]
    premieres = pd.date_range("2015-02-03", periods=8, freq="300D")
    shows = pd.DataFrame({"ShowID": range(1, 9), "Title": titles, "Genre": genres, "Premiere": premieres,
                          "director": [1, 2, 1, 3, 4, 2, 5, 1]})  # fmt: skip
    first = ["Eva", "Ole", "Ida", "Per", "Liv", "Jon", "Siv", "Kai", "Una", "Bo"]
    last = ["Lund", "Berg", "Holm", "Dahl", "Moe", "Vik", "Aas", "Ness", "Foss", "Lie"]
    nations = ["NO", "SE", "NO", "DK", "NO", "SE", "DK", "NO", "SE", "FI"]
    people = pd.DataFrame({"pid": range(1, 11), "fname": first, "lname": last, "nationality": nations,
                           "born": [1970, 1981, 1992, 1968, 1977, 1985, 1990, 1959, 1988, 1995]})  # fmt: skip
    roles = ["Macbeth", "Lady", "Duncan", "Rum", "Griz", "Hamlet", "Ghost", "Nora", "Faust", "Gretchen", "Ubu", "Medea"]
    casts = pd.DataFrame({"show_id": [1, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 7], "role": roles,
                          "actor_id": [6, 7, 8, 9, 10, 6, 8, 7, 9, 10, 6, 8],
                          "fee": [300, 280, 150, 200, 210, 400, 120, 350, 330, 310, 150, 380]})  # fmt: skip
    performances = pd.DataFrame({
        "perf_no": range(100, 124),
        "show": [1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 1, 2, 3, 4, 5, 6, 2],
        "venue": ["V1", "V2", "V3", "V3", "V1", "V1", "V4", "V2", "V4", "V1", "V3", "V2"] * 2,
        "held_on": pd.date_range("2023-01-05", periods=24, freq="19D"),
        "tickets": [700, 100, 1800, 2000, 850, 600, 70, 90, 60, 820, 1500, 110, 75, 500, 95, 1900, 640, 80, 2100, 65, 450, 1200,
                    115, 1750],
        "price": [40, 20, 60, 65, 50, 38, 15, 18, 15, 70, 80, 12, 12, 35, 20, 55, 40, 22, 60, 15, 30, 75, 14, 62],
    })  # fmt: skip
    return {"venues": venues, "Shows": shows, "People": people, "casts": casts, "performances": performances}


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (
            "Show the number of performances of each show as a bar chart, sorted by the number in descending order.",
            "number of rows by Title (bar), with Shows, descending by value",
        ),
        (
            "Plot the average ticket price of each genre in a bar chart, lowest first.",
            "mean of price by Genre (bar), with Shows, ascending by value",
        ),
        ("Show the show titles and how many tickets each sold, bar chart", "sum of tickets by Title (bar), with Shows"),
        (
            "Which directors have directed more than one show? Show last name and number of shows in a bar chart.",
            "rows by lname (bar), with People, for each lname, where rows > 1",
        ),
        (
            "Show the number of performances per weekday in venues with less than 200 seats.",
            "number of rows by weekday of held_on (line), with venues, where seats < 200",
        ),
        (
            "Bar chart of the number of roles played by each person, show their first names in alphabetical order.",
            "number of rows by fname (bar), with People, ascending by fname",
        ),
        (
            "For each show with at least 2 roles show its title and the sum of the fees, descending.",
            "sum fee by Title (bar), with Shows, for each Title, where rows >= 2, descending by value",
        ),
        (
            "Line chart: total tickets over time for each genre, by quarter.",
            "sum of tickets by quarter of held_on (line), one line per Genre, with Shows",
        ),
        ("show ids above 3 with their number of performances", "number of rows by ShowID (bar), with Shows, where ShowID > 3"),
    ],
)
def test_questions_over_several_tables_are_read(question: str, sentence: str) -> None:
    frames = theatre()
    best = best_reading(question, frames)
    assert best.sentence == sentence
    assert best.certain
