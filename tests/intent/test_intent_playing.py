"""Rows that play a part: those who head a unit, who are nobody's boss, who earn more than their own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from jupyter_viscode.chart.figures import marks
from jupyter_viscode.context.build import build
from jupyter_viscode.intent import readings

_N = np.arange(24)
GRADES = ["clerk", "analyst", "driver"]
STAFF = pd.DataFrame({
    "staff_id": _N + 100,
    "first": "Ada Bo Cleo Dan Eve Finn Gil Hope Ivo Jen Kit Lena Mia Ned Ola Pia Ron Sue Tom Una Vic Wes Xia Yan".split(),
    "grade": [GRADES[n * n % 3] for n in _N],
    "unit_id": _N * 7 % 5 + 1,
    "pay": 2000 + _N * 397 % 1600,
    "boss_id": [None if n < 2 else 100 + n * n % min(n, 6) for n in _N],
})  # fmt: skip
UNITS = pd.DataFrame({
    "unit_id": range(1, 6),
    "unit": ["Post", "Press", "Fleet", "Law", "Labs"],
    "town": ["Oslo", "Bergen", "Oslo", "Moss", "Bergen"],
    "boss_id": [103, 108, 112, 119, 103],
})  # fmt: skip
TRIPS = pd.DataFrame({
    "trip_no": _N + 1,
    "led_by": _N * 5 % 11 + 100,
    "booked_by": _N * 3 % 13 + 106,
    "km": _N * 29 % 90 + 10,
})  # fmt: skip
FRAMES: dict[str, pd.DataFrame] = {"staff": STAFF, "units": UNITS, "trips": TRIPS}
_BOSSES = set(UNITS["boss_id"])
_SUPERIORS = set(STAFF["boss_id"].dropna().astype(int))


def _pay(numbers: Any) -> dict[str, int]:
    return dict(STAFF[STAFF["staff_id"].isin(numbers)][["first", "pay"]].values)


def _grades(numbers: Any) -> dict[str, int]:
    return dict(STAFF[STAFF["staff_id"].isin(numbers)]["grade"].value_counts())


def _others(numbers: Any) -> set[int]:
    return set(STAFF["staff_id"]) - set(numbers)


CASES: list[tuple[str, dict[str, Any]]] = [
    ("pay by first name of all staff who are unit bosses, as bars", _pay(_BOSSES)),
    ("a bar chart of the pay by first name for the bosses of units", _pay(_BOSSES)),
    ("bars: the pay by first name of the staff who boss a unit", _pay(_BOSSES)),
    ("pay by first name of staff who are bosses of units in Oslo, bar chart", _pay({103, 112})),
    ("Count the staff per grade who are not the boss of any unit", _grades(_others(_BOSSES))),
    ("How many staff of each grade boss no unit?", _grades(_others(_BOSSES))),
    ("How many unit bosses are there for each grade?", _grades(_BOSSES)),
    ("number of staff per grade who are bosses of other staff", _grades(_SUPERIORS)),
    ("bar chart of the pay by first name of staff who boss nobody", _pay(_others(_SUPERIORS))),
    ("number of staff who are nobody's boss by grade", _grades(_others(_SUPERIORS))),
    ("number of staff who are no one's boss by grade", _grades(_others(_SUPERIORS))),
    ("number of staff who are not a boss of other staff by grade", _grades(_others(_SUPERIORS))),
    ("pay by first name of staff who have no boss, as bars", _pay({100, 101})),
    ("How many staff of each grade have led a trip but never booked one?",
     _grades(set(TRIPS["led_by"]) - set(TRIPS["booked_by"]))),
    ("unit names with the pay of the unit boss, bar chart",
     dict(UNITS.merge(STAFF, left_on="boss_id", right_on="staff_id")[["unit", "pay"]].values)),
]  # fmt: skip


@pytest.mark.parametrize(("question", "wanted"), CASES, ids=[q for q, _ in CASES])
def test_those_who_play_a_part_are_drawn_and_no_others(question: str, wanted: dict[str, Any]) -> None:
    best = readings(question, build(FRAMES, question), FRAMES)[0]
    drawn = marks(best.chart, FRAMES)
    assert 0 < len(wanted) < len(STAFF)
    assert drawn is not None and dict(zip(drawn["x"], drawn["y"], strict=True)) == wanted, best.sentence
    assert best.confidence >= 0.5, best.evidence


def test_a_month_without_a_date_is_doubted() -> None:
    question = "pay by first name for the bosses of units in July"
    best = readings(question, build(FRAMES, question), FRAMES)[0]
    assert "date" in best.unread and best.confidence < 0.75


def test_rows_are_compared_with_their_boss() -> None:
    question = "bars of the pay by first name for staff who earn more than their boss"
    best = readings(question, build(FRAMES, question), FRAMES)[0]
    assert best.sentence == "pay by first (bar), with staff, where pay > pay_staff"


def test_bosses_are_staff_where_each_heads_one_unit() -> None:
    units = UNITS.assign(boss_id=[101, 105, 104, 103, 102])
    staff = STAFF.assign(boss_id=_N * 7 % 10 + 100)
    frames = {"staff": staff, "units": units}
    question = "pay by first name of all staff who are unit bosses"
    best = readings(question, build(frames, question), frames)[0]
    assert best.sentence == "pay by first (bar), where staff_id is in units"
