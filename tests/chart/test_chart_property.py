"""Generated Charts: written in any library, drawn, and read back they are what was asked, and raise no error."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from chart_cases import context, sales
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_chart_read import LIBRARIES, draw

from jupyter_viscode.chart.check import check
from jupyter_viscode.chart.read import read
from jupyter_viscode.chart.write import write
from jupyter_viscode.spec import Annotation, Chart, Comparison, Encoding, Filter, Logic, Scale, Sort, Style, TopN, Window

CATEGORIES, NUMBERS, DATES = ("region", "product", "year", "online"), ("price", "units", "rating"), ("date", "when")
UNITS = ("year", "quarter", "month", "day", "date", "yearquarter", "yearmonth", "yearweek", "yearmonthdate")

titles = st.text(st.characters(codec="ascii", exclude_categories=("C",)), max_size=30).map(lambda t: " ".join(t.split()))
orders = st.sampled_from(["ascending", "descending"])


def measures():
    aggregate = st.sampled_from(["sum", "mean", "median", "min", "max", "count", "distinct"])
    figure = st.builds(Encoding, field=st.sampled_from(NUMBERS), aggregate=aggregate)
    return st.one_of(st.just(Encoding(aggregate="count")), figure)


def sorts():
    return st.none() | st.builds(Sort, by=st.sampled_from(["", "y"]), order=orders)


def bases():
    category = st.builds(Encoding, field=st.sampled_from(CATEGORIES), type=st.just("nominal"), sort=sorts())
    date = st.builds(Encoding, field=st.sampled_from(DATES), time_unit=st.sampled_from(UNITS))
    return st.one_of(category, date)


def conditions():
    simple = st.one_of(
        st.builds(Comparison, st.just("price"), st.sampled_from(["<", ">", "<=", ">=", "!="]), st.floats(20, 80)),
        st.builds(Comparison, st.just("product"), st.sampled_from(["in", "not in"]), st.just(("Tea", "Cocoa"))),
        st.builds(Comparison, st.just("region"), st.just("like"), st.sampled_from(["%o%", "N%", "%t", "E_st", "%"])),
        st.builds(Comparison, st.just("when"), st.just("<="), st.integers(4, 12), st.just("month")),
    )
    return st.recursive(
        simple, lambda inner: st.builds(Logic, st.sampled_from(["and", "or"]), st.tuples(inner, inner)), max_leaves=3
    )


def transforms():
    return st.lists(
        st.one_of(
            st.builds(Filter, conditions()),
            st.builds(
                TopN,
                st.integers(1, 3),
                st.just("region"),
                st.just("units"),
                st.just("sum"),
                orders,
                st.sampled_from(["", "Other"]),
            ),
        ),
        max_size=2,
    ).map(tuple)


@st.composite
def bar_charts(draw_):
    base, measure = draw_(bases()), draw_(measures())
    color = draw_(st.none() | st.sampled_from([c for c in CATEGORIES if c != base.field]))
    encodings = {"x": base, "y": measure}
    if color is not None:
        encodings["color"] = Encoding(field=color, type="nominal")
        if draw_(st.booleans()):
            encodings["xOffset"] = Encoding(field=color, type="nominal")
    style = Style(
        legend=draw_(st.sampled_from([None, "outside", "none", "bottom"])), opacity=draw_(st.sampled_from([None, 0.5]))
    )
    return Chart("bar", encodings, "sales", draw_(transforms()), title=draw_(titles), style=style)


@st.composite
def line_charts(draw_):
    x = draw_(st.builds(Encoding, field=st.sampled_from(DATES), time_unit=st.sampled_from(UNITS)))
    encodings = {"x": x, "y": draw_(measures())}
    color = draw_(st.none() | st.sampled_from(CATEGORIES))
    if color is not None:
        encodings["color"] = Encoding(field=color, type="nominal")
    windows = draw_(
        st.lists(st.sampled_from([Window("cumulative"), Window("rolling", 3), Window("percent of total")]), max_size=1)
    )
    return Chart(
        draw_(st.sampled_from(["line", "area"])), encodings, "sales", (*draw_(transforms()), *windows), title=draw_(titles)
    )


@st.composite
def point_charts(draw_):
    scale = st.none() | st.just(Scale(type="log"))
    encodings = {"x": Encoding(field="price", scale=draw_(scale)), "y": Encoding(field="units", scale=draw_(scale))}
    color = draw_(st.none() | st.sampled_from([*CATEGORIES, "rating"]))
    if color is not None:
        encodings["color"] = Encoding(field=color, type="nominal" if color in CATEGORIES else None)
    notes = draw_(st.lists(st.sampled_from([Annotation("maximum"), Annotation("hline", y=20, text="limit")]), max_size=1))
    return Chart("point", encodings, "sales", draw_(transforms()), title=draw_(titles), annotations=tuple(notes))


@st.composite
def distributions(draw_):
    mark = draw_(st.sampled_from(["boxplot", "violin", "strip", "bar", "density"]))
    number = Encoding(field=draw_(st.sampled_from(NUMBERS)), bin=mark == "bar")
    if mark in ("bar", "density"):
        encodings = {"x": number, **({"y": Encoding(aggregate="count")} if mark == "bar" else {})}
        color = draw_(st.none() | st.sampled_from(["region", "product"]))
        if color is not None:
            encodings["color"] = Encoding(field=color)
    else:
        base = Encoding(field=draw_(st.sampled_from(CATEGORIES)), type="nominal")
        encodings = {"x": base, "y": number} if draw_(st.booleans()) else {"x": number, "y": base}
    return Chart(mark, encodings, "sales", title=draw_(titles))


def empty(chart, frame):
    """Whether the chart's conditions leave no row."""
    rows = Chart("point", {"x": Encoding(field="price"), "y": Encoding(field="units")}, "sales", chart.transforms)
    return read(draw(write(rows, "matplotlib", context(sales=frame)), "matplotlib", sales=frame)) is None


@pytest.mark.parametrize("library", LIBRARIES)
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(chart=st.one_of(bar_charts(), line_charts(), point_charts(), distributions()))
def test_generated_charts_come_back(library, chart):
    frame = sales(120)
    before = frame.copy()
    code = write(chart, library, context(sales=frame))
    try:
        figure = draw(code, library, sales=frame)
    except (TypeError, ValueError, UserWarning):
        assert empty(chart, frame)  # pandas and stackplot raise when there is nothing to stack
        return
    try:
        pd.testing.assert_frame_equal(frame, before)
        findings = check(figure, expected=chart, frames={"sales": frame})
        if any(f.rule == "empty-axes" for f in findings):
            assert empty(chart, frame), code
            return
        assert not [f for f in findings if f.severity == "error"], (code, findings)
        seen = read(figure)
        assert seen is not None, code
        assert seen.mark == chart.mark, code
        assert seen.title.split() == chart.title.split(), code
    finally:
        plt.close("all")
