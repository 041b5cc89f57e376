"""Straight lines across a whole plot area that are no grid: axhline, axvline; and shaded spans.

Enters: a `Plot`. Leaves: `Mark` calls.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jupyter_viscode.vision.legends import Key
from jupyter_viscode.vision.marks.plot import ROW, Plot, key_color
from jupyter_viscode.vision.marks.regions import Region
from jupyter_viscode.vision.pixels import Segment, distance, hex_of, rgb_of
from jupyter_viscode.vision.reading import Mark


def read_rules(plot: Plot, taken: np.ndarray, spans: Sequence[Mark] = ()) -> list[Mark]:
    """Lines from edge to edge, but for the rims of shaded spans; their pixels are then explained."""
    marks: list[Mark] = []
    for line in plot.lines:
        flat = line.along == "x"
        key = _key(plot, line.color)
        extent = plot.height if flat else plot.width
        if not 5 <= line.at <= extent - 6:
            continue
        band = slice(max(0, int(line.at) - 1), int(line.at) + 2)
        covered = taken[band] if flat else taken[:, band]
        if (covered.mean() > 0.5 and not _on_top(plot, line)) or (key is not None and key.handle in ("line+marker", "marker")):
            continue
        if key is None and max(line.color) - min(line.color) < 30 and distance(np.array([[line.color]]), plot.face)[0, 0] < 90:
            continue
        if (key is None and _is_edge(plot, line)) or any(_is_rim(plot, line, span) for span in spans):
            continue
        if not _reaches(plot, flat, line.at, line.low, line.high - 1):
            continue  # a curve that is level, drawn from the first value to the last
        low, high = int(line.at) - 2, int(line.at) + 4
        if flat:
            taken[max(0, low) : high] |= distance(plot.image[max(0, low) : high], line.color) < 140
            at, span = plot.ys([line.at])[0], abs(plot.y.slope * plot.height)
        else:
            taken[:, max(0, low) : high] |= distance(plot.image[:, max(0, low) : high], line.color) < 140
            at, span = plot.xs([line.at])[0], abs(plot.x.slope * plot.width)
        color = key.color if key else hex_of(line.color)
        marks.append(_rule(plot, flat, at, span, color, key, line.thickness, False))
    if len(marks) > 6:
        return []
    return marks + _dashed(plot, taken, marks)


def _reaches(plot: Plot, flat: bool, at: float, low: int, high: int) -> bool:
    """Whether a line goes on to both edges, or to what covers it there; matplotlib leaves room beside the ends of a curve."""
    covered = (plot.hidden | plot.lettered)[round(at)] if flat else (plot.hidden | plot.lettered)[:, round(at)]
    near = max(14, 0.03 * len(covered))
    before, after = np.flatnonzero(covered[:low]), np.flatnonzero(covered[high + 1 :])
    return bool(low <= near or len(before)) and bool(len(covered) - 1 - high <= near or len(after))


def _is_rim(plot: Plot, line: Segment, span: Mark) -> bool:
    """Whether a line is the rim of a shaded span, where its colour lies twice on the ground."""
    flat = line.along == "x"
    if span.kind != ("axhspan" if flat else "axvspan"):
        return False
    if not any(_near(plot, flat, line.at, span.data[end][0]) for end in ("low", "high")):
        return False
    face = np.asarray(plot.face, float)
    tint, own = np.asarray(rgb_of(span.colors[0]), float) - face, np.asarray(line.color, float) - face
    times = float(own @ tint) / max(1.0, float(tint @ tint))
    return 0 < times < 2.1 and float(np.abs(own - times * tint).max()) < 20


def _on_top(plot: Plot, line: Segment) -> bool:
    """Whether a line shows its own colour all along, also over what it crosses."""
    band = slice(max(0, int(line.at) - 1), int(line.at) + 3)
    strip = plot.image[band] if line.along == "x" else plot.image[:, band].transpose(1, 0, 2)
    return bool((distance(strip, line.color).min(0) < 40).mean() > 0.97)


def _is_edge(plot: Plot, line: Segment) -> bool:
    """Whether a line is but the pale edge of a mark at its side: a mixture of the mark's colour and the ground."""
    picture = plot.image if line.along == "x" else plot.image.transpose(1, 0, 2)
    face = np.asarray(plot.face, float)
    for step in (-5, 5):
        at = int(line.at) + step
        if not 0 <= at < len(picture):
            continue
        side = picture[at, line.low : line.high].astype(float) - face
        size = (side**2).sum(-1)
        share = (side @ (np.asarray(line.color, float) - face)) / np.maximum(size, 1.0)
        off = np.abs(share[:, None] * side - (np.asarray(line.color, float) - face)).max(-1)
        if ((size > 900) & (share > 0.02) & (share < 0.98) & (off < 14)).mean() > 0.35:
            return True
    return False


def _rule(plot: Plot, flat: bool, at: float, span: float, color: str, key: Key | None, thickness: int, dashed: bool) -> Mark:
    style = "--" if dashed or (key is not None and key.dashed) else "-"
    data = {"at": (at,), "span": (span,)}
    return Mark(
        "axhline" if flat else "axvline",
        data,
        key.text.text if key else "",
        (color,),
        line_style=style,
        line_width=max(0.8, thickness * 0.65),
    )


