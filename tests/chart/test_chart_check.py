"""Seeded faults are found; charts that are fine raise no alarm."""

from __future__ import annotations

import io
import itertools
import warnings
from dataclasses import replace

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from chart_cases import CASES, context, sales
from matplotlib.colors import to_rgb
from test_chart_read import LIBRARIES, draw, png

from jupyter_viscode.chart.check import check
from jupyter_viscode.chart.palettes import confusing
from jupyter_viscode.chart.write import write
from jupyter_viscode.chart.write.labels import PALETTE
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
def test_limits_that_were_asked_for(library):
    frame = sales()
    asked = CASES["scatter"].with_encoding("y", Encoding(field="rating", scale=Scale(domain=(0, 10))))
    figure = draw(write(asked, library, context(sales=frame)), library, sales=frame)
    assert rules(figure, expected=asked) == {}
    other = CASES["scatter"].with_encoding("y", Encoding(field="rating", scale=Scale(domain=(-5, 5))))
    assert rules(figure, expected=other) == {"missing-limits": "error"}


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


def test_labels_that_are_cut_small_or_many():
    figure, ax = plt.subplots(figsize=(2, 2))
    ax.plot([1, 2])
    ax.set_title("a title that is far too long for a picture as small as this")
    assert rules(figure) == {"labels-cut": "warning"}
    assert rules(figure, png=png(figure)) == {"labels-cut": "warning"}
    tight = io.BytesIO()
    figure.savefig(tight, bbox_inches="tight")
    assert rules(figure, png=tight.getvalue()) == {}
    figure, ax = plt.subplots()
    ax.plot([1, 2])
    ax.tick_params(labelsize=4)
    assert rules(figure) == {"small-text": "warning"}
    figure, ax = plt.subplots(figsize=(30, 4), layout="tight")
    ax.bar([f"{n}" for n in range(70)], range(70))
    assert rules(figure) == {"too-many-labels": "warning"}
    figure, axes = plt.subplots(1, 2)
    for ax in axes:
        ax.plot([1, 2])
        ax.set_title("a title that runs into its neighbour's")
    assert "labels-overlap" in rules(figure)


def test_bars_that_hide_each_other():
    figure, ax = plt.subplots()
    ax.bar(["a", "b", "a", "b"], [1, 2, 3, 4])
    assert rules(figure) == {"bars-overlap": "error"}
    figure, ax = plt.subplots()
    ax.bar(["a", "b"], [1, 2])
    ax.bar(["a", "b"], [3, 4])
    assert rules(figure)["bars-overlap"] == "error"
    figure, ax = plt.subplots()
    ax.bar(["a", "b"], [1, 2])
    ax.bar(["a", "b"], [3, 4], bottom=[1, 2])
    assert "bars-overlap" not in rules(figure)
    figure, ax = plt.subplots()
    for seed in (0, 1):
        ax.hist(np.random.default_rng(seed).normal(size=99), range=(-3, 3))
    assert "bars-overlap" not in rules(figure)


def test_what_lies_outside_the_axes():
    figure, ax = plt.subplots()
    ax.bar(["a", "b"], [1, 20])
    ax.set_ylim(0, 10)
    assert rules(figure) == {"bars-cut": "error"}
    assert rules(figure, instruction="y axis up to 10") == {}
    figure, ax = plt.subplots()
    ax.scatter([1, 2], [3, 4])
    ax.set_ylim(10, 20)
    assert rules(figure) == {"out-of-view": "error"}


def test_a_second_axis_says_what_it_measures():
    figure, ax = plt.subplots()
    ax.plot([1, 2])
    ax.set_ylabel("one")
    right = ax.twinx()
    right.plot([5, 3])
    assert rules(figure) == {"unlabelled-axis": "warning"}
    right.set_ylabel("two")
    assert rules(figure) == {}


def test_colours_that_look_alike():
    figure, ax = plt.subplots()
    for name, color in (("a", "#d62728"), ("b", "#2ca02c")):
        ax.plot([1, 2], [2, 3], color=color, label=name)
    ax.legend()
    assert rules(figure) == {"colours-alike": "warning"}
    ax.lines[1].set_linestyle("--")
    ax.legend()
    assert rules(figure) == {}
    assert confusing((1, 0, 0), (0, 0, 1)) == ""
    assert confusing((0.5, 0.5, 0.5), (0.51, 0.5, 0.5)) == "any eyes"
    for one, two in itertools.combinations(PALETTE, 2):
        assert confusing(to_rgb(one), to_rgb(two)) == "", (one, two)


def test_an_order_in_words():
    figure, ax = plt.subplots()
    ax.bar(["c", "a", "b"], [1, 3, 2])
    said = "bars sorted in descending order"
    assert rules(figure, instruction=said) == {"missing-sort": "error"}
    assert rules(figure, instruction="bars in the order of the table") == {}
    figure, ax = plt.subplots()
    ax.bar(["c", "a", "b"], [3, 2, 1])
    assert rules(figure, instruction=said) == {}
    figure, ax = plt.subplots()
    ax.barh(["c", "a", "b"], [1, 2, 3])
    assert rules(figure, instruction=said) == {}


def test_values_are_those_of_the_data():
    frame = sales()
    asked = CASES["bar"]
    figure = draw(write(asked, "matplotlib", context(sales=frame)), "matplotlib", sales=frame)
    assert rules(figure, expected=asked, frames={"sales": frame}) == {}
    for field, aggregate, rule in (("price", "sum", "wrong-aggregate"), ("units", "mean", "wrong-column")):
        other = asked.with_encoding("y", Encoding(field=field, aggregate=aggregate))
        found = check(figure, expected=other, frames={"sales": frame})
        assert [f.rule for f in found] == ["wrong-aggregate" if field == "price" else rule]
        assert "mean of 'price'" in found[0].message
    assert rules(figure, expected=asked, frames={"sales": frame.assign(price=1.0)}) == {"wrong-values": "error"}
    assert rules(figure, expected=asked, frames={"other": frame}) == {}


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
