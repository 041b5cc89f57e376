"""What plain requests came to wrong figures: keys that were added up, extremes of a number of something, sums said after the noun."""

from __future__ import annotations

import pandas as pd
import pytest
from asked import best_reading

JOBS = pd.DataFrame(
    {
        "job_no": range(500, 530),
        "status": ["open", "late", "done"] * 10,
        "clerk": ["Ada", "Bo"] * 15,
        "fee": [12.5 * n for n in range(30)],
        "hours": [3 + n % 7 for n in range(30)],
    }
)


@pytest.mark.parametrize(
    ("asked", "aggregate", "field"),
    [
        ("count the jobs by status", "count", None),
        ("job counts per status as bars", "count", None),
        ("the lowest number of hours for each clerk as bars", "min", "hours"),
        ("what do all fees add up to for each status? bars", "sum", "fee"),
    ],
)
def test_the_figure_that_was_asked_for(asked: str, aggregate: str, field: str | None) -> None:
    frames = {"job": JOBS}
    chart = best_reading(asked, frames).chart
    value = chart.encoding("y")
    assert (value.aggregate, value.field) == (aggregate, field)
