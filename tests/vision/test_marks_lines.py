"""Lines, points, error bars, areas and polar lines read from small pictures that matplotlib draws here, so that the data are known."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from jupyter_viscode.vision.legends import Key
from jupyter_viscode.vision.marks import lines as reading_lines
from jupyter_viscode.vision.marks.plot import Plot, open_plot
from jupyter_viscode.vision.marks.strokes import read_strokes
from jupyter_viscode.vision.numerals import listing
from jupyter_viscode.vision.reading import Axis, Box, Label, Mark, Text
from jupyter_viscode.vision.rounds import Disc
from jupyter_viscode.vision.twins import assign
from jupyter_viscode.vision.webs import noted_scale, read_web, web_scale

pytest.importorskip("matplotlib")
pytest.importorskip("cv2")

X, Y = (0.0, 10.0), (0.0, 100.0)


def drawn(draw: Callable[[Any], object], keys: tuple[tuple[str, str, str, bool], ...] = ()) -> Plot:
    """The plot area of a small chart whose axes are known; `keys` are label, colour, handle and dashed."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    figure = Figure(figsize=(5, 4), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    draw(axes)
    axes.set_xlim(*X)
    axes.set_ylim(*Y)
    buffer = io.BytesIO()
    figure.savefig(buffer)
    pixels = np.asarray(Image.open(buffer).convert("RGB"))
    height, width = pixels.shape[:2]
    box = Box(0.1 * width, 0.1 * height, 0.9 * width, 0.9 * height)
    across, down = (X[1] - X[0]) / box.width, (Y[1] - Y[0]) / box.height
    x = Axis("linear", across, X[0] - across * (box.x0 - 0.5))
    y = Axis("linear", -down, Y[1] + down * (box.y0 - 0.5), side="left")
    nowhere = Box(0, 0, 1, 1)
    entries = tuple(Key(Text(t, nowhere), c, h, nowhere, d) for t, c, h, d in keys)  # type: ignore[arg-type]
    return open_plot(pixels, box, x, y, entries, (), ())


def read(plot: Plot) -> list[Mark]:
    return read_strokes(plot, plot.taken, [])


def off(mark: Mark, x: list[float], y: list[float]) -> float:
    """Largest distance of a mark's points from the true ones, as a share of the axes."""
    assert len(mark.data["x"]) == len(x)
    places = np.array(sorted(zip(mark.data["x"], mark.data["y"], strict=True)))
    true = np.array(sorted(zip(x, y, strict=True)))
    return float((np.abs(places - true) / [X[1] - X[0], Y[1] - Y[0]]).max())


def test_points_of_lines_with_markers_are_found_also_where_lines_cross() -> None:
    x = [1.0, 2.5, 4.0, 5.5, 7.0, 8.5]
    rising, falling = [10.0, 22, 41, 48, 71, 88], [90.0, 80, 52, 45, 30, 12]

    def draw(axes: Any) -> None:
        axes.plot(x, rising, "o-", color="#1f77b4")
        axes.plot(x, falling, "s--", color="#d62728")

    marks = {m.colors[0]: m for m in read(drawn(draw))}
    assert {m.kind for m in marks.values()} == {"line"}
    assert off(marks["#1f77b4"], x, rising) < 0.015
    assert off(marks["#d62728"], x, falling) < 0.015
    assert [marks[c].line_style for c in ("#1f77b4", "#d62728")] == ["-", "--"]
    assert [marks[c].marker for c in ("#1f77b4", "#d62728")] == ["o", "s"]


def test_a_marker_that_another_covers_is_known_from_its_neighbours() -> None:
    x = [1.0, 3.0, 5.0, 7.0, 9.0]
    under, over = [20.0, 40, 50, 40, 60], [80.0, 60, 50, 70, 90]

    def draw(axes: Any) -> None:
        axes.plot(x, under, "o-", color="#2ca02c")
        axes.plot(x, over, "o-", color="#9467bd")

    marks = {m.colors[0]: m for m in read(drawn(draw))}
    assert off(marks["#2ca02c"], x, under) < 0.02
    assert off(marks["#9467bd"], x, over) < 0.02


def test_a_line_without_markers_has_its_corners() -> None:
    x, y = [0.5, 2.0, 6.0, 9.5], [10.0, 70, 30, 90]
    (mark,) = read(drawn(lambda axes: axes.plot(x, y, color="#ff7f0e")))
    true = np.interp(np.linspace(0.6, 9.4, 40), x, y)
    assert np.abs(np.interp(np.linspace(0.6, 9.4, 40), mark.data["x"], mark.data["y"]) - true).max() < 2.0


def test_a_curve_keeps_its_course() -> None:
    x = np.linspace(0, 10, 200)
    y = 50 + 40 * np.sin(x)
    (mark,) = read(drawn(lambda axes: axes.plot(x, y, color="#8c564b")))
    seen = np.interp(np.linspace(0.2, 9.8, 60), mark.data["x"], mark.data["y"])
    assert np.abs(seen - (50 + 40 * np.sin(np.linspace(0.2, 9.8, 60)))).max() < 3.0


def test_a_whole_and_a_dashed_line_of_one_colour_are_two() -> None:
    def draw(axes: Any) -> None:
        axes.plot([0.5, 9.5], [20, 80], color="black")
        axes.plot([0.5, 9.5], [90, 40], "--", color="black")

    marks = read(drawn(draw, (("a", "#000000", "line", False), ("b", "#000000", "line", True))))
    ends = {m.label: (round(m.data["y"][0], -1), round(m.data["y"][-1], -1)) for m in marks}
    assert ends == {"a": (20, 80), "b": (90, 40)}
    assert {m.label: m.line_style for m in marks} == {"a": "-", "b": "--"}


