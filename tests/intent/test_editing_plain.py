"""Plain edits in the words of everyday: each does what a short command does, and no more."""

from __future__ import annotations

from dataclasses import replace

import matplotlib

matplotlib.use("Agg")

import pytest
from edit_cases import BASES, context, sales
from test_intent_edit import draw, edited

from jupyter_viscode.intent import edit
from jupyter_viscode.spec import Chart, Comparison, Encoding, Filter, TopN

FRAME = sales()

SAME = [
    # forms
    ("pie", "I'd rather have a bar chart than this pie", "bars"),
    ("box", "Show the distributions as violins", "violins"),
    ("hbar", "Columns instead of horizontal bars", "vertical bars"),
    ("bar", "Change the orientation to horizontal", "horizontal"),
    ("bar", "Side by side bars for each product", "group by product"),
    ("bar", "Add product as grouped bars", "group by product"),
    ("stacked", "Normalize the stacks", "100% stacked"),
    ("scatter", "Could you fit a line?", "trend line"),
    ("bar", "Rotate the chart by 90 degrees", "horizontal"),
    ("hbar", "Stand the bars up", "vertical bars"),
    ("bar", "The regions should be on the vertical axis", "horizontal"),
    ("stacked", "Relative instead of absolute values", "100% stacked"),
    ("stacked", "Show proportions", "100% stacked"),
    ("line", "I'd like small multiples for product", "one panel per product"),
    ("line", "Split it up by product, one chart each", "one panel per product"),
    # order and rows
    ("bar", "Sort from A to Z", "alphabetical order"),
    ("bar", "Only the 2 regions with the highest values", "top 2"),
    ("bar", "Take out South", "without South"),
    ("bar", "South should not be shown", "without South"),
    ("bar", "Compare only North and South", "only North and South"),
    ("bar", "Reduce it to North and South", "only North and South"),
    ("bar", "Narrow it down to North", "only North"),
    ("line", "I only need 2023", "only 2023"),
    ("line", "Up to the end of 2023", "until 2023"),
    ("line", "Restrict to the first six months of 2023", "only the first half of 2023"),
    ("line", "Show January through June 2023", "only January to June 2023"),
    ("bar", "price instead", "show price instead"),
    ("bar", "lowest to highest", "sort ascending"),
    ("bar", "Limit it to the top 3 regions", "top 3"),
    ("bar", "Top 3 in 2023", "only 2023, top 3"),
    ("bar", "How many orders instead", "number of orders instead"),
    ("bar", "Switch to price", "show price instead"),
    ("bar", "Only where price is 250 or more", "only price at least 250"),
    ("bar", "Only price of 250 or less", "only price at most 250"),
    ("bar", "South should be left out", "without South"),
    ("bar", "Delete South from the chart", "without South"),
    ("stacked", "Remove Tea from the stacks", "without Tea"),
    ("bar", "Put South, North and East first", "South, North and East first"),
    ("bar", "Change the aggregation to mean", "show the mean"),
    ("bar", "Use product as the category", "by product instead of region"),
    ("stacked", "Show percentages", "100% stacked"),
    # looks
    ("bar", "navy blue", "navy"),
    ("lines", "Give South the colour purple", "South in purple"),
    ("bar", "Add colour for product", "colour by product"),
    ("line", "Show a grid in the background", "grid"),
    ("scatter", "Lower the opacity", "half transparent"),
    ("bar", "Put the values on a log scale", "log scale"),
    ("bar", "Set the maximum of the y axis to 900", "y axis up to 900"),
    ("scatter", "y axis from 0 to 800", "ylim: 0, 800"),
    ("bar", "Make the bar for South red", "South in red"),
    ("bar", "All but South grey", "everything grey but South"),
    ("bar", "Everything except South in red", "everything red but South"),
    ("bar", "All grey but South red", "all grey except South which is red"),
    ("lines", "Grey lines except South", "all lines grey except South"),
    ("bar", "Colour only South red", "South in red"),
    ("bar", "Stretch it horizontally", "wider"),
    ("bar", "Enable the grid", "grid"),
    ("heat", "Use a red colour scheme", "shades of red"),
    ("lines", "Increase the line width", "thicker lines"),
    ("lines", "Change the line style to dotted", "dotted lines"),
    # texts
    ("line", "The title isn't necessary", "no title"),
    ("lines", "legend: none", "no legend"),
    ("lines", 'Relabel the legend as "Class"', "legend title 'Class'"),
    ("line", "Month and year as date labels", "dates like Jan 2022"),
    ("line", "The dates should be shown as Jan 2023", "dates like Jan 2022"),
    ("bar", "I want the values shown", "value labels"),
    ("bar", 'I would like the heading to be "Our results"', "title 'Our results'"),
    ("line", "Can the title go?", "no title"),
    ("bar", "Put a euro sign before the numbers", "values in euros"),
    ("line", "Dates like 03/2022", "dates like MM/YYYY"),
    ("line", "Show dates as month and year", "dates like Jan 2022"),
    ("line", "Dates should look like Jan 2022", "dates like Jan 2022"),
    ("line", "Just the year in the date labels", "dates like 2022"),
    ("lines", "Move the legend into the chart", "legend inside"),
    ("line", "Mark 120 with a horizontal line", "horizontal line at 120"),
    ("line", "Mark June 2023 with a vertical line", "vertical line at June 2023"),
    ("line", "Mark 2023 with a line", "vertical line at 2023"),
    ("line", "Add a dashed line at 2023", "vertical line at 2023"),
    ("line", "mark the launch with a line at 2023", "vertical line at 2023 labelled 'Launch'"),
]


