"""Sizes of letters, whatever room a box leaves around them."""

from __future__ import annotations

import io

import numpy as np
import pytest

pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

from jupyter_viscode.vision.reading import Box, Text
from jupyter_viscode.vision.text_sizes import em_of


def drawn(text: str, points: float, turn: int) -> np.ndarray:
    """Pixels of a text alone, at 100 dots per inch."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    figure = Figure(figsize=(4, 4), dpi=100)
    FigureCanvasAgg(figure)
    figure.text(0.5, 0.5, text, fontsize=points, rotation=turn, ha="center", va="center")
    data = io.BytesIO()
    figure.savefig(data, format="png")
    return np.asarray(Image.open(data).convert("RGB"))


@pytest.mark.parametrize("text", ["Orders", "flipper", "mean", "weight, kg", "A lot of text"])
@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize("room", [1, 5])
def test_the_size_hangs_on_letters_and_not_on_the_box(text: str, turn: int, room: int) -> None:
    image = drawn(text, 14, turn)
    rows, columns = np.nonzero(image.min(-1) < 128)
    box = Box(columns.min() - room, rows.min() - room, columns.max() + 1 + room, rows.max() + 1 + room)
    points = em_of(image, Text(text, box, 1.0, float(turn))) * 72 / 100
    assert 12.6 < points < 15.6
