"""Neighbours of a chart, what speaks for them in an instruction, and readings that give way to them."""

from __future__ import annotations

import pandas as pd
import pytest
from asked import best_reading

from jupyter_viscode.context.build import build
from jupyter_viscode.intent import readings
from jupyter_viscode.intent.judging.agreement import agreement, figures, rivals
from jupyter_viscode.intent.judging.hearing import FAR, Hearing
from jupyter_viscode.intent.judging.neighbours import neighbours
from jupyter_viscode.intent.schema.catalogue import catalogue_of
from jupyter_viscode.intent.schema.tables import Catalogue
from jupyter_viscode.spec import Chart, Comparison, Encoding, Filter, JoinTransform, Mark, Ref, Sort, Window


@pytest.fixture
def frames() -> dict[str, pd.DataFrame]:
    mills = pd.DataFrame(
        {"mill_id": [1, 2, 3, 4], "valley": ["Ahr", "Ahr", "Ill", "Ur"], "mill_name": ["Alt", "Neu", "Rot", "Tal"]}
    )
    sacks = pd.DataFrame(
        {
            "sack_id": range(1, 13),
            "mill_id": [1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 1],
            "grain": ["rye", "oat", "rye", "oat", "rye", "oat", "rye", "rye", "oat", "oat", "rye", "oat"],
            "weight": [20.0, 25.0, 21.5, 30.0, 19.0, 22.0, 24.5, 26.0, 18.0, 20.5, 23.0, 27.0],
            "organic": ["yes", "no", "yes", "no", "no", "yes", "no", "yes", "no", "yes", "no", "yes"],
            "ground_on": pd.to_datetime(["2024-01-05", "2024-02-11", "2024-03-02", "2024-04-20"] * 3),
        }
    )
    return {"mills": mills, "sacks": sacks}


def catalogue(frames: dict[str, pd.DataFrame]) -> Catalogue:
    return catalogue_of(build(frames, ""), frames)


def bars(**more: Encoding) -> Chart:
    sort = Sort("x", "ascending")
    return Chart("bar", {"x": Encoding("grain", "nominal", sort=sort), "y": Encoding(aggregate="count"), **more}, "sacks")


def kinds(chart: Chart, instruction: str, frames: dict[str, pd.DataFrame]) -> dict[str, list[Chart]]:
    found: dict[str, list[Chart]] = {}
    for kind, other in neighbours(chart, Hearing(instruction, catalogue(frames))):
        found.setdefault(kind, []).append(other)
    return found


def test_each_neighbour_differs_in_one_decision(frames: dict[str, pd.DataFrame]) -> None:
    chart = bars()
    found = kinds(chart, "Bars of the average weight per grain for each valley, sorted by weight", frames)
    assert {"order", "group", "colour", "figure"} <= set(found)
    for others in found.values():
        assert chart not in others
    assert {(c.encodings["x"].sort.by, c.encodings["x"].sort.order) for c in found["order"] if c.encodings["x"].sort} == {
        ("x", "descending"), ("y", "ascending"), ("y", "descending"),
    }  # fmt: skip
    assert Encoding("weight", "quantitative", "mean") in [c.encodings["y"] for c in found["figure"]]


def test_a_column_of_another_frame_comes_with_its_join(frames: dict[str, pd.DataFrame]) -> None:
    found = kinds(bars(), "number of sacks by valley", frames)
    grouped = [c for c in found["group"] if c.encodings["x"].field == "valley"]
    assert [c.transforms for c in grouped] == [(JoinTransform("mills", "mill_id", "mill_id"),)]


def test_a_figure_of_single_rows_is_not_changed_into_another(frames: dict[str, pd.DataFrame]) -> None:
    chart = Chart("bar", {"x": Encoding("sack_id", "ordinal"), "y": Encoding("weight", "quantitative", "mean")}, "sacks")
    assert all(c.encodings["y"].field != "weight" for c in kinds(chart, "weight of each sack id", frames).get("figure", []))


def test_conditions_are_turned_and_flags_are_added(frames: dict[str, pd.DataFrame]) -> None:
    chart = Chart("bar", dict(bars().encodings), "sacks", (Filter(Comparison("weight", ">", 20)),))
    found = kinds(chart, "organic sacks above 20 by grain", frames)
    assert [c.transforms for c in found["opposite"]] == [(Filter(Comparison("weight", "<", 20)),)]
    added = [c.transforms[-1] for c in found["flag"]]
    assert Filter(Comparison("organic", "==", "yes")) in added
    assert Filter(Comparison("organic", "==", "no")) in added


