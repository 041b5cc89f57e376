"""Tables that share several columns: which of them tells whose rows are meant."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from asked import best_reading

from jupyter_viscode.chart.figures import marks

_N = np.arange(20)
SAILORS = pd.DataFrame({
    "SAILOR_ID": _N + 100,
    "NAME": [f"Sailor {c}" for c in "ABCDEFGHIJKLMNOPQRST"],
    "RANK_ID": np.array(["MT", "BS", "CK", "EN"])[_N % 4],
    "SHIP_ID": _N % 5 + 1,
    "BOSS_ID": _N % 3 + 100,
    "WAGE": (_N * 137) % 900 + 100,
})  # fmt: skip
SERVICE = pd.DataFrame({
    "SAILOR_ID": [101, 101, 104, 111, 117],
    "SINCE": pd.date_range("1999-01-01", periods=5, freq="YS"),
    "RANK_ID": ["MT", "BS", "MT", "CK", "BS"],
    "SHIP_ID": [1, 2, 1, 3, 5],
})  # fmt: skip
RANKS = pd.DataFrame({"RANK_ID": ["MT", "BS", "CK", "EN"], "TITLE": ["Mate", "Bosun", "Cook", "Engineer"]})
SHIPS = pd.DataFrame({"SHIP_ID": range(1, 6), "SHIP": list("VWXYZ"), "BOSS_ID": [100, 101, 104, 103, 102]})

_HAD_NONE = SAILORS[~SAILORS["SAILOR_ID"].isin(SERVICE["SAILOR_ID"])]
_OTHER_SHIPS = SHIPS[~SHIPS["BOSS_ID"].between(101, 102)]["SHIP_ID"]

CASES: list[tuple[str, str, pd.DataFrame]] = [
    ("Show the name and wage of the sailors who did not have any rank in the past as bars", "service", _HAD_NONE),
    ("Wage by name of sailors who never had a rank", "service", _HAD_NONE),
    ("Show the name and wage of the sailors who did not have any rank in the past as bars", "rank_history", _HAD_NONE),
    ("Wage by name, bars, for sailors who are not on ships whose boss id is between 101 and 102", "service",
     SAILORS[SAILORS["SHIP_ID"].isin(_OTHER_SHIPS)]),
    ("Wage by name, bars, for sailors who do not work on ships with boss ids from 101 to 102", "service",
     SAILORS[SAILORS["SHIP_ID"].isin(_OTHER_SHIPS)]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "history", "wanted"), CASES)
def test_having_a_match_is_asked_by_the_key_of_the_rows(question: str, history: str, wanted: pd.DataFrame) -> None:
    frames: dict[str, Any] = {"sailors": SAILORS, history: SERVICE, "ranks": RANKS, "ships": SHIPS}
    best = best_reading(question, frames)
    drawn = marks(best.chart, frames)
    assert 0 < len(wanted) < len(SAILORS)
    assert drawn is not None and dict(zip(drawn["x"], drawn["y"], strict=True)) == dict(wanted[["NAME", "WAGE"]].values), (
        best.sentence
    )


def test_a_condition_that_every_row_meets_is_told_and_not_taken_for_sure() -> None:
    frames = {"sailors": SAILORS, "ranks": RANKS}
    question = "Wage by name of sailors who never had a rank"
    best = best_reading(question, frames)
    assert "RANK_ID is not in ranks" in best.sentence and not best.certain, best.sentence
