"""Plain requests on single tables, asked with the other tables in the session, too: what is drawn of which columns."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest
from asked import best_reading

from jupyter_viscode.chart.write import write
from jupyter_viscode.context.build import build
from jupyter_viscode.intent import Reading


@cache
def session() -> dict[str, Any]:
    """Five frames such as are in many notebooks, with nothing to join."""
    autos = pd.DataFrame(
        {
            "Model": [f"model {i % 97}" for i in range(300)],
            "Miles_per_Gallon": [12.0 + (i * 7) % 29 for i in range(300)],
            "Cylinders": [(4, 6, 8, 4, 5)[i % 5] for i in range(300)],
            "Horsepower": [60 + (i * 13) % 150 for i in range(300)],
            "Weight_in_lbs": [1600 + (i * 37) % 3200 for i in range(300)],
            "Year": pd.to_datetime([f"{1970 + i % 12}-01-01" for i in range(300)]),
            "Origin": [("USA", "Japan", "Europe")[(i * i) % 3 if i % 4 else i % 3] for i in range(300)],
        }
    )
    days = pd.date_range("2012-01-01", "2015-12-31", freq="D")
    weather = pd.DataFrame(
        {
            "date": days,
            "precipitation": [float((i * 7) % 11) if i % 3 == 0 else 0.0 for i in range(len(days))],
            "temp_max": [10.0 + abs(183 - i % 365) / 9 + i % 5 for i in range(len(days))],
            "temp_min": [3.0 + abs(183 - i % 365) / 10 + i % 4 for i in range(len(days))],
            "wind": [1.0 + (i * 3) % 8 for i in range(len(days))],
            "weather": [("sun", "rain", "fog", "sun", "snow")[(i * 3 + i // 11) % 5] for i in range(len(days))],
        }
    )
    months = pd.date_range("2000-01-01", periods=120, freq="MS")
    quotes = pd.DataFrame(
        {
            "symbol": [s for s in ("MSFT", "AMZN", "IBM", "GOOG", "AAPL") for _ in months],
            "date": [m for _ in range(5) for m in months],
            "price": [20.0 + (i * 11) % 140 for i in range(5 * len(months))],
        }
    )
    passengers = pd.DataFrame(
        {
            "pclass": [1 + (i * 7) % 3 for i in range(200)],
            "sex": [("male", "female", "male")[i % 3] for i in range(200)],
            "age": [1.0 + (i * 17) % 75 if i % 9 else None for i in range(200)],
            "fare": [7.5 + (i * 23) % 90 for i in range(200)],
            "survived": [(i * i) % 3 % 2 for i in range(200)],
        }
    )
    tips = pd.DataFrame(
        {
            "total_bill": [8.0 + (i * 19) % 40 for i in range(180)],
            "tip": [1.0 + (i * 5) % 9 for i in range(180)],
            "smoker": ["Yes" if i % 3 else "No" for i in range(180)],
            "day": [("Thur", "Fri", "Sat", "Sun")[(i // 3) % 4] for i in range(180)],
            "time": ["Dinner" if i % 4 else "Lunch" for i in range(180)],
            "size": [1 + (i * 3) % 6 for i in range(180)],
        }
    )
    return {"autos": autos, "weather": weather, "quotes": quotes, "passengers": passengers, "tips": tips}


def best(instruction: str) -> Reading:
    return best_reading(instruction, session())


CASES = [
    ("average miles per gallon by origin and cylinders as grouped bars", "autos",
     "mean of Miles_per_Gallon by Origin (bar), one colour per Cylinders"),
    ("price of each symbol over time", "quotes", "price by date (line), one line per symbol"),
    ("heatmap of mean temp_max by month and year", "weather",
     "heatmap of mean of temp_max by month of the year of date and year of date"),
    ("monthly average price of AAPL and GOOG since 2005 on a log scale", "quotes",
     "mean of price by month of date (line), one line per symbol, where symbol in AAPL, GOOG, where year of date >= 2005"),
    ("cumulative precipitation in 2014", "weather",
     "sum of precipitation by day of date (line), where year of date = 2014, cumulative"),
    ("number of rainy days per month", "weather", "number of rows by month of date (line), where weather = 'rain'"),
    ("how many foggy days were there each year?", "weather",
     "number of rows by year of date (line), where weather = 'fog'"),
    ("average fare by pclass and sex", "passengers", "mean of fare by pclass (bar), one colour per sex"),
    ("survival rate by sex", "passengers", "mean of share survived by sex (bar)"),
    ("age distribution of the passengers", "passengers", "histogram of age"),
    ("histogram of fare with 30 bins", "passengers", "histogram of fare"),
    ("number of passengers per class", "passengers", "number of rows by pclass (bar)"),
    ("tip vs total bill coloured by smoker", "tips", "tip against total_bill, one colour per smoker"),
    ("average tip per day", "tips", "mean of tip by day (bar)"),
    ("box plot of total bill by day, split by smoker", "tips", "total_bill by day (box plot), one colour per smoker"),
    ("total bill by time and day as stacked bars", "tips", "sum of total_bill by time (bar), one colour per day"),
    ("number of tables by party size", "tips", "number of rows by size (bar)"),
    ("heatmap of average tip by day and time", "tips", "heatmap of mean of tip by day and time"),
    ("violin plot of tip for each day", "tips", "tip by day (violin)"),
    ("daily maximum temperature in 2013", "weather", "mean of temp_max by day of date (line), where year of date = 2013"),
    ("average wind per month for each year", "weather",
     "mean of wind by month of the year of date (line), one line per year of date"),
    ("temp_max over time", "weather", "temp_max by date (line)"),
    ("average temp_max by weekday", "weather", "mean of temp_max by weekday of date (line)"),
    ("30 day rolling average of temp_max", "weather", "mean of temp_max by day of date (line), rolling over 30"),
    ("pie chart of weather", "weather", "pie of number of rows by weather"),
    ("count of each weather type", "weather", "number of rows by weather (bar)"),
    ("yearly total precipitation", "weather", "sum of precipitation by year of date (line)"),
    ("total precipitation by month as a bar chart", "weather",
     "sum of precipitation by month of the year of date (bar)"),
    ("stacked bar chart of weather by month", "weather",
     "number of rows by month of the year of date (bar), one colour per weather"),
    ("scatter plot of temp_min and temp_max", "weather", "temp_max against temp_min"),
    ("temp_max vs wind for 2015 only", "weather", "temp_max against wind, where year of date = 2015"),
    ("IBM price over time", "quotes", "price by date (line), where symbol = 'IBM'"),
    ("average price per symbol, sorted from high to low", "quotes", "mean of price by symbol (bar), descending by value"),
    ("highest price of each symbol", "quotes", "max of price by symbol (bar)"),
    ("compare the price of MSFT and IBM over time", "quotes",
     "price by date (line), one line per symbol, where symbol in MSFT, IBM"),
    ("median price per year for each symbol", "quotes", "median of price by year of date (line), one line per symbol"),
    ("small multiples of price over time for each symbol", "quotes", "price by date (line), one panel per symbol"),
    ("area chart of price over time by symbol", "quotes", "price by date (area), one band per symbol"),
    ("horsepower against weight, coloured by origin", "autos",
     "Horsepower against Weight_in_lbs, one colour per Origin"),
    ("share of cars by origin", "autos", "pie of number of rows by Origin"),
    ("top 10 models by mpg", "autos",
     "mean of Miles_per_Gallon by Model (bar), top 10, descending by value"),
    ("average horsepower by cylinders", "autos", "mean of Horsepower by Cylinders (bar)"),
    ("mpg over the years by origin", "autos", "mean of Miles_per_Gallon by year of Year (line), one line per Origin"),
    ("mean weight of cars with more than 4 cylinders by origin", "autos",
     "mean of Weight_in_lbs by Origin (bar), where Cylinders > 4"),
    ("how many cars have 4, 6 or 8 cylinders", "autos",
     "number of rows by Cylinders (bar), where Cylinders in 4, 6, 8"),
    ("density of horsepower by origin", "autos", "density of Horsepower, one colour per Origin"),
    ("number of Japanese cars per year", "autos", "number of rows by Year (line), where Origin = 'Japan'"),
    ("bar chart of average age for men and women", "passengers",
     "mean of age by sex (bar), where sex in male, female"),
    ("average fare of survivors by class", "passengers", "mean of fare by pclass (bar), where survived = 1"),
    ('min and max price by symbol', 'quotes', 'min and max of price by symbol (bar, side by side)'),
    ('temp_max and temp_min over time', 'weather', 'temp_max and temp_min by date (line, one line each)'),
    ('average temp_max and temp_min by month', 'weather', 'mean of temp_max and temp_min by month of date (line, one line each)'),
    ('temp_max and temp_min in 2014', 'weather', 'temp_max and temp_min by date (line, one line each), where year of date = 2014'),
    ('how does mpg vary with horsepower?', 'autos', 'Horsepower against Miles_per_Gallon'),
    ('is there a relationship between age and fare?', 'passengers', 'fare against age'),
    ('what is the most common weather?', 'weather', 'number of rows by weather (bar), descending by value'),
    ('which symbol had the highest average price in 2008?', 'quotes', 'mean of price by symbol (bar), where year of date = 2008, descending by value'),
    ('how many men survived per class?', 'passengers', "number of rows by pclass (bar), where sex = 'male', where survived = 1"),
    ('average tip for smokers and non-smokers', 'tips', 'mean of tip by smoker (bar)'),
    ('number of smokers by day', 'tips', "number of rows by day (bar), where smoker = 'Yes'"),
    ('rainfall by month', 'weather', 'sum of precipitation by month of date (line)'),
    ('plot the closing price of AMZN', 'quotes', "price by date (line), where symbol = 'AMZN'"),
    ('price of GOOG between 2005 and 2008', 'quotes', "price by date (line), where symbol = 'GOOG', where year of date between 2005 and 2008"),
    ('show price by date for GOOG', 'quotes', "price by date (line), where symbol = 'GOOG'"),
    ('bar chart of the number of cars from each country', 'autos', 'number of rows by Origin (bar)'),
    ('average mpg of 4 cylinder cars by year', 'autos', 'mean of Miles_per_Gallon by Year (line), where Cylinders = 4'),
    ('days with more than 5 mm precipitation per month', 'weather', 'number of rows by month of date (line), where precipitation > 5'),
    ('snow days by year', 'weather', "number of rows by year of date (line), where weather = 'snow'"),
    ('number of sunny days in 2012', 'weather', "number of rows by month of date (line), where weather = 'sun', where year of date = 2012"),
    ('cumulative number of rainy days in 2013', 'weather', "number of rows by month of date (line), where weather = 'rain', where year of date = 2013, cumulative"),
    ('running total of tips by day', 'tips', 'sum of tip by day (bar), cumulative'),
    ('average tip on Sunday by smoker', 'tips', "mean of tip by smoker (bar), where day = 'Sun'"),
    ('histogram of age by sex', 'passengers', 'histogram of age, one colour per sex'),
    ('fare by age', 'passengers', 'fare against age'),
    ('pie of cylinders', 'autos', 'pie of number of rows by Cylinders'),
    ('count of male and female passengers', 'passengers', 'number of rows by sex (bar), where sex in male, female'),
    ('mpg ~ horsepower', 'autos', 'Miles_per_Gallon against Horsepower'),
    ('scatterplot horsepower mpg', 'autos', 'Miles_per_Gallon against Horsepower'),
    ('average total bill by day and smoker side by side', 'tips', 'mean of total_bill by day (bar), one colour per smoker'),
    ('mpg of Japanese and European cars', 'autos', 'mean of Miles_per_Gallon by Origin (bar), where Origin in Japan, Europe'),
    ('sum of precipitation by year and month', 'weather', 'sum of precipitation by month of the year of date (line), one line per year of date'),
    ('temp_max by month and weather', 'weather', 'mean of temp_max by month of date (line), one line per weather'),
    ('symbols with average price above 90', 'quotes', 'rows by symbol (bar), for each symbol, where mean price > 90'),
    ('cars with horsepower between 100 and 150 by origin', 'autos', 'number of rows by Origin (bar), where Horsepower between 100 and 150'),
    ('wind on rainy days', 'weather', "wind by date (line), where weather = 'rain'"),
]  # fmt: skip


@pytest.mark.parametrize(("instruction", "frame", "sentence"), CASES)
def test_everyday(instruction: str, frame: str, sentence: str) -> None:
    reading = best(instruction)
    assert (reading.chart.frame, reading.sentence) == (frame, sentence)


@pytest.mark.parametrize("library", ["matplotlib", "altair"])
@pytest.mark.parametrize("instruction", [q for q, _, _ in CASES[:7]])
def test_everyday_runs(instruction: str, library: str) -> None:
    """The code of a reading runs in the session that it was read for."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    code = write(best(instruction).chart, library, build(session(), instruction))
    exec(compile(code.replace("plt.show()", ""), "<answer>", "exec"), {"__name__": "__main__", **session()})
    plt.close("all")


