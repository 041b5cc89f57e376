"""Bars that strokes cut, scales that only values on bars tell, slices in the order of a legend, markers that look like boxes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("cv2")
pytest.importorskip("matplotlib")

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from jupyter_viscode.vision.axes import read_axis
from jupyter_viscode.vision.legends import Key
from jupyter_viscode.vision.marks.bars import read_bars
from jupyter_viscode.vision.marks.boxes import read_boxes
from jupyter_viscode.vision.marks.hists import read_hists
from jupyter_viscode.vision.marks.plot import Plot, open_plot
from jupyter_viscode.vision.marks.regions import find_regions
from jupyter_viscode.vision.marks.rules import read_rules
from jupyter_viscode.vision.marks.strokes import read_strokes
from jupyter_viscode.vision.marks.written import written_scale
from jupyter_viscode.vision.reading import Axis, Box, Text
from jupyter_viscode.vision.rounds import Disc, read_round
from jupyter_viscode.vision.unframed import label_boxes

VALUES = [26.0, 58.0, 33.0, 40.0]


def picture(draw: Callable[[Any], object]) -> tuple[np.ndarray, Any]:
    """Pixels and the axes drawn on them."""
    figure = Figure(figsize=(5, 3.6), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    draw(axes)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy(), axes


def plot_of(draw: Callable[[Any], object], keys: tuple[Key, ...] = ()) -> Plot:
    """The inside of the axes, their scales known."""
    image, axes = picture(draw)
    frame, height = axes.get_window_extent(), image.shape[0]
    (x0, y0), (x1, y1) = axes.transData.transform([(0, 0), (1, 1)])
    across, up = 1 / (x1 - x0), 1 / (y0 - y1)
    x = Axis("linear", across, -(x0 - 0.5) * across)
    y = Axis("linear", up, -(height - y0 - 0.5) * up, side="left")
    return open_plot(image, Box(frame.x0, height - frame.y1, frame.x1, height - frame.y0), x, y, keys, (), ())


def test_a_thick_slanted_stroke_leaves_bars_whole() -> None:
    def draw(axes: Any) -> None:
        axes.bar(range(4), VALUES, 0.3, color="#4c72b0")
        axes.plot([-0.2, 3.2], [20, 8], color="#dd2222", linewidth=4)
        axes.vlines([1.05], 0, 58, color="#dd2222", linewidth=2)

    plot = plot_of(draw)
    (mark,) = read_bars(plot, find_regions(plot))[0]
    assert np.allclose(mark.data["x"], range(4), atol=0.03)
    assert np.allclose(mark.data["heights"], VALUES, atol=0.8)


def test_a_rule_that_bars_stand_on_is_seen_over_them() -> None:
    def draw(axes: Any) -> None:
        axes.bar(range(4), [3, -2, 5, -4], 0.95, color="#4c72b0")
        axes.axhline(0, color="black", linewidth=1)

    plot = plot_of(draw)
    plot.taken[:] = np.abs(plot.image.astype(int) - (0x4C, 0x72, 0xB0)).max(-1) < 9
    rules = [m for m in read_rules(plot, plot.taken) if m.kind == "axhline"]
    assert len(rules) == 1
    assert abs(rules[0].data["at"][0]) < 0.05


def test_values_on_bars_give_the_scale_of_an_axis_without_numbers() -> None:
    plot = plot_of(lambda axes: axes.barh(range(4), VALUES, 0.6, color="#4c72b0"))
    per = plot.x.slope
    middles = [(v / 2 - plot.x.offset) / per for v in VALUES]
    rows = [(k - plot.y.offset) / plot.y.slope for k in range(4)]
    said = [*(f"{v:g}" for v in VALUES[:3]), "17"]  # one of them is no value of its bar
    plot.texts = tuple(Text(t, Box(x - 9, y - 8, x + 9, y + 8)) for t, x, y in zip(said, middles, rows, strict=True))
    plot.x = Axis(side="bottom")
    bars = read_bars(plot, find_regions(plot))[0]
    told = written_scale(plot, bars)
    assert told is not None
    upright, axis = told
    assert not upright
    assert axis.slope == pytest.approx(per, rel=0.02)
    plot.texts = plot.texts[2:]
    assert written_scale(plot, bars) is None


@pytest.mark.parametrize("clockwise", [False, True])
def test_slices_go_in_the_order_of_the_legend_and_not_their_edges(clockwise: bool) -> None:
    shares, colors = [0.4, 0.25, 0.2, 0.15], ["#fbb4ae", "#b3cde3", "#ccebc5", "#decbe4"]

    def draw(axes: Any) -> None:
        axes.pie(shares, colors=colors, startangle=33, counterclock=not clockwise, wedgeprops={"edgecolor": "black"})

    image, axes = picture(draw)
    (x, y), (right, _) = axes.transData.transform([(0, 0), (1, 0)])
    keys = [Key(Text(f"part {k}", Box(0, 0, 9, 9)), c, "patch", Box(0, 0, 9, 9)) for k, c in enumerate(colors)]
    panel = read_round(image, Disc(x, image.shape[0] - y, right - x, "pie"), (), keys, [], [])
    (mark,) = panel.marks
    assert np.allclose(mark.data["fractions"], shares, atol=0.01)
    assert mark.colors == tuple(colors)
    assert bool(mark.data.get("clockwise")) is clockwise
    assert abs(mark.data["start"][0] - 33) < 2


def test_histograms_of_the_same_bins_have_the_same_edges() -> None:
    rng = np.random.default_rng(3)
    bins = np.linspace(0, 20, 21)
    sets = rng.normal(6, 1.5, 400), rng.normal(13, 1.5, 400)

    def draw(axes: Any) -> None:
        for values, color in zip(sets, ("#1f77b4", "#ff7f0e"), strict=True):
            axes.hist(values, bins=bins, color=color)

    plot = plot_of(draw)
    marks = read_hists(plot, plot.taken)
    assert len(marks) == 2
    assert marks[0].data["edges"] == marks[1].data["edges"]
    for mark, values in zip(sorted(marks, key=lambda m: m.colors), sets, strict=True):
        counts, _ = np.histogram(values, np.round(mark.data["edges"]))
        assert np.abs(np.array(mark.data["counts"]) - counts).max() < 3


def test_square_markers_with_error_bars_are_no_boxes() -> None:
    plot = plot_of(lambda a: a.errorbar(range(5), [3, 5, 4, 6, 8], yerr=1.2, marker="s", color="#000080", markersize=7))
    assert read_boxes(plot, plot.taken.copy()) == []
    (mark,) = read_strokes(plot, plot.taken, [])
    assert mark.kind == "errorbar"
    assert np.allclose(mark.data["yerr_high"], 1.2, atol=0.15)


def test_numbers_under_names_mark_out_bars_that_lie() -> None:
    names = [
        Text(n, Box(90 - 8 * len(n), 40 + 50 * k, 90, 56 + 50 * k)) for k, n in enumerate(("Pride", "Joy", "Relief", "Anger"))
    ]
    numbers = [Text(str(k), Box(92 + 80 * k, 240, 102 + 80 * k, 254)) for k in range(5)]
    (box,) = label_boxes(np.full((300, 480, 3), 255, np.uint8), [*names, *numbers], [])
    assert 90 < box.x0 < 105
    assert box.y0 < 48
    assert 206 < box.y1 <= 240
    uneven = [replace(t, text=said) for t, said in zip(numbers, "07312", strict=True)]
    assert label_boxes(np.full((300, 480, 3), 255, np.uint8), [*names, *uneven], []) == []


def test_slanted_names_beside_an_axis_point_at_its_marks() -> None:
    image = np.full((260, 300, 3), 255, np.uint8)
    marks = [60, 110, 160, 210]
    for at in marks:
        image[at, 94:100] = 0
    texts = []
    for at, long in zip(marks, (40, 12, 30, 20), strict=True):
        low, high = (88.0 - long, at + 5.0 + long), (88.0, at + 5.0)
        corners = ((low[0] - 5, low[1] - 5), (high[0] - 5, high[1] - 5), (high[0] + 5, high[1] + 5), (low[0] + 5, low[1] + 5))
        box = Box(low[0] - 5, high[1] - 5, high[0] + 5, low[1] + 5)
        texts.append(Text("n" * (long // 4), box, 1.0, 45.0, corners))
    axis, _ = read_axis(image, Box(100, 30, 290, 240), texts, "left")
    assert [round(at) for at, _ in axis.ticks] == marks


@pytest.mark.parametrize("style", [":", "--", "-."])
def test_a_broken_grid_is_no_mark(style: str) -> None:
    ticks = [0.0, 20.0, 40.0, 60.0]

    def draw(axes: Any) -> None:
        axes.set(xlim=(-5, 70), ylim=(-5, 70), xticks=ticks, yticks=ticks)
        axes.grid(linestyle=style, color="#b0b0b0", linewidth=0.8)
        axes.scatter([10, 20, 34, 52, 61], [21, 40, 12, 58, 33], facecolors="none", edgecolors="black", s=50)

    image, axes = picture(draw)
    plot = plot_of(draw)
    places = axes.transData.transform([(t, t) for t in ticks])
    x = replace(plot.x, ticks=tuple((float(p[0]), "") for p in places))
    y = replace(plot.y, ticks=tuple((image.shape[0] - float(p[1]), "") for p in places))
    rings = axes.transData.transform([(10, 21), (20, 40), (34, 12), (52, 58), (61, 33)])
    frame, height = axes.get_window_extent(), image.shape[0]
    plot = open_plot(image, Box(frame.x0, height - frame.y1, frame.x1, height - frame.y0), x, y, (), (), ())
    assert plot.grid_axes == "both"
    rows, columns = np.nonzero(plot.ink(30))
    near = np.array([np.hypot(rows + plot.top - height + b, columns + plot.left - a) for a, b in rings]).min(0)
    assert len(rows) > 60
    assert float(near.max()) < 8
