"""What people type into a cell, short and in their own words: the chart that is drawn of it."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from asked import best_reading

from jupyter_viscode.chart.write import write
from jupyter_viscode.context.build import build
from jupyter_viscode.intent import Reading, readings
from jupyter_viscode.intent.schema.scales import known_order


@cache
def sessions() -> dict[str, dict[str, Any]]:
    """Frames as they are in notebooks, none beside another but where they belong together."""
    few = np.arange(240)
    days = pd.date_range("2022-01-01", "2023-12-31")
    polls = pd.DataFrame(
        {
            "team": np.array(["Red", "Blue", "Green"])[few % 3],
            "Q1: The tools are good": np.array(["Agree", "Strongly agree", "Disagree", "Neutral"])[few % 4],
            "Q2: I sleep well": np.array(["Agree", "Disagree", "Neutral"])[few * 7 % 3],
            "stress": few * 13 % 10,
            "weekly_hours": 20 + few * 17 % 37,
        }
    )
    rides = pd.DataFrame(
        {
            "date": days,
            "visits": 100 + (np.arange(len(days)) * 37) % 90,
            "delay": 1.0 + (np.arange(len(days)) * 11) % 23,
            "line": np.array(["U1", "U2", "S3"])[np.arange(len(days)) % 3],
        }
    )
    flats = pd.DataFrame(
        {
            "flat_id": few + 1,
            "rent": 400.0 + few * 53 % 1900,
            "area": 20.0 + few * 29 % 131,
            "district": np.array(["North", "South", "Mitte", "West"])[few % 4],
            "latitude": 52 + few / 1000,
            "longitude": 13 + (few * 7 % 240) / 1000,
        }
    )
    years = np.tile(np.arange(2000, 2020), 3)
    lands = pd.DataFrame(
        {
            "land": np.repeat(["Peru", "Chile", "Bolivia"], 20),
            "year": years,
            "gdp": 1000.0 * 1.1 ** (np.arange(60) % 20) + np.arange(60),
        }
    )
    guests = pd.DataFrame(
        {"guest_id": np.arange(40), "name": [f"Guest {i}" for i in range(40)], "town": ["Ulm", "Aachen"] * 20}
    )
    stays = pd.DataFrame({"stay_id": few, "guest_id": few % 40, "nights": 1 + few % 9, "amount": 50.0 + few * 31 % 400})
    samples = pd.DataFrame(
        np.arange(20.0).reshape(5, 4) % 7, index=pd.Index(list("abcde"), name="probe"), columns=["s1", "s2", "s3", "s4"]
    )
    return {
        "polls": {"polls": polls}, "rides": {"rides": rides}, "flats": {"flats": flats}, "lands": {"lands": lands},
        "hotel": {"guests": guests, "stays": stays}, "samples": {"samples": samples},
    }  # fmt: skip


def best(instruction: str, session: str) -> Reading:
    held = sessions()[session]
    best = best_reading(instruction, held)
    assert best.sure, (best.sentence, best.doubts)
    return best


CASES = [
    ("polls", "team split", "number of rows by team (bar)"),
    ("polls", "breakdown by team", "number of rows by team (bar)"),
    ("polls", "answers to Q1", "number of rows by Q1: The tools are good (bar)"),
    ("polls", "Q2 by team, 100% stacked", "number of rows by team (bar), one colour per Q2: I sleep well"),
    ("polls", "is stress related to weekly hours?", "stress against weekly_hours"),
    ("polls", "does stress depend on team", "stress by team (box plot)"),
    ("polls", "hist of weekly hours with 12 bins and a kde", "histogram of weekly_hours"),
    ("polls", "outliers in weekly hours", "box plot of weekly_hours"),
    ("polls", "whats the busiest team", "number of rows by team (bar), descending by value"),
    ("rides", "which month has the most visits?", "sum of visits by month of the year of date (bar), descending by value"),
    ("rides", "what weekday had the highest delay", "mean of delay by weekday of date (bar), descending by value"),
    ("rides", "calendar heatmap of average delay: month vs year", "heatmap of mean of delay by month of the year of date and year of date"),
    ("rides", "visits per month, 2022 vs 2023",
     "sum of visits by month of the year of date (line), one line per year of date, where year of date in 2022, 2023"),
    ("rides", "compare weekday vs weekend", "mean of visits by part of the week (bar)"),
    ("rides", "delay on weekdays versus weekends", "mean of delay by part of the week (bar)"),
    ("lands", "growth of gdp in percent since 2010 per land",
     "mean of gdp by year (line), one line per land, where year >= 2010, percent change"),
    ("rides", "corr heatmap", "heatmap of the correlations of visits and delay"),
    ("flats", "rent per area by district", "mean of rent per area by district (bar)"),
    ("flats", "rent / area by district", "mean of rent per area by district (bar)"),
    ("flats", "map of the flats coloured by rent", "latitude against longitude, one colour per rent"),
    ("flats", "10 most expensive apartments", "rent by flat_id (bar), top 10, descending by value"),
    ("lands", "gdp of each land over time", "mean of gdp by year (line), one line per land"),
    ("lands", "peru vs chile gdp", "mean of gdp by year (line), one line per land, where land in Peru, Chile"),
    ("lands", "small multiples of gdp per land", "mean of gdp by year (line), one panel per land"),
    ("hotel", "top 5 guests", "sum of amount by name (bar), with guests, top 5, descending by value"),
]  # fmt: skip


@pytest.mark.parametrize(("session", "instruction", "sentence"), CASES)
def test_short_ways(session: str, instruction: str, sentence: str) -> None:
    assert best(instruction, session).sentence == sentence


def drawn(instruction: str, session: str) -> Any:
    import matplotlib.pyplot as plt

    held = sessions()[session]
    code = write(best(instruction, session).chart, "matplotlib", build(held, instruction))
    exec(code, {**held, "__name__": "cell"})
    figure = plt.gcf()
    plt.close("all")
    return figure


def test_a_ratio_is_computed_row_by_row() -> None:
    flats = sessions()["flats"]["flats"]
    heights = [bar.get_height() for bar in drawn("rent per area by district", "flats").axes[0].patches]
    wanted = (flats["rent"] / flats["area"]).groupby(flats["district"]).mean()
    assert heights == pytest.approx(list(wanted))


def test_a_quantity_colours_points_by_a_palette() -> None:
    figure = drawn("map of the flats coloured by rent", "flats")
    assert len(figure.axes) == 2 and figure.axes[0].get_legend() is None


def test_weekends_begin_on_saturday() -> None:
    rides = sessions()["rides"]["rides"]
    heights = [bar.get_height() for bar in drawn("delay on weekdays vs weekends", "rides").axes[0].patches]
    late = rides["date"].dt.day_name().isin(["Saturday", "Sunday"])
    assert heights == pytest.approx([rides["delay"][~late].mean(), rides["delay"][late].mean()])


def test_answers_stand_in_their_order() -> None:
    labels = [t.get_text() for t in drawn("answers to Q1", "polls").axes[0].get_xticklabels()]
    assert labels == ["Disagree", "Neutral", "Agree", "Strongly agree"]


def test_a_wished_order_comes_first() -> None:
    heights = [bar.get_height() for bar in drawn("answers to Q1, sorted descending", "polls").axes[0].patches]
    assert heights == sorted(heights, reverse=True)


def test_points_get_the_logarithm_where_they_need_it() -> None:
    frame = pd.DataFrame({"lifespan": 50.0 + np.arange(60) % 30, "income": 10.0 ** (np.arange(60) / 15)})
    held = {"people": frame}
    chart = readings("log scale scatter of lifespan vs income", build(held, ""), held)[0].chart
    assert chart.encoding("x").scale is not None and chart.encoding("x").scale.type == "log"
    assert chart.encoding("y").scale is None


def test_a_frame_of_numbers_is_drawn_whole() -> None:
    axes = drawn("heatmap of the samples", "samples").axes[0]
    assert [t.get_text() for t in axes.get_xticklabels()] == ["s1", "s2", "s3", "s4"]
    assert [t.get_text() for t in axes.get_yticklabels()] == list("abcde")


def test_known_orders() -> None:
    assert known_order({"high", "low", "medium"}) == ("low", "medium", "high")
    assert known_order({"Mon", "Sun", "Tue"}) == ("Mon", "Tue", "Sun")
    assert known_order({"high", "low", "purple"}) == ()
    assert known_order({"low", "high"}) == ()
