"""PDF drawings give their values back; what is no such chart is left to be read as pixels."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("pypdfium2", reason='pip install "jupyter_viscode[image]"')

import matplotlib as mpl

from jupyter_viscode.vision.pdf import read_pdf
from jupyter_viscode.vision.reading import Reading

mpl.use("agg")


def saved(draw: Callable[[Any], object], panels: int = 1, **settings: object) -> bytes:
    import matplotlib.pyplot as plt

    with plt.rc_context(settings):
        figure, axes = plt.subplots(1, panels, figsize=(4 * panels, 3))
        draw(axes)
        out = io.BytesIO()
        figure.savefig(out, format="pdf")
        plt.close(figure)
    return out.getvalue()


def read(draw: Callable[[Any], object], panels: int = 1, **settings: object) -> Reading | None:
    return read_pdf(saved(draw, panels, **settings))


@pytest.mark.parametrize("settings", [{}, {"pdf.fonttype": 42}, {"axes.facecolor": "#e5e5e5", "axes.grid": True}])
def test_values_texts_and_legend_are_exact(settings: dict[str, object]) -> None:
    def draw(axes: Any) -> None:
        axes.bar(["u", "v", "w"], [1.2345, 7.5, 3.25], color="#aa0000", label="sold & kept")
        axes.plot([0, 1, 2], [2.0, 4.125, 6.0], "--", color="#00aa00", label="trend")
        axes.legend(title="What")
        axes.set(title="Sales of the year", xlabel="Region", ylabel="EUR")

    reading = read(draw, **settings)
    assert reading is not None
    panel = reading.panels[0]
    bars, line = panel.marks
    assert (bars.kind, bars.label, bars.colors) == ("bar", "sold & kept", ("#aa0000",))
    assert bars.data["heights"] == pytest.approx([1.2345, 7.5, 3.25], rel=1e-3)
    assert bars.data["x"] == pytest.approx([0, 1, 2], abs=1e-3)
    assert (line.kind, line.label, line.line_style) == ("line", "trend", "--")
    assert line.data["y"] == pytest.approx([2.0, 4.125, 6.0], rel=1e-3)
    assert [said for _, said in panel.x.ticks] == ["u", "v", "w"]
    assert {(t.role, t.text) for t in panel.labels} == {
        ("title", "Sales of the year"), ("xlabel", "Region"), ("ylabel", "EUR"),
    }  # fmt: skip
    assert panel.legend is not None
    assert panel.legend.title == "What"
    assert reading.inches == pytest.approx((4, 3))


def test_points_signs_markers_areas_and_log_scales() -> None:
    def draw(axes: Any) -> None:
        axes[0].scatter([1, 2, 3.3], [0.01, 1000.0, 5.0], color="#123456")
        axes[0].set_yscale("log")
        axes[1].plot([1, 2, 3], [-10.5, -20.0, -30.0], "o-")
        axes[2].fill_between([1, 2, 4], [1, 2, 1.5], [3, 5, 4])
        axes[3].barh(["a", "b", "c"], [3.0, 1.0, 2.0])
        axes[3].axvline(1.5, color="#ff0000")

    reading = read(draw, 4)
    assert reading is not None
    assert (reading.rows, reading.columns) == (1, 4)
    points, line, area = (panel.marks[0] for panel in reading.panels[:3])
    assert reading.panels[0].y.scale == "log"
    assert points.kind == "scatter"
    assert points.data["y"] == pytest.approx([0.01, 1000.0, 5.0], rel=1e-3)
    assert (line.kind, line.marker) == ("line", "o")
    assert line.data["y"] == pytest.approx([-10.5, -20.0, -30.0], rel=1e-3)
    assert area.data["low"] == pytest.approx([1, 2, 1.5], rel=1e-3)
    assert area.data["high"] == pytest.approx([3, 5, 4], rel=1e-3)
    bars, rule = reading.panels[3].marks
    assert bars.data["widths"] == pytest.approx([3.0, 1.0, 2.0], rel=1e-3)
    assert rule.data["x"] == pytest.approx([1.5, 1.5], rel=1e-3)


@pytest.mark.parametrize(
    "draw",
    [
        lambda axes: axes.pie([1, 2, 3]),
        lambda axes: axes.imshow([[1, 2], [3, 4]]),
        lambda axes: axes.plot([1, 2, 3], [1e6, 2e6, 3e6]),
        lambda axes: axes.plot([1, 2, 3], [1000001, 1000002, 1000003]),
        lambda axes: axes.set_axis_off(),
    ],
    ids=["slices", "cells", "a factor", "an offset", "no axes"],
)
def test_what_is_not_known_is_left_to_the_pixels(draw: Callable[[Any], object]) -> None:
    assert read(draw) is None


def test_the_door_reads_the_vectors_and_says_so() -> None:
    pytest.importorskip("rapidocr", reason='pip install "jupyter_viscode[image]"')
    from jupyter_viscode.vision.redraw import redraw

    drawn = redraw(saved(lambda axes: axes.bar(["u", "v"], [1.5, 2.5])))
    assert drawn.sentence == "bar chart, 2 bars read from the vectors of the drawing"
    assert "[1.5, 2.5]" in drawn.code
