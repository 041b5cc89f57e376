"""Stripes and lines from edge to edge: shaded spans and rules, but no bars and no edges of bars."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

import numpy as np

from jupyter_viscode.vision.marks.plot import open_plot
from jupyter_viscode.vision.marks.regions import find_regions
from jupyter_viscode.vision.marks.rules import read_rules, read_spans
from jupyter_viscode.vision.reading import Axis, Box

BLUE, PALE, RED = (76, 120, 168), (219, 229, 240), (214, 39, 40)
X, Y = Axis("linear", 0.01, 0.0), Axis("linear", -0.01, 3.0)


def plotted(*stripes: tuple[int, int, int, tuple[int, int, int]]) -> object:
    """A plot with rectangles: left, right, height, colour."""
    image = np.full((304, 404, 3), 255, np.uint8)
    for left, right, high, color in stripes:
        image[302 - high : 302, left:right] = color
    return open_plot(image, Box(0, 0, 404, 304), X, Y, (), (), ())


def test_the_longest_bar_is_no_span() -> None:
    plot = plotted((40, 90, 300, BLUE), (120, 170, 180, BLUE), (200, 250, 90, RED))
    assert read_spans(plot, find_regions(plot)) == ([], [])  # type: ignore[arg-type]


def test_a_stripe_behind_all_is_a_span() -> None:
    plot = plotted((200, 300, 300, PALE))
    marks, used = read_spans(plot, find_regions(plot))  # type: ignore[arg-type]
    assert [mark.kind for mark in marks] == ["axvspan"]
    assert len(used) == 1
    assert (marks[0].data["low"][0], marks[0].data["high"][0]) == pytest.approx((2, 3), abs=0.05)


def test_a_line_is_a_rule_and_the_pale_edge_of_a_bar_is_none() -> None:
    blended = tuple(round(255 + 0.6 * (c - 255)) for c in BLUE)
    edge = plotted((100, 180, 300, BLUE), (180, 181, 300, blended))  # type: ignore[arg-type]
    assert read_rules(edge, edge.taken) == []  # type: ignore[attr-defined,arg-type]
    ruled = plotted((240, 242, 300, RED))
    marks = read_rules(ruled, ruled.taken)  # type: ignore[attr-defined,arg-type]
    assert [(mark.kind, mark.colors) for mark in marks] == [("axvline", ("#d62728",))]
