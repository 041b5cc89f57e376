"""Frames whose rows are labelled by dates or names: the labels are spoken of like columns, and drawn."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from asked import best_reading

from jupyter_viscode.chart.write import write
from jupyter_viscode.context.build import build
from jupyter_viscode.errors import InputError
from jupyter_viscode.intent import Reading


def frames() -> dict[str, Any]:
    minutes = pd.date_range("2024-03-01", periods=5 * 24 * 60, freq="min")
    log = pd.DataFrame({"pressure": np.arange(len(minutes)) % 97 / 10.0}, index=minutes)
    days = pd.date_range("2021-01-04", periods=300, freq="B", name="Date")
    rates = pd.DataFrame({"usd": np.arange(300) / 7.0, "gbp": np.arange(300) / 9.0}, index=days)
    towns = pd.DataFrame({"people": [5, 7, 9]}, index=pd.Index(["Aalen", "Bonn", "Celle"], name="town"))
    return {"log": log, "rates": rates, "towns": towns}


def best(instruction: str, name: str) -> tuple[Reading, dict[str, Any]]:
    held = {name: frames()[name]}
    best = best_reading(instruction, held)
    assert best.sure, instruction
    return best, held


def drawn(reading: Reading, held: dict[str, Any]) -> Any:
    code = write(reading.chart, "matplotlib", build(held, ""))
    exec(code, {**held, "__name__": "cell"})
    axes = plt.gcf().axes[0]
    plt.close("all")
    return axes


@pytest.mark.parametrize(
    ("instruction", "frame", "sentence"),
    [
        ("pressure by day", "log", "mean of pressure by day of time (line)"),
        ("usd over time", "rates", "usd by Date (line)"),
        ("people per town", "towns", "people by town (bar)"),
    ],
)
def test_labels_are_read(instruction: str, frame: str, sentence: str) -> None:
    reading, held = best(instruction, frame)
    assert reading.sentence == sentence
    before = held[frame].copy()
    axes = drawn(reading, held)
    assert axes.lines or axes.patches
    pd.testing.assert_frame_equal(held[frame], before)


def test_a_column_of_the_same_name_is_meant() -> None:
    frame = pd.DataFrame({"town": ["x", "y"], "people": [1, 2]}, index=pd.Index(["a", "b"], name="town"))
    summary = build({"towns": frame}, "").frames[0]
    assert summary.index == ()


def test_a_count_of_rows_is_no_column() -> None:
    frame = pd.DataFrame({"people": [1, 2, 3]}).iloc[[2, 0]]
    assert build({"towns": frame}, "").frames[0].index == ()


def test_vega_lite_says_what_to_do() -> None:
    reading, held = best("people per town", "towns")
    with pytest.raises(InputError) as caught:
        write(reading.chart, "vega-lite", build(held, ""))
    assert "reset_index" in caught.value.hint
