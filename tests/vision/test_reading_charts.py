"""Readings as Charts, and as code of other libraries."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

from jupyter_viscode.vision.charts import chart_code
from jupyter_viscode.vision.reading import Axis, Box, Label, Mark, Panel, Reading

BOX = Box(0, 0, 200, 100)
NAMES = Axis("category", 0.01, -0.5, ((50.0, "a"), (150.0, "b")))
LINEAR = Axis("linear", 1.0, 0.0)


def reading(*marks: Mark, x: Axis = LINEAR, y: Axis = LINEAR) -> Reading:
    labels = (Label("Sold", "title", BOX), Label("Shop", "xlabel", BOX), Label("EUR", "ylabel", BOX))
    return Reading((200, 100), (Panel(BOX, x=x, y=y, marks=marks, labels=labels),), inches=(4.0, 3.0))


def bars(label: str, heights: tuple[float, ...], color: str) -> Mark:
    return Mark("bar", {"x": (0.0, 1.0), "heights": heights, "bottom": (0.0, 0.0), "thickness": (0.4, 0.4)}, label, (color,))


def test_bars_stand_at_their_names() -> None:
    chart = reading(bars("", (1.5, 2.0), "#ff0000"), x=NAMES).chart
    assert chart.mark == "bar"
    assert chart.title == "Sold"
    assert chart.data == {"Shop": ("a", "b"), "EUR": (1.5, 2.0)}
    assert chart.encoding("color").value == "#ff0000"
    assert (chart.style.width, chart.style.height) == (4.0, 3.0)


def test_several_series_are_told_by_a_column() -> None:
    chart = reading(bars("u", (1, 2), "#ff0000"), bars("v", (3, 4), "#0000ff"), x=NAMES).chart
    assert chart.data["series"] == ("u", "u", "v", "v")
    assert chart.encoding("xOffset").field == "series"
    scale = chart.encoding("color").scale
    assert scale is not None
    assert scale.range == ("#ff0000", "#0000ff")


def test_other_marks_become_layers_and_panels_panels() -> None:
    line = Mark("line", {"x": (0.0, 1.0), "y": (5.0, 6.0)}, "", ("#00ff00",))
    one = reading(bars("", (1, 2), "#ff0000"), line, x=NAMES)
    assert [layer.mark for layer in one.chart.layers] == ["line"]
    two = Reading((200, 100), one.panels * 2, rows=1, columns=2).chart
    assert len(two.panels) == 2
    assert two.panel_columns == 2


def test_straight_lines_across_are_annotations() -> None:
    rule = Mark("axhline", {"at": (1.5,), "span": (3.0,)}, "", ("#ff0000",))
    chart = reading(bars("", (1, 2), "#0000ff"), rule, x=NAMES).chart
    assert [(a.kind, a.y, a.color) for a in chart.annotations] == [("hline", 1.5, "#ff0000")]


def test_slices_and_cells() -> None:
    pie = Mark("pie", {"fractions": (0.25, 0.75), "ring": (0.4,)}, colors=("#111111", "#222222"), names=("a", "b"))
    chart = reading(pie).chart
    assert chart.data == {"name": ("a", "b"), "share": (0.25, 0.75)}
    heat = reading(Mark("imshow", {"values": (1.0, 2.0, 3.0, 4.0)}, cmap="viridis", shape=(2, 2))).chart
    assert heat.mark == "rect"
    assert heat.data["value"] == (1, 2, 3, 4)


@pytest.mark.parametrize("library", ["plotly", "altair", "seaborn"])
@pytest.mark.parametrize("kind", ["bar", "line", "scatter"])
def test_other_libraries_draw_it(library: str, kind: str) -> None:
    mark = bars("", (1.5, 2.0), "#ff0000")
    if kind != "bar":
        mark = Mark(kind, {"x": (0.0, 1.0, 2.0), "y": (5.0, 6.0, 7.5)}, "", ("#00ff00",))  # type: ignore[arg-type]
    code = chart_code(reading(mark, x=NAMES if kind == "bar" else LINEAR), library)
    assert code is not None
    compile(code, "<code>", "exec")
    assert "Sold" in code


def test_what_has_no_place_in_a_chart_is_said_so() -> None:
    assert reading(Mark("violin")).chart.mark == "other"
    assert chart_code(reading(Mark("violin")), "plotly") is None


def test_ticks_and_frame_are_seen_on_a_dark_ground() -> None:
    light = reading(bars("", (1.0, 2.0), "#ffb000"))
    dark = replace(light, background="#101010", panels=tuple(replace(p, face="#101010") for p in light.panels))
    assert "tick_params" not in light.code()
    assert "ax.tick_params(colors='#ffffff')" in dark.code()
    assert "ax.spines[:].set_color('#ffffff')" in dark.code()
