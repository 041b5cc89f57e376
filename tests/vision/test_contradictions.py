"""Facts of a picture that a drawn chart contradicts: each kind on its own, and what is no contradiction."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

from jupyter_viscode.spec import Chart, Encoding, Scale
from jupyter_viscode.vision.contradictions import contradictions, ranges
from jupyter_viscode.vision.reading import Axis, Box, Label, Legend, Mark, Panel, Reading

BOX = Box(0, 0, 100, 100)
LINEAR = Axis("linear", 0.1, 0.0, ((0.0, "0"), (50.0, "5"), (100.0, "10")))
RISING = Axis("linear", -0.1, 10.0, LINEAR.ticks, side="left")


def picture(kind: Any = "line", title: str = "Sales of shops", sure: float = 1.0, **more: Any) -> Reading:
    mark = Mark(kind, {"x": (1.0, 2.0), "y": (3.0, 4.0)}, colors=("#d62728",), confidence=sure)
    panel = Panel(BOX, marks=(mark,), labels=(Label(title, "title", BOX),), **{"x": LINEAR, "y": RISING, **more})
    return Reading((100, 100), (panel,), confidence={"texts": sure, "axes": sure, "marks": sure, "overall": sure})


def chart(mark: Any = "line", title: str = "Sales of shops", **more: Any) -> Chart:
    encodings = {"x": Encoding("x", "quantitative"), "y": Encoding("y", "quantitative")}
    return Chart(mark, encodings, title=title, data={"x": (1, 2), "y": (3, 4)}, **more)


def rules(reading: Reading, drawn: Chart | None, *pixels: Any) -> list[str]:
    return [finding.rule.removeprefix("picture-") for finding in contradictions(reading, drawn, *pixels)]


def test_the_same_chart_contradicts_nothing() -> None:
    assert rules(picture(), chart()) == []


@pytest.mark.parametrize("drawn", ["point", "area", "errorbar"])
def test_marks_that_are_easily_taken_for_each_other_are_no_contradiction(drawn: str) -> None:
    assert rules(picture("line"), chart(drawn)) == []


@pytest.mark.parametrize(("kind", "drawn"), [("line", "bar"), ("bar", "arc"), ("pie", "bar"), ("boxplot", "line")])
def test_another_type(kind: str, drawn: str) -> None:
    assert rules(picture(kind), chart(drawn)) == ["type"]
    assert rules(picture(kind, sure=0.6), chart(drawn)) == []
    assert rules(picture(kind), chart("other")) == []


def test_bars_that_lie_where_they_should_stand() -> None:
    lying = replace(chart("bar"), encodings={"x": Encoding("x", "quantitative"), "y": Encoding("y", "nominal")})
    assert rules(picture("bar"), lying) == ["type"]
    assert rules(picture("barh"), lying) == []


@pytest.mark.parametrize("said", ["Sales of shops", "sales 0f shops", "Sales of\nshops", "SALES of shops (2024)"])
def test_a_title_read_nearly_right_is_the_same(said: str) -> None:
    assert rules(picture(), chart(title=said)) == []


def test_a_title_that_is_missing_or_another() -> None:
    assert rules(picture(), chart(title="")) == ["text"]
    assert rules(picture(), chart(title="Rainfall")) == ["text"]
    assert rules(picture(title="0.75"), chart(title="")) == []


def test_a_logarithmic_axis() -> None:
    logs = Axis("log", 0.01, 0.0, LINEAR.ticks)
    drawn = replace(chart(), encodings={**chart().encodings, "x": Encoding("x", "quantitative", scale=Scale(type="log"))})
    assert rules(picture(x=logs), chart()) == ["scale"]
    assert rules(picture(x=logs), drawn) == []
    assert rules(picture(), drawn) == ["scale"]


def test_series_of_the_legend() -> None:
    legend = Legend(BOX, (("alpha", "#d62728"), ("beta", "#1f77b4")))
    named = replace(
        chart(),
        encodings={**chart().encodings, "color": Encoding("s", "nominal")},
        data={"x": (1, 2), "y": (3, 4), "s": ("Alpha", "beta")},
    )
    assert rules(picture(legend=legend), chart()) == ["series"]
    assert rules(picture(legend=legend), named) == []
    assert rules(picture(legend=legend), replace(named, data={"x": (1, 2), "y": (3, 4), "s": ("one", "two")})) == ["series"]


def test_a_colour_that_is_nowhere() -> None:
    given, other = (np.full((100, 100, 3), 255, np.uint8) for _ in range(2))
    given[20:40] = (214, 39, 40)
    other[20:40] = (31, 119, 180)
    assert rules(picture(), chart(), given, other) == ["colour"]
    assert rules(picture(), chart(), given, given) == []


def test_axes_that_run_elsewhere() -> None:
    far = Axis("linear", 1.0, 0.0, LINEAR.ticks)
    near = Axis("linear", 0.11, -0.5, LINEAR.ticks)
    assert [f.rule for f in ranges(picture(), picture(x=far))] == ["picture-range"]
    assert ranges(picture(), picture(x=near)) == ()
    assert ranges(picture(sure=0.5), picture(x=far)) == ()
