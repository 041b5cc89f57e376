"""Charts as Vega-Lite draws them: thin gray frames, hollow circles, areas without edges, ticks, boxes without outlines."""

from __future__ import annotations

import io
from typing import Any

import pytest

pytest.importorskip("rapidocr", reason='pip install "jupyter_viscode[image]"')
pytest.importorskip("vl_convert")

import numpy as np
import vl_convert

from jupyter_viscode.vision import read
from jupyter_viscode.vision.reading import Mark, Panel

RANDOM = np.random.default_rng(11)
POINTS = [
    {"reach": round(float(x), 1), "weight": round(float(2 * x + e), 1), "team": "abc"[k % 3]}
    for k, (x, e) in enumerate(zip(RANDOM.normal(50, 14, 60), RANDOM.normal(0, 14, 60), strict=True))
]
WAVE = [{"step": k, "level": 30 + 12 * np.sin(k / 9) + 0.2 * k} for k in range(90)]
X, Y = {"field": "reach", "type": "quantitative"}, {"field": "weight", "type": "quantitative"}


def panels(spec: dict[str, Any], rows: list[dict[str, Any]], scale: float = 1) -> tuple[Panel, ...]:
    from PIL import Image

    picture = vl_convert.vegalite_to_png({"data": {"values": rows}, **spec}, scale=scale)
    return read(np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))).panels


def marks(spec: dict[str, Any], rows: list[dict[str, Any]], scale: float = 1) -> tuple[Mark, ...]:
    (panel,) = panels(spec, rows, scale)
    return panel.marks


@pytest.mark.parametrize("scale", [1, 2])
def test_hollow_circles_are_points_and_no_texts(scale: float) -> None:
    spec = {"mark": "point", "encoding": {"x": X, "y": Y}}
    (panel,) = panels(spec, POINTS, scale)
    assert {m.kind for m in panel.marks} == {"scatter"}
    found = np.array([(x, y) for m in panel.marks for x, y in zip(m.data["x"], m.data["y"], strict=True)])
    near = [np.hypot((found[:, 0] - p["reach"]) / 90, (found[:, 1] - p["weight"]) / 200).min() < 0.02 for p in POINTS]
    assert np.mean(near) > 0.9
    assert not [label.text for label in panel.labels if label.role == "annotation"]


def test_panels_beside_each_other_have_points_of_their_own() -> None:
    spec = {"mark": "point", "width": 130, "height": 130, "encoding": {"x": X, "y": Y, "column": {"field": "team"}}}
    found = panels(spec, POINTS)
    assert [p.grid[2] for p in found] == [0, 1, 2]
    assert all({m.kind for m in p.marks} == {"scatter"} for p in found)


def test_an_area_has_no_line_of_its_own_colour() -> None:
    spec = {
        "mark": "area",
        "encoding": {"x": {"field": "step", "type": "quantitative"}, "y": {"field": "level", "type": "quantitative"}},
    }
    (area,) = marks(spec, WAVE)
    assert area.kind == "fill_between"
    assert max(area.data["high"]) == pytest.approx(max(row["level"] for row in WAVE), rel=0.03)


def test_strokes_side_by_side_are_values() -> None:
    (strip,) = marks({"mark": "tick", "encoding": {"x": X}}, POINTS)
    assert (strip.kind, strip.marker) == ("scatter", "|")
    assert len(strip.data["x"]) > 40


def test_boxes_without_outlines() -> None:
    spec = {"mark": {"type": "boxplot", "extent": "min-max"}, "encoding": {"y": {"field": "team", "type": "nominal"}, "x": X}}
    (boxes,) = marks(spec, POINTS, 1.5)
    assert boxes.kind == "boxplot"
    lows = sorted(min(p["reach"] for p in POINTS if p["team"] == team) for team in "abc")
    assert sorted(boxes.data["low"]) == pytest.approx(lows, abs=1.5)


def test_one_row_of_bars_has_a_scale() -> None:
    rows = [{"part": name, "share": share} for name, share in (("u", 20), ("v", 35), ("w", 25))]
    spec = {"mark": "bar", "encoding": {"x": {"field": "share", "type": "quantitative"}, "color": {"field": "part"}}}
    found = marks(spec, rows)
    assert {m.kind for m in found} == {"barh"}
    assert sorted(m.data["widths"][0] for m in found) == pytest.approx([20, 25, 35], abs=0.6)