def odd() -> dict[str, Any]:
    """Columns named by numbers, by letters beyond Latin, and in two levels."""
    return {
        "counted": pd.DataFrame({0: [1.0, 2.0, 3.5, 4.0], 1: [2.0, 3.0, 5.0, 4.5]}),
        "letters": pd.DataFrame({"é🙂": [1.0, 2.0, 2.5, 4.0], "b c": [2.0, 3.0, 5.0, 4.5]}),
        "levels": pd.DataFrame({("x", "one"): [1.0, 2.0, 3.0, 5.0], ("x", "two"): [2.0, 3.0, 5.5, 4.5]}),
    }


@pytest.mark.parametrize(
    ("instruction", "frame", "sentence"),
    [
        ("scatter of 0 against 1", "counted", "0 against 1"),
        ("histogram of 1", "counted", "histogram of 1"),
        ("histogram of 0 where 1 is above 3", "counted", "histogram of 0, where 1 > 3"),
        ('histogram of "é🙂"', "letters", "histogram of é🙂"),
        ("scatter plot of 'b c' vs \"é🙂\"", "letters", "b c against é🙂"),
        ("histogram of two", "levels", "histogram of x / two"),
        ("scatter of one and two", "levels", "x / two against x / one"),
    ],
)
def test_odd_names(instruction: str, frame: str, sentence: str) -> None:
    frames = {frame: odd()[frame]}
    assert best_reading(instruction, frames).sentence == sentence


