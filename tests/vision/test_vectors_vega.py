"""SVG drawings of Vega give their values back; others are left to be read as pixels."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')
pytest.importorskip("vl_convert", reason='pip install "jupyter_viscode[altair]"')

from jupyter_viscode.vision import outlines, svg
from jupyter_viscode.vision.reading import Mark, Panel, Reading
from jupyter_viscode.vision.vectors_vega import read_vega

ROWS = [
    {"a": "A", "b": 28.5, "c": "p", "t": 1}, {"a": "B", "b": 55.25, "c": "q", "t": 2.5}, {"a": "C", "b": 43.125, "c": "p", "t": 3},
    {"a": "A", "b": 12.5, "c": "q", "t": 1}, {"a": "C", "b": 10, "c": "q", "t": 3}, {"a": "B", "b": 10, "c": "p", "t": 2.5},
]  # fmt: skip
A, B, C, T = ({"field": f, "type": "quantitative" if f in "bt" else "nominal"} for f in "abct")


def drawn(*marks: tuple[Any, dict[str, Any]], joined: str = "layer") -> Reading | None:
    import vl_convert

    units = [{"mark": mark, "encoding": encoding} for mark, encoding in marks]
    spec = {"title": "A title", "data": {"values": ROWS}, **(units[0] if len(units) == 1 else {joined: units})}
    return read_vega(svg.parse(vl_convert.vegalite_to_svg(spec).encode()))


def only(reading: Reading | None) -> Panel:
    assert reading is not None
    assert min(reading.confidence.values()) == 1.0
    return reading.panels[0]


def by_label(panel: Panel) -> dict[str, Mark]:
    return {mark.label: mark for mark in panel.marks}


def test_stacked_bars_and_their_texts() -> None:
    panel = only(drawn(("bar", {"x": A, "y": B, "color": C})))
    marks = by_label(panel)
    assert marks["q"].data["heights"] == pytest.approx([55.25, 12.5, 10], rel=1e-3)
    assert marks["p"].data["heights"] == pytest.approx([28.5, 43.125, 10], rel=1e-3)
    assert marks["p"].data["bottom"] == pytest.approx([12.5, 10, 55.25], rel=1e-3)
    assert marks["p"].data["x"] == pytest.approx([0, 2, 1], abs=1e-3)
    assert [said for _, said in panel.x.ticks] == ["A", "B", "C"]
    assert {(t.role, t.text) for t in panel.labels} == {("title", "A title"), ("xlabel", "a"), ("ylabel", "b")}
    assert panel.legend is not None
    assert (panel.legend.title, [said for said, _ in panel.legend.entries]) == ("c", ["p", "q"])


def test_lying_bars_stand_on_names() -> None:
    marks = by_label(only(drawn(("bar", {"y": A, "x": B, "color": C}))))
    assert marks["p"].kind == "barh"
    assert marks["p"].data["widths"] == pytest.approx([28.5, 43.125, 10], rel=1e-3)
    assert marks["q"].data["left"] == pytest.approx([10, 28.5, 43.125], rel=1e-3)


def test_lines_points_and_areas() -> None:
    lines = by_label(only(drawn(("line", {"x": T, "y": B, "color": C}))))
    assert lines["p"].kind == "line"
    assert lines["p"].data["x"] == pytest.approx([1, 2.5, 3], rel=1e-3)
    assert lines["p"].data["y"] == pytest.approx([28.5, 10, 43.125], rel=1e-3)
    points = only(drawn(("point", {"x": T, "y": B | {"scale": {"type": "log"}}}))).marks[0]
    assert points.kind == "scatter"
    assert points.data["y"] == pytest.approx([28.5, 55.25, 43.125, 12.5, 10, 10], rel=1e-3)
    areas = by_label(only(drawn(("area", {"x": T, "y": B, "color": C}))))
    assert areas["p"].kind == "fill_between"
    assert areas["p"].data["low"] == pytest.approx([12.5, 55.25, 10], rel=1e-3)
    assert areas["p"].data["high"] == pytest.approx([41, 65.25, 53.125], rel=1e-3)


def test_layers_and_plots_side_by_side() -> None:
    mean = B | {"aggregate": "mean"}
    both = only(drawn(("bar", {"x": A, "y": mean}), ("line", {"x": A, "y": mean})))
    assert [mark.kind for mark in both.marks] == ["bar", "line"]
    assert both.marks[1].data["y"] == pytest.approx([20.5, 32.625, 26.5625], rel=1e-3)
    beside = drawn(("bar", {"x": A, "y": mean}), ("point", {"x": T, "y": B}), joined="hconcat")
    assert beside is not None
    assert (beside.rows, beside.columns, [p.marks[0].kind for p in beside.panels]) == (1, 2, ["bar", "scatter"])


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        ("rect", {"x": A, "y": C, "color": B}),
        ("arc", {"theta": B, "color": A}),
        ("bar", {"x": A, "y": B, "column": C}),
        ("point", {"x": T, "y": B, "color": B}),
    ],
    ids=["cells", "slices", "facets", "a scale of colours"],
)
def test_what_is_not_known_is_left_to_the_pixels(mark: str, encoding: dict[str, Any]) -> None:
    assert drawn((mark, encoding)) is None


def test_damaged_drawings_are_left_to_the_pixels() -> None:
    for inner in (
        "",
        '<g class="role-frame" transform="skewX(3)"/>',
        '<g class="role-frame"><path class="background" d="M0"/></g>',
    ):
        said = f'<svg xmlns="http://www.w3.org/2000/svg" class="marks" viewBox="0 0 9 9">{inner}</svg>'
        assert read_vega(svg.parse(said.encode())) is None


def test_outlines_and_colours() -> None:
    assert list(outlines.paths("M1,2h3v4L5 6l.5-1e1Z m1 1 2 2")) == [
        ([(1, 2), (4, 2), (4, 6), (5, 6), (5.5, -4)], False), ([(2, 3), (4, 5)], False),
    ]  # fmt: skip
    assert next(outlines.paths("M0 0C1 1 2 2 3 4")) == ([(0, 0), (3, 4)], True)
    with pytest.raises(ValueError, match="path"):
        list(outlines.paths("M0 0L1"))
    said = ("#abc", "rgb(255, 0, 16)", "rgba(1,2,3,0.5)", "steelblue", "none", "url(#x)")
    assert [outlines.color(c) for c in said] == ["#aabbcc", "#ff0010", "#010203", "#4682b4", "", ""]
