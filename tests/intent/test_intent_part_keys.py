"""Parts of two tables that rows of a third play: whose key it is, and what is doubted where nothing says it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from asked import best_reading

from jupyter_viscode.chart.figures import marks
from jupyter_viscode.context.build import build
from jupyter_viscode.intent.schema.catalogue import catalogue_of

_N = np.arange(36)
FOLK = pd.DataFrame({
    "folk_id": _N + 1,
    "name": [a + b for a in ("Ada", "Bo", "Cy", "Di") for b in "ne lla rik to mir san bel dor vin".split()],
    "pay": 2000 + _N * 397 % 1601,
    "wing_id": _N * 7 % 6 + 1,
    "shop_id": _N * 3 % 5 + 1,
})  # fmt: skip
WINGS = pd.DataFrame({
    "wing_id": range(1, 7),
    "wing": ["Post", "Press", "Fleet", "Law", "Labs", "Sales"],
    "captain_id": [3, 17, 22, 31, 8, 36],
})  # fmt: skip
SHOPS = pd.DataFrame({
    "shop_id": range(1, 6),
    "city": ["Oslo", "Bergen", "Moss", "Bodo", "Molde"],
    "opened": [1999, 2007, 2011, 2003, 2015],
    "captain_id": [17, 5, 22, 34, 12],
})  # fmt: skip


def _frames(persons: str, part: str) -> dict[str, Any]:
    renamed = {"captain_id": f"{part}_id", "folk_id": f"{persons}_id"}
    return {
        persons: FOLK.rename(columns=renamed),
        "wings": WINGS.rename(columns=renamed),
        "shops": SHOPS.rename(columns=renamed),
    }


def _pay(numbers: Any) -> dict[str, int]:
    return dict(FOLK[FOLK["folk_id"].isin(numbers)][["name", "pay"]].values)


@pytest.mark.parametrize(
    ("persons", "part"), [("folk", "captain"), ("emp", "manager"), ("crew", "mentor"), ("member", "leader")]
)
def test_a_part_of_two_tables_leads_to_a_third(persons: str, part: str) -> None:
    frames = _frames(persons, part)
    key = f"{part}_id"
    led = {
        (e.left, e.right, e.right_on) if e.left_on == key else (e.right, e.left, e.left_on)
        for e in catalogue_of(build(frames, ""), frames).edges
        if key in (e.left_on, e.right_on)
    }
    assert led == {("wings", persons, f"{persons}_id"), ("shops", persons, f"{persons}_id")}


def test_who_plays_a_part_twice_is_found_once() -> None:
    frames = _frames("emp", "manager")
    frames["shops"] = frames["shops"].assign(manager_id=[17, 5, 17, 34, 12])
    best = best_reading("pay by name of shop managers", frames)
    drawn = marks(best.chart, frames)
    assert drawn is not None and dict(zip(drawn["x"], drawn["y"], strict=True)) == _pay([17, 5, 34, 12]), best.sentence


def test_a_part_with_a_table_of_its_own_stays_there() -> None:
    frames = _frames("emp", "manager")
    frames["managers"] = pd.DataFrame({"manager_id": range(1, 37), "since": range(1980, 2016)})
    edges = catalogue_of(build(frames, ""), frames).edges
    led = {t for e in edges if "manager_id" in (e.left_on, e.right_on) for t in (e.left, e.right)}
    assert "managers" in led and not any(
        {e.left_on, e.right_on} == {"manager_id", "emp_id"} and "wings" in (e.left, e.right) for e in edges
    )


CASES: list[tuple[str, dict[str, int]]] = [
    ("pay of the manager of each wing",
     dict(WINGS.merge(FOLK, left_on="captain_id", right_on="folk_id")[["wing", "pay"]].values)),
    ("pay by name of emp who manage a shop opened after 2005", _pay(SHOPS[SHOPS["opened"] > 2005]["captain_id"])),
    ("pay by name of shop managers", _pay(SHOPS["captain_id"])),
    ("pay by name of emp who manage a wing", _pay(WINGS["captain_id"])),
]  # fmt: skip


@pytest.mark.parametrize(("question", "wanted"), CASES, ids=[q for q, _ in CASES])
def test_those_are_drawn_to_whom_the_key_leads(question: str, wanted: dict[str, int]) -> None:
    frames = _frames("emp", "manager")
    best = best_reading(question, frames)
    drawn = marks(best.chart, frames)
    assert drawn is not None and dict(zip(drawn["x"], drawn["y"], strict=True)) == wanted, best.sentence
    assert best.sure, best.evidence


@pytest.mark.parametrize("question", ["pay by name of managers", "pay by name of wing managers in Oslo"])
def test_a_part_that_may_be_of_either_table_is_doubted(question: str) -> None:
    best = best_reading(question, _frames("emp", "manager"))
    assert "managers" in best.unread and best.confidence < 0.5


def _club(persons: str) -> dict[str, Any]:
    n = np.arange(30)
    players = {f"{persons}_id": n + 1, "name": [f"P{i}" for i in n], "goals": n * 37 % 41, "club_id": n * 7 % 6 + 1}
    clubs = {"club_id": range(1, 7), "club": [f"C{i}" for i in range(6)], "captain_id": [3, 11, 7, 9, 8, 12]}
    return {f"{persons}s": pd.DataFrame(players), "clubs": pd.DataFrame(clubs)}


@pytest.mark.parametrize("question", ["goals of captains of clubs by name", "goals by name of players who captain a club"])
def test_captains_are_players_whatever_these_are_called(question: str) -> None:
    frames = _club("player")
    best = best_reading(question, frames)
    drawn = marks(best.chart, frames)
    assert drawn is not None and set(drawn["x"]) == {f"P{n - 1}" for n in (3, 11, 7, 9, 8, 12)}, best.sentence


@pytest.mark.parametrize(("question", "persons"), [("goals by captain", "player"), ("goals of captains by name", "unit")])
def test_a_part_of_which_nothing_is_made_is_doubted(question: str, persons: str) -> None:
    best = best_reading(question, _club(persons))
    assert best.unread and best.confidence < 0.5, best.sentence
