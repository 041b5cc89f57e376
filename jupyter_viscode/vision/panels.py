"""Plot areas in relation: colour bars, round plots, shared axes, and the grid that they stand in.

Enters: frames and panels. Leaves: panels with their place in the grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jupyter_viscode.vision.colorbars import ColorBar
from jupyter_viscode.vision.figures import number
from jupyter_viscode.vision.frames import Frame
from jupyter_viscode.vision.legends import Keys
from jupyter_viscode.vision.reading import Axis, Box, Panel, Text


def are_solid(texts: Sequence[Text], patches: Sequence[Frame]) -> bool:
    """Whether a picture shows plots in three dimensions: numbers along slanted axes, no rows or columns of them."""
    numbers = [t for t in texts if number(t.text) is not None]
    if len(numbers) < 6:
        return False
    aligned = 0
    for t in numbers:
        row = sum(abs(t.box.cy - o.box.cy) < 2.5 for o in numbers)
        column = sum(abs(t.box.x1 - o.box.x1) < 2.5 or abs(t.box.cx - o.box.cx) < 1.5 for o in numbers)
        aligned += row >= 4 or column >= 4
        if row >= 6 or sum(abs(t.box.cx - o.box.cx) < 2.5 for o in numbers) >= 7:
            return False
    return aligned < 0.5 * len(numbers)


def is_legend(box: Box, scale: dict[str, Axis], keys: Sequence[Keys]) -> bool:
    """Whether a frame is only the frame of a legend."""
    numeric = any(a.scale in ("linear", "log", "time") for a in scale.values())
    for ks in keys:
        b = ks.box
        inside = box.x0 - 6 < b.x0 and b.x1 < box.x1 + 6 and box.y0 - 6 < b.y0 and b.y1 < box.y1 + 6
        if inside and b.width * b.height > 0.25 * box.width * box.height and not numeric:
            return True
    return False


def share_axes(boxes: Sequence[Box], scales: list[dict[str, Axis]]) -> list[dict[str, Axis]]:
    """A panel without labels has the scale of its neighbour in the same column or row."""
    out = [dict(s) for s in scales]
    for i, b in enumerate(boxes):
        for side, low, high in (("bottom", "x0", "x1"), ("left", "y0", "y1")):
            if out[i][side].known or (side == "bottom" and out[i]["top"].known):
                continue
            for j, o in enumerate(boxes):
                if (
                    j != i
                    and scales[j][side].known
                    and abs(getattr(o, low) - getattr(b, low)) < 6
                    and abs(getattr(o, high) - getattr(b, high)) < 6
                ):
                    out[i][side] = replace(scales[j][side], labelled=False)
                    break
    return out


def owner(box: Box, homes: Sequence[Box]) -> int | None:
    """The panel that a legend belongs to: the one around it, else the only one, else the one clearly next to it."""
    inside = [i for i, h in enumerate(homes) if h.x0 - 4 < box.cx < h.x1 + 4 and h.y0 - 4 < box.cy < h.y1 + 4]
    if inside:
        return min(inside, key=lambda i: homes[i].width * homes[i].height)
    if len(homes) == 1:
        return 0
    near = [
        i for i, h in enumerate(homes)
        if box.x0 > h.x0 - 20 and box.x1 < h.x1 + 20 and min(abs(box.y1 - h.y0), abs(h.y1 - box.y0)) < 0.6 * h.height
    ]  # fmt: skip
    return min(near, key=lambda i: min(abs(box.y1 - homes[i].y0), abs(homes[i].y1 - box.y0))) if near else None


def bar_of(box: Box, bars: Sequence[ColorBar], homes: Sequence[Box]) -> ColorBar | None:
    """The colour bar that stands beside a panel and nearer to it than to another one."""
    for bar in bars:
        near = min(homes, key=lambda h: _gap(bar.box, h), default=None)
        if near is box and _gap(bar.box, box) < 160:
            return bar
    return None


def _gap(a: Box, b: Box) -> float:
    """How far apart two boxes are."""
    across = max(0.0, max(a.x0, b.x0) - min(a.x1, b.x1))
    down = max(0.0, max(a.y0, b.y0) - min(a.y1, b.y1))
    behind = 60.0 if a.x1 <= b.x0 or a.y1 <= b.y0 else 0.0
    return across + down + behind


def _within(inner: Box, outer: Box) -> bool:
    across = outer.x0 - 2 <= inner.x0 and inner.x1 <= outer.x1 + 2
    return across and outer.y0 - 2 <= inner.y0 and inner.y1 <= outer.y1 + 2


def lay_out(made: list[Panel]) -> tuple[list[Panel], int, int]:
    """Rows and columns of the panels; insets have no place in the grid."""
    insets = {i for i, p in enumerate(made) if any(o is not p and _within(p.box, o.box) for o in made)}
    main = [p.box for i, p in enumerate(made) if i not in insets]
    if not main:
        return made, 1, 1
    columns = _bands([(b.x0, b.x1) for b in main])
    rows = _bands([(b.y0, b.y1) for b in main])
    placed = []
    for i, p in enumerate(made):
        if i in insets:
            placed.append(replace(p, grid=(-1, -1, -1, -1)))
            continue
        r = [k for k, (a, z) in enumerate(rows) if min(z, p.box.y1) - max(a, p.box.y0) > 0.5 * (z - a)]
        c = [k for k, (a, z) in enumerate(columns) if min(z, p.box.x1) - max(a, p.box.x0) > 0.5 * (z - a)]
        placed.append(replace(p, grid=(min(r, default=0), max(r, default=0), min(c, default=0), max(c, default=0))))
    order = sorted(placed, key=lambda p: (p.grid[0] < 0, p.grid[0], p.grid[2]))
    return order, len(rows), len(columns)


def _bands(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Disjoint bands of a direction, from the narrowest spans up."""
    bands: list[tuple[float, float]] = []
    for low, high in sorted(spans, key=lambda s: s[1] - s[0]):
        if all(min(high, b) - max(low, a) <= 0.3 * min(high - low, b - a) for a, b in bands):
            bands.append((low, high))
    return sorted(bands)