def test_scattered_points_are_found_again() -> None:
    r = np.random.default_rng(3)
    x, y = r.uniform(0.5, 9.5, 40), r.uniform(5, 95, 40)
    marks = read(drawn(lambda axes: axes.scatter(x, y, s=25, color="#17becf")))
    assert [m.kind for m in marks] == ["scatter"]
    seen = np.stack([marks[0].data["x"], np.array(marks[0].data["y"]) / 10], 1)
    true = np.stack([x, y / 10], 1)
    near = np.abs(seen[:, None] - true[None]).max(-1).min(0)
    assert (near < 0.2).mean() >= 0.9


def test_a_fit_through_spots_of_its_own_colour_is_a_line_beside_a_scatter() -> None:
    r = np.random.default_rng(5)
    x = np.linspace(0.6, 9.4, 24)
    y = 10 + 8 * x + r.choice([-1, 1], 24) * r.uniform(8, 20, 24)

    def draw(axes: Any) -> None:
        axes.scatter(x, y, s=30, color="#d62728")
        axes.plot([0.5, 9.5], [14, 86], color="#d62728")

    marks = {m.kind: m for m in read(drawn(draw))}
    assert set(marks) == {"scatter", "line"}
    assert len(marks["scatter"].data["x"]) >= 20
    assert (marks["line"].data["y"][0], marks["line"].data["y"][-1]) == pytest.approx((14, 86), abs=3)


@pytest.mark.parametrize(("upright", "joined"), [(True, False), (True, True), (False, False)])
def test_error_strokes_are_measured(upright: bool, joined: bool) -> None:
    x, y = [1.0, 3.0, 5.0, 7.0, 9.0], [30.0, 60, 45, 70, 50]
    size = [10.0, 14, 8, 12, 11] if upright else [0.7, 0.9, 0.6, 0.8, 0.7]

    def draw(axes: Any) -> None:
        style = "o-" if joined else "o"
        axes.errorbar(x, y, **{"yerr" if upright else "xerr": size}, fmt=style, color="#1f77b4", capsize=3)

    (mark,) = read(drawn(draw))
    assert mark.kind == "errorbar"
    order = np.argsort(x if upright else y)
    name = "y" if upright else "x"
    for side in ("low", "high"):
        assert mark.data[f"{name}err_{side}"] == pytest.approx(np.array(size)[order], abs=1.5 if upright else 0.15)
    assert off(mark, x, y) < 0.015


def test_a_steep_line_is_no_error_stroke() -> None:
    x, y = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [5.0, 90, 10, 85, 8, 95]
    (mark,) = read(drawn(lambda axes: axes.plot(x, y, "o-", color="#e377c2")))
    assert mark.kind == "line"


def test_a_path_bridges_what_covers_it_and_leaves_specks_aside() -> None:
    mask = np.zeros((100, 200), bool)
    mask[40:43, 10:80] = mask[40:43, 120:190] = True
    mask[90:92, 95:98] = True
    path = reading_lines.trace(mask)
    assert path is not None
    assert (path.low, path.high) == (10, 189)
    assert set(path.middles) == {41.0}


def test_marks_of_the_right_axis_have_its_values() -> None:
    left, right = Axis("linear", -1.0, 100.0, side="left"), Axis("linear", -0.1, 10.0, side="right")
    marks = [
        Mark("line", {"x": (1, 2), "y": (50, 80)}, "", ("#ff0000",)),
        Mark("line", {"x": (1, 2), "y": (20, 30)}, "", ("#0000ff",)),
    ]
    labels = [Label("speed", "y2label", Box(0, 0, 1, 1), "#0000ff")]
    first, second = assign(marks, left, right, labels, ("#000000", "#0000ff"))
    assert (first.secondary, second.secondary) == (False, True)
    assert second.data["y"] == pytest.approx((2.0, 3.0))


def polar() -> np.ndarray:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    figure = Figure(figsize=(4, 4), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8), projection="polar")
    turn = [2 * math.pi * k / 6 for k in range(7)]
    axes.fill(turn, [3, 4, 2, 5, 4, 3, 3], alpha=0.2, color="#1f77b4")
    axes.set_xticks(turn[:-1], [""] * 6)
    axes.set_yticks([1, 2, 3, 4, 5], [""] * 5)
    axes.set_ylim(0, 6)
    buffer = io.BytesIO()
    figure.savefig(buffer)
    return np.asarray(Image.open(buffer).convert("RGB"))


def at_ring(value: str, radius: float) -> Text:
    return Text(value, Box(200 + radius - 4, 195, 200 + radius + 4, 205))


def test_spokes_and_rings_of_a_polar_plot_give_its_scale() -> None:
    disc = Disc(200, 200, 160, "polar")
    web = read_web(polar(), disc)
    assert web.spokes == pytest.approx((0, 60, 120, 180, 240, 300))
    step = 160 / 6
    assert web.rings[:5] == pytest.approx([step * k for k in range(1, 6)], abs=2)
    scale = web_scale(disc, web.rings, [at_ring("2", 2 * step + 7), at_ring("4", 4 * step + 7)])
    assert scale is not None
    assert scale[0] * 160 + scale[1] == pytest.approx(6, abs=0.15)
    notes = [at_ring(f"{v}", v / 6 * 160 + 3) for v in (2.0, 3.1, 4.0, 4.9)]
    told = noted_scale(disc, web.rings, notes)
    assert told is not None
    assert told[0] * 160 == pytest.approx(6, abs=0.3)


def test_small_numbers_of_a_logarithmic_axis_are_not_written_as_zero() -> None:
    assert listing([1e-10, 1e-4, 0.5]) == "[1e-10, 0.0001, 0.5]"
