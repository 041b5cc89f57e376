"""What a picture is made ready by, and markers that overlap."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

import cv2

from jupyter_viscode.vision.axes import read_axis
from jupyter_viscode.vision.marks.clumps import marker_of, part
from jupyter_viscode.vision.pixels import dark_lines
from jupyter_viscode.vision.reading import Box, Text
from jupyter_viscode.vision.windows import inside_window
from jupyter_viscode.vision.working import at_working_size


def test_large_letters_make_a_picture_smaller_and_its_texts_with_it() -> None:
    pixels = np.full((900, 1200, 3), 255, np.uint8)
    texts = [Text(str(k), Box(100, 60 * k, 200, 60 * k + 44), 0.9) for k in range(5)]
    smaller, scaled = at_working_size(pixels, texts)
    assert smaller.shape == (450, 600, 3)
    assert scaled[1].box == Box(50, 30, 100, 52)
    usual = [Text("a", Box(0, 0, 40, 20), 0.9)]
    assert at_working_size(pixels, usual)[0] is pixels
    assert np.prod(at_working_size(np.zeros((3000, 3000, 3), np.uint8), usual)[0].shape[:2]) < 2.5e6


def test_a_window_is_taken_off_and_the_margin_of_a_chart_is_not() -> None:
    window = np.full((300, 400, 3), (208, 212, 218), np.uint8)
    window[32:296, 4:396] = 255
    window[80:200, 80:200] = (31, 119, 180)
    assert inside_window(window).shape == (264, 392, 3)
    chart = np.full((300, 400, 3), 255, np.uint8)
    chart[40:250, 60:380] = (229, 229, 229)
    assert inside_window(chart) is chart


def disc(size: int, *middles: tuple[int, int]) -> np.ndarray:
    mask = np.zeros((60, 60), np.uint8)
    for middle in middles:
        cv2.circle(mask, middle, size, 1, -1)
    return mask


def test_discs_that_overlap_are_told_apart() -> None:
    alone = disc(6, (10, 10), (40, 40))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(alone)
    marker = marker_of(labels, stats, [1, 2])
    assert marker is not None
    places = [(20, 20), (27, 22), (22, 30)]
    found = sorted(part(disc(6, *places), marker))
    assert len(found) == 3
    assert np.abs(np.array(found) - np.array(sorted(places))).max() <= 1.5
    assert len(part(disc(6, (30, 30)), marker)) == 1


def test_the_rim_of_a_dark_picture_is_no_line() -> None:
    assert dark_lines(np.full((100, 200, 3), 20, np.uint8), "x", 50) == []


def test_names_in_an_even_row_that_were_read_as_one_are_labels_each() -> None:
    pixels = np.full((200, 400, 3), 255, np.uint8)
    said = "Jan Feb Mar Apr May"
    marks = tuple((k + 0.5) / len(said) for k in range(len(said)))
    axis, used = read_axis(pixels, Box(40, 20, 380, 160), [Text(said, Box(50, 166, 370, 184), 0.9, 0.0, (), marks)], "bottom")
    assert [text for _, text in axis.ticks] == said.split()
    assert len(used) == 5


def test_turned_labels_are_not_taken_for_large_letters() -> None:
    turned = Text("North", Box(10, 10, 70, 70), angle=45, corners=((10.0, 56.0), (56.0, 10.0), (70.0, 24.0), (24.0, 70.0)))
    pixels = np.zeros((300, 400, 3), np.uint8)
    assert at_working_size(pixels, [turned] * 3)[0] is pixels