def test_what_has_no_place_is_named() -> None:
    assert best("total bill and tip by day as a pie").unread == ("tip",)
    assert best("pie of the number of cars and average mpg by origin").unread == ("mean of Miles_per_Gallon",)
    assert [layer.secondary for layer in best("number of cars and average mpg by origin").chart.layers] == [True]


def test_points_have_sizes() -> None:
    chart = best("scatter of horsepower and mpg, size by weight, color by origin").chart
    assert (chart.encoding("size").field, chart.encoding("color").field) == ("Weight_in_lbs", "Origin")


def test_second_group_of_whole_numbers_stands_beside() -> None:
    chart = best("average miles per gallon by origin and cylinders as grouped bars").chart
    assert chart.encoding("color").field == chart.encoding("xOffset").field == "Cylinders"


def clinic() -> dict[str, Any]:
    """Bills for appointments of patients, who were born long before."""
    born = pd.to_datetime(["1961-03-02", "1985-07-21", "1990-01-30", "2004-11-11"])
    patients = pd.DataFrame({"PatientID": [1, 2, 3, 4], "City": ["Oslo", "Oslo", "Bergen", "Bergen"], "BirthDate": born})
    doctors = pd.DataFrame({"DoctorID": [11, 12, 13], "Name": ["Dr Moe", "Dr Lie", "Dr Vik"]})
    days = pd.date_range("2022-02-01", periods=12, freq="55D")
    visits = pd.DataFrame({"AppID": range(1, 13), "PatientID": [1, 2, 3, 4] * 3, "DoctorID": [11, 11, 12, 13, 12, 11] * 2,
                           "AppDate": days})  # fmt: skip
    amounts = [60.5, 70, 80, 65, 77, 90, 81, 55, 62, 71, 99, 58]
    bills = pd.DataFrame(
        {"BillNo": range(500, 512), "AppID": range(1, 13), "Amount": amounts, "Paid": ["yes", "no", "yes"] * 4}
    )
    return {"Patients": patients, "Doctors": doctors, "Appointments": visits, "Bills": bills}


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What share of the amount is paid and not paid?", "pie of sum of Amount by Paid"),
        ("What percentage of bills is paid?", "pie of number of rows by Paid"),
        ("Number of patients per city born in 1985", "number of rows by City (bar), where year of BirthDate = 1985"),
        (
            "Number of distinct patients seen by each doctor in 2023",
            "number of different PatientID by Name (bar), with Doctors, where year of AppDate = 2023",
        ),
    ],
)
def test_figures_flags_and_years_are_those_of_the_rows_that_have_them(question: str, sentence: str) -> None:
    frames = clinic()
    best = best_reading(question, frames)
    assert best.sentence == sentence
    assert best.sure
