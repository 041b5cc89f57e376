"""Edits that take words back, ask for the same again, are written as settings of a program, or speak of dates and weekdays."""

from __future__ import annotations

import datetime as dt

import matplotlib

matplotlib.use("Agg")

import pytest
from edit_cases import BASES
from test_intent_edit import FRAME, draw, edited

from jupyter_viscode.spec import Annotation, Filter

SAME = [
    ("bar", "make it blue, no wait, green", "make it green"),
    ("bar", "top 5... no, 3", "top 3"),
    ("lines", "legend on the left, sorry, right", "legend on the right"),
    ("line", "by week - no, by quarter", "by quarter"),
    ("bar", "sort ascending, scratch that, make it horizontal", "horizontal"),
    ("line", "title 'One', I mean 'Two'", "title 'Two'"),
    ("scatter", "log scale on x and the same for y", "log scale on x, log scale on y"),
    ("scatter", "alpha=0.5, s=20, grid=True", "opacity 0.5, point size 20, grid"),
    ("line", "color='red', ls='--', lw=3", "red, dashed line, line width 3"),
    ("line", "figsize=(9, 3), xlabel='' and ylabel='Mean'", "9 x 3 inches, no x axis title, y axis title 'Mean'"),
    ("lines", "legend=False", "no legend"),
    ("bar", "set the title to \"\"", "no title"),
    ("scatterc", "encode region by shape and by colour", "a different symbol for each region"),
    ("bar", "a chart of lines in place of the bars", "line chart"),
    ("bar", "get North out", "without North"),
    ("lines", "the average across regions", "mean, no colours"),
    ("bar", "the names at the bottom are squished together can u tilt them", "rotate the labels"),
    ("line", "the line must have points on it and color of orange", "add markers, in orange"),
    ("hist", "use 5-minute bins", "bins of width 5"),
    ("bar", "call it Two years, 16 by 9 cm", "title 'Two years', 16 by 9 cm"),
    ("scatter", "swap abscissa and ordinate", "swap the axes"),
    ("scatter", "the dots are too big n too dark, can u make them smaller", "smaller points"),
    ("line", "switch the backend to plotly", "with plotly"),
    ("bar", "everything light grey except North, which should be tomato", "all light grey except North in tomato"),
    ("line", "y axis format ',.0f'", "write the numbers on the y axis like 1,200"),
    ("line", "add a red line at 60, labelled Our goal", "add a red line at 60 labelled 'Our goal'"),
    ("bar", "North in red, everybody else in silver", "North in red, all others in silver"),
    ("bar", "put Islands first, then East, then the others", "Islands and East first"),
    ("stacked", "colours: red, green and teal", "use the colours red, green and teal"),
    ("scatter", "x='rating'", "swap the axes"),
    ("box", "log-transform the y axis", "log scale on y"),
    ("bar", "rank the regions from worst to best and cap it at three", "sort ascending, top 3"),
    ("hist", "wider bars", "fewer bins"),
    ("line", "write the title with this text: Two years", "title 'Two years'"),
    ("line", "crop to 2023", "only 2023"),
    ("bar", "in hours? no - just horizontal", "horizontal"),
    ("scatter", "separate regressions for Tea and Coffee", "a trend line per product"),
    ("scatterc", "tell the dots apart by region with different symbols", "a different symbol for each region"),
    ("hist", "switch the variable to rating", "rating instead of price"),
    ("stacked", "barmode='group'", "side by side"),
    ("line", "x tick format '%b %y', rotation 45", "dates like %b %y, rotate the labels by 45 degrees"),
    ("line", "the y axis label is missing, write 'Mean price'", "y axis title 'Mean price'"),
    ("scatter", "small black markers", "black, smaller points"),
    ("line", "add a vertical line at 1 June 2023 labelled 'Fares' and only show Tea", "vertical line at 1 June 2023 labelled 'Fares', only Tea"),
    ("line", "use ISO dates on the x axis", "show dates like 2024-01-31"),
    ("hbar", "instead of the average give me the highest price in each region", "use the maximum"),
    ("stacked", "the colour of Tea should be changed in blue", "Tea in blue"),
    ("line", "the title must be deleted", "no title"),
    ("bar", "sort descending and make that blue", "sort descending, blue"),
    ("bar", "top 5 and make that horizontal", "top 5, horizontal"),
    ("bar", "blue bars, make that horizontal", "blue, horizontal"),
    ("bar", "sort descending and make that bigger", "sort descending, bigger"),
    ("bar", "blue, no 'South'", "blue, without South"),
    ("bar", "sort descending, no 'South'", "sort descending, without South"),
    ("lines", "title 'One', forget that legend", "title 'One', no legend"),
    ("sorted", "blue bars, but never mind the order", "blue, not sorted"),
    ("bar", "remove the grid. Forget that, keep the grid", "keep the grid"),
    ("bar", "remove the grid, forget that, title 'One'", "title 'One'"),
    ("bar", "make it blue - make that green", "green"),
    ("bar", "top 5, make that 3", "top 3"),
    ("scatter", "points bigger, no, smaller", "smaller points"),
    ("line", "y axis from 10 to 50, I mean 20 to 60", "y axis from 20 to 60"),
    ("line", "y axis between 10 and 50, no, 20 and 60", "y axis from 20 to 60"),
    ("bar", "title 'One', dark theme, scratch that", "title 'One'"),
    ("bar", "xlabel=None", "no x axis title"),
    ("bar", "title=Units sold in 2023", "title 'Units sold in 2023'"),
    ("bar", "title=Units sold, color=red and grid=True", "title 'Units sold', red, grid"),
    ("scatter", "alpha=0,5, s=20", "opacity 0.5, point size 20"),
    ("line", "target 60, dashed, call it Our goal", "add a horizontal line at 60 labelled 'Our goal'"),
]  # fmt: skip