def test_steep_pieces_of_curves_between_grid_lines_are_no_bars() -> None:
    random = np.random.default_rng(1)
    rows = [
        {"step": k / 10, "level": abs(float(level)), "who": who}
        for who, loud in (("a", 3), ("b", 3.3), ("c", 4), ("d", 30))
        for k, level in enumerate(50 + np.cumsum(random.normal(0, loud, 120)))
    ]
    x, y = ({"field": name, "type": "quantitative"} for name in ("step", "level"))
    spec = {"mark": "line", "width": 280, "height": 280, "encoding": {"x": x, "y": y, "detail": {"field": "who"}}}
    assert {m.kind for m in marks(spec, rows)} == {"line"}


MONTHS = [
    {"month": f"M{k + 10}", "rain": 60 + (k * 37) % 41, "goal": 40 + (k * 23) % 50, "heat": 15 + (k * 19) % 37}
    for k in range(10)
]
MONTH, RAIN = {"field": "month", "type": "nominal"}, {"field": "rain", "type": "quantitative"}


def test_ticks_over_bars_are_points_of_their_own() -> None:
    goal = {"field": "goal", "type": "quantitative"}
    over = {"mark": {"type": "tick", "color": "red", "thickness": 2}, "encoding": {"y": goal}}
    spec = {"encoding": {"x": MONTH}, "layer": [{"mark": "bar", "encoding": {"y": RAIN}}, over]}
    bars, ticks = marks(spec, MONTHS)
    assert (bars.kind, ticks.kind, ticks.marker) == ("bar", "scatter", "_")
    assert sorted(ticks.data["y"]) == pytest.approx(sorted(row["goal"] for row in MONTHS), abs=1.5)


def test_a_line_over_bars_that_fill_the_plot_is_seen() -> None:
    heat = {"field": "heat", "type": "quantitative"}
    over = {"mark": {"type": "line", "color": "orange"}, "encoding": {"y": heat}}
    spec = {"width": 300, "encoding": {"x": MONTH}, "layer": [{"mark": "bar", "encoding": {"y": RAIN}}, over]}
    found = marks(spec, MONTHS)
    assert [m.kind for m in found] == ["bar", "line"]
    assert max(found[1].data["y"]) == pytest.approx(max(row["heat"] for row in MONTHS), abs=2)


def test_bars_as_thin_as_lines_are_bars() -> None:
    rows = [{"day": k, "sold": 20 + 15 * np.sin(k / 5) + k % 7} for k in range(45)]
    axes = {"x": {"field": "day", "type": "quantitative"}, "y": {"field": "sold", "type": "quantitative"}}
    (bars,) = marks({"width": 300, "mark": {"type": "bar", "size": 2}, "encoding": axes}, rows)
    assert bars.kind == "bar"
    assert len(bars.data["x"]) == len(rows)


def test_small_bars_on_the_edge_are_no_discs_cut_off() -> None:
    rows = [{**row, "half": half} for half in ("first", "second") for row in MONTHS[:6]]
    axes = {"x": MONTH, "y": {"field": "goal", "type": "quantitative"}, "row": {"field": "half"}}
    found = panels({"height": 60, "mark": "bar", "encoding": axes}, rows)
    assert [{m.kind for m in p.marks} for p in found] == [{"bar"}, {"bar"}]


def test_a_legend_of_several_panels_keeps_its_title() -> None:
    from PIL import Image

    color = {"field": "team", "type": "nominal", "title": "squad"}
    spec = {
        "width": 130,
        "height": 130,
        "mark": "point",
        "encoding": {"x": X, "y": Y, "column": {"field": "team"}, "color": color},
    }
    picture = vl_convert.vegalite_to_png({"data": {"values": POINTS}, **spec})
    code = read(np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))).code()
    assert "title='squad'" in code


def test_bubbles_have_series_by_colour_and_a_legend_of_sizes_names_none() -> None:
    size = {"field": "weight", "type": "quantitative"}
    spec = {"mark": "circle", "encoding": {"x": X, "y": Y, "size": size, "color": {"field": "team"}}}
    names = {"a": "Ants", "b": "Bees", "c": "Cats"}
    found = marks(spec, [p | {"team": names[p["team"]]} for p in POINTS])
    assert {m.kind for m in found} == {"scatter"}
    assert sorted(m.label for m in found) == sorted(names.values())


def test_points_under_their_names_are_points() -> None:
    names = ("ant", "bee", "cat", "dog", "elk", "fox")
    rows = [{"reach": 10 * k + 5, "weight": (7 * k) % 40 + 3, "name": n} for k, n in enumerate(names)]
    base = {"x": X, "y": Y}
    spec = {
        "width": 300,
        "height": 300,
        "layer": [
            {"mark": {"type": "point", "filled": True}, "encoding": base},
            {"mark": {"type": "text", "dy": -9}, "encoding": base | {"text": {"field": "name"}}},
        ],
    }
    found = marks(spec, rows)
    assert [m.kind for m in found] == ["scatter"]
    assert len(found[0].data["x"]) >= 5
