"""Colour bars and what their colours stand for, dark grounds and points with stems, in pictures that matplotlib draws here."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("cv2")

from jupyter_viscode.vision.colorbars import ColorBar
from jupyter_viscode.vision.judge import Signs, _framed
from jupyter_viscode.vision.marks.errors import with_stems
from jupyter_viscode.vision.marks.family import read_marks
from jupyter_viscode.vision.marks.plot import Plot, open_plot
from jupyter_viscode.vision.marks.valued import with_bar
from jupyter_viscode.vision.reading import Axis, Box, Mark


def drawn(draw: Callable[[Any], object], ground: str = "white") -> Plot:
    """The plot area of a small chart whose axes run from 0 to 10."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    figure = Figure(figsize=(5, 4), dpi=100, facecolor=ground)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8), facecolor=ground)
    draw(axes)
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 10)
    buffer = io.BytesIO()
    figure.savefig(buffer)
    pixels = np.asarray(Image.open(buffer).convert("RGB"))
    box = Box(50, 40, 450, 360)
    x = Axis("linear", 10 / 400, -10 / 400 * 49.5)
    y = Axis("linear", -10 / 320, 10 + 10 / 320 * 39.5, side="left")
    return open_plot(pixels, box, x, y, (), (), ())


def bar(name: str) -> ColorBar:
    """A colour bar from 0 to 100."""
    import matplotlib

    ramp = matplotlib.colormaps[name](np.linspace(0, 1, 200))[:, :3] * 255
    return ColorBar(Box(460, 40, 480, 360), True, ramp, 0.0, 100.0, True)


def test_points_have_the_values_that_their_colours_stand_for() -> None:
    x, values = np.arange(1.0, 10.0), np.linspace(5, 95, 9)
    plot = drawn(lambda axes: axes.scatter(x, x, s=120, c=values, cmap="viridis", vmin=0, vmax=100))
    points = [Mark("scatter", {"x": (v,), "y": (v,)}) for v in x]
    (made,) = with_bar(plot, points, bar("viridis"))
    assert made.cmap == "viridis" and made.data["limits"] == (0.0, 100.0)
    assert np.abs(np.array(made.data["values"]) - values).max() < 3


def test_a_bar_whose_colours_no_point_has_stands_alone() -> None:
    plot = drawn(lambda axes: axes.scatter([2, 4, 6], [2, 4, 6], s=120, color="#ff0000"))
    points = Mark("scatter", {"x": (2.0, 4.0, 6.0), "y": (2.0, 4.0, 6.0)}, colors=("#ff0000",))
    kept, alone = with_bar(plot, [points], bar("viridis"))
    assert kept is points and alone.kind == "colorbar" and alone.cmap == "viridis"


def test_a_surface_of_many_cells_is_told_in_fewer() -> None:
    x, y = np.meshgrid(np.linspace(0, 10, 120), np.linspace(0, 10, 100))
    heights = 50 + 50 * np.sin(x / 2) * np.cos(y / 2)
    look = {"cmap": "inferno", "vmin": 0, "vmax": 100, "extent": (0, 10, 0, 10), "aspect": "auto", "origin": "lower"}
    plot = drawn(lambda axes: axes.imshow(heights, **look))
    (made,) = read_marks(plot, bar("inferno"))
    assert made.kind == "imshow" and made.cmap == "inferno"
    read = np.array(made.data["values"]).reshape(made.shape)[::-1]
    rows, columns = made.shape
    across, up = np.meshgrid((np.arange(columns) + 0.5) / columns * 10, (np.arange(rows) + 0.5) / rows * 10)
    assert np.abs(read - (50 + 50 * np.sin(across / 2) * np.cos(up / 2))).mean() < 2


def test_lines_that_cross_on_a_dark_ground_are_no_boxes() -> None:
    x = np.linspace(0.5, 9.5, 200)

    def draw(axes: Any) -> None:
        for middle, color in ((3, "cyan"), (5, "magenta"), (7, "yellow")):
            axes.plot(x, 9 / (1 + (x - middle) ** 2), color=color)
        axes.grid(alpha=0.3)

    assert "boxplot" not in {m.kind for m in read_marks(drawn(draw, "black"))}


def test_thick_strokes_behind_points_are_what_these_vary_by() -> None:
    x, y, low, high = np.array([2.0, 4, 6, 8]), np.array([4.0, 5, 3, 6]), np.array([1.0, 2, 1, 1.5]), np.array([2.0, 1, 1, 2])

    def draw(axes: Any) -> None:
        axes.errorbar(x, y, yerr=[low, high], fmt="none", ecolor="#7fbf7b", elinewidth=4)
        axes.scatter(x, y, s=110, color="#1b7837", zorder=3)

    (made,) = [m for m in read_marks(drawn(draw)) if m.kind == "errorbar"]
    assert np.abs(np.array(made.data["y"]) - y).max() < 0.15
    assert np.abs(np.array(made.data["yerr_low"]) - low).max() < 0.2
    assert np.abs(np.array(made.data["yerr_high"]) - high).max() < 0.2


def test_bars_away_from_points_stay_bars() -> None:
    plot = drawn(lambda axes: None)
    points = Mark("scatter", {"x": (1.0, 3.0), "y": (9.0, 9.0), "sizes": (100.0, 100.0)})
    bars = Mark("bar", {"x": (1.0, 3.0), "heights": (2.0, 3.0), "bottom": (0.0, 0.0), "thickness": (0.1,)}, colors=("#000000",))
    assert with_stems(plot, [points, bars]) == [points, bars]


@pytest.mark.parametrize(("ticks", "evidence", "framed"), [(1.0, 1.0, True), (0.2, 1.0, False), (1.0, 0.6, False)])
def test_a_frame_with_ticks_and_labels_on_two_sides_is_enough(ticks: float, evidence: float, framed: bool) -> None:
    rest = dict.fromkeys(
        (
            "scale",
            "second",
            "downward",
            "ground",
            "flat",
            "texture",
            "texts",
            "long",
            "cover",
            "words",
            "colourful",
            "row",
            "ring",
        ),
        0.0,
    )
    assert _framed(Signs(**rest, ticks=ticks, evidence=evidence)) is framed
