"""Noise of compression is taken away; shades that a drawing has stay; slices and bars lose what it left at their edges."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw

from jupyter_viscode.vision.evened import evened, shades
from jupyter_viscode.vision.marks.plot import open_plot
from jupyter_viscode.vision.marks.regions import find_regions
from jupyter_viscode.vision.reading import Axis, Box
from jupyter_viscode.vision.rounds import _without_shades

COLORS = ("#1f77b4", "#ff7f0e", "#2ca02c")


def bars() -> Image.Image:
    """Thin coloured bars that touch, with letters between."""
    picture = Image.new("RGB", (400, 300), "white")
    draw = ImageDraw.Draw(picture)
    for k in range(24):
        draw.rectangle((20 + 15 * k, 60 + 7 * k, 31 + 15 * k, 280), fill=COLORS[k % 3])
        draw.text((18 + 15 * k, 40 + 7 * k), f"{k}", fill="black")
    return picture


def compressed(picture: Image.Image) -> np.ndarray:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70)
    return np.asarray(Image.open(out).convert("RGB"))


def test_noise_is_taken_away_and_clean_pictures_stay_as_they_are() -> None:
    clean = np.asarray(bars())
    noisy = compressed(bars())
    assert evened(clean) is clean
    assert shades(noisy) > 250
    assert shades(evened(noisy)) < 20
    assert (evened(noisy) == clean).all(-1).mean() > (noisy == clean).all(-1).mean() + 0.1


def test_a_pale_face_is_no_noise_of_the_ground() -> None:
    picture = bars()
    pale = Image.new("RGB", (400, 300), "#fdf6e3")
    pale.paste(Image.new("RGB", (340, 200), "#eee8d5"), (30, 50))
    pale.paste(picture.crop((100, 100, 300, 250)), (120, 80))
    face = evened(compressed(pale))[60, 40]
    assert np.abs(face.astype(int) - (0xEE, 0xE8, 0xD5)).max() <= 3


def test_bars_of_a_compressed_picture_are_whole_rectangles() -> None:
    picture = evened(compressed(bars()))
    plot = open_plot(picture, Box(2, 2, 398, 290), Axis(), Axis(), (), (), ())
    tall = [r for r in find_regions(plot) if r.height > 40 and r.width > 8]
    assert len(tall) >= 23
    assert np.median([r.square for r in tall]) > 0.9


def test_thin_pieces_of_another_slices_colour_are_no_slices() -> None:
    colors = [(52, 138, 189), (122, 104, 166), (166, 6, 40), (118, 95, 163)]
    pieces = [(0, 300, 0), (300, 3, 1), (303, 100, 2), (403, 250, 1), (653, 4, 3), (657, 63, 1)]
    kept = _without_shades(pieces, colors, 0.8)
    assert [label for _, _, label in kept] == [0, 2, 1]
    assert sum(size for _, size, _ in kept) == 720


def test_small_slices_of_their_own_colour_stay() -> None:
    colors = [(52, 138, 189), (122, 104, 166), (166, 6, 40)]
    pieces = [(0, 300, 0), (300, 4, 1), (304, 416, 2)]
    assert _without_shades(pieces, colors, 0.8) == pieces
