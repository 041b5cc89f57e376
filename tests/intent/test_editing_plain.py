"""Plain edits in the words of everyday: each does what a short command does, and no more."""

from __future__ import annotations

import pytest
from test_intent_edit import edited

from jupyter_viscode.spec import TopN

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
    # order and rows
    ("bar", "lowest to highest", "sort ascending"),
    ("bar", "Limit it to the top 3 regions", "top 3"),
    ("bar", "Top 3 in 2023", "only 2023, top 3"),
    ("bar", "How many orders instead", "number of orders instead"),
    ("bar", "Switch to price", "show price instead"),
    # looks
    ("heat", "Use a red colour scheme", "shades of red"),
    ("lines", "Increase the line width", "thicker lines"),
    ("lines", "Change the line style to dotted", "dotted lines"),
    # texts
    ("line", "Show dates as month and year", "dates like Jan 2022"),
    ("line", "Dates should look like Jan 2022", "dates like Jan 2022"),
    ("line", "Just the year in the date labels", "dates like 2022"),
    ("lines", "Move the legend into the chart", "legend inside"),
    ("line", "Mark 120 with a horizontal line", "horizontal line at 120"),
    ("line", "Mark June 2023 with a vertical line", "vertical line at June 2023"),
    ("line", "mark the launch with a line at 2023", "vertical line at 2023 labelled 'Launch'"),
]


@pytest.mark.parametrize(("base", "said", "meant"), SAME, ids=[s[1] for s in SAME])
def test_it_does_what_the_short_command_does(base, said, meant):
    found, plain = edited(base, said), edited(base, meant)
    assert found.chart == plain.chart != edited(base, "?").chart
    assert not found.unread and not found.refused


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


def test_how_many_stay_is_asked_for():
    found = edited("pie", "combine the rest into Other")
    assert not found.chart.transforms and any("is not said" in said for said in found.refused)


def test_that_behind_a_title_is_the_title():
    found = edited("bar", "title 'Sales' and make that bigger")
    assert found.chart.title == "Sales" and found.chart.style == edited("bar", "title 'Sales'").chart.style
    assert any("letters of the title" in said for said in found.refused)


def test_a_day_by_its_name_is_no_height():
    found = edited("line", "mark Christmas with a line at 2023")
    assert not found.chart.annotations and any("No day" in said for said in found.refused)


@pytest.mark.parametrize("library", ["matplotlib", "seaborn", "plotly", "altair", "vega-lite"])
@pytest.mark.parametrize(
    "said", ["Redraw this chart with {}", "render it with {}", "give me the same chart in {}", "convert the plot to {}"]
)
def test_a_library_is_asked_for_in_any_words(said, library):
    found = edited("bar", said.format(library))
    assert found.library == library and found.chart == edited("bar", "?").chart and not found.unread
