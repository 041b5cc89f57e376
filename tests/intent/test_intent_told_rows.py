"""What is said of the rows in another table that makes rows wanted: years, averages, ranges, none at all; run as programs."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from asked import best_reading

from jupyter_viscode.chart.write import write
from jupyter_viscode.context.build import build

STAFF = pd.DataFrame({"emp_id": range(1, 13), "name": [f"Nm{c}" for c in "abcdefghijkl"], "pay": range(100, 220, 10)})
STARTS = ["2018-02-01", "2019-03-01", "2019-06-01", "2020-01-05", "2021-01-01", "2018-09-09", "2022-01-01", "2019-12-12"]
PROJECTS = pd.DataFrame({
    "proj_id": range(1, 9),
    "title": [f"T{i}" for i in range(8)],
    "lead_id": [1, 2, 3, 4, 5, 5, 6, 7],
    "budget": [5, 15, 25, 35, 45, 55, 65, 75],
    "start": pd.to_datetime(STARTS),
})  # fmt: skip


@pytest.mark.parametrize(
    ("said", "leads"),
    [
        ("lead a project started before 2020", [1, 2, 3, 5, 7]),
        ("lead a project started in 2019", [2, 3, 7]),
        ("lead a project with a budget above average", [5, 6, 7]),
        ("lead a project with a budget not between 10 and 50", [1, 5, 6, 7]),
        ("lead a project with a budget between 10 and 50", [2, 3, 4, 5]),
        ("lead no project started after 2019", [1, 2, 3, 7, 8, 9, 10, 11, 12]),
    ],
)
def test_the_program_draws_whom_the_words_mean(said: str, leads: list[int]) -> None:
    import matplotlib.pyplot as plt

    frames: dict[str, Any] = {"emp": STAFF, "proj": PROJECTS}
    question = f"pay by name of employees who {said}"
    best = best_reading(question, frames)
    plt.close("all")
    exec(write(best.chart, "matplotlib", build(frames, question)), dict(frames))
    bars = sorted(bar.get_height() for bar in plt.gcf().axes[0].patches)
    plt.close("all")
    assert bars == sorted(STAFF[STAFF["emp_id"].isin(leads)]["pay"]), best.sentence
