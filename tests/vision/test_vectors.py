"""SVG drawings of matplotlib give their values back; others are left to be read as pixels."""

from __future__ import annotations

import io

import pytest

pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

import matplotlib as mpl

from jupyter_viscode.vision import svg
from jupyter_viscode.vision.reading import Reading
from jupyter_viscode.vision.vectors import read_vectors

mpl.use("agg")


def read(draw: object, panels: int = 1, fonttype: str = "path") -> Reading | None:
    import matplotlib.pyplot as plt

    with plt.rc_context({"svg.fonttype": fonttype}):
        figure, axes = plt.subplots(1, panels, figsize=(4 * panels, 3))
        draw(axes)  # type: ignore[operator]
        out = io.BytesIO()
        figure.savefig(out, format="svg")
        plt.close(figure)
    return read_vectors(svg.parse(out.getvalue()))


@pytest.mark.parametrize("fonttype", ["path", "none"])
def test_values_texts_and_legend_are_exact(fonttype: str) -> None:
    def draw(axes: object) -> None:
        axes.bar(["u", "v", "w"], [1.2345, 7.5, 3.25], color="#aa0000", label="sold & kept")
        axes.plot([0, 1, 2], [2.0, 4.125, 6.0], "--", color="#00aa00", label="trend")
        axes.legend()
        axes.set(title="Sales", xlabel="Region", ylabel="EUR")

    reading = read(draw, fonttype=fonttype)
    assert reading is not None
    panel = reading.panels[0]
    bars, line = panel.marks
    assert bars.kind == "bar"
    assert bars.data["heights"] == pytest.approx([1.2345, 7.5, 3.25], abs=1e-4)
    assert bars.data["bottom"] == (0, 0, 0)
    assert bars.data["x"] == pytest.approx([0, 1, 2], abs=1e-4)
    assert bars.label == "sold & kept"
    assert line.data["y"] == pytest.approx([2.0, 4.125, 6.0], abs=1e-4)
    assert line.line_style == "--"
    assert [t for _, t in panel.x.ticks] == ["u", "v", "w"]
    assert {(label.role, label.text) for label in panel.labels} == {("title", "Sales"), ("xlabel", "Region"), ("ylabel", "EUR")}
    assert panel.legend is not None
    assert [said for said, _ in panel.legend.entries] == ["trend", "sold & kept"]
    assert reading.inches == pytest.approx((4, 3))


def test_points_lying_bars_and_log_scales() -> None:
    def draw(axes: object) -> None:
        axes[0].scatter([1, 2, 3], [10.0, 1000.0, 5.0], color="#123456")
        axes[0].set_yscale("log")
        axes[1].barh(["a", "b", "c"], [3.0, 1.0, 2.0])

    reading = read(draw, 2)
    assert reading is not None
    assert (reading.rows, reading.columns) == (1, 2)
    first, second = reading.panels
    assert first.y.scale == "log"
    assert first.marks[0].kind == "scatter"
    assert first.marks[0].data["y"] == pytest.approx([10.0, 1000.0, 5.0], rel=1e-3)
    assert second.marks[0].kind == "barh"
    assert second.marks[0].data["widths"] == pytest.approx([3.0, 1.0, 2.0], abs=1e-4)


def test_what_is_not_known_is_left_to_the_pixels() -> None:
    assert read(lambda axes: axes.pie([1, 2, 3])) is None
    assert read(lambda axes: axes.imshow([[1, 2], [3, 4]])) is None
    assert read(lambda axes: axes.fill_between([1, 2], [1, 2])) is None
    assert (
        read_vectors(svg.parse(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g id="figure_1"/></svg>')) is None
    )


def test_the_door_reads_the_vectors_and_says_so() -> None:
    pytest.importorskip("rapidocr", reason='pip install "jupyter_viscode[image]"')
    pytest.importorskip("vl_convert", reason='pip install "jupyter_viscode[altair]"')
    import matplotlib.pyplot as plt

    from jupyter_viscode.vision.redraw import look, sentence_of

    figure, axes = plt.subplots(figsize=(4, 3))
    axes.bar(["u", "v"], [1.5, 2.5])
    out = io.BytesIO()
    figure.savefig(out, format="svg")
    plt.close(figure)
    _, reading = look(out.getvalue())
    assert sentence_of(reading) == "bar chart, 2 bars read from the vectors of the drawing"
    assert reading.panels[0].marks[0].data["heights"] == pytest.approx([1.5, 2.5], abs=1e-4)
