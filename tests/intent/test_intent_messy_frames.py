"""Frames as they come: amounts as text, months as columns, periods, flags, few marks; and the short ways of asking for them."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from asked import best_reading

from jupyter_viscode.chart.write import write
from jupyter_viscode.context.build import build
from jupyter_viscode.intent import Reading, readings
from jupyter_viscode.spec import Chart, Fold

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]


def _people() -> pd.DataFrame:
    random = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "Dept.": random.choice(["Sales", "IT", "Ops"], 80),
            "Pay ($)": [f"${v:,.2f}" for v in random.uniform(900, 90_000, 80)],
            "Share": random.choice(["5%", "12.5%", "n/a"], 80),
            "remote": random.random(80) < 0.4,
            "stars": random.integers(1, 6, 80),
            "method": random.choice(["card", "cash", "app"], 80),
            "CO2 (t per capita)": random.uniform(1, 9, 80),
        }
    )


def _budget() -> pd.DataFrame:
    table = pd.DataFrame({"item": ["Rent", "Food", "Travel"]})
    return table.assign(**{month: [900.0, 300.0 + i, 50.0 * i] for i, month in enumerate(MONTHS)})


def _power() -> pd.DataFrame:
    months = pd.period_range("2021-01", "2023-12", freq="M")
    return pd.DataFrame({"month": months, "solar_kwh": np.arange(36.0), "bill": np.arange(36.0) + 7})


def _visits() -> pd.DataFrame:
    random = np.random.default_rng(2)
    when = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.sort(random.integers(0, 90_000, 300)), "min")
    return pd.DataFrame(
        {
            "visit": [f"V{i:04d}" for i in range(300)],
            "arrived": when,
            "cancelled": random.choice([0, 1], 300),
            "ward": random.choice(["A", "B"], 300),
            "age": random.integers(0, 90, 300),
        }
    )


def _trial() -> pd.DataFrame:
    random = np.random.default_rng(3)
    weeks, arms = random.choice([0, 2, 4, 8], 90), random.choice(["drug", "placebo"], 90)
    return pd.DataFrame({"arm": arms, "week": weeks, "pressure": random.normal(130, 9, 90)})


FRAMES = {"people": _people, "budget": _budget, "power": _power, "visits": _visits, "trial": _trial}


def _read(name: str, words: str) -> tuple[Reading, dict[str, Any]]:
    frames = {name: FRAMES[name]()}
    return best_reading(words, frames), frames


def _drawn(chart: Chart, frames: dict[str, Any]) -> dict[str, Any]:
    import matplotlib.pyplot as plt

    names = dict(frames)
    source = write(chart, "matplotlib", build(frames, "")).replace("plt.show()", "")
    exec(compile(source, "<chart>", "exec"), names)  # what a notebook's cell would do
    plt.close("all")
    return names


@pytest.mark.parametrize(
    ("name", "words", "sentence"),
    [
        ("people", "avg pay by dept", "mean of Pay ($) by Dept. (bar)"),
        ("people", "co2 dist per dept", "CO2 (t per capita) by Dept. (box plot)"),
        ("people", "distribution of stars", "number of rows by stars (bar)"),
        ("people", "card vs cash", "number of rows by method (bar), where method in card, cash"),
        ("people", "headcount by dept", "number of rows by Dept. (bar)"),
        ("budget", "spending per month", "sum of spending by month (bar)"),
        ("budget", "rent vs food over the year", "sum of value by month (line), one line per item, where item in Rent, Food"),
        ("budget", "Jan vs Feb by item", "Jan and Feb by item (bar, side by side)"),
        ("power", "yearly solar", "sum of solar_kwh by year of month (line)"),
        ("power", "avg bill by calendar month", "mean of bill by month of the year of month (line)"),
        ("visits", "how old are our guests", "histogram of age"),
        ("visits", "visits per week", "number of rows by week of arrived (line)"),
        ("visits", "cancellation rate by ward", "mean of share cancelled by ward (bar)"),
        ("trial", "mean pressure over the weeks by arm", "mean of pressure by week (line), one line per arm"),
        ("trial", "pressure drug vs placebo", "pressure by arm (box plot)"),
    ],
)
def test_what_is_read(name: str, words: str, sentence: str) -> None:
    found, _ = _read(name, words)
    assert found.sentence == sentence
    assert found.sure


def test_what_was_not_found_is_not_counted_instead() -> None:
    found, _ = _read("people", "occupancy by dept")
    assert not found.sure
    assert any("was not found" in doubt for doubt in found.doubts)


def test_amounts_as_text_are_averaged_as_numbers() -> None:
    found, frames = _read("people", "average pay by dept")
    means = _drawn(found.chart, frames)["means"].set_index("Dept.")["Pay ($)"]
    people = frames["people"]
    truth = people["Pay ($)"].str.replace(r"[$,]", "", regex=True).astype(float).groupby(people["Dept."]).mean()
    assert means.round(6).equals(truth.round(6))


def test_shares_as_text_leave_out_what_is_missing() -> None:
    found, frames = _read("people", "average share by dept")
    means = _drawn(found.chart, frames)["means"]
    assert means["Share"].between(5, 12.5).all()


def test_months_as_columns_run_in_their_order() -> None:
    found, frames = _read("budget", "monthly total")
    assert any(isinstance(t, Fold) for t in found.chart.transforms)
    totals = _drawn(found.chart, frames)["totals"]
    assert totals["month"].astype(str).tolist() == MONTHS
    assert totals["value"].tolist() == frames["budget"][MONTHS].sum().tolist()


def test_periods_are_dates() -> None:
    found, frames = _read("power", "solar per year")
    totals = _drawn(found.chart, frames)["totals"]
    assert totals["solar_kwh"].tolist() == frames["power"].groupby(frames["power"]["month"].dt.year)["solar_kwh"].sum().tolist()


def test_many_names_stand_below_each_other() -> None:
    names = [f"land {i}" for i in range(120)]
    frames = {"lands": pd.DataFrame({"country": names, "population": range(120), "region": ["N", "S"] * 60})}
    chart = readings("population per country", build(frames, ""), frames)[0].chart
    assert chart.encoding("y").field == "country"
    assert (chart.style.height or 0) > 15


def test_days_of_a_table_of_days_are_counted_not_added_up() -> None:
    days = pd.date_range("2023-01-01", periods=400)
    frames = {"weather": pd.DataFrame({"date": days, "wind": np.arange(400.0), "sky": ["sun", "rain"] * 200})}
    words = "number of days per month by sky as a stacked bar chart"
    found = best_reading(words, frames)
    assert found.sure
    assert found.sentence.startswith("number of rows by month")


@pytest.mark.parametrize(
    ("instruction", "remarks"),
    [("total amount by method", ("'Card' and 'card' count as two",)), ("histogram of amount", ())],
)
def test_groups_that_only_capitals_tell_apart_are_named(instruction: str, remarks: tuple[str, ...]) -> None:
    frames = {"pay": pd.DataFrame({"method": ["Card", "card", "cash", "Cash ", "cash"], "amount": [1, 2, 3, 4, 5.5]})}
    assert best_reading(instruction, frames).remarks == remarks


@pytest.mark.parametrize("name", ["a b`{}", "50% <b>", "a>b", "growth %", r"c:\<new>"])
@pytest.mark.parametrize("written", ["{}", "`{}`", '"{}"'])
def test_names_that_hold_marks_are_found_as_they_stand(name: str, written: str) -> None:
    frames = {"df": pd.DataFrame({"region": list("NSEN"), name: [1.0, 2.0, 3.0, 4.5]})}
    instruction = f"mean of {written.format(name)} by region"
    assert best_reading(instruction, frames).sentence == f"mean of {name} by region (bar)"


@pytest.mark.parametrize(
    ("instruction", "sentence"),
    [
        ("views by site", "sum of pageviews by site (bar)"),
        ("number of views per day", "sum of pageviews by day (line)"),
        ("headcount by site", "sum of headcount by site (bar)"),
        ("heart rate against wind speed", "heartrate against windspeed"),
    ],
)
def test_names_written_together_are_found_by_their_parts(instruction: str, sentence: str) -> None:
    days = pd.date_range("2024-01-01", periods=6)
    frame = pd.DataFrame({"day": days, "pageviews": [1, 2, 3, 4, 5, 9], "heartrate": [60.5, 70, 80, 65, 77, 90],
                          "windspeed": [2.5, 3, 4, 5, 6, 7], "site": list("aabbcc"), "headcount": [3, 4, 5, 6, 7, 9]})  # fmt: skip
    assert best_reading(instruction, {"df": frame}).sentence == sentence


@pytest.mark.parametrize("name", ["size", "share", "order", "rank", "trend", "ratio", "facet", "bin", "count", "number"])
def test_a_column_may_be_called_like_a_wish(name: str) -> None:
    """Behind "average" stands what is averaged, whatever the word asks for elsewhere."""
    frames = {"table": pd.DataFrame({"kind": list("xxyyzzxxyyzz"), name: [3, 9, 4, 8, 1, 6, 12, 15, 7, 2, 11, 10]})}
    for question, sentence in (
        (f"average {name} by kind", f"mean of {name} by kind (bar)"),
        (f"max {name} for each kind, descending", f"max of {name} by kind (bar), descending by value"),
        (f"histogram of {name}", f"histogram of {name}"),
    ):
        assert readings(question, build(frames, question), frames)[0].sentence == sentence


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("size by day", "mean of size by day (bar)"),
        ("scatter of tip and bill, size by weight", "bill against tip, sized by weight"),
        ("tip vs bill, points sized by size", "tip against bill, sized by size"),
    ],
)
def test_points_have_a_size_and_so_may_rows(question: str, sentence: str) -> None:
    numbers = {"size": [3, 2, 4, 4, 1, 6], "tip": [1.5, 2.0, 3.5, 0.5, 2.5, 4.0], "bill": [9.5, 20.5, 31, 12, 18, 40.5]}
    frames = {"table": pd.DataFrame({"day": list("xyzxyz"), **numbers, "weight": range(3, 9)})}
    assert readings(question, build(frames, question), frames)[0].sentence == sentence


@pytest.mark.parametrize("name", ["color", "line", "series", "stack", "share", "trend", "box", "bin", "column", "legend"])
def test_groups_may_be_called_like_a_wish(name: str) -> None:
    """Behind "by" and "for" stands a column that is called so."""
    kinds = {name: ["red", "red", "blue", "blue", "tan", "tan"] * 2, "city": list("ababababaabb")}
    frames = {"table": pd.DataFrame({**kinds, "fare": [3, 9, 4, 8, 1, 6, 12, 15, 7, 2, 11, 10]})}
    for question, sentence in (
        (f"mean fare by {name}", f"mean of fare by {name} (bar)"),
        (f"total fare by city, coloured by {name}", f"sum of fare by city (bar), one colour per {name}"),
        (f"mean fare by city for {name} red", f"mean of fare by city (bar), where {name} = 'red'"),
    ):
        assert readings(question, build(frames, question), frames)[0].sentence == sentence


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("mean fare by city for grade b", "mean of fare by city (bar), where grade = 'b'"),
        ("number of rows by city for grades a and x", "number of rows by city (bar), where grade in a, x"),
        ("grade c: mean fare by city", "mean of fare by city (bar), where grade = 'c'"),
        ("for each grade a bar of mean fare", "mean of fare by grade (bar)"),
        ("mean fare by city for grade a", "mean of fare by city (bar), where grade = 'a'"),
        ("for grade a mean fare by city", "mean of fare by city (bar), where grade = 'a'"),
        ("mean fare by city for grade a or c", "mean of fare by city (bar), where grade in a, c"),
        ("mean fare by city for size s", "mean of fare by city (bar), where size = 's'"),
        ("mean fare by city for sizes s and l", "mean of fare by city (bar), where size in s, l"),
    ],
)
def test_a_letter_behind_its_column_is_a_value(question: str, sentence: str) -> None:
    frames = {
        "table": pd.DataFrame(
            {"grade": list("abcxabcxabcx"), "city": list("PQ") * 6, "fare": range(12), "size": list("smlslm") * 2}
        )
    }
    assert readings(question, build(frames, question), frames)[0].sentence == sentence


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("average fare for grade b or better", ""),
        ("average fare for grades a and z", "z"),
        ("scatter of size and fare with point size 5", "point size 5"),
        ("scatter of fare and weight, points of size 4", "points of size 4"),
        ("scatter of fare and weight with font size 12", "font size 12"),
    ],
)
def test_what_is_read_by_half_is_in_doubt(question: str, named: str) -> None:
    """A size of points or letters chooses no rows, and a list is not cut short in silence."""
    numbers = {"fare": range(12), "size": [3, 2, 4, 5, 1, 6] * 2, "weight": [2.5, 1, 7, 3, 9, 4, 6, 8, 5, 12, 11, 10]}
    frames = {"table": pd.DataFrame({"grade": list("abcxabcxabcx"), **numbers})}
    best = readings(question, build(frames, question), frames)[0]
    assert best.confidence < 0.75 and "size =" not in best.sentence
    assert not named or named in best.unread


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("scatter of laps vs speed with red points", "laps against speed"),
        ("plot speed vs laps as red points", "speed against laps"),
        ("show the points of laps against speed", "laps against speed"),
        ("show the points for each driver", "sum of points by driver (bar)"),
        ("points by driver", "sum of points by driver (bar)"),
    ],
)
def test_points_are_marks_unless_they_are_measured(question: str, sentence: str) -> None:
    numbers = {
        "laps": range(12),
        "speed": [2.5, 1, 7, 3, 9, 4, 6, 8, 5, 12, 11, 10],
        "points": [3, 9, 4, 8, 1, 6, 12, 15, 7, 2, 11, 10],
    }
    frames = {"table": pd.DataFrame({"driver": list("abcdef") * 2, **numbers, "team": ["Red", "Blue"] * 6})}
    assert readings(question, build(frames, question), frames)[0].sentence == sentence


@pytest.mark.parametrize("name", ["color", "hue"])
def test_for_a_colour_names_the_column(name: str) -> None:
    frames = {"table": pd.DataFrame({name: ["red", "blue", "tan"] * 4, "fare": [3, 9, 4, 8, 1, 6, 12, 15, 7, 2, 11, 10]})}
    question = f"average fare for {name} red"
    assert readings(question, build(frames, question), frames)[0].sentence == f"mean of fare, one figure, where {name} = 'red'"
