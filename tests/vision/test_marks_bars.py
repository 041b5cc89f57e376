"""Bars, histograms, heat maps, pies and violins drawn here from known numbers come back as those numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("cv2")
matplotlib = pytest.importorskip("matplotlib")

from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

from jupyter_viscode.vision.marks.bars import read_bars, runs_down  # noqa: E402
from jupyter_viscode.vision.marks.boxes import read_boxes  # noqa: E402
from jupyter_viscode.vision.marks.contours import read_contours  # noqa: E402
from jupyter_viscode.vision.marks.heatmaps import read_heatmap  # noqa: E402
from jupyter_viscode.vision.marks.hists import read_hists  # noqa: E402
from jupyter_viscode.vision.marks.plot import Plot, open_plot  # noqa: E402
from jupyter_viscode.vision.marks.regions import find_regions  # noqa: E402
from jupyter_viscode.vision.marks.violins import read_violins  # noqa: E402
from jupyter_viscode.vision.mosaics import find_mosaics, unframed  # noqa: E402
from jupyter_viscode.vision.reading import Axis, Box, Mark  # noqa: E402


def drawn(draw: Callable[[Any], object], names: tuple[str, ...] = (), lying: bool = False, dark: bool = False) -> Plot:
    """The inside of a small plot, its axes known as matplotlib knows them."""
    figure = Figure(figsize=(5, 3.6), dpi=100, facecolor="#202020" if dark else "white")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    if dark:
        axes.set_facecolor("#202020")
    draw(axes)
    canvas.draw()
    image = np.asarray(canvas.buffer_rgba())[..., :3].copy()
    height = image.shape[0]
    frame = axes.get_window_extent()
    (x0, y0), (x1, y1) = axes.transData.transform([(0, 0), (1, 1)])
    x_slope, y_slope = 1 / (x1 - x0), 1 / (y0 - y1)
    x = Axis("linear", x_slope, -(x0 - 0.5) * x_slope)
    y = Axis("linear", y_slope, -(height - y0 - 0.5) * y_slope, side="left")
    ticks = tuple((k / (y_slope if lying else x_slope) - (y if lying else x).offset / (y_slope if lying else x_slope), n)
                  for k, n in enumerate(names))  # fmt: skip
    if names and lying:
        y = Axis("category", y.slope, y.offset, ticks, side="left")
    elif names:
        x = Axis("category", x.slope, x.offset, ticks)
    box = Box(frame.x0, height - frame.y1, frame.x1, height - frame.y0)
    return open_plot(image, box, x, y, (), (), ())


def bars_of(plot: Plot) -> list[Mark]:
    return read_bars(plot, find_regions(plot))[0]


def near(read: tuple[float, ...], true: Any, share: float = 0.02) -> None:
    true = np.asarray(true, float)
    assert len(read) == len(true)
    assert np.abs(np.asarray(read) - true).max() <= share * max(np.ptp(true), np.abs(true).max())


HEIGHTS = [3.2, 7.5, 5.1, 9.4]
NAMES = ("a", "b", "c", "d")


@pytest.mark.parametrize("dark", [False, True])
def test_upright_bars_have_their_heights_places_and_color(dark: bool) -> None:
    (mark,) = bars_of(drawn(lambda a: a.bar(range(4), HEIGHTS, 0.6, color="#4c72b0"), NAMES, dark=dark))
    assert mark.kind == "bar"
    near(mark.data["heights"], HEIGHTS)
    near(mark.data["x"], range(4))
    near(mark.data["thickness"], [0.6], 0.04)
    assert mark.colors == ("#4c72b0",)


def test_lying_bars_have_their_widths() -> None:
    (mark,) = bars_of(drawn(lambda a: a.barh(range(4), HEIGHTS, 0.6, color="#dd8452"), NAMES, lying=True))
    assert mark.kind == "barh"
    near(mark.data["widths"], HEIGHTS)


def test_lines_of_the_grid_over_bars_do_not_cut_them() -> None:
    def draw(axes: Any) -> None:
        axes.bar(range(4), HEIGHTS, color="#4c72b0")
        axes.set_axisbelow(False)
        axes.grid(axis="y", color="#cccccc", linestyle="--")

    (mark,) = bars_of(drawn(draw, NAMES))
    near(mark.data["heights"], HEIGHTS)


def test_a_curve_over_bars_does_not_cut_them() -> None:
    def draw(axes: Any) -> None:
        axes.bar(range(4), HEIGHTS, color="#4c72b0")
        axes.plot([0, 1, 2, 3], [2, 6, 1, 5], color="#aa0000")

    near(bars_of(drawn(draw, NAMES))[0].data["heights"], HEIGHTS)


def test_grouped_bars_are_one_call_for_each_color() -> None:
    def draw(axes: Any) -> None:
        axes.bar(np.arange(4) - 0.2, HEIGHTS, 0.4, color="#4c72b0")
        axes.bar(np.arange(4) + 0.2, HEIGHTS[::-1], 0.4, color="#55a868")

    first, second = sorted(bars_of(drawn(draw, NAMES)), key=lambda m: m.colors)
    near(first.data["heights"], HEIGHTS)
    near(second.data["heights"], HEIGHTS[::-1])
    near(second.data["x"], np.arange(4) + 0.2)


def test_stacked_bars_stand_on_each_other() -> None:
    def draw(axes: Any) -> None:
        axes.bar(range(4), HEIGHTS, color="#4c72b0")
        axes.bar(range(4), [1, 2, 3, 2], bottom=HEIGHTS, color="#dd8452")

    lower, upper = sorted(bars_of(drawn(draw, NAMES)), key=lambda m: m.colors)
    near(upper.data["heights"], [1, 2, 3, 2], 0.04)
    near(upper.data["bottom"], HEIGHTS)
    assert not any(lower.data["bottom"])


def test_negative_bars_hang_from_zero_and_their_colors_are_one_call() -> None:
    values = [2.0, -3.0, 4.0, -1.5]
    colors = ["#d73027" if v > 0 else "#4575b4" for v in values]
    (mark,) = bars_of(drawn(lambda a: a.bar(range(4), values, color=colors), NAMES))
    near(mark.data["heights"], values)
    assert mark.colors == tuple(colors)


def test_a_place_left_free_is_a_bar_of_no_length() -> None:
    (mark,) = bars_of(drawn(lambda a: a.bar(range(4), [3, 0, 5, 9], color="#4c72b0"), NAMES))
    near(mark.data["heights"], [3, 0, 5, 9])


@pytest.mark.parametrize("hatch", ["//", "x", ".."])
def test_hatched_bars_are_whole(hatch: str) -> None:
    (mark,) = bars_of(drawn(lambda a: a.bar(range(4), HEIGHTS, color="#8db7db", hatch=hatch, edgecolor="black"), NAMES))
    near(mark.data["heights"], HEIGHTS, 0.03)


def test_strokes_at_the_tips_are_errors() -> None:
    errors = [0.5, 0.9, 0.7, 0.6]
    (mark,) = bars_of(drawn(lambda a: a.bar(range(4), HEIGHTS, yerr=errors, capsize=4, color="#8db7db"), NAMES))
    near(mark.data["heights"], HEIGHTS)
    near(mark.data["error"], errors, 0.12)


def test_lying_groups_in_the_order_of_a_list_run_down_only_if_the_first_is_on_top() -> None:
    def lying(y: float, label: str) -> Mark:
        return Mark("barh", {"y": (y, y + 1), "widths": (1.0, 2.0), "thickness": (0.4,)}, label)

    from jupyter_viscode.vision.legends import Key
    from jupyter_viscode.vision.reading import Text

    nowhere = Box(0, 0, 1, 1)
    keys = [Key(Text(n, nowhere), "#000000", "patch", nowhere) for n in ("first", "second")]
    assert runs_down([lying(0.2, "first"), lying(-0.2, "second")], keys)
    assert not runs_down([lying(-0.2, "first"), lying(0.2, "second")], keys)
    assert not runs_down([lying(0.0, "")], [])


def test_columns_of_a_histogram_are_found_by_their_period() -> None:
    values = np.random.default_rng(3).triangular(4, 9, 16, 400)
    counts, edges = np.histogram(values, 18)
    plot = drawn(lambda a: a.hist(values, edges, color="#663399"))
    (mark,) = read_hists(plot, plot.taken)
    near(mark.data["counts"], counts)
    near(mark.data["edges"], edges, 0.01)


def test_translucent_histograms_that_overlap_are_told_apart() -> None:
    draws = np.random.default_rng(4)
    left, right = draws.normal(0, 1, 600), draws.normal(2, 1, 600)
    edges = np.linspace(-4, 6, 21)

    def draw(axes: Any) -> None:
        axes.hist(left, edges, color="#ff0000", alpha=0.5)
        axes.hist(right, edges, color="#0000ff", alpha=0.5)

    plot = drawn(draw)
    marks = read_hists(plot, plot.taken)
    assert len(marks) == 2
    totals = sorted(sum(m.data["counts"]) for m in marks)
    assert totals == pytest.approx([600, 600], rel=0.05)
    assert [m.alpha for m in marks] == pytest.approx([0.5, 0.5], abs=0.06)


def test_bars_that_stand_apart_are_no_histogram() -> None:
    plot = drawn(lambda a: a.bar(range(1, 13), [8, 7, 6, 5, 4, 2, 1, 1, 3, 6, 8, 9], color="#b0c4de"))
    assert read_hists(plot, plot.taken) == []
    assert [m.kind for m in bars_of(plot)] == ["bar"]


def test_stacked_bars_with_outlines_are_no_boxes() -> None:
    def draw(axes: Any) -> None:
        axes.bar(range(4), HEIGHTS, color="#cccccc", edgecolor="black")
        axes.bar(range(4), [2, 2, 3, 2], bottom=HEIGHTS, color="#999999", edgecolor="black")

    plot = drawn(draw, NAMES)
    assert read_boxes(plot, plot.taken) == []


def test_boxes_have_their_quartiles() -> None:
    draws = np.random.default_rng(5)
    samples = [draws.normal(m, 1, 80) for m in (3, 5, 4)]

    def draw(axes: Any) -> None:
        axes.boxplot(samples, showfliers=False, patch_artist=True, boxprops={"facecolor": "#9fd7ef"})

    plot = drawn(draw)
    (mark,) = read_boxes(plot, plot.taken)
    for name, share in (("q1", 25), ("median", 50), ("q3", 75)):
        near(mark.data[name], [np.percentile(s, share) for s in samples], 0.02)


def test_cells_of_a_heat_map_have_their_values_by_the_map() -> None:
    values = np.random.default_rng(6).uniform(0, 1, (5, 7))
    values[0, 0], values[4, 6] = 0.0, 1.0
    plot = drawn(lambda a: a.imshow(values, cmap="viridis", aspect="auto"))
    mark = read_heatmap(plot, None)
    assert mark is not None and mark.shape == (5, 7) and mark.cmap == "viridis"
    near(mark.data["values"], values.ravel(), 0.03)


def test_a_heat_map_without_a_frame_is_found_and_its_cells_are_no_frames() -> None:
    image = np.full((300, 400, 3), 255, np.uint8)
    shades = np.random.default_rng(7).integers(0, 200, (6, 8, 3))
    for r in range(6):
        for c in range(8):
            image[40 + 36 * r : 74 + 36 * r, 50 + 40 * c : 88 + 40 * c] = shades[r, c]
    (mosaic,) = find_mosaics(image, [])
    assert (mosaic.rows, mosaic.columns) == (6, 8)
    own, pieces = unframed([mosaic], [Box(50, 40, 88, 74), Box(0, 0, 20, 20)])
    assert own == [mosaic] and pieces == [0]


def test_plain_bars_are_no_mosaic() -> None:
    assert find_mosaics(drawn(lambda a: a.bar(range(4), HEIGHTS), NAMES).image, []) == []


def test_violins_are_told_by_their_outlines() -> None:
    draws = np.random.default_rng(8)
    samples = [draws.normal(m, s, 300) for m, s in ((0, 1), (1, 0.6), (2, 0.8))]

    def draw(axes: Any) -> None:
        parts = axes.violinplot(samples, widths=0.8, showextrema=False)
        for body in parts["bodies"]:
            body.set_alpha(1)

    plot = drawn(draw)
    (mark,) = read_violins(plot, plot.taken)
    near(mark.data["position"], [1, 2, 3])
    near(mark.data["low"], [s.min() for s in samples], 0.1)  # the ends are thinner than a pixel
    near(mark.data["high"], [s.max() for s in samples], 0.1)
    near(mark.data["mean"], [s.mean() for s in samples], 0.1)


def test_bars_are_no_violins() -> None:
    plot = drawn(lambda a: a.bar(range(4), HEIGHTS), NAMES)
    assert read_violins(plot, plot.taken) == []


def test_bands_of_filled_contours_have_the_heights_in_order() -> None:
    x, y = np.meshgrid(np.linspace(-2, 2, 60), np.linspace(-2, 2, 60))
    plot = drawn(lambda a: a.contourf(x, y, np.hypot(x, y), levels=[0, 0.5, 1, 1.5, 2, 2.5, 3], cmap="viridis"))
    (mark,) = read_contours(plot, None)
    assert mark.kind == "contourf" and mark.cmap == "viridis" and len(mark.data["levels"]) == 7
    heights = np.array(mark.data["z"]).reshape(mark.shape)
    middle = heights.shape[0] // 2
    assert heights[0, 0] > heights[middle, 0] > heights[middle, middle]


def test_bars_are_no_contours() -> None:
    assert read_contours(drawn(lambda a: a.bar(range(4), HEIGHTS, color=["r", "g", "b", "k"]), NAMES), None) == []