@pytest.mark.parametrize(("base", "said", "meant"), SAME, ids=[s[1] for s in SAME])
def test_what_is_meant_in_the_end_is_done(base, said, meant):
    found = edited(base, said)
    assert found.chart == edited(base, meant).chart
    assert found.understood and not found.unread and not found.refused


@pytest.mark.parametrize("words", ["dark theme, scratch that", "color the bars red, actually never mind", "sort it. Forget it"])
def test_what_is_taken_back_at_the_end_is_not_done(words):
    found = edited("bar", words)
    assert found.chart == BASES["bar"] and not found.understood and found.unread


@pytest.mark.parametrize(
    "words",
    [
        "vertical line at 31 June 2023",
        "line at 30 February 2023",
        "line at 2023-02-30",
        "line at Christmas 2022",
        "shade 31 June 2023",
    ],
)
def test_a_day_that_no_calendar_has_is_not_drawn_elsewhere(words):
    found = edited("line", words)
    assert found.chart == BASES["line"] and found.refused


def test_no_trend_line_is_drawn_where_it_is_switched_off():
    for words in ("trendline=None", "trendline=False"):
        assert edited("scatter", words).chart == BASES["scatter"], words
    assert edited("scatter", "trendline='ols'").chart.mark == "regression"


def test_a_number_that_is_to_be_forgotten_is_not_used():
    assert edited("bar", "show the top 3, forget that it was 5").chart == edited("bar", "top 3").chart


def test_a_no_that_takes_nothing_back_stays():
    for words in ("no legend, no grid", "grid, no legend"):
        style = edited("lines", words).chart.style
        assert (style.legend, style.grid) == ("none", "no grid" not in words), words


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("only weekends", lambda d: d.weekday() > 4),
        ("without Sundays", lambda d: d.weekday() != 6),
        ("only before June 2023", lambda d: d < dt.date(2023, 6, 1)),
        ("from March 2023 on", lambda d: d >= dt.date(2023, 3, 1)),
        ("only after 3 May 2023", lambda d: d > dt.date(2023, 5, 3)),
        ("only the first half of 2023", lambda d: d.year == 2023 and d.month < 7),
        ("drop everything until 2022", lambda d: d.year > 2022),
    ],
)
def test_rows_of_a_time(words, rows):
    found = edited("line", words)
    assert isinstance(found.chart.transforms[0], Filter) and not found.unread, found
    drawn = draw(found.chart, "matplotlib").axes[0].lines[0].get_ydata()
    days = FRAME[[rows(d.date()) for d in FRAME["date"]]].groupby(FRAME["date"].dt.to_period("M"))["price"].mean()
    assert sorted(drawn) == pytest.approx(sorted(days))


