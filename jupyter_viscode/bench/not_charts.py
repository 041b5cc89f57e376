"""Pictures that are no charts: a seed goes in; photos, diagrams, tables, pages, code, maps and windows come out.

Photos are cut from the few that come with scikit-image and scikit-learn; everything else is drawn here.
"""

from __future__ import annotations

import colorsys
import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from jupyter_viscode.errors import MissingDependencyError

WORDS = (
    "order", "input", "check", "queue", "user", "result", "account", "server", "client", "review", "ship", "refund", "total",
    "table", "invoice", "payment", "stock", "north", "region", "model", "store", "cache", "token", "render", "build", "test",
    "deploy", "notes", "meeting", "agenda", "minutes", "budget", "report", "draft",
)  # fmt: skip
_INKS = ("#000000", "#222222", "#1f3b73", "#3a3a3a", "#5b2333")
_GROUNDS = ("#ffffff", "#ffffff", "#fafafa", "#f4f1e8", "#1e1e1e", "#eef3fb")


def pictures(count: int, seed: int = 0) -> Iterator[tuple[str, Any]]:
    """`count` pictures in turn of each kind, as (kind, pixels height x width x 3)."""
    import numpy as np

    kinds = list(KINDS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        yield kind, np.asarray(KINDS[kind](random.Random(f"{seed} {kind} {number}")).convert("RGB"))


def _font(size: float) -> Any:
    """A font that matplotlib brings along."""
    import matplotlib as mpl
    from PIL import ImageFont

    return ImageFont.truetype(Path(mpl.get_data_path()) / "fonts/ttf/DejaVuSans.ttf", size)


def _mono(size: float) -> Any:
    import matplotlib as mpl
    from PIL import ImageFont

    return ImageFont.truetype(Path(mpl.get_data_path()) / "fonts/ttf/DejaVuSansMono.ttf", size)


def _sheet(r: random.Random, ground: str = "") -> tuple[Any, Any, str]:
    """An empty sheet, something to draw with, and a colour that can be seen on it."""
    from PIL import Image, ImageDraw

    ground = ground or r.choice(_GROUNDS)
    sheet = Image.new("RGB", (r.randrange(420, 1000), r.randrange(320, 760)), ground)
    return sheet, ImageDraw.Draw(sheet), "#e8e8e8" if ground == "#1e1e1e" else r.choice(_INKS)


def _words(r: random.Random, least: int, most: int) -> str:
    return " ".join(r.choice(WORDS) for _ in range(r.randint(least, most)))


def _bright(r: random.Random) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(r.random(), r.uniform(0.2, 0.7), r.uniform(0.75, 1))
    return round(255 * red), round(255 * green), round(255 * blue)


def _photos() -> list[Path]:
    from importlib.util import find_spec

    found: list[Path] = []
    for name, folder, ending in (("skimage", "data", "*"), ("sklearn", "datasets/images", "*.jpg")):
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            found += sorted((Path(spec.origin).parent / folder).glob(ending))
    found = [p for p in found if p.suffix in (".png", ".jpg") and p.stem not in _DRAWN]
    if not found:
        raise MissingDependencyError("scikit-image", 'pip install "jupyter_viscode[image]"')
    return found


_DRAWN = ("checker_bilevel", "chessboard_GRAY", "chessboard_RGB", "phantom", "logo", "horse", "clock_motion")


def photo(r: random.Random) -> Any:
    """A part of a photo."""
    from PIL import Image, ImageOps

    whole = Image.open(r.choice(_photos())).convert("RGB")
    width, height = (round(side * r.uniform(0.6, 1)) for side in whole.size)
    left, top = r.randint(0, whole.width - width), r.randint(0, whole.height - height)
    part = whole.crop((left, top, left + width, top + height))
    return (ImageOps.mirror(part) if r.random() < 0.5 else part).resize((r.randrange(360, 900), r.randrange(300, 700)))


def diagram(r: random.Random) -> Any:
    """Boxes with words, joined by arrows."""
    sheet, draw, ink = _sheet(r)
    columns, rows = r.randint(2, 4), r.randint(2, 5)
    wide, high = sheet.width / columns, sheet.height / rows
    places = [(c, w) for w in range(rows) for c in range(columns) if r.random() < 0.75] or [(0, 0), (1, 1)]
    font = _font(r.randrange(10, 17))
    for (c, w), (c2, w2) in pairwise(places):
        ends = [((p + 0.5) * wide, (q + 0.5) * high) for p, q in ((c, w), (c2, w2))]
        draw.line(ends, fill=ink, width=2)
        x, y = ((a + b) / 2 for a, b in zip(*ends, strict=True))
        draw.polygon([(x - 5, y - 5), (x + 5, y), (x - 5, y + 5)], fill=ink)
    for c, w in places:
        box = (c * wide + 0.15 * wide, w * high + 0.25 * high, c * wide + 0.85 * wide, w * high + 0.75 * high)
        shape = r.choice((draw.rectangle, draw.ellipse, lambda b, **o: draw.rounded_rectangle(b, 12, **o)))
        shape(box, fill=_bright(r) if r.random() < 0.6 else sheet.getpixel((1, 1)), outline=ink, width=2)
        draw.text(
            ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2),
            _words(r, 1, 2),
            fill="#111111" if sheet.getpixel((1, 1))[0] > 99 else ink,
            font=font,
            anchor="mm",
        )
    return sheet


