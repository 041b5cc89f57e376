"""Seeded faults are found; charts that are fine raise no alarm."""

from __future__ import annotations

import warnings
from dataclasses import replace

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from chart_cases import CASES, context, sales
from test_chart_read import LIBRARIES, draw, png

from jupyter_viscode.chart.check import check
from jupyter_viscode.chart.write import write
from jupyter_viscode.spec import Chart, Encoding, Scale


@pytest.fixture(autouse=True)
def _agg():
    matplotlib.use("Agg")
    yield
    plt.close("all")


def rules(figure, **kwargs):
    return {f.rule: f.severity for f in check(figure, **kwargs)}


def test_nothing_and_empty():
    assert rules(None) == {"nothing-drawn": "error"}
    assert rules(plt.figure()) == {"nothing-drawn": "error"}
    assert rules(plt.subplots()[0]) == {"empty-axes": "error"}
    figure, axes = plt.subplots(1, 2)
    axes[0].plot([1, 2])
    assert rules(figure) == {"empty-axes": "warning"}
    for method in ("plot", "scatter", "bar", "fill_between"):
        figure, ax = plt.subplots()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            getattr(ax, method)([], [])
        assert rules(figure) == {"empty-axes": "error"}, method
    figure, ax = plt.subplots()
    ax.plot([1, 2], [np.nan, np.nan])
    assert rules(figure) == {"empty-axes": "error"}


def test_empty_of_other_libraries():
    import altair as alt
    import plotly.graph_objects as go

    assert rules(go.Figure()) == {"nothing-drawn": "error"}
    assert rules(go.Figure(go.Bar(x=[], y=[]))) == {"empty-axes": "error"}
    empty = pd.DataFrame({"a": [], "b": []})
    assert rules(alt.Chart(empty).mark_bar().encode(x="a:N", y="b:Q")) == {"empty-axes": "error"}


def test_blank_picture():
    figure, ax = plt.subplots()
    ax.plot([1, 2], color="white")
    ax.set_axis_off()
    assert rules(figure, png=png(figure)) == {"blank-picture": "error"}
    assert rules(figure, png=b"no picture") == {}


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_was_asked_and_is_missing(library):
    frame = sales()
    for name, change, rule in (
        ("bar", {"title": "Another"}, "missing-title"),
        ("bar", {"mark": "arc"}, "wrong-mark"),
        ("line", {"mark": "bar"}, "wrong-mark"),
        ("scatter", {"mark": "line"}, "wrong-mark"),
        ("pie", {"mark": "bar"}, "wrong-mark"),
    ):
        figure = draw(write(CASES[name], library, context(sales=frame)), library, sales=frame)
        assert rules(figure, expected=replace(CASES[name], **change)) == {rule: "error"}, (name, change)
    figure = draw(write(CASES["scatter"], library, context(sales=frame)), library, sales=frame)
    log = CASES["scatter"].with_encoding("y", Encoding(field="rating", scale=Scale(type="log")))
    assert rules(figure, expected=log) == {"missing-log-scale": "error"}
    figure = draw(write(CASES["line"], library, context(sales=frame)), library, sales=frame)
    assert rules(figure, expected=CASES["line series"]) == {"missing-series": "warning"}


def test_the_words_of_an_instruction():
    figure, ax = plt.subplots()
    ax.bar(["a", "b"], [1, 2])
    assert rules(figure, instruction='bar chart of x with title "Totals"') == {"missing-title": "error"}
    ax.set_title("totals")
    assert rules(figure, instruction='bar chart of x with title "Totals"') == {}
    assert rules(figure, instruction="a pie chart of x") == {"wrong-mark": "error"}
    assert rules(figure, instruction="values on a log scale") == {"missing-log-scale": "error"}
    assert rules(figure, instruction="a bar chart and a line chart") == {}


def test_bars_that_hide_zero():
    figure, ax = plt.subplots()
    ax.bar(["a", "b"], [101, 102])
    ax.set_ylim(100, 103)
    assert rules(figure) == {"bars-hide-zero": "error"}
    assert rules(figure, instruction="y axis from 100") == {}
    figure, ax = plt.subplots()
    ax.barh(["a", "b"], [101, 102], left=50)
    ax.set_xlim(40, 160)
    assert rules(figure) == {}


def test_names_in_legends():
    figure, ax = plt.subplots()
    for _ in range(2):
        ax.plot([1, 2])
    ax.legend(ax.lines, ["_child0", "_child1"])
    assert rules(figure) == {"unnamed-series": "error"}
    figure, ax = plt.subplots()
    ax.plot([1, 2], [1, 2])
    ax.plot([1, 2], [3, 2])
    assert rules(figure) == {"missing-legend": "warning"}


def test_slices():
    figure, ax = plt.subplots()
    ax.pie([1] * 20, labels=list("abcdefghijklmnopqrst"))
    assert rules(figure) == {"too-many-slices": "warning"}
    import plotly.graph_objects as go

    assert rules(go.Figure(go.Pie(labels=["a", "b"], values=[1, -2]))) == {"negative-slices": "error"}


def test_overlapping_labels():
    figure, ax = plt.subplots()
    ax.bar([f"category {n}" for n in range(20)], range(20))
    assert rules(figure) == {"labels-overlap": "warning"}
    figure.autofmt_xdate(rotation=45)
    assert rules(figure) == {}
    figure, ax = plt.subplots()
    ax.bar([f"category {n}" for n in range(90)], range(90))
    figure.autofmt_xdate(rotation=45)
    assert rules(figure) == {"labels-overlap": "warning"}
    figure, ax = plt.subplots()
    ax.barh([f"category {n}" for n in range(90)], range(90))
    assert rules(figure) == {"labels-overlap": "warning"}


def test_figures_that_are_no_plots_do_not_fail():
    figure = plt.figure()
    figure.text(0.5, 0.5, "hello")
    assert rules(figure) == {}
    figure, ax = plt.subplots(subplot_kw={"projection": "3d"})
    ax.scatter([1, 2], [1, 2], [1, 2])
    assert "nothing-drawn" not in rules(figure)
    figure, ax = plt.subplots(subplot_kw={"projection": "polar"})
    ax.plot([0, 1], [1, 2])
    assert rules(figure) == {}
    assert rules({"mark": "bar", "encoding": {}}) == {}
    assert check(Chart("bar")) == ()