@pytest.mark.parametrize(("base", "said", "meant"), SAME, ids=[s[1] for s in SAME])
def test_it_does_what_the_short_command_does(base, said, meant):
    found, plain = edited(base, said), edited(base, meant)
    assert found.chart == plain.chart != edited(base, "?").chart
    assert not found.unread and not found.refused


@pytest.mark.parametrize("said", ["Make the title red", "title red", "The title should be red"])
def test_a_colour_for_the_title_is_no_text(said):
    found = edited("line", said)
    assert found.chart == BASES["line"] and (found.unread or found.refused)


def test_a_marked_point_in_a_colour_colours_not_all():
    found = edited("line", "mark the worst month in red")
    assert "color" not in found.chart.encodings and found.refused


@pytest.mark.parametrize(
    ("base", "said", "why"),
    [
        ("lines", "add a trend line for South only", "South alone"),
        ("line", "30-day rolling average", "one figure per month"),
        ("line", "year over year", "one month to the next"),
        ("line", "year over year growth", "one month to the next"),
        ("scatter", "fit a curve", "Only a straight line"),
        ("grouped", "as shares", "'percent of total' shows"),
    ],
)
def test_what_is_wished_of_a_part_or_of_other_spans_is_declined_whole(base, said, why):
    found = edited(base, said)
    assert found.chart == BASES[base] and any(why in reason for reason in found.refused)


def test_for_whom_looks_are_says_nothing_of_rows():
    for base, said in (("bar", "value labels only for South"), ("lines", "thin grey lines except South")):
        assert not edited(base, said).chart.transforms


def test_a_rolling_window_holds_the_time_that_is_said():
    for said, size in (("12-month rolling average", 12), ("1-year moving average", 12), ("rolling mean over 2 quarters", 6)):
        assert [t.size for t in edited("line", said).chart.transforms] == [size]


@pytest.mark.parametrize("said", ["only top 3 by rating", "sort by rating descending, top 3", "top 3 regions by rating"])
def test_the_top_are_ranked_by_what_is_said(said):
    found = edited("bar", said)
    assert found.chart.transforms == (TopN(3, "region", "rating", "mean"),) and found.chart.encoding("x").field == "region"


@pytest.mark.parametrize("said", ["by product weekly", "weekly by product"])
def test_a_category_beside_a_unit_of_time_takes_colour(said):
    chart = edited("line", said).chart
    assert (chart.encoding("color").field, chart.encoding("x").time_unit) == ("product", "yearweek")


