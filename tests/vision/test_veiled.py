"""Bars that go on beneath a legend."""

from __future__ import annotations

import io

import numpy as np
import pytest

pytest.importorskip("rapidocr", reason='pip install "jupyter_viscode[image]"')
pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

from PIL import Image

from jupyter_viscode.vision import read


def drawn(alpha: float) -> np.ndarray:
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.5))
    axes.bar(np.arange(4) - 0.2, [12, 18, 9, 14], 0.4, label="2023", color="#1b9e77")
    axes.bar(np.arange(4) + 0.2, [15, 16, 13, 17], 0.4, label="2024", color="#d95f02")
    axes.set_xticks(range(4), ["Q1", "Q2", "Q3", "Q4"])
    axes.legend(title="Year", loc="upper right", framealpha=alpha)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=110)
    plt.close(figure)
    return np.asarray(Image.open(out).convert("RGB"))


@pytest.mark.parametrize(("alpha", "last"), [(0.8, (16.5, 17.5)), (1.0, (14.0, 16.5))], ids=["seen through", "hidden"])
def test_a_bar_is_as_high_as_it_is_seen(alpha: float, last: tuple[float, float]) -> None:
    heights = read(drawn(alpha)).panels[0].marks[1].data["heights"]
    assert heights[:3] == pytest.approx((15, 16, 13), abs=0.1)
    assert last[0] < heights[3] < last[1]