def test_charts_of_several_layers_or_made_columns_have_no_neighbours(frames: dict[str, pd.DataFrame]) -> None:
    hearing = Hearing("sacks by grain, sorted", catalogue(frames))
    assert neighbours(Chart("bar", dict(bars().encodings), "sacks", layers=(bars(),)), hearing) == []
    assert neighbours(Chart("bar", dict(bars().encodings), "sacks", (Window("cumulative"),)), hearing) == []
    assert neighbours(Chart("bar", dict(bars().encodings), "unheard of"), hearing) == []
    assert rivals(Chart("bar", dict(bars().encodings), "unheard of"), hearing) == []


def test_what_is_named_beside_the_words_of_order_is_near(frames: dict[str, pd.DataFrame]) -> None:
    known = catalogue(frames)
    hearing = Hearing("Average weight for each grain, the grains sorted from A to Z", known)
    grain, weight = (next(c for c in known.columns() if c.name == name) for name in ("grain", "weight"))
    assert hearing.from_order(grain) < hearing.from_order(weight)
    assert Hearing("Average weight for each grain", known).from_order(grain) == FAR


@pytest.mark.parametrize(
    ("instruction", "better", "worse"),
    [
        ("sacks of each grain in bars, the grains in descending order", Sort("x", "descending"), Sort("y", "descending")),
        ("sacks of each grain in bars, sorted by the number in descending order", Sort("y", "descending"), Sort("x", "descending")),
        ("sacks of each grain in bars, x axis from A to Z", Sort("x", "ascending"), Sort("y", "ascending")),
        ("sacks of each grain in bars, in desc by the Y", Sort("y", "descending"), Sort("y", "ascending")),
    ],
)  # fmt: skip
def test_an_order_agrees_with_what_is_said_of_it(
    instruction: str, better: Sort, worse: Sort, frames: dict[str, pd.DataFrame]
) -> None:
    hearing = Hearing(instruction, catalogue(frames))
    first, second = (bars().with_encoding("x", Encoding("grain", "nominal", sort=sort)) for sort in (better, worse))
    assert agreement(first, hearing) > agreement(second, hearing)


def test_words_of_a_figure_agree_with_it(frames: dict[str, pd.DataFrame]) -> None:
    hearing = Hearing("What is the average weight of the sacks of each grain? Show bars.", catalogue(frames))
    mean = bars(y=Encoding("weight", "quantitative", "mean"))
    assert agreement(mean, hearing) > agreement(bars(), hearing) + 2
    assert agreement(mean, hearing) > agreement(bars(y=Encoding("weight", "quantitative", "sum")), hearing) + 2


def test_a_plain_reading_stays_and_offers_its_neighbours(frames: dict[str, pd.DataFrame]) -> None:
    instruction = "Bar chart of the number of sacks by grain, sorted by grain in ascending order"
    found = readings(instruction, build(frames, instruction), frames)
    assert found[0].sentence == "number of rows by grain (bar), ascending by grain"
    assert "number of rows by grain (bar), ascending by value" in [r.sentence for r in found[1:]]
    assert len({repr(r.chart) for r in found}) == len(found)


def test_a_reading_in_doubt_gives_way_and_is_no_surer(frames: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch) -> None:
    instruction = "For each valley count the sacks and stack the bars by which grain was ground."
    found = readings(instruction, build(frames, instruction), frames)
    assert found[0].sentence == "number of rows by valley (bar), one colour per grain, with mills"
    assert found[1].sentence == "number of rows by valley (bar), with mills"
    assert found[0].confidence <= found[1].confidence
    monkeypatch.setattr("jupyter_viscode.intent.read.LEAD", 99.0)
    assert best_reading(instruction, frames).sentence == found[1].sentence


def test_a_condition_on_a_column_accounts_for_its_name(frames: dict[str, pd.DataFrame]) -> None:
    frames["sacks"]["max_weight"] = 25.0
    hearing = Hearing("weight by sack id where weight exceeds max weight", catalogue(frames))
    drawn = {"x": Encoding("sack_id", "ordinal"), "y": Encoding("weight", "quantitative")}
    chart = Chart("bar", drawn, "sacks", (Filter(Comparison("weight", ">", Ref("max_weight"))),))
    assert not any(name.startswith("left") for name in figures(chart, hearing))


@pytest.mark.parametrize("mark", ["boxplot", "rect"])
def test_forms_that_were_not_weighed_have_no_neighbours(mark: Mark, frames: dict[str, pd.DataFrame]) -> None:
    hearing = Hearing("weight by grain and organic", catalogue(frames))
    drawn = {"x": Encoding("grain", "nominal"), "y": Encoding("weight", "quantitative", "mean")}
    assert neighbours(Chart("bar", drawn, "sacks"), hearing)
    assert neighbours(Chart(mark, drawn, "sacks"), hearing) == []
