"""What was said and is not drawn, or drawn and not said, is told by figures that are 0 where all is well."""

from __future__ import annotations

import pandas as pd
import pytest
from asked import best_reading
from intent_frames import firm


@pytest.mark.parametrize(
    ("question", "name", "value"),
    [
        ("average salary by department, sorted from high to low", "order lost", 0.0),
        ("average salary by department", "colour not said", 0.0),
        ("number of employees by department, stacked by gender", "parts lost", 0.0),
        ("number of employees by department, stacked by frobnication", "parts lost", 1.0),
        ("number of employees by department for the eleven glorbs", "number words lost", 1.0),
    ],
)
def test_omissions_are_counted(question: str, name: str, value: float) -> None:
    frames = firm()
    best = best_reading(question, frames)
    assert best.evidence[name] == value


def test_what_would_be_counted_once_each_is_doubted() -> None:
    frames = {"clubs": pd.DataFrame({"club": ["Elk", "Fox", "Owl", "Bee"], "town": ["A", "A", "B", "B"]})}
    once, several = (best_reading(w, frames) for w in ("number of clubs by club", "number of clubs by town"))
    assert "each bar would count one row" in once.doubts
    assert several.doubts == ()
    assert once.confidence < several.confidence - 0.1
