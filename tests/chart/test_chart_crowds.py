"""Very many rows leave a picture of a sane size, which says what it shows."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from chart_cases import CASES, context, sales
from test_chart_read import draw

from jupyter_viscode.chart.check import check
from jupyter_viscode.chart.kinds import texts_of
from jupyter_viscode.chart.read import read
from jupyter_viscode.chart.write import write
from jupyter_viscode.spec import Comparison, Encoding, Filter


@pytest.fixture(scope="module")
def big():
    rows = 150_000
    picks = np.random.default_rng(1).integers(0, 200, rows)
    frame = sales().iloc[picks].reset_index(drop=True)
    return frame.assign(date=pd.date_range("2020-01-01", periods=rows, freq="min"))


def size(figure, library):
    if library == "plotly":
        return len(figure.to_json())
    if library == "altair":
        return len(json.dumps(figure.to_dict()))
    return sum(len(c.get_offsets()) for a in figure.axes for c in a.collections) * 20


def said(figure, library):
    return " ".join(texts_of(figure.to_dict() if library == "altair" else figure))


@pytest.mark.parametrize("library", ["plotly", "altair", "seaborn"])
@pytest.mark.parametrize("name", ["scatter", "scatter colour", "strip", "density", "regression", "line raw", "box"])
def test_a_part_is_drawn_and_said(big, library, name):
    if library == "seaborn" and name in ("line raw", "box"):
        return  # drawn whole
    if library == "altair" and name == "line raw":
        big = big.head(30_000)
    figure = draw(write(CASES[name], library, context(sales=big)), library, sales=big)
    assert size(figure, library) < 5_000_000
    assert f"of {len(big):,} rows" in said(figure, library)
    assert read(figure).title.startswith(CASES[name].title)
    assert check(figure, expected=CASES[name], frames={"sales": big}) == ()


def test_a_filter_may_leave_fewer(big):
    asked = replace(CASES["scatter"], transforms=(Filter(Comparison("year", "==", 2022)),))
    figure = draw(write(asked, "altair", context(sales=big)), "altair", sales=big)
    left = int((big["year"] == 2022).sum())
    assert said(figure, "altair") == f"Price and rating 20,000 of {left:,} rows, drawn at random"


@pytest.mark.parametrize("library", ["plotly", "altair"])
@pytest.mark.parametrize("name", ["histogram", "histogram step", "histogram colour"])
def test_histograms_are_counted_whole(big, library, name):
    figure = draw(write(CASES[name], library, context(sales=big)), library, sales=big)
    assert size(figure, library) < 100_000
    seen = read(figure)
    assert seen.mark == "bar" and seen.encoding("x").bin
    assert sum(seen.data[seen.encoding("y").field]) == len(big)
    assert check(figure, expected=CASES[name], frames={"sales": big}) == ()


def test_a_lying_histogram_is_counted_too(big):
    asked = CASES["histogram"].with_encoding("x", Encoding(aggregate="count"))
    asked = asked.with_encoding("y", Encoding(field="price", bin=True))
    for library in ("plotly", "altair"):
        figure = draw(write(asked, library, context(sales=big)), library, sales=big)
        assert size(figure, library) < 100_000