def table(r: random.Random) -> Any:
    """Rows and columns of words and numbers."""
    sheet, draw, ink = _sheet(r)
    columns, rows = r.randint(3, 6), r.randint(4, 14)
    wide, high = sheet.width / columns, min(40.0, sheet.height / (rows + 1))
    font = _font(min(r.randrange(10, 16), high * 0.6))
    ruled = r.random() < 0.6
    for w in range(rows):
        if w % 2 and r.random() < 0.7:
            draw.rectangle(
                (0, w * high, sheet.width, (w + 1) * high), fill=tuple(max(0, v - 12) for v in sheet.getpixel((1, 1)))
            )
        for c in range(columns):
            said = (
                _words(r, 1, 2)
                if not w or not c
                else r.choice((f"{r.uniform(0, 999):.2f}", f"{r.randrange(9999):,}", _words(r, 1, 1)))
            )
            draw.text((c * wide + 6, (w + 0.5) * high), said, fill=ink, font=font, anchor="lm")
        if ruled:
            draw.line((0, (w + 1) * high, sheet.width, (w + 1) * high), fill=ink)
    if ruled:
        for c in range(1, columns):
            draw.line((c * wide, 0, c * wide, rows * high), fill=ink)
    return sheet


def page(r: random.Random) -> Any:
    """A page of text."""
    sheet, draw, ink = _sheet(r)
    size = r.randrange(11, 20)
    y = 20.0
    while y < sheet.height - size:
        head = r.random() < 0.1
        draw.text(
            (24, y),
            _words(r, 2, 4).title() if head else _words(r, 5, sheet.width // (size * 4) + 5),
            fill=ink,
            font=_font(size * (1.4 if head else 1)),
        )
        y += size * (2.2 if head or r.random() < 0.12 else 1.5)
    return sheet


def code(r: random.Random) -> Any:
    """A screenshot of a program, numbered lines included."""
    sheet, draw, ink = _sheet(r, r.choice(("#1e1e1e", "#ffffff", "#f8f8f8")))
    size = r.randrange(11, 17)
    numbered, indent = r.random() < 0.5, 0
    for line in range(sheet.height // round(size * 1.5)):
        y = 8 + line * size * 1.5
        if numbered:
            draw.text((6, y), f"{line + 1:>3}", fill="#888888", font=_mono(size))
        indent = max(0, min(4, indent + r.choice((-1, 0, 0, 1))))
        text = r.choice(("def {}({}):", "{} = {}({})", "for {} in {}:", "return {}", "# {} {}", "{}.{}({}, 12)", "if {} > 3:"))
        draw.text(
            (50 + indent * size * 2, y),
            text.format(*(r.choice(WORDS) for _ in range(3))),
            fill=r.choice((ink, "#4b8b3b", "#2f6fb0")),
            font=_mono(size),
        )
    return sheet


def land(r: random.Random) -> Any:
    """A map: regions with borders, roads, names."""
    from PIL import Image, ImageDraw

    sheet, draw, ink = _sheet(r, r.choice(("#aad3df", "#d6ecf5", "#ffffff")))
    seeds = [(r.uniform(0, sheet.width), r.uniform(0, sheet.height)) for _ in range(r.randint(6, 25))]
    hues = [_bright(r) if i % 4 else sheet.getpixel((0, 0)) for i in range(len(seeds))]
    small = Image.new("RGB", (sheet.width // 3, sheet.height // 3))
    bend = [(r.uniform(0.01, 0.05), r.uniform(0, 6), r.uniform(6, 26)) for _ in range(2)]
    import math

    for x in range(small.width):
        for y in range(small.height):
            u = 3 * x + bend[0][2] * math.sin(bend[0][0] * 3 * y + bend[0][1])
            v = 3 * y + bend[1][2] * math.sin(bend[1][0] * 3 * x + bend[1][1])
            small.putpixel((x, y), hues[min(range(len(seeds)), key=lambda i: (seeds[i][0] - u) ** 2 + (seeds[i][1] - v) ** 2)])
    sheet = small.resize(sheet.size, Image.Resampling.NEAREST)
    draw = ImageDraw.Draw(sheet)
    for _ in range(r.randint(1, 5)):
        draw.line(
            [(r.uniform(0, sheet.width), r.uniform(0, sheet.height)) for _ in range(4)], fill="#ffffff", width=4, joint="curve"
        )
    for place in seeds[:9]:
        draw.text(place, r.choice(WORDS).title(), fill=ink, font=_font(13), anchor="mm")
    return sheet


def window(r: random.Random) -> Any:
    """A program's window: title bar, side list, buttons, fields."""
    sheet, draw, ink = _sheet(r, r.choice(("#ffffff", "#f0f0f0", "#1e1e1e")))
    bar, side = r.randrange(24, 44), r.randrange(90, 220)
    draw.rectangle((0, 0, sheet.width, bar), fill=_bright(r))
    draw.rectangle(
        (0, bar, side, sheet.height), fill=tuple(max(0, v - 20) for v in sheet.getpixel((sheet.width - 1, sheet.height - 1)))
    )
    draw.text((12, bar / 2), _words(r, 1, 3).title(), fill="#111111", font=_font(14), anchor="lm")
    for row in range(r.randint(3, 10)):
        draw.text((14, bar + 20 + 28 * row), r.choice(WORDS), fill=ink, font=_font(12))
    y: float = bar + 20.0
    while y < sheet.height - 40:
        draw.text((side + 20, y), _words(r, 1, 3), fill=ink, font=_font(13))
        shape = (side + 190, y - 4, min(sheet.width - 10, side + r.randrange(260, 420)), y + 22)
        draw.rounded_rectangle(shape, 4, outline=ink, fill=_bright(r) if r.random() < 0.3 else None)
        if r.random() < 0.5:
            draw.text((shape[0] + 8, y), r.choice((f"{r.randrange(2000)}", r.choice(WORDS))), fill=ink, font=_font(12))
        y += r.randrange(34, 60)
    return sheet


def drawing(r: random.Random) -> Any:
    """Shapes without words: a logo, an icon, a child's picture."""
    sheet, draw, ink = _sheet(r)
    for _ in range(r.randint(2, 9)):
        x, y = r.uniform(0, sheet.width), r.uniform(0, sheet.height)
        size = r.uniform(20, 220)
        kind = r.randrange(4)
        if kind == 0:
            draw.ellipse((x - size, y - size, x + size, y + size), fill=_bright(r), outline=ink, width=3)
        elif kind == 1:
            draw.polygon(
                [(x + r.uniform(-size, size), y + r.uniform(-size, size)) for _ in range(r.randint(3, 6))], fill=_bright(r)
            )
        elif kind == 2:
            draw.arc(
                (x - size, y - size, x + size, y + size), r.randrange(360), r.randrange(360), fill=ink, width=r.randrange(3, 14)
            )
        else:
            draw.text((x, y), r.choice(WORDS).upper(), fill=_bright(r), font=_font(size / 2 + 8), anchor="mm")
    return sheet


def texture(r: random.Random) -> Any:
    """Noise, gradients, patterns."""
    import numpy as np
    from PIL import Image

    g = np.random.default_rng(r.randrange(2**32))
    height, width = r.randrange(300, 700), r.randrange(360, 900)
    y, x = np.mgrid[0:height, 0:width]
    kind = r.randrange(4)
    field: Any
    if kind == 0:
        field = g.normal(0.5, 0.2, (height, width, 3))
    elif kind == 1:
        field = np.stack([(x / width + s * y / height) / 2 for s in (0.2, 0.6, 1)], axis=2)
    elif kind == 2:
        coarse = Image.fromarray((255 * g.random((9, 12, 3))).astype(np.uint8)).resize(
            (width, height), Image.Resampling.BICUBIC
        )
        field = np.asarray(coarse) / 255
    else:
        tile = r.randrange(10, 60)
        field = np.repeat((((x // tile) + (y // tile)) % 2)[..., None] * np.array([0.7, 0.6, 0.8]), 1, axis=2)
    return Image.fromarray((255 * field.clip(0, 1)).astype(np.uint8))


KINDS: dict[str, Callable[[random.Random], Any]] = {
    "photo": photo, "diagram": diagram, "table": table, "page": page, "code": code, "map": land, "window": window,
    "drawing": drawing, "texture": texture,
}  # fmt: skip