def test_one_line_of_several_has_no_stroke_of_its_own():
    found = edited("lines", "Central in grey and dashed")
    assert not found.chart.style.line_style and found.refused and "grey" in found.chart.encoding("color").scale.range


OTHERS = [
    "keep the two largest regions and combine the rest into Other",
    "Top 2, everything else as Other",
    "Merge all but the two largest into Other",
    "Lump the smaller regions together as Other, keep the top 2",
    "Group everything outside the top 2 into 'Other'",
]


@pytest.mark.parametrize("base", ["pie", "bar"])
@pytest.mark.parametrize("said", OTHERS)
def test_what_does_not_stay_is_gathered(base, said):
    found = edited(base, said)
    assert found.chart.transforms == (TopN(2, "region", "units", "sum", other="Other"),) and not found.unread


def test_a_value_by_the_name_of_a_colour_is_a_value():
    frame = FRAME.replace({"product": {FRAME["product"].iloc[0]: "Gold"}})
    for said in ("Remove Gold", "Leave out Gold"):
        found = edit(BASES["stacked"], said, context(frame), {"sales": frame})
        assert found.chart.transforms == (Filter(Comparison("product", "!=", "Gold")),)
    found = edit(BASES["stacked"], "Gold in green", context(frame), {"sales": frame})
    assert (
        dict(zip(found.chart.encoding("color").scale.domain, found.chart.encoding("color").scale.range, strict=True))["Gold"]
        == "green"
    )
    assert edit(BASES["bar"], "make it gold", context(frame), {"sales": frame}).chart.encoding("color").value == "gold"


def test_how_many_stay_is_asked_for():
    found = edited("pie", "combine the rest into Other")
    assert not found.chart.transforms and any("is not said" in said for said in found.refused)


def test_that_behind_a_title_is_the_title():
    found = edited("bar", "title 'Sales' and make that bigger")
    assert found.chart.title == "Sales" and found.chart.style == edited("bar", "title 'Sales'").chart.style
    assert any("letters of the title" in said for said in found.refused)


def test_what_is_drawn_ranks_as_it_is_drawn():
    total = Chart(
        "arc", {"theta": Encoding("price", "quantitative", aggregate="sum"), "color": Encoding("region", "nominal")}, "sales"
    )
    found = edit(total, "Only show the top 3 regions by price", context(FRAME), {"sales": FRAME})
    assert found is not None
    (best,) = found.chart.transforms
    assert (best.n, best.by, best.aggregate) == (3, "price", "sum")


@pytest.mark.parametrize("said", ["hide the top 3 labels", "remove the first 2 years"])
def test_neither_labels_nor_years_are_categories_to_leave_out(said):
    found = edited("bar", said)
    assert not found.chart.transforms and (found.unread or found.refused)


def test_a_day_by_its_name_is_no_height():
    found = edited("line", "mark Christmas with a line at 2023")
    assert not found.chart.annotations and any("No day" in said for said in found.refused)


def test_a_trend_line_per_series_is_one_for_each():
    drawn = draw(edited("scatterc", "one trend line per region").chart, "matplotlib").axes[0]
    assert len(drawn.lines) == FRAME["region"].nunique()
    assert len(draw(edited("scatterc", "add a trend line").chart, "matplotlib").axes[0].lines) == 1


def test_lines_that_share_an_axis_share_its_unit():
    second = Chart(
        "line", {"x": BASES["line"].encoding("x"), "y": Encoding("units", "quantitative", aggregate="sum")}, secondary=True
    )
    found = edit(replace(BASES["line"], layers=(second,)), "by year", context(FRAME), {"sales": FRAME})
    assert {c.encoding("x").time_unit for c in (found.chart, *found.chart.layers)} == {"year"}


@pytest.mark.parametrize("library", ["matplotlib", "seaborn", "plotly", "altair", "vega-lite"])
@pytest.mark.parametrize(
    "said", ["Redraw this chart with {}", "render it with {}", "give me the same chart in {}", "convert the plot to {}"]
)
def test_a_library_is_asked_for_in_any_words(said, library):
    found = edited("bar", said.format(library))
    assert found.library == library and found.chart == edited("bar", "?").chart and not found.unread