@pytest.mark.parametrize("library", ["matplotlib", "plotly", "altair", "vega-lite"])
def test_a_line_at_a_date(library):
    chart = edited("line", "draw a red vertical line at 1 June 2023 labelled 'New prices'").chart
    assert chart.annotations == (Annotation("vline", "New prices", x=dt.datetime(2023, 6, 1), color="red"),)
    figure = draw(chart, library)
    if library == "matplotlib":
        line = next(li for li in figure.axes[0].lines if li.get_color() == "red")
        assert len(set(line.get_xdata())) == 1
    elif library == "plotly":
        assert [s.line.color for s in figure.layout.shapes] == ["red"]
    else:
        spec = figure if isinstance(figure, dict) else figure.to_dict()
        assert "'year': 2023, 'month': 6" in str(spec).replace('"', "'") or "'date': 1" in str(spec)
    assert edited("bar", "draw a vertical line at 1 June 2023").refused


def test_colours_of_lines_are_taken_from_anywhere_in_the_wish():
    for words in ("add the average as a red dashed reference line", "add the average line and that it is red"):
        chart = edited("bar", words).chart
        assert [n.color for n in chart.annotations] == ["red"] and "color" not in chart.encodings, words


@pytest.mark.parametrize(
    ("base", "words", "thing"),
    [
        ("bar", "show the values on the bars in turquoise", "values"),
        ("line", "mark the peak in orange", "peak"),
        ("bar", "turquoise grid", "grid"),
        ("scatter", "a purple trend line", "trend line"),
    ],
)
def test_a_colour_is_not_given_to_another_thing_than_is_asked_for(base, words, thing):
    found = edited(base, words)
    assert "color" not in found.chart.encodings and any(f"The {thing}" in said for said in found.refused)


def test_nothing_is_two_values_at_once():
    rows = [t.where for t in edited("line", "restrict to products Tea and Coffee").chart.transforms if isinstance(t, Filter)]
    assert [(w.op, set(w.value)) for w in rows] == [("in", {"Tea", "Coffee"})]


def test_a_part_that_is_to_go_is_not_the_part_that_stays():
    assert edited("bar", "bottom 2").chart.transforms and edited("bar", "blue, bottom 2").chart.transforms
    least = FRAME.groupby("region")["units"].sum().nsmallest(2).index
    for words in ("bottom 2 out", "remove the bottom 2", "drop the two smallest regions"):
        found = edited("bar", f"blue, {words}")
        drawn = draw(found.chart, "matplotlib").axes[0]
        shown = {label.get_text() for label in drawn.get_xticklabels()}
        assert "in blue" in found.understood and shown == set(FRAME["region"]) - set(least)


def test_parts_of_a_year_beside_each_other():
    days = FRAME[FRAME["date"].between("2023-04-01", "2023-09-30")]
    drawn = draw(edited("line", "only Q2 and Q3 2023").chart, "matplotlib").axes[0].lines[0].get_ydata()
    assert len(drawn) == 6 and sum(drawn) == pytest.approx(days.groupby(days["date"].dt.to_period("M"))["price"].mean().sum())


def test_a_year_is_a_date_on_an_axis_of_dates_and_a_number_elsewhere():
    assert edited("line", "a vertical line at 2023").chart.annotations[0].x == dt.datetime(2023, 1, 1)
    assert edited("line", "add a line at 2000").chart.annotations[0].y == 2000


def test_an_axis_that_begins_at_a_number_ends_behind_what_is_drawn():
    domain = edited("scatter", "start the y axis at 1").chart.encoding("y").scale.domain
    assert domain[0] == 1 and FRAME["rating"].max() < domain[1] < FRAME["rating"].max() + 1


def test_words_at_a_point_of_the_chart():
    assert edited("line", "add a note saying 'Record' at the highest month").chart.annotations == (
        Annotation("maximum", "Record"),
    )
    band = edited("line", "shade summer 2023 and caption it 'Heat'").chart.annotations[0]
    assert (band.kind, band.text, band.x, band.x2) == ("band", "Heat", dt.datetime(2023, 6, 1), dt.datetime(2023, 8, 31))


def test_the_highest_bar_gets_a_colour_of_its_own():
    scale = edited("bar", "make the tallest bar red").chart.encoding("color").scale
    totals = FRAME.groupby("region")["units"].sum()
    assert scale is not None
    assert [v for v, c in zip(scale.domain, scale.range, strict=True) if c == "red"] == [totals.idxmax()]
