"""Things that are chosen through the rows of another table: how many they have, what they never did, which part they play."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from asked import best_reading

from jupyter_viscode.chart.figures import marks

_N = np.arange(40)
MEMBERS = pd.DataFrame({
    "MemberNo": range(1, 13),
    "Name": ["Ada", "Bo", "Cleo", "Dan", "Eve", "Finn", "Gil", "Hope", "Ivo", "Jen", "Kit", "Lena"],
    "City": ["Bern", "Graz", "Lyon"] * 4,
    "BirthYear": range(1961, 1985, 2),
})  # fmt: skip
LETTERS = pd.DataFrame({
    "LetterNo": _N + 1,
    "SenderNo": (_N * _N) % 7 + 1,
    "RecipientNo": (_N * 3) % 5 + 4,
    "Pages": _N % 8 + 1,
    "Language": np.where(_N % 3 == 0, "Italian", "French"),
})  # fmt: skip
ROBOTS = pd.DataFrame({
    "robot_id": range(1, 13),
    "robot": [f"Zap {n}" for n in "ABCDEFGHIJKL"],
    "weapon": ["spinner", "flipper", "hammer"] * 4,
    "weight_kg": range(40, 100, 5),
})  # fmt: skip
REPAIRS = pd.DataFrame({
    "repair_id": _N[:24] + 1,
    "robot_id": (_N[:24] * _N[:24]) % 9 + 1,
    "part": np.where(_N[:24] % 2 == 0, "battery", "wheel"),
    "cost": (_N[:24] * 37) % 300 + 20,
    "repair_date": pd.date_range("2019-06-01", periods=24, freq="45D"),
})  # fmt: skip
FRAMES: dict[str, pd.DataFrame] = {"Member": MEMBERS, "Letter": LETTERS, "robots": ROBOTS, "repairs": REPAIRS}


def _times(table: str, key: str) -> pd.Series:
    return FRAMES[table][key].value_counts()


def _members(numbers: Any) -> dict[str, int]:
    return dict(MEMBERS[MEMBERS["MemberNo"].isin(numbers)][["Name", "BirthYear"]].values)


def _robots(numbers: Any) -> dict[str, int]:
    return dict(ROBOTS[ROBOTS["robot_id"].isin(numbers)][["robot", "weight_kg"]].values)


def _over(counts: pd.Series, least: int) -> pd.Index:
    return counts[counts >= least].index


CASES: list[tuple[str, dict[str, Any]]] = [
    ("Show the names and weights of robots that were repaired more than twice in a bar chart.",
     _robots(_over(_times("repairs", "robot_id"), 3))),
    ("Show the robots that have at least three repairs and their weights, bar chart.",
     _robots(_over(_times("repairs", "robot_id"), 3))),
    ("Show the robots that were not repaired in 2020 and their weight in a bar chart.",
     _robots(set(ROBOTS["robot_id"]) - set(REPAIRS[REPAIRS["repair_date"].dt.year == 2020]["robot_id"]))),
    ("Show the number of robots by weapon for robots that had at least one battery repair in a bar chart.",
     dict(ROBOTS[ROBOTS["robot_id"].isin(REPAIRS[REPAIRS["part"] == "battery"]["robot_id"])]["weapon"].value_counts())),
    ("Show the name and weight of robots that had both a battery repair and a wheel repair in a bar chart.",
     _robots(set(REPAIRS[REPAIRS["part"] == "battery"]["robot_id"]) & set(REPAIRS[REPAIRS["part"] == "wheel"]["robot_id"]))),
    ("Show the names and birth years of members who sent at least six letters in a bar chart.",
     _members(_over(_times("Letter", "SenderNo"), 6))),
    ("Show the name and birth year of members who received more than seven letters as a bar chart.",
     _members(_over(_times("Letter", "RecipientNo"), 8))),
    ("Show the names and birth years of members who have never received a letter with a bar chart.",
     _members(set(MEMBERS["MemberNo"]) - set(LETTERS["RecipientNo"]))),
    ("Show the names and birth years of members who did not receive a letter in Italian with a bar chart.",
     _members(set(MEMBERS["MemberNo"]) - set(LETTERS[LETTERS["Language"] == "Italian"]["RecipientNo"]))),
    ("Show the name and birth year of members who have been both a sender and a recipient, as a bar chart.",
     _members(set(LETTERS["SenderNo"]) & set(LETTERS["RecipientNo"]))),
    ("Show the name and birth year of members born after Eve in a bar chart.",
     _members(MEMBERS[MEMBERS["BirthYear"] > 1969]["MemberNo"])),
    ("Show the total number of pages received by each member as a bar chart.",
     dict(LETTERS.merge(MEMBERS, left_on="RecipientNo", right_on="MemberNo").groupby("Name")["Pages"].sum())),
]  # fmt: skip


@pytest.mark.parametrize(("question", "wanted"), CASES, ids=[q for q, _ in CASES])
def test_things_are_chosen_through_another_table(question: str, wanted: dict[str, Any]) -> None:
    best = best_reading(question, FRAMES)
    drawn = marks(best.chart, FRAMES)
    assert 0 < len(wanted) < 12
    assert drawn is not None and dict(zip(drawn["x"], drawn["y"], strict=True)) == wanted, best.sentence
    assert best.sure, best.evidence


def test_a_number_is_never_compared_with_a_key_that_nobody_named() -> None:
    trips = pd.DataFrame({"trip_id": range(1, 13), "guide_id": [1, 1, 2, 3, 3, 3, 4, 5, 5, 6, 1, 2], "km": range(12)})
    guides = pd.DataFrame({"guide_id": range(1, 9), "guide_name": list("ABCDEFGH"), "salary": range(250, 410, 20)})
    frames = {"trips": trips, "guides": guides}
    question = "Show the names and salaries of guides who led more than one trip in a bar chart"
    best = best_reading(question, frames)
    assert best.sentence == "salary by guide_name (bar), where guide_id is in trips with rows > 1"
