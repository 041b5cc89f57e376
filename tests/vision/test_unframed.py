"""Plot areas that only labels mark out: turned labels, numbers of several widths, areas that grid lines cut."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from jupyter_viscode.vision.frames import find_frames
from jupyter_viscode.vision.grids import freed, rejoined
from jupyter_viscode.vision.pixels import Segment
from jupyter_viscode.vision.reading import Box, Text
from jupyter_viscode.vision.unframed import label_boxes

WHITE = np.full((400, 600, 3), 255, np.uint8)


def text(words: str, x0: float, y0: float, x1: float, y1: float, angle: float = 0.0) -> Text:
    return Text(words, Box(x0, y0, x1, y1), 1.0, angle)


def numbers() -> list[Text]:
    return [
        text(f"{v}", 60 - 8 * len(f"{v}"), y - 8, 60 + 6 * (v == 20), y + 8)
        for v, y in ((30, 50), (20, 150), (10, 250), (0, 350))
    ]


def names(top: float = 358, angle: float = 90.0) -> list[Text]:
    return [text(w, x - 8, top, x + 8, top + 9 * len(w), angle) for w, x in (("North", 120), ("Lake", 250), ("Old Town", 380))]


def test_turned_labels_are_a_row() -> None:
    boxes = label_boxes(WHITE, numbers() + names(), ())
    assert len(boxes) == 1
    assert boxes[0].y0 < 50 < 350 < boxes[0].y1 < 362
    assert boxes[0].x0 < 100 and boxes[0].x1 > 400


def test_marks_beside_a_legend_go_on_above_it() -> None:
    legend = [text("Gamma", 480, 30, 540, 44)]
    bare = label_boxes(WHITE, numbers() + names() + legend, ())[0]
    picture = WHITE.copy()
    picture[5:350, 110:130] = (31, 119, 180)
    drawn = label_boxes(picture, numbers() + names() + [text("Gamma", 380, 30, 440, 44)], ())[0]
    assert bare.y0 <= 46
    assert drawn.y0 < 10


def gridded(across: bool) -> tuple[np.ndarray, list[Text]]:
    """A grid whose lines marks cut: in its middle, no line runs through."""
    picture = Image.new("RGB", (600, 400), "white")
    draw = ImageDraw.Draw(picture)
    for y in (50, 110, 170, 230, 290, 350):
        draw.line((80, y, 560, y), fill="#b3b3b3")
    for x in (80, 560):
        draw.line((x, 50, x, 170), fill="#b3b3b3")
        draw.line((x, 230, x, 350), fill="#b3b3b3")
    values = (50, 40, 30, 20, 10, 0) if across else (10, 5, 0, 10, 5, 0)
    said = [text(f"{v}", 50, y - 8, 74, y + 8) for v, y in zip(values, (50, 110, 170, 230, 290, 350), strict=True)]
    said += [text(f"{20 * k}", 72 + 96 * k, 356, 92 + 96 * k, 372) for k in range(6)]
    return np.asarray(picture), said


def test_cells_of_a_grid_are_one_area_where_one_column_of_numbers_runs_past_them() -> None:
    found = find_frames(*gridded(True))
    assert len(found) == 1
    assert found[0].box.y0 < 55 and found[0].box.y1 > 345


def test_areas_with_numbers_of_their_own_stay_apart() -> None:
    assert len(find_frames(*gridded(False))) == 2


def test_grid_lines_that_marks_cut_are_whole_and_end_before_their_labels() -> None:
    grey = (203, 203, 203)
    pieces = [Segment("y", 180, 40, 150, grey), Segment("y", 180, 165, 318, grey), Segment("y", 260, 40, 300, grey)]
    lines = [freed(line, [text("20", 164, 310, 196, 330)]) for line in rejoined(pieces)]
    assert [(line.at, line.low, line.high) for line in lines] == [(180, 40, 306), (260, 40, 300)]
    apart = [Segment("y", 180, 40, 60, grey), Segment("y", 180, 200, 300, grey), Segment("y", 180, 310, 330, (30, 30, 30))]
    assert rejoined(apart) == apart
