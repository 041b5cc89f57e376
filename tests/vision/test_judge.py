"""Charts are told from other pictures by their scales, grounds and texts."""

from __future__ import annotations

import dataclasses
import random

import numpy as np
import pytest

pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

from jupyter_viscode.vision.frames import find_frames
from jupyter_viscode.vision.judge import LEAST, Signs, chance, refusal, signs
from jupyter_viscode.vision.reading import Box, Text


def text(words: str, x: float, y: float, wide: float = 20) -> Text:
    return Text(words, Box(x - wide / 2, y - 6, x + wide / 2, y + 6))


def sheet() -> np.ndarray:
    return np.full((300, 400, 3), 255, np.uint8)


SCALE = [text(str(10 * n), 30, 260 - 40 * n) for n in range(6)]
YEARS = [text(str(2000 + n), 60 + 50 * n, 280, 30) for n in range(6)]


def test_numbers_that_grow_evenly_with_their_places_are_a_scale() -> None:
    found = signs(sheet(), [*SCALE, *YEARS, text("Revenue", 200, 12, 60)])
    assert found.scale == pytest.approx(0.6)
    assert found.second == pytest.approx(0.6)
    assert found.downward == 0


def test_powers_of_ten_are_a_scale_and_a_column_of_figures_is_none() -> None:
    powers = [text(str(10**n), 30, 260 - 40 * n) for n in range(5)]
    assert signs(sheet(), powers).scale == pytest.approx(0.5)
    figures = [text(str(v), 30, 40 + 30 * n) for n, v in enumerate((812, 14, 390, 377, 95, 640))]
    assert signs(sheet(), figures).scale == 0


def test_numbered_lines_are_no_scale() -> None:
    lines = [text(str(n + 1), 20, 20 + 18 * n) for n in range(12)]
    found = signs(sheet(), lines)
    assert found.scale == 0
    assert found.downward == 1


def test_a_chart_is_kept_and_noise_is_refused() -> None:
    assert chance(Signs(0.6, 0.6, 0, 0.8, 0.98, 0.01, 0.4, 0, 0.1, 0.2, 0.1, 1, 1, 0.6, 0)) > 0.9
    noise = np.random.default_rng(0).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    said = refusal(noise, [])
    assert said is not None
    assert said.endswith("nothing was drawn.")


def test_pictures_that_are_no_charts_are_refused_and_charts_are_not() -> None:
    """A small part of what ``viscode bench image --kind not-charts`` measures; the seed is none that the trees have seen."""
    pytest.importorskip("rapidocr", reason='pip install "jupyter_viscode[image]"')
    from jupyter_viscode.bench import generated, not_charts
    from jupyter_viscode.vision.intake import decode
    from jupyter_viscode.vision.ocr import read_texts

    kept = [kind for kind, pixels in not_charts.pictures(9, seed=11) if refusal(pixels, read_texts(pixels)) is None]
    assert len(kept) <= 1
    charts = [decode(chart.png).pixels for chart in generated.charts(6, seed=11)]
    refused = [refusal(pixels, read_texts(pixels)) for pixels in charts]
    assert sum(why is not None for why in refused) == 0


@pytest.mark.parametrize(("hole", "slices", "kept"), [(0.0, 4, True), (0.5, 3, True), (0.0, 1, False)])
def test_a_disc_of_several_colours_is_a_pie(hole: float, slices: int, kept: bool) -> None:
    y, x = np.mgrid[0:300, 0:400]
    apart = np.hypot(x - 200, y - 150)
    turn = ((np.arctan2(y - 150, x - 200) + np.pi) / (2 * np.pi) * slices).astype(int) % slices
    colours = np.array([(31, 119, 180), (255, 127, 14), (44, 160, 44), (214, 39, 40)], np.uint8)
    pixels = sheet()
    inside = (apart < 100) & (apart > 100 * hole)
    pixels[inside] = colours[turn[inside]]
    words = [text("North", 320, 60, 40), text("South", 80, 240, 40)]
    assert (refusal(pixels, words) is None) is kept


def test_every_fork_of_the_trees_asks_for_a_sign_that_exists() -> None:
    from jupyter_viscode.vision.judge import _model

    def asked(tree: object) -> set[int]:
        return {tree[0], *asked(tree[2]), *asked(tree[3])} if isinstance(tree, list) else set()

    known = len(dataclasses.fields(Signs))
    assert set().union(*map(asked, _model()["trees"])) <= set(range(known))
    assert 0 < LEAST < 0.5


def test_a_photo_is_refused_before_any_text_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    from PIL import Image

    from jupyter_viscode.bench import generated, not_charts
    from jupyter_viscode.vision import judge, ocr, read

    monkeypatch.setattr(ocr, "read_texts", lambda _: pytest.fail("texts were looked for"))
    photo = np.asarray(not_charts.KINDS["photo"](random.Random("photo0")).convert("RGB"))
    assert "photo" in (read(photo).refusal or "")
    for chart in generated.charts(3, seed=11):
        spoilt = io.BytesIO()
        Image.open(io.BytesIO(chart.png)).convert("RGB").save(spoilt, "JPEG", quality=15)
        assert judge.glance(np.asarray(Image.open(spoilt))) is None


def test_stripes_of_a_table_are_no_plot_areas_and_a_ground_with_room_for_an_axis_is() -> None:
    striped = np.full((400, 600, 3), 255, np.uint8)
    grounds = np.full((400, 600, 3), 255, np.uint8)
    for top in range(40, 400, 120):
        striped[top : top + 60] = (225, 228, 240)
        grounds[top : top + 60, 80:560] = (225, 228, 240)
    assert find_frames(striped, []) == ()
    assert len(find_frames(grounds, [])) == 3