def _key(plot: Plot, color: tuple[int, int, int]) -> Key | None:
    """The legend entry of a line of this colour."""
    lines = [k for k in plot.keys if k.handle != "patch"]
    best = min(lines, key=lambda k: np.abs(np.subtract(key_color(k), color)).max(), default=None)
    return best if best is not None and np.abs(np.subtract(key_color(best), color)).max() < 70 else None


def _dashed(plot: Plot, taken: np.ndarray, solid: Sequence[Mark]) -> list[Mark]:
    """Dashed lines from edge to edge: rows where one colour comes and goes all the way."""
    marks: list[Mark] = []
    pale: list[Mark] = []
    free = (distance(plot.image, plot.face) > 60) & ~plot.hidden & ~taken & ~plot.ruled & ~plot.lettered
    for flat in (True, False):
        mask = free if flat else free.T
        image = plot.image if flat else plot.image.transpose(1, 0, 2)
        extent = mask.shape[1]
        full = mask.sum(1)
        rows = np.flatnonzero(full > 0.35 * extent)
        last = -10
        for row in (int(r) for r in rows):
            if row - last < 4 or not 5 <= row <= len(mask) - 6 or full[row] < full[max(0, row - 2) : row + 3].max():
                continue
            line = mask[row]
            edges = np.flatnonzero(np.diff(line.astype(np.int8)))
            above, below = mask[max(0, row - 4)].sum(), mask[min(len(mask) - 1, row + 4)].sum()
            parts = np.add.reduceat(line.astype(int), np.linspace(0, extent, 13).astype(int)[:-1])
            if len(edges) < 14 or (parts > 0).sum() < 11 or max(above, below) > 0.35 * full[row]:
                continue
            color = np.median(image[row][line], axis=0)
            spread = np.abs(image[row][line].astype(float) - color).max(-1)
            if (spread < 60).mean() < 0.6:
                continue
            last = int(row)
            tint = (int(color[0]), int(color[1]), int(color[2]))
            key = _key(plot, tint)
            ends = np.flatnonzero(line)
            if not _reaches(plot, flat, row, int(ends[0]), int(ends[-1])) or any(
                m.kind == ("axhline" if flat else "axvline") and _near(plot, flat, row, m.data["at"][0]) for m in solid
            ):
                continue
            strong = int(np.abs(np.subtract(tint, plot.face)).max())
            gray = max(tint) - min(tint) < 30 and strong < 165 and key is None
            if gray and strong < 95:
                continue
            if flat:
                taken[max(0, row - 2) : row + 3] |= free[max(0, row - 2) : row + 3]
                at, span = plot.ys([row])[0], abs(plot.y.slope * plot.height)
            else:
                taken[:, max(0, row - 2) : row + 3] |= free[:, max(0, row - 2) : row + 3]
                at, span = plot.xs([row])[0], abs(plot.x.slope * plot.width)
            made = _rule(plot, flat, at, span, key.color if key else hex_of(tint), key, 2, True)
            (pale if gray else marks).append(made)
    # Several gray ones are a grid.
    return marks + [m for m in pale if sum(o.kind == m.kind for o in pale) < 3]


def _near(plot: Plot, flat: bool, at: float, value: float) -> bool:
    """Whether a value stands within a few pixels of a row or a column."""
    low, high = sorted((plot.ys if flat else plot.xs)([at - 3.5, at + 3.5]))
    return low <= value <= high


def read_spans(plot: Plot, regions: list[Region]) -> tuple[list[Mark], list[Region]]:
    """Shaded stripes from edge to edge."""
    marks, used = [], []
    if min(plot.height, plot.width) < ROW:
        return [], []
    for r in regions:
        tall, wide = r.y0 < 3 and r.y1 > plot.height - 3, r.x0 < 3 and r.x1 > plot.width - 3
        if r.square < 0.6 or tall == wide or is_bar(plot, r, regions, tall):
            continue
        if tall and 6 < r.width < 0.9 * plot.width and len(regions) > 0:
            low, high = plot.xs([r.x0, r.x1])
            marks.append(Mark("axvspan", {"low": (low,), "high": (high,)}, "", (hex_of(r.color),)))
            used.append(r)
        elif wide and 6 < r.height < 0.9 * plot.height and not tall:
            low, high = plot.ys([r.y1, r.y0])
            marks.append(Mark("axhspan", {"low": (low,), "high": (high,)}, "", (hex_of(r.color),)))
            used.append(r)
    return marks, used


def is_bar(plot: Plot, region: Region, regions: list[Region], tall: bool) -> bool:
    """Whether a stripe is the longest of several bars: others as thick stand on the same side and end before the other."""

    def like(other: Region) -> bool:
        thick, own = (other.width, region.width) if tall else (other.height, region.height)
        stands = other.y1 > plot.height - 4 if tall else other.x0 < 4
        ends = other.y0 > 4 if tall else other.x1 < plot.width - 4
        return other.square > 0.6 and abs(thick - own) <= max(2.0, 0.12 * own) and stands and ends

    return any(like(other) for other in regions if other is not region)
