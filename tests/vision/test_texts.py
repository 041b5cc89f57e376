"""What is done to recognised texts: case told by height, rings that are no zeros, upright words, labels read as one."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

import numpy as np

from jupyter_viscode.vision import ocr
from jupyter_viscode.vision.axes import read_axis
from jupyter_viscode.vision.reading import Box, Text


def sheet() -> np.ndarray:
    return np.full((200, 400, 3), 255, np.uint8)


def written(image: np.ndarray, said: str, x: int, y: int, high: int, color: tuple[int, int, int] = (0, 0, 0)) -> Text:
    """A block of ink as high as the letters of a text."""
    image[y : y + high, x : x + 8] = color
    return Text(said, Box(x - 2, y - 3, x + 10, y + high + 3), 0.95)


def test_the_case_of_a_letter_is_told_by_its_height() -> None:
    image = sheet()
    tall = [written(image, said, 20 + 40 * i, 20, 10) for i, said in enumerate(("10", "20", "North", "B"))]
    small, large = written(image, "X", 20, 60, 7), written(image, "x", 60, 60, 10)
    assert [t.text for t in ocr.in_case(image, [*tall, small, large])][-2:] == ["x", "X"]
    assert [t.text for t in ocr.in_case(image, [small])] == ["X"]


def test_coloured_rings_are_no_zeros() -> None:
    image = sheet()
    ticks = [written(image, said, 10, y, 10) for said, y in (("15", 20), ("5", 80), ("0", 140))]
    rings = [written(image, said, 100 + 30 * i, 33 + 17 * i, 8, (76, 120, 168)) for i, said in enumerate(("0", "8", "00"))]
    black = written(image, "8", 300, 113, 8)
    kept = ocr.without_rings(image, [*ticks, *rings, black])
    assert [t.text for t in kept] == ["15", "5", "0", "8"]
    assert len(ocr.without_rings(image, [*ticks, *rings[:2]])) == 5


def test_pieces_of_an_upright_line_are_one() -> None:
    def quad(x0: float, y0: float, x1: float, y1: float) -> np.ndarray:
        return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)

    title = [quad(5, 20, 20, 36), quad(4, 34, 20, 90)]
    ticks = [quad(30, 20, 45, 34), quad(30, 60, 45, 74)]
    joined = ocr._columns([*title, *ticks])
    assert sorted(tuple(map(float, q.min(0))) for q in joined) == [(4, 20), (30, 20), (30, 60)]


def test_labels_read_as_one_are_cut_between_their_marks() -> None:
    image = sheet()
    box = Box(20, 20, 380, 160)
    image[20:160, 20] = image[160, 20:380] = 0
    places = [50, 150, 250, 350]
    for x in places:
        image[160:167, x] = 0
    said = "JanFeb Mar Apr"
    at = [50, 50, 50, 150, 150, 150, 200, 250, 250, 250, 300, 350, 350, 350]
    shares = tuple((x - 30) / 340 for x in at)
    axis, _ = read_axis(image, box, [Text(said, Box(30, 170, 370, 184), 0.95, marks=shares)], "bottom")
    assert [(round(p), t) for p, t in axis.ticks] == list(zip(places, ("Jan", "Feb", "Mar", "Apr"), strict=True))
    words = "somewordscross"
    axis, _ = read_axis(image, box, [Text(words, Box(30, 170, 370, 184), 0.95, marks=shares)], "bottom")
    assert not axis.ticks
