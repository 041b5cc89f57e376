"""What was said and is not drawn, or drawn and not said, is told by figures that are 0 where all is well."""

from __future__ import annotations

import pytest
from intent_frames import firm

from jupyter_viscode.context.build import build
from jupyter_viscode.intent import readings


@pytest.mark.parametrize(
    ("question", "name", "value"),
    [
        ("average salary by department, sorted from high to low", "order lost", 0.0),
        ("average salary by department", "colour not said", 0.0),
        ("number of employees by department, stacked by gender", "parts lost", 0.0),
        ("number of employees by department, stacked by frobnication", "parts lost", 1.0),
        ("number of employees by department for the best eleven glorbs", "number words lost", 1.0),
    ],
)
def test_omissions_are_counted(question: str, name: str, value: float) -> None:
    frames = firm()
    best = readings(question, build(frames, question), frames)[0]
    assert best.evidence[name] == value
